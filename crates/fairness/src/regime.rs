//! Mean outcomes under the regimes whose contrasts are the effects.
//!
//! A regime says which population is averaged over, which value of the protected attribute reaches
//! the mediators and which one reaches the outcome directly: θ(population, mediators, direct) =
//! E\[Y with direct value and mediators as under theirs | population\].

use crate::Effect;

/// A regime, in the order in which [`RegimeMeans`] holds the means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Regime {
    /// E\[Y | x0\]: the baseline group as it is.
    ObservedBaseline,
    /// E\[Y | x1\]: the comparison group as it is.
    ObservedComparison,
    /// E\[Y(x1, W(x0)) | x0\]: the baseline group, its direct path switched, its mediators kept.
    DirectSwitched,
    /// E\[Y(x1) | x0\]: the baseline group, direct path and mediators switched.
    Switched,
    /// E\[Y(x0)\]: everybody under the baseline value.
    EveryoneBaseline,
    /// E\[Y(x1)\]: everybody under the comparison value.
    EveryoneComparison,
    /// E\[Y(x1, W(x0))\]: everybody, mediators as under the baseline value, direct path switched.
    EveryoneDirectSwitched,
}

/// Mean outcome under each regime, in the unit of the outcome.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RegimeMeans(pub [f64; Regime::COUNT]);

impl Regime {
    /// Number of regimes.
    pub const COUNT: usize = 7;

    /// Every regime, in order.
    pub const ALL: [Self; Self::COUNT] = [
        Self::ObservedBaseline,
        Self::ObservedComparison,
        Self::DirectSwitched,
        Self::Switched,
        Self::EveryoneBaseline,
        Self::EveryoneComparison,
        Self::EveryoneDirectSwitched,
    ];

    /// Position in [`Regime::ALL`].
    pub fn index(self) -> usize {
        self as usize
    }
}

impl RegimeMeans {
    /// The mean under a regime.
    pub fn get(&self, regime: Regime) -> f64 {
        self.0[regime.index()]
    }

    /// An effect: the signed sum of the means that it contrasts.
    pub fn effect(&self, effect: Effect) -> f64 {
        effect.contrast().iter().map(|&(regime, sign)| sign * self.get(regime)).sum()
    }
}
