//! The keys of the canvas, as DAGitty has them; each has a button too.

use causeloom::model::{EdgeKind, Mark};
use leptos::prelude::*;
use web_sys::KeyboardEvent;

use super::mode::Mode;
use super::{Scene, editor};

/// What the keys do, for the list of keys.
pub(crate) const KEYS: [(&str, &str); 9] = [
    ("n", "new node"),
    ("c", "arrow from this node to another, or take it away"),
    ("h", "hidden common cause of this node and another"),
    ("r", "rename the node"),
    ("d, Delete", "delete the node"),
    ("e, o", "mark as exposure, outcome"),
    ("a, u", "mark as adjusted for, not observed"),
    ("Tab, Enter", "next node, choose it"),
    ("arrow keys", "move the node (with Shift by one)"),
];

/// How far arrow keys move a node, in the drawing's units.
const STEP: f64 = 10.0;

/// Does what a key says; false where it is none of the canvas.
pub(super) fn press(scene: Scene, event: &KeyboardEvent) -> bool {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return false;
    }
    let key = event.key();
    if key == "Escape" {
        let was_idle = scene.mode.get_untracked() == Mode::Idle;
        scene.mode.set(Mode::Idle);
        scene.trouble.set(None);
        return !was_idle;
    }
    if key == "n" {
        scene.mode.set(Mode::Naming { at: None });
        return true;
    }
    let Some(name) = scene.current() else { return false };
    let kind = |kind| Mode::Connecting { from: name.clone(), kind };
    match key.as_str() {
        "c" => match scene.mode.get_untracked() {
            // The key that began the arrow also ends it, at another node.
            Mode::Connecting { from, kind } if from != name => {
                editor::connect(scene, &from, &name, kind);
            }
            _ => scene.mode.set(kind(EdgeKind::Directed)),
        },
        "h" => scene.mode.set(kind(EdgeKind::Bidirected)),
        "r" => scene.mode.set(Mode::Renaming { name }),
        "d" | "Delete" | "Backspace" => editor::remove(scene, &name),
        "e" => editor::toggle(scene, &name, Mark::Exposure),
        "o" => editor::toggle(scene, &name, Mark::Outcome),
        "a" => editor::toggle(scene, &name, Mark::Adjusted),
        "u" => editor::toggle(scene, &name, Mark::Latent),
        "ArrowLeft" => nudge(scene, &name, (-STEP, 0.0), event.shift_key()),
        "ArrowRight" => nudge(scene, &name, (STEP, 0.0), event.shift_key()),
        "ArrowUp" => nudge(scene, &name, (0.0, -STEP), event.shift_key()),
        "ArrowDown" => nudge(scene, &name, (0.0, STEP), event.shift_key()),
        _ => return false,
    }
    true
}

fn nudge(scene: Scene, name: &str, (across, down): (f64, f64), is_fine: bool) {
    let place = scene.places.with_untracked(|places| places.get(name).cloned());
    if let Some(place) = place {
        let factor = if is_fine { 1.0 / STEP } else { 1.0 };
        editor::move_to(scene, name, (place.x + across * factor, place.y + down * factor));
    }
}
