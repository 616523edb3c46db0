//! Everything there is to say of one pair: the match card.

use maillon_knowledge::Catalogue;
use maillon_model::{
    BreakEven, Direction, Distance, Flow, FlowIx, ProcessorIx, Quantity, RuleWords, Score, Study, Synergy,
};
use maillon_spatial::geodesic;

use crate::balance::{self, Account};
use crate::chains::shortest;
use crate::confidence::confidence;
use crate::criteria::{CRITERIA, values};
use crate::find::find;
use crate::gate::Verdict;
use crate::gates::{GATES, open};
use crate::ground::Ground;
use crate::options::Options;
use crate::pair::Pair;
use crate::processors::Processors;

/// Why a pair cannot be explained.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExplainError {
    /// The ids name two flows of the same direction.
    #[error("\"{supply}\" is no supply, or \"{demand}\" no demand")]
    Directions {
        /// The flow that should give.
        supply: String,
        /// The flow that should take.
        demand: String,
    },
    /// Nothing pairs the two.
    #[error("no rule lets {supplied} serve for {demanded}")]
    NoRule {
        /// The resource given.
        supplied: String,
        /// The resource needed.
        demanded: String,
    },
}

/// One gate's answer.
#[derive(Debug, Clone, PartialEq)]
pub struct GateLine {
    /// The gate.
    pub name: &'static str,
    /// What it says.
    pub verdict: Verdict,
    /// What that rests on.
    pub words: String,
}

/// One criterion's part of the score.
#[derive(Debug, Clone, PartialEq)]
pub struct CriterionLine {
    /// The criterion.
    pub name: &'static str,
    /// How it is computed.
    pub formula: &'static str,
    /// Its value, where the data tells.
    pub value: Option<Score>,
    /// Its weight in this study.
    pub weight: f64,
    /// What it adds to the score.
    pub adds: Option<f64>,
}

/// Something that is not known, and what the confidence would be if it were.
#[derive(Debug, Clone, PartialEq)]
pub struct Wish {
    /// What.
    pub what: String,
    /// The confidence with it.
    pub confidence: Score,
}

/// What a plant of its own does for a pair.
#[derive(Debug, Clone, PartialEq)]
pub struct Plant {
    /// The treatment's id.
    pub treatment: String,
    /// The processor by which it is the shortest way round, and both legs; none where none is in reach.
    pub nearest: Option<(ProcessorIx, [Distance; 2])>,
}

/// The match card of a pair.
#[derive(Debug, Clone, PartialEq)]
pub struct Card<'a> {
    /// Who gives, who takes.
    pub supply: FlowIx,
    /// Who takes.
    pub demand: FlowIx,
    /// The rule, in words and with its sources.
    pub rule: RuleWords,
    /// How sure it is.
    pub rule_confidence: Score,
    /// Units replaced for each unit given.
    pub ratio: f64,
    /// The treatment that is needed.
    pub treatment: Option<String>,
    /// Who could do it, where that takes a plant of its own.
    pub plant: Option<Plant>,
    /// Along the geodesic.
    pub distance: Distance,
    /// The largest distance allowed.
    pub radius: Distance,
    /// What stands in the way: a site with itself, the distance, a gate; `None` for a synergy.
    pub refused: Option<String>,
    /// Every gate's answer.
    pub gates: Vec<GateLine>,
    /// Every criterion's part.
    pub criteria: Vec<CriterionLine>,
    /// The score.
    pub score: Score,
    /// How much it rests on.
    pub confidence: Score,
    /// What could be given.
    pub amount: Option<Quantity>,
    /// What it would replace.
    pub replaced: Option<Quantity>,
    /// Units given that both balances are multiplied by.
    pub units: Option<f64>,
    /// Kilograms of CO2 equivalent for each unit given.
    pub carbon: Option<Account<'a>>,
    /// Euros for each unit given.
    pub euros: Account<'a>,
    /// What would raise the confidence, most first.
    pub wishes: Vec<Wish>,
    /// The supply's other synergies, best first.
    pub other_takers: Vec<Synergy>,
    /// The demand's other synergies, best first.
    pub other_givers: Vec<Synergy>,
}

impl Card<'_> {
    /// How far it may travel before the carbon is lost.
    pub fn break_even_carbon(&self) -> Option<BreakEven> {
        self.carbon.as_ref().and_then(Account::break_even)
    }

    /// How far it may travel before the money is lost.
    pub fn break_even_euros(&self) -> Option<BreakEven> {
        self.euros.break_even()
    }
}

/// Next best synergies shown of each side.
const ALTERNATIVES: usize = 3;

/// Explains a pair, also one that matching refuses.
///
/// # Errors
/// Two flows of one direction, or two resources that no rule pairs.
pub fn explain<'a>(
    study: &'a Study,
    catalogue: &'a Catalogue,
    options: &'a Options,
    supply_ix: FlowIx,
    demand_ix: FlowIx,
) -> Result<Card<'a>, ExplainError> {
    let ground = Ground::new(study, catalogue, options);
    let (supply, demand) = (study.flow(supply_ix), study.flow(demand_ix));
    if supply.direction != Direction::Supply || demand.direction != Direction::Demand {
        return Err(ExplainError::Directions { supply: supply.id.to_string(), demand: demand.id.to_string() });
    }
    let code = |flow: &Flow| study.resource(flow.resource).code.to_string();
    let links = ground.links_between(supply.resource, demand.resource);
    let distance = geodesic(ground.position(supply), ground.position(demand));
    // Where none holds at this taker, the surest is shown, and that it does not.
    let place = ground.fitting(supply_ix, demand_ix, links, distance).map_or(0, |fitting| fitting.place);
    let link =
        links.get(place).ok_or_else(|| ExplainError::NoRule { supplied: code(supply), demanded: code(demand) })?;
    let pair = ground.pair(supply_ix, demand_ix, link, distance);
    let values = values(&pair);
    let (score, known) = options.weights.score(&values);
    let (open_gates, must_treat) = open(&pair);
    let step = link.substitution().and_then(|rule| rule.treatment.as_ref()).filter(|step| step.needed || must_treat);
    let gates: Vec<GateLine> = GATES
        .iter()
        .map(|gate| GateLine { name: gate.name(), verdict: gate.check(&pair), words: gate.words(&pair) })
        .collect();
    let weight_known: f64 =
        options.weights.iter().zip(values).filter(|(_, value)| value.is_some()).map(|((_, weight), _)| weight).sum();
    let criteria: Vec<CriterionLine> = CRITERIA
        .iter()
        .zip(options.weights.iter())
        .zip(values)
        .map(|((criterion, (name, weight)), value)| CriterionLine {
            name,
            formula: criterion.formula(),
            value,
            weight,
            adds: value.filter(|_| weight_known > 0.0).map(|value| weight * value.value() / weight_known),
        })
        .collect();
    let confidence = confidence(&pair, known, open_gates);
    let amounts = pair.amounts();
    let (mut carbon, mut euros) = (balance::carbon(link, pair.sold()), balance::euros(link, supply, demand));
    // What the rule needs only where the supply falls short is no term of its own balances, but it is of this pair's.
    if let Some(step) = step.filter(|step| !step.needed) {
        carbon.iter_mut().chain([&mut euros]).for_each(|account| account.needs(&step.step));
    }
    let plant = step.and_then(|step| step.by.as_deref()).map(|by| Plant {
        treatment: by.to_owned(),
        nearest: shortest(&ground, &Processors::new(study, catalogue, &ground), link, (supply_ix, demand_ix)),
    });
    let found = find(study, catalogue, options, &|_| {});
    let others = |keep: &dyn Fn(&Synergy) -> bool| {
        let mut list: Vec<Synergy> = found.synergies.list().iter().filter(keep).collect();
        list.sort_by(|a, b| b.score.cmp(&a.score).then(a.distance.cmp(&b.distance)));
        list.truncate(ALTERNATIVES);
        list
    };
    Ok(Card {
        supply: supply_ix,
        demand: demand_ix,
        rule: link.words(),
        rule_confidence: link.confidence(),
        ratio: link.ratio(),
        treatment: step.map(|step| step.step.to_string()),
        plant,
        distance,
        radius: pair.radius,
        refused: refused(&ground, &pair, &gates, (supply_ix, demand_ix)),
        wishes: wishes(&pair, &criteria, &gates, known, confidence),
        gates,
        criteria,
        score,
        confidence,
        amount: amounts.map(|(given, _)| given),
        replaced: amounts.map(|(_, replaced)| replaced),
        units: pair.units(),
        carbon,
        euros,
        other_takers: others(&|s| s.supply == supply_ix && s.demand != demand_ix),
        other_givers: others(&|s| s.demand == demand_ix && s.supply != supply_ix),
    })
}

fn refused(ground: &Ground<'_>, pair: &Pair<'_>, gates: &[GateLine], (s, d): (FlowIx, FlowIx)) -> Option<String> {
    if pair.supply.site == pair.demand.site {
        return Some("a site is no partner of its own".to_owned());
    }
    if !ground.exists(pair.supply) || !ground.exists(pair.demand) {
        return Some("one of the flows does not exist on the study's date".to_owned());
    }
    if !ground.takes_part(s) || !ground.takes_part(d) {
        return Some("one of the flows repeats another, which stands for both".to_owned());
    }
    if !ground.holds_at(pair.link, pair.demand) {
        return Some("the demand is too general for the rule, and the taker's activity is none it names".to_owned());
    }
    if pair.distance > pair.radius {
        return Some(format!("{} apart, allowed {}", pair.distance, pair.radius));
    }
    gates.iter().find(|gate| gate.verdict == Verdict::Refuse).map(|gate| format!("{}: {}", gate.name, gate.words))
}

/// What is not known, and the confidence if it were and nothing else changed.
fn wishes(
    pair: &Pair<'_>,
    criteria: &[CriterionLine],
    gates: &[GateLine],
    known: Score,
    confidence: Score,
) -> Vec<Wish> {
    let all: f64 = criteria.iter().map(|line| line.weight).sum();
    let mut wishes = Vec::new();
    let mut wish = |what: String, factor: f64| {
        wishes.push(Wish { what, confidence: Score::saturating(confidence.value() * factor) });
    };
    for line in criteria.iter().filter(|line| line.value.is_none() && line.weight > 0.0) {
        let what = match line.name {
            "quantity_fit" => "both amounts",
            "quality_fit" => "temperature, form, moisture or concentration of both sides",
            "seasonal_overlap" => "the monthly profiles of both sides",
            "margin" => "the prices of both sides",
            "carbon" => "a factor for the emissions avoided",
            other => other,
        };
        if known.value() > 0.0 {
            wish(what.to_owned(), (known.value() + line.weight / all) / known.value());
        }
    }
    for gate in gates.iter().filter(|gate| gate.verdict == Verdict::Unknown) {
        wish(format!("the answer to the gate \"{}\": {}", gate.name, gate.words), 1.0 / crate::confidence::OPEN_GATE);
    }
    let measured = crate::confidence::as_if_measured(pair);
    if measured > 1.0 {
        wish("amounts that are measured".to_owned(), measured);
    }
    wishes.sort_by(|a, b| b.confidence.cmp(&a.confidence).then_with(|| a.what.cmp(&b.what)));
    wishes
}
