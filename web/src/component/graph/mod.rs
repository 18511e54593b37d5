//! A diagram on the page: nodes and arrows in SVG, each node an element of its own.
//!
//! It shows, and with an [`Editor`] it changes: by pointer, by keys, and by the buttons above it.

mod editor;
mod geometry;
mod keys;
mod mode;
mod node;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use causeloom::model::{Diagram, DiagramEdge, EdgeKind};
use leptos::{ev, prelude::*, svg};
use wasm_bindgen::JsCast;

pub(crate) use self::editor::{Change, Editor};
use self::geometry::{Place, Unit, Window, path, places, unit_of, whole};
pub(crate) use self::keys::KEYS as GRAPH_KEYS;
use self::mode::{Mode, ModeLine};
use self::node::Node;
use crate::component::unique_id;

/// How nodes and arrows are set off from the others.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Looks {
    /// A class for a node.
    pub(crate) nodes: BTreeMap<String, &'static str>,
    /// A small line under a node.
    pub(crate) captions: BTreeMap<String, String>,
    /// Arrows that are set off.
    pub(crate) arrows: BTreeSet<(String, String)>,
    /// Pairs that are joined by a mark though no arrow joins them.
    pub(crate) pairs: Vec<(String, String)>,
}

/// What the parts of the component share.
#[derive(Clone, Copy)]
struct Scene {
    diagram: Signal<Arc<Diagram>>,
    looks: Signal<Looks>,
    chosen: RwSignal<Option<String>>,
    editor: Option<Editor>,
    unit: Memo<Unit>,
    /// A node that is being dragged, and how far.
    dragged: RwSignal<Option<(String, f64, f64)>>,
    places: Memo<BTreeMap<String, Place>>,
    window: RwSignal<Window>,
    mode: RwSignal<Mode>,
    hovered: RwSignal<Option<String>>,
    trouble: RwSignal<Option<String>>,
    canvas: NodeRef<svg::Svg>,
}

/// A diagram.
#[component]
pub(crate) fn GraphView(
    /// What is shown.
    #[prop(into)]
    diagram: Signal<Arc<Diagram>>,
    /// What is set off.
    #[prop(optional, into)]
    looks: Signal<Looks>,
    /// The node that is looked at.
    chosen: RwSignal<Option<String>>,
    /// Takes changes; without it the diagram is only shown.
    #[prop(optional)]
    editor: Option<Editor>,
    /// What a screen reader says of it.
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    let names = Memo::new(move |_| {
        diagram.with(|diagram| diagram.names().map(str::to_owned).collect::<Vec<String>>())
    });
    // The unit is kept while nodes are moved, so that nothing jumps under the hand.
    let unit = Memo::new(move |_| {
        names.track();
        diagram.with_untracked(|diagram| unit_of(diagram))
    });
    let dragged = RwSignal::new(None::<(String, f64, f64)>);
    let places = Memo::new(move |_| {
        let mut places = diagram.with(|diagram| places(diagram, unit.get()));
        if let Some((name, x, y)) = dragged.get()
            && let Some(place) = places.get_mut(&name)
        {
            (place.x, place.y) = (x, y);
        }
        places
    });
    let scene = Scene {
        diagram,
        looks,
        chosen,
        editor,
        unit,
        dragged,
        places,
        window: RwSignal::new(places.with_untracked(whole)),
        mode: RwSignal::new(Mode::Idle),
        hovered: RwSignal::new(None),
        trouble: RwSignal::new(None),
        canvas: NodeRef::new(),
    };
    Effect::new(move |before: Option<Vec<String>>| {
        let now = names.get();
        // Another diagram is shown whole; one more node only where it would not be seen.
        let grew = before.as_ref().is_some_and(|before| now.len().abs_diff(before.len()) <= 1);
        let all = scene.places.with_untracked(whole);
        let seen = scene.window.get_untracked();
        let is_seen = all.left >= seen.left
            && all.top >= seen.top
            && all.left + all.width <= seen.left + seen.width
            && all.top + all.height <= seen.top + seen.height;
        if before.is_some() && !(grew && is_seen) {
            scene.window.set(all);
        }
        now
    });
    view! {
        <div class="graph" class:is-edited=editor.is_some()>
            {editor.map(|_| view! { <ModeLine scene /> })}
            <Canvas scene label />
            <ViewTools scene />
        </div>
    }
}

/// The drawing itself.
#[component]
fn Canvas(scene: Scene, label: Signal<String>) -> impl IntoView {
    let head = unique_id("arrow-head");
    let strong = unique_id("arrow-head-strong");
    let (head_url, strong_url) = (format!("url(#{head})"), format!("url(#{strong})"));
    let names = move || {
        scene.diagram.with(|diagram| diagram.names().map(str::to_owned).collect::<Vec<String>>())
    };
    let edges = move || scene.diagram.with(|diagram| diagram.edges.clone());
    let edge = move |edge: DiagramEdge| {
        let key = (edge.from.clone(), edge.to.clone());
        let is_strong = Memo::new(move |_| scene.looks.with(|looks| looks.arrows.contains(&key)));
        let (from, to, kind) = (edge.from.clone(), edge.to.clone(), edge.kind);
        let line = move || {
            scene.places.with(|places| match (places.get(&from), places.get(&to)) {
                (Some(from), Some(to)) => path(from, to, kind),
                _ => String::new(),
            })
        };
        let (weak, firm) = (head_url.clone(), strong_url.clone());
        let marker = move || if is_strong.get() { firm.clone() } else { weak.clone() };
        let at_start = marker.clone();
        view! {
            <path
                class="graph-edge"
                class:common=kind == EdgeKind::Bidirected
                class:strong=move || is_strong.get()
                d=line
                marker-end=marker
                marker-start=move || (kind == EdgeKind::Bidirected).then(&at_start)
            />
        }
    };
    let edge_key = |edge: &DiagramEdge| (edge.from.clone(), edge.to.clone(), edge.kind);
    let pairs = move || scene.looks.with(|looks| looks.pairs.clone());
    let pair = move |(x, y): (String, String)| {
        let line = move || {
            scene.places.with(|places| match (places.get(&x), places.get(&y)) {
                (Some(from), Some(to)) => path(from, to, EdgeKind::Bidirected),
                _ => String::new(),
            })
        };
        view! { <path class="graph-pair" d=line /> }
    };
    let is_empty = move || scene.diagram.with(|diagram| diagram.nodes.is_empty());
    let on_keydown = move |event: ev::KeyboardEvent| {
        if scene.editor.is_some() && keys::press(scene, &event) {
            event.prevent_default();
            event.stop_propagation();
        }
    };
    let grasp = StoredValue::new(None::<(f64, f64, Window)>);
    let on_down = move |event: ev::PointerEvent| {
        if node::name_of(event.target()).is_none() && event.button() == 0 {
            let start = (f64::from(event.client_x()), f64::from(event.client_y()));
            grasp.set_value(Some((start.0, start.1, scene.window.get_untracked())));
        }
    };
    let on_move = move |event: ev::PointerEvent| {
        let Some((x, y, start)) = grasp.get_value() else { return };
        if event.buttons() == 0 {
            grasp.set_value(None);
            return;
        }
        let scale = start.scale(scene.size());
        scene.window.set(Window {
            left: start.left - (f64::from(event.client_x()) - x) * scale,
            top: start.top - (f64::from(event.client_y()) - y) * scale,
            ..start
        });
    };
    let on_wheel = move |event: ev::WheelEvent| {
        if event.ctrl_key() || event.meta_key() {
            event.prevent_default();
            let about = scene.under(f64::from(event.client_x()), f64::from(event.client_y()));
            let factor = if event.delta_y() > 0.0 { 1.15 } else { 1.0 / 1.15 };
            scene.window.update(|window| *window = window.zoomed(factor, about));
        }
    };
    let on_double = move |event: ev::MouseEvent| {
        if scene.editor.is_some() && node::name_of(event.target()).is_none() {
            let (x, y) = scene.under(f64::from(event.client_x()), f64::from(event.client_y()));
            scene.mode.set(Mode::Naming { at: Some([x, y]) });
        }
    };
    view! {
        <svg
            class="graph-canvas"
            node_ref=scene.canvas
            role="group"
            aria-label=label
            tabindex=move || if is_empty() { "0" } else { "-1" }
            viewBox=move || scene.window.get().view_box()
            on:keydown=on_keydown
            on:pointerdown=on_down
            on:pointermove=on_move
            on:pointerup=move |_| grasp.set_value(None)
            on:wheel=on_wheel
            on:dblclick=on_double
        >
            <defs>
                <marker id=head class="graph-head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto-start-reverse">
                    <path d="M0 0.5 8 4 0 7.5z" />
                </marker>
                <marker id=strong class="graph-head strong" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="10" markerHeight="10" markerUnits="userSpaceOnUse" orient="auto-start-reverse">
                    <path d="M0 0.5 8 4 0 7.5z" />
                </marker>
            </defs>
            {move || (is_empty() && scene.editor.is_some()).then(|| view! {
                <text class="graph-empty" x=move || scene.window.get().middle().0 y=move || scene.window.get().middle().1>
                    "Double click, or press n, for a first node"
                </text>
            })}
            <For each=edges key=edge_key children=edge />
            <For each=pairs key=Clone::clone children=pair />
            <For each=names key=Clone::clone children=move |name| view! { <Node scene name /> } />
        </svg>
    }
}

/// Closer, further, whole.
#[component]
fn ViewTools(scene: Scene) -> impl IntoView {
    let zoom = move |factor: f64| {
        scene.window.update(|window| *window = window.zoomed(factor, window.middle()));
    };
    view! {
        <div class="graph-view tools">
            <button type="button" class="quiet icon" aria-label="Closer" title="Closer" on:click=move |_| zoom(0.8)>"+"</button>
            <button type="button" class="quiet icon" aria-label="Further" title="Further" on:click=move |_| zoom(1.25)>"−"</button>
            <button type="button" class="quiet tool" on:click=move |_| scene.window.set(scene.places.with_untracked(whole))>"Show all"</button>
        </div>
    }
}

impl Scene {
    /// Size of the canvas in pixels.
    fn size(self) -> (f64, f64) {
        self.canvas.get_untracked().map_or((1.0, 1.0), |canvas| {
            let frame = canvas.get_bounding_client_rect();
            (frame.width(), frame.height())
        })
    }

    /// The point of the drawing under a point of the screen.
    fn under(self, client_x: f64, client_y: f64) -> (f64, f64) {
        let Some(canvas) = self.canvas.get_untracked() else { return (0.0, 0.0) };
        let frame = canvas.get_bounding_client_rect();
        let at = (client_x - frame.left(), client_y - frame.top());
        self.window.get_untracked().under(at, (frame.width(), frame.height()))
    }

    /// The node that keys are about: the one with the focus, else the one under the pointer, else
    /// the chosen one.
    fn current(self) -> Option<String> {
        let focused =
            document().active_element().and_then(|element| node::name_of_element(&element));
        focused
            .or_else(|| self.hovered.get_untracked())
            .or_else(|| self.chosen.get_untracked())
            .filter(|name| self.diagram.with_untracked(|diagram| diagram.node(name).is_some()))
    }

    /// Gives the focus to a node once it is drawn, or to the canvas where there is none.
    fn focus(self, name: Option<String>) {
        leptos::task::spawn_local(async move {
            leptos::task::tick().await;
            let Some(canvas) = self.canvas.get_untracked() else { return };
            let nodes = canvas.query_selector_all("[data-node]").ok();
            let nodes = nodes
                .iter()
                .flat_map(|nodes| (0..nodes.length()).filter_map(|index| nodes.get(index)));
            let elements = nodes.filter_map(|node| node.dyn_into::<web_sys::SvgElement>().ok());
            let found = elements
                .into_iter()
                .find(|element| element.get_attribute("data-node") == name)
                .unwrap_or_else(|| (*canvas).clone().unchecked_into());
            // An element that left the page meanwhile refuses it.
            drop(found.focus());
        });
    }
}
