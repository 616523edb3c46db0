//! What layers of pairs say alike: `synergies`, `pairs`, and `chains` in part.

use maillon_model::{BreakEven, CarbonSaved, EurosGained, NotCounted, Quantity, ResourceIx, Score, Study, Synergy};

use crate::column::{Column, Kind};
use crate::context::Context;
use crate::row::Value;

/// Columns, in the order of `synergies`.
#[rustfmt::skip]
mod columns {
    use super::{Column, Kind};

    pub(in crate::layers) const SYNERGY_ID: Column = Column {
        name: "synergy_id", kind: Kind::Text, unit: "", en: "Synergy", fr: "Synergie",
        about: "The two flows' ids joined by `~`; a `~` or `%` inside an id is written `%7E` or `%25`.",
    };
    pub(in crate::layers) const SUPPLY_FLOW: Column = Column {
        name: "supply_flow", kind: Kind::FlowId, unit: "", en: "Supply flow", fr: "Flux offert",
        about: "Id of the flow that is given.",
    };
    pub(in crate::layers) const DEMAND_FLOW: Column = Column {
        name: "demand_flow", kind: Kind::FlowId, unit: "", en: "Demand flow", fr: "Flux demandé",
        about: "Id of the flow that is taken.",
    };
    pub(in crate::layers) const SUPPLY_SITE: Column = Column {
        name: "supply_site", kind: Kind::SiteId, unit: "", en: "Giving site", fr: "Site fournisseur",
        about: "Id of the site that gives.",
    };
    pub(in crate::layers) const DEMAND_SITE: Column = Column {
        name: "demand_site", kind: Kind::SiteId, unit: "", en: "Taking site", fr: "Site preneur",
        about: "Id of the site that takes.",
    };
    pub(in crate::layers) const SUPPLY_RESOURCE: Column = Column {
        name: "supply_resource", kind: Kind::Text, unit: "", en: "Resource given", fr: "Ressource offerte",
        about: "Code of what is given.",
    };
    pub(in crate::layers) const DEMAND_RESOURCE: Column = Column {
        name: "demand_resource", kind: Kind::Text, unit: "", en: "Resource taken", fr: "Ressource demandée",
        about: "Code of what is taken.",
    };
    pub(in crate::layers) const FAMILY: Column = Column {
        name: "family", kind: Kind::Text, unit: "", en: "Resource family", fr: "Famille de ressource",
        about: "Family of the resource given; `other` where maillon does not know it.",
    };
    pub(in crate::layers) const RULE: Column = Column {
        name: "rule", kind: Kind::Text, unit: "", en: "Rule", fr: "Règle",
        about: "The rule that paired the two resources: a substitution of the knowledge by its id, or `same_resource`, \
                `branch`, `similar`.",
    };
    pub(in crate::layers) const TREATMENT: Column = Column {
        name: "treatment", kind: Kind::Text, unit: "", en: "Treatment needed", fr: "Traitement nécessaire",
        about: "The step the resource needs on its way; null where it serves as it is.",
    };
    pub(in crate::layers) const OPEN_CHECKS: Column = Column {
        name: "open_checks", kind: Kind::Text, unit: "", en: "Not yet known", fr: "À vérifier",
        about: "Gates that the data leaves open, joined by `; `; null where all are answered.",
    };
    pub(in crate::layers) const DISTANCE_M: Column = Column {
        name: "distance_m", kind: Kind::Real(2), unit: "m", en: "Distance (m)", fr: "Distance (m)",
        about: "Between the two sites.",
    };
    pub(in crate::layers) const RADIUS_M: Column = Column {
        name: "radius_m", kind: Kind::Real(2), unit: "m", en: "Radius (m)", fr: "Rayon (m)",
        about: "The largest distance this pair was allowed.",
    };
    pub(in crate::layers) const AMOUNT: Column = Column {
        name: "amount", kind: Kind::Amount, unit: "see `unit`", en: "Amount", fr: "Quantité",
        about: "What could change hands per year: the smaller of both amounts; null where one is unknown. Synergies that share \
                a flow share its amount too: they do not add up.",
    };
    pub(in crate::layers) const UNIT: Column = Column {
        name: "unit", kind: Kind::Text, unit: "", en: "Unit", fr: "Unité",
        about: "Unit of `amount`, such as `t/yr`; null with it.",
    };
    pub(in crate::layers) const REPLACED: Column = Column {
        name: "replaced", kind: Kind::Amount, unit: "see `replaced_unit`", en: "Amount replaced", fr: "Quantité remplacée",
        about: "The same, of the demand: after the rule's ratio.",
    };
    pub(in crate::layers) const REPLACED_UNIT: Column = Column {
        name: "replaced_unit", kind: Kind::Text, unit: "", en: "Unit replaced", fr: "Unité remplacée",
        about: "Unit of `replaced`; null with it.",
    };
    pub(in crate::layers) const SCORE: Column = Column {
        name: "score", kind: Kind::Real(4), unit: "0 to 1", en: "Score", fr: "Score",
        about: "Weighted mean of the criteria that are known; 1 is best.",
    };
    pub(in crate::layers) const SCORE_CRITERION: Column = Column {
        name: "score_<criterion>", kind: Kind::Real(4), unit: "0 to 1", en: "Score: <criterion>", fr: "Score : <criterion>",
        about: "One criterion of the score, a column each; null where the data does not tell.",
    };
    pub(in crate::layers) const CONFIDENCE: Column = Column {
        name: "confidence", kind: Kind::Real(4), unit: "0 to 1", en: "Confidence", fr: "Confiance",
        about: "How much the score rests on: the share of the weights that is known, how sure the rule is, how the amounts are \
                known, and which gates the data leaves open.",
    };
    pub(in crate::layers) const CO2_KG_PER_YEAR: Column = Column {
        name: "co2_kg_per_year", kind: Kind::Amount, unit: "kg CO2e/yr", en: "CO2 avoided (kg/yr)", fr: "CO2 évité (kg/an)",
        about: "Emissions avoided by `amount`, less those of the way; negative where it emits more; null where a factor or the \
                amount is not known.",
    };
    pub(in crate::layers) const VALUE_EUR_PER_YEAR: Column = Column {
        name: "value_eur_per_year", kind: Kind::Amount, unit: "EUR/yr", en: "Value (€/yr)", fr: "Valeur (€/an)",
        about: "Money gained by both sides together by `amount`, less the way; fixed costs of a connection are the plan's \
                (`summary.json`), not in it; null where a price or the amount is not known.",
    };
    pub(in crate::layers) const BREAK_EVEN_CARBON_M: Column = Column {
        name: "break_even_carbon_m", kind: Kind::Real(2), unit: "m", en: "Break-even, carbon (m)", fr: "Distance limite, carbone (m)",
        about: "How far it may travel before the carbon is lost; 20,100,000 where it never is; null where factors are missing.",
    };
    pub(in crate::layers) const BREAK_EVEN_EUROS_M: Column = Column {
        name: "break_even_euros_m", kind: Kind::Real(2), unit: "m", en: "Break-even, money (m)", fr: "Distance limite, argent (m)",
        about: "The same for the money.",
    };
    pub(in crate::layers) const NOT_COUNTED: Column = Column {
        name: "not_counted", kind: Kind::Text, unit: "", en: "Not counted", fr: "Non compté",
        about: "What carbon and money leave out for want of a factor: `treatment`, `freight`.",
    };
}
pub(super) use columns::*;

/// Ids of both flows and both sites.
pub(super) fn ends<'a>(study: &'a Study, pair: &Synergy) -> [Value<'a>; 4] {
    let flows = [pair.supply, pair.demand].map(|flow| study.flow(flow));
    let [giver, taker] = flows.map(|flow| Value::id(&study.site(flow.site).id, study.site_ids));
    let [supply, demand] = flows.map(|flow| Value::id(&flow.id, study.flow_ids));
    [supply, demand, giver, taker]
}

/// The criteria's values, and all from the confidence to what is not counted.
pub(super) fn worth<'v>(pair: &Synergy, criteria: &[Option<Score>]) -> impl Iterator<Item = Value<'v>> {
    let metres = |reach: Option<BreakEven>| Value::real(reach.map(|reach| reach.distance().as_metres()));
    let rest = [
        Value::real(pair.confidence.value()),
        Value::real(pair.carbon.map(CarbonSaved::as_kg_per_year)),
        Value::real(pair.euros.map(EurosGained::as_per_year)),
        metres(pair.break_even_carbon),
        metres(pair.break_even_euros),
        not_counted(pair.not_counted),
    ];
    criteria.iter().map(|score| Value::real(score.map(Score::value))).chain(rest)
}

/// What carbon and money leave out, in words.
pub(super) fn not_counted<'v>(left_out: NotCounted) -> Value<'v> {
    let words = [(left_out.treatment, "treatment"), (left_out.freight, "freight")];
    joined(words.into_iter().filter(|(left_out, _)| *left_out).map(|(_, what)| what))
}

/// Codes of what is given and taken, and the family of what is given.
pub(super) fn resources<'a>(context: &Context<'a>, [given, taken]: [ResourceIx; 2]) -> [Value<'a>; 3] {
    let code = |ix| Value::from(&*context.study().resource(ix).code);
    [code(given), code(taken), context.family(given).to_owned().into()]
}

/// An amount's unit; null with it.
pub(super) fn unit<'v>(quantity: Option<Quantity>) -> Value<'v> {
    quantity.map(|q| format!("{}/yr", q.dimension().base_unit())).into()
}

/// Several words as one text; null where there are none.
pub(super) fn joined<'w, 'v>(words: impl Iterator<Item = &'w str>) -> Value<'v> {
    let text = words.collect::<Vec<_>>().join("; ");
    Some(text).filter(|text| !text.is_empty()).into()
}
