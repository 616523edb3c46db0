//! Small random studies with their matches and terms.

use maillon_model::{
    Amount, Dimension, Direction, Distance, Flow, FlowIx, GateSet, Located, Matches, NotCounted, Numbering, Origin,
    Plan, Position, Quantity, Resource, ResourceIx, RuleIx, Score, Site, SiteIx, Source, SourceIx, Study, Synergies,
    Synergy, SynergyKind,
};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::{Options, Problem, Ratio, Terms, check, solve};

pub(crate) const HERE: Origin = Origin { source: SourceIx(0), feature: 1 };

/// What makes a study easy or hard.
#[derive(Clone, Copy, Default)]
pub(crate) struct Shape {
    pub(crate) lots: bool,
    pub(crate) costs: bool,
    pub(crate) ratios: bool,
    /// Ratios that no common unit fits.
    pub(crate) contradictory: bool,
    pub(crate) gaps: bool,
}

pub(crate) struct Case {
    pub(crate) study: Study,
    pub(crate) matches: Matches,
    pub(crate) terms: Vec<Terms>,
}

impl Case {
    /// What is known of a synergy, by its place.
    pub(crate) fn terms(&self) -> impl Fn(usize) -> Terms + '_ {
        |place| self.terms[place]
    }

    pub(crate) fn problem(&self) -> Problem<'_> {
        Problem::new(&self.study, &self.matches, &self.terms()).unwrap()
    }

    /// The plan by an objective, which the checker accepts.
    pub(crate) fn plan(&self, objective: &str) -> Plan {
        let plan = solve(&self.problem(), &options(objective)).unwrap();
        assert_eq!(check(&self.study, &self.matches, &self.terms(), &plan), [], "{objective}");
        plan
    }
}

pub(crate) fn options(objective: &str) -> Options {
    Options { objective: crate::Objective::from_name(objective).unwrap(), ..Options::default() }
}

pub(crate) fn tonnes(amount: f64) -> Amount {
    Amount::Known(Quantity::per_year(amount, Dimension::Mass).unwrap())
}

/// A study of one resource: amounts of supplies, of demands, and the links between them as (supply, demand, score, km).
/// Each flow has a site of its own unless `per_site` says how many share one.
pub(crate) fn study(supply: &[Amount], demand: &[Amount], links: &[(u32, u32, f64, f64)], per_site: usize) -> Case {
    let flows = supply.iter().map(|a| (Direction::Supply, *a)).chain(demand.iter().map(|a| (Direction::Demand, *a)));
    let flows: Vec<Flow> = flows
        .enumerate()
        .map(|(v, (direction, amount))| Flow {
            id: format!("f{v:04}").into(),
            site: SiteIx((v / per_site) as u32),
            direction,
            resource: ResourceIx(0),
            amount,
            max_distance: None,
            details: None,
            origin: HERE,
        })
        .collect();
    let sites = (0..flows.len().div_ceil(per_site)).map(|s| Site {
        id: format!("s{s:04}").into(),
        name: maillon_model::Name::NONE,
        activity: maillon_model::Name::NONE,
        position: Position::new(0.0, 0.0).unwrap(),
        located: Located::Point,
        origin: HERE,
    });
    let resource = Resource {
        code: "ash".into(),
        family: "ash".into(),
        label: None,
        dimension: Some(Dimension::Mass),
        radius: None,
        stop: None,
        known: false,
        readings: Vec::new(),
    };
    let source = Source { file: "flows.csv".into(), layer: None, numbering: Numbering::Line, sha256: None };
    let mut synergies = Synergies::new(vec![]);
    for &(from, to, score, km) in links {
        let synergy = Synergy {
            supply: FlowIx(from),
            demand: FlowIx(supply.len() as u32 + to),
            kind: SynergyKind::Substitution,
            rule: RuleIx(0),
            treatment: None,
            open: GateSet::default(),
            distance: Distance::kilometres(km).unwrap(),
            radius: Distance::kilometres(100.0).unwrap(),
            amount: None,
            replaced: None,
            not_counted: NotCounted::default(),
            carbon: None,
            euros: None,
            break_even_carbon: None,
            break_even_euros: None,
            score: Score::new(score).unwrap(),
            confidence: Score::ONE,
            rank_supply: 1,
            rank_demand: 1,
        };
        synergies.push(synergy, &[]);
    }
    let study =
        Study { sites: sites.collect(), flows, resources: vec![resource], sources: vec![source], ..Study::default() };
    Case { study, matches: Matches { synergies, ..Matches::default() }, terms: vec![Terms::default(); links.len()] }
}

/// A random study.
pub(crate) fn random(seed: u64, shape: Shape) -> Case {
    let mut r = ChaCha8Rng::seed_from_u64(seed);
    let (m, n) = (r.random_range(1..8usize), r.random_range(1..8usize));
    let mut amount = |_| match r.random_range(0..20) {
        0 if shape.gaps => Amount::Missing,
        1 if shape.gaps => Amount::Below(None),
        2 => tonnes(0.0),
        3 => tonnes(r.random_range(0.0..50.0)),
        _ => tonnes(f64::from(r.random_range(1..50))),
    };
    let supply: Vec<Amount> = (0..m).map(&mut amount).collect();
    let demand: Vec<Amount> = (0..n).map(&mut amount).collect();
    let mut links = Vec::new();
    for from in 0..m as u32 {
        for to in 0..n as u32 {
            if r.random_bool(0.45) {
                links.push((from, to, f64::from(r.random_range(1..10)) / 10.0, f64::from(r.random_range(1..90))));
            }
        }
    }
    let mut case = study(&supply, &demand, &links, 2);
    for (terms, &(from, to, ..)) in case.terms.iter_mut().zip(&links) {
        terms.euros = (!shape.gaps || r.random_bool(0.8)).then(|| r.random_range(-5.0..30.0));
        terms.co2_kg = (!shape.gaps || r.random_bool(0.8)).then(|| r.random_range(-50.0..300.0));
        terms.min_lot = (shape.lots && r.random_bool(0.5)).then(|| r.random_range(1.0..20.0));
        terms.fixed_euros = (shape.costs && r.random_bool(0.5)).then(|| r.random_range(0.0..200.0));
        terms.ratio = match (shape.contradictory, shape.ratios) {
            (true, _) => Ratio::new(r.random_range(1..5), r.random_range(1..5)),
            (_, true) => Ratio::new(2 + from % 3, 1 + to % 4),
            _ => None,
        };
    }
    case
}
