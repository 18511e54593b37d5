//! The Responses dialect of OpenAI.

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
    if let Some(system) = ask.messages.iter().find(|message| message.role == Role::System) {
        body.insert("instructions".to_owned(), system.text.as_str().into());
    }
    let input: Vec<Value> = (ask.messages.iter())
        .filter(|message| message.role != Role::System)
        .map(|message| json!({"role": role(message.role), "content": message.text}))
        .collect();
    body.insert("input".to_owned(), input.into());
    body.insert(profile.max_tokens_field.clone(), ask.max_tokens.into());
    if let Some(temperature) = ask.temperature {
        body.insert("temperature".to_owned(), temperature.into());
    }
    if let (Some(seed), Some(field)) = (ask.seed, &profile.seed_field) {
        body.insert(field.clone(), seed.into());
    }
    if let (Form::Schema(schema), SchemaField::JsonSchema) = (&ask.form, profile.schema) {
        let format =
            json!({"type": "json_schema", "name": "answer", "schema": schema, "strict": true});
        body.insert("text".to_owned(), json!({"format": format}));
    }
    body
}

/// What one event of a stream, or a whole answer, says.
pub(super) fn read(value: &Value, answer: &mut Answer) -> Result<(), AnswerError> {
    if value["object"] == "response" {
        return whole(value, answer);
    }
    match value["type"].as_str() {
        Some("response.output_text.delta") => {
            answer.say(value["delta"].as_str().unwrap_or_default());
        }
        Some("response.refusal.delta") => {
            answer.decline(value["delta"].as_str().unwrap_or_default());
        }
        Some("response.created" | "response.in_progress") => {
            answer.name_model(&value["response"]["model"]);
        }
        Some("response.completed" | "response.incomplete" | "response.failed") => {
            whole(&value["response"], answer)?;
            answer.complete();
        }
        Some("error") => return Err(AnswerError::Api(told_within_an_answer(value))),
        None if !value["error"].is_null() => {
            return Err(AnswerError::Api(told_within_an_answer(value)));
        }
        _ => {}
    }
    Ok(())
}

/// A response object: the whole answer, or what closes a stream, whose text is known by then.
fn whole(response: &Value, answer: &mut Answer) -> Result<(), AnswerError> {
    if !response["error"].is_null() || response["status"] == "failed" {
        return Err(AnswerError::Api(told_within_an_answer(response)));
    }
    answer.name_model(&response["model"]);
    if !answer.has_spoken() {
        let items = response["output"].as_array().into_iter().flatten();
        let parts = items.filter_map(|item| item["content"].as_array()).flatten();
        for part in parts {
            answer.say(part["text"].as_str().unwrap_or_default());
            answer.decline(part["refusal"].as_str().unwrap_or_default());
        }
    }
    let usage = &response["usage"];
    answer.count(tokens(&usage["input_tokens"]), tokens(&usage["output_tokens"]), None);
    match response["status"].as_str() {
        Some("completed") => answer.finish(Finish::Stop),
        Some("incomplete") => {
            let is_withheld = response["incomplete_details"]["reason"] == "content_filter";
            answer.finish(if is_withheld { Finish::Refused } else { Finish::Length });
        }
        _ => {}
    }
    Ok(())
}
