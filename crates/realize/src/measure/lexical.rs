//! Lexical diversity: distinct n-grams, the type–token ratio, and its mean over moving windows.
//!
//! Distinct-n is the share of different n-grams among all (Li et al., NAACL 2016); it falls with the
//! length of what is counted, so only runs of one size compare. The moving-average type–token ratio
//! (Covington and McFall, Journal of Quantitative Linguistics 17, 2010) does not.

use std::collections::{BTreeMap, BTreeSet};

use numeric::seed::Seed;
use serde::{Deserialize, Serialize};

/// Words of a window of the moving average.
pub const WINDOW: usize = 50;

/// The tally of texts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lexical {
    n_texts: u64,
    /// Hashes of whole texts.
    texts: BTreeSet<u64>,
    /// For n = 1, 2, 3: all n-grams, and the hashes of different ones.
    grams: [Grams; 3],
    n_windows: u64,
    /// Different words summed over windows.
    types_in_windows: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Grams {
    n: u64,
    distinct: BTreeSet<u64>,
}

/// How diverse the texts are; none where there is nothing to count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Diversity {
    /// Texts.
    pub n_texts: u64,
    /// Words.
    pub n_words: u64,
    /// The share of different texts.
    pub distinct_texts: Option<f64>,
    /// Different words among all: the type–token ratio.
    pub distinct_1: Option<f64>,
    /// Different pairs of neighbors among all.
    pub distinct_2: Option<f64>,
    /// Different triples among all.
    pub distinct_3: Option<f64>,
    /// The mean type–token ratio of windows of [`WINDOW`] words within texts.
    pub moving_average: Option<f64>,
}

impl Lexical {
    /// Counts a text. Words are runs of letters and digits, in lower case.
    pub fn add(&mut self, text: &str) {
        let folded = text.to_lowercase();
        let words: Vec<&str> = folded
            .split(|letter: char| !letter.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect();
        self.n_texts += 1;
        self.texts.insert(hash(text));
        for (idx, grams) in self.grams.iter_mut().enumerate() {
            for gram in words.windows(idx + 1) {
                grams.n += 1;
                grams.distinct.insert(hash(&gram.join(" ")));
            }
        }
        let mut in_window: BTreeMap<&str, u32> = BTreeMap::new();
        for (idx, word) in words.iter().enumerate() {
            *in_window.entry(word).or_default() += 1;
            if idx >= WINDOW {
                let gone = words[idx - WINDOW];
                if let Some(count) = in_window.get_mut(gone) {
                    *count -= 1;
                    if *count == 0 {
                        in_window.remove(gone);
                    }
                }
            }
            if idx + 1 >= WINDOW {
                self.n_windows += 1;
                self.types_in_windows += in_window.len() as u64;
            }
        }
    }

    /// Adds the tally of later texts.
    pub fn merge(&mut self, other: &Self) {
        self.n_texts += other.n_texts;
        self.texts.extend(&other.texts);
        for (grams, more) in self.grams.iter_mut().zip(&other.grams) {
            grams.n += more.n;
            grams.distinct.extend(&more.distinct);
        }
        self.n_windows += other.n_windows;
        self.types_in_windows += other.types_in_windows;
    }

    /// How diverse the texts are.
    pub fn diversity(&self) -> Diversity {
        let ratio = |count: u64, n: u64| (n > 0).then(|| count as f64 / n as f64);
        let distinct = |idx: usize| {
            let grams: &Grams = &self.grams[idx];
            ratio(grams.distinct.len() as u64, grams.n)
        };
        Diversity {
            n_texts: self.n_texts,
            n_words: self.grams[0].n,
            distinct_texts: ratio(self.texts.len() as u64, self.n_texts),
            distinct_1: distinct(0),
            distinct_2: distinct(1),
            distinct_3: distinct(2),
            moving_average: ratio(self.types_in_windows, self.n_windows * WINDOW as u64),
        }
    }
}

/// 64 bits of a text; two texts of a million share one with a probability of 3 · 10⁻⁸.
fn hash(text: &str) -> u64 {
    Seed(0).stream(text).key()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_have_their_counted_values() {
        let mut lexical = Lexical::default();
        lexical.add("The cat, the dog; the CAT.");
        lexical.add("the cat");
        lexical.add("the cat");
        let diversity = lexical.diversity();
        // the cat the dog the cat | the cat | the cat
        assert_eq!((diversity.n_texts, diversity.n_words), (3, 10));
        assert_eq!(diversity.distinct_texts, Some(2.0 / 3.0));
        assert_eq!(diversity.distinct_1, Some(0.3));
        assert_eq!(diversity.distinct_2, Some(4.0 / 7.0));
        assert_eq!(diversity.distinct_3, Some(1.0));
        assert_eq!(diversity.moving_average, None);
        assert_eq!(Lexical::default().diversity(), Diversity::default());
    }

    #[test]
    fn the_moving_average_forgets_what_left_the_window() {
        let mut lexical = Lexical::default();
        // 50 different words, then one word 50 times: windows of 50, 50, 49, …, 1 types.
        let mut words: Vec<String> = (0..50).map(|idx| format!("w{idx}")).collect();
        words.extend(std::iter::repeat_n("w0".to_owned(), 50));
        lexical.add(&words.join(" "));
        // The window that begins at word k has 50 types for k ≤ 1 (w0 leaves and comes), else 51 − k.
        let types: f64 = 50.0 + (1..=50).map(|k| 51.0 - f64::from(k)).sum::<f64>();
        let expected = types / (51.0 * 50.0);
        assert!((lexical.diversity().moving_average.unwrap() - expected).abs() < 1e-12);
    }

    #[test]
    fn tallies_of_parts_merge_to_the_tally_of_the_whole() {
        let texts = ["a b c a", "b c", "a b c a", "d"];
        let mut whole = Lexical::default();
        for text in texts {
            whole.add(text);
        }
        let mut parts = [Lexical::default(), Lexical::default()];
        for (idx, text) in texts.iter().enumerate() {
            parts[idx / 2].add(text);
        }
        let [mut first, second] = parts;
        first.merge(&second);
        assert_eq!(first, whole);
    }
}
