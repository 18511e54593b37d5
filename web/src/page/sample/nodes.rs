//! The table of all nodes before and after the interventions.

use std::sync::Arc;

use causeloom::number::fixed;
use causeloom::view::{SampleNodeView, SampleView};
use leptos::prelude::*;

use super::told::Told;
use super::verdict::{Figure, exact};
use crate::chart::NONE;
use crate::component::sort_table::{Cell, Column, Line, SortTable};
use crate::state::State;

/// The table; a row that is chosen is the node in the figure.
#[component]
pub(super) fn NodeTable(
    /// The result.
    view: Signal<Arc<SampleView>>,
    /// The node in the figure.
    shown: Memo<String>,
    /// What was done.
    told: Memo<Vec<Told>>,
) -> impl IntoView {
    let state = State::expect();
    let is_changed =
        Memo::new(move |_| view.with(|view| view.nodes.iter().any(|node| node.after.is_some())));
    let units = Memo::new(move |_| {
        state.model.with(|model| {
            let variables = model.iter().flat_map(|model| &model.variables);
            variables
                .map(|(name, variable)| (name.clone(), variable.unit.clone()))
                .collect::<Vec<_>>()
        })
    });
    // Without exact probabilities of any node there is no column of them.
    let has_truth =
        Memo::new(move |_| view.with(|view| view.nodes.iter().any(|node| node.truth.is_some())));
    let columns = Signal::derive(move || columns(is_changed.get(), has_truth.get()));
    let lines = Signal::derive(move || {
        let units = units.get();
        let unit = |name: &str| {
            units.iter().find(|(known, _)| known == name).map_or("", |(_, unit)| unit.as_str())
        };
        view.with(|view| {
            view.nodes
                .iter()
                .map(|node| told.with(|told| line(node, unit(&node.name), told, has_truth.get())))
                .collect::<Vec<_>>()
        })
    });
    view! {
        <SortTable
            label="All nodes"
            columns lines
            chosen=Signal::derive(move || Some(shown.get()))
            on_choose=Callback::new(move |name| state.chosen_node.set(Some(name)))
        />
    }
}

fn columns(is_changed: bool, has_truth: bool) -> Vec<Column> {
    let mut columns = vec![
        Column::words("Node"),
        Column::words("What is shown").wide(),
        Column::number("As it is"),
    ];
    if is_changed {
        columns.extend([Column::number("After"), Column::number("Difference")]);
    }
    if has_truth {
        columns.push(Column::number("Exactly").wide());
    }
    if is_changed {
        columns.push(Column::number("Distance").explained("total-variation-distance").wide());
    }
    columns
}

fn line(node: &SampleNodeView, unit: &str, told: &[Told], has_truth: bool) -> Line {
    let key = node.name.clone();
    let name = if node.latent {
        Cell::words(format!("{} (not observed)", node.name))
    } else {
        Cell::words(&node.name)
    };
    let is_set = told.iter().any(|told| told.node == node.name);
    let is_same = node.total_variation == Some(0.0) && !is_set;
    let Some(figure) = Figure::of(node, unit) else {
        return Line { key, cells: vec![name], is_quiet: true, ..Line::default() };
    };
    let value = |value: f64| Cell::number(figure.bare(value), value);
    let below = match (figure.is_share, figure.unit.as_str()) {
        (true, _) => format!("share of {}", figure.short),
        (false, "") => "mean".to_owned(),
        (false, unit) => format!("mean, {unit}"),
    };
    let mut cells = vec![name, Cell::words(&below), value(figure.before)];
    if let Some(after) = figure.after {
        let difference = after - figure.before;
        cells.push(value(after));
        cells.push(if is_same {
            Cell::number("identical", 0.0)
        } else {
            Cell::number(figure.difference(difference), difference)
        });
    }
    if has_truth {
        let truth = if figure.after.is_some() { figure.truth_after } else { figure.truth };
        cells.push(
            truth.map_or_else(|| Cell::words(NONE), |truth| Cell::number(exact(truth), truth)),
        );
    }
    if let Some(distance) = node.total_variation {
        cells.push(Cell::number(fixed(distance, 3), distance));
    }
    Line { key, cells, below, is_quiet: is_same }
}
