//! How much nitrogen and phosphorus each flow holds: the only way by which the knowledge's factors enter the survey.

use maillon_knowledge::{Catalogue, Entry, Factor, FactorKind, FactorUnit};
use maillon_model::{Content, Dimension, Flow, FlowIx, Percent, Quantity, Resource, Study};

/// Branches of which a flow without a factor counts as unknown; nobody asks for the nitrogen of steel. No source: a choice of ours.
const CARRIERS: [&str; 5] = ["biomass", "food", "nutrient", "sludge", "water.waste"];

/// The kinds of factor, in the order of the substances.
const KINDS: [FactorKind; 2] = [FactorKind::Nitrogen, FactorKind::Phosphorus];

/// What is known of a resource.
struct Known<'k> {
    entry: &'k Entry,
    carrier: bool,
    factors: [Option<&'k Factor>; 2],
}

/// What each flow holds of each substance.
pub(crate) fn of<'c>(study: &'c Study, catalogue: &'c Catalogue) -> impl Fn(FlowIx) -> [Content; 2] + 'c {
    let known: Vec<Option<Known>> = study.resources.iter().map(|resource| known(resource, catalogue)).collect();
    let content = move |flow: &Flow| match &known[flow.resource.0 as usize] {
        Some(known) => known.factors.map(|factor| match factor {
            Some(factor) => tonnes(flow, known.entry, factor).map_or(Content::Unknown, Content::Of),
            None if known.carrier => Content::Unknown,
            None => Content::NotAsked,
        }),
        None => [Content::NotAsked; 2],
    };
    move |flow| content(study.flow(flow))
}

fn known<'k>(resource: &Resource, catalogue: &'k Catalogue) -> Option<Known<'k>> {
    // A code that may mean several things holds what the surest of them holds, if it is sure of one.
    let one = || match &resource.readings[..] {
        [reading] => catalogue.entry(&reading.code),
        _ => None,
    };
    let entry = catalogue.entry(&resource.code).or_else(one)?;
    let nearest = |kind| {
        let covers = |f: &&Factor| f.kind == kind && f.default && f.resource.as_ref().is_some_and(|r| entry.is_a(r));
        // Factors are sorted by id: of equals, the first.
        catalogue.factors().iter().filter(covers).rev().max_by_key(|f| f.resource.as_ref().map_or(0, |r| r.len()))
    };
    let carrier = CARRIERS.iter().any(|branch| entry.is_a(branch));
    Some(Known { entry, carrier, factors: KINDS.map(nearest) })
}

/// Tonnes of the substance in a base unit of the flow; `None` where the flow does not say what the factor needs.
fn tonnes(flow: &Flow, entry: &Entry, factor: &Factor) -> Option<Quantity> {
    let share = |percent: Option<Percent>| percent.map(|percent| percent.value() / 100.0);
    let quality = flow.details.as_ref().map(|details| &details.quality);
    let part = match factor.unit {
        FactorUnit::KgInTonne => 1.0,
        FactorUnit::KgInDryTonne => 1.0 - share(quality?.moisture)?,
        FactorUnit::KgInPureTonne => share(quality?.concentration)?,
        _ => return None,
    };
    let one = Quantity::per_year(1.0, flow.amount.known()?.dimension()).ok()?;
    let mass = entry.convert(one, Dimension::Mass)?;
    Quantity::per_year(factor.value / 1000.0 * part * mass.annual(), Dimension::Mass).ok()
}
