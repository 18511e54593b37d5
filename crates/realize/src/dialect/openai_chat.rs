//! The chat dialect of OpenAI, as nearly every server speaks it, and Ollama's own lines.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::classify::told_within_an_answer;
use super::decoder::{Answer, tokens};
use super::profile::{GrammarField, Profile, SchemaField};
use super::request::lacks_the_word_json;
use super::{AnswerError, ApiErrorKind};
use crate::{Ask, Finish, Form, Role};

/// The body without what is the same in all dialects.
pub(super) fn body(
    profile: &Profile,
    model: &str,
    ask: &Ask,
    unsupported: &BTreeSet<String>,
) -> Map<String, Value> {
    let mut body = Map::new();
    body.insert("model".to_owned(), model.into());
    let mut messages: Vec<Value> = (ask.messages.iter())
        .map(|message| json!({"role": role(message.role), "content": message.text}))
        .collect();
    let wants_word = profile.schema == SchemaField::JsonObject && lacks_the_word_json(ask);
    if let (true, Some(last)) = (wants_word, ask.messages.last()) {
        messages.pop();
        let text = format!("{}\n\nAnswer in JSON.", last.text);
        messages.push(json!({"role": role(last.role), "content": text}));
    }
    body.insert("messages".to_owned(), messages.into());
    body.insert(limit_field(profile, unsupported), ask.max_tokens.into());
    if let Some(temperature) = ask.temperature {
        body.insert("temperature".to_owned(), temperature.into());
    }
    if let (Some(seed), Some(field)) = (ask.seed, &profile.seed_field) {
        body.insert(field.clone(), seed.into());
    }
    match (&ask.form, profile.schema, profile.grammar) {
        (Form::Schema(schema), SchemaField::JsonSchema, _) => {
            let named = json!({"name": "answer", "strict": true, "schema": schema});
            let format = json!({"type": "json_schema", "json_schema": named});
            body.insert("response_format".to_owned(), format);
        }
        (Form::Schema(_), SchemaField::JsonObject, _) => {
            body.insert("response_format".to_owned(), json!({"type": "json_object"}));
        }
        (Form::Grammar(grammar), _, GrammarField::Grammar) => {
            body.insert("grammar".to_owned(), grammar.as_str().into());
        }
        (Form::Grammar(grammar), _, GrammarField::StructuredOutputs) => {
            body.insert("structured_outputs".to_owned(), json!({"grammar": grammar}));
        }
        _ => {}
    }
    body
}

/// What one piece of an answer says: a chunk of a stream, a whole answer, or a line of Ollama's.
pub(super) fn read(value: &Value, answer: &mut Answer) -> Result<(), AnswerError> {
    let choices = value["choices"].as_array();
    let choice = choices.and_then(|choices| {
        choices.iter().find(|choice| choice["index"].as_u64().unwrap_or(0) == 0)
    });
    let failed = [Some(value), choice].into_iter().flatten().any(|at| !at["error"].is_null());
    // An error object without an object around it: vLLM, Mistral, and llama.cpp in its `error:` lines.
    let is_bare = choices.is_none() && !value["code"].is_null() && value["message"].is_string();
    if failed || is_bare || value["object"] == "error" {
        let told = choice.filter(|choice| !choice["error"].is_null()).unwrap_or(value);
        return Err(AnswerError::Api(told_within_an_answer(told)));
    }
    answer.name_model(&value["model"]);
    if let Some(usage) = value["usage"].as_object() {
        answer.count(
            usage.get("prompt_tokens").and_then(tokens),
            usage.get("completion_tokens").and_then(tokens),
            usage.get("cost").and_then(Value::as_f64),
        );
    }
    if let Some(choice) = choice {
        let said = [&choice["delta"], &choice["message"]].into_iter().find(|said| said.is_object());
        if let Some(said) = said {
            say(&said["content"], answer);
            answer.decline(said["refusal"].as_str().unwrap_or_default());
        }
        say(&choice["text"], answer);
        if let Some(reason) = choice["finish_reason"].as_str() {
            answer.finish(finish(reason)?);
        }
    } else if let Some(message) = value["message"].as_object() {
        say(message.get("content").unwrap_or(&Value::Null), answer);
        if value["done"] == true {
            answer.count(tokens(&value["prompt_eval_count"]), tokens(&value["eval_count"]), None);
            answer.finish(finish(value["done_reason"].as_str().unwrap_or("stop"))?);
        }
    }
    Ok(())
}

/// Text as a string or in parts, as Mistral gives it.
fn say(content: &Value, answer: &mut Answer) {
    match content {
        Value::String(text) => answer.say(text),
        Value::Array(parts) => {
            for text in parts.iter().filter_map(|part| part["text"].as_str()) {
                answer.say(text);
            }
        }
        _ => {}
    }
}

fn finish(reason: &str) -> Result<Finish, AnswerError> {
    match reason {
        "length" | "max_tokens" | "model_length" => Ok(Finish::Length),
        "content_filter" | "refusal" => Ok(Finish::Refused),
        "error" => {
            let mut told = told_within_an_answer(&Value::Null);
            told.kind = ApiErrorKind::Server { retry_after_ms: None };
            Err(AnswerError::Api(told))
        }
        _ => Ok(Finish::Stop),
    }
}

/// The name of the limit of tokens: the profile's, or the other one where the model refuses it.
fn limit_field(profile: &Profile, unsupported: &BTreeSet<String>) -> String {
    let other = match profile.max_tokens_field.as_str() {
        "max_tokens" => "max_completion_tokens",
        _ => "max_tokens",
    };
    let is_refused = unsupported.contains(&profile.max_tokens_field);
    if is_refused && !unsupported.contains(other) {
        return other.to_owned();
    }
    profile.max_tokens_field.clone()
}

pub(super) fn role(role: Role) -> &'static str {
    match role {
        Role::System => "system",
        Role::User => "user",
        Role::Assistant => "assistant",
    }
}
