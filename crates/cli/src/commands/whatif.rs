//! `maillon whatif`

mod chained;
mod closures;
mod question;
mod report;

use anyhow::Result;
use maillon_layers::{Allocated, Options, Run, Subject};
use maillon_model::{Change, Grouped, IssueCount, Matches, Study};
use serde_json::Value;

use crate::args::{Common, WhatifArgs};
use crate::commands::check::load;
use crate::commands::match_::{matched, threads};
use crate::outcome::Outcome;
use crate::planning::{self, Planning};
use crate::settings::{self, Plans, Source};
use crate::{diagnosis, terminal};
use chained::{Chained, Treated};
use question::Question;
use report::Answer;

/// What both ways to ask share.
struct Asked<'a> {
    args: &'a WhatifArgs,
    common: &'a Common,
    source: Source,
    matching: maillon_matching::Options,
    plans: Plans,
    output: Option<Options>,
}

pub(crate) fn run(args: &WhatifArgs, common: &Common) -> Result<Outcome> {
    threads(args.results.threads)?;
    let source = settings::source(&args.input)?;
    let output = settings::results(&args.results, &source, "whatif")?;
    let asked = Asked {
        args,
        common,
        matching: settings::matching(&args.matching, &source)?,
        plans: settings::allocation(&args.allocation, &source.file)?,
        output,
        source,
    };
    let study = load(&asked.source, common.quiet)?;
    let count = IssueCount::of(&study.issues);
    if count.errors + count.warnings > 0 {
        asked.tell(&format!("{}; `maillon check` tells them", diagnosis::counts(count)));
    }
    let question = Question::of(args, &study)?;
    let matches = matched(&study, &asked.source, &asked.matching, common.quiet);
    let planning = planning::plan(&study, &matches, &asked.plans, &[], common.quiet)?;
    if args.each_site {
        closures::tell(&asked, &study, &matches, &planning)?;
    } else {
        change(&asked, &question, (&study, &matches, &planning))?;
    }
    Ok(Outcome::of_issues(count, false))
}

/// Plans the study as it would be, and tells what differs.
fn change(asked: &Asked, question: &Question, before: (&Study, &Matches, &Planning)) -> Result<()> {
    let quiet = asked.common.quiet;
    let other = if question.changes_flows() {
        let study = question.applied(asked, before.0)?;
        let matches = matched(&study, &asked.source, &asked.matching, quiet);
        Some((study, matches))
    } else {
        None
    };
    let (study, matches) = other.as_ref().map_or((before.0, before.1), |(study, matches)| (study, matches));
    let planning = planning::plan(study, matches, &asked.plans, &question.closed, quiet)?;
    let chained = [Chained::of(asked, before.0, before.1, before.2)?, Chained::of(asked, study, matches, &planning)?];
    let treated = Treated::between(&chained, [(before.1, before.2), (matches, &planning)]);
    let before = before.2.planned(before.0, before.1);
    let after = planning.planned(study, matches);
    let change = Change::between(&before, &after);
    let unit = asked.plans.options.objective.unit;
    let answer = Answer { question, before: &before, after: &after, change: &change, treated, unit };
    let report = report::json(&answer);
    if asked.common.json {
        terminal::print(&serde_json::to_string_pretty(&report)?)?;
    } else {
        terminal::print(&report::text(&answer))?;
    }
    asked.write(study, matches, &planning, Subject::Change(&change), report)
}

impl Asked<'_> {
    fn tell(&self, text: &str) {
        if !self.common.quiet {
            terminal::say(text);
        }
    }

    /// Writes the layers, where that was asked.
    fn write(
        &self,
        study: &Study,
        matches: &Matches,
        planning: &Planning,
        subject: Subject<'_>,
        report: Value,
    ) -> Result<()> {
        let Some(output) = &self.output else { return Ok(()) };
        let run = Run {
            study,
            matches,
            site_zones: &Grouped::default(),
            plan: Some(Allocated {
                planned: planning.planned(study, matches),
                unit: self.plans.options.objective.unit,
                front: None,
            }),
            territory: None,
            pooling: None,
            chains: None,
            subject,
            report: Some(report),
            pairs: None,
            public: None,
            parameters: settings::echo(&self.matching, Some(&self.plans), &output.formats),
            version: env!("CARGO_PKG_VERSION"),
        };
        maillon_layers::write(&run, output)?;
        self.tell(&format!("written to {}", output.dir.display()));
        Ok(())
    }
}
