//! Fuzzing of everything that parses: valid texts are changed at random and read; nothing may panic.
//!
//! What is read without error is written and read again, and must be the same. Run it by
//! `cargo xtask fuzz [--runs N] [--seed S]`.
#![expect(clippy::print_stdout, reason = "a program that is run by hand says what it found")]

mod mutation;
mod seeds;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::time::Instant;

use causeloom_scm::{
    Mechanism, Model, Program, Values, edit,
    format::{self as network_format, NetworkFormat, bif},
    inference::parse_query,
    parse_intervention,
};
use graph::format::TextFormat;
use mutation::Mutator;
use numeric::seed::Seed;

/// A text with a reader for it.
struct Parser {
    name: &'static str,
    seeds: &'static [&'static str],
    /// Reads a text; false where it read it but could not read back what it wrote.
    read: fn(&str) -> bool,
}

const PARSERS: [Parser; 13] = [
    Parser {
        name: "DAGitty",
        seeds: &seeds::DAGITTY,
        read: |text| diagram(TextFormat::Dagitty, text),
    },
    Parser {
        name: "lavaan",
        seeds: &seeds::LAVAAN,
        read: |text| diagram(TextFormat::Lavaan, text),
    },
    Parser {
        name: "bnlearn",
        seeds: &seeds::BNLEARN,
        read: |text| diagram(TextFormat::Bnlearn, text),
    },
    Parser { name: "DOT", seeds: &seeds::DOT, read: |text| diagram(TextFormat::Dot, text) },
    Parser { name: "GML", seeds: &seeds::GML, read: |text| diagram(TextFormat::Gml, text) },
    Parser {
        name: "node-link",
        seeds: &seeds::NODE_LINK,
        read: |text| diagram(TextFormat::NodeLink, text),
    },
    Parser { name: "any graph", seeds: &seeds::DAGITTY, read: any_graph },
    Parser { name: "BIF", seeds: &seeds::BIF, read: read_bif },
    Parser {
        name: "XMLBIF",
        seeds: &seeds::XMLBIF,
        read: |text| network(NetworkFormat::XmlBif, text),
    },
    Parser { name: "NET", seeds: &seeds::NET, read: |text| network(NetworkFormat::Net, text) },
    Parser { name: "expressions", seeds: &seeds::EXPRESSIONS, read: expression },
    Parser { name: "changes", seeds: &seeds::INTERVENTIONS, read: intervention },
    Parser { name: "queries", seeds: &seeds::QUERIES, read: query },
];

fn main() -> ExitCode {
    let (mut runs, mut seed) = (100_000_u64, 1_u64);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let number = arguments.next().and_then(|text| text.replace('_', "").parse().ok());
        match (argument.as_str(), number) {
            ("--runs", Some(number)) => runs = number,
            ("--seed", Some(number)) => seed = number,
            _ => {
                println!("fuzz [--runs N] [--seed S]");
                return ExitCode::from(2);
            }
        }
    }
    let begun = Instant::now();
    // A panic is counted and its text shown; the message of the hook would be lost among others.
    std::panic::set_hook(Box::new(|_| {}));
    let mut faults = 0;
    for (index, parser) in PARSERS.iter().enumerate() {
        let share = runs / PARSERS.len() as u64;
        let mut mutator = Mutator::new(Seed(seed).stream("fuzz").index(index as u64));
        let mut n_read = 0_u64;
        for _ in 0..share {
            let text = mutator.text(parser.seeds);
            match catch_unwind(AssertUnwindSafe(|| (parser.read)(&text))) {
                Ok(true) => n_read += 1,
                Ok(false) => {
                    faults += 1;
                    println!("{}: not read back: {text:?}", parser.name);
                }
                Err(_) => {
                    faults += 1;
                    println!("{}: panic: {text:?}", parser.name);
                }
            }
        }
        println!("{:10} {n_read} runs", parser.name);
    }
    println!("{runs} runs, {faults} faults, {:.1} s", begun.elapsed().as_secs_f64());
    if faults == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Reads a diagram; one that can be written is read back the same.
fn diagram(format: TextFormat, text: &str) -> bool {
    let Ok(diagram) = graph::format::read(format, text) else { return true };
    match graph::format::write(format, &diagram) {
        Ok(written) => graph::format::read(format, &written).is_ok_and(|again| {
            let names = |diagram: &graph::Diagram| {
                diagram.names().map(str::to_owned).collect::<std::collections::BTreeSet<_>>()
            };
            names(&again) == names(&diagram) && again.edges.len() == diagram.edges.len()
        }),
        // A format that cannot hold the diagram says so.
        Err(_) => true,
    }
}

fn any_graph(text: &str) -> bool {
    if let Some(format) = graph::format::guess(text) {
        drop(graph::format::read(format, text));
    }
    true
}

fn read_bif(text: &str) -> bool {
    let Ok(read) = bif::read(text) else { return true };
    match bif::write(&read.model) {
        Ok(written) => {
            bif::read(&written).is_ok_and(|again| again.model.variables == read.model.variables)
        }
        Err(_) => true,
    }
}

/// A model whose last node is the expression; what compiles is drawn from.
fn expression(text: &str) -> bool {
    let mut model = small_model();
    if let Some(variable) = model.variables.get_mut("c") {
        variable.mechanism = Mechanism::Formula { expression: text.to_owned() };
    }
    if let Ok(program) = Program::new(&model) {
        // A formula that is undefined in a row says so.
        drop(program.sample(Seed(1), 0..8));
    }
    true
}

fn intervention(text: &str) -> bool {
    let model = small_model();
    if let Ok(change) = parse_intervention(text, &model) {
        let program = Program::new(&model).expect("the model stands in this program");
        drop(program.intervene(&[change]).map(|changed| changed.sample(Seed(1), 0..8)));
    }
    true
}

fn query(text: &str) -> bool {
    drop(parse_query(text));
    true
}

fn small_model() -> Model {
    let mut model = Model {
        graph: graph::dagitty::read(seeds::SMALL).expect("it is a diagram"),
        ..Model::default()
    };
    edit::fill_in(&mut model).expect("the diagram is acyclic");
    edit::state_values(&mut model, "c", Values::Number);
    model
}

fn network(format: NetworkFormat, text: &str) -> bool {
    drop(network_format::read(format, text));
    true
}
