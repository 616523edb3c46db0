//! How many people work at a site: a number, or a range of statistics (`10 à 19`).

use maillon_model::{IssueCode, SizeClass};

use crate::columns::text;
use crate::flow_cells::{Cell, RowIssues};
use crate::number::{self, Decimal, Number};
use crate::read::Value;

/// The people of a cell; of a range its lower end, where both ends are of one class of size, which is all that is asked of it.
pub(crate) fn read_staff(field: &str, value: &Value, row: &mut RowIssues<'_>) -> Option<u32> {
    let word = text(value)?;
    match parse(&word) {
        Ok(staff) => staff,
        Err(why) => {
            row.say(
                IssueCode::BadNumber,
                Cell { field, value },
                format!("\"{word}\" {why}; the site counts as one of unknown size"),
            );
            None
        }
    }
}

fn parse(word: &str) -> Result<Option<u32>, &'static str> {
    const NO_NUMBER: &str = "is no number of people";
    let whole = |text: &str| match number::parse(text, Decimal::Comma) {
        Ok(Number::Missing) => Ok(None),
        Ok(Number::Below(Some(below))) if below >= 1.0 => one_class(0, people(below - 1.0)?).map(Some),
        Ok(Number::Value(value)) => people(value).map(Some),
        _ => Err(NO_NUMBER),
    };
    // Whole posts are fractions; statistics give ranges.
    fn people(value: f64) -> Result<u32, &'static str> {
        if (0.0..=f64::from(u32::MAX)).contains(&value) { Ok(value.floor() as u32) } else { Err(NO_NUMBER) }
    }
    fn one_class(low: u32, high: u32) -> Result<u32, &'static str> {
        let same = low <= high && SizeClass::of(low) == SizeClass::of(high);
        if same { Ok(low) } else { Err("holds firms of several classes of size") }
    }
    let word =
        word.trim().trim_end_matches("salariés").trim_end_matches("salaries").trim_end_matches("employees").trim();
    let ends = [" à ", " a ", " to ", "–", "-"].into_iter().find_map(|sign| word.split_once(sign));
    match ends.map(|(low, high)| (whole(low), whole(high))) {
        Some((Ok(Some(low)), Ok(Some(high)))) => one_class(low, high).map(Some),
        _ => whole(word),
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn numbers_ranges_and_what_is_neither() {
        let read = |word| parse(word);
        assert_eq!(read("1 250"), Ok(Some(1250)));
        assert_eq!(read("12,5"), Ok(Some(12)));
        assert_eq!(read("10 à 19 salariés"), Ok(Some(10)));
        assert_eq!(read("20-49"), Ok(Some(20)));
        assert_eq!(read("< 10"), Ok(Some(0)));
        assert_eq!((read("n.d."), read("-"), read("")), (Ok(None), Ok(None), Ok(None)));
        for bad in ["-3", "many", "5-60", "< 50", "19-10"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
