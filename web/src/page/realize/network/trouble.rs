//! Why a server cannot be reached, and the line that helps.

use leptos::prelude::*;

use super::Asked;
use crate::component::fold::CodeBlock;

/// What a word of the gateway means for the user; empty for none.
fn meaning(word: &str) -> &'static str {
    match word {
        "cors" => "A server is there, but it does not let this page in (CORS).",
        "refused-or-mixed" => {
            "Nothing listens there, or the browser does not let a page on https ask a server on http (mixed content)."
        }
        "unreachable" => "Nothing listens there: the connection was refused.",
        "permission" => {
            "The browser was told not to let this page ask servers on this computer. Allow it in the site's settings, left of the address."
        }
        "offline" => "This computer is offline.",
        "policy" => {
            "The gateway's own policy lets only https and servers on this computer through."
        }
        "not-allowed" => {
            "Only https addresses and servers on this computer (localhost, 127.0.0.1) are called."
        }
        "reset" => "The connection broke while it answered.",
        "auth" => "The server refuses the key (401).",
        "other" => "The connection failed.",
        _ => "",
    }
}

/// The failure by name, with the line to paste.
#[component]
pub(super) fn Wizard(
    asked: Asked,
    /// The gateway's word.
    #[prop(into)]
    word: Signal<String>,
) -> impl IntoView {
    let words = Memo::new(move |_| word.with(|word| meaning(word)));
    let start = Memo::new(move |_| {
        let helps =
            word.with(|word| matches!(&**word, "cors" | "unreachable" | "refused-or-mixed"));
        asked.provider.with(|provider| provider.start.clone()).filter(|_| helps)
    });
    move || {
        let words = words.get();
        (!words.is_empty()).then(|| {
            view! {
                <div class="note note-warning wizard" role="status">
                    <p>{words}</p>
                    {start.get().map(|line| view! { <CodeBlock title="Start the server so" text=Signal::stored(line) /> })}
                </div>
            }
        })
    }
}
