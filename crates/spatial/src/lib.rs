//! Who is near, and which zone holds a place: geodesic metres on WGS 84, a packed tree of points and an R-tree of zones.
//!
//! [`geodesic`] is the reference, [`distance`] its equal to a tenth of a millimetre for neighbours. [`PointIndex`] joins
//! points with all others in reach of them, and answers radius and nearest-neighbour queries, the same at the poles and across the antimeridian as anywhere else. [`ZoneIndex`] says which polygons hold a position.

mod arc;
mod geocentric;
mod geodesic;
mod index;
mod leaf;
mod tree;
mod zones;

pub use arc::distance;
pub use geocentric::geocentric;
pub use geodesic::geodesic;
pub use index::{Near, PointIndex};
pub use zones::{ZoneIndex, zones_of_sites};
