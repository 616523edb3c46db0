//! What stands between giver and taker: processors, chains through them, and processors that are missing.

use crate::amount::Amount;
use crate::flow::{FlowIx, Price, Validity};
use crate::measure::{Distance, Score};
use crate::origin::Origin;
use crate::place::{Position, SiteIx, ZoneIx};
use crate::plan::PlanQuality;
use crate::quantity::{Dimension, Quantity};
use crate::resource::ResourceIx;
use crate::synergy::NotCounted;
use crate::vouch::{GateSet, RuleIx, RuleWords, interned};
use crate::word::Word;
use crate::worth::{CarbonSaved, EurosGained};

/// A processor's place in [`Study::processors`](crate::Study::processors).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProcessorIx(pub u32);

/// A site's capacity to treat what others give, so that a taker can use it.
#[derive(Debug, Clone, PartialEq)]
pub struct Processor {
    /// The user's own, or made from site and treatment where there is none.
    pub id: Word,
    /// Whose it is.
    pub site: SiteIx,
    /// Ids of what it does; empty for whatever its resource needs.
    pub treatments: Vec<Box<str>>,
    /// What it takes; anything that needs its treatments, where it is not said.
    pub resource: Option<ResourceIx>,
    /// How much it can take in a year.
    pub capacity: Amount,
    /// Neither giver nor taker is farther than this.
    pub max_distance: Option<Distance>,
    /// Less than this of one giver for one taker is not worth its while.
    pub min_lot: Option<Quantity>,
    /// What it asks for each unit that it takes.
    pub fee: Option<Price>,
    /// When it works.
    pub validity: Validity,
    /// Not to be published.
    pub confidential: bool,
    /// The user's words.
    pub note: Option<Box<str>>,
    /// Where it was read.
    pub origin: Origin,
}

/// The name of a treatment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreatmentWords {
    /// Short name, unique.
    pub id: Box<str>,
    /// In the study's language.
    pub label: Box<str>,
}

/// A treatment's place in `Chains`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TreatmentIx(pub u32);

/// From a giver through a processor to a taker.
#[derive(Debug, Clone, PartialEq)]
pub struct Chain {
    /// Who gives.
    pub supply: FlowIx,
    /// Who treats.
    pub processor: ProcessorIx,
    /// Who takes.
    pub demand: FlowIx,
    /// The substitution that asks for the treatment, in `Chains`.
    pub rule: RuleIx,
    /// What the processor does.
    pub treatment: TreatmentIx,
    /// Gates that the data leaves open, in the order of [`Synergies::gates`](crate::Synergies::gates).
    pub open: GateSet,
    /// From the giver to the processor.
    pub before: Distance,
    /// From the processor to the taker.
    pub after: Distance,
    /// The largest first leg, and the largest second one.
    pub radii: [Distance; 2],
    /// What could be given: the least of supply, demand and capacity, as the supply counts, where all are known and compare.
    pub amount: Option<Quantity>,
    /// What it replaces, as the demand counts.
    pub replaced: Option<Quantity>,
    /// Units of the demand that a unit of the supply replaces, as the flows count; `None` where they do not compare.
    pub ratio: Option<f64>,
    /// Units of the capacity that a unit of the supply takes, likewise.
    pub load: Option<f64>,
    /// Units that one giver must send at least, as the supply counts.
    pub min_lot: Option<f64>,
    /// Emissions avoided by `amount`, less those of both legs.
    pub carbon: Option<CarbonSaved>,
    /// Money gained by `amount`, less both legs and the processor's fee where it states one.
    pub euros: Option<EurosGained>,
    /// What carbon and money leave out.
    pub not_counted: NotCounted,
    /// That of the pair at the length of both legs.
    pub score: Score,
    /// How much the score rests on.
    pub confidence: Score,
    /// 1 for the best chain of this supply.
    pub rank: u32,
}

/// All chains, and what they share.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Chains {
    rules: Vec<RuleWords>,
    treatments: Vec<TreatmentWords>,
    /// By supply, then from best to least.
    pub list: Vec<Chain>,
    /// By synergy: the processor by which its treatment is the shortest way round, where it needs one and one is in reach.
    /// Empty where the study has no processors.
    pub nearest: Vec<Option<ProcessorIx>>,
    /// Processors that nobody has and that would help, the greatest first in each unit.
    pub missing: Vec<MissingProcessor>,
    /// Who gets the capacity, where there is a plan.
    pub plan: Option<ChainPlan>,
}

impl Chains {
    /// The place of a rule, which is added where it is new.
    pub fn rule_ix(&mut self, words: RuleWords) -> RuleIx {
        RuleIx(interned(&mut self.rules, words, |a, b| a.id == b.id))
    }

    /// The place of a treatment, likewise.
    pub fn treatment_ix(&mut self, words: TreatmentWords) -> TreatmentIx {
        TreatmentIx(interned(&mut self.treatments, words, |a, b| a.id == b.id))
    }

    /// What a rule says.
    pub fn rule(&self, ix: RuleIx) -> &RuleWords {
        &self.rules[ix.0 as usize]
    }

    /// A treatment's name.
    pub fn treatment(&self, ix: TreatmentIx) -> &TreatmentWords {
        &self.treatments[ix.0 as usize]
    }
}

/// What a chain gets of its processor's capacity, in whole units of the plan as the supply counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Assigned {
    /// Of what the plan moves between the two anyway, as if one of them treated it.
    pub of_plan: i64,
    /// Beyond the plan: of what it leaves of both flows.
    pub added: i64,
}

/// Who gets the processors' capacity.
#[derive(Debug, Clone, PartialEq)]
pub struct ChainPlan {
    /// By chain.
    pub assigned: Vec<Assigned>,
    /// By processor: what it takes of its capacity, in base units a year; `None` where that is not known.
    pub used: Vec<Option<Quantity>>,
    /// Chains that take no part, for want of an amount.
    pub cannot_count: u32,
    /// Names of the methods used.
    pub methods: Vec<&'static str>,
    /// How good it is.
    pub quality: PlanQuality,
    /// Score-weighted base units.
    pub value: f64,
    /// What no assignment exceeds.
    pub bound: f64,
}

/// Where a processor could stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlaceIx {
    /// At a site.
    Site(SiteIx),
    /// In a zone.
    Zone(ZoneIx),
}

/// A processor that nobody has within reach of those it would serve.
#[derive(Debug, Clone, PartialEq)]
pub struct MissingProcessor {
    /// What it would do.
    pub treatment: TreatmentIx,
    /// For which substitution.
    pub rule: RuleIx,
    /// Where it would serve best.
    pub place: PlaceIx,
    /// That place's position.
    pub position: Position,
    /// What it would take in a year, as the rule counts what is given; `None` where no amount is known.
    pub size: Option<Quantity>,
    /// What that would replace.
    pub replaced: Option<Quantity>,
    /// Sites that would give.
    pub givers: u32,
    /// Sites that could take.
    pub takers: u32,
    /// Supply flows of theirs, and how many of unknown amount.
    pub supplies: [u32; 2],
    /// Demand flows, likewise.
    pub demands: [u32; 2],
    /// Mean way of what it would take, both legs together.
    pub mean: Option<Distance>,
    /// 1 for the greatest of its unit; those of unknown amount come last, by how many flows they serve.
    pub rank: u32,
}

impl MissingProcessor {
    /// What its size counts.
    pub fn dimension(&self) -> Option<Dimension> {
        self.size.map(Quantity::dimension)
    }
}
