//! Which resources meet, and by what.

use crate::by_hand::{Side, two};
use crate::common::{flow, site, tonnes};
use maillon_knowledge::Catalogue;
use maillon_matching::{Options, find};
use maillon_model::Direction::{Demand, Supply};
use maillon_model::{Flow, Reason, Study};
use proptest::prelude::*;

/// The rule and the link's confidence by which the first of two resources serves the second, at a site of that activity.
fn at(given: &str, wanted: &str, activity: Option<&'static str>) -> Option<String> {
    let study = two(given, Side::default(), wanted, Side { activity, ..Side::default() }, 0.5);
    let matches = find(&study, Catalogue::builtin(), &Options::default(), &|_| {});
    matches.synergies.list().first().map(|s| matches.synergies.rule(s.rule).id.to_string())
}

fn rule(given: &str, wanted: &str) -> Option<String> {
    at(given, wanted, None)
}

#[test]
fn water_meets_water_by_rules_alone() {
    assert_eq!(rule("water.surface", "water.surface").as_deref(), Some("same_resource"));
    assert_eq!(rule("water.effluent", "water.process").as_deref(), Some("effluent-reuse"));
    for (given, wanted) in
        [("water.waste", "water.potable"), ("water.sea", "water.potable"), ("water.waste.sewage", "water")]
    {
        assert_eq!(rule(given, wanted), None, "{given} for {wanted}");
    }
}

#[test]
fn a_branch_and_its_kinds() {
    assert_eq!(rule("ash.fly", "ash").as_deref(), Some("branch"));
    assert_eq!(rule("ash", "ash.fly").as_deref(), Some("branch"));
    assert_eq!(rule("mineral.slag.ground", "food.feed"), None);
}

#[test]
fn an_activity_is_no_resource() {
    // What a bakery gives is not what a bakery takes.
    assert_eq!(rule("nace:10.71", "nace:10.71"), None);
    // A cement works is known to take granulated slag.
    assert_eq!(rule("mineral.slag.granulated", "nace:23.51").as_deref(), Some("slag-for-clinker"));
}

#[test]
fn the_takers_trade_decides_between_rules() {
    assert_eq!(at("wood.pallet", "wood.virgin", Some("52.10")).as_deref(), Some("pallet-reuse"));
    assert_eq!(at("wood.pallet", "wood.virgin", Some("17.11")).as_deref(), Some("wood-for-wood"));
    assert_eq!(at("wood.pallet", "wood.virgin", Some("47.11")), None, "a shop repairs no pallets and makes no panels");
    assert_eq!(at("metal.ferrous", "metal.steel", Some("25.62")).as_deref(), Some("steel-reuse"));
}

#[test]
fn a_trade_not_seen_is_refused_only_where_the_demand_tells_nothing() {
    // Sand is asked for by everybody, gypsum by those who use it.
    assert_eq!(at("ash.fly", "mineral.sand", Some("23.61")).as_deref(), Some("fly-ash-blocks"));
    assert_eq!(at("ash.fly", "mineral.sand", Some("93.11")), None);
    assert_eq!(
        at("ash.fly", "mineral.sand", None).as_deref(),
        Some("fly-ash-blocks"),
        "nobody says what the site does"
    );
    assert_eq!(at("gypsum.fgd", "gypsum.natural", Some("20.59")).as_deref(), Some("fgd-gypsum"));
}

#[test]
fn a_kind_that_a_rule_speaks_of_serves_by_that_rule() {
    // Spent acid is a kind of acid, but no food plant may have it: the branch does not lead around the rule.
    assert_eq!(rule("chemical.acid.sulphuric.spent", "chemical.acid.sulphuric").as_deref(), Some("sulphuric-acid"));
    assert_eq!(at("chemical.acid.sulphuric.spent", "chemical.acid.sulphuric", Some("10.51")), None);
    assert_eq!(rule("wood", "wood.virgin").as_deref(), Some("wood-for-wood"), "waste wood is no timber by itself");
}

#[test]
fn a_demand_too_general_for_a_rule_is_for_its_takers() {
    // Whoever asks for "gas" might take steel gas's place, but it is a branch's matter wherever the branch holds.
    let general = rule("gas.steel.blast-furnace", "gas");
    assert_eq!(general.as_deref(), Some("branch"), "what holds anywhere goes first");
    assert_eq!(at("gas.steel.blast-furnace", "gas", Some("35.11")).as_deref(), Some("branch"));
}

#[test]
fn duplicates_count_once_and_say_of_what() {
    let base = two("ash.fly", Side::default(), "ash.fly", Side::default(), 1.0);
    let again = |id: &str, amount| Flow { amount, ..flow(id, 0, Supply, 0) };
    let demand = flow("g", 1, Demand, 0);
    let run = |flows: Vec<Flow>| {
        let study = Study { flows, ..base.clone() };
        find(&study, Catalogue::builtin(), &Options::default(), &|_| {})
    };
    let matches =
        run(vec![again("f1", tonnes(5.0)), again("f2", tonnes(5.0)), again("f3", tonnes(6.0)), demand.clone()]);
    assert_eq!((matches.synergies.list().len(), matches.merged.duplicates), (2, 1));
    assert_eq!(matches.unmatched.len(), 1);
    assert_eq!(matches.unmatched[0].reason, Reason::Duplicate { of: maillon_model::FlowIx(0) });
    // Two flows of which nothing is known may well be two.
    let unknown = maillon_model::Amount::Missing;
    let matches = run(vec![again("f1", unknown), again("f2", unknown), demand]);
    assert_eq!((matches.synergies.list().len(), matches.merged.duplicates), (2, 0));
}

#[test]
fn a_dominated_lead_goes_and_a_lead_that_could_still_carry_something_stays() {
    // a and c give ash, b and d take it. a-b and c-d are next door; a-d and c-b are far. All of 10 t: each near lead takes
    // all of its supply and brings all of its demand, so nothing is left for the far ones.
    let base = two("ash.fly", Side::default(), "ash.fly", Side::default(), 1.0);
    let sites = vec![site("a", 2.0, 51.0), site("b", 2.01, 51.0), site("c", 2.3, 51.0), site("d", 2.31, 51.0)];
    let of = |id: &str, place, direction, tons| Flow { amount: tonnes(tons), ..flow(id, place, direction, 0) };
    let run = |tons_b: f64, keep_dominated: bool, top| {
        let flows = vec![
            of("f1", 0, Supply, 10.0),
            of("f2", 1, Demand, tons_b),
            of("f3", 2, Supply, 10.0),
            of("f4", 3, Demand, 10.0),
        ];
        let study = Study { flows, sites: sites.clone(), ..base.clone() };
        let options = Options { keep_dominated, top, ..Options::default() };
        let matches = find(&study, Catalogue::builtin(), &options, &|_| {});
        (matches.synergies.list().len(), matches.merged.dominated)
    };
    assert_eq!(run(10.0, false, 10), (2, 2));
    assert_eq!(run(10.0, true, 10), (4, 0));
    assert_eq!(run(10.0, false, 0), (4, 0), "top = 0 keeps all");
    // b takes 6 t only: a has 4 t left for d, and a-d stays; b is filled by a, c by d, and c-b goes.
    assert_eq!(run(6.0, false, 10).1, 1);
}

proptest! {
    #![proptest_config(crate::common::config(7))]

    /// No pair of the shipped knowledge's resources, whatever the numbers, makes a panic or a number that is none.
    #[test]
    fn odd_numbers_stay_numbers(
        given in 0..Catalogue::builtin().rules().len(),
        tons in prop_oneof![Just(1e-300), Just(1e300), 0.1..1e6],
        euros in prop_oneof![Just(-1e300), Just(1e300), -100.0..100.0],
        apart in 0.0..30.0,
    ) {
        let rule = &Catalogue::builtin().rules()[given];
        let side = |dimension| Side {
            amount: maillon_model::Quantity::per_year(tons, dimension).ok().map(maillon_model::Amount::Known),
            details: maillon_model::Details { price: maillon_model::Price::new(euros, dimension).ok(), ..Default::default() },
            activity: None,
        };
        let study = two(&rule.from[0], side(rule.ratio.given), &rule.to[0], side(rule.ratio.replaced), apart);
        let matches = find(&study, Catalogue::builtin(), &Options::default(), &|_| {});
        for synergy in matches.synergies.list().iter() {
            prop_assert!(synergy.carbon.is_none_or(|kg| kg.as_kg_per_year().is_finite()));
            prop_assert!(synergy.euros.is_none_or(|euros| euros.as_per_year().is_finite()));
            prop_assert!(synergy.amount.is_none_or(|q| q.annual() <= tons));
        }
    }
}
