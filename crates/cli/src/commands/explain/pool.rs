//! `maillon explain STUDY pool:FLOW`

use anyhow::Result;
use maillon_matching::Options;
use maillon_model::{Hub, Language, Member, Pool, PoolWords, Shared, Study};

use crate::args::Common;
use crate::commands::check::load;
use crate::commands::match_::matched;
use crate::outcome::{Outcome, Refused};
use crate::pooling::{self, Pools};
use crate::settings::Source;
use crate::terminal;

pub(super) fn explain(source: &Source, options: &Options, id: &str, flow: &str, common: &Common) -> Result<Outcome> {
    let Some(asked) = Pools::of(false, &source.file, &source.knowledge)? else {
        return Err(Refused("the study leaves pools out: [pooling] skip = true".to_owned()).into());
    };
    if common.json {
        return Err(Refused(
            "a pool is told in words; pools.geojson and pool_members.geojson hold its figures".to_owned(),
        )
        .into());
    }
    let mut study = load(source, common.quiet)?;
    let hubs = pooling::given(&mut study, source, common.quiet)?;
    let matches = matched(&study, source, options, common.quiet);
    let pools = pooling::pools(&study, &matches, source, &asked, hubs, common.quiet)?;
    let holds = |pool: &&Pool| pool.first_flow().is_some_and(|first| &*study.flow(first).id == flow);
    let Some(pool) = pools.pools.iter().find(holds) else {
        let why = format!("no pool has the id \"{id}\"; pools.geojson lists them");
        return Err(Refused(why).into());
    };
    terminal::print(card(&study, pool, &pools.words[pool.words as usize]).trim_end())?;
    Ok(Outcome::Done)
}

fn card(study: &Study, pool: &Pool, words: &PoolWords) -> String {
    let place = match &pool.hub {
        Hub::Site(site) => study.site(*site).label(),
        Hub::Zone(zone) => study.zone(*zone).label(),
        Hub::Place(id, name) => name.as_deref().unwrap_or(id),
    };
    let resource = pool.resource.map(|ix| study.resource(ix));
    let what = resource.map_or("several resources", |r| r.label.as_deref().unwrap_or(&r.code));
    let says = match study.language {
        Language::En => &words.en,
        Language::Fr => &words.fr,
    };
    let mut lines = vec![
        format!("{} ({}): {what}, {} by {} sites", says, words.id, pool.direction.name(), pool.members.len()),
        format!("  hub: {place}"),
    ];
    let amount = pool.amount.map_or("unknown".to_owned(), |amount| amount.to_string());
    let unknown = match pool.unknown {
        0 => String::new(),
        n => format!("; the amounts of {n} sites are not known"),
    };
    let verdict = if pool.reached { "reached together" } else { "not checked: amounts are missing" };
    lines.push(format!("  threshold: {} ({verdict}); known together: {amount}{unknown}", pool.threshold));
    lines.push(match pool.shared {
        Shared::Rounds { visits, load, rounds, length, separate } => format!(
            "  rounds: {rounds} of {length} in all at each of {visits} visits a year, lorries of {} t; alone {separate}",
            load.annual()
        ),
        Shared::Units { unit, alone, together } => match together {
            Some(together) => format!("  units of {unit}: {together} together, {alone} alone"),
            None => format!("  units of {unit}: {alone} alone; together not known"),
        },
    });
    lines.push(format!(
        "  saves: {}, {}",
        pool.euros.map_or("euros not known".to_owned(), |e| format!("{:.2} EUR/yr", e.as_per_year())),
        pool.carbon.map_or("carbon not known".to_owned(), |c| format!("{:.2} kg CO2e/yr", c.as_kg_per_year())),
    ));
    if let Some(stable) = pool.stable {
        lines.push(format!("  no smaller group would do better by itself: {}", if stable { "yes" } else { "no" }));
    }
    lines.extend(pool.gap.map(|gap| format!("  hubs chosen at most {:.2} % from the best", 100.0 * gap.value())));
    lines.push(format!("  based on: {}", words.note));
    lines.extend(words.sources.iter().map(|source| format!("  source: {source}")));
    lines.push("Members, and what each saves of what it needs alone (Shapley value)".to_owned());
    lines.extend(pool.members.iter().map(|member| format!("  {}", line(study, member))));
    lines.join("\n")
}

fn line(study: &Study, member: &Member) -> String {
    let amount = member.amount.map_or("amount not known".to_owned(), |amount| amount.to_string());
    let saves = match member.saves {
        Some(saves) => {
            let error = saves.error.map_or(String::new(), |e| format!(" ± {:.1}", 100.0 * e.value()));
            format!("saves {:.1}{error} %", 100.0 * saves.share.value())
        }
        None => "may join once its amount is known".to_owned(),
    };
    let stop = member.stop.map_or(String::new(), |stop| format!(", stop {} of round {}", stop.place, stop.round));
    format!("{}: {amount}, {} from the hub{stop}, {saves}", study.site(member.site).label(), member.to_hub)
}
