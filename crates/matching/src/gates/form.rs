use crate::gate::{Gate, Verdict};
use crate::link::Link;
use crate::pair::Pair;
use crate::quality;

pub(crate) struct Form;

impl Gate for Form {
    fn name(&self) -> &'static str {
        "form"
    }

    fn about(&self) -> &'static str {
        "Refuses a form that the rule or the demand does not take; one that the rule's treatment makes goes on."
    }

    fn varies(&self, _link: &Link<'_>) -> bool {
        false
    }

    fn check(&self, pair: &Pair<'_>) -> Verdict {
        quality::form(pair).unwrap_or(Verdict::Pass)
    }

    fn words(&self, pair: &Pair<'_>) -> String {
        let own = pair.given().and_then(|quality| quality.form.as_deref()).unwrap_or("not known");
        let asked = pair.asked().and_then(|quality| quality.form.as_deref()).unwrap_or("any");
        let mut words = format!("supply {own}, demand {asked}");
        if let Some(conditions) = pair.link.substitution().map(|rule| &rule.conditions) {
            if !conditions.forms.is_empty() {
                words += &format!(", rule {}", conditions.forms.join(" or "));
            }
            if !conditions.refused_forms.is_empty() {
                words += &format!(", rule not {}", conditions.refused_forms.join(" nor "));
            }
        }
        words
    }
}
