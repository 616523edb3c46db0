//! Who gains.

use maillon_model::{CarbonSaved, EurosGained, SiteGain, Surveyed};

use crate::common::Made;

#[test]
fn gains_add_up_to_the_plan() {
    for seed in 0..10 {
        let made = Made::random(seed);
        let survey = made.survey();
        let territory = survey.territory();
        let totals = made.planned().totals();
        let euros = |gains: &mut dyn Iterator<Item = Option<EurosGained>>| -> f64 {
            gains.flatten().map(EurosGained::as_per_year).sum()
        };
        let all = totals.euros.unwrap().as_per_year();
        assert!((euros(&mut survey.gains().map(|g| g.euros)) - all).abs() < 1e-6);
        for level in 0..territory.levels.len() as u32 {
            let zones = || territory.zone_gains.iter().filter(|z| z.level == level);
            assert!((euros(&mut zones().map(|z| z.euros)) - all).abs() < 1e-6);
            let carbon: f64 = zones().filter_map(|z| z.carbon).map(CarbonSaved::as_kg_per_year).sum();
            assert!((carbon - totals.carbon.unwrap().as_kg_per_year()).abs() < 1e-6);
            assert_eq!(zones().map(|z| z.sites as usize).sum::<usize>(), survey.gains().count());
            assert_eq!(zones().map(|z| z.losing as usize).sum::<usize>(), survey.gains().filter(|g| g.loses()).count());
        }
    }
}

#[test]
fn a_loss_is_flagged_and_an_unknown_gain_is_not_nought() {
    let of = |seed| Made::random(seed).survey().gains().collect::<Vec<SiteGain>>();
    let all: Vec<_> = (0..10).flat_map(of).collect();
    assert!(all.iter().any(|g| g.loses()));
    assert!(all.iter().any(|g| g.exchanges > 0 && g.euros.is_none() && g.without_euros == g.exchanges));
    assert!(all.iter().filter(|g| g.exchanges == 0).all(|g| g.euros.is_some_and(|e| e.as_per_year() == 0.0)));
}
