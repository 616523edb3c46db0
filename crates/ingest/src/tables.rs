//! One table of a study file, `[flows]`, or several of its kind, `[[flows]]`.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The tables of one kind; one at least.
#[derive(Debug, Clone, PartialEq)]
pub struct Tables<T>(Vec<T>);

impl<T> Tables<T> {
    /// The first, where one is all that is asked for.
    pub fn first(&self) -> &T {
        &self.0[0]
    }

    /// The first in place of all, changed.
    pub fn only(&mut self, change: impl FnOnce(&mut T)) {
        self.0.truncate(1);
        change(&mut self.0[0]);
    }
}

impl<T> From<T> for Tables<T> {
    fn from(one: T) -> Self {
        Self(vec![one])
    }
}

impl<T: Default> Default for Tables<T> {
    fn default() -> Self {
        T::default().into()
    }
}

impl<T> Deref for Tables<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T> DerefMut for Tables<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.0
    }
}

impl<T: Serialize> Serialize for Tables<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.as_slice() {
            [one] => one.serialize(serializer),
            several => several.serialize(serializer),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Tables<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OneOrSeveral(PhantomData))
    }
}

struct OneOrSeveral<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for OneOrSeveral<T> {
    type Value = Tables<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a table, or several of one name")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Tables<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Tables::from)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Tables<T>, A::Error> {
        let mut all = Vec::new();
        while let Some(one) = seq.next_element()? {
            all.push(one);
        }
        if all.is_empty() { Err(A::Error::custom("a list of no tables")) } else { Ok(Tables(all)) }
    }
}
