//! A decomposition: every effect with its standard error and interval, and how it came about.

use numeric::normal;

use crate::{Design, Effect, Error, Note, Regime, RegimeMeans};

/// One effect, in the unit of the outcome.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EffectEstimate {
    /// The estimate.
    pub estimate: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Lower end of the interval.
    pub lower: f64,
    /// Upper end of the interval.
    pub upper: f64,
    /// Standard deviation of the estimate over seeds on the same data, where the method is random.
    pub seed_spread: Option<f64>,
    /// No path carries this effect (no confounders, no mediators): it is 0, not estimated as 0.
    pub exactly_zero: bool,
}

/// The effects of the protected attribute on the outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct Decomposition {
    /// The effects in the order of [`Effect::ALL`].
    pub effects: [EffectEstimate; Effect::COUNT],
    /// The means under the regimes that the effects contrast.
    pub means: RegimeMeans,
    /// Remarks on data and fits.
    pub notes: Vec<Note>,
}

impl Decomposition {
    /// One effect.
    pub fn effect(&self, effect: Effect) -> &EffectEstimate {
        &self.effects[effect.index()]
    }
}

impl EffectEstimate {
    /// An effect that is 0 because no path carries it.
    pub(crate) const ZERO: Self = Self {
        estimate: 0.0,
        standard_error: 0.0,
        lower: 0.0,
        upper: 0.0,
        seed_spread: None,
        exactly_zero: true,
    };

    pub(crate) fn is_finite(&self) -> bool {
        let spread = self.seed_spread.unwrap_or(0.0);
        let numbers = [self.estimate, self.standard_error, self.lower, self.upper, spread];
        numbers.iter().all(|number| number.is_finite())
    }

    /// The normal interval: estimate ∓ quantile · standard error.
    pub(crate) fn normal(estimate: f64, standard_error: f64, level: f64) -> Self {
        let reach = normal::quantile(0.5 + level / 2.0) * standard_error;
        Self {
            estimate,
            standard_error,
            lower: estimate - reach,
            upper: estimate + reach,
            seed_spread: None,
            exactly_zero: false,
        }
    }
}

pub(crate) fn check_level(level: f64) -> Result<(), Error> {
    if level > 0.0 && level < 1.0 { Ok(()) } else { Err(Error::LevelOutOfRange { level }) }
}

/// The coefficients of an effect over the means that are estimated for this design; all 0 when no
/// path carries the effect.
pub(crate) fn coefficients(design: &Design, effect: Effect) -> [f64; Regime::COUNT] {
    let mut coefficients = [0.0; Regime::COUNT];
    for &(regime, sign) in effect.contrast() {
        coefficients[design.resolve(regime).index()] += sign;
    }
    coefficients
}

/// Fills the means of regimes that have another regime's mean by construction.
pub(crate) fn resolve_means(design: &Design, means: [f64; Regime::COUNT]) -> RegimeMeans {
    RegimeMeans(Regime::ALL.map(|regime| means[design.resolve(regime).index()]))
}
