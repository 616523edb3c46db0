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
//! Arcs of a row are sorted by falling value. No demand has a negative price at the optimum, so a row need not be read
//! beyond the supply's own price, and most rows are not.

use crate::component::{Component, Link};

/// No node, no arc.
const NONE: u32 = u32::MAX;

/// A node's place in the tree: all that walking a subtree reads, and no more.
#[derive(Debug, Clone, Copy)]
struct Node {
    parent: u32,
    child: u32,
    next: u32,
    depth: u32,
}

/// A node's arc to its parent.
#[derive(Debug, Clone, Copy)]
struct Up {
    flow: i64,
    /// The arc's place in the component; `NONE` for a slack.
    arc: u32,
    /// The node's elder sibling, which is read only where the arc is.
    prev: u32,
}

/// A basis of one component, with its prices. Nodes are the supplies, then the demands, then the root.
#[derive(Debug, Clone)]
pub(crate) struct Simplex {
    node: Vec<Node>,
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
        let after = |v: u32| if v + 1 == root { NONE } else { v + 1 };
        let mut node: Vec<Node> =
            (0..root).map(|v| Node { parent: root, child: NONE, next: after(v), depth: 1 }).collect();
        node.push(Node { parent: NONE, child: 0, next: NONE, depth: 0 });
        let before = |v: usize| if v == 0 { NONE } else { v as u32 - 1 };
        let up = c.capacity.iter().enumerate().map(|(v, &flow)| Up { flow, arc: NONE, prev: before(v) }).collect();
        let n = node.len();
        Self { node, up, price: vec![0; n], idle: vec![0; n], supplies: c.supplies() as u32, row: 0, pivots: 0 }
    }

    /// Sets what a unit of node `v` is worth unused, and the prices that follow from it.
    pub(crate) fn set_idle(&mut self, v: u32, value: i64) {
        let change = value - std::mem::replace(&mut self.idle[v as usize], value);
        if self.up[v as usize].arc == NONE {
            self.shift(v, if v < self.supplies { change } else { -change });
        }
    }

    /// Pivots until no arc gains.
    pub(crate) fn run(&mut self, c: &Component) {
        // The square root of the arcs, as is usual; a floor spares small components many short turns.
        let block = (c.links.len() as f64).sqrt().max(32.0) as usize;
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
            if self.node[a as usize].depth >= self.node[b as usize].depth {
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
        if amount > 0 {
            self.send(e.tail, apex, -amount);
            self.send(e.head, apex, amount);
        }
        let (top, under, change) = if cut_above_head { (e.head, e.tail, -e.gain) } else { (e.tail, e.head, e.gain) };
        self.hang(top, under, e.arc, amount, cut);
        self.shift(top, change);
    }

    /// Changes flow on the way up from `v` to `apex`: by `amount` on supplies' arcs, by its opposite on demands'.
    fn send(&mut self, mut v: u32, apex: u32, amount: i64) {
        while v != apex {
            self.up[v as usize].flow += if v < self.supplies { amount } else { -amount };
            v = self.node[v as usize].parent;
        }
    }

    /// Cuts the subtree of `cut`, turns it so that `top` is its root, and hangs it under `parent`.
    fn hang(&mut self, top: u32, mut parent: u32, mut arc: u32, mut flow: i64, cut: u32) {
        let mut v = top;
        loop {
            let (old, old_up) = (self.node[v as usize], self.up[v as usize]);
            match old_up.prev {
                NONE => self.node[old.parent as usize].child = old.next,
                prev => self.node[prev as usize].next = old.next,
            }
            if old.next != NONE {
                self.up[old.next as usize].prev = old_up.prev;
            }
            let next = std::mem::replace(&mut self.node[parent as usize].child, v);
            if next != NONE {
                self.up[next as usize].prev = v;
            }
            self.node[v as usize].parent = parent;
            self.node[v as usize].next = next;
            self.up[v as usize] = Up { flow, arc, prev: NONE };
            if v == cut {
                return;
            }
            (parent, arc, flow) = (v, old_up.arc, old_up.flow);
            v = old.parent;
        }
    }

    /// Adds to every price of the subtree of `top`, and sets its depths.
    fn shift(&mut self, top: u32, change: i64) {
        let mut v = top;
        let mut depth = self.node[self.node[top as usize].parent as usize].depth + 1;
        loop {
            self.price[v as usize] += change;
            let n = &mut self.node[v as usize];
            n.depth = depth;
            let mut n = *n;
            if n.child != NONE {
                v = n.child;
                depth += 1;
                continue;
            }
            while v != top && n.next == NONE {
                v = n.parent;
                n = self.node[v as usize];
                depth -= 1;
            }
            if v == top {
                return;
            }
            v = n.next;
        }
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
