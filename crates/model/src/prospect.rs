//! What a new firm would find at a place.

use geo_types::MultiPolygon;

use crate::flow::FlowIx;
use crate::measure::{Distance, Score};
use crate::place::{Position, ZoneIx};
use crate::quantity::{Dimension, Quantity};

/// A place where a new firm could settle.
#[derive(Debug, Clone, PartialEq)]
pub struct Plot {
    /// The zone, or none for a cell of a grid.
    pub zone: Option<ZoneIx>,
    /// The zone's id, or the cell's row and column.
    pub id: Box<str>,
    /// Where distances are measured from.
    pub position: Position,
    /// Its surface: longitude and latitude in degrees; longitudes may run past 180.
    pub geometry: MultiPolygon<f64>,
}

/// A flow of the study that a flow of the new firm could meet.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Encounter {
    /// The flow of the firm's profile, by its place there.
    pub own: u32,
    /// The flow of the study.
    pub other: FlowIx,
    /// Between the place and the other's site.
    pub distance: Distance,
    /// That of the pair.
    pub score: Score,
    /// What share of the firm's own amount the other covers by itself; `None` where that is not known.
    pub covers: Option<f64>,
}

/// What a place offers.
#[derive(Debug, Clone, PartialEq)]
pub struct Prospect {
    /// Mean over the profile's flows of what each would find: 1 where every flow is wholly met by perfect partners.
    pub score: Score,
    /// Sites that the firm could give to.
    pub takers: u32,
    /// Sites that it could take from.
    pub givers: u32,
    /// Flows of the profile that count: they exist on the study's date, and none repeats another.
    pub flows: u32,
    /// Of these, flows that find a partner.
    pub served: u32,
    /// Of these, flows that count by their best score alone: their amount, or every partner's, is not known.
    pub unweighed: u32,
    /// Per dimension, what it could give, of its known amounts to known needs.
    pub gives: Vec<Quantity>,
    /// Per dimension, what it could get, likewise.
    pub gets: Vec<Quantity>,
    /// The best partners of each flow, the best first.
    pub best: Vec<Encounter>,
}

/// A new firm, the places it could settle in, and what each offers.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Siting {
    /// The places.
    pub plots: Vec<Plot>,
    /// What each offers, by place.
    pub prospects: Vec<Prospect>,
    /// Places from the best to the least.
    pub order: Vec<u32>,
    /// The firm's flows: in words, such as `gives heat.steam`.
    pub profile: Vec<String>,
    /// What the firm's known amounts count, in the order tables list them.
    pub dimensions: Vec<Dimension>,
}
