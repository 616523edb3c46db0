//! Rows of a flow table that state a processor: what it does, to what, and how much of it.

use maillon_knowledge::{Catalogue, Entry};
use maillon_model::{
    Amount, Distance, Issue, IssueCode, Origin, Processor, Quantity, ResourceIx, Score, SiteIx, Unit, Word,
};
use rustc_hash::FxHashMap;

use crate::columns::text;
use crate::flow_cells::{Cells, Manner, RowIssues, is_confidential, keep, read_number, read_price, read_validity};
use crate::resources::{Named, Resources};
use crate::sites::PlacedSites;

/// What a row says that its processor does, and to what.
pub(crate) struct Stated {
    pub treatments: Vec<Box<str>>,
    pub resource: Option<u32>,
}

/// Reads both; `None` refuses the row. The resource's cell may hold a treatment instead.
pub(crate) fn stated(cells: &Cells<'_>, resources: &mut Resources<'_>, row: &mut RowIssues<'_>) -> Option<Stated> {
    let catalogue = resources.catalogue();
    let (treatment, named) = (text(cells.treatment.value), text(cells.resource.value));
    let (treatment, cell) = match (treatment, &named) {
        (None, None) => {
            row.say(
                IssueCode::MissingTreatment,
                cells.treatment,
                "the processor states neither treatment nor resource",
            );
            return None;
        }
        (None, Some(word)) if !is_resource(catalogue, word) && catalogue.treatment_named(word).is_some() => {
            (named.clone(), cells.resource)
        }
        (treatment, _) => (treatment, cells.treatment),
    };
    let mut treatments = Vec::new();
    for word in treatment.iter().flat_map(|words| words.split([';', ',', '|'])).map(str::trim).filter(|w| !w.is_empty())
    {
        let Some(known) = catalogue.treatment_named(word) else {
            let near = match catalogue.treatments_near(word).as_slice() {
                [] => String::new(),
                some => format!("; near it: {}", some.join(", ")),
            };
            row.say(IssueCode::UnknownTreatment, cell, format!("\"{word}\" is no treatment that maillon knows{near}"));
            return None;
        };
        treatments.push(known.id.clone());
    }
    treatments.sort_unstable();
    treatments.dedup();
    let resource = match named {
        Some(_) if cell.field != cells.resource.field || treatments.is_empty() => {
            let Named { resource, .. } = resources.named(cells.resource, row)?;
            Some(resource)
        }
        _ => None,
    };
    let entry = resource.map(|resource| resources.entry(resource));
    if !any_rule(catalogue, &treatments, entry) {
        let what = resource
            .map_or_else(|| "anything".to_owned(), |_| text(cells.resource.value).unwrap_or_default().into_owned());
        let how = if treatments.is_empty() { "treatment".to_owned() } else { treatments.join(" or ") };
        row.say(IssueCode::ProcessorWithoutRule, cell, format!("no substitution asks for {how} of {what}"));
    }
    Some(Stated { treatments, resource })
}

fn is_resource(catalogue: &Catalogue, word: &str) -> bool {
    let found = catalogue.resolve(word);
    found.entry.is_some() && found.confidence == Score::ONE
}

/// Whether a rule asks for one of the treatments of that resource. Of a resource that the knowledge cannot place, nobody
/// knows.
fn any_rule(catalogue: &Catalogue, treatments: &[Box<str>], resource: Option<Option<&Entry>>) -> bool {
    let Some(entry) = resource.map_or(Some(None), |entry| entry.map(Some)) else { return true };
    catalogue.rules().iter().any(|rule| {
        let by = rule.treatment.as_ref().and_then(|treatment| treatment.by.as_ref());
        let takes = |entry: &Entry| {
            rule.from.iter().any(|from| {
                entry.is_a(from) || from.strip_prefix(&*entry.code).is_some_and(|rest| rest.starts_with('.'))
            })
        };
        by.is_some_and(|by| treatments.is_empty() || treatments.contains(by)) && entry.is_none_or(takes)
    })
}

/// The processors of all files.
#[derive(Debug, Default)]
pub(crate) struct ProcessorDrafts {
    list: Vec<(Option<Word>, u32, Processor)>,
    ids: FxHashMap<Word, Origin>,
}

impl ProcessorDrafts {
    /// Where the processor of that id stands.
    pub(crate) fn origin_of(&self, id: &str) -> Option<Origin> {
        self.ids.get(id).copied()
    }

    /// Takes a row whose treatment and amounts are read.
    pub(crate) fn add(
        &mut self,
        cells: &Cells<'_>,
        (site, id): (u32, Option<Word>),
        (treatments, resource): (Vec<Box<str>>, Option<u32>),
        (capacity, min_lot, unit): (Amount, Option<Quantity>, Option<Unit>),
        manner: Manner,
        mut row: RowIssues<'_>,
    ) {
        let row = &mut row;
        match capacity {
            Amount::Known(quantity) if quantity.annual() == 0.0 => {
                row.say(IssueCode::IdleProcessor, cells.quantity, "a capacity of zero");
            }
            Amount::Known(_) => {}
            Amount::Below(_) | Amount::Missing => {
                row.say(IssueCode::UnknownCapacity, cells.quantity, "the capacity is not known");
            }
        }
        let max_distance = read_number(cells.max_distance_km, manner, row)
            .and_then(|km| keep(Distance::kilometres(km), cells.max_distance_km, row));
        let processor = Processor {
            id: Word::default(), // set when all are known
            site: SiteIx(site),
            treatments,
            resource: resource.map(ResourceIx),
            capacity,
            max_distance,
            min_lot,
            fee: read_price(cells, unit, manner, row),
            validity: read_validity(cells, row),
            confidential: is_confidential(cells.confidential.field, cells.confidential.value, row),
            note: text(cells.note.value).map(Into::into),
            origin: row.origin,
        };
        if let Some(id) = &id {
            self.ids.insert(id.clone(), row.origin);
        }
        self.list.push((id, site, processor));
    }

    /// Those whose site has a place, sorted by id. One without an id is called after what it is, `site/process/treatment`,
    /// numbered where a site has several; the order of rows does not show.
    pub(crate) fn finish(
        self,
        sites: &PlacedSites,
        resources: &[u32],
        taken: impl Fn(&str) -> bool,
        issues: &mut Vec<Issue>,
    ) -> Vec<Processor> {
        let (mut named, mut nameless) = (Vec::new(), Vec::new());
        for (id, site, mut processor) in self.list {
            let Some(place) = sites.place(site) else {
                let message = format!("the processor's site \"{}\" was refused", sites.id(site));
                let origin = processor.origin;
                issues.push(Issue::new(IssueCode::SiteRefused, origin.source, message).at(origin.feature));
                continue;
            };
            processor.site = SiteIx(place);
            processor.resource = processor.resource.map(|resource| ResourceIx(resources[resource.0 as usize]));
            match id {
                Some(id) => named.push(Processor { id, ..processor }),
                None => {
                    let what =
                        if processor.treatments.is_empty() { "any".into() } else { processor.treatments.join("+") };
                    nameless.push((format!("{}/process/{what}", sites.id(site)), processor));
                }
            }
        }
        // Confidential ones last, so that they leave no trace in the others' ids; the rest of a row orders what is left.
        let key = |processor: &Processor| {
            let Processor { origin: _, id: _, note: _, ref capacity, ref fee, .. } = *processor;
            (processor.confidential, processor.resource, format!("{capacity:?} {fee:?} {:?}", processor.max_distance))
        };
        nameless.sort_by(|(a, p), (b, q)| a.cmp(b).then_with(|| key(p).cmp(&key(q))));
        let mut last = (String::new(), 0_u32);
        for (stem, processor) in nameless {
            let mut nth = if last.0 == stem { last.1 + 1 } else { 1 };
            let called = |nth| if nth == 1 { stem.clone() } else { format!("{stem}#{nth}") };
            while taken(&called(nth)) || self.ids.contains_key(called(nth).as_str()) {
                nth += 1;
            }
            named.push(Processor { id: called(nth).into(), ..processor });
            last = (stem, nth);
        }
        named.sort_by(|a, b| a.id.cmp(&b.id));
        named
    }
}
