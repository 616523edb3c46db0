//! The whole way from a study file to a study.

use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::mpsc;

use maillon_knowledge::Taxonomy;
use maillon_model::{IdKind, Issue, IssueCode, Language, Numbering, Origin, Source, SourceIx, Study, Zone};

use crate::columns::Wanted;
use crate::digest;
use crate::error::IngestError;
use crate::flow_rows::FlowRows;
use crate::flows::{Finished, FlowDrafts};
use crate::frame::{Frame, Frames};
use crate::knowledge::Knowledge;
use crate::location::{Locator, Part};
use crate::read::{self, GeometryFrom, Input, Row, Table};
use crate::sites::{NumericIds, PlacedSites, SiteDrafts, SiteRoles};
use crate::study_file::{FileKeys, FlowsInput, LanguageWord, SitesInput, StudyFile, ZonesInput};
use crate::suspect::{self, Seen};
use crate::zones::{ZoneDrafts, ZoneRoles};

/// Told, now and then, which file is being read and how many of its rows have been.
pub type Progress<'p> = &'p (dyn Fn(&str, u64) + Sync);

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
    let locator = Locator::default();
    let files = Files::of(file, base, &locator)?;
    let mut loader = Loader::new(file, base, progress);
    // Digests need no parsing: a second thread reads the same pages meanwhile.
    let parts: Vec<&Part<'_>> = files.all().collect();
    let mut study = beside_digests(&parts, || loader.run(&files, knowledge))?;
    knowledge.report(&mut study);
    Ok(study)
}

/// Reads one file of zones: a study of zones, their source and their issues, and nothing else.
///
/// # Errors
/// As [`load`].
pub fn load_zones(input: &ZonesInput, base: &Path, progress: Progress<'_>) -> Result<Study, IngestError> {
    let locator = Locator::default();
    let parts = locator.parts(&input.file, base)?;
    let file = StudyFile::default();
    let mut loader = Loader::new(&file, base, progress);
    beside_digests(&parts.iter().collect::<Vec<_>>(), || {
        let (zones, zone_ids) = loader.read_zones([(input, parts.as_slice())])?;
        let (sources, issues) = (std::mem::take(&mut loader.sources), std::mem::take(&mut loader.issues));
        Ok(Study { zones, zone_ids, sources, issues, ..Study::default() })
    })
}

/// Reads a study while a second thread works out the digests of its files, which must stay as they are meanwhile.
fn beside_digests(
    parts: &[&Part<'_>],
    read: impl FnOnce() -> Result<Study, IngestError>,
) -> Result<Study, IngestError> {
    let wholes: Vec<Option<PathBuf>> = parts.iter().map(|part| part.whole.clone()).collect();
    std::thread::scope(|scope| {
        let digest = |path: &Option<PathBuf>| path.as_deref().and_then(digest::sha256);
        let digests = scope.spawn(move || wholes.iter().map(digest).collect::<Vec<_>>());
        let study = read();
        let digests = digests.join();
        // What was read of a file that changed meanwhile may well be no file at all: this says why.
        for part in parts {
            part.stamps.as_ref().map_or(Ok(()), |stamps| stamps.check(&part.shown))?;
        }
        let mut study = study?;
        if let Ok(digests) = digests {
            for (source, sha256) in study.sources.iter_mut().zip(digests) {
                source.sha256 = sha256;
            }
        }
        Ok(study)
    })
}

/// All files of a study, in the order of their sources.
pub(crate) struct Files<'a> {
    sites: Vec<(&'a SitesInput, Vec<Part<'a>>)>,
    /// Flows in files of their own.
    flows: Vec<(&'a FlowsInput, Vec<Part<'a>>)>,
    added: Vec<Part<'a>>,
    zones: Vec<(&'a ZonesInput, Vec<Part<'a>>)>,
}

impl<'a> Files<'a> {
    pub(crate) fn of(file: &'a StudyFile, base: &Path, locator: &Locator) -> Result<Self, IngestError> {
        let parts = |keys: &'a FileKeys| locator.parts(keys, base);
        let sites = file.sites.iter().map(|sites| Ok((sites, parts(&sites.file)?)));
        let flows = digest::apart(file).map(|flows| Ok((flows, parts(&flows.file)?)));
        let added: Result<Vec<_>, _> = file.added.iter().map(parts).collect();
        let zones = file.zones.iter().map(|zones| Ok((zones, parts(&zones.file)?)));
        Ok(Self {
            sites: sites.collect::<Result<_, IngestError>>()?,
            flows: flows.collect::<Result<_, IngestError>>()?,
            added: added?.into_iter().flatten().collect(),
            zones: zones.collect::<Result<_, IngestError>>()?,
        })
    }

    /// Whether a file is one of flows, whose places nobody asks for.
    pub(crate) fn holds_flows_alone(&self, part: &Part<'_>) -> bool {
        let of_flows = |parts: &[Part<'_>]| parts.iter().any(|other| std::ptr::eq(other, part));
        self.flows.iter().any(|(_, parts)| of_flows(parts)) || of_flows(&self.added)
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &Part<'a>> {
        self.but_zones().chain(self.zones().flat_map(|(_, parts)| parts))
    }

    fn but_zones(&self) -> impl Iterator<Item = &Part<'a>> {
        let flows = self.flows.iter().flat_map(|(_, parts)| parts);
        self.sites.iter().flat_map(|(_, parts)| parts).chain(flows).chain(&self.added)
    }

    fn zones(&self) -> impl Iterator<Item = (&'a ZonesInput, &[Part<'a>])> {
        self.zones.iter().map(|(input, parts)| (*input, parts.as_slice()))
    }
}

/// What a reader needs to know of a file.
pub(crate) fn input_of(part: &Part<'_>, geometry: GeometryFrom) -> Result<Input, IngestError> {
    let (keys, shown) = (part.keys, part.shown.clone());
    let geometry = match (&keys.geometry, &keys.lon, &keys.lat) {
        (Some(column), _, _) => GeometryFrom::Wkt(column.clone()),
        (None, Some(lon), Some(lat)) => GeometryFrom::LonLat { lon: lon.clone(), lat: lat.clone() },
        (None, None, None) => geometry,
        _ => return Err(IngestError::Setting(format!("{shown}: `lon` and `lat` go together; one is missing"))),
    };
    Ok(Input {
        path: part.path.clone(),
        shown,
        layer: part.layer.clone(),
        encoding: keys.encoding.clone(),
        delimiter: keys.delimiter,
        header: keys.header,
        geometry,
    })
}

/// Zones by kind and id, and what kind of ids they have.
type ReadZones = (Vec<Zone>, IdKind);

/// Sources read, and what was wrong with them.
type Told = (Vec<Source>, Vec<Issue>);

pub(crate) struct Loader<'a> {
    file: &'a StudyFile,
    base: &'a Path,
    progress: Progress<'a>,
    language: Language,
    /// The first of its sources.
    first: SourceIx,
    sources: Vec<Source>,
    issues: Vec<Issue>,
}

impl<'a> Loader<'a> {
    pub(crate) fn new(file: &'a StudyFile, base: &'a Path, progress: Progress<'a>) -> Self {
        let language = match file.study.language {
            LanguageWord::En => Language::En,
            LanguageWord::Fr => Language::Fr,
        };
        let (first, sources, issues) = (SourceIx(0), Vec::new(), Vec::new());
        Self { file, base, progress, language, first, sources, issues }
    }

    /// One for the files of the same study that come after that many.
    fn after(&self, before: usize) -> Self {
        Self { first: SourceIx(before as u32), ..Self::new(self.file, self.base, self.progress) }
    }

    pub(crate) fn language(&self) -> Language {
        self.language
    }

    pub(crate) fn issues(&mut self) -> &mut Vec<Issue> {
        &mut self.issues
    }

    /// The sources read, and what was wrong with them.
    pub(crate) fn into_parts(self) -> Told {
        (self.sources, self.issues)
    }

    /// Reads one table row by row.
    pub(crate) fn read_table(
        &mut self,
        part: &Part<'_>,
        wanted: &Wanted,
        geometry: GeometryFrom,
        each: impl FnMut(&mut Row, Origin, &mut Vec<Issue>),
    ) -> Result<Table, IngestError> {
        self.read(part, wanted, geometry, each).map(|(_, table)| table)
    }

    fn run(&mut self, files: &Files<'a>, knowledge: &Knowledge) -> Result<Study, IngestError> {
        let mut zones = self.after(files.but_zones().count());
        // Nobody asks for zones before the rest is read; and what PROJ looks up for one Shapefile takes longer than a small
        // study. Their thread is not waited for: to free what PROJ looked up takes time too.
        let (send, zones_read) = mpsc::sync_channel(1);
        std::thread::scope(|scope| {
            let thread = scope.spawn(move || {
                let read = zones.read_zones(files.zones()).map(|read| (read, zones.into_parts()));
                // Nobody receives it where the rest failed.
                let _ = send.send(read);
            });
            self.read_beside(files, knowledge, || match zones_read.recv() {
                Ok(zones) => zones,
                // It sends unless it panics.
                Err(_) => resume_unwind(thread.join().err().unwrap_or_else(|| Box::new("no zones"))),
            })
        })
    }

    /// Reads all but the zones, which somebody else reads meanwhile.
    fn read_beside(
        &mut self,
        files: &Files<'a>,
        knowledge: &Knowledge,
        zones: impl FnOnce() -> Result<(ReadZones, Told), IngestError>,
    ) -> Result<Study, IngestError> {
        let mut sites = SiteDrafts::default();
        // The catalogue is built when it is first asked for: no sooner, so that zones are read meanwhile.
        let mut flows = FlowDrafts::new(knowledge.catalogue(), self.language);
        let mut frames = Frames::default();
        let file = self.file;
        for (input, parts) in &files.sites {
            let own = file.flows.iter().find(|flows| flows.is_in(input));
            flows.are_of(own.map_or(Ok(None), taxonomy)?);
            for part in parts {
                let (source, table) = self.read_sites(part, input, own, &mut sites, &mut flows)?;
                frames.add(source, self.frame(part, &table, sites.coordinates(source), source)?);
            }
        }
        let added = (file.flows.first(), files.added.as_slice());
        for (input, parts) in files.flows.iter().map(|(input, parts)| (*input, parts.as_slice())).chain([added]) {
            flows.are_of(taxonomy(input)?);
            for part in parts {
                self.read_flows(part, input, &sites, &mut flows)?;
            }
        }

        let site_ids = sites.kind();
        let placed = sites.finish(&frames, &mut self.issues);
        let Finished { flows, processors, resources, ids: flow_ids } = flows.finish(&placed, &mut self.issues);
        let PlacedSites { sites, told, communes, .. } = placed;
        let any = told.iter().any(|told| told.confidential);
        let confidential = told.iter().filter(|_| any).map(|told| told.confidential).collect();
        let any = told.iter().any(|told| told.staff.is_some());
        let staff = told.iter().filter(|_| any).map(|told| told.staff).collect();

        let ((zones, zone_ids), (sources, issues)) = zones()?;
        self.sources.extend(sources);
        self.issues.extend(issues);

        let systems = frames.systems();
        let seen = Seen {
            sites: &sites,
            told: &told,
            communes: &communes,
            systems: &systems,
            flows: &flows,
            resources: &resources,
            zones: &zones,
        };
        suspect::all(&seen, &mut self.issues);
        self.issues.sort_by(|a, b| {
            (a.source, a.feature, a.code, &a.field, &a.message)
                .cmp(&(b.source, b.feature, b.code, &b.field, &b.message))
        });
        Ok(Study {
            name: self.name(),
            language: self.language,
            sites,
            flows,
            processors,
            zones,
            resources,
            sources: std::mem::take(&mut self.sources),
            issues: std::mem::take(&mut self.issues),
            neighbours: Vec::new(),
            confidential,
            staff,
            site_ids,
            flow_ids,
            zone_ids,
        })
    }

    /// The zones of all files, by kind and id.
    fn read_zones<'k>(
        &mut self,
        inputs: impl IntoIterator<Item = (&'k ZonesInput, &'k [Part<'k>])>,
    ) -> Result<ReadZones, IngestError> {
        let (mut zones, mut numeric) = (Vec::new(), NumericIds::default());
        for (input, parts) in inputs {
            for part in parts {
                self.read_zones_of(input, part, &mut numeric, &mut zones)?;
            }
        }
        zones.sort_by(|a, b| (&a.kind, &a.id, a.origin).cmp(&(&b.kind, &b.id, b.origin)));
        Ok((zones, numeric.kind()))
    }

    fn name(&self) -> String {
        let folder = || self.base.file_name().map(|name| name.to_string_lossy().into_owned());
        self.file.study.name.clone().or_else(folder).unwrap_or_else(|| "study".to_owned())
    }

    fn read_sites(
        &mut self,
        part: &Part<'_>,
        input: &SitesInput,
        own: Option<&'a FlowsInput>,
        sites: &mut SiteDrafts,
        flows: &mut FlowDrafts<'_>,
    ) -> Result<(SourceIx, Table), IngestError> {
        let mut wanted = Wanted::default();
        let mut roles = SiteRoles::new(&mut wanted, input);
        let mut rows = own.map(|flows| FlowRows::new(&mut wanted, flows, Some(input), self.language));
        // Lists that grow by doubling are copied again and again.
        if let Some(rows) = read::rows_about(&input_of(part, GeometryFrom::Auto)?) {
            sites.reserve(rows);
            flows.reserve(if own.is_some() { rows } else { 0 });
        }
        let said = self.issues.len();
        let (mut source, mut table) = self.read_site_rows(part, &wanted, &roles, &mut rows, sites, flows)?;
        // No other file can speak of sites that only their rows tell apart.
        if own.is_some() && table.rows > 0 && roles.id.is_unheard_of(&table.columns) {
            self.issues.truncate(said);
            self.sources.pop();
            roles.numbered = true;
            (source, table) = self.read_site_rows(part, &wanted, &roles, &mut rows, sites, flows)?;
            let message = "there is no column of ids; the sites were numbered as their rows are";
            self.issues.push(Issue::new(IssueCode::NumberedSites, source, message));
        }
        sites.settle(table.delimiter.is_some());
        if table.rows > 0 {
            if !roles.numbered {
                roles.id.require(&part.shown, &table.columns, "sites", "site's id")?;
            }
            roles.name.check(&part.shown, &table.columns)?;
            roles.activity.check(&part.shown, &table.columns)?;
            roles.country.check(&part.shown, &table.columns)?;
            roles.commune.check(&part.shown, &table.columns)?;
            roles.confidential.check(&part.shown, &table.columns)?;
            roles.staff.check(&part.shown, &table.columns)?;
        }
        if let Some(mut rows) = rows {
            rows.flush(sites, flows, &mut self.issues);
            rows.check_in_sites(&part.shown, &table)?;
            flows.settle(table.delimiter.is_some());
        }
        Ok((source, table))
    }

    fn read_site_rows(
        &mut self,
        part: &Part<'_>,
        wanted: &Wanted,
        roles: &SiteRoles,
        rows: &mut Option<FlowRows<'_>>,
        sites: &mut SiteDrafts,
        flows: &mut FlowDrafts<'_>,
    ) -> Result<(SourceIx, Table), IngestError> {
        self.read(part, wanted, GeometryFrom::Auto, |row, origin, issues| {
            let holds_flow = rows.as_ref().is_some_and(|rows| rows.holds_flow(row));
            let site = sites.add(roles, row, origin, holds_flow && !roles.numbered, issues);
            if let (Some(rows), Some(site)) = (rows.as_mut(), site) {
                rows.add_of_site(row, site, origin, sites, flows, issues);
            }
        })
    }

    fn read_flows(
        &mut self,
        part: &Part<'_>,
        input: &'a FlowsInput,
        sites: &SiteDrafts,
        flows: &mut FlowDrafts<'_>,
    ) -> Result<(), IngestError> {
        let mut wanted = Wanted::default();
        let mut rows = FlowRows::new(&mut wanted, input, None, self.language);
        flows.reserve(read::rows_about(&input_of(part, GeometryFrom::None)?).unwrap_or(0));
        let (_, table) = self.read(part, &wanted, GeometryFrom::None, |row, origin, issues| {
            rows.add(row, None, origin, sites, flows, issues);
        })?;
        rows.flush(sites, flows, &mut self.issues);
        flows.settle(table.delimiter.is_some());
        if table.rows > 0 { rows.check(&part.shown, &table) } else { Ok(()) }
    }

    fn read_zones_of(
        &mut self,
        input: &ZonesInput,
        part: &Part<'_>,
        numeric: &mut NumericIds,
        zones: &mut Vec<Zone>,
    ) -> Result<(), IngestError> {
        let mut wanted = Wanted::default();
        let roles = ZoneRoles::new(&mut wanted, input);
        let mut drafts = ZoneDrafts::default();
        let (source, table) = self.read(part, &wanted, GeometryFrom::Auto, |row, origin, issues| {
            drafts.add(&roles, row, origin, numeric, issues);
        })?;
        numeric.settle(table.delimiter.is_some());
        for role in [&roles.id, &roles.name, &roles.kind, &roles.level] {
            if table.rows > 0 {
                role.check(&part.shown, &table.columns)?;
            }
        }
        let frame = self.frame(part, &table, drafts.coordinates(), source)?;
        drafts.finish(&frame, zones, &mut self.issues);
        Ok(())
    }

    /// Reads one file row by row and files its source, its progress and its defects.
    fn read(
        &mut self,
        part: &Part<'_>,
        wanted: &Wanted,
        geometry: GeometryFrom,
        mut each: impl FnMut(&mut Row, Origin, &mut Vec<Issue>),
    ) -> Result<(SourceIx, Table), IngestError> {
        const STEP: u64 = 10_000;
        let source = SourceIx(self.first.0 + self.sources.len() as u32);
        let file = part.shown.clone();
        let input = input_of(part, geometry)?;
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
        part: &Part<'_>,
        table: &Table,
        points: impl Iterator<Item = (f64, f64)>,
        source: SourceIx,
    ) -> Result<Frame, IngestError> {
        let frame = Frame::choose(&part.shown, part.keys.crs.as_deref(), table.crs.as_deref(), points)?;
        // GeoJSON and tables of longitudes mean WGS 84; other formats would have said so.
        if frame.assumed && table.numbering == Numbering::Fid && table.rows > 0 {
            let message = "the file names no coordinate system; its numbers were read as longitude and latitude";
            self.issues.push(Issue::new(IssueCode::CrsAssumed, source, message));
        }
        Ok(frame)
    }
}

/// What bare codes in the resource column are of.
pub(crate) fn taxonomy(flows: &FlowsInput) -> Result<Option<Taxonomy>, IngestError> {
    let unknown =
        |word: &String| IngestError::Setting(format!("[flows] taxonomy = \"{word}\" is none of ewc, cpa, nace and hs"));
    let asked = flows.taxonomy.as_ref();
    asked.map(|word| Taxonomy::from_prefix(word).ok_or_else(|| unknown(word))).transpose()
}
