//! A study from files that nobody has described: `maillon init --from`.
//!
//! Tables are told apart by what is in them: flows name a direction, a resource or amounts; sites have a place; zones are areas beside
//! sites. Columns are found by their headings (`data/headings.toml`) and held to their content; which columns join flows to sites
//! is found by their values alone. Each guess is written with its reason, so that it can be checked.

mod flows;
mod headings;
mod place;
mod roles;
mod sample;
mod text;
mod units;

use std::path::PathBuf;

use maillon_knowledge::Catalogue;
use rustc_hash::FxHashSet;

use crate::error::IngestError;
use flows::Flows;
pub(crate) use flows::padded;
use headings::{HEADINGS, words};
use roles::{Found, assign, distinct};
use sample::{Column, Sample};

/// A study file that was guessed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guess {
    /// The study file's text.
    pub text: String,
    /// What was found, in a line for each table.
    pub notes: Vec<String>,
}

/// What becomes of the tables. Places are those among the samples.
struct Plan {
    samples: Vec<Sample>,
    sites: Vec<(usize, Vec<Found>)>,
    /// The flows' tables, which may be those of the sites.
    flows: Vec<(usize, Flows)>,
    zones: Vec<(usize, Vec<Found>)>,
    /// Tables that are not used, and why.
    left: Vec<(usize, String)>,
    french: bool,
}

impl Plan {
    fn holds_sites(&self, at: usize) -> bool {
        self.sites.iter().any(|(own, _)| *own == at)
    }
}

/// Looks at files and writes the study that they make. Each is given as it is found, and as the study is to name it.
///
/// # Errors
/// A file that cannot be read; no table whose rows have a place.
pub fn guess(inputs: &[(PathBuf, PathBuf)]) -> Result<Guess, IngestError> {
    let catalogue = Catalogue::builtin();
    let mut samples = Vec::new();
    for (path, written) in inputs {
        samples.extend(sample::tables(path, written)?);
    }
    let plan = plan(samples, catalogue)?;
    Ok(Guess { text: text::study(&plan), notes: text::notes(&plan) })
}

fn plan(samples: Vec<Sample>, catalogue: &Catalogue) -> Result<Plan, IngestError> {
    let mut left = Vec::new();
    // Flows of their own: tables without a place, the one that says most first.
    let mut flows: Vec<(usize, Flows)> = Vec::new();
    for (at, sample) in samples.iter().enumerate() {
        if sample.rows == 0 {
            left.push((at, "it has no rows".to_owned()));
        } else if !sample.placed() {
            let found = Flows::of(sample, catalogue, &[], false);
            if found.any() {
                flows.push((at, found));
            } else {
                left.push((at, "its rows have no place, and it names no flows".to_owned()));
            }
        }
    }
    flows.sort_by_key(|(at, found)| std::cmp::Reverse((found.columns.len() + found.wide.len(), samples[*at].rows)));

    let placed: Vec<usize> = (0..samples.len()).filter(|at| samples[*at].rows > 0 && samples[*at].placed()).collect();
    let chosen = choose_sites(&samples, &placed, flows.first().map(|(at, _)| *at));
    let Some((sites, join)) = chosen else {
        let tables = samples.iter().map(Sample::label).collect::<Vec<_>>().join("; ");
        return Err(IngestError::Setting(format!(
            "none of the tables says where its rows are ({tables}). Sites need a place: geometries, a column of WKT, or columns \
             of longitude and latitude"
        )));
    };
    let id = join.as_ref().map(|(own, _)| own.clone());
    let mut tables = vec![(sites, site_columns(&samples[sites], id.as_deref()))];
    let mut kept: Vec<(usize, Flows)> = Vec::new();
    for (nth, (at, mut found)) in flows.into_iter().enumerate() {
        let joined = if nth == 0 { Some(join.clone()) } else { further(&samples, &placed, &mut tables, at).map(Some) };
        match joined {
            Some(columns) => {
                if let Some((own, theirs)) = columns {
                    found.join(&own, &theirs);
                }
                kept.push((at, found));
            }
            None => left.push((at, format!("its rows name no site by {}", id_of(&tables[0].1)))),
        }
    }
    for at in &placed {
        let taken = tables.iter().any(|(own, _)| own == at);
        if !taken && samples[*at].points >= samples[*at].areas {
            match alike(&samples, tables[0].0, *at, &tables[0].1) {
                Ok(()) => tables.push((*at, site_columns(&samples[*at], samples[*at].known(&id)))),
                Err(why) => left.push((*at, why)),
            }
        }
    }
    tables.sort_by_key(|(at, _)| *at);
    if kept.is_empty() {
        kept = flows_of_sites(&samples, &tables, catalogue);
    }
    kept.sort_by_key(|(at, _)| *at);
    tell_apart(&samples, &mut kept);
    let is_site = |at: &usize| tables.iter().any(|(own, _)| own == at);
    let areas = placed.iter().filter(|at| !is_site(at) && samples[**at].areas > samples[**at].points);
    let columns = &["id", "name", "kind_column", "level_column"];
    let zones = areas.map(|at| (*at, assign(&samples[*at], &HEADINGS.zones, columns, &[]))).collect();
    left.sort();
    let french = is_french(&samples);
    Ok(Plan { samples, sites: tables, flows: kept, zones, left, french })
}

/// How a further table of flows is joined to the sites: to a table that is one already, by its id, or to another.
fn further(
    samples: &[Sample],
    placed: &[usize],
    tables: &mut Vec<(usize, Vec<Found>)>,
    flows: usize,
) -> Option<(String, String)> {
    for (at, columns) in tables.iter() {
        let own = id_of(columns);
        if let Some((_, theirs)) = samples[*at].column(own).and_then(|own| joined_by(own, &samples[flows])) {
            return Some((own.to_owned(), theirs));
        }
    }
    let others = placed.iter().filter(|at| tables.iter().all(|(own, _)| own != *at));
    let joins = others.filter_map(|at| Some((*at, join(&samples[*at], &samples[flows])?)));
    let (at, (_, own, theirs)) = joins.max_by(|a, b| a.1.0.total_cmp(&b.1.0))?;
    tables.push((at, site_columns(&samples[at], Some(&own))));
    Some((own, theirs))
}

/// The column of a table's ids.
fn id_of(columns: &[Found]) -> &str {
    columns.iter().find(|found| found.key == "id").map_or("", |found| &found.column)
}

/// Whether a table is another of the sites' kind: most of its headings are theirs, and its ids are not.
fn alike(samples: &[Sample], sites: usize, other: usize, columns: &[Found]) -> Result<(), String> {
    let (sites, other) = (&samples[sites], &samples[other]);
    let headings = |sample: &Sample| -> FxHashSet<String> {
        let telling = sample.columns.iter().filter(|column| !sample.place.contains(&column.name));
        telling.map(|column| words(&column.name)).collect()
    };
    let (own, theirs) = (headings(sites), headings(other));
    if theirs.iter().filter(|heading| own.contains(*heading)).count() * 2 <= theirs.len() {
        return Err(format!(
            "its headings are not those of {}; add [[sites]] for it if its rows are sites too",
            sites.label()
        ));
    }
    let ids = |sample: &Sample| -> FxHashSet<String> {
        sample.column(id_of(columns)).into_iter().flat_map(Column::texts).collect()
    };
    let (own, theirs) = (ids(sites), ids(other));
    let shared = theirs.iter().filter(|id| own.contains(*id)).count();
    if shared > 0 { Err(format!("{shared} of its rows have ids of {}", sites.label())) } else { Ok(()) }
}

/// Where tables of flows number their rows alike, no number is a flow's id.
fn tell_apart(samples: &[Sample], tables: &mut [(usize, Flows)]) {
    let mut seen: FxHashSet<String> = FxHashSet::default();
    let ids = tables.iter().filter_map(|(at, flows)| samples[*at].column(flows.column("id")?));
    let own = ids.map(|column| column.texts().collect::<FxHashSet<String>>()).collect::<Vec<_>>();
    // Once in each table: the same id in one is for the reader of it to tell.
    if own.into_iter().flatten().all(|id| seen.insert(id)) {
        return;
    }
    for (_, flows) in tables {
        let (ids, columns) = std::mem::take(&mut flows.columns).into_iter().partition(|found| found.key == "id");
        flows.columns = columns;
        let why = "other tables of flows have the same ids, and an id is one flow's";
        flows.left.extend(Vec::into_iter(ids).map(|found: Found| (found.column, why.to_owned())));
    }
}

/// The flows that tables of sites hold themselves.
fn flows_of_sites(samples: &[Sample], tables: &[(usize, Vec<Found>)], catalogue: &Catalogue) -> Vec<(usize, Flows)> {
    let of = |(at, columns): &(usize, Vec<Found>)| {
        let taken: Vec<String> = columns.iter().map(|found| found.column.clone()).collect();
        (*at, Flows::of(&samples[*at], catalogue, &taken, true))
    };
    tables.iter().map(of).filter(|(_, found)| found.any()).collect()
}

/// The table of sites, and the columns that join it with the flows': own first, theirs second.
fn choose_sites(
    samples: &[Sample],
    placed: &[usize],
    flows: Option<usize>,
) -> Option<(usize, Option<(String, String)>)> {
    let joined = flows.and_then(|flows| {
        let joins = placed.iter().filter_map(|at| Some((*at, join(&samples[*at], &samples[flows])?)));
        // The first of equals.
        joins.collect::<Vec<_>>().into_iter().rev().max_by(|a, b| a.1.0.total_cmp(&b.1.0))
    });
    if let Some((at, (_, own, theirs))) = joined {
        return Some((at, Some((own, theirs))));
    }
    // Points are places, areas are as a rule what they lie in.
    let points = placed.iter().find(|at| samples[**at].points >= samples[**at].areas);
    points.or(placed.first()).map(|at| (*at, None))
}

/// The columns of two tables that share most values: how well, the sites' column, the flows' column.
fn join(sites: &Sample, flows: &Sample) -> Option<(f64, String, String)> {
    let joins = sites.columns.iter().filter(|column| distinct(column)).filter_map(|own| {
        let (score, theirs) = joined_by(own, flows)?;
        Some((score, own.name.clone(), theirs))
    });
    // The first of equals.
    joins.reduce(|best, next| if next.0 > best.0 { next } else { best })
}

/// The column of flows that shares most values with one of sites, and how well.
fn joined_by(own: &Column, flows: &Sample) -> Option<(f64, String)> {
    let ids: FxHashSet<String> = own.texts().collect();
    let scored = flows.columns.iter().filter_map(|theirs| {
        let values: Vec<String> = theirs.texts().collect();
        let known = values.iter().filter(|value| ids.contains(*value)).count();
        if values.is_empty() || known * 2 < values.len() {
            return None;
        }
        // Small numbers are alike by chance: a heading that says the same tells them apart.
        let alike = words(&own.name) == words(&theirs.name);
        let numbers = values.iter().all(|value| value.parse::<u64>().is_ok_and(|n| n < 10_000));
        let likely = match (alike, numbers) {
            (true, _) => 0.5,
            (false, true) => -0.4,
            (false, false) => 0.0,
        };
        Some((known as f64 / values.len() as f64 + likely, theirs.name.clone()))
    });
    scored.reduce(|best, next| if next.0 > best.0 { next } else { best })
}

/// The columns of a table of sites; `id` is known where flows are joined by it.
fn site_columns(sample: &Sample, id: Option<&str>) -> Vec<Found> {
    const ROLES: &[&str] = &["id", "name", "activity", "commune", "country", "confidential"];
    let taken: Vec<String> = id.into_iter().map(str::to_owned).collect();
    let roles = if id.is_some() { &ROLES[1..] } else { ROLES };
    let mut found = assign(sample, &HEADINGS.sites, roles, &taken);
    if let Some(id) = id {
        let why = "the flows name their sites by it".to_owned();
        found.insert(0, Found { key: "id".to_owned(), column: id.to_owned(), why });
        // Where sites are known by their names, that is what they are called.
        let named = HEADINGS.sites.get("name").and_then(|phrases| headings::likeness(&words(id), phrases)).is_some();
        if named && found.iter().all(|f| f.key != "name") {
            found.insert(1, Found { key: "name".to_owned(), column: id.to_owned(), why: "the same column".to_owned() });
        }
    } else if found.iter().all(|f| f.key != "id") {
        // A column that speaks of flows, or counts, is no id of sites.
        let free = |column: &&Column| {
            let spoken = HEADINGS.flows.values().any(|list| headings::likeness(&words(&column.name), list).is_some());
            distinct(column) && !sample.place.contains(&column.name) && !spoken
        };
        let named = found.iter().find(|f| f.key == "name").and_then(|f| sample.column(&f.column));
        let unique = named.filter(|column| distinct(column)).or_else(|| sample.columns.iter().find(free));
        let guess = match (unique, named.or(sample.columns.first())) {
            (Some(column), _) => Some((column.name.clone(), "no two rows share it".to_owned())),
            (None, Some(column)) => {
                let why = "CHECK: no column is different in every row; rows that share this are one site";
                Some((column.name.clone(), why.to_owned()))
            }
            (None, None) => None,
        };
        if let Some((column, why)) = guess {
            found.insert(0, Found { key: "id".to_owned(), column, why });
        }
    }
    found
}

/// Whether most headings that tell a language are French.
fn is_french(samples: &[Sample]) -> bool {
    const FRENCH: &[&str] = &[
        "nom",
        "quantite",
        "unite",
        "sens",
        "flux",
        "ressource",
        "dechet",
        "matiere",
        "commune",
        "adresse",
        "code",
        "offre",
        "besoin",
        "activite",
        "secteur",
        "entreprise",
        "raison",
        "sociale",
        "site",
        "tonnage",
        "pays",
        "libelle",
        "de",
        "du",
        "des",
    ];
    const ENGLISH: &[&str] = &[
        "name",
        "quantity",
        "unit",
        "direction",
        "resource",
        "waste",
        "material",
        "city",
        "address",
        "supply",
        "demand",
        "activity",
        "sector",
        "company",
        "country",
        "label",
        "of",
        "heat",
        "year",
        "county",
        "total",
    ];
    let headings = samples.iter().flat_map(|sample| &sample.columns).map(|column| words(&column.name));
    let (mut french, mut english) = (0, 0);
    for heading in headings {
        for word in heading.split(' ') {
            french += usize::from(FRENCH.contains(&word));
            english += usize::from(ENGLISH.contains(&word));
        }
    }
    french > english
}
