//! The order in which variables are summed out: fewest edges added first (min-fill).
//!
//! # References
//! D. Koller, N. Friedman, *Probabilistic Graphical Models*, MIT Press 2009, section 9.4.3.

use std::collections::BTreeSet;

use super::Cost;

/// An order of elimination and what it costs.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Order {
    /// The variables in the order in which they are summed out.
    pub(super) variables: Vec<usize>,
    /// What the elimination takes.
    pub(super) cost: Cost,
}

/// An order for the variables of the scopes that are not in `keep`.
///
/// Of those that add the fewest edges, the one with the smallest table goes first; of these the
/// first. The cost counts the tables of the eliminated and the one that remains.
pub(super) fn min_fill(scopes: &[&[usize]], cards: &[usize], keep: &BTreeSet<usize>) -> Order {
    let mut neighbors: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); cards.len()];
    let mut remaining = BTreeSet::new();
    for scope in scopes {
        for &variable in *scope {
            remaining.insert(variable);
            neighbors[variable].extend(scope.iter().copied().filter(|&other| other != variable));
        }
    }
    remaining.retain(|variable| !keep.contains(variable));
    let mut scores: Vec<Option<(usize, f64)>> = vec![None; cards.len()];
    let mut order = Order { variables: Vec::with_capacity(remaining.len()), cost: Cost::default() };
    while !remaining.is_empty() {
        let mut best = None;
        for &variable in &remaining {
            let (fill, size) =
                *scores[variable].get_or_insert_with(|| score(variable, &neighbors, cards));
            if best.is_none_or(|(_, least, smallest)| (fill, size) < (least, smallest)) {
                best = Some((variable, fill, size));
            }
        }
        let Some((variable, _, size)) = best else { break };
        remaining.remove(&variable);
        order.variables.push(variable);
        order.cost.add(size, neighbors[variable].len() + 1);
        let around = std::mem::take(&mut neighbors[variable]);
        for &one in &around {
            neighbors[one].remove(&variable);
            neighbors[one].extend(around.iter().copied().filter(|&other| other != one));
        }
        // Scores change for neighbors and for those that see a new edge between two of theirs.
        for &one in &around {
            scores[one] = None;
            for &other in &neighbors[one] {
                scores[other] = None;
            }
        }
    }
    let kept: f64 = keep.iter().map(|&variable| cards[variable] as f64).product();
    order.cost.add(kept, keep.len());
    order
}

/// How many edges eliminating a variable adds, and how large its table is.
fn score(variable: usize, neighbors: &[BTreeSet<usize>], cards: &[usize]) -> (usize, f64) {
    let around = &neighbors[variable];
    let present: usize =
        around.iter().map(|one| neighbors[*one].intersection(around).count()).sum();
    let all = around.len() * around.len().saturating_sub(1);
    let size: f64 = around.iter().map(|&other| cards[other] as f64).product();
    ((all - present) / 2, size * cards[variable] as f64)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::min_fill;

    #[test]
    fn a_chain_is_eliminated_with_tables_of_two_variables() {
        let scopes: Vec<Vec<usize>> = (0..9).map(|at| vec![at, at + 1]).collect();
        let scopes: Vec<&[usize]> = scopes.iter().map(Vec::as_slice).collect();
        let order = min_fill(&scopes, &[3; 10], &BTreeSet::from([9]));
        assert_eq!(order.variables.len(), 9);
        assert_eq!(order.cost.width, 2);
        assert_eq!(order.cost.cells, 9.0 * 9.0 + 3.0);
    }

    #[test]
    fn a_hub_is_eliminated_after_its_spokes() {
        let scopes: Vec<Vec<usize>> = (1..8).map(|at| vec![0, at]).collect();
        let scopes: Vec<&[usize]> = scopes.iter().map(Vec::as_slice).collect();
        let order = min_fill(&scopes, &[2; 8], &BTreeSet::new());
        assert!(order.variables.iter().position(|&variable| variable == 0) >= Some(6));
        assert_eq!(order.cost.width, 2);
    }
}
