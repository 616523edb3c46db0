//! What is told row by row.

use std::fmt::Debug;

use super::{AreaOf, CriticalLink, CriticalSite, DemandRisk, SiteGain, SupplyArea, Territory};

/// What of supply areas is drawn; the rest stays empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawn {
    /// Nothing: shares and distances alone.
    Nothing,
    /// Hulls.
    Hulls,
    /// What is within each distance of the takers, where that was asked; else there are no areas.
    Reach,
}

/// One of [`Each`], not worked out yet.
pub type Later<'a, T> = Box<dyn FnOnce() -> T + Send + 'a>;

/// Things that are worked out one by one as they are read, or [`later`](Each::later) by other threads.
pub struct Each<'a, T>(Box<dyn Iterator<Item = Later<'a, T>> + 'a>);

impl<'a, T: 'a> Each<'a, T> {
    /// One for each key.
    pub fn of<K: Send + 'a>(
        keys: impl IntoIterator<Item = K, IntoIter: 'a>,
        make: impl Fn(K) -> T + Clone + Send + 'a,
    ) -> Self {
        Self(Box::new(keys.into_iter().map(move |key| {
            let make = make.clone();
            Box::new(move || make(key)) as Later<'a, T>
        })))
    }

    /// These, then those.
    pub fn then(self, those: Self) -> Self {
        Self(Box::new(self.0.chain(those.0)))
    }

    /// The same, for whoever works them out.
    pub fn later(self) -> impl Iterator<Item = Later<'a, T>> + 'a {
        self.0
    }
}

impl<T> Iterator for Each<'_, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.0.next().map(|make| make())
    }
}

/// A survey of a territory. Of what there is one for each site, demand or exchange, it hands out rows made as they are read: all
/// of them at once would take more memory than the study.
pub trait Surveyed: Debug + Sync {
    /// What there is little of.
    fn territory(&self) -> &Territory;

    /// Every demand, by flow.
    fn demands(&self) -> Each<'_, DemandRisk>;

    /// Sites that have a synergy, the one whose loss would hurt most first.
    fn sites(&self) -> Each<'_, CriticalSite>;

    /// What the plan moves, the links that can least be replaced first.
    fn links(&self) -> Each<'_, CriticalLink>;

    /// Sites that have a flow, by their place.
    fn gains(&self) -> Each<'_, SiteGain>;

    /// Whose areas there are, without a look at them.
    fn whose_areas(&self) -> Box<dyn Iterator<Item = AreaOf> + '_>;

    /// Those of the [`Territory`], then one of each demand that is served or of unknown amount.
    fn areas(&self, drawn: Drawn) -> Each<'_, SupplyArea>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_the_same_now_and_later() {
        let squares = || Each::of([1, 2, 3], |i: i32| i * i).then(Each::of([4], |i| i * i));
        assert_eq!(squares().collect::<Vec<_>>(), [1, 4, 9, 16]);
        let threads: Vec<_> =
            squares().later().map(|square| std::thread::scope(|scope| scope.spawn(square).join())).collect();
        assert_eq!(threads.into_iter().map(Result::unwrap).collect::<Vec<_>>(), [1, 4, 9, 16]);
    }
}
