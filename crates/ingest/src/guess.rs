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
use sample::Sample;

/// A study file that was guessed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guess {
    /// The study file's text.
    pub text: String,
    /// What was found, in a line for each table.
    pub notes: Vec<String>,
}

/// What becomes of the tables.
struct Plan {
    samples: Vec<Sample>,
    /// The place of the sites' table among the samples.
    sites: usize,
    site_columns: Vec<Found>,
    /// The flows' table, which may be that of the sites.
    flows: Option<(usize, Flows)>,
    zones: Vec<(usize, Vec<Found>)>,
    /// Tables that are not used, and why.
    left: Vec<(usize, String)>,
    french: bool,
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
    let site_columns = site_columns(&samples[sites], join.as_ref().map(|(own, _)| own.as_str()));
    if flows.is_empty() {
        let taken: Vec<String> = site_columns.iter().map(|f| f.column.clone()).collect();
        let found = Flows::of(&samples[sites], catalogue, &taken, true);
        if found.any() {
            flows.push((sites, found));
        }
    }
    let mut flows = flows.into_iter();
    let mut chosen = flows.next();
    left.extend(
        flows.map(|(at, _)| (at, "a study has one table of flows; put these rows below the others".to_owned())),
    );
    if let (Some((_, found)), Some((own, theirs))) = (&mut chosen, &join) {
        found.columns.retain(|f| f.key != "site" && f.column != *theirs);
        let why = format!("its values are those of \"{own}\" of the sites");
        let place = found.columns.iter().take_while(|f| f.key == "id").count();
        found.columns.insert(place, Found { key: "site".to_owned(), column: theirs.clone(), why });
    }
    let mut zones = Vec::new();
    for at in placed.into_iter().filter(|at| *at != sites) {
        if samples[at].areas > samples[at].points {
            zones
                .push((at, assign(&samples[at], &HEADINGS.zones, &["id", "name", "kind_column", "level_column"], &[])));
        } else {
            left.push((at, "a study has one table of sites; name a folder or pattern for several".to_owned()));
        }
    }
    left.sort();
    let french = is_french(&samples);
    Ok(Plan { samples, sites, site_columns, flows: chosen, zones, left, french })
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
    let mut best: Option<(f64, String, String)> = None;
    for own in sites.columns.iter().filter(|column| distinct(column)) {
        let ids: FxHashSet<String> = own.texts().collect();
        for theirs in &flows.columns {
            let values: Vec<String> = theirs.texts().collect();
            let known = values.iter().filter(|value| ids.contains(*value)).count();
            if values.is_empty() || known * 2 < values.len() {
                continue;
            }
            // Small numbers are alike by chance: a heading that says the same tells them apart.
            let alike = words(&own.name) == words(&theirs.name);
            let numbers = values.iter().all(|value| value.parse::<u64>().is_ok_and(|n| n < 10_000));
            let score = known as f64 / values.len() as f64
                + if alike {
                    0.5
                } else if numbers {
                    -0.4
                } else {
                    0.0
                };
            if best.as_ref().is_none_or(|(most, ..)| score > *most) {
                best = Some((score, own.name.clone(), theirs.name.clone()));
            }
        }
    }
    best
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
        let free = |column: &&sample::Column| {
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
