//! Calibration: bias, standard errors and coverage of a method on structural models with known effects.
//!
//! Prints one line per model and effect. Ends with status 1 when an interval covers its effect in
//! fewer than 93 % or more than 97 % of the draws, or when an effect of the baseline group is biased
//! by more than two Monte-Carlo errors, and says which.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "this program prints its findings")]

mod models;

use std::{process::ExitCode, thread};

use causeloom_fairness::{
    DebiasedConfig, Effect, EffectEstimate, Error, Method, OutcomeKind, OutcomeModel, PlugInConfig,
    decompose,
};
use learn::{ForestConfig, Learner, LogisticConfig};
use models::{MODELS, Model};
use numeric::{float, seed::Seed, sum};

const USAGE: &str = "options, each with a value:
  --draws 2000           tables drawn per model
  --n 1000               individuals per table
  --method debiased      or plug-in
  --learner logistic     or forest (debiased)
  --ridge 1              penalty of the logistic learner (debiased)
  --repeats 1            cross-fits (debiased)
  --trees 200            trees of a forest
  --bootstrap 200        replicates (plug-in)
  --seed 1
  --threads 2            does not change what is printed
  --noise-columns 0      mediators that do nothing, added to every table
  --model NAME           only this model";

/// Coverage, nominally 95 %, outside of which an interval counts as wrong.
const COVERAGE: std::ops::RangeInclusive<f64> = 0.93..=0.97;
/// Bias, in Monte-Carlo errors, beyond which an estimate counts as biased.
const LARGEST_BIAS: f64 = 2.0;

struct Options {
    draws: u32,
    individuals: u32,
    method: Method,
    seed: Seed,
    threads: u32,
    noise_columns: u32,
    model: Option<String>,
}

fn main() -> ExitCode {
    let options = match read_options(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(message) => {
            eprintln!("{message}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    println!("{:?}", options.method);
    println!(
        "{} tables of {} individuals per model, seed {}; ± are Monte-Carlo errors",
        options.draws, options.individuals, options.seed.0
    );
    let mut findings = Vec::new();
    for model in MODELS {
        if options.model.as_ref().is_some_and(|name| name != model.name) {
            continue;
        }
        println!("\n{}", model.name);
        match simulate(&options, &model) {
            Ok(estimates) => findings.extend(report(&model, &estimates)),
            Err(error) => {
                eprintln!("{}: {error}", model.name);
                return ExitCode::FAILURE;
            }
        }
    }
    if findings.is_empty() {
        println!("\nevery interval covers 93–97 %, no effect of the baseline group is biased");
        return ExitCode::SUCCESS;
    }
    println!("\nnot as it should be:");
    for finding in findings {
        println!("  {finding}");
    }
    println!(
        "one bias in 22 is beyond {LARGEST_BIAS} Monte-Carlo errors by chance: look again with \
         another seed and more draws"
    );
    ExitCode::FAILURE
}

/// Every effect of every draw, in the order of the draws whatever thread did them.
fn simulate(
    options: &Options,
    model: &Model,
) -> Result<Vec<[EffectEstimate; Effect::COUNT]>, Error> {
    let stream = options.seed.stream("tables").child(model.name);
    let one = |draw: u32| {
        let stream = stream.index(u64::from(draw));
        let design = model.draw(&stream, options.individuals, options.noise_columns);
        let seed = Seed(options.seed.0.wrapping_add(u64::from(draw)));
        decompose(&design, &options.method, seed, 0.95).map(|found| found.effects)
    };
    let by_thread: Vec<Vec<_>> = thread::scope(|scope| {
        let one = &one;
        let handles: Vec<_> = (0..options.threads)
            .map(|first| {
                let mine = (first..options.draws).step_by(options.threads as usize);
                scope.spawn(move || mine.map(one).collect::<Vec<_>>())
            })
            .collect();
        handles.into_iter().map(|handle| handle.join().expect("no thread panics")).collect()
    });
    let threads = options.threads as usize;
    (0..options.draws as usize)
        .map(|draw| by_thread[draw % threads][draw / threads].clone())
        .collect()
}

/// Prints one line per effect and returns what is out of range.
fn report(model: &Model, estimates: &[[EffectEstimate; Effect::COUNT]]) -> Vec<String> {
    println!(
        "  {:<30} {:>8} {:>8} {:>9} {:>6} {:>15} {:>8} {:>9}",
        "effect", "truth", "mean", "bias", "/error", "coverage", "sd", "error/sd"
    );
    let n_draws = estimates.len() as f64;
    let truth = model.truth();
    let mut findings = Vec::new();
    for effect in Effect::ALL {
        let of_effect: Vec<_> = estimates.iter().map(|found| found[effect.index()]).collect();
        let truth = truth[effect.index()];
        let name = format!("{effect:?}");
        if of_effect.iter().all(|found| found.exactly_zero) {
            println!("  {name:<30} {truth:>8.4}  exactly 0");
            if truth.abs() > 1e-12 {
                findings.push(format!("{}, {name}: exactly 0 but true {truth}", model.name));
            }
            continue;
        }
        let values: Vec<f64> = of_effect.iter().map(|found| found.estimate).collect();
        let errors: Vec<f64> = of_effect.iter().map(|found| found.standard_error).collect();
        let covers = |found: &&EffectEstimate| found.lower <= truth && truth <= found.upper;
        let coverage = of_effect.iter().filter(covers).count() as f64 / n_draws;
        let coverage_error = float::sqrt(coverage * (1.0 - coverage) / n_draws);
        let spread = sum::standard_deviation(&values);
        let bias = sum::mean(&values) - truth;
        let bias_in_errors = bias / (spread / float::sqrt(n_draws));
        println!(
            "  {name:<30} {truth:>8.4} {:>8.4} {bias:>+9.5} {bias_in_errors:>+6.2} {:>7.2} ± {:.2} % {spread:>8.4} {:>9.3}",
            sum::mean(&values),
            100.0 * coverage,
            100.0 * coverage_error,
            sum::mean(&errors) / spread,
        );
        if !COVERAGE.contains(&coverage) {
            findings.push(format!("{}, {name}: coverage {coverage:.4}", model.name));
        }
        if effect.is_x_specific() && bias_in_errors.abs() > LARGEST_BIAS {
            findings.push(format!(
                "{}, {name}: bias {bias:+.5} is {bias_in_errors:+.2} Monte-Carlo errors, {:+.3} standard deviations",
                model.name,
                bias / spread
            ));
        }
    }
    findings
}

fn read_options(mut arguments: impl Iterator<Item = String>) -> Result<Options, String> {
    let mut options = Options {
        draws: 2000,
        individuals: 1000,
        method: Method::Exact,
        seed: Seed(1),
        threads: 2,
        noise_columns: 0,
        model: None,
    };
    let (mut method, mut learner) = ("debiased".to_owned(), "logistic".to_owned());
    let (mut ridge, mut repeats, mut trees, mut bootstrap) = (DebiasedConfig::RIDGE, 1, 200, 200);
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or_else(|| format!("{name} needs a value"))?;
        let bad = |_| format!("{name} cannot be {value}");
        let whole = || value.parse::<u32>().map_err(bad);
        match name.as_str() {
            "--draws" => options.draws = whole()?.max(2),
            "--n" => options.individuals = whole()?,
            "--method" => method.clone_from(&value),
            "--learner" => learner.clone_from(&value),
            "--ridge" => ridge = value.parse().map_err(|_| format!("{name} cannot be {value}"))?,
            "--repeats" => repeats = whole()?,
            "--trees" => trees = whole()?,
            "--bootstrap" => bootstrap = whole()?,
            "--seed" => options.seed = Seed(u64::from(whole()?)),
            "--threads" => options.threads = whole()?.max(1),
            "--noise-columns" => options.noise_columns = whole()?,
            "--model" => options.model = Some(value.clone()),
            _ => return Err(format!("there is no option {name}")),
        }
    }
    options.method = match (method.as_str(), learner.as_str()) {
        ("plug-in", _) => {
            Method::PlugIn(PlugInConfig { outcome_model: OutcomeModel::Logistic, bootstrap })
        }
        ("debiased", "logistic") => {
            let config = LogisticConfig { ridge, ..LogisticConfig::default() };
            let learner = Learner::Logistic(config);
            Method::Debiased(DebiasedConfig {
                outcome_learner: learner.clone(),
                propensity_learner: learner,
                repeats,
                ..DebiasedConfig::regularized(OutcomeKind::Binary)
            })
        }
        ("debiased", "forest") => {
            let config = ForestConfig { trees, ..ForestConfig::default_probability() };
            Method::Debiased(DebiasedConfig { repeats, ..DebiasedConfig::forest(config) })
        }
        _ => return Err(format!("there is no method {method} with learner {learner}")),
    };
    Ok(options)
}
