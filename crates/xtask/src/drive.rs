//! Node scripts that drive the served application in Chromium: tests, benches and pictures.

use crate::browser::{self, Browser};
use crate::bundle::{self, Profile};
use crate::count::Count;
use crate::llm::{self, FaultServer, tiny::LlamaServer};
use crate::npm;
use crate::serve::{self, Serving};
use crate::shell;
use crate::workspace::Workspace;
use anyhow::{Context, Result, ensure};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const SCRIPTS: &str = "wasm-tests/e2e";

/// Half an hour, in milliseconds: a test that waits for something that never comes ends too.
const TIME_LIMIT: &str = "--test-timeout=1800000";

/// The application built and served at a free port, a browser to look at it, and the command line
/// to compare it with.
#[derive(Debug)]
pub(crate) struct Stage {
    serving: Serving,
    browser: Browser,
    command_line: PathBuf,
}

impl Stage {
    /// Builds, installs and starts all of it.
    pub(crate) fn set() -> Result<Stage> {
        npm::ensure_packages()?;
        let browser = browser::find_or_install()?;
        let dist = bundle::build(Profile::Release)?;
        let command_line = command_line()?;
        let serving = serve::start(dist, 0, None)?;
        Ok(Stage { serving, browser, command_line })
    }

    /// Node with what a script needs to know in its environment.
    pub(crate) fn node(&self) -> Result<Command> {
        let mut node = npm::node()?;
        node.env("CAUSELOOM_URL", self.serving.url())
            .env("CAUSELOOM_CLI", &self.command_line)
            .env("CHROMIUM", &self.browser.chromium);
        Ok(node)
    }
}

/// Runs every test that clicks through the served application, one file after the other, so that
/// none of them measures the work of another. Beside it stand a server that fails as it is told, and
/// llama.cpp with the tiny model.
pub(crate) fn end_to_end() -> Result<Count> {
    let tests = test_files(&shell::root().join(SCRIPTS))?;
    let stage = Stage::set()?;
    let faults = FaultServer::start(0)?;
    let model = llm::tiny::model()?;
    let llama = LlamaServer::start(&model, 0)?;
    let mut node = stage.node()?;
    node.env("CAUSELOOM_LLM_SERVER", faults.url())
        .env("CAUSELOOM_LLAMA_SERVER", llama.url())
        .env("CAUSELOOM_LLM_KEY", llm::KEY)
        .env("CAUSELOOM_TINY_MODEL", &model);
    node.args(["--test", "--test-reporter=spec", "--test-concurrency=1"])
        .arg(TIME_LIMIT)
        .args(tests);
    shell::run_counting(&mut node)
}

/// Takes pictures of the application. The script and its arguments say of what.
pub(crate) fn shots(arguments: &[OsString]) -> Result<()> {
    let script = script("shots.mjs")?;
    let stage = Stage::set()?;
    shell::run(stage.node()?.arg(script).args(arguments))
}

/// A script of the end-to-end tests.
pub(crate) fn script(name: &str) -> Result<PathBuf> {
    let script = shell::root().join(SCRIPTS).join(name);
    ensure!(script.is_file(), "there is no {SCRIPTS}/{name}");
    Ok(script)
}

/// The native command line, compiled with optimization.
fn command_line() -> Result<PathBuf> {
    shell::run(shell::cargo().args(["build", "--package=causeloom-cli", "--profile=tool"]))?;
    let name = format!("causeloom{}", std::env::consts::EXE_SUFFIX);
    Ok(Workspace::read()?.target.join("tool").join(name))
}

fn test_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let none = || format!("no end-to-end test (*.test.mjs) lies in {SCRIPTS}/");
    let entries = fs::read_dir(folder).with_context(none)?;
    let mut files: Vec<PathBuf> = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<PathBuf>>>()?
        .into_iter()
        .filter(|path| path.to_string_lossy().ends_with(".test.mjs"))
        .collect();
    ensure!(!files.is_empty(), none());
    files.sort();
    Ok(files)
}
