//! A simulated heart clinic: 2,000 patients drawn from a stated model, so that the truth is known.
//!
//! The model, with σ the logistic function, a = age − 61, male ∈ {0, 1}:
//! ```text
//! age                ~ the whole years 40…90 with weights exp(−a²/288)       (confounder)
//! male               ~ Bernoulli σ(0.4 − 0.030 a)
//! smoking            ~ Bernoulli σ(−1.2 + 1.2 male − 0.010 a)                 (mediator)
//! high_blood_pressure~ Bernoulli σ(−0.4 + 0.3 male + 0.040 a)                 (mediator)
//! ejection_fraction  ~ Normal(41 − 4 male − 2 smoking − 0.10 a, 9²), to 0.1   (mediator)
//! death              ~ Bernoulli σ(−1.1 + 0.35 male + 0.045 a + 0.6 smoking
//!                                  + 0.3 high_blood_pressure − 0.06 (ejection_fraction − 38))
//! ```
//! The truth is a sum over age, smoking and blood pressure and a trapezoid sum over the normal law,
//! which converges faster than any power of the step; rounding to 0.1 moves it by less than 1e-5.

use fairness::RegimeMeans;
use numeric::{float, seed::Seed};
use table::Table;

use super::ExampleView;
use crate::study::{DataReference, Roles, Study};

pub(super) const ID: &str = "clinic";
const N_ROWS: u64 = 2_000;
const SEED: Seed = Seed(1);
const AGES: std::ops::RangeInclusive<i32> = 40..=90;
const SPREAD: f64 = 9.0;

const MEDIATORS: [&str; 3] = ["ejection_fraction", "high_blood_pressure", "smoking"];

pub(super) fn view() -> ExampleView {
    let name = |name: &str| Some(name.to_owned());
    ExampleView {
        id: ID.to_owned(),
        title: "Heart clinic".to_owned(),
        about: "2000 simulated patients from a stated model: the true effects are drawn beside the estimates.".to_owned(),
        source: "simulated by Causeloom; the model is stated in the book".to_owned(),
        simulated: true,
        study: Study {
            data: DataReference::Example { id: ID.to_owned() },
            roles: Roles {
                protected: vec!["sex".to_owned()],
                baseline: name("female"),
                comparison: name("male"),
                confounders: vec!["age".to_owned()],
                mediators: MEDIATORS.map(str::to_owned).to_vec(),
                outcome: name("death"),
                positive: name("yes"),
                weight: None,
            },
            ..Study::default()
        },
    }
}

pub(super) fn table() -> Table {
    let header = ["age", "sex", "smoking", "high_blood_pressure", "ejection_fraction", "death"];
    let mut columns = header.map(|name| (name.to_owned(), Vec::new()));
    let ages: Vec<(i32, f64)> = age_law();
    let yes_no = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
    for row in 0..N_ROWS {
        let draw = |name: &str| SEED.stream(ID).child(name).at(row);
        let mut left = draw("age").uniform();
        let age = ages.iter().find(|&&(_, share)| {
            left -= share;
            left < 0.0
        });
        let age = age.map_or(*AGES.end(), |&(age, _)| age);
        let male = draw("sex").uniform() < probability_male(age);
        let smoking = draw("smoking").uniform() < probability_smoking(age, male);
        let pressure = draw("high_blood_pressure").uniform() < probability_pressure(age, male);
        let fraction =
            mean_fraction(age, male, smoking) + SPREAD * draw("ejection_fraction").normal();
        let fraction = (10.0 * fraction).round() / 10.0;
        let death =
            draw("death").uniform() < probability_death(age, male, smoking, pressure, fraction);
        let cells = [
            age.to_string(),
            if male { "male" } else { "female" }.to_owned(),
            yes_no(smoking),
            yes_no(pressure),
            format!("{fraction:.1}"),
            yes_no(death),
        ];
        for (column, cell) in columns.iter_mut().zip(cells) {
            column.1.push(cell);
        }
    }
    Table::from_columns(columns.to_vec()).expect("six columns of equal length")
}

/// The true means where the roles are the model's own; the contrast may be turned around.
pub(super) fn truth(roles: &Roles) -> Option<RegimeMeans> {
    let mut mediators = roles.mediators.clone();
    mediators.sort_unstable();
    let positive = match roles.positive.as_deref() {
        Some("yes") => true,
        Some("no") => false,
        _ => return None,
    };
    let groups = (roles.baseline.as_deref(), roles.comparison.as_deref());
    let comparison_is_male = match groups {
        (Some("female") | None, Some("male") | None) => true,
        (Some("male"), Some("female")) => false,
        _ => return None,
    };
    let stated = roles.protected == ["sex"]
        && roles.confounders == ["age"]
        && mediators == MEDIATORS
        && roles.outcome.as_deref() == Some("death")
        && roles.weight.is_none();
    stated.then(|| regime_means(comparison_is_male, positive))
}

/// The seven regime means of [`RegimeMeans`], by summation over the law.
fn regime_means(comparison_is_male: bool, positive: bool) -> RegimeMeans {
    let (baseline, comparison) = (!comparison_is_male, comparison_is_male);
    let share_of = |age: i32, male: bool| {
        let p = probability_male(age);
        if male { p } else { 1.0 - p }
    };
    let law = age_law();
    let total =
        |male: bool| -> f64 { law.iter().map(|&(age, share)| share * share_of(age, male)).sum() };
    let average = |direct: bool, mediated: bool, given: Option<bool>| -> f64 {
        let sum: f64 = law
            .iter()
            .map(|&(age, share)| {
                share
                    * given.map_or(1.0, |male| share_of(age, male))
                    * mean_outcome(age, direct, mediated)
            })
            .sum();
        let mean = sum / given.map_or(1.0, total);
        if positive { mean } else { 1.0 - mean }
    };
    let (observed_baseline, observed_comparison) = (
        average(baseline, baseline, Some(baseline)),
        average(comparison, comparison, Some(comparison)),
    );
    RegimeMeans([
        observed_baseline,
        observed_comparison,
        average(comparison, baseline, Some(baseline)),
        average(comparison, comparison, Some(baseline)),
        average(baseline, baseline, None),
        average(comparison, comparison, None),
        average(comparison, baseline, None),
    ])
}

/// E[death] at an age, with sex itself and the mediators' sex set apart.
fn mean_outcome(age: i32, direct: bool, mediated: bool) -> f64 {
    let mut mean = 0.0;
    for smoking in [false, true] {
        let p = probability_smoking(age, mediated);
        let share_smoking = if smoking { p } else { 1.0 - p };
        for pressure in [false, true] {
            let p = probability_pressure(age, mediated);
            let share = share_smoking * if pressure { p } else { 1.0 - p };
            mean += share
                * normal_average(|noise| {
                    let fraction = mean_fraction(age, mediated, smoking) + SPREAD * noise;
                    probability_death(age, direct, smoking, pressure, fraction)
                });
        }
    }
    mean
}

/// E[f(N)] for a standard normal N, by the trapezoid rule with step 1/8 on [−9, 9].
fn normal_average(f: impl Fn(f64) -> f64) -> f64 {
    (-72..=72)
        .map(|step| f64::from(step) / 8.0)
        .map(|at| f(at) * numeric::normal::density(at) / 8.0)
        .sum()
}

fn age_law() -> Vec<(i32, f64)> {
    let weight = |age: i32| float::exp(-centered(age) * centered(age) / 288.0);
    let total: f64 = AGES.map(weight).sum();
    AGES.map(|age| (age, weight(age) / total)).collect()
}

fn centered(age: i32) -> f64 {
    f64::from(age - 61)
}

fn probability_male(age: i32) -> f64 {
    float::logistic(0.4 - 0.03 * centered(age))
}

fn probability_smoking(age: i32, male: bool) -> f64 {
    float::logistic(-1.2 + 1.2 * f64::from(male) - 0.01 * centered(age))
}

fn probability_pressure(age: i32, male: bool) -> f64 {
    float::logistic(-0.4 + 0.3 * f64::from(male) + 0.04 * centered(age))
}

fn mean_fraction(age: i32, male: bool, smoking: bool) -> f64 {
    41.0 - 4.0 * f64::from(male) - 2.0 * f64::from(smoking) - 0.1 * centered(age)
}

fn probability_death(age: i32, male: bool, smoking: bool, pressure: bool, fraction: f64) -> f64 {
    float::logistic(
        -1.1 + 0.35 * f64::from(male)
            + 0.045 * centered(age)
            + 0.6 * f64::from(smoking)
            + 0.3 * f64::from(pressure)
            - 0.06 * (fraction - 38.0),
    )
}

#[cfg(test)]
mod tests {
    use fairness::{Effect, Regime};

    use super::*;

    /// A million draws of the potential outcomes, with the rounding that the table has.
    #[test]
    fn the_summed_truth_is_what_a_simulation_of_the_model_finds() {
        let truth = regime_means(true, true);
        let ages = age_law();
        let mut draws = Seed(7).stream("check").draws();
        let (mut sums, mut n_female) = ([0.0_f64; 3], 0.0);
        for _ in 0..400_000 {
            let mut left = draws.uniform();
            let age = ages
                .iter()
                .find(|&&(_, share)| {
                    left -= share;
                    left < 0.0
                })
                .map_or(90, |&(age, _)| age);
            if draws.uniform() < probability_male(age) {
                continue;
            }
            n_female += 1.0;
            let noise = [draws.uniform(), draws.uniform(), draws.normal()];
            let outcome = |direct: bool, mediated: bool| {
                let smoking = noise[0] < probability_smoking(age, mediated);
                let pressure = noise[1] < probability_pressure(age, mediated);
                let fraction = (10.0 * (mean_fraction(age, mediated, smoking) + SPREAD * noise[2]))
                    .round()
                    / 10.0;
                probability_death(age, direct, smoking, pressure, fraction)
            };
            sums[0] += outcome(false, false);
            sums[1] += outcome(true, false);
            sums[2] += outcome(true, true);
        }
        let found = sums.map(|sum| sum / n_female);
        let expected = [Regime::ObservedBaseline, Regime::DirectSwitched, Regime::Switched]
            .map(|regime| truth.get(regime));
        for (found, expected) in found.iter().zip(expected) {
            // Standard deviation of the averaged probabilities is below 0.25, so four errors are 0.0026.
            assert!((found - expected).abs() < 0.0026, "{found} against {expected}");
        }
    }

    #[test]
    fn the_truth_keeps_the_identity_and_turns_with_the_contrast() {
        let (forward, backward) = (regime_means(true, true), regime_means(false, true));
        for means in [&forward, &backward] {
            let parts = means.effect(Effect::Direct)
                - means.effect(Effect::Indirect)
                - means.effect(Effect::Spurious);
            assert!((parts - means.effect(Effect::TotalVariation)).abs() < 1e-12);
        }
        let sum = forward.effect(Effect::TotalVariation) + backward.effect(Effect::TotalVariation);
        assert!(sum.abs() < 1e-12);
    }

    #[test]
    fn other_roles_have_no_known_truth() {
        let mut roles = view().study.roles;
        assert!(truth(&roles).is_some());
        roles.confounders.clear();
        assert!(truth(&roles).is_none());
    }
}
