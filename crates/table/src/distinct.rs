//! Counting different texts: a capped table of texts with their counts, and a hash of a text.

use hashbrown::HashTable;

/// A text that was met, how often, and where first.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    hash: u64,
    start: usize,
    end: usize,
    /// Rows that hold it.
    pub(crate) count: u32,
}

/// Different texts in the order in which they were met, with their counts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Distinct {
    entries: Vec<Entry>,
    bytes: Vec<u8>,
    places: HashTable<u32>,
}

impl Distinct {
    /// Number of different texts.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Bytes of all different texts together.
    pub(crate) fn n_bytes(&self) -> usize {
        self.bytes.len()
    }

    /// Counts a text and says its place in the order of first meeting.
    #[inline]
    pub(crate) fn add(&mut self, text: &[u8]) -> u32 {
        let hash = hash_of(text);
        let Self { entries, bytes, places } = self;
        let found = places.find(hash, |place| {
            let entry = &entries[*place as usize];
            // Texts of at most seven bytes never share a hash, so their bytes need no look.
            entry.hash == hash
                && entry.end - entry.start == text.len()
                && (text.len() < 8 || &bytes[entry.start..entry.end] == text)
        });
        if let Some(place) = found {
            entries[*place as usize].count += 1;
            return *place;
        }
        let place = entries.len() as u32;
        let start = bytes.len();
        bytes.extend_from_slice(text);
        entries.push(Entry { hash, start, end: bytes.len(), count: 1 });
        places.insert_unique(hash, place, |place| entries[*place as usize].hash);
        place
    }

    /// The place of a text, if it was met.
    #[inline]
    pub(crate) fn find(&self, text: &[u8]) -> Option<u32> {
        let hash = hash_of(text);
        let found = self.places.find(hash, |place| {
            let entry = &self.entries[*place as usize];
            entry.hash == hash && self.text(entry) == text
        });
        found.copied()
    }

    /// The texts with their counts, in the order of first meeting.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&[u8], u32)> {
        self.entries.iter().map(|entry| (self.text(entry), entry.count))
    }

    fn text(&self, entry: &Entry) -> &[u8] {
        &self.bytes[entry.start..entry.end]
    }
}

/// At most seven bytes as a word, low byte first, zeros above.
#[inline]
fn padded(bytes: &[u8]) -> u64 {
    match bytes {
        [] => 0,
        [first, .., last] if bytes.len() < 4 => {
            let middle = bytes[bytes.len() / 2];
            u64::from(*first)
                | u64::from(middle) << (8 * (bytes.len() / 2))
                | u64::from(*last) << (8 * (bytes.len() - 1))
        }
        [only] => u64::from(*only),
        _ => {
            let low = bytes.first_chunk().map_or(0, |four| u32::from_le_bytes(*four));
            let high = bytes.last_chunk().map_or(0, |four| u32::from_le_bytes(*four));
            u64::from(low) | u64::from(high) << (8 * (bytes.len() - 4))
        }
    }
}

/// A fixed hash of a text, the same on every target. Texts of at most seven bytes never share one.
#[inline]
pub(crate) fn hash_of(text: &[u8]) -> u64 {
    const MULTIPLIER: u64 = 0x9E37_79B9_7F4A_7C15;
    let (words, rest) = text.as_chunks::<8>();
    let mut state: u64 = 0;
    for word in words {
        state = (state.rotate_left(29) ^ u64::from_le_bytes(*word)).wrapping_mul(MULTIPLIER);
        state ^= state >> 32;
    }
    state = state.rotate_left(29) ^ padded(rest) ^ (u64::from(text.len() as u8) << 56);
    // The finalizer of MurmurHash3 (A. Appleby, public domain): a bijection of 64-bit words.
    state ^= state >> 33;
    state = state.wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    state ^= state >> 33;
    state = state.wrapping_mul(0xC4CE_B9FE_1A85_EC53);
    state ^ (state >> 33)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn padding_is_the_little_endian_word() {
        for length in 0..8 {
            let bytes: Vec<u8> = (1..=length).map(|place| place * 31).collect();
            let mut word = [0; 8];
            word[..bytes.len()].copy_from_slice(&bytes);
            assert_eq!(padded(&bytes), u64::from_le_bytes(word));
        }
    }

    #[test]
    fn every_pair_of_short_texts_has_its_own_hash() {
        let mut hashes = BTreeSet::new();
        let mut n_texts = 0;
        for number in 0..100_000_u32 {
            n_texts += 1;
            hashes.insert(hash_of(number.to_string().as_bytes()));
        }
        assert_eq!(hashes.len(), n_texts);
    }

    proptest! {
        #[test]
        fn counts_agree_with_an_ordered_map(texts in proptest::collection::vec("[ab]{0,3}|.{0,20}", 0..200)) {
            let mut expected = BTreeMap::new();
            let mut distinct = Distinct::default();
            for text in &texts {
                *expected.entry(text.as_bytes()).or_insert(0_u32) += 1;
                let place = distinct.add(text.as_bytes());
                prop_assert_eq!(distinct.find(text.as_bytes()), Some(place));
            }
            let found: BTreeMap<_, _> = distinct.iter().collect();
            prop_assert_eq!(found, expected);
        }
    }
}
