//! Bytes to text: which encoding, and a reader that decodes as it goes.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufRead, Read};
use std::path::Path;
use std::rc::Rc;

use encoding_rs::{CoderResult, Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::{Input, ReadError};

/// Bytes read at once.
const CHUNK: usize = 64 * 1024;

/// The encoding of a text file, and what speaks against what was declared.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Decision {
    pub encoding: &'static Encoding,
    pub refuted: Option<String>,
}

/// The encoding of that name, if it is one.
pub(super) fn named(name: &str) -> Option<&'static Encoding> {
    let tidy = name.trim().to_ascii_lowercase().replace([' ', '_'], "-");
    let tidy = match tidy.as_str() {
        "65001" | "cp65001" => "utf-8",
        "ansi" | "ansi-1252" | "1252" => "windows-1252",
        "utf-16" | "utf16" => "utf-16le",
        other => other,
    };
    Encoding::for_label(tidy.as_bytes())
}

/// How to read a text file: as its byte order mark says, else as declared, else as UTF-8 where its bytes are that,
/// else as windows-1252.
pub(super) fn decide(path: &Path, declared: Option<&'static Encoding>) -> io::Result<Decision> {
    let certain = |encoding| Ok(Decision { encoding, refuted: None });
    let mut file = File::open(path)?;
    let mut head = [0; 3];
    let got = read_full(&mut file, &mut head)?;
    if let Some((encoding, _)) = Encoding::for_bom(&head[..got]) {
        return certain(encoding);
    }
    match declared {
        Some(encoding) if encoding != UTF_8 => certain(encoding),
        _ if is_utf8(File::open(path)?)? => certain(UTF_8),
        declared => Ok(Decision {
            encoding: WINDOWS_1252,
            refuted: declared.map(|_| "declared UTF-8, but its bytes are not; it was read as windows-1252".to_owned()),
        }),
    }
}

/// The encoding a byte order mark gives away.
pub(super) fn mark(path: &Path) -> io::Result<Option<&'static Encoding>> {
    let mut head = [0; 3];
    let got = read_full(&mut File::open(path)?, &mut head)?;
    Ok(Encoding::for_bom(&head[..got])
        .map(|(encoding, _)| encoding)
        .filter(|e| [UTF_8, UTF_16LE, UTF_16BE].contains(e)))
}

/// Whether all bytes are UTF-8, in one pass of bounded memory.
fn is_utf8(mut file: File) -> io::Result<bool> {
    let mut buffer = vec![0; CHUNK];
    let mut held = 0;
    loop {
        let got = file.read(&mut buffer[held..])?;
        let bytes = &buffer[..held + got];
        let valid = match std::str::from_utf8(bytes) {
            Ok(_) => bytes.len(),
            // A character may be cut by the end of the chunk, not by the end of the file.
            Err(e) if e.error_len().is_none() && got > 0 => e.valid_up_to(),
            Err(_) => return Ok(false),
        };
        if got == 0 {
            return Ok(true);
        }
        held = bytes.len() - valid;
        buffer.copy_within(valid..valid + held, 0);
    }
}

/// Fills as much of `buffer` as there is.
pub(super) fn read_full(file: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut got = 0;
    while got < buffer.len() {
        match file.read(&mut buffer[got..])? {
            0 => break,
            n => got += n,
        }
    }
    Ok(got)
}

/// A file as text, and what it takes to write it back: its encoding, its mark and its ends of lines.
pub(super) struct Whole {
    /// Lines end in `\n` alone.
    pub text: String,
    encoding: &'static Encoding,
    marked: bool,
    returns: bool,
}

impl Whole {
    pub(super) fn read(path: &Path, encoding: &'static Encoding) -> io::Result<Self> {
        let bytes = std::fs::read(path)?;
        let mut text = String::new();
        Text::new(&bytes[..], encoding, false).read_to_string(&mut text)?;
        let marked = Encoding::for_bom(&bytes).is_some();
        let wide = encoding == UTF_16LE || encoding == UTF_16BE;
        let returns = if wide { bytes.contains(&b'\r') } else { bytes.windows(2).any(|pair| pair == b"\r\n") };
        Ok(Self { text, encoding, marked, returns })
    }

    /// The bytes of another text, written as this one was.
    pub(super) fn bytes(&self, text: &str) -> Vec<u8> {
        let ended = if self.returns { text.replace('\n', "\r\n") } else { text.to_owned() };
        let ended = if self.marked { format!("\u{feff}{ended}") } else { ended };
        if self.encoding == UTF_16LE {
            ended.encode_utf16().flat_map(u16::to_le_bytes).collect()
        } else if self.encoding == UTF_16BE {
            ended.encode_utf16().flat_map(u16::to_be_bytes).collect()
        } else {
            self.encoding.encode(&ended).0.into_owned()
        }
    }
}

/// Text that is not in its encoding.
#[derive(Debug, thiserror::Error)]
#[error("line {line} is not {encoding}")]
pub(super) struct NotText {
    pub line: u64,
    pub encoding: &'static str,
}

/// Bytes of one row or feature, which is held in memory. No source: more than the coast of a continent takes.
const LONGEST: u64 = 128 << 20;

/// A row or feature beyond [`LONGEST`].
#[derive(Debug, thiserror::Error)]
#[error("it is longer than {} MiB", LONGEST >> 20)]
struct TooLong {
    line: u64,
}

/// What may still be read of a row or feature.
#[derive(Debug, Clone)]
pub(super) struct Bound(Rc<Cell<u64>>);

impl Bound {
    /// Another row begins.
    #[inline]
    pub(super) fn renew(&self) {
        self.0.set(LONGEST);
    }
}

/// Why a text could not be read on.
pub(super) fn failed(input: &Input, error: io::Error) -> ReadError {
    let file = input.shown.clone();
    let inner = error.get_ref();
    match (inner.and_then(|e| e.downcast_ref::<NotText>()), inner.and_then(|e| e.downcast_ref::<TooLong>())) {
        (Some(e), _) => ReadError::NotText { file, line: e.line, encoding: e.encoding },
        (_, Some(e)) => ReadError::TooLong { file, line: e.line, mebibytes: LONGEST >> 20 },
        _ => input.io(error),
    }
}

/// Decodes a file to UTF-8 while it is read; a byte order mark is left out, and lines end in `\n` alone.
pub(super) struct Text<R> {
    source: R,
    decoder: Decoder,
    /// Whether bytes that are no text end in an error, rather than in a replacement character.
    strict: bool,
    raw: Vec<u8>,
    raw_at: usize,
    raw_end: usize,
    out: Vec<u8>,
    out_at: usize,
    out_end: usize,
    lines: u64,
    /// Whether the last character was a carriage return, given as a line feed.
    returned: bool,
    last: bool,
    ended: bool,
    bound: Option<Bound>,
}

impl<R: Read> Text<R> {
    pub(super) fn new(source: R, encoding: &'static Encoding, strict: bool) -> Self {
        Self {
            source,
            decoder: encoding.new_decoder_with_bom_removal(),
            strict,
            raw: vec![0; CHUNK],
            raw_at: 0,
            raw_end: 0,
            out: vec![0; CHUNK],
            out_at: 0,
            out_end: 0,
            lines: 0,
            returned: false,
            last: false,
            ended: false,
            bound: None,
        }
    }

    /// From here on no row or feature may be longer than [`LONGEST`]; who reads says where the next one begins.
    pub(super) fn bound(&mut self) -> Bound {
        self.bound.insert(Bound(Rc::new(Cell::new(LONGEST)))).clone()
    }

    /// Decodes until there is something to give, or nothing more.
    fn refill(&mut self) -> io::Result<()> {
        while self.out_at == self.out_end && !self.ended {
            if self.raw_at == self.raw_end && !self.last {
                self.raw_at = 0;
                self.raw_end = self.source.read(&mut self.raw)?;
                self.last = self.raw_end == 0;
            }
            let raw = &self.raw[self.raw_at..self.raw_end];
            let (input_empty, read, written) = if self.strict {
                let (result, read, written) =
                    self.decoder.decode_to_utf8_without_replacement(raw, &mut self.out, self.last);
                if matches!(result, DecoderResult::Malformed(..)) {
                    let line = self.lines + newlines(&self.out[..written]) + 1;
                    let error = NotText { line, encoding: self.decoder.encoding().name() };
                    return Err(io::Error::new(io::ErrorKind::InvalidData, error));
                }
                (result == DecoderResult::InputEmpty, read, written)
            } else {
                let (result, read, written, _) = self.decoder.decode_to_utf8(raw, &mut self.out, self.last);
                (result == CoderResult::InputEmpty, read, written)
            };
            self.raw_at += read;
            self.out_at = 0;
            self.out_end = self.unify(written);
            self.lines += newlines(&self.out[..self.out_end]);
            self.ended = self.last && input_empty;
            if let Some(Bound(left)) = &self.bound {
                let rest = left.get().checked_sub(self.out_end as u64);
                left.set(rest.ok_or_else(|| io::Error::other(TooLong { line: self.lines + 1 }))?);
            }
        }
        Ok(())
    }
}

impl<R> Text<R> {
    /// Makes one `\n` of each end of line among the first `written` bytes of the output; how many bytes are left.
    fn unify(&mut self, written: usize) -> usize {
        if !self.returned && !self.out[..written].contains(&b'\r') {
            return written;
        }
        let mut kept = 0;
        for at in 0..written {
            let byte = self.out[at];
            if !(byte == b'\n' && self.returned) {
                self.out[kept] = if byte == b'\r' { b'\n' } else { byte };
                kept += 1;
            }
            self.returned = byte == b'\r';
        }
        kept
    }
}

fn newlines(bytes: &[u8]) -> u64 {
    bytes.iter().map(|b| u64::from(*b == b'\n')).sum()
}

impl<R: Read> BufRead for Text<R> {
    #[inline]
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.out_at == self.out_end {
            self.refill()?;
        }
        Ok(&self.out[self.out_at..self.out_end])
    }

    #[inline]
    fn consume(&mut self, amount: usize) {
        self.out_at = (self.out_at + amount).min(self.out_end);
    }
}

impl<R: Read> Read for Text<R> {
    #[inline]
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let ready = self.fill_buf()?;
        let n = ready.len().min(buffer.len());
        // JSON is asked for byte by byte.
        if n == 1 {
            buffer[0] = ready[0];
        } else {
            buffer[..n].copy_from_slice(&ready[..n]);
        }
        self.consume(n);
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives at most seven bytes at a time, so that characters are cut.
    struct Drip<'b>(&'b [u8]);

    impl Read for Drip<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let n = buffer.len().min(7);
            self.0.read(&mut buffer[..n])
        }
    }

    fn decoded(bytes: &[u8], encoding: &'static Encoding) -> String {
        let mut text = String::new();
        Text::new(Drip(bytes), encoding, true).read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn decodes_across_cuts_and_drops_the_mark() {
        let words = "Zone d’activités — Écluse №5, Świnoujście 𝄞\n".repeat(50);
        let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(words.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(decoded(words.as_bytes(), UTF_8), words);
        assert_eq!(decoded(format!("\u{feff}{words}").as_bytes(), UTF_8), words);
        assert_eq!(decoded(&utf16, UTF_16LE), words);
        assert_eq!(decoded(b"\xc9cluse \x80", WINDOWS_1252), "Écluse €");
        assert_eq!(decoded(b"a\r\nbcdef\r\n\r\rg\n\n\r", UTF_8), "a\nbcdef\n\n\ng\n\n\n");
    }

    #[test]
    fn a_whole_text_is_written_back_to_the_byte() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("t.csv");
        let text = "nom;lieu\r\nÉcluse;1\r\n";
        let utf16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (bytes, encoding) in [
            (text.as_bytes().to_vec(), UTF_8),
            (format!("\u{feff}{text}").into_bytes(), UTF_8),
            (text.replace('\r', "").into_bytes(), UTF_8),
            (WINDOWS_1252.encode(text).0.into_owned(), WINDOWS_1252),
            (utf16, UTF_16LE),
        ] {
            std::fs::write(&path, &bytes).unwrap();
            let whole = Whole::read(&path, encoding).unwrap();
            assert_eq!(whole.text, text.replace('\r', ""));
            assert_eq!(whole.bytes(&whole.text), bytes, "{}", encoding.name());
        }
    }

    #[test]
    fn says_the_line_that_is_no_text() {
        let error =
            Text::new(Drip(b"one\ntwo\nthr\xe9e\n"), UTF_8, true).read_to_string(&mut String::new()).unwrap_err();
        let inner = error.into_inner().and_then(|e| e.downcast::<NotText>().ok()).unwrap();
        assert_eq!((inner.line, inner.encoding), (3, "UTF-8"));
        // A character cut by the end of the file.
        assert!(Text::new(&b"ab\xc3"[..], UTF_8, true).read_to_string(&mut String::new()).is_err());
    }

    #[test]
    fn decides_by_mark_then_declaration_then_bytes() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("t.csv");
        let long = format!("x{}", "é".repeat(CHUNK));
        let cases: &[(&[u8], Option<&'static Encoding>, &Encoding, bool)] = &[
            (b"plain", None, UTF_8, false),
            (long.as_bytes(), None, UTF_8, false),
            (b"caf\xe9", None, WINDOWS_1252, false),
            (b"caf\xe9", Some(UTF_8), WINDOWS_1252, true),
            (b"caf\xe9", Some(encoding_rs::ISO_8859_15), encoding_rs::ISO_8859_15, false),
            (b"\xff\xfea\0", Some(UTF_8), UTF_16LE, false),
            (b"\xef\xbb\xbfa", None, UTF_8, false),
            (b"a\xc3", None, WINDOWS_1252, false),
        ];
        for (bytes, declared, expected, refuted) in cases {
            std::fs::write(&path, bytes).unwrap();
            let decision = decide(&path, *declared).unwrap();
            assert_eq!(
                (decision.encoding, decision.refuted.is_some()),
                (*expected, *refuted),
                "{:?}",
                &bytes[..5.min(bytes.len())]
            );
        }
    }
}
