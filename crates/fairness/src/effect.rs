//! The effects of the Standard Fairness Model, and their signs, stated once.
//!
//! total variation = direct − indirect − spurious. The direct effect is the transition x0 → x1; the
//! indirect and the spurious effect are the reversed transitions x1 → x0, hence the minus signs.
//! For everybody instead of the baseline group: total variation = natural direct − natural indirect
//! + experimental spurious (comparison) − experimental spurious (baseline).
//!
//! # References
//! D. Plečko, E. Bareinboim, "Causal Fairness Analysis", Foundations and Trends in Machine Learning
//! 17(3), 2024, chapter 4.

use crate::Regime;

/// An effect of the protected attribute on the outcome, in the unit of the outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// E\[Y | x1\] − E\[Y | x0\].
    TotalVariation,
    /// Ctf-DE: the direct path alone, x0 → x1, in the baseline group.
    Direct,
    /// Ctf-IE: the mediators alone, x1 → x0, in the baseline group.
    Indirect,
    /// Ctf-SE: the comparison group against the baseline group, both under x1.
    Spurious,
    /// Effect of treatment on the treated: direct path and mediators, x0 → x1, baseline group.
    Ett,
    /// NDE: the direct path alone, x0 → x1, for everybody.
    NaturalDirect,
    /// NIE: the mediators alone, x1 → x0, for everybody.
    NaturalIndirect,
    /// TE: direct path and mediators, x0 → x1, for everybody.
    Total,
    /// Exp-SE of x1: the comparison group as it is against everybody under x1.
    ExperimentalSpuriousComparison,
    /// Exp-SE of x0: the baseline group as it is against everybody under x0.
    ExperimentalSpuriousBaseline,
}

impl Effect {
    /// Number of effects.
    pub const COUNT: usize = 10;

    /// Every effect, those of the baseline group first.
    pub const ALL: [Self; Self::COUNT] = [
        Self::TotalVariation,
        Self::Direct,
        Self::Indirect,
        Self::Spurious,
        Self::Ett,
        Self::NaturalDirect,
        Self::NaturalIndirect,
        Self::Total,
        Self::ExperimentalSpuriousComparison,
        Self::ExperimentalSpuriousBaseline,
    ];

    /// The parts of total variation and the sign with which each enters it.
    pub const PARTS: [(Self, f64); 3] =
        [(Self::Direct, 1.0), (Self::Indirect, -1.0), (Self::Spurious, -1.0)];

    /// The parts of total variation by the effects for everybody.
    pub const GENERAL_PARTS: [(Self, f64); 4] = [
        (Self::NaturalDirect, 1.0),
        (Self::NaturalIndirect, -1.0),
        (Self::ExperimentalSpuriousComparison, 1.0),
        (Self::ExperimentalSpuriousBaseline, -1.0),
    ];

    /// Position in [`Effect::ALL`].
    pub fn index(self) -> usize {
        self as usize
    }

    /// True for total variation, direct, indirect, spurious and ETT: none averages over everybody.
    pub fn is_x_specific(self) -> bool {
        self <= Self::Ett
    }

    /// The effect as a signed sum of means under regimes.
    pub fn contrast(self) -> &'static [(Regime, f64)] {
        match self {
            Self::TotalVariation => {
                &[(Regime::ObservedComparison, 1.0), (Regime::ObservedBaseline, -1.0)]
            }
            Self::Direct => &[(Regime::DirectSwitched, 1.0), (Regime::ObservedBaseline, -1.0)],
            Self::Indirect => &[(Regime::DirectSwitched, 1.0), (Regime::Switched, -1.0)],
            Self::Spurious => &[(Regime::Switched, 1.0), (Regime::ObservedComparison, -1.0)],
            Self::Ett => &[(Regime::Switched, 1.0), (Regime::ObservedBaseline, -1.0)],
            Self::NaturalDirect => {
                &[(Regime::EveryoneDirectSwitched, 1.0), (Regime::EveryoneBaseline, -1.0)]
            }
            Self::NaturalIndirect => {
                &[(Regime::EveryoneDirectSwitched, 1.0), (Regime::EveryoneComparison, -1.0)]
            }
            Self::Total => &[(Regime::EveryoneComparison, 1.0), (Regime::EveryoneBaseline, -1.0)],
            Self::ExperimentalSpuriousComparison => {
                &[(Regime::ObservedComparison, 1.0), (Regime::EveryoneComparison, -1.0)]
            }
            Self::ExperimentalSpuriousBaseline => {
                &[(Regime::ObservedBaseline, 1.0), (Regime::EveryoneBaseline, -1.0)]
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coefficients(parts: &[(Effect, f64)]) -> [f64; Regime::COUNT] {
        let mut total = [0.0; Regime::COUNT];
        for (effect, outer) in parts {
            for (regime, sign) in effect.contrast() {
                total[regime.index()] += outer * sign;
            }
        }
        total
    }

    #[test]
    fn the_parts_add_up_to_total_variation_regime_by_regime() {
        let total_variation = coefficients(&[(Effect::TotalVariation, 1.0)]);
        assert_eq!(coefficients(&Effect::PARTS), total_variation);
        assert_eq!(coefficients(&Effect::GENERAL_PARTS), total_variation);
        let ett_less_spurious = [(Effect::Ett, 1.0), (Effect::Spurious, -1.0)];
        assert_eq!(coefficients(&ett_less_spurious), total_variation);
        let natural = [(Effect::NaturalDirect, 1.0), (Effect::NaturalIndirect, -1.0)];
        assert_eq!(coefficients(&natural), coefficients(&[(Effect::Total, 1.0)]));
    }

    #[test]
    fn positions_follow_the_lists() {
        for (position, effect) in Effect::ALL.into_iter().enumerate() {
            assert_eq!(effect.index(), position);
        }
        for (position, regime) in Regime::ALL.into_iter().enumerate() {
            assert_eq!(regime.index(), position);
        }
        assert!(Effect::Ett.is_x_specific() && !Effect::NaturalDirect.is_x_specific());
    }
}
