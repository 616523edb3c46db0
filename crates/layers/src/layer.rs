//! The layers of a run: one file in `layers/` and one line here each.

use crate::column::{Column, Field, fields};
use crate::context::{About, Context};
use crate::layers;
use crate::qgis::Look;
use crate::row::{GeometryKind, Value};
use crate::rows::Rows;

/// A table with a place on the map.
#[derive(Debug)]
pub(crate) struct Layer {
    /// snake_case; the name of its file or table.
    pub(crate) name: &'static str,
    /// What it holds, in English.
    pub(crate) about: &'static str,
    /// Runs that it belongs to.
    pub(crate) subject: About,
    pub(crate) geometry: GeometryKind,
    pub(crate) columns: &'static [Column],
    /// Formats it is written in, asked or not.
    pub(crate) always: &'static [&'static str],
    /// How QGIS shows it.
    pub(crate) look: &'static Look,
    pub(crate) rows: for<'a> fn(&'a Context<'a>) -> Rows<'a>,
}

/// Every layer, in the order people read them.
pub(crate) const LAYERS: &[&Layer] = &[
    &layers::synergies::LAYER,
    &layers::pairs::LAYER,
    &layers::sites::LAYER,
    &layers::flows::LAYER,
    &layers::zones::LAYER,
    &layers::unmatched::LAYER,
    &layers::unserved::LAYER,
    &layers::issues::LAYER,
    &layers::balances::LAYER,
    &layers::substance_balances::LAYER,
    &layers::zone_exchanges::LAYER,
    &layers::sankey::LAYER,
    &layers::demand_risks::LAYER,
    &layers::critical_sites::LAYER,
    &layers::critical_links::LAYER,
    &layers::attack_curves::LAYER,
    &layers::gains::LAYER,
    &layers::zone_gains::LAYER,
    &layers::supply_areas::LAYER,
    &layers::supply_reach::LAYER,
    &layers::supply_shares::LAYER,
    &layers::indicators::LAYER,
    &layers::pools::LAYER,
    &layers::pool_members::LAYER,
    &layers::pool_rounds::LAYER,
    &layers::differences::LAYER,
    &layers::affected::LAYER,
    &layers::closures::LAYER,
    &layers::chains::LAYER,
    &layers::processors::LAYER,
    &layers::missing_processors::LAYER,
    &layers::siting::LAYER,
];

/// A layer of one run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Table<'a> {
    pub(crate) layer: &'static Layer,
    pub(crate) context: &'a Context<'a>,
}

impl<'a> Table<'a> {
    pub(crate) fn fields(&self) -> Vec<Field> {
        fields(self.layer.columns, self.context)
    }

    /// Its rows, each number to its column's digits.
    pub(crate) fn batches(&self) -> Rows<'a> {
        let fields = self.fields();
        (self.layer.rows)(self.context).each(move |row| {
            for (field, value) in fields.iter().zip(&mut row.values) {
                if let Value::Real(number) = value {
                    *number = field.digits(*number);
                }
            }
        })
    }

    /// The same, if there are any.
    pub(crate) fn filled(&self) -> Option<Rows<'a>> {
        self.batches().from(|_| true)
    }

    /// The same, if any has a place.
    pub(crate) fn placed(&self) -> Option<Rows<'a>> {
        let rows = Some(self.batches()).filter(|_| self.layer.geometry != GeometryKind::None);
        rows.and_then(|rows| rows.from(|row| row.geometry.is_some()))
    }

    /// The same one after the other.
    #[cfg(test)]
    pub(crate) fn rows(&self) -> impl Iterator<Item = crate::row::Row<'a>> + 'a {
        self.batches().iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::Sample;

    fn snake(name: &str) -> bool {
        name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    }

    #[test]
    fn each_layer_keeps_its_word() {
        let sample = Sample::new();
        let runs = sample.runs();
        let mut names: Vec<&str> = LAYERS.iter().map(|layer| layer.name).collect();
        for layer in LAYERS {
            assert!(snake(layer.name) && !layer.about.is_empty(), "{}", layer.name);
            for column in layer.columns {
                assert!(
                    !column.en.is_empty() && !column.fr.is_empty() && column.about.ends_with('.'),
                    "{}.{} needs an alias in English and French, and a sentence",
                    layer.name,
                    column.name
                );
            }
            let run = runs.iter().find(|run| run.subject.about() == layer.subject).unwrap();
            let context = Context::new(run);
            let table = Table { layer, context: &context };
            let fields = table.fields();
            for (i, field) in fields.iter().enumerate() {
                assert!(snake(&field.name), "{}.{}", layer.name, field.name);
                assert!(fields[..i].iter().all(|f| f.name != field.name), "{}.{} twice", layer.name, field.name);
            }
            let mut rows = 0;
            for row in table.rows() {
                assert_eq!(row.values.len(), fields.len(), "{}: one value per field", layer.name);
                rows += 1;
            }
            assert!(rows > 0, "the sample has no row for {}", layer.name);
        }
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), LAYERS.len());
    }
}
