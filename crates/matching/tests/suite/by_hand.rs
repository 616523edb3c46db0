//! Gates, criteria, balances and confidence of single pairs, worked out by hand.

use crate::common::{flow, km, site, tonnes};
use maillon_knowledge::Catalogue;
use maillon_matching::{Card, Options, TermKind, Verdict, explain, find};
use maillon_model::Direction::{Demand, Supply};
use maillon_model::{
    Amount, BreakEven, Celsius, Details, Dimension, Flow, FlowIx, Knowledge, Matches, Months, Percent, Price, Quality,
    Quantity, Reason, Resource, Site, Study,
};

/// A degree of longitude at 51° north: 70,197.7 m on WGS 84, so that this many degrees are about that many kilometres.
fn degrees(km: f64) -> f64 {
    km / 70.1977
}

/// A resource as ingest makes it: of the catalogue, or a code that the catalogue resolves.
pub(crate) fn resource(code: &str) -> Resource {
    let entry = Catalogue::builtin().entry(code);
    Resource {
        code: code.into(),
        family: code.split(['.', ':']).next().unwrap().into(),
        label: None,
        dimension: entry.map(|entry| entry.dimension),
        radius: entry.map(|entry| entry.radius),
        stop: entry.map(|entry| entry.stop),
        known: entry.is_some(),
        readings: Vec::new(),
    }
}

/// One side of a pair.
#[derive(Default)]
pub(crate) struct Side {
    pub(crate) activity: Option<&'static str>,
    pub(crate) amount: Option<Amount>,
    pub(crate) details: Details,
}

impl Side {
    fn of(details: Details) -> Self {
        Self { details, ..Self::default() }
    }

    fn quality(quality: Quality) -> Self {
        Self::of(Details { quality, ..Details::default() })
    }

    fn amount(value: f64, dimension: Dimension) -> Self {
        Self { amount: Some(Amount::Known(Quantity::per_year(value, dimension).unwrap())), ..Self::default() }
    }

    fn price(self, euros: f64, per: Dimension) -> Self {
        let price = Price::new(euros, per).ok();
        Self { details: Details { price, ..self.details }, ..self }
    }
}

/// A study of one supply, of `given`, and one demand, of `wanted`, that many kilometres east.
pub(crate) fn two(given: &str, supply: Side, wanted: &str, demand: Side, apart: f64) -> Study {
    let mut resources = vec![resource(given), resource(wanted)];
    resources.sort_by(|a, b| a.code.cmp(&b.code));
    resources.dedup();
    let place = |code: &str| resources.iter().position(|r| &*r.code == code).unwrap() as u32;
    let at = |id: &str, lon: f64, side: &Side| Site { activity: side.activity.into(), ..site(id, lon, 51.0) };
    let sites = vec![at("a", 2.0, &supply), at("b", 2.0 + degrees(apart), &demand)];
    let made = |id: &str, ix: u32, direction, code: &str, side: Side| Flow {
        amount: side.amount.unwrap_or(Amount::Missing),
        details: Some(Box::new(side.details)),
        ..flow(id, ix, direction, place(code))
    };
    let flows = vec![made("f1", 0, Supply, given, supply), made("f2", 1, Demand, wanted, demand)];
    Study { sites, flows, resources, ..Study::default() }
}

/// What the card of a pair says, seen by `look`.
#[track_caller]
fn card<T>(given: &str, supply: Side, wanted: &str, demand: Side, apart: f64, look: impl FnOnce(&Card<'_>) -> T) -> T {
    let study = two(given, supply, wanted, demand, apart);
    let options = Options::default();
    look(&explain(&study, Catalogue::builtin(), &options, FlowIx(0), FlowIx(1)).unwrap())
}

#[track_caller]
fn verdict(gate: &str, given: &str, supply: Side, wanted: &str, demand: Side) -> Verdict {
    card(given, supply, wanted, demand, 1.0, |card| card.gates.iter().find(|line| line.name == gate).unwrap().verdict)
}

#[track_caller]
fn value(criterion: &str, given: &str, supply: Side, wanted: &str, demand: Side) -> Option<f64> {
    card(given, supply, wanted, demand, 1.0, |card| {
        card.criteria.iter().find(|line| line.name == criterion).unwrap().value.map(|value| value.value())
    })
}

#[track_caller]
fn near(a: Option<f64>, b: f64) {
    let a = a.unwrap_or(f64::NAN);
    assert!((a - b).abs() <= 1e-6 * b.abs().max(1.0), "{a} is not {b}");
}

fn hot(degrees: f64) -> Side {
    Side::quality(Quality { temperature: Celsius::new(degrees).ok(), ..Quality::default() })
}

fn wet(percent: f64) -> Side {
    Side::quality(Quality { moisture: Percent::new(percent).ok(), ..Quality::default() })
}

fn strong(percent: f64) -> Side {
    Side::quality(Quality { concentration: Percent::new(percent).ok(), ..Quality::default() })
}

fn form(form: &str) -> Side {
    Side::quality(Quality { form: Some(form.into()), ..Quality::default() })
}

fn hazardous(stated: bool) -> Side {
    Side::quality(Quality { hazardous: Some(stated), ..Quality::default() })
}

fn nothing() -> Side {
    Side::default()
}

#[test]
fn heat_runs_downhill() {
    let of = |given, supply, wanted, demand| verdict("temperature", given, supply, wanted, demand);
    assert_eq!(of("heat.steam", hot(180.0), "heat.steam", hot(160.0)), Verdict::Pass);
    assert_eq!(of("heat.steam", hot(160.0), "heat.steam", hot(160.0)), Verdict::Pass);
    assert_eq!(of("heat.steam", hot(150.0), "heat.steam", hot(160.0)), Verdict::Refuse);
    assert_eq!(of("heat.steam", nothing(), "heat.steam", hot(160.0)), Verdict::Unknown);
    assert_eq!(of("heat.steam", hot(160.0), "heat.steam", nothing()), Verdict::Unknown);
    // A heat pump lifts it; the rule asks for 10 °C at the source.
    assert_eq!(of("heat.low-grade", hot(25.0), "heat.district", hot(80.0)), Verdict::NeedsTreatment);
    // Cold the other way round.
    assert_eq!(of("cold", hot(6.0), "cold", hot(12.0)), Verdict::Pass);
    assert_eq!(of("cold", hot(15.0), "cold", hot(12.0)), Verdict::Refuse);
    // What is no heat has no need of warmth.
    assert_eq!(of("ash.fly", hot(15.0), "ash.fly", hot(50.0)), Verdict::Pass);
}

#[test]
fn hazard_wants_a_licence() {
    let acid = "chemical.solvent.spent";
    let wanted = if Catalogue::builtin().entry(acid).is_some() { acid } else { "fuel.petrol" };
    let of = |supply, demand| verdict("hazard", wanted, supply, wanted, demand);
    assert_eq!(of(hazardous(true), hazardous(true)), Verdict::Pass);
    assert_eq!(of(hazardous(true), hazardous(false)), Verdict::Refuse);
    assert_eq!(of(hazardous(true), nothing()), Verdict::Unknown);
    assert_eq!(of(hazardous(false), nothing()), Verdict::Pass);
    assert_eq!(of(nothing(), nothing()), Verdict::Unknown, "its class usually is hazardous");
    assert_eq!(of(nothing(), hazardous(false)), Verdict::Refuse);
    // Its class usually is not.
    assert_eq!(verdict("hazard", "ash.fly", nothing(), "ash.fly", nothing()), Verdict::Pass);
    // Steel slag for roads may not be hazardous, licence or not.
    let road = |supply| verdict("hazard", "mineral.slag.steel", supply, "mineral.aggregate", hazardous(true));
    assert_eq!((road(hazardous(true)), road(hazardous(false))), (Verdict::Refuse, Verdict::Pass));
}

#[test]
fn food_and_pharmacy_take_no_reclaimed_water() {
    let of = |activity| {
        let demand = Side { activity, ..nothing() };
        verdict("excluded_use", "water.effluent", nothing(), "water.process", demand)
    };
    assert_eq!(of(Some("10.51")), Verdict::Refuse);
    assert_eq!(of(Some("naf:21.10Z")), Verdict::Refuse);
    assert_eq!(of(Some("24.10")), Verdict::Pass);
    assert_eq!(of(None), Verdict::Unknown);
    assert_eq!(verdict("excluded_use", "water.process", nothing(), "water.process", nothing()), Verdict::Pass);
}

#[test]
fn forms_moisture_and_concentration() {
    // The rule takes granulated or glassy slag, and can granulate what is not.
    let slag = |supply| verdict("form", "mineral.slag.granulated", supply, "mineral.clinker", nothing());
    assert_eq!((slag(form("Granulated")), slag(form("lump"))), (Verdict::Pass, Verdict::NeedsTreatment));
    assert_eq!(slag(nothing()), Verdict::Unknown);
    // Treated wood stays treated, whatever is done to it.
    let wood = |supply| verdict("form", "wood.sawdust", supply, "wood.virgin", nothing());
    assert_eq!((wood(form("treated")), wood(form("dust"))), (Verdict::Refuse, Verdict::Pass));
    // Without a rule, only what the demand asks counts, and nothing treats it.
    let ash = |supply, demand| verdict("moisture", "ash.fly", supply, "ash.fly", demand);
    assert_eq!((ash(wet(10.0), wet(10.0)), ash(wet(10.1), wet(10.0))), (Verdict::Pass, Verdict::Refuse));
    assert_eq!((ash(nothing(), wet(10.0)), ash(wet(90.0), nothing())), (Verdict::Unknown, Verdict::Pass));
    let ash = |supply, demand| verdict("concentration", "ash.fly", supply, "ash.fly", demand);
    assert_eq!((ash(strong(30.0), strong(30.0)), ash(strong(29.0), strong(30.0))), (Verdict::Pass, Verdict::Refuse));
    assert_eq!(ash(nothing(), strong(30.0)), Verdict::Unknown);
    // The stricter of rule (at most 55 %) and demand counts; chipping is a treatment.
    let chips = |percent, demand| verdict("moisture", "wood.chips", wet(percent), "gas.natural", demand);
    assert_eq!(chips(50.0, nothing()), Verdict::Pass);
    assert_eq!((chips(50.0, wet(40.0)), chips(60.0, wet(80.0))), (Verdict::NeedsTreatment, Verdict::NeedsTreatment));
}

#[test]
fn a_code_of_many_meanings_stops_where_they_do() {
    // A List of Waste code has no hard stop of its own; fly ash, which it is taken for, has.
    let stop = Catalogue::builtin().entry("ash.fly").unwrap().stop.as_kilometres();
    let far = |apart: f64| {
        let study = two("ewc:10 01 02", nothing(), "ash.fly", nothing(), apart);
        let options = Options { radius_cap: Some(km(1000.0)), ..Options::default() };
        let matches = find(&study, Catalogue::builtin(), &options, &|_| {});
        matches.unmatched.first().map(|unmatched| unmatched.reason.clone())
    };
    assert_eq!(far(stop - 1.0), None);
    assert_eq!(far(stop + 1.0), Some(Reason::Refused { gate: "stop", count: 1 }));
    // The study's own radius is the more specific word.
    let study = two("ewc:10 01 02", nothing(), "ash.fly", nothing(), stop + 1.0);
    let options = Options { radius: [("ewc:10".to_owned(), km(1000.0))].into(), ..Options::default() };
    assert_eq!(find(&study, Catalogue::builtin(), &options, &|_| {}).synergies.list().len(), 1);
}

#[test]
fn seasons_overlap_by_shares() {
    let months = |weights: [f64; 12]| Side::of(Details { months: Months::new(&weights).ok(), ..Details::default() });
    let all = || months([1.0; 12]);
    let summer = || months([0., 0., 0., 1., 1., 1., 1., 1., 1., 0., 0., 0.]);
    let winter = || months([1., 1., 1., 0., 0., 0., 0., 0., 0., 1., 1., 1.]);
    let of = |a, b| value("seasonal_overlap", "ash.fly", a, "ash.fly", b);
    near(of(all(), all()), 1.0);
    near(of(all(), summer()), 0.5); // six months of 1/12 against 1/6
    near(of(winter(), summer()), 0.0);
    assert_eq!(of(winter(), nothing()), None);
}

#[test]
fn quantities_fit_after_ratio_and_conversion() {
    let of = |s, given, d, wanted| value("quantity_fit", given, s, wanted, d);
    // 100 t of steam carry 100 × 2.36 / 3.6 = 65.56 MWh; the demand is for 131.11.
    let steam = Side::amount(100.0, Dimension::Mass);
    near(of(steam, "heat.steam", Side::amount(131.111_111, Dimension::Energy), "heat.steam"), 0.5);
    // A tonne of wood stands for 4.33 MWh of gas: 1,000 t for 4,330 MWh, of 8,660 needed.
    let rule = Catalogue::builtin().rule("wood-for-heat").unwrap();
    let mwh = 2.0 * 1000.0 * rule.ratio.value;
    let wood = || Side::amount(1000.0, Dimension::Mass);
    near(of(wood(), "wood.chips", Side::amount(mwh, Dimension::Energy), "gas.natural"), 0.5);
    let study = two("wood.chips", wood(), "gas.natural", Side::amount(mwh, Dimension::Energy), 1.0);
    let matches = find(&study, Catalogue::builtin(), &Options::default(), &|_| {});
    let synergy = matches.synergies.list().at(0);
    assert_eq!(&*matches.synergies.rule(synergy.rule).id, "wood-for-heat");
    assert_eq!(synergy.amount, tonnes(1000.0).known());
    near(synergy.replaced.map(|q| q.annual()), mwh / 2.0);
    // Tonnes and hours of no known density do not compare.
    let hours = Side::amount(5.0, Dimension::Time);
    assert_eq!(of(hours, "ash.fly", Side::amount(5.0, Dimension::Mass), "ash.fly"), None);
}

#[test]
fn quality_fit_is_the_mean_of_what_is_known() {
    // Form fits (1), 60 % of moisture is too wet for the rule's 55 % but can be treated (0.5): 0.75.
    let quality = Quality { moisture: Percent::new(60.0).ok(), form: Some("chips".into()), ..Quality::default() };
    near(value("quality_fit", "wood.chips", Side::quality(quality), "gas.natural", nothing()), 0.75);
    assert_eq!(value("quality_fit", "ash.fly", nothing(), "ash.fly", nothing()), None);
}

#[test]
fn aggregate_from_slag_loses_its_carbon_at_44_km_of_road() {
    // 4.6 kg/t avoided over 0.1049 kg/t.km is 43.85 km of road (the literature says 44), or 33.73 km as the crow flies at
    // 1.3 km of road for each.
    card(
        "mineral.slag.steel",
        nothing(),
        "mineral.aggregate",
        Side { activity: Some("42.11"), ..nothing() },
        10.0,
        |card| {
            let Some(BreakEven::At(distance)) = card.break_even_carbon() else { panic!("{:?}", card.carbon) };
            near(Some(distance.as_kilometres()), 4.6 / 0.1049 / 1.3);
            // At 10 km: 4.6 - 10 × 1.3 × 0.1049 = 3.2363 kg/t.
            near(card.carbon.as_ref().and_then(|carbon| carbon.net(km(10.0))), 4.6 - 10.0 * 1.3 * 0.1049);
            assert_eq!(card.carbon.as_ref().unwrap().unit, Some(Dimension::Mass));
        },
    );
}

#[test]
fn no_tonne_is_credited_twice() {
    // The rule documents 101.6 kg/t (production less recycling): neither the factors of production nor the landfill of
    // paper (1,164 kg/t) come on top.
    card("paper.board", nothing(), "paper.pulp", nothing(), 0.0, |card| {
        let carbon = card.carbon.as_ref().unwrap();
        let avoided: Vec<_> = carbon.terms.iter().filter(|term| term.kind == TermKind::Avoided).collect();
        assert_eq!(avoided.len(), 1);
        near(avoided[0].amount, Catalogue::builtin().rule("paper-to-pulp").unwrap().carbon.as_ref().unwrap().kg);
        assert!(!carbon.terms.iter().any(|term| term.kind == TermKind::Treatment), "sorting is in it");
        assert!(carbon.terms.iter().all(|term| term.amount.is_none() || term.source.is_some()), "each has its source");
    });
    // The very same plastic: 3,864 of production less 2,214 of recycling is 1,650 kg/t, the domain's figure for PET.
    card("plastic.pet", nothing(), "plastic.pet", nothing(), 0.0, |card| {
        near(card.carbon.as_ref().and_then(|carbon| carbon.net(km(0.0))), 1650.0);
        // 1,650 over 0.083 kg/t.km × 1.3 is 15,292 km: farther than any lorry goes, nearer than half round the Earth.
        let lorry = Catalogue::builtin().factor("freight-lorry").unwrap().value;
        near(card.break_even_carbon().map(|at| at.distance().as_kilometres()), 1650.0 / lorry / 1.3);
    });
}

#[test]
fn what_is_not_documented_stays_missing() {
    // A pipe has no freight by the tonne: the carbon stands, says what it leaves out, and breaks even nowhere known.
    let study = two(
        "heat.steam",
        Side::amount(1000.0, Dimension::Energy),
        "gas.natural",
        Side::amount(1000.0, Dimension::Energy),
        2.0,
    );
    let matches = find(&study, Catalogue::builtin(), &Options::default(), &|_| {});
    let synergy = matches.synergies.list().at(0);
    assert_eq!(&*matches.synergies.rule(synergy.rule).id, "steam-for-fuel");
    // 1,000 MWh × 202 kg.
    near(synergy.carbon.map(|saved| saved.as_kg_per_year()), 202_000.0);
    assert_eq!((synergy.not_counted.freight, synergy.break_even_carbon, synergy.euros), (true, None, None));
    // No price, no money; no amount, no sum; an unknown resource, nothing at all.
    let study = two("plastic.pet", nothing(), "plastic.pet", nothing(), 2.0);
    let synergy = find(&study, Catalogue::builtin(), &Options::default(), &|_| {}).synergies.list().at(0);
    assert!(synergy.carbon.is_none() && synergy.euros.is_none() && synergy.break_even_carbon.is_some());
    let study = two("zzz", nothing(), "zzz", nothing(), 2.0);
    let synergy = find(&study, Catalogue::builtin(), &Options::default(), &|_| {}).synergies.list().at(0);
    assert!(synergy.break_even_carbon.is_none() && synergy.break_even_euros.is_none());
    assert!(!synergy.not_counted.freight && !synergy.not_counted.treatment, "of nothing, nothing is left out");
}

#[test]
fn euros_of_both_sides_together() {
    // The taker no longer buys at 30 €/t, the giver no longer pays 20 €/t: 50 €/t, less 4.5 of handling, less
    // 0.17 €/t.km (a tanker) × 1.3 × 40 km = 8.84: 36.66 €/t. It breaks even at 45.5 / 0.221 = 205.9 km.
    let supply = || Side::amount(1000.0, Dimension::Mass).price(-20.0, Dimension::Mass);
    let demand = || Side::amount(800.0, Dimension::Mass).price(30.0, Dimension::Mass);
    card("ash.fly", supply(), "ash.fly", demand(), 40.0, |card| {
        let km = card.distance.as_kilometres();
        assert!((km - 40.0).abs() < 0.1, "{km}");
        near(card.euros.net(card.distance), 50.0 - 4.5 - 0.17 * 1.3 * km);
        near(card.break_even_euros().map(|at| at.distance().as_kilometres()), 45.5 / 0.221);
    });
    let study = two("ash.fly", supply(), "ash.fly", demand(), 40.0);
    let matches = find(&study, Catalogue::builtin(), &Options::default(), &|_| {});
    let synergy = matches.synergies.list().at(0);
    let km = synergy.distance.as_kilometres();
    near(synergy.euros.map(|gain| gain.as_per_year()), 800.0 * (45.5 - 0.221 * km)); // 800 t change hands
    // The margin is what the way leaves of what there was at the door.
    let margin = matches.synergies.criteria().iter().position(|name| *name == "margin").unwrap();
    near(matches.synergies.values(0)[margin].map(|value| value.value()), (45.5 - 0.221 * km) / 45.5);
    // A sale given up counts against it: 30 - 60 - 4.5 is a loss at the door.
    card("ash.fly", Side::default().price(60.0, Dimension::Mass), "ash.fly", demand(), 1.0, |card| {
        assert_eq!(card.break_even_euros(), Some(BreakEven::At(km_zero())));
    });
}

fn km_zero() -> maillon_model::Distance {
    maillon_model::Distance::ZERO
}

#[test]
fn a_waste_without_a_price_is_assumed_landfilled() {
    // The taker's 30 €/t and the landfill tax of 65 €/t, less 4.5 of handling: 90.5 €/t at the door, marked as assumed.
    let demand = || Side::default().price(30.0, Dimension::Mass);
    card("ash.fly", nothing(), "ash.fly", demand(), 0.0, |card| {
        let disposal = card.euros.terms.iter().find(|term| term.kind == TermKind::Disposal).unwrap();
        near(disposal.amount, Catalogue::builtin().factor("landfill-tax").unwrap().value);
        assert!(disposal.assumed && disposal.source.is_some() && disposal.words.contains("assumed"));
        near(card.euros.net(km_zero()), 30.0 + 65.0 - 4.5);
    });
    // A product has no such fate.
    card("mineral.cement", nothing(), "mineral.cement", demand(), 0.0, |card| {
        assert_eq!(card.euros.net(km_zero()), None);
    });
}

#[test]
fn money_before_a_treatment_says_so() {
    // The carbon of paper for pulp holds the sorting; the money does not.
    let priced = |euros| Side::amount(100.0, Dimension::Mass).price(euros, Dimension::Mass);
    let study = two("paper.board", priced(-10.0), "paper.pulp", priced(500.0), 5.0);
    let synergy = find(&study, Catalogue::builtin(), &Options::default(), &|_| {}).synergies.list().at(0);
    assert!(synergy.carbon.is_some() && synergy.euros.is_some() && synergy.treatment.is_some());
    assert!(synergy.not_counted.treatment);
    let study = two("paper.board", Side::amount(100.0, Dimension::Mass), "paper.pulp", priced(500.0), 5.0);
    let unpriced = Study { flows: study.flows.iter().map(|f| Flow { details: None, ..f.clone() }).collect(), ..study };
    let synergy = find(&unpriced, Catalogue::builtin(), &Options::default(), &|_| {}).synergies.list().at(0);
    assert!(synergy.euros.is_none() && !synergy.not_counted.treatment);
}

#[test]
fn no_margin_before_a_treatment_that_has_no_price() {
    let priced = |euros| Side::amount(100.0, Dimension::Mass).price(euros, Dimension::Mass);
    let study = two("paper.board", priced(-10.0), "paper.pulp", priced(500.0), 5.0);
    let matches = find(&study, Catalogue::builtin(), &Options::default(), &|_| {});
    let margin = matches.synergies.criteria().iter().position(|name| *name == "margin").unwrap();
    assert_eq!(matches.synergies.values(0)[margin], None);
    assert!(matches.synergies.list().at(0).euros.is_some(), "what is known of the money is still told");
}

#[test]
fn what_is_sold_is_kept_from_no_landfill() {
    // Fruit pulp for feed: no rule or factor tells what the feed emits; food in a landfill emits 700 kg/t.
    let priced = |euros| Side::default().price(euros, Dimension::Mass);
    for (euros, avoided) in [(-20.0, Some(700.0)), (0.0, Some(700.0)), (20.0, None)] {
        card("food.fruit-pulp", priced(euros), "food.feed", Side::default(), 0.0, |card| {
            assert_eq!(card.carbon.as_ref().and_then(|account| account.terms[0].amount), avoided);
        });
    }
    // The same where the rule itself counts the disposal: food for a digester.
    for (euros, avoided) in [(-20.0, Some(700.0)), (20.0, None)] {
        card("food.catering", priced(euros), "biomass.digester-feed", Side::default(), 0.0, |card| {
            assert_eq!(card.carbon.as_ref().and_then(|account| account.terms[0].amount), avoided);
        });
    }
}

#[test]
fn a_fuel_is_not_burnt_where_what_replaces_it_has_no_fossil_carbon() {
    // 3.2 MWh of straw for each tonne, of coal at 94.6 kg/GJ: 3.2 × 340.56 = 1,089.8 kg.
    card("biomass.straw", Side::default(), "fuel.coal", Side::default(), 0.0, |card| {
        near(card.carbon.as_ref().and_then(|account| account.terms[0].amount), 3.2 * 340.56);
    });
    // Refinery gas burns as much carbon as it saves, or was flared: nobody says.
    card("gas.refinery", Side::default(), "gas.natural", Side::default(), 0.0, |card| {
        assert_eq!(card.carbon.as_ref().and_then(|account| account.terms[0].amount), None);
    });
}

#[test]
fn a_treatment_that_a_gate_asks_for_is_told() {
    // Chips of 60 % moisture need treatment, drier ones do not.
    let found = |percent| {
        let study = two("wood.chips", wet(percent), "gas.natural", nothing(), 5.0);
        let matches = find(&study, Catalogue::builtin(), &Options::default(), &|_| {});
        matches.synergies.list().at(0).treatment.map(|step| matches.synergies.step(step).to_owned())
    };
    assert_eq!((found(60.0).as_deref(), found(30.0)), (Some("chip"), None));
    card("wood.chips", wet(60.0), "gas.natural", nothing(), 5.0, |card| {
        assert_eq!(card.treatment.as_deref(), Some("chip"));
        assert!(card.euros.terms.iter().any(|term| term.kind == TermKind::Treatment && term.amount.is_none()));
    });
}

#[test]
fn confidence_is_a_product() {
    // Proximity, quantity fit and evidence are known: 0.3 + 0.2 + 0.1 of weights of 1; hazard and the rest pass. Measured
    // 1, declared 0.9, modelled 0.7, unstated 0.8: the worse of both sides.
    let known = |known| {
        let details = Details { known, ..Details::default() };
        Side { amount: Some(tonnes(10.0)), ..Side::of(details) }
    };
    let of = |a, b| card("ash.fly", known(a), "ash.fly", known(b), 1.0, |card| card.confidence.value());
    let base = {
        // Carbon may be known for ash too; read off which criteria are.
        let whole = card("ash.fly", known(None), "ash.fly", known(None), 1.0, |card| {
            card.criteria.iter().filter(|line| line.value.is_some()).map(|line| line.weight).sum::<f64>()
        });
        assert!(whole >= 0.6);
        whole
    };
    near(Some(of(Some(Knowledge::Measured), Some(Knowledge::Measured))), base);
    near(Some(of(Some(Knowledge::Measured), Some(Knowledge::Declared))), base * 0.9);
    near(Some(of(Some(Knowledge::Modelled), Some(Knowledge::Declared))), base * 0.7);
    near(Some(of(None, Some(Knowledge::Measured))), base * 0.8);
}

#[test]
fn what_is_rejected_is_never_shown_and_always_counted() {
    let study = two("ash.fly", nothing(), "ash.fly", nothing(), 1.0);
    let run = |supply: &str, demand: &str| -> Matches {
        let rejected = [(supply.to_owned(), demand.to_owned())].into();
        find(&study, Catalogue::builtin(), &Options { rejected, ..Options::default() }, &|_| {})
    };
    let matches = run("f1", "f2");
    assert!(matches.synergies.list().is_empty());
    assert_eq!((matches.refusals["rejected"], matches.candidates), (1, 1));
    assert!(matches.unmatched.iter().all(|u| u.reason == Reason::Refused { gate: "rejected", count: 1 }));
    // The other way round, or of flows that are no more, it is another pair.
    assert_eq!(run("f2", "f1").synergies.list().len(), 1);
    assert_eq!(run("f1", "gone").synergies.list().len(), 1);
    let rejected = [("f1".to_owned(), "f2".to_owned())].into();
    let options = Options { rejected, ..Options::default() };
    let card = explain(&study, Catalogue::builtin(), &options, FlowIx(0), FlowIx(1)).unwrap();
    assert!(card.refused.is_some_and(|why| why.contains("rejected")));
}
