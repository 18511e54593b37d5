//! The lowest splits of a tree: nodes of few rows, kept as sets of bits over one shared list.
//!
//! Most nodes of a tree have few rows. When a node is down to [`MOST_ROWS`] rows, its rows are
//! copied here, and every column that is tried below it is sorted once. A node is then a set of
//! places in the list; its rows in the order of a column are the set bits of the places' ranks.

use super::{
    split::{Best, Parent, Scan, Total},
    training::Training,
};

/// Bits that hold a place.
const PLACE_BITS: u32 = 4;

/// Largest number of rows of a thicket; a power of two, so that a place is the low bits of a key.
pub(super) const MOST_ROWS: usize = 1 << PLACE_BITS;

/// A set of places in the list of rows, one bit each.
pub(super) type Places = u32;

/// The rows of one node, sorted by every column that was asked for.
#[derive(Debug)]
pub(super) struct Thicket {
    rows: Vec<u32>,
    totals: [Total; MOST_ROWS],
    responses: [f64; MOST_ROWS],
    /// Counts thickets, to know which columns were sorted for the present one.
    number: u32,
    columns: Vec<SortedColumn>,
}

/// The places of a thicket in the order of one column.
#[derive(Debug, Clone)]
struct SortedColumn {
    /// Thicket for which the rest is true.
    number: u32,
    /// Rank of every place.
    ranks: [u8; MOST_ROWS],
    /// Code (high bits) and place (low bits) by rank.
    keys: [i16; MOST_ROWS],
}

impl Thicket {
    pub(super) fn new(n_columns: usize) -> Self {
        let unsorted = SortedColumn { number: 0, ranks: [0; MOST_ROWS], keys: [0; MOST_ROWS] };
        Self {
            rows: Vec::with_capacity(MOST_ROWS),
            totals: [[0.0; 2]; MOST_ROWS],
            responses: [0.0; MOST_ROWS],
            number: 0,
            columns: vec![unsorted; n_columns],
        }
    }

    /// Takes over a node and gives the set of all its places.
    pub(super) fn enter(&mut self, training: &Training, rows: &[u32], totals: &[Total]) -> Places {
        self.number = self.number.wrapping_add(1);
        self.rows.clear();
        self.rows.extend_from_slice(rows);
        self.totals[..totals.len()].copy_from_slice(totals);
        for (response, &row) in self.responses.iter_mut().zip(rows) {
            *response = training.response[row as usize];
        }
        (1 << rows.len()) - 1
    }

    /// The response that all places share, if they do.
    pub(super) fn shared_response(&self, places: Places) -> Option<f64> {
        let first = self.responses[places.trailing_zeros() as usize % MOST_ROWS];
        each(places).all(|place| self.responses[place] == first).then_some(first)
    }

    /// Sum of the totals.
    pub(super) fn total(&self, places: Places) -> Total {
        each(places).fold([0.0; 2], |sum, place| {
            let total = self.totals[place];
            [sum[0] + total[0], sum[1] + total[1]]
        })
    }

    /// As [`Histogram::search`](super::histogram::Histogram::search) for a set of places; where the
    /// split is better, `left` becomes the set of places that go left.
    #[inline]
    pub(super) fn search(
        &mut self,
        training: &Training,
        parent: &Parent,
        places: Places,
        feature: u16,
        best: &mut Best,
        left: &mut Places,
    ) -> bool {
        let column = &mut self.columns[usize::from(feature)];
        if column.number != self.number {
            column.number = self.number;
            column.sort(&self.rows, training.column(feature));
        }
        let mut ranks: Places = 0;
        for place in each(places) {
            ranks |= 1 << column.ranks[place];
        }
        let mut scan = Scan::new(parent, *best);
        let mut so_far: Places = 0;
        for rank in each(ranks) {
            let key = column.keys[rank];
            let place = key as usize % MOST_ROWS;
            if scan.meet((key >> PLACE_BITS) as u32, self.totals[place]) {
                *left = so_far;
            }
            so_far |= 1 << place;
        }
        scan.finish(feature, best);
        let code = |rank: u32| column.keys[rank as usize % MOST_ROWS] >> PLACE_BITS;
        code(ranks.trailing_zeros()) != code(ranks.ilog2())
    }
}

impl SortedColumn {
    /// Ranks every place by counting the places before it.
    fn sort(&mut self, rows: &[u32], codes: &[u8]) {
        let mut keys = [i16::MAX; MOST_ROWS];
        for (place, (key, &row)) in keys.iter_mut().zip(rows).enumerate() {
            *key = i16::from(codes[row as usize]) << PLACE_BITS | place as i16;
        }
        let mut ranks = [0_i16; MOST_ROWS];
        for &other in &keys[..rows.len()] {
            for (rank, &key) in ranks.iter_mut().zip(&keys) {
                *rank += i16::from(other < key);
            }
        }
        for (place, (&rank, &key)) in ranks.iter().zip(&keys[..rows.len()]).enumerate() {
            self.ranks[place] = rank as u8;
            self.keys[rank as usize % MOST_ROWS] = key;
        }
    }
}

/// The places of a set, ascending.
#[inline]
fn each(mut places: Places) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        (places != 0).then(|| {
            let place = places.trailing_zeros() as usize;
            places &= places - 1;
            place % MOST_ROWS
        })
    })
}
