//! A real model of a few megabytes and a real server for it: trained here, served by llama.cpp.

use super::KEY;
use crate::python;
use crate::shell::{self, Seconds};
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::Instant;

const FOLDER: &str = "wasm-tests/tiny-model";

/// The environment's folder below the folder of builds.
const ENVIRONMENT: &str = "tiny-model-python";

/// The list is complete, and nothing of it is compiled here.
const PIP_FLAGS: [&str; 2] = ["--no-deps", "--only-binary=:all:"];

/// A llama.cpp server at work. It ends when this is dropped, and with the process at the latest.
#[derive(Debug)]
pub(crate) struct LlamaServer {
    child: Child,
    url: String,
}

/// The tiny model as a GGUF file below the folder of builds: trained in about a minute where it is
/// not there, and again where its script or its packages have changed.
pub(crate) fn model() -> Result<PathBuf> {
    let root = shell::root();
    let (script, requirements) = (read(&root, "train.py")?, read(&root, "requirements.txt")?);
    let mut hasher = DefaultHasher::new();
    (&script, &requirements).hash(&mut hasher);
    let folder = Workspace::read()?.target.join("tiny-model");
    let model = folder.join(format!("tiny-{:016x}.gguf", hasher.finish()));
    if model.is_file() {
        return Ok(model);
    }
    let python = python::environment(ENVIRONMENT, &requirements, &PIP_FLAGS)?;
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let being_written = folder.join("being-written.gguf");
    let begun = Instant::now();
    shell::run(shell::command(python).arg(root.join(FOLDER).join("train.py")).arg(&being_written))?;
    fs::rename(&being_written, &model)?;
    println!(
        "{}: {} bytes, trained in {}",
        model.display(),
        fs::metadata(&model)?.len(),
        Seconds(begun.elapsed())
    );
    Ok(model)
}

impl LlamaServer {
    /// Starts the server with a model at a port, any free one where it is 0. It asks for the [key](KEY) and
    /// lets every page read.
    pub(crate) fn start(model: &Path, port: u16) -> Result<LlamaServer> {
        let root = shell::root();
        let python =
            python::environment(ENVIRONMENT, &read(&root, "requirements.txt")?, &PIP_FLAGS)?;
        let log = Workspace::read()?.target.join("tiny-model/server.log");
        let mut child = shell::command(python)
            .arg(root.join(FOLDER).join("serve.py"))
            .arg(model)
            .args([&port.to_string(), KEY, "*"])
            // It serves until this end is closed, by whatever end of this process.
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(fs::File::create(&log)?)
            .spawn()
            .context("cannot start the llama.cpp server")?;
        let mut url = String::new();
        let out = child.stdout.take().expect("its output was piped");
        BufReader::new(out).read_line(&mut url)?;
        let url = url.trim().to_owned();
        if !url.starts_with("http://") {
            let _ = child.kill();
            let _ = child.wait();
            bail!("the llama.cpp server did not start; it wrote {}", log.display());
        }
        Ok(LlamaServer { child, url })
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Waits until the server has ended by itself.
    pub(crate) fn wait(mut self) -> Result<()> {
        // Taken and held: closing it would end the server.
        let _held = self.child.stdin.take();
        self.child.wait()?;
        bail!("the llama.cpp server ended by itself")
    }
}

impl Drop for LlamaServer {
    fn drop(&mut self) {
        // It may have ended already; then nothing is left to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(root: &Path, name: &str) -> Result<String> {
    let path = root.join(FOLDER).join(name);
    fs::read_to_string(&path).with_context(|| path.display().to_string())
}
