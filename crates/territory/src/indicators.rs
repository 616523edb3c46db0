//! One file each.

pub(crate) mod closing_rate;
pub(crate) mod co2_avoided;
pub(crate) mod connectance;
pub(crate) mod coverage_n1;
pub(crate) mod exchanges;
pub(crate) mod gain;
pub(crate) mod gini;
pub(crate) mod gini_zones;
pub(crate) mod left_after_attack;
pub(crate) mod losing_sites;
pub(crate) mod mean_distance;
pub(crate) mod needs_met;
pub(crate) mod participation;
pub(crate) mod self_sufficiency;
pub(crate) mod small_firms;
pub(crate) mod sme;
pub(crate) mod sme_gain;
pub(crate) mod still_bought;
pub(crate) mod substances_kept;
pub(crate) mod supply_concentration;
