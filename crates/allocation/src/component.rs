//! Connected components of a transportation problem, in a canonical order.

use maillon_model::Grouped;

use crate::network::{Arc, TransportError};

/// Nodes of a component that caches hold anyway. No source: a choice of ours.
const FEW: usize = 4096;

/// An arc of a component.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Link {
    /// Value of a unit; positive.
    pub(crate) value: i64,
    /// Which of the component's demands.
    pub(crate) to: u32,
    /// The arc's place in the problem.
    pub(crate) arc: u32,
}

/// One component.
#[derive(Debug, Clone, Default)]
pub(crate) struct Component {
    /// The nodes' places in the problem: supplies, then demands.
    pub(crate) nodes: Vec<u32>,
    /// Units each node has or takes; none is 0.
    pub(crate) capacity: Vec<i64>,
    /// Where each supply's links start, and where the last one's end.
    pub(crate) row: Vec<u32>,
    /// Each row by falling value.
    pub(crate) links: Vec<Link>,
}

impl Component {
    pub(crate) fn supplies(&self) -> usize {
        self.row.len() - 1
    }

    /// Brings rows and nodes into the order the simplex reads them in. It depends on nodes and values alone: arcs of one value
    /// are shuffled by their ends (a fixed mix of bits), or all supplies would first crowd on the same demands.
    pub(crate) fn sort(&mut self) {
        for (r, ends) in self.row.windows(2).enumerate() {
            let from = self.nodes[r].wrapping_mul(0x9E37_79B1);
            let mix = |link: &Link| (from ^ link.to).wrapping_mul(0x85EB_CA6B);
            let tie = |a: &Link, b: &Link| (mix(a), a.to, a.arc).cmp(&(mix(b), b.to, b.arc));
            self.links[ends[0] as usize..ends[1] as usize]
                .sort_unstable_by(|a, b| b.value.cmp(&a.value).then_with(|| tie(a, b)));
        }
        if self.nodes.len() > FEW {
            self.gather();
        }
    }

    /// Numbers the nodes breadth first: neighbours, which pivots read together, come to lie together.
    fn gather(&mut self) {
        let supplies = self.supplies();
        let row = |v: u32| self.row[v as usize] as usize..self.row[v as usize + 1] as usize;
        let demands = self.nodes.len() - supplies;
        let givers = Grouped::by(demands, || {
            (0..supplies as u32).flat_map(|v| self.links[row(v)].iter().map(move |link| (link.to, v)))
        });
        let (mut from, mut to) = (vec![0u32], Vec::new());
        let mut seen = vec![false; supplies];
        seen[0] = true;
        let mut number = vec![u32::MAX; demands];
        let mut next = 0;
        while let Some(&v) = from.get(next) {
            next += 1;
            for link in &self.links[row(v)] {
                let d = link.to as usize;
                if number[d] < u32::MAX {
                    continue;
                }
                number[d] = to.len() as u32;
                to.push(link.to);
                let new = |s: &&u32| !std::mem::replace(&mut seen[**s as usize], true);
                from.extend(givers.of(link.to).iter().filter(new));
            }
        }
        let mut gathered = Component { row: vec![0], ..Component::default() };
        gathered.links.reserve_exact(self.links.len());
        for &v in &from {
            gathered.links.extend(self.links[row(v)].iter().map(|l| Link { to: number[l.to as usize], ..*l }));
            gathered.row.push(gathered.links.len() as u32);
        }
        let order = || from.iter().copied().chain(to.iter().map(|&d| supplies as u32 + d)).map(|v| v as usize);
        gathered.nodes = order().map(|v| self.nodes[v]).collect();
        gathered.capacity = order().map(|v| self.capacity[v]).collect();
        *self = gathered;
    }
}

/// The components that have an arc, by their first supply. Arcs of no value and nodes of no capacity are in none.
///
/// # Errors
/// See [`TransportError`].
pub(crate) fn components(supply: &[i64], demand: &[i64], arcs: &[Arc]) -> Result<Vec<Component>, TransportError> {
    let nodes = supply.len() + demand.len();
    check(supply, demand, arcs)?;
    let usable = |a: &Arc| a.value > 0 && supply[a.from as usize] > 0 && demand[a.to as usize] > 0;
    let mut leader: Vec<u32> = (0..nodes as u32).collect();
    let mut degree = vec![0u32; supply.len()];
    for a in arcs.iter().filter(|a| usable(a)) {
        degree[a.from as usize] += 1;
        let (x, y) = (find(&mut leader, a.from), find(&mut leader, supply.len() as u32 + a.to));
        // The smaller leads, so a component is known by its first supply.
        leader[x.max(y) as usize] = x.min(y);
    }
    let mut which = vec![u32::MAX; nodes];
    let mut local = vec![0u32; nodes];
    let mut all: Vec<Component> = Vec::new();
    for v in 0..nodes {
        let head = find(&mut leader, v as u32) as usize;
        if head == v && degree.get(v).is_some_and(|&d| d > 0) {
            which[v] = all.len() as u32;
            all.push(Component { row: vec![0], ..Component::default() });
        }
        which[v] = which[head];
        let Some(c) = all.get_mut(which[v] as usize) else { continue };
        c.nodes.push(v as u32);
        if v < supply.len() {
            local[v] = c.row.len() as u32 - 1;
            c.row.push(c.row[c.row.len() - 1] + degree[v]);
            c.capacity.push(supply[v]);
        } else {
            local[v] = (c.capacity.len() - c.supplies()) as u32;
            c.capacity.push(demand[v - supply.len()]);
        }
    }
    for c in &mut all {
        c.links = vec![Link { value: 0, to: 0, arc: 0 }; c.row[c.supplies()] as usize];
    }
    // From here a supply's degree is the count of its links not yet placed.
    for (k, a) in arcs.iter().enumerate().filter(|(_, a)| usable(a)) {
        let from = a.from as usize;
        let c = &mut all[which[from] as usize];
        let place = c.row[local[from] as usize + 1] - degree[from];
        degree[from] -= 1;
        c.links[place as usize] = Link { value: a.value, to: local[supply.len() + a.to as usize], arc: k as u32 };
    }
    Ok(all)
}

fn check(supply: &[i64], demand: &[i64], arcs: &[Arc]) -> Result<(), TransportError> {
    let nodes = supply.len() + demand.len();
    let most = nodes.max(arcs.len());
    if most >= u32::MAX as usize {
        return Err(TransportError::TooMany(most));
    }
    if let Some(v) = supply.iter().chain(demand).position(|&capacity| capacity < 0) {
        return Err(TransportError::NegativeCapacity(v));
    }
    if let Some(k) = arcs.iter().position(|a| a.from as usize >= supply.len() || a.to as usize >= demand.len()) {
        return Err(TransportError::NoNode(k));
    }
    let value = arcs.iter().map(|a| a.value).max().unwrap_or(0);
    if i128::from(value) * (nodes as i128 + 4) > 1 << 62 {
        return Err(TransportError::Overflow { value, nodes });
    }
    Ok(())
}

fn find(leader: &mut [u32], mut v: u32) -> u32 {
    while leader[v as usize] != v {
        leader[v as usize] = leader[leader[v as usize] as usize];
        v = leader[v as usize];
    }
    v
}
