//! Regression and classification: least squares, logistic regression, random forests, cross-fitting folds.
//!
//! Every learner takes a feature matrix without an intercept column, a response, optional frequency
//! weights, and gives a fitted model that predicts for new rows. Rows of weight 0 are left out. What
//! went wrong on the way without being an error (no convergence, separation, dropped columns) comes
//! back as notes beside the model.

mod error;

mod learner;

mod standardize;

pub mod linear;

pub mod logistic;

pub mod multinomial;

pub mod forest;

pub mod crossfit;

pub mod score;

pub use error::Error;
pub use forest::{Forest, ForestConfig};
pub use learner::{Fit, FitNote, Fitted, Learner, Target, fit};
pub use linear::{LinearConfig, LinearModel};
pub use logistic::{LogisticConfig, LogisticModel};
pub use multinomial::{MultinomialModel, fit_multinomial};
