//! Counts of x and y in every stratum of what is given.

use super::logarithms::CountLogarithms;

/// A contingency table of a question.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Contingency<'counts> {
    pub(crate) n_x: usize,
    pub(crate) n_y: usize,
    pub(crate) n_rows: u64,
    /// All configurations of the given columns, those without rows included.
    pub(crate) n_configurations: f64,
    /// How often the levels meet.
    pub(crate) counts: Counts<'counts>,
    /// `n ln n`.
    pub(crate) logarithms: &'counts CountLogarithms,
}

/// Counts of a contingency table.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Counts<'counts> {
    /// Kept as a whole.
    Whole {
        /// Rows of each `[stratum][level of x][level of y]`.
        counts: &'counts [u32],
        /// Rows of each `[stratum][level of x]`.
        x_margins: &'counts [u32],
        /// Rows of each stratum.
        totals: &'counts [u32],
        /// `N ln N − Σ_x N_x ln N_x` of each stratum.
        x_parts: &'counts [f64],
    },
    /// To be counted stratum by stratum: the whole would have many more cells than there are rows.
    ByRows {
        /// Rows in the order of their strata.
        rows: &'counts [u32],
        /// Where each stratum ends.
        ends: &'counts [u32],
        /// Codes of x.
        x: &'counts [u8],
        /// Codes of y.
        y: &'counts [u8],
    },
}

/// The table of one stratum in which both columns vary; levels that do not occur there may be left
/// out of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stratum<'counts> {
    /// Rows of each `[level of x][level of y]`.
    pub(crate) counts: &'counts [u32],
    pub(crate) x_margin: &'counts [u32],
    pub(crate) y_margin: &'counts [u32],
    pub(crate) total: u32,
    /// `N ln N − Σ_x N_x ln N_x`.
    pub(crate) x_part: f64,
    /// `(r − 1)(c − 1)` where r rows and c columns of the table are not empty.
    pub(crate) degrees_of_freedom: u32,
}

impl Contingency<'_> {
    /// Visits, in order, the strata in which both columns have more than one value: the others
    /// add nothing to any statistic.
    #[inline]
    pub(crate) fn for_each_varying(&self, margin: &mut Vec<u32>, mut visit: impl FnMut(&Stratum)) {
        let (counts, x_margins, totals, x_parts) = match self.counts {
            Counts::Whole { counts, x_margins, totals, x_parts } => {
                (counts, x_margins, totals, x_parts)
            }
            Counts::ByRows { rows, ends, x, y } => {
                let mut table = OneTable::default();
                let mut start = 0;
                for &end in ends {
                    table.count(&rows[start..end as usize], x, y);
                    start = end as usize;
                    table.visit(self.logarithms, &mut visit);
                }
                return;
            }
        };
        let size = self.n_x * self.n_y;
        let tables = counts.chunks_exact(size).zip(x_margins.chunks_exact(self.n_x));
        for (((counts, x_margin), &total), &x_part) in tables.zip(totals).zip(x_parts) {
            if total < 2 {
                continue;
            }
            let levels = occurring(x_margin);
            if levels < 2 {
                continue;
            }
            margin.clear();
            margin.resize(self.n_y, 0);
            for row in counts.chunks_exact(self.n_y) {
                for (sum, count) in margin.iter_mut().zip(row) {
                    *sum += count;
                }
            }
            let degrees_of_freedom = ((levels - 1) * (occurring(margin).max(1) - 1)) as u32;
            if degrees_of_freedom > 0 {
                let y_margin = margin.as_slice();
                visit(&Stratum { counts, x_margin, y_margin, total, x_part, degrees_of_freedom });
            }
        }
    }
}

fn occurring(margin: &[u32]) -> usize {
    margin.iter().filter(|count| **count > 0).count()
}

/// The table of one stratum, of the levels that occur there.
#[derive(Debug, Default)]
struct OneTable {
    counts: Vec<u32>,
    x_margin: Vec<u32>,
    y_margin: Vec<u32>,
}

impl OneTable {
    fn count(&mut self, rows: &[u32], x: &[u8], y: &[u8]) {
        let (x_places, n_x) = places(rows, x);
        let (y_places, n_y) = places(rows, y);
        for (values, size) in
            [(&mut self.counts, n_x * n_y), (&mut self.x_margin, n_x), (&mut self.y_margin, n_y)]
        {
            values.clear();
            values.resize(size, 0);
        }
        for &row in rows {
            let i = usize::from(x_places[usize::from(x[row as usize])]);
            let j = usize::from(y_places[usize::from(y[row as usize])]);
            self.counts[i * n_y + j] += 1;
            self.x_margin[i] += 1;
            self.y_margin[j] += 1;
        }
    }

    fn visit(&self, logarithms: &CountLogarithms, visit: &mut impl FnMut(&Stratum)) {
        let (levels, other_levels) = (self.x_margin.len(), self.y_margin.len());
        if levels < 2 || other_levels < 2 {
            return;
        }
        let total = self.x_margin.iter().sum();
        let parts = self.x_margin.iter().map(|count| logarithms.of(*count));
        visit(&Stratum {
            counts: &self.counts,
            x_margin: &self.x_margin,
            y_margin: &self.y_margin,
            total,
            x_part: logarithms.of(total) - parts.sum::<f64>(),
            degrees_of_freedom: ((levels - 1) * (other_levels - 1)) as u32,
        });
    }
}

/// Where each code that occurs in the rows stands among them, and how many occur.
fn places(rows: &[u32], codes: &[u8]) -> ([u8; 256], usize) {
    let mut occurs = [false; 256];
    for &row in rows {
        occurs[usize::from(codes[row as usize])] = true;
    }
    let mut places = [0; 256];
    let mut next = 0;
    for (place, occurs) in places.iter_mut().zip(occurs) {
        *place = next as u8;
        next += usize::from(occurs);
    }
    (places, next)
}

impl Stratum<'_> {
    /// Number of levels of y, those without rows included.
    pub(crate) fn n_y(&self) -> usize {
        self.y_margin.len()
    }

    /// The smallest expected count of a cell whose row and column are not empty.
    pub(crate) fn least_expected(&self) -> f64 {
        let least = |margin: &[u32]| {
            let smallest = margin.iter().copied().filter(|count| *count > 0).min();
            f64::from(smallest.unwrap_or_default())
        };
        least(self.x_margin) * least(self.y_margin) / f64::from(self.total)
    }
}
