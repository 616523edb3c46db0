//! What each synergy is worth to a plan.

use maillon_allocation::{Ratio, Terms};
use maillon_model::{
    CarbonSaved, EurosGained, FlowIx, Matches, Numbers, Plan, Planned, Quantity, Study, Synergy, Worth, Worths,
};

/// Two ratios that differ by less than this share of themselves are one, read off by different amounts.
const SAME: f64 = 1e-9;

/// What flows ask for, by column: few ask, and looking at the flows themselves of tens of millions of synergies is slow.
struct Asked {
    /// The smallest lot, in the flow's base unit.
    lot: Numbers,
    /// What each connection costs, euros per year.
    built: Numbers,
}

impl Asked {
    fn of(study: &Study) -> Self {
        let details = || study.flows.iter().map(|flow| flow.details.as_ref());
        Self {
            lot: details().map(|details| Some(details?.min_lot?.annual())).collect(),
            built: details().map(|details| Some(details?.fixed_cost?.as_euros_per_year())).collect(),
        }
    }
}

/// The terms of a synergy, by its place: the only way by which ratio, carbon and euros enter the plan.
pub(crate) fn of<'a>(study: &Study, matches: &'a Matches) -> impl Fn(usize) -> Terms + use<'a> {
    let asked = Asked::of(study);
    move |place| terms(&asked, &matches.synergies.list().at(place))
}

fn terms(asked: &Asked, synergy: &Synergy) -> Terms {
    let amount = synergy.amount.map(Quantity::annual).filter(|amount| *amount > 0.0);
    let factor = synergy.replaced.zip(amount).map(|(replaced, amount)| replaced.annual() / amount);
    let each =
        |total: Option<f64>| total.zip(amount).map(|(total, amount)| total / amount).filter(|each| each.is_finite());
    let lot = |ix: FlowIx| asked.lot.at(ix.0 as usize);
    // The greater lot binds, both as the supply counts.
    let taken = lot(synergy.demand).zip(factor).map(|(lot, factor)| lot / factor);
    // Each end pays for its own part of the connection.
    let built = |ix: FlowIx| asked.built.at(ix.0 as usize);
    Terms {
        ratio: factor.and_then(fraction),
        euros: each(synergy.euros.map(EurosGained::as_per_year)),
        co2_kg: each(synergy.carbon.map(CarbonSaved::as_kg_per_year)),
        min_lot: [lot(synergy.supply), taken].into_iter().flatten().filter(|lot| lot.is_finite()).reduce(f64::max),
        fixed_euros: [synergy.supply, synergy.demand].into_iter().filter_map(built).reduce(|a, b| a + b),
    }
}

/// The simplest fraction within [`SAME`] of a ratio, by its continued fraction; `None` where no two 32-bit numbers are so near.
fn fraction(ratio: f64) -> Option<Ratio> {
    let (mut rest, mut last, mut next) = (ratio, (0.0_f64, 1.0_f64), (1.0_f64, 0.0_f64));
    loop {
        let whole = rest.floor();
        (last, next) = (next, (whole * next.0 + last.0, whole * next.1 + last.1));
        let (above, below) = next;
        if !(above <= f64::from(u32::MAX) && below <= f64::from(u32::MAX)) {
            return None;
        }
        if (above / below - ratio).abs() <= SAME * ratio {
            return Ratio::new(above as u32, below as u32);
        }
        rest = 1.0 / (rest - whole);
    }
}

/// What each allocation of a plan is worth, by its place: its share of what the whole synergy would be, less what is built
/// for it.
pub(crate) fn worth(study: &Study, matches: &Matches, terms: &dyn Fn(usize) -> Terms, plan: &Plan) -> Worths {
    let unknown = Worths::default();
    let planned = Planned { study, matches, plan, worth: &unknown, closed: &[] };
    let each = plan.allocations.iter().map(|allocation| {
        let k = allocation.synergy as usize;
        let terms = terms(k);
        let times = |each: Option<f64>| each.zip(planned.amount(k)).map(|(each, moved)| each * moved.annual());
        Worth {
            carbon: times(terms.co2_kg).and_then(|kg| CarbonSaved::kg_per_year(kg).ok()),
            euros: times(terms.euros)
                .map(|euros| euros - terms.fixed_euros.unwrap_or(0.0))
                .and_then(|euros| EurosGained::per_year(euros).ok()),
        }
    });
    each.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_the_fractions_people_mean() {
        let read = |ratio: f64| fraction(ratio).map(|r| (r.replaced(), r.supplied()));
        assert_eq!(read(1.0), Some((1, 1)));
        assert_eq!(read(0.9), Some((9, 10)));
        assert_eq!(read(63.0 / 70.0 * (1.0 + 1e-15)), Some((9, 10)), "whatever the amounts it is read off");
        assert_eq!(read(1.0 / 3.6), Some((5, 18)));
        assert_eq!(read(0.789), Some((789, 1000)));
        for ratio in [2.36 / 3.6, 35.17 * 0.789, 1e-6, 4e6, std::f64::consts::PI] {
            let r = fraction(ratio).expect("a fraction");
            assert!((f64::from(r.replaced()) / f64::from(r.supplied()) - ratio).abs() <= SAME * ratio, "{ratio}");
        }
        for none in [0.0, 1e-12, 1e12, f64::NAN, f64::INFINITY] {
            assert_eq!(read(none), None, "{none}");
        }
    }
}
