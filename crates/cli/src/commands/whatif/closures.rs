//! `maillon whatif --each-site`

use std::collections::BTreeSet;
use std::fmt::Write as _;

use anyhow::Result;
use maillon_allocation::rank_closures;
use maillon_layers::{ClosedSite, Subject};
use maillon_model::{Matches, SiteIx, Study};
use serde_json::json;

use super::Asked;
use super::report::short;
use crate::planning::Planning;
use crate::progress::Progress;
use crate::terminal;

/// Rows of the table; the layer and `--json` have all.
const ROWS: usize = 30;

/// Ranks every site and tells.
pub(super) fn tell(asked: &Asked<'_>, study: &Study, matches: &Matches, planning: &Planning) -> Result<()> {
    let ranked = {
        let _progress = Progress::busy("closing each site", asked.common.quiet);
        ranking(study, matches, planning, asked)?
    };
    let objective = asked.plans.options.objective;
    // Objectives that put the amount first count their losses in it.
    let unit = if objective.name == "transport" { "base units" } else { objective.unit };
    let rows: Vec<_> = (1..)
        .zip(&ranked)
        .map(|(rank, closed): (usize, _)| {
            let site = study.site(closed.site);
            json!({
                "rank": rank,
                "site_id": site.id,
                "name": site.name,
                "loss": closed.loss,
                "synergies": closed.synergies,
                "synergies_unknown": closed.unknown,
                "partners": closed.partners,
            })
        })
        .collect();
    let report = json!({ "objective": objective.name, "unit": unit, "value": planning.plan.value, "closures": rows });
    if asked.common.json {
        terminal::print(&serde_json::to_string_pretty(&report)?)?;
    } else {
        terminal::print(&table(study, &ranked, objective.name, unit))?;
    }
    asked.write(study, matches, planning, Subject::Closures(&ranked), report)
}

/// The dearest closure first; of equals, the one with more synergies: their amounts may only be unknown.
fn ranking(study: &Study, matches: &Matches, planning: &Planning, asked: &Asked<'_>) -> Result<Vec<ClosedSite>> {
    let mut counts = vec![(0u32, 0u32, BTreeSet::<SiteIx>::new()); study.sites.len()];
    let planned = planning.planned(study, matches);
    for (k, s) in matches.synergies.list().iter().enumerate() {
        let ends = [s.supply, s.demand].map(|ix| study.flow(ix).site);
        let known = [s.supply, s.demand].iter().all(|ix| planned.used(*ix).is_some());
        debug_assert!(known || planned.amount(k).is_none(), "an unknown amount takes no part");
        for (site, other) in [(ends[0], ends[1]), (ends[1], ends[0])] {
            let (synergies, unknown, partners) = &mut counts[site.0 as usize];
            *synergies += 1;
            *unknown += u32::from(!known);
            partners.insert(other);
        }
    }
    let closures = rank_closures(&planning.problem, &asked.plans.options)?;
    let mut ranked: Vec<ClosedSite> = (closures.into_iter())
        .map(|closure| {
            let (synergies, unknown, partners) = &counts[closure.site.0 as usize];
            ClosedSite {
                site: closure.site,
                loss: closure.loss,
                synergies: *synergies,
                unknown: *unknown,
                partners: partners.len() as u32,
            }
        })
        .collect();
    ranked.sort_by(|a, b| b.loss.total_cmp(&a.loss).then(b.synergies.cmp(&a.synergies)).then(a.site.cmp(&b.site)));
    Ok(ranked)
}

fn table(study: &Study, ranked: &[ClosedSite], objective: &str, unit: &str) -> String {
    let mut text = format!("What each site's closure would cost the plan for {objective}, in {unit}:\n");
    let _ = writeln!(
        text,
        "{:>4}  {:>14}  {:>9}  {:>10}  {:>8}  site",
        "rank", "loss", "synergies", "of unknown", "partners"
    );
    for (rank, closed) in (1..).zip(ranked).take(ROWS) {
        let rank: usize = rank;
        let _ = writeln!(
            text,
            "{rank:>4}  {:>14}  {:>9}  {:>10}  {:>8}  {}",
            short(closed.loss),
            closed.synergies,
            closed.unknown,
            closed.partners,
            study.site(closed.site).label()
        );
    }
    if ranked.len() > ROWS {
        let _ = writeln!(text, "… and {} more: --json or --out has them", ranked.len() - ROWS);
    }
    text.push_str("The loss holds no synergy of unknown amount; \"of unknown\" counts them.");
    text
}
