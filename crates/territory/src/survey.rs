//! Everything at once.

use maillon_model::{Planned, Territory, ZoneIx};

use crate::anchors::anchors;
use crate::balance::balances;
use crate::exchanges::exchanges;
use crate::levels::levels;

/// How to look.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Options {}

/// What a plan does for its territory. `site_zones` holds the zones that hold each site, by the site's place.
pub fn survey(planned: &Planned, site_zones: &[Vec<ZoneIx>], options: &Options) -> Territory {
    let Options {} = options;
    let anchors = anchors(planned.study);
    let levels = levels(planned.study, site_zones, &anchors);
    Territory {
        balances: balances(planned, &levels),
        exchanges: exchanges(planned, &levels),
        anchors,
        levels,
        ..Territory::default()
    }
}
