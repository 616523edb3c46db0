//! The outermost JSON value of a GeoJSON file, whatever the order of its members.

use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::collect::{Collector, Parts};
use super::lint;

/// Reads one value: a FeatureCollection, a Feature or a geometry.
pub(super) struct Top<'c, 's>(pub(super) &'c mut Collector<'s>);

impl<'de> DeserializeSeed<'de> for Top<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Top<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a FeatureCollection, a Feature or a geometry")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut kind = None;
        let mut collection = false;
        let mut twice = false;
        let mut others: Vec<&'static str> = Vec::new();
        let mut kept: Vec<(&'static str, Box<RawValue>)> = Vec::new();
        while let Some(key) = map.next_key::<String>()? {
            match KEPT.iter().find(|k| **k == key) {
                Some(key) => {
                    others.push(key);
                    kept.push((key, map.next_value()?));
                }
                None if key == "type" => {
                    twice |= kind.is_some();
                    kind = Some(map.next_value::<serde_json::Value>()?);
                }
                None if key == "features" => {
                    map.next_value_seed(Features(self.0))?;
                    collection = true;
                }
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        let member = |name: &str| kept.iter().rev().find(|(key, _)| *key == name).map(|(_, raw)| &**raw);
        if let Some(crs) = member("crs") {
            self.0.name_crs(crs.get());
        }
        if twice {
            self.0.remark("the member `type` stands twice; the last one was used");
        }
        if let Some(what) = member("bbox").and_then(|bbox| lint::bbox(bbox.get())) {
            self.0.remark(what);
        }
        let kind = kind.as_ref().and_then(|k| k.as_str());
        if collection {
            others.push("features");
        }
        for member in others.into_iter().filter(|member| !kind.is_some_and(|kind| belongs(member, kind))) {
            self.0.out_of_place(kind.unwrap_or("value"), member);
        }
        match kind {
            Some("FeatureCollection") if collection => {}
            Some("FeatureCollection") => return Err(A::Error::custom("a FeatureCollection without `features`")),
            Some("Feature") => {
                let (geometry, id) = (member("geometry"), member("id"));
                self.0.lone(geometry, id, member("properties"));
            }
            Some(name) if GEOMETRIES.contains(&name) => {
                let members =
                    ["coordinates", "geometries"].map(|key| member(key).map(|raw| format!(",\"{key}\":{}", raw.get())));
                let geometry = format!("{{\"type\":\"{name}\"{}}}", members.into_iter().flatten().collect::<String>());
                self.0.row(Parts { geometry: Some(&geometry), id: None, properties: None });
            }
            Some("Topology") => return Err(A::Error::custom("it is TopoJSON")),
            Some(other) => return Err(A::Error::custom(format_args!("its type is `{other}`"))),
            None => return Err(A::Error::custom("it has no `type`")),
        }
        Ok(())
    }
}

/// Members that are kept as they stand until the type is known.
const KEPT: &[&str] = &["crs", "bbox", "geometry", "id", "properties", "coordinates", "geometries"];

/// Whether a type of object may have a member, or nobody minds.
fn belongs(member: &str, kind: &str) -> bool {
    match member {
        "features" => kind == "FeatureCollection",
        "geometry" | "properties" => kind == "Feature",
        "coordinates" => GEOMETRIES.contains(&kind) && kind != "GeometryCollection",
        "geometries" => kind == "GeometryCollection",
        _ => true,
    }
}

const GEOMETRIES: &[&str] =
    &["Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection"];

/// Passes each feature on as it comes.
struct Features<'c, 's>(&'c mut Collector<'s>);

impl<'de> DeserializeSeed<'de> for Features<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Features<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of features")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while let Some(raw) = seq.next_element::<Box<RawValue>>()? {
            self.0.feature(raw.get());
        }
        Ok(())
    }
}
