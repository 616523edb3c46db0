//! Each parser of ours, fed with bytes: for cargo-fuzz (`crates/ingest/fuzz`), and for the tests, which feed the kept corpora
//! and what a few mutations make of them. What holds is asserted here; what is only read must not panic.

use std::fs;
use std::path::Path;

use maillon_knowledge::Catalogue;
use maillon_model::Unit;

use crate::crs::Crs;
use crate::knowledge::Knowledge;
use crate::number::{self, Decimal};
use crate::read::{self, GeometryFrom, Input, Mending};
use crate::study_file::StudyFile;
use crate::words::{self, End};

/// The name of a corpus, and what eats it.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: &[Target] = &[
    ("codes", codes),
    ("crs", crs),
    ("csv", csv),
    ("dbf", dbf),
    ("flows", flows),
    ("geojson", geojson),
    ("geojson_flows", geojson_flows),
    ("numbers", numbers),
    ("ods", ods),
    ("shapefile", shapefile),
    ("study", study),
    ("topojson", topojson),
    ("units", units),
    ("wkb", wkb),
    ("wkt", wkt),
    ("words", words),
];

/// A code or a name of a resource.
pub fn codes(bytes: &[u8]) {
    if let Some(text) = text(bytes, 200) {
        let found = Catalogue::builtin().resolve(text);
        assert!(found.candidates.iter().all(|c| (0.0..=1.0).contains(&c.confidence.value())), "{text}");
    }
}

/// The name of a coordinate system.
pub fn crs(bytes: &[u8]) {
    if let Some(text) = text(bytes, 500) {
        let _ = Crs::parse(text);
    }
}

/// A table of places; its copy without corrections is the table.
pub fn csv(bytes: &[u8]) {
    as_file("t.csv", bytes, true);
}

/// A Shapefile's table, whose encoding we look for ourselves.
pub fn dbf(bytes: &[u8]) {
    as_file("t.dbf", bytes, false);
}

/// A table of flows at a known site, all the way to the study.
pub fn flows(bytes: &[u8]) {
    load(&[("sites.csv", b"site_id,lon,lat\nA,2.3,48.8\n"), ("flows.csv", bytes)], "[flows]\npath = \"flows.csv\"\n");
}

/// A collection; its copy without corrections is the collection.
pub fn geojson(bytes: &[u8]) {
    as_file("t.geojson", bytes, true);
}

/// Sites with nested flows, all the way to the study.
pub fn geojson_flows(bytes: &[u8]) {
    load(&[("sites.csv", bytes)], "");
}

/// A cell of numbers.
pub fn numbers(bytes: &[u8]) {
    let Some(text) = text(bytes, 200) else { return };
    for decimal in [Decimal::Point, Decimal::Comma] {
        if let Ok(number::Number::Value(value)) = number::parse(text, decimal) {
            assert!(value.is_finite(), "{text}");
        }
    }
    let _ = (number::split_unit(text), number::is_ambiguous(text), number::recognise([text]));
}

/// The content of an OpenDocument sheet.
pub fn ods(bytes: &[u8]) {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let written =
        archive.start_file("content.xml", stored).is_ok() && std::io::Write::write_all(&mut archive, bytes).is_ok();
    if let (true, Ok(file)) = (written, archive.finish()) {
        as_file("t.ods", &file.into_inner(), false);
    }
}

/// Shapes: the `.shp`, a length of two bytes before it, then the `.shx`; the table is one of ours.
pub fn shapefile(bytes: &[u8]) {
    let Some((length, rest)) = bytes.split_first_chunk::<2>() else { return };
    let (shp, shx) = rest.split_at(usize::from(u16::from_le_bytes(*length)).min(rest.len()));
    in_folder(&[("t.shp", shp), ("t.shx", shx), ("t.dbf", DBF)], &|folder| read_one(&folder.join("t.shp"), false));
}

/// A table of one record: a header of 32 bytes, one field of characters, the record.
const DBF: &[u8] = b"\x03\x7e\x01\x01\x01\0\0\0\x41\0\x0b\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\
    ID\0\0\0\0\0\0\0\0\0C\0\0\0\0\x0a\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x0d one       \x1a";

/// A study file.
pub fn study(bytes: &[u8]) {
    if let Some(text) = text(bytes, 4000) {
        in_folder(&[("study.toml", text.as_bytes())], &|folder| {
            let _ = StudyFile::read(&folder.join("study.toml"));
        });
    }
}

/// TopoJSON, which GDAL reads.
pub fn topojson(bytes: &[u8]) {
    as_file("t.topojson", bytes, false);
}

/// A unit.
pub fn units(bytes: &[u8]) {
    if let Some(unit) = text(bytes, 100).and_then(|text| text.parse::<Unit>().ok()) {
        assert!(unit.base_per_unit() > 0.0 && unit.base_per_unit().is_finite());
    }
}

/// A geometry as PostGIS hands it over.
pub fn wkb(bytes: &[u8]) {
    read::fuzzed_wkb(bytes);
}

/// A geometry as text.
pub fn wkt(bytes: &[u8]) {
    if let Some(text) = text(bytes, 1000) {
        read::fuzzed_wkt(text);
    }
}

/// Months, days and the small vocabularies.
pub fn words(bytes: &[u8]) {
    let Some(text) = text(bytes, 200) else { return };
    if let Ok(months) = words::months(text) {
        let sum: f32 = months.shares().iter().sum();
        assert!((sum - 1.0).abs() < 1e-4, "{text}");
    }
    if let (Some(first), Some(last)) = (words::date(text, End::First), words::date(text, End::Last)) {
        assert!(first <= last, "{text}");
    }
    let _ = (words::direction(text), words::boolean(text), words::knowledge(text));
}

fn text(bytes: &[u8], most: usize) -> Option<&str> {
    std::str::from_utf8(bytes).ok().filter(|text| text.len() <= most)
}

fn as_file(name: &str, bytes: &[u8], mends: bool) {
    in_folder(&[(name, bytes)], &|folder| read_one(&folder.join(name), mends));
}

fn read_one(path: &Path, mends: bool) {
    let input = Input {
        path: path.to_owned(),
        shown: "t".to_owned(),
        layer: None,
        encoding: None,
        delimiter: None,
        header: None,
        geometry: GeometryFrom::Auto,
    };
    let wanted = ["id", "name", "flows"].map(str::to_owned);
    let mut rows = 0;
    let table = read::read(&input, &wanted, &mut |row| {
        assert_eq!(row.values.len(), wanted.len());
        rows += 1;
    });
    if let Ok(table) = &table {
        assert_eq!(table.rows, rows);
    }
    if mends {
        let everything = Mending { swap: (1..50).collect(), repeated: (1..50).collect() };
        let copies = [Mending::default(), everything].map(|mending| read::mend(&input, &mending));
        if let (Ok(_), [Ok(Some(copy)), _]) = (&table, copies) {
            assert!(copy.changes.is_empty());
            // Bytes that are no text cannot come back.
            let whole = fs::read(path).unwrap_or_default();
            let plain = whole.iter().all(|byte| byte.is_ascii() && *byte != b'\r');
            assert!(!plain || copy.bytes == whole, "a copy without corrections differs");
        }
    }
}

fn load(files: &[(&str, &[u8])], more: &str) {
    let toml = format!("[sites]\npath = \"sites.csv\"\n{more}");
    in_folder(&[files, &[("study.toml", toml.as_bytes())]].concat(), &|folder| {
        let Ok(file) = StudyFile::read(folder) else { return };
        let Ok(knowledge) = Knowledge::of(&file, folder) else { return };
        if let Ok(study) = crate::load(&file, folder, &knowledge, &|_, _| {}) {
            assert!(study.flows.iter().all(|flow| (flow.site.0 as usize) < study.sites.len()));
            let _ = crate::mend(&file, folder, &study);
        }
    });
}

/// Files in a folder of their own; in memory, where the system has such a place.
fn in_folder(files: &[(&str, &[u8])], then: &dyn Fn(&Path)) {
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    let Ok(folder) = folder else { return };
    if files.iter().all(|(name, bytes)| fs::write(folder.path().join(name), bytes).is_ok()) {
        then(folder.path());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

    fn corpus(target: &str) -> Vec<(String, Vec<u8>)> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
        let entries = fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
        let mut files: Vec<_> = entries
            .map(|entry| {
                let path = entry.unwrap().path();
                (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(path).unwrap())
            })
            .collect();
        files.sort();
        files
    }

    /// One piece of a corpus with a few bytes changed, cut, doubled, or put together with another piece.
    fn mutated(pieces: &[(String, Vec<u8>)], seeds: &[(u32, u8)]) -> Vec<u8> {
        let at = |seed: u32, len: usize| seed as usize % len.max(1);
        let mut bytes = pieces[at(seeds[0].0, pieces.len())].1.clone();
        for (seed, byte) in &seeds[1..] {
            let here = at(*seed, bytes.len());
            match byte % 7 {
                0 => bytes.truncate(here),
                1 => bytes.extend_from_within(here..),
                2 => {
                    let other = &pieces[at(seed / 7, pieces.len())].1;
                    bytes.truncate(here);
                    bytes.extend(&other[at(seed / 3, other.len())..]);
                }
                3 if !bytes.is_empty() => drop(bytes.remove(here)),
                4 => bytes.insert(here, seed.to_le_bytes()[1]),
                5 if !bytes.is_empty() => bytes[here] ^= 1 << (seed % 8),
                _ if !bytes.is_empty() => bytes[here] = *byte,
                _ => {}
            }
            bytes.truncate(1 << 16);
        }
        bytes
    }

    /// `MAILLON_FUZZ=50000 cargo test -p maillon-ingest --lib fuzzing` tries as many for each target (`scripts/fuzz`).
    #[test]
    fn corpora_and_what_grows_from_them() {
        let cases = std::env::var("MAILLON_FUZZ").ok().and_then(|text| text.parse().ok()).unwrap_or(60);
        for (target, eat) in TARGETS {
            let pieces = corpus(target);
            assert!(!pieces.is_empty(), "{target} has no corpus");
            pieces.iter().for_each(|(_, bytes)| eat(bytes));
            let config = Config { cases, failure_persistence: None, ..Config::default() };
            let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
            let seeds = proptest::collection::vec((any::<u32>(), any::<u8>()), 2..12);
            let run = runner.run(&seeds, |seeds| {
                eat(&mutated(&pieces, &seeds));
                Ok(())
            });
            if let Err(TestError::Fail(why, seeds)) = run {
                let bytes = mutated(&pieces, &seeds);
                panic!("{target}: {why}: {:?}", String::from_utf8_lossy(&bytes));
            }
        }
    }

    use proptest::test_runner::TestError;

    #[test]
    fn each_target_has_its_program() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
        for (target, _) in TARGETS {
            let program = fs::read_to_string(folder.join(format!("fuzz_targets/{target}.rs"))).unwrap();
            assert!(program.contains(&format!("fuzzing::{target}")), "{target}");
            assert!(manifest.contains(&format!("name = \"{target}\"")), "{target}");
        }
    }
}
