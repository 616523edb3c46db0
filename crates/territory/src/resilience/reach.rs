//! Who could give to whom, of what matching kept.

use maillon_model::{FlowIx, Planned, Quantity, SiteIx};

/// The synergies of each flow, by the flow's place.
#[derive(Debug)]
pub(crate) struct Reach {
    starts: Vec<u32>,
    synergies: Vec<u32>,
}

impl Reach {
    /// Of both ends of every synergy.
    pub(crate) fn new(planned: &Planned) -> Self {
        let list = planned.matches.synergies.list();
        let ends = || list.ends().iter().enumerate().flat_map(|(k, ends)| ends.map(|flow| (flow, k as u32)));
        let mut starts = vec![0u32; planned.study.flows.len() + 1];
        ends().for_each(|(flow, _)| starts[flow.0 as usize + 1] += 1);
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        let (mut next, mut synergies) = (starts.clone(), vec![0; 2 * list.len()]);
        for (flow, k) in ends() {
            let place = &mut next[flow.0 as usize];
            synergies[*place as usize] = k;
            *place += 1;
        }
        Self { starts, synergies }
    }

    /// The synergies that a flow is an end of, by their place.
    pub(crate) fn synergies(&self, flow: FlowIx) -> &[u32] {
        let flow = flow.0 as usize;
        &self.synergies[self.starts[flow] as usize..self.starts[flow + 1] as usize]
    }

    /// The sites that could give to a demand, by their place, with what each could give of it by itself; `None` for a site
    /// of which that is not known.
    pub(crate) fn givers(&self, planned: &Planned, demand: FlowIx) -> Vec<(SiteIx, Option<f64>)> {
        let list = planned.matches.synergies.list();
        let mut givers: Vec<(SiteIx, Option<f64>)> = (self.synergies(demand).iter())
            .map(|k| (list.ends_at(*k as usize), *k as usize))
            .filter(|([_, taker], _)| *taker == demand)
            .map(|([giver, _], k)| (planned.study.flow(giver).site, list.replaced_at(k).map(Quantity::annual)))
            .collect();
        givers.sort_by_key(|giver| giver.0);
        givers.dedup_by(|next, first| {
            let same = next.0 == first.0;
            if same {
                first.1 = first.1.zip(next.1).map(|(a, b)| a + b);
            }
            same
        });
        givers
    }
}
