//! What a plan does for the territory.
//!
//! [`survey()`] looks at a plan from the side of those who pay for the territory: what each zone uses, wastes and exchanges,
//! what breaks if a site closes, who gains, where supplies come from. All of it is told in the words of
//! [`maillon_model::Territory`], and row by row in those of [`maillon_model::Surveyed`]; this crate reads no file and writes none.

mod anchors;
mod areas;
mod balance;
mod disks;
mod exchanges;
mod gains;
mod gini;
mod hull;
mod index;
mod indicator;
mod indicators;
mod levels;
mod location;
mod plots;
mod pooling;
mod random;
mod resilience;
mod survey;
mod units;

pub use anchors::anchors;
pub use indicator::indicator_words;
pub use location::{Effort, Location, LocationError, Placement, locate, locate_with};
pub use plots::{GridError, MOST_CELLS, grid, zones as plots_of_zones};
pub use pooling::{
    EXACT, Group, Place, Places, PoolFault, PoolOptions, Routes, Shares, Terms, Wish, check_pools, clusters, pool,
    shapley, shortest_rounds,
};
pub use survey::{Contents, Options, Survey, survey};
