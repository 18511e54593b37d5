//! What the model is told: its words to be read and changed, and the messages for the row looked at.

mod editor;
mod preview;

use std::sync::Arc;
use std::time::Duration;

use causeloom::view::PromptView;
use causeloom::{Error, JobKind, Mode, ModelAnswer, ModelQuestion, Study, TemplatePart};
use leptos::prelude::*;

use self::editor::Editor;
use self::preview::Messages;
use super::network::asks_model;
use crate::component::fold::Fold;
use crate::component::note::ErrorNote;
use crate::state::State;

/// Silence after which the messages are made anew while somebody types.
const PAUSE: Duration = Duration::from_millis(150);

/// Why nothing can be asked with the study's own words, in words.
pub(super) fn problem(study: &Study) -> Option<String> {
    if let Err(error) = study.realize.kind.check() {
        return Some(error.to_string());
    }
    let problem = study.realize.template.as_ref()?.problems().into_iter().next()?;
    Some(format!("what the model is told, {}: {}", title(problem.part), problem.error))
}

/// What a text of a template is called.
fn title(part: TemplatePart) -> &'static str {
    match part {
        TemplatePart::System => "instructions",
        TemplatePart::First => "first question",
        TemplatePart::Correction => "correction",
    }
}

/// A mode in words.
fn mode_words(mode: Mode) -> &'static str {
    match mode {
        Mode::Free => "free text",
        Mode::Placeholders => "texts with placeholders",
        Mode::Locked => "texts locked by a grammar",
    }
}

/// The fold; `number` is the text that is looked at.
#[component]
pub(super) fn PromptFold(number: RwSignal<u64>) -> impl IntoView {
    let state = State::expect();
    let answer = RwSignal::new(None::<Arc<PromptView>>);
    let failure = RwSignal::new(None::<Error>);
    let is_open = RwSignal::new(false);
    let asked = Memo::new(move |_| state.study.with(|study| study.part(JobKind::Realize)));
    let shown = Memo::new(move |_| {
        number.get().min(asked.with(|study| state.n_texts(study)).saturating_sub(1))
    });
    let epoch = StoredValue::new(0_u32);
    Effect::new(move || {
        let number = shown.get();
        asked.track();
        if !is_open.get() {
            return;
        }
        epoch.update_value(|epoch| *epoch += 1);
        let mine = epoch.get_value();
        let is_last = move || epoch.try_get_value() == Some(mine);
        let ask = move || {
            if !is_last() {
                return;
            }
            leptos::task::spawn_local(async move {
                let found = state.ask_model(ModelQuestion::Prompt { number }).await;
                if !is_last() {
                    return;
                }
                match found {
                    Ok(ModelAnswer::Prompt(view)) => {
                        failure.set(None);
                        answer.set(Some(Arc::from(view)));
                    }
                    Ok(_) => {}
                    Err(error) => failure.set(Some(error)),
                }
            });
        };
        // The first answer has nothing to wait for.
        if answer.with_untracked(Option::is_none) { ask() } else { set_timeout(ask, PAUSE) }
    });
    let is_own = Memo::new(move |_| asked.with(|study| study.realize.template.is_some()));
    let mode = Memo::new(move |_| asked.with(|study| study.realize.mode));
    Effect::new(move |before: Option<Mode>| {
        let now = mode.get();
        if before.is_some_and(|before| before != now) && is_own.get_untracked() {
            state.say("Your own words to the model are kept");
        }
        now
    });
    let has_problem = Memo::new(move |_| asked.with(|study| problem(study).is_some()));
    let summary = Signal::derive(move || {
        match (has_problem.get(), is_own.get()) {
            (true, _) => "your own words, with a problem",
            (false, true) => "your own words",
            (false, false) => "instructions and questions, to be read or changed",
        }
        .to_owned()
    });
    let has_answer = Memo::new(move |_| answer.with(Option::is_some));
    let told = Memo::new(move |_| answer.get());
    view! {
        <Fold title="What the model is told" summary on_open=Callback::new(move |()| is_open.set(true))>
            {move || failure.get().map(|error| view! { <ErrorNote error /> })}
            <Show when=move || has_answer.get()>
                <Told told />
            </Show>
        </Fold>
    }
}

#[component]
fn Told(told: Memo<Option<Arc<PromptView>>>) -> impl IntoView {
    let state = State::expect();
    let asks = Memo::new(move |_| state.study.with(asks_model));
    let about = move || {
        if asks.get() {
            "A language model is told the instructions once a row, then asked the first question; a text that departs from the facts is answered by a correction."
        } else {
            "The writer of this study is told nothing. A language model would be told this:"
        }
    };
    let is_there = Memo::new(move |_| told.with(Option::is_some));
    view! {
        <div class="prompt">
            <p class="muted small">{about}</p>
            <Show when=move || is_there.get()>
                <Editor told />
                <Messages told />
            </Show>
        </div>
    }
}
