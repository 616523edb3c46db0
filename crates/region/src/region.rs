//! The region itself: its towns and radii are held, its sites and flows are drawn one after the other.

use maillon_model::{Amount, Dimension, Direction, Distance, Position, Quantity};

use crate::error::RegionError;
use crate::random::Random;
use crate::spec::Spec;

/// Degrees of the box, about France: west, south, east, north.
pub(crate) const BOX: [f64; 4] = [-4.5, 42.5, 8.0, 51.0];

/// Share of the sites that lie in towns.
const IN_TOWN: f64 = 0.7;
/// How far a town's sites spread around its middle: standard deviation in metres, north and east alike.
pub(crate) const SIGMA: f64 = 8_000.0;
/// Metres of a degree of latitude, on the sphere of the Earth's mean radius 6,371,008.8 m (IUGG).
pub(crate) const DEGREE: f64 = 6_371_008.8 * std::f64::consts::PI / 180.0;

/// Metres of the shortest and the longest radius, before scaling.
const RADII: (f64, f64) = (5_000.0, 150_000.0);

/// Shares of the amounts that nobody knows, and that are only known to lie below a threshold.
const MISSING: f64 = 0.02;
const BELOW: f64 = 0.01;
/// Median of the amounts in tonnes a year, and standard deviation of their logarithm (no source).
const MEDIAN: f64 = 100.0;
const SPREAD: f64 = 1.5;

/// The independent streams that a region's parts are drawn from.
#[derive(Clone, Copy)]
enum Stream {
    Towns,
    Radii,
    Sites,
    Flows,
}

/// What a flow is, beyond its id and site.
pub(crate) struct Draw {
    pub(crate) direction: Direction,
    pub(crate) resource: u32,
    pub(crate) amount: Amount,
}

/// A region to draw from.
pub(crate) struct Region {
    pub(crate) spec: Spec,
    pub(crate) towns: Vec<Position>,
    pub(crate) radii: Vec<Distance>,
}

impl Region {
    /// Checks the specification, and places towns and radii.
    pub(crate) fn new(spec: &Spec) -> Result<Self, RegionError> {
        spec.check()?;
        let mut random = Random::new(spec.seed, Stream::Towns as u64);
        let towns = (0..spec.towns).map(|_| anywhere(&mut random)).collect();
        Ok(Self { spec: spec.clone(), towns, radii: radii(spec) })
    }

    /// Where each site is, in the order of their ids.
    pub(crate) fn sites(&self) -> impl Iterator<Item = Position> {
        let mut random = Random::new(self.spec.seed, Stream::Sites as u64);
        (0..self.spec.sites()).map(move |_| {
            if random.uniform() < IN_TOWN {
                let town = self.towns[random.below(self.spec.towns) as usize];
                around(town, &mut random)
            } else {
                anywhere(&mut random)
            }
        })
    }

    /// What each flow is, in the order of their ids.
    pub(crate) fn flows(&self) -> impl Iterator<Item = Draw> {
        let mut random = Random::new(self.spec.seed, Stream::Flows as u64);
        (0..self.spec.flows).map(move |i| Draw {
            direction: if i % 2 == 0 { Direction::Supply } else { Direction::Demand },
            resource: random.below(self.spec.resources),
            amount: amount(&mut random),
        })
    }

    /// The id of site `i`, counted from 0. All ids of a region are of one width: their order is that of the numbers.
    pub(crate) fn site_id(&self, i: u64) -> String {
        numbered('S', i, self.spec.sites())
    }

    /// The id of flow `i`, counted from 0.
    pub(crate) fn flow_id(&self, i: u64) -> String {
        numbered('F', i, self.spec.flows)
    }

    /// The id of town `i`, counted from 0.
    pub(crate) fn town_id(&self, i: usize) -> String {
        numbered('T', i as u64, self.spec.towns.into())
    }

    /// The code of resource `i`, counted from 0.
    pub(crate) fn code(&self, i: u32) -> String {
        format!("synthetic.{}", numbered('r', i.into(), self.spec.resources.into()))
    }

    /// Title of the study.
    pub(crate) fn name(&self) -> String {
        format!("Synthetic region of {} flows, seed {}", self.spec.flows, self.spec.seed)
    }
}

/// `S0007`: a letter, and a number from 1 as wide as the last one.
fn numbered(letter: char, i: u64, count: u64) -> String {
    let width = count.ilog10() as usize + 1;
    format!("{letter}{:0width$}", i + 1)
}

/// Evenly spread radii, dealt out at random: every seed makes about as many pairs.
fn radii(spec: &Spec) -> Vec<Distance> {
    let ratio = RADII.1 / RADII.0;
    let radius = |i: u32| {
        let share = (f64::from(i) + 0.5) / f64::from(spec.resources);
        let metres = RADII.0 * libm::pow(ratio, share) * spec.radius_scale;
        Distance::metres(metres.round()).expect("the scale was checked")
    };
    let mut radii: Vec<Distance> = (0..spec.resources).map(radius).collect();
    Random::new(spec.seed, Stream::Radii as u64).shuffle(&mut radii);
    radii
}

/// Uniform on the ground of the box.
fn anywhere(random: &mut Random) -> Position {
    let [west, south, east, north] = BOX;
    let sine = random.between(libm::sin(south.to_radians()), libm::sin(north.to_radians()));
    let lon = random.between(west, east);
    place(lon, libm::asin(sine).to_degrees().clamp(south, north))
}

/// Normal around a town's middle, as far as the box reaches.
fn around(town: Position, random: &mut Random) -> Position {
    let [west, south, east, north] = BOX;
    loop {
        let (x, y) = random.normals();
        let (lon, lat) = offset(town, x * SIGMA, y * SIGMA);
        if (west..=east).contains(&lon) && (south..=north).contains(&lat) {
            return place(lon, lat);
        }
    }
}

/// Longitude and latitude of the point that many metres east and north, near enough for a town's width.
pub(crate) fn offset(from: Position, east: f64, north: f64) -> (f64, f64) {
    let parallel = libm::cos(from.lat().to_radians());
    (from.lon() + east / (DEGREE * parallel), from.lat() + north / DEGREE)
}

/// A place with the 7 decimals (about a centimetre) that files hold.
fn place(lon: f64, lat: f64) -> Position {
    Position::new(round(lon, 1e7), round(lat, 1e7)).expect("the box lies on Earth")
}

fn amount(random: &mut Random) -> Amount {
    let (state, (z, _)) = (random.uniform(), random.normals());
    let tonnes = round(MEDIAN * libm::exp(SPREAD * z), 1e3).max(1e-3); // to the kilogram, and never a zero
    let quantity = Quantity::per_year(tonnes, Dimension::Mass).expect("an exponential is finite and positive");
    if state < MISSING {
        Amount::Missing
    } else if state < MISSING + BELOW {
        Amount::Below(Some(quantity))
    } else {
        Amount::Known(quantity)
    }
}

/// The nearest multiple of 1 / `steps`.
pub(crate) fn round(value: f64, steps: f64) -> f64 {
    (value * steps).round() / steps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn region(spec: Spec) -> Region {
        Region::new(&spec).unwrap()
    }

    fn share(n: usize, of: usize) -> f64 {
        n as f64 / of as f64
    }

    #[test]
    fn sites_lie_in_the_box_and_gather_in_towns() {
        let region = region(Spec::new(20_000));
        let sites: Vec<Position> = region.sites().collect();
        assert_eq!(sites.len(), 20_000);
        let [west, south, east, north] = BOX;
        assert!(sites.iter().all(|p| (west..=east).contains(&p.lon()) && (south..=north).contains(&p.lat())));
        // Three sigmas hold 98.9 % of a town's sites; towns that near cover some 15 % of the box.
        let in_town = |p: &&Position| {
            region.towns.iter().any(|t| {
                let east = (p.lon() - t.lon()) * DEGREE * libm::cos(t.lat().to_radians());
                east.hypot((p.lat() - t.lat()) * DEGREE) < 3.0 * SIGMA
            })
        };
        let share = share(sites.iter().filter(in_town).count(), sites.len());
        assert!((0.69..0.85).contains(&share), "{share}");
    }

    #[test]
    fn places_are_uniform_on_the_ground() {
        let mut random = Random::new(1, 0);
        let places: Vec<Position> = (0..40_000).map(|_| anywhere(&mut random)).collect();
        let [west, south, east, north] = BOX;
        let middle = libm::asin((libm::sin(south.to_radians()) + libm::sin(north.to_radians())) / 2.0).to_degrees();
        for half in [
            places.iter().filter(|p| p.lon() < (west + east) / 2.0).count(),
            places.iter().filter(|p| p.lat() < middle).count(),
        ] {
            assert!((share(half, places.len()) - 0.5).abs() < 0.01, "{half}"); // four standard errors
        }
    }

    #[test]
    fn flows_have_their_shares() {
        let region = region(Spec::new(50_000));
        let flows: Vec<Draw> = region.flows().collect();
        assert_eq!(flows.len(), 50_000);
        assert_eq!(flows.iter().filter(|f| f.direction == Direction::Supply).count(), 25_000);
        let count = |state: &str| share(flows.iter().filter(|f| f.amount.state() == state).count(), flows.len());
        // Four standard errors.
        assert!((count("missing") - 0.02).abs() < 0.0026, "{}", count("missing"));
        assert!((count("below") - 0.01).abs() < 0.0018, "{}", count("below"));
        let mut per_resource = vec![0; 50];
        for flow in &flows {
            per_resource[flow.resource as usize] += 1;
        }
        assert!(per_resource.iter().all(|n| (870..1130).contains(n)), "{per_resource:?}");
        let known: Vec<f64> = flows.iter().filter_map(|f| f.amount.known()).map(|q| libm::log(q.annual())).collect();
        let mean = known.iter().sum::<f64>() / known.len() as f64;
        let deviation = (known.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / known.len() as f64).sqrt();
        assert!((libm::exp(mean) / MEDIAN - 1.0).abs() < 0.03, "median {}", libm::exp(mean));
        assert!((deviation - SPREAD).abs() < 0.02, "spread {deviation}");
    }

    #[test]
    fn an_odd_flow_is_a_supply() {
        let flows = region(Spec::new(7)).flows().filter(|f| f.direction == Direction::Supply).count();
        assert_eq!(flows, 4);
    }

    #[test]
    fn radii_are_log_uniform_and_scaled() {
        let region = region(Spec { radius_scale: 1.0, ..Spec::new(10) });
        let mut metres: Vec<f64> = region.radii.iter().map(|r| r.as_metres()).collect();
        assert!(!metres.is_sorted(), "dealt out at random");
        metres.sort_by(f64::total_cmp);
        assert!(metres[0] >= 5_000.0 && metres[49] <= 150_000.0);
        let ratio = libm::pow(30.0, 1.0 / 50.0);
        assert!(metres.windows(2).all(|w| (w[1] / w[0] - ratio).abs() < 1e-3), "{metres:?}");
    }

    #[test]
    fn ids_sort_like_their_numbers() {
        let region = region(Spec { resources: 120, ..Spec::new(1_000) });
        assert_eq!((region.flow_id(0), region.flow_id(999)), ("F0001".into(), "F1000".into()));
        assert_eq!((region.site_id(9), region.town_id(199)), ("S0010".into(), "T200".into()));
        assert_eq!(region.code(6), "synthetic.r007");
        assert!((1..1_000).all(|i| region.flow_id(i - 1) < region.flow_id(i)));
    }
}
