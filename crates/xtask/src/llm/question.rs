//! What a request asks, whatever its dialect, and an answer that states the facts which it holds.

use super::writer::{Dialect, Finish, Trouble, tokens};
use serde_json::{Map, Value, json};

/// A request, read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Question {
    pub(super) model: String,
    pub(super) streamed: bool,
    pub(super) tells_usage: bool,
    pub(super) max_tokens: usize,
    /// System message and all turns, one after the other.
    pub(super) prompt: String,
    pub(super) schema: Option<Value>,
}

/// Where each dialect keeps the schema of the answer.
const SCHEMAS: [&str; 5] = [
    "/response_format/json_schema/schema",
    "/text/format/schema",
    "/output_config/format/schema",
    "/generationConfig/responseJsonSchema",
    "/generationConfig/responseSchema",
];

/// Where each dialect keeps the most tokens.
const LIMITS: [&str; 4] = [
    "/max_completion_tokens",
    "/max_tokens",
    "/max_output_tokens",
    "/generationConfig/maxOutputTokens",
];

impl Question {
    /// Reads a body. Gemini names model and streaming in its path, the others in their body.
    pub(super) fn read(
        dialect: Dialect,
        body: &Value,
        in_path: Option<(&str, bool)>,
    ) -> Result<Question, Trouble> {
        let invalid = |message: &str| Trouble::Invalid(message.to_owned(), None);
        if !body.is_object() {
            return Err(invalid("the body is no JSON object"));
        }
        let turns = match dialect {
            Dialect::Chat | Dialect::Messages => ["system", "messages"],
            Dialect::Responses => ["instructions", "input"],
            Dialect::Gemini => ["systemInstruction", "contents"],
        };
        if body[turns[1]].is_null() {
            return Err(invalid(&format!("`{}` is missing", turns[1])));
        }
        if dialect == Dialect::Messages && !body["max_tokens"].is_u64() {
            return Err(invalid("`max_tokens` is missing"));
        }
        let mut prompt = String::new();
        for field in turns {
            add_texts(&body[field], &mut prompt);
        }
        let (model, streamed) = match in_path {
            Some((model, streamed)) => (model.to_owned(), streamed),
            None => (
                body["model"].as_str().unwrap_or_default().to_owned(),
                body["stream"].as_bool().unwrap_or(false),
            ),
        };
        if model.is_empty() {
            return Err(invalid("`model` is missing"));
        }
        let limit = LIMITS.iter().find_map(|place| body.pointer(place)?.as_u64());
        Ok(Question {
            model,
            streamed,
            tells_usage: body["stream_options"]["include_usage"] == true,
            max_tokens: limit.and_then(|limit| limit.try_into().ok()).unwrap_or(usize::MAX),
            prompt,
            schema: SCHEMAS.iter().find_map(|place| body.pointer(place)).cloned(),
        })
    }

    /// A text that states the facts in the last list of facts of the prompt, or in its last JSON
    /// object, or says that there are none; as JSON where a schema is asked for.
    pub(super) fn answer(&self) -> String {
        let facts = last_list(&self.prompt).or_else(|| last_object(&self.prompt));
        let text = facts.as_ref().map_or_else(|| "No facts were given.".to_owned(), sentences);
        match &self.schema {
            Some(schema) => instance(schema, "", &facts.unwrap_or_default(), &text).to_string(),
            None => text,
        }
    }

    /// The text cut off at the most tokens, and why it ends.
    pub(super) fn limited(&self, mut text: String) -> (String, Finish) {
        if tokens(&text) <= self.max_tokens {
            return (text, Finish::Stop);
        }
        let mut end = 4 * self.max_tokens;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
        (text, Finish::Length)
    }
}

/// All texts below a value: plain strings, and those of parts and of content, in their order.
fn add_texts(value: &Value, texts: &mut String) {
    match value {
        Value::String(text) => {
            texts.push_str(text);
            texts.push('\n');
        }
        Value::Array(values) => values.iter().for_each(|value| add_texts(value, texts)),
        Value::Object(fields) => ["content", "parts", "text"]
            .iter()
            .filter_map(|name| fields.get(*name))
            .for_each(|value| add_texts(value, texts)),
        _ => {}
    }
}

/// The last list of the form `[{"fact": name, "is": value}, …]` in a text.
fn last_list(text: &str) -> Option<Map<String, Value>> {
    let starts = text.match_indices('[').map(|(start, _)| start);
    let read = |start: usize| {
        let mut values = serde_json::Deserializer::from_str(&text[start..]).into_iter();
        let Some(Ok(Value::Array(list))) = values.next() else { return None };
        let fact = |entry: &Value| Some((entry["fact"].as_str()?.to_owned(), entry["is"].clone()));
        list.iter().map(fact).collect::<Option<Map<String, Value>>>()
    };
    starts.filter_map(read).rfind(|facts| !facts.is_empty())
}

/// The last JSON object in a text that lies in no other.
fn last_object(text: &str) -> Option<Map<String, Value>> {
    let mut last = None;
    let mut at = 0;
    while let Some(start) = text[at..].find('{').map(|found| at + found) {
        let mut values = serde_json::Deserializer::from_str(&text[start..]).into_iter();
        at = match values.next() {
            Some(Ok(Value::Object(object))) if !object.is_empty() => {
                last = Some(object);
                start + values.byte_offset()
            }
            _ => start + 1,
        };
    }
    last
}

/// One short sentence a fact. Objects inside are told as if their facts stood outside.
fn sentences(facts: &Map<String, Value>) -> String {
    let mut told = Vec::new();
    for (name, value) in facts {
        let name = name.replace('_', " ");
        match value {
            Value::Object(inside) => told.push(sentences(inside)),
            Value::Null | Value::Array(_) => {}
            Value::Bool(true) => told.push(sentence(&format!("{name} present"))),
            Value::Bool(false) => told.push(sentence(&format!("no {name}"))),
            Value::Number(number) => told.push(sentence(&format!("{name} {number}"))),
            Value::String(word) => told.push(match word.as_str() {
                "present" | "yes" => sentence(&format!("{name} present")),
                "absent" | "no" => sentence(&format!("no {name}")),
                word => sentence(&format!("{name} {word}")),
            }),
        }
    }
    told.retain(|sentence| !sentence.is_empty());
    told.join(" ")
}

fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}.", letters.as_str())
}

/// A value that fits a schema, with facts where names agree.
fn instance(schema: &Value, name: &str, facts: &Map<String, Value>, text: &str) -> Value {
    if let Some(choices) = schema["enum"].as_array() {
        let known = facts.get(name).filter(|fact| choices.contains(fact));
        return known.or(choices.first()).cloned().unwrap_or_default();
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds.first().and_then(Value::as_str),
        kind => kind.as_str(),
    };
    let known = facts.get(name);
    match kind.unwrap_or("object").to_ascii_lowercase().as_str() {
        "object" => {
            let fields = schema["properties"].as_object();
            let fields = fields.into_iter().flatten();
            fields
                .map(|(name, schema)| (name.clone(), instance(schema, name, facts, text)))
                .collect()
        }
        "array" => json!([instance(&schema["items"], name, facts, text)]),
        "integer" => known.filter(|fact| fact.is_i64()).cloned().unwrap_or(json!(0)),
        "number" => known.filter(|fact| fact.is_number()).cloned().unwrap_or(json!(0)),
        "boolean" => known.filter(|fact| fact.is_boolean()).cloned().unwrap_or(json!(false)),
        "null" => Value::Null,
        _ => known.filter(|fact| fact.is_string()).cloned().unwrap_or_else(|| text.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(dialect: Dialect, body: &Value) -> Question {
        Question::read(dialect, body, None).expect("it is a question")
    }

    #[test]
    fn the_last_facts_of_the_prompt_are_told_in_sentences() {
        let facts =
            "```json\n{\"age\": \"71 years\", \"diabetes\": \"absent\", \"heart_rate\": 90}\n```";
        let messages = json!([
            {"role": "user", "content": "an example: {\"age\": 1}"},
            {"role": "user", "content": [{"type": "text", "text": facts}]},
        ]);
        let body =
            json!({"model": "m", "max_tokens": 99, "system": "Write {", "messages": messages});
        let answer = asked(Dialect::Messages, &body).answer();
        assert_eq!(answer, "Age 71 years. No diabetes. Heart rate 90.");
        let none = asked(Dialect::Responses, &json!({"model": "m", "input": "hello {}"}));
        assert_eq!(none.answer(), "No facts were given.");
    }

    #[test]
    fn a_list_of_facts_is_told_fact_by_fact() {
        let facts = r#"[{"fact": "age", "is": "71 years"}, {"fact": "sepsis", "is": "no"}]"#;
        let messages = json!([{"role": "user", "content": format!("```x\n{facts}\n```x\n[1]")}]);
        let answer = asked(Dialect::Chat, &json!({"model": "m", "messages": messages})).answer();
        assert_eq!(answer, "Age 71 years. No sepsis.");
    }

    #[test]
    fn an_answer_under_a_schema_is_json_that_fits_it() {
        let schema = json!({"type": "object", "properties": {
            "age": {"type": "integer"}, "sex": {"enum": ["F", "M"]}, "note": {"type": "string"}}});
        let format =
            json!({"type": "json_schema", "json_schema": {"name": "row", "schema": schema}});
        let messages = json!([{"role": "user", "content": "{\"age\": 71, \"sex\": \"M\"}"}]);
        let body = json!({"model": "m", "messages": messages, "response_format": format});
        let answer = asked(Dialect::Chat, &body).answer();
        assert_eq!(answer, r#"{"age":71,"sex":"M","note":"Age 71. Sex M."}"#);
    }

    #[test]
    fn a_text_is_cut_at_the_most_tokens_between_letters() {
        let body = json!({"model": "m", "max_completion_tokens": 1, "messages": []});
        let question = asked(Dialect::Chat, &body);
        assert_eq!(question.limited("äöüß".to_owned()), ("äö".to_owned(), Finish::Length));
        assert_eq!(question.limited("abcd".to_owned()), ("abcd".to_owned(), Finish::Stop));
    }

    #[test]
    fn a_body_without_what_a_dialect_demands_is_refused() {
        for (dialect, body, missing) in [
            (Dialect::Chat, json!({"model": "m"}), "`messages` is missing"),
            (Dialect::Chat, json!({"messages": []}), "`model` is missing"),
            (Dialect::Messages, json!({"model": "m", "messages": []}), "`max_tokens` is missing"),
            (Dialect::Responses, json!([1]), "the body is no JSON object"),
        ] {
            let error = Question::read(dialect, &body, None).expect_err("something is missing");
            assert_eq!(error, Trouble::Invalid(missing.to_owned(), None));
        }
    }
}
