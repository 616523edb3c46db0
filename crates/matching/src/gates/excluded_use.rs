use maillon_knowledge::TaxonomyCode;

use crate::gate::{Gate, Verdict};
use crate::link::Link;
use crate::pair::Pair;

/// Uses that a rule may exclude, and the NACE codes of those who take for them, the longest prefix first: feed mills
/// (10.9) are no food industry. By the titles of NACE revision 2.
const USES: &[(&str, &str)] =
    &[("10.9", "feed"), ("01.4", "feed"), ("10", "food"), ("11", "food"), ("56", "food"), ("21", "pharma")];

pub(crate) struct ExcludedUse;

impl Gate for ExcludedUse {
    fn name(&self) -> &'static str {
        "excluded_use"
    }

    fn about(&self) -> &'static str {
        "Refuses takers of food, feed or pharmacy where the rule is closed to them, by their NACE code."
    }

    fn varies(&self, link: &Link<'_>) -> bool {
        link.substitution().is_some()
    }

    fn check(&self, pair: &Pair<'_>) -> Verdict {
        let excluded = excluded(pair);
        if excluded.is_empty() {
            Verdict::Pass
        } else if pair.taker.is_empty() {
            Verdict::Unknown
        } else if pair.taker.iter().filter_map(purpose).any(|use_| excluded.iter().any(|e| **e == *use_)) {
            Verdict::Refuse
        } else {
            Verdict::Pass
        }
    }

    fn words(&self, pair: &Pair<'_>) -> String {
        let excluded = excluded(pair);
        if excluded.is_empty() {
            return "closed to nobody".to_owned();
        }
        let closed = excluded.join(", ");
        match pair.taker.first() {
            Some(taker) => format!("closed to {closed}; the taker is {taker}"),
            None => format!("closed to {closed}; what the taker does is not known"),
        }
    }
}

fn excluded<'a>(pair: &Pair<'a>) -> &'a [Box<str>] {
    pair.link.substitution().map_or(&[], |rule| &rule.conditions.excluded_uses)
}

fn purpose(activity: &TaxonomyCode) -> Option<&'static str> {
    let is = |prefix: &str| {
        let mut digits = prefix.bytes().filter(u8::is_ascii_digit);
        let mut own = activity.digits().bytes();
        digits.all(|digit| own.next() == Some(digit))
    };
    USES.iter().find(|(prefix, _)| is(prefix)).map(|(_, use_)| *use_)
}

#[cfg(test)]
mod tests {
    use super::*;
    use maillon_knowledge::Taxonomy;

    #[test]
    fn activities_have_their_use() {
        let of = |text| purpose(&TaxonomyCode::new(Taxonomy::Nace, text).unwrap());
        assert_eq!(
            ["10.51", "10.91", "11.05", "01.46", "21.10", "35.11", "01.11"].map(of),
            [Some("food"), Some("feed"), Some("food"), Some("feed"), Some("pharma"), None, None]
        );
    }
}
