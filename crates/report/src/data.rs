//! What the page's script draws and lists: one JSON object, small enough for a phone.

use std::collections::BTreeMap;

use maillon_layers::{Run, palette};
use maillon_model::{Amount, BreakEven, Dimension, Direction, EurosGained, Quantity, ResourceIx, Score};
use serde_json::{Value, json};

use crate::map::{Outline, Plane};
use crate::shown::Shown;
use crate::words::{Words, clipped, unit};
use crate::words_of;

/// Numbers and words that a script reads, as JSON; `assets/` says which is which.
pub(crate) fn of(run: &Run, words: Words, shown: &Shown, plane: &Plane, zones: &[Outline]) -> String {
    let study = run.study;
    let synergies = &run.matches.synergies;
    let mut resources = Table::default();
    let flows = rows(shown.flows.iter().map(|ix| {
        let flow = study.flow(*ix);
        let (quantity, state) = match flow.amount {
            Amount::Known(quantity) => (Some(quantity), 0),
            Amount::Below(threshold) => (threshold, 1),
            Amount::Missing => (None, 2),
        };
        json!([
            clipped(&flow.id),
            shown.site(flow.site),
            resources.place(flow.resource),
            i32::from(flow.direction == Direction::Demand),
            amount(quantity),
            dimension(quantity),
            state,
        ])
    }));
    let resources = rows(resources.keys.iter().map(|ix: &ResourceIx| {
        let resource = study.resource(*ix);
        let group = palette::group(&resource.family);
        let place = palette::GROUPS.iter().position(|other| other == group);
        json!([clipped(&resource.code), clipped(words_of::resource(resource)), place])
    }));
    // 1 for a site that gives, 2 for one that takes, 3 for one that does both.
    let mut sides = vec![0_u8; study.sites.len()];
    for flow in &study.flows {
        sides[flow.site.0 as usize] |= if flow.direction == Direction::Supply { 1 } else { 2 };
    }
    let sites = shown.sites.iter().map(|ix| {
        let site = study.site(*ix);
        let [x, y] = plane.at(site.position);
        json!([clipped(site.label()), site.activity.as_deref().map(clipped), x, y, sides[ix.0 as usize]])
    });
    let rules = synergies.rules().iter().map(|rule| {
        let sources: Vec<_> = rule.sources.iter().map(|source| clipped(source)).collect();
        json!([rule.label(study.language), sources])
    });
    let zones = zones.iter().map(|outline| {
        let zone = study.zone(outline.zone);
        let name = clipped(zone.name.as_deref().unwrap_or(&zone.id));
        json!([name, palette::zone(&zone.kind).hex(), steps(&outline.rings)])
    });
    let named =
        |names: &[&'static str], name: fn(Words, &str) -> String| rows(names.iter().map(|n| json!(name(words, n))));
    let parts = [
        ("lang", json!(words.code()).to_string()),
        ("size", json!(plane.size.map(f64::round)).to_string()),
        ("core", json!(plane.core).to_string()),
        ("units", json!(Dimension::ALL.map(|d| unit(d.base_unit()))).to_string()),
        ("planned", json!(run.plan.is_some()).to_string()),
        ("criteria", named(synergies.criteria(), words_of::criterion)),
        ("gates", named(synergies.gates(), words_of::gate)),
        ("rules", rows(rules)),
        ("sites", rows(sites)),
        ("zones", rows(zones)),
        ("flows", flows),
        ("resources", resources),
        ("groups", rows(palette::GROUPS.iter().map(|group| json!([group.label(words.0), group.colour.hex()])))),
        ("synergies", rows(shown.synergies.iter().map(|i| synergy(run, shown, *i)))),
        ("steps", json!(treatments(run, shown)).to_string()),
        ("words", json!(words_of::script(words)).to_string()),
    ];
    let parts: Vec<String> = parts.into_iter().map(|(name, json)| format!("\"{name}\":{json}")).collect();
    format!("{{{}}}", parts.join(","))
}

/// A JSON list, whose rows become text one by one: as values, ten thousand take fifty times the room.
fn rows(rows: impl Iterator<Item = Value>) -> String {
    let mut all = String::from("[");
    for row in rows {
        if all.len() > 1 {
            all.push(',');
        }
        all += &row.to_string();
    }
    all + "]"
}

fn synergy(run: &Run, shown: &Shown, place: usize) -> Value {
    let synergies = &run.matches.synergies;
    let s = synergies.list().at(place);
    let planned = run.plan.as_ref().and_then(|plan| plan.planned.amount(place));
    let score = |score: Option<Score>| score.map(|score| (score.value() * 1000.0).round() as i64);
    let open: Vec<usize> = (0..synergies.gates().len()).filter(|gate| s.open.holds(*gate)).collect();
    let metres = |reach: Option<BreakEven>| match reach {
        Some(BreakEven::At(distance)) => json!(distance.as_metres().round() as i64),
        Some(BreakEven::Never) => json!(-1),
        None => Value::Null,
    };
    json!([
        shown.flow(s.supply),
        shown.flow(s.demand),
        s.rule.0,
        s.treatment.map(|step| step.0),
        open,
        s.distance.as_metres().round() as i64,
        s.radius.as_metres().round() as i64,
        amount(s.amount),
        dimension(s.amount),
        planned.map(|q| digits(q.annual())),
        amount(s.replaced),
        dimension(s.replaced),
        s.carbon.map(|c| digits(c.as_kg_per_year())),
        s.euros.map(|e| digits(EurosGained::as_per_year(e))),
        score(Some(s.score)),
        score(Some(s.confidence)),
        synergies.values(place).iter().map(|value| score(*value)).collect::<Vec<_>>(),
        metres(s.break_even_carbon),
        metres(s.break_even_euros),
        i32::from(s.not_counted.treatment) + 2 * i32::from(s.not_counted.freight),
    ])
}

/// Treatment steps in words, by their place.
fn treatments(run: &Run, shown: &Shown) -> BTreeMap<String, String> {
    let synergies = &run.matches.synergies;
    let steps = shown.synergies.iter().filter_map(|i| synergies.list().at(*i).treatment);
    steps.map(|step| (step.0.to_string(), clipped(synergies.step(step)))).collect()
}

fn amount(quantity: Option<Quantity>) -> Option<f64> {
    quantity.map(|q| digits(q.annual()))
}

fn dimension(quantity: Option<Quantity>) -> Option<usize> {
    quantity.map(|q| q.dimension() as usize)
}

/// Six significant digits: more than a page shows, fewer than a float prints.
fn digits(value: f64) -> f64 {
    format!("{value:.5e}").parse().unwrap_or(value)
}

/// Rings whose corners are steps from the one before, the first from the map's corner.
fn steps(rings: &[Vec<[i64; 2]>]) -> Vec<Vec<i64>> {
    rings
        .iter()
        .map(|ring| {
            let mut last = [0, 0];
            let step = |[x, y]: &[i64; 2]| {
                let step = [x - last[0], y - last[1]];
                last = [*x, *y];
                step
            };
            ring.iter().flat_map(step).collect()
        })
        .collect()
}

/// Keys in the order they were first asked for.
#[derive(Debug)]
struct Table<K> {
    keys: Vec<K>,
    places: BTreeMap<K, usize>,
}

impl<K> Default for Table<K> {
    fn default() -> Self {
        Self { keys: Vec::new(), places: BTreeMap::new() }
    }
}

impl<K: Ord + Copy> Table<K> {
    fn place(&mut self, key: K) -> usize {
        *self.places.entry(key).or_insert_with(|| {
            self.keys.push(key);
            self.keys.len() - 1
        })
    }
}
