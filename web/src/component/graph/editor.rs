//! What can be done to a diagram: each a change that the page takes as one step.

use std::sync::Arc;

use causeloom::model::{Diagram, EdgeKind, Mark, edit};
use leptos::prelude::*;

use super::Scene;
use super::geometry::free_place;
use super::mode::Mode;
use super::node::mark_words;

/// A change that the user made.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    /// The diagram is now another one; the words say what was done.
    Graph(String, Arc<Diagram>),
    /// A node has another name.
    Rename {
        /// Its name before.
        from: String,
        /// Its name now.
        to: String,
    },
}

/// Who takes the changes.
#[derive(Clone, Copy)]
pub(crate) struct Editor {
    /// Takes a change.
    pub(crate) take: Callback<Change>,
    /// Arranges all nodes anew.
    pub(crate) arrange: Callback<()>,
}

/// Adds a node at a place of the drawing, or at a free one.
pub(super) fn add(scene: Scene, name: &str, at: Option<[f64; 2]>) {
    let place = at.unwrap_or_else(|| scene.places.with_untracked(free_place));
    let position = scene.position(place);
    let done = change(scene, format!("add {name}"), |diagram| {
        edit::add_node(diagram, name, Some(position))
    });
    if done {
        scene.mode.set(Mode::Idle);
        scene.chosen.set(Some(name.to_owned()));
        scene.focus(Some(name.to_owned()));
    }
}

/// Gives a node another name.
pub(super) fn rename(scene: Scene, from: &str, to: &str) {
    let mut diagram = scene.diagram.with_untracked(|diagram| (**diagram).clone());
    if let Err(error) = edit::rename_node(&mut diagram, from, to) {
        scene.trouble.set(Some(error.to_string()));
        return;
    }
    scene.trouble.set(None);
    scene.mode.set(Mode::Idle);
    if from != to
        && let Some(editor) = scene.editor
    {
        editor.take.run(Change::Rename { from: from.to_owned(), to: to.to_owned() });
    }
    scene.chosen.set(Some(to.to_owned()));
    scene.focus(Some(to.to_owned()));
}

/// Draws an arrow or a common cause; one that is there already is taken away.
pub(super) fn connect(scene: Scene, from: &str, to: &str, kind: EdgeKind) {
    if scene.diagram.with_untracked(|diagram| diagram.edge(from, to, kind).is_some()) {
        return disconnect(scene, from, to, kind);
    }
    let sign = match kind {
        EdgeKind::Directed => "→",
        EdgeKind::Bidirected => "↔",
    };
    let done = change(scene, format!("{from} {sign} {to}"), |diagram| {
        edit::connect(diagram, from, to, kind)
    });
    if done {
        scene.mode.set(Mode::Idle);
        scene.focus(Some(from.to_owned()));
    }
}

/// Removes an edge.
fn disconnect(scene: Scene, from: &str, to: &str, kind: EdgeKind) {
    change(scene, format!("remove the arrow {from} – {to}"), |diagram| {
        edit::disconnect(diagram, from, to, kind)
    });
    scene.mode.set(Mode::Idle);
    scene.focus(Some(from.to_owned()));
}

/// Removes a node with its edges; the focus goes to the node before it.
pub(super) fn remove(scene: Scene, name: &str) {
    let before = scene.diagram.with_untracked(|diagram| {
        let names: Vec<&str> = diagram.names().collect();
        let index = names.iter().position(|other| *other == name);
        let index = index.unwrap_or(0);
        let next = if index == 0 { names.get(1) } else { names.get(index - 1) };
        next.map(|name| (*name).to_owned())
    });
    if change(scene, format!("delete {name}"), |diagram| edit::remove_node(diagram, name)) {
        scene.mode.set(Mode::Idle);
        scene.chosen.set(before.clone());
        scene.focus(before);
    }
}

/// Marks a node, or takes the mark away.
pub(super) fn toggle(scene: Scene, name: &str, mark: Mark) {
    change(scene, format!("{name}: {}", mark_words(mark)), |diagram| {
        edit::toggle_mark(diagram, name, mark).map(drop)
    });
}

/// Moves a node to a place of the drawing.
pub(super) fn move_to(scene: Scene, name: &str, place: (f64, f64)) {
    let position = scene.position([place.0, place.1]);
    change(scene, format!("move {name}"), |diagram| edit::move_node(diagram, name, position));
}

/// Tries a change; the reason of a refusal is shown and nothing changes.
fn change<E: std::fmt::Display>(
    scene: Scene,
    words: String,
    change: impl FnOnce(&mut Diagram) -> Result<(), E>,
) -> bool {
    let Some(editor) = scene.editor else { return false };
    let mut diagram = scene.diagram.with_untracked(|diagram| (**diagram).clone());
    match change(&mut diagram) {
        Ok(()) => {
            scene.trouble.set(None);
            editor.take.run(Change::Graph(words, Arc::new(diagram)));
            true
        }
        Err(error) => {
            scene.trouble.set(Some(error.to_string()));
            false
        }
    }
}

impl Scene {
    /// A place of the drawing as a position of the diagram, in whole units where those are pixels.
    fn position(self, [x, y]: [f64; 2]) -> [f64; 2] {
        let scale = self.unit.get_untracked().scale;
        let digits = if scale == 1.0 { 1.0 } else { 1_000.0 };
        [x, y].map(|value| (value / scale * digits).round() / digits)
    }
}
