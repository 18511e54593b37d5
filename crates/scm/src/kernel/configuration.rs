//! The number of the parents' configuration, row by row: mixed radix, the last parent fastest.

use super::blocks::{BLOCK, in_blocks, widen};
use std::array;
use wide::{bytemuck::cast, u16x8};

/// How the parents' states make one number.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Configurations {
    cardinalities: Vec<usize>,
    count: usize,
}

impl Configurations {
    pub(super) fn new(cardinalities: &[usize]) -> Self {
        let count = cardinalities.iter().fold(1_usize, |count, &card| count.saturating_mul(card));
        Self { cardinalities: cardinalities.to_vec(), count }
    }

    /// How many there are; 1 without parents.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// The number of one configuration.
    pub(super) fn number(&self, states: impl IntoIterator<Item = usize>) -> usize {
        let digits = self.cardinalities.iter().zip(states);
        digits.fold(0, |number, (card, state)| number.wrapping_mul(*card).wrapping_add(state))
    }

    /// The numbers of rows `start..start + out.len()` in `T`'s arithmetic, which has to hold `count`.
    #[inline]
    pub(super) fn fill<T: Digit>(&self, parents: &[&[u8]], start: usize, out: &mut [T]) {
        let end = start + out.len();
        let parents = &parents[..parents.len().min(self.cardinalities.len())];
        let Some((first, others)) = parents.split_first() else {
            out.fill(T::default());
            return;
        };
        in_blocks(&first[start..end], out, |states, numbers| *numbers = T::from_states(*states));
        for (parent, card) in others.iter().zip(self.cardinalities.iter().skip(1)) {
            in_blocks(&parent[start..end], out, |states, numbers| {
                *numbers = T::times_plus(*numbers, *card, *states);
            });
        }
    }
}

/// An unsigned integer in which configurations are numbered.
pub(super) trait Digit: Copy + Default {
    /// The states themselves.
    fn from_states(states: [u8; BLOCK]) -> [Self; BLOCK];

    /// `number · card + state`, wrapping.
    fn times_plus(numbers: [Self; BLOCK], card: usize, states: [u8; BLOCK]) -> [Self; BLOCK];

    /// As a place in a table.
    fn index(self) -> usize;
}

impl Digit for u16 {
    #[inline]
    fn from_states(states: [u8; BLOCK]) -> [Self; BLOCK] {
        cast(widen(cast(states)))
    }

    #[inline]
    fn times_plus(numbers: [Self; BLOCK], card: usize, states: [u8; BLOCK]) -> [Self; BLOCK] {
        let card = u16x8::splat(card as u16);
        let numbers: [u16x8; 2] = cast(numbers);
        let states = widen(cast(states));
        cast(array::from_fn::<u16x8, 2, _>(|half| numbers[half] * card + states[half]))
    }

    fn index(self) -> usize {
        usize::from(self)
    }
}

impl Digit for u32 {
    #[inline]
    fn from_states(states: [u8; BLOCK]) -> [Self; BLOCK] {
        states.map(Self::from)
    }

    #[inline]
    fn times_plus(numbers: [Self; BLOCK], card: usize, states: [u8; BLOCK]) -> [Self; BLOCK] {
        let next = |row: usize| {
            numbers[row].wrapping_mul(card as u32).wrapping_add(u32::from(states[row]))
        };
        array::from_fn(next)
    }

    fn index(self) -> usize {
        self as usize
    }
}
