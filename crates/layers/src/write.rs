//! All of a run's files, or none.

use std::ffi::OsStr;
use std::io::{self, Write};
use std::panic::resume_unwind;
use std::path::PathBuf;
use std::thread::ScopedJoinHandle;

use maillon_model::{Grouped, Matches, Study};

use crate::context::{About, Context, Run, Subject};
use crate::error::LayerError;
use crate::format::{FORMATS, Format, WrittenFile, format_names};
use crate::front;
use crate::layer::{LAYERS, Layer, Table};
use crate::previous::Previous;
use crate::summary;
use crate::target::{REGISTRY, Staging, check};

/// Where to write, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The folder of the results. It is replaced as a whole; files in it that are not maillon's are kept.
    pub dir: PathBuf,
    /// Names of formats; see [`format_names`].
    pub formats: Vec<String>,
}

impl Options {
    /// Whether a run may write here: worth asking before the work is done.
    ///
    /// # Errors
    /// An unknown format, or a target that is a file, a mount point, the working directory, not writable, or holds a file named
    /// like a layer that maillon did not write.
    pub fn check(&self) -> Result<(), LayerError> {
        for name in &self.formats {
            if !format_names().contains(&name.as_str()) {
                return Err(LayerError::UnknownFormat { name: name.clone(), known: format_names().join(", ") });
            }
        }
        check(&self.dir)?;
        Previous::read(&self.dir).map(drop)
    }
}

/// What a run wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Every layer's file, also those not written because they had no rows.
    pub files: Vec<WrittenFile>,
    /// `summary.json`.
    pub summary: PathBuf,
}

/// Writes all layers of a run and its summary into the options' folder, in one step.
///
/// # Errors
/// As [`Options::check`]; a disk that is full; whatever the system refuses. The previous results are then as they
/// were.
///
/// # Panics
/// When the matches are of another study.
pub fn write(run: &Run, options: &Options) -> Result<Written, LayerError> {
    write_with(run, options, None)
}

/// The file beside the layers that somebody else knows how to write: for people without a GIS.
pub const REPORT: &str = "report.html";

/// Writes the content of [`REPORT`].
pub type Report<'a> = &'a dyn Fn(&mut dyn Write) -> io::Result<()>;

/// The same with the report, where there is one.
///
/// # Errors
/// As [`write()`].
///
/// # Panics
/// As [`write()`].
pub fn write_with(run: &Run, options: &Options, report: Option<Report>) -> Result<Written, LayerError> {
    options.check()?;
    let staging = Staging::create(&options.dir, &REGISTRY)?;
    Previous::read(&options.dir)?;
    let files = fill(run, &options.formats, &staging, report)?;
    staging.commit(|| Previous::read(&options.dir).map(|previous| move |name: &OsStr| previous.holds(name)))?;
    Ok(Written { files, summary: options.dir.join(summary::FILE) })
}

/// Writes the layer `issues` of a study, and nothing else, into the options' folder, in one step: as CSV, and in the asked
/// formats. `summary.json` is what the caller has to say, with the files beside it.
///
/// # Errors
/// As [`write()`].
pub fn write_issues(
    study: &Study,
    options: &Options,
    version: &str,
    mut summary: serde_json::Map<String, serde_json::Value>,
) -> Result<Written, LayerError> {
    options.check()?;
    let staging = Staging::create(&options.dir, &REGISTRY)?;
    let matches = Matches::default();
    let run = Run {
        study,
        matches: &matches,
        pairs: None,
        site_zones: &Grouped::default(),
        plan: None,
        territory: None,
        pooling: None,
        chains: None,
        subject: Subject::Matches,
        report: None,
        public: None,
        parameters: serde_json::Value::Null,
        version,
    };
    let files = tables(&Context::new(&run), &options.formats, &staging, None, &|layer| layer.name == "issues")?;
    let listed = files.iter().map(|file| (file.name.clone(), file.rows.into()));
    summary.insert("maillon".to_owned(), version.into());
    summary.insert("files".to_owned(), serde_json::Value::Object(listed.collect()));
    staging.write(summary::FILE, |out| {
        serde_json::to_writer_pretty(&mut *out, &summary)?;
        out.write_all(b"\n")
    })?;
    staging.commit(|| Previous::read(&options.dir).map(|previous| move |name: &OsStr| previous.holds(name)))?;
    Ok(Written { files, summary: options.dir.join(summary::FILE) })
}

/// Whether a layer of a run about what there is can be written to a stream: worth asking before the work is done.
///
/// # Errors
/// No such layer; no such format, or one that needs a file.
pub fn check_stream(layer: &str, format: &str) -> Result<(), LayerError> {
    find_layer(layer, About::Matches)?;
    if !FORMATS.iter().any(|known| known.name() == format && known.streams()) {
        return Err(LayerError::NoStream { format: format.to_owned() });
    }
    Ok(())
}

fn find_layer(name: &str, about: About) -> Result<&'static Layer, LayerError> {
    let layers = || LAYERS.iter().copied().filter(|layer| layer.subject == about);
    let known = || layers().map(|layer| layer.name).collect::<Vec<_>>().join(", ");
    let found = layers().find(|layer| layer.name == name);
    found.ok_or_else(|| LayerError::UnknownLayer { name: name.to_owned(), known: known() })
}

/// Writes one layer of a run to a stream, as the format's file of that layer would be; an empty one where it has no rows.
///
/// # Errors
/// As [`check_stream`]; a stream that does not take it.
///
/// # Panics
/// When the matches are of another study.
pub fn write_layer(run: &Run, layer: &str, format: &str, out: &mut dyn Write) -> Result<(), LayerError> {
    let context = Context::new(run);
    let table = Table { layer: find_layer(layer, run.subject.about())?, context: &context };
    let format_of = FORMATS.iter().find(|known| known.name() == format && known.streams());
    let format = format_of.ok_or_else(|| LayerError::NoStream { format: format.to_owned() })?;
    format.stream(&table, out).map_err(LayerError::Stream)
}

/// Writes the chosen layers in each format that is asked, or that they are always written in, and the report beside them: side by
/// side, as each writes files of its own from what nobody changes any more.
fn tables(
    context: &Context,
    formats: &[String],
    staging: &Staging,
    report: Option<Report>,
    chosen: &dyn Fn(&Layer) -> bool,
) -> Result<Vec<WrittenFile>, LayerError> {
    let tables = |format: &dyn Format| -> Vec<Table> {
        let asked = formats.iter().any(|name| name == format.name());
        let layers = LAYERS.iter().filter(|layer| chosen(layer));
        let layers = layers.filter(|layer| asked || layer.always.contains(&format.name()));
        layers.map(|layer| Table { layer, context }).collect()
    };
    let (written, reported) = std::thread::scope(|scope| {
        let writers = FORMATS.iter().map(|format| (format, tables(*format))).filter(|(_, tables)| !tables.is_empty());
        let writers: Vec<_> =
            writers.map(|(format, tables)| scope.spawn(move || format.write(&tables, staging))).collect();
        let reported = report.map(|report| staging.write(REPORT, report)).transpose();
        let written: Vec<_> = writers.into_iter().map(ScopedJoinHandle::join).collect();
        (written, reported)
    });
    let mut files = Vec::new();
    for written in written {
        files.extend(written.unwrap_or_else(|panic| resume_unwind(panic))?);
    }
    files.extend(reported?.map(|bytes| WrittenFile { name: REPORT.to_owned(), rows: 1, bytes }));
    Ok(files)
}

fn fill(
    run: &Run,
    formats: &[String],
    staging: &Staging,
    report: Option<Report>,
) -> Result<Vec<WrittenFile>, LayerError> {
    let context = Context::new(run);
    let about = run.subject.about();
    let mut files = tables(&context, formats, staging, report, &|layer| layer.subject == about)?;
    files.extend(front::write(&context, staging)?);
    staging.write(summary::FILE, |out| {
        serde_json::to_writer_pretty(&mut *out, &summary::of(&context, &files))?;
        out.write_all(b"\n")
    })?;
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::Sample;
    use crate::target::Registry;
    use std::fs;

    static TEST: Registry = Registry::new();

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_leaves_the_previous_results_whole() {
        for format in ["geojson", "csv"] {
            let folder = tempfile::tempdir().unwrap();
            let out = folder.path().join("out");
            let sample = Sample::new();
            let options = Options { dir: out.clone(), formats: vec![format.into()] };
            write(&sample.run(), &options).unwrap();
            let file = format!("sites.{format}");
            let before = fs::read(out.join(&file)).unwrap();

            let staging = Staging::create(&out, &TEST).unwrap();
            std::os::unix::fs::symlink("/dev/full", staging.folder().join(&file)).unwrap();
            let error = fill(&sample.run(), &options.formats, &staging, None).unwrap_err();
            let text = error.to_string();
            assert!(matches!(error, LayerError::NoSpace { .. }), "{error:?}");
            assert!(text.starts_with("No space left") && text.contains(&file) && text.contains("out"), "{text}");
            drop(staging);
            assert_eq!(fs::read(out.join(&file)).unwrap(), before);
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside the target");
        }
    }

    #[test]
    fn a_reader_that_has_seen_enough_is_told_as_such() {
        struct Closed;
        impl Write for Closed {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let sample = Sample::new();
        for format in FORMATS.iter().filter(|format| format.streams()) {
            let error = write_layer(&sample.run(), "synergies", format.name(), &mut Closed).unwrap_err();
            let LayerError::Stream(error) = error else { panic!("{error:?}") };
            assert_eq!(error.kind(), io::ErrorKind::BrokenPipe, "{}", format.name());
        }
    }

    #[test]
    fn an_unknown_format_lists_the_known() {
        let options = Options { dir: "nowhere".into(), formats: vec!["geojson".into(), "dwg".into()] };
        let text = write(&Sample::new().run(), &options).unwrap_err().to_string();
        assert!(text.contains("\"dwg\"") && text.contains("geojson, gpkg, "), "{text}");
        assert!(!options.dir.exists());
    }
}
