//! Links without which a network falls in two.

use maillon_model::Grouped;

/// Which of the links are bridges. Two links between the same nodes stand in for each other.
///
/// R. E. Tarjan, "A note on finding the bridges of a graph", Information Processing Letters 2, 1974, without recursion: a
/// chain of a million sites is no problem.
pub(crate) fn bridges(nodes: usize, links: &[[u32; 2]]) -> Vec<bool> {
    let of_node = Grouped::by(nodes, || (0u32..).zip(links).flat_map(|(link, ends)| ends.map(|end| (end, link))));
    let mut bridge = vec![false; links.len()];
    let (mut seen, mut low) = (vec![0u32; nodes], vec![0u32; nodes]);
    let mut clock = 0;
    for start in 0..nodes {
        if seen[start] > 0 {
            continue;
        }
        clock += 1;
        (seen[start], low[start]) = (clock, clock);
        // The node, the link that it was reached by, and how many of its own have been followed.
        let mut path = vec![(start, u32::MAX, 0)];
        while let Some((node, by, followed)) = path.last_mut() {
            let (node, by) = (*node, *by);
            if let Some(&link) = of_node.of(node as u32).get(*followed) {
                *followed += 1;
                let [a, b] = links[link as usize].map(|end| end as usize);
                let next = if a == node { b } else { a };
                if link == by {
                } else if seen[next] > 0 {
                    low[node] = low[node].min(seen[next]);
                } else {
                    clock += 1;
                    (seen[next], low[next]) = (clock, clock);
                    path.push((next, link, 0));
                }
            } else {
                path.pop();
                if let Some((before, ..)) = path.last() {
                    low[*before] = low[*before].min(low[node]);
                    bridge[by as usize] = low[node] == seen[node];
                }
            }
        }
    }
    bridge
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether two nodes hang together without a link.
    fn connected(nodes: usize, links: &[[u32; 2]], without: usize) -> bool {
        let mut part: Vec<usize> = (0..nodes).collect();
        for _ in 0..nodes {
            for (i, [a, b]) in links.iter().map(|l| l.map(|v| v as usize)).enumerate() {
                if i != without {
                    let least = part[a].min(part[b]);
                    (part[a], part[b]) = (least, least);
                }
            }
        }
        let [a, b] = links[without].map(|v| v as usize);
        part[a] == part[b]
    }

    #[test]
    fn a_link_is_a_bridge_if_its_ends_part_without_it() {
        let (mut found, mut state) = ([0, 0], 7u32);
        let mut next = |n: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) % n
        };
        for _ in 0..200 {
            let links: Vec<[u32; 2]> = (0..12).map(|_| [next(10), next(10)]).filter(|[a, b]| a != b).collect();
            for (i, bridge) in bridges(10, &links).into_iter().enumerate() {
                assert_eq!(bridge, !connected(10, &links, i), "{links:?} {i}");
                found[usize::from(bridge)] += 1;
            }
        }
        assert!(found[0] > 100 && found[1] > 100, "{found:?}");
    }
}
