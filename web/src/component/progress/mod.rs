//! Long work: how far it is, how long it will take, and a way to stop it.

use std::time::Duration;

use causeloom::JobKind;
use leptos::prelude::*;

use crate::state::{Phase, Progress, State};

/// Milliseconds of work before a remaining time is said.
const FIRST_GUESS: f64 = 600.0;

/// A run with its bar, words, remaining time, and Cancel.
#[component]
pub(crate) fn RunProgress(
    /// How far it is.
    #[prop(into)]
    progress: Signal<Progress>,
    /// Told that the user wants to stop.
    #[prop(into)]
    on_cancel: Callback<()>,
) -> impl IntoView {
    let clock = clock();
    let words = move || progress.with(|progress| progress.words.clone());
    let left = move || {
        let time = clock.get();
        progress.with(|progress| {
            let spent = time - progress.started;
            let share = f64::from(progress.done) / f64::from(progress.total.max(1));
            let is_known = progress.done > 0 && spent >= FIRST_GUESS;
            is_known.then(|| format!(" · {} left", duration(spent * (1.0 - share) / share)))
        })
    };
    let done = Signal::derive(move || progress.with(|progress| f64::from(progress.done)));
    let total = Signal::derive(move || progress.with(|progress| f64::from(progress.total.max(1))));
    view! {
        <Bar done total label="Progress of the computation" on_cancel>
            {words}{left}
        </Bar>
    }
}

/// While a job of a kind waits or runs: its progress with Cancel; else what is given for idle.
#[component]
pub(crate) fn JobProgress(
    /// The kind of job.
    kind: JobKind,
    /// Where it stands.
    #[prop(into)]
    phase: Signal<Phase>,
    /// What stands here when nothing goes on.
    idle: impl Fn() -> AnyView + Send + Sync + 'static,
) -> impl IntoView {
    let state = State::expect();
    let on_cancel = Callback::new(move |()| state.cancel(kind));
    let progress = Signal::derive(move || match phase.get() {
        Phase::Running(progress) => progress,
        _ => Progress { done: 0, total: 1, words: "Preparing".to_owned(), started: 0.0 },
    });
    let going_on = Memo::new(move |_| matches!(phase.get(), Phase::Waiting | Phase::Running(_)));
    let running = Memo::new(move |_| matches!(phase.get(), Phase::Running(_)));
    let shown = move || match (going_on.get(), running.get()) {
        (false, _) => idle(),
        (true, true) => view! { <RunProgress progress on_cancel /> }.into_any(),
        (true, false) => view! {
            <p class="run">
                <span class="muted">"Preparing …"</span>
                <button type="button" on:click=move |_| state.cancel(kind)>"Cancel"</button>
            </p>
        }
        .into_any(),
    };
    // One place for all of them: whichever button comes next in it gets the focus.
    view! { <div class="job">{shown}</div> }
}

/// A bar with words beside it and Cancel.
#[component]
pub(crate) fn Bar(
    /// What is done.
    #[prop(into)]
    done: Signal<f64>,
    /// Of how much; 0 where that is not known.
    #[prop(into)]
    total: Signal<f64>,
    /// What a screen reader says for the bar.
    label: &'static str,
    /// Told that the user wants to stop.
    #[prop(into)]
    on_cancel: Callback<()>,
    /// The words.
    children: Children,
) -> impl IntoView {
    let value = move || (total.get() > 0.0).then(|| done.get().min(total.get()).to_string());
    let most = move || total.get().max(1.0).to_string();
    view! {
        <div class="progress">
            <progress max=most value=value aria-label=label></progress>
            <p>
                <span class="words">{children()}</span>
                <button type="button" on:click=move |_| on_cancel.run(())>"Cancel"</button>
            </p>
        </div>
    }
}

/// The time by `performance.now()`, a few times a second, while the component lives.
fn clock() -> ReadSignal<f64> {
    let now = || window().performance().map_or(0.0, |clock| clock.now());
    let (time, set_time) = signal(now());
    let ticking = set_interval_with_handle(move || set_time.set(now()), Duration::from_millis(250));
    if let Ok(ticking) = ticking {
        on_cleanup(move || ticking.clear());
    }
    time
}

/// Milliseconds in words, with the digits that a guess deserves.
fn duration(milliseconds: f64) -> String {
    let seconds = milliseconds / 1_000.0;
    if seconds < 10.0 {
        format!("{seconds:.1} s")
    } else if seconds < 90.0 {
        format!("{seconds:.0} s")
    } else {
        format!("{:.0} min", seconds / 60.0)
    }
}
