//! What a language model is asked and what it answers, before any dialect gives it bytes.

use serde::{Deserialize, Serialize};

/// One question to a language model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ask {
    /// The conversation so far; at most one system message, which stands first.
    pub messages: Vec<Message>,
    /// What form the answer is held to.
    pub form: Form,
    /// The most tokens of the answer.
    pub max_tokens: u32,
    /// Sent only where the user set it.
    pub temperature: Option<f64>,
    /// Sent only where the user set it, and only to those who know the field.
    pub seed: Option<u64>,
}

/// One message of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Who says it.
    pub role: Role,
    /// What is said.
    pub text: String,
}

/// Who says a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The instructions.
    System,
    /// The one who asks.
    User,
    /// The model, earlier.
    Assistant,
}

/// What form an answer is held to, by those servers that can.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// Any text.
    Free,
    /// Text that a grammar in GBNF derives.
    Grammar(String),
    /// JSON that fits a schema.
    Schema(serde_json::Value),
}

/// A whole answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    /// Its text.
    pub text: String,
    /// Why it ended.
    pub finish: Finish,
    /// Tokens, where they were told.
    pub usage: Usage,
    /// The model that answered, as it names itself; empty where it does not.
    pub model: String,
}

/// Why an answer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Finish {
    /// It was complete.
    Stop,
    /// The limit of tokens or of the context cut it off.
    Length,
    /// The model declined, or a filter withheld it.
    Refused,
}

/// Tokens of one answer; none where the server did not tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Usage {
    /// Tokens of the question.
    pub prompt: Option<u64>,
    /// Tokens of the answer, hidden reasoning included.
    pub completion: Option<u64>,
    /// US dollars, told by OpenRouter alone.
    pub cost: Option<f64>,
}
