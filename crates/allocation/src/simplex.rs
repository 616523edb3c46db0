//! The network simplex on one connected component.
//!
//! Every arc runs from a supply to a demand and has no bound of its own; a slack arc from each supply to the root takes
//! what is not given, one from the root to each demand stands for what is not served. That has three consequences the
//! code lives by: the slack arcs alone are a first basis, so there is no phase one; arcs outside the basis carry nothing,
//! so flows are kept per node, on the arc to its parent; and the direction of that arc follows from the node's side (a
//! supply's points up, a demand's down), so it is not stored.
//!
//! Bases stay strongly feasible: each arc of the tree without flow points to the root. Leaving by the last blocking
//! arc of the cycle keeps them so, and degenerate pivots then cannot go round for ever (W. H. Cunningham, "A network
//! simplex method", Mathematical Programming 11, 1976). The entering arc is the best of a block of arcs, blocks taking
//! turns (M. D. Grigoriadis, "An efficient implementation of the network simplex method", 1986).
//!
//! The tree is kept as parents, sizes of subtrees and a preorder that is threaded through all nodes, so that what a pivot
//! moves is a run of it: prices change along a list, without a look at who is whose child (R. S. Barr, F. Glover and
//! D. Klingman, "Enhancements of spanning tree labelling procedures for network optimization", INFOR 17, 1979).
//!
//! Arcs of a row are sorted by falling value. No demand has a negative price at the optimum, so a row need not be read
//! beyond the supply's own price, and most rows are not.

use crate::component::{Component, Link};

/// No node, no arc.
const NONE: u32 = u32::MAX;

/// What the way up the tree reads of a node.
#[derive(Debug, Clone, Copy)]
struct Node {
    parent: u32,
    /// Nodes of its subtree, itself included.
    size: u32,
}

/// A node's arc to its parent.
#[derive(Debug, Clone, Copy)]
struct Up {
    flow: i64,
    /// The arc's place in the component; `NONE` for a slack.
    arc: u32,
    /// The node before this one in preorder, which is read only where the arc is.
    before: u32,
}

/// A basis of one component, with its prices. Nodes are the supplies, then the demands, then the root.
#[derive(Debug, Clone)]
pub(crate) struct Simplex {
    node: Vec<Node>,
    /// The node after each in preorder, the root after the last.
    after: Vec<u32>,
    up: Vec<Up>,
    /// Supply: its price. Demand: minus its price. Root: 0.
    price: Vec<i64>,
    /// What a unit is worth unused: 0, or more than any use where a node is closed.
    idle: Vec<i64>,
    supplies: u32,
    row: u32,
    pub(crate) pivots: u64,
}

struct Entering {
    tail: u32,
    head: u32,
    arc: u32,
    gain: i64,
}

impl Simplex {
    /// The first basis: nothing given, nothing served.
    pub(crate) fn new(c: &Component) -> Self {
        let root = c.capacity.len() as u32;
        let mut node = vec![Node { parent: root, size: 1 }; root as usize];
        node.push(Node { parent: NONE, size: root + 1 });
        let before = |v: u32| v.checked_sub(1).unwrap_or(root);
        let flows = (0..).zip(c.capacity.iter().copied().chain([0]));
        let up = flows.map(|(v, flow)| Up { flow, arc: NONE, before: before(v) }).collect();
        let after = (1..=root).chain([0]).collect();
        let (price, idle) = (vec![0; node.len()], vec![0; node.len()]);
        Self { node, after, up, price, idle, supplies: c.supplies() as u32, row: 0, pivots: 0 }
    }

    /// Sets what a unit of node `v` is worth unused, and the prices that follow from it.
    pub(crate) fn set_idle(&mut self, v: u32, value: i64) {
        let change = value - std::mem::replace(&mut self.idle[v as usize], value);
        if self.up[v as usize].arc == NONE {
            self.shift(v, self.node[v as usize].size, if v < self.supplies { change } else { -change });
        }
    }

    /// Pivots until no arc gains.
    pub(crate) fn run(&mut self, c: &Component) {
        // An eighth of the square root of the arcs: with all of it, more is read than the fewer pivots save. Measured from
        // 100,000 to 2 million arcs; a floor spares small components many short turns.
        let block = ((c.links.len() as f64).sqrt() / 8.0).max(32.0) as usize;
        while let Some(entering) = self.price_out(c, block) {
            self.pivot(&entering);
            self.pivots += 1;
        }
    }

    /// The best arc of the next block that has one that gains.
    fn price_out(&mut self, c: &Component, block: usize) -> Option<Entering> {
        let (supplies, root) = (self.supplies as usize, self.root() as usize);
        let mut best = Entering { tail: 0, head: 0, arc: NONE, gain: 0 };
        let mut read = 0;
        // Row `supplies` stands for the slacks of all demands.
        for _ in 0..=supplies {
            let r = self.row as usize;
            self.row = if r == supplies { 0 } else { self.row + 1 };
            if r == supplies {
                for v in supplies..root {
                    let gain = self.idle[v] + self.price[v];
                    if gain > best.gain {
                        best = Entering { tail: root as u32, head: v as u32, arc: NONE, gain };
                    }
                }
                read += root - supplies;
            } else {
                let price = self.price[r];
                let gain = self.idle[r] - price;
                if gain > best.gain {
                    best = Entering { tail: r as u32, head: root as u32, arc: NONE, gain };
                }
                let from = c.row[r] as usize;
                let links = &c.links[from..c.row[r + 1] as usize];
                let (arc, gain, seen) = best_link(links, &self.price[supplies..root], price, best.gain);
                if gain > best.gain {
                    let head = self.supplies + links[arc].to;
                    best = Entering { tail: r as u32, head, arc: (from + arc) as u32, gain };
                }
                read += seen + 1;
            }
            if read >= block && best.gain > 0 {
                break;
            }
        }
        (best.gain > 0).then_some(best)
    }

    fn pivot(&mut self, e: &Entering) {
        // Down from the apex to the tail, supplies' arcs come to carry less; up from the head, demands' do.
        let (mut a, mut b) = (e.tail, e.head);
        let (mut least_a, mut least_b) = ((i64::MAX, NONE), (i64::MAX, NONE));
        while a != b {
            // The apex has a larger subtree than all below it.
            if self.node[a as usize].size <= self.node[b as usize].size {
                if a < self.supplies && self.up[a as usize].flow < least_a.0 {
                    least_a = (self.up[a as usize].flow, a);
                }
                a = self.node[a as usize].parent;
            } else {
                if b >= self.supplies && self.up[b as usize].flow <= least_b.0 {
                    least_b = (self.up[b as usize].flow, b);
                }
                b = self.node[b as usize].parent;
            }
        }
        let apex = a;
        let cut_above_head = least_b.0 <= least_a.0;
        let (amount, cut) = if cut_above_head { least_b } else { least_a };
        let (top, under, sent, change) =
            if cut_above_head { (e.head, e.tail, amount, -e.gain) } else { (e.tail, e.head, -amount, e.gain) };
        let size = self.node[cut as usize].size;
        self.send(under, apex, -sent, size);
        self.send(top, cut, sent, 0);
        self.send(cut, apex, sent, size.wrapping_neg());
        self.node[cut as usize].size = size;
        self.hang(top, under, e.arc, amount, cut, change);
    }

    /// On the way up from `v` to `end`, changes flow by `amount` on supplies' arcs and by its opposite on demands', and sizes
    /// by `nodes`, which wraps.
    fn send(&mut self, mut v: u32, end: u32, amount: i64, nodes: u32) {
        while v != end {
            self.up[v as usize].flow += if v < self.supplies { amount } else { -amount };
            let node = &mut self.node[v as usize];
            node.size = node.size.wrapping_add(nodes);
            v = node.parent;
        }
    }

    /// Cuts the subtree of `cut`, turns it so that `top` is its root, hangs it under `under`, and adds to its prices.
    ///
    /// Preorder of what is turned: the subtree of `top`, then of each node up to `cut` what was not below the one before it.
    fn hang(&mut self, top: u32, under: u32, mut arc: u32, mut flow: i64, cut: u32, change: i64) {
        let total = self.node[cut as usize].size;
        let before = self.up[cut as usize].before;
        let (mut last, mut rest) = self.shift(top, self.node[top as usize].size, change);
        let (mut v, mut parent, mut below) = (top, under, 0);
        loop {
            let (old, old_up) = (self.node[v as usize], self.up[v as usize]);
            if v != top {
                let (mut end, mut left) = (v, old.size - below);
                let mut u = v;
                while u != parent {
                    self.price[u as usize] += change;
                    (end, u) = (u, self.after[u as usize]);
                    left -= 1;
                }
                if left > 0 {
                    self.follow(end, rest);
                    (end, rest) = self.shift(rest, left, change);
                }
                self.follow(last, v);
                last = end;
            }
            self.node[v as usize] = Node { parent, size: total - below };
            (self.up[v as usize].arc, self.up[v as usize].flow) = (arc, flow);
            if v == cut {
                break;
            }
            (parent, below, arc, flow) = (v, old.size, old_up.arc, old_up.flow);
            v = old.parent;
        }
        self.follow(before, rest);
        self.follow(last, self.after[under as usize]);
        self.follow(under, top);
    }

    /// Adds to the prices of `count` nodes in preorder. The last of them, and the node after it.
    fn shift(&mut self, first: u32, count: u32, change: i64) -> (u32, u32) {
        let (mut last, mut v) = (first, first);
        for _ in 0..count {
            self.price[v as usize] += change;
            (last, v) = (v, self.after[v as usize]);
        }
        (last, v)
    }

    /// Puts `v` after `u` in preorder.
    fn follow(&mut self, u: u32, v: u32) {
        self.after[u as usize] = v;
        self.up[v as usize].before = u;
    }

    fn root(&self) -> u32 {
        self.node.len() as u32 - 1
    }

    /// What each arc of the basis carries, by node: its place in the component, and units.
    pub(crate) fn flows(&self) -> impl Iterator<Item = (u32, i64)> + '_ {
        self.up.iter().filter(|n| n.arc != NONE && n.flow > 0).map(|n| (n.arc, n.flow))
    }

    /// Units of all arcs.
    pub(crate) fn moved(&self) -> i128 {
        self.flows().map(|(_, flow)| i128::from(flow)).sum()
    }

    /// Units times value of all arcs; slacks count nothing.
    pub(crate) fn value(&self, c: &Component) -> i128 {
        self.flows().map(|(arc, flow)| i128::from(flow) * i128::from(c.links[arc as usize].value)).sum()
    }

    /// The price of a node.
    pub(crate) fn price(&self, v: u32) -> i64 {
        if v < self.supplies { self.price[v as usize] } else { -self.price[v as usize] }
    }
}

/// The link of a row that gains most and more than `least`, what it gains, and how many were read. A function of its own
/// keeps the loop in registers.
#[inline(never)]
fn best_link(links: &[Link], demand_price: &[i64], price: i64, least: i64) -> (usize, i64, usize) {
    let (mut best, mut most) = (0, least + price);
    let mut seen = 0;
    for link in links {
        if link.value <= price {
            break;
        }
        let worth = link.value + demand_price[link.to as usize];
        if worth > most {
            (best, most) = (seen, worth);
        }
        seen += 1;
    }
    (best, most - price, seen)
}
