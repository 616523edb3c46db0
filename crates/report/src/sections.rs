//! The sections of the page: one file in `sections/` and one line here each.

mod chains;
mod exchanges;
mod gains;
mod indicators;
mod left;
mod map;
mod method;
mod missing;
mod pools;
mod quality;
mod synergies;

use maud::Markup;

use crate::page::Page;

/// A part of the page with a heading. One whose body is empty is left out.
pub(crate) struct Section {
    /// In the page's address, after `#`.
    pub(crate) id: &'static str,
    /// In the menu, in English and French.
    pub(crate) en: &'static str,
    pub(crate) fr: &'static str,
    /// Its heading, likewise.
    pub(crate) title_en: &'static str,
    pub(crate) title_fr: &'static str,
    pub(crate) body: fn(&Page) -> Markup,
}

/// Every section, in the order of the page.
#[rustfmt::skip]
pub(crate) const SECTIONS: &[Section] = &[
    Section { id: "gains", en: "Gains", fr: "Gains",
        title_en: "What the territory could gain", title_fr: "Ce que le territoire pourrait gagner", body: gains::body },
    Section { id: "map", en: "Map", fr: "Carte",
        title_en: "Where", title_fr: "Où", body: map::body },
    Section { id: "synergies", en: "Synergies", fr: "Synergies",
        title_en: "The synergies, best first", title_fr: "Les synergies, les meilleures d'abord", body: synergies::body },
    Section { id: "exchanges", en: "Exchanges", fr: "Échanges",
        title_en: "What would flow where", title_fr: "Ce qui circulerait, et vers où", body: exchanges::body },
    Section { id: "chains", en: "Chains", fr: "Chaînes",
        title_en: "What processors could treat", title_fr: "Ce que les unités de traitement pourraient traiter", body: chains::body },
    Section { id: "missing", en: "Missing plants", fr: "Unités manquantes",
        title_en: "What plants are missing, and where", title_fr: "Quelles unités manquent, et où", body: missing::body },
    Section { id: "pools", en: "Pooling", fr: "Mutualisation",
        title_en: "What neighbours could share", title_fr: "Ce que des voisins pourraient partager", body: pools::body },
    Section { id: "indicators", en: "Indicators", fr: "Indicateurs",
        title_en: "What it does for the territory", title_fr: "Ce que cela fait pour le territoire", body: indicators::body },
    Section { id: "left", en: "Left", fr: "Restes",
        title_en: "What is left, and why", title_fr: "Ce qui reste, et pourquoi", body: left::body },
    Section { id: "quality", en: "Data", fr: "Données",
        title_en: "How good the data is", title_fr: "Ce que valent les données", body: quality::body },
    Section { id: "method", en: "Method", fr: "Méthode",
        title_en: "Method, factors and sources", title_fr: "Méthode, facteurs et sources", body: method::body },
];
