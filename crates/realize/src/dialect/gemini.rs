//! The `generateContent` dialect of Gemini.

use serde_json::{Map, Value, json};

use super::AnswerError;
use super::classify::told_within_an_answer;
use super::decoder::{Answer, tokens};
use super::profile::{Profile, SchemaField};
use crate::{Ask, Finish, Form, Role};

/// The path below the base: the model stands in it.
pub(super) fn path(model: &str, stream: bool) -> String {
    let model = percent_encoded(model.strip_prefix("models/").unwrap_or(model));
    let method = if stream { "streamGenerateContent?alt=sse" } else { "generateContent" };
    format!("/models/{model}:{method}")
}

/// The body without what is the same in all dialects.
pub(super) fn body(profile: &Profile, ask: &Ask) -> Map<String, Value> {
    let mut body = Map::new();
    if let Some(system) = ask.messages.iter().find(|message| message.role == Role::System) {
        let parts = json!({"parts": [{"text": system.text}]});
        body.insert("systemInstruction".to_owned(), parts);
    }
    let contents: Vec<Value> = (ask.messages.iter())
        .filter(|message| message.role != Role::System)
        .map(|message| {
            let role = if message.role == Role::Assistant { "model" } else { "user" };
            json!({"role": role, "parts": [{"text": message.text}]})
        })
        .collect();
    body.insert("contents".to_owned(), contents.into());
    let mut config = Map::new();
    config.insert(profile.max_tokens_field.clone(), ask.max_tokens.into());
    if let Some(temperature) = ask.temperature {
        config.insert("temperature".to_owned(), temperature.into());
    }
    if let (Some(seed), Some(field)) = (ask.seed, &profile.seed_field) {
        config.insert(field.clone(), seed.into());
    }
    if let (Form::Schema(schema), SchemaField::JsonSchema) = (&ask.form, profile.schema) {
        config.insert("responseMimeType".to_owned(), "application/json".into());
        config.insert("responseJsonSchema".to_owned(), schema.clone());
    }
    body.insert("generationConfig".to_owned(), config.into());
    body
}

/// What one chunk of a stream, or a whole answer, says: both have the same shape.
pub(super) fn read(value: &Value, answer: &mut Answer) -> Result<(), AnswerError> {
    if !value["error"].is_null() {
        return Err(AnswerError::Api(told_within_an_answer(value)));
    }
    answer.name_model(&value["modelVersion"]);
    let usage = &value["usageMetadata"];
    let written = tokens(&usage["candidatesTokenCount"]);
    let thought = tokens(&usage["thoughtsTokenCount"]);
    let completion = match (written, thought) {
        (None, None) => None,
        _ => Some(written.unwrap_or(0).saturating_add(thought.unwrap_or(0))),
    };
    answer.count(tokens(&usage["promptTokenCount"]), completion, None);
    let candidate = &value["candidates"][0];
    for part in candidate["content"]["parts"].as_array().into_iter().flatten() {
        if part["thought"] != true {
            answer.say(part["text"].as_str().unwrap_or_default());
        }
    }
    if let Some(reason) = value["promptFeedback"]["blockReason"].as_str() {
        answer.decline(reason);
        answer.finish(Finish::Refused);
    }
    match candidate["finishReason"].as_str() {
        None | Some("FINISH_REASON_UNSPECIFIED") => {}
        Some("STOP") => answer.finish(Finish::Stop),
        Some("MAX_TOKENS") => answer.finish(Finish::Length),
        Some(_) => answer.finish(Finish::Refused),
    }
    Ok(())
}

/// Bytes that have a meaning in a path, written as RFC 3986 has it.
fn percent_encoded(text: &str) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes().fold(String::new(), |encoded, byte| {
        if is_plain(byte) {
            encoded + std::str::from_utf8(&[byte]).unwrap_or_default()
        } else {
            format!("{encoded}%{byte:02X}")
        }
    })
}
