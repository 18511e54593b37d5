//! ARCHITECTURE.md: it has every crate of the workspace on its map, and none that is not there.

use super::{Finding, Source};
use crate::workspace::Member;

const PATH: &str = "ARCHITECTURE.md";

/// Crates that the map lacks, and names on the map that lead nowhere.
pub(super) fn findings(members: &[Member], sources: &[Source]) -> Vec<Finding> {
    let Some(map) = sources.iter().find(|source| source.path == PATH) else {
        return vec![Finding::new(PATH, 1, "there is none", "a newcomer needs a map of the house")];
    };
    let quoted = quoted(&map.text);
    let mut findings = Vec::new();
    for member in members {
        if !quoted.iter().any(|(_, name)| names(member).contains(name)) {
            let what = format!("`{}` is not mentioned", member.folder);
            findings.push(Finding::new(PATH, 1, what, "the map shows every crate"));
        }
    }
    for (line, name) in quoted {
        let known = |name: &str| members.iter().any(|member| names(member).contains(&name));
        if is_crate_name(name) && !known(name) {
            let what = format!("`{name}` is not in the workspace");
            findings.push(Finding::new(PATH, line, what, "the map shows what is there"));
        }
    }
    findings
}

/// The names by which the map may call a crate: its folder, its package, its short name.
fn names(member: &Member) -> [&str; 3] {
    let short = member.folder.rsplit('/').next().unwrap_or(&member.folder);
    [&member.folder, &member.package, short]
}

/// What stands between backquotes, with its line. A folder's last `/` is dropped.
fn quoted(text: &str) -> Vec<(usize, &str)> {
    text.lines()
        .enumerate()
        .flat_map(|(idx, line)| {
            line.split('`')
                .skip(1)
                .step_by(2)
                .map(move |name| (idx + 1, name.trim_end_matches('/')))
        })
        .collect()
}

/// A name that can only be meant as a crate: `crates/…` without a file below, `causeloom-…`.
fn is_crate_name(name: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty()
            && word.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-')
    };
    ["crates/", "causeloom-"].iter().filter_map(|start| name.strip_prefix(start)).any(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let member = |package: &str, folder: &str| Member {
            package: package.to_owned(),
            folder: folder.to_owned(),
            description: String::new(),
            imports: Vec::new(),
        };
        let members =
            [member("causeloom-numeric", "crates/numeric"), member("causeloom-web", "web")];
        let map = Source { path: PATH.to_owned(), text: text.to_owned() };
        let found: Vec<String> =
            findings(&members, &[map]).iter().map(ToString::to_string).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn every_crate_is_mentioned_by_one_of_its_names() {
        check("## `crates/numeric/`\n\n`web` shows it; `crates/numeric/src/sum.rs` adds.\n", &[]);
        check("`causeloom-numeric` and `causeloom-web`", &[]);
        check(
            "## `numeric`\n",
            &["ARCHITECTURE.md:1: `web` is not mentioned, the map shows every crate"],
        );
    }

    #[test]
    fn no_crate_is_mentioned_that_is_not_there() {
        check(
            "`numeric`, `web`\n\n`crates/synth` and `causeloom-scm`; `cargo xtask`\n",
            &[
                "ARCHITECTURE.md:3: `crates/synth` is not in the workspace, the map shows what is there",
                "ARCHITECTURE.md:3: `causeloom-scm` is not in the workspace, the map shows what is there",
            ],
        );
    }

    #[test]
    fn a_house_without_a_map_is_a_finding() {
        assert_eq!(findings(&[], &[]).len(), 1);
    }
}
