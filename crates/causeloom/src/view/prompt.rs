//! The view of what a language model is told of one row.

use serde::{Deserialize, Serialize};

use super::ViolationView;
use crate::{Mode, Template, TemplatePart};

/// What a language model would be told of one row, word for word, and what is wrong with the template.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PromptView {
    /// The text's number, counted from 0.
    pub number: u64,
    /// The row in words: `Row 1`, `Row 1, with smoke = no`.
    pub title: String,
    /// How a text is held to its facts; placeholders where a grammar is wanted and the server takes none.
    pub mode: Mode,
    /// The template that is used.
    pub template: Template,
    /// The built-in template of the mode.
    pub built_in: Template,
    /// The template's address: SHA-256, 64 hexadecimal signs.
    pub address: String,
    /// The texts of the template: instructions, first question, correction.
    pub parts: Vec<PromptPartView>,
    /// Why the row cannot be asked about, where it is not the template: facts that may not leave, words
    /// that cannot be used.
    pub refused: Option<String>,
    /// The messages of the first question; none where the template is wrong or the row is refused.
    pub messages: Vec<MessageView>,
    /// The fingerprint of the first question as exports and recordings name it; empty without messages.
    pub prompt_hash: String,
    /// Facts of the row that stand in the messages; 0 where placeholders stand in their place.
    pub facts: u64,
    /// An example of a correction; none where the template is wrong or nothing is corrected.
    pub correction: Option<CorrectionView>,
}

/// One text of a template.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PromptPartView {
    /// Which one.
    pub part: TemplatePart,
    /// The variables that it may use.
    pub variables: Vec<VariableView>,
    /// What is wrong with it.
    pub problems: Vec<PromptProblem>,
    /// The other mode whose built-in text it is; none where it is of this mode or the user's own.
    pub of_mode: Option<Mode>,
}

/// A variable of a template.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VariableView {
    /// Its name, without braces.
    pub name: String,
    /// What it stands for.
    pub meaning: String,
}

/// What is wrong with a text of a template.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromptProblem {
    /// Line, counted from 1; none where something is missing.
    pub line: Option<u64>,
    /// Column in characters, counted from 1.
    pub column: Option<u64>,
    /// What is wrong, with line and column where it has them.
    pub message: String,
}

/// One message.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageView {
    /// `system`, `user` or `assistant`.
    pub role: String,
    /// Its text.
    pub text: String,
}

/// How a wrong draft would be corrected.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionView {
    /// Where the draft comes from, in a sentence.
    pub about: String,
    /// What is wrong with it, as the reader found it.
    pub violations: Vec<ViolationView>,
    /// What is added to the messages: the draft, and the correction that is asked for.
    pub messages: Vec<MessageView>,
}
