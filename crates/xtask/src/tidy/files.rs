//! Files: each says what it is about in its first line, is short, and has a name of the field.

use super::{Finding, Source};

/// The most lines of a file, its unit tests at the end not counted.
const LONGEST: usize = 500;

/// Names that say where code was put and not what it is about.
const NO_SUBJECT: [&str; 6] = ["util", "utils", "helper", "helpers", "common", "misc"];

/// What is wrong with a file as a whole.
pub(super) fn findings(source: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Some(name) = name_without_subject(&source.path) {
        let why = "a name says what the code is about";
        findings.push(Finding::new(&source.path, 1, format!("it is called `{name}`"), why));
    }
    if source.kind() != "rs" {
        return findings;
    }
    if !source.text.starts_with("//! ") {
        let why = "the first line (`//! …`) says what the file is about";
        findings.push(Finding::new(&source.path, 1, "the first line is not of documentation", why));
    }
    let n_lines = lines_without_tests(&source.text);
    if n_lines > LONGEST {
        let what = format!("{n_lines} lines without the tests");
        let why = "a file has at most 500: split it by what it is about";
        findings.push(Finding::new(&source.path, n_lines, what, why));
    }
    findings
}

/// The folder or file of a path that has one of the empty names.
fn name_without_subject(path: &str) -> Option<&str> {
    path.split('/')
        .map(|part| part.split('.').next().unwrap_or_default())
        .find(|name| NO_SUBJECT.contains(name))
}

/// Lines up to the unit tests, which stand at the end of a file.
fn lines_without_tests(text: &str) -> usize {
    let lines: Vec<&str> = text.lines().collect();
    let is_tail = |idx: usize| {
        lines[idx] == "#[cfg(test)]"
            && lines.get(idx + 1).is_some_and(|line| line.starts_with("mod "))
    };
    (0..lines.len()).find(|idx| is_tail(*idx)).unwrap_or(lines.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, text: &str, expected: &[&str]) {
        let source = Source { path: path.to_owned(), text: text.to_owned() };
        let found: Vec<String> = findings(&source).into_iter().map(|f| f.what).collect();
        assert_eq!(found, expected, "{path}");
    }

    #[test]
    fn a_rust_file_starts_with_what_it_is_about() {
        check("a/forest.rs", "//! Random forests.\n", &[]);
        check("a/forest.rs", "use x;\n", &["the first line is not of documentation"]);
        check("a/forest.rs", "", &["the first line is not of documentation"]);
        check("a/forest.mjs", "import x;\n", &[]);
    }

    #[test]
    fn a_file_has_at_most_500_lines_and_its_tests_are_not_counted() {
        let code = format!("//! Long.\n{}", "const A: u8 = 1;\n".repeat(499));
        check("a/long.rs", &code, &[]);
        let with_tests = format!("{code}#[cfg(test)]\nmod tests {{\n{}}}\n", "// t\n".repeat(300));
        check("a/long.rs", &with_tests, &[]);
        let longer = format!("{code}const B: u8 = 2;\n");
        check("a/long.rs", &longer, &["501 lines without the tests"]);
        let import_for_tests = format!("//! Long.\n#[cfg(test)]\nuse x;\n{}", "a();\n".repeat(500));
        check("a/long.rs", &import_for_tests, &["503 lines without the tests"]);
    }

    #[test]
    fn no_file_or_folder_has_a_name_without_a_subject() {
        check("a/utils.rs", "//! Things.\n", &["it is called `utils`"]);
        check("a/common/x.mjs", "", &["it is called `common`"]);
        check("a/commonality.rs", "//! Communality.\n", &[]);
    }
}
