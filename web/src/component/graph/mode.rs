//! The line above the canvas: its buttons, or the question that a begun change asks.

use causeloom::model::{EdgeKind, Mark};
use leptos::{ev, html, prelude::*};

use super::{Scene, editor};
use crate::component::unique_id;

/// What the user is in the middle of.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Mode {
    /// Nothing.
    #[default]
    Idle,
    /// Naming a new node, which will stand at a place of the drawing.
    Naming { at: Option<[f64; 2]> },
    /// Giving a node another name.
    Renaming { name: String },
    /// Drawing an edge from a node.
    Connecting { from: String, kind: EdgeKind },
}

/// The line above the canvas.
#[component]
pub(super) fn ModeLine(scene: Scene) -> impl IntoView {
    let line = move || match scene.mode.get() {
        Mode::Idle => view! { <Buttons scene /> }.into_any(),
        Mode::Naming { at } => {
            let fresh =
                scene.diagram.with_untracked(|diagram| causeloom::model::edit::fresh_name(diagram));
            let done = move |name: String| editor::add(scene, &name, at);
            view! { <Ask scene label="Name of the new node" value=fresh verb="Add" done=Callback::new(done) /> }.into_any()
        }
        Mode::Renaming { name } => {
            let before = name.clone();
            let done = move |to: String| editor::rename(scene, &before, &to);
            view! { <Ask scene label="New name" value=name verb="Rename" done=Callback::new(done) /> }.into_any()
        }
        Mode::Connecting { from, kind } => {
            let label = match kind {
                EdgeKind::Directed => format!("{from} causes"),
                EdgeKind::Bidirected => format!("{from} has a hidden common cause with"),
            };
            let done = move |to: String| editor::connect(scene, &from, &to, kind);
            view! { <Ask scene label value=String::new() verb="Connect" is_node=true done=Callback::new(done) /> }.into_any()
        }
    };
    view! {
        <div class="graph-line">{line}</div>
        <p class="graph-trouble" role="alert">{move || scene.trouble.get().map(|trouble| crate::component::note::sentence(&trouble, None))}</p>
    }
}

/// A button for every change; those about a node are about the current one.
#[component]
fn Buttons(scene: Scene) -> impl IntoView {
    let chosen = move || {
        let name = scene.chosen.get();
        name.filter(|name| scene.diagram.with(|diagram| diagram.node(name).is_some()))
    };
    let none = move || chosen().is_none();
    let with = move |action: fn(Scene, &str)| {
        move |_: ev::MouseEvent| {
            if let Some(name) = scene.chosen.get_untracked() {
                action(scene, &name);
            }
        }
    };
    let is_marked = move |mark: Mark| {
        chosen().is_some_and(|name| {
            scene
                .diagram
                .with(|diagram| diagram.node(&name).is_some_and(|node| node.marks.contains(&mark)))
        })
    };
    let mark = move |mark: Mark, words: &'static str, key: &'static str| {
        view! {
            <button
                type="button"
                class="quiet tool"
                title=format!("key {key}")
                disabled=none
                aria-pressed=move || is_marked(mark).to_string()
                on:click=move |_| {
                    if let Some(name) = scene.chosen.get_untracked() {
                        editor::toggle(scene, &name, mark);
                    }
                }
            >{words}</button>
        }
    };
    view! {
        <button type="button" class="tool" title="key n, or double click" on:click=move |_| scene.mode.set(Mode::Naming { at: None })>"New node"</button>
        <button type="button" class="quiet tool" title="key c" disabled=none on:click=with(|scene, name| {
            scene.mode.set(Mode::Connecting { from: name.to_owned(), kind: EdgeKind::Directed });
        })>"Arrow from it"</button>
        <button type="button" class="quiet tool" title="key h" disabled=none on:click=with(|scene, name| {
            scene.mode.set(Mode::Connecting { from: name.to_owned(), kind: EdgeKind::Bidirected });
        })>"Hidden cause"</button>
        <button type="button" class="quiet tool" title="key r" disabled=none on:click=with(|scene, name| {
            scene.mode.set(Mode::Renaming { name: name.to_owned() });
        })>"Rename"</button>
        <button type="button" class="quiet tool" title="key d" disabled=none on:click=with(editor::remove)>"Delete"</button>
        {mark(Mark::Exposure, "Exposure", "e")}
        {mark(Mark::Outcome, "Outcome", "o")}
        {mark(Mark::Adjusted, "Adjusted", "a")}
        {mark(Mark::Latent, "Unobserved", "u")}
        <button type="button" class="quiet tool" on:click=move |_| {
            if let Some(editor) = scene.editor {
                editor.arrange.run(());
            }
        }>"Arrange"</button>
    }
}

/// A question with a field; Enter answers, Escape takes it back.
#[component]
fn Ask(
    scene: Scene,
    #[prop(into)] label: String,
    value: String,
    verb: &'static str,
    #[prop(optional)] is_node: bool,
    done: Callback<String>,
) -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    let list = unique_id("nodes");
    let names = move || {
        scene.diagram.with(|diagram| diagram.names().map(str::to_owned).collect::<Vec<String>>())
    };
    Effect::new(move || {
        if let Some(field) = field.get() {
            // What is offered is selected, so that typing replaces it.
            field.set_value(&value);
            // A field that left the page meanwhile refuses it.
            drop(field.focus());
            field.select();
        }
    });
    let current = scene.current();
    let cancel = move || {
        scene.mode.set(Mode::Idle);
        scene.trouble.set(None);
        scene.focus(current.clone());
    };
    let cancel = StoredValue::new(cancel);
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if let Some(field) = field.get_untracked() {
            done.run(field.value().trim().to_owned());
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            event.stop_propagation();
            cancel.with_value(|cancel| cancel());
        }
    };
    view! {
        <form class="graph-ask" on:submit=submit on:keydown=on_key>
            <label>
                <span>{label}</span>
                <input type="text" node_ref=field list=is_node.then(|| list.clone()) autocomplete="off" spellcheck="false" />
            </label>
            {is_node.then(|| view! {
                <datalist id=list.clone()>
                    {names().into_iter().map(|name| view! { <option value=name></option> }).collect_view()}
                </datalist>
            })}
            <button type="submit" class="tool">{verb}</button>
            <button type="button" class="quiet tool" on:click=move |_| cancel.with_value(|cancel| cancel())>"Cancel"</button>
            {is_node.then(|| view! { <span class="muted small">"or click the other node"</span> })}
        </form>
    }
}
