//! Which independences a diagram implies, as questions about columns.

use std::collections::BTreeMap;

use graph::{Diagram, EdgeKind, Independence, LocalMarkov, Mark};

use super::Asked;
use crate::{
    Error, TestName, number,
    view::{NoteView, Severity},
};

/// Most implied independences that are tested; of more, these many are taken at equal steps.
const MOST_QUESTIONS: usize = 20_000;

/// The questions of a diagram.
pub(super) struct Questions {
    pub(super) asked: Vec<Asked>,
    pub(super) n_implied: usize,
    pub(super) notes: Vec<NoteView>,
}

/// Implied independences in the diagram's order, then the arrows between observed nodes given the
/// effect's other observed causes.
pub(super) fn all(graph: &Diagram, names: &[String]) -> Result<Questions, Error> {
    let places: BTreeMap<&str, u32> =
        names.iter().enumerate().map(|(idx, name)| (name.as_str(), idx as u32)).collect();
    let is_hidden = graph.edges.iter().any(|edge| edge.kind == EdgeKind::Bidirected)
        || !graph.with_mark(Mark::Latent).is_empty()
        || !graph.with_mark(Mark::Selected).is_empty();
    let mut notes = Vec::new();
    let implied = if is_hidden {
        notes.push(note(
            "pairwise",
            "with hidden causes, each pair of nodes is tested once, given a smallest set that separates it",
        ));
        graph::pairwise(graph).map_err(|error| from_graph(&error))?
    } else {
        let local = LocalMarkov::new(graph).map_err(|error| from_graph(&error))?;
        let (n_all, mut idx, mut chosen) = (local.count(), 0, Vec::new());
        let step = n_all.div_ceil(MOST_QUESTIONS).max(1);
        for group in local.groups() {
            for statement in group.statements() {
                if idx % step == 0 {
                    chosen.push(statement);
                }
                idx += 1;
            }
        }
        told(n_all, chosen.len(), &mut notes);
        chosen
    };
    let n_all = implied.len();
    let step = n_all.div_ceil(MOST_QUESTIONS).max(1);
    let implied: Vec<Independence> = implied.into_iter().step_by(step).collect();
    told(n_all, implied.len(), &mut notes);
    let place = |name: &String| places.get(name.as_str()).copied();
    let asked = |independence: &Independence| -> Option<Asked> {
        let given = independence.given.iter().map(place).collect::<Option<Vec<_>>>()?;
        Some(Asked { x: place(&independence.x)?, y: place(&independence.y)?, given })
    };
    let mut questions: Vec<Asked> = implied.iter().filter_map(asked).collect();
    let n_implied = questions.len();
    let is_observed =
        |name: &str| graph.node(name).is_some_and(|node| !node.marks.contains(&Mark::Latent));
    for effect in graph.names().filter(|name| is_observed(name)) {
        let causes: Vec<u32> = graph
            .parents(effect)
            .into_iter()
            .filter(|name| is_observed(name))
            .filter_map(|name| places.get(name).copied())
            .collect();
        let Some(&x) = places.get(effect) else { continue };
        for &y in &causes {
            let given = causes.iter().copied().filter(|&cause| cause != y).collect();
            questions.push(Asked { x, y, given });
        }
    }
    if questions.is_empty() {
        return Err(Error::new("nothing-to-test", "the diagram has no two observed nodes to test")
            .with_hint(
                "draw a model of at least two nodes, or open a table with the nodes' names",
            ));
    }
    Ok(Questions { asked: questions, n_implied, notes })
}

/// Where units start: consecutive questions, cut where x or what is given changes once there are
/// enough, and between implied independences and arrows.
pub(super) fn starts(questions: &[Asked], n_implied: usize, size: usize) -> Vec<usize> {
    let mut starts = vec![0];
    for idx in 1..questions.len() {
        let begun = starts.last().copied().unwrap_or(0);
        let (before, here) = (&questions[idx - 1], &questions[idx]);
        let changes = before.x != here.x || before.given != here.given;
        let is_full = idx - begun >= size;
        if idx == n_implied || (is_full && changes) || idx - begun >= 4 * size {
            starts.push(idx);
        }
    }
    starts.push(questions.len());
    starts
}

/// Says which node a test cannot take.
pub(super) fn check_kinds(
    test: TestName,
    names: &[String],
    is_codes: &[bool],
) -> Result<(), Error> {
    let (words, needs_codes) = match test {
        TestName::G2 => ("G² needs", true),
        TestName::Chi2 => ("chi-square needs", true),
        TestName::Permutation => ("permutations need", true),
        TestName::FisherZ => ("Fisher's z needs", false),
        TestName::Automatic
        | TestName::Mixed
        | TestName::GeneralizedCovariance
        | TestName::Kernel => return Ok(()),
    };
    let Some((name, _)) =
        names.iter().zip(is_codes).find(|(_, is_codes)| **is_codes != needs_codes)
    else {
        return Ok(());
    };
    let (needed, found) = if needs_codes { ("states", "numbers") } else { ("numbers", "states") };
    Err(Error::new(
        "test-does-not-fit",
        format!("{words} {needed} everywhere, and `{name}` has {found}"),
    )
    .with_hint("choose the automatic test")
    .at_node(name))
}

/// An error of the graph crate in the façade's form.
pub(super) fn from_graph(error: &graph::Error) -> Error {
    Error::new("diagram", error.to_string()).with_hint("change the diagram and try again")
}

pub(super) fn note(code: &str, message: impl Into<String>) -> NoteView {
    NoteView {
        code: code.to_owned(),
        severity: Severity::Information,
        message: message.into(),
        why: String::new(),
        column: None,
    }
}

fn told(n_all: usize, n_taken: usize, notes: &mut Vec<NoteView>) {
    if n_taken < n_all {
        notes.push(note(
            "some-tested",
            format!(
                "{} of {} implied independences are tested, taken at equal steps",
                number::count(n_taken as f64),
                number::count(n_all as f64)
            ),
        ));
    }
}
