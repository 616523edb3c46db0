//! The balances and exchanges as links between named nodes.

use maillon_model::{Language, Quantity, ZoneIx};

use super::balances::{family, zone_id};
use crate::column::{Column, Kind};
use crate::context::{About, Context};
use crate::layer::Layer;
use crate::qgis::looks;
use crate::row::{GeometryKind, Row, Value};
use crate::rows::Rows;

pub(crate) const LAYER: Layer = Layer {
    name: "sankey",
    about: "The balances before and after the plan as links that Sankey diagrams are drawn from: source, target, value. Filter by \
            level, family, unit and state. What zones give goes to what zones need, or is wasted; what is left to buy comes from \
            elsewhere. No node is both a source and a target, so that there are no loops. An exchange counts in the family and \
            unit of what is given.",
    subject: About::Matches,
    geometry: GeometryKind::None,
    columns: COLUMNS,
    always: &["csv"],
    look: &looks::territory::SANKEY,
    rows,
};

#[rustfmt::skip]
const COLUMNS: &[Column] = &[
    Column { name: "level", kind: Kind::Text, unit: "", en: "Level", fr: "Niveau",
        about: "Level of the zones." },
    Column { name: "state", kind: Kind::Text, unit: "", en: "State", fr: "État",
        about: "`before`: without the plan; `after`: with it." },
    Column { name: "family", kind: Kind::Text, unit: "", en: "Resource family", fr: "Famille de ressources",
        about: "Resource family of what is given, or of what is bought." },
    Column { name: "unit", kind: Kind::Text, unit: "", en: "Unit", fr: "Unité",
        about: "Unit of the value." },
    Column { name: "source", kind: Kind::Text, unit: "", en: "Source", fr: "Source",
        about: "Node that the link leaves: a zone that gives, or what is bought elsewhere." },
    Column { name: "target", kind: Kind::Text, unit: "", en: "Target", fr: "Cible",
        about: "Node that it goes to: a zone that needs, or what is wasted." },
    Column { name: "value", kind: Kind::Exact, unit: "see `unit`", en: "Value", fr: "Valeur",
        about: "How much goes there; of known amounts." },
    Column { name: "from_zone", kind: Kind::ZoneId, unit: "", en: "From zone", fr: "De la zone",
        about: "The zone that gives; null for none." },
    Column { name: "to_zone", kind: Kind::ZoneId, unit: "", en: "To zone", fr: "Vers la zone",
        about: "The zone that needs; null for none." },
];

/// What a link leaves or goes to.
#[derive(Clone, Copy)]
enum Node {
    Gives(Option<ZoneIx>),
    Needs(Option<ZoneIx>),
    Wasted,
    Bought,
}

impl Node {
    fn name(self, context: &Context<'_>) -> String {
        let study = context.study();
        let say = |en: &'static str, fr: &'static str| match study.language {
            Language::En => en,
            Language::Fr => fr,
        };
        let zone = |zone: Option<ZoneIx>| match zone {
            Some(zone) => study.zone(zone).label(),
            None => say("outside every zone", "hors de toute zone"),
        };
        match self {
            Self::Gives(of) => format!("{} · {}", zone(of), say("gives", "donne")),
            Self::Needs(of) => format!("{} · {}", zone(of), say("needs", "demande")),
            Self::Wasted => say("wasted", "perdu").to_owned(),
            Self::Bought => say("bought elsewhere", "acheté ailleurs").to_owned(),
        }
    }

    const fn zone(self) -> Option<ZoneIx> {
        match self {
            Self::Gives(zone) | Self::Needs(zone) => zone,
            Self::Wasted | Self::Bought => None,
        }
    }
}

fn rows<'a>(context: &'a Context<'a>) -> Rows<'a> {
    let Some(territory) = context.territory() else { return Rows::none() };
    let row = move |level: u32, state: &'static str, name: &'a str, source: Node, target: Node, amount: Quantity| {
        let values = vec![
            Value::from(&*territory.levels[level as usize].name),
            state.into(),
            family(name),
            format!("{}/yr", amount.dimension().base_unit()).into(),
            source.name(context).into(),
            target.name(context).into(),
            Value::real(amount.annual()),
            zone_id(context, source.zone()),
            zone_id(context, target.zone()),
        ];
        (amount.annual() > 0.0).then_some(Row { geometry: None, values })
    };
    let before = territory.balances.iter().flat_map(move |b| {
        [
            row(b.level, "before", &b.family, Node::Gives(b.zone), Node::Wasted, b.supply.stated),
            row(b.level, "before", &b.family, Node::Bought, Node::Needs(b.zone), b.demand.stated),
        ]
    });
    let moved = territory
        .exchanges
        .iter()
        .map(move |x| row(x.level, "after", &x.family, Node::Gives(x.from), Node::Needs(x.to), x.supplied));
    let after = territory.balances.iter().flat_map(move |b| {
        [
            row(b.level, "after", &b.family, Node::Gives(b.zone), Node::Wasted, b.supply.left),
            row(b.level, "after", &b.family, Node::Bought, Node::Needs(b.zone), b.demand.left),
        ]
    });
    Rows::of(before.chain(moved).chain(after).flatten(), |row| row)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::Sample;

    #[test]
    fn what_comes_in_goes_out() {
        let sample = Sample::new();
        let run = sample.run();
        let context = Context::new(&run);
        let sum = |state: &str, place: usize, node: &str| -> f64 {
            let of = |row: &Row<'_>| row.values[1] == Value::from(state) && row.values[place] == Value::from(node);
            let value = |row: Row<'_>| match row.values[6] {
                Value::Real(value) => value,
                ref other => panic!("{other:?}"),
            };
            rows(&context).iter().filter(of).map(value).sum()
        };
        assert_eq!(context.study().language, Language::En);
        for (state, wasted, bought) in [("before", 100.0, 120.3), ("after", 0.0, 20.3)] {
            assert_eq!((sum(state, 5, "wasted"), sum(state, 4, "bought elsewhere")), (wasted, bought));
        }
        assert_eq!(sum("after", 4, "Zone d'activités · gives"), 100.0);
    }
}
