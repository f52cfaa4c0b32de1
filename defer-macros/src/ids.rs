//! An id of its own type for each kind of thing that the phases speak of, and the lists that the ids are places in.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Index, IndexMut, Range};

/// The place of a `T` in its [`List`].
pub struct Id<T>(u32, PhantomData<fn() -> T>);

/// All things of one kind, by id.
pub struct List<T>(Vec<T>);

impl<T> Id<T> {
    pub fn of(place: usize) -> Self {
        Id(u32::try_from(place).expect("a function has fewer parts"), PhantomData)
    }

    pub fn place(self) -> usize {
        self.0 as usize
    }

    /// The same place in a list of other things, which is kept beside this one.
    pub fn beside<U>(self) -> Id<U> {
        Id(self.0, PhantomData)
    }
}

impl<T> List<T> {
    pub fn push(&mut self, thing: T) -> Id<T> {
        self.0.push(thing);
        Id::of(self.0.len() - 1)
    }

    pub fn next_id(&self) -> Id<T> {
        Id::of(self.0.len())
    }

    pub fn ids(&self) -> impl DoubleEndedIterator<Item = Id<T>> + use<T> {
        (0..self.0.len()).map(Id::of)
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (Id<T>, &T)> {
        self.0.iter().enumerate().map(|(place, thing)| (Id::of(place), thing))
    }

    /// The last one whose key is no greater than this, of a list that is in the order of the key.
    pub fn last_before<K: Ord>(&self, at: K, key: impl Fn(&T) -> K) -> Option<Id<T>> {
        let begun = self.0.partition_point(|thing| key(thing) <= at);
        begun.checked_sub(1).map(Id::of)
    }

    /// Those whose key lies in a range, of a list that is in the order of this key.
    pub fn within<'l, K: Ord, F: Fn(&T) -> K>(
        &'l self,
        range: &Range<K>,
        key: F,
    ) -> impl DoubleEndedIterator<Item = (Id<T>, &'l T)> + use<'l, T, K, F> {
        let first = self.0.partition_point(|thing| key(thing) < range.start);
        let end = self.0.partition_point(|thing| key(thing) < range.end);
        (first..end).map(|place| (Id::of(place), &self.0[place]))
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        List(Vec::new())
    }
}

impl<T: Clone> Clone for List<T> {
    fn clone(&self) -> Self {
        List(self.0.clone())
    }
}

impl<T> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(things: I) -> Self {
        List(things.into_iter().collect())
    }
}

impl<T> Index<Id<T>> for List<T> {
    type Output = T;

    fn index(&self, id: Id<T>) -> &T {
        &self.0[id.place()]
    }
}

impl<T> IndexMut<Id<T>> for List<T> {
    fn index_mut(&mut self, id: Id<T>) -> &mut T {
        &mut self.0[id.place()]
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Id<T> {}

impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<T> Eq for Id<T> {}

impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}

impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

impl<T: fmt::Debug> fmt::Debug for List<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}
