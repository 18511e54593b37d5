//! The first request, byte for byte, before anything is sent.

use causeloom::conversation::{Leaves, Preview};
use causeloom::number::count;
use leptos::prelude::*;

use crate::component::fold::CodeBlock;
use crate::gateway;
use crate::state::State;

/// What will leave the tab, and the user's yes or no. Cells leave only after a tick.
#[component]
pub(super) fn Consent(preview: Preview) -> impl IntoView {
    let state = State::expect();
    let Preview { host, url, body, requests: (least, most), leaves } = preview;
    let times = if least == most {
        format!("{} requests", count(least as f64))
    } else {
        format!("{} to {} requests", count(least as f64), count(most as f64))
    };
    let ticked = RwSignal::new(false);
    let tells_cells = matches!(leaves, Leaves::Cells { .. });
    let tick = tells_cells.then(|| {
        let words = format!(" I allow {} to go to {host}", leaves_words(&leaves));
        view! {
            <p class="leaving-rows">
                <label>
                    <input type="checkbox" on:change=move |event| ticked.set(event_target_checked(&event)) />
                    {words}"."
                </label>
            </p>
        }
    });
    view! {
        <div class="note consent" class:note-error=tells_cells role="group" aria-label="Before anything is sent">
            <p><strong>{format!("{times} will go to {host}.")}</strong></p>
            <p>{format!("Leaves this tab: {}. The first request, to {url}:", leaves_words(&leaves))}</p>
            {state.network.recording.get_untracked().map(|recorded| view! {
                <p>{format!("What {} answers is not asked again, so that it may be fewer.", recorded.name)}</p>
            })}
            <CodeBlock title="First request" text=Signal::stored(body) />
            {tick}
            <p class="buttons">
                <button
                    type="button" class="primary" disabled=move || tells_cells && !ticked.get()
                    on:click=move |_| gateway::agree(state)
                >"Send"</button>
                <button type="button" on:click=move |_| gateway::put_off(state)>"Do not send"</button>
            </p>
        </div>
    }
}

/// What requests tell, in words.
fn leaves_words(leaves: &Leaves) -> String {
    use causeloom::Level;
    match leaves {
        Leaves::Simulated => "simulated facts only".to_owned(),
        Leaves::Columns { level: Level::Nothing, .. } => {
            "nothing of your table but how many facts a row has".to_owned()
        }
        Leaves::Columns { level, aliased } => {
            let what = if *aliased { "types and ranges" } else { "names, types and ranges" };
            let more = if *level == Level::Aggregates { ", means and counts" } else { "" };
            format!("{what}{more} of your table’s columns, no cell of a row")
        }
        Leaves::Cells { rows, cells } => {
            format!("{} cells of {} rows of your table", count(*cells as f64), count(*rows as f64))
        }
    }
}

#[cfg(test)]
mod tests {
    use causeloom::Level;

    use super::*;

    #[test]
    fn what_leaves_is_said_for_every_level() {
        let columns = |level, aliased| leaves_words(&Leaves::Columns { level, aliased });
        assert!(columns(Level::Nothing, true).starts_with("nothing of your table"));
        assert!(columns(Level::Schema, false).starts_with("names, types and ranges of"));
        assert!(columns(Level::Aggregates, true).starts_with("types and ranges, means and counts"));
        let cells = leaves_words(&Leaves::Cells { rows: 200, cells: 14_000 });
        assert_eq!(cells, "14\u{202f}000 cells of 200 rows of your table");
    }
}
