//! Shapefiles that are broken in the ways that shapefiles are, made byte by byte: each is read, or refused, with a message that says
//! what was lost. ESRI Shapefile Technical Description, 1998; dBASE III.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fs;
use std::path::Path;

use maillon_ingest::{Knowledge, StudyFile, load};
use maillon_model::Study;

/// A Shapefile's three files.
#[derive(Clone)]
struct Files {
    shp: Vec<u8>,
    shx: Option<Vec<u8>>,
    dbf: Vec<u8>,
    cpg: Option<&'static str>,
}

/// A point; a polygon of one ring; nothing.
fn point(x: f64, y: f64) -> Vec<u8> {
    [&1_i32.to_le_bytes()[..], &x.to_le_bytes(), &y.to_le_bytes()].concat()
}

fn polygon(ring: &[(f64, f64)]) -> Vec<u8> {
    let (xs, ys) = (ring.iter().map(|p| p.0), ring.iter().map(|p| p.1));
    let least = |numbers: &mut dyn Iterator<Item = f64>| numbers.fold(f64::INFINITY, f64::min);
    let most = |numbers: &mut dyn Iterator<Item = f64>| numbers.fold(f64::NEG_INFINITY, f64::max);
    let bounds = [least(&mut xs.clone()), least(&mut ys.clone()), most(&mut xs.clone()), most(&mut ys.clone())];
    let mut bytes = 5_i32.to_le_bytes().to_vec();
    bytes.extend(bounds.iter().flat_map(|n| n.to_le_bytes()));
    bytes.extend([1_i32, ring.len() as i32, 0].iter().flat_map(|n| n.to_le_bytes()));
    bytes.extend(ring.iter().flat_map(|(x, y)| [x.to_le_bytes(), y.to_le_bytes()].concat()));
    bytes
}

const NULL: [u8; 4] = [0; 4];

fn header(kind: i32, bytes: usize) -> Vec<u8> {
    let mut header = 9994_i32.to_be_bytes().to_vec();
    header.extend([0; 20]);
    header.extend((bytes as i32 / 2).to_be_bytes());
    header.extend(1000_i32.to_le_bytes());
    header.extend(kind.to_le_bytes());
    header.extend([-180_f64, -90.0, 180.0, 90.0, 0.0, 0.0, 0.0, 0.0].iter().flat_map(|n| n.to_le_bytes()));
    header
}

/// A table of ids and names; a row that begins with `*` is deleted.
fn dbf(language: u8, rows: &[&[u8]]) -> Vec<u8> {
    let mut bytes = vec![3, 125, 1, 1];
    bytes.extend((rows.len() as u32).to_le_bytes());
    bytes.extend(97_u16.to_le_bytes());
    bytes.extend(25_u16.to_le_bytes());
    bytes.extend([0; 17]);
    bytes.extend([language, 0, 0]);
    for (name, width) in [("SITE_ID", 4), ("NAME", 20)] {
        let mut field = [0; 32];
        field[..name.len()].copy_from_slice(name.as_bytes());
        field[11] = b'C';
        field[16] = width;
        bytes.extend(field);
    }
    bytes.push(0x0D);
    for row in rows {
        let (mark, text) = row.strip_prefix(b"*").map_or((b' ', *row), |text| (b'*', text));
        bytes.push(mark);
        bytes.extend([text, &[b' '; 24]].concat().into_iter().take(24));
    }
    bytes.push(0x1A);
    bytes
}

impl Files {
    fn of(kind: i32, shapes: &[Vec<u8>], rows: &[&[u8]]) -> Self {
        let (mut shp, mut shx) = (Vec::new(), Vec::new());
        for (at, shape) in (1_i32..).zip(shapes) {
            shx.extend((50 + shp.len() as i32 / 2).to_be_bytes());
            shx.extend((shape.len() as i32 / 2).to_be_bytes());
            shp.extend(at.to_be_bytes());
            shp.extend((shape.len() as i32 / 2).to_be_bytes());
            shp.extend(shape);
        }
        let whole = |body: Vec<u8>| [header(kind, 100 + body.len()), body].concat();
        Self { shp: whole(shp), shx: Some(whole(shx)), dbf: dbf(0, rows), cpg: None }
    }

    fn points() -> Self {
        let shapes = [point(2.30, 51.01), point(2.31, 51.02), point(2.32, 51.03)];
        Self::of(1, &shapes, &[b"A   Alpha", b"B   Beta", b"C   Gamma"])
    }

    /// Makes one change.
    fn with(mut self, change: impl FnOnce(&mut Self)) -> Self {
        change(&mut self);
        self
    }

    fn write(&self, dir: &Path) {
        let write = |extension: &str, bytes: &[u8]| fs::write(dir.join(format!("s.{extension}")), bytes).unwrap();
        write("shp", &self.shp);
        write("dbf", &self.dbf);
        write("prj", br#"GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]"#);
        self.shx.iter().for_each(|bytes| write("shx", bytes));
        self.cpg.iter().for_each(|text| write("cpg", text.as_bytes()));
    }

    /// What becomes of it as a table of sites.
    fn read(&self) -> Result<Study, String> {
        let dir = tempfile::tempdir().unwrap();
        self.write(dir.path());
        let toml = "[sites]\npath = \"s.shp\"\nid = \"SITE_ID\"\nname = \"NAME\"\n";
        fs::write(dir.path().join("study.toml"), toml).unwrap();
        let file = StudyFile::read(dir.path()).unwrap();
        load(&file, dir.path(), &Knowledge::of(&file, dir.path()).unwrap(), &|_, _| {}).map_err(|e| e.to_string())
    }
}

fn ids(study: &Study) -> String {
    study.sites.iter().map(|site| site.id.as_str()).collect()
}

/// Each defect in a line.
fn said(study: &Study) -> String {
    study.issues.iter().map(|issue| format!("{} {}\n", issue.code, issue.message)).collect()
}

/// The sites that are read, and words that must be said; none where all is well.
#[track_caller]
fn reads(files: &Files, expected: &str, words: &[&str]) {
    let study = files.read().unwrap();
    let said = said(&study);
    assert_eq!(ids(&study), expected, "{said}");
    for word in words {
        assert!(said.contains(word), "no {word} in: {said}");
    }
    assert_eq!(said.is_empty(), words.is_empty(), "{said}");
}

/// What is refused, and why.
#[track_caller]
fn refuses(files: &Files, word: &str) {
    let why = files.read().map(|study| said(&study)).unwrap_err();
    assert!(why.starts_with("s.shp") && why.contains(word), "{why}");
}

#[test]
fn a_whole_one_is_read_in_silence() {
    reads(&Files::points(), "ABC", &[]);
    // The index may list the records in any order.
    let swapped = Files::points().with(|files| {
        let shx = files.shx.as_mut().unwrap();
        let (first, second) = (shx[100..108].to_vec(), shx[108..116].to_vec());
        shx[100..108].copy_from_slice(&second);
        shx[108..116].copy_from_slice(&first);
    });
    reads(&swapped, "ABC", &[]);
}

#[test]
fn deleted_rows_are_left_out_and_counted() {
    let files = Files::points().with(|files| files.dbf = dbf(0, &[b"A   Alpha", b"*B   Beta", b"C   Gamma"]));
    reads(&files, "AC", &["1 records are marked as deleted"]);
}

#[test]
fn tables_of_another_length_are_told() {
    let more = dbf(0, &[b"A", b"B", b"C", b"D", b"E"]);
    reads(&Files::points().with(|files| files.dbf = more), "ABC", &["2 records of its .dbf have no shape"]);
    let fewer = dbf(0, &[b"A", b"B"]);
    reads(&Files::points().with(|files| files.dbf = fewer), "AB", &["2 of the 3 records of its .shp were read"]);
    // A header that counts more than there is: nothing is lost.
    reads(&Files::points().with(|files| files.dbf[4] = 9), "ABC", &[]);
    reads(&Files::points().with(|files| files.dbf[4] = 2), "AB", &["2 of the 3 records of its .shp were read"]);
}

#[test]
fn an_index_that_is_missing_or_wrong_is_told() {
    refuses(&Files::points().with(|files| files.shx = None), "s.shx is missing");
    let short = Files::points().with(|files| {
        let shx = files.shx.as_mut().unwrap();
        shx.truncate(116);
        shx[24..28].copy_from_slice(&58_i32.to_be_bytes());
    });
    reads(&short, "AB", &["2 of the 3 records of its .shp were read"]);
    // Cut, its header being whole.
    let cut = Files::points().with(|files| files.shx.as_mut().unwrap().truncate(112));
    match cut.read() {
        Ok(study) => assert!(said(&study).contains("truncated-file"), "{}", said(&study)),
        Err(why) => assert!(why.contains("s.shp"), "{why}"),
    }
    // An entry that leads beyond the end.
    let astray = Files::points().with(|files| {
        files.shx.as_mut().unwrap()[108..112].copy_from_slice(&9_000_i32.to_be_bytes());
    });
    let study = astray.read().unwrap();
    assert!(ids(&study).contains('A') && said(&study).contains("bad-feature"), "{}", said(&study));
    refuses(&Files::points().with(|files| files.shx = Some(b"no index".to_vec())), "");
}

#[test]
fn records_of_wrong_length_are_told() {
    // Too long: the header of the second record claims the third too.
    let long = Files::points().with(|files| files.shp[132..136].copy_from_slice(&24_i32.to_be_bytes()));
    reads(&long, "ABC", &[]);
    for length in [0_i32, 1, -1, i32::MAX] {
        let wrong = Files::points().with(|files| {
            files.shp[132..136].copy_from_slice(&length.to_be_bytes());
            files.shx.as_mut().unwrap()[112..116].copy_from_slice(&length.to_be_bytes());
        });
        match wrong.read() {
            Ok(study) => assert!(
                ids(&study).contains('B') || said(&study).contains("error") || !said(&study).is_empty(),
                "{length}"
            ),
            Err(why) => assert!(why.starts_with("s.shp"), "{why}"),
        }
    }
}

#[test]
fn a_wrong_length_in_the_header_changes_nothing() {
    for length in [0_i32, 50, 1_000_000, -5] {
        let files = Files::points().with(|files| files.shp[24..28].copy_from_slice(&length.to_be_bytes()));
        match files.read() {
            Ok(study) if said(&study).is_empty() => assert_eq!(ids(&study), "ABC", "{length}"),
            Ok(_) => {}
            Err(why) => assert!(why.starts_with("s.shp"), "{why}"),
        }
    }
}

/// Whatever is cut off is told: no site goes without a word.
#[test]
fn cut_files_are_told() {
    let whole = Files::points();
    let tell = |files: Files, what: &str, at: usize| match files.read() {
        Ok(study) => {
            let said = said(&study);
            assert!(ids(&study) == "ABC" || !said.is_empty(), "{what} cut at {at}: {} in silence", ids(&study));
        }
        Err(why) => assert!(why.starts_with("s.shp"), "{what} cut at {at}: {why}"),
    };
    for at in 0..whole.shp.len() {
        tell(whole.clone().with(|files| files.shp.truncate(at)), "shp", at);
    }
    for at in 0..whole.dbf.len() {
        tell(whole.clone().with(|files| files.dbf.truncate(at)), "dbf", at);
    }
    let shx = whole.shx.clone().unwrap();
    for at in 0..shx.len() {
        tell(whole.clone().with(|files| files.shx = Some(shx[..at].to_vec())), "shx", at);
    }
}

#[test]
fn shapes_that_are_none_are_told() {
    let shapes = [point(2.3, 51.0), NULL.to_vec(), point(f64::NAN, 51.0), point(2.4, 51.0)];
    let files = Files::of(1, &shapes, &[b"A", b"B", b"C", b"D"]);
    let study = files.read().unwrap();
    assert_eq!(ids(&study), "AD", "{}", said(&study));
    assert_eq!(study.issues.len(), 2, "{}", said(&study));
    assert!(said(&study).contains("null-geometry"));
}

#[test]
fn a_ring_the_wrong_way_round_is_the_same_area() {
    let ring = [(2.0, 51.0), (2.0, 51.2), (2.4, 51.2), (2.4, 51.0), (2.0, 51.0)];
    let backwards: Vec<(f64, f64)> = ring.iter().rev().copied().collect();
    let read = |ring: &[(f64, f64)]| Files::of(5, &[polygon(ring)], &[b"A"]).read().unwrap();
    let (right, wrong) = (read(&ring), read(&backwards));
    assert_eq!(right.sites[0].position, wrong.sites[0].position);
    assert!(said(&wrong).is_empty(), "{}", said(&wrong));
}

#[test]
fn code_pages_nobody_knows_are_read_by_the_bytes() {
    let latin: &[u8] = b"A   \xc9cluse";
    let files = Files::of(1, &[point(2.3, 51.0)], &[latin]);
    let name = |files: &Files| files.read().unwrap().sites[0].name.as_deref().map(str::to_owned);
    let odd = files.clone().with(|files| files.dbf = dbf(0xFE, &[latin]));
    assert_eq!(name(&odd).as_deref(), Some("Écluse"));
    let lying = files.with(|files| files.cpg = Some("EBCDIC-9"));
    assert_eq!(name(&lying).as_deref(), Some("Écluse"));
    reads(&lying, "A", &["bad-encoding its .cpg says `EBCDIC-9`, which is no encoding"]);
}
