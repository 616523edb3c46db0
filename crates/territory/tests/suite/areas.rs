//! Where supplies come from.

use geo::{Distance, Euclidean};
use geo_types::Point;
use maillon_model::{AreaOf, Direction, Drawn, FlowIx, Surveyed};

use crate::common::{Made, made};

#[test]
fn by_hand() {
    use Direction::{Demand, Supply};
    let flows = [(0, Demand, 1, Some(100)), (1, Supply, 1, Some(30)), (2, Supply, 1, Some(70))];
    // 0.1 and 0.4 of a degree of the equator: 11.13 and 44.53 km.
    let places = [(0.0, 0.0), (0.1, 0.0), (0.0, 0.4)];
    let made = made(&places, Vec::new(), &flows, &[(1, 0, 30, None), (2, 0, 70, None)]);
    let survey = made.survey();
    let area = survey.areas(Drawn::Hulls).find(|a| a.of == AreaOf::Demand(FlowIx(0))).unwrap();
    assert_eq!(area.givers, 2);
    let mean = area.mean.unwrap().as_metres();
    assert!((mean - (0.3 * 11_131.949 + 0.7 * 44_229.750)).abs() < 1.0, "{mean}");
    assert_eq!(area.reach.iter().map(|r| r.share.unwrap().value()).collect::<Vec<_>>(), [0.0, 0.3, 1.0]);
    assert_eq!(area.hull.0.len(), 1);
    assert!(area.reach.iter().all(|r| r.area.0.is_empty()), "nobody asked for a drawing");
    assert_eq!(survey.areas(Drawn::Hulls).count(), 3, "of the demand, of its resource and of its family");
}

#[test]
fn shares_add_up_and_hulls_hold_their_sites() {
    let mut hulls = 0;
    for seed in 0..5 {
        let made = Made::random(seed);
        let survey = made.survey();
        let territory = survey.territory();
        for area in survey.areas(Drawn::Hulls) {
            for level in 0..territory.levels.len() as u32 {
                let sum: f64 =
                    area.provided.iter().filter(|p| p.level == level).map(|p| p.share.map_or(0.0, |s| s.value())).sum();
                let whole = if area.amount.is_some() { 1.0 } else { 0.0 };
                assert!((sum - whole).abs() < 1e-9);
            }
            assert!(area.reach.is_sorted_by_key(|r| r.share) && area.mean <= Some(area.farthest));
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

/// Nobody knows what the heat network takes: no plan serves it, but who could is known.
#[test]
fn a_demand_of_unknown_amount_has_an_area_without_shares() {
    use Direction::{Demand, Supply};
    let flows = [(0, Demand, 2, None), (1, Supply, 2, Some(30)), (2, Supply, 2, None)];
    let places = [(0.0, 0.0), (0.05, 0.0), (0.0, 0.2)];
    let made = made(&places, Vec::new(), &flows, &[(1, 0, 0, None), (2, 0, 0, None)]);
    let options = maillon_territory::Options { drawn: true, ..Default::default() };
    let survey = made.survey_of(&|_| Default::default(), options);
    let of = |drawn| {
        let areas: Vec<_> = survey.areas(drawn).collect();
        let [area] = &areas[..] else { panic!("{areas:?}") };
        area.clone()
    };
    let (area, drawn) = (of(Drawn::Hulls), of(Drawn::Reach));
    assert_eq!((area.givers, area.amount, area.mean), (2, None, None));
    assert!((area.farthest.as_kilometres() - 22.1).abs() < 0.1 && area.hull.0.len() == 1);
    assert!(area.reach.iter().all(|r| r.share.is_none() && r.area.0.is_empty()), "nobody asked for a drawing");
    assert!(drawn.reach.iter().all(|r| r.share.is_none() && r.area.0.len() == 1), "drawn all the same");
    assert!(drawn.hull.0.is_empty() && drawn.farthest == area.farthest);
}
