//! `maillon site`

use std::fmt::Write as _;

use anyhow::Result;
use maillon_ingest::FileKeys;
use maillon_knowledge::{Taxonomy, TaxonomyCode};
use maillon_layers::{Run, Subject};
use maillon_matching::Typical;
use maillon_model::{Direction, Flow, Grouped, IssueCount, Matches, Plot, Siting, Study, ZoneKind};
use serde_json::{Value, json};

use crate::args::{Common, SiteArgs};
use crate::commands::check::load;
use crate::commands::match_::threads;
use crate::outcome::{Outcome, Refused};
use crate::progress::Progress;
use crate::settings::{self, Source};
use crate::{diagnosis, terminal};

/// Places of the table; the layer and `--json` have all.
const ROWS: usize = 15;

pub(crate) fn run(args: &SiteArgs, common: &Common) -> Result<Outcome> {
    threads(args.results.threads)?;
    let source = settings::source(&args.input)?;
    let options = settings::matching(&args.matching, &source)?;
    let output = settings::results(&args.results, &source, "site")?;
    let tell = |text: &str| {
        if !common.quiet {
            terminal::say(text);
        }
    };
    let activity = args.activity.as_deref().map(activity).transpose()?;
    let typical = match (&activity, &args.profile) {
        (Some(code), None) => Some(typical(&source, code)?),
        _ => None,
    };
    let study = load(&source, common.quiet)?;
    let count = IssueCount::of(&study.issues);
    if count.errors + count.warnings > 0 {
        tell(&format!("{}; `maillon check` tells them", diagnosis::counts(count)));
    }
    let profile = profile(args, &source, typical.as_deref(), &study, common)?;
    let plots = plots(args, &study)?;
    let (joined, newcomer) =
        maillon_ingest::with_newcomer(&study, &profile, activity.as_ref().map(TaxonomyCode::digits));
    let places: Vec<_> = plots.iter().map(|plot| plot.position).collect();
    let prospects = {
        let progress = Progress::of(places.len() as u64, "siting", common.quiet);
        let catalogue = source.knowledge.catalogue();
        maillon_matching::prospects(&joined, catalogue, &options, newcomer, &places, &|done| {
            progress.advance(done as u64)
        })
    };
    let mut order: Vec<u32> = (0..plots.len() as u32).collect();
    order.sort_by(|a, b| prospects[*b as usize].score.cmp(&prospects[*a as usize].score).then(a.cmp(b)));
    let mut dimensions: Vec<_> =
        profile.flows.iter().filter_map(|flow| flow.amount.known()).map(|amount| amount.dimension()).collect();
    dimensions.sort_unstable();
    dimensions.dedup();
    let words = |flow: &Flow| words(flow, &profile);
    let siting = Siting { plots, prospects, order, profile: profile.flows.iter().map(words).collect(), dimensions };
    let report = report(args, &study, &profile, typical.as_deref(), &siting);
    if common.json {
        terminal::print(&serde_json::to_string_pretty(&report)?)?;
    } else {
        terminal::print(text(&study, typical.as_deref(), &siting).trim_end())?;
    }
    if let Some(output) = &output {
        let mut parameters = settings::echo(&options, None, &output.formats);
        parameters["grid_km"] = args.grid.into();
        parameters["activity"] = args.activity.clone().into();
        let run = Run {
            study: &study,
            matches: &Matches::default(),
            site_zones: &Grouped::default(),
            plan: None,
            territory: None,
            pooling: None,
            chains: None,
            subject: Subject::Siting(&siting),
            report: Some(report),
            pairs: None,
            public: None,
            parameters,
            version: env!("CARGO_PKG_VERSION"),
        };
        maillon_layers::write(&run, output)?;
        tell(&format!("written to {}", output.dir.display()));
    }
    let own = IssueCount::of(&profile.issues);
    Ok(if own.errors > 0 { Outcome::of_issues(own, false) } else { Outcome::of_issues(count, false) })
}

fn activity(text: &str) -> Result<TaxonomyCode, Refused> {
    let bare = text.rsplit_once(':').map_or(text, |(_, code)| code);
    TaxonomyCode::new(Taxonomy::Nace, bare)
        .ok_or_else(|| Refused(format!("--activity {text}: no NACE or NAF code; write one such as 23.51")))
}

fn typical(source: &Source, code: &TaxonomyCode) -> Result<Vec<Typical>, Refused> {
    let flows = maillon_matching::typical(source.knowledge.catalogue(), code);
    if flows.is_empty() {
        let why = format!(
            "no substitution that maillon knows names {code} among its givers or takers: what such a firm has is not known; \
             give its flows with --profile FILE"
        );
        return Err(Refused(why));
    }
    Ok(flows)
}

/// The firm's flows.
fn profile(
    args: &SiteArgs,
    source: &Source,
    typical: Option<&[Typical]>,
    study: &Study,
    common: &Common,
) -> Result<Study> {
    if study.flows.is_empty() {
        return Err(Refused("the study has no flows: a new firm would find nobody anywhere".to_owned()).into());
    }
    if let Some(typical) = typical {
        let flows: Vec<(Direction, &str)> = typical.iter().map(|flow| (flow.direction, &*flow.resource)).collect();
        return Ok(maillon_ingest::profile_of(&flows, &source.knowledge, study.language));
    }
    let Some(path) = &args.profile else {
        return Err(Refused("give the firm's flows with --profile FILE, or its --activity CODE".to_owned()).into());
    };
    // Paths of the command line start where the user stands.
    let keys = FileKeys { path: std::env::current_dir()?.join(path), ..FileKeys::default() };
    let profile = maillon_ingest::load_profile(&keys, &source.file, &source.base, &source.knowledge, &|_, _| ())?;
    let problems = diagnosis::text(&profile, 3);
    if !problems.is_empty() && !common.quiet {
        terminal::say(&problems);
    }
    if !profile.processors.is_empty() && !common.quiet {
        terminal::say(
            "note: processors of a profile are not looked at: what a firm treats for others is no flow of its own",
        );
    }
    if profile.flows.is_empty() {
        let why = format!("{} holds no flow that can be used; `maillon site --help` shows one", path.display());
        return Err(Refused(why).into());
    }
    Ok(profile)
}

fn plots(args: &SiteArgs, study: &Study) -> Result<Vec<Plot>, Refused> {
    if let Some(km) = args.grid {
        return maillon_territory::grid(study, km).map_err(|error| Refused(format!("--grid: {error}")));
    }
    let kind = args.kind.as_deref().map(ZoneKind::from_name);
    let plots = maillon_territory::plots_of_zones(study, kind.as_ref());
    if plots.is_empty() {
        let mut kinds: Vec<&str> = study.zones.iter().map(|zone| zone.kind.name()).collect();
        kinds.dedup();
        return Err(Refused(match (kind, kinds.is_empty()) {
            (Some(kind), false) => {
                format!("no zone is of the kind \"{}\"; there are: {}", kind.name(), kinds.join(", "))
            }
            _ => "the study has no zones to look at: give --grid KM, such as --grid 5".to_owned(),
        }));
    }
    Ok(plots)
}

/// A flow of the firm in words.
fn words(flow: &Flow, profile: &Study) -> String {
    let resource = profile.resource(flow.resource);
    format!("{} {}", verb(flow.direction), resource.label.as_deref().unwrap_or(&resource.code))
}

const fn verb(direction: Direction) -> &'static str {
    match direction {
        Direction::Supply => "gives",
        Direction::Demand => "needs",
    }
}

fn text(study: &Study, typical: Option<&[Typical]>, siting: &Siting) -> String {
    let mut text = String::new();
    if let Some(typical) = typical {
        let _ =
            writeln!(text, "Typical flows, of the substitutions that name the activity; their amounts are not known:");
        for flow in typical {
            let verb = verb(flow.direction);
            let _ = writeln!(text, "  {verb} {} ({})", flow.resource, flow.rules.join(", "));
        }
        text.push('\n');
    }
    let _ = writeln!(
        text,
        "{} flows at {} places, the best first:\n{:>4}  {:>6}  {:>8}  {:>10}  {:>6}  place",
        siting.profile.len(),
        siting.plots.len(),
        "rank",
        "score",
        "gives to",
        "takes from",
        "served"
    );
    for (rank, place) in (1..).zip(siting.order.iter().take(ROWS)) {
        let (plot, prospect) = (&siting.plots[*place as usize], &siting.prospects[*place as usize]);
        let name = plot.zone.map_or(&*plot.id, |zone| study.zone(zone).label());
        let best = prospect.best.first().map_or_else(String::new, |encounter| {
            let site = study.site(study.flow(encounter.other).site);
            let own = siting.profile.get(encounter.own as usize).map_or("", String::as_str);
            format!(" ({own}: {}, {})", site.label(), encounter.distance)
        });
        let _ = writeln!(
            text,
            "{rank:>4}  {:>6.3}  {:>8}  {:>10}  {:>6}  {name}{best}",
            prospect.score.value(),
            prospect.takers,
            prospect.givers,
            prospect.served
        );
    }
    if siting.order.len() > ROWS {
        let _ = writeln!(text, "  … and {} more", siting.order.len() - ROWS);
    }
    text
}

fn report(args: &SiteArgs, study: &Study, profile: &Study, typical: Option<&[Typical]>, siting: &Siting) -> Value {
    let flows: Vec<Value> = profile
        .flows
        .iter()
        .map(|flow| {
            let amount = flow.amount.known();
            json!({
                "direction": flow.direction.name(),
                "resource": profile.resource(flow.resource).code,
                "known": profile.resource(flow.resource).known,
                "amount": amount.map(|q| q.annual()),
                "unit": amount.map(|q| format!("{}/yr", q.dimension().base_unit())),
                "typical_of": typical.and_then(|all| {
                    let code = &profile.resource(flow.resource).code;
                    all.iter().find(|t| t.direction == flow.direction && t.resource == *code).map(|t| &t.rules)
                }),
            })
        })
        .collect();
    let place = |(rank, place): (usize, &u32)| {
        let (plot, prospect) = (&siting.plots[*place as usize], &siting.prospects[*place as usize]);
        json!({
            "rank": rank,
            "place_id": plot.id,
            "name": plot.zone.and_then(|zone| study.zone(zone).name.as_deref()),
            "lon": plot.position.lon(),
            "lat": plot.position.lat(),
            "score": prospect.score.value(),
            "gives_to": prospect.takers,
            "takes_from": prospect.givers,
            "flows_served": prospect.served,
            "flows_unweighed": prospect.unweighed,
        })
    };
    json!({
        "activity": args.activity,
        "profile": flows,
        "grid_km": args.grid,
        "places": (1..).zip(&siting.order).map(place).collect::<Vec<_>>(),
    })
}
