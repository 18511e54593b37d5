//! Counting: how often each code stands in a column, and a histogram of numbers with their sums.

/// Adds to `counts[c]` how often the code `c` stands in `codes`; codes beyond the counts are left out.
pub fn count_codes(codes: &[u8], counts: &mut [f64]) {
    // Four counters a code take turns, so that equal neighbors do not wait for each other.
    let mut found = [[0_u32; 256]; 4];
    for part in codes.chunks(u32::MAX as usize) {
        let (fours, rest) = part.as_chunks::<4>();
        for &[a, b, c, d] in fours {
            found[0][usize::from(a)] += 1;
            found[1][usize::from(b)] += 1;
            found[2][usize::from(c)] += 1;
            found[3][usize::from(d)] += 1;
        }
        for &code in rest {
            found[0][usize::from(code)] += 1;
        }
        for (code, count) in counts.iter_mut().enumerate().take(256) {
            for turn in &mut found {
                *count += f64::from(std::mem::take(&mut turn[code]));
            }
        }
        found = [[0; 256]; 4];
    }
}

/// Bins of equal width; the outer bins have no outer end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bins {
    /// Lower end of the first bin.
    pub low: f64,
    /// Width of a bin, above 0.
    pub width: f64,
    /// What is taken off before sums, against cancellation.
    pub center: f64,
}

/// Sums of numbers; `center` is what [`Bins::center`] says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sums {
    /// How many numbers there are.
    pub n: f64,
    /// Sum of `value − center`.
    pub sum: f64,
    /// Sum of the squares of `value − center`.
    pub squares: f64,
    /// The least value; infinite without values.
    pub minimum: f64,
    /// The greatest value; minus infinite without values.
    pub maximum: f64,
}

impl Sums {
    /// Of no values.
    pub const NONE: Self =
        Self { n: 0.0, sum: 0.0, squares: 0.0, minimum: f64::INFINITY, maximum: f64::NEG_INFINITY };
}

/// Adds numbers, in their order, to sums and to the counts of bins, of which there is at least one.
pub fn count_numbers(values: &[f64], bins: &Bins, sums: &mut Sums, counts: &mut [f64]) {
    let last = counts.len().saturating_sub(1) as f64;
    let per_width = 1.0 / bins.width;
    for &value in values {
        let centered = value - bins.center;
        sums.sum += centered;
        sums.squares += centered * centered;
        sums.minimum = sums.minimum.min(value);
        sums.maximum = sums.maximum.max(value);
        let bin = ((value - bins.low) * per_width).clamp(0.0, last) as usize;
        if let Some(count) = counts.get_mut(bin) {
            *count += 1.0;
        }
    }
    sums.n += values.len() as f64;
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_summed_and_counted_with_the_outer_bins_open() {
        let bins = Bins { low: 0.0, width: 2.0, center: 1.0 };
        let (mut sums, mut counts) = (Sums::NONE, [0.0; 3]);
        count_numbers(&[-5.0, 1.0, 2.0, 3.5, 100.0], &bins, &mut sums, &mut counts);
        assert_eq!(counts, [2.0, 2.0, 1.0]);
        assert_eq!((sums.n, sums.sum, sums.minimum, sums.maximum), (5.0, 96.5, -5.0, 100.0));
        assert_eq!(sums.squares, 36.0 + 0.0 + 1.0 + 6.25 + 9801.0);
    }

    proptest! {
        #[test]
        fn every_code_is_counted_once(codes: Vec<u8>) {
            let mut counts = vec![0.0; 256];
            count_codes(&codes, &mut counts);
            for (code, count) in counts.iter().enumerate() {
                let found = codes.iter().filter(|&&found| usize::from(found) == code).count();
                prop_assert_eq!(*count, found as f64);
            }
        }
    }
}
