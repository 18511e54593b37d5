//! The project's only script: `cargo xtask <verb>` builds, serves, tests, measures and tidies.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a script talks to the person who runs it"
)]

use anyhow::{Context, Result, bail};
use lexopt::prelude::*;
use std::env;
use std::ffi::OsString;
use std::process::ExitCode;
use std::time::Instant;

mod answer;
mod browser;
mod bundle;
mod count;
mod drive;
mod llm;
mod measure;
mod npm;
mod python;
mod serve;
mod shell;
mod size;
mod split;
mod test;
mod tidy;
mod watch;
mod workspace;

const HELP: &str = "\
cargo xtask <verb>

  build [--dev]           the application into dist/, with its sizes held to the budget
  serve [--port N] [--watch] [--dev]
                          build, then serve dist/ at http://127.0.0.1:8080;
                          --watch builds again on every change and reloads the page
  test [--only PARTS]     everything that has to pass; PARTS is a list with commas of
                          fmt, clippy, tidy, native, parity, e2e
  tidy                    layers, first lines, lengths, words, ARCHITECTURE.md
  calibrate [tests|entries|texts|faults] [ARGS]
                          coverage of the intervals, false positives of the independence tests,
                          sampled table entries, rows put into words, or faults found in texts,
                          against known truth (ARGS: see the examples)
  fuzz [--runs N]         random changes of valid texts, read by every parser
  bench [peers]           speed: native, in Chromium, and beside scikit-learn where it is there
  tiny-model              trains the language model of the tests, a file of 2 MB
  llama-server [--port N] serves it by llama.cpp at http://127.0.0.1:8091
  llm-server [--port N] [--fault NAME] [--phase 1|2|3]
                          speaks the language models' dialects at http://127.0.0.1:8090,
                          and fails as it is told
  shots [ARGS]            pictures of the served application, narrow and wide, light and dark
  help                    this text

--dev compiles quickly, without optimization, and asks for no budget and no Node.";

fn main() -> ExitCode {
    let begun = Instant::now();
    run(begun).unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

fn run(begun: Instant) -> Result<ExitCode> {
    let mut arguments = lexopt::Parser::from_env();
    let verb = match arguments.next()? {
        Some(Value(verb)) => verb.string()?,
        Some(Long("help") | Short('h')) | None => "help".to_owned(),
        Some(other) => return Err(other.unexpected().into()),
    };
    match verb.as_str() {
        "build" => {
            let asked = Asked::read(arguments, &["dev"])?;
            bundle::build(asked.profile())?;
        }
        "serve" => {
            let asked = Asked::read(arguments, &["dev", "watch", "port"])?;
            serve::serve(asked.profile(), asked.port.unwrap_or(8080), asked.watch, begun)?;
        }
        "test" => {
            // Its last line has said it all.
            if !test::test(&Asked::read(arguments, &["only"])?.only) {
                return Ok(ExitCode::FAILURE);
            }
        }
        "tidy" => {
            Asked::read(arguments, &[])?;
            tidy::tidy()?;
        }
        "calibrate" => measure::calibrate(&rest(arguments)?)?,
        "fuzz" => measure::fuzz(&rest(arguments)?)?,
        "bench" => match rest(arguments)?.as_slice() {
            [] => measure::bench()?,
            [what] if what == "peers" => measure::peers()?,
            _ => bail!("bench takes nothing, or the word peers"),
        },
        "tiny-model" => {
            Asked::read(arguments, &[])?;
            llm::make_model()?;
        }
        "llama-server" => {
            llm::serve_model(Asked::read(arguments, &["port"])?.port.unwrap_or(8091))?;
        }
        "llm-server" => llm::serve_faults(arguments)?,
        "shots" => drive::shots(&rest(arguments)?)?,
        browser::RUNNER_VERB => browser::run_wasm_tests(env::args_os().skip(1))?,
        "help" => println!("{HELP}"),
        other => bail!("there is no verb `{other}`\n\n{HELP}"),
    }
    Ok(ExitCode::SUCCESS)
}

/// What the flags of a verb ask for.
#[derive(Debug, Default)]
struct Asked {
    dev: bool,
    watch: bool,
    port: Option<u16>,
    only: Vec<test::Part>,
}

impl Asked {
    /// Reads the flags in `allowed` and refuses every other argument.
    fn read(mut arguments: lexopt::Parser, allowed: &[&str]) -> Result<Asked> {
        let mut asked = Asked::default();
        while let Some(argument) = arguments.next()? {
            match argument {
                Long(flag) if !allowed.contains(&flag) => return Err(argument.unexpected().into()),
                Long("dev") => asked.dev = true,
                Long("watch") => asked.watch = true,
                Long("port") => asked.port = Some(arguments.value()?.parse().context("--port")?),
                Long("only") => asked.only = test::parse_parts(&arguments.value()?.string()?)?,
                other => return Err(other.unexpected().into()),
            }
        }
        Ok(asked)
    }

    fn profile(&self) -> bundle::Profile {
        if self.dev { bundle::Profile::Development } else { bundle::Profile::Release }
    }
}

/// The arguments that a verb hands on as they are.
fn rest(mut arguments: lexopt::Parser) -> Result<Vec<OsString>> {
    Ok(arguments.raw_args()?.collect())
}
