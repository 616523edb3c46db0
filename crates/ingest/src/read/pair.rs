//! A place in one cell, `51.03, 2.36`: latitude and longitude, as maps and open-data portals hand them out.

use super::angle;
use super::geometry::coordinate;

/// Names of columns that hold such pairs, in lower case.
pub(super) const COLUMNS: &[&str] = &[
    "geo_point_2d",
    "geo_point",
    "latlong",
    "latlon",
    "latlng",
    "lat_lon",
    "lat_long",
    "lat_lng",
    "lat/lon",
    "lat/long",
    "lat/lng",
    "lat,lon",
    "lat, lon",
    "lat,long",
    "lat, long",
    "latitude/longitude",
    "latitude,longitude",
    "latitude, longitude",
    "lonlat",
    "lon_lat",
    "lon/lat",
    "lon,lat",
    "lon, lat",
    "longitude/latitude",
    "longitude,latitude",
    "longitude, latitude",
    "coordonnees",
    "coordonnées",
    "coordonnees gps",
    "coordonnées gps",
    "coordonnées géographiques",
    "coordinates",
    "gps",
];

/// Larger than any angle: eastings and northings.
const DEGREES: f64 = 360.0;

/// East and north of a pair; `None` where the text is none. Latitude comes first, but where the column's name begins with the
/// longitude, letters (`2°21'E 48°51'N`) say so, or the numbers are eastings and northings, which come in that order.
pub(super) fn read(text: &str, column: &str) -> Option<(f64, f64)> {
    let text = text.trim().trim_start_matches('(').trim_end_matches(')').trim();
    let (first, second) = halves(text)?;
    let (a, b) = (coordinate(first)?, coordinate(second)?);
    let column = column.trim().to_lowercase();
    let east = |half: &str| half.trim().to_uppercase().contains(['E', 'W', 'O']);
    let east_first =
        east(first) || column.starts_with("lon") || column.starts_with('x') || a.abs() > DEGREES || b.abs() > DEGREES;
    Some(if east_first && !east(second) { (a, b) } else { (b, a) })
}

/// The two numbers of a text. What parts them is told from a decimal comma by what stands around it.
fn halves(text: &str) -> Option<(&str, &str)> {
    let begins = text.chars().next()?;
    if !(begins.is_ascii_digit()
        || matches!(begins.to_ascii_uppercase(), '-' | '+' | '.' | 'N' | 'S' | 'E' | 'W' | 'O'))
    {
        return None;
    }
    let both = |(first, second): (&str, &str)| coordinate(first).is_some() && coordinate(second).is_some();
    let at = |separator: &str| text.split_once(separator).filter(|halves| both(*halves));
    if let Some(halves) = [";", "|", "/", ", "].into_iter().find_map(at) {
        return Some(halves);
    }
    let cut = |(at, sign): (usize, &str)| Some((&text[..at], &text[at + sign.len()..])).filter(|halves| both(*halves));
    let commas: Vec<(usize, &str)> = text.match_indices(',').collect();
    match *commas {
        // `51,03` alone is a number.
        [at] if text.contains('.') => return cut(at),
        [_, at, _] => return cut(at),
        _ => {}
    }
    let spaces = || text.match_indices(char::is_whitespace);
    let mut parted = spaces().filter_map(cut);
    match (parted.next(), parted.next()) {
        (Some(halves), None) => Some(halves),
        // Of angles written with blanks, the letter tells where one ends.
        _ => {
            let mut angles =
                spaces().filter_map(cut).filter(|(a, b)| angle::read(a).is_some() && angle::read(b).is_some());
            let side = |c: char| c.is_alphabetic();
            let parted = |(first, second): &(&str, &str)| {
                if begins.is_alphabetic() { second.trim().starts_with(side) } else { first.trim().ends_with(side) }
            };
            angles.find(parted)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latitude_first_unless_something_says_otherwise() {
        let here = Some((2.36, 51.03));
        for text in [
            "51.03, 2.36",
            "51.03,2.36",
            "51.03 2.36",
            " 51.03;2.36 ",
            "51.03 / 2.36",
            "(51.03, 2.36)",
            "51,03 2,36",
            "51,03;2,36",
            "51,03, 2,36",
            "51,03,2,36",
            "51.03\u{a0}2.36",
            "51.03N, 2.36E",
            "2.36E 51.03N",
        ] {
            assert_eq!(read(text, "geo_point_2d"), here, "{text}");
        }
        assert_eq!(read("2.36, 51.03", "Lon/Lat"), here);
        assert_eq!(read("48°51'36\"N 2°21'36\"O", "gps"), Some((-2.36, 48.86)));
        assert_eq!(read("48° 51' 36\" N 2° 21' 36\" E", "gps"), Some((2.36, 48.86)));
        assert_eq!(read("N 48° 51' 36\" E 2° 21' 36\"", "gps"), Some((2.36, 48.86)));
        assert_eq!(read("652381.5, 6862047.25", "coordonnées"), Some((652_381.5, 6_862_047.25)));
        assert_eq!(read("-21, 55.5", "gps"), Some((55.5, -21.0)));
    }

    #[test]
    fn what_is_no_pair_is_none() {
        for text in [
            "",
            "51,03",
            "51.03",
            "51.03, 2.36, 12",
            "Paris, France",
            "12 rue Haute",
            "1 2 3",
            "nan, 1",
            "POINT(1 2)",
            "é, è",
            "1,2,3,4,5",
        ] {
            assert_eq!(read(text, "gps"), None, "{text}");
        }
    }
}
