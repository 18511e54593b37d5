//! Tests of conditional independence: is x independent of y where `given` is held?
//!
//! One published method a file. [`test_all`] answers thousands of questions about the same
//! columns at once.
//!
//! | columns | test |
//! |---|---|
//! | codes | G², χ² ([`TableConfig`]), permutation within strata ([`PermutationConfig`]) |
//! | numbers | Fisher's z, Student's t of the partial correlation |
//! | any | generalized covariance measure, regression likelihood ratio ([`Direction`]), kernels ([`KernelConfig`]) |
//! | any | [`AutomaticConfig`]: chosen by the columns and the counts |
//!
//! # Examples
//! ```
//! use causeloom_estimate::independence::{DataColumn, Question, TableConfig, Test, test_all};
//! use numeric::seed::Seed;
//! let smoke = [0, 0, 0, 0, 1, 1, 1, 1];
//! let cough = [0, 0, 0, 1, 0, 1, 1, 1];
//! let columns = [&smoke, &cough].map(|codes| DataColumn::Codes { codes, n_levels: 2 });
//! let questions = [Question { x: 0, y: 1, given: vec![] }];
//! let test = Test::GSquared(TableConfig::default());
//! let answers = test_all(&columns, &questions, &test, Seed(1)).expect("columns fit the test");
//! assert_eq!(answers[0].degrees_of_freedom, 1.0);
//! assert!((answers[0].p_value.expect("both vary") - 0.147_98).abs() < 1e-4);
//! ```

mod answer;
mod automatic;
mod batch;
mod bits;
mod chi_squared;
mod column;
mod contingency;
mod correlation;
mod determined;
mod fisher_z;
mod g_squared;
mod generalized_covariance;
mod group;
mod hypergeometric;
mod kernel;
mod logarithms;
mod mixed;
mod partial_correlation;
mod permutation;
mod question;
mod rejection;
mod smooth_regression;
mod spline;
mod strata;

pub use answer::{Answer, Method, Note, Untestable};
pub use automatic::AutomaticConfig;
pub use batch::test_all;
pub use column::DataColumn;
pub use kernel::KernelConfig;
pub use mixed::Direction;
pub use permutation::{PermutationConfig, TableStatistic, Ties};
pub use question::{Question, Test};
pub use rejection::{ClusteredRate, RejectionRate, clustered_rate, uniformity};
pub use strata::{DegreesOfFreedom, TableConfig};
