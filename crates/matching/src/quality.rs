//! Whether a supply's condition is what its rule and the demand ask: `None` where neither asks anything.

use maillon_model::Percent;

use crate::gate::Verdict;
use crate::pair::Pair;

/// Heat must be as warm as the demand needs (cold, as cold), and any supply as warm as its rule asks. What is too cold
/// passes with treatment only where the rule's step is a heat pump: nothing else lifts heat.
pub(crate) fn temperature(pair: &Pair<'_>) -> Option<Verdict> {
    let demanded = pair.link.demanded().filter(|entry| matches!(entry.family(), "heat" | "cold"));
    let cold = demanded.is_some_and(|entry| entry.family() == "cold");
    let needed = demanded.and(pair.asked()).and_then(|quality| quality.temperature);
    let conditions = pair.link.substitution().map(|rule| &rule.conditions);
    let least = conditions.and_then(|conditions| conditions.min_temperature);
    let most = conditions.and_then(|conditions| conditions.max_temperature);
    if needed.is_none() && least.is_none() && most.is_none() {
        return demanded.map(|_| Verdict::Unknown); // heat is needed at some temperature, which nobody states
    }
    let Some(own) = pair.given().and_then(|quality| quality.temperature) else { return Some(Verdict::Unknown) };
    let short =
        if cold { needed.is_some_and(|needed| own > needed) } else { needed.is_some_and(|needed| own < needed) };
    if short || least.is_some_and(|least| own < least) {
        return Some(if heat_pump(pair) { Verdict::NeedsTreatment } else { Verdict::Refuse });
    }
    Some(if most.is_some_and(|most| own > most) { treatable(pair) } else { Verdict::Pass })
}

fn heat_pump(pair: &Pair<'_>) -> bool {
    let step = pair.link.substitution().and_then(|rule| rule.treatment.as_ref());
    step.is_some_and(|step| step.step.contains("heat pump"))
}

/// The form must be one that rule and demand take. What a rule refuses by name, no treatment mends.
pub(crate) fn form(pair: &Pair<'_>) -> Option<Verdict> {
    let conditions = pair.link.substitution().map(|rule| &rule.conditions);
    let (taken, refused): (&[Box<str>], &[Box<str>]) =
        conditions.map_or((&[], &[]), |conditions| (&conditions.forms, &conditions.refused_forms));
    let asked = pair.asked().and_then(|quality| quality.form.as_deref());
    if taken.is_empty() && refused.is_empty() && asked.is_none() {
        return None;
    }
    let Some(own) = pair.given().and_then(|quality| quality.form.as_deref()) else { return Some(Verdict::Unknown) };
    let is = |form: &str| form.trim().eq_ignore_ascii_case(own.trim());
    if refused.iter().any(|form| is(form)) {
        return Some(Verdict::Refuse);
    }
    let fits = (taken.is_empty() || taken.iter().any(|form| is(form))) && asked.is_none_or(is);
    Some(if fits { Verdict::Pass } else { treatable(pair) })
}

/// The supply may be no wetter than the drier of what rule and demand take.
pub(crate) fn moisture(pair: &Pair<'_>) -> Option<Verdict> {
    let limit = moisture_limit(pair)?;
    let own = pair.given().and_then(|quality| quality.moisture);
    Some(own.map_or(Verdict::Unknown, |own| if own <= limit { Verdict::Pass } else { treatable(pair) }))
}

/// The supply may be no weaker than the stronger of what rule and demand ask.
pub(crate) fn concentration(pair: &Pair<'_>) -> Option<Verdict> {
    let limit = concentration_limit(pair)?;
    let own = pair.given().and_then(|quality| quality.concentration);
    Some(own.map_or(Verdict::Unknown, |own| if own >= limit { Verdict::Pass } else { treatable(pair) }))
}

pub(crate) fn moisture_limit(pair: &Pair<'_>) -> Option<Percent> {
    let rule = pair.link.substitution().and_then(|rule| rule.conditions.max_moisture);
    rule.into_iter().chain(pair.asked().and_then(|quality| quality.moisture)).min()
}

pub(crate) fn concentration_limit(pair: &Pair<'_>) -> Option<Percent> {
    let rule = pair.link.substitution().and_then(|rule| rule.conditions.min_concentration);
    rule.into_iter().chain(pair.asked().and_then(|quality| quality.concentration)).max()
}

/// The verdict on a condition that fails: the rule's treatment would mend it, where it has one.
fn treatable(pair: &Pair<'_>) -> Verdict {
    let step = pair.link.substitution().and_then(|rule| rule.treatment.as_ref());
    if step.is_some() { Verdict::NeedsTreatment } else { Verdict::Refuse }
}
