//! Warnings that travel with a result, each with why and, where there is one, a way out.

use std::sync::Arc;

use causeloom::view::{AuditView, NoteView, Severity};
use leptos::prelude::*;

use crate::component::note::Note;
use crate::state::{Part, State};

/// Warnings first, then what is good to know.
#[component]
pub(super) fn ResultNotes(
    /// The result.
    #[prop(into)]
    view: Signal<Arc<AuditView>>,
) -> impl IntoView {
    let notes = Memo::new(move |_| {
        let mut notes = view.with(|view| view.warnings.clone());
        notes.sort_by_key(|note| note.severity != Severity::Warning);
        notes
    });
    move || {
        let items = notes.get().into_iter().map(|note| match way_out(&note) {
            Some((column, part)) => view! { <Note note><WayOut column part /></Note> }.into_any(),
            None => view! { <Note note /> }.into_any(),
        });
        view! { <div class="result-notes">{items.collect_view()}</div> }
    }
}

/// Offers a change of a column's part, as long as it has another one.
#[component]
fn WayOut(column: String, part: Option<Part>) -> impl IntoView {
    let state = State::expect();
    let text = match part {
        Some(part) => format!("Make {column} a {}", part.title()),
        None => format!("Leave {column} out"),
    };
    let name = column.clone();
    let useful = Memo::new(move |_| {
        let now = state.part_of(&name);
        now != part && matches!(now, Some(Part::Confounder | Part::Mediator))
    });
    move || {
        let column = column.clone();
        useful.get().then(|| view! {
            <button type="button" on:click=move |_| state.set_part(&column, part)>{text.clone()}</button>
        })
    }
}

/// The column that a remark is about, and the part that would settle it.
fn way_out(note: &NoteView) -> Option<(String, Option<Part>)> {
    let column = note.column.clone()?;
    match note.code.as_str() {
        "confounder-may-descend" | "confounder-descends" => Some((column, Some(Part::Mediator))),
        "after-outcome" | "identifier" | "constant-column" | "dropped-column" | "separated"
        | "rank-deficient" => Some((column, None)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note(code: &str, column: Option<&str>) -> NoteView {
        NoteView {
            code: code.to_owned(),
            severity: Severity::Warning,
            message: String::new(),
            why: String::new(),
            column: column.map(str::to_owned),
        }
    }

    #[test]
    fn a_remark_about_a_column_offers_the_part_that_settles_it() {
        let time = Some("time".to_owned());
        assert_eq!(
            way_out(&note("after-outcome", Some("time"))),
            time.clone().map(|name| (name, None))
        );
        assert_eq!(
            way_out(&note("confounder-may-descend", Some("time"))),
            time.map(|name| (name, Some(Part::Mediator)))
        );
        assert_eq!(way_out(&note("poor-overlap", None)), None);
        assert_eq!(way_out(&note("rows-dropped", Some("time"))), None);
    }
}
