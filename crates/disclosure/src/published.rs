//! A study without what is confidential.

use std::collections::BTreeSet;

use maillon_model::{
    Amount, Details, Flow, Issue, IssueCode, Name, Processor, Quality, Resource, ResourceIx, Site, SiteIx, Source,
    SourceIx, Study, Validity,
};

use crate::field::Field;

/// The study that a public run works on: without confidential sites and flows, without sites that have no other flows, without the
/// hidden fields, without amounts and what is counted as they are, without notes, and without whatever cites rows of the
/// input (issues keep their kind and file; digests go, since who knows most of a file could try the rest against them).
///
/// It depends on nothing that is left out: two studies that differ in that alone are published alike.
pub fn published(study: &Study, hidden: &BTreeSet<Field>) -> Study {
    let open = |flow: &Flow| {
        let confidential = flow.details.as_ref().is_some_and(|details| details.confidential);
        !confidential && !is_confidential(study, flow.site)
    };
    let works = |processor: &Processor| !processor.confidential && !is_confidential(study, processor.site);
    let mut has_flows = vec![false; study.sites.len()];
    let mut has_open = vec![false; study.sites.len()];
    let flows = study.flows.iter().map(|flow| (flow.site, open(flow)));
    for (site, open) in flows.chain(study.processors.iter().map(|processor| (processor.site, works(processor)))) {
        has_flows[site.0 as usize] = true;
        has_open[site.0 as usize] |= open;
    }
    let kept: Vec<bool> = (0..study.sites.len())
        .map(|i| !is_confidential(study, SiteIx(i as u32)) && (has_open[i] || !has_flows[i]))
        .collect();
    let site_places = places(&kept);
    // A flow of nothing has no partner, and without its amount nobody could tell.
    let told = |flow: &&Flow| open(flow) && !flow.amount.is_zero();
    let mut spoken_of = vec![false; study.resources.len()];
    study.flows.iter().filter(told).for_each(|flow| spoken_of[flow.resource.0 as usize] = true);
    // Nor does anything go through a processor that has no room.
    let told_of = |processor: &&Processor| works(processor) && !processor.capacity.is_zero();
    for resource in study.processors.iter().filter(told_of).filter_map(|processor| processor.resource) {
        spoken_of[resource.0 as usize] = true;
    }
    let resource_places = places(&spoken_of);

    let flows = study.flows.iter().filter(told).map(|flow| Flow {
        site: SiteIx(site_places[flow.site.0 as usize]),
        resource: ResourceIx(resource_places[flow.resource.0 as usize]),
        amount: Amount::Missing,
        max_distance: flow.max_distance.filter(|_| !hidden.contains(&Field::MaxDistance)),
        details: flow.details.as_ref().and_then(|details| without(details, hidden)),
        ..flow.clone()
    });
    let processors = study.processors.iter().filter(told_of).map(|processor| Processor {
        site: SiteIx(site_places[processor.site.0 as usize]),
        resource: processor.resource.map(|resource| ResourceIx(resource_places[resource.0 as usize])),
        capacity: Amount::Missing,
        max_distance: processor.max_distance.filter(|_| !hidden.contains(&Field::MaxDistance)),
        min_lot: None,
        fee: processor.fee.filter(|_| !hidden.contains(&Field::Price)),
        validity: validity(processor.validity, hidden),
        note: None,
        ..processor.clone()
    });
    let chosen = |keep: &[bool], i: usize| keep.get(i).copied().unwrap_or_default();
    let resources = study.resources.iter().enumerate().filter(|(i, _)| spoken_of[*i]).map(|(_, r): (_, &Resource)| r);
    let neighbours = study.neighbours.iter().enumerate().filter(|(i, _)| chosen(&kept, *i)).map(|(_, n)| *n);
    Study {
        name: study.name.clone(),
        language: study.language,
        sites: study.sites.iter().enumerate().filter(|(i, _)| kept[*i]).map(|(_, site)| shown(site, hidden)).collect(),
        flows: flows.collect(),
        processors: processors.collect(),
        zones: study.zones.clone(),
        resources: resources.cloned().collect(),
        sources: study.sources.iter().map(|source| Source { sha256: None, ..source.clone() }).collect(),
        issues: issues(study),
        neighbours: neighbours.collect(),
        confidential: Vec::new(),
        staff: Vec::new(),
        site_ids: study.site_ids,
        flow_ids: study.flow_ids,
        zone_ids: study.zone_ids,
    }
}

fn is_confidential(study: &Study, site: SiteIx) -> bool {
    study.confidential.get(site.0 as usize).copied().unwrap_or_default()
}

/// By old place: the new one, were all that is not kept left out.
fn places(kept: &[bool]) -> Vec<u32> {
    let mut next = 0;
    let place = |keep: &bool| {
        let place = next;
        next += u32::from(*keep);
        place
    };
    kept.iter().map(place).collect()
}

fn shown(site: &Site, hidden: &BTreeSet<Field>) -> Site {
    Site {
        name: if hidden.contains(&Field::Name) { Name::NONE } else { site.name.clone() },
        activity: if hidden.contains(&Field::Activity) { Name::NONE } else { site.activity.clone() },
        ..site.clone()
    }
}

fn validity(validity: Validity, hidden: &BTreeSet<Field>) -> Validity {
    Validity {
        from: validity.from.filter(|_| !hidden.contains(&Field::ValidFrom)),
        to: validity.to.filter(|_| !hidden.contains(&Field::ValidTo)),
    }
}

fn without(details: &Details, hidden: &BTreeSet<Field>) -> Option<Box<Details>> {
    let open = |field| !hidden.contains(&field);
    let Quality { temperature, moisture, concentration, form, hazardous } = &details.quality;
    let shown = Details {
        quality: Quality {
            temperature: temperature.filter(|_| open(Field::Temperature)),
            moisture: moisture.filter(|_| open(Field::Moisture)),
            concentration: concentration.filter(|_| open(Field::Concentration)),
            form: form.clone().filter(|_| open(Field::Form)),
            hazardous: hazardous.filter(|_| open(Field::Hazardous)),
        },
        min_lot: None,
        fixed_cost: None,
        months: details.months.filter(|_| open(Field::Months)),
        price: details.price.filter(|_| open(Field::Price)),
        known: details.known.filter(|_| open(Field::Known)),
        validity: validity(details.validity, hidden),
        note: None,
        confidential: false,
    };
    (shown != Details::default()).then(|| Box::new(shown))
}

/// One issue for each kind and file, without its rows.
fn issues(study: &Study) -> Vec<Issue> {
    let kinds: BTreeSet<(SourceIx, IssueCode)> = study.issues.iter().map(|issue| (issue.source, issue.code)).collect();
    kinds.into_iter().map(|(source, code)| Issue::new(code, source, code.cause())).collect()
}
