//! How an answer is written in each of the dialects, whole or as a stream of events.

use serde_json::{Value, json};

/// What a server speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// OpenAI's chat completions, and all that imitate them.
    Chat,
    /// OpenAI's responses.
    Responses,
    /// Anthropic's messages.
    Messages,
    /// Gemini's content.
    Gemini,
}

/// Why an answer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Finish {
    Stop,
    Length,
    Refused,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Trouble {
    RateLimit,
    Internal,
    Unavailable,
    Overloaded,
    Unauthorized,
    /// A request that the server does not take, for this reason; the field it is about, where it
    /// is about one.
    Invalid(String, Option<String>),
    NoModel(String),
}

/// One reply and how it is written.
#[derive(Debug, Clone)]
pub(super) struct Writer {
    pub(super) dialect: Dialect,
    pub(super) streamed: bool,
    /// Whether the tokens are told in a stream of [`Dialect::Chat`].
    pub(super) tells_usage: bool,
    pub(super) id: String,
    pub(super) model: String,
    pub(super) text: String,
    pub(super) finish: Finish,
    pub(super) prompt_tokens: usize,
}

/// Stands for the text while JSON is put together.
const PLACE: &str = "@text@";

impl Trouble {
    pub(super) fn status(&self) -> u16 {
        match self {
            Trouble::RateLimit => 429,
            Trouble::Internal => 500,
            Trouble::Unavailable => 503,
            Trouble::Overloaded => 529,
            Trouble::Unauthorized => 401,
            Trouble::Invalid(..) => 400,
            Trouble::NoModel(_) => 404,
        }
    }

    fn message(&self) -> String {
        match self {
            Trouble::RateLimit => {
                "Rate limit reached for requests. Please try again in 0.2s.".to_owned()
            }
            Trouble::Internal => "The server had an error.".to_owned(),
            Trouble::Unavailable => "The service is unavailable.".to_owned(),
            Trouble::Overloaded => "Overloaded".to_owned(),
            Trouble::Unauthorized => "Invalid API Key".to_owned(),
            Trouble::Invalid(message, _) => message.clone(),
            Trouble::NoModel(model) => format!("The model `{model}` does not exist."),
        }
    }

    /// The error's JSON in a dialect.
    pub(super) fn json(&self, dialect: Dialect) -> Value {
        let message = self.message();
        let status = self.status();
        match dialect {
            Dialect::Chat | Dialect::Responses => {
                let (kind, code) = match self {
                    Trouble::RateLimit => ("requests", "rate_limit_exceeded"),
                    Trouble::Internal => ("server_error", "server_error"),
                    Trouble::Unavailable | Trouble::Overloaded => {
                        ("server_error", "service_unavailable")
                    }
                    Trouble::Unauthorized => ("invalid_request_error", "invalid_api_key"),
                    Trouble::Invalid(..) => ("invalid_request_error", "unsupported_parameter"),
                    Trouble::NoModel(_) => ("invalid_request_error", "model_not_found"),
                };
                let param = match self {
                    Trouble::Invalid(_, param) => param.clone(),
                    _ => None,
                };
                json!({"error": {"message": message, "type": kind, "param": param, "code": code}})
            }
            Dialect::Messages => {
                let kind = match self {
                    Trouble::RateLimit => "rate_limit_error",
                    Trouble::Internal | Trouble::Unavailable => "api_error",
                    Trouble::Overloaded => "overloaded_error",
                    Trouble::Unauthorized => "authentication_error",
                    Trouble::Invalid(..) => "invalid_request_error",
                    Trouble::NoModel(_) => "not_found_error",
                };
                let error = json!({"type": kind, "message": message});
                json!({"type": "error", "error": error, "request_id": "request-of-the-test"})
            }
            Dialect::Gemini => {
                let name = match self {
                    Trouble::RateLimit => "RESOURCE_EXHAUSTED",
                    Trouble::Internal => "INTERNAL",
                    Trouble::Unavailable | Trouble::Overloaded => "UNAVAILABLE",
                    Trouble::Unauthorized => "UNAUTHENTICATED",
                    Trouble::Invalid(..) => "INVALID_ARGUMENT",
                    Trouble::NoModel(_) => "NOT_FOUND",
                };
                let mut error = json!({"code": status, "message": message, "status": name});
                if *self == Trouble::RateLimit {
                    let kind = "type.googleapis.com/google.rpc.RetryInfo";
                    error["details"] = json!([{"@type": kind, "retryDelay": "0.2s"}]);
                }
                json!({"error": error})
            }
        }
    }
}

impl Writer {
    pub(super) fn media(&self) -> &'static str {
        if self.streamed { "text/event-stream" } else { "application/json" }
    }

    /// The text in the pieces in which it is streamed: words with the space before them.
    pub(super) fn pieces(&self) -> Vec<String> {
        let mut pieces: Vec<String> = Vec::new();
        for letter in self.text.chars() {
            match pieces.last_mut() {
                Some(piece) if letter != ' ' => piece.push(letter),
                _ => pieces.push(letter.to_string()),
            }
        }
        pieces
    }

    /// What stands before the text.
    pub(super) fn opening(&self) -> Vec<u8> {
        if !self.streamed {
            return self.whole().0;
        }
        let id = &self.id;
        let usage = json!({"input_tokens": self.prompt_tokens, "output_tokens": 0});
        match self.dialect {
            Dialect::Chat => {
                event(None, &self.chunk(&json!({"role": "assistant", "content": null}), None))
            }
            Dialect::Responses => {
                let response = json!({"id": id, "object": "response", "status": "in_progress", "model": self.model, "output": []});
                let item =
                    json!({"id": "item-1", "type": "message", "role": "assistant", "content": []});
                let part = json!({"type": "output_text", "text": "", "annotations": []});
                [
                    named(&json!({"type": "response.created", "response": response})),
                    named(&json!({"type": "response.in_progress", "response": response})),
                    named(&json!({"type": "response.output_item.added", "output_index": 0, "item": item})),
                    named(&json!({"type": "response.content_part.added", "item_id": "item-1", "output_index": 0, "content_index": 0, "part": part})),
                ]
                .concat()
            }
            Dialect::Messages => {
                let message = json!({"id": id, "type": "message", "role": "assistant", "content": [], "model": self.model, "stop_reason": null, "stop_sequence": null, "usage": usage});
                [
                    named(&json!({"type": "message_start", "message": message})),
                    named(&json!({"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}})),
                    named(&json!({"type": "ping"})),
                ]
                .concat()
            }
            Dialect::Gemini => Vec::new(),
        }
    }

    /// A piece of the text.
    pub(super) fn delta(&self, piece: &str) -> Vec<u8> {
        if !self.streamed {
            let quoted = Value::from(piece).to_string();
            return quoted[1..quoted.len() - 1].into();
        }
        match self.dialect {
            Dialect::Chat => event(None, &self.chunk(&json!({"content": piece}), None)),
            Dialect::Responses => named(
                &json!({"type": "response.output_text.delta", "item_id": "item-1", "output_index": 0, "content_index": 0, "delta": piece}),
            ),
            Dialect::Messages => named(
                &json!({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": piece}}),
            ),
            Dialect::Gemini => event(None, &self.content(piece, None)),
        }
    }

    /// A piece of the text that may be no text.
    pub(super) fn delta_of_bytes(&self, bytes: &[u8]) -> Vec<u8> {
        let (before, after) = around(&self.delta(PLACE));
        [&before, bytes, &after].concat()
    }

    /// What stands after the text and says that it has ended.
    pub(super) fn closing(&self) -> Vec<u8> {
        self.closing_of(&self.text)
    }

    /// The end of a reply without text.
    pub(super) fn closing_without_text(&self) -> Vec<u8> {
        self.closing_of("")
    }

    /// What stands around a line that belongs to no reply.
    pub(super) fn around_a_line(&self) -> (Vec<u8>, Vec<u8>) {
        if self.streamed {
            (b"data: ".into(), b"\n\n".into())
        } else {
            (b"\n".into(), b"\n".into())
        }
    }

    /// What a server sends so that the connection stays open.
    pub(super) fn sign_of_life(&self) -> Vec<u8> {
        match (self.streamed, self.dialect) {
            (false, _) => b" ".into(),
            (true, Dialect::Messages) => named(&json!({"type": "ping"})),
            (true, _) => b": keep-alive\n\n".into(),
        }
    }

    /// JSON that no client of the dialect expects.
    pub(super) fn wrong(&self, piece: &str) -> Vec<u8> {
        let value = json!({"type": 3, "result": piece, "choices": "none", "candidates": {}, "content": 7, "output": null, "delta": [piece]});
        if self.streamed { event(None, &value) } else { value.to_string().into() }
    }

    /// An error in the middle of an answer.
    pub(super) fn error(&self, trouble: &Trouble) -> Vec<u8> {
        let value = trouble.json(self.dialect);
        match (self.streamed, self.dialect) {
            (false, _) => value.to_string().into(),
            (true, Dialect::Chat | Dialect::Gemini) => event(None, &value),
            (true, Dialect::Messages) => event(Some("error"), &value),
            (true, Dialect::Responses) => named(
                &json!({"type": "error", "code": value["error"]["code"], "message": value["error"]["message"], "param": null}),
            ),
        }
    }

    /// The body of an answer that is an error from the start.
    pub(super) fn refusal(&self, trouble: &Trouble) -> Vec<u8> {
        trouble.json(self.dialect).to_string().into()
    }

    fn completion_tokens(&self) -> usize {
        tokens(&self.text)
    }

    fn closing_of(&self, text: &str) -> Vec<u8> {
        if !self.streamed {
            return self.whole().1;
        }
        let (prompt, completion) = (self.prompt_tokens, self.completion_tokens());
        match self.dialect {
            Dialect::Chat => {
                let mut closing = event(None, &self.chunk(&json!({}), Some(self.finish_reason())));
                if self.tells_usage {
                    let mut last = self.chunk(&json!({}), None);
                    last["choices"] = json!([]);
                    last["usage"] = json!({"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion});
                    closing.extend(event(None, &last));
                }
                closing.extend(b"data: [DONE]\n\n");
                closing
            }
            Dialect::Responses => {
                let part = json!({"type": "output_text", "text": text, "annotations": []});
                let item = json!({"id": "item-1", "type": "message", "role": "assistant", "status": "completed", "content": [part]});
                let kind = if self.finish == Finish::Length { "response.incomplete" } else { "response.completed" };
                [
                    named(&json!({"type": "response.output_text.done", "item_id": "item-1", "output_index": 0, "content_index": 0, "text": text})),
                    named(&json!({"type": "response.content_part.done", "item_id": "item-1", "output_index": 0, "content_index": 0, "part": part})),
                    named(&json!({"type": "response.output_item.done", "output_index": 0, "item": item})),
                    named(&json!({"type": kind, "response": self.response(text)})),
                ]
                .concat()
            }
            Dialect::Messages => [
                named(&json!({"type": "content_block_stop", "index": 0})),
                named(&json!({"type": "message_delta", "delta": {"stop_reason": self.finish_reason(), "stop_sequence": null}, "usage": {"output_tokens": completion}})),
                named(&json!({"type": "message_stop"})),
            ]
            .concat(),
            Dialect::Gemini => event(None, &self.content("", Some(self.finish_reason()))),
        }
    }

    fn finish_reason(&self) -> &'static str {
        match (self.dialect, self.finish) {
            (Dialect::Chat | Dialect::Responses, Finish::Stop) => "stop",
            (Dialect::Chat | Dialect::Responses, Finish::Length) => "length",
            (Dialect::Chat | Dialect::Responses, Finish::Refused) => "content_filter",
            (Dialect::Messages, Finish::Stop) => "end_turn",
            (Dialect::Messages, Finish::Length) => "max_tokens",
            (Dialect::Messages, Finish::Refused) => "refusal",
            (Dialect::Gemini, Finish::Stop) => "STOP",
            (Dialect::Gemini, Finish::Length) => "MAX_TOKENS",
            (Dialect::Gemini, Finish::Refused) => "SAFETY",
        }
    }

    fn chunk(&self, delta: &Value, finish: Option<&str>) -> Value {
        let choice = json!({"index": 0, "delta": delta, "finish_reason": finish});
        json!({"id": self.id, "object": "chat.completion.chunk", "created": 0, "model": self.model, "choices": [choice]})
    }

    fn content(&self, text: &str, finish: Option<&str>) -> Value {
        let (prompt, completion) = (self.prompt_tokens, self.completion_tokens());
        let mut candidate =
            json!({"content": {"parts": [{"text": text}], "role": "model"}, "index": 0});
        if let Some(finish) = finish {
            candidate["finishReason"] = finish.into();
        }
        json!({"candidates": [candidate], "modelVersion": self.model, "responseId": self.id, "usageMetadata": {"promptTokenCount": prompt, "candidatesTokenCount": completion, "totalTokenCount": prompt + completion}})
    }

    fn response(&self, text: &str) -> Value {
        let (prompt, completion) = (self.prompt_tokens, self.completion_tokens());
        let part = json!({"type": "output_text", "text": text, "annotations": []});
        let item = json!({"id": "item-1", "type": "message", "role": "assistant", "status": "completed", "content": [part]});
        let usage = json!({"input_tokens": prompt, "output_tokens": completion, "total_tokens": prompt + completion});
        let mut response = json!({"id": self.id, "object": "response", "status": "completed", "model": self.model, "output": [item], "usage": usage});
        if self.finish == Finish::Length {
            response["status"] = "incomplete".into();
            response["incomplete_details"] = json!({"reason": "max_output_tokens"});
        }
        response
    }

    /// What stands before and after the text of an answer in one piece.
    fn whole(&self) -> (Vec<u8>, Vec<u8>) {
        let (prompt, completion) = (self.prompt_tokens, self.completion_tokens());
        let value = match self.dialect {
            Dialect::Chat => {
                let message = json!({"role": "assistant", "content": PLACE, "refusal": null});
                let choice =
                    json!({"index": 0, "message": message, "finish_reason": self.finish_reason()});
                let usage = json!({"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion});
                json!({"id": self.id, "object": "chat.completion", "created": 0, "model": self.model, "choices": [choice], "usage": usage})
            }
            Dialect::Responses => self.response(PLACE),
            Dialect::Messages => {
                let usage = json!({"input_tokens": prompt, "output_tokens": completion});
                json!({"id": self.id, "type": "message", "role": "assistant", "model": self.model, "content": [{"type": "text", "text": PLACE}], "stop_reason": self.finish_reason(), "stop_sequence": null, "usage": usage})
            }
            Dialect::Gemini => self.content(PLACE, Some(self.finish_reason())),
        };
        around(value.to_string().as_bytes())
    }
}

/// Tokens as one reckons them without a tokenizer: four letters each.
pub(super) fn tokens(text: &str) -> usize {
    text.len().div_ceil(4)
}

/// An event of a stream whose name is the type that its JSON has.
fn named(value: &Value) -> Vec<u8> {
    let name = value["type"].as_str().unwrap_or_default().to_owned();
    event(Some(&name), value)
}

fn event(name: Option<&str>, value: &Value) -> Vec<u8> {
    let name = name.map(|name| format!("event: {name}\n")).unwrap_or_default();
    format!("{name}data: {value}\n\n").into()
}

fn around(bytes: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let place = PLACE.as_bytes();
    let at = bytes.windows(place.len()).position(|window| window == place);
    let at = at.expect("the place was just written there");
    (bytes[..at].into(), bytes[at + place.len()..].into())
}
