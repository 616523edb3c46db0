//! What neighbours could share: from the catalogue and the study file to groups of flows, and to pools that have been checked.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, bail};
use maillon_ingest::{Knowledge, StudyFile};
use maillon_knowledge::{Catalogue, Entry, FactorKind, FactorUnit, Mode, Pooling as Kind, Shares};
use maillon_model::{
    CarbonSaved, Dimension, Direction, Distance, EurosGained, FlowIx, Hub, Language, Matches, PoolWords, Pooling,
    Quantity, Reason, ResourceIx, Study, Unit, ZoneIx, ZoneKind,
};
use maillon_territory::{Group, Place, Places, PoolOptions, Terms, Wish, anchors, check_pools, pool};

use crate::diagnosis::counted;
use crate::outcome::Refused;
use crate::progress::Progress;
use crate::settings::Source;

/// What a study asks of pooling.
#[derive(Debug, Clone)]
pub(crate) struct Pools {
    options: PoolOptions,
    reach: Option<Distance>,
    visits: Option<u32>,
    hub_kind: Option<ZoneKind>,
    thresholds: BTreeMap<String, Quantity>,
}

impl Pools {
    /// `None` where the study leaves it out.
    ///
    /// # Errors
    /// A number without meaning, a threshold of nothing or of no resource.
    pub(crate) fn of(skip: bool, file: &StudyFile, knowledge: &Knowledge) -> Result<Option<Self>, Refused> {
        let asked = &file.pooling;
        if skip || asked.skip {
            return Ok(None);
        }
        let refuse =
            |key: &str, value: &dyn std::fmt::Display, why: &str| Refused(format!("[pooling] {key} = {value}: {why}"));
        let usual = PoolOptions::default();
        let least = asked.least.unwrap_or(usual.least);
        let most = asked.most.unwrap_or(usual.most.max(least));
        if least < 2 {
            return Err(refuse("least", &least, "one site shares nothing with itself; give at least 2"));
        }
        if most < least || most > LARGEST {
            let why = format!("give at least the {least} of `least`, and at most {LARGEST}");
            return Err(refuse("most", &most, &why));
        }
        let reach = asked.neighbour_km.map(|km| {
            let found = Distance::kilometres(km).ok().filter(|reach| *reach > Distance::ZERO && km <= FARTHEST_KM);
            let why = format!("give kilometres above 0 and up to {FARTHEST_KM}, such as 5");
            found.ok_or_else(|| refuse("neighbour_km", &km, &why))
        });
        if asked.visits.is_some_and(|visits| visits == 0 || visits > MOST_VISITS) {
            return Err(refuse("visits", &asked.visits.unwrap_or(0), "give 1 to 366 rounds a year"));
        }
        // Only a threshold asks for the catalogue, which is built while zones are read.
        let threshold = |key, text| threshold(key, text, knowledge.catalogue());
        let thresholds = asked.threshold.iter().map(|(key, text)| Ok((key.clone(), threshold(key, text)?)));
        Ok(Some(Self {
            options: PoolOptions { least, most, seed: file.territory.seed.unwrap_or(usual.seed) },
            reach: reach.transpose()?,
            visits: asked.visits,
            hub_kind: asked.hub_kind.as_deref().map(ZoneKind::from_name),
            thresholds: thresholds.collect::<Result<_, Refused>>()?,
        }))
    }

    /// As `summary.json` echoes it.
    pub(crate) fn parameters(&self) -> serde_json::Value {
        serde_json::json!({
            "least": self.options.least,
            "most": self.options.most,
            "neighbour_km": self.reach.map(Distance::as_kilometres),
            "visits": self.visits,
            "hub_kind": self.hub_kind.as_ref().map(ZoneKind::name),
            "threshold": self.thresholds.iter().map(|(key, q)| (key.clone(), q.to_string().into()))
                .collect::<serde_json::Map<String, serde_json::Value>>(),
        })
    }
}

/// Sites of a group at most: its rounds and shares take time that grows with the cube of it. No source.
const LARGEST: usize = 100;
const FARTHEST_KM: f64 = 300.0;
const MOST_VISITS: u32 = 366;

fn threshold(key: &str, text: &str, catalogue: &Catalogue) -> Result<Quantity, Refused> {
    let refuse = |why: String| Refused(format!("[pooling.threshold] \"{key}\" = \"{text}\": {why}"));
    let kind = catalogue.poolings().iter().any(|kind| &*kind.id == key);
    if !kind && catalogue.entry(key).is_none() {
        let names =
            catalogue.poolings().iter().map(|kind| &*kind.id).chain(catalogue.entries().iter().map(|e| &*e.code));
        let near = maillon_ingest::near(key, names);
        let hint = near.first().map(|near| format!("; did you mean \"{near}\"?")).unwrap_or_default();
        return Err(refuse(format!(
            "no resource and no kind of pooling is called so{hint} `maillon resources` searches them"
        )));
    }
    let example = "write an amount with its unit, such as \"150 t/yr\"";
    let (number, unit) = text.trim().split_once(char::is_whitespace).ok_or_else(|| refuse(example.to_owned()))?;
    let number: f64 = number.replace(',', ".").parse().map_err(|_| refuse(example.to_owned()))?;
    let unit: Unit = unit.trim().parse().map_err(|e| refuse(format!("{e}; {example}")))?;
    match Quantity::new(number, unit) {
        Ok(amount) if amount.annual() > 0.0 => {
            counts(key, amount, catalogue).map_err(refuse)?;
            Ok(amount)
        }
        Ok(_) => {
            Err(refuse("nobody is too small for a threshold of zero; give more, or leave the line out".to_owned()))
        }
        Err(e) => Err(refuse(format!("{e}; {example}"))),
    }
}

/// Whether a threshold counts as what it is for does.
fn counts(key: &str, amount: Quantity, catalogue: &Catalogue) -> Result<(), String> {
    let (kinds, entry): (Vec<&Kind>, _) = match catalogue.entry(key) {
        Some(entry) => {
            let sides = [Direction::Supply, Direction::Demand];
            (sides.into_iter().filter_map(|side| catalogue.pooling_of(entry, side)).collect(), Some(entry))
        }
        None => (catalogue.poolings().iter().filter(|kind| &*kind.id == key).collect(), None),
    };
    if kinds.is_empty() {
        return Err("nothing of it is pooled; [[pooling]] in a file of [knowledge] can say how".to_owned());
    }
    let right = |kind: &&Kind| match &kind.shares {
        Shares::Unit(_) => true,
        Shares::Round { load, .. } => match entry {
            Some(entry) => entry.convert(amount, load.dimension()).is_some(),
            None => amount.dimension() == load.dimension(),
        },
    };
    match kinds.iter().all(right) {
        true => Ok(()),
        false => Err("a lorry's load counts in tonnes, and its density is not known; write t/yr".to_owned()),
    }
}

/// What neighbours of a study could share.
///
/// # Errors
/// Hubs that there are not, or pools that do not pass their check.
pub(crate) fn pools(
    study: &Study,
    matches: &Matches,
    source: &Source,
    asked: &Pools,
    hubs: Vec<Place>,
    quiet: bool,
) -> Result<Pooling> {
    let _progress = Progress::busy("pooling", quiet);
    let (words, groups) = groups(study, matches, source.knowledge.catalogue(), asked);
    let places = places(study, matches, asked, hubs)?;
    let pooling = pool(study, words, &groups, &places, &asked.options);
    let faults = check_pools(study, &groups, &places, &asked.options, &pooling);
    if let Some(first) = faults.first() {
        bail!(
            "the pools fail their check ({} faults; {first}). This is a defect of maillon, not of your data: please report \
             it; [pooling] skip = true does without them",
            faults.len()
        );
    }
    Ok(pooling)
}

/// The places of the study's own file, which are read with the study: what is wrong with them is wrong with it.
///
/// # Errors
/// A file that is of no use.
pub(crate) fn given(study: &mut Study, source: &Source, quiet: bool) -> Result<Vec<Place>> {
    let Some(input) = &source.file.pooling.hubs else { return Ok(Vec::new()) };
    let progress = Progress::counter(quiet);
    let hubs = maillon_ingest::load_hubs(input, &source.base, study, &|file, rows| progress.at(file, rows))?;
    if hubs.is_empty() {
        return Err(Refused("[pooling.hubs] gives no place that can be used".to_owned()).into());
    }
    let place =
        |hub: maillon_ingest::GivenHub| Place { hub: Hub::Place(hub.id, hub.name), at: hub.at, capacity: hub.capacity };
    Ok(hubs.into_iter().map(place).collect())
}

fn places<'m>(study: &Study, matches: &'m Matches, asked: &Pools, hubs: Vec<Place>) -> Result<Places<'m>, Refused> {
    let mut given = hubs;
    if let Some(kind) = &asked.hub_kind {
        let before = given.len();
        let zones = (0..).map(ZoneIx).zip(&study.zones).zip(anchors(study));
        let of_kind = zones.filter(|((_, zone), _)| zone.kind == *kind);
        given.extend(of_kind.filter_map(|((ix, _), at)| Some(Place { hub: Hub::Zone(ix), at: at?, capacity: None })));
        if given.len() == before {
            let mut kinds: Vec<&str> = study.zones.iter().map(|zone| zone.kind.name()).collect();
            kinds.dedup();
            let there = if kinds.is_empty() { "the study has no zones".to_owned() } else { kinds.join(", ") };
            let why = format!("[pooling] hub_kind = \"{}\": no zone is of that kind; there are: {there}", kind.name());
            return Err(Refused(why));
        }
    }
    if !given.is_empty() {
        return Ok(Places::Given(given));
    }
    Ok(Places::Sites(matches.synergies.list().ends()))
}

/// What goes together: kind, direction, resource where only its like goes with it, the threshold's dimension and amount.
type Key = (u32, Direction, Option<Box<str>>, Dimension, u64);

struct Wanted {
    threshold: Quantity,
    terms: Terms,
    reach: Distance,
    resource: Option<ResourceIx>,
    wishes: Vec<Wish>,
}

fn groups(study: &Study, matches: &Matches, catalogue: &Catalogue, asked: &Pools) -> (Vec<PoolWords>, Vec<Group>) {
    let out: BTreeSet<FlowIx> = matches
        .unmatched
        .iter()
        .filter(|u| matches!(u.reason, Reason::NotValid | Reason::Zero | Reason::Duplicate { .. }))
        .map(|u| u.flow)
        .collect();
    // Every flow of a resource is looked at alike.
    let entries: Vec<Option<&Entry>> = study
        .resources
        .iter()
        .map(|r| catalogue.entry(r.readings.first().map_or(&r.code, |reading| &reading.code)))
        .collect();
    let mut wanted: BTreeMap<Key, Wanted> = BTreeMap::new();
    for (ix, flow) in study.own_flows().filter(|(ix, flow)| !out.contains(ix) && !flow.amount.is_zero()) {
        let Some(entry) = entries[flow.resource.0 as usize] else { continue };
        let Some(kind) = catalogue.pooling_of(entry, flow.direction) else { continue };
        let place = catalogue.poolings().iter().position(|other| other.id == kind.id).unwrap_or(0) as u32;
        let (own, stated) = match of_resource(asked, entry) {
            Some(threshold) => (true, Some(threshold)),
            None => (false, asked.thresholds.get(&*kind.id).copied()),
        };
        let known = flow.amount.known();
        let Some((threshold, terms)) = terms(catalogue, kind, entry, asked, stated, known) else { continue };
        let dimension = threshold.dimension();
        // A resource with a threshold of its own goes by itself.
        let alone = (own || !kind.mixed).then(|| entry.code.clone());
        let key = (place, flow.direction, alone, dimension, threshold.annual().to_bits());
        let price = flow.details.as_ref().and_then(|details| details.price);
        let price = price.filter(|price| price.per() == dimension && price.euros() >= 0.0);
        let group = wanted.entry(key).or_insert_with(|| Wanted {
            threshold,
            terms,
            reach: asked.reach.unwrap_or(kind.reach),
            resource: Some(flow.resource),
            wishes: Vec::new(),
        });
        if group.resource != Some(flow.resource) && kind.mixed && !own {
            group.resource = None;
        }
        group.wishes.push(Wish {
            flow: ix,
            amount: known.and_then(|amount| entry.convert(amount, dimension)),
            price: price.and_then(|price| EurosGained::per_year(price.euros()).ok()),
        });
    }
    let cite = |id: &str| catalogue.source(id).map_or_else(|| id.into(), |source| source.to_string().into());
    let words = |kind: &Kind| PoolWords {
        id: kind.id.clone(),
        en: kind.en.clone(),
        fr: kind.fr.clone(),
        note: match (study.language, &kind.note_fr) {
            (Language::Fr, Some(note)) => note.clone(),
            _ => kind.note.clone(),
        },
        sources: kind.sources.iter().map(|id| cite(id)).collect(),
    };
    let group = |((words, direction, ..), wanted): (Key, Wanted)| Group {
        words,
        direction,
        resource: wanted.resource,
        threshold: wanted.threshold,
        reach: wanted.reach,
        terms: wanted.terms,
        wishes: wanted.wishes,
    };
    (catalogue.poolings().iter().map(words).collect(), wanted.into_iter().map(group).collect())
}

/// The threshold of the narrowest branch that the study gives one.
fn of_resource(asked: &Pools, entry: &Entry) -> Option<Quantity> {
    let fits = asked.thresholds.iter().filter(|(key, _)| entry.is_a(key));
    fits.max_by_key(|(key, _)| key.len()).map(|(_, threshold)| *threshold)
}

/// From what amount one is large enough alone, and what is shared. `None` where the study's threshold does not count as the kind does.
fn terms(
    catalogue: &Catalogue,
    kind: &Kind,
    entry: &Entry,
    asked: &Pools,
    stated: Option<Quantity>,
    known: Option<Quantity>,
) -> Option<(Quantity, Terms)> {
    match &kind.shares {
        Shares::Unit(units) => {
            let of = |dimension: Dimension| units.iter().find(|unit| unit.dimension() == dimension).copied();
            let usual = match stated {
                Some(stated) => stated,
                None => {
                    known.and_then(|q| of(q.dimension())).or_else(|| of(entry.dimension)).or(units.first().copied())?
                }
            };
            Some((usual, Terms::Unit(usual)))
        }
        Shares::Round { visits, load } => {
            let visits = asked.visits.unwrap_or(*visits);
            let full = Quantity::per_year(load.annual() * f64::from(visits), load.dimension()).ok()?;
            let threshold = stated.map_or(Some(full), |stated| entry.convert(stated, load.dimension()))?;
            // What goes together goes in a lorry of no resource's own.
            let (mode, code) = if kind.mixed { (Mode::Lorry, "") } else { (entry.mode, &*entry.code) };
            let factor = |unit| catalogue.default_factor(FactorKind::Freight, unit, code, mode);
            let detour = catalogue.default_factor(FactorKind::Detour, FactorUnit::One, code, mode)?;
            // A lorry's kilometre is that of its mean load, whatever it carries.
            let per_km = |unit| factor(unit).map(|factor| factor.value * load.annual() * detour.value);
            let terms = Terms::Round {
                visits,
                load: *load,
                carbon_per_km: per_km(FactorUnit::KgPerTonneKm).and_then(|kg| CarbonSaved::kg_per_year(kg).ok()),
                euros_per_km: per_km(FactorUnit::EurPerTonneKm).and_then(|euros| EurosGained::per_year(euros).ok()),
            };
            Some((threshold, terms))
        }
    }
}

/// What was found, in a line.
pub(crate) fn line(pooling: &Pooling) -> String {
    let sites: usize = pooling.pools.iter().map(|pool| pool.members.len()).sum();
    let reached = pooling.pools.iter().filter(|pool| pool.reached).count();
    let mut line = format!(
        "{} of neighbours could pool ({sites} sites); {reached} reach a threshold together, of the others amounts are not \
         known",
        counted(pooling.pools.len(), "group")
    );
    if pooling.without_room > 0 {
        line += &format!("; no hub has room for {} sites", pooling.without_room);
    }
    line
}
