//! Features to rows, and what the file says besides.

use maillon_model::IssueCode;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use serde_json::{Map, Value as Json};

use super::lint;
use crate::read::geometry::{Locator, geojson_shape, without_place};
use crate::read::text::Bound;
use crate::read::{Defect, GeometryFrom, Row, Shape, Sink, Value};

/// A feature as it stands in the file. Its geometry is read apart, so that a bad one does not lose the properties.
#[derive(Deserialize)]
#[serde(expecting = "a Feature")]
struct Feature<'f> {
    #[serde(rename = "type")]
    kind: Option<Json>,
    #[serde(borrow)]
    geometry: Option<&'f RawValue>,
    id: Option<Json>,
    properties: Option<Map<String, Json>>,
    #[serde(borrow)]
    bbox: Option<&'f RawValue>,
    features: Option<IgnoredAny>,
    coordinates: Option<IgnoredAny>,
    geometries: Option<IgnoredAny>,
}

/// What makes a row.
pub(super) struct Parts<'f> {
    pub(super) geometry: Option<&'f str>,
    pub(super) id: Option<Json>,
    pub(super) properties: Option<Map<String, Json>>,
}

/// Takes features, gives rows, and remembers the rest.
pub(super) struct Collector<'s> {
    wanted: &'s [String],
    sink: Sink<'s>,
    bound: Bound,
    plain: bool,
    locator: Option<Locator>,
    crs: Option<String>,
    /// The properties seen, and which of the wanted columns each is.
    seen: FxHashMap<String, Option<usize>>,
    has_id: bool,
    /// All property names, in order of appearance.
    pub(super) columns: Vec<String>,
    /// Features so far, bad ones included: the number of the last one.
    pub(super) count: u64,
    /// Rows given to the sink.
    pub(super) rows: u64,
    pub(super) defects: Vec<Defect>,
    /// What RFC 7946 would have otherwise, the first feature where, and in how many.
    odd: Vec<(String, u64, u64)>,
}

impl<'s> Collector<'s> {
    pub(super) fn new(geometry: &GeometryFrom, wanted: &'s [String], sink: Sink<'s>, bound: Bound) -> Self {
        Self {
            wanted,
            sink,
            bound,
            plain: *geometry == GeometryFrom::None,
            locator: Locator::named(geometry),
            crs: None,
            seen: FxHashMap::default(),
            has_id: false,
            columns: Vec::new(),
            count: 0,
            rows: 0,
            defects: Vec::new(),
            odd: Vec::new(),
        }
    }

    /// A member of a collection.
    pub(super) fn feature(&mut self, raw: &str) {
        match serde_json::from_str::<Feature<'_>>(raw) {
            Ok(feature) if feature.kind.as_ref().is_some_and(|k| k == "Feature") => {
                let geometry = feature.geometry.map(RawValue::get);
                if let Some(what) = feature.bbox.and_then(|bbox| lint::bbox(bbox.get())) {
                    self.remark(what);
                }
                let others = [
                    ("features", feature.features.is_some()),
                    ("coordinates", feature.coordinates.is_some()),
                    ("geometries", feature.geometries.is_some()),
                ];
                for (name, _) in others.iter().filter(|(_, there)| *there) {
                    self.out_of_place("Feature", name);
                }
                self.row(Parts { geometry, id: feature.id, properties: feature.properties });
            }
            Ok(Feature { kind: Some(kind), .. }) => {
                self.refuse(IssueCode::BadFeature, format!("its type is {kind}, not \"Feature\""))
            }
            Ok(Feature { kind: None, .. }) => {
                self.refuse(IssueCode::BadFeature, "it has no `type`; \"Feature\" is expected".to_owned())
            }
            Err(e) => self.refuse(IssueCode::BadFeature, without_place(&e)),
        }
    }

    /// A feature that is a file, or a line, of its own.
    pub(super) fn lone(&mut self, geometry: Option<&RawValue>, id: Option<&RawValue>, properties: Option<&RawValue>) {
        let id = id.and_then(|raw| serde_json::from_str(raw.get()).ok());
        let geometry = geometry.map(RawValue::get);
        match properties.map_or(Ok(None), |raw| serde_json::from_str(raw.get())) {
            Ok(properties) => self.row(Parts { geometry, id, properties }),
            Err(e) => self.refuse(IssueCode::BadFeature, without_place(&e)),
        }
    }

    /// Gives the feature to the sink.
    pub(super) fn row(&mut self, parts: Parts<'_>) {
        self.bound.renew();
        self.count += 1;
        self.rows += 1;
        let properties = parts.properties.unwrap_or_default();
        for name in properties.keys() {
            if !self.seen.contains_key(name) {
                self.seen.insert(name.clone(), self.wanted.iter().position(|wanted| wanted == name));
                self.columns.push(name.clone());
            }
        }
        if matches!(parts.id, Some(Json::Object(_) | Json::Array(_) | Json::Bool(_))) {
            self.remark_at(self.count, "the `id` of a feature is neither text nor a number");
        }
        let id = parts.id.map_or(Value::Null, value);
        self.has_id |= id != Value::Null;
        let field = |name: &String| match properties.get(name) {
            Some(json) => value(json.clone()),
            None if name == "id" => id.clone(),
            None => Value::Null,
        };
        let (mut mended, mut odd) = (None, Vec::new());
        let shape = match &mut self.locator {
            _ if self.plain => Shape::NoGeometry,
            Some(locator) => {
                let values: Vec<Value> = locator.columns().iter().map(field).collect();
                locator.shape(&values)
            }
            None => parts.geometry.map_or(Shape::Null, |json| {
                geojson_shape(json, &mut |value| {
                    let remarks = lint::remarks(value);
                    (mended, odd) = (remarks.mended, remarks.odd);
                })
            }),
        };
        let mut values = vec![Value::Null; self.wanted.len()];
        if let Some(slot) = self.wanted.iter().position(|name| name == "id") {
            values[slot] = id;
        }
        for (name, json) in properties {
            if let Some(Some(slot)) = self.seen.get(&name) {
                values[*slot] = value(json);
            }
        }
        (self.sink)(&mut Row::new(self.count, shape, values));
        if let Some(what) = mended {
            self.defect(IssueCode::InvalidGeometry, Some(self.count), what.to_owned());
        }
        odd.into_iter().for_each(|what| self.remark_at(self.count, what));
    }

    /// Notes what is odd about the feature that comes next.
    pub(super) fn remark(&mut self, what: &str) {
        self.remark_at(self.count + 1, what);
    }

    /// Notes a member that another type of object has.
    pub(super) fn out_of_place(&mut self, kind: &str, member: &str) {
        self.remark(&format!(
            "a {kind} has a member `{member}`, which RFC 7946 keeps for other types; it was passed over"
        ));
    }

    fn remark_at(&mut self, feature: u64, what: &str) {
        match self.odd.iter_mut().find(|(known, ..)| known == what) {
            Some((.., count)) => *count += 1,
            None => self.odd.push((what.to_owned(), feature, 1)),
        }
    }

    /// Each oddity is said once, at the first feature that has it.
    pub(super) fn tell_oddities(&mut self) {
        for (what, feature, count) in std::mem::take(&mut self.odd) {
            let others = match count {
                1 => String::new(),
                n => format!(" (and so in {} others)", n - 1),
            };
            self.defect(IssueCode::OffStandard, Some(feature), format!("{what}{others}"));
        }
    }

    /// Counts a feature that is none.
    pub(super) fn refuse(&mut self, code: IssueCode, message: String) {
        self.bound.renew();
        self.count += 1;
        self.defect(code, Some(self.count), message);
    }

    pub(super) fn defect(&mut self, code: IssueCode, feature: Option<u64>, message: String) {
        self.defects.push(Defect { code, feature, message });
    }

    /// The `crs` member that GeoJSON had before RFC 7946; the first one counts.
    pub(super) fn name_crs(&mut self, raw: &str) {
        #[derive(Deserialize)]
        struct Named {
            properties: Properties,
        }
        #[derive(Deserialize)]
        struct Properties {
            name: Option<String>,
            code: Option<u32>,
        }
        if let Ok(Named { properties }) = serde_json::from_str(raw) {
            let text = properties.name.or(properties.code.map(|code| format!("EPSG:{code}")));
            self.crs = self.crs.take().or(text);
        }
    }

    /// What the file, or its rows, say of the coordinates.
    pub(super) fn crs(&self) -> Option<String> {
        self.locator.as_ref().and_then(Locator::crs).or_else(|| self.crs.clone())
    }

    /// The properties, and `id` where features have one of their own.
    pub(super) fn columns(&self) -> Vec<String> {
        let mut columns = self.columns.clone();
        if self.has_id && !self.seen.contains_key("id") {
            columns.push("id".to_owned());
        }
        columns
    }

    /// The column that was to give the geometry and that no feature has.
    pub(super) fn missing_geometry_column(&self) -> Option<String> {
        let mut named = self.locator.iter().flat_map(|l| l.columns());
        named.find(|c| self.rows > 0 && !self.seen.contains_key(*c)).cloned()
    }
}

/// A property's value.
fn value(json: Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(b) => Value::Bool(b),
        Json::Number(n) => match (n.as_i64(), n.as_f64()) {
            (Some(i), _) => Value::Int(i),
            (None, Some(f)) => Value::Real(f),
            (None, None) => Value::Text(n.to_string().into()),
        },
        Json::String(s) => Value::text(&s),
        json @ (Json::Array(_) | Json::Object(_)) => Value::Json(Box::new(json)),
    }
}
