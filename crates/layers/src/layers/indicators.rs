//! The territory's figures.

use maillon_model::Language;

use crate::column::{Column, Kind};
use crate::context::{About, Context};
use crate::layer::Layer;
use crate::qgis::looks;
use crate::row::{GeometryKind, Row, Value};
use crate::rows::Rows;

pub(crate) const LAYER: Layer = Layer {
    name: "indicators",
    about: "The territory's figures, each with its definition, formula and source. `framework` names the public framework that has one like it. None has been checked against an official form: which indicators ELIPSE asks for is not public.",
    subject: About::Matches,
    geometry: GeometryKind::None,
    columns: COLUMNS,
    always: &["csv"],
    look: &looks::territory::INDICATORS,
    rows,
};

#[rustfmt::skip]
const COLUMNS: &[Column] = &[
    Column { name: "indicator", kind: Kind::Text, unit: "", en: "Indicator", fr: "Indicateur",
        about: "Stable name." },
    Column { name: "label", kind: Kind::Text, unit: "", en: "Label", fr: "Libellé",
        about: "Its name in the study's language." },
    Column { name: "value", kind: Kind::Amount, unit: "see `unit`", en: "Value", fr: "Valeur",
        about: "The value; null where the data does not tell." },
    Column { name: "before", kind: Kind::Amount, unit: "see `unit`", en: "Without the plan", fr: "Sans le plan",
        about: "The value without the plan; null where that means nothing, or the data does not tell." },
    Column { name: "unit", kind: Kind::Text, unit: "", en: "Unit", fr: "Unité",
        about: "Its unit." },
    Column { name: "of", kind: Kind::Text, unit: "", en: "Of", fr: "De",
        about: "What it is of, where there are several: amounts by their unit, a level of zones, a substance." },
    Column { name: "without", kind: Kind::Integer, unit: "", en: "Without", fr: "Sans",
        about: "How many sites, flows or exchanges it does not hold, for want of an amount or a factor." },
    Column { name: "definition", kind: Kind::Text, unit: "", en: "Definition", fr: "Définition",
        about: "What it tells, in the study's language." },
    Column { name: "formula", kind: Kind::Text, unit: "", en: "Formula", fr: "Formule",
        about: "How it is worked out." },
    Column { name: "source", kind: Kind::Text, unit: "", en: "Source", fr: "Source",
        about: "Where the formula comes from." },
    Column { name: "framework", kind: Kind::Text, unit: "", en: "Framework", fr: "Référentiel",
        about: "A public framework that has an indicator like it." },
    Column { name: "framework_status", kind: Kind::Text, unit: "", en: "Status", fr: "Statut",
        about: "`none`; `adapted`: after a public definition, of the study's flows and not of what the framework counts; `not_checked`: not checked against the official form." },
];

fn rows<'a>(context: &'a Context<'a>) -> Rows<'a> {
    let Some(territory) = context.territory() else { return Rows::none() };
    let french = context.study().language == Language::Fr;
    Rows::of(territory.figures.iter(), move |figure| {
        let words = figure.words;
        let values = vec![
            words.id.into(),
            (if french { words.fr } else { words.en }).into(),
            Value::real(figure.value),
            Value::real(figure.before),
            words.unit.into(),
            figure.of.name().into(),
            Value::Integer(figure.without.try_into().unwrap_or(i64::MAX)),
            (if french { words.definition_fr } else { words.definition }).into(),
            words.formula.into(),
            words.source.into(),
            words.framework.title().into(),
            words.framework.status().into(),
        ];
        Row { geometry: None, values }
    })
}
