//! Reading in one thread while the rows are used in another.

use std::panic::resume_unwind;
use std::sync::mpsc::{channel, sync_channel};
use std::thread;

use geo::CoordsIter;

use super::{Format, Input, ReadError, Row, Shape, Sink, Table, Value};

/// Bytes below which a file is read before a thread has started. No source: a few milliseconds of reading.
const SMALL: u64 = 1 << 20;

/// Rows that are handed over together, at most, and what they may weigh: coordinates, and characters of texts. No source: measured on
/// flows; the weight bounds what waits where rows are large.
const ROWS: usize = 512;
const WEIGHT: usize = 1 << 17;

/// Batches that may wait. One is read and one is used besides.
const AHEAD: usize = 2;

/// What the main thread has: nesting is bounded for that.
const STACK: usize = 8 << 20;

/// Whether a thread of its own is worth it.
pub(super) fn pays(input: &Input) -> bool {
    rayon::current_num_threads() > 1 && std::fs::metadata(&input.path).is_ok_and(|meta| meta.len() > SMALL)
}

/// As [`super::read`]: the same rows in the same order.
pub(super) fn read(format: &dyn Format, input: &Input, wanted: &[String], sink: Sink<'_>) -> Result<Table, ReadError> {
    thread::scope(|scope| {
        let (send, receive) = sync_channel::<Batch>(AHEAD);
        // Batches come back when they were used: their memory serves again.
        let (send_back, receive_back) = channel::<Batch>();
        let reading = move || {
            let mut batch = Batch::default();
            let table = format.read(input, wanted, &mut |row| {
                batch.push(row);
                if batch.rows.len() == ROWS || batch.weight >= WEIGHT {
                    let next = receive_back.try_recv().unwrap_or_default();
                    // It fails only where the other side has panicked.
                    let _ = send.send(std::mem::replace(&mut batch, next));
                }
            });
            let _ = send.send(batch);
            table
        };
        let Ok(reader) = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, reading) else {
            return format.read(input, wanted, sink);
        };
        let mut row = Row::new(0, Shape::NoGeometry, Vec::new());
        for mut batch in receive {
            batch.unpack(wanted.len(), &mut row, sink);
            // The reader may have ended.
            let _ = send_back.send(batch);
        }
        reader.join().unwrap_or_else(|panic| resume_unwind(panic))
    })
}

/// Rows without the columns that they lack: most of those wanted, and what passes from one core to another is dear.
#[derive(Default)]
struct Batch {
    /// Each with how many values it has.
    rows: Vec<(u64, Shape, usize)>,
    /// The column's place among those wanted, and the value; row by row.
    values: Vec<(usize, Value)>,
    weight: usize,
}

impl Batch {
    fn push(&mut self, row: &mut Row) {
        self.weight += weight(row);
        let before = self.values.len();
        row.take(|slot, value| self.values.push((slot, value)));
        let shape = std::mem::replace(&mut row.shape, Shape::Null);
        self.rows.push((row.feature, shape, self.values.len() - before));
    }

    /// Gives its rows, one after the other, in the place of `row`; and is empty.
    fn unpack(&mut self, wanted: usize, row: &mut Row, sink: Sink<'_>) {
        let mut values = self.values.drain(..);
        for (feature, shape, count) in self.rows.drain(..) {
            row.renew(feature, shape, wanted, values.by_ref().take(count));
            sink(row);
        }
        drop(values);
        self.weight = 0;
    }
}

fn weight(row: &Row) -> usize {
    let texts = row.values.iter().map(|value| match value {
        Value::Text(text) => text.len(),
        // An array of flows: it was text once, of a length that is not known any more.
        Value::Json(_) => WEIGHT / ROWS,
        _ => 0,
    });
    let coordinates = match &row.shape {
        Shape::Geometry(geometry) => geometry.coords_count(),
        _ => 0,
    };
    texts.sum::<usize>() + coordinates
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_are_those_of_a_plain_reading() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f.csv");
        let row = |i: usize| match i % 7 {
            0 => "x,y\n".to_owned(),
            1 => format!("{i},,\"{}\"\n", "long ".repeat(i)),
            _ => format!("{i},{},POINT({i} 2)\n", i * i),
        };
        std::fs::write(&path, "a,b,geom\n".to_owned() + &(0..3_000).map(row).collect::<String>()).unwrap();
        let input = Input::of(path);
        let wanted: Vec<String> = ["b", "absent", "a"].map(str::to_owned).to_vec();
        let format = super::super::choose(&input).unwrap();
        let (mut plain, mut other) = (Vec::new(), Vec::new());
        let table = format.read(&input, &wanted, &mut |row| plain.push(row.clone())).unwrap();
        assert_eq!(table, read(format, &input, &wanted, &mut |row| other.push(row.clone())).unwrap());
        assert!(plain.len() == 3_000 && !table.defects.is_empty());
        assert_eq!(plain, other);
    }

    #[test]
    fn what_ends_in_an_error_hands_over_what_came_before() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f.geojson");
        let feature = r#"{"type":"Feature","properties":{"a":1},"geometry":null},"#;
        std::fs::write(&path, r#"{"type":"FeatureCollection","features":["#.to_owned() + &feature.repeat(2_000))
            .unwrap();
        let (input, mut rows) = (Input::of(path), 0);
        let format = super::super::choose(&input).unwrap();
        let mut plain = 0;
        let (one, two) = (
            format.read(&input, &["a".to_owned()], &mut |_| plain += 1),
            read(format, &input, &["a".to_owned()], &mut |_| rows += 1),
        );
        assert_eq!(one.map_err(|e| e.to_string()), two.map_err(|e| e.to_string()));
        assert_eq!(rows, plain);
    }
}
