//! What a layer is called in QGIS, where it stands, and how it is drawn.

use maillon_model::Language;

use super::label::Label;
use super::renderer::Rule;
use crate::layer::Table;

/// The look of a layer.
#[derive(Debug)]
pub(crate) struct Look {
    /// Its name in the layer tree, in English.
    pub(crate) en: &'static str,
    /// Its name in the layer tree, in French.
    pub(crate) fr: &'static str,
    pub(super) group: Group,
    /// Whether the project opens with it on the map.
    pub(super) shown: bool,
    /// At least one style; the first is the one that is used unasked.
    pub(super) styles: fn(&Table) -> Vec<Style>,
}

/// The groups of a project, in the order of its layer tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    Sites,
    Left,
    Synergies,
    Pooling,
    Zones,
    Territory,
    Data,
    Tables,
}

impl Group {
    pub(super) const ALL: [Self; 8] = [
        Self::Sites,
        Self::Left,
        Self::Synergies,
        Self::Pooling,
        Self::Zones,
        Self::Territory,
        Self::Data,
        Self::Tables,
    ];

    pub(super) fn title(self, language: Language) -> &'static str {
        match self {
            Self::Sites => say(language, "Sites", "Sites"),
            Self::Left => say(language, "Left over", "Restes"),
            Self::Synergies => say(language, "Synergies", "Synergies"),
            Self::Pooling => say(language, "Pooling", "Mutualisation"),
            Self::Zones => say(language, "Zones", "Zones"),
            Self::Territory => say(language, "Territory", "Territoire"),
            Self::Tables => say(language, "Tables", "Tables"),
            Self::Data => say(language, "Quality of the data", "Qualité des données"),
        }
    }
}

/// One way to draw a layer.
#[derive(Debug, Clone)]
pub(crate) struct Style {
    pub(super) name: String,
    pub(super) rules: Vec<Rule>,
    /// An expression: what is greatest is drawn first, below the rest.
    pub(super) order: Option<String>,
    /// Whether points at one place are drawn in a ring around it.
    pub(super) spread: bool,
    pub(super) labels: Option<Label>,
    /// HTML with expressions.
    pub(super) tip: String,
    /// An expression that names a feature.
    pub(super) names: String,
}

impl Style {
    /// Its name in menus.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}

/// The words in the study's language.
pub(super) fn say(language: Language, en: &'static str, fr: &'static str) -> &'static str {
    match language {
        Language::En => en,
        Language::Fr => fr,
    }
}
