//! Where a table's rows are, when neither its format nor its headings' usual names tell.

use super::headings::{HEADINGS, holding, likeness, words};
use super::roles::{is_number, mostly};
use super::sample::Column;
use crate::frame;
use crate::read::{self, GeometryFrom};

/// The columns that tell the place, and why.
pub(super) fn find(columns: &[Column]) -> Option<(GeometryFrom, String)> {
    // Longer texts first: a polygon says more than the point beside it.
    let written = columns.iter().filter(|column| mostly(column, read::is_geometry));
    let length = |column: &&Column| column.texts().next().map_or(0, |text| text.len());
    if let Some(column) = written.max_by_key(length) {
        let why = "its cells are geometries written as text".to_owned();
        return Some((GeometryFrom::Wkt(column.name.clone()), why));
    }
    let pairs = columns.iter().filter(|column| mostly(column, |t| read::is_pair(t) && !is_number(t)));
    let phrases = HEADINGS.place.get("pair");
    let named = pairs.filter_map(|column| Some((likeness(&words(&column.name), phrases?)?, column)));
    let named = named.max_by(|a, b| a.0.0.total_cmp(&b.0.0)).filter(|((like, _), _)| *like > 0.6);
    let best = |role: &str| {
        let phrases = HEADINGS.place.get(role)?;
        let numbers = columns.iter().filter(|column| mostly(column, |t| is_number(t) || read::is_angle(t)));
        let ranked = numbers.filter_map(|column| Some((likeness(&words(&column.name), phrases)?, column)));
        ranked.max_by(|a, b| a.0.0.total_cmp(&b.0.0)).filter(|((like, _), _)| *like > 0.6)
    };
    let two = best("lon").zip(best("lat")).filter(|((_, lon), (_, lat))| lon.name != lat.name);
    if let Some((((_, lon_says), lon), ((_, lat_says), lat))) = two {
        let why = format!("the headings say \"{lon_says}\" and \"{lat_says}\"");
        return Some((GeometryFrom::LonLat { lon: lon.name.clone(), lat: lat.name.clone() }, why));
    }
    let ((_, says), column) = named?;
    Some((
        GeometryFrom::Wkt(column.name.clone()),
        format!("its heading says \"{says}\"; its cells are pairs of numbers"),
    ))
}

/// The coordinate system of numbers that are no degrees, and why; by the headings, else by where the numbers lie.
pub(super) fn system(columns: &[&str], coordinates: &[(f64, f64)]) -> Option<(String, String)> {
    let projected: Vec<(f64, f64)> =
        coordinates.iter().copied().filter(|(x, y)| x.abs() > 360.0 || y.abs() > 360.0).collect();
    if projected.len() * 2 <= coordinates.len() {
        return None;
    }
    // It may well stand in brackets.
    let open = |column: &str| words(&column.replace(['(', ')', '[', ']'], " "));
    let said = columns.iter().find_map(|column| Some((holding(&open(column), &HEADINGS.crs)?, *column)));
    if let Some(((code, phrase), column)) = said {
        return Some((code.to_owned(), format!("the heading \"{column}\" says \"{phrase}\"")));
    }
    let fits = |(code, _): &(&str, &str)| {
        projected.iter().filter(|(x, y)| frame::fits(*x, *y).iter().any(|f| f.0 == *code)).count()
    };
    let (x, y) = *projected.first()?;
    let candidates = frame::fits(x, y);
    let best = candidates.iter().rev().max_by_key(|candidate| fits(candidate))?;
    let others =
        candidates.iter().filter(|c| c.0 != best.0).map(|c| format!(", or {} ({})", c.0, c.1)).collect::<String>();
    Some((best.0.to_owned(), format!("CHECK: no file says it; the numbers lie where those of {} do{others}", best.1)))
}
