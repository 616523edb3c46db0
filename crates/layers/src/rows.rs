//! Rows of a layer: made in batches, on whatever threads there are, and taken in their order.

use std::collections::VecDeque;
use std::iter::{empty, from_fn, once};
use std::sync::{Arc, mpsc};

use crate::row::Row;

/// Items whose rows are made together. No source: a choice of ours, some hundred kilobytes of the widest layer.
const BATCH: usize = 256;

/// The first batch is a single item, so that to ask whether there are rows costs little; each is so many times the last.
const GROWTH: usize = 4;

/// Rows that are made when they are asked for: a layer of ten million is never held in memory.
pub(crate) struct Rows<'a>(Box<dyn Iterator<Item = Batch<'a>> + 'a>);

/// Some rows that follow one another.
struct Batch<'a> {
    make: Box<dyn FnOnce() -> Vec<Row<'a>> + Send + 'a>,
    /// Worth another thread.
    full: bool,
}

/// The result of a batch.
enum Waiting<'a, R, E> {
    /// Not begun.
    Here(Batch<'a>),
    /// Another thread sends it.
    There(mpsc::Receiver<Result<R, E>>),
}

impl<'a> Rows<'a> {
    pub(crate) fn none() -> Self {
        Self(Box::new(empty()))
    }

    /// A row for each item.
    pub(crate) fn of<T: Send + 'a>(
        items: impl IntoIterator<Item = T, IntoIter: 'a>,
        row: impl Fn(T) -> Row<'a> + Send + Sync + 'a,
    ) -> Self {
        Self::of_each(items, move |item| [row(item)])
    }

    /// Any number of rows for each item.
    pub(crate) fn of_each<T: Send + 'a, R: IntoIterator<Item = Row<'a>>>(
        items: impl IntoIterator<Item = T, IntoIter: 'a>,
        rows: impl Fn(T) -> R + Send + Sync + 'a,
    ) -> Self {
        let (mut items, rows) = (items.into_iter(), Arc::new(rows));
        let mut size = 1;
        Self(Box::new(from_fn(move || {
            let batch: Vec<T> = items.by_ref().take(size).collect();
            if batch.is_empty() {
                return None;
            }
            let full = batch.len() == BATCH;
            size = BATCH.min(size * GROWTH);
            let rows = Arc::clone(&rows);
            Some(Batch { make: Box::new(move || batch.into_iter().flat_map(|item| rows(item)).collect()), full })
        })))
    }

    /// The same, each with something done to it.
    pub(crate) fn each(self, change: impl Fn(&mut Row<'a>) + Send + Sync + 'a) -> Self {
        let change = Arc::new(change);
        Self(Box::new(self.0.map(move |Batch { make, full }| {
            let change = Arc::clone(&change);
            let make = move || {
                let mut rows = make();
                rows.iter_mut().for_each(|row| change(row));
                rows
            };
            Batch { make: Box::new(make), full }
        })))
    }

    /// The same from the first batch on that holds a row which `takes` accepts; none where nothing is accepted.
    pub(crate) fn from(mut self, takes: fn(&Row) -> bool) -> Option<Self> {
        let rows = self.0.by_ref().map(|batch| (batch.make)()).find(|rows| rows.iter().any(takes))?;
        let first = Batch { make: Box::new(move || rows), full: false };
        Some(Self(Box::new(once(first).chain(self.0))))
    }

    /// One after the other, made on this thread.
    #[cfg(test)]
    pub(crate) fn iter(self) -> impl Iterator<Item = Row<'a>> + 'a {
        self.0.flat_map(|batch| (batch.make)())
    }

    /// Has the pool's threads make rows ahead of `take`, which gets them one after the other.
    ///
    /// # Errors
    /// As [`Self::ahead`].
    pub(crate) fn each_ahead<E: Send>(self, mut take: impl FnMut(Row<'a>) -> Result<(), E>) -> Result<(), E> {
        let keep = |rows, all: &mut Vec<Row<'a>>| {
            *all = rows;
            Ok(())
        };
        self.ahead(keep, |rows| rows.drain(..).try_for_each(&mut take))
    }

    /// Has the pool's threads make rows and `work` them into something, a few batches ahead of `take`, which gets it in the
    /// rows' order, on this thread. It waits for them: it may not be one of the pool's. What was taken is worked over by a later
    /// batch, as what has grown to a batch's size need not grow again: `work` finds in it what an earlier one left.
    ///
    /// # Errors
    /// The first of `work`'s and `take`'s, in the rows' order; no more is made then.
    pub(crate) fn ahead<R: Default + Send, E: Send>(
        self,
        work: impl Fn(Vec<Row<'a>>, &mut R) -> Result<(), E> + Sync,
        mut take: impl FnMut(&mut R) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut batches = self.0.fuse();
        let work = &|batch: Batch<'a>, mut result: R| work((batch.make)(), &mut result).map(|()| result);
        let most = 2 * rayon::current_num_threads() + 2;
        let (mut waiting, mut spare) = (VecDeque::new(), Vec::<R>::new());
        rayon::in_place_scope(|scope| {
            loop {
                while waiting.len() < most
                    && let Some(batch) = batches.next()
                {
                    if !batch.full {
                        waiting.push_back(Waiting::Here(batch));
                        // To look further would only delay it.
                        break;
                    }
                    let result = spare.pop().unwrap_or_default();
                    let (send, receive) = mpsc::sync_channel(1);
                    // Nobody receives what is no longer wanted.
                    scope.spawn(move |_| drop(send.send(work(batch, result))));
                    waiting.push_back(Waiting::There(receive));
                }
                let mut result = match waiting.pop_front() {
                    None => return Ok(()),
                    Some(Waiting::Here(batch)) => work(batch, spare.pop().unwrap_or_default()),
                    Some(Waiting::There(receive)) => match receive.recv() {
                        Ok(result) => result,
                        // It sends unless it panics, and then the scope does too.
                        Err(_) => return Ok(()),
                    },
                }?;
                take(&mut result)?;
                spare.push(result);
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::row::Value;

    fn numbers<'a>(count: u32) -> Rows<'a> {
        Rows::of(0..count, |i| Row { geometry: None, values: vec![i.into()] })
    }

    fn number(row: &Row) -> i64 {
        if let Value::Integer(number) = row.values[0] { number } else { panic!("{row:?}") }
    }

    fn ahead<'a, T: Send>(rows: Rows<'a>, of: impl Fn(&Row<'a>) -> T + Sync) -> Vec<T> {
        let mut all = Vec::new();
        let work = |rows: Vec<Row<'a>>, some: &mut Vec<T>| {
            some.extend(rows.iter().map(&of));
            Ok::<(), ()>(())
        };
        let take = |some: &mut Vec<T>| {
            all.append(some);
            Ok(())
        };
        rows.ahead(work, take).unwrap();
        all
    }

    #[test]
    fn rows_come_in_order_whoever_makes_them() {
        for count in [0, 1, 2, 5, 6, 85, 86, 341, 342, 5000] {
            let expected: Vec<i64> = (0..i64::from(count)).collect();
            let alone: Vec<i64> = numbers(count).iter().map(|row| number(&row)).collect();
            assert_eq!(alone, expected);
            assert_eq!(ahead(numbers(count), number), expected);
        }
    }

    #[test]
    fn each_item_has_any_number_of_rows() {
        let rows = Rows::of_each(0..1000_u32, |i| {
            (0..i % 3).map(move |k| Row { geometry: None, values: vec![(10 * i + k).into()] })
        });
        let changed = rows.each(|row| row.values.push(Value::Null));
        let expected: Vec<i64> = (0..1000).flat_map(|i| (0..i % 3).map(move |k| 10 * i + k)).collect();
        let expected: Vec<(i64, usize)> = expected.into_iter().map(|number| (number, 2)).collect();
        assert_eq!(ahead(changed, |row| (number(row), row.values.len())), expected);
    }

    #[test]
    fn rows_begin_where_one_is_wanted() {
        let from = |takes| numbers(1000).from(takes).map(|rows| ahead(rows, number));
        assert_eq!(from(|_| true).unwrap(), (0..1000).collect::<Vec<_>>());
        // The batch that holds it begins at 85.
        assert_eq!(from(|row| number(row) == 100).unwrap(), (85..1000).collect::<Vec<_>>());
        assert_eq!(from(|_| false), None);
    }

    #[test]
    fn who_has_seen_enough_gets_no_more_made() {
        let made = std::sync::atomic::AtomicUsize::new(0);
        let rows = Rows::of(0..1_000_000_u32, |i| {
            made.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            Row { geometry: None, values: vec![i.into()] }
        });
        let mut first = Vec::new();
        let work = |rows: Vec<Row>, leading: &mut i64| {
            *leading = number(&rows[0]);
            Ok(())
        };
        let take = |leading: &mut i64| {
            first.push(*leading);
            if first.len() < 10 { Ok(()) } else { Err("enough") }
        };
        assert_eq!(rows.ahead(work, take), Err("enough"));
        assert_eq!(first[..5], [0, 1, 5, 21, 85]);
        assert!(made.into_inner() < 200_000);
    }

    #[test]
    #[should_panic(expected = "row 700")]
    fn a_panic_of_another_thread_is_not_lost() {
        let rows = Rows::of(0..1000_u32, |i| {
            assert_ne!(i, 700, "row 700");
            Row { geometry: None, values: Vec::new() }
        });
        ahead(rows, |row| row.values.len());
    }
}
