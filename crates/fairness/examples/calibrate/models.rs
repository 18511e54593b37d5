//! Structural models with known effects: what calibration and tests draw from.
//!
//! Z ~ N(0, 1), P(X = 1) = σ(z_to_x·Z − 0.2), W = x_to_w·X + z_to_w·Z + N(0, 1),
//! P(Y = 1) = σ(−0.3 + 0.6·X + w_to_y·W + z_to_y·Z). The effects follow by integration.

use std::f64::consts::{PI, SQRT_2};

use causeloom_fairness::{Design, Effect, OutcomeKind, Regime, RegimeMeans};
use numeric::{Matrix, float, seed::Stream};

/// A structural model and the roles that its variables are given.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Model {
    /// Name, as printed.
    pub(crate) name: &'static str,
    /// Whether Z is listed as confounder; a Z that is not listed has no effect.
    has_confounder: bool,
    /// Whether W is listed as mediator; a W that is not listed has no effect.
    has_mediator: bool,
    z_to_x: f64,
    x_to_w: f64,
    z_to_w: f64,
    w_to_y: f64,
    z_to_y: f64,
}

const NOTHING: Model = Model {
    name: "",
    has_confounder: false,
    has_mediator: false,
    z_to_x: 0.0,
    x_to_w: 0.0,
    z_to_w: 0.0,
    w_to_y: 0.0,
    z_to_y: 0.0,
};

/// The four structures; the first lists a mediator that the group does not move.
pub(crate) const MODELS: [Model; 4] = [
    Model { name: "no mediation", has_mediator: true, w_to_y: 0.5, ..NOTHING },
    Model { name: "mediator", has_mediator: true, x_to_w: 0.6, w_to_y: 0.5, ..NOTHING },
    Model { name: "confounder", has_confounder: true, z_to_x: 0.5, z_to_y: 0.4, ..NOTHING },
    Model {
        name: "confounded mediator",
        has_confounder: true,
        has_mediator: true,
        z_to_x: 0.5,
        x_to_w: 0.6,
        z_to_w: 0.5,
        w_to_y: 0.5,
        z_to_y: 0.4,
    },
];

/// Nodes per dimension; the integrands are smooth, this is far beyond 1e-12.
const NODES: usize = 40;

impl Model {
    /// A table of `n` individuals, with `noise_columns` further mediators that do nothing.
    pub(crate) fn draw(&self, stream: &Stream, n: u32, noise_columns: u32) -> Design {
        let (mut comparison, mut outcome) = (Vec::new(), Vec::new());
        let (mut confounder, mut mediator) = (Vec::new(), Vec::new());
        for row in 0..n {
            let mut draws = stream.at(u64::from(row));
            let z = draws.normal();
            let x = draws.uniform() < self.propensity(z);
            let value = if x { 1.0 } else { 0.0 };
            let w = self.x_to_w * value + self.z_to_w * z + draws.normal();
            comparison.push(x);
            outcome.push(if draws.uniform() < self.risk(value, w, z) { 1.0 } else { 0.0 });
            confounder.push(z);
            mediator.push(w);
        }
        let columns = |listed: bool, values: Vec<f64>| {
            if listed { Matrix::from_columns(vec![values]) } else { Matrix::zeros(n as usize, 0) }
        };
        let mut mediators = columns(self.has_mediator, mediator);
        for index in 0..noise_columns {
            let stream = stream.child("noise column").index(u64::from(index));
            let noise = (0..n).map(|row| stream.at(u64::from(row)).normal()).collect::<Vec<_>>();
            mediators = mediators.with_column(&noise);
        }
        Design {
            comparison,
            outcome,
            outcome_kind: OutcomeKind::Binary,
            confounders: columns(self.has_confounder, confounder),
            mediators,
            weights: None,
        }
    }

    /// The true effects, in the order of [`Effect::ALL`].
    pub(crate) fn truth(&self) -> [f64; Effect::COUNT] {
        let quadrature = Quadrature::new();
        let over_z = |function: &dyn Fn(f64) -> f64| quadrature.mean(function);
        let over_comparison = over_z(&|z| self.propensity(z));
        let mean = |regime: Regime| {
            // Value of X that reaches the mediators, value that reaches the outcome directly.
            let (mediators, direct) = match regime {
                Regime::ObservedBaseline | Regime::EveryoneBaseline => (0.0, 0.0),
                Regime::DirectSwitched | Regime::EveryoneDirectSwitched => (0.0, 1.0),
                Regime::ObservedComparison | Regime::Switched | Regime::EveryoneComparison => {
                    (1.0, 1.0)
                }
            };
            let risk = |z: f64| {
                let center = self.x_to_w * mediators + self.z_to_w * z;
                quadrature.mean(|noise| self.risk(direct, center + noise, z))
            };
            match regime {
                Regime::ObservedBaseline | Regime::DirectSwitched | Regime::Switched => {
                    over_z(&|z| (1.0 - self.propensity(z)) * risk(z)) / (1.0 - over_comparison)
                }
                Regime::ObservedComparison => {
                    over_z(&|z| self.propensity(z) * risk(z)) / over_comparison
                }
                Regime::EveryoneBaseline
                | Regime::EveryoneComparison
                | Regime::EveryoneDirectSwitched => over_z(&risk),
            }
        };
        let means = RegimeMeans(Regime::ALL.map(mean));
        Effect::ALL.map(|effect| means.effect(effect))
    }

    fn propensity(&self, z: f64) -> f64 {
        float::logistic(self.z_to_x * z - 0.2)
    }

    fn risk(&self, x: f64, w: f64, z: f64) -> f64 {
        float::logistic(-0.3 + 0.6 * x + self.w_to_y * w + self.z_to_y * z)
    }
}

/// Nodes and weights for means of functions of a standard normal (Gauss–Hermite).
struct Quadrature(Vec<(f64, f64)>);

impl Quadrature {
    fn new() -> Self {
        // Abramowitz & Stegun (1964), 25.4.46; h is the orthonormal Hermite polynomial of degree
        // NODES and below the one of degree NODES − 1, by the recurrence 22.7.13.
        let polynomials = |x: f64| {
            let (mut below, mut h) = (0.0, float::sqrt(1.0 / float::sqrt(PI)));
            for degree in 0..NODES {
                let next = x * float::sqrt(2.0 / (degree as f64 + 1.0)) * h
                    - float::sqrt(degree as f64 / (degree as f64 + 1.0)) * below;
                (below, h) = (h, next);
            }
            (below, h)
        };
        let slope = float::sqrt(2.0 * NODES as f64);
        let mut nodes = Vec::new();
        // An even degree has its roots in pairs about 0, below √(2·NODES + 1) and further than this
        // step apart; Newton's method polishes each.
        let step = 0.01;
        let (mut left, mut at_left) = (0.0, polynomials(0.0).1);
        while left < float::sqrt(2.0 * NODES as f64 + 1.0) {
            let right = left + step;
            let at_right = polynomials(right).1;
            if at_left * at_right < 0.0 {
                let mut x = 0.5 * (left + right);
                for _ in 0..10 {
                    let (below, h) = polynomials(x);
                    x -= h / (slope * below);
                }
                let below = polynomials(x).0;
                let weight = 1.0 / (NODES as f64 * below * below * float::sqrt(PI));
                nodes.push((SQRT_2 * x, weight));
                nodes.push((-SQRT_2 * x, weight));
            }
            (left, at_left) = (right, at_right);
        }
        Self(nodes)
    }

    fn mean(&self, function: impl Fn(f64) -> f64) -> f64 {
        self.0.iter().map(|&(z, weight)| weight * function(z)).sum()
    }
}
