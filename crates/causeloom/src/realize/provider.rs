//! The servers that can be asked: which there are, and which models they have.

use realize::dialect::{self, Auth, HttpRequest, Profile, SchemaField};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::exchange::Outgoing;
use crate::{Error, Price};

/// A provider or a server program, as a page shows it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ProviderView {
    /// Its name in a study: `openai`.
    pub id: String,
    /// The name that people know.
    pub name: String,
    /// The address where it is asked, if the user names no other.
    pub base_url: String,
    /// True where a grammar can hold an answer to its facts.
    pub takes_grammar: bool,
    /// True where a JSON schema can hold an answer.
    pub takes_schema: bool,
    /// Whether a page may ask it, in words.
    pub cors: String,
    /// For a program on the user's machine: the line that starts it so that this page may ask it.
    pub start: Option<String>,
}

/// A language model that a server has.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ModelView {
    /// The name that requests use.
    pub id: String,
    /// The name that people read; empty where there is no other.
    pub name: String,
    /// The most tokens of question and answer, where it is told.
    pub context: Option<u64>,
    /// The price, where it is told.
    pub price: Option<Price>,
}

/// The servers that are known, for a page at `origin`.
pub fn providers(origin: &str) -> Vec<ProviderView> {
    let view = |profile: Profile| ProviderView {
        takes_grammar: profile.takes_grammar(),
        takes_schema: profile.schema != SchemaField::None,
        start: profile.local.as_ref().map(|local| local.start_line(origin)),
        id: profile.id,
        name: profile.name,
        base_url: profile.base_url,
        cors: profile.cors,
    };
    dialect::providers().into_iter().map(view).collect()
}

/// The request for the list of models at an address, that of the provider where it is empty.
///
/// # Errors
/// An unknown provider, an address that may not be asked.
pub fn models_request(provider: &str, base_url: &str) -> Result<Outgoing, Error> {
    let profile = known(provider)?;
    let base_url = if base_url.trim().is_empty() { &profile.base_url } else { base_url.trim() };
    dialect::check_address(base_url).map_err(|error| super::bench::refused(&error))?;
    let request = dialect::models_request(&profile, base_url, None);
    Ok(outgoing(0, &request, &profile))
}

/// The models of an answer to [`models_request`].
///
/// # Errors
/// Bytes that are no list of models.
pub fn read_models(body: &[u8]) -> Result<Vec<ModelView>, Error> {
    let models = dialect::read_models(body).map_err(|error| super::bench::refused(&error))?;
    let view = |model: dialect::ModelInfo| ModelView {
        id: model.id,
        name: model.name,
        context: model.context,
        price: model
            .price
            .map(|dialect::Price { prompt, completion }| Price { prompt, completion }),
    };
    Ok(models.into_iter().map(view).collect())
}

/// The profile of a provider.
///
/// # Errors
/// A name that none has.
pub(super) fn known(id: &str) -> Result<Profile, Error> {
    dialect::provider(id).ok_or_else(|| {
        let known: Vec<String> =
            dialect::providers().iter().map(|profile| profile.id.clone()).collect();
        Error::new("no-such-provider", format!("no provider is named `{id}`"))
            .with_hint(format!("use one of {}", known.join(", ")))
    })
}

/// A request for the one who has the network, with a mark in the place of the key.
pub(super) fn outgoing(attempt: u64, request: &HttpRequest, profile: &Profile) -> Outgoing {
    let mut headers = request.headers.clone();
    headers.push(key_header(profile.auth));
    Outgoing {
        attempt,
        method: request.method.to_owned(),
        url: request.url.clone(),
        headers,
        body: String::from_utf8_lossy(&request.body).into_owned(),
        sha256: fingerprint(&request.body),
    }
}

/// Host and port of an address.
pub(super) fn host_of(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split('/').next().unwrap_or_default().to_owned()
}

/// The header that carries the key, with a mark in the key's place.
fn key_header(auth: Auth) -> (String, String) {
    let (name, value) = match auth {
        Auth::Bearer => ("authorization", "Bearer {key}"),
        Auth::XApiKey => ("x-api-key", "{key}"),
        Auth::XGoogApiKey => ("x-goog-api-key", "{key}"),
    };
    (name.to_owned(), value.to_owned())
}

fn fingerprint(bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes);
    hash.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_for_models_carries_a_mark_in_the_place_of_the_key() {
        let request = models_request("anthropic", "").unwrap();
        assert_eq!(request.url, "https://api.anthropic.com/v1/models?limit=1000");
        assert!(request.headers.contains(&("x-api-key".to_owned(), "{key}".to_owned())));
        assert!(models_request("openai", "http://example.org/v1").is_err());
        assert_eq!(models_request("nobody", "").unwrap_err().code, "no-such-provider");
    }

    #[test]
    fn a_local_server_is_started_for_the_page_that_asks() {
        let all = providers("https://page.example");
        let ollama = all.iter().find(|provider| provider.id == "ollama").unwrap();
        assert_eq!(
            ollama.start.as_deref(),
            Some("OLLAMA_ORIGINS=https://page.example ollama serve")
        );
        assert!(all.iter().any(|provider| provider.takes_grammar));
    }
}
