//! The outcome and the row counts as numbers.

use table::{Codes, Column, ColumnKind, Table};

use super::find;
use crate::Error;

/// The outcome row by row: 1 or 0 where a positive level is stated, else the number.
pub(super) fn outcome_values(
    column: &Column,
    positive: Option<&str>,
) -> Result<Vec<Option<f64>>, Error> {
    let name = column.name();
    if let Some(positive) = positive {
        let codes = column.codes();
        let Some(wanted) = codes.levels.iter().position(|level| level.text == positive) else {
            let known: Vec<String> =
                codes.levels.iter().take(8).map(|level| format!("`{}`", level.text)).collect();
            return Err(Error::new("no-such-level", format!("{name} has no value `{positive}`"))
                .with_hint(format!("its values are {}", known.join(", ")))
                .in_column(name));
        };
        let value = |code: u32| (code != Codes::MISSING).then(|| f64::from(code == wanted as u32));
        return Ok(codes.codes.into_iter().map(value).collect());
    }
    match column.kind() {
        ColumnKind::Number => {
            let numbers = column.numbers();
            Ok((0..column.n_rows()).map(|row| numbers.get(row)).collect())
        }
        ColumnKind::YesNo | ColumnKind::Category => Err(Error::new(
            "no-positive",
            format!("{name} is not a number: say which of its values counts as positive"),
        )
        .with_hint("choose the positive value of the outcome")
        .in_column(name)),
        kind => Err(Error::new(
            "kind-not-usable",
            format!("{name} is read as {kind} and cannot be an outcome"),
        )
        .with_hint("choose another column, or change how this one is read")
        .in_column(name)),
    }
}

/// The column of row counts: whole numbers, zero or more; none where the cell is missing.
pub(super) fn weights(table: &Table, name: &str) -> Result<Vec<Option<f64>>, Error> {
    let column = find(table, name)?;
    let numbers = column.numbers();
    (0..column.n_rows())
        .map(|row| {
            let value = numbers.get(row);
            match value {
                Some(count) if count < 0.0 || count.fract() != 0.0 => {
                    let mut error = Error::new(
                        "not-a-count",
                        format!("{name} must hold counts, and row {} holds {count}", row + 1),
                    )
                    .with_hint("choose a column of whole numbers, zero or more, or none")
                    .in_column(name);
                    error.place.get_or_insert_default().row = Some(u64::from(row) + 1);
                    Err(error)
                }
                _ => Ok(value),
            }
        })
        .collect()
}
