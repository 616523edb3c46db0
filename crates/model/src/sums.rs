//! Sums by dimension.

use std::ops::Deref;

use crate::quantity::Quantity;

/// Quantities of different dimensions, which read as a slice. One alone, as most are, takes no memory beside its own: there
/// are several for each site.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Sums {
    /// Of nothing.
    #[default]
    None,
    /// Of one dimension.
    One(Quantity),
    /// Of several, behind a thin pointer, which fits where a quantity does.
    Several(Box<Vec<Quantity>>),
}

impl Deref for Sums {
    type Target = [Quantity];

    fn deref(&self) -> &[Quantity] {
        match self {
            Self::None => &[],
            Self::One(quantity) => std::slice::from_ref(quantity),
            Self::Several(quantities) => quantities,
        }
    }
}

impl FromIterator<Quantity> for Sums {
    fn from_iter<I: IntoIterator<Item = Quantity>>(quantities: I) -> Self {
        let mut all = Self::None;
        for quantity in quantities {
            all = match all {
                Self::None => Self::One(quantity),
                Self::One(first) => Self::Several(Box::new(vec![first, quantity])),
                Self::Several(mut several) => {
                    several.push(quantity);
                    Self::Several(several)
                }
            };
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Dimension;

    #[test]
    fn what_is_gathered_reads_as_a_slice() {
        let all: Vec<Quantity> = Dimension::ALL.iter().filter_map(|d| Quantity::per_year(1.5, *d).ok()).collect();
        for count in 0..=all.len() {
            assert_eq!(*all[..count].iter().copied().collect::<Sums>(), all[..count]);
        }
        assert_eq!(size_of::<Sums>(), size_of::<Quantity>());
    }
}
