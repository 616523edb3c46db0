//! Random numbers from a seed, the same on every machine.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

pub(crate) struct Random(ChaCha8Rng);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        Self(ChaCha8Rng::from_seed(key))
    }

    /// From 0 to one less than so many.
    pub(crate) fn below(&mut self, many: usize) -> usize {
        ((u128::from(self.0.next_u64()) * many as u128) >> 64) as usize
    }

    /// Shuffles in place. Source: Durstenfeld 1964, Algorithm 235, <https://doi.org/10.1145/364520.364540>.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}
