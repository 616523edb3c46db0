//! What the benches share: the regions they run on, and what is known of them.
//!
//! `cargo bench -p maillon-benches` measures; `cargo test -p maillon-benches --benches` runs each bench once, on the
//! smallest region. Either way every result is checked.

use maillon_region::Spec;

/// A region with the numbers that every run on it must find again.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    /// How many flows.
    pub flows: u64,
    /// How many pairs of a supply and a demand of one resource lie within its radius.
    pub pairs: u64,
    /// How many of them remain when each supply keeps at most 10.
    pub top_10: u64,
    /// In how many zones the sites lie, all sites taken together.
    pub zones: u64,
}

impl Case {
    /// Counted by brute force, with geodesic distances; the index bench does so again for the smallest case.
    const ALL: [Case; 2] = [
        Case { flows: 10_000, pairs: 5_167, top_10: 5_160, zones: 7_958 },
        Case { flows: 100_000, pairs: 491_546, top_10: 240_773, zones: 79_205 },
    ];

    /// The cases to run: all of them to measure, the smallest to test.
    pub fn all() -> &'static [Case] {
        // As criterion itself tells the two apart.
        let flag = |name: &str| std::env::args().any(|arg| arg == name);
        if flag("--bench") && !flag("--test") { &Self::ALL } else { &Self::ALL[..1] }
    }

    /// Whether brute force is quick enough.
    pub fn is_smallest(self) -> bool {
        self.flows == Self::ALL[0].flows
    }

    /// What makes the region.
    pub fn spec(self) -> Spec {
        Spec::new(self.flows)
    }
}

/// Seconds that the living threads of this process have worked, where the system tells: on a busy machine, a better
/// measure than those of the clock.
pub fn cpu_seconds() -> f64 {
    let worked = |task: std::fs::DirEntry| {
        let text = std::fs::read_to_string(task.path().join("schedstat")).ok()?;
        text.split_whitespace().next()?.parse::<f64>().ok()
    };
    let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    tasks.filter_map(worked).sum::<f64>() * 1e-9
}
