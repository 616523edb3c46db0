//! What a plan does with every flow, by column: there are as many as flows.

use crate::column::{Column, Numbers};
use crate::flow::FlowIx;
use crate::plan::{Share, Unserved};

/// The shares of all flows, by the flow's place: 25 bytes each, where a list of structs took 72.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shares {
    /// Below 0 where nobody knows.
    capacity: Vec<i64>,
    used: Vec<i64>,
    price: Numbers,
    unserved: Column<Option<Unserved>>,
}

impl Shares {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.used.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.used.is_empty()
    }

    /// The share of a flow; `None` where the plan does not speak of it.
    pub fn get(&self, flow: FlowIx) -> Option<Share> {
        ((flow.0 as usize) < self.len()).then(|| self.of(flow))
    }

    /// The share of a flow.
    ///
    /// # Panics
    /// Where the plan does not speak of it.
    pub fn of(&self, flow: FlowIx) -> Share {
        let place = flow.0 as usize;
        Share {
            flow,
            capacity: Some(self.capacity[place]).filter(|units| *units >= 0),
            used: self.used[place],
            price: self.price.at(place),
            unserved: self.unserved.at(place),
        }
    }

    /// Each of them.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Share> + Clone {
        (0..self.len()).map(|place| self.of(FlowIx(place as u32)))
    }
}

impl FromIterator<Share> for Shares {
    /// Shares in the order of their flows.
    fn from_iter<I: IntoIterator<Item = Share>>(shares: I) -> Self {
        let mut all = Self::default();
        for share in shares {
            all.capacity.push(share.capacity.map_or(-1, |units| units.max(0)));
            all.used.push(share.used);
            all.price.push(share.price);
            all.unserved.push(share.unserved);
        }
        all.capacity.shrink_to_fit();
        all.used.shrink_to_fit();
        all.price.shrink();
        all.unserved.shrink();
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_in_comes_out() {
        let share = |i: u32| Share {
            flow: FlowIx(i),
            capacity: (!i.is_multiple_of(3)).then_some(i64::from(i) - 1),
            used: i64::from(i / 2),
            price: (i.is_multiple_of(2)).then_some(0.5 * f64::from(i)),
            unserved: [None, Some(Unserved::Blocked("purity")), Some(Unserved::BetterUses)][(i % 3) as usize],
        };
        let shares: Shares = (0..500).map(share).collect();
        assert!(shares.iter().eq((0..500).map(share)) && shares.len() == 500);
        assert_eq!((shares.get(FlowIx(499)), shares.get(FlowIx(500))), (Some(share(499)), None));
        assert_eq!(shares.of(FlowIx(1)).capacity, Some(0), "none to give is not the same as not known");
    }
}
