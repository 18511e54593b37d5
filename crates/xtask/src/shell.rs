//! Running other programs: loudly, from the root of the repository, with no terminal to wait for.

use crate::count::Count;
use anyhow::{Context, Result, ensure};
use std::env;
use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The root of the repository: two folders above this crate. `cargo run` and `cargo test` say where
/// the crate lies now, which is not always where it was compiled: clones may share compiled code.
pub(crate) fn root() -> PathBuf {
    let here = env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&here).ancestors().nth(2).expect("this crate lies in crates/xtask").to_path_buf()
}

/// A command that starts in the root of the repository and reads nothing from the terminal.
pub(crate) fn command(program: impl Into<OsString>) -> Command {
    let mut command = Command::new(program.into());
    command.current_dir(root()).stdin(Stdio::null());
    command
}

/// The cargo that runs this script.
pub(crate) fn cargo() -> Command {
    command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Shows the command, runs it and fails where it fails.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let line = announce(command);
    let status = command.status().with_context(|| format!("cannot start `{line}`"))?;
    ensure!(status.success(), "`{line}` ended with {status}");
    Ok(())
}

/// Runs a command quietly and gives back what it wrote to its standard output.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let line = written(command);
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot start `{line}`"))?;
    ensure!(output.status.success(), "`{line}` ended with {}", output.status);
    String::from_utf8(output.stdout).with_context(|| format!("`{line}` wrote no UTF-8"))
}

/// Runs a command of tests, shows its output as it comes and adds up the tests in it.
/// A command that fails without a failed test (it did not compile, it crashed) counts as one
/// failure, and so does one in which no test ran.
pub(crate) fn run_counting(command: &mut Command) -> Result<Count> {
    let line = announce(command);
    let mut child =
        command.stdout(Stdio::piped()).spawn().with_context(|| format!("cannot start `{line}`"))?;
    let lines = BufReader::new(child.stdout.take().expect("its output was piped"));
    let mut count = Count::default();
    let mut out = io::stdout().lock();
    for text in lines.split(b'\n') {
        let text = text.with_context(|| format!("cannot read from `{line}`"))?;
        out.write_all(&text)?;
        out.write_all(b"\n")?;
        count += Count::in_line(&String::from_utf8_lossy(&text));
    }
    drop(out);
    let status = child.wait()?;
    if !status.success() && count.failed == 0 {
        eprintln!("`{line}` ended with {status}");
        count.failed = 1;
    }
    if status.success() && count == Count::default() {
        eprintln!("`{line}` ran no test");
        count.failed = 1;
    }
    Ok(count)
}

/// The first of these programs on the search path.
pub(crate) fn find_program(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .flat_map(|folder| names.iter().map(move |name| folder.join(name)))
        .map(|candidate| candidate.with_extension(env::consts::EXE_EXTENSION))
        .find(|candidate| candidate.is_file())
}

/// Installs packages where that is allowed: apt does so for root only, and only Debian's own packages
/// are what their names say (Ubuntu's Chromium leads to a snap).
pub(crate) fn install_by_apt(packages: &[&str]) -> Result<()> {
    let is_root = || output(command("id").arg("-u")).is_ok_and(|number| number.trim() == "0");
    let may_install = Path::new("/etc/debian_version").is_file()
        && find_program(&["apt-get"]).is_some()
        && is_root();
    ensure!(may_install, "only root on a Debian can install {}", packages.join(" and "));
    let install = [&["install", "-y"][..], packages].concat();
    for arguments in [&["update"][..], &install] {
        run(command("apt-get").env("DEBIAN_FRONTEND", "noninteractive").args(arguments))?;
    }
    Ok(())
}

/// How long this process has been there. Cargo turns itself into the program that it built, so
/// on Linux the time in which cargo compiled this script is in it; elsewhere it is the time since
/// `begun`.
pub(crate) fn age_of_process(begun: Instant) -> Duration {
    let since_begun = begun.elapsed();
    age_by_proc().filter(|age| *age > since_begun).unwrap_or(since_begun)
}

/// A duration as a person says it: `12.3 s`, `4 min 12 s`.
pub(crate) struct Seconds(pub(crate) Duration);

impl fmt::Display for Seconds {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.as_secs() < 60 {
            return write!(out, "{:.1} s", self.0.as_secs_f64());
        }
        write!(out, "{} min {} s", self.0.as_secs() / 60, self.0.as_secs() % 60)
    }
}

fn announce(command: &Command) -> String {
    let line = written(command);
    eprintln!("+ {line}");
    line
}

/// The command as one would type it, with the last part of the program's path.
fn written(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let mut line =
        program.file_name().unwrap_or(program.as_os_str()).to_string_lossy().into_owned();
    for argument in command.get_args() {
        line.push(' ');
        line.push_str(&argument.to_string_lossy());
    }
    line
}

fn age_by_proc() -> Option<Duration> {
    // proc(5): the 22nd field of `stat` is the start in ticks of 1/100 s since the machine started;
    // the second, a name in parentheses, may hold spaces.
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    let (_, after_name) = stat.rsplit_once(')')?;
    let start: f64 = after_name.split_whitespace().nth(19)?.parse().ok()?;
    let uptime = fs::read_to_string("/proc/uptime").ok()?;
    let now: f64 = uptime.split_whitespace().next()?.parse().ok()?;
    Duration::try_from_secs_f64(now - start / 100.0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_reads_in_seconds_below_a_minute_and_in_minutes_above() {
        assert_eq!(Seconds(Duration::from_millis(12_340)).to_string(), "12.3 s");
        assert_eq!(Seconds(Duration::from_secs(252)).to_string(), "4 min 12 s");
    }

    #[test]
    fn the_root_holds_the_manifest_of_the_workspace() {
        assert!(root().join("Cargo.toml").is_file());
        assert!(root().join("crates/xtask/Cargo.toml").is_file());
    }

    #[test]
    fn a_process_is_at_least_as_old_as_its_main_function() {
        let begun = Instant::now();
        assert!(age_of_process(begun) < Duration::from_hours(24));
    }

    #[test]
    fn a_command_is_shown_as_one_would_type_it() {
        let mut command = command("/usr/bin/node");
        command.args(["--test", "a.mjs"]);
        assert_eq!(written(&command), "node --test a.mjs");
    }
}
