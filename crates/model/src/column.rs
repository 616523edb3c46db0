//! Many values of few kinds, in as little memory as they need.

use crate::measure::{Distance, Score};

/// Values by place. As long as few different ones stand near each other, they take a byte each and a table of them; one value
/// throughout takes none. What goes in comes out again to the last bit. Nothing moves as the column grows, so that no more is
/// ever held than what it holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Column<T>(Vec<Block<T>>);

/// Values of a block: a power of two. No source; it decides memory, never what comes out.
const BLOCK: usize = 1 << 16;

/// Neighbouring values.
#[derive(Debug, Clone, PartialEq)]
enum Block<T> {
    /// All alike so far.
    Same { value: T, len: usize },
    /// Places in a table of at most 256.
    Coded { table: Vec<T>, codes: Vec<u8> },
    /// Each by itself.
    Plain(Vec<T>),
}

impl<T> Default for Column<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

/// Places in a table that a byte can tell apart.
const CODES: usize = 256;

impl<T: Copy + PartialEq> Column<T> {
    /// Adds a value.
    pub fn push(&mut self, item: T) {
        match self.0.last_mut() {
            Some(block) if block.len() < BLOCK => block.push(item),
            _ => self.0.push(Block::Same { value: item, len: 1 }),
        }
    }

    /// The value at that place.
    ///
    /// # Panics
    /// Where there is none.
    pub fn at(&self, place: usize) -> T {
        self.0[place / BLOCK].at(place % BLOCK)
    }

    /// Gives back what was set aside for more.
    pub fn shrink(&mut self) {
        self.0.shrink_to_fit();
        self.0.iter_mut().for_each(Block::shrink);
    }
}

impl<T: Copy + PartialEq> Block<T> {
    fn len(&self) -> usize {
        match self {
            Self::Same { len, .. } => *len,
            Self::Coded { codes, .. } => codes.len(),
            Self::Plain(items) => items.len(),
        }
    }

    fn push(&mut self, item: T) {
        match self {
            Self::Same { value, len } if *value == item => *len += 1,
            Self::Same { value, len } => {
                let (table, mut codes) = (vec![*value, item], vec![0; *len]);
                codes.push(1);
                *self = Self::Coded { table, codes };
            }
            Self::Coded { table, codes } => {
                // What comes next is most often what came last.
                let last = codes.last().copied().unwrap_or(0);
                if table[usize::from(last)] == item {
                    codes.push(last);
                } else if let Some(place) = table.iter().position(|known| *known == item) {
                    codes.push(place as u8);
                } else if table.len() < CODES {
                    codes.push(table.len() as u8);
                    table.push(item);
                } else {
                    let mut plain: Vec<T> = codes.iter().map(|code| table[usize::from(*code)]).collect();
                    plain.push(item);
                    *self = Self::Plain(plain);
                }
            }
            Self::Plain(items) => items.push(item),
        }
    }

    fn at(&self, place: usize) -> T {
        match self {
            Self::Same { value, len } if place < *len => *value,
            Self::Same { len, .. } => panic!("place {place} of {len}"),
            Self::Coded { table, codes } => table[usize::from(codes[place])],
            Self::Plain(items) => items[place],
        }
    }

    fn shrink(&mut self) {
        match self {
            Self::Same { .. } => {}
            Self::Coded { codes, .. } => codes.shrink_to_fit(),
            Self::Plain(items) => items.shrink_to_fit(),
        }
    }
}

impl<T: Copy + PartialEq> FromIterator<T> for Column<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut column = Self::default();
        items.into_iter().for_each(|item| column.push(item));
        column.shrink();
        column
    }
}

/// Numbers that may be missing; none of them is NaN.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Numbers(Column<u64>);

impl Numbers {
    /// Adds a number, or that there is none; NaN is none.
    pub fn push(&mut self, number: Option<f64>) {
        self.0.push(number.unwrap_or(f64::NAN).to_bits());
    }

    /// The number at that place, where it is known.
    ///
    /// # Panics
    /// Where there is no such place.
    pub fn at(&self, place: usize) -> Option<f64> {
        Some(f64::from_bits(self.0.at(place))).filter(|number| !number.is_nan())
    }

    /// Gives back what was set aside for more.
    pub fn shrink(&mut self) {
        self.0.shrink();
    }
}

impl FromIterator<Option<f64>> for Numbers {
    fn from_iter<I: IntoIterator<Item = Option<f64>>>(numbers: I) -> Self {
        let mut all = Self::default();
        numbers.into_iter().for_each(|number| all.push(number));
        all.shrink();
        all
    }
}

/// What a distance is kept in, to the metre.
const CENTIMETRES: f64 = 100.0;

/// Whether a distance, as it is kept, is of one that was within the radius: rounded, it may be longer by half a centimetre.
pub(crate) fn within(kept: Distance, radius: Distance) -> bool {
    (kept.as_metres() * CENTIMETRES).round() <= (radius.as_metres() * CENTIMETRES).ceil()
}

/// Distances to the centimetre, which is what they are measured and told to: half the room of numbers.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Distances(Column<u32>);

impl Distances {
    pub(crate) fn push(&mut self, distance: Distance) {
        self.0.push((distance.as_metres() * CENTIMETRES).round() as u32);
    }

    pub(crate) fn at(&self, place: usize) -> Distance {
        Distance::saturating(f64::from(self.0.at(place)) / CENTIMETRES)
    }

    pub(crate) fn shrink(&mut self) {
        self.0.shrink();
    }
}

/// Scores that may be missing, to nine decimals: half the room of numbers, and 0.9 stays 0.9.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Scores(Column<u32>);

/// The best score, as it is kept.
const BEST: f64 = 1e9;

impl Scores {
    pub(crate) fn push(&mut self, score: Option<Score>) {
        self.0.push(score.map_or(u32::MAX, |score| (score.value() * BEST).round() as u32));
    }

    pub(crate) fn at(&self, place: usize) -> Option<Score> {
        Some(self.0.at(place)).filter(|kept| *kept < u32::MAX).map(|kept| Score::saturating(f64::from(kept) / BEST))
    }

    pub(crate) fn shrink(&mut self) {
        self.0.shrink();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_in_comes_out() {
        for kinds in [1, 2, 255, 256, 257, 5000] {
            let len = BLOCK + 5000;
            let items: Vec<u64> = (0..len as u64).map(|i| i * 7919 % kinds).collect();
            let column: Column<u64> = items.iter().copied().collect();
            let plain = column.0.iter().map(|block| matches!(block, Block::Plain(_)));
            assert_eq!(plain.collect::<Vec<_>>(), [kinds > 256; 2], "{kinds}");
            assert!(items.iter().enumerate().all(|(i, item)| column.at(i) == *item), "{kinds}");
        }
    }

    #[test]
    fn a_missing_number_is_not_a_zero() {
        let mut numbers = Numbers::default();
        let items = [None, Some(0.0), Some(f64::INFINITY), None, Some(-0.1)];
        items.iter().for_each(|item| numbers.push(*item));
        assert_eq!([0, 1, 2, 3, 4].map(|i| numbers.at(i)), items);
    }

    #[test]
    fn a_score_keeps_nine_decimals() {
        let mut scores = Scores::default();
        let items = [Some(Score::ZERO), None, Some(Score::ONE), Score::new(1.0 / 3.0).ok(), Score::new(0.9).ok()];
        items.iter().for_each(|item| scores.push(*item));
        for (i, item) in items.into_iter().enumerate() {
            let error = scores.at(i).zip(item).map(|(kept, score)| (kept.value() - score.value()).abs());
            assert_eq!(error.is_some(), item.is_some());
            assert!(error.is_none_or(|error| error <= 5e-10 && (i == 3 || error == 0.0)), "{item:?}");
        }
    }
}
