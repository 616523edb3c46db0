use std::io::Write;

use super::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A workbook of these sheets; a cell that is a number is written as one.
pub(super) fn workbook(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let with_merges: Vec<_> = sheets.iter().map(|(name, rows)| (*name, *rows, "")).collect();
    merged_workbook(&with_merges)
}

fn merged_workbook(sheets: &[(&str, &[&[&str]], &str)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut put = |name: &str, text: &str| {
        archive.start_file(name, SimpleFileOptions::default()).unwrap();
        archive.write_all(format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>{text}").as_bytes()).unwrap();
    };
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const REL: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    put(
        "_rels/.rels",
        &format!(
            "<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"r\" Type=\"{REL}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        ),
    );
    put("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>");
    let (mut list, mut links) = (String::new(), String::new());
    for (at, (name, rows, merges)) in sheets.iter().enumerate() {
        list.push_str(&format!("<sheet name=\"{name}\" sheetId=\"{}\" r:id=\"r{at}\"/>", at + 1));
        links.push_str(&format!(
            "<Relationship Id=\"r{at}\" Type=\"{REL}/worksheet\" Target=\"worksheets/sheet{at}.xml\"/>"
        ));
        let mut body = String::new();
        for (row, cells) in rows.iter().enumerate() {
            body.push_str(&format!("<row r=\"{}\">", row + 1));
            for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                let place = format!("{}{}", (b'A' + column as u8) as char, row + 1);
                body.push_str(&match cell.parse::<f64>() {
                    Ok(number) => format!("<c r=\"{place}\"><v>{number}</v></c>"),
                    Err(_) => format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{cell}</t></is></c>"),
                });
            }
            body.push_str("</row>");
        }
        put(
            &format!("xl/worksheets/sheet{at}.xml"),
            &format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{body}</sheetData>{merges}</worksheet>"),
        );
    }
    put("xl/workbook.xml", &format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{REL}\"><sheets>{list}</sheets></workbook>"));
    put("xl/_rels/workbook.xml.rels", &format!("<Relationships xmlns=\"{PACKAGE}\">{links}</Relationships>"));
    archive.finish().unwrap().into_inner()
}

fn read(bytes: &[u8], wanted: &[&str], change: impl Fn(&mut Input)) -> (Result<Table, ReadError>, Vec<Row>) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("book.xlsx");
    std::fs::write(&path, bytes).unwrap();
    let mut input = Input::of(path);
    change(&mut input);
    let wanted: Vec<String> = wanted.iter().map(|w| (*w).to_owned()).collect();
    let mut rows = Vec::new();
    let table = crate::read::read(&input, &wanted, &mut |row| rows.push(row.clone()));
    (table, rows)
}

const INVENTORY: &[&[&str]] = &[
    &["Inventaire des flux"],
    &[],
    &["", "", "Flux sortants"],
    &["Site", "Flux", "Quantité (t/an)", "x", "y"],
    &["A", "boues", "1200", "2.3", "51"],
    &["", "cendres", "n.d.", "2.4", "51.1"],
    &[],
    &["B", "bois", "#N/A", "", ""],
];

#[test]
fn an_inventory_reads_as_its_users_see_it() {
    let bytes =
        merged_workbook(&[("Flux", INVENTORY, "<mergeCells count=\"1\"><mergeCell ref=\"A5:A6\"/></mergeCells>")]);
    let (table, rows) = read(&bytes, &["Site", "Quantité (t/an)"], |_| {});
    let table = table.unwrap();
    assert_eq!(table.columns, ["Site", "Flux", "Quantité (t/an)", "x", "y"]);
    let numbers: Vec<u64> = rows.iter().map(|row| row.feature).collect();
    assert_eq!(numbers, [5, 6, 8], "the rows' own numbers");
    // A cell merged downwards speaks for all its rows.
    let site = |at: usize| rows[at].values[0].clone();
    assert_eq!((site(0), site(1), site(2)), (Value::text("A"), Value::text("A"), Value::text("B")));
    assert_eq!(rows[0].values[1], Value::Int(1200));
    assert_eq!(rows[0].shape, Shape::Geometry(geo_types::Point::new(2.3, 51.0).into()));
    assert_eq!(rows[2].shape, Shape::Null);
}

#[test]
fn an_open_document_reads_alike() {
    let content = r#"<?xml version="1.0"?><office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x">
        <table:table table:name="Notes"/><table:table table:name="Flux">
        <table:table-row table:number-rows-repeated="3"><table:table-cell/></table:table-row>
        <table:table-row><table:table-cell office:value-type="string"><text:p>Site</text:p></table:table-cell>
          <table:table-cell office:value-type="string"><text:p>Quantit&#233; &amp;</text:p><text:p>unit</text:p>
            <office:annotation><text:p>a remark</text:p></office:annotation></table:table-cell>
          <table:table-cell office:value-type="string"><text:p>Depuis</text:p></table:table-cell></table:table-row>
        <table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="string"><text:p>A</text:p></table:table-cell>
          <table:table-cell office:value-type="float" office:value="1.5"><text:p>1,5</text:p></table:table-cell>
          <table:table-cell office:value-type="date" office:date-value="2019-12-31T00:00:00"><text:p>31/12/19</text:p></table:table-cell>
          <table:table-cell table:number-columns-repeated="16381"/></table:table-row>
        <table:table-row table:number-rows-repeated="1048569"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
        </table:table></office:document-content>"#;
    let book = |content: &str| {
        let mut archive = ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, text) in [("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content)] {
            archive.start_file(name, SimpleFileOptions::default()).unwrap();
            archive.write_all(text.as_bytes()).unwrap();
        }
        archive.finish().unwrap().into_inner()
    };
    let (table, rows) = read(&book(content), &["Site", "Quantité & unit", "Depuis"], |_| {});
    assert_eq!(table.unwrap().columns, ["Site", "Quantité & unit", "Depuis"]);
    let numbers: Vec<u64> = rows.iter().map(|row| row.feature).collect();
    assert_eq!(numbers, [5, 6]);
    assert_eq!(rows[0].values, [Value::text("A"), Value::Real(1.5), Value::text("2019-12-31")]);

    let huge = content.replace("rows-repeated=\"2\"", "rows-repeated=\"1000000000\"");
    let refusal = read(&book(&huge), &["Site"], |_| {}).0.unwrap_err().to_string();
    assert!(refusal.contains("more than"), "{refusal}");
    let laughs = content.replace("<text:p>A</text:p>", "<text:p>&lol9;</text:p>");
    let refusal = read(&book(&laughs), &["Site"], |_| {}).0.unwrap_err().to_string();
    assert!(refusal.contains("&lol9;"), "{refusal}");
}

#[test]
fn the_header_may_be_named() {
    let rows: &[&[&str]] = &[&["a", "b", "c"], &["x", "y", "z"], &["1", "2", "3"]];
    let (table, found) = read(&workbook(&[("S", rows)]), &["y"], |input| input.header = Some(2));
    assert_eq!(table.unwrap().columns, ["x", "y", "z"]);
    assert_eq!((found.len(), found[0].feature, found[0].values[0].clone()), (1, 3, Value::Int(2)));
    assert!(matches!(read(&workbook(&[("S", rows)]), &[], |i| i.header = Some(9)).0, Err(ReadError::NoLayer { .. })));
}

#[test]
fn a_sheet_is_chosen_or_asked_for() {
    let rows: &[&[&str]] = &[&["name"], &["Kiln"]];
    let two = workbook(&[("Sites", rows), ("Feuil2", &[]), ("Flux", rows)]);
    let (table, _) = read(&two, &[], |_| {});
    let Err(ReadError::ChooseLayer { layers, .. }) = table else { panic!("{table:?}") };
    assert_eq!(layers, ["Sites", "Flux"], "empty sheets are none");
    assert_eq!(read(&two, &["name"], |i| i.layer = Some("Flux".into())).0.unwrap().layer.as_deref(), Some("Flux"));
    assert!(matches!(read(&two, &[], |i| i.layer = Some("No".into())).0, Err(ReadError::NoSuchLayer { .. })));
    assert!(read(&workbook(&[("Feuil1", &[]), ("Flux", rows)]), &[], |_| {}).0.is_ok());
}

#[test]
fn a_far_corner_costs_nothing() {
    let far = "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData>";
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(workbook(&[("S", &[&["name"], &["Kiln"]])]))).unwrap();
    let mut mended = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).unwrap();
        let name = entry.name().unwrap().into_owned();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut entry, &mut text).unwrap();
        mended.start_file(name, SimpleFileOptions::default()).unwrap();
        mended.write_all(text.replace("</sheetData>", far).as_bytes()).unwrap();
    }
    let (table, rows) = read(&mended.finish().unwrap().into_inner(), &["name"], |_| {});
    assert_eq!((table.unwrap().rows, rows[1].feature), (2, 1_048_576));
}

#[test]
fn what_is_no_workbook_is_said() {
    let whole = workbook(&[("S", &[&["name"], &["Kiln"]])]);
    for end in (1..whole.len()).step_by(37) {
        let (table, _) = read(&whole[..end], &["name"], |_| {});
        assert!(matches!(table, Err(ReadError::NotSheet { .. })), "{end}: {table:?}");
    }
    for at in (0..whole.len()).step_by(5) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0xff;
        let _ = read(&bytes, &["name"], |_| {});
    }
}

#[test]
fn a_bomb_is_refused_before_it_goes_off() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("bomb.zip");
    let mut archive = ZipWriter::new(File::create(&path).unwrap());
    archive.start_file("xl/sharedStrings.xml", SimpleFileOptions::default()).unwrap();
    archive.write_all(&vec![b' '; 1 << 20]).unwrap();
    archive.finish().unwrap();
    assert!(std::fs::metadata(&path).unwrap().len() < 1 << 13);
    assert!(unpack::refuse_bomb(&path, 1 << 20).is_ok());
    let error = unpack::refuse_bomb(&path, (1 << 20) - 1).unwrap_err();
    assert!(error.to_string().contains("more than"), "{error}");
}
