//! What breaks if something falls away: demands, sites, links, and the network as a whole.

pub(crate) mod attacks;
pub(crate) mod bridges;
pub(crate) mod cascades;
pub(crate) mod demands;
pub(crate) mod links;
pub(crate) mod losses;
pub(crate) mod sites;
