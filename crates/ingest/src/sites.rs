//! Rows of a sites file to sites.

use std::cell::Cell;
use std::hash::BuildHasher;

use geo_types::Coord;
use hashbrown::HashTable;
use maillon_model::{IdKind, Issue, IssueCode, Located, Origin, Site, SourceIx, Word};
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::columns::{Role, Wanted, text};
use crate::flow_cells::{RowIssues, is_confidential};
use crate::flow_rows::CONFIDENTIAL;
use crate::frame::{Frames, PlaceError};
use crate::locate::site_point;
use crate::read::{Row, Shape, Value};
use crate::staff::read_staff;
use crate::study_file::SitesInput;
use crate::suggest;
use crate::suspect::{self, CountryIx, Told};

/// Which columns of a sites file hold what.
#[derive(Debug)]
pub(crate) struct SiteRoles {
    pub id: Role,
    /// Whether the number of its row is the id of each site.
    pub numbered: bool,
    pub name: Role,
    pub activity: Role,
    pub confidential: Role,
    pub staff: Role,
    pub country: Role,
    pub commune: Role,
}

impl SiteRoles {
    pub(crate) fn new(wanted: &mut Wanted, input: &SitesInput) -> Self {
        let mut role =
            |key, declared: &Option<String>, usual: &[&str]| Role::new(wanted, key, declared.as_deref(), usual);
        Self {
            numbered: false,
            id: role("id", &input.id, &["site_id", "id"]),
            name: role("name", &input.name, &["name", "site_name", "nom", "Name", "Nom"]),
            activity: role("activity", &input.activity, &["activity", "nace", "naf"]),
            confidential: role("confidential", &input.confidential, CONFIDENTIAL),
            staff: role("staff", &input.staff, STAFF),
            commune: role("commune", &input.commune, COMMUNE),
            country: role("country", &input.country, &["country", "Country", "COUNTRY", "pays", "Pays", "PAYS"]),
        }
    }
}

/// What files usually call the number of people.
const STAFF: &[&str] = &["staff", "employees", "headcount", "effectif", "effectifs", "salaries", "salariés"];
/// The usual columns of communes: the code tells more than the name.
const COMMUNE: &[&str] = &["insee", "code_insee", "INSEE_COM", "commune", "Commune", "COMMUNE"];

/// A site whose position waits for the file's coordinate system.
#[derive(Debug)]
struct Draft {
    id: Word,
    name: Option<Word>,
    activity: Option<Word>,
    place: Option<(Coord<f64>, Located)>,
    confidential: bool,
    staff: Option<u32>,
    country: Option<CountryIx>,
    commune: Option<WordIx>,
    origin: Origin,
}

/// The sites of a file, in its order.
#[derive(Debug, Default)]
pub(crate) struct SiteDrafts {
    drafts: Vec<Draft>,
    by_id: HashTable<u32>,
    numeric: NumericIds,
    countries: Countries,
    communes: Words,
    asked: Cell<u32>,
}

/// The countries that rows have named so far: a file names few, many times.
#[derive(Debug, Default)]
struct Countries(FxHashMap<String, Option<CountryIx>>);

impl Countries {
    fn of(&mut self, word: &str) -> Option<CountryIx> {
        if let Some(known) = self.0.get(word) {
            return *known;
        }
        let found = suspect::country(word);
        self.0.insert(word.to_owned(), found);
        found
    }
}

/// Words that stand in many rows, each once.
#[derive(Debug, Default)]
pub(crate) struct Words {
    list: Vec<Box<str>>,
    places: FxHashMap<Box<str>, WordIx>,
}

/// A word's place among [`Words`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WordIx(u32);

impl Words {
    pub(crate) fn place(&mut self, word: &str) -> WordIx {
        if let Some(known) = self.places.get(word) {
            return *known;
        }
        let ix = WordIx(self.list.len() as u32);
        self.list.push(word.into());
        self.places.insert(word.into(), ix);
        ix
    }

    pub(crate) fn word(&self, ix: WordIx) -> &str {
        &self.list[ix.0 as usize]
    }
}

/// Whether all ids seen were integers.
#[derive(Debug, Default)]
pub(crate) struct NumericIds {
    seen: bool,
    digits: bool,
    text: bool,
}

impl NumericIds {
    /// Notes an id of the file being read.
    pub(crate) fn note(&mut self, value: &Value, id: &str) {
        self.seen = true;
        match (value, id.parse::<i64>()) {
            (Value::Int(_) | Value::Real(_), Ok(_)) => {}
            // Text counts only where it is written as numbers are: `007` is none.
            (Value::Text(_), Ok(number)) if number.to_string() == id => self.digits = true,
            _ => self.text = true,
        }
    }

    /// Ends a file. Only where the format has no types (`untyped`) is text that looks like a number one.
    pub(crate) fn settle(&mut self, untyped: bool) {
        self.text |= self.digits && !untyped;
        self.digits = false;
    }

    pub(crate) fn kind(&self) -> IdKind {
        if self.seen && !self.text { IdKind::Integer } else { IdKind::Text }
    }
}

impl SiteDrafts {
    /// Takes a row; returns the site's place among the drafts, also where its geometry is of no use.
    /// `repeats`: rows of one id are one site's several flows, not an error.
    pub(crate) fn add(
        &mut self,
        roles: &SiteRoles,
        row: &Row,
        origin: Origin,
        repeats: bool,
        issues: &mut Vec<Issue>,
    ) -> Option<u32> {
        let issue = |code, message: String| Issue::new(code, origin.source, message).at(origin.feature);
        let (field, value) = roles.id.cell(row);
        let numbered = roles.numbered.then(|| Value::Int(origin.feature as i64));
        let value = numbered.as_ref().unwrap_or(value);
        let Some(id) = text(value) else {
            issues.push(issue(IssueCode::MissingId, "the site has no id".to_owned()).field(field, ""));
            return None;
        };
        self.numeric.note(value, &id);
        let place = match &row.shape {
            Shape::Geometry(geometry) => site_point(geometry).map_err(|e| issue(e.code(), format!("site {id}: {e}"))),
            Shape::Null | Shape::NoGeometry => {
                Err(issue(IssueCode::NullGeometry, format!("site {id} has no geometry")))
            }
            Shape::Bad(why) => Err(issue(IssueCode::BadFeature, format!("site {id}: {why}"))),
        };
        if let Some(first) = self.find(&id) {
            let known = &self.drafts[first as usize];
            let same = repeats && place.as_ref().map_or(true, |p| known.place.as_ref().is_none_or(|k| k == p));
            if !same {
                let other = origin_phrase(known.origin, origin);
                issues.push(
                    issue(IssueCode::DuplicateId, format!("site id \"{id}\" is already taken by {other}"))
                        .field(field, &*id),
                );
            }
            return Some(first);
        }
        let place = match place {
            Ok(place) => Some(place),
            Err(problem) => {
                issues.push(problem);
                None
            }
        };
        let (field, value) = roles.confidential.cell(row);
        // In a row that is a flow too, the column speaks of the flow.
        let confidential = !repeats && is_confidential(field, value, &mut RowIssues { origin, issues });
        let (field, value) = roles.staff.cell(row);
        let staff = read_staff(field, value, &mut RowIssues { origin, issues });
        let ix = self.drafts.len() as u32;
        let drafts = &self.drafts;
        self.by_id.insert_unique(hash(&id), ix, |at| hash(drafts.get(*at as usize).map_or(&id, |draft| &draft.id)));
        self.drafts.push(Draft {
            id: id.into(),
            name: text(roles.name.cell(row).1).map(Into::into),
            activity: text(roles.activity.cell(row).1).map(Into::into),
            place,
            confidential,
            staff,
            country: text(roles.country.cell(row).1).and_then(|word| self.countries.of(&word)),
            commune: text(roles.commune.cell(row).1).map(|word| self.communes.place(&word)),
            origin,
        });
        Some(ix)
    }

    /// The site of that id.
    pub(crate) fn find(&self, id: &str) -> Option<u32> {
        self.by_id.find(hash(id), |at| &*self.drafts[*at as usize].id == id).copied()
    }

    /// All ids, in the order of the file.
    pub(crate) fn ids(&self) -> impl Iterator<Item = &str> {
        self.drafts.iter().map(|draft| &*draft.id)
    }

    /// The id that looks most like one that is not there. Only asked for the first few: where a whole table names other
    /// sites, comparing each name with each would take for ever.
    pub(crate) fn near(&self, id: &str) -> Option<&str> {
        const ASKED: u32 = 20;
        self.asked.set(self.asked.get().saturating_add(1));
        if self.asked.get() > ASKED {
            return None;
        }
        suggest::near(id, self.ids()).first().copied()
    }

    /// Ends the file; see [`NumericIds::settle`].
    pub(crate) fn settle(&mut self, untyped: bool) {
        self.numeric.settle(untyped);
    }

    /// Coordinates as a file has them.
    pub(crate) fn coordinates(&self, source: SourceIx) -> impl Iterator<Item = (f64, f64)> {
        let of_file = self.drafts.iter().filter(move |draft| draft.origin.source == source);
        of_file.filter_map(|draft| draft.place).map(|(c, _)| (c.x, c.y))
    }

    pub(crate) fn kind(&self) -> IdKind {
        self.numeric.kind()
    }

    /// The sites that have a position, sorted by id; what else was told of each, and in which words; and each draft's place
    /// among them.
    pub(crate) fn finish(
        self,
        frames: &Frames,
        issues: &mut Vec<Issue>,
    ) -> (Vec<Site>, Vec<Told>, Words, Vec<Option<u32>>) {
        let kind = self.kind();
        let count = self.drafts.len();
        let (mut sites, mut told): (Vec<Site>, Vec<Told>) = (Vec::with_capacity(count), Vec::with_capacity(count));
        let mut drafted: Vec<u32> = Vec::with_capacity(count);
        for (ix, draft) in self.drafts.into_iter().enumerate() {
            let (Some((at, located)), Some(frame)) = (draft.place, frames.of(draft.origin.source)) else { continue };
            match frame.position(at.x, at.y) {
                Ok(position) => {
                    if frame.reprojector.is_identity() && at.x.abs() > 180.0 {
                        let message = format!("site {}: longitude {} was read as {}", draft.id, at.x, position.lon());
                        issues.push(
                            Issue::new(IssueCode::LongitudeWrapped, draft.origin.source, message)
                                .at(draft.origin.feature)
                                .on(position),
                        );
                    }
                    let Draft { id, name, activity, origin, country, commune, confidential, staff, .. } = draft;
                    told.push(Told { written: (at.x, at.y), country, commune, confidential, staff });
                    sites.push(Site { id, name, activity, position, located, origin });
                    drafted.push(ix as u32);
                }
                Err(error) => issues.push(place_issue(&draft.id, at, &error, draft.origin)),
            }
        }
        let before = |a: &Site, b: &Site| compare_ids(kind, &a.id, &b.id);
        if !sites.is_sorted_by(|a, b| before(a, b).is_le()) {
            let mut order: Vec<u32> = (0..sites.len() as u32).collect();
            order.sort_by(|a, b| before(&sites[*a as usize], &sites[*b as usize]));
            permute(&mut sites, order.clone());
            permute(&mut told, order.clone());
            permute(&mut drafted, order);
        }
        let mut places = vec![None; count];
        for (place, draft) in drafted.into_iter().enumerate() {
            places[draft as usize] = Some(place as u32);
        }
        (sites, told, self.communes, places)
    }
}

/// Where an id stands in a table of ids.
pub(crate) fn hash(id: &str) -> u64 {
    FxBuildHasher.hash_one(id)
}

/// Brings items into the order of `order`, which names each place once.
fn permute<T>(items: &mut [T], mut order: Vec<u32>) {
    for start in 0..order.len() {
        let mut at = start;
        while order[at] as usize != start {
            let from = order[at] as usize;
            items.swap(at, from);
            order[at] = at as u32;
            at = from;
        }
        order[at] = at as u32;
    }
}

/// Integers by value, text by its bytes.
pub(crate) fn compare_ids(kind: IdKind, a: &str, b: &str) -> std::cmp::Ordering {
    match (kind, a.parse::<i64>(), b.parse::<i64>()) {
        (IdKind::Integer, Ok(a), Ok(b)) => a.cmp(&b),
        _ => a.cmp(b),
    }
}

fn place_issue(id: &str, at: Coord<f64>, error: &PlaceError, origin: Origin) -> Issue {
    let (code, message) = match error {
        PlaceError::Reprojection(why) => {
            (IssueCode::ReprojectionFailed, format!("site {id} at ({}, {}): {why}", at.x, at.y))
        }
        PlaceError::Position { error, swapped } => {
            let hint = match swapped {
                Some(other) => format!("; latitude and longitude may be swapped: ({}, {})", other.lon(), other.lat()),
                None => String::new(),
            };
            (IssueCode::PositionOutOfRange, format!("site {id}: {error}{hint}"))
        }
    };
    Issue::new(code, origin.source, message).at(origin.feature).field("geometry", format!("({}, {})", at.x, at.y))
}

fn origin_phrase(first: Origin, second: Origin) -> String {
    if first.source == second.source { format!("row {}", first.feature) } else { "another file".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn permuting_is_picking() {
        let items = ["a", "b", "c", "d", "e"];
        for order in [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [1, 2, 0, 4, 3], [2, 0, 4, 1, 3]] {
            let mut permuted = items;
            permute(&mut permuted, order.to_vec());
            assert_eq!(permuted.to_vec(), order.map(|at| items[at as usize]));
        }
    }
}
