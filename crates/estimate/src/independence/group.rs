//! Questions that share x and what is given: the configurations of those are found once, and
//! then only a column is counted into them.

use super::{
    bits::{self, BitColumn},
    column::Codes,
    contingency::{Contingency, Counts},
    logarithms::CountLogarithms,
};

/// Cells without the last level of y up to which intersections of sets of rows are faster than
/// counting row by row: a word of 64 rows costs about as much as a row.
const MOST_BIT_CELLS: usize = 64;
/// Cells of a table, for each row and on top, beyond which strata are counted one at a time.
const MOST_PER_ROW: usize = 4;
const MOST_AT_LEAST: usize = 1 << 16;

/// The configurations of x and of what is given.
#[derive(Debug)]
pub(crate) struct Group<'data> {
    x: Codes<'data>,
    given: Vec<Codes<'data>>,
    n_rows: usize,
    /// Product of the levels of the given columns.
    n_configurations: f64,
    /// Rows of each `[stratum][level of x]`, where a whole table is kept.
    x_margins: Vec<u32>,
    /// Rows of each stratum.
    totals: Vec<u32>,
    /// `N ln N − Σ_x N_x ln N_x` of each stratum.
    x_parts: Vec<f64>,
    /// Sets of rows of each `[stratum][level of x]`, where they are few.
    sets: Option<BitColumn>,
    /// `stratum · levels of x + level of x` of each row, when it was needed.
    cells: Vec<u32>,
    /// Rows in the order of their strata, and where each stratum ends, when it was needed.
    by_stratum: Vec<u32>,
    ends: Vec<u32>,
    /// Counts of the latest question, `[stratum][level of x][level of y]`.
    counts: Vec<u32>,
    /// Four partial counts.
    partial: Vec<u32>,
}

impl<'data> Group<'data> {
    pub(crate) fn new(
        x: Codes<'data>,
        given: Vec<Codes<'data>>,
        x_bits: Option<&BitColumn>,
        given_bits: &[Option<&BitColumn>],
        logarithms: &CountLogarithms,
    ) -> Self {
        let n_rows = x.codes.len();
        let n_configurations =
            given.iter().map(|column| column.n_levels as f64).product::<f64>().min(f64::MAX);
        let mut group = Self {
            x,
            given,
            n_rows,
            n_configurations,
            x_margins: Vec::new(),
            totals: Vec::new(),
            x_parts: Vec::new(),
            sets: None,
            cells: Vec::new(),
            by_stratum: Vec::new(),
            ends: Vec::new(),
            counts: Vec::new(),
            partial: Vec::new(),
        };
        let few = n_configurations * x.n_levels as f64 <= MOST_BIT_CELLS as f64;
        let all_bits: Option<Vec<&BitColumn>> = given_bits.iter().copied().collect();
        match (x_bits, all_bits) {
            (Some(x_bits), Some(given_bits)) if few && n_rows > 0 => {
                let strata = given_bits.iter().fold(None, |strata: Option<BitColumn>, bits| {
                    Some(strata.map_or_else(|| (*bits).clone(), |strata| strata.joint(bits)))
                });
                let sets = strata.map_or_else(|| x_bits.clone(), |strata| strata.joint(x_bits));
                group.x_margins = sets.sets().map(bits::size).collect();
                group.sets = Some(sets);
            }
            _ => group.number_cells(),
        }
        let rows = group.x_margins.chunks_exact(x.n_levels);
        group.totals = rows.clone().map(|margin| margin.iter().sum()).collect();
        let parts = rows.zip(&group.totals).map(|(margin, total)| {
            logarithms.of(*total) - margin.iter().map(|count| logarithms.of(*count)).sum::<f64>()
        });
        group.x_parts = parts.collect();
        group
    }

    /// The contingency table with one more column.
    pub(crate) fn table<'group>(
        &'group mut self,
        y: Codes<'group>,
        y_bits: Option<&BitColumn>,
        logarithms: &'group CountLogarithms,
    ) -> Contingency<'group> {
        let size = self.x_margins.len() * y.n_levels;
        let few = self.x_margins.len() * (y.n_levels - 1) <= MOST_BIT_CELLS;
        let counts = if self.x_margins.is_empty() || size > self.most_cells() {
            if self.ends.is_empty() {
                self.sort_by_stratum();
            }
            let (rows, ends) = (&self.by_stratum, &self.ends);
            Counts::ByRows { rows, ends, x: self.x.codes, y: y.codes }
        } else {
            if let (Some(sets), Some(y_bits), true) = (&self.sets, y_bits, few) {
                self.counts.resize(size, 0);
                bits::count(sets, y_bits, &self.x_margins, &mut self.counts);
            } else {
                if self.cells.is_empty() {
                    self.number_cells();
                }
                self.count_rows(y, size);
            }
            Counts::Whole {
                counts: &self.counts,
                x_margins: &self.x_margins,
                totals: &self.totals,
                x_parts: &self.x_parts,
            }
        };
        Contingency {
            n_x: self.x.n_levels,
            n_y: y.n_levels,
            n_rows: self.n_rows as u64,
            n_configurations: self.n_configurations,
            counts,
            logarithms,
        }
    }

    /// Most cells of a table that is kept as a whole.
    fn most_cells(&self) -> usize {
        MOST_PER_ROW * self.n_rows + MOST_AT_LEAST
    }

    /// Numbers the configurations of each row, unless they are too many; counts the margins unless
    /// they are known.
    fn number_cells(&mut self) {
        let (mut cells, n_strata) = strata_of_rows(&self.given, self.n_rows);
        if n_strata * self.x.n_levels > self.most_cells() {
            return;
        }
        for (cell, code) in cells.iter_mut().zip(self.x.codes) {
            *cell = *cell * self.x.n_levels as u32 + u32::from(*code);
        }
        if self.x_margins.is_empty() {
            self.x_margins = vec![0; n_strata * self.x.n_levels];
            for &cell in &cells {
                self.x_margins[cell as usize] += 1;
            }
        }
        self.cells = cells;
    }

    /// Brings the rows into the order of their strata.
    fn sort_by_stratum(&mut self) {
        let (strata, n_strata) = strata_of_rows(&self.given, self.n_rows);
        self.ends = vec![0; n_strata];
        for stratum in &strata {
            self.ends[*stratum as usize] += 1;
        }
        let mut start = 0;
        for place in &mut self.ends {
            let count = *place;
            *place = start;
            start += count;
        }
        self.by_stratum = vec![0; self.n_rows];
        for (row, stratum) in (0_u32..).zip(&strata) {
            // The start of a stratum grows into its end.
            let place = &mut self.ends[*stratum as usize];
            self.by_stratum[*place as usize] = row;
            *place += 1;
        }
    }

    /// Counts row by row. Four tables take turns: a count that was just written can then be
    /// written elsewhere without waiting.
    fn count_rows(&mut self, y: Codes, size: usize) {
        self.partial.clear();
        self.partial.resize(4 * size, 0);
        let (first, rest) = self.partial.split_at_mut(size);
        let (second, rest) = rest.split_at_mut(size);
        let (third, fourth) = rest.split_at_mut(size);
        let n_y = y.n_levels;
        let (cells, cells_tail) = self.cells.as_chunks::<4>();
        let (codes, codes_tail) = y.codes.as_chunks::<4>();
        for (cell, code) in cells.iter().zip(codes) {
            first[cell[0] as usize * n_y + usize::from(code[0])] += 1;
            second[cell[1] as usize * n_y + usize::from(code[1])] += 1;
            third[cell[2] as usize * n_y + usize::from(code[2])] += 1;
            fourth[cell[3] as usize * n_y + usize::from(code[3])] += 1;
        }
        for (cell, code) in cells_tail.iter().zip(codes_tail) {
            first[*cell as usize * n_y + usize::from(*code)] += 1;
        }
        self.counts.clear();
        let sums = first.iter().zip(second).zip(third).zip(fourth);
        self.counts.extend(sums.map(|(((a, b), c), d)| *a + *b + *c + *d));
    }
}

/// The configuration of the given columns in each row, and how many there are: in mixed radix,
/// the last column fastest, or numbered in that order without gaps where they would be many.
fn strata_of_rows(given: &[Codes], n_rows: usize) -> (Vec<u32>, usize) {
    let mut strata = vec![0_u32; n_rows];
    let mut n_strata = 1_u64;
    let most = (MOST_PER_ROW * n_rows.max(MOST_BIT_CELLS)) as u64;
    for column in given {
        let n_levels = column.n_levels as u64;
        let pairs = strata.iter().zip(column.codes);
        let keys = pairs.map(|(stratum, code)| u64::from(*stratum) * n_levels + u64::from(*code));
        n_strata *= n_levels;
        if n_strata <= most {
            strata = keys.map(|key| key as u32).collect();
            continue;
        }
        let keys: Vec<u64> = keys.collect();
        let mut occurring = keys.clone();
        occurring.sort_unstable();
        occurring.dedup();
        n_strata = (occurring.len() as u64).max(1);
        // The number of keys below it; each key is there.
        let number = |key: &u64| occurring.partition_point(|other| other < key) as u32;
        strata = keys.iter().map(number).collect();
    }
    (strata, n_strata as usize)
}
