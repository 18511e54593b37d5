//! The Standard Fairness Model and the split of total variation into direct, indirect and spurious effects.
//!
//! A [`Design`] holds two groups, an outcome, confounders and mediators as numbers. A [`Method`] turns
//! it into a [`Decomposition`]: every [`Effect`] with standard error, interval and notes. The work is
//! cut into [`units`] that may run anywhere in any order; [`finish`] puts the parts together. Signs
//! are stated in [`effect`].

pub mod balance;
pub mod debiased;
mod decomposition;
mod design;
pub mod effect;
mod error;
pub mod exact;
mod folds;
mod influence;
mod method;
mod note;
mod nuisance;
pub mod overlap;
pub mod plug_in;
mod regime;
mod resample;

pub use debiased::DebiasedConfig;
pub use decomposition::{Decomposition, EffectEstimate};
pub use design::{ColumnRef, Design, Group, OutcomeKind, Part, Role};
pub use effect::Effect;
pub use error::Error;
pub use method::{Method, decompose, finish, run_unit, units};
pub use note::Note;
pub use nuisance::Nuisance;
pub use overlap::OverlapConfig;
pub use plug_in::{OutcomeModel, PlugInConfig};
pub use regime::{Regime, RegimeMeans};
