//! What one objective costs another, beside the layers: the points as `front.csv`, and their drawing as `front.svg`.

mod drawing;

use std::io;

use maillon_model::Language;

use crate::context::{Context, Front};
use crate::error::LayerError;
use crate::format::WrittenFile;
use crate::formats::csv::cause;
use crate::number::{significant, text};
use crate::target::Staging;

/// Every file a front may ever write: a new run takes the place of the last one's.
pub(crate) const FILES: [&str; 2] = ["front.csv", "front.svg"];

/// Digits of a point's values, as in `summary.json`.
const DIGITS: u8 = 9;

/// Writes the front, where the run has one that has points.
pub(crate) fn write(context: &Context, staging: &Staging) -> Result<Vec<WrittenFile>, LayerError> {
    let front = context.run.plan.as_ref().and_then(|plan| plan.front.as_ref());
    let Some((front, Ok(points))) = front.map(|front| (front, &front.points)) else { return Ok(Vec::new()) };
    let points: Vec<[f64; 2]> = points.iter().map(|point| point.map(|value| significant(value, DIGITS))).collect();
    let study = context.study();
    let bytes = [
        staging.write(FILES[0], |out| table(front, &points, out).map_err(cause))?,
        staging
            .write(FILES[1], |out| drawing::draw(front, &points, &study.name, study.language == Language::Fr, out))?,
    ];
    let rows = points.len() as u64;
    Ok(FILES.iter().zip(bytes).map(|(name, bytes)| WrittenFile { name: (*name).to_owned(), rows, bytes }).collect())
}

fn table(front: &Front, points: &[[f64; 2]], out: &mut dyn io::Write) -> ::csv::Result<()> {
    let mut csv = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(out);
    let [(first, first_unit), (second, second_unit)] = front.objectives;
    csv.write_record(["point", "first", "first_unit", "first_value", "second", "second_unit", "second_value"])?;
    for (nth, [a, b]) in (1..).zip(points) {
        let nth: usize = nth;
        csv.write_record([&nth.to_string(), first, first_unit, &text(*a), second, second_unit, &text(*b)])?;
    }
    Ok(csv.flush()?)
}
