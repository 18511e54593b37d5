//! Measures of a run: tallies that take rows one by one and merge in the order of the rows.

pub mod backdoor;
pub mod cost;
pub mod lexical;
pub mod realizability;
pub mod selection;
pub mod share;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use crate::run::Record;
use crate::skeleton::Skeleton;

pub use backdoor::{Backdoor, BackdoorRate, Expectation};
pub use cost::{Cost, Price};
pub use lexical::{Diversity, Lexical};
pub use realizability::{Count, Realizability};
pub use selection::{Bias, Cells, Selection, bias_of_acceptance, stratum};
pub use share::{Difference, Share};

/// All tallies of a run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    /// Realizability and violations.
    pub realizability: Realizability,
    /// Facts that were changed against belief and in agreement with it.
    pub backdoor: Backdoor,
    /// Acceptance by stratum.
    pub selection: Selection,
    /// Words.
    pub lexical: Lexical,
    /// Tokens and money.
    pub cost: Cost,
}

impl Tally {
    /// Counts a row; `beliefs` says what the model is believed to expect, one entry a slot, or
    /// nothing at all.
    pub fn add(
        &mut self,
        skeleton: &Skeleton,
        beliefs: &[Option<Expectation>],
        cells: &[Cells],
        record: &Record,
    ) {
        self.realizability.add(skeleton, record);
        self.backdoor.add(skeleton, beliefs, record);
        self.selection.add(stratum(cells, skeleton), record.attempt());
        self.lexical.add(&record.text);
        self.cost.add(record);
    }

    /// Adds the tally of later rows.
    pub fn merge(&mut self, other: &Self) {
        self.realizability.merge(&other.realizability);
        self.backdoor.merge(&other.backdoor);
        self.selection.merge(&other.selection);
        self.lexical.merge(&other.lexical);
        self.cost.merge(&other.cost);
    }
}
