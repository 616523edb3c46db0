//! Which place has which id.

use std::cell::OnceCell;
use std::hash::BuildHasher;

use hashbrown::HashTable;
use maillon_model::{Flow, Site};
use rustc_hash::FxBuildHasher;

/// A thing with an id; the empty one is none.
pub(crate) trait Identified {
    fn id(&self) -> &str;
}

impl Identified for Site {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Identified for Flow {
    fn id(&self) -> &str {
        &self.id
    }
}

/// The places in a list by id. Most files have their ids in ascending order, and then nobody need look for one that comes
/// after the last: the table is made for the first that does not.
#[derive(Debug, Default)]
pub(crate) struct Ids {
    table: OnceCell<HashTable<u32>>,
    /// Where the greatest id stands.
    greatest: Option<u32>,
}

impl Ids {
    /// The place of an id in `list`.
    pub(crate) fn find<T: Identified>(&self, id: &str, list: &[T]) -> Option<u32> {
        if self.is_greatest(id, list) {
            return None;
        }
        let table = self.table.get_or_init(|| {
            let mut table = HashTable::with_capacity(list.len());
            for (thing, at) in list.iter().zip(0..).filter(|(thing, _)| !thing.id().is_empty()) {
                table.insert_unique(hash(thing.id()), at, |at| hash(list[*at as usize].id()));
            }
            table
        });
        table.find(hash(id), |at| list[*at as usize].id() == id).copied()
    }

    /// Takes the last of `list`, whose id no other has.
    pub(crate) fn add<T: Identified>(&mut self, list: &[T]) {
        let Some(id) = list.last().map(T::id).filter(|id| !id.is_empty()) else { return };
        let (at, before) = ((list.len() - 1) as u32, &list[..list.len() - 1]);
        if self.is_greatest(id, before) {
            self.greatest = Some(at);
        }
        if let Some(table) = self.table.get_mut() {
            table.insert_unique(hash(id), at, |at| hash(list[*at as usize].id()));
        }
    }

    fn is_greatest<T: Identified>(&self, id: &str, list: &[T]) -> bool {
        self.greatest.is_none_or(|at| id > list[at as usize].id())
    }
}

fn hash(id: &str) -> u64 {
    FxBuildHasher.hash_one(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Identified for &str {
        fn id(&self) -> &str {
            self
        }
    }

    #[test]
    fn every_id_is_found_in_whatever_order_they_came() {
        for order in [["a", "b", "", "c", "d"], ["d", "", "c", "b", "a"], ["b", "a", "d", "c", ""]] {
            let (mut ids, mut list) = (Ids::default(), Vec::new());
            for id in order {
                assert!(id.is_empty() || ids.find(id, &list).is_none(), "{order:?} {id}");
                list.push(id);
                ids.add(&list);
                for (at, known) in list.iter().enumerate().filter(|(_, known)| !known.is_empty()) {
                    assert_eq!(ids.find(known, &list), Some(at as u32), "{order:?}");
                }
            }
        }
    }
}
