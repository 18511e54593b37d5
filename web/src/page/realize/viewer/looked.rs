//! Which text is looked at, and how it is asked for: once where it is done, again and again while a
//! language model writes it.

use std::sync::Arc;

use causeloom::view::RecordView;
use causeloom::{Error, Study};
use leptos::prelude::*;

use super::shown::Shown;
use crate::page::realize::network::text_of;
use crate::state::State;

/// The text that is looked at; copies are the same.
#[derive(Clone, Copy)]
pub(super) struct Looked {
    number: RwSignal<u64>,
    /// Its number, within the texts of the study.
    pub(super) shown: Memo<u64>,
    /// The text; none while nothing has come of it.
    pub(super) answer: RwSignal<Option<Arc<RecordView>>>,
    /// Why it could not be had.
    pub(super) problem: RwSignal<Option<Error>>,
    /// True while it is asked for.
    pub(super) asking: RwSignal<bool>,
    /// Which of its drafts is wanted.
    pub(super) wanted: RwSignal<Shown>,
    is_followed: RwSignal<bool>,
    epoch: StoredValue<u32>,
    /// Set where more came of the text while it was asked for.
    again: RwSignal<bool>,
}

impl Looked {
    /// Looks at a text of what is asked, and follows both.
    pub(super) fn new(
        state: State,
        number: RwSignal<u64>,
        asked: Memo<Study>,
        n_texts: Memo<u64>,
    ) -> Self {
        let looked = Self {
            is_followed: state.network.is_followed,
            number,
            shown: Memo::new(move |_| number.get().min(n_texts.get().saturating_sub(1))),
            answer: RwSignal::new(None),
            problem: RwSignal::new(None),
            asking: RwSignal::new(false),
            wanted: RwSignal::new(Shown::First),
            epoch: StoredValue::new(0),
            again: RwSignal::new(false),
        };
        Effect::new(move || {
            looked.shown.track();
            asked.track();
            state.network.asked.track();
            looked.ask(state);
        });
        Effect::new(move |before: Option<()>| {
            state.network.writing.track();
            // A text may be done at once, as from a recording.
            state.network.epoch.track();
            looked.again.track();
            if before.is_none() || looked.is_whole() {
                return;
            }
            if looked.asking.get_untracked() {
                // The worker has enough to do: one question at a time.
                return looked.again.update_untracked(|again| *again = true);
            }
            looked.ask(state);
        });
        looked
    }

    /// Looks at another text, as the user wants it.
    pub(super) fn go_to(self, number: u64) {
        self.is_followed.set(false);
        self.number.set(number);
    }

    /// Looks at a text because it is under way.
    pub(super) fn follow_to(self, number: u64) {
        self.wanted.set(Shown::Text);
        self.number.set(number);
    }

    /// True where the answer is the text that is looked at and nothing more will come of it.
    pub(super) fn is_whole(self) -> bool {
        let number = self.shown.get_untracked();
        self.answer.with_untracked(|answer| {
            answer.as_ref().is_some_and(|record| record.number == number && !record.is_under_way)
        })
    }

    /// True where something of the text that is looked at is there.
    pub(super) fn is_begun(self) -> bool {
        let number = self.shown.get_untracked();
        self.answer
            .with_untracked(|answer| answer.as_ref().is_some_and(|record| record.number == number))
    }

    fn ask(self, state: State) {
        let number = self.shown.get_untracked();
        self.epoch.update_value(|epoch| *epoch += 1);
        let mine = self.epoch.get_value();
        self.asking.set(true);
        leptos::task::spawn_local(async move {
            let found = text_of(state, number).await;
            if self.epoch.try_get_value() != Some(mine) {
                return;
            }
            self.asking.set(false);
            match found {
                Ok(record) => {
                    self.problem.set(None);
                    let is_other = self.answer.with_untracked(|answer| {
                        answer.as_ref().is_none_or(|answer| answer.number != number)
                    });
                    if is_other {
                        self.wanted.update(|wanted| *wanted = wanted.of_another());
                    }
                    self.answer.set(record.map(Arc::new));
                }
                Err(error) => self.problem.set(Some(error)),
            }
            if self.again.get_untracked() {
                self.again.set(false);
            }
        });
    }
}
