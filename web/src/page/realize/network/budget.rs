//! What a run may use at most, and what tokens cost.

use causeloom::Price;
use leptos::prelude::*;

use super::{Asked, Server, edit};
use crate::component::field::TextField;
use crate::state::State;

/// The bounds of a run.
#[component]
pub(super) fn BudgetFields(asked: Asked) -> impl IntoView {
    let has_price = Memo::new(move |_| asked.server.with(|server| server.price.is_some()));
    view! {
        <p class="budget-line">
            "At most "
            <Bound asked label="Most requests" read=|server| server.budget.requests.map(|n| n as f64) write=|server, bound| server.budget.requests = bound.map(|n| n as u64) />
            " requests, "
            <Bound asked label="Most tokens" read=|server| server.budget.tokens.map(|n| n as f64) write=|server, bound| server.budget.tokens = bound.map(|n| n as u64) />
            " tokens"
            <Show when=move || has_price.get()>
                ", $ "
                <Bound asked label="Most dollars" read=|server| server.budget.dollars write=|server, bound| server.budget.dollars = bound />
            </Show>
            ". A million tokens cost $ "
            <Bound asked label="Dollars a million tokens asked" read=|server| server.price.map(|price| price.prompt) write=set_prompt />
            " asked and $ "
            <Bound asked label="Dollars a million tokens answered" read=|server| server.price.map(|price| price.completion) write=set_completion />
            " answered."
        </p>
    }
}

/// A number that may be left out.
#[component]
fn Bound(
    asked: Asked,
    label: &'static str,
    read: fn(&Server) -> Option<f64>,
    write: fn(&mut Server, Option<f64>),
) -> impl IntoView {
    let state = State::expect();
    let value = Signal::derive(move || {
        asked.server.with(|server| read(server).map(|bound| bound.to_string()).unwrap_or_default())
    });
    let take = Callback::new(move |text: String| {
        let text = text.trim().replace(',', "");
        let bound = match text.parse::<f64>() {
            Ok(number) if number.is_finite() && number >= 0.0 => Some(number),
            _ if text.is_empty() => None,
            _ => return Some("a number, or nothing".to_owned()),
        };
        if asked.server.with_untracked(read) != bound {
            edit(state, label.to_lowercase(), |server| write(server, bound));
        }
        None
    });
    view! { <TextField label value take class="number-field" /> }
}

fn set_prompt(server: &mut Server, dollars: Option<f64>) {
    let completion = server.price.map_or(0.0, |price| price.completion);
    set_price(server, dollars, completion);
}

fn set_completion(server: &mut Server, dollars: Option<f64>) {
    let prompt = server.price.map_or(0.0, |price| price.prompt);
    server.price = dollars.map(|completion| Price { prompt, completion });
    if server.price.is_none() {
        server.budget.dollars = None;
    }
}

fn set_price(server: &mut Server, prompt: Option<f64>, completion: f64) {
    server.price = prompt.map(|prompt| Price { prompt, completion });
    if server.price.is_none() {
        server.budget.dollars = None;
    }
}
