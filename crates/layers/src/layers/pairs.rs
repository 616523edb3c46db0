//! Lines of all pairs, whether they are kept or not.

use std::sync::Arc;

use maillon_model::Synergies;

use super::pair::*;
use crate::column::{Column, Kind};
use crate::context::{About, Context};
use crate::id::synergy_id;
use crate::layer::Layer;
use crate::qgis::looks;
use crate::row::{Geometry, GeometryKind, Row, Value};
use crate::rows::Rows;

pub(crate) const LAYER: Layer = Layer {
    name: "pairs",
    about: "With `--pairs`: every pair that a rule links, that is within reach and that no gate refuses, also those that \
            `synergies` leaves out because the giver has better ones.",
    subject: About::Matches,
    geometry: GeometryKind::Line,
    columns: COLUMNS,
    always: &[],
    look: &looks::synergies::PAIRS,
    rows,
};

#[rustfmt::skip]
const COLUMNS: &[Column] = &[
    SYNERGY_ID,
    SUPPLY_FLOW,
    DEMAND_FLOW,
    SUPPLY_SITE,
    DEMAND_SITE,
    SUPPLY_RESOURCE,
    DEMAND_RESOURCE,
    FAMILY,
    RULE,
    TREATMENT,
    OPEN_CHECKS,
    DISTANCE_M,
    RADIUS_M,
    AMOUNT,
    UNIT,
    REPLACED,
    REPLACED_UNIT,
    SCORE,
    SCORE_CRITERION,
    CONFIDENCE,
    CO2_KG_PER_YEAR,
    VALUE_EUR_PER_YEAR,
    BREAK_EVEN_CARBON_M,
    BREAK_EVEN_EUROS_M,
    NOT_COUNTED,
    Column { name: "rank_supply", kind: Kind::Integer, unit: "", en: "Rank for the giver",
        fr: "Rang pour le fournisseur", about: "1 for the best pair of its supply flow." },
];

fn rows<'a>(context: &'a Context<'a>) -> Rows<'a> {
    let blocks = context.run.pairs.into_iter().flat_map(|pairs| pairs.blocks());
    let pairs = blocks.flat_map(|block| {
        let block = Arc::new(block);
        (0..block.list().len()).map(move |place| (Arc::clone(&block), place))
    });
    Rows::of(pairs, move |(block, place)| row(context, &block, place))
}

fn row<'a>(context: &'a Context<'a>, block: &Synergies, place: usize) -> Row<'a> {
    let (study, pair) = (context.study(), block.list().at(place));
    let (supply, demand) = (study.flow(pair.supply), study.flow(pair.demand));
    let mut values = vec![synergy_id(study, &pair).into()];
    values.extend(ends(study, &pair));
    values.extend(resources(context, [supply.resource, demand.resource]));
    values.extend([
        block.rule(pair.rule).id.to_string().into(),
        pair.treatment.map(|step| block.step(step).to_owned()).into(),
        joined(block.gates_of(pair.open)),
        Value::real(pair.distance.as_metres()),
        Value::real(pair.radius.as_metres()),
        Value::real(pair.amount.map(|q| q.annual())),
        unit(pair.amount),
        Value::real(pair.replaced.map(|q| q.annual())),
        unit(pair.replaced),
        Value::real(pair.score.value()),
    ]);
    values.extend(worth(&pair, &block.values(place)));
    values.push(pair.rank_supply.into());
    let line = Geometry::Line(study.site(supply.site).position, study.site(demand.site).position);
    Row { geometry: Some(line), values }
}
