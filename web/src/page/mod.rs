//! The pages, one a step.

pub(crate) mod audit;
pub(crate) mod data;
pub(crate) mod late;
pub(crate) mod model;
pub(crate) mod realize;
pub(crate) mod sample;
