//! Where supplies come from.

use geo::{Distance, Euclidean};
use geo_types::Point;
use maillon_model::{AreaOf, Direction, FlowIx};

use crate::common::{Made, made};

#[test]
fn by_hand() {
    use Direction::{Demand, Supply};
    let flows = [(0, Demand, 1, Some(100)), (1, Supply, 1, Some(30)), (2, Supply, 1, Some(70))];
    // 0.1 and 0.4 of a degree of the equator: 11.13 and 44.53 km.
    let places = [(0.0, 0.0), (0.1, 0.0), (0.0, 0.4)];
    let territory = made(&places, Vec::new(), &flows, &[(1, 0, 30, None), (2, 0, 70, None)]).survey();
    let area = territory.areas.iter().find(|a| a.of == AreaOf::Demand(FlowIx(0))).unwrap();
    assert_eq!(area.givers, 2);
    assert!((area.mean.as_metres() - (0.3 * 11_131.949 + 0.7 * 44_229.750)).abs() < 1.0, "{}", area.mean);
    assert_eq!(area.reach.iter().map(|r| r.share.value()).collect::<Vec<_>>(), [0.0, 0.3, 1.0]);
    assert_eq!(area.hull.0.len(), 1);
    assert_eq!(territory.areas.len(), 2, "of the demand and of its family");
}

#[test]
fn shares_add_up_and_hulls_hold_their_sites() {
    let mut hulls = 0;
    for seed in 0..5 {
        let made = Made::random(seed);
        let territory = made.survey();
        for area in &territory.areas {
            for level in 0..territory.levels.len() as u32 {
                let sum: f64 = area.provided.iter().filter(|p| p.level == level).map(|p| p.share.value()).sum();
                assert!((sum - 1.0).abs() < 1e-9);
            }
            assert!(area.reach.is_sorted_by_key(|r| r.share) && area.mean <= area.farthest);
            if let (AreaOf::Demand(flow), [hull]) = (&area.of, &area.hull.0[..]) {
                let place = made.study.site(made.study.flow(*flow).site).position;
                let off = Euclidean.distance(&Point::new(place.lon(), place.lat()), hull);
                assert!(off < 1e-9, "{off}");
                hulls += 1;
            }
        }
    }
    assert!(hulls > 10, "{hulls}");
}
