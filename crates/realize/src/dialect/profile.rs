//! Profiles: everything in which servers of one dialect differ, as data.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{AddressError, Dialect};

/// What there is to know of a provider or a server program.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Profile {
    /// A short name for files and commands: `openai`.
    pub id: String,
    /// The name that people know: `OpenAI`.
    pub name: String,
    /// The dialect it speaks.
    pub dialect: Dialect,
    /// The address to which the dialect's paths are added, without a slash at its end.
    pub base_url: String,
    /// Where the key goes.
    pub auth: Auth,
    /// The field that takes a JSON schema.
    #[serde(default)]
    pub schema: SchemaField,
    /// The field that takes a grammar in GBNF.
    #[serde(default)]
    pub grammar: GrammarField,
    /// The field that takes the seed; none where there is none.
    #[serde(default)]
    pub seed_field: Option<String>,
    /// The field that takes the most tokens of the answer.
    pub max_tokens_field: String,
    /// True where `stream_options.include_usage` is to be asked for.
    #[serde(default)]
    pub stream_usage: bool,
    /// Further headers, without which the server does not answer a page.
    #[serde(default)]
    pub headers: Vec<(String, String)>,
    /// Further fields of every request.
    #[serde(default)]
    pub body: Map<String, Value>,
    /// The path below the base that lists the models.
    pub models_path: String,
    /// Whether a page may ask this server, in words.
    pub cors: String,
    /// For a program on the user's machine: how it is started so that a page may ask it.
    #[serde(default)]
    pub local: Option<LocalServer>,
}

/// The header that carries the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Auth {
    /// `authorization: Bearer …`.
    Bearer,
    /// `x-api-key: …`.
    XApiKey,
    /// `x-goog-api-key: …`.
    XGoogApiKey,
}

/// How a JSON schema is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SchemaField {
    /// Not at all: the prompt alone asks for it.
    #[default]
    None,
    /// Any JSON object can be asked for; the prompt has to hold the word JSON and the schema.
    JsonObject,
    /// The schema is sent, in the dialect's field.
    JsonSchema,
}

/// How a grammar is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GrammarField {
    /// Not at all.
    #[default]
    None,
    /// `grammar`, as llama.cpp has it.
    Grammar,
    /// `structured_outputs.grammar`, as vLLM has it.
    StructuredOutputs,
}

/// A server program on the user's machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LocalServer {
    /// The command that starts it so that a page may ask it; `{origin}` stands for the page's own.
    pub start: String,
}

impl LocalServer {
    /// The command for a page at `origin`.
    pub fn start_line(&self, origin: &str) -> String {
        self.start.replace("{origin}", origin)
    }
}

impl Profile {
    /// True where a grammar can hold the answer to facts.
    pub fn takes_grammar(&self) -> bool {
        self.grammar != GrammarField::None
    }

    /// True where a JSON schema can hold the answer.
    pub fn takes_schema(&self) -> bool {
        self.schema == SchemaField::JsonSchema
    }
}

/// The table of profiles that the program knows.
pub fn providers() -> Vec<Profile> {
    serde_json::from_str(include_str!("providers.json")).expect("a test reads the same bytes")
}

/// The profile with this short name.
pub fn provider(id: &str) -> Option<Profile> {
    providers().into_iter().find(|profile| profile.id == id)
}

/// Whether requests may be sent to an address: over https to anywhere, over http within the user's
/// own machine and network only.
///
/// # Errors
/// What is wrong with the address.
pub fn check_address(base_url: &str) -> Result<(), AddressError> {
    let (is_secure, rest) = match base_url.split_once("://") {
        Some(("https", rest)) => (true, rest),
        Some(("http", rest)) => (false, rest),
        _ => return Err(AddressError::Scheme),
    };
    if rest.contains(['@', '?', '#']) {
        return Err(AddressError::Extra);
    }
    let authority = rest.split('/').next().unwrap_or_default();
    let host = match authority.strip_prefix('[') {
        Some(literal) => literal.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    if host.is_empty() || !rest.chars().all(|letter| letter.is_ascii_graphic() && letter != '\\') {
        return Err(AddressError::Host);
    }
    if is_secure || is_near(host) { Ok(()) } else { Err(AddressError::Unencrypted) }
}

/// This machine, or one on a private network (RFC 1918, RFC 4193, RFC 6762).
fn is_near(host: &str) -> bool {
    use std::net::{Ipv4Addr, Ipv6Addr};
    if let Ok(address) = host.parse::<Ipv4Addr>() {
        return address.is_loopback() || address.is_private();
    }
    if let Ok(address) = host.parse::<Ipv6Addr>() {
        return address.is_loopback() || address.is_unique_local();
    }
    let host = host.to_ascii_lowercase();
    host == "localhost" || [".localhost", ".local"].iter().any(|end| host.ends_with(end))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_table_reads_back_what_it_writes_and_every_address_may_be_used() {
        let table = providers();
        let text = serde_json::to_string(&table).unwrap();
        assert_eq!(serde_json::from_str::<Vec<Profile>>(&text).unwrap(), table);
        let ids: BTreeSet<&str> = table.iter().map(|profile| &*profile.id).collect();
        assert_eq!(ids.len(), table.len());
        for id in [
            "openai",
            "openai-responses",
            "openrouter",
            "anthropic",
            "gemini",
            "mistral",
            "groq",
            "together",
            "deepseek",
            "fireworks",
            "ollama",
            "lm-studio",
            "llama-cpp",
            "vllm",
            "custom",
        ] {
            assert!(ids.contains(id), "{id}");
        }
        for profile in &table {
            assert_eq!(check_address(&profile.base_url), Ok(()), "{}", profile.id);
            assert!(!profile.base_url.ends_with('/'), "{}", profile.id);
            assert!(profile.models_path.starts_with('/'), "{}", profile.id);
            assert!(!profile.cors.is_empty() && !profile.name.is_empty(), "{}", profile.id);
            let is_local = profile.base_url.starts_with("http://");
            assert_eq!(is_local, profile.local.is_some(), "{}", profile.id);
        }
    }

    #[test]
    fn a_page_is_told_the_line_that_lets_it_in() {
        let local = provider("ollama").unwrap().local.unwrap();
        let line = local.start_line("https://causeloom.example");
        assert_eq!(line, "OLLAMA_ORIGINS=https://causeloom.example ollama serve");
    }

    #[test]
    fn an_address_that_would_show_the_key_on_the_way_is_refused() {
        for address in [
            "https://api.openai.com/v1",
            "http://localhost:11434/v1",
            "http://127.0.0.1:8080",
            "http://192.168.1.7:8000/v1",
            "http://[::1]:8080/v1",
            "http://gpu.local:8000/v1",
        ] {
            assert_eq!(check_address(address), Ok(()), "{address}");
        }
        for (address, error) in [
            ("ftp://host", AddressError::Scheme),
            ("api.openai.com/v1", AddressError::Scheme),
            ("https://", AddressError::Host),
            ("https:///v1", AddressError::Host),
            ("https://a b/v1", AddressError::Host),
            ("http://api.openai.com/v1", AddressError::Unencrypted),
            ("http://localhost.example/v1", AddressError::Unencrypted),
            ("http://8.8.8.8/v1", AddressError::Unencrypted),
            ("https://me:key@host/v1", AddressError::Extra),
            ("https://host/v1?key=secret", AddressError::Extra),
            ("https://host/v1#a", AddressError::Extra),
        ] {
            assert_eq!(check_address(address), Err(error), "{address}");
        }
    }
}
