//! Requests: an [`Ask`] as the bytes that a server takes, in a fixed order of keys.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::profile::{Auth, Profile};
use super::{Dialect, Key, anthropic, gemini, openai_chat, openai_responses};
use crate::{Ask, Form};

/// A request, ready to be sent except for the key, which stands beside the headers so that nothing
/// that copies or prints the request can carry it along.
#[derive(Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The address.
    pub url: String,
    /// Names in small letters, values. Without the key.
    pub headers: Vec<(String, String)>,
    /// JSON; empty for `GET`.
    pub body: Vec<u8>,
    key: Option<(Auth, Key)>,
}

impl HttpRequest {
    /// A request without a key.
    pub(super) fn new(
        method: &'static str,
        url: String,
        headers: Vec<(String, String)>,
        body: Vec<u8>,
    ) -> Self {
        Self { method, url, headers, body, key: None }
    }

    /// The same request with a key, which only [`HttpRequest::headers_with_key`] gives out.
    #[must_use]
    pub fn with_key(mut self, profile: &Profile, key: &Key) -> Self {
        self.key = Some((profile.auth, key.clone()));
        self
    }

    /// The headers as they are sent, the key's included. For the one who sends, and nobody else.
    pub fn headers_with_key(&self) -> Vec<(String, String)> {
        let mut headers = self.headers.clone();
        if let Some((auth, key)) = &self.key {
            let secret = key.expose();
            headers.push(match auth {
                Auth::Bearer => ("authorization".to_owned(), format!("Bearer {secret}")),
                Auth::XApiKey => ("x-api-key".to_owned(), secret.to_owned()),
                Auth::XGoogApiKey => ("x-goog-api-key".to_owned(), secret.to_owned()),
            });
        }
        headers
    }

    /// The body as text.
    pub fn body_text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap_or_default()
    }
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("HttpRequest")
            .field("method", &self.method)
            .field("url", &self.url)
            .field("headers", &self.headers)
            .field("body", &self.body_text())
            .field("has_key", &self.key.is_some())
            .finish()
    }
}

/// The request that puts `ask` to `model` at `base_url`.
///
/// Temperature and seed are sent only where the ask sets them, and fields that the model was found
/// not to know (`unsupported`, as [`super::classify`] names them) are left out. The limit of tokens
/// is never left out; where the model knows it by another name, it is sent by that name. A form that
/// the server cannot be held to is not sent: the answer is to be checked in any case.
pub fn encode(
    profile: &Profile,
    model: &str,
    base_url: &str,
    key: Option<&Key>,
    ask: &Ask,
    unsupported: &BTreeSet<String>,
    stream: bool,
) -> HttpRequest {
    let (path, body) = match profile.dialect {
        Dialect::OpenAiChat => {
            ("/chat/completions".to_owned(), openai_chat::body(profile, model, ask, unsupported))
        }
        Dialect::OpenAiResponses => {
            ("/responses".to_owned(), openai_responses::body(profile, model, ask))
        }
        Dialect::Anthropic => ("/messages".to_owned(), anthropic::body(profile, model, ask)),
        Dialect::Gemini => (gemini::path(model, stream), gemini::body(profile, ask)),
    };
    let mut body = body;
    for (name, value) in &profile.body {
        body.entry(name.clone()).or_insert_with(|| value.clone());
    }
    leave_out(&mut body, unsupported);
    if stream && profile.dialect != Dialect::Gemini {
        body.insert("stream".to_owned(), true.into());
        if profile.stream_usage && !unsupported.contains("stream_options") {
            let options = [("include_usage".to_owned(), Value::from(true))];
            body.insert("stream_options".to_owned(), Value::Object(options.into_iter().collect()));
        }
    }
    let mut headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    headers.extend(profile.headers.iter().cloned());
    let url = format!("{}{path}", base_url.trim_end_matches('/'));
    let body = Value::Object(body).to_string().into_bytes();
    let request = HttpRequest::new("POST", url, headers, body);
    match key {
        Some(key) => request.with_key(profile, key),
        None => request,
    }
}

/// The SHA-256 under which the answer to a request is kept: of the dialect, the base address, the
/// model, the body as it is without streaming, and which sample of the same question it is.
pub fn request_hash(
    dialect: Dialect,
    base_url: &str,
    model: &str,
    body: &str,
    sample: u32,
) -> String {
    let base_url = base_url.trim_end_matches('/');
    let canonical = serde_json::json!([dialect, base_url, model, body, sample]).to_string();
    let hash = Sha256::digest(canonical.as_bytes());
    hash.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

/// True where the prompt has to say that JSON is wanted and does not: some servers then refuse.
pub(super) fn lacks_the_word_json(ask: &Ask) -> bool {
    let has_it = |text: &str| text.to_ascii_lowercase().contains("json");
    matches!(ask.form, Form::Schema(_)) && !ask.messages.iter().any(|said| has_it(&said.text))
}

/// Fields that a request cannot be without.
const NEEDED: [&str; 11] = [
    "model",
    "messages",
    "input",
    "contents",
    "instructions",
    "system",
    "systemInstruction",
    "max_tokens",
    "max_completion_tokens",
    "max_output_tokens",
    "maxOutputTokens",
];

/// Takes the fields that a model does not know out of a body.
fn leave_out(body: &mut Map<String, Value>, unsupported: &BTreeSet<String>) {
    let is_dropped = |name: &String| unsupported.contains(name) && !NEEDED.contains(&&**name);
    body.retain(|name, _| !is_dropped(name));
    if let Some(Value::Object(config)) = body.get_mut("generationConfig") {
        config.retain(|name, _| !is_dropped(name));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::dialect::{provider, providers};
    use crate::{Message, Role};

    fn ask(form: Form) -> Ask {
        let say = |role, text: &str| Message { role, text: text.to_owned() };
        Ask {
            messages: vec![
                say(Role::System, "Write a note."),
                say(Role::User, "age 55"),
                say(Role::Assistant, "Aged 56."),
                say(Role::User, "55, not 56 – änder’ das"),
            ],
            form,
            max_tokens: 400,
            temperature: None,
            seed: None,
        }
    }

    fn schema() -> Form {
        Form::Schema(json!({"type": "object", "properties": {"age": {"type": "integer"}}}))
    }

    fn sent(id: &str, ask: &Ask, unsupported: &[&str], stream: bool) -> HttpRequest {
        let profile = provider(id).unwrap();
        let unsupported = unsupported.iter().map(|&name| name.to_owned()).collect();
        encode(&profile, "a-model", &profile.base_url, None, ask, &unsupported, stream)
    }

    #[test]
    fn a_chat_request_has_these_bytes() {
        let request = sent("openai", &ask(schema()), &[], true);
        assert_eq!(request.method, "POST");
        assert_eq!(request.url, "https://api.openai.com/v1/chat/completions");
        let headers = [("content-type".to_owned(), "application/json".to_owned())];
        assert_eq!(request.headers_with_key(), headers);
        assert_eq!(
            request.body_text(),
            r#"{"model":"a-model","messages":[{"role":"system","content":"Write a note."},{"role":"user","content":"age 55"},{"role":"assistant","content":"Aged 56."},{"role":"user","content":"55, not 56 – änder’ das"}],"max_completion_tokens":400,"response_format":{"type":"json_schema","json_schema":{"name":"answer","strict":true,"schema":{"type":"object","properties":{"age":{"type":"integer"}}}}},"store":false,"stream":true,"stream_options":{"include_usage":true}}"#
        );
    }

    #[test]
    fn a_responses_request_has_these_bytes() {
        let request = sent("openai-responses", &ask(schema()), &[], false);
        assert_eq!(request.url, "https://api.openai.com/v1/responses");
        assert_eq!(
            request.body_text(),
            r#"{"model":"a-model","instructions":"Write a note.","input":[{"role":"user","content":"age 55"},{"role":"assistant","content":"Aged 56."},{"role":"user","content":"55, not 56 – änder’ das"}],"max_output_tokens":400,"text":{"format":{"type":"json_schema","name":"answer","schema":{"type":"object","properties":{"age":{"type":"integer"}}},"strict":true}},"store":false}"#
        );
    }

    #[test]
    fn an_anthropic_request_has_these_bytes_and_headers() {
        let profile = provider("anthropic").unwrap();
        let key = Key::new("sk-ant-1").unwrap();
        let asked = ask(schema());
        let request = encode(
            &profile,
            "claude",
            &profile.base_url,
            Some(&key),
            &asked,
            &BTreeSet::new(),
            true,
        );
        assert_eq!(request.url, "https://api.anthropic.com/v1/messages");
        let headers = [
            ("content-type", "application/json"),
            ("anthropic-version", "2023-06-01"),
            ("anthropic-dangerous-direct-browser-access", "true"),
            ("x-api-key", "sk-ant-1"),
        ];
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(request.headers_with_key(), headers);
        assert_eq!(
            request.body_text(),
            r#"{"model":"claude","max_tokens":400,"system":"Write a note.","messages":[{"role":"user","content":"age 55"},{"role":"assistant","content":"Aged 56."},{"role":"user","content":"55, not 56 – änder’ das"}],"output_config":{"format":{"type":"json_schema","schema":{"type":"object","properties":{"age":{"type":"integer"}}}}},"stream":true}"#
        );
    }

    #[test]
    fn a_gemini_request_has_these_bytes() {
        let asked = Ask { seed: Some(7), temperature: Some(0.5), ..ask(schema()) };
        let profile = provider("gemini").unwrap();
        let key = Key::new("AIza1").unwrap();
        let request = encode(
            &profile,
            "models/gemini 3/x",
            &profile.base_url,
            Some(&key),
            &asked,
            &BTreeSet::new(),
            true,
        );
        assert_eq!(
            request.url,
            "https://generativelanguage.googleapis.com/v1beta/models/gemini%203%2Fx:streamGenerateContent?alt=sse"
        );
        let last = request.headers_with_key().pop();
        assert_eq!(last, Some(("x-goog-api-key".to_owned(), "AIza1".to_owned())));
        assert_eq!(
            request.body_text(),
            r#"{"systemInstruction":{"parts":[{"text":"Write a note."}]},"contents":[{"role":"user","parts":[{"text":"age 55"}]},{"role":"model","parts":[{"text":"Aged 56."}]},{"role":"user","parts":[{"text":"55, not 56 – änder’ das"}]}],"generationConfig":{"maxOutputTokens":400,"temperature":0.5,"seed":7,"responseMimeType":"application/json","responseJsonSchema":{"type":"object","properties":{"age":{"type":"integer"}}}}}"#
        );
        assert!(sent("gemini", &asked, &[], false).url.ends_with("/a-model:generateContent"));
    }

    #[test]
    fn temperature_and_seed_are_sent_where_set_and_where_known_only() {
        for profile in providers() {
            let plain = sent(&profile.id, &ask(Form::Free), &[], true);
            for name in ["temperature", "seed", "top_p", "response_format", "grammar"] {
                assert!(!plain.body_text().contains(name), "{} sends {name}", profile.id);
            }
            let set = Ask { temperature: Some(0.7), seed: Some(41), ..ask(Form::Free) };
            let body = sent(&profile.id, &set, &[], true);
            assert!(body.body_text().contains("\"temperature\":0.7"), "{}", profile.id);
            let field = profile.seed_field.as_ref().map(|name| format!("\"{name}\":41"));
            assert_eq!(field.is_some(), body.body_text().contains("41"), "{}", profile.id);
            assert!(field.is_none_or(|field| body.body_text().contains(&field)));
        }
    }

    #[test]
    fn a_grammar_goes_into_the_field_of_the_server_and_to_no_other() {
        let asked = ask(Form::Grammar("root ::= \"yes\"".to_owned()));
        for profile in providers() {
            let body: Value =
                serde_json::from_slice(&sent(&profile.id, &asked, &[], true).body).unwrap();
            let places = [&body["grammar"], &body["structured_outputs"]["grammar"]];
            let expected = match profile.id.as_str() {
                "llama-cpp" => [true, false],
                "vllm" => [false, true],
                _ => [false, false],
            };
            assert_eq!(places.map(|place| place == "root ::= \"yes\""), expected, "{}", profile.id);
        }
    }

    #[test]
    fn a_server_of_json_objects_gets_the_word_that_it_insists_on() {
        let body = sent("deepseek", &ask(schema()), &[], false);
        assert!(body.body_text().contains(r#""response_format":{"type":"json_object"}"#));
        assert!(body.body_text().contains("Answer in JSON."));
        let mut asked = ask(schema());
        asked.messages[0].text = "Give json.".to_owned();
        assert!(!sent("deepseek", &asked, &[], false).body_text().contains("Answer in JSON."));
    }

    #[test]
    fn what_a_model_does_not_know_is_left_out_and_the_limit_of_tokens_never() {
        let asked = Ask { temperature: Some(0.0), seed: Some(1), ..ask(schema()) };
        let names = ["temperature", "response_format", "store", "stream_options", "model"];
        let body = sent("openai", &asked, &names, true);
        for name in &names[..4] {
            assert!(!body.body_text().contains(name), "{name}");
        }
        assert!(body.body_text().starts_with(r#"{"model":"a-model","messages":"#));
        let field = |unsupported: &[&str]| {
            let body: Value =
                serde_json::from_slice(&sent("openai", &asked, unsupported, true).body).unwrap();
            (body.get("max_tokens").cloned(), body.get("max_completion_tokens").cloned())
        };
        assert_eq!(field(&[]), (None, Some(json!(400))));
        assert_eq!(field(&["max_completion_tokens"]), (Some(json!(400)), None));
        assert_eq!(field(&["max_completion_tokens", "max_tokens"]), (None, Some(json!(400))));
        assert!(sent("anthropic", &asked, &["max_tokens"], true).body_text().contains(":400"));
        let gemini = sent("gemini", &asked, &["seed", "maxOutputTokens"], true);
        assert!(!gemini.body_text().contains("seed"));
        assert!(gemini.body_text().contains("maxOutputTokens"));
    }

    #[test]
    fn the_key_is_in_one_header_and_in_nothing_else() {
        for profile in providers() {
            let key = Key::new("canary-7f3a").unwrap();
            let base = &profile.base_url;
            let asked = ask(schema());
            let request = encode(&profile, "m", base, Some(&key), &asked, &BTreeSet::new(), true);
            assert!(!format!("{request:?} {request:#?}").contains("canary"), "{}", profile.id);
            assert!(!request.url.contains("canary") && !request.body_text().contains("canary"));
            let headers = request.headers_with_key();
            let carriers = headers.iter().filter(|(_, value)| value.contains("canary")).count();
            assert_eq!(carriers, 1, "{}", profile.id);
        }
    }

    #[test]
    fn the_hash_follows_the_question_and_not_the_way_of_asking() {
        let hash = |id: &str, model: &str, asked: &Ask, sample: u32| {
            let profile = provider(id).unwrap();
            let none = BTreeSet::new();
            let request = encode(&profile, model, &profile.base_url, None, asked, &none, false);
            request_hash(profile.dialect, &profile.base_url, model, request.body_text(), sample)
        };
        let first = hash("openai", "m", &ask(Form::Free), 0);
        assert_eq!(first.len(), 64);
        assert_eq!(first, hash("openai", "m", &ask(Form::Free), 0));
        let mut others = vec![
            first,
            hash("openai", "n", &ask(Form::Free), 0),
            hash("openai", "m", &ask(Form::Free), 1),
            hash("openai", "m", &ask(schema()), 0),
            hash("groq", "m", &ask(Form::Free), 0),
            hash("openai", "m", &Ask { max_tokens: 401, ..ask(Form::Free) }, 0),
        ];
        others.sort();
        others.dedup();
        assert_eq!(others.len(), 6);
        let slash = |base| request_hash(Dialect::OpenAiChat, base, "m", "{}", 0);
        assert_eq!(slash("http://localhost:1/v1/"), slash("http://localhost:1/v1"));
    }
}
