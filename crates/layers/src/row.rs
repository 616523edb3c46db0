//! Rows: what every format writes.

use std::borrow::Cow;

use geo_types::MultiPolygon;
use maillon_model::{IdKind, Position};

/// One value of a row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value<'a> {
    /// Not known: never a zero.
    Null,
    Text(Cow<'a, str>),
    Integer(i64),
    /// Always finite.
    Real(f64),
}

impl<'a> Value<'a> {
    /// An id typed like the user's own, so that layers join with the user's tables.
    pub(crate) fn id(id: &'a str, kind: IdKind) -> Self {
        match (kind, id.parse()) {
            (IdKind::Integer, Ok(number)) => Self::Integer(number),
            _ => Self::Text(id.into()),
        }
    }

    /// The same without what it was borrowed from.
    pub(crate) fn owned<'b>(self) -> Value<'b> {
        match self {
            Self::Null => Value::Null,
            Self::Text(text) => Value::Text(text.into_owned().into()),
            Self::Integer(number) => Value::Integer(number),
            Self::Real(number) => Value::Real(number),
        }
    }

    /// A number; what is not known, or past all numbers, is null.
    pub(crate) fn real(number: impl Into<Option<f64>>) -> Self {
        number.into().filter(|n| n.is_finite()).map_or(Self::Null, Self::Real)
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<u32> for Value<'_> {
    fn from(number: u32) -> Self {
        Self::Integer(number.into())
    }
}

impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// Where a row is on the map.
#[derive(Debug, Clone)]
pub(crate) enum Geometry<'a> {
    Point(Position),
    /// From the one to the other, the short way round.
    Line(Position, Position),
    /// From the first to the last by way of the middle one.
    Route([Position; 3]),
    Polygons(Cow<'a, MultiPolygon<f64>>),
}

/// One row of a layer: as many values as the layer has fields.
#[derive(Debug)]
pub(crate) struct Row<'a> {
    pub(crate) geometry: Option<Geometry<'a>>,
    pub(crate) values: Vec<Value<'a>>,
}

/// The one geometry type of all rows of a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GeometryKind {
    Point,
    Line,
    Polygon,
    /// A table, which is not on the map.
    None,
}

impl GeometryKind {
    /// The word the page of columns uses.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Point => "points",
            Self::Line => "lines",
            Self::Polygon => "polygons",
            Self::None => "none",
        }
    }
}
