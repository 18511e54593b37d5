//! Samples against moments that are known in closed form, within four standard errors.

use causeloom_scm::{Model, Program};
use numeric::{float, normal, seed::Seed};

const N: u64 = 200_000;

fn program(graph: &str, variables: &str) -> Program {
    let text = format!("{{\"graph\": \"dag {{{graph}}}\", \"variables\": {variables}}}");
    let model: Model = serde_json::from_str(&text).expect("a model");
    Program::new(&model).expect("sound")
}

fn numbers<'a>(sample: &'a causeloom_scm::Sample, program: &Program, name: &str) -> &'a [f64] {
    sample.columns[program.index(name).expect("a node")].numbers().expect("numbers")
}

/// Checks a mean, given the values' standard deviation.
fn check(what: &str, values: impl Iterator<Item = f64>, mean: f64, deviation: f64) {
    let (sum, n) = values.fold((0.0, 0.0), |(sum, n), value| (sum + value, n + 1.0));
    let error: f64 = (sum / n - mean) / (deviation / f64::sqrt(n));
    assert!(error.abs() < 4.0, "{what}: {} is {error} standard errors off {mean}", sum / n);
}

#[test]
fn linear_models_have_the_covariance_of_their_coefficients() {
    let program = program(
        "a -> b; a -> c; b -> c; c -> d; a -> d",
        r#"{
        "a": {"values": "number", "mechanism": {"kind": "linear", "intercept": 1, "standard_deviation": 2}},
        "b": {"values": "number", "parents": ["a"], "mechanism": {"kind": "linear", "intercept": -1,
            "terms": [{"parent": "a", "coefficient": 0.5}], "standard_deviation": 1}},
        "c": {"values": "number", "parents": ["b", "a"], "mechanism": {"kind": "linear", "terms":
            [{"parent": "a", "coefficient": -0.3}, {"parent": "b", "coefficient": 0.8}], "standard_deviation": 0.7}},
        "d": {"values": "number", "parents": ["a", "c"], "mechanism": {"kind": "linear", "intercept": 3, "terms":
            [{"parent": "c", "coefficient": 1.5}, {"parent": "a", "coefficient": 0.2}], "standard_deviation": 0.5}}
        }"#,
    );
    let coefficients =
        [[0.0; 4], [0.5, 0.0, 0.0, 0.0], [-0.3, 0.8, 0.0, 0.0], [0.2, 0.0, 1.5, 0.0]];
    let (intercepts, deviations) = ([1.0, -1.0, 0.0, 3.0], [2.0, 1.0, 0.7, 0.5]);
    // Total effects of the noise, causes first: T = B T + I; covariance T D Tᵀ.
    let mut means = [0.0_f64; 4];
    let mut totals = [[0.0_f64; 4]; 4];
    for node in 0..4 {
        means[node] = intercepts[node];
        totals[node][node] = 1.0;
        for parent in 0..node {
            means[node] += coefficients[node][parent] * means[parent];
            let above = totals[parent];
            for (total, above) in totals[node].iter_mut().zip(above) {
                *total += coefficients[node][parent] * above;
            }
        }
    }
    let covariance = |one: usize, other: usize| {
        let part = |source: usize| {
            totals[one][source] * totals[other][source] * deviations[source] * deviations[source]
        };
        (0..4).map(part).sum::<f64>()
    };
    let sample = program.sample(Seed(11), 0..N).expect("defined");
    let columns = ["a", "b", "c", "d"].map(|name| numbers(&sample, &program, name));
    for one in 0..4 {
        let variance = covariance(one, one);
        check("mean", columns[one].iter().copied(), means[one], float::sqrt(variance));
        for other in 0..=one {
            let products = columns[one]
                .iter()
                .zip(columns[other])
                .map(|(x, y)| (x - means[one]) * (y - means[other]));
            let shared = covariance(one, other);
            // The variance of a product of two normal variables.
            let deviation = float::sqrt(variance * covariance(other, other) + shared * shared);
            check("covariance", products, shared, deviation);
        }
    }
}

#[test]
fn logistic_and_poisson_models_have_their_means() {
    let program = program(
        "x -> y; x -> n; y -> n; x -> z",
        r#"{
        "x": {"values": "number", "mechanism": {"kind": "linear", "standard_deviation": 1}},
        "y": {"values": {"ordered": ["no", "yes"]}, "parents": ["x"], "mechanism": {"kind": "logistic", "scores":
            [{"state": "yes", "intercept": -0.5, "terms": [{"parent": "x", "coefficient": 1.2}]}]}},
        "z": {"values": {"unordered": ["r", "g", "b"]}, "parents": ["x"], "mechanism": {"kind": "logistic", "scores":
            [{"state": "g", "intercept": 0.5}, {"state": "b", "terms": [{"parent": "x", "coefficient": -1}]}]}},
        "n": {"values": "count", "parents": ["x", "y"], "mechanism": {"kind": "poisson", "intercept": 0.7, "terms":
            [{"parent": "x", "coefficient": 0.3}, {"parent": "y", "state": "yes", "coefficient": -0.4}]}}
        }"#,
    );
    // Expectations over the standard normal by the trapezoidal rule, exact to 10⁻¹².
    let expectation = |function: &dyn Fn(f64) -> f64| {
        let step = 1.0 / 64.0;
        (-640..=640)
            .map(|place| f64::from(place) * step)
            .map(|x| step * normal::density(x) * function(x))
            .sum::<f64>()
    };
    let yes = |x: f64| float::logistic(-0.5 + 1.2 * x);
    let of_z = |x: f64, state: usize| {
        let weights = [1.0, float::exp(0.5), float::exp(-x)];
        weights[state] / weights.iter().sum::<f64>()
    };
    let rates = |x: f64| [float::exp(0.7 + 0.3 * x), float::exp(0.7 + 0.3 * x - 0.4)];
    let count = |x: f64| rates(x)[0] * (1.0 - yes(x)) + rates(x)[1] * yes(x);
    let square = |x: f64| {
        let [no, with] = rates(x).map(|rate| rate + rate * rate);
        no * (1.0 - yes(x)) + with * yes(x)
    };
    let sample = program.sample(Seed(12), 0..N).expect("defined");
    let codes =
        |name: &str| sample.columns[program.index(name).expect("a node")].codes().expect("states");
    let is = |code: u8, wanted: u8| f64::from(u8::from(code == wanted));
    let binary = |p: f64| float::sqrt(p * (1.0 - p));
    let mean = expectation(&yes);
    check("yes", codes("y").iter().map(|code| is(*code, 1)), mean, binary(mean));
    for state in 0..3 {
        let mean = expectation(&|x| of_z(x, state));
        check("race", codes("z").iter().map(|code| is(*code, state as u8)), mean, binary(mean));
    }
    let (mean, square) = (expectation(&count), expectation(&square));
    let counts = numbers(&sample, &program, "n");
    check("count", counts.iter().copied(), mean, float::sqrt(square - mean * mean));
    // The score equation of logistic regression: residuals do not go with the parent.
    let x = numbers(&sample, &program, "x");
    let residuals = codes("y").iter().zip(x).map(|(code, x)| x * (is(*code, 1) - yes(*x)));
    let deviation = expectation(&|x| x * x * yes(x) * (1.0 - yes(x)));
    check("score", residuals, 0.0, float::sqrt(deviation));
}

#[test]
fn laws_of_additive_noise_have_their_mean_and_variance() {
    for (law, mean, variance) in [
        ("\"normal\"", 0.0, 1.0),
        ("\"uniform\"", 0.5, 1.0 / 12.0),
        ("\"logistic\"", 0.0, std::f64::consts::PI * std::f64::consts::PI / 3.0),
        ("\"laplace\"", 0.0, 2.0),
        ("\"exponential\"", 1.0, 1.0),
        ("{\"empirical\": [-1, 0, 0, 3]}", 0.5, 2.25),
    ] {
        let program = program(
            "x",
            &format!(
                r#"{{"x": {{"values": "number", "mechanism":
                {{"kind": "additive", "mean": "2", "spread": "0.5", "noise": {law}}}}}}}"#
            ),
        );
        let sample = program.sample(Seed(13), 0..N).expect("defined");
        let values = numbers(&sample, &program, "x");
        check(law, values.iter().copied(), 2.0 + 0.5 * mean, 0.5 * float::sqrt(variance));
        let squares =
            values.iter().map(|value| (value - 2.0 - 0.5 * mean) * (value - 2.0 - 0.5 * mean));
        // The fourth moment is at most nine times the squared variance for all of these.
        check(law, squares, 0.25 * variance, 0.25 * variance * float::sqrt(8.0));
    }
}

/// Marginals by exact elimination in double precision, see the data's own notes.
#[test]
fn asia_has_its_published_marginals() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/asia.bif");
    let Ok(text) = std::fs::read_to_string(path) else {
        println!("skipped: no {path}");
        return;
    };
    let model = causeloom_scm::format::bif::read(&text).expect("ASIA").model;
    let program = Program::new(&model).expect("sound");
    assert!(program.is_discrete() && program.notes().is_empty());
    let sample = program.sample(Seed(14), 0..N).expect("defined");
    for (name, p) in [
        ("asia", 0.01),
        ("tub", 0.0104),
        ("smoke", 0.5),
        ("lung", 0.055),
        ("bronc", 0.45),
        ("either", 0.064_828),
        ("xray", 0.110_290_04),
        ("dysp", 0.435_970_6),
    ] {
        let idx = program.index(name).expect("a node");
        let yes = program.variable(idx).values.states().iter().position(|state| state == "yes");
        let yes = yes.expect("a state") as u8;
        let codes = sample.columns[idx].codes().expect("states");
        let is_yes = codes.iter().map(|code| f64::from(u8::from(*code == yes)));
        check(name, is_yes, p, float::sqrt(p * (1.0 - p)));
    }
}
