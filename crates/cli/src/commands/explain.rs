//! `maillon explain`

mod pool;

use std::fmt::Write as _;

use anyhow::Result;
use maillon_matching::{Account, Card, Plant, TermKind};
use maillon_model::{BreakEven, FlowIx, Language, Study, Synergy};
use serde_json::{Value, json};

use crate::args::{Common, ExplainArgs};
use crate::commands::check::load;
use crate::outcome::{Outcome, Refused};
use crate::{settings, terminal};

pub(crate) fn run(args: &ExplainArgs, common: &Common) -> Result<Outcome> {
    let source = settings::of_study(&args.study)?;
    let options = settings::matching(&args.matching, &source)?;
    if let Some(flow) = maillon_layers::flow_of_pool(&args.synergy) {
        return pool::explain(&source, &options, &args.synergy, &flow, common);
    }
    let (supply, demand) = maillon_layers::flows_of_synergy(&args.synergy).ok_or_else(|| {
        Refused(format!("\"{}\" is no synergy's id; it looks like F1~F2, see synergies.geojson; a pool's looks like pool:F1, see pools.geojson", args.synergy))
    })?;
    let study = load(&source, common.quiet)?;
    let find = |id: &str| {
        let found = study.flows().find(|(_, flow)| &*flow.id == id).map(|(ix, _)| ix);
        found.ok_or_else(|| {
            Refused(format!("no flow of the study has the id \"{id}\"; `maillon check` tells what was refused"))
        })
    };
    let (supply, demand) = (find(&supply)?, find(&demand)?);
    let card = maillon_matching::explain(&study, source.knowledge.catalogue(), &options, supply, demand)
        .map_err(|e| Refused(e.to_string()))?;
    let text = if common.json { serde_json::to_string_pretty(&as_json(&study, &card))? } else { text(&study, &card) };
    terminal::print(text.trim_end())?;
    Ok(Outcome::Done)
}

fn text(study: &Study, card: &Card<'_>) -> String {
    let mut text = String::new();
    let (from, to) = (site(study, card.supply), site(study, card.demand));
    let _ = writeln!(text, "{from} → {to}\n{} for {}", resource(study, card.supply), resource(study, card.demand));
    let mut section = |title: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            let _ = writeln!(text, "\n{title}\n  {}", lines.join("\n  "));
        }
    };
    section(
        "Verdict",
        vec![match &card.refused {
            Some(why) => format!("no synergy: {why}"),
            None => format!("score {:.3}, confidence {:.2}", card.score.value(), card.confidence.value()),
        }],
    );
    let mut why = vec![
        format!("{} ({}), sure to {:.2}", card.rule.label(study.language), card.rule.id, card.rule_confidence.value()),
        format!("{} of the one replaces of the other for each unit given", card.ratio),
    ];
    why.extend(card.treatment.as_ref().map(|step| format!("needs treatment: {step}")));
    why.extend(card.plant.as_ref().map(|plant| by_plant(study, plant)));
    why.extend(card.rule.sources.iter().map(|source| format!("source: {source}")));
    section("Why", why);
    section("Distance", vec![format!("{} along the geodesic, allowed {}", card.distance, card.radius)]);
    section("Gates", card.gates.iter().map(|g| format!("{:16} {:14} {}", g.name, g.verdict.name(), g.words)).collect());
    section(
        "Criteria",
        card.criteria
            .iter()
            .map(|line| {
                let value = line.value.map_or("unknown".to_owned(), |value| format!("{:.3}", value.value()));
                let adds = line.adds.map_or(String::new(), |adds| format!(", adds {adds:.3}"));
                format!("{:16} {value:8} weight {}{adds}; {}", line.name, line.weight, line.formula)
            })
            .collect(),
    );
    let mut amount = vec![match (card.amount, card.replaced) {
        (Some(given), Some(replaced)) => format!("{given} could change hands, replacing {replaced}"),
        _ => "not known: an amount is missing or does not compare".to_owned(),
    }];
    amount.extend(card.units.map(|units| format!("{units} units count in the balances")));
    section("Amount", amount);
    let carbon = card.carbon.as_ref().map_or(vec!["not known".to_owned()], |account| balance(account, card, "kg CO2e"));
    section("Carbon, for each unit given", carbon);
    section("Money of both sides together, for each unit given", balance(&card.euros, card, "EUR"));
    let wishes = card.wishes.iter().map(|wish| format!("{:.2} with {}", wish.confidence.value(), wish.what));
    section("What would raise the confidence", wishes.collect());
    section("The giver's next best", card.other_takers.iter().map(|s| other(study, s, s.demand)).collect());
    section("The taker's next best", card.other_givers.iter().map(|s| other(study, s, s.supply)).collect());
    text
}

/// Who could treat it.
fn by_plant(study: &Study, plant: &Plant) -> String {
    match plant.nearest {
        Some((ix, [before, after])) => {
            let processor = study.processor(ix);
            let name = study.site(processor.site).label();
            format!(
                "processor in reach: {name} ({}), {before} there and {after} on; `chains` says for whom its capacity is best",
                processor.id
            )
        }
        None => format!("no processor in reach does {}; giver or taker would have to", plant.treatment),
    }
}

fn balance(account: &Account<'_>, card: &Card<'_>, unit: &str) -> Vec<String> {
    let mut lines: Vec<String> = account
        .terms
        .iter()
        .map(|term| {
            // Freight is counted by the metre; a reader adds up what this way costs.
            let freight = term.kind == TermKind::Freight;
            let way = if freight { card.distance.as_metres() } else { 1.0 };
            let amount = term.amount.map_or("unknown".to_owned(), |amount| format!("{:+.6}", amount * way));
            let over =
                if freight && term.amount.is_some() { format!(", over {}", card.distance) } else { String::new() };
            let source = term.source.map_or(String::new(), |source| format!(" [{source}]"));
            let assumed = if term.assumed { "; assumed" } else { "" };
            format!("{:10} {amount:>14} {unit}  {}{over}{assumed}{source}", term.kind.name(), term.words)
        })
        .collect();
    if let Some(net) = account.net(card.distance) {
        lines.push(format!("net        {net:>+14.6} {unit} at {}", card.distance));
        if let Some(units) = card.units {
            lines.push(format!("a year     {:>+14.0} {unit}", net * units));
        }
    }
    lines.push(match account.break_even() {
        Some(BreakEven::At(distance)) => format!("lost at    {distance}"),
        Some(BreakEven::Never) => "never lost, however far it travels".to_owned(),
        None => "where it is lost is not known".to_owned(),
    });
    lines
}

fn other(study: &Study, synergy: &Synergy, flow: FlowIx) -> String {
    format!("{:.3}  {} at {}: {}", synergy.score.value(), site(study, flow), synergy.distance, resource(study, flow))
}

fn site(study: &Study, flow: FlowIx) -> &str {
    study.site(study.flow(flow).site).label()
}

fn resource(study: &Study, flow: FlowIx) -> String {
    let resource = study.resource(study.flow(flow).resource);
    match &resource.label {
        Some(label) => format!("{label} ({})", resource.code),
        None => resource.code.to_string(),
    }
}

fn as_json(study: &Study, card: &Card<'_>) -> Value {
    let reach = |reach: Option<BreakEven>| match reach {
        Some(BreakEven::At(distance)) => json!(distance.as_metres()),
        Some(BreakEven::Never) => json!("never"),
        None => Value::Null,
    };
    let account = |account: &Account<'_>| {
        json!({
            "terms": account.terms.iter().map(|term| json!({
                "kind": term.kind.name(),
                "per_unit": term.amount,
                "per": if term.kind == TermKind::Freight { "unit and metre" } else { "unit" },
                "words": term.words,
                "factor": term.factor,
                "source": term.source.map(ToString::to_string),
                "assumed": term.assumed,
            })).collect::<Vec<_>>(),
            "net_per_unit": account.net(card.distance),
            "net_per_year": account.net(card.distance).zip(card.units).map(|(net, units)| net * units),
            "break_even_m": reach(account.break_even()),
        })
    };
    let others = |list: &[Synergy]| -> Vec<Value> {
        list.iter()
            .map(|s| json!({"synergy_id": maillon_layers::synergy_id(study, s), "score": s.score.value(), "distance_m": s.distance.as_metres()}))
            .collect()
    };
    let language = match study.language {
        Language::En => &card.rule.en,
        Language::Fr => &card.rule.fr,
    };
    json!({
        "supply_flow": study.flow(card.supply).id,
        "demand_flow": study.flow(card.demand).id,
        "supply_site": site(study, card.supply),
        "demand_site": site(study, card.demand),
        "refused": card.refused,
        "score": card.score.value(),
        "confidence": card.confidence.value(),
        "rule": {"id": card.rule.id, "says": language, "confidence": card.rule_confidence.value(), "ratio": card.ratio, "sources": card.rule.sources},
        "treatment": card.treatment,
        "plant": card.plant.as_ref().map(|plant| json!({
            "treatment": plant.treatment,
            "processor": plant.nearest.map(|(ix, _)| study.processor(ix).id.clone()),
            "before_m": plant.nearest.map(|(_, [before, _])| before.as_metres()),
            "after_m": plant.nearest.map(|(_, [_, after])| after.as_metres()),
        })),
        "distance_m": card.distance.as_metres(),
        "distance_method": "geodesic",
        "radius_m": card.radius.as_metres(),
        "gates": card.gates.iter().map(|g| json!({"gate": g.name, "verdict": g.verdict.name(), "words": g.words})).collect::<Vec<_>>(),
        "criteria": card.criteria.iter().map(|c| json!({"criterion": c.name, "value": c.value.map(|v| v.value()), "weight": c.weight, "adds": c.adds, "formula": c.formula})).collect::<Vec<_>>(),
        "amount": card.amount.map(|q| json!({"annual": q.annual(), "unit": q.dimension().base_unit()})),
        "replaced": card.replaced.map(|q| json!({"annual": q.annual(), "unit": q.dimension().base_unit()})),
        "carbon_kg": card.carbon.as_ref().map(account),
        "euros": account(&card.euros),
        "would_raise_confidence": card.wishes.iter().map(|w| json!({"what": w.what, "confidence": w.confidence.value()})).collect::<Vec<_>>(),
        "other_takers": others(&card.other_takers),
        "other_givers": others(&card.other_givers),
    })
}
