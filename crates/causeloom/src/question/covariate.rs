//! Confounders and mediators as design columns, with missing cells filled in and counted.

use table::{Codes, Column, ColumnKind, Table};

use super::{find, too_many_levels};
use crate::Error;

/// Levels that a category among confounders or mediators may have at most.
const MOST_LEVELS: usize = 50;

/// A confounder or mediator, ready to be turned into design columns.
pub(super) struct Covariate<'a> {
    pub(super) column: &'a Column,
    values: Values,
}

enum Values {
    Numbers(table::Numbers),
    Levels(Codes),
}

/// A column that can go into a model.
///
/// # Errors
/// A name that no column has, or a kind that no model takes.
pub(super) fn covariate<'a>(table: &'a Table, name: &str) -> Result<Covariate<'a>, Error> {
    let column = find(table, name)?;
    let values = match column.kind() {
        ColumnKind::Number => Values::Numbers(column.numbers()),
        ColumnKind::Category | ColumnKind::YesNo => {
            let codes = column.codes();
            if codes.levels.len() > MOST_LEVELS {
                return Err(too_many_levels(column, codes.levels.len(), "category in a model"));
            }
            Values::Levels(codes)
        }
        kind => {
            return Err(Error::new(
                "kind-not-usable",
                format!("{name} is read as {kind} and cannot go into a model"),
            )
            .with_hint("give it no role, or change how it is read")
            .in_column(name));
        }
    };
    Ok(Covariate { column, values })
}

impl Covariate<'_> {
    pub(super) fn missing(&self, row: usize) -> bool {
        match &self.values {
            Values::Numbers(numbers) => numbers.missing[row],
            Values::Levels(codes) => codes.codes[row] == Codes::MISSING,
        }
    }

    /// `(label, values, imputed cells)` of each design column over the used rows: one for a number,
    /// one a level but the first for a category, and one that says "was missing" where cells are
    /// filled in by the median or the most frequent level.
    pub(super) fn design(&self, rows: &[usize]) -> Result<Vec<(String, Vec<f64>, u32)>, Error> {
        let name = self.column.name();
        let n_missing = rows.iter().filter(|&&row| self.missing(row)).count();
        if n_missing == rows.len() {
            return Err(Error::new(
                "all-missing",
                format!("{name} has no value in the rows that are compared"),
            )
            .with_hint("give it no role")
            .in_column(name));
        }
        let mut designed = match &self.values {
            Values::Numbers(numbers) => {
                let present: Vec<f64> = rows
                    .iter()
                    .filter(|&&row| !numbers.missing[row])
                    .map(|&row| numbers.values[row])
                    .collect();
                let median = numeric::quantile::median(&present);
                let value =
                    |&row: &usize| if numbers.missing[row] { median } else { numbers.values[row] };
                vec![(name.to_owned(), rows.iter().map(value).collect(), n_missing as u32)]
            }
            Values::Levels(codes) => {
                let mut counts = vec![0_u32; codes.levels.len()];
                for &row in rows.iter().filter(|&&row| codes.codes[row] != Codes::MISSING) {
                    counts[codes.codes[row] as usize] += 1;
                }
                let most = counts.iter().copied().max().unwrap_or(0);
                let most_frequent =
                    counts.iter().position(|&count| count == most).unwrap_or(0) as u32;
                let code = |row: usize| {
                    if codes.codes[row] == Codes::MISSING {
                        most_frequent
                    } else {
                        codes.codes[row]
                    }
                };
                // Levels that no used row has are left out; the first level that is used is the reference.
                let used = (0..codes.levels.len()).filter(|&level| counts[level] > 0);
                let columns = used.skip(1).enumerate().map(|(idx, level)| {
                    let label = format!("{name} = {}", codes.levels[level].text);
                    let values =
                        rows.iter().map(|&row| f64::from(code(row) == level as u32)).collect();
                    (label, values, if idx == 0 { n_missing as u32 } else { 0 })
                });
                columns.collect()
            }
        };
        if n_missing > 0 {
            let was_missing = rows.iter().map(|&row| f64::from(self.missing(row))).collect();
            designed.push((format!("{name} was missing"), was_missing, 0));
        }
        Ok(designed)
    }
}
