//! Times the kernels on one thread: noise, the networks ASIA and ALARM, a linear Gaussian network.
//!
//! `cargo run --profile tool -p causeloom-scm --example speed -- [FOLDER]`, where FOLDER has
//! `asia.bif` and `alarm.bif` (`../shared/data` by default). Every figure is the best of many short
//! repetitions, so that other work on the machine disturbs it little.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use causeloom_scm::{
    kernel::{LinearKernel, LinearTerm, ParentColumn, RaceKernel, TableKernel},
    noise::{Key, fill_exponential, fill_normal, fill_u32, fill_uniform},
};
use numeric::seed::Seed;
use std::{hint::black_box, time::Instant};

/// Rows of a repetition.
const ROWS: usize = 1 << 14;
/// Rows that go through all nodes before the next ones do.
const BLOCK: usize = 4096;

/// Fills numbers of one law from a row on.
type Law = fn(&Key, u64, &mut [f64]);

/// A network of nodes with states, in an ancestral order.
struct TableNetwork {
    nodes: Vec<TableNode>,
}

struct TableNode {
    name: String,
    parents: Vec<usize>,
    kernel: TableKernel,
    race: RaceKernel,
}

/// A linear Gaussian network: every node's parents are among the three before it.
struct LinearNetwork {
    nodes: Vec<(Key, Vec<usize>, LinearKernel)>,
}

impl TableNetwork {
    /// Reads the part of the BIF format that `bnlearn` writes; a file that has something else is
    /// out of the question here.
    fn read(text: &str) -> Self {
        let words: Vec<&str> = text
            .split(|letter: char| letter.is_whitespace() || "{}()[],;|".contains(letter))
            .filter(|word| !word.is_empty())
            .collect();
        let mut states: Vec<(&str, Vec<&str>)> = Vec::new();
        let mut pending: Vec<(&str, Vec<&str>, Vec<f64>)> = Vec::new();
        let mut at = 0;
        while at < words.len() {
            if words[at] == "variable" {
                let n_states: usize = words[at + 4].parse().expect("a number of states");
                states.push((words[at + 1], words[at + 5..at + 5 + n_states].to_vec()));
                at += 5 + n_states;
            } else if words[at] == "probability" {
                let known = |word: &&&str| states.iter().any(|(name, _)| *name == **word);
                let family: Vec<&str> = words[at + 1..].iter().take_while(known).copied().collect();
                at += 1 + family.len();
                let end = words[at..].iter().position(|word| *word == "probability");
                let end = end.map_or(words.len(), |length| at + length);
                let rows = rows(&words[at..end], &family, &states);
                pending.push((family[0], family[1..].to_vec(), rows));
                at = end;
            } else {
                at += 1;
            }
        }
        Self::in_order(pending, &states)
    }

    fn in_order(
        mut pending: Vec<(&str, Vec<&str>, Vec<f64>)>,
        states: &[(&str, Vec<&str>)],
    ) -> Self {
        let n_states = |wanted: &str| {
            let node = states.iter().find(|(name, _)| *name == wanted).expect("a variable");
            node.1.len()
        };
        let mut nodes: Vec<TableNode> = Vec::new();
        while !pending.is_empty() {
            let place = |wanted: &str| nodes.iter().position(|node| node.name == wanted);
            let ready = |(_, parents, _): &(&str, Vec<&str>, Vec<f64>)| {
                parents.iter().all(|parent| place(parent).is_some())
            };
            let next = pending.iter().position(ready).expect("an acyclic network");
            let (name, parents, rows) = pending.remove(next);
            let cards: Vec<usize> = parents.iter().map(|parent| n_states(parent)).collect();
            let parents = parents.iter().filter_map(|parent| place(parent)).collect();
            let kernel = TableKernel::new(n_states(name), &cards, &rows);
            let race = RaceKernel::new(n_states(name), &cards, &rows);
            nodes.push(TableNode { name: name.to_owned(), parents, kernel, race });
        }
        Self { nodes }
    }

    /// Draws rows `0..columns[0].len()` by the tables, or by races.
    fn sample(&self, race: bool, columns: &mut [Vec<u8>]) {
        let n_rows = columns.first().map_or(0, Vec::len);
        let keys: Vec<Key> = self.nodes.iter().map(|node| Key::new(Seed(1), &node.name)).collect();
        for start in (0..n_rows).step_by(BLOCK) {
            let end = n_rows.min(start + BLOCK);
            for (number, (node, key)) in self.nodes.iter().zip(&keys).enumerate() {
                let (before, from_here) = columns.split_at_mut(number);
                let parents: Vec<&[u8]> =
                    node.parents.iter().map(|&parent| &before[parent][start..end]).collect();
                let out = &mut from_here[0][start..end];
                if race {
                    node.race.draw(key, start as u64, &parents, out);
                } else {
                    node.kernel.draw(key, start as u64, &parents, out);
                }
            }
        }
    }

    /// Columns for `n_rows` rows.
    fn columns(&self, n_rows: usize) -> Vec<Vec<u8>> {
        vec![vec![0; n_rows]; self.nodes.len()]
    }
}

/// The distributions of a probability block, in the order of the parents' configurations.
fn rows(words: &[&str], family: &[&str], states: &[(&str, Vec<&str>)]) -> Vec<f64> {
    let states_of = |wanted: &str| {
        let node = states.iter().find(|(name, _)| *name == wanted).expect("a variable");
        &node.1
    };
    let n_states = states_of(family[0]).len();
    let parents = &family[1..];
    let n_rows: usize = parents.iter().map(|parent| states_of(parent).len()).product();
    let mut rows = vec![0.0; n_rows * n_states];
    let words = if parents.is_empty() { &words[1..] } else { words };
    for line in words.chunks_exact(parents.len() + n_states) {
        let digits = parents.iter().zip(line).map(|(parent, word)| {
            let states = states_of(parent);
            (states.len(), states.iter().position(|state| state == word).expect("a state"))
        });
        let number = digits.fold(0, |number, (card, state)| number * card + state);
        for (state, word) in line[parents.len()..].iter().enumerate() {
            rows[number * n_states + state] = word.parse().expect("a probability");
        }
    }
    rows
}

impl LinearNetwork {
    /// Twenty nodes.
    fn twenty() -> Self {
        let nodes = (0..20_usize).map(|number| {
            let parents: Vec<usize> = (number.saturating_sub(3)..number).take(number % 4).collect();
            let terms = parents.iter().map(|_| LinearTerm::Slope(0.4)).collect();
            let key = Key::new(Seed(1), &format!("x{number}"));
            (key, parents, LinearKernel::new(0.5, terms, 1.5))
        });
        Self { nodes: nodes.collect() }
    }

    /// Draws rows `0..columns[0].len()`.
    fn sample(&self, columns: &mut [Vec<f64>]) {
        let n_rows = columns.first().map_or(0, Vec::len);
        for start in (0..n_rows).step_by(BLOCK) {
            let end = n_rows.min(start + BLOCK);
            for (number, (key, parents, kernel)) in self.nodes.iter().enumerate() {
                let (before, from_here) = columns.split_at_mut(number);
                let parents: Vec<ParentColumn> = parents
                    .iter()
                    .map(|&parent| ParentColumn::Numbers(&before[parent][start..end]))
                    .collect();
                kernel.draw(key, start as u64, &parents, &mut from_here[0][start..end]);
            }
        }
    }

    /// Columns for `n_rows` rows.
    fn columns(&self, n_rows: usize) -> Vec<Vec<f64>> {
        vec![vec![0.0; n_rows]; self.nodes.len()]
    }
}

/// Prints how many rows a second the best of `repetitions` makes.
fn report(what: &str, draws: usize, repetitions: u32, mut sample: impl FnMut()) {
    sample();
    let best = (0..repetitions)
        .map(|_| {
            let start = Instant::now();
            sample();
            start.elapsed().as_secs_f64()
        })
        .fold(f64::INFINITY, f64::min);
    let nanoseconds = best / (ROWS * draws) as f64 * 1e9;
    let million_rows = ROWS as f64 / best / 1e6;
    println!("{what:<32} {million_rows:8.2} M rows/s {nanoseconds:8.3} ns a draw");
}

fn main() {
    let folder = std::env::args().nth(1).unwrap_or_else(|| "../shared/data".to_owned());
    let key = Key::new(Seed(1), "noise");
    let mut words = vec![0_u32; 1024];
    let mut numbers = vec![0.0; 1024];
    let n_chunks = (ROWS / 1024) as u64;
    report("32-bit words", 1, 2000, || {
        (0..n_chunks).for_each(|chunk| fill_u32(&key, chunk * 1024, black_box(&mut words)));
    });
    let laws: [(&str, Law); 3] = [
        ("uniform numbers", fill_uniform),
        ("normal numbers", fill_normal),
        ("exponential numbers", fill_exponential),
    ];
    for (what, law) in laws {
        report(what, 1, 2000, || {
            (0..n_chunks).for_each(|chunk| law(&key, chunk * 1024, black_box(&mut numbers)));
        });
    }
    for name in ["asia", "alarm"] {
        let path = format!("{folder}/{name}.bif");
        let Ok(text) = std::fs::read_to_string(&path) else {
            println!("skipped: {path} is not there");
            continue;
        };
        let network = TableNetwork::read(&text);
        let mut columns = network.columns(ROWS);
        let n_nodes = columns.len();
        report(&format!("{name}, tables"), n_nodes, 600, || {
            network.sample(false, black_box(&mut columns));
        });
        report(&format!("{name}, races"), n_nodes, 100, || {
            network.sample(true, black_box(&mut columns));
        });
    }
    let network = LinearNetwork::twenty();
    let mut columns = network.columns(ROWS);
    report("linear, 20 nodes", columns.len(), 400, || network.sample(black_box(&mut columns)));
}
