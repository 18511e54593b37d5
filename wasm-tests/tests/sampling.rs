//! Sampling, counterfactuals and independence tests: the bits of native, and how long they take in a browser.
//!
//! `cargo xtask bench` runs this file with `--release` and shows rows and tests a second.

use estimate::independence::{DataColumn, DegreesOfFreedom, Question, TableConfig, Test, test_all};
use numeric::seed::Seed;
use scm::{
    Column, Mechanism, Model, Program, Term, Values, Variable,
    counterfactual::{Observed, counterfactual},
    parse_intervention,
};
use wasm_bindgen_test::wasm_bindgen_test;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

/// Rows of a timed draw.
const N_ROWS: u64 = if cfg!(debug_assertions) { 65_536 } else { 1_000_000 };
/// Repetitions of which the fastest counts.
const REPEATS: u32 = if cfg!(debug_assertions) { 1 } else { 5 };

fn network(text: &str) -> Program {
    let model: Model = serde_json::from_str(text).expect("the model file is JSON");
    Program::new(&model).expect("a built-in model compiles")
}

fn alarm() -> Program {
    network(include_str!("../../crates/causeloom/models/alarm.json"))
}

/// Twenty numbers, each caused by the three before it.
fn linear() -> Program {
    let mut text = String::from("dag {");
    for node in 0..20 {
        text.push_str(&format!(" x{node}"));
        for parent in 3.max(node) - 3..node {
            text.push_str(&format!(" x{parent} -> x{node}"));
        }
    }
    let mut model = Model {
        graph: graph::dagitty::read(&(text + " }")).expect("a diagram"),
        ..Model::default()
    };
    for node in 0..20 {
        let parents: Vec<String> =
            (3.max(node) - 3..node).map(|parent| format!("x{parent}")).collect();
        let term = |parent: &String| Term { parent: parent.clone(), state: None, coefficient: 0.5 };
        let terms = parents.iter().map(term).collect();
        let mechanism = Mechanism::Linear { intercept: 0.0, terms, standard_deviation: 1.0 };
        let variable = Variable {
            about: String::new(),
            unit: String::new(),
            values: Values::Number,
            parents,
            mechanism,
        };
        model.variables.insert(format!("x{node}"), variable);
    }
    Program::new(&model).expect("a linear model compiles")
}

/// A hash of all values, the same on every platform.
fn fingerprint(columns: &[Column]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut take = |word: u64| hash = (hash ^ word).wrapping_mul(0x0000_0100_0000_01b3);
    for column in columns {
        match column {
            Column::Codes(codes) => codes.iter().for_each(|&code| take(u64::from(code))),
            Column::Numbers(numbers) => numbers.iter().for_each(|number| take(number.to_bits())),
        }
    }
    hash
}

/// Milliseconds; 0 where there is no browser.
fn now() -> f64 {
    if cfg!(target_arch = "wasm32") {
        js_sys::eval("performance.now()").ok().and_then(|time| time.as_f64()).unwrap_or(0.0)
    } else {
        0.0
    }
}

/// Does the work a few times, prints how many a second at best, and gives the last result.
fn timed<T>(name: &str, n: f64, mut work: impl FnMut() -> T) -> T {
    let mut best = f64::INFINITY;
    let mut result = None;
    for _ in 0..REPEATS {
        let begun = now();
        result = Some(work());
        best = best.min(now() - begun);
    }
    if cfg!(target_arch = "wasm32") && !cfg!(debug_assertions) {
        let rate = n / best / 1_000.0;
        wasm_bindgen_test::console_log!("{name}: {best:.1} ms, {rate:.3} M a second");
    }
    result.expect("it is done at least once")
}

/// Draws rows in blocks, as a worker does, and gives the fingerprint of the first 65,536.
fn draw(name: &str, program: &Program) -> u64 {
    timed(name, N_ROWS as f64, || {
        let mut first = 0;
        for start in (0..N_ROWS).step_by(65_536) {
            let rows = start..(start + 65_536).min(N_ROWS);
            let sample = program.sample(Seed(1), rows).expect("rows can be drawn");
            if start == 0 && REPEATS == 1 {
                first = fingerprint(&sample.columns);
            }
        }
        first
    })
}

#[wasm_bindgen_test]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn rows_have_the_bits_of_native() {
    let asia = network(include_str!("../../crates/causeloom/models/asia.json"));
    let found = [
        draw("rows of ASIA", &asia),
        draw("rows of ALARM", &alarm()),
        draw("rows of 20 linear Gaussian nodes", &linear()),
    ];
    if REPEATS == 1 {
        assert_eq!(found.map(|hash| format!("{hash:016x}")), EXPECTED);
    }
}

/// As native draws them: ASIA, ALARM, the linear model.
const EXPECTED: [&str; 3] = ["8a93a7f6fcce5c2a", "3b2b5b45eec09596", "7129b61e62a83edd"];

#[wasm_bindgen_test]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn ten_thousand_counterfactuals_have_the_bits_of_native() {
    let model: Model =
        serde_json::from_str(include_str!("../../crates/causeloom/models/alarm.json"))
            .expect("JSON");
    let program = alarm();
    let change = parse_intervention("INTUBATION = ESOPHAGEAL", &model).expect("a state of it");
    let changed = program.intervene(&[change]).expect("it can be set");
    let sample = program.sample(Seed(1), 0..10_000).expect("rows can be drawn");
    let observed = Observed::full(sample.columns);
    let found = timed("counterfactual rows of ALARM", 10_000.0, || {
        counterfactual(&program, &changed, &observed, 0..10_000, 1, Seed(2))
            .expect("rows of the model")
    });
    let n_changed: usize = found
        .before
        .columns
        .iter()
        .zip(&found.after.columns)
        .map(|(before, after)| match (before, after) {
            (Column::Codes(before), Column::Codes(after)) => {
                before.iter().zip(after).filter(|&(before, after)| before != after).count()
            }
            _ => 0,
        })
        .sum();
    assert_eq!(
        (n_changed, format!("{:016x}", fingerprint(&found.after.columns))),
        (N_CHANGED, AFTER.to_owned())
    );
}

/// As native finds them.
const N_CHANGED: usize = 44_164;
const AFTER: &str = "0b866c1f31da82b1";

#[wasm_bindgen_test]
#[cfg_attr(not(target_arch = "wasm32"), test)]
fn the_local_independences_of_alarm_are_tested() {
    let program = alarm();
    let text = include_str!("../../crates/estimate/tests/data/alarm_5k.csv");
    let mut lines = text.lines();
    let names: Vec<&str> = lines.next().expect("a header").split(',').collect();
    let mut codes = vec![Vec::new(); names.len()];
    for line in lines {
        for (column, cell) in codes.iter_mut().zip(line.split(',')) {
            column.push(cell.parse::<u8>().expect("cells are codes"));
        }
    }
    let place =
        |name: &str| names.iter().position(|known| *known == name).expect("a column") as u32;
    let columns: Vec<DataColumn<'_>> = names
        .iter()
        .zip(&codes)
        .map(|(name, codes)| {
            let index = program.index(name).expect("a node");
            let n_levels = program.variable(index).values.states().len() as u32;
            DataColumn::Codes { codes, n_levels }
        })
        .collect();
    let model: Model =
        serde_json::from_str(include_str!("../../crates/causeloom/models/alarm.json"))
            .expect("JSON");
    let questions: Vec<Question> = graph::local_markov(&model.graph)
        .expect("the diagram is acyclic")
        .iter()
        .map(|statement| Question {
            x: place(&statement.x),
            y: place(&statement.y),
            given: statement.given.iter().map(|name| place(name)).collect(),
        })
        .collect();
    let config =
        TableConfig { degrees_of_freedom: DegreesOfFreedom::Adjusted, least_expected: 0.0 };
    for (name, test, rejected) in [
        ("G² tests on 5,000 rows", Test::GSquared(config), 37),
        ("χ² tests on 5,000 rows", Test::ChiSquared(config), 95),
    ] {
        let answers = timed(name, questions.len() as f64, || {
            test_all(&columns, &questions, &test, Seed(1)).expect("the columns fit")
        });
        let found = answers.iter().filter(|answer| answer.rejects(0.05)).count();
        assert_eq!((answers.len(), found), (1_063, rejected));
    }
}
