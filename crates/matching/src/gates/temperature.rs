use crate::gate::{Gate, Verdict};
use crate::link::Link;
use crate::pair::Pair;
use crate::quality;

pub(crate) struct Temperature;

impl Gate for Temperature {
    fn name(&self) -> &'static str {
        "temperature"
    }

    fn about(&self) -> &'static str {
        "Refuses heat below the temperature needed, or a supply outside what its rule asks, unless a heat pump lifts it."
    }

    fn varies(&self, _link: &Link<'_>) -> bool {
        false
    }

    fn check(&self, pair: &Pair<'_>) -> Verdict {
        quality::temperature(pair).unwrap_or(Verdict::Pass)
    }

    fn words(&self, pair: &Pair<'_>) -> String {
        let degrees = |quality: Option<&maillon_model::Quality>| {
            let known = quality.and_then(|quality| quality.temperature);
            known.map_or_else(|| "not known".to_owned(), |t| format!("{} °C", t.degrees()))
        };
        let mut words = format!("supply {}, demand {}", degrees(pair.given()), degrees(pair.asked()));
        if let Some(conditions) = pair.link.substitution().map(|rule| &rule.conditions) {
            if let Some(least) = conditions.min_temperature {
                words += &format!(", rule at least {} °C", least.degrees());
            }
            if let Some(most) = conditions.max_temperature {
                words += &format!(", rule at most {} °C", most.degrees());
            }
        }
        words
    }
}
