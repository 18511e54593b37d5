//! Which draft of a text is shown, and what is said of it.

use causeloom::view::{DraftView, RecordView};

/// Which draft is wanted; the wish holds from text to text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// The first one.
    First,
    /// The one that is the text.
    Text,
    /// One between, of this text only.
    At(usize),
}

impl Shown {
    /// The wish for a place in a record.
    pub(super) fn at(place: usize, record: &RecordView) -> Self {
        if place == record.chosen {
            Self::Text
        } else if place == 0 {
            Self::First
        } else {
            Self::At(place)
        }
    }

    /// The wish as it is for another text.
    pub(super) fn of_another(self) -> Self {
        if matches!(self, Self::At(_)) { Self::First } else { self }
    }

    /// Its place among the drafts of a record.
    pub(super) fn place(self, record: &RecordView) -> usize {
        let place = match self {
            Self::First => 0,
            Self::Text => record.chosen,
            Self::At(place) => place,
        };
        place.min(record.drafts.len().saturating_sub(1))
    }
}

/// True where the first draft departs from the facts.
pub(super) fn is_wrong_at_first(record: &RecordView) -> bool {
    record.drafts.first().is_some_and(|draft| !draft.violations.is_empty())
}

/// How the text came about, after its title; empty where nothing was wrong.
pub(super) fn path_words(record: &RecordView) -> String {
    if record.path.is_empty() { String::new() } else { format!(", {}", record.path) }
}

/// How many violations a draft has, in a sentence.
pub(super) fn wrong_words(draft: &DraftView) -> String {
    match draft.violations.len() {
        0 if draft.is_growing && draft.pieces.is_empty() => {
            "It is asked for; nothing has come yet.".to_owned()
        }
        0 if draft.is_growing => "It is judged once it is whole.".to_owned(),
        0 => "Every fact is told as it was given.".to_owned(),
        1 => "One violation in this draft.".to_owned(),
        n => format!("{n} violations in this draft."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(n_drafts: usize) -> RecordView {
        RecordView {
            drafts: vec![DraftView::default(); n_drafts],
            chosen: n_drafts - 1,
            ..RecordView::default()
        }
    }

    #[test]
    fn the_wish_for_the_text_or_the_first_draft_holds_from_text_to_text() {
        let three = record(3);
        for (place, expected) in [(0, 0), (1, 0), (2, 4)] {
            let wish = Shown::at(place, &three).of_another();
            assert_eq!(wish.place(&record(5)), expected);
        }
    }

    #[test]
    fn a_place_that_a_text_does_not_have_is_its_last_draft() {
        assert_eq!(Shown::At(4).place(&record(2)), 1);
        assert_eq!(Shown::First.place(&RecordView::default()), 0);
    }
}
