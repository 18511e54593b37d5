//! Measuring: coverage against known truth, and speed natively, in Chromium and beside its peers.

use crate::browser;
use crate::drive::{self, Stage};
use crate::python;
use crate::shell;
use crate::workspace::Workspace;
use anyhow::Result;
use std::ffi::OsString;
use std::process::{Command, Stdio};

/// The native benches: package and example.
const BENCHES: [(&str, &str); 3] = [
    ("causeloom-learn", "forest_bench"),
    ("causeloom-table", "read_bench"),
    ("causeloom-realize", "extract_speed"),
];

/// The same forest in scikit-learn, so that both are timed on one machine in one run.
const PEER: &str = "crates/learn/examples/forest_bench.py";

/// Sampling and independence tests by other programs, with what they need.
const PEERS: &str = "crates/scm/examples/peers.py";
const MODELS: &str = "crates/causeloom/models";
const CODES: &str = "crates/estimate/tests/data/alarm_5k.csv";
const PACKAGES: [&str; 4] =
    ["numpy==2.4.6", "causal-learn==0.1.4.8", "pgmpy==1.1.2", "pyagrum==3.3.1"];

/// Variables by which numerical libraries are told to use one thread.
const ONE_THREAD: [&str; 3] = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"];

/// Draws data with known truth many times over and counts how often the intervals hold it.
/// With the word `tests` first: how often independence tests reject what holds. With `entries`:
/// whether the sampler gives every entry of every probability table. With `texts`: what rows put
/// into words come to. With `faults`: how many faults put into texts are found.
pub(crate) fn calibrate(arguments: &[OsString]) -> Result<()> {
    if let Some((first, rest)) = arguments.split_first() {
        let programs = [
            ("tests", "causeloom", "false_positives"),
            ("entries", "causeloom", "table_entries"),
            ("texts", "causeloom", "texts"),
            ("faults", "causeloom-realize", "faults"),
        ];
        for (word, package, name) in programs {
            if first == word {
                return shell::run(example(package, name).arg("--").args(rest));
            }
        }
    }
    shell::run(example("causeloom-fairness", "calibrate").arg("--").args(arguments))
}

/// Changes valid texts at random and has every parser read them.
pub(crate) fn fuzz(arguments: &[OsString]) -> Result<()> {
    for package in ["causeloom-scm", "causeloom-realize"] {
        shell::run(example(package, "fuzz").arg("--").args(arguments))?;
    }
    Ok(())
}

/// Runs all benches, one after the other.
pub(crate) fn bench() -> Result<()> {
    let table = Workspace::read()?.target.join("forest_bench.csv");
    for (package, name) in BENCHES {
        println!("\n== {name}: native, one thread");
        let mut bench = example(package, name);
        if name == "forest_bench" {
            bench.args(["--", "--write"]).arg(&table);
        }
        shell::run(&mut bench)?;
    }
    println!("\n== forest_bench: scikit-learn, one thread");
    match python_with_scikit_learn() {
        Some(mut python) => shell::run(python.arg(PEER).arg(&table))?,
        None => println!("no scikit-learn here: pip install scikit-learn"),
    }
    println!("\n== forests, sampling, tests and texts in headless Chromium, one worker");
    let browser = browser::find_or_install()?;
    let target = Workspace::read()?.target;
    let chosen = ["--release", "--test", "forest", "--test", "sampling", "--test", "texts"];
    let mut test = browser::wasm_test(&browser, "causeloom-wasm-tests", &target, &chosen)?;
    shell::run(test.args(["--", "--nocapture"]))?;
    println!("\n== the application in headless Chromium, one worker");
    let script = drive::script("bench.mjs")?;
    shell::run(Stage::set()?.node()?.arg(script))
}

/// Times other programs at the same work, in a virtual environment of their own.
pub(crate) fn peers() -> Result<()> {
    let python = python::environment("peers", &PACKAGES.join("\n"), &[])?;
    let mut peers = shell::command(python);
    for variable in ONE_THREAD {
        peers.env(variable, "1");
    }
    shell::run(peers.args(["-W", "ignore", PEERS, MODELS, CODES]))
}

fn example(package: &str, name: &str) -> Command {
    let mut cargo = shell::cargo();
    cargo.args(["run", "--profile=tool", "--package", package, "--example", name]);
    cargo
}

fn python_with_scikit_learn() -> Option<Command> {
    let python = shell::find_program(&["python3", "python"])?;
    let mut ask = shell::command(&python);
    let there = ask
        .args(["-c", "import sklearn"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    let mut command = shell::command(python);
    for variable in ONE_THREAD {
        command.env(variable, "1");
    }
    there.then_some(command)
}
