use crate::gate::{Gate, Verdict};
use crate::pair::Pair;

pub(crate) struct Stop;

impl Gate for Stop {
    fn name(&self) -> &'static str {
        "stop"
    }

    fn about(&self) -> &'static str {
        "Refuses a way beyond the hard stop of the resource's class, unless the study gives the resource a radius of its own."
    }

    fn check(&self, pair: &Pair<'_>) -> Verdict {
        if pair.stop.is_some_and(|stop| pair.distance > stop) { Verdict::Refuse } else { Verdict::Pass }
    }

    fn words(&self, pair: &Pair<'_>) -> String {
        match pair.stop {
            Some(stop) => format!("{} of at most {stop}", pair.distance),
            None => "the resource has no hard stop".to_owned(),
        }
    }
}
