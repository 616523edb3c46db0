//! Pairs and reasons one by one.

use crate::common::{find, flow, km, site, study, tonnes, valid};
use jiff::civil::date;
use maillon_matching::{Options, Weights, unused_radii};
use maillon_model::Direction::{Demand, Supply};
use maillon_model::{Amount, Distance, Flow, Matches, Reason, Score, Site};

fn run(sites: Vec<Site>, flows: Vec<Flow>) -> Matches {
    find(&study(sites, flows), &Options::default(), &|_| {})
}

/// A supply at the first place and a demand at the second.
fn two(a: (f64, f64), b: (f64, f64)) -> Matches {
    let sites = vec![site("a", a.0, a.1), site("b", b.0, b.1)];
    run(sites, vec![flow("f1", 0, Supply, 0), flow("f2", 1, Demand, 0)])
}

#[track_caller]
fn metres(matches: &Matches) -> f64 {
    assert_eq!(matches.synergies.list().len(), 1);
    assert!(matches.unmatched.is_empty());
    matches.synergies.list().at(0).distance.as_metres()
}

#[test]
fn pairs_across_the_antimeridian_and_the_poles() {
    assert!((metres(&two((179.9, -17.0), (-179.9, -17.0))) - 21_300.0).abs() < 100.0);
    assert!((metres(&two((10.0, 89.9), (-170.0, 89.9))) - 22_339.0).abs() < 1.0);
    assert!((metres(&two((10.0, -90.0), (-170.0, -89.9))) - 11_169.0).abs() < 1.0);
    assert_eq!(metres(&two((10.0, 90.0), (-170.0, 90.0))), 0.0);
}

#[test]
fn two_sites_at_one_address_match_and_a_site_with_itself_does_not() {
    let matches = two((2.0, 51.0), (2.0, 51.0));
    assert_eq!(metres(&matches), 0.0);
    assert_eq!(matches.synergies.values(0)[0], Some(Score::ONE));
    let itself = run(vec![site("a", 2.0, 51.0)], vec![flow("f1", 0, Supply, 0), flow("f2", 0, Demand, 0)]);
    assert_eq!(itself.candidates, 0);
    assert!(itself.unmatched.iter().all(|unmatched| unmatched.reason == Reason::OnlyItself));
}

#[test]
fn a_radius_of_zero_matches_at_the_door_only() {
    let options = Options { radius: [("aaa".to_owned(), Distance::ZERO)].into(), ..Options::default() };
    let sites = vec![site("a", 2.0, 51.0), site("b", 2.0, 51.0), site("c", 2.0, 51.1)];
    let flows = vec![flow("f1", 0, Supply, 0), flow("f2", 1, Demand, 0), flow("f3", 2, Demand, 0)];
    let matches = find(&study(sites, flows), &options, &|_| {});
    assert_eq!(matches.synergies.list().len(), 1);
    assert_eq!(matches.synergies.values(0)[0], Some(Score::ONE));
    assert!(matches!(matches.unmatched[0].reason, Reason::TooFar { radius: Distance::ZERO, .. }));
}

#[test]
fn every_reason_has_its_case() {
    let sites = vec![site("a", 2.0, 51.0), site("b", 2.01, 51.0), site("c", 2.02, 51.0)];
    let gone = || valid(None, Some(date(2000, 1, 1)));
    let recent = valid(Some(date(2010, 1, 1)), None);
    let flows = vec![
        flow("f1", 0, Supply, 0),
        flow("f2", 1, Demand, 0),                                         // f1's best
        flow("f3", 2, Demand, 0),                                         // and its second
        Flow { amount: tonnes(0.0), ..flow("f4", 1, Supply, 1) },         // nothing to give
        flow("f5", 2, Demand, 1),                                         // f4's only partner
        Flow { max_distance: Some(km(0.5)), ..flow("f6", 0, Supply, 2) }, // b is 0.7 km away
        Flow { details: recent, ..flow("f7", 1, Demand, 2) },             // f6's only partner
        Flow { details: gone(), ..flow("f8", 1, Supply, 0) },             // no more
    ];
    let flows_2 = flows.clone();
    let options = Options { top: 1, on: Some(date(2020, 1, 1)), ..Options::default() };
    let matches = find(&study(sites.clone(), flows), &options, &|_| {});
    assert_eq!(matches.synergies.list().len(), 1);
    let words: Vec<(u32, &str)> = matches.unmatched.iter().map(|u| (u.flow.0, u.reason.name())).collect();
    assert_eq!(
        words,
        [(2, "outranked"), (3, "zero"), (4, "refused"), (5, "too_far"), (6, "too_far"), (7, "not_valid")]
    );
    assert_eq!(matches.unmatched[0].reason, Reason::Outranked { partners: 1 });
    assert_eq!(matches.unmatched[2].reason, Reason::Refused { gate: "zero", count: 1 });
    assert_eq!(matches.unmatched[3].reason, matches.unmatched[4].reason);
    assert_eq!((matches.candidates, matches.accepted, matches.refusals["zero"]), (3, 2, 1));

    let nobody = find(&study(sites, flows_2[..1].to_vec()), &options, &|_| {});
    assert_eq!(nobody.unmatched[0].reason, Reason::NoPartner);
}

#[test]
fn amounts_that_are_not_known_match_with_less_confidence() {
    let sites = || vec![site("a", 2.0, 51.0), site("b", 2.0, 51.0)];
    let with = |amount| run(sites(), vec![Flow { amount, ..flow("f1", 0, Supply, 0) }, known()]);
    fn known() -> Flow {
        Flow { amount: tonnes(300.0), ..flow("f2", 1, Demand, 0) }
    }
    for unknown in [Amount::Missing, Amount::Below(None), Amount::Below(tonnes(2000.0).known())] {
        let matches = with(unknown);
        let synergy = matches.synergies.list().at(0);
        assert_eq!((synergy.score, synergy.amount), (Score::ONE, None));
        // Known are proximity (0.3) and evidence (0.1) of weights of 1; nobody says how the amounts are known (0.8), and
        // one gate, hazard, stays open (0.95).
        assert!((synergy.confidence.value() - 0.4 * 0.8 * 0.95).abs() < 1e-12);
        assert_eq!(matches.synergies.values(0)[..2], [Some(Score::ONE), None]);
    }
    let matches = with(tonnes(100.0));
    let synergy = matches.synergies.list().at(0);
    assert_eq!(synergy.amount, tonnes(100.0).known());
    assert!((synergy.confidence.value() - 0.6 * 0.8 * 0.95).abs() < 1e-12);
    assert!((synergy.score.value() - (0.3 + 0.2 / 3.0 + 0.1) / 0.6).abs() < 1e-9);
}

#[test]
fn weights_decide_the_order() {
    let sites = vec![site("a", 2.0, 51.0), site("b", 2.01, 51.0), site("c", 2.5, 51.0)];
    let sized = |tons, flow| Flow { amount: tonnes(tons), ..flow };
    let flows = vec![
        sized(100.0, flow("f1", 0, Supply, 0)),
        sized(1.0, flow("f2", 1, Demand, 0)),
        sized(100.0, flow("f3", 2, Demand, 0)),
    ];
    let study = study(sites, flows);
    let best = |proximity: f64, quantity_fit: f64| {
        let given = [
            ("proximity".to_owned(), proximity),
            ("quantity_fit".to_owned(), quantity_fit),
            ("evidence".to_owned(), 0.0),
        ];
        let options = Options { weights: Weights::new(&given.into()).unwrap(), top: 1, ..Options::default() };
        find(&study, &options, &|_| {}).synergies.list().at(0).demand.0
    };
    assert_eq!((best(1.0, 0.0), best(0.0, 1.0)), (1, 2));
}

#[test]
fn radii_that_cover_nothing_are_told() {
    let radius = ["bbb", "aaa", "bb", "aaa.fly"].map(|code| (code.to_owned(), km(1.0))).into();
    let options = Options { radius, ..Options::default() };
    assert_eq!(unused_radii(&study(vec![], vec![]), &options), ["aaa.fly", "bb"]);
}

#[test]
fn an_empty_study_has_no_matches() {
    let matches = run(vec![], vec![]);
    assert!(matches.synergies.list().is_empty() && matches.unmatched.is_empty());
    assert_eq!(matches.synergies.criteria()[..2], ["proximity", "quantity_fit"]);
}
