//! One file each.

pub(crate) mod affected;
pub(crate) mod attack_curves;
pub(crate) mod balances;
pub(crate) mod chains;
pub(crate) mod closures;
pub(crate) mod critical_links;
pub(crate) mod critical_sites;
pub(crate) mod demand_risks;
pub(crate) mod differences;
pub(crate) mod flows;
pub(crate) mod gains;
pub(crate) mod indicators;
pub(crate) mod issues;
pub(crate) mod missing_processors;
pub(crate) mod processors;
pub(crate) mod sites;
pub(crate) mod siting;
pub(crate) mod supply_areas;
pub(crate) mod supply_shares;
pub(crate) mod synergies;
pub(crate) mod unmatched;
pub(crate) mod unserved;
pub(crate) mod zone_exchanges;
pub(crate) mod zone_gains;
pub(crate) mod zones;
