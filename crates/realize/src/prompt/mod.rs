//! Prompts: what a model is told of a row, first and in corrections, and what may leave in them.
//!
//! The system message holds the instructions; the question ends in one fenced block with the facts
//! as JSON. The model has no tools and its answer is only text to be verified, so whatever a cell
//! says to it, at worst that row is written by the embedded realizer.

mod correction;
mod defaults;
pub mod egress;
mod error;
mod fence;
mod kind;
mod plain;
mod template;
#[cfg(test)]
mod tests;
pub(crate) mod wording;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ask::{Ask, Form, Message, Role};
use crate::dictionary::Dictionary;
use crate::skeleton::Skeleton;

pub use correction::Fault;
pub use egress::{Cell, Column, ColumnValues, Egress, Level, Origin, cells, columns_told};
pub use error::PromptError;
pub use kind::KIND_CAP;
pub use plain::{NAME_CAP, VALUE_CAP, plain};
pub use template::{
    CORRECTION_VARIABLES, FIRST_VARIABLES, Template, TemplatePart, TemplateProblem, address_of,
};

/// What kind of text a row becomes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TextKind {
    /// A note in full sentences.
    #[default]
    AdmissionNote,
    /// A note in fragments.
    TerseNote,
    /// A note in sections.
    Sections,
    /// Log lines, one fact a line.
    TransactionLog,
    /// A user's own, said in words that follow “Write”.
    Own(String),
}

/// How a text is held to its facts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// By a grammar in which every fact is a literal; for servers that take one.
    Locked,
    /// By placeholders in the model's text, which are filled here.
    Placeholders,
    /// By verification alone.
    #[default]
    Free,
}

/// What all prompts of a run share.
#[derive(Clone, Copy, Debug)]
pub struct Prompter<'a> {
    /// The words of the facts.
    pub dictionary: &'a Dictionary,
    /// The instructions and questions.
    pub template: &'a Template,
    /// What kind of text is asked for.
    pub kind: &'a TextKind,
    /// How it is held to its facts.
    pub mode: Mode,
    /// What may leave.
    pub egress: Egress,
    /// The columns of an uploaded table; empty for built-in models.
    pub columns: &'a [Column],
    /// The seed of the run, from which the marks of the fenced blocks come.
    pub seed: u64,
}

/// How an answer is asked for, apart from its words.
#[derive(Clone, Debug, PartialEq)]
pub struct Sending {
    /// What form the answer is held to.
    pub form: Form,
    /// The most tokens of the answer.
    pub max_tokens: u32,
    /// Only where the user set it.
    pub temperature: Option<f64>,
    /// Only where the user set it.
    pub seed: Option<u64>,
}

/// The first question about a row, for its first draft (`resample` 0) or a later one; a later one
/// asks for other words, as a model without chance would answer the same question alike.
///
/// # Errors
/// A typed [`PromptError`] where the template is wrong or the facts may not leave.
pub fn first_ask(
    prompter: &Prompter<'_>,
    skeleton: &Skeleton,
    resample: u32,
    sending: Sending,
) -> Result<Ask, PromptError> {
    prompter.egress.permits(prompter.mode)?;
    let messages = opening(prompter, skeleton, resample)?;
    Ok(ask(messages, sending))
}

/// The question for a targeted correction: the conversation, the text as it was written, and what
/// alone has to change.
///
/// # Errors
/// A typed [`PromptError`] where the template is wrong or the facts may not leave.
pub fn correction_ask(
    prompter: &Prompter<'_>,
    skeleton: &Skeleton,
    resample: u32,
    fault: &Fault<'_>,
    sending: Sending,
) -> Result<Ask, PromptError> {
    prompter.egress.permits(prompter.mode)?;
    let mut messages = opening(prompter, skeleton, resample)?;
    let written = match sending.form {
        Form::Schema(_) => crate::grammar::schema::answer(fault.written),
        Form::Free | Form::Grammar(_) => fault.written.to_owned(),
    };
    messages.push(Message { role: Role::Assistant, text: written });
    let subject = subject(prompter);
    let row = skeleton.row.to_string();
    let lines = correction::lines(prompter, skeleton, fault);
    let refused = correction::refusal(prompter, fault.refused);
    let values = [
        ("violations", lines.trim_end()),
        ("refused", &refused),
        ("kind", prompter.kind.words()),
        ("subject", &subject),
        ("row", &row),
    ];
    let text = template::filled(&prompter.template.correction, &values)?;
    messages.push(Message { role: Role::User, text });
    Ok(ask(messages, sending))
}

/// The system message and the first question.
fn opening(
    prompter: &Prompter<'_>,
    skeleton: &Skeleton,
    resample: u32,
) -> Result<Vec<Message>, PromptError> {
    let nonce = fence::nonce(prompter.seed, skeleton.row);
    let what = match prompter.mode {
        Mode::Placeholders => "The placeholders",
        Mode::Locked | Mode::Free => "The facts",
    };
    let facts = fence::fenced(what, &fence::facts_told(prompter, skeleton), &nonce);
    let columns = columns_told(prompter.columns, prompter.egress);
    let columns = if columns.is_empty() {
        String::new()
    } else {
        fence::fenced("The columns of the table", &columns.into(), &nonce)
    };
    let (subject, row) = (subject(prompter), skeleton.row.to_string());
    let values = [
        ("facts", &*facts),
        ("kind", prompter.kind.words()),
        ("subject", &subject),
        ("row", &row),
        ("columns", &columns),
    ];
    let system = template::filled(&prompter.template.system, &values)?;
    let mut first = template::filled(&prompter.template.first, &values)?;
    if resample > 0 {
        first.push_str(&format!("\nThis is text {}: use other words than before.", resample + 1));
    }
    Ok(vec![
        Message { role: Role::System, text: system },
        Message { role: Role::User, text: first },
    ])
}

fn subject(prompter: &Prompter<'_>) -> String {
    let subject = plain(&prompter.dictionary.subject, NAME_CAP);
    if subject.is_empty() || prompter.egress.hides_names() { "row".to_owned() } else { subject }
}

fn ask(messages: Vec<Message>, sending: Sending) -> Ask {
    Ask {
        messages,
        form: sending.form,
        max_tokens: sending.max_tokens,
        temperature: sending.temperature,
        seed: sending.seed,
    }
}
