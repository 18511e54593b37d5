//! The command line: `causeloom audit …`, `causeloom run study.json`, to the bytes of the browser.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command line prints")]

mod options;
mod run;
mod text;

use std::process::ExitCode;

use options::{Command, parse};

fn main() -> ExitCode {
    let command = match parse(lexopt::Parser::from_env()) {
        Ok(command) => command,
        Err(error) => return bad_input(&error),
    };
    match command {
        Command::Help => print!("{}", options::HELP),
        Command::Version => println!("causeloom {}", causeloom::VERSION),
        Command::Schema => print!("{}", causeloom::study_schema()),
        Command::Examples => {
            for example in causeloom::examples() {
                println!("{}\t{}\t{}", example.id, example.title, example.about);
            }
        }
        Command::Audit(request) => match run::audit(&request) {
            Ok(text) => print!("{text}"),
            Err(error) => return bad_input(&error),
        },
    }
    ExitCode::SUCCESS
}

/// One clear message on the error stream, and status 2.
fn bad_input(error: &causeloom::Error) -> ExitCode {
    let place = error.place.clone().unwrap_or_default();
    let row = place.row.map(|row| format!("row {row}"));
    let column = place.column.map(|column| format!("column {column}"));
    let parts: Vec<String> = [place.file, row, column].into_iter().flatten().collect();
    let place = if parts.is_empty() { String::new() } else { parts.join(", ") + ": " };
    eprintln!("causeloom: {place}{}", error.line());
    ExitCode::from(2)
}
