//! Who stops after whom: a site stops when all givers of one of its needs have stopped.

use std::sync::{Mutex, PoisonError};

use maillon_model::{Direction, SiteIx};

use crate::index::Index;

/// Cascades, for any thread to ask.
pub(crate) struct Cascades<'a> {
    index: &'a Index<'a>,
    /// One for each thread that asks at a time: each takes as much as a column of all flows.
    free: Mutex<Vec<Cascade>>,
}

impl<'a> Cascades<'a> {
    pub(crate) const fn new(index: &'a Index<'a>) -> Self {
        Self { index, free: Mutex::new(Vec::new()) }
    }

    /// That site and those that stop after it, and in how many steps. The work is that of the synergies of those that stop.
    pub(crate) fn after(&self, site: SiteIx) -> (Vec<SiteIx>, u32) {
        let free = || self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = free().pop();
        let mut cascade = taken.unwrap_or_else(|| Cascade::new(self.index));
        let after = cascade.after(self.index, site);
        free().push(cascade);
        after
    }
}

struct Cascade {
    /// By flow: its synergies whose giver has stopped, in the cascade at hand.
    stopped_givers: Vec<u32>,
    stopped: Vec<bool>,
}

impl Cascade {
    fn new(index: &Index) -> Self {
        let study = index.planned.study;
        Self { stopped_givers: vec![0; study.flows.len()], stopped: vec![false; study.sites.len()] }
    }

    fn after(&mut self, index: &Index, site: SiteIx) -> (Vec<SiteIx>, u32) {
        let (study, list) = (index.planned.study, index.planned.matches.synergies.list());
        let (mut fallen, mut touched) = (vec![site], Vec::new());
        self.stopped[site.0 as usize] = true;
        let (mut from, mut steps) = (0, 0);
        while from < fallen.len() {
            let step = from..fallen.len();
            from = fallen.len();
            for i in step {
                let supplies = index.flows(fallen[i]).filter(|flow| study.flow(*flow).direction == Direction::Supply);
                for k in supplies.flat_map(|supply| index.given(supply)) {
                    let [_, demand] = list.ends_at(k);
                    let gone = &mut self.stopped_givers[demand.0 as usize];
                    *gone += 1;
                    touched.push(demand);
                    let taker = study.flow(demand).site;
                    if *gone as usize == index.taken(demand).len() && !self.stopped[taker.0 as usize] {
                        self.stopped[taker.0 as usize] = true;
                        fallen.push(taker);
                    }
                }
            }
            steps += u32::from(fallen.len() > from);
        }
        touched.iter().for_each(|flow| self.stopped_givers[flow.0 as usize] = 0);
        fallen.iter().for_each(|site| self.stopped[site.0 as usize] = false);
        (fallen, steps)
    }
}
