//! The Messages dialect of Anthropic.

use serde_json::{Map, Value, json};

use super::AnswerError;
use super::classify::told_within_an_answer;
use super::decoder::{Answer, tokens};
use super::openai_chat::role;
use super::profile::{Profile, SchemaField};
use crate::{Ask, Finish, Form, Role};

/// The body without what is the same in all dialects.
pub(super) fn body(profile: &Profile, model: &str, ask: &Ask) -> Map<String, Value> {
    let mut body = Map::new();
    body.insert("model".to_owned(), model.into());
    body.insert(profile.max_tokens_field.clone(), ask.max_tokens.into());
    if let Some(system) = ask.messages.iter().find(|message| message.role == Role::System) {
        body.insert("system".to_owned(), system.text.as_str().into());
    }
    let messages: Vec<Value> = (ask.messages.iter())
        .filter(|message| message.role != Role::System)
        .map(|message| json!({"role": role(message.role), "content": message.text}))
        .collect();
    body.insert("messages".to_owned(), messages.into());
    if let Some(temperature) = ask.temperature {
        body.insert("temperature".to_owned(), temperature.into());
    }
    if let (Some(seed), Some(field)) = (ask.seed, &profile.seed_field) {
        body.insert(field.clone(), seed.into());
    }
    if let (Form::Schema(schema), SchemaField::JsonSchema) = (&ask.form, profile.schema) {
        let format = json!({"type": "json_schema", "schema": schema});
        body.insert("output_config".to_owned(), json!({"format": format}));
    }
    body
}

/// What one event of a stream, or a whole answer, says.
pub(super) fn read(value: &Value, answer: &mut Answer) -> Result<(), AnswerError> {
    match value["type"].as_str() {
        Some("message_start") => {
            answer.name_model(&value["message"]["model"]);
            count(&value["message"]["usage"], answer);
        }
        Some("content_block_start") => {
            answer.say(value["content_block"]["text"].as_str().unwrap_or_default());
        }
        Some("content_block_delta") if value["delta"]["type"] == "text_delta" => {
            answer.say(value["delta"]["text"].as_str().unwrap_or_default());
        }
        Some("message_delta") => {
            count(&value["usage"], answer);
            finish(&value["delta"]["stop_reason"], answer);
        }
        Some("message_stop") => answer.complete(),
        Some("message") => {
            answer.name_model(&value["model"]);
            for part in value["content"].as_array().into_iter().flatten() {
                answer.say(part["text"].as_str().unwrap_or_default());
            }
            count(&value["usage"], answer);
            finish(&value["stop_reason"], answer);
        }
        Some("error") => return Err(AnswerError::Api(told_within_an_answer(value))),
        None if !value["error"].is_null() => {
            return Err(AnswerError::Api(told_within_an_answer(value)));
        }
        _ => {}
    }
    Ok(())
}

fn finish(reason: &Value, answer: &mut Answer) {
    if let Some(reason) = reason.as_str() {
        answer.finish(match reason {
            "max_tokens" | "model_context_window_exceeded" => Finish::Length,
            "refusal" => Finish::Refused,
            _ => Finish::Stop,
        });
    }
}

/// Tokens of the question are told in three parts: read anew, written to and read from the cache.
fn count(usage: &Value, answer: &mut Answer) {
    let cached = ["cache_creation_input_tokens", "cache_read_input_tokens"]
        .map(|name| tokens(&usage[name]).unwrap_or(0));
    let prompt = tokens(&usage["input_tokens"])
        .map(|read| cached.iter().fold(read, |sum, part| sum.saturating_add(*part)));
    answer.count(prompt, tokens(&usage["output_tokens"]), None);
}
