//! Lists of many, one after the other.

/// The items of each group: as many lists as there are groups in two pieces of memory, where a list for each would take 24
/// bytes before it holds anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grouped<T> {
    /// Where each group's items start, and where the last one's end.
    starts: Vec<u32>,
    items: Vec<T>,
}

impl<T> Default for Grouped<T> {
    fn default() -> Self {
        Self { starts: vec![0], items: Vec::new() }
    }
}

impl<T: Copy + Default> Grouped<T> {
    /// Items by the group that each names, which is below `groups`; those of a group stay in their order. `pairs` is asked
    /// twice: to count, then to fill.
    ///
    /// # Panics
    /// When a pair names another group: a defect of the caller.
    pub fn by<I: Iterator<Item = (u32, T)>>(groups: usize, pairs: impl Fn() -> I) -> Self {
        let mut starts = vec![0u32; groups + 2];
        pairs().for_each(|(group, _)| starts[group as usize + 2] += 1);
        for group in 2..starts.len() {
            starts[group] += starts[group - 1];
        }
        let mut items = vec![T::default(); starts[groups + 1] as usize];
        // A group's end starts as its beginning, and moves on with each item.
        for (group, item) in pairs() {
            let end = &mut starts[group as usize + 1];
            items[*end as usize] = item;
            *end += 1;
        }
        starts.truncate(groups + 1);
        starts.shrink_to_fit();
        Self { starts, items }
    }
}

impl<T> Grouped<T> {
    /// Adds a group.
    pub fn push(&mut self, items: impl IntoIterator<Item = T>) {
        self.items.extend(items);
        self.starts.push(self.items.len() as u32);
    }

    /// The items of a group; none of a group that there is not.
    pub fn of(&self, group: u32) -> &[T] {
        let ends = self.starts.get(group as usize).zip(self.starts.get(group as usize + 1));
        ends.map_or(&[], |(start, end)| &self.items[*start as usize..*end as usize])
    }

    /// How many groups there are.
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Each group.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &[T]> {
        (0..self.len()).map(|group| self.of(group as u32))
    }
}

impl<T, I: IntoIterator<Item = T>> FromIterator<I> for Grouped<T> {
    fn from_iter<G: IntoIterator<Item = I>>(groups: G) -> Self {
        let groups = groups.into_iter();
        let mut all = Self { starts: Vec::with_capacity(groups.size_hint().0 + 1), items: Vec::new() };
        all.starts.push(0);
        groups.for_each(|items| all.push(items));
        all.items.shrink_to_fit();
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_to_group_are_one_and_keep_the_order() {
        let lists = [vec![], vec![3, 1, 2], vec![], vec![7], vec![]];
        let grouped: Grouped<u32> = lists.iter().cloned().collect();
        let mixed = [(1, 3), (3, 7), (1, 1), (1, 2)];
        assert_eq!(Grouped::by(5, || mixed.into_iter()), grouped);
        assert_eq!(grouped.iter().map(<[u32]>::to_vec).collect::<Vec<_>>(), lists);
        assert_eq!((grouped.len(), grouped.of(1), grouped.of(5)), (5, &[3, 1, 2][..], &[][..]));
        assert!(Grouped::<u32>::default().is_empty() && Grouped::<u32>::by(0, std::iter::empty).is_empty());
    }
}
