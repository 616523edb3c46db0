//! The words of industrial and territorial ecology, and nothing else.
//!
//! A [`Study`] holds a territory's [`Site`]s, their [`Flow`]s and the [`Zone`]s around them, each with the
//! [`Origin`] it was read from. Matching turns a study into [`Matches`]: [`Synergy`]s, and [`Unmatched`] flows
//! with their reasons; allocation turns matches into a [`Plan`]; what that does for the zones is a [`Territory`]; what neighbours could share is a [`Pooling`]. Whatever is wrong with the input is an [`Issue`].
//!
//! This crate links no C library, no thread pool and no file format. Numbers that could be swapped have a type
//! of their own: [`Distance`] (geodesic metres on WGS 84), [`Quantity`] (an annual amount and its dimension),
//! [`Score`] (0 to 1).

mod amount;
mod chain;
mod chain_change;
mod change;
mod column;
mod flow;
mod grouped;
mod issue;
mod issue_code;
mod measure;
mod origin;
mod place;
mod plan;
mod planned;
mod pool;
mod prospect;
mod quantity;
mod resource;
mod shares;
mod study;
mod sums;
mod synergies;
mod synergy;
mod territory;
mod unit;
mod vouch;
mod word;
mod worth;

pub use amount::Amount;
pub use chain::{
    Assigned, Chain, ChainPlan, Chains, MissingProcessor, PlaceIx, Processor, ProcessorIx, TreatmentIx, TreatmentWords,
};
pub use chain_change::{ChainDifference, chain_differences};
pub use change::{Affected, Balance, Change, Difference, Shift, Turn};
pub use column::{Column, Numbers};
pub use flow::{Details, Direction, FixedCost, Flow, FlowIx, Knowledge, Months, MonthsError, Price, Quality, Validity};
pub use grouped::Grouped;
pub use issue::{Issue, IssueCount, Severity};
pub use issue_code::IssueCode;
pub use measure::{Celsius, Distance, MeasureError, Percent, Score};
pub use origin::{Numbering, Origin, Source, SourceIx};
pub use place::{Located, Position, PositionError, Site, SiteIx, SizeClass, Zone, ZoneIx, ZoneKind};
pub use plan::{Allocation, Plan, PlanQuality, PlanUnits, Share, Unserved};
pub use planned::{Planned, Totals, Worth, WorthSum, Worths};
pub use pool::{Hub, Member, Pool, PoolWords, Pooling, Saving, Shared, Stop};
pub use prospect::{Encounter, Plot, Prospect, Siting};
pub use quantity::{Dimension, Quantity, QuantityError};
pub use resource::{Reading, Resource, ResourceIx};
pub use shares::Shares;
pub use study::{IdKind, Language, Study};
pub use sums::Sums;
pub use synergies::{Pairs, Synergies, SynergyList};
pub use synergy::{Matches, Merged, NotCounted, Reason, Refusals, Synergy, SynergyKind, Unmatched};
pub use territory::{
    AreaOf, AttackOrder, AttackStep, Content, CriticalLink, CriticalSite, DemandRisk, Drawn, Each, EuroSide, Figure,
    FigureOf, Framework, IndicatorWords, Later, Level, Provided, Reach, Side, SiteGain, Substance, SubstanceBalance,
    SupplyArea, Surveyed, Territory, ZoneBalance, ZoneExchange, ZoneGain,
};
pub use unit::{Period, Unit, UnitError};
pub use vouch::{GateSet, RuleIx, RuleWords, StepIx};
pub use word::{Name, Word};
pub use worth::{BreakEven, CarbonSaved, EurosGained};
