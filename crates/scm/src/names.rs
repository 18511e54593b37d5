//! The name that somebody may have meant.

/// The candidate that is nearest to a name, if one is near: at most a third of the letters differ.
pub(crate) fn nearest<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let letters: Vec<char> = name.to_lowercase().chars().take(64).collect();
    // One letter is too little to go by; two may have a slip.
    let most = (letters.len() / 3).max(usize::from(letters.len() > 1));
    candidates
        .into_iter()
        .map(|candidate| (distance(&letters, candidate), candidate))
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// How many letters have to be changed, added, removed or swapped with their neighbor, whatever their
/// case (Damerau and Levenshtein).
fn distance(letters: &[char], other: &str) -> usize {
    let other: Vec<char> = other.to_lowercase().chars().take(64).collect();
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=letters.len()).collect();
    for (place, &letter) in other.iter().enumerate() {
        let mut next = vec![place + 1];
        for (at, &own) in letters.iter().enumerate() {
            let changed = row[at] + usize::from(own != letter);
            let mut least = changed.min(row[at + 1] + 1).min(next[at] + 1);
            if at > 0 && place > 0 && own == other[place - 1] && letters[at - 1] == letter {
                least = least.min(before[at - 1] + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut row, next);
    }
    row[letters.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_of_the_hand_finds_the_name_that_was_meant() {
        let names = ["smoking", "age", "blood pressure"];
        assert_eq!(nearest("smokin", names), Some("smoking"));
        assert_eq!(nearest("AGE", names), Some("age"));
        assert_eq!(nearest("blood_presure", names), Some("blood pressure"));
        assert_eq!(nearest("weight", names), None);
        assert_eq!(nearest("y", ["x"]), None);
        assert_eq!(nearest("X", ["x"]), Some("x"));
        assert_eq!(nearest("smoknig", names), Some("smoking"));
    }
}
