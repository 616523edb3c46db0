//! Coordinates in the other order, in the ways that texts hold them.

use serde_json::Value as Json;

/// WKT or EWKT, or a geometry as GeoJSON; `None` where it is neither, or no longitude and latitude.
pub(super) fn text(text: &str) -> Option<String> {
    if text.trim_start().starts_with('{') {
        let mut json = serde_json::from_str(text).ok()?;
        geometry(&mut json)?;
        return Some(json.to_string());
    }
    wkt(text)
}

/// A GeoJSON geometry; `None`, and half done, where it is none.
pub(super) fn geometry(json: &mut Json) -> Option<()> {
    if let Some(parts) = json.get_mut("geometries").and_then(Json::as_array_mut) {
        return parts.iter_mut().try_for_each(geometry);
    }
    positions(json.get_mut("coordinates")?)
}

fn positions(json: &mut Json) -> Option<()> {
    let list = json.as_array_mut()?;
    match list.as_slice() {
        [Json::Number(x), Json::Number(y), ..] => {
            degrees(x.as_f64()?, y.as_f64()?)?;
            list.swap(0, 1);
            Some(())
        }
        _ => list.iter_mut().try_for_each(positions),
    }
}

fn wkt(text: &str) -> Option<String> {
    let (head, rest) = text.split_at(text.find('(')?);
    let mut swapped = head.to_owned();
    let mut tuple = String::new();
    for c in rest.chars() {
        if !matches!(c, '(' | ')' | ',') {
            tuple.push(c);
            continue;
        }
        let words: Vec<&str> = tuple.split_whitespace().collect();
        match words.as_slice() {
            [x, y, more @ ..] if x.parse::<f64>().is_ok() => {
                degrees(x.parse().ok()?, y.parse().ok()?)?;
                swapped.push_str(&[&[*y, *x], more].concat().join(" "));
            }
            _ => swapped.push_str(&tuple),
        }
        tuple.clear();
        swapped.push(c);
    }
    swapped.push_str(&tuple);
    Some(swapped)
}

/// Projected coordinates are not mended by changing places: what was swapped is seen only once they are degrees.
pub(super) fn degrees(x: f64, y: f64) -> Option<()> {
    (x.abs() <= 180.0 && y.abs() <= 180.0).then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_swapped_in_place() {
        for (before, after) in [
            ("POINT(57.03 9.86)", Some("POINT(9.86 57.03)")),
            ("SRID=4326;POINT Z (57.03 9.86 3)", Some("SRID=4326;POINT Z (9.86 57.03 3)")),
            ("MULTIPOINT((1 2),(3 4))", Some("MULTIPOINT((2 1),(4 3))")),
            ("POLYGON((1 2, 3 4,5 6,1 2))", Some("POLYGON((2 1,4 3,6 5,2 1))")),
            (r#"{"type":"Point","coordinates":[57.03,9.86]}"#, Some(r#"{"type":"Point","coordinates":[9.86,57.03]}"#)),
            ("POINT(652381 6862047)", None),
            ("Paris", None),
            ("{}", None),
        ] {
            assert_eq!(text(before).as_deref(), after, "{before}");
        }
    }
}
