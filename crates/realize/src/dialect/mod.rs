//! Dialects of language-model servers as pure codecs: an [`Ask`](crate::Ask) to the bytes of a
//! request, the bytes of an answer to a [`Reply`](crate::Reply), a refusal to what can be done.
//!
//! Four dialects are spoken. Everything in which servers of one dialect differ is data: a
//! [`Profile`] of the table [`providers`]. Nothing here sends anything.

mod anthropic;
mod classify;
mod date;
mod decoder;
mod error;
mod frames;
mod gemini;
mod hint;
mod key;
mod models;
mod openai_chat;
mod openai_responses;
mod price;
mod profile;
mod request;

use serde::{Deserialize, Serialize};

pub use classify::classify;
pub use decoder::{Decoder, Delta, MAX_BYTES};
pub use error::{AddressError, AnswerError, ApiError, ApiErrorKind, KeyError};
pub use key::Key;
pub use models::{ModelInfo, models_request, read_models};
pub use price::{Price, PriceRow, PriceTable};
pub use profile::{
    Auth, GrammarField, LocalServer, Profile, SchemaField, check_address, provider, providers,
};
pub use request::{HttpRequest, encode, request_hash};

/// How a server wants to be spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Dialect {
    /// `POST …/chat/completions`, which nearly every server speaks.
    #[serde(rename = "openai-chat")]
    OpenAiChat,
    /// `POST …/responses` of OpenAI.
    #[serde(rename = "openai-responses")]
    OpenAiResponses,
    /// `POST …/messages` of Anthropic.
    #[serde(rename = "anthropic-messages")]
    Anthropic,
    /// `POST …/models/{model}:generateContent` of Gemini.
    #[serde(rename = "gemini")]
    Gemini,
}
