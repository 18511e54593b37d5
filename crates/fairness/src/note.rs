//! What a reader of a decomposition should know beside its numbers.

use crate::{ColumnRef, Design, Nuisance, Role, nuisance::FitTally};

/// A remark that travels with a decomposition.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Note {
    /// There are no confounders, so every spurious effect is 0 by construction.
    NoConfounders,
    /// There are no mediators, so every indirect effect is 0 by construction.
    NoMediators,
    /// How many estimated propensities were moved to the bound; reported also when none were.
    PropensitiesBounded {
        /// Which propensity.
        propensity: Nuisance,
        /// Propensities are kept in \[bound, 1 − bound\].
        bound: f64,
        /// Individuals per cross-fit, on average.
        mean_count: f64,
        /// Individuals in the cross-fit with the most.
        most: f64,
        /// Individuals in the table.
        individuals: f64,
    },
    /// Fits that stopped before they converged.
    NotConverged {
        /// Which regression.
        model: Nuisance,
        /// Fits concerned.
        fits: u32,
        /// Fits in all.
        of: u32,
    },
    /// Fits in which some columns predict the response perfectly for some rows.
    Separated {
        /// Which regression.
        model: Nuisance,
        /// Fits concerned.
        fits: u32,
        /// Fits in all.
        of: u32,
    },
    /// Fits that left out columns that depend linearly on others.
    RankDeficient {
        /// Which regression.
        model: Nuisance,
        /// Fits concerned.
        fits: u32,
        /// Fits in all.
        of: u32,
    },
    /// A column with one value only, which cannot tell anything.
    ConstantColumn {
        /// The column.
        column: ColumnRef,
    },
    /// A column that the regression on all rows left out, as it depends linearly on others.
    DroppedColumn {
        /// Which regression.
        model: Nuisance,
        /// The column.
        column: ColumnRef,
    },
    /// Bootstrap samples drawn again because a group was empty or a model could not be fitted.
    ResamplesRedrawn {
        /// Samples discarded.
        redrawn: u32,
        /// Replicates kept.
        replicates: u32,
    },
    /// So few cross-fits that their median still depends on the seed.
    FewRepeats {
        /// Cross-fits done.
        repeats: u32,
    },
}

/// Notes that follow from the design alone.
pub(crate) fn design_notes(design: &Design) -> Vec<Note> {
    let mut notes = Vec::new();
    if !design.has_confounders() {
        notes.push(Note::NoConfounders);
    }
    if !design.has_mediators() {
        notes.push(Note::NoMediators);
    }
    let roles = [(Role::Confounder, &design.confounders), (Role::Mediator, &design.mediators)];
    for (role, matrix) in roles {
        for (index, column) in matrix.columns().enumerate() {
            if is_constant(design, column) {
                let column = ColumnRef { role, index: index as u32 };
                notes.push(Note::ConstantColumn { column });
            }
        }
    }
    notes
}

/// Notes on the fits of all units.
pub(crate) fn fit_notes(tally: &FitTally) -> Vec<Note> {
    let mut notes = Vec::new();
    for model in Nuisance::ALL {
        let of = tally.fits(model);
        let fits = tally.not_converged(model);
        if fits > 0 {
            notes.push(Note::NotConverged { model, fits, of });
        }
        let fits = tally.separated(model);
        if fits > 0 {
            notes.push(Note::Separated { model, fits, of });
        }
        let fits = tally.rank_deficient(model);
        if fits > 0 {
            notes.push(Note::RankDeficient { model, fits, of });
        }
    }
    notes
}

fn is_constant(design: &Design, column: &[f64]) -> bool {
    let mut values = column.iter().enumerate().filter(|&(row, _)| design.weight(row) > 0.0);
    values.next().is_none_or(|(_, first)| values.all(|(_, value)| value == first))
}
