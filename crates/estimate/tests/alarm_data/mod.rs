//! 5,000 rows drawn from the ALARM network and the network's 1,063 local Markov independences.
//!
//! # References
//! I. Beinlich et al., "The ALARM monitoring system", AIME 89, 1989.

use causeloom_estimate::independence::{DataColumn, Question};

const ROWS: &str = include_str!("../data/alarm_5k.csv");
const PARENTS: &str = include_str!("../data/alarm_parents.txt");

/// Columns of codes, each with its number of levels.
pub(crate) fn columns() -> Vec<(Vec<u8>, u32)> {
    let mut lines = ROWS.lines();
    let n_columns = lines.next().map_or(0, |header| header.split(',').count());
    let mut columns = vec![(Vec::new(), 0); n_columns];
    for line in lines {
        for ((codes, n_levels), cell) in columns.iter_mut().zip(line.split(',')) {
            let code: u8 = cell.trim().parse().expect("cells are codes");
            codes.push(code);
            *n_levels = u32::from(code + 1).max(*n_levels);
        }
    }
    columns
}

/// The columns as tests take them.
pub(crate) fn data(columns: &[(Vec<u8>, u32)]) -> Vec<DataColumn<'_>> {
    columns
        .iter()
        .map(|(codes, n_levels)| DataColumn::Codes { codes, n_levels: *n_levels })
        .collect()
}

/// Every node against every node that is neither its parent nor a descendant, given its parents.
pub(crate) fn questions() -> Vec<Question> {
    let parents = parents();
    let mut questions = Vec::new();
    for x in 0..parents.len() {
        let mut is_descendant = vec![false; parents.len()];
        is_descendant[x] = true;
        let mut grown = true;
        while grown {
            grown = false;
            for (child, its_parents) in parents.iter().enumerate() {
                if !is_descendant[child] && its_parents.iter().any(|parent| is_descendant[*parent])
                {
                    is_descendant[child] = true;
                    grown = true;
                }
            }
        }
        for y in (0..parents.len()).filter(|y| !is_descendant[*y] && !parents[x].contains(y)) {
            let given = parents[x].iter().map(|parent| *parent as u32).collect();
            questions.push(Question { x: x as u32, y: y as u32, given });
        }
    }
    questions
}

/// Parents of each column.
fn parents() -> Vec<Vec<usize>> {
    let header = ROWS.lines().next().expect("there is a header");
    let place = |name: &str| {
        header.split(',').position(|other| other.trim() == name.trim()).expect("a known name")
    };
    let mut parents = vec![Vec::new(); header.split(',').count()];
    for line in PARENTS.lines() {
        if let Some((child, names)) = line.split_once(':') {
            parents[place(child)] = names.split(',').map(place).collect();
        }
    }
    parents
}
