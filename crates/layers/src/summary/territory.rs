//! What `summary.json` says of the territory.

use maillon_model::{Figure, Level, Territory};
use serde_json::{Value, json};

use crate::number::significant;

/// Its levels, and its figures.
pub(super) fn of(territory: &Territory) -> Value {
    json!({
        "levels": territory.levels.iter().map(level).collect::<Vec<_>>(),
        "indicators": territory.figures.iter().map(figure).collect::<Vec<_>>(),
    })
}

fn level(level: &Level) -> Value {
    json!({
        "level": level.name,
        "zones": level.zones.len(),
        "sites_in_no_zone": level.sites_in_none,
        "sites_in_several_counted_once": level.sites_in_several,
    })
}

fn figure(figure: &Figure) -> Value {
    json!({
        "indicator": figure.words.id,
        "of": figure.of.name(),
        "before": figure.before.map(|value| significant(value, 9)),
        "value": figure.value.map(|value| significant(value, 9)),
        "unit": figure.words.unit,
        "without": figure.without,
    })
}
