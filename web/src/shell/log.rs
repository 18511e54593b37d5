//! The meter of requests, and the log that it opens.

use leptos::prelude::*;

use super::counted;
use crate::component::copy_menu::CopyMenu;
use crate::component::floating::Floating;
use crate::state::{Purpose, Request, State};

/// How many requests were made since the page was loaded, and which.
#[component]
pub(super) fn Log() -> impl IntoView {
    let state = State::expect();
    let n_counted = Memo::new(move |_| {
        state
            .requests
            .with(|requests| requests.iter().filter(|request| request.purpose.is_counted()).count())
    });
    let face = move || {
        view! {
            <i class="dot" class:alarm=move || n_counted.get() != 0></i>
            <span class="count">{move || counted(n_counted.get(), "request")}</span>
        }
    };
    let label = Signal::derive(move || {
        format!("{} since the page was loaded; open the log", counted(n_counted.get(), "request"))
    });
    view! {
        <Floating face=face label=label class="quiet meter" panel_class="log">
            <Entries n_counted />
        </Floating>
    }
}

#[component]
fn Entries(n_counted: Memo<usize>) -> impl IntoView {
    let state = State::expect();
    let verdict = move || {
        if n_counted.get() == 0 {
            "Besides its own program this page has asked the network for nothing.".to_owned()
        } else {
            format!(
                "Besides its own program this page made {}.",
                counted(n_counted.get(), "request")
            )
        }
    };
    let row = |request: Request| {
        let cells = cells(&request);
        let is_odd = !matches!(request.purpose, Purpose::Page | Purpose::Worker);
        let sent = request.sent.clone();
        view! {
            <tr class:odd-request=is_odd>
                {cells.map(|cell| view! { <td>{cell}</td> }).collect_view()}
            </tr>
            {sent.map(|sent| view! {
                <tr class="sent-body">
                    <td colspan="5">
                        <details>
                            <summary>"What was sent, SHA-256 "<code>{sent.sha256.chars().take(16).collect::<String>()}"…"</code></summary>
                            <p class="small">{sent.url.clone()}</p>
                            <p class="small"><code>{sent.sha256.clone()}</code></p>
                            <pre tabindex="0" role="region" aria-label="Body"><code>{sent.body.clone()}</code></pre>
                        </details>
                    </td>
                </tr>
            })}
        }
    };
    let rows = Callback::new(move |()| {
        let header = HEADER.map(str::to_owned).to_vec();
        let requests = state.requests.get_untracked();
        std::iter::once(header)
            .chain(requests.iter().map(|request| cells(request).to_vec()))
            .collect()
    });
    view! {
        <p><strong>{verdict}</strong></p>
        <p class="muted small">
            "The page's policy lets it, and the workers that hold your data, reach this address only. \
             Requests to a language model are sent by a document of their own that sees nothing but them; \
             keys are not logged. \
             To see for yourself, open the network panel of the browser's developer tools."
        </p>
        <div class="table-scroll" tabindex="0" role="region" aria-label="Log of requests">
            <table>
                <thead><tr>{HEADER.map(|title| view! { <th scope="col">{title}</th> }).collect_view()}</tr></thead>
                <tbody>{move || state.requests.get().into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
        <p><CopyMenu rows label="Copy the log" /></p>
    }
}

const HEADER: [&str; 5] = ["Time", "Host", "File", "Bytes", "What for"];

fn cells(request: &Request) -> [String; 5] {
    let time = js_sys::Date::new(&request.time.into());
    let clock =
        format!("{:02}:{:02}:{:02}", time.get_hours(), time.get_minutes(), time.get_seconds());
    let bytes = if request.purpose == Purpose::LanguageModel {
        format!("{} sent", causeloom::number::count(request.bytes))
    } else if request.bytes > 0.0 {
        causeloom::number::count(request.bytes)
    } else if request.purpose == Purpose::Stopped {
        "none".to_owned()
    } else {
        "from cache".to_owned()
    };
    [clock, request.host.clone(), request.file.clone(), bytes, request.purpose.words().to_owned()]
}
