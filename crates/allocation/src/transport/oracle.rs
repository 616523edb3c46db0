//! Successive longest augmenting paths by Bellman-Ford: slow, short, and nothing like a simplex.

use crate::network::Arc;

/// The greatest value.
pub(crate) fn best_value(supply: &[i64], demand: &[i64], arcs: &[Arc]) -> i128 {
    let (m, n) = (supply.len(), demand.len());
    let (mut supply, mut demand) = (supply.to_vec(), demand.to_vec());
    let mut flow = vec![0i64; arcs.len()];
    let mut total = 0i128;
    loop {
        let mut gain: Vec<Option<i64>> = (0..m + n).map(|v| (v < m && supply[v] > 0).then_some(0)).collect();
        let mut by = vec![usize::MAX; m + n];
        let mut changed = true;
        while changed {
            changed = false;
            for (k, a) in arcs.iter().enumerate() {
                let (i, j) = (a.from as usize, m + a.to as usize);
                if let Some(g) = gain[i]
                    && gain[j].is_none_or(|old| g + a.value > old)
                {
                    (gain[j], by[j], changed) = (Some(g + a.value), k, true);
                }
                if let Some(g) = gain[j]
                    && flow[k] > 0
                    && gain[i].is_none_or(|old| g - a.value > old)
                {
                    (gain[i], by[i], changed) = (Some(g - a.value), k, true);
                }
            }
        }
        let open = (0..n).filter(|&j| demand[j] > 0);
        let Some((g, j)) = open.filter_map(|j| gain[m + j].map(|g| (g, j))).max() else { return total };
        if g <= 0 {
            return total;
        }
        let mut path = Vec::new();
        let mut v = m + j;
        while by[v] != usize::MAX {
            let a = &arcs[by[v]];
            path.push((by[v], v >= m));
            v = if v >= m { a.from as usize } else { m + a.to as usize };
        }
        let back = path.iter().filter(|p| !p.1).map(|p| flow[p.0]).min().unwrap_or(i64::MAX);
        let units = back.min(supply[v]).min(demand[j]);
        for (k, forth) in path {
            flow[k] += if forth { units } else { -units };
        }
        supply[v] -= units;
        demand[j] -= units;
        total += i128::from(units) * i128::from(g);
    }
}
