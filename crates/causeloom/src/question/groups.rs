//! The groups of the protected attribute, and the two that are compared.

use table::{Codes, Table};

use super::{find, missing_role, too_many_levels};
use crate::{Error, Study, view::LevelView};

/// Groups that a protected attribute may have at most.
const MOST_GROUPS: usize = 100;

/// The groups of a protected attribute, and the group of each row.
pub(crate) struct Groups {
    pub(crate) levels: Vec<LevelView>,
    /// Index into `levels`; `Codes::MISSING` where a cell is missing.
    pub(crate) codes: Vec<u32>,
}

/// The groups of one protected column, or of two crossed.
pub(crate) fn groups(table: &Table, protected: &[String]) -> Result<Groups, Error> {
    let codes = protected
        .iter()
        .map(|name| {
            let column = find(table, name)?;
            let codes = column.codes();
            if codes.levels.len() > MOST_GROUPS {
                return Err(too_many_levels(column, codes.levels.len(), "protected attribute"));
            }
            Ok(codes)
        })
        .collect::<Result<Vec<_>, _>>()?;
    let groups = match codes.as_slice() {
        [] => {
            return Err(missing_role(
                "protected",
                "say which column is protected, for instance sex",
            ));
        }
        [one] => Groups {
            levels: one
                .levels
                .iter()
                .map(|level| LevelView { text: level.text.clone(), count: level.count })
                .collect(),
            codes: one.codes.clone(),
        },
        [first, second] => cross(first, second),
        _ => {
            return Err(Error::new(
                "too-many-protected",
                "at most two columns can be taken as one protected attribute",
            )
            .with_hint("choose one or two columns"));
        }
    };
    if groups.levels.len() < 2 {
        let found = groups
            .levels
            .first()
            .map_or("no value".to_owned(), |level| format!("only `{}`", level.text));
        return Err(Error::new(
            "one-group",
            format!("{} has {found}: there is nothing to compare", protected.join(" × ")),
        )
        .with_hint("choose a protected column with two or more groups")
        .in_column(protected.join(" × ")));
    }
    Ok(groups)
}

/// The numbers of the baseline and the comparison group; with two groups they need not be stated.
///
/// # Errors
/// Groups that are not stated, do not exist, or are the same.
pub(super) fn contrast(
    groups: &Groups,
    protected: &str,
    study: &Study,
) -> Result<(u32, u32), Error> {
    let names = || {
        groups
            .levels
            .iter()
            .take(8)
            .map(|level| format!("`{}`", level.text))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let place = |wanted: &Option<String>, which: &str, fallback: u32| -> Result<u32, Error> {
        let Some(wanted) = wanted else {
            return if groups.levels.len() == 2 {
                Ok(fallback)
            } else {
                Err(Error::new(
                    &format!("no-{which}"),
                    format!(
                        "{protected} has {} groups: say which is the {which} group",
                        groups.levels.len()
                    ),
                )
                .with_hint(format!("its groups are {}", names()))
                .in_column(protected))
            };
        };
        let idx = groups.levels.iter().position(|level| &level.text == wanted);
        idx.map(|idx| idx as u32).ok_or_else(|| {
            Error::new("no-such-group", format!("{protected} has no group `{wanted}`"))
                .with_hint(format!("its groups are {}", names()))
                .in_column(protected)
        })
    };
    let baseline = place(&study.roles.baseline, "baseline", 0)?;
    let comparison = place(&study.roles.comparison, "comparison", 1)?;
    if baseline == comparison {
        return Err(Error::new(
            "same-group",
            format!("both groups are `{}`", groups.levels[baseline as usize].text),
        )
        .with_hint("choose two different groups")
        .in_column(protected));
    }
    Ok((baseline, comparison))
}

fn cross(first: &Codes, second: &Codes) -> Groups {
    let n_second = second.levels.len() as u32;
    let mut counts = vec![0_u32; first.levels.len() * second.levels.len()];
    let mut cells: Vec<u32> = Vec::with_capacity(first.codes.len());
    for (&one, &other) in first.codes.iter().zip(&second.codes) {
        if one == Codes::MISSING || other == Codes::MISSING {
            cells.push(Codes::MISSING);
        } else {
            counts[(one * n_second + other) as usize] += 1;
            cells.push(one * n_second + other);
        }
    }
    let mut levels = Vec::new();
    let mut place = vec![Codes::MISSING; counts.len()];
    for (cell, &count) in counts.iter().enumerate().filter(|&(_, &count)| count > 0) {
        place[cell] = levels.len() as u32;
        let (one, other) = (cell / n_second as usize, cell % n_second as usize);
        let text = format!("{} × {}", first.levels[one].text, second.levels[other].text);
        levels.push(LevelView { text, count });
    }
    let codes = cells
        .into_iter()
        .map(|cell| if cell == Codes::MISSING { cell } else { place[cell as usize] })
        .collect();
    Groups { levels, codes }
}
