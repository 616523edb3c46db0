//! Places that a study gives for what neighbours share.

use std::collections::BTreeMap;
use std::path::Path;

use maillon_model::{Dimension, Position, Quantity, Site, SiteIx, SourceIx, Study, Unit};

use crate::error::IngestError;
use crate::knowledge::Knowledge;
use crate::load::{Progress, load};
use crate::study_file::{FlowWords, HubsInput, StudyFile, Word};

/// A place for what neighbours share.
#[derive(Debug, Clone, PartialEq)]
pub struct GivenHub {
    /// The user's own id.
    pub id: Box<str>,
    /// What people call it.
    pub name: Option<Box<str>>,
    /// Where it is.
    pub at: Position,
    /// What it can take, where that is said.
    pub capacity: Option<Quantity>,
}

/// Reads a study's places for what neighbours share, as it reads sites, from any format and coordinate system. The files and what is
/// wrong with their rows are added to the study's own.
///
/// # Errors
/// As [`load`](crate::load()); a unit that is none.
pub fn load_hubs(
    input: &HubsInput,
    base: &Path,
    study: &mut Study,
    progress: Progress<'_>,
) -> Result<Vec<GivenHub>, IngestError> {
    let unit = input.unit.as_deref().unwrap_or("t/yr");
    let dimension = unit
        .parse::<Unit>()
        .map_err(|e| IngestError::Setting(format!("[pooling.hubs] unit: {e}; write {}", Unit::EXAMPLES)))?
        .dimension();
    let word = |text: &str| Some(Word(text.to_owned()));
    // What a place can take is read as a flow is: of any resource that is counted so.
    let values = FlowWords {
        direction: word("demand"),
        resource: word(counted(dimension)),
        unit: word(unit),
        ..FlowWords::default()
    };
    let file = input.as_study(values);
    let places = load(&file, base, &Knowledge::of(&StudyFile::default(), base)?, progress)?;
    let before = study.sources.len() as u32;
    study.sources.extend(places.sources.iter().cloned());
    study.issues.extend(places.issues.iter().cloned().map(|mut issue| {
        issue.source = SourceIx(issue.source.0 + before);
        issue
    }));
    let known = places.flows.iter().filter_map(|flow| Some((flow.site, flow.amount.known()?)));
    let capacities: BTreeMap<SiteIx, Quantity> = known.collect();
    let place = |(i, site): (usize, &Site)| GivenHub {
        id: site.id.as_str().into(),
        name: site.name.as_deref().map(Into::into),
        at: site.position,
        capacity: capacities.get(&SiteIx(i as u32)).copied(),
    };
    Ok(places.sites.iter().enumerate().map(place).collect())
}

fn counted(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Mass => "waste",
        Dimension::Volume => "water",
        Dimension::Energy => "heat",
        Dimension::Money => "service.purchasing",
        Dimension::Count => "service",
        Dimension::Area => "space",
        Dimension::Time => "equipment",
    }
}
