//! What can go wrong at the façade: a stable code, a message, the next step, and the place.

use serde::{Deserialize, Serialize};

/// An error as every client sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    /// A stable name of the kind of error, for instance `no-such-column`.
    pub code: String,
    /// What happened, in one sentence without a full stop.
    pub message: String,
    /// How to go on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// Where it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Box<Place>>,
}

/// Where in the user's material an error lies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The file's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Data row, counted from 1 (the header is not counted).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// Column name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// Name of a model's node.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node: Option<String>,
}

impl Error {
    /// An error with a code and a message.
    pub fn new(code: &str, message: impl Into<String>) -> Self {
        Self { code: code.to_owned(), message: message.into(), hint: None, place: None }
    }

    /// Adds the next step.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds the column where it happened.
    #[must_use]
    pub fn in_column(mut self, column: impl Into<String>) -> Self {
        self.place.get_or_insert_default().column = Some(column.into());
        self
    }

    /// Adds the node of a model that it is about.
    #[must_use]
    pub fn at_node(mut self, node: impl Into<String>) -> Self {
        self.place.get_or_insert_default().node = Some(node.into());
        self
    }

    /// The message and the hint as one line of text.
    pub fn line(&self) -> String {
        match &self.hint {
            Some(hint) => format!("{}; {hint}", self.message),
            None => self.message.clone(),
        }
    }
}
