//! Names of columns: unique, never empty, and the one that was meant by a wrong one.

use std::collections::BTreeSet;

use crate::warning::ReadWarning;

/// Makes names usable: trimmed, never empty, each once. Says what was changed.
pub(crate) fn usable_names(found: &[String]) -> (Vec<String>, Vec<ReadWarning>) {
    let trimmed: Vec<&str> = found
        .iter()
        .map(|name| {
            name.trim_matches(|letter: char| letter.is_whitespace() || letter == '\u{feff}')
        })
        .collect();
    let written: BTreeSet<&str> = trimmed.iter().copied().collect();
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut names = Vec::with_capacity(found.len());
    let mut warnings = Vec::new();
    for (place, name) in trimmed.iter().enumerate() {
        let position = place as u32 + 1;
        // A made-up name must not be one that stands further on in the file.
        let free = |candidate: &str| !taken.contains(candidate) && !written.contains(candidate);
        let unique = if name.is_empty() {
            let renamed = first_free(&format!("column_{position}"), free);
            warnings.push(ReadWarning::EmptyName { position, renamed: renamed.clone() });
            renamed
        } else if taken.contains(*name) {
            let renamed = numbered(name, 2, free);
            let name = (*name).to_owned();
            warnings.push(ReadWarning::DuplicateName { name, position, renamed: renamed.clone() });
            renamed
        } else {
            (*name).to_owned()
        };
        taken.insert(unique.clone());
        names.push(unique);
    }
    (names, warnings)
}

/// The name that is most like a wrong one, if any is like it.
pub(crate) fn nearest<'a>(wrong: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    const LONGEST: usize = 80;
    let plain = |name: &str| -> Vec<char> {
        name.chars()
            .flat_map(char::to_lowercase)
            .filter(|letter| letter.is_alphanumeric())
            .take(LONGEST)
            .collect()
    };
    let wrong = plain(wrong);
    let at_most = (wrong.len() / 3).max(1);
    names
        .map(|name| (edits(&wrong, &plain(name)), name))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, _)| *distance <= at_most)
        .map(|(_, name)| name)
}

fn first_free(name: &str, free: impl Fn(&str) -> bool) -> String {
    if free(name) { name.to_owned() } else { numbered(name, 2, free) }
}

fn numbered(name: &str, first: u32, free: impl Fn(&str) -> bool) -> String {
    (first..=u32::MAX)
        .map(|number| format!("{name}_{number}"))
        .find(|candidate| free(candidate))
        .expect("there are more numbers than columns")
}

/// Insertions, deletions and replacements between two words (Levenshtein).
fn edits(one: &[char], other: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (deleted, left) in one.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = deleted + 1;
        for (inserted, right) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(left != right);
            diagonal = row[inserted + 1];
            row[inserted + 1] = replaced.min(diagonal + 1).min(row[inserted] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usable(names: &[&str]) -> Vec<String> {
        let found: Vec<String> = names.iter().map(ToString::to_string).collect();
        usable_names(&found).0
    }

    #[test]
    fn names_become_unique_without_stealing_later_ones() {
        assert_eq!(usable(&["a", "b", "a"]), ["a", "b", "a_2"]);
        assert_eq!(usable(&["a", "a", "a_2", "a"]), ["a", "a_3", "a_2", "a_4"]);
        assert_eq!(usable(&[" x ", "", "x", ""]), ["x", "column_2", "x_2", "column_4"]);
        assert_eq!(usable(&["column_2", ""]), ["column_2", "column_2_2"]);
        assert_eq!(usable(&["\u{feff}id", "\u{a0}"]), ["id", "column_2"]);
    }

    #[test]
    fn every_change_of_a_name_is_said() {
        let found = ["a".to_owned(), "a".to_owned(), " ".to_owned()];
        let (_, warnings) = usable_names(&found);
        let said: Vec<String> = warnings.iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "the column name 'a' stands more than once; column 2 is now 'a_2'",
                "column 3 has no name; it is now 'column_3'"
            ]
        );
    }

    #[test]
    fn the_nearest_name_is_the_one_that_was_meant() {
        let names = ["age", "serum_creatinine", "DEATH_EVENT", "sex"];
        let meant = |wrong| nearest(wrong, names.into_iter());
        assert_eq!(meant("death event"), Some("DEATH_EVENT"));
        assert_eq!(meant("serum_creatinin"), Some("serum_creatinine"));
        assert_eq!(meant("Sex "), Some("sex"));
        assert_eq!(meant("platelets"), None);
        assert_eq!(nearest("x", std::iter::empty()), None);
    }
}
