//! Rows of a flow table to flows.

use maillon_knowledge::{Catalogue, Taxonomy};
use maillon_model::{
    Amount, Details, Dimension, Distance, Flow, IdKind, Issue, IssueCode, Language, Origin, Period, Processor,
    Quantity, QuantityError, Resource, ResourceIx, SiteIx, Unit, Word,
};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::columns::text;
use crate::flow_cells::{
    Cells, Manner, RowIssues, RowKind, find_site, is_plain, keep, read_details, read_direction, read_number, to_number,
};
use crate::ids::Ids;
use crate::number::{self, Number};
use crate::processors::{ProcessorDrafts, Stated, stated};
use crate::read::Value;
use crate::resources::{Named, Resources};
use crate::sites::{NumericIds, PlacedSites, SiteDrafts, compare_ids};

/// The flows of all files, and the resources they speak of.
pub(crate) struct FlowDrafts<'k> {
    /// The site of each is still its place among the drafts of sites, and no id means that one is still to be made.
    drafts: Vec<Flow>,
    processors: ProcessorDrafts,
    resources: Resources<'k>,
    units: FxHashMap<Box<str>, Option<Unit>>,
    ids: Ids,
    said: FxHashSet<(IssueCode, Box<str>)>,
    numeric: NumericIds,
}

impl<'k> FlowDrafts<'k> {
    pub(crate) fn new(catalogue: &'k Catalogue, language: Language) -> Self {
        Self {
            drafts: Vec::new(),
            processors: ProcessorDrafts::default(),
            resources: Resources::new(catalogue, language),
            units: FxHashMap::default(),
            ids: Ids::default(),
            said: FxHashSet::default(),
            numeric: NumericIds::default(),
        }
    }

    /// From here on, bare codes in the resource column are of that taxonomy.
    pub(crate) fn are_of(&mut self, taxonomy: Option<Taxonomy>) {
        self.resources.are_of(taxonomy);
    }

    /// Makes room for so many more flows, where there is.
    pub(crate) fn reserve(&mut self, flows: usize) {
        let _ = self.drafts.try_reserve(flows);
    }

    /// Takes a row. `site` is known where the row stands in the sites file; else the row names it.
    pub(crate) fn add(
        &mut self,
        cells: &Cells<'_>,
        site: Option<u32>,
        sites: &SiteDrafts,
        manner: Manner,
        origin: Origin,
        issues: &mut Vec<Issue>,
    ) {
        let mut row = RowIssues { origin, issues };
        let Some(site) = site.or_else(|| find_site(cells.site, sites, &mut row)) else { return };
        let Some(kind) = read_direction(cells.direction, &mut row) else { return };
        let RowKind::Flow(direction) = kind else { return self.add_processor(cells, site, manner, row) };
        let Some(Named { resource, hazardous }) = self.resources.named(cells.resource, &mut row) else { return };
        let Some(id) = self.id(cells, &mut row) else { return };
        let unit = self.unit(cells, &mut row);
        let Some(amount) = self.amount(cells, unit, Some(resource), manner, &mut row) else { return };
        let (mut max_distance, mut details) = (None, Details::default());
        if !is_plain(cells) {
            max_distance = read_number(cells.max_distance_km, manner, &mut row)
                .and_then(|km| keep(Distance::kilometres(km), cells.max_distance_km, &mut row));
            details = read_details(cells, unit, manner, &mut row);
            details.min_lot = self.min_lot(cells, unit, Some(resource), manner, &mut row);
        }
        match (details.quality.hazardous, hazardous) {
            (None, Some(true)) => details.quality.hazardous = hazardous,
            (Some(said), Some(listed)) if said != listed => {
                let listed = if listed { "hazardous" } else { "not hazardous" };
                let message = format!("the List of Waste calls the code {listed}, the flow says otherwise");
                row.say(IssueCode::HazardMismatch, cells.hazardous, message);
            }
            _ => {}
        }
        let details = (details != Details::default()).then(|| Box::new(details));
        self.drafts.push(Flow {
            id: id.unwrap_or_default(),
            site: SiteIx(site),
            direction,
            resource: ResourceIx(resource),
            amount,
            max_distance,
            details,
            origin,
        });
        self.ids.add(&self.drafts);
    }

    /// Takes a row that states a processor.
    fn add_processor(&mut self, cells: &Cells<'_>, site: u32, manner: Manner, mut row: RowIssues<'_>) {
        let Some(Stated { treatments, resource }) = stated(cells, &mut self.resources, &mut row) else { return };
        let Some(id) = self.id(cells, &mut row) else { return };
        let unit = self.unit(cells, &mut row);
        let Some(capacity) = self.amount(cells, unit, resource, manner, &mut row) else { return };
        let min_lot = self.min_lot(cells, unit, resource, manner, &mut row);
        let place = (site, id);
        self.processors.add(cells, place, (treatments, resource), (capacity, min_lot, unit), manner, row);
    }

    /// The row's own id, if it has one; `None` refuses the row, whose id another has.
    fn id(&mut self, cells: &Cells<'_>, row: &mut RowIssues<'_>) -> Option<Option<Word>> {
        let Some(id) = text(cells.id.value) else { return Some(None) };
        self.numeric.note(cells.id.value, &id);
        if let Some(first) = self.origin_of(&id).or_else(|| self.processors.origin_of(&id)) {
            let place = if first.source == row.origin.source {
                format!("row {}", { first.feature })
            } else {
                "another file".to_owned()
            };
            row.say(IssueCode::DuplicateId, cells.id, format!("flow id \"{id}\" is already taken by {place}"));
            return None;
        }
        Some(Some(Word::from(id.as_ref())))
    }

    /// Where the flow of that id stands.
    fn origin_of(&self, id: &str) -> Option<Origin> {
        self.ids.find(id, &self.drafts).map(|at| self.drafts[at as usize].origin)
    }

    /// The unit the row states, `None` where it states none or one that is not known.
    fn unit(&mut self, cells: &Cells<'_>, row: &mut RowIssues<'_>) -> Option<Unit> {
        let word = text(cells.unit.value)?;
        let unit = match self.units.get(&*word) {
            Some(unit) => *unit,
            None => {
                let unit = word.parse::<Unit>().ok();
                self.units.insert((&*word).into(), unit);
                unit
            }
        };
        if unit.is_none() {
            let message = format!("unknown unit \"{word}\"; the amount is left unknown");
            row.say(IssueCode::UnknownUnit, cells.unit, message);
        }
        unit
    }

    /// The row's amount; `None` refuses the row.
    fn amount(
        &mut self,
        cells: &Cells<'_>,
        unit: Option<Unit>,
        resource: Option<u32>,
        manner: Manner,
        row: &mut RowIssues<'_>,
    ) -> Option<Amount> {
        let cell = cells.quantity;
        // A cell may hold its unit: "1 200 t/an".
        let (number, unit) = match (to_number(cell.value, manner.decimal), cell.value) {
            (Err(error), Value::Text(whole)) => match number::split_unit(whole) {
                Some((digits, symbol)) if symbol.parse::<Unit>().is_ok() => {
                    (number::parse(digits, manner.decimal), symbol.parse::<Unit>().ok())
                }
                _ => (Err(error), unit),
            },
            (number, _) => (number, unit),
        };
        let number = match number {
            Ok(number) => number,
            Err(error) => {
                row.say(IssueCode::BadNumber, cell, format!("{error}; the amount is left unknown"));
                return Some(Amount::Missing);
            }
        };
        if let (Number::Value(value), Value::Text(whole), true) = (number, cell.value, manner.decimal_guessed)
            && number::is_ambiguous(whole)
        {
            row.say(IssueCode::AmbiguousNumber, cell, format!("\"{whole}\" was read as {value}"));
        }
        let amount = match number {
            Number::Missing => Amount::Missing,
            Number::Below(threshold) => {
                Amount::Below(threshold.zip(unit).and_then(|(value, unit)| Quantity::new(value, unit).ok()))
            }
            Number::Value(value) => {
                let Some(unit) = unit else {
                    if text(cells.unit.value).is_none() {
                        row.say(IssueCode::MissingUnit, cell, format!("{value} of what? The amount is left unknown"));
                    }
                    return Some(Amount::Missing);
                };
                match Quantity::new(value, unit) {
                    Ok(quantity) => Amount::Known(quantity),
                    Err(QuantityError::Negative(_)) => {
                        row.say(IssueCode::NegativeQuantity, cell, format!("the quantity {value} is negative"));
                        return None;
                    }
                    Err(error) => {
                        row.say(IssueCode::BadNumber, cell, format!("{error}; the amount is left unknown"));
                        return Some(Amount::Missing);
                    }
                }
            }
        };
        if let Some(unit) = unit.filter(|unit| unit.period() == Period::Hour) {
            self.say_once(IssueCode::ContinuousAssumed, unit, cells, row, |symbol| {
                format!("\"{symbol}\" was taken as running all 8,760 hours of the year")
            });
        }
        Some(match amount {
            Amount::Known(quantity) => Amount::Known(self.usual(quantity, resource, cells, row)),
            Amount::Below(Some(quantity)) => Amount::Below(Some(self.usual(quantity, resource, cells, row))),
            Amount::Below(None) | Amount::Missing => amount,
        })
    }

    /// The smallest amount worth moving, counted as the flow's own amount.
    fn min_lot(
        &mut self,
        cells: &Cells<'_>,
        unit: Option<Unit>,
        resource: Option<u32>,
        manner: Manner,
        row: &mut RowIssues<'_>,
    ) -> Option<Quantity> {
        let value = read_number(cells.min_lot, manner, row)?;
        let Some(unit) = unit else {
            row.say(IssueCode::MissingUnit, cells.min_lot, format!("{value} of what? The lot is left unknown"));
            return None;
        };
        let lot = keep(Quantity::new(value, unit), cells.min_lot, row)?;
        Some(self.usual(lot, resource, cells, row))
    }

    /// The amount in the resource's usual dimension, where the knowledge has the way there.
    fn usual(
        &mut self,
        quantity: Quantity,
        resource: Option<u32>,
        cells: &Cells<'_>,
        row: &mut RowIssues<'_>,
    ) -> Quantity {
        let entry = resource.and_then(|resource| self.resources.entry(resource));
        let Some(entry) = entry.filter(|entry| entry.dimension != quantity.dimension()) else { return quantity };
        let (code, usual, given) = (&*entry.code, entry.dimension, quantity.dimension());
        match entry.convert(quantity, usual) {
            Some(converted) => {
                let involved = |dimension| given == dimension || usual == dimension;
                let (density, heating) = (involved(Dimension::Volume), involved(Dimension::Energy));
                let properties = [
                    entry
                        .density
                        .as_ref()
                        .filter(|_| density)
                        .map(|d| format!("{} t/m3 ({})", d.value.tonnes_per_m3(), d.source)),
                    entry
                        .heating_value
                        .as_ref()
                        .filter(|_| heating)
                        .map(|h| format!("{} GJ/t ({})", h.value.gj_per_tonne(), h.source)),
                ];
                let by = properties.into_iter().flatten().collect::<Vec<_>>().join(" and ");
                self.say_once(IssueCode::UnitConverted, code, cells, row, |symbol| {
                    format!("{code} in \"{symbol}\" ({given}) was converted to {} by {by}", usual.base_unit())
                });
                converted
            }
            None => {
                self.say_once(IssueCode::UnitMismatch, code, cells, row, |symbol| {
                    format!("\"{symbol}\" counts {given}; {code} is usually counted in {} ({usual})", usual.base_unit())
                });
                quantity
            }
        }
    }

    /// Says a thing about a unit once, at the first row where it holds.
    fn say_once(
        &mut self,
        code: IssueCode,
        of: impl std::fmt::Debug,
        cells: &Cells<'_>,
        row: &mut RowIssues<'_>,
        message: impl Fn(&str) -> String,
    ) {
        let (cell, symbol) = match text(cells.unit.value) {
            Some(symbol) => (cells.unit, symbol),
            None => (cells.quantity, text(cells.quantity.value).unwrap_or_default()),
        };
        if self.said.insert((code, format!("{of:?} {symbol}").into())) {
            row.say(code, cell, message(&symbol));
        }
    }

    /// Ends a file; see [`NumericIds::settle`].
    pub(crate) fn settle(&mut self, untyped: bool) {
        self.numeric.settle(untyped);
    }

    /// The flows and processors whose site has a place, sorted by id, and the resources, sorted by code.
    pub(crate) fn finish(self, sites: &PlacedSites, issues: &mut Vec<Issue>) -> Finished {
        let (resources, resource_places) = self.resources.finish();
        let taken = |id: &str| self.ids.find(id, &self.drafts).is_some();
        let processors = self.processors.finish(sites, &resource_places, taken, issues);
        let kind = self.numeric.kind();
        let (mut named, mut nameless) = (self.drafts, Vec::new());
        named.retain_mut(|flow| {
            let site = flow.site.0;
            let Some(place) = sites.place(site) else {
                let message = format!("the flow's site \"{}\" was refused", sites.id(site));
                issues.push(Issue::new(IssueCode::SiteRefused, flow.origin.source, message).at(flow.origin.feature));
                return false;
            };
            flow.site = SiteIx(place);
            flow.resource = ResourceIx(resource_places[flow.resource.0 as usize]);
            if flow.id.is_empty() {
                nameless.push((format!("{}/{}", sites.id(site), flow.direction.name()), flow.clone()));
            }
            !flow.id.is_empty()
        });
        let kind = if nameless.is_empty() { kind } else { IdKind::Text };
        if !nameless.is_empty() {
            let of_flows = named.iter().map(|flow: &Flow| &flow.id);
            let taken: FxHashSet<Word> = of_flows.chain(processors.iter().map(|p| &p.id)).cloned().collect();
            name_the_nameless(nameless, &resources, &taken, &mut named);
        }
        let before = |a: &Flow, b: &Flow| compare_ids(kind, &a.id, &b.id);
        if !named.is_sorted_by(|a, b| before(a, b).is_le()) {
            named.sort_by(before);
        }
        Finished { flows: named, processors, resources, ids: kind }
    }
}

/// What all rows of all flow tables came to.
pub(crate) struct Finished {
    pub flows: Vec<Flow>,
    pub processors: Vec<Processor>,
    pub resources: Vec<Resource>,
    /// Of flows and processors.
    pub ids: IdKind,
}

/// Gives flows without an id one that tells what they are and does not depend on the order of rows:
/// `site/direction/resource`, numbered where a site has several.
fn name_the_nameless(
    mut nameless: Vec<(String, Flow)>,
    resources: &[Resource],
    taken: &FxHashSet<Word>,
    named: &mut Vec<Flow>,
) {
    let key = |flow: &Flow| {
        let amount = match flow.amount {
            Amount::Missing => (0, 0.0),
            Amount::Below(threshold) => (1, threshold.map_or(0.0, Quantity::annual)),
            Amount::Known(quantity) => (2, quantity.annual()),
        };
        // After all others, so that a confidential flow leaves no trace in their ids.
        let confidential = flow.details.as_ref().is_some_and(|details| details.confidential);
        (flow.resource, confidential, amount.0, amount.1.to_bits(), flow.max_distance)
    };
    nameless.sort_by(|(a, flow_a), (b, flow_b)| {
        a.cmp(b).then_with(|| key(flow_a).cmp(&key(flow_b))).then_with(|| {
            // Rare: same site, direction, resource and amount. The details decide, and their text orders them.
            format!("{:?}", flow_a.details).cmp(&format!("{:?}", flow_b.details))
        })
    });
    let mut last = (String::new(), 0_u32);
    for (stem, mut flow) in nameless {
        let stem = format!("{stem}/{}", resources[flow.resource.0 as usize].code);
        let mut nth = if last.0 == stem { last.1 + 1 } else { 1 };
        let mut id = if nth == 1 { stem.clone() } else { format!("{stem}#{nth}") };
        while taken.contains(id.as_str()) {
            nth += 1;
            id = format!("{stem}#{nth}");
        }
        flow.id = id.into();
        named.push(flow);
        last = (stem, nth);
    }
}
