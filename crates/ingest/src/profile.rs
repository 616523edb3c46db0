//! The flows of a firm that is not there yet: a table in the study's own columns, or words for what such firms have.

use std::path::Path;

use maillon_model::{
    Direction, Flow, Language, Located, Name, Origin, Position, Resource, ResourceIx, Site, SiteIx, SourceIx, Study,
};

use crate::columns::Wanted;
use crate::error::IngestError;
use crate::flow_cells::{Cell, Manner};
use crate::flow_rows::{FlowRows, constants};
use crate::flows::{Finished, FlowDrafts};
use crate::knowledge::Knowledge;
use crate::load::{Loader, Progress, taxonomy};
use crate::location::Locator;
use crate::number::Decimal;
use crate::read::GeometryFrom;
use crate::sites::{PlacedSites, SiteDrafts};
use crate::study_file::{FileKeys, FlowWords, StudyFile, Word};

/// What the firm's own site is called.
const NEWCOMER: &str = "newcomer";

/// Reads a firm's flows from a table with the columns of the study's flows, but no site.
///
/// # Errors
/// As [`load`](crate::load()).
pub fn load_profile(
    keys: &FileKeys,
    file: &StudyFile,
    base: &Path,
    knowledge: &Knowledge,
    progress: Progress<'_>,
) -> Result<Study, IngestError> {
    let locator = Locator::default();
    let parts = locator.parts(keys, base)?;
    let mut loader = Loader::new(file, base, progress);
    let mut flows = FlowDrafts::new(knowledge.catalogue(), loader.language());
    let input = file.flows.first();
    flows.are_of(taxonomy(input)?);
    let sites = SiteDrafts::default();
    for part in &parts {
        let mut wanted = Wanted::default();
        let mut rows = FlowRows::new(&mut wanted, input, None, loader.language());
        let table = loader.read_table(part, &wanted, GeometryFrom::None, |row, origin, issues| {
            rows.add(row, Some(0), origin, &sites, &mut flows, issues);
        })?;
        rows.flush(&sites, &mut flows, loader.issues());
        flows.settle(table.delimiter.is_some());
        if table.rows > 0 {
            rows.check_without_site(&part.shown, &table)?;
        }
    }
    let (sources, mut issues) = loader.into_parts();
    let finished = flows.finish(&PlacedSites::one_of(NEWCOMER), &mut issues);
    issues.sort_by_key(|issue| (issue.source, issue.feature, issue.code));
    Ok(Study { sources, issues, ..study(finished) })
}

/// A firm with one flow of unknown amount for each resource named.
pub fn profile_of(flows: &[(Direction, &str)], knowledge: &Knowledge, language: Language) -> Study {
    let mut drafts = FlowDrafts::new(knowledge.catalogue(), language);
    let manner = Manner { decimal: Decimal::Point, decimal_guessed: false };
    let mut issues = Vec::new();
    for (feature, (direction, resource)) in (1..).zip(flows) {
        let word = |text: &str| Some(Word(text.to_owned()));
        let values = constants(&FlowWords {
            direction: word(direction.name()),
            resource: word(resource),
            ..FlowWords::default()
        });
        let cells = values.as_ref().map(|field, value| Cell { field, value });
        drafts.add(
            &cells,
            Some(0),
            &SiteDrafts::default(),
            manner,
            Origin { source: SourceIx(0), feature },
            &mut issues,
        );
    }
    study(drafts.finish(&PlacedSites::one_of(NEWCOMER), &mut issues))
}

fn study(finished: Finished) -> Study {
    let Finished { flows, processors, resources, ids } = finished;
    Study { flows, processors, resources, flow_ids: ids, ..Study::default() }
}

/// The study with the firm as one more site, wherever that may lie, and its flows after all others.
pub fn with_newcomer(study: &Study, profile: &Study, activity: Option<&str>) -> (Study, SiteIx) {
    let mut resources: Vec<Resource> = study.resources.clone();
    resources.extend(profile.resources.iter().cloned());
    resources.sort_by(|a, b| a.code.cmp(&b.code));
    resources.dedup_by(|a, b| a.code == b.code);
    let place = |of: &Study, ix: ResourceIx| {
        let code = &of.resource(ix).code;
        ResourceIx(resources.partition_point(|resource| resource.code < *code) as u32)
    };
    let newcomer = SiteIx(study.sites.len() as u32);
    let moved = |of: &Study, flow: &Flow| Flow { resource: place(of, flow.resource), ..flow.clone() };
    let own = profile.flows.iter().map(|flow| Flow {
        site: newcomer,
        // Ids are the study's; the firm's may be among them.
        id: format!("{NEWCOMER}/{}", flow.id).into(),
        ..moved(profile, flow)
    });
    let mut all =
        Study { flows: study.flows.iter().map(|flow| moved(study, flow)).chain(own).collect(), ..study.clone() };
    for processor in &mut all.processors {
        processor.resource = processor.resource.map(|ix| place(study, ix));
    }
    if let Some(position) = study.sites.first().map(|site| site.position).or_else(|| Position::new(0.0, 0.0).ok()) {
        all.sites.push(Site {
            id: NEWCOMER.into(),
            name: Name::NONE,
            activity: activity.into(),
            position,
            located: Located::Point,
            origin: Origin { source: SourceIx(0), feature: 0 },
        });
    }
    all.resources = resources;
    (all, newcomer)
}
