//! The address bar and the tab's storage: a reload and a link lead to the same study and page.
//!
//! Everything is in the fragment, which browsers never send: `#step=audit&s=…`.

use causeloom::{JobKind, Study, link};
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::{State, Step};
use crate::component::clipboard::copy_text;

/// Kinds of jobs that were asked for and not stopped, in the tab's storage.
const ASKED: &str = "causeloom.asked";
/// Marks history entries that this page wrote.
const MARK: &str = "causeloom";

impl State {
    /// Goes to a page; the browser's Back leads back.
    pub(crate) fn go(self, step: Step) {
        if self.step.get_untracked() == step {
            return;
        }
        let fragment = fragment(&self.study.get_untracked(), step);
        let history = window().history();
        let pushed = history
            .and_then(|history| history.push_state_with_url(&MARK.into(), "", Some(&fragment)));
        if pushed.is_err() {
            self.say("The address bar could not be changed");
        }
        self.step.set(step);
    }

    /// The address of a page with the study as it stands.
    pub(crate) fn address_of(self, step: Step) -> String {
        self.study.with(|study| fragment(study, step))
    }

    /// Copies the link to this study.
    pub(crate) fn share(self) {
        self.write_address();
        match window().location().href() {
            Ok(link) => copy_text(self, link, "Link copied. It holds the question, never rows."),
            Err(_) => self.say("The link could not be read"),
        }
    }

    /// Writes the study into the address bar, in place.
    pub(super) fn write_address(self) {
        let fragment = fragment(&self.study.get_untracked(), self.step.get_untracked());
        // A browser may refuse when it is asked too often; the next change writes it again.
        drop(
            window().history().and_then(|history| {
                history.replace_state_with_url(&MARK.into(), "", Some(&fragment))
            }),
        );
    }

    /// Takes page and study from the address, now and when the user changes it.
    pub(super) fn start_from_address(self) {
        self.read_address("start");
        window_event_listener(ev::popstate, move |event| {
            if event.state().as_string().as_deref() == Some(MARK) {
                let hash = window().location().hash().unwrap_or_default();
                self.step.set(step_of(&hash));
                self.write_address();
            } else {
                self.read_address("open the link");
            }
        });
    }

    /// Starts again what was asked for before a reload.
    pub(super) fn restart_asked(self) {
        let kinds = self.take_restart(|kind| matches!(kind, JobKind::Audit | JobKind::Sensitivity));
        if self.problem.get_untracked().is_none() {
            for kind in kinds {
                self.run(kind);
            }
        }
    }

    fn read_address(self, label: &str) {
        let hash = window().location().hash().unwrap_or_default();
        self.step.set(step_of(&hash));
        let kinds = [
            JobKind::Audit,
            JobKind::Sensitivity,
            JobKind::Sample,
            JobKind::Independence,
            JobKind::Realize,
        ];
        match link::from_fragment(&hash) {
            Ok(Some(study)) => {
                let asked = asked();
                self.machine.update_value(|machine| {
                    let keep = |kind: &JobKind| asked.iter().any(|key| key == Self::job_key(*kind));
                    machine.restart = kinds.into_iter().filter(keep).collect();
                });
                if label == "start" {
                    self.history.set(causeloom::History::new(study));
                    self.follow_history();
                } else {
                    self.edit(label, |current| *current = study);
                }
            }
            Ok(None) => {}
            Err(error) => self.opening_problem.set(Some(error)),
        }
    }
}

/// Notes in the tab's storage whether a job was asked for, so that a reload starts it again.
pub(super) fn remember_asked(kind: JobKind, is_asked: bool) {
    let mut asked = asked();
    asked.retain(|key| key != State::job_key(kind));
    if is_asked {
        asked.push(State::job_key(kind).to_owned());
    }
    write_asked(&asked);
}

fn fragment(study: &Study, step: Step) -> String {
    let place = format!("#step={}", step.key());
    if study == &Study::default() { place } else { format!("{place}&{}", link::to_fragment(study)) }
}

fn step_of(hash: &str) -> Step {
    let key = hash.trim_start_matches('#').split('&').find_map(|part| part.strip_prefix("step="));
    Step::ALL.into_iter().find(|step| Some(step.key()) == key).unwrap_or(Step::Data)
}

fn asked() -> Vec<String> {
    let text = session_storage().and_then(|storage| storage.get_item(ASKED).ok().flatten());
    text.unwrap_or_default().split(',').filter(|key| !key.is_empty()).map(str::to_owned).collect()
}

fn write_asked(asked: &[String]) {
    if let Some(storage) = session_storage() {
        // Without storage a reload just does not start the job again.
        drop(storage.set_item(ASKED, &asked.join(",")));
    }
}

fn session_storage() -> Option<web_sys::Storage> {
    let storage: Result<Option<web_sys::Storage>, JsValue> = window().session_storage();
    storage.ok().flatten()
}
