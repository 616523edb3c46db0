//! What was wrong with the input.

use crate::column::{Column, Kind};
use crate::context::{About, Context};
use crate::layer::Layer;
use crate::qgis::looks;
use crate::row::{Geometry, GeometryKind, Row, Value};
use crate::rows::Rows;

pub(crate) const LAYER: Layer = Layer {
    name: "issues",
    about: "What was wrong with the input, row by row. Always written as CSV; layers on the map hold only the issues \
            that have a place.",
    subject: About::Matches,
    geometry: GeometryKind::Point,
    columns: COLUMNS,
    always: &["csv"],
    look: &looks::points::ISSUES,
    rows,
};

#[rustfmt::skip]
const COLUMNS: &[Column] = &[
    Column { name: "severity", kind: Kind::Text, unit: "", en: "Severity", fr: "Gravité",
        about: "`error`: the row or a part of it could not be used; `warning`: used, but likely not what was meant; \
                `info`: worth knowing." },
    Column { name: "code", kind: Kind::Text, unit: "", en: "Code", fr: "Code",
        about: "The stable name of the defect." },
    Column { name: "file", kind: Kind::Text, unit: "", en: "File", fr: "Fichier",
        about: "The file as the study names it." },
    Column { name: "layer", kind: Kind::Text, unit: "", en: "Layer", fr: "Couche",
        about: "The layer, where the file has several." },
    Column { name: "feature", kind: Kind::Text, unit: "", en: "Feature", fr: "Entité",
        about: "The row, such as `line 12`, `feature 3` or `fid 7`; null for a whole file." },
    Column { name: "field", kind: Kind::Text, unit: "", en: "Field", fr: "Champ",
        about: "The column of the user's file." },
    Column { name: "value", kind: Kind::Text, unit: "", en: "Value", fr: "Valeur",
        about: "The value as it was read." },
    Column { name: "message", kind: Kind::Text, unit: "", en: "Message", fr: "Message",
        about: "What is wrong with it." },
    Column { name: "cause", kind: Kind::Text, unit: "", en: "Cause", fr: "Cause",
        about: "What the code means." },
    Column { name: "remedy", kind: Kind::Text, unit: "", en: "Remedy", fr: "Remède",
        about: "What to do." },
];

fn rows<'a>(context: &'a Context<'a>) -> Rows<'a> {
    let study = context.study();
    Rows::of(study.issues.iter(), move |issue| {
        let source = study.source(issue.source);
        let values = vec![
            issue.severity().name().into(),
            issue.code.slug().into(),
            Value::from(&*source.file),
            Value::from(source.layer.as_deref()),
            issue.feature.map(|feature| source.numbering.phrase(feature)).into(),
            Value::from(issue.field.as_deref()),
            Value::from(issue.value.as_deref()),
            Value::from(&*issue.message),
            issue.code.cause().into(),
            issue.code.remedy().into(),
        ];
        Row { geometry: issue.position.map(Geometry::Point), values }
    })
}
