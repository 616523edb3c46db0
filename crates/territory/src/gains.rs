//! Who gains, site by site and zone by zone.

use std::collections::BTreeMap;

use maillon_model::{CarbonSaved, Each, EurosGained, Level, SiteGain, SiteIx, SizeClass, WorthSum, ZoneGain, ZoneIx};

use crate::gini::gini;
use crate::index::Index;

/// Every site that has a flow. Each exchange's worth is parted in equal halves: the Shapley value of a gain that neither side has
/// without the other.
pub(crate) fn gains<'a>(index: &'a Index) -> Each<'a, SiteGain> {
    let sites = (0..index.planned.study.sites.len()).map(|i| SiteIx(i as u32));
    Each::of(sites.filter(|site| index.flows(*site).next().is_some()), |site| gain(index, site))
}

fn gain(index: &Index, site: SiteIx) -> SiteGain {
    let exchanges = index.exchanges_of(site);
    let mut sum = WorthSum::default();
    exchanges.iter().for_each(|i| sum.add(index.planned.worth.at(*i as usize)));
    let worth = sum.worth();
    SiteGain {
        site,
        size: index.planned.study.size(site),
        exchanges: exchanges.len() as u32,
        without_euros: sum.without_euros,
        euros: worth.euros.and_then(|euros| EurosGained::per_year(0.5 * euros.as_per_year()).ok()),
        without_carbon: sum.without_carbon,
        carbon: worth.carbon.and_then(|saved| CarbonSaved::kg_per_year(0.5 * saved.as_kg_per_year()).ok()),
    }
}

/// The gains of a zone's sites, as they come.
#[derive(Debug, Default)]
struct Sum {
    sites: u32,
    taking_part: u32,
    losing: u32,
    small: u32,
    without_size: u32,
    euros: Option<f64>,
    without_euros: u32,
    carbon: Option<f64>,
    /// Gains that are known in full, in euros a year.
    known: Vec<f64>,
}

impl Sum {
    fn add(&mut self, gain: &SiteGain) {
        let takes_part = gain.exchanges > 0;
        self.sites += 1;
        self.taking_part += u32::from(takes_part);
        self.losing += u32::from(gain.loses());
        self.small += u32::from(takes_part && gain.size.is_some_and(|size| size <= SizeClass::Small));
        self.without_size += u32::from(takes_part && gain.size.is_none());
        if let Some(euros) = gain.euros {
            *self.euros.get_or_insert(0.0) += euros.as_per_year();
        }
        self.without_euros += u32::from(gain.without_euros > 0);
        if let Some(carbon) = gain.carbon {
            *self.carbon.get_or_insert(0.0) += carbon.as_kg_per_year();
        }
        self.known.extend(known(gain));
    }
}

/// The gains of each zone's sites, at every level.
pub(crate) fn zone_gains(index: &Index, levels: &[Level]) -> Vec<ZoneGain> {
    let mut zones = Vec::new();
    for (place, level) in (0..).zip(levels) {
        let mut sums: BTreeMap<(bool, Option<ZoneIx>), Sum> = BTreeMap::new();
        for gain in gains(index) {
            let zone = level.of_site[gain.site.0 as usize];
            sums.entry((zone.is_none(), zone)).or_default().add(&gain);
        }
        zones.extend(sums.into_iter().map(|((_, zone), sum)| ZoneGain {
            level: place,
            zone,
            sites: sum.sites,
            taking_part: sum.taking_part,
            losing: sum.losing,
            small: sum.small,
            without_size: sum.without_size,
            euros: sum.euros.and_then(|euros| EurosGained::per_year(euros).ok()),
            without_euros: sum.without_euros,
            carbon: sum.carbon.and_then(|kg| CarbonSaved::kg_per_year(kg).ok()),
            gini: gini(sum.known),
        }));
    }
    zones
}

/// A gain that is known in full, in euros a year.
pub(crate) fn known(gain: &SiteGain) -> Option<f64> {
    gain.euros.filter(|_| gain.without_euros == 0).map(EurosGained::as_per_year)
}
