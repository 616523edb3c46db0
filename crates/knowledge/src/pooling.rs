//! What neighbours can share, and from what amount it is worth it.

use maillon_model::{Direction, Distance, Language, Quantity, Unit};

use crate::data::{Data, Placed, RawPooling};
use crate::entry::{Entry, Mode, depth, is_a};
use crate::error::{CatalogueError, Fault};
use crate::load::{founded, known_source};
use crate::load_rule::{resource, unknown};

/// A kind of thing that neighbours can share.
#[derive(Debug, Clone, PartialEq)]
pub struct Pooling {
    /// Short name.
    pub id: Box<str>,
    /// What it is, in English.
    pub en: Box<str>,
    /// What it is, in French.
    pub fr: Box<str>,
    /// Whether it is for what sites give or for what they need.
    pub side: Direction,
    /// Resources that it is for, each standing for its branch; none where it is for all that travel in some way.
    pub of: Vec<Box<str>>,
    /// Branches that it is not for all the same.
    pub except: Vec<Box<str>>,
    /// Ways to travel that it is for, where it names no resource.
    pub modes: Vec<Mode>,
    /// Whether its resources go together, or each only with its like.
    pub mixed: bool,
    /// Neighbours are at most that far from the next one.
    pub reach: Distance,
    /// What is shared.
    pub shares: Shares,
    /// What the numbers rest on.
    pub note: Box<str>,
    /// The same in French, where that is given.
    pub note_fr: Option<Box<str>>,
    /// Ids of its sources.
    pub sources: Vec<Box<str>>,
}

/// What a group shares, and so how large it must be.
#[derive(Debug, Clone, PartialEq)]
pub enum Shares {
    /// A lorry's round.
    Round {
        /// Rounds a year.
        visits: u32,
        /// What a lorry takes: the amount of a year with one load.
        load: Quantity,
    },
    /// Whole units, of which one alone needs one: as amounts per year, one for each dimension that they are counted in.
    Unit(Vec<Quantity>),
}

impl Pooling {
    /// The name in that language.
    pub fn label(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::Fr => &self.fr,
        }
    }

    /// How narrowly it is for a resource; `None` where it is not.
    fn fit(&self, entry: &Entry, side: Direction) -> Option<usize> {
        if self.side != side || self.except.iter().any(|branch| entry.is_a(branch)) {
            return None;
        }
        if self.of.is_empty() {
            return self.modes.contains(&entry.mode).then_some(0);
        }
        self.of.iter().filter(|branch| is_a(&entry.code, branch)).map(|branch| depth(branch)).max()
    }
}

/// The kind of the narrowest branch that a resource belongs to; of equals, the first by id.
pub(crate) fn of<'c>(list: &'c [Pooling], entry: &Entry, side: Direction) -> Option<&'c Pooling> {
    let fits = list.iter().rev().filter_map(|pooling| Some((pooling.fit(entry, side)?, pooling)));
    fits.max_by_key(|(depth, _)| *depth).map(|(_, pooling)| pooling)
}

pub(crate) fn all(data: &Data, entries: &[Entry]) -> Result<Vec<Pooling>, CatalogueError> {
    data.poolings.values().map(|placed| pooling(data, entries, placed)).collect()
}

fn pooling(data: &Data, entries: &[Entry], placed: &Placed<RawPooling>) -> Result<Pooling, CatalogueError> {
    let raw = &placed.item;
    let id = &raw.id;
    founded(placed, id, &raw.source)?;
    let side = match raw.side.as_str() {
        "supply" => Direction::Supply,
        "demand" => Direction::Demand,
        other => return Err(unknown(placed, id, "side", other)),
    };
    let branches = |key, codes: &[String]| -> Result<Vec<Box<str>>, CatalogueError> {
        codes.iter().map(|code| resource(entries, placed, id, key, code)).collect()
    };
    let mode = |name: &String| Mode::from_name(name).ok_or_else(|| unknown(placed, id, "modes", name));
    let modes = raw.modes.iter().map(mode).collect::<Result<Vec<_>, _>>()?;
    if raw.of.is_empty() == modes.is_empty() {
        return Err(placed.refuse(Fault::Missing { code: id.clone(), key: "of or modes" }));
    }
    let number = |key, value| placed.refuse(Fault::Number { code: id.clone(), key, value });
    let amount = |key, value: f64, unit: &str| {
        let unit: Unit = unit.parse().map_err(|_| unknown(placed, id, key, unit))?;
        Quantity::new(value, unit).ok().filter(|q| q.annual() > 0.0).ok_or_else(|| number(key, value))
    };
    let shares = match (raw.visits, raw.payload_t, raw.unit.is_empty()) {
        (Some(visits), Some(load), true) if visits > 0 => {
            Shares::Round { visits, load: amount("payload_t", load, "t/yr")? }
        }
        (None, None, false) => {
            let units = raw.unit.iter().map(|unit| amount("unit", unit.value, &unit.unit));
            Shares::Unit(units.collect::<Result<_, _>>()?)
        }
        _ => return Err(placed.refuse(Fault::Missing { code: id.clone(), key: "visits and payload_t, or unit" })),
    };
    Ok(Pooling {
        id: id.as_str().into(),
        en: raw.en.as_str().into(),
        fr: raw.fr.as_str().into(),
        side,
        of: branches("of", &raw.of)?,
        except: branches("except", &raw.except)?,
        modes,
        mixed: raw.mixed,
        reach: Distance::kilometres(raw.km).map_err(|_| number("km", raw.km))?,
        shares,
        note: raw.note.as_str().into(),
        note_fr: raw.note_fr.as_deref().map(Into::into),
        sources: raw.source.iter().map(|source| known_source(data, placed, id, source)).collect::<Result<_, _>>()?,
    })
}
