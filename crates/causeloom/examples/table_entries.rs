//! Whether every entry of every probability table comes out of the sampler within its binomial error.
//!
//! Rows are counted by node, configuration of its parents and state; states without probability must
//! never occur. `cargo xtask calibrate entries [--rows N]` runs it, by default at 10⁸ rows.
#![expect(clippy::print_stdout, reason = "a program that is run by hand prints a table")]

use numeric::{gamma, normal, seed::Seed, sum};
use scm::{Column, Mechanism, Program};

/// Rows that are drawn and counted at once.
const BLOCK: u64 = 1 << 16;
/// Expected occurrences below which the normal approximation of an entry means little.
const FEW: f64 = 10.0;
/// Probability under a right sampler below which a figure counts as a fault.
const FAULT: f64 = 1e-4;

/// The table of one node and what was counted.
struct Counted {
    node: usize,
    parents: Vec<usize>,
    /// Numbers of the parents' states, in their order.
    cards: Vec<usize>,
    rows: Vec<Vec<f64>>,
    counts: Vec<u64>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut n_rows = 100_000_000_u64;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match (argument.as_str(), arguments.next().and_then(|text| text.parse().ok())) {
            ("--rows", Some(number)) => n_rows = number,
            _ => return Err("table_entries [--rows N]".into()),
        }
    }
    println!(
        "{:8} {:>7} {:>9} {:>7} {:>9} {:>9} {:>9} {:>9}",
        "network", "entries", "compared", "max |z|", "its p", "chi-sq.", "df", "its p"
    );
    let mut is_right = true;
    for name in ["asia", "alarm", "child", "sachs"] {
        is_right &= measure(name, n_rows)?;
    }
    if is_right { Ok(()) } else { Err("the sampler misses its tables".into()) }
}

fn measure(name: &str, n_rows: u64) -> Result<bool, Box<dyn std::error::Error>> {
    let study = causeloom::Study {
        model: causeloom::ModelReference::BuiltIn { id: name.to_owned() },
        ..causeloom::Study::default()
    };
    let program = Program::new(&causeloom::model::model_of(&study)?)?;
    let mut tables: Vec<Counted> =
        (0..program.names().len()).filter_map(|node| counted(&program, node)).collect();
    for start in (0..n_rows).step_by(BLOCK as usize) {
        let sample = program.sample(Seed(20_261_127), start..n_rows.min(start + BLOCK))?;
        for table in &mut tables {
            table.count(&sample.columns);
        }
    }
    let (mut n_entries, mut n_compared, mut largest) = (0, 0, 0.0_f64);
    let (mut terms, mut degrees, mut impossible) = (Vec::new(), 0.0, 0_u64);
    for table in &tables {
        for (row, counts) in table.rows.iter().zip(table.counts.chunks(table.rows[0].len())) {
            let total = counts.iter().sum::<u64>() as f64;
            let mass: f64 = row.iter().sum();
            let mut row_terms = Vec::new();
            for (share, count) in row.iter().zip(counts) {
                let (share, count) = (share / mass, *count as f64);
                n_entries += 1;
                if share == 0.0 {
                    impossible += count as u64;
                } else if share < 1.0 && total * share.min(1.0 - share) >= FEW {
                    n_compared += 1;
                    let distance = count - total * share;
                    largest = largest.max(distance.abs() / (total * share * (1.0 - share)).sqrt());
                    row_terms.push(distance * distance / (total * share));
                }
            }
            // Only a row whose entries are all compared has the law of chi-square.
            if row_terms.len() > 1
                && row_terms.len() == row.iter().filter(|share| **share > 0.0).count()
            {
                degrees += row_terms.len() as f64 - 1.0;
                terms.append(&mut row_terms);
            }
        }
    }
    let chi_squared = sum::sum(&terms);
    let p_largest = (2.0 * normal::cumulative(-largest) * f64::from(n_compared)).min(1.0);
    let p_chi_squared = gamma::chi_square_upper(chi_squared, degrees);
    println!(
        "{name:8} {n_entries:7} {n_compared:9} {largest:7.2} {p_largest:9.4} {chi_squared:9.1} {degrees:9} {p_chi_squared:9.4}"
    );
    if impossible > 0 {
        println!("{name}: states without probability occurred {impossible} times");
    }
    let two_sided = 2.0 * p_chi_squared.min(1.0 - p_chi_squared);
    Ok(impossible == 0 && p_largest >= FAULT && two_sided >= FAULT)
}

/// The counters of a node; none where it has no table.
fn counted(program: &Program, node: usize) -> Option<Counted> {
    let variable = program.variable(node);
    let Mechanism::Table { rows } = &variable.mechanism else { return None };
    let parents: Vec<usize> =
        variable.parents.iter().filter_map(|parent| program.index(parent)).collect();
    let states = |idx: &usize| program.variable(*idx).values.states().len();
    let cards = parents.iter().map(states).collect();
    let counts = vec![0; rows.len() * variable.values.states().len()];
    Some(Counted { node, parents, cards, rows: rows.clone(), counts })
}

impl Counted {
    fn count(&mut self, columns: &[Column]) {
        let codes = |node: usize| columns[node].codes().expect("a table is of states");
        let own = codes(self.node);
        let mut places = vec![0_usize; own.len()];
        for (&parent, &card) in self.parents.iter().zip(&self.cards) {
            for (place, &code) in places.iter_mut().zip(codes(parent)) {
                *place = *place * card + usize::from(code);
            }
        }
        let n_states = self.rows[0].len();
        for (place, &code) in places.iter().zip(own) {
            self.counts[place * n_states + usize::from(code)] += 1;
        }
    }
}
