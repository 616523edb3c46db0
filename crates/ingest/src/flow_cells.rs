//! The cells of a flow's row to what they say, each with its issue where they say nothing of use.

use jiff::civil::Date;
use maillon_model::{
    Celsius, Details, Direction, FixedCost, Issue, IssueCode, Months, Origin, Percent, Price, Quality, Unit, Validity,
};

use crate::columns::text;
use crate::number::{self, Decimal, Number, NumberError};
use crate::read::Value;
use crate::sites::SiteDrafts;
use crate::study_file::FlowProperties;
use crate::words::{self, End};

/// One property of one row: the column, and what stands there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cell<'r> {
    pub field: &'r str,
    pub value: &'r Value,
}

/// A row of a flow table, by property.
pub(crate) type Cells<'r> = FlowProperties<Cell<'r>>;

/// How the texts of a file are to be read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Manner {
    pub decimal: Decimal,
    /// Nothing in the file told the decimal sign.
    pub decimal_guessed: bool,
}

/// What one row brought, as its issues are gathered.
pub(crate) struct RowIssues<'i> {
    pub origin: Origin,
    pub issues: &'i mut Vec<Issue>,
}

impl RowIssues<'_> {
    pub(crate) fn say(&mut self, code: IssueCode, cell: Cell<'_>, message: impl Into<String>) {
        let value = text(cell.value).unwrap_or_default();
        self.issues
            .push(Issue::new(code, self.origin.source, message).at(self.origin.feature).field(cell.field, value));
    }
}

pub(crate) fn find_site(cell: Cell<'_>, sites: &SiteDrafts, row: &mut RowIssues<'_>) -> Option<u32> {
    let Some(id) = text(cell.value) else {
        row.say(IssueCode::MissingSite, cell, "the flow names no site");
        return None;
    };
    let found = sites.find(&id);
    if found.is_none() {
        let near = match sites.near(&id) {
            Some(near) => format!("; did you mean \"{near}\"?"),
            None => String::new(),
        };
        row.say(IssueCode::UnknownSite, cell, format!("no site has the id \"{id}\"{near}"));
    }
    found
}

/// What a row of a flow table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RowKind {
    Flow(Direction),
    Processor,
}

pub(crate) fn read_direction(cell: Cell<'_>, row: &mut RowIssues<'_>) -> Option<RowKind> {
    let Some(word) = text(cell.value) else {
        row.say(IssueCode::MissingDirection, cell, "the row says neither supply nor demand nor process");
        return None;
    };
    let kind = match words::direction(&word) {
        None if words::is_process(&word) => Some(RowKind::Processor),
        direction => direction.map(RowKind::Flow),
    };
    if kind.is_none() {
        row.say(IssueCode::BadDirection, cell, format!("\"{word}\" is neither supply nor demand nor process"));
    }
    kind
}

/// Whether a row says nothing of what [`read_details`] reads, nor of a distance or a lot: so most do.
pub(crate) fn is_plain(cells: &Cells<'_>) -> bool {
    let details = [
        cells.temperature_c,
        cells.moisture_pct,
        cells.concentration_pct,
        cells.form,
        cells.hazardous,
        cells.months,
        cells.price,
        cells.max_distance_km,
        cells.min_lot,
        cells.fixed_cost,
        cells.known,
        cells.valid_from,
        cells.valid_to,
        cells.note,
        cells.confidential,
    ];
    details.iter().all(|cell| matches!(cell.value, Value::Null))
}

pub(crate) fn read_details(cells: &Cells<'_>, unit: Option<Unit>, manner: Manner, row: &mut RowIssues<'_>) -> Details {
    let temperature =
        read_number(cells.temperature_c, manner, row).and_then(|v| keep(Celsius::new(v), cells.temperature_c, row));
    let moisture =
        read_number(cells.moisture_pct, manner, row).and_then(|v| keep(Percent::new(v), cells.moisture_pct, row));
    let concentration = read_number(cells.concentration_pct, manner, row)
        .and_then(|v| keep(Percent::new(v), cells.concentration_pct, row));
    let price = read_price(cells, unit, manner, row);
    let fixed_cost = read_number(cells.fixed_cost, manner, row)
        .and_then(|euros| keep(FixedCost::euros_per_year(euros), cells.fixed_cost, row));
    Details {
        quality: Quality {
            temperature,
            moisture,
            concentration,
            form: text(cells.form.value).map(Into::into),
            hazardous: read_word(cells.hazardous, words::boolean, "true or false", row),
        },
        fixed_cost,
        min_lot: None, // counted as the amount is, which needs the resource
        months: read_months(cells.months, row),
        price,
        known: read_word(cells.known, words::knowledge, "measured, declared or modelled", row),
        validity: read_validity(cells, row),
        note: text(cells.note.value).map(Into::into),
        confidential: is_confidential(cells.confidential.field, cells.confidential.value, row),
    }
}

/// Euros for each base unit of what the row's unit counts.
pub(crate) fn read_price(
    cells: &Cells<'_>,
    unit: Option<Unit>,
    manner: Manner,
    row: &mut RowIssues<'_>,
) -> Option<Price> {
    let (euros, unit) = read_number(cells.price, manner, row).zip(unit)?;
    keep(Price::new(euros / unit.base_per_unit(), unit.dimension()), cells.price, row)
}

/// Whether a cell says that its row is not to be published. What cannot be read might.
pub(crate) fn is_confidential(field: &str, value: &Value, row: &mut RowIssues<'_>) -> bool {
    let stated = text(value).is_some_and(|word| !number::is_missing(&word));
    stated && read_word(Cell { field, value }, words::boolean, "true or false", row).unwrap_or(true)
}

fn read_months(cell: Cell<'_>, row: &mut RowIssues<'_>) -> Option<Months> {
    let words = text(cell.value)?;
    if number::is_missing(&words) {
        return None;
    }
    words::months(&words).map_err(|message| row.say(IssueCode::BadMonths, cell, message)).ok()
}

pub(crate) fn read_validity(cells: &Cells<'_>, row: &mut RowIssues<'_>) -> Validity {
    let mut day = |cell: Cell<'_>, end: End| -> Option<Date> {
        let word = text(cell.value).filter(|word| !number::is_missing(word))?;
        let day = words::date(&word, end);
        if day.is_none() {
            row.say(IssueCode::BadDate, cell, format!("\"{word}\" is not a date"));
        }
        day
    };
    let validity = Validity { from: day(cells.valid_from, End::First), to: day(cells.valid_to, End::Last) };
    if let Validity { from: Some(from), to: Some(to) } = validity
        && to < from
    {
        row.say(
            IssueCode::EndBeforeStart,
            cells.valid_to,
            format!("the flow ends on {to}, before it starts on {from}"),
        );
        return Validity::default();
    }
    validity
}

fn read_word<T>(cell: Cell<'_>, parse: fn(&str) -> Option<T>, words: &str, row: &mut RowIssues<'_>) -> Option<T> {
    let word = text(cell.value).filter(|word| !number::is_missing(word))?;
    let parsed = parse(&word);
    if parsed.is_none() {
        row.say(IssueCode::BadWord, cell, format!("\"{word}\" is not {words}"));
    }
    parsed
}

/// A number of a field beside the quantity; below a threshold counts as not known.
pub(crate) fn read_number(cell: Cell<'_>, manner: Manner, row: &mut RowIssues<'_>) -> Option<f64> {
    match to_number(cell.value, manner.decimal) {
        Ok(Number::Value(value)) => Some(value),
        Ok(Number::Missing | Number::Below(_)) => None,
        Err(error) => {
            row.say(IssueCode::BadNumber, cell, format!("{error}; {} is left unknown", cell.field));
            None
        }
    }
}

pub(crate) fn to_number(value: &Value, decimal: Decimal) -> Result<Number, NumberError> {
    match value {
        Value::Null => Ok(Number::Missing),
        Value::Int(i) => Ok(Number::Value(*i as f64)),
        Value::Real(r) if r.is_finite() => Ok(Number::Value(*r)),
        Value::Real(r) => Err(NumberError::NotFinite(r.to_string())),
        Value::Text(t) => number::parse(t, decimal),
        Value::Bool(b) => Err(NumberError::NotANumber(b.to_string())),
        Value::Json(j) => Err(NumberError::NotANumber(j.to_string())),
    }
}

pub(crate) fn keep<T, E: std::fmt::Display>(
    result: Result<T, E>,
    cell: Cell<'_>,
    row: &mut RowIssues<'_>,
) -> Option<T> {
    result.map_err(|error| row.say(IssueCode::OutOfRange, cell, error.to_string())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_row_says_how_much_of_what_and_no_more() {
        let (nothing, word) = (Value::Null, Value::text("x"));
        for told in FlowProperties::<()>::NAMES {
            let value = |field| if field == *told { &word } else { &nothing };
            let cells = FlowProperties::<()>::default().map(|field, ()| Cell { field, value: value(field) });
            let essential = ["id", "site", "direction", "resource", "treatment", "quantity", "unit"];
            assert_eq!(is_plain(&cells), essential.contains(told), "{told}");
        }
    }
}
