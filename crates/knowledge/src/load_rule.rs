//! Checked rules and factors from data files.

use maillon_model::{Celsius, Dimension, MeasureError, Percent, Score};

use crate::data::{Data, Placed, RawCarbon, RawConditions, RawFactor, RawRatio, RawRule, RawTreatment};
use crate::entry::{Entry, Mode};
use crate::error::{CatalogueError, Fault};
use crate::factor::{Factor, FactorKind, FactorUnit};
use crate::load::{founded, known_source, taxonomy_codes, well_formed};
use crate::rule::{Carbon, CarbonBasis, Conditions, Evidence, HazardRule, Ratio, Rule, Treatment};
use crate::taxonomy::Taxonomy;

pub(crate) fn rules(data: &Data, entries: &[Entry]) -> Result<Vec<Rule>, CatalogueError> {
    data.rules.values().map(|placed| rule(data, entries, placed)).collect()
}

pub(crate) fn factors(data: &Data, entries: &[Entry]) -> Result<Vec<Factor>, CatalogueError> {
    data.factors.values().map(|placed| factor(data, entries, placed)).collect()
}

fn rule(data: &Data, entries: &[Entry], placed: &Placed<RawRule>) -> Result<Rule, CatalogueError> {
    let raw = &placed.item;
    let id = &raw.id;
    founded(placed, id, &raw.source)?;
    let from = resources(entries, placed, id, "from", &raw.from)?;
    let to = resources(entries, placed, id, "to", &raw.to)?;
    if let Some(code) = from.iter().find(|code| to.contains(code)) {
        return Err(placed.refuse(Fault::Cycle { rule: id.clone(), code: code.to_string() }));
    }
    let except =
        raw.except.iter().map(|code| resource(entries, placed, id, "except", code)).collect::<Result<_, _>>()?;
    let saves = match &raw.saves {
        Some(code) => Some(resource(entries, placed, id, "saves", code)?),
        None => None,
    };
    let mut codes = taxonomy_codes(placed, id, Taxonomy::Ewc, &raw.ewc)?;
    codes.extend(taxonomy_codes(placed, id, Taxonomy::Cpa, &raw.cpa)?);
    let evidence = match &raw.evidence {
        Some(e) if e.implemented > e.n => return Err(placed.refuse(Fault::Evidence(id.clone()))),
        Some(e) => Some(Evidence { documented: e.n, implemented: e.implemented }),
        None => None,
    };
    let confidence = match (raw.confidence, evidence) {
        (Some(value), _) => Score::new(value).map_err(|_| number(placed, id, "confidence", value))?,
        (None, Some(evidence)) => evidence.prior(),
        (None, None) => {
            return Err(placed.refuse(Fault::Missing { code: id.clone(), key: "confidence" }));
        }
    };
    Ok(Rule {
        id: id.as_str().into(),
        en: raw.en.as_str().into(),
        fr: raw.fr.as_str().into(),
        from,
        except,
        codes,
        to,
        saves,
        givers: taxonomy_codes(placed, id, Taxonomy::Nace, &raw.givers)?,
        takers: taxonomy_codes(placed, id, Taxonomy::Nace, &raw.takers)?,
        ratio: ratio(data, placed, &raw.ratio)?,
        conditions: conditions(data, placed, &raw.when)?,
        treatment: raw.treatment.as_ref().map(|t| treatment(data, placed, t)).transpose()?,
        carbon: raw.carbon.as_ref().map(|c| carbon(data, placed, c)).transpose()?,
        confidence,
        evidence,
        sources: raw.source.iter().map(|s| known_source(data, placed, id, s)).collect::<Result<_, _>>()?,
    })
}

fn treatment(data: &Data, placed: &Placed<RawRule>, raw: &RawTreatment) -> Result<Treatment, CatalogueError> {
    if let Some(by) = raw.by.as_ref().filter(|by| !data.treatments.contains_key(*by)) {
        return Err(unknown(placed, &placed.item.id, "treatment", by));
    }
    Ok(Treatment { step: raw.step.as_str().into(), needed: raw.needed, by: raw.by.as_deref().map(Into::into) })
}

fn ratio(data: &Data, placed: &Placed<RawRule>, raw: &RawRatio) -> Result<Ratio, CatalogueError> {
    let id = &placed.item.id;
    let units = raw.unit.as_deref().and_then(|unit| unit.split_once('/'));
    let units = units.and_then(|(replaced, given)| Some((base_unit(replaced)?, base_unit(given)?)));
    let (replaced, given) = units.ok_or_else(|| placed.refuse(Fault::RatioUnits(id.clone())))?;
    if !raw.value.is_finite() || raw.value <= 0.0 {
        return Err(number(placed, id, "ratio", raw.value));
    }
    let source = known_source(data, placed, id, &raw.source)?;
    Ok(Ratio { value: raw.value, replaced, given, source, note: raw.note.as_deref().map(Into::into) })
}

fn conditions(data: &Data, placed: &Placed<RawRule>, raw: &RawConditions) -> Result<Conditions, CatalogueError> {
    let id = &placed.item.id;
    let texts = |list: &[String]| list.iter().map(|text| text.as_str().into()).collect();
    let numbers = [raw.min_c, raw.max_c, raw.max_moisture_pct, raw.min_concentration_pct];
    let source = match &raw.source {
        Some(source) => Some(known_source(data, placed, id, source)?),
        None if numbers.iter().any(Option::is_some) => return Err(placed.refuse(Fault::NoSource(id.clone()))),
        None => None,
    };
    let what = match (raw.min_c, raw.max_c, raw.forms.iter().find(|form| raw.refused_forms.contains(form))) {
        (Some(min), Some(max), _) if min > max => Some(format!("at least {min} and at most {max} degrees")),
        (_, _, Some(form)) => Some(format!("the form \"{form}\" is asked and refused")),
        _ => None,
    };
    if let Some(what) = what {
        return Err(placed.refuse(Fault::Impossible { rule: id.clone(), what }));
    }
    let hazard = match &raw.hazard {
        Some(name) => HazardRule::from_name(name).ok_or_else(|| unknown(placed, id, "hazard", name))?,
        None => HazardRule::default(),
    };
    Ok(Conditions {
        forms: texts(&raw.forms),
        refused_forms: texts(&raw.refused_forms),
        min_temperature: measure(placed, id, "min_c", raw.min_c, Celsius::new)?,
        max_temperature: measure(placed, id, "max_c", raw.max_c, Celsius::new)?,
        max_moisture: measure(placed, id, "max_moisture_pct", raw.max_moisture_pct, Percent::new)?,
        min_concentration: measure(placed, id, "min_concentration_pct", raw.min_concentration_pct, Percent::new)?,
        hazard,
        excluded_uses: texts(&raw.excluded_uses),
        source,
    })
}

fn carbon(data: &Data, placed: &Placed<RawRule>, raw: &RawCarbon) -> Result<Carbon, CatalogueError> {
    let id = &placed.item.id;
    if !raw.kg.is_finite() {
        return Err(number(placed, id, "carbon", raw.kg));
    }
    Ok(Carbon {
        kg: raw.kg,
        per: base_unit(&raw.per).ok_or_else(|| unknown(placed, id, "per", &raw.per))?,
        basis: CarbonBasis::from_name(&raw.basis).ok_or_else(|| unknown(placed, id, "basis", &raw.basis))?,
        source: known_source(data, placed, id, &raw.source)?,
        note: raw.note.as_deref().map(Into::into),
    })
}

fn factor(data: &Data, entries: &[Entry], placed: &Placed<RawFactor>) -> Result<Factor, CatalogueError> {
    let raw = &placed.item;
    let id = &raw.id;
    if !well_formed(id) {
        return Err(placed.refuse(Fault::Malformed(id.clone())));
    }
    if !raw.value.is_finite() {
        return Err(number(placed, id, "value", raw.value));
    }
    let resource = match &raw.resource {
        Some(code) => Some(resource(entries, placed, id, "resource", code)?),
        None => None,
    };
    let mode = match &raw.mode {
        Some(name) => Some(Mode::from_name(name).ok_or_else(|| unknown(placed, id, "mode", name))?),
        None => None,
    };
    Ok(Factor {
        id: id.as_str().into(),
        kind: FactorKind::from_name(&raw.kind).ok_or_else(|| unknown(placed, id, "kind", &raw.kind))?,
        value: raw.value,
        unit: FactorUnit::from_symbol(&raw.unit).ok_or_else(|| unknown(placed, id, "unit", &raw.unit))?,
        resource,
        mode,
        region: raw.region.as_deref().map(Into::into),
        default: raw.default,
        about: raw.about.as_str().into(),
        source: known_source(data, placed, id, &raw.source)?,
    })
}

/// The dimension whose base unit that is.
fn base_unit(symbol: &str) -> Option<Dimension> {
    Dimension::ALL.into_iter().find(|d| d.base_unit() == symbol.trim())
}

fn resources<T>(
    entries: &[Entry],
    placed: &Placed<T>,
    id: &str,
    key: &'static str,
    codes: &[String],
) -> Result<Vec<Box<str>>, CatalogueError> {
    if codes.is_empty() {
        return Err(placed.refuse(Fault::Missing { code: id.to_owned(), key }));
    }
    codes.iter().map(|code| resource(entries, placed, id, key, code)).collect()
}

pub(crate) fn resource<T>(
    entries: &[Entry],
    placed: &Placed<T>,
    id: &str,
    key: &'static str,
    code: &str,
) -> Result<Box<str>, CatalogueError> {
    match entries.binary_search_by(|e| (*e.code).cmp(code)) {
        Ok(_) => Ok(code.into()),
        Err(_) => Err(unknown(placed, id, key, code)),
    }
}

fn measure<T, M>(
    placed: &Placed<T>,
    id: &str,
    key: &'static str,
    value: Option<f64>,
    new: impl Fn(f64) -> Result<M, MeasureError>,
) -> Result<Option<M>, CatalogueError> {
    value.map(|value| new(value).map_err(|_| number(placed, id, key, value))).transpose()
}

pub(crate) fn unknown<T>(placed: &Placed<T>, code: &str, key: &'static str, value: &str) -> CatalogueError {
    placed.refuse(Fault::Unknown { code: code.to_owned(), key, value: value.to_owned() })
}

fn number<T>(placed: &Placed<T>, code: &str, key: &'static str, value: f64) -> CatalogueError {
    placed.refuse(Fault::Number { code: code.to_owned(), key, value })
}
