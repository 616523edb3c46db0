//! The study file: which files, which columns, which options. One struct per table of the TOML.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::tables::Tables;

/// Why a study file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StudyFileError {
    /// Not there, or not readable.
    #[error("{path}: {source}; `maillon init DIR` writes a study to start from", path = path.display())]
    Read {
        /// The study file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Not TOML, an unknown key, a value of the wrong type.
    #[error("{path}: {message}", path = path.display())]
    Parse {
        /// The study file.
        path: PathBuf,
        /// Line, column and reason, with the line itself.
        message: String,
    },
}

/// A whole study file. Every key has a default but the paths.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct StudyFile {
    /// `[study]`
    #[serde(default)]
    pub study: About,
    /// `[sites]`, or several `[[sites]]`.
    pub sites: Tables<SitesInput>,
    /// `[flows]`, or several `[[flows]]`; without a path, flows are read from the sites file.
    #[serde(default)]
    pub flows: Tables<FlowsInput>,
    /// `[[zones]]`
    #[serde(default)]
    pub zones: Vec<ZonesInput>,
    /// `[knowledge]`
    #[serde(default)]
    pub knowledge: KnowledgeInput,
    /// `[matching]`
    #[serde(default)]
    pub matching: MatchingOptions,
    /// `[allocation]`
    #[serde(default)]
    pub allocation: AllocationOptions,
    /// `[territory]`
    #[serde(default)]
    pub territory: TerritoryOptions,
    /// `[pooling]`
    #[serde(default)]
    pub pooling: PoolingOptions,
    /// `[output]`
    #[serde(default)]
    pub output: OutputOptions,
    /// Further flow files, in the columns of the first `[flows]`: what the command line adds to ask "what if".
    #[serde(skip)]
    pub added: Vec<FileKeys>,
}

/// `[study]`
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct About {
    /// Title; the study file's folder where it is not given.
    pub name: Option<String>,
    /// `en` or `fr`.
    pub language: LanguageWord,
    /// Match only the flows that exist on this day (`2015-06-30`).
    pub date: Option<String>,
    /// Properties of sites and flows that a public run keeps to itself, by name or by column.
    pub confidential_fields: Vec<String>,
}

/// `en` or `fr`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LanguageWord {
    /// English.
    #[default]
    En,
    /// French.
    Fr,
}

/// Keys that every input file has.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize)]
#[serde(default)]
pub struct FileKeys {
    /// The file, relative to the study file; or a folder, a pattern (`*.csv`) or a ZIP archive of files, `-` for standard
    /// input, a connection (`PG:dbname=…`).
    pub path: PathBuf,
    /// The layer or sheet, where the file has several.
    pub layer: Option<String>,
    /// Text encoding (`windows-1252`), where the file does not say or says it wrong.
    pub encoding: Option<String>,
    /// Coordinate system (`EPSG:27572`), where the file does not say.
    pub crs: Option<String>,
    /// Delimiter of a text table; recognised where absent.
    pub delimiter: Option<char>,
    /// Decimal sign of a text table, `,` or `.`; recognised where absent.
    pub decimal: Option<char>,
    /// Row of a table's header, counted from 1; found where absent.
    pub header: Option<u64>,
    /// Column that holds the geometry as text (WKT, EWKT, GeoJSON).
    pub geometry: Option<String>,
    /// Column of the longitude (or easting).
    pub lon: Option<String>,
    /// Column of the latitude (or northing).
    pub lat: Option<String>,
}

/// `[sites]`
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct SitesInput {
    /// Path, layer, encoding, crs, …
    #[serde(flatten)]
    pub file: FileKeys,
    /// Column of the site's id.
    pub id: Option<String>,
    /// Column of its name.
    pub name: Option<String>,
    /// Column of its activity code.
    pub activity: Option<String>,
    /// Column of the country that the site is said to be in, by its name or ISO code; checked against its place.
    pub country: Option<String>,
    /// Column of the commune that the site is said to be in, by its code or name; checked against the study's zones of the
    /// level `commune`.
    pub commune: Option<String>,
    /// Column of flows nested in each site.
    pub flows: Option<String>,
    /// Column of how many people work there.
    pub staff: Option<String>,
    /// Column that says which sites are not to be published.
    pub confidential: Option<String>,
    #[serde(flatten, skip_serializing)]
    unknown: Unknown,
}

/// `[flows]`
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct FlowsInput {
    /// Path, layer, encoding, …
    #[serde(flatten)]
    pub file: FileKeys,
    /// Column names by role.
    #[serde(flatten)]
    pub columns: FlowWords,
    /// The taxonomy of bare codes in the resource column: `ewc`, `cpa`, `nace` or `hs`.
    pub taxonomy: Option<String>,
    /// Values where a column is absent or its cell empty.
    pub default: FlowDefaults,
    /// Columns that each hold the quantity of one flow per row: a wide table.
    pub wide: Vec<WideColumn>,
    #[serde(flatten, skip_serializing)]
    unknown: Unknown,
}

impl FlowsInput {
    /// Whether one reading of the sites' file gives these flows too.
    pub(crate) fn is_in(&self, sites: &SitesInput) -> bool {
        let (own, theirs) = (&self.file, &sites.file);
        own.path.as_os_str().is_empty() || own.path == theirs.path && (own.layer.is_none() || own.layer == theirs.layer)
    }
}

/// A text in the study file; a number or a boolean may stand there without quotes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Word(pub String);

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match toml::Value::deserialize(deserializer)? {
            toml::Value::String(text) => Ok(Self(text)),
            value @ (toml::Value::Integer(_) | toml::Value::Float(_) | toml::Value::Boolean(_)) => {
                Ok(Self(value.to_string()))
            }
            other => {
                Err(serde::de::Error::custom(format!("expected a text or a number, found a {}", other.type_str())))
            }
        }
    }
}

/// Declares the properties of a flow, once for all that is kept by property.
macro_rules! flow_properties {
    ($($field:ident),* $(,)?) => {
        /// One thing per property of a flow: a column's name, a value, a cell.
        #[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize)]
        #[serde(default, bound(deserialize = "T: Default + Deserialize<'de>"))]
        #[expect(missing_docs, reason = "each is the flow column of that name")]
        pub struct FlowProperties<T> {
            $(pub $field: T,)*
        }

        impl<T> FlowProperties<T> {
            /// The properties' names.
            pub(crate) const NAMES: &'static [&'static str] = &[$(stringify!($field),)*];

            /// Each thing borrowed.
            pub(crate) fn as_ref(&self) -> FlowProperties<&T> {
                FlowProperties { $($field: &self.$field,)* }
            }

            /// Another thing for each property, given its name.
            pub(crate) fn map<U>(self, mut f: impl FnMut(&'static str, T) -> U) -> FlowProperties<U> {
                FlowProperties { $($field: f(stringify!($field), self.$field),)* }
            }

            /// Both things of each property.
            pub(crate) fn zip<B>(self, other: FlowProperties<B>) -> FlowProperties<(T, B)> {
                FlowProperties { $($field: (self.$field, other.$field),)* }
            }
        }
    };
}

flow_properties!(
    id,
    site,
    direction,
    resource,
    treatment,
    quantity,
    unit,
    temperature_c,
    moisture_pct,
    concentration_pct,
    form,
    hazardous,
    months,
    price,
    max_distance_km,
    min_lot,
    fixed_cost,
    known,
    valid_from,
    valid_to,
    note,
    confidential,
);

/// Column names, or values, by property.
pub type FlowWords = FlowProperties<Option<Word>>;

/// `[flows.default]`
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct FlowDefaults {
    /// Values by property.
    #[serde(flatten)]
    pub values: FlowWords,
    #[serde(flatten, skip_serializing)]
    unknown: Unknown,
}

/// `[[flows.wide]]`: one flow per row, its quantity in `column`, the rest as given here. An empty cell is no flow.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct WideColumn {
    /// The column of the quantity.
    pub column: String,
    /// The flow's other properties, as values.
    #[serde(flatten)]
    pub values: FlowWords,
    #[serde(flatten, skip_serializing)]
    unknown: Unknown,
}

/// `[[zones]]`
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct ZonesInput {
    /// Path, layer, encoding, crs, …
    #[serde(flatten)]
    pub file: FileKeys,
    /// Column of the zone's id.
    pub id: Option<String>,
    /// Column of its name.
    pub name: Option<String>,
    /// The kind of all zones of the file.
    pub kind: Option<String>,
    /// Column of the kind, where zones differ.
    pub kind_column: Option<String>,
    /// The level of all zones of the file: `commune`, `département`, … Levels nest.
    pub level: Option<String>,
    /// Column of the level, where zones differ.
    pub level_column: Option<String>,
    #[serde(flatten, skip_serializing)]
    unknown: Unknown,
}

impl ZonesInput {
    /// The zones of a file, in the usual columns.
    pub fn of(file: FileKeys) -> Self {
        Self { file, ..Self::default() }
    }
}

/// `[knowledge]`
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct KnowledgeInput {
    /// Files of the study's own resources, substitutions and factors, added to what maillon ships in this order.
    pub paths: Vec<PathBuf>,
}

/// `[matching]`
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct MatchingOptions {
    /// Caps every resource's own radius, in kilometres.
    pub radius_km: Option<f64>,
    /// Synergies kept per supply flow; 0 keeps all.
    pub top: Option<usize>,
    /// Keep leads that others beat on every count for both sides, and that would get nothing.
    pub keep_dominated: bool,
    /// Radius of one resource or branch, in kilometres.
    pub radius: BTreeMap<String, f64>,
    /// What matters: `balanced`, `carbon` or `economy`; sets the weights that `weights` does not.
    pub profile: Option<String>,
    /// Table of pairs that were looked at and turned down (columns supply, demand, reason, date), relative to the study
    /// file; `rejected.csv` beside it where there is one.
    pub rejected: Option<PathBuf>,
    /// Weight of each criterion.
    pub weights: BTreeMap<String, f64>,
}

/// `[allocation]`
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct AllocationOptions {
    /// What the plan is to be best at: `score`, `tonnes`, `euros`, `carbon`, `transport`, `participation` or `fair`.
    pub objective: Option<String>,
    /// Seconds after which a search among lots, fixed costs or fair shares ends with the best plan found.
    pub time_limit_s: Option<f64>,
    /// Two objectives to weigh against each other, in plans from the best by the first to the best by the second.
    pub front: Option<[String; 2]>,
    /// How many such plans.
    pub points: Option<usize>,
}

/// `[territory]`
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct TerritoryOptions {
    /// Leave the territory's balances, risks and gains out.
    pub skip: bool,
    /// Distances from within which supplies are counted, in kilometres; where they are given, what is within them is drawn.
    pub within_km: Option<Vec<f64>>,
    /// Of what is drawn by lot: the random order in which sites fall.
    pub seed: Option<u64>,
}

/// `[pooling]`
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct PoolingOptions {
    /// Leave out what neighbours could share.
    pub skip: bool,
    /// Neighbours are at most that far from the next one, in kilometres, whatever the knowledge says.
    pub neighbour_km: Option<f64>,
    /// Sites that a group has at least.
    pub least: Option<usize>,
    /// Sites that it has at most.
    pub most: Option<usize>,
    /// Rounds a year, whatever the knowledge says.
    pub visits: Option<u32>,
    /// Hubs stand in zones of this kind.
    pub hub_kind: Option<String>,
    /// Hubs stand at these places.
    pub hubs: Option<HubsInput>,
    /// From what amount one is large enough alone, with its unit, by resource, branch or kind of pooling.
    pub threshold: BTreeMap<String, String>,
}

/// `[pooling.hubs]`
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct HubsInput {
    /// Path, layer, encoding, crs, …
    #[serde(flatten)]
    pub file: FileKeys,
    /// Column of the place's id.
    pub id: Option<String>,
    /// Column of its name.
    pub name: Option<String>,
    /// Column of what it can take; any amount, where none is named or its cell is empty.
    pub capacity: Option<String>,
    /// The unit of that; tonnes a year where nothing is said.
    pub unit: Option<String>,
    #[serde(flatten, skip_serializing)]
    unknown: Unknown,
}

impl HubsInput {
    /// The same places as the sites of a study, whose capacities are flows with these values.
    pub(crate) fn as_study(&self, values: FlowWords) -> StudyFile {
        let flows = self.capacity.clone().map(|capacity| FlowsInput {
            columns: FlowWords { quantity: Some(Word(capacity)), ..FlowWords::default() },
            default: FlowDefaults { values, ..FlowDefaults::default() },
            ..FlowsInput::default()
        });
        StudyFile {
            sites: SitesInput {
                file: self.file.clone(),
                id: self.id.clone(),
                name: self.name.clone(),
                ..SitesInput::default()
            }
            .into(),
            flows: flows.unwrap_or_default().into(),
            ..StudyFile::default()
        }
    }
}

/// `[output]`
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct OutputOptions {
    /// Target folder, relative to the study file.
    pub dir: Option<PathBuf>,
    /// `geojson`, …
    pub formats: Option<Vec<String>>,
    /// Whether to write `report.html`; it is written where nothing is said.
    pub report: Option<bool>,
    /// Whether to write the layer `pairs`: all pairs beside those that are kept.
    pub pairs: bool,
    /// Whether the results may be published: nothing confidential in them, and amounts of groups of sites only.
    pub public: bool,
}

/// What is left of a table after its known keys: must be nothing.
type Unknown = BTreeMap<String, toml::Value>;

impl StudyFile {
    /// Reads a study file.
    ///
    /// # Errors
    /// No such file, not TOML, an unknown key, a value of the wrong type: with line and column.
    pub fn read(path: &Path) -> Result<Self, StudyFileError> {
        let path = if path.is_dir() { path.join("study.toml") } else { path.to_owned() };
        let text = crate::small::read(&path).map_err(|source| StudyFileError::Read { path: path.clone(), source })?;
        Self::parse(&text).map_err(|message| StudyFileError::Parse { path, message: crate::redact::redacted(&message) })
    }

    /// The property of sites or flows that a word means: its own name, or the heading of the user's column.
    pub fn property<'s>(&'s self, word: &'s str) -> &'s str {
        let sites = self
            .sites
            .iter()
            .flat_map(|sites| [("name", &sites.name), ("activity", &sites.activity), ("id", &sites.id)]);
        let own = sites.into_iter().find(|(_, column)| column.as_deref() == Some(word)).map(|(name, _)| name);
        own.or_else(|| {
            let mut found = None;
            for flows in self.flows.iter() {
                flows.columns.as_ref().map(|name, column| {
                    if column.as_ref().is_some_and(|Word(column)| column == word) {
                        found = Some(name);
                    }
                });
            }
            found
        })
        .unwrap_or(match word {
            "nace" | "naf" => "activity",
            "nom" | "site_name" => "name",
            "price_eur_per_unit" => "price",
            other => other,
        })
    }

    fn parse(text: &str) -> Result<Self, String> {
        let file: Self = toml::from_str(text).map_err(|e| e.to_string().trim_end().to_owned())?;
        let flows = file.flows.iter().flat_map(|flows| {
            let own = [("flows", &flows.unknown), ("flows.default", &flows.default.unknown)];
            own.into_iter().chain(flows.wide.iter().map(|wide| ("flows.wide", &wide.unknown)))
        });
        let sites = file.sites.iter().map(|sites| ("sites", &sites.unknown));
        let tables = sites
            .chain(flows)
            .chain(file.zones.iter().map(|zones| ("zones", &zones.unknown)))
            .chain(file.pooling.hubs.iter().map(|hubs| ("pooling.hubs", &hubs.unknown)));
        for (table, unknown) in tables {
            if let Some(key) = unknown.keys().next() {
                let keys: Vec<&str> = KEYS.iter().chain(FlowWords::NAMES).copied().collect();
                return Err(format!("unknown key `{key}` in [{table}]{}", crate::suggest::hint(key, &keys)));
            }
        }
        if file.pooling.hubs.as_ref().is_some_and(|hubs| hubs.file.path.as_os_str().is_empty()) {
            return Err("[pooling.hubs] has no `path`: add path = \"hubs.csv\"".to_owned());
        }
        if file.sites.iter().any(|sites| sites.file.path.as_os_str().is_empty()) {
            return Err("[sites] has no `path`: add path = \"sites.geojson\"".to_owned());
        }
        for sites in file.sites.iter() {
            if file.flows.iter().filter(|flows| flows.is_in(sites)).count() > 1 {
                let path = sites.file.path.display();
                return Err(format!(
                    "two [[flows]] are in the sites' own table, {path}: one reads it all, with [[flows.wide]]"
                ));
            }
        }
        Ok(file)
    }
}

/// Keys of the tables that are checked by hand, beside the flow columns; for "did you mean".
const KEYS: &[&str] = &[
    "capacity",
    "path",
    "layer",
    "encoding",
    "crs",
    "delimiter",
    "decimal",
    "header",
    "geometry",
    "lon",
    "lat",
    "name",
    "activity",
    "country",
    "staff",
    "flows",
    "taxonomy",
    "default",
    "wide",
    "column",
    "kind",
    "kind_column",
    "level",
    "level_column",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_study_reads() {
        let file = StudyFile::parse(
            r#"
            [study]
            name = "Kalundborg"
            language = "fr"
            [sites]
            path = "sites.geojson"
            id = "site_id"
            [flows]
            path = "flows.csv"
            decimal = ","
            site = "site_id"
            default.unit = "t/yr"
            [[flows.wide]]
            column = "Excess heat"
            direction = "supply"
            resource = "heat"
            temperature_c = 150
            [[zones]]
            path = "zones.shp"
            kind = "industrial"
            [matching]
            radius_km = 50
            radius.heat = 30
            weights = { proximity = 1.0 }
            [allocation]
            objective = "tonnes"
            front = ["carbon", "euros"]
            points = 5
            [territory]
            within_km = [5, 20]
            [pooling]
            neighbour_km = 3
            threshold = { "paper" = "80 t/yr" }
            hubs = { path = "hubs.csv", capacity = "room" }
            [output]
            dir = "out"
            "#,
        )
        .unwrap();
        assert_eq!(file.study.language, LanguageWord::Fr);
        assert_eq!(file.flows[0].default.values.unit, Some(Word("t/yr".to_owned())));
        assert_eq!(file.flows[0].wide[0].values.temperature_c, Some(Word("150".to_owned())));
        assert_eq!(file.matching.radius["heat"], 30.0);
        assert_eq!(file.territory.within_km, Some(vec![5.0, 20.0]));
        assert_eq!(file.pooling.threshold["paper"], "80 t/yr");
        assert_eq!(file.pooling.hubs.and_then(|hubs| hubs.capacity), Some("room".to_owned()));
        assert_eq!(file.allocation.front, Some(["carbon".to_owned(), "euros".to_owned()]));
    }

    #[test]
    fn a_typo_is_named_with_what_was_meant() {
        let error = StudyFile::parse("[sites]\npath = \"s\"\ndelimeter = \";\"").unwrap_err();
        assert!(error.contains("`delimeter` in [sites]") && error.contains("`delimiter`"), "{error}");
        let error = StudyFile::parse("[sites]\npath = \"s\"\n[matching]\nradiuskm = 3").unwrap_err();
        assert!(error.contains("line 4") && error.contains("radius_km"), "{error}");
        let error =
            StudyFile::parse("[sites]\npath = \"s\"\n[pooling.hubs]\npath = \"h\"\ncapasity = \"c\"").unwrap_err();
        assert!(error.contains("`capasity` in [pooling.hubs]") && error.contains("`capacity`"), "{error}");
        assert!(StudyFile::parse("[study]\nname = \"x\"").unwrap_err().contains("sites"));
        assert!(StudyFile::parse("[sites]\nid = \"x\"").unwrap_err().contains("path"));
    }
}
