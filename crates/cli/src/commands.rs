//! One command, one file.

pub(crate) mod batch;
pub(crate) mod check;
pub(crate) mod compare;
pub(crate) mod explain;
pub(crate) mod generate;
pub(crate) mod init;
pub(crate) mod match_;
pub(crate) mod reject;
pub(crate) mod resources;
pub(crate) mod site;
pub(crate) mod whatif;
