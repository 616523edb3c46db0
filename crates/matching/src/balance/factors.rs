//! The factor that fits, of those the catalogue has.

use maillon_knowledge::{Catalogue, Entry, Factor, FactorKind, FactorUnit, Mode};
use maillon_model::Dimension;

/// What the unit of a factor for each amount counts.
pub(super) fn per(unit: FactorUnit) -> Option<Dimension> {
    match unit {
        FactorUnit::KgPerTonne | FactorUnit::EurPerTonne => Some(Dimension::Mass),
        FactorUnit::KgPerM3 => Some(Dimension::Volume),
        FactorUnit::KgPerMwh => Some(Dimension::Energy),
        _ => None,
    }
}

/// The default factor of a kind in one of some units for a resource: the one of its nearest branch.
pub(super) fn of_resource<'a>(
    catalogue: &'a Catalogue,
    kind: FactorKind,
    units: &[FactorUnit],
    entry: &Entry,
) -> Option<&'a Factor> {
    let covers = |f: &&Factor| f.resource.as_ref().is_some_and(|branch| entry.is_a(branch));
    let fits = catalogue.factors().iter().filter(|f| f.kind == kind && f.default && units.contains(&f.unit));
    // Factors are sorted by id: of equals, the first.
    fits.filter(covers).rev().max_by_key(|f| f.resource.as_ref().map_or(0, |branch| branch.len()))
}

/// The default factor of a kind and unit for a mode of travel, or for any where none is given.
pub(super) fn of_mode(
    catalogue: &Catalogue,
    kind: FactorKind,
    unit: FactorUnit,
    mode: Option<Mode>,
) -> Option<&Factor> {
    let fits = |f: &&Factor| f.kind == kind && f.unit == unit && f.default && f.mode == mode && f.resource.is_none();
    catalogue.factors().iter().find(fits)
}
