//! What comes from npm: tools (wasm-opt, Playwright, axe-core), and the engine that runs language models
//! in the tab (wllama). All pinned beside this crate.

use crate::shell;
use anyhow::{Context, Result, bail, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

/// Major and minor version: the first with a time limit for tests.
const OLDEST_NODE: (u32, u32) = (20, 11);

/// Node, after a check that it is there and not too old.
pub(crate) fn node() -> Result<Command> {
    let missing =
        "Node 20 or newer is needed, with npm: https://nodejs.org, or your system's packages";
    let path = shell::find_program(&["node"]).context(missing)?;
    let version = shell::output(shell::command(&path).arg("--version"))?;
    let parsed =
        parse_version(&version).with_context(|| format!("node is of version {version}"))?;
    ensure!(parsed >= OLDEST_NODE, "{missing} (here is {})", version.trim());
    Ok(shell::command(path))
}

/// Makes sure that the packages of the lock file are installed, and that the tests in
/// `wasm-tests/` find them.
pub(crate) fn ensure_packages() -> Result<()> {
    node()?;
    let folder = folder();
    if !up_to_date(&folder) {
        let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
        let mut install = shell::command(npm);
        install.current_dir(&folder).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
        shell::run(&mut install).context("the packages of crates/xtask/package-lock.json")?;
    }
    link_for_tests(&folder.join("node_modules"))
}

/// The file of an installed package.
pub(crate) fn file_of_package(file: &str) -> Result<PathBuf> {
    let path = folder().join("node_modules").join(file);
    ensure!(
        path.is_file(),
        "{} is not there: delete its node_modules and try again",
        path.display()
    );
    Ok(path)
}

/// The text that pins every package.
pub(crate) fn lock_file() -> Result<Vec<u8>> {
    fs::read(folder().join("package-lock.json")).context("crates/xtask/package-lock.json")
}

fn folder() -> PathBuf {
    shell::root().join("crates/xtask")
}

/// npm notes what it installed in a file of its own; the lock file must not be newer.
fn up_to_date(folder: &Path) -> bool {
    let written = |file: PathBuf| fs::metadata(file).and_then(|data| data.modified()).ok();
    let installed: Option<SystemTime> = written(folder.join("node_modules/.package-lock.json"));
    let locked = written(folder.join("package-lock.json"));
    matches!((installed, locked), (Some(installed), Some(locked)) if installed >= locked)
}

/// `import "playwright-core"` looks for `node_modules` in the folders above the importing file, so
/// `wasm-tests/` gets a link. Node makes it, because it can do so on every system.
fn link_for_tests(packages: &Path) -> Result<()> {
    let link = shell::root().join("wasm-tests/node_modules");
    if link.exists() {
        return Ok(());
    }
    if link.is_symlink() {
        bail!("{} leads nowhere: delete it", link.display());
    }
    let script = "require('fs').symlinkSync(process.argv[1], process.argv[2], 'junction')";
    let target = if cfg!(windows) { packages } else { Path::new("../crates/xtask/node_modules") };
    shell::output(node()?.args(["-e", script]).arg(target).arg(&link)).map(drop)
}

fn parse_version(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.trim().strip_prefix('v')?.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_of_node_is_read_as_numbers() {
        assert_eq!(parse_version("v20.20.2\n"), Some((20, 20)));
        assert!(parse_version("v20.9.0") < Some(OLDEST_NODE));
        assert!(parse_version("v24.1.0") > Some(OLDEST_NODE));
        assert_eq!(parse_version("20.20.2"), None);
    }

    #[test]
    fn the_lock_file_names_no_registry() {
        let lock = String::from_utf8(lock_file().expect("it is there")).expect("it is text");
        assert!(!lock.contains("://"), "an address in package-lock.json ties it to one registry");
    }
}
