//! Independence tests on tables of mixed columns.
//!
//! Numbers only: columns are codes or floats, questions name them by their position. Results do
//! not depend on how questions are cut into batches, nor on the machine.

mod error;
pub mod independence;

pub use error::Error;
