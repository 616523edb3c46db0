//! A study without what is confidential.

use std::collections::BTreeSet;

use maillon_model::{
    Amount, Details, Flow, Issue, IssueCode, Quality, Resource, ResourceIx, Site, SiteIx, Source, SourceIx, Study,
    Validity,
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
    let mut has_flows = vec![false; study.sites.len()];
    let mut has_open = vec![false; study.sites.len()];
    for flow in &study.flows {
        has_flows[flow.site.0 as usize] = true;
        has_open[flow.site.0 as usize] |= open(flow);
    }
    let kept: Vec<bool> = (0..study.sites.len())
        .map(|i| !is_confidential(study, SiteIx(i as u32)) && (has_open[i] || !has_flows[i]))
        .collect();
    let site_places = places(&kept);
    // A flow of nothing has no partner, and without its amount nobody could tell.
    let told = |flow: &&Flow| open(flow) && !flow.amount.is_zero();
    let mut spoken_of = vec![false; study.resources.len()];
    study.flows.iter().filter(told).for_each(|flow| spoken_of[flow.resource.0 as usize] = true);
    let resource_places = places(&spoken_of);

    let flows = study.flows.iter().filter(told).map(|flow| Flow {
        site: SiteIx(site_places[flow.site.0 as usize]),
        resource: ResourceIx(resource_places[flow.resource.0 as usize]),
        amount: Amount::Missing,
        max_distance: flow.max_distance.filter(|_| !hidden.contains(&Field::MaxDistance)),
        details: flow.details.as_ref().and_then(|details| without(details, hidden)),
        ..flow.clone()
    });
    let chosen = |keep: &[bool], i: usize| keep.get(i).copied().unwrap_or_default();
    let resources = study.resources.iter().enumerate().filter(|(i, _)| spoken_of[*i]).map(|(_, r): (_, &Resource)| r);
    let neighbours = study.neighbours.iter().enumerate().filter(|(i, _)| chosen(&kept, *i)).map(|(_, n)| *n);
    Study {
        name: study.name.clone(),
        language: study.language,
        sites: study.sites.iter().enumerate().filter(|(i, _)| kept[*i]).map(|(_, site)| shown(site, hidden)).collect(),
        flows: flows.collect(),
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
        name: site.name.clone().filter(|_| !hidden.contains(&Field::Name)),
        activity: site.activity.clone().filter(|_| !hidden.contains(&Field::Activity)),
        ..site.clone()
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
        validity: Validity {
            from: details.validity.from.filter(|_| open(Field::ValidFrom)),
            to: details.validity.to.filter(|_| open(Field::ValidTo)),
        },
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
