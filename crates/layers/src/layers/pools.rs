//! Groups of neighbours that could share, at their hubs.

use maillon_model::{CarbonSaved, EurosGained, Hub, Language, Pool, Quantity, Score, Shared};

use crate::column::{Column, Kind};
use crate::context::{About, Context};
use crate::id::pool_id;
use crate::layer::Layer;
use crate::qgis::looks;
use crate::row::{Geometry, GeometryKind, Row, Value};
use crate::rows::Rows;

pub(crate) const LAYER: Layer = Layer {
    name: "pools",
    about: "Groups of neighbours with the same waste or the same need, each too small alone: what they could share, at the place of its \
            hub. Their members are in `pool_members`, the rounds in `pool_rounds`. The plan takes no part in it: an amount that a synergy \
            moves may be pooled instead.",
    subject: About::Matches,
    geometry: GeometryKind::Point,
    columns: COLUMNS,
    always: &[],
    look: &looks::pools::POOLS,
    rows,
};

#[rustfmt::skip]
const COLUMNS: &[Column] = &[
    Column { name: "pool_id", kind: Kind::Text, unit: "", en: "Pool", fr: "Mutualisation",
        about: "`pool:` and the id of the first of its members' flows, with `~` and `%` percent-encoded; `maillon explain` takes it." },
    Column { name: "kind", kind: Kind::Text, unit: "", en: "Kind", fr: "Type",
        about: "`pooling`, as `kind` of `synergies` says `substitution`." },
    Column { name: "form", kind: Kind::Text, unit: "", en: "Form", fr: "Forme",
        about: "`round`: lorry rounds through all members; `unit`: whole units that they use together." },
    Column { name: "pooling", kind: Kind::Text, unit: "", en: "What is pooled (id)", fr: "Objet (identifiant)",
        about: "Id of the kind of pooling in the catalogue." },
    Column { name: "says", kind: Kind::Text, unit: "", en: "What is pooled", fr: "Ce qui est mutualisé",
        about: "The same in words, in the study's language." },
    Column { name: "direction", kind: Kind::Text, unit: "", en: "Direction", fr: "Sens",
        about: "`supply` where the members give it, `demand` where they need it." },
    Column { name: "resource", kind: Kind::Text, unit: "", en: "Resource", fr: "Ressource",
        about: "As the user wrote it or its code; null where several resources go together." },
    Column { name: "sites", kind: Kind::Integer, unit: "", en: "Sites", fr: "Sites",
        about: "How many members it has." },
    Column { name: "sites_unknown", kind: Kind::Integer, unit: "", en: "Sites of unknown amount", fr: "Sites de quantité inconnue",
        about: "Those of them whose amount nobody knows: no sum holds it." },
    Column { name: "amount", kind: Kind::Amount, unit: "see `unit`", en: "Known together", fr: "Total connu",
        about: "Sum of the amounts that are known; null where none is." },
    Column { name: "threshold", kind: Kind::Amount, unit: "see `unit`", en: "Threshold", fr: "Seuil",
        about: "What none reaches alone: a full lorry at each visit, a whole unit, or what the study sets." },
    Column { name: "unit", kind: Kind::Text, unit: "", en: "Unit", fr: "Unité",
        about: "Unit of the amount, the threshold and the lot." },
    Column { name: "threshold_check", kind: Kind::Text, unit: "", en: "Threshold reached", fr: "Seuil atteint",
        about: "`reached` by the known amounts together; `unknown` where amounts are missing: the group is one by its number of sites alone." },
    Column { name: "rests_on", kind: Kind::Text, unit: "", en: "Rests on", fr: "Fondé sur",
        about: "What threshold, visits and reach rest on, and their sources." },
    Column { name: "hub_kind", kind: Kind::Text, unit: "", en: "Kind of hub", fr: "Type de point de regroupement",
        about: "`site`, `zone` or `place` of the study's own list." },
    Column { name: "hub_id", kind: Kind::Text, unit: "", en: "Hub", fr: "Point de regroupement",
        about: "The user's own id of it, as text." },
    Column { name: "hub_name", kind: Kind::Text, unit: "", en: "Name of the hub", fr: "Nom du point de regroupement",
        about: "What people call it." },
    Column { name: "lot", kind: Kind::Amount, unit: "see `unit`, a visit or unit", en: "Lorry load or unit", fr: "Charge ou lot",
        about: "What a lorry takes at a visit, or one whole unit a year." },
    Column { name: "visits_per_year", kind: Kind::Integer, unit: "1/yr", en: "Visits a year", fr: "Passages par an",
        about: "How often the rounds run; null for units." },
    Column { name: "rounds", kind: Kind::Integer, unit: "", en: "Rounds a visit", fr: "Tournées par passage",
        about: "Lorry rounds at each visit." },
    Column { name: "round_m", kind: Kind::Real(2), unit: "m", en: "Way of the rounds", fr: "Longueur des tournées",
        about: "All rounds of one visit, from the hub and back, as the crow flies; where amounts are unknown, one round as if a lorry held \
                it all." },
    Column { name: "separate_m", kind: Kind::Real(2), unit: "m", en: "Ways alone", fr: "Trajets séparés",
        about: "The ways to the hub and back that the same members would need, each by itself." },
    Column { name: "saved_way_pct", kind: Kind::Real(2), unit: "%", en: "Way saved", fr: "Trajet économisé",
        about: "What the rounds save of that." },
    Column { name: "units_alone", kind: Kind::Integer, unit: "", en: "Units alone", fr: "Lots séparés",
        about: "Whole units that they need, each by itself." },
    Column { name: "units_together", kind: Kind::Integer, unit: "", en: "Units together", fr: "Lots ensemble",
        about: "Whole units that they need together; null where amounts are unknown." },
    Column { name: "co2_kg_per_year", kind: Kind::Amount, unit: "kg CO2e/yr", en: "CO2 avoided", fr: "CO2 évité",
        about: "Emissions of the way saved, roads' detour counted; null where amounts are unknown, and for units." },
    Column { name: "value_eur_per_year", kind: Kind::Amount, unit: "EUR/yr", en: "Saving", fr: "Économie",
        about: "Cost of the way saved, or of the units saved at the members' own prices; null where amounts or prices are unknown." },
    Column { name: "sites_without_price", kind: Kind::Integer, unit: "", en: "Sites without price", fr: "Sites sans prix",
        about: "Members whose saving the money does not hold." },
    Column { name: "stable", kind: Kind::Integer, unit: "", en: "Stable", fr: "Stable",
        about: "1 where no smaller group of the members would save more by itself (the shares are in the core), 0 where one would; null \
                beyond 12 members and where amounts are unknown." },
    Column { name: "hub_gap_pct", kind: Kind::Real(2), unit: "%", en: "Gap of the choice of hubs", fr: "Écart du choix des points",
        about: "How far the choice of the neighbourhood's hubs may be from the best; null where the neighbourhood was too large to be \
                looked at as one." },
];

/// `3 units a year` of a pool's hub: its kind, id and name.
pub(super) fn hub<'a>(context: &Context<'a>, hub: &'a Hub) -> [Value<'a>; 3] {
    let study = context.study();
    let (kind, id, name): (&str, &str, Option<&str>) = match hub {
        Hub::Site(ix) => ("site", &study.site(*ix).id, study.site(*ix).name.as_deref()),
        Hub::Zone(ix) => ("zone", &study.zone(*ix).id, study.zone(*ix).name.as_deref()),
        Hub::Place(id, name) => ("place", id, name.as_deref()),
    };
    [kind.into(), id.into(), Value::from(name)]
}

fn rows<'a>(context: &'a Context<'a>) -> Rows<'a> {
    let Some(pooling) = context.run.pooling else { return Rows::none() };
    Rows::of(pooling.pools.iter(), move |pool| Row {
        geometry: Some(Geometry::Point(pool.at)),
        values: values(context, pool, &pooling.words[pool.words as usize]),
    })
}

fn values<'a>(context: &Context<'a>, pool: &'a Pool, words: &'a maillon_model::PoolWords) -> Vec<Value<'a>> {
    let study = context.study();
    let says = match study.language {
        Language::En => &*words.en,
        Language::Fr => &*words.fr,
    };
    let sources: Vec<&str> = words.sources.iter().map(|source| &**source).collect();
    let number = |n: Option<u32>| Value::from(n);
    let (form, lot, visits, rounds, ways, units) = match pool.shared {
        Shared::Rounds { visits, load, rounds, length, separate } => {
            ("round", load, Some(visits), Some(rounds), Some((length.as_metres(), separate.as_metres())), (None, None))
        }
        Shared::Units { unit, alone, together } => ("unit", unit, None, None, None, (Some(alone), together)),
    };
    let saved = ways.filter(|(_, alone)| *alone > 0.0).map(|(length, alone)| 100.0 * (1.0 - length / alone));
    let [hub_kind, hub_id, hub_name] = hub(context, &pool.hub);
    vec![
        pool_id(study, pool).into(),
        "pooling".into(),
        form.into(),
        (&*words.id).into(),
        says.into(),
        pool.direction.name().into(),
        Value::from(pool.resource.map(|ix| &*study.resource(ix).code)),
        (pool.members.len() as u32).into(),
        pool.unknown.into(),
        Value::real(pool.amount.map(Quantity::annual)),
        Value::real(pool.threshold.annual()),
        format!("{}/yr", pool.threshold.dimension().base_unit()).into(),
        (if pool.reached { "reached" } else { "unknown" }).into(),
        format!("{}. {}", words.note, sources.join("; ")).into(),
        hub_kind,
        hub_id,
        hub_name,
        Value::real(lot.annual()),
        number(visits),
        number(rounds),
        Value::real(ways.map(|(length, _)| length)),
        Value::real(ways.map(|(_, alone)| alone)),
        Value::real(saved),
        number(units.0),
        number(units.1),
        Value::real(pool.carbon.map(CarbonSaved::as_kg_per_year)),
        Value::real(pool.euros.map(EurosGained::as_per_year)),
        pool.without_price.into(),
        number(pool.stable.map(u32::from)),
        Value::real(pool.gap.map(|gap: Score| 100.0 * gap.value())),
    ]
}
