//! The rules that no compiler checks: layers, files, words, and the map in ARCHITECTURE.md.

use crate::shell;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::fmt;
use std::fs;

mod architecture;
mod files;
mod layers;
mod words;

/// A place that breaks a rule.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    path: String,
    line: usize,
    what: String,
    why: &'static str,
}

impl Finding {
    fn new(path: &str, line: usize, what: impl Into<String>, why: &'static str) -> Finding {
        Finding { path: path.to_owned(), line, what: what.into(), why }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}, {}", self.path, self.line, self.what, self.why)
    }
}

/// A text file of the repository.
#[derive(Debug)]
struct Source {
    /// Relative to the root, with `/`.
    path: String,
    text: String,
}

impl Source {
    /// What stands after the last dot of the file's name.
    fn kind(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').map_or("", |(_, kind)| kind)
    }
}

/// Prints every finding and fails where there is one.
pub(crate) fn tidy() -> Result<()> {
    let workspace = Workspace::read()?;
    let sources = sources()?;
    let mut findings = layers::findings(&workspace.members, &sources);
    findings.extend(architecture::findings(&workspace.members, &sources));
    for source in &sources {
        findings.extend(files::findings(source));
        findings.extend(words::findings(source));
    }
    findings.sort_by(|left, right| (&left.path, left.line).cmp(&(&right.path, right.line)));
    for finding in &findings {
        println!("{finding}");
    }
    if !findings.is_empty() {
        bail!("tidy found {} of {} files wanting", paths(&findings), sources.len());
    }
    println!("{} files and {} crates are tidy", sources.len(), workspace.members.len());
    Ok(())
}

/// Every text file that git has or would take.
fn sources() -> Result<Vec<Source>> {
    let names = shell::output(shell::command("git").args([
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]))
    .context("tidy reads the files that git knows")?;
    let mut names: Vec<&str> = names.split('\0').filter(|name| !name.is_empty()).collect();
    names.sort_unstable();
    names.dedup();
    let mut sources = Vec::new();
    for name in names {
        let path = shell::root().join(name);
        // A file that was deleted and not yet committed is still listed.
        if path.is_file()
            && let Ok(text) = String::from_utf8(fs::read(&path)?)
        {
            sources.push(Source { path: name.to_owned(), text });
        }
    }
    Ok(sources)
}

fn paths(findings: &[Finding]) -> usize {
    let mut paths: Vec<&str> = findings.iter().map(|finding| finding.path.as_str()).collect();
    paths.dedup();
    paths.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_reads_as_place_what_and_why() {
        let finding = Finding::new("a/b.rs", 3, "`x` stands here", "and must not");
        assert_eq!(finding.to_string(), "a/b.rs:3: `x` stands here, and must not");
    }

    #[test]
    fn the_kind_of_a_file_is_what_stands_after_its_last_dot() {
        let kind =
            |path: &str| Source { path: path.to_owned(), text: String::new() }.kind().to_owned();
        assert_eq!(kind("a/b.test.mjs"), "mjs");
        assert_eq!(kind(".ci/run"), "");
    }
}
