//! Studies with a plan, made up from a seed: three nested levels of zones, some of them missing, and sites anywhere.

use geo_types::{MultiPolygon, polygon};
use maillon_model::{
    Allocation, Amount, CarbonSaved, Details, Dimension, Direction, Distance, EurosGained, Flow, FlowIx, GateSet,
    Grouped, IdKind, Located, Matches, NotCounted, Origin, Plan, PlanQuality, PlanUnits, Planned, Position, Price,
    Quantity, Resource, ResourceIx, RuleIx, Score, Share, Site, SiteIx, SourceIx, Study, Synergies, Synergy,
    SynergyKind, Unserved, Worth, Worths, Zone, ZoneIx, ZoneKind,
};
use maillon_territory::{Contents, Options, Survey};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

const ORIGIN: Origin = Origin { source: SourceIx(0), feature: 1 };

/// A study and its plan.
pub(crate) struct Made {
    pub(crate) study: Study,
    pub(crate) matches: Matches,
    pub(crate) plan: Plan,
    pub(crate) worth: Worths,
    pub(crate) site_zones: Grouped<ZoneIx>,
}

/// A flow to make: its site, direction, resource and whole units (milligrams of a tonne, as it were).
pub(crate) type FlowSpec = (u32, Direction, u32, Option<i64>);

/// A link to make: supply flow, demand flow, whole units moved, and what they are worth in euros.
pub(crate) type LinkSpec = (u32, u32, i64, Option<f64>);

pub(crate) struct Random(ChaCha8Rng);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    pub(crate) fn below(&mut self, n: u32) -> u32 {
        (self.0.next_u64() % u64::from(n)) as u32
    }

    pub(crate) fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }
}

pub(crate) fn square(id: &str, level: Option<&str>, kind: ZoneKind, west: f64, south: f64, size: f64) -> Zone {
    let (east, north) = (west + size, south + size);
    let square = polygon![(x: west, y: south), (x: east, y: south), (x: east, y: north), (x: west, y: north)];
    Zone {
        id: id.into(),
        name: None,
        kind,
        level: level.map(Into::into),
        geometry: MultiPolygon(vec![square]),
        origin: ORIGIN,
    }
}

pub(crate) const UNITS: PlanUnits = PlanUnits::new([3; Dimension::ALL.len()]);

pub(crate) fn made(places: &[(f64, f64)], zones: Vec<Zone>, flows: &[FlowSpec], links: &[LinkSpec]) -> Made {
    let mut zones = zones;
    zones.sort_by(|a, b| (&a.kind, &a.id).cmp(&(&b.kind, &b.id)));
    let dimension = |resource: u32| if resource == 2 { Dimension::Energy } else { Dimension::Mass };
    let resource = |code: &str, family: &str, known, dimension| Resource {
        code: code.into(),
        family: family.into(),
        label: None,
        dimension: Some(dimension),
        radius: None,
        stop: None,
        known,
        readings: Vec::new(),
    };
    let study = Study {
        sites: (places.iter().enumerate())
            .map(|(i, (lon, lat))| Site {
                id: format!("s{i:04}").into(),
                name: maillon_model::Name::NONE,
                activity: maillon_model::Name::NONE,
                position: Position::new(*lon, *lat).expect("a position"),
                located: Located::Point,
                origin: ORIGIN,
            })
            .collect(),
        flows: (flows.iter().enumerate())
            .map(|(i, &(site, direction, resource, units))| Flow {
                id: format!("f{i:05}").into(),
                site: SiteIx(site),
                direction,
                resource: ResourceIx(resource),
                amount: units.map_or(Amount::Missing, |u| Amount::Known(UNITS.quantity(u, dimension(resource)))),
                max_distance: None,
                // Every seventh has no price; some pay to be rid of it.
                details: (i % 7 > 0).then(|| Box::new(priced((i % 9) as f64 - 3.371_13, dimension(resource)))),
                origin: ORIGIN,
            })
            .collect(),
        // Every fifth says nothing of its staff.
        staff: (0..places.len() as u32).map(|i| (i % 5 > 0).then_some(i * 13)).collect(),
        zones,
        resources: vec![
            resource("mineral.ash", "mineral", true, Dimension::Mass),
            resource("wood.chips", "wood", true, Dimension::Mass),
            resource("heat.steam", "heat", true, Dimension::Energy),
            resource("mystery", "mystery", false, Dimension::Mass),
        ],
        site_ids: IdKind::Text,
        ..Study::default()
    };
    let mut synergies = Synergies::new(Vec::new());
    let mut used = vec![0; flows.len()];
    let (mut allocations, mut worth) = (Vec::new(), Vec::new());
    for (k, &(supply, demand, moved, euros)) in links.iter().enumerate() {
        let [from, to] = [supply, demand].map(|f| study.site(SiteIx(flows[f as usize].0)).position);
        let could = flows[supply as usize].3.zip(flows[demand as usize].3).map(|(a, b)| a.min(b));
        synergies.push(
            Synergy {
                supply: FlowIx(supply),
                demand: FlowIx(demand),
                kind: SynergyKind::Substitution,
                rule: RuleIx(0),
                treatment: None,
                open: GateSet::default(),
                distance: maillon_spatial::distance(from, to),
                radius: Distance::EARTH,
                amount: could.map(|u| UNITS.quantity(u, dimension(flows[supply as usize].2))),
                replaced: could.map(|u| UNITS.quantity(u, dimension(flows[demand as usize].2))),
                not_counted: NotCounted::default(),
                carbon: None,
                euros: None,
                break_even_carbon: None,
                break_even_euros: None,
                score: Score::ONE,
                confidence: Score::ONE,
                rank_supply: 1,
                rank_demand: 1,
            },
            &[],
        );
        if moved > 0 {
            used[supply as usize] += moved;
            used[demand as usize] += moved;
            allocations.push(Allocation { synergy: k as u32, supplied: moved, replaced: moved });
            worth.push(Worth {
                carbon: euros.and_then(|e| CarbonSaved::kg_per_year(2.0 * e).ok()),
                euros: euros.and_then(|e| EurosGained::per_year(e).ok()),
            });
        }
    }
    let shares = flows.iter().zip(used).enumerate().map(|(i, (&(_, _, _, capacity), used))| Share {
        flow: FlowIx(i as u32),
        capacity,
        used,
        price: None,
        unserved: (capacity != Some(used)).then_some(Unserved::BetterUses),
    });
    let plan = Plan {
        objective: "tonnes",
        methods: vec!["by hand"],
        quality: PlanQuality::Heuristic,
        value: 0.0,
        bound: None,
        greedy: None,
        units: UNITS,
        allocations,
        shares: shares.collect(),
        cannot_count: Vec::new(),
        rounding_pct: 0.0,
    };
    let matches = Matches { synergies, ..Matches::default() };
    let site_zones = maillon_spatial::zones_of_sites(&study);
    Made { study, matches, plan, worth: worth.into_iter().collect(), site_zones }
}

fn priced(euros: f64, per: Dimension) -> Details {
    Details { price: Price::new(euros, per).ok(), ..Details::default() }
}

impl Made {
    /// Some 60 sites, communes of which every tenth is missing, four départements of which one is, and a région.
    pub(crate) fn random(seed: u64) -> Self {
        Self::spread(seed, 6)
    }

    /// The same with few links: most demands have one giver or none.
    pub(crate) fn sparse(seed: u64) -> Self {
        Self::spread(seed, 40)
    }

    fn spread(seed: u64, one_in: u32) -> Self {
        let mut random = Random::new(seed);
        let mut zones = vec![square("region", Some("region"), ZoneKind::Administrative, 0.0, 0.0, 8.0)];
        for (x, y) in [(0, 0), (4, 0), (0, 4)] {
            let id = format!("d{x}{y}");
            // Drawn a little off, as files of two levels are.
            zones.push(square(
                &id,
                Some("departement"),
                ZoneKind::Administrative,
                f64::from(x) + 0.03,
                f64::from(y),
                4.0,
            ));
        }
        for (x, y) in (0..8).flat_map(|x| (0..8).map(move |y| (x, y))) {
            if random.below(10) > 0 {
                let id = format!("c{x}{y}");
                zones.push(square(&id, Some("commune"), ZoneKind::Administrative, f64::from(x), f64::from(y), 1.0));
            }
        }
        // Parks overlap, and lie across everything.
        for (i, west) in [1.5, 2.5].into_iter().enumerate() {
            zones.push(square(&format!("p{i}"), None, ZoneKind::Industrial, west, 1.5, 2.0));
        }
        let places: Vec<(f64, f64)> = (0..60).map(|_| (9.0 * random.unit() - 0.5, 9.0 * random.unit() - 0.5)).collect();
        let flows: Vec<FlowSpec> = (0..150)
            .map(|_| {
                let direction = if random.below(2) == 0 { Direction::Supply } else { Direction::Demand };
                let units = (random.below(8) > 0).then(|| i64::from(random.below(1_000_000)));
                (random.below(60), direction, random.below(4), units)
            })
            .collect();
        let mut left: Vec<i64> = flows.iter().map(|f| f.3.unwrap_or(0)).collect();
        let mut links: Vec<LinkSpec> = Vec::new();
        for (i, supply) in flows.iter().enumerate().filter(|(_, f)| f.1 == Direction::Supply) {
            for (j, demand) in flows.iter().enumerate().filter(|(_, f)| f.1 == Direction::Demand) {
                let meet = supply.0 != demand.0 && (supply.2 == 2) == (demand.2 == 2);
                if meet && random.below(one_in) == 0 {
                    let moved = left[i].min(left[j]) * i64::from(random.below(3)) / 2;
                    (left[i], left[j]) = (left[i] - moved, left[j] - moved);
                    let euros = (random.below(5) > 0).then(|| 1000.0 * random.unit() - 100.0);
                    links.push((i as u32, j as u32, moved, euros));
                }
            }
        }
        made(&places, zones, &flows, &links)
    }

    pub(crate) fn planned(&self) -> Planned<'_> {
        Planned { study: &self.study, matches: &self.matches, plan: &self.plan, worth: &self.worth, closed: &[] }
    }

    pub(crate) fn survey(&self) -> Survey<'_> {
        self.survey_of(&|_| Default::default(), Options::default())
    }

    pub(crate) fn survey_of(&self, contents: &Contents, options: Options) -> Survey<'_> {
        maillon_territory::survey(self.planned(), &self.site_zones, contents, options)
    }
}

/// An amount in whole units again.
pub(crate) fn units(quantity: Quantity) -> i64 {
    (quantity.annual() * 1000.0).round() as i64
}
