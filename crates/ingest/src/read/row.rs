//! A row, and which of its values are there.

use super::{Shape, Value};

/// One feature, row or line.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    /// Its number, counted as [`Table::numbering`](super::Table::numbering) says.
    pub feature: u64,
    /// Its geometry, in the file's own coordinates.
    pub shape: Shape,
    /// One value for each wanted column, in their order.
    pub values: Vec<Value>,
    told: Told,
}

impl Row {
    pub(super) fn new(feature: u64, shape: Shape, values: Vec<Value>) -> Self {
        let there = values.iter().enumerate().filter(|(_, value)| **value != Value::Null);
        let told = there.map(|(slot, _)| Told::of(slot)).collect();
        Self { feature, shape, values, told }
    }

    /// Makes it another row, of `wanted` columns, with the values of those slots; there are no others.
    pub(super) fn renew(
        &mut self,
        feature: u64,
        shape: Shape,
        wanted: usize,
        values: impl Iterator<Item = (usize, Value)>,
    ) {
        self.take(|_, value| drop(value));
        self.values.resize(wanted, Value::Null);
        (self.feature, self.shape) = (feature, shape);
        values.filter(|(_, value)| !matches!(value, Value::Null)).for_each(|(slot, value)| {
            self.values[slot] = value;
            self.told = self.told.and(Told::of(slot));
        });
    }

    /// Which values are there, if nobody took them.
    #[inline]
    pub(crate) fn told(&self) -> Told {
        self.told
    }

    /// Takes the values that are there, each with its slot.
    #[inline]
    pub(super) fn take(&mut self, mut each: impl FnMut(usize, Value)) {
        let values = &mut self.values;
        std::mem::take(&mut self.told).slots(values.len(), |slot| {
            match std::mem::replace(&mut values[slot], Value::Null) {
                Value::Null => {}
                value => each(slot, value),
            }
        });
    }
}

/// Some slots of a row: a bit for each, the last bit for all from the 64th on.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Told(u64);

/// The slot from which on there is one bit for all.
const LAST: usize = 63;

impl Told {
    /// One slot.
    pub(crate) fn of(slot: usize) -> Self {
        Self(1 << slot.min(LAST))
    }

    fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether they may have a slot in common.
    #[inline]
    pub(crate) fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The slots below `count`; from the 64th on, all or none.
    #[inline]
    fn slots(self, count: usize, mut each: impl FnMut(usize)) {
        let mut bits = self.0 & !(1 << LAST);
        while bits != 0 {
            let slot = bits.trailing_zeros() as usize;
            bits &= bits - 1;
            if slot < count {
                each(slot);
            }
        }
        if self.meets(Self::of(LAST)) {
            (LAST..count).for_each(each);
        }
    }
}

impl FromIterator<Told> for Told {
    fn from_iter<I: IntoIterator<Item = Told>>(several: I) -> Self {
        several.into_iter().fold(Self::default(), Self::and)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_what_it_was_given_and_no_more() {
        let of = |slots: &[usize]| slots.iter().map(|slot| (*slot, Value::Int(*slot as i64))).collect::<Vec<_>>();
        let mut row = Row::new(0, Shape::Null, Vec::new());
        for (wanted, slots) in
            [(3, &[2, 0][..]), (100, &[1, 62, 63, 99]), (100, &[]), (70, &[64]), (63, &[62]), (0, &[])]
        {
            row.renew(
                1,
                Shape::Null,
                wanted,
                of(slots).into_iter().chain((0..wanted).take(1).map(|_| (0, Value::Null))),
            );
            let there = |slot| if slots.contains(&slot) { Value::Int(slot as i64) } else { Value::Null };
            let plain = Row::new(1, Shape::Null, (0..wanted).map(there).collect());
            assert_eq!(row, plain);
            assert!((0..wanted).all(|slot| !slots.contains(&slot) || row.told().meets(Told::of(slot))));
            let mut taken = Vec::new();
            row.clone().take(|slot, value| taken.push((slot, value)));
            let mut given = of(slots);
            given.sort_by_key(|(slot, _)| *slot);
            assert_eq!(taken, given);
        }
        // What was taken in other ways is not missed.
        row.values.clear();
        row.renew(2, Shape::Null, 2, of(&[1]).into_iter());
        assert_eq!(row, Row::new(2, Shape::Null, vec![Value::Null, Value::Int(1)]));
    }
}
