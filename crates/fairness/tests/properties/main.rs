//! What must hold whatever the data, on tables drawn from the structural models of the calibration.

#[path = "../../examples/calibrate/models.rs"]
mod models;

mod decomposition;
mod hostile_tables;
mod overlap;
mod stability;
