//! The command line: `causeloom audit …`, `causeloom sample …`, `causeloom realize …`, to the bytes
//! of the browser.

#![expect(clippy::print_stderr, reason = "a command line prints")]

mod arguments;
mod counterfactual;
mod independence;
mod model;
mod network;
mod options;
mod prompt;
mod realize;
mod replay;
mod run;
mod sample;
mod talk;
mod text;
mod verify;

use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use options::{Command, parse};

fn main() -> ExitCode {
    let command = match parse(lexopt::Parser::from_env()) {
        Ok(command) => command,
        Err(error) => return bad_input(&error),
    };
    let written = match command {
        Command::Help => Ok(options::HELP.to_owned()),
        Command::Version => Ok(format!("causeloom {}\n", causeloom::VERSION)),
        Command::Schema => Ok(causeloom::study_schema()),
        Command::Examples => Ok(examples()),
        Command::Models => Ok(model::list()),
        Command::Audit(request) => run::audit(&request),
        Command::Sample(arguments) => sample::sample(arguments).map(|()| String::new()),
        Command::Counterfactual(arguments) => {
            counterfactual::counterfactual(arguments).map(|()| String::new())
        }
        Command::Infer(arguments) => model::infer(arguments),
        Command::Independence(arguments) => independence::independence(arguments),
        Command::Fit(arguments) => model::fit(arguments),
        Command::Convert(arguments) => model::convert(arguments),
        Command::Realize(arguments) => realize::realize(arguments).map(|()| String::new()),
        Command::Verify(arguments) => verify::verify(arguments).map(|()| String::new()),
        Command::Replay(arguments) => replay::replay(arguments).map(|()| String::new()),
    };
    match written.and_then(|text| put(text.as_bytes())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => bad_input(&error),
    }
}

fn examples() -> String {
    let line = |example: causeloom::ExampleView| {
        format!("{}\t{}\t{}\n", example.id, example.title, example.about)
    };
    causeloom::examples().into_iter().map(line).collect()
}

/// Writes to the output. A reader that has seen enough, such as `head`, is no error.
fn put(text: &[u8]) -> Result<(), causeloom::Error> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(causeloom::Error::new("unwritable", error.to_string()))
        }
        _ => Ok(()),
    }
}

/// One clear message on the error stream, and status 2; 1 where the input was not to blame.
fn bad_input(error: &causeloom::Error) -> ExitCode {
    let place = error.place.clone().unwrap_or_default();
    let row = place.row.map(|row| format!("row {row}"));
    let column = place.column.map(|column| format!("column {column}"));
    let parts: Vec<String> = [place.file, row, column].into_iter().flatten().collect();
    let place = if parts.is_empty() { String::new() } else { parts.join(", ") + ": " };
    eprintln!("causeloom: {place}{}", error.line());
    let is_input = ![talk::STOPPED, verify::VIOLATIONS].contains(&error.code.as_str());
    ExitCode::from(if is_input { 2 } else { 1 })
}
