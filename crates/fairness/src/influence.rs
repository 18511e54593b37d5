//! One-step estimates of the means under the regimes, with centred influence functions.
//!
//! Each mean θ solves "mean of φ = 0" with φ = a − b·θ, where a holds outcome, regressions and
//! weights and b the share that is averaged over. Standard errors of contrasts come from the second
//! moments of all a and b together, so rows can be added in parts and the parts merged.

use numeric::float;

use crate::{
    Design, Effect, Group, Regime, RegimeMeans,
    decomposition::{coefficients, resolve_means},
};

/// Out-of-sample regressions for one row, and its propensities within bounds.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct RowNuisances {
    /// m(x1, z, w).
    pub(crate) outcome_all: f64,
    /// g(x1, z).
    pub(crate) outcome_confounders: f64,
    /// g(x0, z).
    pub(crate) outcome_confounders_baseline: f64,
    /// η(z).
    pub(crate) nested: f64,
    /// e(z).
    pub(crate) propensity_confounders: f64,
    /// e(z, w).
    pub(crate) propensity_all: f64,
}

/// Sums of products of (a of every regime, I0/π0, I1/π1, 1) over individuals.
#[derive(Debug, Clone)]
pub(crate) struct Moments {
    products: [f64; Moments::LENGTH],
    center: f64,
    shares: [f64; 2],
    design_has: (bool, bool),
}

/// Position of I0/π0, I1/π1 and 1 behind the regimes.
const BASELINE: usize = Regime::COUNT;
const COMPARISON: usize = Regime::COUNT + 1;
const ONE: usize = Regime::COUNT + 2;
const SIZE: usize = Regime::COUNT + 3;

impl Moments {
    pub(crate) const LENGTH: usize = SIZE * (SIZE + 1) / 2;

    /// No rows yet. Outcomes are counted from their mean, which keeps the second moments accurate.
    pub(crate) fn new(design: &Design) -> Self {
        let individuals = design.n_individuals();
        let shares = [Group::Baseline, Group::Comparison]
            .map(|group| design.group_size(group) / individuals);
        let mut total = 0.0;
        for row in 0..design.n_rows() {
            total += design.weight(row) * design.outcome[row];
        }
        Self {
            products: [0.0; Self::LENGTH],
            center: total / individuals,
            shares,
            design_has: (design.has_confounders(), design.has_mediators()),
        }
    }

    /// Adds `weight` individuals of a row.
    pub(crate) fn add(
        &mut self,
        design: &Design,
        row: usize,
        weight: f64,
        nuisances: &RowNuisances,
    ) {
        // Research note "The estimator to build", after Plečko & Bareinboim (2024) and the
        // efficient influence functions of mediation (Tchetgen Tchetgen & Shpitser 2012, thm. 1):
        // i0, i1 indicators, m, g1, g0, eta, ez, ezw as there.
        let (i0, i1) = if design.comparison[row] { (0.0, 1.0) } else { (1.0, 0.0) };
        let [pi0, pi1] = self.shares;
        let y = design.outcome[row] - self.center;
        let mut v = [0.0; SIZE];
        v[Regime::ObservedBaseline.index()] = i0 / pi0 * y;
        v[Regime::ObservedComparison.index()] = i1 / pi1 * y;
        v[BASELINE] = i0 / pi0;
        v[COMPARISON] = i1 / pi1;
        v[ONE] = 1.0;
        let (has_confounders, has_mediators) = self.design_has;
        let ez = if has_confounders { nuisances.propensity_confounders } else { pi1 };
        if has_confounders {
            let g1 = nuisances.outcome_confounders - self.center;
            let g0 = nuisances.outcome_confounders_baseline - self.center;
            v[Regime::Switched.index()] = i1 / pi0 * (1.0 - ez) / ez * (y - g1) + i0 / pi0 * g1;
            v[Regime::EveryoneBaseline.index()] = i0 / (1.0 - ez) * (y - g0) + g0;
            v[Regime::EveryoneComparison.index()] = i1 / ez * (y - g1) + g1;
        }
        if has_mediators {
            let m = nuisances.outcome_all - self.center;
            let ezw = nuisances.propensity_all;
            let odds = (1.0 - ezw) / ezw;
            v[Regime::DirectSwitched.index()] = i1 / pi0 * odds * (y - m) + i0 / pi0 * m;
            if has_confounders {
                let eta = nuisances.nested - self.center;
                v[Regime::EveryoneDirectSwitched.index()] =
                    i1 * odds / (1.0 - ez) * (y - m) + i0 / (1.0 - ez) * (m - eta) + eta;
            }
        }
        let mut entry = self.products.iter_mut();
        for i in 0..SIZE {
            let scaled = weight * v[i];
            for (value, product) in v[..=i].iter().zip(entry.by_ref()) {
                *product += scaled * value;
            }
        }
    }

    pub(crate) fn merge(&mut self, products: &[f64]) {
        for (total, product) in self.products.iter_mut().zip(products) {
            *total += product;
        }
    }

    pub(crate) fn write(&self, part: &mut Vec<f64>) {
        part.extend_from_slice(&self.products);
    }

    /// The means under the regimes.
    pub(crate) fn means(&self, design: &Design) -> RegimeMeans {
        let centered = self.centered_means();
        resolve_means(design, centered.map(|mean| mean + self.center))
    }

    /// The standard error of every effect: sd(φ of the contrast) / √n; 0 where no path exists.
    pub(crate) fn standard_errors(&self, design: &Design) -> [f64; Effect::COUNT] {
        let centered = self.centered_means();
        let individuals = self.product(ONE, ONE);
        Effect::ALL.map(|effect| {
            let contrast = coefficients(design, effect);
            let mut combination = [0.0; SIZE];
            for regime in Regime::ALL {
                let coefficient = contrast[regime.index()];
                combination[regime.index()] += coefficient;
                combination[averaged_over(regime)] -= coefficient * centered[regime.index()];
            }
            let mut squares = 0.0;
            for i in 0..SIZE {
                for j in 0..SIZE {
                    squares += combination[i] * combination[j] * self.product(i, j);
                }
            }
            float::sqrt(squares.max(0.0) / (individuals - 1.0) / individuals)
        })
    }

    fn centered_means(&self) -> [f64; Regime::COUNT] {
        Regime::ALL.map(|regime| {
            self.product(regime.index(), ONE) / self.product(averaged_over(regime), ONE)
        })
    }

    fn product(&self, i: usize, j: usize) -> f64 {
        let (low, high) = (i.min(j), i.max(j));
        self.products[high * (high + 1) / 2 + low]
    }
}

/// The population of a regime, as a position among the products.
fn averaged_over(regime: Regime) -> usize {
    match regime {
        Regime::ObservedBaseline | Regime::DirectSwitched | Regime::Switched => BASELINE,
        Regime::ObservedComparison => COMPARISON,
        Regime::EveryoneBaseline | Regime::EveryoneComparison | Regime::EveryoneDirectSwitched => {
            ONE
        }
    }
}
