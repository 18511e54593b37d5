//! The methods of decomposition, and their work cut into units.
//!
//! Units are pure and independent: any worker may run any of them in any order, and the parts put in
//! unit order give the same bytes.

use numeric::seed::Seed;

use crate::{
    DebiasedConfig, Decomposition, Design, Effect, Error, PlugInConfig, debiased,
    decomposition::check_level, exact, plug_in,
};

/// A method of decomposition with its configuration.
#[derive(Debug, Clone, PartialEq)]
pub enum Method {
    /// Parametric outcome models and the bootstrap.
    PlugIn(PlugInConfig),
    /// Cross-fitted one-step estimates.
    Debiased(DebiasedConfig),
    /// Summation over the strata of discrete columns.
    Exact,
}

/// Number of units of work.
pub fn units(_design: &Design, method: &Method) -> u32 {
    match method {
        Method::PlugIn(config) => plug_in::units(config),
        Method::Debiased(config) => debiased::units(config),
        Method::Exact => 1,
    }
}

/// Does one unit of work and returns its part of the result.
///
/// # Errors
/// What is wrong with design, configuration or a fit.
pub fn run_unit(
    design: &Design,
    method: &Method,
    seed: Seed,
    unit: u32,
) -> Result<Vec<f64>, Error> {
    let units = units(design, method);
    if unit >= units {
        return Err(Error::UnitOutOfRange { unit, units });
    }
    design.validate()?;
    match method {
        Method::PlugIn(config) => plug_in::run_unit(design, config, seed, unit),
        Method::Debiased(config) => debiased::run_unit(design, config, seed, unit),
        Method::Exact => exact::run(design),
    }
}

/// Puts the parts of all units, in unit order, together.
///
/// `level` is the coverage of the intervals, 0.95 for instance.
///
/// # Errors
/// What is wrong with design, configuration, level or parts.
pub fn finish(
    design: &Design,
    method: &Method,
    level: f64,
    parts: &[Vec<f64>],
) -> Result<Decomposition, Error> {
    check_level(level)?;
    design.validate()?;
    let expected = units(design, method);
    if parts.len() != expected as usize {
        return Err(Error::PartsMismatch { expected, found: parts.len() });
    }
    let found = match method {
        Method::PlugIn(config) => plug_in::finish(design, config, level, parts),
        Method::Debiased(config) => debiased::finish(design, config, level, parts),
        Method::Exact => exact::finish(design, level, parts),
    }?;
    match Effect::ALL.into_iter().find(|&effect| !found.effect(effect).is_finite()) {
        Some(effect) => Err(Error::NotComputable { effect }),
        None => Ok(found),
    }
}

/// Runs every unit in order and puts the parts together.
///
/// # Errors
/// As [`run_unit`] and [`finish`].
pub fn decompose(
    design: &Design,
    method: &Method,
    seed: Seed,
    level: f64,
) -> Result<Decomposition, Error> {
    let parts: Result<Vec<_>, _> =
        (0..units(design, method)).map(|unit| run_unit(design, method, seed, unit)).collect();
    finish(design, method, level, &parts?)
}
