//! Paths between two nodes, for display: which are open, what closes them and what opens them.

use std::fmt;

use crate::{
    Diagram, Error,
    index::{Index, NodeSet, children, members, parents, with_ancestors, with_descendants},
};

/// How many steps a search takes before it gives up; graphs can have more paths than can be listed.
const MOST_STEPS: usize = 1_000_000;

/// Paths, and whether they are all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// The paths, short ones first, then by their nodes in the order of the diagram.
    pub paths: Vec<Path>,
    /// False where there may be more.
    pub complete: bool,
}

/// A path between two nodes, along edges of any direction and without a node twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// Its nodes from one end to the other.
    pub nodes: Vec<String>,
    /// Its edges; one less than nodes.
    pub steps: Vec<Step>,
    /// True where all arrows point forward: the path carries a causal effect.
    pub causal: bool,
    /// What closes it now: nodes conditioned on that are no colliders on it, and colliders that are
    /// neither conditioned on nor have an effect that is. An open path has none.
    pub closed_by: Vec<String>,
    /// Nodes conditioned on that open a collider of it: the collider itself, or an effect of it.
    pub opened_by: Vec<String>,
    /// Observed nodes on it, not conditioned on, that would close it.
    pub would_close: Vec<String>,
}

/// An edge of a path, seen from the node before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// `->`
    Forward,
    /// `<-`
    Backward,
    /// `<->`
    Both,
}

/// The paths between two nodes that are open given others: at most `most` of them.
///
/// What is conditioned on is `given` and nothing else; marks play no part.
///
/// # Errors
/// Names that the diagram does not have or that stand in two places of the question; a diagram that
/// is not acyclic.
pub fn open_paths(
    diagram: &Diagram,
    x: &str,
    y: &str,
    given: &[&str],
    most: usize,
) -> Result<Paths, Error> {
    Ok(Search::new(&Index::new(diagram)?, x, y, given, true)?.run(most, MOST_STEPS))
}

/// The paths between two nodes, open or not: at most `most` of them.
///
/// # Errors
/// As [`open_paths`].
pub fn all_paths(
    diagram: &Diagram,
    x: &str,
    y: &str,
    given: &[&str],
    most: usize,
) -> Result<Paths, Error> {
    Ok(Search::new(&Index::new(diagram)?, x, y, given, false)?.run(most, MOST_STEPS))
}

impl Path {
    /// True where nothing closes it.
    pub fn is_open(&self) -> bool {
        self.closed_by.is_empty()
    }
}

impl fmt::Display for Path {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (idx, name) in self.nodes.iter().enumerate() {
            formatter.write_str(name)?;
            match self.steps.get(idx) {
                Some(Step::Forward) => formatter.write_str(" -> ")?,
                Some(Step::Backward) => formatter.write_str(" <- ")?,
                Some(Step::Both) => formatter.write_str(" <-> ")?,
                None => {}
            }
        }
        Ok(())
    }
}

/// A node on a walk and whether the walk came to it along an arrow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Arrival {
    node: usize,
    is_along_arrow: bool,
}

/// A depth-first search for paths that goes only where a walk to the end is left.
struct Search<'a> {
    index: &'a Index<'a>,
    from: usize,
    to: usize,
    given: Vec<usize>,
    is_given: NodeSet,
    opens_collider: NodeSet,
    open_only: bool,
    /// For every node, whether a walk leads on to the end when it was come to against an arrow, and
    /// when along one.
    leads_on: [NodeSet; 2],
}

impl<'a> Search<'a> {
    fn new(
        index: &'a Index<'a>,
        x: &str,
        y: &str,
        given: &[&str],
        open_only: bool,
    ) -> Result<Self, Error> {
        let (from, to) = (index.find(x)?, index.find(y)?);
        let given = index.find_all(given)?;
        index.apart(&[&[from], &[to], &given])?;
        let is_given = index.set(&given);
        let opens_collider = with_ancestors(&index.graph, &given);
        let nowhere = index.set(&[]);
        let leads_on = [nowhere.clone(), nowhere];
        let mut search =
            Self { index, from, to, given, is_given, opens_collider, open_only, leads_on };
        search.leads_on = search.walks_to_the_end();
        Ok(search)
    }

    fn run(&self, most: usize, most_steps: usize) -> Paths {
        let mut found: Vec<Vec<Arrival>> = Vec::new();
        let mut complete = true;
        let mut n_steps = 0;
        let start = Arrival { node: self.from, is_along_arrow: false };
        let mut walk = vec![start];
        let mut is_on_walk = self.index.set(&[self.from]);
        let mut branches = vec![self.neighbors(self.from, true, true)];
        while let Some(branch) = branches.last_mut() {
            let Some(next) = branch.pop() else {
                branches.pop();
                if let Some(left) = walk.pop() {
                    is_on_walk[left.node] = false;
                }
                continue;
            };
            if is_on_walk[next.node] || !self.leads_on[usize::from(next.is_along_arrow)][next.node]
            {
                continue;
            }
            n_steps += 1;
            if n_steps > most_steps {
                complete = false;
                break;
            }
            if next.node == self.to {
                if found.len() == most {
                    complete = false;
                    break;
                }
                found.push(walk.iter().copied().chain([next]).collect());
                continue;
            }
            walk.push(next);
            is_on_walk[next.node] = true;
            branches.push(self.next_steps(next));
        }
        found.sort_by_cached_key(|walk| {
            let n_drawn = walk.iter().filter(|at| at.node < self.index.n_named()).count();
            (n_drawn, walk.clone())
        });
        Paths { paths: found.iter().map(|walk| self.path(walk)).collect(), complete }
    }

    /// Where a walk can go on; the last of the list is taken first, so that it is in reverse.
    fn next_steps(&self, at: Arrival) -> Vec<Arrival> {
        let passes = !self.open_only || !self.is_given[at.node];
        let turns = if at.is_along_arrow {
            !self.open_only || self.opens_collider[at.node]
        } else {
            passes
        };
        self.neighbors(at.node, turns, passes)
    }

    fn neighbors(&self, node: usize, to_causes: bool, to_effects: bool) -> Vec<Arrival> {
        let mut next = Vec::new();
        if to_causes {
            let arrival = |node| Arrival { node, is_along_arrow: false };
            next.extend(parents(&self.index.graph, node).map(arrival));
        }
        if to_effects {
            let arrival = |node| Arrival { node, is_along_arrow: true };
            next.extend(children(&self.index.graph, node).map(arrival));
        }
        next.sort_unstable_by(|one, other| other.cmp(one));
        next
    }

    /// From where a walk leads to the end, by going backward from there over all arrivals.
    fn walks_to_the_end(&self) -> [NodeSet; 2] {
        let n_nodes = self.index.n_nodes();
        let mut before: Vec<Vec<Arrival>> = vec![Vec::new(); 2 * n_nodes];
        let place = |at: Arrival| at.node + if at.is_along_arrow { n_nodes } else { 0 };
        for node in (0..n_nodes).filter(|&node| node != self.from && node != self.to) {
            for is_along_arrow in [false, true] {
                let at = Arrival { node, is_along_arrow };
                for next in self.next_steps(at) {
                    before[place(next)].push(at);
                }
            }
        }
        let nowhere = self.index.set(&[]);
        let mut leads_on = [nowhere.clone(), nowhere];
        let mut waiting = vec![
            Arrival { node: self.to, is_along_arrow: false },
            Arrival { node: self.to, is_along_arrow: true },
        ];
        while let Some(at) = waiting.pop() {
            let seen = &mut leads_on[usize::from(at.is_along_arrow)][at.node];
            if !std::mem::replace(seen, true) {
                waiting.extend(&before[place(at)]);
            }
        }
        leads_on
    }

    /// A walk in words: hidden common causes become bidirected steps.
    fn path(&self, walk: &[Arrival]) -> Path {
        let is_drawn = |at: &&Arrival| at.node < self.index.n_named();
        let nodes = walk.iter().filter(is_drawn).map(|at| self.name(at.node)).collect();
        let mut steps = Vec::new();
        for (idx, at) in walk.iter().enumerate().filter(|(idx, _)| *idx > 0) {
            if at.node < self.index.n_named() {
                let is_both = walk[idx - 1].node >= self.index.n_named();
                steps.push(match (is_both, at.is_along_arrow) {
                    (true, _) => Step::Both,
                    (false, true) => Step::Forward,
                    (false, false) => Step::Backward,
                });
            }
        }
        let (mut closed_by, mut would_close) = (Vec::new(), Vec::new());
        let mut opened_by = self.index.set(&[]);
        for two in walk.windows(2).filter(|two| two[0].node != self.from) {
            let (at, next) = (two[0], two[1]);
            let node = at.node;
            if at.is_along_arrow && !next.is_along_arrow {
                if self.opens_collider[node] {
                    let is_effect = with_descendants(&self.index.graph, &[node]);
                    for &given in self.given.iter().filter(|&&given| is_effect[given]) {
                        opened_by[given] = true;
                    }
                } else {
                    closed_by.push(self.name(node));
                }
            } else if self.is_given[node] {
                closed_by.push(self.name(node));
            } else if self.index.observable[node] {
                would_close.push(self.name(node));
            }
        }
        Path {
            nodes,
            causal: steps.iter().all(|&step| step == Step::Forward),
            steps,
            closed_by,
            opened_by: members(&opened_by).map(|node| self.name(node)).collect(),
            would_close,
        }
    }

    fn name(&self, node: usize) -> String {
        self.index.name(node).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oracle::{Numbers, Oracle, drawn, random_mixed, subsets};

    #[test]
    fn paths_are_all_and_open_ones_are_those_that_nothing_closes() {
        let mut numbers = Numbers(1);
        for _ in 0..100 {
            let diagram = random_mixed(&mut numbers, 5, true);
            let oracle = Oracle::new(&diagram);
            let expected = oracle.paths(0, 1, 0);
            for set in subsets(0b11100) {
                let given = oracle.names(set);
                let all = all_paths(&diagram, "n0", "n1", &given, 10_000).expect("a question");
                let open = open_paths(&diagram, "n0", "n1", &given, 10_000).expect("a question");
                assert!(all.complete && open.complete);
                assert_eq!(all.paths.len(), expected.len(), "{diagram:?}");
                let n_open = expected.iter().filter(|path| oracle.is_open(path, set)).count();
                assert_eq!(open.paths.len(), n_open, "{diagram:?}");
                let of_all: Vec<Path> = all.paths.into_iter().filter(Path::is_open).collect();
                assert_eq!(of_all, open.paths);
                let n_causal = expected
                    .iter()
                    .filter(|path| path.is_causal() && oracle.is_open(path, set))
                    .count();
                assert_eq!(open.paths.iter().filter(|path| path.causal).count(), n_causal);
            }
        }
    }

    #[test]
    fn what_would_close_a_path_closes_it() {
        let mut numbers = Numbers(2);
        let mut n_closed = 0;
        for _ in 0..100 {
            let diagram = random_mixed(&mut numbers, 6, true);
            let oracle = Oracle::new(&diagram);
            let given = oracle.names(1 << 4);
            let open = open_paths(&diagram, "n0", "n1", &given, 10_000).expect("a question");
            for path in &open.paths {
                for name in &path.would_close {
                    let more = [given[0], name.as_str()];
                    let all = all_paths(&diagram, "n0", "n1", &more, 10_000).expect("a question");
                    let is_same =
                        |other: &&Path| (&other.nodes, &other.steps) == (&path.nodes, &path.steps);
                    let same = all.paths.iter().find(is_same).expect("paths stay");
                    assert_eq!(same.closed_by, std::slice::from_ref(name));
                    n_closed += 1;
                }
            }
        }
        assert!(n_closed > 100);
    }

    #[test]
    fn a_path_says_what_opens_and_closes_it() {
        let m_bias = drawn("x <- a -> m <- b -> y; x -> y; m -> s");
        let open = |given: &[&str]| {
            let found = open_paths(&m_bias, "x", "y", given, 10).expect("a question");
            found.paths.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(open(&[]), ["x -> y"]);
        assert_eq!(open(&["s"]), ["x -> y", "x <- a -> m <- b -> y"]);
        assert_eq!(open(&["s", "b"]), ["x -> y"]);
        let all = all_paths(&m_bias, "x", "y", &["s", "b"], 10).expect("a question");
        let long = &all.paths[1];
        assert_eq!((long.closed_by.join(" "), long.opened_by.join(" ")), ("b".into(), "s".into()));
        assert_eq!(long.would_close, ["a"]);
        let closed = all_paths(&m_bias, "x", "y", &[], 10).expect("a question");
        assert_eq!(closed.paths[1].closed_by, ["m"]);
        let hidden = open_paths(&drawn("x <-> y <- x"), "x", "y", &[], 10).expect("a question");
        let words: Vec<String> = hidden.paths.iter().map(ToString::to_string).collect();
        assert_eq!(words, ["x -> y", "x <-> y"]);
        assert!(hidden.paths[0].causal && !hidden.paths[1].causal);
    }

    #[test]
    fn a_search_cut_short_says_so() {
        // Every node causes all later ones: 2 to the power of 28 paths, all of them open.
        let mut text = Vec::new();
        for from in 0..30 {
            text.extend((from + 1..30).map(|to| format!("n{from} -> n{to}")));
        }
        let diagram = drawn(&text.join(";"));
        let found = open_paths(&diagram, "n0", "n29", &[], 50).expect("a question");
        assert_eq!((found.paths.len(), found.complete), (50, false));
        let index = Index::new(&diagram).expect("acyclic");
        let search = Search::new(&index, "n0", "n29", &[], true).expect("a question");
        let found = search.run(usize::MAX, 100);
        assert!(found.paths.len() > 10 && !found.complete);
        let found = open_paths(&drawn("a -> b"), "a", "b", &[], 1).expect("a question");
        assert_eq!((found.paths.len(), found.complete), (1, true));
        let found = open_paths(&drawn("a -> b"), "a", "b", &[], 0).expect("a question");
        assert_eq!((found.paths.len(), found.complete), (0, false));
    }
}
