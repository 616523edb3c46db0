//! Rows of a sites file to sites.

use std::cell::Cell;

use geo_types::Coord;
use maillon_model::{IdKind, Issue, IssueCode, Located, Origin, Position, Site, SourceIx, Word};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::columns::{Role, Wanted, text};
use crate::flow_cells::{RowIssues, is_confidential};
use crate::flow_rows::CONFIDENTIAL;
use crate::frame::{Frames, PlaceError};
use crate::ids::Ids;
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

/// The sites of all files, in their order; each one's position waits for the coordinate system of its file.
#[derive(Debug, Default)]
pub(crate) struct SiteDrafts {
    sites: Vec<Site>,
    /// One for each site.
    told: Vec<Told>,
    /// Those without a place.
    unplaced: FxHashSet<u32>,
    ids: Ids,
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
        if self.text {
            return;
        }
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
    /// Makes room for so many more sites, where there is.
    pub(crate) fn reserve(&mut self, sites: usize) {
        let _ = self.sites.try_reserve(sites).and_then(|()| self.told.try_reserve(sites));
    }

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
            let (known, written) = (&self.sites[first as usize], self.told[first as usize].written);
            let there = |(at, located): &(Coord<f64>, Located)| (at.x, at.y) == written && *located == known.located;
            let same = repeats && (self.unplaced.contains(&first) || place.as_ref().map_or(true, there));
            if !same {
                let other = origin_phrase(known.origin, origin);
                issues.push(
                    issue(IssueCode::DuplicateId, format!("site id \"{id}\" is already taken by {other}"))
                        .field(field, &*id),
                );
            }
            return Some(first);
        }
        let ix = self.sites.len() as u32;
        let (at, located) = place.unwrap_or_else(|problem| {
            issues.push(problem);
            self.unplaced.insert(ix);
            (Coord::zero(), Located::Point)
        });
        let (field, value) = roles.confidential.cell(row);
        // In a row that is a flow too, the column speaks of the flow.
        let confidential = !repeats && is_confidential(field, value, &mut RowIssues { origin, issues });
        let (field, value) = roles.staff.cell(row);
        let staff = read_staff(field, value, &mut RowIssues { origin, issues });
        self.sites.push(Site {
            id: id.into(),
            name: text(roles.name.cell(row).1).into(),
            activity: text(roles.activity.cell(row).1).into(),
            position: Position::ORIGIN, // set when the coordinate system is known
            located,
            origin,
        });
        self.told.push(Told {
            written: (at.x, at.y),
            country: text(roles.country.cell(row).1).and_then(|word| self.countries.of(&word)),
            commune: text(roles.commune.cell(row).1).map(|word| self.communes.place(&word)),
            confidential,
            staff,
        });
        self.ids.add(&self.sites);
        Some(ix)
    }

    /// The site of that id.
    pub(crate) fn find(&self, id: &str) -> Option<u32> {
        self.ids.find(id, &self.sites)
    }

    /// All ids, in the order of the file.
    fn ids(&self) -> impl Iterator<Item = &Word> {
        self.sites.iter().map(|site| &site.id)
    }

    /// The id that looks most like one that is not there. Only asked for the first few: where a whole table names other
    /// sites, comparing each name with each would take for ever.
    pub(crate) fn near(&self, id: &str) -> Option<&str> {
        const ASKED: u32 = 20;
        self.asked.set(self.asked.get().saturating_add(1));
        if self.asked.get() > ASKED {
            return None;
        }
        suggest::near(id, self.ids().map(|id| &**id)).first().copied()
    }

    /// Ends the file; see [`NumericIds::settle`].
    pub(crate) fn settle(&mut self, untyped: bool) {
        self.numeric.settle(untyped);
    }

    /// Coordinates as a file has them.
    pub(crate) fn coordinates(&self, source: SourceIx) -> impl Iterator<Item = (f64, f64)> {
        let of_file = self
            .sites
            .iter()
            .zip(&self.told)
            .zip(0..)
            .filter(move |((site, _), at)| site.origin.source == source && !self.unplaced.contains(at));
        of_file.map(|((_, told), _)| told.written)
    }

    pub(crate) fn kind(&self) -> IdKind {
        self.numeric.kind()
    }

    /// The sites that have a position, sorted by id, and what became of the drafts.
    pub(crate) fn finish(self, frames: &Frames, issues: &mut Vec<Issue>) -> PlacedSites {
        let kind = self.kind();
        let Self { mut sites, mut told, unplaced, communes, .. } = self;
        let count = sites.len();
        let mut drafted: Vec<u32> = Vec::with_capacity(count);
        let mut refused = FxHashMap::default();
        for at in 0..count {
            let (site, (x, y)) = (&mut sites[at], told[at].written);
            let Some(frame) = frames.of(site.origin.source).filter(|_| !unplaced.contains(&(at as u32))) else {
                refused.insert(at as u32, site.id.clone());
                continue;
            };
            match frame.position(x, y) {
                Ok(position) => {
                    if frame.reprojector.is_identity() && x.abs() > 180.0 {
                        let message = format!("site {}: longitude {x} was read as {}", site.id, position.lon());
                        issues.push(
                            Issue::new(IssueCode::LongitudeWrapped, site.origin.source, message)
                                .at(site.origin.feature)
                                .on(position),
                        );
                    }
                    site.position = position;
                    if drafted.len() < at {
                        sites.swap(drafted.len(), at);
                        told.swap(drafted.len(), at);
                    }
                    drafted.push(at as u32);
                }
                Err(error) => {
                    issues.push(place_issue(&site.id, (x, y), &error, site.origin));
                    refused.insert(at as u32, site.id.clone());
                }
            }
        }
        sites.truncate(drafted.len());
        told.truncate(drafted.len());
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
        PlacedSites { sites, told, communes, places, refused }
    }
}

/// The sites that have a position, sorted by id.
#[derive(Default)]
pub(crate) struct PlacedSites {
    pub sites: Vec<Site>,
    /// What else was said of each.
    pub told: Vec<Told>,
    /// The words of their communes.
    pub communes: Words,
    /// Where each draft is now.
    places: Vec<Option<u32>>,
    /// The ids of drafts that are not among the sites.
    refused: FxHashMap<u32, Word>,
}

impl PlacedSites {
    /// One draft, whose place is the first, wherever that is.
    pub(crate) fn one_of(id: &str) -> Self {
        Self { places: vec![Some(0)], refused: [(0, id.into())].into_iter().collect(), ..Self::default() }
    }

    /// The place of a draft; `None` where it has none.
    pub(crate) fn place(&self, draft: u32) -> Option<u32> {
        self.places[draft as usize]
    }

    /// The id of a draft.
    pub(crate) fn id(&self, draft: u32) -> &str {
        match (self.refused.get(&draft), self.place(draft)) {
            (Some(id), _) => id,
            (None, Some(place)) => &self.sites[place as usize].id,
            (None, None) => "",
        }
    }
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
    let number = |id: &str| if kind == IdKind::Integer { id.parse::<i64>().ok() } else { None };
    match (number(a), number(b)) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => a.cmp(b),
    }
}

fn place_issue(id: &str, (x, y): (f64, f64), error: &PlaceError, origin: Origin) -> Issue {
    let (code, message) = match error {
        PlaceError::Reprojection(why) => (IssueCode::ReprojectionFailed, format!("site {id} at ({x}, {y}): {why}")),
        PlaceError::Position { error, swapped } => {
            let hint = match swapped {
                Some(other) => format!("; latitude and longitude may be swapped: ({}, {})", other.lon(), other.lat()),
                None => String::new(),
            };
            (IssueCode::PositionOutOfRange, format!("site {id}: {error}{hint}"))
        }
    };
    Issue::new(code, origin.source, message).at(origin.feature).field("geometry", format!("({x}, {y})"))
}

fn origin_phrase(first: Origin, second: Origin) -> String {
    if first.source == second.source { format!("row {}", { first.feature }) } else { "another file".to_owned() }
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
