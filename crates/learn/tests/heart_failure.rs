//! The plug-in decomposition of the heart failure data, the exact oracle of logistic regression and
//! least squares on real columns of very different size.
//!
//! Expected values: R 4.2.2, `glm` and `lm` with main effects on all rows; x₀ female, x₁ male, Z age,
//! W all other columns, Y death.

use std::{fs, path::PathBuf};

use causeloom_learn::{Fitted, Learner, LinearConfig, LogisticConfig, Target, fit};
use numeric::{Matrix, seed::Seed, sum::mean};

struct Table {
    names: Vec<String>,
    columns: Vec<Vec<f64>>,
}

impl Table {
    #[expect(clippy::print_stdout, reason = "a test that does not run must say so")]
    fn read() -> Option<Self> {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("../../../shared/data/heart_failure_clinical_records.csv");
        let Ok(text) = fs::read_to_string(&path) else {
            println!("skipped: {} is absent", path.display());
            return None;
        };
        let mut lines = text.lines();
        let names: Vec<String> =
            lines.next().expect("a header").split(',').map(str::to_owned).collect();
        let mut columns = vec![Vec::new(); names.len()];
        for line in lines {
            for (column, field) in columns.iter_mut().zip(line.split(',')) {
                column.push(field.parse().expect("a number"));
            }
        }
        Some(Self { names, columns })
    }

    fn column(&self, name: &str) -> Vec<f64> {
        let index = self.names.iter().position(|candidate| candidate == name).expect("a column");
        self.columns[index].clone()
    }

    fn all_but(&self, left_out: &[&str]) -> Matrix {
        let stays = |name: &&String| !left_out.contains(&name.as_str());
        Matrix::from_columns(
            self.names.iter().filter(stays).map(|name| self.column(name)).collect(),
        )
    }
}

fn predict(learner: &Learner, features: &Matrix, response: &[f64], at: &Matrix) -> Vec<f64> {
    let stream = Seed(0).stream("not used");
    let fit = fit(learner, Target::Probability, features, response, None, &stream)
        .expect("the data can be learned from");
    assert!(fit.notes.is_empty(), "{:?}", fit.notes);
    if let Fitted::Logistic(model) = &fit.model {
        assert!(model.converged && model.iterations <= 8);
    }
    fit.model.predict(at)
}

/// Direct, indirect, spurious effect and effect on the treated, from `baseline` to the other sex.
fn decompose(table: &Table, learner: &Learner, baseline: f64, left_out: &[&str]) -> [f64; 4] {
    // Notation as in the definition of the plug-in: m = E[Y | X, Z, W], g = E[Y | X, Z].
    let death = table.column("DEATH_EVENT");
    let group: Vec<f64> = table.column("sex").iter().map(|sex| (sex - baseline).abs()).collect();
    let w = table.all_but(&[&["age", "sex", "DEATH_EVENT"], left_out].concat());
    let z = Matrix::from_columns(vec![table.column("age")]);
    let everyone = vec![1.0; group.len()];
    let narrow = z.with_column(&group);
    let wide = Matrix::hstack(&[&z, &w]).with_column(&group);
    let m = predict(learner, &wide, &death, &Matrix::hstack(&[&z, &w]).with_column(&everyone));
    let g = predict(learner, &narrow, &death, &z.with_column(&everyone));
    let mean_where = |wanted: f64, values: &[f64]| {
        let rows = values.iter().zip(&group).filter(|(_, x)| **x == wanted);
        mean(&rows.map(|(value, _)| *value).collect::<Vec<_>>())
    };
    [
        mean_where(0.0, &m) - mean_where(0.0, &death),
        mean_where(0.0, &m) - mean_where(0.0, &g),
        mean_where(0.0, &g) - mean_where(1.0, &death),
        mean_where(0.0, &g) - mean_where(0.0, &death),
    ]
}

fn check(learner: &Learner, baseline: f64, left_out: &[&str], expected: [f64; 4]) {
    let Some(table) = Table::read() else { return };
    let found = decompose(&table, learner, baseline, left_out);
    for (found_value, value) in found.iter().zip(expected) {
        assert!((found_value - value).abs() < 1e-9, "{found:?} instead of {expected:?}");
    }
}

fn logistic() -> Learner {
    Learner::Logistic(LogisticConfig::default())
}

#[test]
fn the_logistic_plug_in_gives_the_published_effects() {
    check(
        &logistic(),
        0.0,
        &[],
        [-0.061_910_426_010, -0.040_226_547_749, -0.017_461_983_317, -0.021_683_878_261],
    );
}

#[test]
fn the_logistic_plug_in_without_follow_up_time_gives_the_published_effects() {
    check(
        &logistic(),
        0.0,
        &["time"],
        [-0.062_996_292_411, -0.041_312_414_151, -0.017_461_983_317, -0.021_683_878_261],
    );
}

#[test]
fn the_logistic_plug_in_from_men_to_women_gives_the_published_effects() {
    check(
        &logistic(),
        1.0,
        &[],
        [0.063_234_699_187, 0.041_183_421_566, 0.017_829_382_677, 0.022_051_277_621],
    );
}

#[test]
fn the_least_squares_plug_in_gives_the_published_effects() {
    check(
        &Learner::Linear(LinearConfig::default()),
        0.0,
        &[],
        [-0.063_685_356_858, -0.043_137_546_072, -0.016_325_915_843, -0.020_547_810_787],
    );
}
