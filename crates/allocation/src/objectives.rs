//! One objective per file.

pub(crate) mod carbon;
pub(crate) mod euros;
pub(crate) mod fair;
pub(crate) mod participation;
pub(crate) mod score;
pub(crate) mod tonnes;
pub(crate) mod transport;
