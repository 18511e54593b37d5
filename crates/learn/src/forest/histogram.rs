//! Histograms of a column over the rows of one node.

use super::split::{Best, Parent, Scan, Total};

/// From this many rows on all bins are scanned; below it only the occupied ones.
const SCAN_ALL_FROM: usize = 600;

/// Up to this many bins a column counts as one with few values.
const FEW_BINS: usize = 16;

/// The drawn rows of a node and the total of each.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sample<'a> {
    pub(super) rows: &'a [u32],
    pub(super) totals: &'a [Total],
}

/// Sums per bin, all zero between two searches.
#[derive(Debug)]
pub(super) struct Histogram {
    bins: Box<[Total; 256]>,
}

impl Histogram {
    pub(super) fn new() -> Self {
        Self { bins: Box::new([[0.0; 2]; 256]) }
    }

    /// Looks for a better split by one column and says whether the column varies in the node.
    ///
    /// `codes` are the codes of the column by row. Of equal splits the first one stays: the earlier
    /// column, within it the smaller bin. A cut lies in the middle of the empty bins between the
    /// two sides.
    pub(super) fn search(
        &mut self,
        parent: &Parent,
        sample: Sample,
        feature: u16,
        codes: &[u8],
        n_bins: usize,
        best: &mut Best,
    ) -> bool {
        if n_bins <= FEW_BINS {
            self.search_few(parent, sample, feature, codes, n_bins, best)
        } else if sample.rows.len() < SCAN_ALL_FROM {
            self.search_occupied(parent, sample, feature, codes, best)
        } else {
            self.search_all(parent, sample, feature, codes, best)
        }
    }

    /// For few bins: the rows take turns in four histograms, since adding to the bin that was just
    /// written has to wait for it.
    fn search_few(
        &mut self,
        parent: &Parent,
        sample: Sample,
        feature: u16,
        codes: &[u8],
        n_bins: usize,
        best: &mut Best,
    ) -> bool {
        let (parts, _) = self.bins.as_chunks_mut::<FEW_BINS>();
        let parts = parts.first_chunk_mut::<4>().expect("256 bins make 16 parts of 16");
        for (at, (&row, total)) in sample.rows.iter().zip(sample.totals).enumerate() {
            let bin = &mut parts[at % 4][usize::from(codes[row as usize]) % FEW_BINS];
            *bin = [bin[0] + total[0], bin[1] + total[1]];
        }
        let mut scan = Scan::new(parent, *best);
        let mut n_occupied = 0;
        for bin in 0..n_bins {
            let [a, b, c, d] = parts.each_mut().map(|part| std::mem::take(&mut part[bin]));
            let total = [(a[0] + b[0]) + (c[0] + d[0]), (a[1] + b[1]) + (c[1] + d[1])];
            if total[1] > 0.0 {
                n_occupied += 1;
                scan.meet(bin as u32, total);
            }
        }
        scan.finish(feature, best);
        n_occupied > 1
    }

    fn search_all(
        &mut self,
        parent: &Parent,
        sample: Sample,
        feature: u16,
        codes: &[u8],
        best: &mut Best,
    ) -> bool {
        let bins = &mut *self.bins;
        for (&row, total) in sample.rows.iter().zip(sample.totals) {
            let bin = &mut bins[usize::from(codes[row as usize])];
            *bin = [bin[0] + total[0], bin[1] + total[1]];
        }
        let mut scan = Scan::new(parent, *best);
        let mut n_occupied = 0;
        for (bin, total) in bins.iter_mut().enumerate() {
            if total[1] > 0.0 {
                n_occupied += 1;
                scan.meet(bin as u32, *total);
                *total = [0.0; 2];
            }
        }
        scan.finish(feature, best);
        n_occupied > 1
    }

    fn search_occupied(
        &mut self,
        parent: &Parent,
        sample: Sample,
        feature: u16,
        codes: &[u8],
        best: &mut Best,
    ) -> bool {
        let bins = &mut *self.bins;
        let mut occupied = [0_u64; 4];
        for (&row, total) in sample.rows.iter().zip(sample.totals) {
            let code = codes[row as usize];
            occupied[usize::from(code >> 6)] |= 1 << (code & 63);
            let bin = &mut bins[usize::from(code)];
            *bin = [bin[0] + total[0], bin[1] + total[1]];
        }
        let mut scan = Scan::new(parent, *best);
        for (word, mut bits) in occupied.into_iter().enumerate() {
            while bits != 0 {
                let bin = word as u32 * 64 + bits.trailing_zeros();
                bits &= bits - 1;
                let total = &mut bins[bin as usize & 255];
                scan.meet(bin, *total);
                *total = [0.0; 2];
            }
        }
        scan.finish(feature, best);
        occupied.iter().map(|word| word.count_ones()).sum::<u32>() > 1
    }
}
