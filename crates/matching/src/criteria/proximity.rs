use maillon_model::{Distance, Score};

use crate::criterion::Criterion;
use crate::pair::Pair;

pub(crate) struct Proximity;

impl Criterion for Proximity {
    fn name(&self) -> &'static str {
        "proximity"
    }

    fn about(&self) -> &'static str {
        "Rewards a short way, against how far the resource usually travels."
    }

    fn formula(&self) -> &'static str {
        "exp(-distance / reach), the reach being the resource's radius in this study: 1 at the door, 0.37 at the radius"
    }

    fn source(&self) -> &'static str {
        "no source; a fixed anchor of our own"
    }

    fn default_weight(&self) -> f64 {
        0.3
    }

    fn value(&self, pair: &Pair<'_>) -> Option<Score> {
        if pair.distance == Distance::ZERO {
            return Some(Score::ONE); // also where the reach is 0
        }
        Some(Score::saturating((-pair.distance.as_metres() / pair.reach.as_metres()).exp()))
    }
}
