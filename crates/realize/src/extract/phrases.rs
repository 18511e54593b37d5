//! Phrases found by their words: a tree that is walked from every token, one step a word.
//!
//! A tree over the numbers of words and no automaton over bytes: texts are cut and their words looked
//! up anyhow, and the longest phrase has few words.

use super::vocabulary::Word;

/// Phrases, each with its place in the list that they were compiled from.
#[derive(Clone, Debug)]
pub(super) struct Phrases {
    /// For each word, the node of the phrases that start with it; the root where there are none.
    starts: Vec<u32>,
    nodes: Vec<Node>,
    /// Steps from all nodes, those of one node together and sorted by word.
    steps: Vec<(Word, u32)>,
}

#[derive(Clone, Debug)]
struct Node {
    /// The phrase that ends here.
    phrase: Option<u32>,
    /// The first of its steps, and the first behind them.
    steps: (u32, u32),
}

/// The root: no phrase goes on from here.
const ROOT: u32 = 0;

impl Phrases {
    /// Compiles phrases, none of them empty, over so many words. None where there are too many.
    pub(super) fn new(phrases: &[Vec<Word>], words: usize) -> Option<Self> {
        let mut order: Vec<u32> = (0..u32::try_from(phrases.len()).ok()?).collect();
        order.sort_by_key(|&phrase| &phrases[phrase as usize]);
        let root = Node { phrase: None, steps: (0, 0) };
        let mut tree = Self { starts: vec![ROOT; words], nodes: vec![root], steps: Vec::new() };
        for (word, node) in tree.grow(phrases, &order, 0)? {
            tree.starts[word.index()] = node;
        }
        Some(tree)
    }

    /// The nodes for the words at a depth of phrases, which are in order and agree above it.
    fn grow(
        &mut self,
        phrases: &[Vec<Word>],
        order: &[u32],
        depth: usize,
    ) -> Option<Vec<(Word, u32)>> {
        let mut found = Vec::new();
        let word = |phrase: u32| phrases[phrase as usize].get(depth).copied();
        for group in order.chunk_by(|one, other| word(*one) == word(*other)) {
            let Some(shared) = word(group[0]) else { continue };
            let phrase = group.iter().copied().find(|&it| phrases[it as usize].len() == depth + 1);
            let node = self.nodes.len();
            self.nodes.push(Node { phrase, steps: (0, 0) });
            let steps = self.grow(phrases, group, depth + 1)?;
            let first = u32::try_from(self.steps.len()).ok()?;
            self.steps.extend(steps);
            self.nodes[node].steps = (first, u32::try_from(self.steps.len()).ok()?);
            found.push((shared, u32::try_from(node).ok()?));
        }
        Some(found)
    }

    /// Calls back with the length and the place of every phrase that starts these words, shortest
    /// first.
    pub(super) fn each(
        &self,
        mut words: impl Iterator<Item = Word>,
        mut found: impl FnMut(usize, u32),
    ) {
        let Some(first) = words.next() else { return };
        let mut at = self.starts[first.index()];
        let mut length = 1;
        while at != ROOT {
            let node = &self.nodes[at as usize];
            if let Some(phrase) = node.phrase {
                found(length, phrase);
            }
            let steps = &self.steps[node.steps.0 as usize..node.steps.1 as usize];
            if steps.is_empty() {
                return;
            }
            let Some(word) = words.next() else { return };
            let Ok(step) = steps.binary_search_by_key(&word, |step| step.0) else { return };
            at = steps[step].1;
            length += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::vocabulary::Vocabulary;
    use super::*;

    #[test]
    fn every_phrase_that_starts_at_a_word_is_found() {
        let all = ["a", "a b", "a b c", "b", "b c", "d"];
        let vocabulary = Vocabulary::new("a b c d".split(' '));
        let words = |text: &str| -> Vec<Word> {
            text.split(' ').map(|word| vocabulary.word(word)).collect()
        };
        let compiled: Vec<Vec<Word>> = all.iter().map(|phrase| words(phrase)).collect();
        let phrases = Phrases::new(&compiled, vocabulary.count()).unwrap();
        for (text, expected) in [
            ("a b c d", &["a", "a b", "a b c"][..]),
            ("a c", &["a"]),
            ("b c", &["b", "b c"]),
            ("c b", &[]),
            ("d d", &["d"]),
            ("x a", &[]),
        ] {
            let mut found = Vec::new();
            phrases.each(words(text).into_iter(), |length, phrase| {
                assert_eq!(compiled[phrase as usize].len(), length);
                found.push(all[phrase as usize]);
            });
            assert_eq!(found, expected, "{text}");
        }
    }
}
