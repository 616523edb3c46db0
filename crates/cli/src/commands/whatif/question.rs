//! What is to be different.

use std::path::PathBuf;

use anyhow::Result;
use maillon_ingest::{FileKeys, StudyFile};
use maillon_model::{Amount, Issue, Quantity, Site, SiteIx, Study};

use super::Asked;
use crate::args::WhatifArgs;
use crate::commands::check::load_as;
use crate::outcome::Refused;

/// What is to be different.
pub(super) struct Question {
    pub(super) closed: Vec<SiteIx>,
    pub(super) scaled: Vec<(SiteIx, f64)>,
    pub(super) added: Vec<String>,
}

impl Question {
    /// # Errors
    /// A site that does not exist, or a factor that is none.
    pub(super) fn of(args: &WhatifArgs, study: &Study) -> Result<Self, Refused> {
        let mut closed = args.close.iter().map(|name| site(study, name)).collect::<Result<Vec<_>, _>>()?;
        closed.sort_unstable();
        closed.dedup();
        let scaled = args.scale.iter().map(|text| {
            let (name, factor) = text
                .rsplit_once('=')
                .ok_or_else(|| Refused(format!("--scale {text}: write SITE=FACTOR, such as {text}=0.5")))?;
            let number = factor.trim().parse::<f64>().ok().filter(|f| f.is_finite() && *f >= 0.0);
            let number = number.ok_or_else(|| {
                Refused(format!("--scale {text}: \"{factor}\" is no factor; write a number such as 0.5"))
            })?;
            Ok((site(study, name)?, number))
        });
        Ok(Self {
            closed,
            scaled: scaled.collect::<Result<_, Refused>>()?,
            added: args.add.iter().map(|path| path.display().to_string()).collect(),
        })
    }

    /// Whether there are other flows, so that matching begins anew.
    pub(super) fn changes_flows(&self) -> bool {
        !self.scaled.is_empty() || !self.added.is_empty()
    }

    /// The study with the flows as they would be.
    ///
    /// # Errors
    /// A file of added flows that is of no use.
    pub(super) fn applied(&self, asked: &Asked<'_>, study: &Study) -> Result<Study> {
        let mut study = if self.added.is_empty() {
            study.clone()
        } else {
            let here = std::env::current_dir()?;
            // Paths of the command line start where the user stands.
            let keys = |path: &PathBuf| FileKeys { path: here.join(path), ..FileKeys::default() };
            let added = asked.args.add.iter().map(keys).collect();
            let file = StudyFile { added, ..asked.source.file.clone() };
            let other = load_as(&file, &asked.source, asked.common.quiet)?;
            // Those of the study's own files have been told.
            let new = |issue: &&Issue| study.sources.iter().all(|s| s.file != other.source(issue.source).file);
            for issue in other.issues.iter().filter(new) {
                let place = other.whereabouts(issue.source, issue.feature);
                asked.tell(&format!("{} {place}: {}", issue.severity(), issue.message));
            }
            other
        };
        for (site, factor) in &self.scaled {
            for flow in study.flows.iter_mut().filter(|flow| flow.site == *site) {
                scale(&mut flow.amount, *factor);
            }
            for processor in study.processors.iter_mut().filter(|processor| processor.site == *site) {
                scale(&mut processor.capacity, *factor);
            }
        }
        Ok(study)
    }

    /// The question in words.
    pub(super) fn words(&self, study: &Study) -> String {
        let label = |site: &SiteIx| study.site(*site).label().to_owned();
        let mut parts = Vec::new();
        if !self.closed.is_empty() {
            parts.push(format!("{} closed", self.closed.iter().map(label).collect::<Vec<_>>().join(" and ")));
        }
        parts.extend(
            self.scaled.iter().map(|(site, factor)| format!("{} ran at {factor} times its flows", label(site))),
        );
        if !self.added.is_empty() {
            parts.push(format!("the flows of {} came", self.added.join(" and ")));
        }
        format!("If {}", parts.join(", and "))
    }
}

/// So many times an amount, where it is known.
fn scale(amount: &mut Amount, factor: f64) {
    if let Amount::Known(quantity) = amount
        && let Ok(scaled) = Quantity::per_year(quantity.annual() * factor, quantity.dimension())
    {
        *amount = Amount::Known(scaled);
    }
}

/// The site of that id or, failing that, the only one of that name.
fn site(study: &Study, word: &str) -> Result<SiteIx, Refused> {
    let word = word.trim();
    let places = |wanted: &dyn Fn(&Site) -> bool| {
        study
            .sites
            .iter()
            .enumerate()
            .filter(|(_, site)| wanted(site))
            .map(|(i, _)| SiteIx(i as u32))
            .collect::<Vec<_>>()
    };
    if let Some(site) = places(&|site| &*site.id == word).first() {
        return Ok(*site);
    }
    let lower = word.to_lowercase();
    let named = places(&|site| site.name.as_deref().is_some_and(|name| name.to_lowercase() == lower));
    match named[..] {
        [site] => return Ok(site),
        [] => {}
        _ => {
            let ids: Vec<&str> = named.iter().map(|site| &*study.site(*site).id).collect();
            return Err(Refused(format!(
                "{} sites are called \"{word}\"; name one by its id: {}",
                named.len(),
                ids.join(", ")
            )));
        }
    }
    let words = study.sites.iter().flat_map(|site| [Some(&*site.id), site.name.as_deref()]).flatten();
    let near: Vec<String> =
        maillon_ingest::near(word, words).into_iter().take(3).map(|near| format!("\"{near}\"")).collect();
    let hint = if near.is_empty() {
        "; the sites file lists them".to_owned()
    } else {
        format!("; did you mean {}?", near.join(" or "))
    };
    Err(Refused(format!("no site has the id or name \"{word}\"{hint}")))
}
