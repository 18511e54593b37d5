//! Loops over rows in blocks of sixteen: straight code that fills vector registers.
//!
//! A release build for the browser optimizes its last step for size and turns no loop into vector
//! code; what is to be in vector registers is written so.

use wide::{bytemuck::cast, u8x16, u16x8};

/// Rows of a block.
pub(super) const BLOCK: usize = 16;

/// Changes every value of `to`, given the value of `from` in the same row; as many rows as both have.
/// `change` treats every row alike.
#[inline]
pub(super) fn in_blocks<A: Copy + Default, B: Copy + Default>(
    from: &[A],
    to: &mut [B],
    change: impl Fn(&[A; BLOCK], &mut [B; BLOCK]),
) {
    let n_rows = from.len().min(to.len());
    let (from, from_rest) = from[..n_rows].as_chunks::<BLOCK>();
    let (to, to_rest) = to[..n_rows].as_chunks_mut::<BLOCK>();
    for (from, to) in from.iter().zip(to) {
        change(from, to);
    }
    if !to_rest.is_empty() {
        let mut from = [A::default(); BLOCK];
        let mut to = [B::default(); BLOCK];
        from[..from_rest.len()].copy_from_slice(from_rest);
        to[..to_rest.len()].copy_from_slice(to_rest);
        change(&from, &mut to);
        to_rest.copy_from_slice(&to[..to_rest.len()]);
    }
}

/// Bytes as numbers of two bytes.
#[inline]
pub(super) fn widen(bytes: u8x16) -> [u16x8; 2] {
    let zero = u8x16::splat(0);
    [cast(u8x16::unpack_low(bytes, zero)), cast(u8x16::unpack_high(bytes, zero))]
}
