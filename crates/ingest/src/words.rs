//! The small vocabularies of a flow table, as people write them in English and French.

use jiff::civil::Date;
use maillon_model::{Direction, Knowledge, Months};

/// Text in lower case, without accents or outer spaces: how words are compared.
pub(crate) fn fold(text: &str) -> String {
    folded(text).collect()
}

/// The same, character by character.
pub(crate) fn folded(text: &str) -> impl Iterator<Item = char> {
    text.trim().chars().flat_map(char::to_lowercase).map(|c| match c {
        'à' | 'â' | 'ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' => 'i',
        'ô' | 'ö' => 'o',
        'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        other => other,
    })
}

pub(crate) fn direction(text: &str) -> Option<Direction> {
    // Nearly all are written so.
    match text {
        "supply" => return Some(Direction::Supply),
        "demand" => return Some(Direction::Demand),
        _ => {}
    }
    Some(match fold(text).as_str() {
        "supply" | "out" | "output" | "offer" | "offre" | "sortant" | "sortie" | "source" => Direction::Supply,
        "demand" | "in" | "input" | "need" | "besoin" | "demande" | "entrant" | "entree" | "sink" => Direction::Demand,
        _ => return None,
    })
}

/// Whether a row of that direction is a processor's.
pub(crate) fn is_process(text: &str) -> bool {
    matches!(
        fold(text).as_str(),
        "process" | "processor" | "processing" | "treat" | "treatment" | "traitement" | "transformation" | "traite"
    )
}

pub(crate) fn knowledge(text: &str) -> Option<Knowledge> {
    Some(match fold(text).as_str() {
        "measured" | "mesure" | "mesuree" => Knowledge::Measured,
        "declared" | "declare" | "declaree" | "reported" => Knowledge::Declared,
        "modelled" | "modeled" | "modelise" | "modelisee" | "estimated" | "estime" | "estimee" => Knowledge::Modelled,
        _ => return None,
    })
}

pub(crate) fn boolean(text: &str) -> Option<bool> {
    Some(match fold(text).as_str() {
        "true" | "yes" | "y" | "1" | "oui" | "o" | "vrai" | "x" => true,
        "false" | "no" | "n" | "0" | "non" | "faux" => false,
        _ => return None,
    })
}

/// Which end of a period a date without month or day stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    First,
    Last,
}

/// `2019-12-31`, `31/12/2019` (day first), `2019-12`, `2019`; a time of day after the date is dropped.
pub(crate) fn date(text: &str, end: End) -> Option<Date> {
    let text = text.trim().split(['T', ' ']).next()?;
    let number = |part: &str| part.parse::<i16>().ok();
    let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
    let (year, month, day) = match parts[..] {
        [year] if year.len() == 4 => (number(year)?, None, None),
        [year, month] if year.len() == 4 => (number(year)?, Some(number(month)?), None),
        [year, month, day] if year.len() == 4 => (number(year)?, Some(number(month)?), Some(number(day)?)),
        [day, month, year] if year.len() == 4 => (number(year)?, Some(number(month)?), Some(number(day)?)),
        _ => return None,
    };
    let month = i8::try_from(month.unwrap_or(if end == End::First { 1 } else { 12 })).ok()?;
    match (day, end) {
        (Some(day), _) => Date::new(year, month, i8::try_from(day).ok()?).ok(),
        (None, End::First) => Date::new(year, month, 1).ok(),
        (None, End::Last) => Some(Date::new(year, month, 1).ok()?.last_of_month()),
    }
}

/// A day as people write it: `2019-12-31`, `31/12/2019`, or the first day of `2019-12` and of `2019`.
pub fn day(text: &str) -> Option<Date> {
    date(text, End::First)
}

/// Twelve numbers, or a range of months such as `4-9`, `oct-mar`, `juin-août`.
pub(crate) fn months(text: &str) -> Result<Months, String> {
    let text = text.trim().trim_matches(['[', ']']);
    let parts: Vec<&str> = text.split([' ', ';', '|', ',', '\t']).filter(|p| !p.is_empty()).collect();
    if let [range] = parts[..] {
        let (first, last) = range.split_once(['-', '–']).unwrap_or((range, range));
        let (Some(first), Some(last)) = (month(first), month(last)) else {
            return Err(format!("\"{text}\" is neither 12 numbers nor a range of months"));
        };
        let inside = |m: usize| if first <= last { (first..=last).contains(&m) } else { m >= first || m <= last };
        let weights: Vec<f64> = (0..12).map(|m| f64::from(u8::from(inside(m)))).collect();
        return Months::new(&weights).map_err(|e| e.to_string());
    }
    let numbers: Result<Vec<f64>, _> = parts.iter().map(|p| p.trim_end_matches('%').parse::<f64>()).collect();
    let numbers = numbers.map_err(|_| format!("\"{text}\" is neither 12 numbers nor a range of months"))?;
    Months::new(&numbers).map_err(|e| e.to_string())
}

/// A month from 0 by its number or the beginning of its name.
fn month(text: &str) -> Option<usize> {
    const NAMES: [[&str; 2]; 12] = [
        ["jan", "jan"],
        ["feb", "fev"],
        ["mar", "mar"],
        ["apr", "avr"],
        ["may", "mai"],
        ["jun", "juin"],
        ["jul", "juil"],
        ["aug", "aou"],
        ["sep", "sep"],
        ["oct", "oct"],
        ["nov", "nov"],
        ["dec", "dec"],
    ];
    let text = fold(text);
    match text.parse::<usize>() {
        Ok(number) => (1..=12).contains(&number).then(|| number - 1),
        Err(_) => NAMES.iter().position(|names| names.iter().any(|name| text.starts_with(name))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_two_languages() {
        assert_eq!(direction(" Entrée "), Some(Direction::Demand));
        assert_eq!(direction("OFFRE"), Some(Direction::Supply));
        assert!(is_process(" Traitement") && is_process("PROCESS") && !is_process("offre"));
        assert_eq!(direction("sideways"), None);
        assert_eq!(knowledge("Estimé"), Some(Knowledge::Modelled));
        assert_eq!(boolean("Oui"), Some(true));
    }

    #[test]
    fn dates_with_and_without_their_day() {
        let shown = |text, end| date(text, end).map(|d| d.to_string());
        assert_eq!(shown("2019", End::First).as_deref(), Some("2019-01-01"));
        assert_eq!(shown("2019", End::Last).as_deref(), Some("2019-12-31"));
        assert_eq!(shown("2020-02", End::Last).as_deref(), Some("2020-02-29"));
        assert_eq!(shown("31/12/2019", End::First).as_deref(), Some("2019-12-31"));
        assert_eq!(shown("2019-12-31T00:00:00Z", End::First).as_deref(), Some("2019-12-31"));
        for bad in ["", "2019-13", "2019-02-30", "12/31/2019", "hier", "19"] {
            assert_eq!(shown(bad, End::First), None, "{bad}");
        }
    }

    #[test]
    fn months_as_numbers_ranges_and_names() {
        let shares = |text| months(text).unwrap().shares();
        assert_eq!(shares("4-9"), shares("0 0 0 1 1 1 1 1 1 0 0 0"));
        assert_eq!(shares("oct-mars"), shares("10-3"));
        assert_eq!(shares("juin-août"), shares("Jun-Aug"));
        assert_eq!(shares("[1,1,1,1,1,1,1,1,1,1,1,1]")[3], 1.0 / 12.0);
        assert!(months("1 2 3 4 5 6 7 8 9 10 11").unwrap_err().contains("11 numbers"));
        assert!(months("summer").is_err());
        assert!(months("0-13").is_err());
    }
}
