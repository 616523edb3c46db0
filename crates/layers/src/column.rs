//! Columns: what a layer says of each of its rows.

use maillon_model::{IdKind, Language, Study};

use crate::context::Context;
use crate::number::{rounded, significant};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A site's id, typed like the user's own.
    SiteId,
    /// A flow's id, likewise.
    FlowId,
    /// A zone's id, likewise.
    ZoneId,
    /// Any text.
    Text,
    /// A whole number.
    Integer,
    /// A number with so many decimals.
    Real(u8),
    /// A number with nine significant digits: amounts run from grams to gigatonnes.
    Amount,
    /// A number with all its digits: sums of such add up.
    Exact,
    /// An amount, which a plan tells: a run without a plan has no such column.
    Planned,
}

/// One column, or a family of them where the name holds `<criterion>`, `<unit>` or `<family>`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    /// snake_case, carrying its unit.
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// Empty where there is none.
    pub(crate) unit: &'static str,
    /// English alias.
    pub(crate) en: &'static str,
    /// French alias.
    pub(crate) fr: &'static str,
    /// What it means, in English.
    pub(crate) about: &'static str,
}

/// A column of this run's layer: a family of columns has one per criterion, dimension or resource family.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    /// What it means, in English.
    pub(crate) about: &'static str,
    en: String,
    fr: String,
}

impl Field {
    /// What forms and tables call it.
    pub(crate) fn alias(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::Fr => &self.fr,
        }
    }

    /// Whether it holds whole numbers.
    pub(crate) fn whole(&self, study: &Study) -> bool {
        let ids = match self.kind {
            Kind::Integer => return true,
            Kind::SiteId => study.site_ids,
            Kind::FlowId => study.flow_ids,
            Kind::ZoneId => study.zone_ids,
            Kind::Text | Kind::Real(_) | Kind::Amount | Kind::Exact | Kind::Planned => return false,
        };
        ids == IdKind::Integer
    }

    /// Whether it holds numbers that are not whole.
    pub(crate) fn real(&self) -> bool {
        matches!(self.kind, Kind::Real(_) | Kind::Amount | Kind::Exact | Kind::Planned)
    }

    /// The number to its column's digits.
    pub(crate) fn digits(&self, number: f64) -> f64 {
        match self.kind {
            Kind::Real(decimals) => rounded(number, decimals),
            Kind::Exact => number,
            _ => significant(number, 9),
        }
    }
}

/// What a column stands once for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    Layer,
    Criterion,
    Dimension,
    Family,
    /// A resource family in one dimension.
    Balance,
}

impl Column {
    fn scope(&self) -> Scope {
        match (self.name.contains("<family>"), self.name.contains("<unit>")) {
            (true, true) => Scope::Balance,
            (true, false) => Scope::Family,
            (false, true) => Scope::Dimension,
            (false, false) if self.name.contains("<criterion>") => Scope::Criterion,
            (false, false) => Scope::Layer,
        }
    }

    fn field(&self, placeholders: &[(&str, &str)]) -> Field {
        let fill =
            |text: &str| placeholders.iter().fold(text.to_owned(), |text, (word, value)| text.replace(word, value));
        let spoken = |text: &str| {
            placeholders
                .iter()
                .fold(text.to_owned(), |text, (word, value)| text.replace(word, &value.replace('_', " ")))
        };
        let (en, fr) = (spoken(self.en), spoken(self.fr));
        Field { name: fill(self.name).to_lowercase(), kind: self.kind, about: self.about, en, fr }
    }
}

/// The fields of this run's layer. Neighbours of one family stay together: all columns of the first criterion, unit
/// or resource family, then all of the second.
pub(crate) fn fields(columns: &[Column], context: &Context) -> Vec<Field> {
    let mut fields = Vec::new();
    for group in columns.chunk_by(|a, b| a.scope() == b.scope()) {
        let told = |c: &&Column| c.kind != Kind::Planned || context.run.plan.is_some();
        let mut add =
            |placeholders: &[(&str, &str)]| fields.extend(group.iter().filter(told).map(|c| c.field(placeholders)));
        match group[0].scope() {
            Scope::Layer => add(&[]),
            Scope::Criterion => context.criteria().iter().for_each(|name| add(&[("<criterion>", name)])),
            Scope::Dimension => context.dimensions.iter().for_each(|d| add(&[("<unit>", d.base_unit())])),
            Scope::Family => context.zones.families.iter().for_each(|name| add(&[("<family>", name)])),
            Scope::Balance => {
                for (family, dimension) in &context.zones.balances {
                    add(&[("<family>", &context.zones.families[*family]), ("<unit>", dimension.base_unit())]);
                }
            }
        }
    }
    fields
}
