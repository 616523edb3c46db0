//! Who goes to which hub: a capacitated p-median over each neighbourhood.

use std::collections::BTreeMap;

use maillon_model::{FlowIx, Hub, Position, Quantity, Score, SiteIx, Study};
use maillon_spatial::{PointIndex, distance, geocentric};

use super::{Group, Part, Place, Places, Player, PoolOptions};
use crate::location::{Effort, Location, locate_with};

/// A neighbourhood of more than so many groups is cut before hubs are chosen, as the choice takes the square of its size. No source.
const GROUPS: usize = 4;

/// Given places that are asked for each member: the nearest. No source: a choice of ours.
const NEAREST: usize = 3;

/// Hubs more than the fewest that are tried where the fewest do not do.
const MORE: usize = 2;

/// Enough for the small problems of a neighbourhood; the gap says how good what comes of it is. No source.
const EFFORT: Effort = Effort { steps: [80, 20], shakes: 0, parts: 5 };

/// Amounts are counted in thousandths of their unit.
const FINE: f64 = 1000.0;

/// Where hubs may stand, looked up by place and by partner.
pub(crate) struct Around<'p> {
    places: &'p Places<'p>,
    index: PointIndex,
    /// Each flow of a group and a partner of it, in order.
    partners: Vec<[FlowIx; 2]>,
}

pub(crate) struct SharedOut<'p> {
    pub(crate) parts: Vec<Part<'p>>,
    pub(crate) without_room: u32,
}

impl<'p> Around<'p> {
    pub(crate) fn new(study: &Study, groups: &[Group], places: &'p Places) -> Self {
        let (mut partners, mut points) = (Vec::new(), Vec::new());
        match places {
            Places::Given(list) => points.extend(list.iter().map(|place| place.at).zip(0..)),
            Places::Sites(pairs) => {
                let mut asks = vec![false; study.flows.len()];
                let wishes = groups.iter().flat_map(|group| &group.wishes);
                wishes.for_each(|wish| asks[wish.flow.0 as usize] = true);
                let both = pairs.iter().flat_map(|[a, b]| [[*a, *b], [*b, *a]]);
                partners.extend(both.filter(|[of, _]| asks[of.0 as usize]));
                partners.sort_unstable();
            }
        }
        Self { places, index: PointIndex::new(points), partners }
    }

    /// Puts each member of a neighbourhood at a hub, in groups of no more than may be.
    pub(crate) fn share_out<'q>(
        &self,
        study: &Study,
        group: &Group,
        near: &[&'q Player],
        options: &PoolOptions,
    ) -> SharedOut<'q> {
        let mut out = SharedOut { parts: Vec::new(), without_room: 0 };
        let pieces = cut(near.to_vec(), GROUPS * options.most);
        let whole = pieces.len() == 1;
        for piece in pieces {
            self.of_piece(study, group, piece, whole, options, &mut out);
        }
        out
    }

    fn of_piece<'q>(
        &self,
        study: &Study,
        group: &Group,
        mut members: Vec<&'q Player>,
        whole: bool,
        options: &PoolOptions,
        out: &mut SharedOut<'q>,
    ) {
        let candidates = self.candidates(study, group, &members);
        let counted = candidates.iter().any(|place| place.capacity.is_some())
            && members.iter().all(|member| member.amount.is_some());
        let before = members.len();
        let room = |place: &Place| place.capacity.filter(|_| counted).map(|capacity| (capacity.annual() * FINE) as i64);
        let need = |member: &Player| match member.amount.filter(|_| counted) {
            Some(amount) => (amount * FINE).ceil() as i64,
            None => 1,
        };
        fit(&mut members, &candidates, need, room);
        out.without_room += (before - members.len()) as u32;
        let total: i64 = members.iter().map(|member| need(member)).sum();
        let limit = if counted { total } else { options.most as i64 };
        let problem = Location {
            capacity: candidates.iter().map(|place| room(place).unwrap_or(limit)).collect(),
            fixed: vec![0.0; candidates.len()],
            demand: members.iter().map(|member| need(member)).collect(),
            cost: candidates
                .iter()
                .map(|place| members.iter().map(|member| distance(place.at, member.at).as_metres()).collect())
                .collect(),
            places: None,
            split: false,
        };
        let Some((at, gap)) = placed(problem, members.len().div_ceil(options.most)) else {
            out.without_room += members.len() as u32;
            return;
        };
        let mut by_place: BTreeMap<u32, Vec<&Player>> = BTreeMap::new();
        at.iter().zip(members).for_each(|(place, member)| by_place.entry(*place).or_default().push(member));
        for (place, members) in by_place {
            let place = &candidates[place as usize];
            let parts = cut(members, options.most);
            out.parts.extend(parts.into_iter().map(|members| Part {
                place: place.clone(),
                members,
                gap: gap.filter(|_| whole),
            }));
        }
    }

    fn candidates(&self, study: &Study, group: &Group, members: &[&Player]) -> Vec<Place> {
        match self.places {
            Places::Given(list) => {
                let mut near: Vec<u32> = Vec::new();
                for member in members {
                    let mut own: Vec<u32> = Vec::new();
                    while own.len() < NEAREST
                        && let Some((place, _)) = self.index.nearest(member.at, |place| !own.contains(&place))
                    {
                        own.push(place);
                    }
                    near.extend(own);
                }
                near.sort_unstable();
                near.dedup();
                // Room for tonnes says nothing of hours.
                let counts = |q: &Quantity| q.dimension() == group.threshold.dimension();
                let place = |place: Place| Place { capacity: place.capacity.filter(counts), ..place };
                near.into_iter().map(|at| place(list[at as usize].clone())).collect()
            }
            Places::Sites(_) => {
                let common = self.common_partners(study, group, members);
                if !common.is_empty() {
                    return common;
                }
                let own = |member: &&Player| Place { hub: Hub::Site(member.site), at: member.at, capacity: None };
                members.iter().map(own).collect()
            }
        }
    }

    /// Sites that are a partner of every member, with what their flows can take, where that is known.
    fn common_partners(&self, study: &Study, group: &Group, members: &[&Player]) -> Vec<Place> {
        let mut sites: BTreeMap<SiteIx, (usize, Vec<FlowIx>)> = BTreeMap::new();
        for (i, member) in members.iter().enumerate() {
            for flow in &member.flows {
                let from = self.partners.partition_point(|[of, _]| of < flow);
                for [_, through] in self.partners[from..].iter().take_while(|[of, _]| of == flow) {
                    let (count, flows) = sites.entry(study.flow(*through).site).or_default();
                    // Members come one after the other: a site that missed one is out of the running.
                    if *count == i {
                        *count += 1;
                    }
                    flows.push(*through);
                }
            }
        }
        let place = |(site, (count, mut flows)): (SiteIx, (usize, Vec<FlowIx>))| {
            flows.sort_unstable();
            flows.dedup();
            let known = |flow: &FlowIx| {
                let amount = study.flow(*flow).amount.known();
                amount.filter(|amount| amount.dimension() == group.threshold.dimension()).map(Quantity::annual)
            };
            let capacity = flows.iter().map(known).sum::<Option<f64>>();
            let capacity = capacity.and_then(|capacity| super::amount(capacity, group.threshold.dimension()));
            (count == members.len()).then(|| Place { hub: Hub::Site(site), at: study.site(site).position, capacity })
        };
        sites.into_iter().filter_map(place).collect()
    }
}

/// Leaves out who is too large for any candidate, then the farthest, while all together are too much for all of them.
fn fit(
    members: &mut Vec<&Player>,
    candidates: &[Place],
    need: impl Fn(&Player) -> i64,
    room: impl Fn(&Place) -> Option<i64>,
) {
    let rooms: Option<Vec<i64>> = candidates.iter().map(&room).collect();
    let Some(rooms) = rooms else { return };
    let largest = rooms.iter().copied().max().unwrap_or(0);
    let all: i64 = rooms.iter().fold(0, |sum, room| sum.saturating_add(*room));
    members.retain(|member| need(member) <= largest);
    let mut sum: i64 = members.iter().map(|member| need(member)).sum();
    let far = |at: Position| candidates.iter().map(|place| distance(place.at, at)).min();
    let mut order: Vec<_> = members.iter().map(|member| (far(member.at), member.site, need(member))).collect();
    order.sort_unstable();
    while sum > all
        && let Some((_, site, need)) = order.pop()
    {
        sum -= need;
        members.retain(|member| member.site != site);
    }
}

/// At which candidate each member is, with as few as will do, and how far that may be from the best.
fn placed(mut problem: Location, groups: usize) -> Option<(Vec<u32>, Option<Score>)> {
    let members = problem.demand.len();
    if members == 0 {
        return None;
    }
    let total: i64 = problem.demand.iter().sum();
    if groups == 1 {
        // One place for all, where one has room: the one with the shortest ways.
        let roomy = (0..problem.capacity.len()).filter(|place| problem.capacity[*place] >= total);
        let ways = |place: &usize| problem.cost[*place].iter().sum::<f64>();
        if let Some(best) = roomy.min_by(|a, b| ways(a).total_cmp(&ways(b))) {
            return Some((vec![best as u32; members], Some(Score::ZERO)));
        }
    }
    (groups..=(groups + MORE).min(problem.capacity.len())).find_map(|places| {
        problem.places = Some(places);
        let found = locate_with(&problem, EFFORT).ok()?;
        let mut at = vec![0; members];
        found.served.iter().for_each(|(place, member, _)| at[*member as usize] = *place);
        Some((at, Some(Score::saturating(found.gap()))))
    })
}

/// Cut in halves along the wider side until no piece has more than so many.
fn cut(mut members: Vec<&Player>, most: usize) -> Vec<Vec<&Player>> {
    if members.len() <= most {
        return vec![members];
    }
    let spread = |axis: usize| {
        let along = || members.iter().map(|member| geocentric(member.at)[axis]);
        along().fold(f64::NEG_INFINITY, f64::max) - along().fold(f64::INFINITY, f64::min)
    };
    let axis = (1..3).fold(0, |widest, axis| if spread(axis) > spread(widest) { axis } else { widest });
    members.sort_by(|a, b| geocentric(a.at)[axis].total_cmp(&geocentric(b.at)[axis]).then(a.site.cmp(&b.site)));
    let pieces = members.len().div_ceil(most);
    let right = members.split_off(members.len() * (pieces / 2) / pieces);
    let mut all = cut(members, most);
    all.extend(cut(right, most));
    all.iter_mut().for_each(|piece| piece.sort_by_key(|member| member.site));
    all
}
