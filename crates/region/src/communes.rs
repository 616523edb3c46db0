//! Communes that tile the region, in départements and régions: the box is cut in two, and each part again, until there are
//! as many parts as communes. Parts of the second cut are the régions, those of the fifth the départements.

use crate::region::{BOX, round};

/// Cuts until régions and départements.
const REGIONS: u32 = 2;
const DEPARTMENTS: u32 = 5;

/// The fewest communes that make départements of at least two.
pub(crate) const FEWEST: u32 = 1 << (DEPARTMENTS + 1);

/// A rectangle of some level.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Part {
    pub(crate) level: &'static str,
    pub(crate) id: String,
    pub(crate) name: String,
    /// West, south, east, north, in degrees.
    pub(crate) sides: [f64; 4],
}

impl Part {
    /// A closed ring, anticlockwise.
    pub(crate) fn outline(&self) -> Vec<(f64, f64)> {
        let [west, south, east, north] = self.sides;
        vec![(west, south), (east, south), (east, north), (west, north), (west, south)]
    }
}

/// All communes, then départements, then régions, each in the order of their ids; nothing where there are none.
pub(crate) fn parts(communes: u32) -> Vec<Part> {
    if communes == 0 {
        return Vec::new();
    }
    let mut cut = [Vec::new(), Vec::new(), Vec::new()];
    divide(BOX, communes, 0, &mut cut);
    let words = [("commune", 'C', "Commune"), ("département", 'D', "Département"), ("région", 'R', "Région")];
    let mut parts = Vec::new();
    for ((level, letter, word), sides) in words.into_iter().zip(cut) {
        let width = sides.len().to_string().len();
        parts.extend(sides.into_iter().zip(1..).map(|(sides, i)| Part {
            level,
            id: format!("{letter}{i:0width$}"),
            name: format!("{word} {i}"),
            sides,
        }));
    }
    parts
}

fn divide(sides: [f64; 4], communes: u32, depth: u32, cut: &mut [Vec<[f64; 4]>; 3]) {
    match depth {
        DEPARTMENTS => cut[1].push(sides),
        REGIONS => cut[2].push(sides),
        _ => {}
    }
    if communes == 1 {
        cut[0].push(sides);
        return;
    }
    let [west, south, east, north] = sides;
    let few = communes / 2;
    let share = f64::from(few) / f64::from(communes);
    // A degree of longitude is some two thirds of one of latitude here.
    let (first, rest) = if 0.67 * (east - west) > north - south {
        let middle = round(west + share * (east - west), 1e7);
        ([west, south, middle, north], [middle, south, east, north])
    } else {
        let middle = round(south + share * (north - south), 1e7);
        ([west, south, east, middle], [west, middle, east, north])
    };
    divide(first, few, depth + 1, cut);
    divide(rest, communes - few, depth + 1, cut);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_tile_the_box_at_each_level() {
        let parts = parts(1300);
        let whole = (BOX[2] - BOX[0]) * (BOX[3] - BOX[1]);
        for (level, count) in [("commune", 1300), ("département", 32), ("région", 4)] {
            let of = || parts.iter().filter(|part| part.level == level);
            assert_eq!(of().count(), count);
            let area: f64 = of().map(|p| (p.sides[2] - p.sides[0]) * (p.sides[3] - p.sides[1])).sum();
            assert!((area - whole).abs() < 1e-6, "{level}: {area}");
            assert!(of().map(|part| &part.id).is_sorted());
        }
        assert!(super::parts(0).is_empty());
        assert_eq!(super::parts(FEWEST).iter().filter(|part| part.level == "commune").count(), FEWEST as usize);
    }
}
