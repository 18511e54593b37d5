//! What an error means: from status, headers and body to a kind, and to what can be done.

use serde_json::Value;

use super::hint::{header, retry_after_ms};
use super::{ApiError, ApiErrorKind};

/// Fields that a request can do without, or that have another name (the limit of tokens).
const OPTIONAL: [&str; 16] = [
    "temperature",
    "random_seed",
    "seed",
    "response_format",
    "structured_outputs",
    "grammar",
    "stream_options",
    "store",
    "provider",
    "output_config",
    "text",
    "responseJsonSchema",
    "responseMimeType",
    "max_completion_tokens",
    "max_output_tokens",
    "max_tokens",
];

/// Words that say a field is not known, as against badly filled.
const NOT_KNOWN: [&str; 9] = [
    "unsupported",
    "not supported",
    "does not support",
    "deprecated",
    "not permitted",
    "unrecognized",
    "unknown name",
    "unknown parameter",
    "extra_forbidden",
];

/// What a server says of an error, whatever its dialect.
#[derive(Default)]
struct Told {
    message: String,
    /// `code`, `type` and `status`, which dialects use for the same thing, in small letters.
    codes: Vec<String>,
    /// A status within the body.
    status: Option<u16>,
    /// The field that is complained about.
    parameter: Option<String>,
    /// The object, for details.
    error: Value,
}

/// The meaning of an answer whose status is not one of success. `now` is in milliseconds since 1970
/// and is needed for hints that are dates.
pub fn classify(status: u16, headers: &[(String, String)], body: &[u8], now: u64) -> ApiError {
    let told = match serde_json::from_slice(body) {
        Ok(value) => told_in(&value),
        Err(_) => Told { message: plain_text(body), ..Told::default() },
    };
    let mut error = meaning(status, &told, headers, now);
    match header(headers, "x-should-retry") {
        Some("true") => error.retry = true,
        Some("false") => error.retry = false,
        _ => {}
    }
    error
}

/// The meaning of an error that is reported within an answer, after a status of success.
pub(super) fn told_within_an_answer(value: &Value) -> ApiError {
    let told = told_in(value);
    let is = |code: &str| told.codes.iter().any(|found| found.contains(code));
    let status = told.status.unwrap_or_else(|| {
        if is("overloaded") || is("unavailable") {
            529
        } else if is("rate_limit") || is("resource_exhausted") || is("insufficient_quota") {
            429
        } else if is("auth") {
            401
        } else if is("permission") {
            403
        } else if is("billing") {
            402
        } else if is("not_found") {
            404
        } else if is("invalid") || is("exceed_context") || is("context_length") {
            400
        } else if is("timeout") {
            408
        } else {
            500
        }
    });
    meaning(status, &told, &[], 0)
}

fn told_in(value: &Value) -> Told {
    let value = value.as_array().and_then(|values| values.first()).unwrap_or(value);
    let error = match &value["error"] {
        Value::Null => value,
        error => error,
    };
    let text = |value: &Value| value.as_str().map(str::to_owned);
    // FastAPI's `detail`: text, or a list of what is wrong with which field.
    let detail = match &value["detail"] {
        Value::Array(items) => items.first().unwrap_or(&Value::Null),
        detail => detail,
    };
    let message = [error, &error["message"], &value["message"], detail, &detail["msg"]]
        .into_iter()
        .find_map(text)
        .or_else(|| text(&error["metadata"]["raw"]))
        .unwrap_or_default();
    let places = ["code", "type", "status"].map(|name| &error[name]);
    let codes = places.into_iter().chain([&detail["type"]]).filter_map(Value::as_str);
    let reasons = error["details"].as_array().into_iter().flatten();
    let reasons = reasons.filter_map(|detail| detail["reason"].as_str());
    let codes = codes.chain(reasons).map(str::to_ascii_lowercase).collect();
    let status = error["code"].as_u64().and_then(|code| u16::try_from(code).ok());
    let place = detail["loc"].as_array().and_then(|path| path.last()).and_then(text);
    Told {
        message,
        codes,
        status: status.filter(|status| (400..600).contains(status)),
        parameter: text(&error["param"]).or(place),
        error: error.clone(),
    }
}

fn meaning(status: u16, told: &Told, headers: &[(String, String)], now: u64) -> ApiError {
    let is = |code: &str| told.codes.iter().any(|found| found.contains(code));
    let words = told.message.to_ascii_lowercase();
    let says = |part: &str| words.contains(part);
    let retry_after_ms = retry_after_ms(headers, &told.error, &told.message, now);
    let is_too_long = is("context_length")
        || is("exceed_context_size")
        || says("maximum context length")
        || says("prompt is too long")
        || says("context size");
    let is_quota = is("insufficient_quota")
        || is("billing")
        || is("credit")
        || says("credit balance is too low")
        || says("insufficient balance");
    let is_withheld = is("content_filter")
        || is("content_policy")
        || is("moderation")
        || is("safety")
        || !told.error["metadata"]["flagged_input"].is_null();
    let is_wrong_key = is("api_key_invalid") || says("api key not valid");
    let (kind, retry, what_to_do) = match status {
        _ if is_quota || status == 402 => (
            ApiErrorKind::Quota,
            false,
            "add credit or raise the limit at the provider, or use another key",
        ),
        401 => (ApiErrorKind::Auth, false, "check the key: enter it again, or make a new one"),
        400 if is_wrong_key => {
            (ApiErrorKind::Auth, false, "check the key: enter it again, or make a new one")
        }
        400 | 413 | 422 if is_too_long || status == 413 => (
            ApiErrorKind::TooLong,
            false,
            "use a model that reads longer texts, or put fewer facts into one text",
        ),
        400 | 403 | 422 if is_withheld => (
            ApiErrorKind::Refused,
            false,
            "a filter of the provider withheld the text: use another model or other words",
        ),
        403 => (
            ApiErrorKind::Forbidden,
            false,
            "check that this key may use this model, and that the server lets this page in",
        ),
        404 => (
            ApiErrorKind::NotFound,
            false,
            "check the address and the model's name: pick one from the list of models",
        ),
        429 => (
            ApiErrorKind::RateLimit { retry_after_ms },
            true,
            "nothing: the next try waits; fewer requests at once help",
        ),
        503 | 529 | 498 => (
            ApiErrorKind::Overloaded { retry_after_ms },
            true,
            "nothing: the next try waits; if it stays, use another model",
        ),
        408 | 409 | 425 | 500..=599 => (
            ApiErrorKind::Server { retry_after_ms },
            true,
            "nothing: the next try waits; if it stays, see the provider's status page",
        ),
        400 | 405 | 415 | 422 => {
            let unsupported_parameter = unsupported_parameter(told, &words);
            let what_to_do = match unsupported_parameter {
                Some(_) => "nothing: the field is left out from now on",
                None => "check that the server speaks this dialect, or take another profile",
            };
            (ApiErrorKind::BadRequest { unsupported_parameter }, false, what_to_do)
        }
        _ => (
            ApiErrorKind::Other { status },
            false,
            "check the address: something else may answer there",
        ),
    };
    let message = match told.message.trim() {
        "" => format!("the server answers with status {status} and no words"),
        words => without_secrets(words),
    };
    ApiError { kind, message, what_to_do: what_to_do.to_owned(), retry }
}

/// The field that a model does not know, where one that can be left out is named for that reason.
fn unsupported_parameter(told: &Told, words: &str) -> Option<String> {
    let is_named_so = |text: &str| NOT_KNOWN.iter().any(|part| text.contains(part));
    let by_code = told.codes.iter().any(|code| is_named_so(code) || code == "unknown_parameter");
    if !by_code && !is_named_so(words) {
        return None;
    }
    let optional = |name: &str| OPTIONAL.iter().find(|known| **known == name);
    let of_path = |path: &str| {
        path.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'))
            .find_map(optional)
    };
    let named = told.parameter.as_deref().and_then(of_path).or_else(|| of_path(&told.message));
    named.map(|name| (*name).to_owned())
}

/// A body that is not JSON, as one line: of a web page its title.
fn plain_text(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body.get(..4000).unwrap_or(body));
    let lower = text.to_ascii_lowercase();
    if !lower.trim_start().starts_with('<') {
        return text.trim().to_owned();
    }
    let title = lower.find("<title>").and_then(|at| {
        let start = at + "<title>".len();
        let end = lower[start..].find("</title>")?;
        text.get(start..start + end)
    });
    match title.map(str::trim) {
        Some(title) if !title.is_empty() => format!("the server answers with a web page: {title}"),
        _ => "the server answers with a web page".to_owned(),
    }
}

/// Words for a person: one line of at most 300 characters, without what looks like a key.
fn without_secrets(text: &str) -> String {
    let looks_secret = |word: &str| {
        let word = word.trim_matches(|letter: char| !letter.is_ascii_alphanumeric());
        let is_token = |letter: char| letter.is_ascii_alphanumeric() || "-_.*".contains(letter);
        let starts = ["sk-", "gsk_", "AIza", "hf_", "xai-", "r8_"];
        let has_digit = word.bytes().any(|byte| byte.is_ascii_digit());
        starts.iter().any(|start| word.starts_with(start))
            || (word.len() >= 24 && has_digit && word.chars().all(is_token))
    };
    let plain: String =
        text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    let words = plain.split_whitespace().map(|word| if looks_secret(word) { "…" } else { word });
    let line = words.collect::<Vec<_>>().join(" ");
    line.chars().take(300).collect()
}

#[cfg(test)]
mod tests {
    use super::ApiErrorKind as Kind;
    use super::*;

    fn error(status: u16, body: &str) -> ApiError {
        classify(status, &[], body.as_bytes(), 0)
    }

    fn unsupported(name: &str) -> Kind {
        Kind::BadRequest { unsupported_parameter: Some(name.to_owned()) }
    }

    #[test]
    fn every_server_s_errors_have_their_meaning() {
        for (status, body, kind, retry) in [
            (
                401,
                r#"{"error":{"message":"Invalid API Key","type":"authentication_error","code":401}}"#,
                Kind::Auth,
                false,
            ),
            (
                400,
                r#"[{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT","details":[{"reason":"API_KEY_INVALID"}]}}]"#,
                Kind::Auth,
                false,
            ),
            (
                403,
                r#"{"type":"error","error":{"type":"permission_error","message":"no"}}"#,
                Kind::Forbidden,
                false,
            ),
            (
                429,
                r#"{"error":{"message":"You exceeded your current quota","type":"insufficient_quota","param":null,"code":"insufficient_quota"}}"#,
                Kind::Quota,
                false,
            ),
            (
                402,
                r#"{"error":{"code":402,"message":"Insufficient credits","metadata":{"provider_name":"x"}}}"#,
                Kind::Quota,
                false,
            ),
            (
                400,
                r#"{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the API."}}"#,
                Kind::Quota,
                false,
            ),
            (
                429,
                r#"{"error":{"message":"Rate limit reached for model in organization org on tokens per minute. Please try again in 5.289s. Visit x","type":"tokens","code":"rate_limit_exceeded"}}"#,
                Kind::RateLimit { retry_after_ms: Some(5289) },
                true,
            ),
            (
                429,
                r#"{"error":{"code":429,"message":"Resource exhausted","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"17s"}]}}"#,
                Kind::RateLimit { retry_after_ms: Some(17_000) },
                true,
            ),
            (429, "", Kind::RateLimit { retry_after_ms: None }, true),
            (
                529,
                r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":"r"}"#,
                Kind::Overloaded { retry_after_ms: None },
                true,
            ),
            (
                503,
                r#"{"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}"#,
                Kind::Overloaded { retry_after_ms: None },
                true,
            ),
            (500, "<html><title>Oops</title>", Kind::Server { retry_after_ms: None }, true),
            (408, "{}", Kind::Server { retry_after_ms: None }, true),
            (
                404,
                r#"{"error":{"message":"The model `x` does not exist","type":"invalid_request_error","param":null,"code":"model_not_found"}}"#,
                Kind::NotFound,
                false,
            ),
            (
                400,
                r#"{"error":{"message":"This model's maximum context length is 8192 tokens.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}"#,
                Kind::TooLong,
                false,
            ),
            (
                400,
                r#"{"error":{"code":400,"message":"the request exceeds the available context size","type":"exceed_context_size_error","n_prompt_tokens":600,"n_ctx":512}}"#,
                Kind::TooLong,
                false,
            ),
            (413, "too large", Kind::TooLong, false),
            (
                403,
                r#"{"error":{"code":403,"message":"The input was flagged","metadata":{"reasons":["violence"],"flagged_input":"…"}}}"#,
                Kind::Refused,
                false,
            ),
            (
                400,
                r#"{"error":{"message":"Invalid prompt","type":"invalid_request_error","param":null,"code":"content_policy_violation"}}"#,
                Kind::Refused,
                false,
            ),
            (
                400,
                r#"{"error":{"message":"JSON schema error at #: unrecognized type nonsense","type":"invalid_request_error","code":400}}"#,
                Kind::BadRequest { unsupported_parameter: None },
                false,
            ),
            (
                400,
                r#"{"error":{"message":"temperature must be below 2","type":"invalid_request_error","param":"temperature","code":"invalid_value"}}"#,
                Kind::BadRequest { unsupported_parameter: None },
                false,
            ),
            (418, "tea", Kind::Other { status: 418 }, false),
        ] {
            let found = error(status, body);
            assert_eq!((&found.kind, found.retry), (&kind, retry), "{status} {body}");
            assert!(!found.what_to_do.is_empty() && !found.message.is_empty());
        }
    }

    #[test]
    fn the_field_that_a_model_does_not_know_is_named() {
        for (status, body, name) in [
            (
                400,
                r#"{"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.","type":"invalid_request_error","param":"max_tokens","code":"unsupported_parameter"}}"#,
                "max_tokens",
            ),
            (
                400,
                r#"{"error":{"message":"Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is supported.","type":"invalid_request_error","param":"temperature","code":"unsupported_value"}}"#,
                "temperature",
            ),
            (
                400,
                r#"{"type":"error","error":{"type":"invalid_request_error","message":"`temperature` is deprecated for this model."}}"#,
                "temperature",
            ),
            (
                400,
                r#"{"type":"error","error":{"type":"invalid_request_error","message":"output_config: Extra inputs are not permitted"}}"#,
                "output_config",
            ),
            (
                422,
                r#"{"detail":[{"type":"extra_forbidden","loc":["body","store"],"msg":"Extra inputs are not permitted","input":false}]}"#,
                "store",
            ),
            (
                400,
                r#"{"error":{"message":"property 'store' is unsupported","type":"invalid_request_error"}}"#,
                "store",
            ),
            (
                400,
                r#"{"error":{"code":400,"message":"Invalid JSON payload received. Unknown name \"seed\" at 'generation_config': Cannot find field.","status":"INVALID_ARGUMENT"}}"#,
                "seed",
            ),
            (
                400,
                r#"{"error":{"message":"Unknown parameter: 'response_format.json_schema'.","param":"response_format.json_schema","code":"unknown_parameter"}}"#,
                "response_format",
            ),
            (
                400,
                r#"{"object":"error","message":"stream_options is not supported","type":"BadRequestError","param":null,"code":400}"#,
                "stream_options",
            ),
        ] {
            assert_eq!(error(status, body).kind, unsupported(name), "{body}");
        }
        let word = r#"{"error":{"message":"the context of your seedling is unsupported"}}"#;
        assert_eq!(error(400, word).kind, Kind::BadRequest { unsupported_parameter: None });
    }

    #[test]
    fn a_server_that_says_whether_to_try_again_is_believed() {
        let header = |value: &str| vec![("X-Should-Retry".to_owned(), value.to_owned())];
        assert!(!classify(500, &header("false"), b"", 0).retry);
        assert!(classify(400, &header("true"), b"", 0).retry);
    }

    #[test]
    fn no_key_and_no_line_break_comes_into_the_words() {
        let said = error(
            401,
            r#"{"error":{"message":"Incorrect API key provided:\n sk-canary. You wrote (0123456789abcdef0123456789abcdef)."}}"#,
        );
        assert_eq!(said.message, "Incorrect API key provided: … You wrote …");
        assert_eq!(error(500, &"long ".repeat(1000)).message.len(), 300);
        let page = error(502, "<!doctype html><TITLE> Bad gateway </TITLE>");
        assert_eq!(page.message, "the server answers with a web page: Bad gateway");
        assert_eq!(error(502, "<p>").message, "the server answers with a web page");
    }
}
