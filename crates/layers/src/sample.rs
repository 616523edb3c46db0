//! A small study for the tests: it has a row for every layer, and something of each trap.

use geo_types::{MultiPolygon, polygon};
use jiff::civil::date;
use maillon_model::{
    Affected, Allocation, Amount, AreaOf, Assigned, AttackOrder, AttackStep, CarbonSaved, Chain, ChainPlan, Chains,
    Change, CriticalLink, CriticalSite, DemandRisk, Details, Difference, Dimension, Direction, Distance, Drawn, Each,
    Encounter, EuroSide, EurosGained, Figure, FigureOf, Flow, FlowIx, Framework, GateSet, Grouped, Hub, IdKind,
    IndicatorWords, Issue, IssueCode, Knowledge, Language, Level, Located, Matches, Member, Merged, MissingProcessor,
    NotCounted, Numbering, Origin, Pairs, Percent, PlaceIx, Plan, PlanQuality, PlanUnits, Planned, Plot, Pool,
    PoolWords, Pooling, Position, Price, Processor, ProcessorIx, Prospect, Provided, Quality, Quantity, Reach, Reason,
    Resource, ResourceIx, RuleIx, RuleWords, Saving, Score, Share, Shared, Side, Site, SiteGain, SiteIx, Siting,
    SizeClass, Source, SourceIx, Stop, Study, Substance, SubstanceBalance, Sums, SupplyArea, Surveyed, Synergies,
    Synergy, SynergyKind, Territory, TreatmentWords, Turn, Unmatched, Unserved, Validity, Worth, Worths, Zone,
    ZoneBalance, ZoneExchange, ZoneGain, ZoneIx, ZoneKind,
};

use crate::context::{Allocated, ClosedSite, Run, Subject};

/// A study with its matches and zones.
#[derive(Debug)]
pub(crate) struct Sample {
    pub(crate) study: Study,
    pub(crate) matches: Matches,
    pub(crate) plan: Plan,
    pub(crate) worth: Worths,
    pub(crate) change: Change,
    pub(crate) closures: Vec<ClosedSite>,
    pub(crate) site_zones: Grouped<ZoneIx>,
    pub(crate) survey: Survey,
    pub(crate) pooling: Pooling,
    pub(crate) chains: Chains,
    pub(crate) siting: Siting,
}

fn origin(feature: u64) -> Origin {
    Origin { source: SourceIx(0), feature }
}

pub(crate) fn at(lon: f64, lat: f64) -> Position {
    Position::new(lon, lat).unwrap()
}

fn site(id: &str, name: Option<&str>, position: Position) -> Site {
    let located = Located::Point;
    Site { id: id.into(), name: name.into(), activity: maillon_model::Name::NONE, position, located, origin: origin(1) }
}

fn flow(id: &str, site: u32, direction: Direction, resource: u32, amount: Amount) -> Flow {
    let (site, resource) = (SiteIx(site), ResourceIx(resource));
    Flow { id: id.into(), site, direction, resource, amount, max_distance: None, details: None, origin: origin(1) }
}

fn resource(code: &str, family: &str, known: bool) -> Resource {
    Resource {
        code: code.into(),
        family: family.into(),
        label: None,
        dimension: None,
        radius: None,
        stop: None,
        known,
        readings: Vec::new(),
    }
}

pub(crate) fn t(amount: f64) -> Quantity {
    Quantity::per_year(amount, Dimension::Mass).unwrap()
}

fn mwh(amount: f64) -> Quantity {
    Quantity::per_year(amount, Dimension::Energy).unwrap()
}

fn synergy(supply: u32, demand: u32, metres: f64, amount: Option<Quantity>, score: f64, rank_supply: u32) -> Synergy {
    Synergy {
        supply: FlowIx(supply),
        demand: FlowIx(demand),
        kind: SynergyKind::Substitution,
        rule: RuleIx(0),
        treatment: None,
        open: GateSet::default(),
        distance: Distance::metres(metres).unwrap(),
        radius: Distance::kilometres(50.0).unwrap(),
        amount,
        replaced: amount,
        not_counted: NotCounted::default(),
        carbon: None,
        euros: None,
        break_even_carbon: None,
        break_even_euros: None,
        score: Score::new(score).unwrap(),
        confidence: Score::ONE,
        rank_supply,
        rank_demand: 1,
    }
}

impl Sample {
    pub(crate) fn new() -> Self {
        use Direction::{Demand, Supply};
        let mut study = Study {
            name: "Kalundborg <&\"'> 🏭".into(),
            language: Language::En,
            sites: vec![
                site("1", Some("Gyproc \"A\" & <B>"), at(11.079_123_456_789, 55.681)),
                site("2", None, at(11.1, 55.7)),
                site("3", Some("=HYPERLINK(\"x\")"), at(11.1, 55.7)),
                site("4", Some("Phare d'Ouessant"), at(-5.1, 48.45)),
            ],
            flows: vec![
                flow("a~1", 0, Supply, 0, Amount::Known(t(100.0))),
                flow("b", 1, Demand, 0, Amount::Known(t(30.0))),
                flow("c", 2, Demand, 0, Amount::Known(t(90.0 + 0.1 + 0.2))),
                flow("d", 0, Supply, 1, Amount::Missing),
                flow("e", 3, Demand, 1, Amount::Known(mwh(2000.0))),
                flow("f", 2, Demand, 1, Amount::Below(Some(mwh(5.0)))),
                flow("g", 2, Supply, 2, Amount::Known(mwh(0.0))),
            ],
            processors: vec![Processor {
                id: "p".into(),
                site: SiteIx(3),
                treatments: vec!["crushing".into()],
                resource: Some(ResourceIx(0)),
                capacity: Amount::Known(t(60.0)),
                max_distance: None,
                min_lot: None,
                fee: Price::new(4.0, Dimension::Mass).ok(),
                validity: Validity::default(),
                confidential: false,
                note: None,
                origin: origin(2),
            }],
            zones: vec![
                Zone {
                    id: "zi".into(),
                    name: Some("Zone d'activités".into()),
                    kind: ZoneKind::Industrial,
                    level: Some("park".into()),
                    geometry: MultiPolygon(vec![polygon!(
                        exterior: [(x: 11.0, y: 55.0), (x: 11.0, y: 56.0), (x: 12.0, y: 56.0), (x: 12.0, y: 55.0)],
                        interiors: [[(x: 11.5, y: 55.1), (x: 11.6, y: 55.1), (x: 11.6, y: 55.2), (x: 11.5, y: 55.2)]],
                    )]),
                    origin: origin(1),
                },
                Zone {
                    id: "empty".into(),
                    name: None,
                    kind: ZoneKind::Other("ZAC".into()),
                    level: Some("park".into()),
                    geometry: MultiPolygon(vec![polygon![(x: 170.0, y: 0.0), (x: 190.0, y: 0.0), (x: 180.0, y: 9.0)]]),
                    origin: origin(2),
                },
            ],
            resources: vec![
                resource("ewc:10 01 05", "mineral", true),
                resource("heat.steam", "heat", true),
                resource("mystery", "mystery", false),
            ],
            sources: vec![
                Source { file: "flows.csv".into(), layer: None, numbering: Numbering::Line, sha256: Some("ab".into()) },
                Source {
                    file: "/home/me/s.gpkg".into(),
                    layer: Some("s".into()),
                    numbering: Numbering::Fid,
                    sha256: None,
                },
            ],
            issues: vec![
                Issue::new(IssueCode::UnknownUnit, SourceIx(0), "the unit \"=furlong\"\nis unknown")
                    .at(12)
                    .field("unit", "=furlong"),
                Issue::new(IssueCode::SuspectSwap, SourceIx(1), "swapped?").at(7).on(at(11.1, 55.7)),
            ],
            site_ids: IdKind::Integer,
            flow_ids: IdKind::Text,
            zone_ids: IdKind::Text,
            ..Study::default()
        };
        study.flows[0].details = Some(Box::new(Details {
            quality: Quality { moisture: Percent::new(12.5).ok(), hazardous: Some(false), ..Quality::default() },
            price: Price::new(-4.0, Dimension::Mass).ok(),
            known: Some(Knowledge::Declared),
            validity: Validity { from: Some(date(2019, 12, 31)), to: None },
            note: Some("مرحبا 🏭 <b>&amp;</b>".into()),
            ..Details::default()
        }));
        let mut synergies = Synergies::new(vec!["proximity", "quantity_fit"]);
        synergies.rule_ix(RuleWords {
            id: "same_resource".into(),
            en: "The very resource.".into(),
            fr: "Cette même ressource.".into(),
            sources: Vec::new(),
        });
        let score = |value: f64| Some(Score::new(value).unwrap());
        synergies.push(synergy(0, 1, 2_512.345_678, Some(t(30.0)), 0.7, 1), &[score(0.951), score(0.3)]);
        synergies.push(synergy(0, 2, 2_512.345_678, Some(t(90.3)), 1.0 / 3.0, 2), &[score(0.951), None]);
        let too_far = Reason::TooFar {
            nearest: Distance::kilometres(1240.0).unwrap(),
            radius: Distance::kilometres(10.0).unwrap(),
        };
        let left = |flow, reason| Unmatched { flow: FlowIx(flow), reason };
        let matches = Matches {
            synergies,
            unmatched: vec![
                left(3, too_far.clone()),
                left(4, too_far),
                left(5, Reason::Outranked { partners: 2 }),
                left(6, Reason::NoPartner),
            ],
            candidates: 5,
            accepted: 3,
            refusals: [("zero", 1)].into(),
            merged: Merged::default(),
        };
        let zi = vec![ZoneIx(0)];
        let site_zones = [zi.clone(), zi.clone(), zi, vec![]].into_iter().collect();
        let closures = vec![ClosedSite {
            site: SiteIx(0),
            loss: 44.3,
            synergies: 2,
            unknown: 0,
            partners: 2,
            unknown_flows: 0,
            chains: 1,
            rank_by_links: 1,
        }];
        let (chains, siting) = (chains(), siting());
        Self {
            study,
            matches,
            plan: plan(),
            change: change(),
            closures,
            site_zones,
            worth: Worths::default(),
            survey: survey(),
            pooling: pooling(),
            chains,
            siting,
        }
    }

    pub(crate) fn run(&self) -> Run<'_> {
        Run {
            study: &self.study,
            matches: &self.matches,
            pairs: Some(self),
            site_zones: &self.site_zones,
            plan: Some(Allocated {
                planned: Planned {
                    study: &self.study,
                    matches: &self.matches,
                    plan: &self.plan,
                    worth: &self.worth,
                    closed: &[],
                },
                unit: "score-weighted base units",
                front: None,
            }),
            territory: Some(&self.survey),
            pooling: Some(&self.pooling),
            chains: Some(&self.chains),
            subject: Subject::Matches,
            report: None,
            public: None,
            parameters: serde_json::json!({ "radius_km": 50, "top": 10 }),
            version: "0.0.0",
        }
    }

    /// A run about each subject.
    pub(crate) fn runs(&self) -> [Run<'_>; 4] {
        let subjects = [
            Subject::Matches,
            Subject::Change(&self.change),
            Subject::Closures(&self.closures),
            Subject::Siting(&self.siting),
        ];
        subjects.map(|subject| Run { subject, ..self.run() })
    }
}

/// Each synergy in a block of its own.
impl Pairs for Sample {
    fn blocks(&self) -> Box<dyn Iterator<Item = Synergies> + '_> {
        let synergies = &self.matches.synergies;
        Box::new((0..synergies.list().len()).map(move |place| {
            let mut block = Synergies::new(synergies.criteria().to_vec());
            let mut pair = synergies.list().at(place);
            pair.rule = block.rule_ix(synergies.rule(pair.rule).clone());
            block.push(pair, &synergies.values(place));
            block
        }))
    }
}

/// 100 t to give: 30 to the better taker, the rest to the other, which needs 90.3.
fn plan() -> Plan {
    let kg = |t: f64| (t * 1000.0) as i64;
    let share = |flow, capacity: Option<f64>, used: f64, unserved| Share {
        flow: FlowIx(flow),
        capacity: capacity.map(kg),
        used: kg(used),
        price: capacity.map(|_| 0.5),
        unserved,
    };
    Plan {
        objective: "score",
        methods: vec!["network simplex"],
        quality: PlanQuality::Optimal,
        value: 30.0 * 0.7 + 70.0 / 3.0,
        bound: Some(30.0 * 0.7 + 70.0 / 3.0),
        greedy: None,
        units: PlanUnits::new([3; Dimension::ALL.len()]),
        allocations: vec![
            Allocation { synergy: 0, supplied: kg(30.0), replaced: kg(30.0) },
            Allocation { synergy: 1, supplied: kg(70.0), replaced: kg(70.0) },
        ],
        shares: [
            share(0, Some(100.0), 100.0, None),
            share(1, Some(30.0), 30.0, None),
            share(2, Some(90.3), 70.0, Some(Unserved::BetterUses)),
            share(3, None, 0.0, Some(Unserved::UnknownQuantity)),
            share(4, Some(2000.0), 0.0, Some(Unserved::NoCandidate)),
            share(5, None, 0.0, Some(Unserved::UnknownQuantity)),
            share(6, Some(0.0), 0.0, None),
        ]
        .into_iter()
        .collect(),
        cannot_count: Vec::new(),
        rounding_pct: 0.0,
    }
}

static EXCHANGES: IndicatorWords = IndicatorWords {
    id: "exchanges",
    en: "Exchanges",
    fr: "Échanges",
    definition: "How many synergies the plan uses",
    definition_fr: "Le nombre de synergies que le plan utilise",
    formula: "count",
    source: "none needed: a count",
    unit: "",
    framework: Framework::NotChecked("ELIPSE"),
};

/// What `maillon-territory` would say of it, as far as the tests need it.
#[derive(Debug, Default)]
pub(crate) struct Survey {
    territory: Territory,
    demands: Vec<DemandRisk>,
    sites: Vec<CriticalSite>,
    links: Vec<CriticalLink>,
    gains: Vec<SiteGain>,
}

impl Surveyed for Survey {
    fn territory(&self) -> &Territory {
        &self.territory
    }

    fn demands(&self) -> Each<'_, DemandRisk> {
        Each::of(&self.demands, DemandRisk::clone)
    }

    fn sites(&self) -> Each<'_, CriticalSite> {
        Each::of(&self.sites, CriticalSite::clone)
    }

    fn links(&self) -> Each<'_, CriticalLink> {
        Each::of(&self.links, CriticalLink::clone)
    }

    fn gains(&self) -> Each<'_, SiteGain> {
        Each::of(&self.gains, SiteGain::clone)
    }

    fn whose_areas(&self) -> Box<dyn Iterator<Item = AreaOf> + '_> {
        Box::new(self.territory.areas.iter().map(|area| area.of.clone()))
    }

    fn areas(&self, _: Drawn) -> Each<'_, SupplyArea> {
        Each::of(&self.territory.areas, SupplyArea::clone)
    }
}

fn survey() -> Survey {
    let side = |stated: f64, inside: f64| Side {
        flows: 1,
        unknown: 0,
        stated: t(stated),
        inside: t(inside),
        across: t(0.0),
        left: t(((stated - inside) * 10.0).round() / 10.0),
    };
    let euros = |stated: f64| {
        let euros = |euros| EurosGained::per_year(euros).unwrap();
        EuroSide { without: 0, stated: euros(stated), inside: euros(stated), across: euros(0.0), left: euros(0.0) }
    };
    let zi = Some(ZoneIx(0));
    let territory = Territory {
        levels: vec![Level {
            name: "park".into(),
            zones: vec![ZoneIx(0), ZoneIx(1)],
            parent: None,
            parents: vec![None, None],
            of_site: vec![zi, zi, zi, None],
            sites_in_none: 1,
            sites_in_several: 0,
        }],
        anchors: vec![Some(at(11.2, 55.6)), Some(at(178.0, 3.0))],
        balances: vec![ZoneBalance {
            level: 0,
            zone: zi,
            family: "mineral".into(),
            supply: side(100.0, 100.0),
            demand: side(120.3, 100.0),
            supply_euros: euros(-400.0),
            demand_euros: EuroSide { without: 1, ..euros(0.0) },
        }],
        substances: vec![SubstanceBalance {
            level: 0,
            zone: zi,
            substance: Substance::Nitrogen,
            supply: side(4.4, 4.4),
            demand: side(0.0, 0.0),
        }],
        exchanges: vec![ZoneExchange {
            level: 0,
            from: zi,
            to: Some(ZoneIx(1)),
            family: "mineral".into(),
            replaces: "".into(),
            supplied: t(100.0),
            replaced: t(100.0),
            synergies: 2,
            carbon: None,
            without_carbon: 2,
            euros: None,
            without_euros: 2,
        }],
        attacks: vec![AttackStep {
            order: AttackOrder::Targeted,
            removed: 1,
            of: 3,
            dimension: Dimension::Mass,
            left: Score::ZERO,
            largest: Score::saturating(1.0 / 3.0),
        }],
        zone_gains: vec![ZoneGain {
            level: 0,
            zone: zi,
            sites: 3,
            taking_part: 3,
            losing: 0,
            small: 0,
            without_size: 2,
            euros: None,
            without_euros: 3,
            carbon: None,
            gini: None,
        }],
        areas: vec![SupplyArea {
            of: AreaOf::Zone(0, ZoneIx(0), "mineral".into()),
            givers: 1,
            dimension: Dimension::Mass,
            amount: Some(t(100.0)),
            mean: Distance::metres(2_512.35).ok(),
            farthest: Distance::metres(2_512.35).unwrap(),
            hull: MultiPolygon(vec![polygon![(x: 11.0, y: 55.0), (x: 11.5, y: 55.0), (x: 11.2, y: 55.5)]]),
            reach: vec![Reach {
                within: Distance::kilometres(10.0).unwrap(),
                share: Some(Score::ONE),
                area: MultiPolygon(vec![at(11.2, 55.6).circle(Distance::kilometres(10.0).unwrap(), 32, 11.2).unwrap()]),
            }],
            provided: vec![Provided { level: 0, zone: zi, share: Some(Score::ONE) }],
        }],
        figures: vec![Figure {
            words: &EXCHANGES,
            of: FigureOf::Whole,
            before: Some(0.0),
            value: Some(2.0),
            without: 0,
        }],
    };
    Survey {
        territory,
        demands: vec![DemandRisk {
            flow: FlowIx(2),
            givers: 1,
            used: 1,
            hhi: Some(Score::ONE),
            coverage: Some(Score::ONE),
            coverage_n1: Some(Score::ZERO),
            mainstay: Some(SiteIx(0)),
        }],
        sites: vec![CriticalSite {
            site: SiteIx(0),
            moved: Sums::One(t(100.0)),
            share: Score::ONE,
            partners: 2,
            only_giver_of: 2,
            uncovered: Sums::One(t(120.3)),
            cascade: 2,
            steps: 1,
            lost: Sums::One(t(100.0)),
            lost_euros: None,
            lost_without_euros: 2,
            lost_carbon: None,
            lost_without_carbon: 2,
        }],
        links: vec![CriticalLink {
            synergy: 1,
            supplied: t(70.0),
            of_demand: Score::saturating(70.0 / 90.3),
            others: 0,
            bridge: true,
        }],
        gains: vec![SiteGain {
            site: SiteIx(0),
            size: Some(SizeClass::Large),
            exchanges: 2,
            without_euros: 2,
            euros: None,
            without_carbon: 2,
            carbon: None,
        }],
    }
}

/// Of the 70 t that the plan moves to the far taker, the crusher of Ouessant treats 60; it takes no steam. Nobody sorts.
fn chains() -> Chains {
    let mut chains = Chains::default();
    let rule =
        |id: &str| RuleWords { id: id.into(), en: "Crushed.".into(), fr: "Concassé.".into(), sources: Vec::new() };
    let words = |id: &str| TreatmentWords { id: id.into(), label: id.into() };
    let (crushed, sorted) = (chains.rule_ix(rule("concrete-aggregate")), chains.rule_ix(rule("paper-to-pulp")));
    let (crushing, sorting) = (chains.treatment_ix(words("crushing")), chains.treatment_ix(words("sorting")));
    let km = |km| Distance::kilometres(km).unwrap();
    chains.list.push(Chain {
        supply: FlowIx(0),
        processor: ProcessorIx(0),
        demand: FlowIx(2),
        rule: crushed,
        treatment: crushing,
        open: GateSet::default(),
        before: km(10.0),
        after: km(12.5),
        radii: [km(50.0), km(50.0)],
        amount: Some(t(60.0)),
        replaced: Some(t(60.0)),
        ratio: Some(1.0),
        load: Some(1.0),
        min_lot: None,
        carbon: None,
        euros: None,
        not_counted: NotCounted::default(),
        score: Score::new(0.5).unwrap(),
        confidence: Score::ONE,
        rank: 1,
    });
    chains.nearest = vec![None, Some(ProcessorIx(0))];
    chains.missing.push(MissingProcessor {
        treatment: sorting,
        rule: sorted,
        place: PlaceIx::Zone(ZoneIx(0)),
        position: at(11.2, 55.6),
        size: Some(t(40.0)),
        replaced: Some(t(40.0)),
        givers: 2,
        takers: 1,
        supplies: [3, 1],
        demands: [1, 0],
        mean: Some(km(7.0)),
        rank: 1,
    });
    chains.plan = Some(ChainPlan {
        assigned: vec![Assigned { of_plan: 60_000, added: 0 }],
        used: vec![Some(t(60.0))],
        cannot_count: 0,
        methods: vec!["linear program"],
        quality: PlanQuality::Optimal,
        value: 30.0,
        bound: 30.0,
    });
    chains
}

/// A firm that gives gypsum, in the zone or in a cell that the antimeridian cuts.
fn siting() -> Siting {
    let plot = |zone, id: &str, position, polygon| Plot {
        zone,
        id: id.into(),
        position,
        geometry: MultiPolygon(vec![polygon]),
    };
    let prospect = |score, served, best| Prospect {
        score: Score::new(score).unwrap(),
        takers: served,
        givers: 0,
        flows: 1,
        served,
        unweighed: 0,
        gives: if served > 0 { vec![t(50.0)] } else { Vec::new() },
        gets: Vec::new(),
        best,
    };
    let encounter = Encounter {
        own: 0,
        other: FlowIx(1),
        distance: Distance::kilometres(3.0).unwrap(),
        score: Score::new(0.6).unwrap(),
        covers: Some(0.5),
    };
    Siting {
        plots: vec![
            plot(
                None,
                "r1c1",
                at(180.0, 1.0),
                polygon![(x: 179.0, y: 0.0), (x: 181.0, y: 0.0), (x: 181.0, y: 2.0), (x: 179.0, y: 2.0)],
            ),
            plot(
                Some(ZoneIx(0)),
                "zi",
                at(11.2, 55.6),
                polygon![(x: 11.0, y: 55.0), (x: 12.0, y: 55.0), (x: 12.0, y: 56.0)],
            ),
        ],
        prospects: vec![prospect(0.0, 0, Vec::new()), prospect(0.3, 1, vec![encounter])],
        order: vec![1, 0],
        profile: vec!["gives gypsum".to_owned()],
        dimensions: vec![Dimension::Mass],
    }
}

/// Its giver closes.
fn change() -> Change {
    let lost = |demand, amount| Difference {
        supply: FlowIx(0),
        demand: FlowIx(demand),
        turn: Turn::Lost,
        before: Some(t(amount)),
        after: Some(t(0.0)),
        worth: Worth::default(),
    };
    let step = |step, lost| Affected { step: Some(step), lost, ..Affected::default() };
    Change {
        differences: vec![lost(1, 30.0), lost(2, 70.0)],
        sites: [(SiteIx(0), step(0, 2)), (SiteIx(1), step(1, 1)), (SiteIx(2), step(1, 1))].into(),
        balances: Vec::new(),
    }
}

/// One round, one post, and a group of whose amounts nobody knows.
fn pooling() -> Pooling {
    let words = |id: &str| PoolWords {
        id: id.into(),
        en: "Shared <round>".into(),
        fr: "Tournée".into(),
        note: "an estimate".into(),
        sources: vec!["unsourced estimate".into()],
    };
    let metres = |m: f64| Distance::metres(m).unwrap();
    let member = |site: u32, flow: u32, amount: Option<Quantity>, place: Option<u32>| Member {
        site: SiteIx(site),
        flows: vec![FlowIx(flow)],
        amount,
        to_hub: metres(2_512.345_678),
        stop: place.map(|place| Stop { round: 1, place }),
        saves: place.map(|_| Saving {
            share: Score::saturating(0.5),
            error: None,
            carbon: CarbonSaved::kg_per_year(12.0).ok(),
            euros: None,
        }),
    };
    let pool = Pool {
        words: 0,
        direction: Direction::Demand,
        resource: Some(ResourceIx(0)),
        hub: Hub::Site(SiteIx(0)),
        at: at(11.079_123_456_789, 55.681),
        members: vec![
            member(1, 1, Some(t(30.0)), Some(1)),
            member(2, 2, Some(t(90.3)), Some(2)),
            member(3, 4, None, None),
        ],
        amount: Some(t(120.3)),
        unknown: 1,
        threshold: t(120.0),
        reached: true,
        shared: Shared::Rounds {
            visits: 12,
            load: t(12.5),
            rounds: 1,
            length: metres(5_024.691_356),
            separate: metres(10_049.382_712),
        },
        carbon: CarbonSaved::kg_per_year(24.0).ok(),
        euros: None,
        without_price: 2,
        stable: Some(true),
        gap: Some(Score::ZERO),
    };
    let unknown = Pool {
        words: 1,
        direction: Direction::Supply,
        resource: None,
        hub: Hub::Place("h~1".into(), Some("Dépôt".into())),
        members: vec![member(0, 3, None, None), member(2, 6, Some(mwh(0.5)), None)],
        amount: Some(mwh(0.5)),
        threshold: mwh(1.0),
        reached: false,
        shared: Shared::Units { unit: mwh(1.0), alone: 2, together: None },
        carbon: None,
        stable: None,
        gap: None,
        ..pool.clone()
    };
    Pooling {
        words: vec![words("my-round"), words("my-unit")],
        pools: vec![pool, unknown],
        large_enough: 1,
        ..Pooling::default()
    }
}
