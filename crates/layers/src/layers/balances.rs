//! What each zone gives, needs, uses and wastes.

use maillon_model::{EuroSide, Side, ZoneIx};

use crate::column::{Column, Kind};
use crate::context::{About, Context};
use crate::layer::Layer;
use crate::qgis::looks;
use crate::row::{Geometry, GeometryKind, Row, Value};
use crate::rows::Rows;

pub(crate) const LAYER: Layer = Layer {
    name: "balances",
    about: "The balance of each zone by level, resource family and unit, with the plan: used, wasted, exchanged inside, exported, \
            imported. Before the plan all supply is wasted and all demand bought. At one level a site counts once, and the \
            rows of a level, with the row of no zone, add up to the whole study to the last digit; where levels nest, \
            those of a zone's parts and of its sites outside every part add up to the zone's own.",
    subject: About::Matches,
    geometry: GeometryKind::Point,
    columns: COLUMNS,
    always: &["csv"],
    look: &looks::points::BALANCES,
    rows,
};

#[rustfmt::skip]
const COLUMNS: &[Column] = &[
    Column { name: "level", kind: Kind::Text, unit: "", en: "Level", fr: "Niveau",
        about: "Level of the zone, as the study states it; its kind where it states none." },
    Column { name: "zone_id", kind: Kind::ZoneId, unit: "", en: "Zone", fr: "Zone",
        about: "The zone; null for all sites that no zone of the level holds." },
    Column { name: "name", kind: Kind::Text, unit: "", en: "Name", fr: "Nom",
        about: "What people call it." },
    Column { name: "parent_id", kind: Kind::ZoneId, unit: "", en: "Part of", fr: "Fait partie de",
        about: "The zone of the next coarser level that it counts to." },
    Column { name: "family", kind: Kind::Text, unit: "", en: "Resource family", fr: "Famille de ressources",
        about: "Resource family; `other` for resources that maillon does not know." },
    Column { name: "unit", kind: Kind::Text, unit: "", en: "Unit", fr: "Unité",
        about: "Unit of the amounts of the row." },
    Column { name: "supply_flows", kind: Kind::Integer, unit: "", en: "Supply flows", fr: "Flux offerts",
        about: "How many flows its sites have to give." },
    Column { name: "supply_flows_unknown", kind: Kind::Integer, unit: "", en: "Supply flows of unknown amount",
        fr: "Flux offerts de quantité inconnue", about: "Those of them that no amount of the row holds." },
    Column { name: "supply", kind: Kind::Exact, unit: "see `unit`", en: "To give", fr: "À donner",
        about: "Sum of the known amounts: supply = used inside + exported + wasted." },
    Column { name: "used_inside", kind: Kind::Exact, unit: "see `unit`", en: "Used inside", fr: "Utilisé sur place",
        about: "Of that, what the plan gives to other sites of the zone." },
    Column { name: "exported", kind: Kind::Exact, unit: "see `unit`", en: "Exported", fr: "Exporté",
        about: "Of that, what the plan gives to sites elsewhere in the study." },
    Column { name: "wasted", kind: Kind::Exact, unit: "see `unit`", en: "Wasted", fr: "Perdu",
        about: "Of that, what is left." },
    Column { name: "wasted_before", kind: Kind::Exact, unit: "see `unit`", en: "Wasted without the plan", fr: "Perdu sans le plan",
        about: "All of it: no exchange is known but the plan's." },
    Column { name: "supply_eur_per_year", kind: Kind::Exact, unit: "EUR/yr", en: "To give (EUR/yr)", fr: "À donner (EUR/an)",
        about: "The same in money, at the prices that the flows state, to the cent; below nought where they pay to be rid of it. It parts as the amounts do." },
    Column { name: "used_inside_eur_per_year", kind: Kind::Exact, unit: "EUR/yr", en: "Used inside (EUR/yr)", fr: "Utilisé sur place (EUR/an)",
        about: "Of that, what the plan gives to other sites of the zone." },
    Column { name: "exported_eur_per_year", kind: Kind::Exact, unit: "EUR/yr", en: "Exported (EUR/yr)", fr: "Exporté (EUR/an)",
        about: "Of that, what the plan gives to sites elsewhere in the study." },
    Column { name: "wasted_eur_per_year", kind: Kind::Exact, unit: "EUR/yr", en: "Wasted (EUR/yr)", fr: "Perdu (EUR/an)",
        about: "Of that, what is left: what getting rid of it costs, where below nought." },
    Column { name: "supply_flows_without_price", kind: Kind::Integer, unit: "", en: "Supply flows without price",
        fr: "Flux offerts sans prix", about: "Supply flows that the money does not hold, for want of a price or an amount." },
    Column { name: "demand_flows", kind: Kind::Integer, unit: "", en: "Demand flows", fr: "Flux demandés",
        about: "How many flows its sites need." },
    Column { name: "demand_flows_unknown", kind: Kind::Integer, unit: "", en: "Demand flows of unknown amount",
        fr: "Flux demandés de quantité inconnue", about: "Those of them that no amount of the row holds." },
    Column { name: "demand", kind: Kind::Exact, unit: "see `unit`", en: "Needed", fr: "Besoin",
        about: "Sum of the known amounts: demand = met inside + imported + bought." },
    Column { name: "met_inside", kind: Kind::Exact, unit: "see `unit`", en: "Met inside", fr: "Couvert sur place",
        about: "Of that, what the plan brings from other sites of the zone." },
    Column { name: "imported", kind: Kind::Exact, unit: "see `unit`", en: "Imported", fr: "Importé",
        about: "Of that, what the plan brings from sites elsewhere in the study." },
    Column { name: "bought", kind: Kind::Exact, unit: "see `unit`", en: "Still bought", fr: "Encore acheté",
        about: "Of that, what is left to buy." },
    Column { name: "bought_before", kind: Kind::Exact, unit: "see `unit`", en: "Bought without the plan", fr: "Acheté sans le plan",
        about: "All of it: no exchange is known but the plan's." },
    Column { name: "demand_eur_per_year", kind: Kind::Exact, unit: "EUR/yr", en: "Needed (EUR/yr)", fr: "Besoin (EUR/an)",
        about: "The same in money, at the prices that the flows state, to the cent." },
    Column { name: "met_inside_eur_per_year", kind: Kind::Exact, unit: "EUR/yr", en: "Met inside (EUR/yr)", fr: "Couvert sur place (EUR/an)",
        about: "Of that, what the plan brings from other sites of the zone." },
    Column { name: "imported_eur_per_year", kind: Kind::Exact, unit: "EUR/yr", en: "Imported (EUR/yr)", fr: "Importé (EUR/an)",
        about: "Of that, what the plan brings from sites elsewhere in the study." },
    Column { name: "bought_eur_per_year", kind: Kind::Exact, unit: "EUR/yr", en: "Still bought (EUR/yr)", fr: "Encore acheté (EUR/an)",
        about: "Of that, what is left to buy." },
    Column { name: "demand_flows_without_price", kind: Kind::Integer, unit: "", en: "Demand flows without price",
        fr: "Flux demandés sans prix", about: "Demand flows that the money does not hold, for want of a price or an amount." },
    Column { name: "closing_rate_pct", kind: Kind::Real(2), unit: "%", en: "Closing rate", fr: "Taux de bouclage",
        about: "(Used inside + exported) / supply; null where there is nothing to give." },
    Column { name: "self_sufficiency_pct", kind: Kind::Real(2), unit: "%", en: "Self-sufficiency", fr: "Autosuffisance",
        about: "Met inside / demand; null where nothing is needed." },
    Column { name: "potential_pct", kind: Kind::Real(2), unit: "%", en: "Self-sufficiency, at most",
        fr: "Autosuffisance, au plus",
        about: "Supply / demand of the zone, at most 100: what self-sufficiency would be if everything fitted." },
];

/// A zone's id; null for none.
pub(super) fn zone_id<'a>(context: &'a Context<'a>, zone: Option<ZoneIx>) -> Value<'a> {
    let study = context.study();
    zone.map_or(Value::Null, |zone| Value::id(&study.zone(zone).id, study.zone_ids))
}

/// A family's name; resources that maillon does not know have none.
pub(super) fn family(name: &str) -> Value<'_> {
    if name.is_empty() { "other".into() } else { name.into() }
}

fn rows<'a>(context: &'a Context<'a>) -> Rows<'a> {
    let Some(territory) = context.territory() else { return Rows::none() };
    let study = context.study();
    Rows::of(territory.balances.iter(), move |b| {
        let level = &territory.levels[b.level as usize];
        let parent = b.zone.and_then(|zone| level.parents[level.zones.binary_search(&zone).ok()?]);
        let mut values = vec![
            Value::from(&*level.name),
            zone_id(context, b.zone),
            Value::from(b.zone.and_then(|zone| study.zone(zone).name.as_deref())),
            zone_id(context, parent),
            family(&b.family),
            format!("{}/yr", b.supply.stated.dimension().base_unit()).into(),
        ];
        for (side, money) in [(b.supply, b.supply_euros), (b.demand, b.demand_euros)] {
            let mut amounts: Vec<Value> = side_values(side).collect();
            // Without the plan, all that is stated is left.
            amounts.push(amounts[2].clone());
            values.extend(amounts);
            values.extend(euro_values(side.flows, money));
        }
        let rates = [b.closing_rate(), b.self_sufficiency(), b.potential()];
        values.extend(rates.map(|rate| Value::real(rate.map(|rate| 100.0 * rate))));
        Row { geometry: b.zone.and_then(|zone| territory.anchor(zone)).map(Geometry::Point), values }
    })
}

pub(super) fn side_values<'a>(side: Side) -> impl Iterator<Item = Value<'a>> {
    let amounts = [side.stated, side.inside, side.across, side.left];
    // Of flows whose amounts nobody knows there is no sum.
    let known = side.flows == 0 || side.unknown < side.flows;
    [side.flows.into(), side.unknown.into()]
        .into_iter()
        .chain(amounts.into_iter().map(move |q| Value::real(known.then(|| q.annual()))))
}

fn euro_values<'a>(flows: u32, side: EuroSide) -> impl Iterator<Item = Value<'a>> {
    let euros = [side.stated, side.inside, side.across, side.left];
    let known = flows == 0 || side.without < flows;
    euros.into_iter().map(move |e| Value::real(known.then(|| e.as_per_year()))).chain([side.without.into()])
}
