//! The façade of Causeloom: a [`Study`] (the document), a [`Job`] (the work) and views (the answers).
//!
//! It is the only place that knows JSON, and the only crate that pages, bindings and the command
//! line see. It holds no formula.

mod audit;
mod definition;
mod error;
mod example;
pub mod export;
mod history;
mod job;
mod json;
mod layout;
pub mod link;
pub mod model;
pub mod number;
mod question;
mod realize;
pub mod recipe;
mod sensitivity;
mod session;
mod study;
mod suggest;
mod trouble;
mod verdict;
pub mod view;

pub use ::realize::prompt::{
    KIND_CAP, Level, Mode, Template, TemplatePart, TemplateProblem, TextKind,
};
pub use definition::{Definition, definition, definitions};
pub use error::{Error, Place};
pub use example::{ExampleView, examples};
pub use history::History;
pub use job::{Job, JobKind, JobView};
pub use json::{from_json, to_json};
pub use model::{ModelAnswer, ModelQuestion, ask_model, fit_model};
pub use realize::{
    OWN_FORM_LOCKED, OWN_FORM_NOT_FOLLOWED, Rejection, TableRows, TextFormat, TextWriter,
    conversation, difference, n_texts, other_rows, rejection, share_of, verify_texts,
};
pub use session::Session;
pub use study::{
    AuditConfig, Budget, DataReference, DegreesOfFreedomName, IndependenceConfig, KindName,
    LearnerName, MethodName, MissingChoice, ModelReference, Price, Reading, RealizeConfig,
    RealizedRows, Roles, STUDY_VERSION, SampleConfig, Study, TestName, TestedOn, UnitConfig,
    Writer, text_kind, text_mode,
};
pub use suggest::{Suggestion, suggest_roles};

/// The release, as it stands in every result.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The JSON schema of the [`Study`], as text.
pub fn study_schema() -> String {
    let schema = schemars::schema_for!(Study);
    serde_json::to_string_pretty(&schema).expect("a schema is plain JSON") + "\n"
}
