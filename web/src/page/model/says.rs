//! What the graph says: how an effect can be identified, and which independences must hold.

use std::collections::BTreeSet;

use causeloom::model::{
    Diagram, EdgeKind, FrontDoor, Instrument, Mark, find_front_door, instruments, local_markov,
    minimal_adjustment_sets, pairwise,
};
use leptos::prelude::*;

use super::diagram_of;
use crate::component::term::Term;
use crate::state::State;

/// So many adjustment sets are shown.
const MOST_SETS: usize = 6;
/// So many instruments are shown.
const MOST_INSTRUMENTS: usize = 3;
/// So many independences are listed.
const MOST_LISTED: usize = 200;
/// Graphs with more nodes are not searched while they are edited.
const MOST_NODES: usize = 150;

/// The question of an effect.
#[derive(Clone, Debug, PartialEq)]
struct Asked {
    exposures: Vec<String>,
    outcomes: Vec<String>,
    is_from_audit: bool,
}

/// What follows from the graph alone.
#[derive(Clone, Debug, Default, PartialEq)]
struct Answers {
    sets: Vec<BTreeSet<String>>,
    is_complete: bool,
    front_door: Option<FrontDoor>,
    instruments: Vec<Instrument>,
    trouble: Option<String>,
}

/// Adjustment, front door, instruments, independences.
#[component]
pub(super) fn GraphSays() -> impl IntoView {
    let state = State::expect();
    let asked = Memo::new(move |_| {
        let diagram = diagram_of(state);
        state.roles.with(|roles| {
            let audit = (roles.protected.as_slice(), roles.outcome.as_ref());
            asked(&diagram, audit)
        })
    });
    let answers = Memo::new(move |_| {
        let diagram = diagram_of(state);
        asked.get().map(|asked| answer(&diagram, &asked))
    });
    let implied = Memo::new(move |_| implied(&diagram_of(state)));
    let effect = move || {
        match (asked.get(), answers.get()) {
        (Some(asked), Some(answers)) => view! { <Effect asked answers /> }.into_any(),
        _ => view! {
            <p class="muted small">
                "Mark one node as exposure (e) and one as outcome (o) to see how the effect can be identified."
            </p>
        }
        .into_any(),
    }
    };
    let independences = move || {
        match implied.get() {
        None => view! { <p class="muted small">"The graph is too large to list its independences while it is edited."</p> }.into_any(),
        Some(_) if state.model.with(|model| model.as_ref().is_none_or(|model| model.graph.nodes.is_empty())) => ().into_any(),
        Some(list) if list.is_empty() => view! { <p class="muted small">"No independence follows from this graph: nothing in data could speak against it."</p> }.into_any(),
        Some(list) => {
            let n = list.len();
            let title = format!("{n} {} must hold", if n == 1 { "independence" } else { "independences" });
            view! {
                <details class="fold">
                    <summary>{title}</summary>
                    <div class="fold-content">
                        <ul class="independences small">
                            {list.into_iter().take(MOST_LISTED).map(|line| view! { <li>{line}</li> }).collect_view()}
                        </ul>
                        {(n > MOST_LISTED).then(|| view! { <p class="muted small">{format!("and {} more", n - MOST_LISTED)}</p> })}
                    </div>
                </details>
            }
            .into_any()
        }
    }
    };
    view! {
        <div class="graph-says">
            <h2>"What the graph says"</h2>
            {effect}
            {independences}
        </div>
    }
}

#[component]
fn Effect(asked: Asked, answers: Answers) -> impl IntoView {
    let question =
        format!("Effect of {} on {}", asked.exposures.join(", "), asked.outcomes.join(", "));
    let chip = |set: &BTreeSet<String>| {
        let words = if set.is_empty() {
            "nothing".to_owned()
        } else {
            set.iter().cloned().collect::<Vec<_>>().join(", ")
        };
        view! { <li class="set-chip mono">{words}</li> }
    };
    let adjustment = match answers.sets.as_slice() {
        [] => view! {
            <p>"No set of observed nodes identifies it by "<Term term="adjustment-set">"adjustment"</Term>"."</p>
        }
        .into_any(),
        [only] if only.is_empty() => view! {
            <p>"It is identified as it stands: "<Term term="adjustment-set">"adjust"</Term>" for nothing."</p>
        }
        .into_any(),
        sets => view! {
            <p><Term term="adjustment-set">"Adjust"</Term>{if sets.len() == 1 { " for" } else { " for one of these" }}</p>
            <ul class="set-chips">{sets.iter().map(chip).collect_view()}</ul>
            {(!answers.is_complete).then(|| view! { <p class="muted small">"There are more."</p> })}
        }
        .into_any(),
    };
    let front = answers.front_door.filter(|front| !front.minimal.is_empty()).map(|front| {
        let names = front.minimal.into_iter().collect::<Vec<_>>().join(", ");
        view! { <p class="small"><Term term="front-door">"Front door"</Term>" through "<span class="mono">{names}</span>"."</p> }
    });
    let instruments = (!answers.instruments.is_empty()).then(|| {
        let shown = answers.instruments.iter().take(MOST_INSTRUMENTS).map(instrument_words);
        let mut words = shown.collect::<Vec<_>>().join("; ");
        if answers.instruments.len() > MOST_INSTRUMENTS {
            words.push_str(&format!("; {} more", answers.instruments.len() - MOST_INSTRUMENTS));
        }
        view! { <p class="small"><Term term="instrument">"Instruments"</Term>": "<span class="mono">{words}</span>"."</p> }
    });
    view! {
        <p class="effect-question"><b>{question}</b>{asked.is_from_audit.then_some(", the audit's question")}</p>
        {answers.trouble.map(|trouble| view! { <p class="muted small">{crate::component::note::sentence(&trouble, None)}</p> })}
        {adjustment}
        {front}
        {instruments}
    }
}

fn instrument_words(instrument: &Instrument) -> String {
    if instrument.given.is_empty() {
        instrument.name.clone()
    } else {
        format!("{} given {}", instrument.name, instrument.given.join(", "))
    }
}

/// What is asked: by the marks, else by the audit's columns where they are nodes.
fn asked(diagram: &Diagram, (protected, outcome): (&[String], Option<&String>)) -> Option<Asked> {
    let marked = |mark| diagram.with_mark(mark).into_iter().map(str::to_owned).collect::<Vec<_>>();
    let (exposures, outcomes) = (marked(Mark::Exposure), marked(Mark::Outcome));
    if !exposures.is_empty() && !outcomes.is_empty() {
        return Some(Asked { exposures, outcomes, is_from_audit: false });
    }
    let outcome = outcome?;
    let are_nodes = protected.iter().chain([outcome]).all(|name| diagram.node(name).is_some());
    (!protected.is_empty() && are_nodes).then(|| Asked {
        exposures: protected.to_vec(),
        outcomes: vec![outcome.clone()],
        is_from_audit: true,
    })
}

fn answer(diagram: &Diagram, asked: &Asked) -> Answers {
    let exposures: Vec<&str> = asked.exposures.iter().map(String::as_str).collect();
    let outcomes: Vec<&str> = asked.outcomes.iter().map(String::as_str).collect();
    let found = match minimal_adjustment_sets(diagram, &exposures, &outcomes, MOST_SETS) {
        Ok(found) => found,
        Err(error) => return Answers { trouble: Some(error.to_string()), ..Answers::default() },
    };
    let instruments = match (exposures.as_slice(), outcomes.as_slice()) {
        ([exposure], [outcome]) => instruments(diagram, exposure, outcome).unwrap_or_default(),
        _ => Vec::new(),
    };
    Answers {
        sets: found.sets,
        is_complete: found.complete,
        front_door: find_front_door(diagram, &exposures, &outcomes).ok().flatten(),
        instruments,
        trouble: None,
    }
}

/// Every implied independence in words; none where the graph is too large.
fn implied(diagram: &Diagram) -> Option<Vec<String>> {
    if diagram.nodes.len() > MOST_NODES {
        return None;
    }
    let is_simple = diagram.with_mark(Mark::Latent).is_empty()
        && diagram.edges.iter().all(|edge| edge.kind == EdgeKind::Directed);
    let list = if is_simple { local_markov(diagram) } else { pairwise(diagram) };
    let words = |x: &str, y: &str, given: &[String]| match given {
        [] => format!("{x} ⊥ {y}"),
        given => format!("{x} ⊥ {y} given {}", given.join(", ")),
    };
    Some(list.unwrap_or_default().iter().map(|item| words(&item.x, &item.y, &item.given)).collect())
}

#[cfg(test)]
mod tests {
    use causeloom::model::dagitty;

    use super::*;

    fn diagram(text: &str) -> Diagram {
        dagitty::read(text).expect("the text is a diagram")
    }

    #[test]
    fn marks_come_before_the_roles_of_the_audit() {
        let diagram = diagram("dag { z x [exposure] y [outcome] z -> x z -> y x -> y }");
        let audit = (["z".to_owned()], "y".to_owned());
        let marked = asked(&diagram, (&audit.0, Some(&audit.1))).expect("both are marked");
        assert_eq!((marked.exposures, marked.is_from_audit), (vec!["x".to_owned()], false));
    }

    #[test]
    fn a_confounder_must_be_adjusted_for() {
        let diagram = diagram("dag { z x [exposure] y [outcome] z -> x z -> y x -> y }");
        let question = asked(&diagram, (&[], None)).expect("both are marked");
        let answers = answer(&diagram, &question);
        assert_eq!(answers.sets, [BTreeSet::from(["z".to_owned()])]);
        assert!(answers.is_complete && answers.instruments.is_empty());
    }

    #[test]
    fn the_independences_of_a_chain_are_listed() {
        let chain = diagram("dag { a -> b b -> c }");
        assert_eq!(implied(&chain), Some(vec!["c ⊥ a given b".to_owned()]));
    }
}
