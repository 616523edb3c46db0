//! Money, substances and losses, against sums made the slow way.

use std::collections::BTreeSet;

use maillon_model::{
    Content, Dimension, Direction, EuroSide, EurosGained, FlowIx, Quantity, Side, SiteIx, Substance, Surveyed,
};
use maillon_territory::Options;

use crate::common::{Made, units};

fn cents(euros: EurosGained) -> i64 {
    (100.0 * euros.as_per_year()).round() as i64
}

#[test]
fn money_adds_up_to_the_cent_at_each_level() {
    let mut compared = 0;
    for seed in 0..10 {
        let made = Made::random(seed);
        let survey = made.survey();
        let territory = survey.territory();
        for direction in [Direction::Supply, Direction::Demand] {
            let of = |flow: FlowIx| made.study.flow(flow).direction == direction;
            let paid = |flow: FlowIx, units: i64| {
                let price = made.study.flow(flow).details.as_ref().and_then(|d| d.price)?;
                Some((price.euros() * units as f64 / 10.0).round() as i64)
            };
            let (mut stated, mut without) = (0, 0);
            for share in made.plan.shares.iter().filter(|s| of(s.flow)) {
                match share.capacity.and_then(|capacity| paid(share.flow, capacity - share.used)) {
                    Some(left) => stated += left,
                    None => without += 1,
                }
            }
            for a in &made.plan.allocations {
                let s = made.matches.synergies.list().at(a.synergy as usize);
                let flow = if direction == Direction::Supply { s.supply } else { s.demand };
                stated += paid(flow, a.supplied).unwrap_or(0);
            }
            for level in 0..territory.levels.len() as u32 {
                let sides: Vec<EuroSide> = (territory.balances.iter().filter(|b| b.level == level))
                    .map(|b| if direction == Direction::Supply { b.supply_euros } else { b.demand_euros })
                    .collect();
                assert_eq!(sides.iter().map(|s| cents(s.stated)).sum::<i64>(), stated);
                assert_eq!(sides.iter().map(|s| s.without).sum::<u32>(), without);
                for s in &sides {
                    assert_eq!(cents(s.stated), cents(s.inside) + cents(s.across) + cents(s.left));
                    compared += usize::from(cents(s.across) != 0);
                }
            }
        }
    }
    assert!(compared > 500, "{compared}");
}

#[test]
fn substances_add_up_to_the_gram_at_each_level() {
    let made = Made::random(4);
    let grams = |q: Quantity| (1e6 * q.annual()).round() as i64;
    let content = |t: f64| Content::Of(Quantity::per_year(t, Dimension::Mass).unwrap());
    // By turns: none that is asked for, some that nobody knows, 7.9 and 44 kg of nitrogen in a tonne; phosphorus in every flow.
    let kinds = [Content::NotAsked, Content::Unknown, content(0.007_901_37), content(0.044_013_7)];
    let contents: Vec<[Content; 2]> =
        (0..made.study.flows.len()).map(|i| [kinds[i % 4], content(0.001_661_37)]).collect();
    let of = |flow: FlowIx| contents[flow.0 as usize];
    let survey = made.survey_of(&of, Options::default());
    let territory = survey.territory();
    for (i, substance) in Substance::ALL.into_iter().enumerate() {
        let (mut stated, mut moved, mut asked, mut unknown) = ([0; 2], [0; 2], [0; 2], [0; 2]);
        let side = |flow: FlowIx| usize::from(made.study.flow(flow).direction == Direction::Demand);
        let of = |flow: FlowIx, units: i64| match contents[flow.0 as usize][i] {
            Content::Of(t) => Some((t.annual() * units as f64 * 1000.0).round() as i64),
            _ => None,
        };
        for share in made.plan.shares.iter() {
            let side = side(share.flow);
            asked[side] += u32::from(contents[share.flow.0 as usize][i] != Content::NotAsked);
            match share.capacity.and_then(|units| of(share.flow, units - share.used)) {
                Some(g) => stated[side] += g,
                None => unknown[side] += u32::from(contents[share.flow.0 as usize][i] != Content::NotAsked),
            }
        }
        for a in &made.plan.allocations {
            let s = made.matches.synergies.list().at(a.synergy as usize);
            for (flow, units) in [(s.supply, a.supplied), (s.demand, a.replaced)] {
                moved[side(flow)] += of(flow, units).unwrap_or(0);
            }
        }
        let stated = [stated[0] + moved[0], stated[1] + moved[1]];
        assert!(moved.iter().all(|g| *g > 1000) && unknown.iter().all(|n| *n > 0));
        for level in 0..territory.levels.len() as u32 {
            let rows = || territory.substances.iter().filter(|b| b.level == level && b.substance == substance);
            for at in [0, 1] {
                let sides: Vec<Side> = rows().map(|b| [b.supply, b.demand][at]).collect();
                assert_eq!(sides.iter().map(|s| grams(s.stated)).sum::<i64>(), stated[at]);
                assert_eq!(sides.iter().map(|s| grams(s.inside) + grams(s.across)).sum::<i64>(), moved[at]);
                assert_eq!(sides.iter().map(|s| s.flows).sum::<u32>(), asked[at]);
                assert_eq!(sides.iter().map(|s| s.unknown).sum::<u32>(), unknown[at]);
                assert!(sides.iter().all(|s| grams(s.stated) == grams(s.inside) + grams(s.across) + grams(s.left)));
            }
        }
        let kept = territory
            .figures
            .iter()
            .find(|f| f.words.id == "substances_kept" && f.of.name().as_deref() == Some(substance.symbol()));
        let kept = kept.unwrap();
        assert!((kept.value.unwrap() - 100.0 * moved[0] as f64 / stated[0] as f64).abs() < 1e-4);
        assert_eq!((kept.before, kept.without), (Some(0.0), u64::from(unknown[0])));
    }
}

#[test]
fn losses_are_those_of_the_cascade() {
    let (mut compared, mut deep) = (0, 0);
    for seed in 0..10 {
        let made = Made::sparse(seed);
        let list = made.matches.synergies.list();
        let site = |flow: FlowIx| made.study.flow(flow).site;
        for critical in made.survey().sites() {
            // Who stops, worked out anew until nothing changes.
            let mut fallen = BTreeSet::from([critical.site]);
            loop {
                let before = fallen.len();
                for (flow, demand) in made.study.flows().filter(|(_, f)| f.direction == Direction::Demand) {
                    let givers: Vec<SiteIx> =
                        list.iter().filter(|s| s.demand == flow).map(|s| site(s.supply)).collect();
                    if !givers.is_empty() && givers.iter().all(|giver| fallen.contains(giver)) {
                        fallen.insert(demand.site);
                    }
                }
                if fallen.len() == before {
                    break;
                }
            }
            let touched = |k: u32| list.ends_at(k as usize).iter().any(|f| fallen.contains(&site(*f)));
            let lost: Vec<usize> =
                (0..made.plan.allocations.len()).filter(|i| touched(made.plan.allocations[*i].synergy)).collect();
            let moved: i64 = lost.iter().map(|i| made.plan.allocations[*i].supplied).sum();
            assert_eq!(critical.lost.iter().map(|q| units(*q)).sum::<i64>(), moved);
            let euros: f64 = lost.iter().filter_map(|i| made.worth.at(*i).euros).map(EurosGained::as_per_year).sum();
            let told = critical.lost_euros.map_or(0.0, EurosGained::as_per_year);
            assert!((told - euros).abs() < 1e-6, "{told} {euros}");
            let without = lost.iter().filter(|i| made.worth.at(**i).euros.is_none()).count();
            assert_eq!(critical.lost_without_euros as usize, without);
            assert_eq!(critical.lost_euros.is_none(), !lost.is_empty() && without == lost.len());
            compared += 1;
            deep += usize::from(fallen.len() > 2);
        }
    }
    assert!(compared > 200 && deep > 5, "{compared} {deep}");
}

#[test]
fn small_firms_are_counted_where_their_size_is_known() {
    let made = Made::random(2);
    let survey = made.survey();
    let territory = survey.territory();
    let taking_part: Vec<SiteIx> = survey.gains().filter(|g| g.exchanges > 0).map(|g| g.site).collect();
    let staff = |site: &SiteIx| (!site.0.is_multiple_of(5)).then_some(site.0 * 13);
    let known: Vec<u32> = taking_part.iter().filter_map(staff).collect();
    assert!(known.len() > 10 && known.len() < taking_part.len());
    for (id, below) in [("small_firms", 50), ("sme", 250)] {
        let figure = territory.figures.iter().find(|f| f.words.id == id).unwrap();
        let small = known.iter().filter(|n| **n < below).count();
        assert_eq!(figure.value, Some(100.0 * small as f64 / known.len() as f64), "{id}");
        assert_eq!(figure.without as usize, taking_part.len() - known.len());
    }
    for level in 0..territory.levels.len() as u32 {
        let zones = || territory.zone_gains.iter().filter(|z| z.level == level);
        assert_eq!(zones().map(|z| z.small).sum::<u32>() as usize, known.iter().filter(|n| **n < 50).count());
        assert_eq!(zones().map(|z| z.without_size).sum::<u32>() as usize, taking_part.len() - known.len());
    }
}
