//! Columns of codes as sets of rows, one bit a row: counts of cells are sizes of intersections.

/// For each level the set of its rows, 64 rows a word; bits beyond the last row are 0.
#[derive(Debug, Clone)]
pub(crate) struct BitColumn {
    n_words: usize,
    words: Vec<u64>,
}

/// Codes compared at once.
const LANES: usize = 8;
/// The lowest bit of each of eight bytes.
const EACH: u64 = 0x0101_0101_0101_0101;
const LOW_SEVEN: u64 = 0x7f * EACH;
/// Multiplied with a word whose bytes are 0 or 1, brings those eight bits into the highest byte.
const GATHER: u64 = 0x0102_0408_1020_4080;

impl BitColumn {
    /// The sets of rows of each code below `n_levels`, which is at most 64.
    pub(crate) fn new(codes: &[u8], n_levels: usize) -> Self {
        let n_words = codes.len().div_ceil(64);
        let mut words = vec![0; n_words * n_levels];
        for (level, set) in words.chunks_exact_mut(n_words.max(1)).enumerate() {
            for (word, rows) in set.iter_mut().zip(codes.chunks(64)) {
                *word = equal_rows(rows, level as u8);
            }
        }
        Self { n_words, words }
    }

    /// The sets of rows of each pair of levels, the other column's level changing fastest.
    pub(crate) fn joint(&self, other: &Self) -> Self {
        let mut words = Vec::with_capacity(self.n_levels() * other.words.len());
        for left in self.sets() {
            for right in other.sets() {
                words.extend(left.iter().zip(right).map(|(a, b)| a & b));
            }
        }
        Self { n_words: self.n_words, words }
    }

    pub(crate) fn n_levels(&self) -> usize {
        self.words.len().checked_div(self.n_words).unwrap_or_default()
    }

    pub(crate) fn sets(&self) -> impl Iterator<Item = &[u64]> {
        self.words.chunks_exact(self.n_words.max(1))
    }
}

/// Number of rows of a set.
pub(crate) fn size(set: &[u64]) -> u32 {
    set.iter().map(|word| word.count_ones()).sum()
}

/// Number of rows that are in both sets.
pub(crate) fn common(left: &[u64], right: &[u64]) -> u32 {
    left.iter().zip(right).map(|(a, b)| (a & b).count_ones()).sum()
}

/// Counts of each cell `[level of joint][level of y]`, where `margins` are the sizes of the
/// former's sets.
pub(crate) fn count(joint: &BitColumn, y: &BitColumn, margins: &[u32], counts: &mut [u32]) {
    let n_y = y.n_levels();
    if n_y == 0 {
        return;
    }
    let cells = counts.chunks_exact_mut(n_y).zip(joint.sets()).zip(margins);
    for ((row, set), margin) in cells {
        let mut rest = *margin;
        // The first level is what the others leave.
        for (cell, level) in row.iter_mut().zip(y.sets()).skip(1) {
            *cell = if rest == 0 { 0 } else { common(set, level) };
            rest -= *cell;
        }
        row[0] = rest;
    }
}

/// A bit for each of at most 64 rows: whether its code is `level`.
fn equal_rows(codes: &[u8], level: u8) -> u64 {
    let pattern = u64::from(level) * EACH;
    let (chunks, tail) = codes.as_chunks::<LANES>();
    let mut word = 0;
    for (place, chunk) in chunks.iter().enumerate() {
        let difference = u64::from_le_bytes(*chunk) ^ pattern;
        // The highest bit of each byte is set where the byte is not 0.
        let unequal = ((difference & LOW_SEVEN) + LOW_SEVEN) | difference;
        let equal = (!unequal >> 7) & EACH;
        word |= (equal.wrapping_mul(GATHER) >> 56) << (place * LANES);
    }
    for (place, code) in tail.iter().enumerate() {
        word |= u64::from(*code == level) << (chunks.len() * LANES + place);
    }
    word
}

#[cfg(test)]
mod tests {
    use super::{BitColumn, common, count, size};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn cells_hold_as_many_rows_as_have_their_codes(
            rows in prop::collection::vec((0_u8..5, 0_u8..3, 0_u8..4), 0..300),
        ) {
            let column = |pick: fn(&(u8, u8, u8)) -> u8| rows.iter().map(pick).collect::<Vec<u8>>();
            let (x, y, z) = (column(|row| row.0), column(|row| row.1), column(|row| row.2));
            let joint = BitColumn::new(&z, 4).joint(&BitColumn::new(&x, 5));
            let margins: Vec<u32> = joint.sets().map(size).collect();
            let mut counts = vec![9; joint.n_levels() * 3];
            count(&joint, &BitColumn::new(&y, 3), &margins, &mut counts);
            for (cell, &found) in counts.iter().enumerate() {
                let at = ((cell / 3 % 5) as u8, (cell % 3) as u8, (cell / 15) as u8);
                prop_assert_eq!(found as usize, rows.iter().filter(|row| **row == at).count());
            }
        }

        #[test]
        fn any_byte_is_found_beside_any_other(rows in prop::collection::vec(0_u8..64, 0..200)) {
            let column = BitColumn::new(&rows, 64);
            for (level, set) in column.sets().enumerate() {
                let expected = rows.iter().filter(|code| usize::from(**code) == level).count();
                prop_assert_eq!(size(set) as usize, expected);
                prop_assert_eq!(common(set, set), size(set));
            }
        }
    }
}
