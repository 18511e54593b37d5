//! Python in an environment of its own, below the folder of builds, with the packages that a list pins.

use crate::shell;
use crate::workspace::Workspace;
use anyhow::{Context, Result};
use std::fs;
use std::path::PathBuf;
use std::process::Stdio;

/// The Python of the environment `name`, which holds what `requirements` pins: lines as pip reads
/// them, with these flags. It is made where it is not there, and again where the list has changed.
pub(crate) fn environment(name: &str, requirements: &str, flags: &[&str]) -> Result<PathBuf> {
    let folder = Workspace::read()?.target.join(name);
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    // Written last: an environment without it was not finished.
    let installed = folder.join("installed.txt");
    if python.is_file() && fs::read_to_string(&installed).is_ok_and(|list| list == requirements) {
        return Ok(python);
    }
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    shell::run(shell::command(find_or_install()?).args(["-m", "venv"]).arg(&folder))?;
    let list = folder.join("requirements.txt");
    fs::write(&list, requirements)?;
    let mut pip = shell::command(&python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    shell::run(pip.args(flags).arg("--requirement").arg(&list))?;
    fs::rename(&list, &installed)?;
    Ok(python)
}

/// A Python that can make environments. Debian keeps that part in a package of its own.
fn find_or_install() -> Result<PathBuf> {
    if let Some(python) = find() {
        return Ok(python);
    }
    let by_hand = "Python 3.11 or newer is needed, with venv and pip (on Debian: apt-get install \
        python3-venv)";
    shell::install_by_apt(&["python3-venv"]).context(by_hand)?;
    find().context(by_hand)
}

fn find() -> Option<PathBuf> {
    let python = shell::find_program(&["python3", "python"])?;
    let test = "import sys, venv, ensurepip; assert sys.version_info >= (3, 11)";
    let quiet = || Stdio::null();
    let mut ask = shell::command(&python);
    let fits = ask.args(["-c", test]).stdout(quiet()).stderr(quiet()).status();
    fits.is_ok_and(|status| status.success()).then_some(python)
}
