//! From some sites at a hub to a pool: what they share, what that saves, and who gets how much of it.

use maillon_model::{CarbonSaved, Distance, EurosGained, Member, Pool, Quantity, Saving, Score, Shared, Stop};
use maillon_spatial::distance;

use super::rounds::{Lengths, Routes};
use super::shapley::{Shares, shapley};
use super::{Group, Part, Player, PoolOptions, Terms, amount};

/// Less than this part of a unit more is the rounding of a sum, not one more unit.
const ROUNDING: f64 = 1e-9;

/// Kilograms of a tonne: loads are whole kilograms.
const KILOGRAMS: f64 = 1000.0;

/// What a group of players shares, and what each saves by it.
struct Game {
    /// By player: what it would need alone, in metres of one visit or in units.
    alone: Vec<f64>,
    shares: Shares,
    shared: Shared,
    /// By player, for rounds.
    stops: Vec<Option<Stop>>,
}

/// The pool, where it reaches its threshold, or may.
pub(crate) fn form(group: &Group, part: &Part<'_>, options: &PoolOptions) -> Option<Pool> {
    let (playing, unknown): (Vec<&Player>, Vec<&Player>) =
        part.members.iter().copied().partition(|member| member.amount.is_some());
    let sum: f64 = playing.iter().filter_map(|player| player.amount).sum();
    if sum >= group.threshold.annual() && playing.len() >= options.least {
        let game = play(group, part, &playing, options);
        return Some(pool(group, part, &playing, &unknown, Some(game), true));
    }
    if unknown.is_empty() || part.members.len() < options.least {
        return None;
    }
    let game = match group.terms {
        Terms::Round { visits, load, .. } => {
            // As if one lorry held what all of them have.
            Some(rounds(part, &part.members, &vec![0; part.members.len()], 0, visits, load, options))
        }
        Terms::Unit(_) => None,
    };
    Some(pool(group, part, &part.members, &[], game, false))
}

fn play(group: &Group, part: &Part<'_>, players: &[&Player], options: &PoolOptions) -> Game {
    let amounts: Vec<f64> = players.iter().filter_map(|player| player.amount).collect();
    match group.terms {
        Terms::Round { visits, load, .. } => {
            let room = kilograms(load.annual());
            let loads: Vec<i64> = amounts.iter().map(|amount| kilograms(amount / f64::from(visits))).collect();
            rounds(part, players, &loads, room, visits, load, options)
        }
        Terms::Unit(unit) => {
            let units =
                |some: &mut dyn Iterator<Item = f64>| (some.sum::<f64>() / unit.annual() - ROUNDING).ceil().max(0.0);
            let alone: Vec<f64> = amounts.iter().map(|amount| units(&mut std::iter::once(*amount))).collect();
            let saved = |some: &[u32]| {
                let own: f64 = some.iter().map(|p| alone[*p as usize]).sum();
                own - units(&mut some.iter().map(|p| amounts[*p as usize]))
            };
            let together = units(&mut amounts.iter().copied());
            let shared =
                Shared::Units { unit, alone: alone.iter().sum::<f64>() as u32, together: Some(together as u32) };
            Game { shares: shapley(players.len(), options.seed, saved), stops: vec![None; alone.len()], alone, shared }
        }
    }
}

fn kilograms(tonnes: f64) -> i64 {
    (tonnes * KILOGRAMS).ceil() as i64
}

fn rounds(
    part: &Part<'_>,
    players: &[&Player],
    loads: &[i64],
    room: i64,
    visits: u32,
    load: Quantity,
    options: &PoolOptions,
) -> Game {
    let metres = |a, b| distance(a, b).as_metres();
    let hub: Vec<f64> = players.iter().map(|player| metres(part.place.at, player.at)).collect();
    let full = |load: i64| if room > 0 { (load - 1).max(0) / room } else { 0 };
    let routes = Routes {
        between: players.iter().map(|a| players.iter().map(|b| metres(a.at, b.at)).collect()).collect(),
        // A full load goes by itself, pooled or not.
        load: loads.iter().map(|load| load - full(*load) * room).collect(),
        room,
        hub,
    };
    let lengths = Lengths::of(&routes);
    let own = |p: usize| 2.0 * routes.hub[p];
    let saved = |some: &[u32]| some.iter().map(|p| own(*p as usize)).sum::<f64>() - lengths.of_some(some);
    let shares = shapley(players.len(), options.seed, saved);
    let found = lengths.rounds();
    let mut stops = vec![None; players.len()];
    for (round, stops_of) in (1..).zip(&found) {
        for (place, stop) in (1..).zip(stops_of) {
            stops[*stop as usize] = Some(Stop { round, place });
        }
    }
    let direct: Vec<f64> = loads.iter().enumerate().map(|(p, load)| full(*load) as f64 * own(p)).collect();
    let alone: Vec<f64> = direct.iter().enumerate().map(|(p, direct)| direct + own(p)).collect();
    let far = |metres: f64| Distance::saturating(metres);
    let shared = Shared::Rounds {
        visits,
        load,
        rounds: found.len() as u32,
        length: far(lengths.of_all() + direct.iter().sum::<f64>()),
        separate: far(alone.iter().sum()),
    };
    Game { alone, shares, shared, stops }
}

fn pool(
    group: &Group,
    part: &Part<'_>,
    playing: &[&Player],
    joining: &[&Player],
    game: Option<Game>,
    reached: bool,
) -> Pool {
    let dimension = group.threshold.dimension();
    let member = |player: &Player, stop, saves| Member {
        site: player.site,
        flows: player.flows.clone(),
        amount: player.amount.and_then(|value| amount(value, dimension)),
        to_hub: distance(part.place.at, player.at),
        stop,
        saves,
    };
    let mut members: Vec<Member> = playing
        .iter()
        .enumerate()
        .map(|(p, player)| {
            let of = game.as_ref();
            let saves = of.map(|game| saving(group, game, p, player, reached));
            member(player, of.and_then(|game| game.stops[p]), saves)
        })
        .chain(joining.iter().map(|player| member(player, None, None)))
        .collect();
    members.sort_by_key(|member| member.site);
    let known: Vec<f64> = members.iter().filter_map(|m| m.amount).map(Quantity::annual).collect();
    let savings = || members.iter().filter_map(|member| member.saves);
    let euros: Vec<f64> = savings().filter_map(|saves| saves.euros).map(EurosGained::as_per_year).collect();
    let carbon: Vec<f64> = savings().filter_map(|saves| saves.carbon).map(CarbonSaved::as_kg_per_year).collect();
    let sum = |list: &[f64]| (!list.is_empty()).then(|| list.iter().sum::<f64>());
    let shared = match (&game, group.terms) {
        (Some(game), _) => game.shared,
        (None, Terms::Unit(unit)) => Shared::Units { unit, alone: members.len() as u32, together: None },
        (None, Terms::Round { visits, load, .. }) => {
            Shared::Rounds { visits, load, rounds: 0, length: Distance::ZERO, separate: Distance::ZERO }
        }
    };
    Pool {
        words: group.words,
        direction: group.direction,
        resource: group.resource,
        hub: part.place.hub.clone(),
        at: part.place.at,
        amount: sum(&known).and_then(|value| amount(value, dimension)),
        unknown: (members.len() - known.len()) as u32,
        threshold: group.threshold,
        reached,
        shared,
        carbon: sum(&carbon).and_then(|kg| CarbonSaved::kg_per_year(kg).ok()),
        without_price: if reached { (playing.len() - euros.len()) as u32 } else { members.len() as u32 },
        euros: sum(&euros).and_then(|euros| EurosGained::per_year(euros).ok()),
        stable: game.filter(|_| reached).and_then(|game| game.shares.stable),
        gap: part.gap,
        members,
    }
}

fn saving(group: &Group, game: &Game, p: usize, player: &Player, reached: bool) -> Saving {
    let alone = game.alone[p];
    let of = |value: f64| if alone > 0.0 { Score::saturating(value / alone) } else { Score::ZERO };
    let value = game.shares.values[p].max(0.0);
    let per_year = |each: Option<f64>| each.filter(|_| reached).map(|each| value * each);
    let (carbon, euros) = match group.terms {
        Terms::Round { visits, carbon_per_km, euros_per_km, .. } => {
            let kilometres = f64::from(visits) / 1000.0;
            (
                per_year(carbon_per_km.map(|carbon| carbon.as_kg_per_year() * kilometres)),
                per_year(euros_per_km.map(|euros| euros.as_per_year() * kilometres)),
            )
        }
        Terms::Unit(unit) => (None, per_year(player.price.map(|price| price * unit.annual()))),
    };
    Saving {
        share: of(value),
        error: game.shares.errors.as_ref().map(|errors| of(errors[p])),
        carbon: carbon.and_then(|kg| CarbonSaved::kg_per_year(kg).ok()),
        euros: euros.and_then(|euros| EurosGained::per_year(euros).ok()),
    }
}
