//! One node of a diagram: a box with its name that has the focus, is chosen and is dragged.

use causeloom::model::{Diagram, EdgeKind, Mark};
use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::Scene;
use super::editor::move_to;
use super::geometry::{HALF_HEIGHT, TEXT};
use super::mode::Mode;
use crate::chart::shorten;

/// A pointer that moved less did not drag.
const LEAST_DRAG: f64 = 3.0;

/// A node.
#[component]
pub(super) fn Node(scene: Scene, name: String) -> impl IntoView {
    let name = StoredValue::new(name);
    let place = Memo::new(move |_| {
        name.with_value(|name| scene.places.with(|places| places.get(name).cloned()))
    });
    let is_marked = move |mark: Mark| {
        name.with_value(|name| {
            scene
                .diagram
                .with(|diagram| diagram.node(name).is_some_and(|node| node.marks.contains(&mark)))
        })
    };
    let is_chosen =
        move || name.with_value(|name| scene.chosen.with(|chosen| chosen.as_ref() == Some(name)));
    let class = move || {
        let extra = name.with_value(|name| {
            scene.looks.with(|looks| looks.nodes.get(name).copied().unwrap_or_default())
        });
        let mark = |mark: Mark, class: &'static str| if is_marked(mark) { class } else { "" };
        format!(
            "graph-node {extra} {} {} {} {} {} {}",
            mark(Mark::Exposure, "exposure"),
            mark(Mark::Outcome, "outcome"),
            mark(Mark::Adjusted, "adjusted"),
            mark(Mark::Selected, "selected"),
            mark(Mark::Latent, "latent"),
            if is_chosen() { "chosen" } else { "" },
        )
    };
    let label = move || {
        name.with_value(|name| {
            let words = scene.diagram.with(|diagram| words(diagram, name));
            let caption = scene.looks.with(|looks| looks.captions.get(name).cloned());
            match caption {
                // What is seen is said in the same order: the name, the line under it, the rest.
                Some(caption) => format!("{name} {caption}{}", &words[name.len()..]),
                None => words,
            }
        })
    };
    let caption = move || {
        let caption = |name: &String| {
            scene.looks.with(|looks| looks.captions.get(name).map(|words| format!(" {words}")))
        };
        name.with_value(caption)
    };
    let transform =
        move || place.get().map(|place| format!("translate({:.1} {:.1})", place.x, place.y));
    let half = move || place.get().map_or(24.0, |place| place.half_width);
    let text = move || name.with_value(|name| shorten(name, TEXT, 2.0 * half() - 16.0));

    let grasp = StoredValue::new(None::<(f64, f64)>);
    let choose = move || {
        let name = name.get_value();
        if !scene.take_target(&name) {
            scene.chosen.set(Some(name));
        }
    };
    let on_down = move |event: ev::PointerEvent| {
        if event.button() != 0 {
            return;
        }
        grasp.set_value(Some((f64::from(event.client_x()), f64::from(event.client_y()))));
        let element = event.current_target().and_then(|target| target.dyn_into::<Element>().ok());
        if let Some(element) = element {
            // Without capture the drag just ends at the element's border.
            drop(element.set_pointer_capture(event.pointer_id()));
        }
    };
    let on_move = move |event: ev::PointerEvent| {
        let (Some((x, y)), true) = (grasp.get_value(), scene.editor.is_some()) else { return };
        let (now_x, now_y) = (f64::from(event.client_x()), f64::from(event.client_y()));
        let is_dragged = scene.dragged.with_untracked(Option::is_some);
        if !is_dragged && (now_x - x).abs().max((now_y - y).abs()) < LEAST_DRAG {
            return;
        }
        let (x, y) = scene.under(now_x, now_y);
        scene.dragged.set(Some((name.get_value(), x, y)));
    };
    let on_up = move |_: ev::PointerEvent| {
        if grasp.get_value().is_none() {
            return;
        }
        grasp.set_value(None);
        match scene.dragged.get_untracked() {
            Some((dragged, x, y)) => {
                move_to(scene, &dragged, (x, y));
                scene.dragged.set(None);
            }
            None => choose(),
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        let is_plain = !(event.ctrl_key() || event.meta_key() || event.alt_key());
        if is_plain && matches!(event.key().as_str(), "Enter" | " ") {
            event.prevent_default();
            event.stop_propagation();
            choose();
        }
    };
    view! {
        <g
            class=class
            data-node=name.get_value()
            tabindex="0"
            role="button"
            aria-label=label
            aria-pressed=move || is_chosen().to_string()
            transform=transform
            on:pointerdown=on_down
            on:pointermove=on_move
            on:pointerup=on_up
            on:pointercancel=move |_| {
                grasp.set_value(None);
                scene.dragged.set(None);
            }
            on:pointerenter=move |_| scene.hovered.set(Some(name.get_value()))
            on:pointerleave=move |_| scene.hovered.set(None)
            on:keydown=on_key
        >
            <rect x=move || -half() y=-HALF_HEIGHT width=move || 2.0 * half() height=2.0 * HALF_HEIGHT rx="16" />
            <text y="5">{text}</text>
            <text class="caption" y=HALF_HEIGHT + 13.0>{caption}</text>
        </g>
    }
}

/// The node that an event is about.
pub(super) fn name_of(target: Option<web_sys::EventTarget>) -> Option<String> {
    name_of_element(&target?.dyn_into::<Element>().ok()?)
}

/// The node that an element belongs to.
pub(super) fn name_of_element(element: &Element) -> Option<String> {
    element.closest("[data-node]").ok()??.get_attribute("data-node")
}

/// What a screen reader says of a node.
fn words(diagram: &Diagram, name: &str) -> String {
    let list = |names: Vec<&str>, none: &str| {
        if names.is_empty() { none.to_owned() } else { names.join(", ") }
    };
    let mut words = format!(
        "{name}, caused by {}, causes {}",
        list(diagram.parents(name), "nothing here"),
        list(diagram.children(name), "nothing here")
    );
    let hidden: Vec<&str> = diagram
        .edges
        .iter()
        .filter(|edge| edge.kind == EdgeKind::Bidirected)
        .filter_map(|edge| match (edge.from == name, edge.to == name) {
            (true, false) => Some(edge.to.as_str()),
            (false, true) => Some(edge.from.as_str()),
            _ => None,
        })
        .collect();
    if !hidden.is_empty() {
        words.push_str(&format!(", has a hidden common cause with {}", hidden.join(", ")));
    }
    if let Some(node) = diagram.node(name) {
        for mark in &node.marks {
            words.push_str(", ");
            words.push_str(mark_words(*mark));
        }
    }
    words
}

/// A mark in words.
pub(super) fn mark_words(mark: Mark) -> &'static str {
    match mark {
        Mark::Exposure => "exposure",
        Mark::Outcome => "outcome",
        Mark::Adjusted => "adjusted for",
        Mark::Selected => "selected on",
        Mark::Latent => "not observed",
    }
}

impl Scene {
    /// Takes a node as the end of an arrow where one is being drawn.
    fn take_target(self, name: &str) -> bool {
        match self.mode.get_untracked() {
            Mode::Connecting { from, kind } => {
                super::editor::connect(self, &from, name, kind);
                true
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use causeloom::model::dagitty;

    use super::*;

    #[test]
    fn a_node_is_said_with_its_causes_effects_and_marks() {
        let text = "dag { smoke [exposure] lung [outcome] smoke -> lung smoke <-> lung }";
        let diagram = dagitty::read(text).expect("the text is a diagram");
        assert_eq!(
            words(&diagram, "smoke"),
            "smoke, caused by nothing here, causes lung, has a hidden common cause with lung, exposure"
        );
        assert_eq!(
            words(&diagram, "lung"),
            "lung, caused by smoke, causes nothing here, has a hidden common cause with smoke, outcome"
        );
    }
}
