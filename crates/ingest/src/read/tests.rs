//! What holds for all formats.

use super::*;

fn rows_of(input: &Input, wanted: &[&str]) -> (Result<Table, ReadError>, Vec<Row>) {
    let wanted: Vec<String> = wanted.iter().map(|w| (*w).to_owned()).collect();
    let mut rows = Vec::new();
    let table = read(input, &wanted, &mut |row| rows.push(row.clone()));
    (table, rows)
}

#[test]
fn each_format_has_a_name_extensions_and_a_sample_of_its_own() {
    let dir = tempfile::tempdir().unwrap();
    for (i, format) in FORMATS.iter().enumerate() {
        for other in &FORMATS[i + 1..] {
            assert_ne!(format.name(), other.name());
            assert!(format.extensions().iter().all(|e| !other.extensions().contains(e)), "{}", format.name());
        }
        let (name, bytes) = format.sample();
        // By its extension, and by its look.
        for name in [name, "sample"] {
            let path = dir.path().join(name);
            fs::write(&path, &bytes).unwrap();
            let input = Input::of(path);
            assert_eq!(choose(&input).unwrap().name(), format.name(), "{name}");
            let column = if format.name().contains("GDAL") { "Name" } else { "name" };
            let (table, rows) = rows_of(&input, &[column]);
            let table = table.unwrap();
            assert_eq!((table.rows, rows.len(), table.defects.len()), (1, 1, 0), "{name}");
            assert_eq!(rows[0].values, [Value::Text("Kiln".into())], "{name}");
        }
    }
}

#[test]
fn about_as_many_rows_as_there_are() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("t");
    let about = |text: String| {
        fs::write(&path, text).unwrap();
        rows_about(&Input::of(path.clone()))
    };
    let feature = r#"{"type":"Feature","properties":{"name":"Kiln"},"geometry":null}"#;
    for rows in [1, 20, 20_000] {
        for text in
            ["a;b\n".to_owned() + &"1;2\n".repeat(rows), format!("{{\"a\":[{}]}}", [feature].repeat(rows).join(","))]
        {
            let about = about(text).unwrap();
            assert!((rows..=rows * 5 / 4 + 1).contains(&about), "{about} of {rows}");
        }
    }
    assert_eq!(about("<kml></kml>".to_owned()), None);
    assert_eq!(rows_about(&Input::of(dir.path().join("none.csv"))), None);
}

#[test]
fn what_is_no_file_is_said() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("sites.geojson"), "{}").unwrap();
    for name in ["notes.md", "port.SHP", "port.dbf", "alone.dbf"] {
        fs::write(dir.path().join(name), "").unwrap();
    }
    let error = |path: PathBuf| rows_of(&Input::of(path), &[]).0.unwrap_err().to_string();
    let missing = error(dir.path().join("site.geojson"));
    assert!(missing.contains("no such file") && missing.contains("`sites.geojson`"), "{missing}");
    assert!(error(dir.path().join("else.shp")).contains("Check the path"));
    assert!(error(dir.path().join("notes.md").join("x.csv")).contains("no such file"));
    let folder = error(dir.path().to_path_buf());
    assert!(folder.contains("a folder") && folder.contains("`alone.dbf`, `port.SHP`, `sites.geojson`."), "{folder}");
    for name in ["e.geojson", "e.csv", "e.gpkg", "e.shp", "e"] {
        let path = dir.path().join(name);
        fs::write(&path, "").unwrap();
        assert!(error(path).contains("empty"), "{name}");
    }
}

#[test]
fn public_conformance_files_are_read_or_refused_in_words() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/conformance");
    if !root.exists() {
        println!("skipped: no {}", root.display());
        return;
    }
    let mut folders = vec![root.join("geojsonhint"), root.join("pyshp")];
    let mut tried = 0;
    while let Some(folder) = folders.pop() {
        let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                folders.push(path);
            } else if ["geojson", "shp", "dbf", "zip"].contains(&extension(&path).as_str()) {
                tried += 1;
                let input = Input::of(path);
                match rows_of(&input, &[]) {
                    (Ok(table), rows) => {
                        let bad = rows.iter().filter(|r| matches!(r.shape, Shape::Bad(_))).count();
                        println!(
                            "{}: {} rows, {bad} bad shapes, crs {:?}, {:?}",
                            input.shown,
                            table.rows,
                            table.crs.is_some(),
                            table.defects
                        );
                        assert_eq!(table.rows, rows.len() as u64);
                    }
                    (Err(e), _) => {
                        println!("{e}");
                        assert!(e.to_string().starts_with(&input.shown), "{e}");
                    }
                }
            }
        }
    }
    assert!(tried > 50, "only {tried} files");
}
