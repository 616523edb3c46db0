//! A corrected copy of a table: only the records that are corrected are written anew.

use csv::{ReaderBuilder, StringRecord, WriterBuilder};
use rustc_hash::FxHashMap;

use super::{Input, Locator, Mended, Mending, ReadError, Style, Whole, broken, line_of};
use crate::read::{Change, swapped};

pub(super) fn mend(input: &Input, style: &Style, whole: &Whole, mending: &Mending) -> Result<Mended, ReadError> {
    let start = if style.skipped { whole.text.find('\n').map_or(0, |at| at + 1) } else { 0 };
    let body = &whole.text[start..];
    let mut reader =
        ReaderBuilder::new().delimiter(style.delimiter).flexible(true).has_headers(false).from_reader(body.as_bytes());
    let mut record = StringRecord::new();
    for _ in 0..=style.before {
        reader.read_record(&mut record).map_err(|e| broken(input, e))?;
    }
    let columns: Vec<String> = record.iter().map(|name| name.trim().to_owned()).collect();
    let locator = Locator::find(&input.geometry, &columns).ok().flatten();
    let names: Vec<String> = locator.iter().flat_map(|locator| locator.columns().to_vec()).collect();
    let places: Vec<usize> = names.iter().filter_map(|name| columns.iter().position(|c| c == name)).collect();
    let repeats = repeats(input, style, body, mending)?;

    let mut text = whole.text[..start].to_owned();
    let mut kept = 0;
    let mut changes = Vec::new();
    loop {
        let before = reader.position().byte() as usize;
        if !reader.read_record(&mut record).map_err(|e| broken(input, e))? {
            break;
        }
        let end = (reader.position().byte() as usize).min(body.len());
        let feature = line_of(&record, reader.position(), style.skipped);
        let gone = repeats.contains_key(&feature);
        let corrected = if gone { None } else { correct(&record, feature, &places, &names, mending) };
        if !gone && corrected.is_none() {
            continue;
        }
        text.push_str(&body[kept..before]);
        kept = end;
        match corrected {
            Some((cells, change)) => {
                // Blank lines before the record stay.
                let blank = body[before..end].bytes().take_while(|b| *b == b'\n').count();
                text.push_str(&body[before..before + blank]);
                text.push_str(&line(&cells, style.delimiter));
                changes.push(change);
            }
            None => changes.push(Change {
                feature,
                field: String::new(),
                before: line(&record, style.delimiter).trim_end().to_owned(),
                after: format!("left out: it repeats line {}", repeats[&feature]),
            }),
        }
    }
    text.push_str(&body[kept..]);
    Ok(Mended { bytes: whole.bytes(&text), changes })
}

/// Rows that are to go, and the earlier one that each repeats.
fn repeats(input: &Input, style: &Style, body: &str, mending: &Mending) -> Result<FxHashMap<u64, u64>, ReadError> {
    if mending.repeated.is_empty() {
        return Ok(FxHashMap::default());
    }
    let mut reader =
        ReaderBuilder::new().delimiter(style.delimiter).flexible(true).has_headers(false).from_reader(body.as_bytes());
    let mut groups: FxHashMap<Vec<String>, Vec<u64>> = FxHashMap::default();
    let mut record = StringRecord::new();
    while reader.read_record(&mut record).map_err(|e| broken(input, e))? {
        let feature = line_of(&record, reader.position(), style.skipped);
        groups.entry(record.iter().map(str::to_owned).collect()).or_default().push(feature);
    }
    let mut gone = FxHashMap::default();
    for group in groups.into_values() {
        if group.iter().any(|feature| mending.repeated.contains(feature)) {
            gone.extend(group[1..].iter().map(|feature| (*feature, group[0])));
        }
    }
    Ok(gone)
}

/// The record with its coordinates in the other order, where that is asked and can be done.
fn correct(
    record: &StringRecord,
    feature: u64,
    places: &[usize],
    names: &[String],
    mending: &Mending,
) -> Option<(StringRecord, Change)> {
    if !mending.swap.contains(&feature) {
        return None;
    }
    let mut cells: Vec<String> = record.iter().map(str::to_owned).collect();
    let shown = |cells: &[String]| places.iter().map(|at| cells[*at].trim()).collect::<Vec<_>>().join(", ");
    if places.iter().any(|at| *at >= cells.len()) {
        return None;
    }
    let before = shown(&cells);
    match *places {
        [geometry] => cells[geometry] = swapped::text(&cells[geometry])?,
        [x, y] => {
            let degrees = |at: usize| cells[at].trim().replace(',', ".").parse().ok();
            swapped::degrees(degrees(x)?, degrees(y)?)?;
            cells.swap(x, y);
        }
        _ => return None,
    }
    let change = Change { feature, field: names.join(", "), before, after: shown(&cells) };
    Some((StringRecord::from(cells), change))
}

fn line(record: &StringRecord, delimiter: u8) -> String {
    let mut writer = WriterBuilder::new().delimiter(delimiter).flexible(true).from_writer(Vec::new());
    let written = writer.write_record(record).ok().and_then(|()| writer.into_inner().ok());
    String::from_utf8(written.unwrap_or_default()).unwrap_or_default()
}
