//! Words that must not stand in the repository, and where.
//!
//! The words themselves are put together from pieces here, so that this file passes its own check.

use super::{Finding, Source};

/// A text, the kinds of files that it must not stand in, and why.
struct Banned {
    text: &'static str,
    kinds: &'static [&'static str],
    why: &'static str,
}

const BANNED: [Banned; 7] = [
    Banned { text: concat!("todo", "!("), kinds: &["rs"], why: "unfinished code is not committed" },
    Banned {
        text: concat!("unimplemented", "!("),
        kinds: &["rs"],
        why: "unfinished code is not committed",
    },
    Banned {
        text: concat!("#[ig", "nore"),
        kinds: &["rs"],
        why: "a test runs, or it is not there",
    },
    Banned {
        text: concat!("should", "_panic"),
        kinds: &["rs"],
        why: "errors are values: a test looks at them",
    },
    Banned {
        text: concat!(".sk", "ip("),
        kinds: &["test.mjs"],
        why: "a test runs, or it is not there",
    },
    Banned {
        text: concat!(".to", "do("),
        kinds: &["test.mjs"],
        why: "a test runs, or it is not there",
    },
    Banned { text: concat!(".on", "ly("), kinds: &["test.mjs"], why: "all tests run" },
];

/// Where absolute paths of some machine begin.
const MACHINE: [&str; 5] = [
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("/Us", "ers/"),
    concat!("/wo", "rk/"),
    concat!(":\\Us", "ers\\"),
];

/// Addresses that name nothing on another machine: namespaces and this machine.
const NO_THIRD_PARTY: [&str; 3] = ["http://www.w3.org/", "http://127.0.0.1", "http://localhost"];

/// Kinds of files that a browser loads.
const LOADED: [&str; 5] = ["html", "css", "js", "mjs", "svg"];

/// Every banned word of a file.
pub(super) fn findings(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut add = |line: usize, what: String, why: &'static str| {
        findings.push(Finding::new(&source.path, line, what, why));
    };
    for (idx, line) in source.text.lines().enumerate() {
        for banned in &BANNED {
            let is_kind = |kind: &&str| source.path.ends_with(&format!(".{kind}"));
            if banned.kinds.iter().any(is_kind) && line.contains(banned.text) {
                add(idx + 1, format!("`{}` stands here", banned.text), banned.why);
            }
        }
        if let Some(path) = machine_path(line) {
            let why = "a path of one machine leads nowhere on another";
            add(idx + 1, format!("`{path}…` stands here"), why);
        }
        if is_loaded(source)
            && let Some(address) = third_party(line)
        {
            let why = "the page reaches its own origin only";
            add(idx + 1, format!("`{address}` stands here"), why);
        }
        if source.kind() == "rs"
            && let Some(name) = abbreviated_public_name(line)
        {
            let why = "public names are written out: `interval`, not `ci`";
            add(idx + 1, format!("the public name `{name}` is short"), why);
        }
    }
    if source.kind() == "rs" {
        for line in expectations_without_reason(&source.text) {
            add(line, "a lint is expected without a reason".to_owned(), "a reader asks why");
        }
    }
    findings
}

/// An absolute path of a machine: its first folder at the start of a word, and a name in it.
fn machine_path(line: &str) -> Option<&'static str> {
    let inside_word = |letter: char| letter.is_alphanumeric() || "._-~$})>*]".contains(letter);
    MACHINE.into_iter().find(|start| {
        line.match_indices(start).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            let after = line[at + start.len()..].chars().next();
            let at_start = start.starts_with(':') || !before.is_some_and(inside_word);
            at_start && after.is_some_and(|letter| letter.is_alphanumeric() || letter == '.')
        })
    })
}

fn is_loaded(source: &Source) -> bool {
    let in_application = source.path.starts_with("static/") || source.path.starts_with("web/");
    in_application && LOADED.contains(&source.kind())
}

/// The first address in a line that names another machine, without a scheme too.
fn third_party(line: &str) -> Option<&str> {
    let starts = ["http://", "https://", "\"//", "'//", "(//"];
    let first = |start: &str| {
        line.match_indices(start)
            .map(|(at, _)| &line[at..])
            .find(|rest| !NO_THIRD_PARTY.iter().any(|allowed| rest.starts_with(allowed)))
    };
    let rest = starts.into_iter().find_map(first)?;
    let rest = rest.trim_start_matches(['"', '\'', '(']);
    let end = rest.find(|letter: char| letter.is_whitespace() || "\"'`<>)".contains(letter));
    Some(&rest[..end.unwrap_or(rest.len())])
}

/// A name in a public declaration that says `ci` where it means an interval.
fn abbreviated_public_name(line: &str) -> Option<&str> {
    let declaration = line.trim_start().strip_prefix("pub ")?;
    let code = declaration.split("//").next().unwrap_or_default();
    let is_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    code.split(|letter| !is_word(letter)).find(|name| {
        let camel = name
            .strip_prefix("Ci")
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_lowercase()));
        camel || name.to_ascii_lowercase().split('_').any(|part| part == "ci")
    })
}

/// Lines of expected lints without a `reason`.
fn expectations_without_reason(text: &str) -> Vec<usize> {
    let openings = [concat!("#[ex", "pect("), concat!("#![ex", "pect(")];
    openings
        .iter()
        .flat_map(|opening| text.match_indices(opening))
        .filter(|(at, _)| {
            let attribute = text[*at..].split(")]").next().unwrap_or_default();
            !attribute.contains("reason")
        })
        .map(|(at, _)| text[..at].matches('\n').count() + 1)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, text: &str, expected: &[&str]) {
        let source = Source { path: path.to_owned(), text: text.to_owned() };
        let found: Vec<String> = findings(&source).into_iter().map(|f| f.what).collect();
        assert_eq!(found, expected, "{path}: {text}");
    }

    #[test]
    fn unfinished_code_and_tests_that_do_not_run_are_found() {
        let unfinished = concat!("    todo", "!(\"later\")\n");
        check("a.rs", unfinished, &[concat!("`todo", "!(` stands here")]);
        check("a.md", unfinished, &[]);
        let left_out = concat!("#[ig", "nore]\nfn f() {}\n");
        check("a.rs", left_out, &[concat!("`#[ig", "nore` stands here")]);
        let one_of_many = concat!("test.on", "ly('x', () => {});\n");
        check("wasm-tests/e2e/audit.test.mjs", one_of_many, &[concat!("`.on", "ly(` stands here")]);
        check("a.rs", concat!("lines.sk", "ip(1)"), &[]);
    }

    #[test]
    fn paths_of_a_machine_are_found_in_every_file() {
        let home = concat!("see `/ho", "me/anna/data.csv`\n");
        check("notes.md", home, &[concat!("`/ho", "me/…` stands here")]);
        check("a.rs", concat!("\"/wo", "rk/x\""), &[concat!("`/wo", "rk/…` stands here")]);
        check("run", concat!("$TOP/wo", "rk/x and https://example.org/ho", "me/x"), &[]);
        check("run", concat!("the route `/ho", "me/`"), &[]);
    }

    #[test]
    fn the_application_names_no_other_machine() {
        check("static/index.html", r#"<svg xmlns="http://www.w3.org/2000/svg">"#, &[]);
        check(
            "static/index.html",
            r#"<link href="https://fonts.example/a.css">"#,
            &["`https://fonts.example/a.css` stands here"],
        );
        check(
            "web/src/style.css",
            "@import url(//cdn.example/a.css);",
            &["`//cdn.example/a.css` stands here"],
        );
        check("web/src/about.rs", "\"https://doi.org/10.1\"", &[]);
        check("static/app.js", "go(\"x\"); // a comment", &[]);
    }

    #[test]
    fn public_names_are_written_out() {
        check("a.rs", "    pub ci: f64,\n", &["the public name `ci` is short"]);
        check("a.rs", "pub fn lower_ci(x: f64) {}\n", &["the public name `lower_ci` is short"]);
        check("a.rs", "pub struct CiLevel;\n", &["the public name `CiLevel` is short"]);
        check("a.rs", "pub struct Circle; // not a ci\nlet ci = 1;\n", &[]);
        check("a.rs", "pub fn precision(specific: u8) {}\n", &[]);
    }

    #[test]
    fn an_expected_lint_has_a_reason() {
        let without = concat!("//! A.\n#[ex", "pect(dead_code)]\nfn f() {}\n");
        check("a.rs", without, &["a lint is expected without a reason"]);
        let with = concat!("#[ex", "pect(\n    dead_code,\n    reason = \"x\"\n)]\nfn f() {}\n");
        check("a.rs", with, &[]);
    }
}
