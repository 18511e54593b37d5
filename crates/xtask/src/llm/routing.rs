//! What is answered to a request that comes for a model: its dialect, its key, its text, its fault.

use super::fault::{self, Act, Extent, Fault, Phase, Plan, Readable};
use super::question::Question;
use super::state::{Settings, State};
use super::wire::Asked;
use super::writer::{Dialect, Finish, Trouble, Writer, tokens};
use serde_json::{Value, json};

const MODELS: [&str; 2] = ["echo-1", "echo-2"];

/// What is answered to a request that comes for a model.
pub(super) fn plan(asked: &Asked, path: &str, state: &mut State) -> Plan {
    let Some((dialect, in_path)) = route(path) else {
        return fault::refusal(&unanswered(Dialect::Chat), &Trouble::NoModel(path.to_owned()));
    };
    let nothing = unanswered(dialect);
    if asked.method == "OPTIONS" {
        let strike = state.armed.as_mut().filter(|armed| {
            armed.is_due() && (armed.fault, armed.phase) == (Fault::CorsRefused, Phase::First)
        });
        let refused = strike.map(|armed| armed.struck += 1).is_some();
        let allowed = if refused { Readable::ByNobody } else { Readable::Usual };
        return Plan { readable: allowed, acts: Vec::new(), ..fault::good(&nothing) };
    }
    if let Err(trouble) = authorize(asked, dialect, &state.settings) {
        return fault::refusal(&nothing, &trouble);
    }
    if path.ends_with("/models") {
        let list = Act::Send(models(dialect).to_string().into());
        return Plan { media: "application/json", acts: vec![list], ..fault::good(&nothing) };
    }
    let body: Value = serde_json::from_slice(&asked.body).unwrap_or_default();
    let question = match question(dialect, &body, in_path, &state.settings) {
        Ok(question) => question,
        Err(trouble) => return fault::refusal(&nothing, &trouble),
    };
    let writer = reply(dialect, &question, state);
    let earlier = state.earlier.replace(writer.clone());
    let earlier = earlier.map(|earlier| Writer {
        dialect,
        streamed: writer.streamed,
        tells_usage: writer.tells_usage,
        ..earlier
    });
    let Some(armed) = state.armed.as_mut() else { return fault::good(&writer) };
    let strike = (armed.fault, armed.phase);
    // Only a browser asks for leave before; whoever does not ask is not hindered.
    if !armed.is_due() || strike == (Fault::CorsRefused, Phase::First) {
        armed.skip = armed.skip.saturating_sub(1);
        return fault::good(&writer);
    }
    armed.struck += 1;
    let extent = Extent { stall: state.settings.stall, junk: state.settings.junk };
    fault::faulty(&writer, earlier.as_ref(), strike, armed.struck == 1, extent)
}

/// The dialect of a path; for Gemini also the model and whether it is to be streamed.
fn route(path: &str) -> Option<(Dialect, Option<(&str, bool)>)> {
    for (end, dialect) in [
        ("/chat/completions", Dialect::Chat),
        ("/responses", Dialect::Responses),
        ("/messages", Dialect::Messages),
    ] {
        if path.ends_with(end) {
            return Some((dialect, None));
        }
    }
    let last = path.rsplit('/').next()?;
    match last.split_once(':') {
        Some((model, "generateContent")) => Some((Dialect::Gemini, Some((model, false)))),
        Some((model, "streamGenerateContent")) => Some((Dialect::Gemini, Some((model, true)))),
        // Lists of models look alike for OpenAI and Anthropic.
        None if path.ends_with("/v1beta/models") => Some((Dialect::Gemini, None)),
        None if last == "models" => Some((Dialect::Chat, None)),
        _ => None,
    }
}

fn authorize(asked: &Asked, dialect: Dialect, settings: &Settings) -> Result<(), Trouble> {
    let bearer = asked.header("authorization").strip_prefix("Bearer ").unwrap_or_default();
    let given = match dialect {
        Dialect::Messages => asked.header("x-api-key"),
        Dialect::Gemini => asked.header("x-goog-api-key"),
        Dialect::Chat if bearer.is_empty() => asked.header("x-api-key"),
        Dialect::Chat | Dialect::Responses => bearer,
    };
    if settings.key.as_ref().is_some_and(|key| key != given) {
        return Err(Trouble::Unauthorized);
    }
    let invalid = |message: &str| Err(Trouble::Invalid(message.to_owned(), None));
    if dialect == Dialect::Messages {
        if asked.header("anthropic-version").is_empty() {
            return invalid("anthropic-version: header is required");
        }
        let asks = asked.header("anthropic-dangerous-direct-browser-access") == "true";
        if asked.headers.contains_key("origin") && !asks {
            return invalid(
                "CORS requests must set 'anthropic-dangerous-direct-browser-access' header",
            );
        }
    }
    Ok(())
}

fn question(
    dialect: Dialect,
    body: &Value,
    in_path: Option<(&str, bool)>,
    settings: &Settings,
) -> Result<Question, Trouble> {
    for field in &settings.refuse {
        let given = [&body[field], &body["generationConfig"][field]];
        if given.iter().any(|given| !given.is_null()) {
            let message =
                format!("Unsupported parameter: '{field}' is not supported with this model.");
            return Err(Trouble::Invalid(message, Some(field.clone())));
        }
    }
    let question = Question::read(dialect, body, in_path)?;
    if !MODELS.contains(&question.model.as_str()) {
        return Err(Trouble::NoModel(question.model));
    }
    Ok(question)
}

/// The next reply: the script's, or the facts told again.
fn reply(dialect: Dialect, question: &Question, state: &mut State) -> Writer {
    state.n_replies += 1;
    let scripted = state.script.pop_front();
    let text = match &scripted {
        Some(Value::String(text)) => text.clone(),
        Some(reply) => reply["text"].as_str().unwrap_or_default().to_owned(),
        None => question.answer(),
    };
    let (text, finish) = question.limited(text);
    let finish = match scripted.as_ref().and_then(|reply| reply["finish"].as_str()) {
        Some("length") => Finish::Length,
        Some("refused") => Finish::Refused,
        _ => finish,
    };
    Writer {
        dialect,
        streamed: question.streamed,
        tells_usage: question.tells_usage,
        id: format!("reply-{:06}", state.n_replies),
        model: question.model.clone(),
        text,
        finish,
        prompt_tokens: tokens(&question.prompt),
    }
}

fn models(dialect: Dialect) -> Value {
    if dialect == Dialect::Gemini {
        let list = MODELS.map(|name| json!({"name": format!("models/{name}"), "displayName": name, "inputTokenLimit": 8192, "outputTokenLimit": 2048, "supportedGenerationMethods": ["generateContent"]}));
        return json!({"models": list});
    }
    let list = MODELS.map(|name| json!({"id": name, "object": "model", "type": "model", "display_name": name, "created": 0, "owned_by": "causeloom"}));
    json!({"object": "list", "data": list, "has_more": false})
}

/// Writes refusals and lists in a dialect.
fn unanswered(dialect: Dialect) -> Writer {
    Writer {
        dialect,
        streamed: false,
        tells_usage: false,
        id: String::new(),
        model: String::new(),
        text: String::new(),
        finish: Finish::Stop,
        prompt_tokens: 0,
    }
}
