//! From a giver through a processor to a taker.

use maillon_model::{CarbonSaved, Chain, Chains, EurosGained, Language, Quantity, RuleIx, Synergy, TreatmentIx};

use super::pair::{joined, not_counted, resources, unit};
use super::synergies::of_rule;
use crate::column::{Column, Kind};
use crate::context::{About, Context};
use crate::id::{chain_id, synergy_id};
use crate::layer::Layer;
use crate::qgis::looks;
use crate::row::{Geometry, GeometryKind, Row, Value};
use crate::rows::Rows;

pub(crate) const LAYER: Layer = Layer {
    name: "chains",
    about: "Chains: what one site gives, a processor treats and another takes, where a substitution asks for a treatment that \
            a plant of its own does. A line each, from the giver by way of the processor to the taker.",
    subject: About::Matches,
    geometry: GeometryKind::Line,
    columns: COLUMNS,
    always: &[],
    look: &looks::chains::CHAINS,
    rows,
};

pub(super) const TREATMENT_NAME: Column = Column {
    name: "treatment_name",
    kind: Kind::Text,
    unit: "",
    en: "Treatment",
    fr: "Traitement",
    about: "Its name, in the study's language.",
};
pub(super) const RULE: Column = Column {
    name: "rule",
    kind: Kind::Text,
    unit: "",
    en: "Rule",
    fr: "Règle",
    about: "The substitution that asks for it, by its id.",
};
pub(super) const RULE_SAYS: Column = Column {
    name: "rule_says",
    kind: Kind::Text,
    unit: "",
    en: "Why",
    fr: "Pourquoi",
    about: "What the rule says, in the study's language.",
};
pub(super) const RULE_SOURCE: Column = Column {
    name: "rule_source",
    kind: Kind::Text,
    unit: "",
    en: "Source of the rule",
    fr: "Source de la règle",
    about: "Where the rule was published; null where nobody did.",
};

#[rustfmt::skip]
const COLUMNS: &[Column] = &[
    Column { name: "chain_id", kind: Kind::Text, unit: "", en: "Chain", fr: "Chaîne",
        about: "Ids of supply flow, processor and demand flow, joined by `~`." },
    Column { name: "supply_flow", kind: Kind::FlowId, unit: "", en: "Supply flow", fr: "Flux offert",
        about: "Id of the flow that is given." },
    Column { name: "processor", kind: Kind::Text, unit: "", en: "Processor", fr: "Unité de traitement",
        about: "Id of the processor, as the flow table has it." },
    Column { name: "demand_flow", kind: Kind::FlowId, unit: "", en: "Demand flow", fr: "Flux demandé",
        about: "Id of the flow that is taken." },
    Column { name: "supply_site", kind: Kind::SiteId, unit: "", en: "Giving site", fr: "Site fournisseur",
        about: "Id of the site that gives." },
    Column { name: "processor_site", kind: Kind::SiteId, unit: "", en: "Treating site", fr: "Site de traitement",
        about: "Id of the site that treats." },
    Column { name: "demand_site", kind: Kind::SiteId, unit: "", en: "Taking site", fr: "Site preneur",
        about: "Id of the site that takes." },
    Column { name: "supply_name", kind: Kind::Text, unit: "", en: "Giver", fr: "Fournisseur",
        about: "Name of the site that gives, or its id where it has none." },
    Column { name: "processor_name", kind: Kind::Text, unit: "", en: "Treated by", fr: "Traité par",
        about: "Name of the site that treats, likewise." },
    Column { name: "demand_name", kind: Kind::Text, unit: "", en: "Taker", fr: "Preneur",
        about: "Name of the site that takes, likewise." },
    Column { name: "supply_resource", kind: Kind::Text, unit: "", en: "Resource given", fr: "Ressource offerte",
        about: "Code of what is given." },
    Column { name: "demand_resource", kind: Kind::Text, unit: "", en: "Resource taken", fr: "Ressource demandée",
        about: "Code of what is taken." },
    Column { name: "family", kind: Kind::Text, unit: "", en: "Resource family", fr: "Famille de ressource",
        about: "Family of the resource given; `other` where maillon does not know it." },
    Column { name: "treatment", kind: Kind::Text, unit: "", en: "Treatment (id)", fr: "Traitement (identifiant)",
        about: "Id of what the processor does." },
    TREATMENT_NAME, RULE, RULE_SAYS, RULE_SOURCE,
    Column { name: "open_checks", kind: Kind::Text, unit: "", en: "Not yet known", fr: "À vérifier",
        about: "Gates that the data leaves open, joined by `; `; null where all are answered." },
    Column { name: "before_m", kind: Kind::Real(2), unit: "m", en: "To the processor (m)", fr: "Jusqu'au traitement (m)",
        about: "From the giver to the processor, along the WGS 84 ellipsoid." },
    Column { name: "after_m", kind: Kind::Real(2), unit: "m", en: "From the processor (m)", fr: "Depuis le traitement (m)",
        about: "From the processor to the taker, likewise." },
    Column { name: "distance_m", kind: Kind::Real(2), unit: "m", en: "Both ways (m)", fr: "Trajet total (m)",
        about: "Both legs together: what score, carbon and money count." },
    Column { name: "radius_before_m", kind: Kind::Real(2), unit: "m", en: "First radius (m)", fr: "Premier rayon (m)",
        about: "The largest first leg allowed." },
    Column { name: "radius_after_m", kind: Kind::Real(2), unit: "m", en: "Second radius (m)", fr: "Second rayon (m)",
        about: "The largest second leg allowed." },
    Column { name: "amount", kind: Kind::Amount, unit: "see `unit`", en: "Amount", fr: "Quantité",
        about: "What could go this way per year: the least of supply, capacity and demand; null where one is unknown. Chains \
                share flows and capacities: these do not add up." },
    Column { name: "unit", kind: Kind::Text, unit: "", en: "Unit", fr: "Unité",
        about: "Unit of `amount`, such as `t/yr`; null with it." },
    Column { name: "assigned", kind: Kind::Planned, unit: "see `unit`", en: "Capacity assigned", fr: "Capacité attribuée",
        about: "What the processor's capacity is best used for: `of_plan` and `added` together. Null where an amount is not \
                known. These do add up." },
    Column { name: "of_plan", kind: Kind::Planned, unit: "see `unit`", en: "Of the plan", fr: "Du plan",
        about: "Of it, what the plan moves anyway over `synergy_id`, as if one of both treated it: it is counted there." },
    Column { name: "added", kind: Kind::Planned, unit: "see `unit`", en: "Beyond the plan", fr: "En plus du plan",
        about: "Of it, what the plan leaves of both flows: it is counted nowhere else." },
    Column { name: "replaced", kind: Kind::Amount, unit: "see `replaced_unit`", en: "Amount replaced",
        fr: "Quantité remplacée", about: "What `amount` replaces at the demand, after the rule's ratio." },
    Column { name: "replaced_unit", kind: Kind::Text, unit: "", en: "Unit replaced", fr: "Unité remplacée",
        about: "Unit of `replaced`; null with it." },
    Column { name: "synergy_id", kind: Kind::Text, unit: "", en: "Direct synergy", fr: "Synergie directe",
        about: "The synergy of the same two flows, where matching keeps one; null where they are too far apart for it." },
    Column { name: "score", kind: Kind::Real(4), unit: "0 to 1", en: "Score", fr: "Score",
        about: "Weighted mean of the criteria that are known, at the length of both legs; 1 is best." },
    Column { name: "confidence", kind: Kind::Real(4), unit: "0 to 1", en: "Confidence", fr: "Confiance",
        about: "How much the score rests on." },
    Column { name: "co2_kg_per_year", kind: Kind::Amount, unit: "kg CO2e/yr", en: "CO2 avoided (kg/yr)",
        fr: "CO2 évité (kg/an)", about: "Emissions avoided by `amount`, less those of both legs; null where a factor or the \
                amount is not known." },
    Column { name: "value_eur_per_year", kind: Kind::Amount, unit: "EUR/yr", en: "Value (€/yr)", fr: "Valeur (€/an)",
        about: "Money gained by giver and taker together by `amount`, less both legs, loaded twice, and the processor's fee \
                where it states one; null where a price or the amount is not known." },
    Column { name: "not_counted", kind: Kind::Text, unit: "", en: "Not counted", fr: "Non compté",
        about: "What carbon and money leave out for want of a factor: `treatment`, `freight`." },
    Column { name: "rank", kind: Kind::Integer, unit: "", en: "Rank for the giver", fr: "Rang pour le fournisseur",
        about: "1 for the best chain of its supply flow." },
];

fn rows<'a>(context: &'a Context<'a>) -> Rows<'a> {
    let Some(chains) = context.run.chains else { return Rows::none() };
    // What neighbours give is told where they are at home.
    let own = chains.list.iter().enumerate().filter(|(_, chain)| context.study().owns_flow(chain.supply));
    Rows::of(own, move |(place, chain)| {
        let study = context.study();
        let (supply, demand) = (study.flow(chain.supply), study.flow(chain.demand));
        let processor = study.processor(chain.processor);
        let [giver, plant, taker] = [supply.site, processor.site, demand.site].map(|site| study.site(site));
        let mut values = vec![
            chain_id(study, chain).into(),
            Value::id(&supply.id, study.flow_ids),
            Value::from(&*processor.id),
            Value::id(&demand.id, study.flow_ids),
            Value::id(&giver.id, study.site_ids),
            Value::id(&plant.id, study.site_ids),
            Value::id(&taker.id, study.site_ids),
            giver.label().into(),
            plant.label().into(),
            taker.label().into(),
        ];
        values.extend(resources(context, [supply.resource, demand.resource]));
        values.extend(treated(chains, study.language, chain.treatment, chain.rule));
        values.extend([
            joined(context.run.matches.synergies.gates_of(chain.open)),
            Value::real(chain.before.as_metres()),
            Value::real(chain.after.as_metres()),
            Value::real(chain.before.as_metres() + chain.after.as_metres()),
            Value::real(chain.radii[0].as_metres()),
            Value::real(chain.radii[1].as_metres()),
            Value::real(chain.amount.map(|q| q.annual())),
            unit(chain.amount),
        ]);
        if let Some(planned) = context.planned() {
            let assigned = planned.assigned(chains, place);
            values.extend([0, 1, 2].map(|part| Value::real(assigned.map(|parts| parts[part].annual()))));
        }
        values.extend([
            Value::real(chain.replaced.map(|q: Quantity| q.annual())),
            unit(chain.replaced),
            direct(context, chain).map(|synergy| synergy_id(study, &synergy)).into(),
            Value::real(chain.score.value()),
            Value::real(chain.confidence.value()),
            Value::real(chain.carbon.map(CarbonSaved::as_kg_per_year)),
            Value::real(chain.euros.map(EurosGained::as_per_year)),
            not_counted(chain.not_counted),
            chain.rank.into(),
        ]);
        Row { geometry: Some(Geometry::Route([giver.position, plant.position, taker.position])), values }
    })
}

/// The treatment's id and name, and the rule that asks for it: what the four columns above and the one before them hold.
pub(super) fn treated(chains: &Chains, language: Language, treatment: TreatmentIx, rule: RuleIx) -> [Value<'_>; 5] {
    let treatment = chains.treatment(treatment);
    let [rule, says, source] = of_rule(chains.rule(rule), language);
    [Value::from(&*treatment.id), Value::from(&*treatment.label), rule, says, source]
}

/// The synergy of the same two flows.
fn direct(context: &Context, chain: &Chain) -> Option<Synergy> {
    let synergies = context.run.matches.synergies.list();
    synergies.between(chain.supply, chain.demand).map(|place| synergies.at(place))
}
