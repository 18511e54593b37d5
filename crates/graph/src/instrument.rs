//! Instruments: nodes that move the exposure and reach the outcome by way of it alone.
//!
//! In a linear model, an instrument identifies the total effect of `x` on `y` even where the two have
//! hidden common causes: as a ratio of covariances, given what it is conditioned on.

use crate::{
    Diagram, Error, Mark,
    adjustment::BackDoor,
    index::{Index, NodeSet, members},
    separation::{connected, nearest_separator},
};

/// An instrument and what has to be conditioned on for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instrument {
    /// The instrument.
    pub name: String,
    /// What it is conditional on, in the order of the diagram: nothing for a plain instrument.
    pub given: Vec<String>,
}

/// Every instrument for the total effect of one exposure on one outcome, in the order of the diagram.
///
/// A node is an instrument given a set if, where the first arrows of causal paths from exposure to
/// outcome are taken away, the set separates it from the outcome and not from the exposure, and holds
/// no effect of a node on a causal path (Pearl 2009, section 7.4.5; Brito & Pearl 2002). Of the sets
/// that could serve, those are looked at that hold causes of the instrument or of the outcome only
/// (ancestral instruments), of which the minimal one nearest to the outcome decides: where the
/// diagram has any conditional instrument, it has an ancestral one (van der Zander, Textor &
/// Liśkiewicz 2015). Whether a given node is an instrument in the wider sense is NP-hard.
///
/// Nodes marked as selected are conditioned on and stand in no set.
///
/// # Errors
/// Names that the diagram does not have or that are the same; a selected exposure or outcome; a
/// diagram that is not acyclic.
pub fn instruments(
    diagram: &Diagram,
    exposure: &str,
    outcome: &str,
) -> Result<Vec<Instrument>, Error> {
    let index = Index::new(diagram)?;
    let (x, y) = (index.find(exposure)?, index.find(outcome)?);
    let selected = index.marked(Mark::Selected);
    index.apart(&[&[x], &[y], &selected])?;
    let back_door = BackDoor::new(&index.graph, &[x], &[y]);
    if selected.iter().any(|&node| back_door.is_forbidden[node]) {
        return Ok(Vec::new());
    }
    let mut permitted: NodeSet = index
        .observable
        .iter()
        .zip(&back_door.is_forbidden)
        .map(|(observable, forbidden)| *observable && !*forbidden)
        .collect();
    for &node in selected.iter().chain(&[x, y]) {
        permitted[node] = false;
    }
    let mut found = Vec::new();
    for node in members(&permitted) {
        let separator = nearest_separator(&back_door.graph, &[y], &[node], &selected, &permitted);
        let Some(given) = separator else { continue };
        let conditioned = [given.as_slice(), &selected].concat();
        if connected(&back_door.graph, &[node], &conditioned)[x] {
            found.push(Instrument {
                name: index.name(node).to_owned(),
                given: given.into_iter().map(|node| index.name(node).to_owned()).collect(),
            });
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        EdgeKind,
        oracle::{self, Numbers, Oracle, drawn, marked, minimal, random_mixed, subsets},
    };

    fn found(diagram: &Diagram) -> Vec<String> {
        let found = instruments(diagram, "x", "y").expect("a question");
        found.iter().map(|one| format!("{} | {}", one.name, one.given.join(" "))).collect()
    }

    #[test]
    fn textbook_instruments_are_found() {
        // Plain; conditional on a common cause; an effect of an instrument.
        assert_eq!(found(&drawn("z -> x -> y; x <-> y")), ["z | "]);
        assert_eq!(found(&drawn("w -> z -> x -> y; w -> y; x <-> y")), ["z | w"]);
        assert_eq!(found(&drawn("p <- z -> x -> y; x <-> y")), ["p | ", "z | "]);
        // Not relevant; a way around the exposure; confounded with the outcome.
        assert_eq!(found(&drawn("z; x -> y; x <-> y")), [""; 0]);
        assert_eq!(found(&drawn("z -> x -> y <- z; x <-> y")), [""; 0]);
        assert_eq!(found(&drawn("z -> x -> y; z <-> y; x <-> y")), [""; 0]);
        // The total effect, over mediators too.
        assert_eq!(found(&drawn("z -> x -> m -> y <- x; x <-> y; m <-> y")), ["z | "]);
        let hidden = marked(drawn("w -> z -> x -> y; w -> y; x <-> y"), Mark::Latent, &["w"]);
        assert_eq!(found(&hidden), [""; 0]);
        // Given a, the node z would not move the exposure any more; given b, it does.
        let far = drawn("z <- a -> b -> y; a -> x -> y; x <-> y");
        assert_eq!(found(&far), ["z | b", "a | b"]);
        // The other way of z to the outcome leads through w.
        assert_eq!(found(&drawn("z -> w -> y; z -> x -> y; x <-> y")), ["z | w"]);
    }

    /// The diagram without first arrows of causal paths, and the effects of nodes on these paths.
    fn back_door(diagram: &Diagram, oracle: &Oracle<'_>) -> (Diagram, u32) {
        let paths = oracle.paths(0, 1, 0);
        let causal: Vec<_> = paths.iter().filter(|path| path.is_causal()).collect();
        let on_paths = causal.iter().fold(0, |set, path| set | path.inner() | 2);
        let mut rest = diagram.clone();
        rest.edges.retain(|edge| {
            let is_first = causal.iter().any(|path| edge.to == format!("n{}", path.nodes[1]));
            edge.kind == EdgeKind::Bidirected || edge.from != "n0" || !is_first
        });
        (rest, oracle.with_effects(on_paths))
    }

    #[test]
    fn ancestral_instruments_are_all_found_and_exist_where_any_do() {
        let mut numbers = Numbers(1);
        let (mut n_asked, mut n_found, mut n_conditional) = (0, 0, 0);
        while n_asked < 500 {
            let n_nodes = 4 + numbers.below(3) as usize;
            let diagram = random_mixed(&mut numbers, n_nodes, true);
            let oracle = Oracle::new(&diagram);
            let selected = oracle.bearing(Mark::Selected);
            if selected & 3 != 0 {
                continue;
            }
            n_asked += 1;
            let (rest, forbidden) = back_door(&diagram, &oracle);
            let mutilated = Oracle::new(&rest);
            let latent = oracle.bearing(Mark::Latent);
            let permitted = oracle.all() & !(3 | latent | forbidden | selected);
            let found = instruments(&diagram, "n0", "n1").expect("a question");
            let mut exists = false;
            for z in oracle::members(permitted) {
                let serves = |given: &u32| {
                    let given = given | selected;
                    selected & forbidden == 0
                        && mutilated.are_separated(1 << z, 2, given)
                        && !mutilated.are_separated(1 << z, 1, given)
                };
                let ancestral = mutilated.with_causes(1 << z | 2 | selected);
                let any: Vec<u32> = subsets(permitted & !(1 << z)).filter(serves).collect();
                exists |= !any.is_empty();
                let expected = any.iter().any(|set| set & !ancestral == 0);
                let name = format!("n{z}");
                let listed = found.iter().find(|instrument| instrument.name == name);
                assert_eq!(listed.is_some(), expected, "{diagram:?} {name}");
                if let Some(instrument) = listed {
                    let given = oracle.bits(&instrument.given);
                    assert!(any.contains(&given), "{diagram:?} {instrument:?}");
                    let separating: Vec<u32> = subsets(given)
                        .filter(|set| mutilated.are_separated(1 << z, 2, set | selected))
                        .collect();
                    assert_eq!(minimal(&separating), [given], "{diagram:?} {instrument:?}");
                    n_found += 1;
                    n_conditional += usize::from(given != 0);
                }
            }
            assert_eq!(found.is_empty(), !exists, "{diagram:?}");
        }
        println!("{n_asked} questions, {n_found} instruments, {n_conditional} conditional");
        assert!(n_found > 50 && n_conditional > 10);
    }
}
