//! Everything that has to pass, part by part, and one plain line about it at the end.

use crate::browser;
use crate::bundle;
use crate::count::Count;
use crate::drive;
use crate::shell::{self, Seconds};
use crate::tidy;
use crate::workspace::Workspace;
use anyhow::{Result, anyhow};
use std::time::Instant;

/// Crates that only a browser can run.
const IN_BROWSER: [&str; 3] = ["causeloom-engine", "causeloom-web", "causeloom-wasm-tests"];

/// Changed texts that the parsers of a crate read as part of the native tests; `cargo xtask fuzz`
/// reads more.
const FUZZ_RUNS: [(&str, &str); 2] = [("causeloom-scm", "130000"), ("causeloom-realize", "24000")];

/// A part of the tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Format,
    Clippy,
    Tidy,
    Native,
    Parity,
    EndToEnd,
}

impl Part {
    /// In the order in which they run: the quick ones first.
    const ALL: [Part; 6] =
        [Part::Format, Part::Clippy, Part::Tidy, Part::Native, Part::Parity, Part::EndToEnd];

    fn name(self) -> &'static str {
        match self {
            Part::Format => "fmt",
            Part::Clippy => "clippy",
            Part::Tidy => "tidy",
            Part::Native => "native",
            Part::Parity => "parity",
            Part::EndToEnd => "e2e",
        }
    }

    fn heading(self) -> &'static str {
        match self {
            Part::Format => "format",
            Part::Clippy => "clippy, native and wasm",
            Part::Tidy => "tidy",
            Part::Native => "native tests and examples of the documentation",
            Part::Parity => "tests of the wasm in headless Chromium",
            Part::EndToEnd => "the served application in headless Chromium",
        }
    }

    fn run(self) -> Result<Count> {
        match self {
            Part::Format => check(&["fmt", "--all", "--check"]),
            Part::Clippy => clippy(),
            Part::Tidy => tidy::tidy().map(|()| Count::of_check(true)),
            Part::Native => native(),
            Part::Parity => parity(),
            Part::EndToEnd => drive::end_to_end(),
        }
    }
}

/// Reads a list of parts such as `fmt,tidy`.
pub(crate) fn parse_parts(list: &str) -> Result<Vec<Part>> {
    let part = |name: &str| {
        let names = Part::ALL.map(Part::name).join(", ");
        let found = Part::ALL.into_iter().find(|part| part.name() == name.trim());
        found.ok_or_else(|| anyhow!("there is no part `{name}` of the tests; there are {names}"))
    };
    list.split(',').map(part).collect()
}

/// Runs the parts in `only`, or all of them where it is empty. A part that fails does not keep the
/// others from running. The last line says how many tests passed and failed; gives back whether all
/// passed.
pub(crate) fn test(only: &[Part]) -> bool {
    let begun = Instant::now();
    let mut total = Count::default();
    let mut summary = Vec::new();
    for part in Part::ALL.into_iter().filter(|part| only.is_empty() || only.contains(part)) {
        println!("\n== {}: {}", part.name(), part.heading());
        let begun = Instant::now();
        let count = part.run().unwrap_or_else(|error| {
            eprintln!("error: {error:#}");
            Count::of_check(false)
        });
        let line = format!("{:7} {count}, {}", part.name(), Seconds(begun.elapsed()));
        println!("== {line}");
        summary.push(line);
        total += count;
    }
    println!("\n{}\nall     {}", summary.join("\n"), Seconds(begun.elapsed()));
    println!("{total}");
    total.failed == 0
}

fn check(arguments: &[&str]) -> Result<Count> {
    shell::run(shell::cargo().args(arguments)).map(|()| Count::of_check(true))
}

fn clippy() -> Result<Count> {
    bundle::ensure_target()?;
    let native = shell::run(
        shell::cargo()
            .args(["clippy", "--workspace", "--all-targets"])
            .args(excluding(&IN_BROWSER))
            .args(["--", "-D", "warnings"]),
    );
    let wasm = shell::run(
        shell::cargo()
            .env_remove("RUSTFLAGS")
            .args(["clippy", "--target=wasm32-unknown-unknown", "--all-targets"])
            .args(["--package=causeloom-wasm"])
            .args(IN_BROWSER.map(|package| format!("--package={package}")))
            .args(["--", "-D", "warnings"]),
    );
    native.and(wasm).map(|()| Count::of_check(true))
}

/// This script is tested by itself: together with the others cargo would compile its dependencies
/// a second time, with the features that the others ask for.
fn native() -> Result<Count> {
    let mut count = shell::run_counting(
        shell::cargo().args(["test", "--workspace", "--no-fail-fast"]).args(excluding(&["xtask"])),
    )?;
    count += shell::run_counting(shell::cargo().args(["test", "--package=xtask"]))?;
    // The examples were compiled with the tests.
    for (package, runs) in FUZZ_RUNS {
        let package = format!("--package={package}");
        count += check(&["run", &package, "--example=fuzz", "--", "--runs", runs])?;
    }
    Ok(count)
}

fn parity() -> Result<Count> {
    bundle::ensure_target()?;
    let browser = browser::find_or_install()?;
    let target = Workspace::read()?.target;
    shell::run_counting(&mut browser::wasm_test(
        &browser,
        "causeloom-wasm-tests",
        &target,
        &["--tests"],
    )?)
}

fn excluding(packages: &[&str]) -> Vec<String> {
    packages.iter().map(|package| format!("--exclude={package}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_chosen_by_name() {
        assert_eq!(parse_parts("fmt, e2e").expect("both exist"), [Part::Format, Part::EndToEnd]);
        let error = parse_parts("fmt,lint").expect_err("there is no lint").to_string();
        assert!(error.contains("`lint`"), "{error}");
        assert!(error.contains("fmt, clippy, tidy, native, parity, e2e"), "{error}");
    }
}
