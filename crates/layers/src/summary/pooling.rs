//! What `summary.json` says of pools.

use maillon_model::{CarbonSaved, EurosGained, Pooling};
use serde_json::{Value, json};

use crate::number::significant;

pub(super) fn of(pooling: &Pooling) -> Value {
    let pools = &pooling.pools;
    let sum = |list: Vec<f64>| (!list.is_empty()).then(|| significant(list.iter().sum(), 9));
    json!({
        "pools": pools.len(),
        "threshold_reached": pools.iter().filter(|pool| pool.reached).count(),
        "sites_in_pools": pools.iter().map(|pool| pool.members.len()).sum::<usize>(),
        "value_eur_per_year": sum(pools.iter().filter_map(|pool| pool.euros).map(EurosGained::as_per_year).collect()),
        "co2_kg_per_year": sum(pools.iter().filter_map(|pool| pool.carbon).map(CarbonSaved::as_kg_per_year).collect()),
        "large_enough_alone": pooling.large_enough,
        "far_from_others": pooling.apart,
        "too_small_together": pooling.too_small,
        "without_room_at_a_hub": pooling.without_room,
    })
}
