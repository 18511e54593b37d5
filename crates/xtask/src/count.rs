//! Counting tests: what cargo test, the browser's test runner and `node --test` say at their end.

use std::fmt;
use std::ops::AddAssign;

/// How many tests passed and failed.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) passed: u32,
    pub(crate) failed: u32,
}

impl Count {
    /// A check that has no tests inside: it holds or it does not.
    pub(crate) fn of_check(holds: bool) -> Count {
        Count { passed: u32::from(holds), failed: u32::from(!holds) }
    }

    /// What one line of output says: a summary of cargo or of the browser's runner
    /// (`test result: ok. 3 passed; 1 failed; …`), or one of Node (`ℹ pass 3`, `# fail 1`).
    /// A test that Node cancelled counts as failed. Every other line counts nothing.
    pub(crate) fn in_line(line: &str) -> Count {
        if let Some(summary) = line.trim_start().strip_prefix("test result: ") {
            return Count {
                passed: number_before(summary, " passed"),
                failed: number_before(summary, " failed"),
            };
        }
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            ["ℹ" | "#", "pass", number] => {
                Count { passed: number.parse().unwrap_or(0), failed: 0 }
            }
            ["ℹ" | "#", "fail" | "cancelled", number] => {
                Count { passed: 0, failed: number.parse().unwrap_or(0) }
            }
            _ => Count::default(),
        }
    }
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Count) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Count {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// The number that stands right before `label`, 0 where there is none.
fn number_before(text: &str, label: &str) -> u32 {
    let before = text.split(label).next().unwrap_or_default();
    if before.len() == text.len() {
        return 0;
    }
    before.split_whitespace().next_back().and_then(|word| word.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, passed: u32, failed: u32) {
        assert_eq!(Count::in_line(line), Count { passed, failed }, "{line}");
    }

    #[test]
    fn summaries_of_cargo_and_of_the_browser_are_read() {
        check(
            "test result: ok. 41 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.81s",
            41,
            0,
        );
        check("test result: FAILED. 3 passed; 12 failed; 0 ignored; 0 filtered out", 3, 12);
        check("    test result: ok. 2 passed; 0 failed; 0 ignored; 0 filtered out\r", 2, 0);
    }

    #[test]
    fn summaries_of_node_are_read_in_both_of_its_forms() {
        check("ℹ pass 17", 17, 0);
        check("ℹ fail 2", 0, 2);
        check("# pass 5", 5, 0);
        check("# fail 1", 0, 1);
        check("ℹ cancelled 3", 0, 3);
    }

    #[test]
    fn other_lines_count_nothing() {
        check("ℹ tests 19", 0, 0);
        check("test forest::tests::grows ... ok", 0, 0);
        check("ℹ duration_ms 812.3", 0, 0);
        check("the optimizer may pass 3 times", 0, 0);
        check("running 3 tests", 0, 0);
        check("test result: interrupted", 0, 0);
    }

    #[test]
    fn counts_add_up_and_print_as_one_plain_line() {
        let mut total = Count::of_check(true);
        total += Count { passed: 3, failed: 1 };
        total += Count::of_check(false);
        assert_eq!(total.to_string(), "4 passed, 2 failed");
    }
}
