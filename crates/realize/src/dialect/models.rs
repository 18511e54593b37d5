//! Lists of models, in the shapes in which servers give them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::frames::start_of;
use super::{AnswerError, HttpRequest, Key, Price, Profile};

/// One model of a list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ModelInfo {
    /// The name that requests use.
    pub id: String,
    /// The name that people read; empty where there is no other.
    pub name: String,
    /// The most tokens of question and answer, where it is told.
    pub context: Option<u64>,
    /// The price, where it is told.
    pub price: Option<Price>,
}

/// The request for the list of models.
pub fn models_request(profile: &Profile, base_url: &str, key: Option<&Key>) -> HttpRequest {
    let url = format!("{}{}", base_url.trim_end_matches('/'), profile.models_path);
    let request = HttpRequest::new("GET", url, profile.headers.clone(), Vec::new());
    match key {
        Some(key) => request.with_key(profile, key),
        None => request,
    }
}

/// The models of an answer: `{"data": […]}`, a bare array, or `{"models": […]}`. Models that only
/// embed or draw are left out where the server tells them apart.
///
/// # Errors
/// Bytes that are no such list.
pub fn read_models(body: &[u8]) -> Result<Vec<ModelInfo>, AnswerError> {
    let text = std::str::from_utf8(body).map_err(|_| AnswerError::InvalidUtf8)?;
    if text.trim_start().starts_with('<') {
        return Err(AnswerError::WebPage);
    }
    let value: Value =
        serde_json::from_str(text).map_err(|_| AnswerError::NotJson { start: start_of(body) })?;
    let list = [&value["data"], &value, &value["models"]].into_iter().find_map(Value::as_array);
    let list = list.ok_or(AnswerError::OtherShape)?;
    Ok(list.iter().filter_map(model).collect())
}

fn model(value: &Value) -> Option<ModelInfo> {
    if let Some(methods) = value["supportedGenerationMethods"].as_array()
        && !methods.iter().any(|method| method == "generateContent")
    {
        return None;
    }
    if matches!(value["type"].as_str(), Some("embedding" | "image" | "rerank" | "moderation")) {
        return None;
    }
    let text = |name: &str| value[name].as_str();
    let id = text("id").or_else(|| text("name"))?;
    let id = id.strip_prefix("models/").unwrap_or(id);
    let name = text("display_name")
        .or_else(|| text("displayName"))
        .or_else(|| text("name").filter(|_| text("id").is_some()))
        .filter(|name| *name != id)
        .unwrap_or_default();
    let counts = [
        &value["context_length"],
        &value["context_window"],
        &value["max_context_length"],
        &value["max_model_len"],
        &value["max_input_tokens"],
        &value["inputTokenLimit"],
        &value["meta"]["n_ctx_train"],
    ];
    Some(ModelInfo {
        id: id.to_owned(),
        name: name.to_owned(),
        context: counts.into_iter().find_map(Value::as_u64),
        price: price(&value["pricing"]),
    })
}

/// OpenRouter tells dollars a token as text, Together dollars a million tokens as numbers.
fn price(pricing: &Value) -> Option<Price> {
    let a_token = |name: &str| pricing[name].as_str()?.parse::<f64>().ok().map(|cost| cost * 1e6);
    let a_million = |name: &str| pricing[name].as_f64();
    let price = Price {
        prompt: a_token("prompt").or_else(|| a_million("input"))?,
        completion: a_token("completion").or_else(|| a_million("output"))?,
    };
    price.is_sound().then_some(price)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::provider;

    fn ids(body: &str) -> Vec<String> {
        read_models(body.as_bytes()).unwrap().into_iter().map(|model| model.id).collect()
    }

    #[test]
    fn the_three_shapes_of_lists_are_read() {
        let openai = r#"{"object":"list","data":[{"id":"gpt","created":1,"object":"model","owned_by":"x"},{"id":"o9"}]}"#;
        assert_eq!(ids(openai), ["gpt", "o9"]);
        let together = r#"[{"id":"llama","type":"chat","context_length":4096,"pricing":{"input":0.18,"output":0.59}},{"id":"bge","type":"embedding"}]"#;
        let models = read_models(together.as_bytes()).unwrap();
        assert_eq!(models.len(), 1);
        assert_eq!(models[0].context, Some(4096));
        assert_eq!(models[0].price, Some(Price { prompt: 0.18, completion: 0.59 }));
        let gemini = r#"{"models":[{"name":"models/gemini-3","displayName":"Gemini 3","inputTokenLimit":1048576,"supportedGenerationMethods":["generateContent"]},{"name":"models/embed","supportedGenerationMethods":["embedContent"]}]}"#;
        let models = read_models(gemini.as_bytes()).unwrap();
        assert_eq!(models.len(), 1);
        assert_eq!((&*models[0].id, &*models[0].name), ("gemini-3", "Gemini 3"));
        assert_eq!(models[0].context, Some(1_048_576));
    }

    #[test]
    fn prices_a_token_become_prices_a_million() {
        let openrouter = r#"{"data":[{"id":"a/b","name":"A: B","context_length":8,"pricing":{"prompt":"0.000002","completion":"0.00001"}},{"id":"auto","pricing":{"prompt":"-1","completion":"-1"}}]}"#;
        let models = read_models(openrouter.as_bytes()).unwrap();
        let price = models[0].price.unwrap();
        assert!((price.prompt - 2.0).abs() < 1e-12 && (price.completion - 10.0).abs() < 1e-12);
        assert_eq!(models[0].name, "A: B");
        assert_eq!(models[1].price, None);
    }

    #[test]
    fn llama_cpp_and_ollama_lists_are_read() {
        let llama = r#"{"models":[{"name":"toy","model":"toy"}],"object":"list","data":[{"id":"toy.gguf","meta":{"n_ctx_train":512,"n_params":935040}}]}"#;
        let models = read_models(llama.as_bytes()).unwrap();
        assert_eq!((&*models[0].id, models[0].context), ("toy.gguf", Some(512)));
        assert_eq!(ids(r#"{"models":[{"name":"llama3:8b","size":1}]}"#), ["llama3:8b"]);
    }

    #[test]
    fn what_is_no_list_is_an_error() {
        assert_eq!(read_models(b" <html>"), Err(AnswerError::WebPage));
        assert_eq!(read_models(b"\xff"), Err(AnswerError::InvalidUtf8));
        assert_eq!(read_models(b"{\"a\":1}"), Err(AnswerError::OtherShape));
        assert!(matches!(read_models(b"no"), Err(AnswerError::NotJson { .. })));
        assert_eq!(read_models(b"{\"data\":[{\"x\":1}, 5]}"), Ok(vec![]));
    }

    #[test]
    fn the_request_for_the_list_goes_below_the_base() {
        let profile = provider("anthropic").unwrap();
        let request = models_request(&profile, "https://api.anthropic.com/v1/", None);
        assert_eq!(
            (request.method, &*request.url),
            ("GET", "https://api.anthropic.com/v1/models?limit=1000")
        );
        assert!(request.headers.iter().all(|(name, _)| name != "content-type"));
    }
}
