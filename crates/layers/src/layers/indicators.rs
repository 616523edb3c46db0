//! The territory's figures.

use maillon_model::Language;

use crate::column::{Column, Kind};
use crate::context::{About, Context};
use crate::layer::{Layer, Rows};
use crate::qgis::looks;
use crate::row::{GeometryKind, Row, Value};

pub(crate) const LAYER: Layer = Layer {
    name: "indicators",
    about: "The territory's figures, each with its definition, formula and source. None of them has been checked against the form of a public framework (such as ELIPSE, whose list of mandatory indicators is not public in full).",
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
    Column { name: "unit", kind: Kind::Text, unit: "", en: "Unit", fr: "Unité",
        about: "Its unit." },
    Column { name: "of", kind: Kind::Text, unit: "", en: "Of", fr: "De",
        about: "The amounts it is of, by their unit; null where it is of none." },
    Column { name: "without", kind: Kind::Integer, unit: "", en: "Without", fr: "Sans",
        about: "How many sites, flows or exchanges it does not hold, for want of an amount or a factor." },
    Column { name: "definition", kind: Kind::Text, unit: "", en: "Definition", fr: "Définition",
        about: "What it tells, in the study's language." },
    Column { name: "formula", kind: Kind::Text, unit: "", en: "Formula", fr: "Formule",
        about: "How it is worked out." },
    Column { name: "source", kind: Kind::Text, unit: "", en: "Source", fr: "Source",
        about: "Where the formula comes from." },
];

fn rows<'a>(context: &'a Context<'a>) -> Rows<'a> {
    let Some(territory) = context.run.territory else { return Box::new(std::iter::empty()) };
    let french = context.study().language == Language::Fr;
    Box::new(territory.figures.iter().map(move |figure| {
        let words = figure.words;
        let of = figure.dimension.map(|dimension| format!("{}/yr", dimension.base_unit()));
        let values = vec![
            words.id.into(),
            (if french { words.fr } else { words.en }).into(),
            Value::real(figure.value),
            words.unit.into(),
            of.into(),
            Value::Integer(figure.without.try_into().unwrap_or(i64::MAX)),
            (if french { words.definition_fr } else { words.definition }).into(),
            words.formula.into(),
            words.source.into(),
        ];
        Row { geometry: None, values }
    }))
}
