//! A run as one web page, for those who have no GIS: the mayor, the director of a firm.
//!
//! [`write()`] takes a [`Run`](maillon_layers::Run) and writes one HTML file that needs nothing else: no network, no
//! server, no installed program but a browser. It says what the territory could gain and how surely, shows a map to
//! move in, the best synergies to sort and search, what flows between resource families and zones, what is left and
//! why, how good the data is, and by which method and factors all that was found; in the study's language.
//!
//! Texts, numbers and charts are in the page as it is written (`sections/`), so that it prints, and reads where
//! scripts do not run. A script of ours (`assets/`) makes the map move and the table sort, from the data in `data`.

mod charts;
mod data;
mod figures;
mod map;
mod page;
mod sections;
mod shown;
mod words;
mod words_of;

pub use page::{Facts, write};
