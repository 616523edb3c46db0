//! `maillon whatif --each-site`

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use anyhow::Result;
use maillon_allocation::{Closure, rank_closures};
use maillon_layers::{ClosedSite, Subject};
use maillon_model::{FlowIx, Matches, SiteIx, Study};
use serde_json::json;

use super::Asked;
use super::chained::Chained;
use super::report::short;
use crate::planning::Planning;
use crate::progress::Progress;
use crate::terminal;

/// Rows of the table; the layer and `--json` have all.
const ROWS: usize = 30;

/// Ranks every site and tells.
pub(super) fn tell(asked: &Asked<'_>, study: &Study, matches: &Matches, planning: &Planning) -> Result<()> {
    let chained = Chained::of(asked, study, matches, planning)?;
    let links = links(study, matches, planning, &chained);
    let ranked = {
        let _progress = Progress::busy("closing each site", asked.common.quiet);
        ranking(planning, &links, asked)?
    };
    let objective = asked.plans.options.objective;
    // Objectives that put the amount first count their losses in it.
    let unit = if objective.name == "transport" { "base units" } else { objective.unit };
    let flows =
        |site: SiteIx| -> Vec<&str> { links[site.0 as usize].flows.iter().map(|ix| &*study.flow(*ix).id).collect() };
    let rows: Vec<_> = (1..)
        .zip(&ranked)
        .map(|(rank, closed): (usize, _)| {
            let site = study.site(closed.site);
            json!({
                "rank": rank,
                "site_id": site.id,
                "name": site.name.as_deref(),
                "loss": closed.loss,
                "synergies": closed.synergies,
                "synergies_unknown": closed.unknown,
                "partners": closed.partners,
                "chains": closed.chains,
                "rank_by_links": closed.rank_by_links,
                "flows_unknown": flows(closed.site),
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

/// What a site's closure takes away, whatever it moves.
#[derive(Default)]
struct Links {
    synergies: u32,
    unknown: u32,
    partners: BTreeSet<SiteIx>,
    chains: u32,
    /// Whether it has a processor.
    treats: bool,
    /// Its own flows of unknown amount that have a partner.
    flows: BTreeSet<FlowIx>,
}

fn links(study: &Study, matches: &Matches, planning: &Planning, chained: &Chained) -> Vec<Links> {
    let planned = planning.planned(study, matches);
    let mut all: Vec<Links> = study.sites.iter().map(|_| Links::default()).collect();
    for s in matches.synergies.list().iter() {
        let ends = [s.supply, s.demand];
        let known = ends.map(|ix| planned.used(ix).is_some());
        for (own, other, measured) in [(ends[0], ends[1], known[0]), (ends[1], ends[0], known[1])] {
            let links = &mut all[study.flow(own).site.0 as usize];
            links.synergies += 1;
            links.unknown += u32::from(!(known[0] && known[1]));
            links.partners.insert(study.flow(other).site);
            if !measured {
                links.flows.insert(own);
            }
        }
    }
    chained.sites().for_each(|site| all[site.0 as usize].chains += 1);
    study.processors.iter().for_each(|processor| all[processor.site.0 as usize].treats = true);
    all
}

/// The dearest closure first; of equals, the one with more partners, then with more synergies, then with more chains: their
/// amounts may only be unknown.
fn ranking(planning: &Planning, links: &[Links], asked: &Asked<'_>) -> Result<Vec<ClosedSite>> {
    let size = |site: SiteIx| {
        let links = &links[site.0 as usize];
        (links.partners.len(), links.synergies, links.chains)
    };
    let Some(problem) = &planning.problem else { return Ok(Vec::new()) }; // it is there until a front was asked for
    let mut ranked = rank_closures(problem, &asked.plans.options)?;
    // A site that only treats has no flow, and costs the plan nothing.
    let listed: BTreeSet<SiteIx> = ranked.iter().map(|closure| closure.site).collect();
    let others = (0..).map(SiteIx).zip(links).filter(|(site, links)| links.treats && !listed.contains(site));
    ranked.extend(others.map(|(site, _)| Closure { site, loss: 0.0 }));
    let mut by_links: Vec<SiteIx> = ranked.iter().map(|closure| closure.site).collect();
    by_links.sort_by(|a, b| size(*b).cmp(&size(*a)).then(a.cmp(b)));
    let places: BTreeMap<SiteIx, u32> = by_links.into_iter().zip(1..).collect();
    ranked.sort_by(|a, b| {
        b.loss.total_cmp(&a.loss).then_with(|| size(b.site).cmp(&size(a.site))).then(a.site.cmp(&b.site))
    });
    let closed = |closure: Closure| {
        let own = &links[closure.site.0 as usize];
        ClosedSite {
            site: closure.site,
            loss: closure.loss,
            synergies: own.synergies,
            unknown: own.unknown,
            unknown_flows: own.flows.len() as u32,
            partners: own.partners.len() as u32,
            chains: own.chains,
            rank_by_links: places[&closure.site],
        }
    };
    Ok(ranked.into_iter().map(closed).collect())
}

fn table(study: &Study, ranked: &[ClosedSite], objective: &str, unit: &str) -> String {
    let mut text = format!("What each site's closure would cost the plan for {objective}, in {unit}:\n");
    let _ = writeln!(
        text,
        "{:>4}  {:>14}  {:>9}  {:>10}  {:>8}  {:>6}  {:>8}  site",
        "rank", "loss", "synergies", "of unknown", "partners", "chains", "by links"
    );
    for (rank, closed) in (1..).zip(ranked).take(ROWS) {
        let rank: usize = rank;
        let _ = writeln!(
            text,
            "{rank:>4}  {:>14}  {:>9}  {:>10}  {:>8}  {:>6}  {:>8}  {}",
            short(closed.loss),
            closed.synergies,
            closed.unknown,
            closed.partners,
            closed.chains,
            closed.rank_by_links,
            study.site(closed.site).label()
        );
    }
    if ranked.len() > ROWS {
        let _ = writeln!(text, "… and {} more: --json or --out has them", ranked.len() - ROWS);
    }
    text.push_str("The loss holds no synergy of unknown amount and no chain; \"of unknown\" counts them, and \"by links\" ranks without amounts.");
    if let Some(first) = ranked.iter().find(|closed| closed.rank_by_links == 1 && closed.unknown > 0) {
        let _ = write!(
            text,
            "\nBy links, {} comes first: {} synergies with {} sites. Its loss is not all measured: of {} an \
             amount is not known.",
            study.site(first.site).label(),
            first.synergies,
            first.partners,
            first.unknown
        );
    }
    text
}
