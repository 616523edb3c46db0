//! What a Shapefile leaves to be found out before GDAL opens it: its other parts, how many records each has, and the encoding of
//! its texts.

mod records;

use std::fs::{self, File};
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

use super::text::{named, read_full};
use super::{Input, ReadError};
pub(super) use records::Records;

/// The encoding of a Shapefile's texts, by a name GDAL knows, and what speaks against what the file declares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Encoding {
    pub name: String,
    pub refuted: Option<String>,
}

/// Checks that the parts are there, finds the encoding, and counts what there is to read.
pub(super) fn prepare(input: &Input) -> Result<(Encoding, Records), ReadError> {
    let parts = Parts::beside(&input.path).map_err(|e| input.io(e))?;
    let missing = |missing: &str, hint| {
        let stem = input.path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
        ReadError::MissingPart { file: input.shown.clone(), missing: format!("{stem}.{missing}"), hint }
    };
    let Some(dbf) = &parts.dbf else { return Err(missing("dbf", LOST_DBF)) };
    if parts.shp.is_some() && parts.shx.is_none() {
        return Err(missing("shx", LOST_SHX));
    }
    let bytes = look(dbf).map_err(|e| input.io(e))?;
    let shapes = parts.shp.as_deref().and_then(records::shapes);
    let records = Records { shapes, rows: bytes.rows, deleted: bytes.deleted };
    if let Some(declared) = &input.encoding {
        let unknown = || ReadError::UnknownEncoding { file: input.shown.clone(), name: declared.clone() };
        return Ok((Encoding { name: for_gdal(declared).ok_or_else(unknown)?, refuted: None }, records));
    }
    let claim = match &parts.cpg {
        Some(cpg) => {
            let text = fs::read(cpg).map_err(|e| input.io(e))?;
            let text = String::from_utf8_lossy(&text).trim().to_owned();
            Some((format!("its .cpg says `{text}`"), for_gdal(&text)))
        }
        None => language(bytes.language)
            .map(|name| ("its .dbf's language byte says otherwise".to_owned(), Some(name.to_owned()))),
    };
    Ok((decide(claim, bytes.texts), records))
}

const LOST_SHX: &str =
    "If it is lost: `ogrinfo --config SHAPE_RESTORE_SHX YES FILE.shp` rebuilds it, and so does QGIS.";
const LOST_DBF: &str = "It holds the attributes, ids included; nothing can rebuild it.";

/// The files that make a Shapefile, whatever the case of their extensions.
struct Parts {
    dbf: Option<PathBuf>,
    shx: Option<PathBuf>,
    cpg: Option<PathBuf>,
    /// None where there is only a table.
    shp: Option<PathBuf>,
}

impl Parts {
    fn beside(path: &Path) -> io::Result<Self> {
        let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let stem = path.file_stem().unwrap_or_default();
        let mut siblings: Vec<PathBuf> = fs::read_dir(folder)?.filter_map(|e| Some(e.ok()?.path())).collect();
        siblings.sort();
        let find = |extension: &str| {
            let same = |p: &&PathBuf| {
                p.file_stem() == Some(stem) && p.extension().is_some_and(|e| e.eq_ignore_ascii_case(extension))
            };
            siblings.iter().find(same).cloned()
        };
        Ok(Self { dbf: find("dbf"), shx: find("shx"), cpg: find("cpg"), shp: find("shp") })
    }
}

/// What the bytes of all texts are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Texts {
    Ascii,
    /// UTF-8 with characters beyond ASCII: such sequences do not come about by chance.
    Utf8,
    Other,
}

struct Look {
    language: u8,
    texts: Texts,
    /// Records that are there, deleted ones too.
    rows: u64,
    deleted: u64,
}

/// Goes through the text fields of a .dbf, a record at a time. A file that is cut short is left to GDAL to refuse.
fn look(dbf: &Path) -> io::Result<Look> {
    let mut file = BufReader::new(File::open(dbf)?);
    let mut header = [0; 32];
    read_full(&mut file, &mut header)?;
    let two = |at: usize| usize::from(u16::from_le_bytes([header[at], header[at + 1]]));
    let (header_length, record_length, language) = (two(8), two(10), header[29]);
    let mut fields = vec![0; header_length.saturating_sub(32)];
    let got = read_full(&mut file, &mut fields)?;
    let mut texts = Texts::Ascii;
    let mut spans = Vec::new();
    let mut at = 1; // after the deletion flag
    for field in fields[..got].chunks_exact(32).take_while(|f| f[0] != 0x0D) {
        let name = field[..11].split(|b| *b == 0).next().unwrap_or_default();
        texts = texts.and(name);
        if field[11] == b'C' {
            // Long texts borrow the byte of the decimals.
            spans.push(at..at + usize::from(field[16]) + 256 * usize::from(field[17]));
            at += 256 * usize::from(field[17]);
        }
        at += usize::from(field[16]);
    }
    let mut record = vec![0; record_length];
    let (mut rows, mut deleted) = (0, 0);
    let told = u64::from(u32::from_le_bytes([header[4], header[5], header[6], header[7]]));
    while record_length > 0 && rows < told && read_full(&mut file, &mut record)? == record_length {
        rows += 1;
        deleted += u64::from(record[0] == b'*');
        if texts != Texts::Other {
            texts = spans.iter().fold(texts, |texts, span| texts.and(record.get(span.clone()).unwrap_or_default()));
        }
    }
    Ok(Look { language, texts, rows, deleted })
}

impl Texts {
    /// With one more text. Its last character may have been cut to the width of the field.
    fn and(self, text: &[u8]) -> Self {
        match std::str::from_utf8(text) {
            _ if self == Self::Other => Self::Other,
            Ok(_) if text.is_ascii() => self,
            Ok(_) => Self::Utf8,
            Err(e) if e.error_len().is_none() && e.valid_up_to() > 0 => Self::Utf8,
            // The cut may be hidden by the blanks that fill the field.
            Err(_) => Self::Other,
        }
    }
}

/// The claim, unless the bytes speak against it.
fn decide(claim: Option<(String, Option<String>)>, texts: Texts) -> Encoding {
    let by_bytes = match texts {
        Texts::Ascii | Texts::Utf8 => "UTF-8",
        Texts::Other => "CP1252",
    };
    let refuted = match (&claim, texts) {
        (None, _) => None,
        (Some((who, None)), _) => Some(format!("{who}, which is no encoding")),
        (Some((who, Some(name))), Texts::Other) if name == "UTF-8" => Some(format!("{who}, but the bytes are not")),
        (Some((who, Some(name))), Texts::Utf8) if name != "UTF-8" => Some(format!("{who}, but the bytes are UTF-8")),
        (Some((_, Some(name))), _) => return Encoding { name: name.clone(), refuted: None },
    };
    let refuted = refuted
        .map(|why| format!("{why}; it was read as {}", if by_bytes == "UTF-8" { by_bytes } else { "windows-1252" }));
    Encoding { name: by_bytes.to_owned(), refuted }
}

/// The name by which GDAL knows an encoding that a .cpg or a person calls `text`.
fn for_gdal(text: &str) -> Option<String> {
    let upper = text.trim().to_ascii_uppercase();
    if let Some(byte) = upper.strip_prefix("LDID/") {
        return byte.parse().ok().and_then(language).map(str::to_owned);
    }
    let digits = upper
        .trim_start_matches("ANSI")
        .trim_start_matches("OEM")
        .trim_start_matches("CP")
        .trim_start_matches("WINDOWS");
    let digits = digits.trim_start_matches(['-', ' ', '_']);
    match digits.parse::<u32>() {
        Ok(65001) => return Some("UTF-8".to_owned()),
        Ok(part @ 88591..=88599) => return Some(format!("ISO-8859-{}", part - 88590)),
        Ok(part @ 885_910..=885_916) => return Some(format!("ISO-8859-{}", part - 885_900)),
        Ok(page @ (437 | 737 | 775 | 850..=869 | 874 | 932 | 936 | 949 | 950 | 1250..=1258)) => {
            return Some(format!("CP{page}"));
        }
        _ => {}
    }
    let name = named(text)?.name();
    Some(match name.strip_prefix("windows-") {
        // The Web reads ISO-8859-1 as windows-1252, of which it is a part.
        Some(page) => format!("CP{page}"),
        None => name.to_owned(),
    })
}

/// The encoding of a .dbf's language byte, by the table in GDAL's Shapefile documentation; 0 says nothing.
fn language(byte: u8) -> Option<&'static str> {
    Some(match byte {
        0x01 | 0x09 | 0x0B | 0x0D | 0x0F | 0x11 | 0x15 | 0x18 | 0x19 | 0x1B => "CP437",
        0x02 | 0x08 | 0x0A | 0x0E | 0x10 | 0x12 | 0x14 | 0x16 | 0x1A | 0x1D | 0x25 | 0x37 => "CP850",
        0x03 | 0x57 | 0x58 | 0x59 => "CP1252",
        0x13 | 0x7B => "CP932",
        0x1C | 0x6C => "CP863",
        0x1F | 0x22 | 0x23 | 0x40 | 0x64 | 0x87 => "CP852",
        0x24 => "CP860",
        0x26 | 0x65 => "CP866",
        0x4D | 0x7A => "CP936",
        0x4E | 0x79 => "CP949",
        0x4F | 0x78 => "CP950",
        0x50 | 0x7C => "CP874",
        0x66 => "CP865",
        0x67 => "CP861",
        0x6A => "CP737",
        0x6B | 0x88 => "CP857",
        0xC8 => "CP1250",
        0xC9 => "CP1251",
        0xCA => "CP1254",
        0xCB => "CP1253",
        0xCC => "CP1257",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A .dbf of one field of 20 bytes.
    fn dbf(language: u8, texts: &[&[u8]]) -> Vec<u8> {
        let mut bytes = vec![0; 32];
        bytes[0] = 3;
        bytes[4] = texts.len() as u8;
        bytes[8] = 65;
        bytes[10] = 21;
        bytes[29] = language;
        let mut field = [0; 32];
        field[..4].copy_from_slice(b"NAME");
        field[11] = b'C';
        field[16] = 20;
        bytes.extend(field);
        bytes.push(0x0D);
        for text in texts {
            let mut record = [b' '; 21];
            record[1..=text.len()].copy_from_slice(text);
            bytes.extend(record);
        }
        bytes.push(0x1A);
        bytes
    }

    fn prepared(language: u8, text: &[u8], cpg: Option<&str>, declared: Option<&str>) -> (String, bool) {
        let dir = tempfile::tempdir().unwrap();
        let path = |e: &str| dir.path().join(format!("a.{e}"));
        fs::write(path("SHP"), b"x").unwrap();
        fs::write(path("Shx"), b"x").unwrap();
        fs::write(path("DBF"), dbf(language, &[b"plain", text])).unwrap();
        if let Some(cpg) = cpg {
            fs::write(path("cpg"), cpg).unwrap();
        }
        let mut input = Input::of(path("SHP"));
        input.encoding = declared.map(str::to_owned);
        let (encoding, _) = prepare(&input).unwrap();
        (encoding.name, encoding.refuted.is_some())
    }

    #[test]
    fn encodings_by_cpg_then_language_then_bytes() {
        let (utf8, latin, plain) = ("Écluse".as_bytes(), &b"\xc9cluse"[..], &b"lock"[..]);
        let cases = [
            (0x57, utf8, Some("UTF-8"), None, "UTF-8", false),
            (0x57, latin, Some("UTF-8"), None, "CP1252", true),
            (0x00, latin, Some("ISO-8859-1"), None, "CP1252", false),
            (0x00, latin, Some("ANSI 1252\n"), None, "CP1252", false),
            (0x00, latin, Some("88592"), None, "ISO-8859-2", false),
            (0x00, utf8, Some("1252"), None, "UTF-8", true),
            (0x00, plain, Some("1252"), None, "CP1252", false),
            (0x00, latin, Some("nonsense"), None, "CP1252", true),
            (0x57, latin, None, None, "CP1252", false),
            (0x02, latin, None, None, "CP850", false),
            (0x57, utf8, None, None, "UTF-8", true),
            (0x00, utf8, None, None, "UTF-8", false),
            (0x00, latin, None, None, "CP1252", false),
            (0x00, plain, None, None, "UTF-8", false),
            (0x57, utf8, Some("UTF-8"), Some("cp850"), "CP850", false),
            (0x57, utf8, None, Some("latin1"), "CP1252", false),
        ];
        for (language, text, cpg, declared, name, refuted) in cases {
            let got = prepared(language, text, cpg, declared);
            assert_eq!(got, (name.to_owned(), refuted), "{language:#x} {text:?} {cpg:?} {declared:?}");
        }
    }

    #[test]
    fn missing_parts_are_named() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("port.shp");
        fs::write(&path, b"x").unwrap();
        let error = || prepare(&Input::of(path.clone())).unwrap_err().to_string();
        assert!(error().contains("port.dbf is missing"), "{}", error());
        fs::write(dir.path().join("port.dbf"), dbf(0, &[])).unwrap();
        assert!(error().contains("port.shx is missing") && error().contains("SHAPE_RESTORE_SHX"), "{}", error());
        fs::write(dir.path().join("port.shx"), b"x").unwrap();
        assert!(prepare(&Input::of(path)).is_ok());
    }

    #[test]
    fn a_mangled_table_does_not_panic() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.dbf");
        let whole = dbf(0x57, &[b"one", b"two"]);
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] = 0xFF;
            fs::write(&path, &bytes).unwrap();
            look(&path).unwrap();
            fs::write(&path, &whole[..at]).unwrap();
            look(&path).unwrap();
        }
    }
}
