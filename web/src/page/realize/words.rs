//! The dictionary: which words each value is put into, and a text area that changes them.

use causeloom::{Error, ModelAnswer, ModelQuestion, from_json, to_json};
use leptos::{html, prelude::*};

use super::setup::edit;
use crate::component::fold::Fold;
use crate::component::note::ErrorNote;
use crate::state::State;

/// Words of a state that are shown; the rest is in the document.
const MOST_WORDS: usize = 5;

/// What the page knows of a dictionary.
#[derive(Clone, Debug, Default, PartialEq)]
struct Known {
    /// One line a variable: its name, its label, its words.
    lines: Vec<[String; 3]>,
    /// The whole of it, to be edited.
    text: String,
    is_proposed: bool,
}

/// The fold.
#[component]
pub(super) fn WordsFold() -> impl IntoView {
    let state = State::expect();
    let known = RwSignal::new(None::<Known>);
    let problem = RwSignal::new(None::<Error>);
    let asked = Memo::new(move |_| {
        let of_table = state.tells_table();
        // Words are proposed from the columns as they are read.
        let columns = of_table.then(|| state.data.with(Clone::clone)).flatten();
        let (model, seed, dictionary) = state
            .study
            .with(|study| (study.model.clone(), study.seed, study.realize.dictionary.clone()));
        (model, seed, dictionary, of_table, columns)
    });
    let epoch = StoredValue::new(0_u32);
    let is_open = RwSignal::new(false);
    Effect::new(move || {
        asked.track();
        if !is_open.get() {
            return;
        }
        epoch.update_value(|epoch| *epoch += 1);
        let mine = epoch.get_value();
        leptos::task::spawn_local(async move {
            let found = state.ask_model(ModelQuestion::Dictionary).await;
            if epoch.try_get_value() != Some(mine) {
                return;
            }
            match found {
                Ok(ModelAnswer::Dictionary { dictionary, is_proposed }) => {
                    problem.set(None);
                    let text = to_json(&dictionary);
                    known.set(Some(Known {
                        lines: lines(&text),
                        text: pretty(&text),
                        is_proposed,
                    }));
                }
                Ok(_) => {}
                Err(error) => problem.set(Some(error)),
            }
        });
    });
    let is_own = Memo::new(move |_| asked.with(|(_, _, dictionary, ..)| dictionary.is_some()));
    let summary = Signal::derive(move || {
        if is_own.get() { "your own" } else { "what each value is called in a text" }.to_owned()
    });
    view! {
        <Fold title="Words" summary on_open=Callback::new(move |()| is_open.set(true))>
            {move || problem.get().map(|error| view! { <ErrorNote error /> })}
            {move || known.get().map(|known| view! { <Words known /> })}
        </Fold>
    }
}

#[component]
fn Words(known: Known) -> impl IntoView {
    let state = State::expect();
    let is_own = Memo::new(move |_| state.study.with(|study| study.realize.dictionary.is_some()));
    let from = move || {
        if is_own.get() {
            "These words are your own."
        } else if known.is_proposed {
            "These words are proposed from names and values. See whether they can be read."
        } else {
            "These words come with the model."
        }
    };
    let field = NodeRef::<html::Textarea>::new();
    let problem = RwSignal::new(None::<Error>);
    let apply = move |_| {
        let Some(field) = field.get_untracked() else { return };
        take(state, &field.value(), problem);
    };
    let give_back =
        move |_| edit(state, "the words as they were", |config| config.dictionary = None);
    let row = |[name, label, words]: [String; 3]| {
        view! { <tr><th scope="row">{name}</th><td>{label}</td><td>{words}</td></tr> }
    };
    view! {
        <p class="muted small">{from}</p>
        <div class="table-scroll words-table" tabindex="0" role="region" aria-label="Words">
            <table>
                <thead><tr><th scope="col">"Node"</th><th scope="col">"Called"</th><th scope="col">"Words"</th></tr></thead>
                <tbody>{known.lines.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
        <details class="fold words-edit">
            <summary>"Change the words "<span class="muted">"as JSON"</span></summary>
            <textarea class="mono" node_ref=field rows="16" spellcheck="false" aria-label="Words as JSON" prop:value=known.text></textarea>
            {move || problem.get().map(|error| view! { <ErrorNote error /> })}
            <p class="buttons">
                <button type="button" on:click=apply>"Apply"</button>
                <button type="button" class="quiet" disabled=move || !is_own.get() on:click=give_back>"Back to the words of the model"</button>
            </p>
        </details>
    }
}

/// Takes a dictionary into the study where the façade can write with it.
fn take(state: State, text: &str, problem: RwSignal<Option<Error>>) {
    let dictionary = match from_json(text) {
        Ok(dictionary) => dictionary,
        Err(error) => return problem.set(Some(error)),
    };
    let mut study = state.study.get_untracked();
    study.realize.dictionary = Some(dictionary);
    leptos::task::spawn_local(async move {
        // A dictionary is only tried by writing with it, and by reading what was written.
        match state.ask_about(&study, &ModelQuestion::CheckDictionary).await {
            Ok(_) => {
                problem.try_set(None);
                edit(state, "change the words", |config| {
                    config.dictionary = study.realize.dictionary;
                });
            }
            Err(error) => drop(problem.try_set(Some(error))),
        }
    });
}

/// One line a variable. The document is read as it is written, whatever its variables say.
fn lines(text: &str) -> Vec<[String; 3]> {
    let document: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
    let slots = document["slots"].as_array().cloned().unwrap_or_default();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    slots
        .iter()
        .map(|slot| [text(&slot["name"]), text(&slot["label"]), words(&slot["says"])])
        .collect()
}

/// The words of a variable: those of each state, or how its number is named.
fn words(says: &serde_json::Value) -> String {
    let list = |value: &serde_json::Value, keys: &[&str]| {
        let all = keys.iter().flat_map(|key| value[*key].as_array().into_iter().flatten());
        let mut words: Vec<&str> = Vec::new();
        for word in all.filter_map(serde_json::Value::as_str) {
            if !words.contains(&word) {
                words.push(word);
            }
        }
        let n_more = words.len().saturating_sub(MOST_WORDS);
        words.truncate(MOST_WORDS);
        let words = words.join(", ");
        if n_more == 0 { words } else { format!("{words}, {n_more} more") }
    };
    if let Some(states) = says["states"]["states"].as_array() {
        let state = |state: &serde_json::Value| {
            let name = state["state"].as_str().unwrap_or_default();
            format!("{name}: {}", list(state, &["grades", "terms", "adjectives", "phrases"]))
        };
        return states.iter().map(state).collect::<Vec<_>>().join("; ");
    }
    let number = &says["number"];
    if number.is_object() {
        let unit = number["units"][0]["terms"][0].as_str().unwrap_or_default();
        let unit = if unit.is_empty() { String::new() } else { format!(" ({unit})") };
        return format!("{}{unit}", list(number, &["anchors"]));
    }
    list(&says["finding"], &["terms", "adjectives", "present_phrases", "absent_phrases"])
}

fn pretty(text: &str) -> String {
    let document: Option<serde_json::Value> = serde_json::from_str(text).ok();
    document.and_then(|document| serde_json::to_string_pretty(&document).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_variable_is_shown_with_its_words() {
        let text = r#"{"slots":[
            {"name":"smoke","label":"smoking","says":{"finding":{"terms":["smoking"],"adjectives":["a smoker"]}}},
            {"name":"sex","label":"sex","says":{"states":{"states":[{"state":"f","terms":["woman"]}]}}},
            {"name":"map","label":"pressure","says":{"number":{"anchors":["MAP"],"units":[{"terms":["mmHg"]}]}}}
        ]}"#;
        let words: Vec<String> = lines(text).into_iter().map(|[_, _, words]| words).collect();
        assert_eq!(words, ["smoking, a smoker", "f: woman", "MAP (mmHg)"]);
    }
}
