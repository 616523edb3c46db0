//! The three ways a file holds flows: a row each, a column each (wide), or an array inside each site.

use maillon_model::{Issue, IssueCode, Language, Origin};

use crate::columns::{Role, Wanted};
use crate::error::IngestError;
use crate::flow_cells::{Cell, Cells, Manner};
use crate::flows::FlowDrafts;
use crate::number::{self, Decimal};
use crate::read::{Row, Table, Value};
use crate::sites::SiteDrafts;
use crate::study_file::{FlowProperties, FlowWords, FlowsInput, SitesInput, Word};

/// Rows looked at before a file's decimal sign is settled.
const SAMPLE: usize = 1000;

/// Turns rows into flows.
pub(crate) struct FlowRows<'a> {
    input: &'a FlowsInput,
    roles: FlowProperties<Role>,
    defaults: FlowProperties<Value>,
    wide: Vec<Wide>,
    nested: Role,
    declared: Option<Decimal>,
    fallback: Decimal,
    manner: Option<Manner>,
    /// Rows that wait for the file's decimal sign.
    waiting: Vec<(Row, Option<u32>, Origin)>,
    any_nested: bool,
}

/// A column of quantities and the flow it stands for.
struct Wide {
    quantity: Role,
    values: FlowProperties<Value>,
}

pub(crate) fn constants(words: &FlowWords) -> FlowProperties<Value> {
    words.as_ref().map(|_, word| word.as_ref().map_or(Value::Null, |Word(text)| Value::text(text)))
}

/// The usual columns that say what is not to be published.
pub(crate) const CONFIDENTIAL: &[&str] = &["confidential", "confidentiel"];

/// The columns a property is looked for in, where the study names none.
fn usual(property: &str) -> Vec<&str> {
    match property {
        "id" => vec!["flow_id"],
        "site" => vec!["site_id"],
        "price" => vec!["price_eur_per_unit"],
        "treatment" => vec!["treatment", "traitement"],
        "confidential" => CONFIDENTIAL.to_vec(),
        "fixed_cost" => vec!["fixed_cost_eur_per_year"],
        other => vec![other],
    }
}

impl<'a> FlowRows<'a> {
    /// Of flows in a table of their own, or in that of `sites`.
    pub(crate) fn new(
        wanted: &mut Wanted,
        input: &'a FlowsInput,
        sites: Option<&SitesInput>,
        language: Language,
    ) -> Self {
        let roles = input.columns.as_ref().map(|key, declared| {
            Role::new(wanted, key, declared.as_ref().map(|Word(name)| name.as_str()), &usual(key))
        });
        let wide = input
            .wide
            .iter()
            .map(|column| Wide {
                quantity: Role::new(wanted, "column", Some(&column.column), &[]),
                values: constants(&column.values),
            })
            .collect();
        let keys = match sites {
            Some(sites) if input.file.path.as_os_str().is_empty() => &sites.file,
            _ => &input.file,
        };
        let nested = sites.and_then(|sites| sites.flows.as_deref());
        let delimiter = keys.delimiter;
        Self {
            input,
            roles,
            defaults: constants(&input.default.values),
            wide,
            nested: Role::new(wanted, "flows", nested, &["flows"]),
            declared: keys.decimal.map(|sign| if sign == ',' { Decimal::Comma } else { Decimal::Point }),
            fallback: if language == Language::Fr || delimiter == Some(';') { Decimal::Comma } else { Decimal::Point },
            manner: None,
            waiting: Vec::new(),
            any_nested: false,
        }
    }

    /// Whether a row of the sites file is also a flow, so that several rows may speak of one site.
    pub(crate) fn holds_flow(&self, row: &Row) -> bool {
        let telling = [&self.roles.direction, &self.roles.resource, &self.roles.quantity, &self.roles.id];
        self.wide.is_empty() && telling.iter().any(|role| *role.cell(row).1 != Value::Null)
    }

    /// Takes a row of the sites file, whose site is known.
    pub(crate) fn add_of_site(
        &mut self,
        row: &Row,
        site: u32,
        origin: Origin,
        sites: &SiteDrafts,
        flows: &mut FlowDrafts<'_>,
        issues: &mut Vec<Issue>,
    ) {
        let (field, nested) = self.nested.cell(row);
        if *nested != Value::Null {
            self.any_nested = true;
            self.add_nested(Cell { field, value: nested }, site, sites, origin, flows, issues);
        }
        if !self.wide.is_empty() || self.holds_flow(row) {
            self.add(row, Some(site), origin, sites, flows, issues);
        }
    }

    /// Takes a row of flows; `site` where the caller knows whose it is.
    pub(crate) fn add(
        &mut self,
        row: &Row,
        site: Option<u32>,
        origin: Origin,
        sites: &SiteDrafts,
        flows: &mut FlowDrafts<'_>,
        issues: &mut Vec<Issue>,
    ) {
        match self.manner {
            Some(manner) => self.add_row(row, site, origin, manner, sites, flows, issues),
            None => {
                self.waiting.push((row.clone(), site, origin));
                if self.waiting.len() >= SAMPLE {
                    self.flush(sites, flows, issues);
                }
            }
        }
    }

    /// Settles the decimal sign from the rows that wait, and reads them.
    pub(crate) fn flush(&mut self, sites: &SiteDrafts, flows: &mut FlowDrafts<'_>, issues: &mut Vec<Issue>) {
        let waiting = std::mem::take(&mut self.waiting);
        let manner = *self.manner.get_or_insert_with(|| {
            let roles = &self.roles;
            let numeric = [
                &roles.quantity,
                &roles.temperature_c,
                &roles.moisture_pct,
                &roles.concentration_pct,
                &roles.price,
                &roles.max_distance_km,
                &roles.min_lot,
                &roles.fixed_cost,
            ];
            let cells = numeric.into_iter().chain(self.wide.iter().map(|wide| &wide.quantity)).flat_map(|role| {
                waiting.iter().filter_map(|(row, _, _)| match role.cell(row).1 {
                    Value::Text(text) => Some(text.as_str()),
                    _ => None,
                })
            });
            let told = self.declared.or_else(|| number::recognise(cells));
            Manner { decimal: told.unwrap_or(self.fallback), decimal_guessed: told.is_none() }
        });
        for (row, site, origin) in waiting {
            self.add_row(&row, site, origin, manner, sites, flows, issues);
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one row on its way from the file to the drafts")]
    fn add_row(
        &self,
        row: &Row,
        site: Option<u32>,
        origin: Origin,
        manner: Manner,
        sites: &SiteDrafts,
        flows: &mut FlowDrafts<'_>,
        issues: &mut Vec<Issue>,
    ) {
        if self.wide.is_empty() {
            let cells = self.roles.as_ref().zip(self.defaults.as_ref()).map(|_, (role, default)| {
                let (field, value) = role.cell(row);
                Cell { field, value: if *value == Value::Null { default } else { value } }
            });
            return flows.add(&cells, site, sites, manner, origin, issues);
        }
        for wide in &self.wide {
            let (field, quantity) = wide.quantity.cell(row);
            if *quantity == Value::Null {
                continue;
            }
            let sources = self.roles.as_ref().zip(self.defaults.as_ref()).zip(wide.values.as_ref());
            let mut cells: Cells<'_> = sources.map(|_, ((role, default), own)| {
                let (field, value) = role.cell(row);
                let value = [own, value, default].into_iter().find(|v| **v != Value::Null).unwrap_or(&Value::Null);
                Cell { field, value }
            });
            cells.quantity = Cell { field, value: quantity };
            cells.id.value = &Value::Null; // one id cannot serve a row's several flows
            flows.add(&cells, site, sites, manner, origin, issues);
        }
    }

    fn add_nested(
        &self,
        cell: Cell<'_>,
        site: u32,
        sites: &SiteDrafts,
        origin: Origin,
        flows: &mut FlowDrafts<'_>,
        issues: &mut Vec<Issue>,
    ) {
        // GDAL hands nested arrays over as their text.
        let parsed;
        let array = match cell.value {
            Value::Json(array) => Some(&**array),
            Value::Text(text) => {
                parsed = serde_json::from_str(text).ok();
                parsed.as_ref()
            }
            _ => None,
        };
        let Some(entries) = array.and_then(|array| array.as_array()) else {
            let message = format!("`{}` is not an array of flows", cell.field);
            issues.push(Issue::new(IssueCode::BadFeature, origin.source, message).at(origin.feature));
            return;
        };
        let manner =
            Manner { decimal: self.declared.unwrap_or(Decimal::Point), decimal_guessed: self.declared.is_none() };
        for (nth, entry) in entries.iter().enumerate() {
            let Some(entry) = entry.as_object() else {
                let message = format!("`{}`[{nth}] is not an object", cell.field);
                issues.push(Issue::new(IssueCode::BadFeature, origin.source, message).at(origin.feature));
                continue;
            };
            let names = self.input.columns.as_ref().map(|key, declared| match declared {
                Some(Word(name)) => (name.as_str(), entry.get(name)),
                None => {
                    let names = usual(key);
                    let found = names.iter().find_map(|name| entry.get(*name));
                    (names[0], found.or_else(|| if key == "id" { entry.get("id") } else { None }))
                }
            });
            let values = names.as_ref().map(|_, (_, value)| value.map_or(Value::Null, from_json));
            let sources = names.zip(values.as_ref()).zip(self.defaults.as_ref());
            let cells = sources.map(|_, (((field, _), value), default)| Cell {
                field,
                value: if *value == Value::Null { default } else { value },
            });
            flows.add(&cells, Some(site), sites, manner, origin, issues);
        }
    }

    /// Refuses a flows file that lacks a column the study names, or one that every flow needs.
    pub(crate) fn check(&self, file: &str, table: &Table) -> Result<(), IngestError> {
        self.check_declared(file, table)?;
        if self.defaults.site == Value::Null {
            self.roles.site.require(file, &table.columns, "flows", "flow's site")?;
        }
        self.check_without_site(file, table)
    }

    /// Refuses a file that lacks a column which every flow needs, whoever's it is.
    pub(crate) fn check_without_site(&self, file: &str, table: &Table) -> Result<(), IngestError> {
        let needs = [
            (&self.roles.direction, &self.defaults.direction, "flow's direction", self.wide.is_empty()),
            (&self.roles.resource, &self.defaults.resource, "flow's resource", self.wide.is_empty()),
        ];
        for (role, default, what, needed) in needs {
            if needed && *default == Value::Null {
                role.require(file, &table.columns, "flows", what)?;
            }
        }
        Ok(())
    }

    /// As [`FlowRows::check`] for flows in the sites file, which may well have none.
    pub(crate) fn check_in_sites(&self, file: &str, table: &Table) -> Result<(), IngestError> {
        if self.any_nested || table.rows == 0 { Ok(()) } else { self.check_declared(file, table) }
    }

    fn check_declared(&self, file: &str, table: &Table) -> Result<(), IngestError> {
        let mut result = Ok(());
        let mut check = |role: &Role| {
            if result.is_ok() {
                result = role.check(file, &table.columns);
            }
        };
        self.roles.as_ref().map(|_, role| check(role));
        self.wide.iter().for_each(|wide| check(&wide.quantity));
        result
    }
}

fn from_json(value: &serde_json::Value) -> Value {
    match value {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(b) => Value::Bool(*b),
        serde_json::Value::Number(n) => match (n.as_i64(), n.as_f64()) {
            (Some(i), _) => Value::Int(i),
            (None, Some(r)) => Value::Real(r),
            (None, None) => Value::Text(n.to_string().into()),
        },
        serde_json::Value::String(s) => Value::text(s),
        other => Value::Json(Box::new(other.clone())),
    }
}
