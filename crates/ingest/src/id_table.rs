//! Which ids are taken, without a copy of them.

use std::hash::BuildHasher;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

/// Finds ids that lie in a list of the caller's, by their place in it.
#[derive(Debug, Default)]
pub(crate) struct IdTable(HashTable<u32>);

impl IdTable {
    /// The place of an id; `at` reads the list.
    pub(crate) fn find<'l>(&self, id: &str, at: impl Fn(u32) -> &'l str) -> Option<u32> {
        self.0.find(hash(id), |place| at(*place) == id).copied()
    }

    /// Takes in an id that is not there yet and will lie at `place`.
    pub(crate) fn insert<'l>(&mut self, id: &str, place: u32, at: impl Fn(u32) -> &'l str) {
        self.0.insert_unique(hash(id), place, |place| hash(at(*place)));
    }
}

fn hash(id: &str) -> u64 {
    FxBuildHasher.hash_one(id)
}
