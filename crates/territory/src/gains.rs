//! Who gains, site by site and zone by zone.

use maillon_model::{CarbonSaved, EurosGained, Level, Planned, SiteGain, SiteIx, SizeClass, ZoneGain, ZoneIx};

use crate::gini::gini;

/// Every site that has a flow. Each exchange's worth is parted in equal halves: the Shapley value of a gain that neither side has
/// without the other.
pub(crate) fn gains(planned: &Planned) -> Vec<SiteGain> {
    #[derive(Clone, Copy, Default)]
    struct Sum {
        flows: bool,
        exchanges: u32,
        euros: f64,
        without_euros: u32,
        carbon: f64,
        without_carbon: u32,
    }
    let study = planned.study;
    let mut sums = vec![Sum::default(); study.sites.len()];
    study.flows.iter().for_each(|flow| sums[flow.site.0 as usize].flows = true);
    for (a, worth) in planned.plan.allocations.iter().zip(planned.worth) {
        let s = planned.matches.synergies.list().at(a.synergy as usize);
        for flow in [s.supply, s.demand] {
            let sum = &mut sums[study.flow(flow).site.0 as usize];
            sum.exchanges += 1;
            match worth.euros {
                Some(euros) => sum.euros += 0.5 * euros.as_per_year(),
                None => sum.without_euros += 1,
            }
            match worth.carbon {
                Some(carbon) => sum.carbon += 0.5 * carbon.as_kg_per_year(),
                None => sum.without_carbon += 1,
            }
        }
    }
    let told = |(i, sum): (usize, Sum)| {
        // A site that exchanges nothing gains nothing, and that is known.
        let some = |without: u32| sum.exchanges == 0 || without < sum.exchanges;
        sum.flows.then(|| SiteGain {
            site: SiteIx(i as u32),
            size: study.size(SiteIx(i as u32)),
            exchanges: sum.exchanges,
            without_euros: sum.without_euros,
            euros: EurosGained::per_year(sum.euros).ok().filter(|_| some(sum.without_euros)),
            without_carbon: sum.without_carbon,
            carbon: CarbonSaved::kg_per_year(sum.carbon).ok().filter(|_| some(sum.without_carbon)),
        })
    };
    sums.into_iter().enumerate().filter_map(told).collect()
}

/// The gains of each zone's sites, at every level.
pub(crate) fn zone_gains(levels: &[Level], gains: &[SiteGain]) -> Vec<ZoneGain> {
    let mut zones = Vec::new();
    for (place, level) in (0..).zip(levels) {
        let zone_of = |gain: &SiteGain| level.of_site[gain.site.0 as usize];
        let mut sorted: Vec<(bool, Option<ZoneIx>, &SiteGain)> =
            gains.iter().map(|gain| (zone_of(gain).is_none(), zone_of(gain), gain)).collect();
        sorted.sort_by_key(|(none, zone, gain)| (*none, *zone, gain.site));
        for same in sorted.chunk_by(|a, b| a.1 == b.1) {
            let gains = || same.iter().map(|(_, _, gain)| *gain);
            let count = |holds: fn(&SiteGain) -> bool| gains().filter(|gain| holds(gain)).count() as u32;
            let euros: Vec<f64> = gains().filter_map(|gain| gain.euros).map(EurosGained::as_per_year).collect();
            let carbon: Vec<f64> = gains().filter_map(|gain| gain.carbon).map(CarbonSaved::as_kg_per_year).collect();
            let sum = |known: &[f64]| (!known.is_empty()).then(|| known.iter().sum::<f64>());
            zones.push(ZoneGain {
                level: place,
                zone: same[0].1,
                sites: same.len() as u32,
                taking_part: count(|gain| gain.exchanges > 0),
                losing: count(SiteGain::loses),
                small: count(|gain| gain.exchanges > 0 && gain.size.is_some_and(|size| size <= SizeClass::Small)),
                without_size: count(|gain| gain.exchanges > 0 && gain.size.is_none()),
                euros: sum(&euros).and_then(|euros| EurosGained::per_year(euros).ok()),
                without_euros: count(|gain| gain.without_euros > 0),
                carbon: sum(&carbon).and_then(|kg| CarbonSaved::kg_per_year(kg).ok()),
                gini: gini(&known(gains())),
            });
        }
    }
    zones
}

/// Gains that are known in full, in euros a year.
pub(crate) fn known<'g>(gains: impl Iterator<Item = &'g SiteGain>) -> Vec<f64> {
    gains.filter(|gain| gain.without_euros == 0).filter_map(|gain| gain.euros).map(EurosGained::as_per_year).collect()
}
