//! The whole way from a study file to a study.

use std::path::Path;

use maillon_knowledge::Catalogue;
use maillon_model::{IdKind, Issue, IssueCode, Language, Numbering, Origin, Source, SourceIx, Study, Zone};

use crate::columns::Wanted;
use crate::digest;
use crate::error::IngestError;
use crate::flow_rows::FlowRows;
use crate::flows::{FlowDrafts, SiteDraftIds};
use crate::frame::Frame;
use crate::knowledge::Knowledge;
use crate::read::{self, GeometryFrom, Input, Row, Table};
use crate::redact::redacted;
use crate::sites::{NumericIds, SiteDrafts, SiteRoles};
use crate::stamp::Stamps;
use crate::study_file::{FileKeys, LanguageWord, StudyFile, ZonesInput};
use crate::suspect;
use crate::zones::{ZoneDrafts, ZoneRoles};

/// Told, now and then, which file is being read and how many of its rows have been.
pub type Progress<'p> = &'p dyn Fn(&str, u64);

/// Reads all files of a study. Paths in it are relative to `base`. What is wrong with single rows becomes an issue of
/// the study; good rows beside bad ones count.
///
/// # Errors
/// Where a whole file is of no use: not there, not readable, without a column the study names, or in a coordinate
/// system nobody names.
pub fn load(
    file: &StudyFile,
    base: &Path,
    knowledge: &Knowledge,
    progress: Progress<'_>,
) -> Result<Study, IngestError> {
    let mut loader = Loader::new(file, base, knowledge.catalogue(), progress);
    // Digests need no parsing: a second thread reads the same pages meanwhile.
    let files: Vec<_> = digest::files(file).into_iter().map(|keys| keys.path.as_path()).collect();
    let mut study = beside_digests(&files, base, || loader.run())?;
    knowledge.report(&mut study);
    Ok(study)
}

/// Reads one file of zones: a study of zones, their source and their issues, and nothing else.
///
/// # Errors
/// As [`load`].
pub fn load_zones(input: &ZonesInput, base: &Path, progress: Progress<'_>) -> Result<Study, IngestError> {
    let file = StudyFile { zones: vec![input.clone()], ..StudyFile::default() };
    let mut loader = Loader::new(&file, base, Catalogue::builtin(), progress);
    beside_digests(&[&input.file.path], base, || {
        let (zones, zone_ids) = loader.read_zones()?;
        let (sources, issues) = (std::mem::take(&mut loader.sources), std::mem::take(&mut loader.issues));
        Ok(Study { zones, zone_ids, sources, issues, ..Study::default() })
    })
}

/// Reads a study while a second thread works out the digests of its files, which must stay as they are meanwhile.
fn beside_digests(
    files: &[&Path],
    base: &Path,
    read: impl FnOnce() -> Result<Study, IngestError>,
) -> Result<Study, IngestError> {
    let names: Vec<String> = files.iter().map(|path| shown(path)).collect();
    let stamps = Stamps::of(files.iter().map(|path| base.join(path)).zip(names.iter().map(String::as_str)));
    std::thread::scope(|scope| {
        let digests = scope.spawn(|| files.iter().map(|path| digest::sha256(&base.join(path))).collect::<Vec<_>>());
        let study = read();
        let digests = digests.join();
        // What was read of a file that changed meanwhile may well be no file at all: this says why.
        stamps.check()?;
        let mut study = study?;
        if let Ok(digests) = digests {
            for (source, sha256) in study.sources.iter_mut().zip(digests) {
                source.sha256 = sha256;
            }
        }
        Ok(study)
    })
}

struct Loader<'a> {
    file: &'a StudyFile,
    base: &'a Path,
    catalogue: &'a Catalogue,
    progress: Progress<'a>,
    language: Language,
    sources: Vec<Source>,
    issues: Vec<Issue>,
}

impl<'a> Loader<'a> {
    fn new(file: &'a StudyFile, base: &'a Path, catalogue: &'a Catalogue, progress: Progress<'a>) -> Self {
        let language = match file.study.language {
            LanguageWord::En => Language::En,
            LanguageWord::Fr => Language::Fr,
        };
        Self { file, base, catalogue, progress, language, sources: Vec::new(), issues: Vec::new() }
    }

    fn run(&mut self) -> Result<Study, IngestError> {
        let mut sites = SiteDrafts::default();
        let mut flows = FlowDrafts::new(self.catalogue, self.language);
        let sites_table = self.read_sites(&mut sites, &mut flows)?;
        if !digest::flows_in_sites(self.file) {
            self.read_flows(&self.file.flows.file, &sites, &mut flows)?;
        }
        for keys in &self.file.added {
            self.read_flows(keys, &sites, &mut flows)?;
        }

        let keys = &self.file.sites.file;
        let frame = self.frame(keys, &sites_table, sites.coordinates(), SourceIx(0))?;
        let site_ids = sites.kind();
        let draft_ids = SiteDraftIds(sites.ids().map(Into::into).collect());
        let (sites, confidential, places) = sites.finish(&frame, &mut self.issues);
        let (flows, resources, flow_ids) = flows.finish(&draft_ids, &places, &mut self.issues);

        let (zones, zone_ids) = self.read_zones()?;

        suspect::swaps(&sites, &zones, &mut self.issues);
        self.issues.sort_by(|a, b| {
            (a.source, a.feature, a.code, &a.field, &a.message)
                .cmp(&(b.source, b.feature, b.code, &b.field, &b.message))
        });
        Ok(Study {
            name: self.name(),
            language: self.language,
            sites,
            flows,
            zones,
            resources,
            sources: std::mem::take(&mut self.sources),
            issues: std::mem::take(&mut self.issues),
            neighbours: Vec::new(),
            confidential,
            site_ids,
            flow_ids,
            zone_ids,
        })
    }

    /// The zones of all files, by kind and id.
    fn read_zones(&mut self) -> Result<(Vec<Zone>, IdKind), IngestError> {
        let (mut zones, mut numeric) = (Vec::new(), NumericIds::default());
        for input in &self.file.zones {
            let mut wanted = Wanted::default();
            let roles = ZoneRoles::new(&mut wanted, input);
            let mut drafts = ZoneDrafts::default();
            let (source, table) = self.read(&input.file, &wanted, GeometryFrom::Auto, |row, origin, issues| {
                drafts.add(&roles, row, origin, &mut numeric, issues);
            })?;
            numeric.settle(table.delimiter.is_some());
            for role in [&roles.id, &roles.name, &roles.kind, &roles.level] {
                if table.rows > 0 {
                    role.check(&shown(&input.file.path), &table.columns)?;
                }
            }
            let frame = self.frame(&input.file, &table, drafts.coordinates(), source)?;
            drafts.finish(&frame, &mut zones, &mut self.issues);
        }
        zones.sort_by(|a, b| (&a.kind, &a.id, a.origin).cmp(&(&b.kind, &b.id, b.origin)));
        Ok((zones, numeric.kind()))
    }

    fn name(&self) -> String {
        let folder = || self.base.file_name().map(|name| name.to_string_lossy().into_owned());
        self.file.study.name.clone().or_else(folder).unwrap_or_else(|| "study".to_owned())
    }

    fn read_sites(&mut self, sites: &mut SiteDrafts, flows: &mut FlowDrafts<'_>) -> Result<Table, IngestError> {
        let input = &self.file.sites;
        let mut wanted = Wanted::default();
        let roles = SiteRoles::new(&mut wanted, input);
        let inner = digest::flows_in_sites(self.file);
        let mut rows = inner.then(|| FlowRows::new(&mut wanted, self.file, self.language));
        let (_, table) = self.read(&input.file, &wanted, GeometryFrom::Auto, |row, origin, issues| {
            let holds_flow = rows.as_ref().is_some_and(|rows| rows.holds_flow(&row));
            let site = sites.add(&roles, &row, origin, holds_flow, issues);
            if let (Some(rows), Some(site)) = (&mut rows, site) {
                rows.add_of_site(row, site, origin, sites, flows, issues);
            }
        })?;
        let file = shown(&input.file.path);
        sites.settle(table.delimiter.is_some());
        if table.rows > 0 {
            roles.id.require(&file, &table.columns, "sites", "site's id")?;
            roles.name.check(&file, &table.columns)?;
            roles.activity.check(&file, &table.columns)?;
            roles.confidential.check(&file, &table.columns)?;
        }
        if let Some(mut rows) = rows {
            rows.flush(sites, flows, &mut self.issues);
            rows.check_in_sites(&file, &table)?;
            flows.settle(table.delimiter.is_some());
        }
        Ok(table)
    }

    fn read_flows(
        &mut self,
        keys: &FileKeys,
        sites: &SiteDrafts,
        flows: &mut FlowDrafts<'_>,
    ) -> Result<(), IngestError> {
        let mut wanted = Wanted::default();
        let mut rows = FlowRows::new(&mut wanted, self.file, self.language);
        let (_, table) = self.read(keys, &wanted, GeometryFrom::None, |row, origin, issues| {
            rows.add(row, origin, sites, flows, issues);
        })?;
        rows.flush(sites, flows, &mut self.issues);
        flows.settle(table.delimiter.is_some());
        if table.rows > 0 { rows.check(&shown(&keys.path), &table) } else { Ok(()) }
    }

    /// Reads one file row by row and files its source, its progress and its defects.
    fn read(
        &mut self,
        keys: &FileKeys,
        wanted: &Wanted,
        geometry: GeometryFrom,
        mut each: impl FnMut(Row, Origin, &mut Vec<Issue>),
    ) -> Result<(SourceIx, Table), IngestError> {
        const STEP: u64 = 10_000;
        let source = SourceIx(self.sources.len() as u32);
        let file = shown(&keys.path);
        let geometry = match (&keys.geometry, &keys.lon, &keys.lat) {
            (Some(column), _, _) => GeometryFrom::Wkt(column.clone()),
            (None, Some(lon), Some(lat)) => GeometryFrom::LonLat { lon: lon.clone(), lat: lat.clone() },
            (None, None, None) => geometry,
            _ => return Err(IngestError::Setting(format!("{file}: `lon` and `lat` go together; one is missing"))),
        };
        let input = Input {
            path: self.base.join(&keys.path),
            shown: file.clone(),
            layer: keys.layer.clone(),
            encoding: keys.encoding.clone(),
            delimiter: keys.delimiter,
            geometry,
        };
        let (issues, progress) = (&mut self.issues, self.progress);
        let mut count = 0;
        let table = read::read(&input, wanted.names(), &mut |row| {
            count += 1;
            if count % STEP == 0 {
                progress(&file, count);
            }
            let origin = Origin { source, feature: row.feature };
            each(row, origin, issues);
        })?;
        progress(&file, count);
        for defect in &table.defects {
            let issue = Issue::new(defect.code, source, defect.message.clone());
            self.issues.push(match defect.feature {
                Some(feature) => issue.at(feature),
                None => issue,
            });
        }
        if table.rows == 0 && table.defects.is_empty() {
            self.issues.push(Issue::new(IssueCode::EmptyLayer, source, "there are no rows"));
        }
        self.sources.push(Source { file, layer: table.layer.clone(), numbering: table.numbering, sha256: None });
        Ok((source, table))
    }

    fn frame(
        &mut self,
        keys: &FileKeys,
        table: &Table,
        points: impl Iterator<Item = (f64, f64)>,
        source: SourceIx,
    ) -> Result<Frame, IngestError> {
        let frame = Frame::choose(&shown(&keys.path), keys.crs.as_deref(), table.crs.as_deref(), points)?;
        // GeoJSON and tables of longitudes mean WGS 84; other formats would have said so.
        if frame.assumed && table.numbering == Numbering::Fid && table.rows > 0 {
            let message = "the file names no coordinate system; its numbers were read as longitude and latitude";
            self.issues.push(Issue::new(IssueCode::CrsAssumed, source, message));
        }
        Ok(frame)
    }
}

/// A path as the user wrote it.
pub(crate) fn shown(path: &Path) -> String {
    redacted(&path.to_string_lossy())
}
