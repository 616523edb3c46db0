//! Where a new firm would fit best.

use std::borrow::Cow;

use maillon_model::{Prospect, Quantity};

use crate::column::{Column, Kind};
use crate::context::{About, Context, Subject};
use crate::layer::Layer;
use crate::qgis::looks;
use crate::row::{Geometry, GeometryKind, Row, Value};
use crate::rows::Rows;

pub(crate) const LAYER: Layer = Layer {
    name: "siting",
    about: "Where a new firm would fit best (`maillon site`): the zones, or the cells of a grid, the best first. Nothing is allocated: \
            each place is told as if the firm came there and nobody else did.",
    subject: About::Siting,
    geometry: GeometryKind::Polygon,
    columns: COLUMNS,
    always: &[],
    look: &looks::chains::SITING,
    rows,
};

/// Partners named of each place. No source: a choice of ours.
const NAMED: usize = 5;

#[rustfmt::skip]
const COLUMNS: &[Column] = &[
    Column { name: "rank", kind: Kind::Integer, unit: "", en: "Rank", fr: "Rang",
        about: "1 for the best place; of equal ones, the first." },
    Column { name: "place_id", kind: Kind::Text, unit: "", en: "Place", fr: "Lieu",
        about: "The zone's id, or the cell's row and column, counted from the south-west." },
    Column { name: "name", kind: Kind::Text, unit: "", en: "Name", fr: "Nom",
        about: "What people call the zone." },
    Column { name: "kind", kind: Kind::Text, unit: "", en: "Kind", fr: "Type",
        about: "The zone's kind; `cell` for a cell of the grid." },
    Column { name: "score", kind: Kind::Real(4), unit: "0 to 1", en: "Score", fr: "Score",
        about: "Mean over the firm's flows of what each would find: Σ score × share of its amount that the partner covers, the \
                best first, until it is covered; the best partner's score where amounts are not known; 0 where nobody is in reach." },
    Column { name: "gives_to", kind: Kind::Integer, unit: "", en: "Sites to give to", fr: "Sites preneurs",
        about: "Sites that could take what the firm gives." },
    Column { name: "takes_from", kind: Kind::Integer, unit: "", en: "Sites to take from", fr: "Sites fournisseurs",
        about: "Sites that could give what the firm needs." },
    Column { name: "flows_served", kind: Kind::Integer, unit: "", en: "Flows with a partner", fr: "Flux avec partenaire",
        about: "How many of the firm's flows find a partner." },
    Column { name: "flows", kind: Kind::Integer, unit: "", en: "Flows of the firm", fr: "Flux de l'entreprise",
        about: "How many flows the firm has, on the study's date and without those that repeat another." },
    Column { name: "flows_unweighed", kind: Kind::Integer, unit: "", en: "Flows without amount", fr: "Flux sans quantité",
        about: "Of those with a partner, flows that count by their best score alone, as an amount is not known." },
    Column { name: "could_give_<unit>_per_year", kind: Kind::Amount, unit: "<unit>/yr", en: "Could give (<unit>/yr)",
        fr: "Pourrait donner (<unit>/an)", about: "Of the firm's known amounts, what known needs could take, flow by flow; null where none is known." },
    Column { name: "could_get_<unit>_per_year", kind: Kind::Amount, unit: "<unit>/yr", en: "Could get (<unit>/yr)",
        fr: "Pourrait recevoir (<unit>/an)", about: "Of what the firm needs, what known supplies could give, likewise." },
    Column { name: "best_partners", kind: Kind::Text, unit: "", en: "Best partners", fr: "Meilleurs partenaires",
        about: "The firm's flow, the partner, the distance and the score, of the best; at most five, joined by `; `." },
];

fn rows<'a>(context: &'a Context<'a>) -> Rows<'a> {
    let Subject::Siting(siting) = context.run.subject else { return Rows::none() };
    let study = context.study();
    Rows::of((1..).zip(&siting.order), move |(rank, place): (u32, _)| {
        let (plot, prospect) = (&siting.plots[*place as usize], &siting.prospects[*place as usize]);
        let zone = plot.zone.map(|ix| study.zone(ix));
        let mut values = vec![
            rank.into(),
            Value::from(&*plot.id),
            Value::from(zone.and_then(|zone| zone.name.as_deref())),
            zone.map_or("cell", |zone| zone.kind.name()).into(),
            Value::real(prospect.score.value()),
            prospect.takers.into(),
            prospect.givers.into(),
            prospect.served.into(),
            prospect.flows.into(),
            prospect.unweighed.into(),
        ];
        for dimension in &context.dimensions {
            let of =
                |side: &[Quantity]| Value::real(side.iter().find(|q| q.dimension() == *dimension).map(|q| q.annual()));
            values.extend([of(&prospect.gives), of(&prospect.gets)]);
        }
        let named: Vec<String> = partners(context, prospect).take(NAMED).collect();
        values.push(Some(named.join("; ")).filter(|text| !text.is_empty()).into());
        Row { geometry: Some(Geometry::Polygons(Cow::Borrowed(&plot.geometry))), values }
    })
}

/// The best partners in words.
fn partners<'a>(context: &'a Context<'a>, prospect: &'a Prospect) -> impl Iterator<Item = String> + 'a {
    let profile = match context.run.subject {
        Subject::Siting(siting) => &siting.profile[..],
        _ => &[],
    };
    prospect.best.iter().map(|encounter| {
        let study = context.study();
        let site = study.site(study.flow(encounter.other).site);
        let own = profile.get(encounter.own as usize).map_or("", String::as_str);
        format!("{own}: {}, {}, {:.3}", site.label(), encounter.distance, encounter.score.value())
    })
}
