//! Random changes of texts: letters, pieces, repetitions, words of the formats.

use numeric::seed::{Draws, Stream};

/// Pieces that mean something in one format or another.
const PIECES: [&str; 44] = [
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "\"",
    "'",
    "->",
    "<-",
    "<->",
    "--",
    "|",
    ",",
    ";",
    ":",
    "=",
    "~",
    "~~",
    "=~",
    "dag",
    "pos=\"1,2\"",
    "graph",
    "node",
    "edge",
    "source",
    "target",
    "id",
    "label",
    "\\",
    "\n",
    "\r\n",
    "\t",
    "0",
    "-1",
    "1e400",
    "NaN",
    "é",
    "\u{0}",
    "\u{feff}",
    "//",
    "/*",
    "*/",
    "#",
];
/// Longer texts are cut.
const LONGEST: usize = 4_000;

/// Makes texts from seeds.
pub(crate) struct Mutator {
    draws: Draws,
}

impl Mutator {
    pub(crate) fn new(stream: Stream) -> Self {
        Self { draws: stream.draws() }
    }

    /// One of the seeds, changed in one to eight places.
    pub(crate) fn text(&mut self, seeds: &[&str]) -> String {
        let mut letters: Vec<char> = self.choose(seeds).chars().collect();
        for _ in 0..=self.draws.below(8) {
            self.change(&mut letters, seeds);
            letters.truncate(LONGEST);
        }
        letters.into_iter().collect()
    }

    fn change(&mut self, letters: &mut Vec<char>, seeds: &[&str]) {
        let at = self.below(letters.len() + 1);
        let end = (at + self.below(12)).min(letters.len());
        match self.draws.below(7) {
            0 => drop(letters.drain(at..end)),
            1 => {
                let piece: Vec<char> = letters[at..end].to_vec();
                for _ in 0..=self.draws.below(3) {
                    letters.splice(at..at, piece.iter().copied());
                }
            }
            2 => {
                if let Some(letter) = letters.get_mut(at) {
                    *letter = char::from_u32(self.draws.below(128)).unwrap_or(' ');
                }
            }
            3 => {
                // The end of another seed.
                let other: Vec<char> = self.choose(seeds).chars().collect();
                let from = self.below(other.len() + 1);
                letters.truncate(at);
                letters.extend(&other[from..]);
            }
            4 => {
                let piece = char::from_u32(self.draws.below(0x2_0000)).unwrap_or('\u{fffd}');
                letters.insert(at, piece);
            }
            5 => {
                // Deep nesting.
                let opening = self.choose(&["{", "[", "(", "<a>", "!"]);
                let depth = self.draws.below(400) as usize;
                let piece: String = opening.repeat(depth);
                letters.splice(at..at, piece.chars());
            }
            _ => {
                let piece = self.choose(&PIECES);
                letters.splice(at..end, piece.chars());
            }
        }
    }

    fn choose<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    fn below(&mut self, bound: usize) -> usize {
        self.draws.below(bound.max(1) as u32) as usize
    }
}
