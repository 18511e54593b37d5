//! Questions about a model that one worker answers at once, without units.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Model, describe, fitting, infer, model_of, observed, text, unit};
use crate::{
    Error, Session, Study, layout, realize,
    view::{DistributionView, ModelView, NoteView, PromptView, RecordView, UnitView},
};
use ::realize::Dictionary;

/// A question about the study's model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ModelQuestion {
    /// A built-in model; answered by [`ModelAnswer::Model`].
    Open {
        /// Its identifier.
        id: String,
    },
    /// A model or a diagram in any text format, which is guessed; answered by [`ModelAnswer::Imported`].
    Import {
        /// The file's name, which names the model and helps the guess.
        name: String,
        /// The text.
        text: String,
    },
    /// The model as text; answered by [`ModelAnswer::Text`].
    Export {
        /// `json`, `bif`, `dagitty`, `lavaan`, `bnlearn`, `dot`, `gml` or `node-link`.
        format: String,
    },
    /// Places for the nodes; answered by [`ModelAnswer::Positions`].
    Layout {
        /// True where nodes that have a place keep it.
        keep: bool,
    },
    /// The model in words and distributions; answered by [`ModelAnswer::Described`].
    Describe,
    /// A row of the sample under the study's seed, with and without changes, under the same noise;
    /// answered by [`ModelAnswer::Unit`].
    Unit {
        /// The row, counted from 0.
        row: u64,
        /// Interventions in text form.
        changes: Vec<String>,
    },
    /// A unit of which values were observed, and what it would have been; answered by
    /// [`ModelAnswer::Unit`].
    Observed {
        /// Values by node, in the form in which the node shows them; nodes that are left out are inferred.
        values: BTreeMap<String, String>,
        /// Interventions in text form.
        changes: Vec<String>,
        /// Draws of the noise given the observed values.
        draws: u32,
    },
    /// One of the texts that the study's rows are put into, with all its drafts; answered by
    /// [`ModelAnswer::Record`].
    Text {
        /// Its number, counted from 0.
        number: u64,
    },
    /// The words that rows are put into; answered by [`ModelAnswer::Dictionary`].
    Dictionary,
    /// The same words, tried as a whole: an error where one cannot be written or is read otherwise than
    /// it is meant; answered by [`ModelAnswer::Dictionary`].
    CheckDictionary,
    /// What a language model is told of one of the study's texts; answered by [`ModelAnswer::Prompt`].
    Prompt {
        /// The text's number, counted from 0.
        number: u64,
    },
    /// A probability; answered by [`ModelAnswer::Inferred`].
    Infer {
        /// For instance `P(dysp | do(smoke = yes), asia = no)`.
        query: String,
    },
    /// Mechanisms to start with, for nodes that nothing is said of yet; answered by
    /// [`ModelAnswer::Model`].
    FillIn,
    /// Mechanisms for the study's diagram from the open table; answered by [`ModelAnswer::Fitted`].
    Fit {
        /// Pseudo-counts that are spread over every row of a probability table.
        smoothing: f64,
    },
}

/// The answer to a [`ModelQuestion`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ModelAnswer {
    /// A model.
    Model(Box<Model>),
    /// A model that was read from text.
    Imported {
        /// The model; nodes may lack mechanisms.
        model: Box<Model>,
        /// The format in words, for instance `DAGitty`.
        format: String,
        /// What was odd about the text.
        notes: Vec<NoteView>,
    },
    /// A file.
    Text {
        /// A name for it, for instance `asia.bif`.
        name: String,
        /// Its media type.
        media_type: String,
        /// Its text.
        text: String,
    },
    /// Places of nodes by name; x grows to the right, y downwards.
    Positions(BTreeMap<String, [f64; 2]>),
    /// The model in words and distributions.
    Described(Box<ModelView>),
    /// A unit in two versions.
    Unit(Box<UnitView>),
    /// A distribution.
    Inferred(DistributionView),
    /// A text with all its drafts.
    Record(Box<RecordView>),
    /// What a language model is told.
    Prompt(Box<PromptView>),
    /// The words that rows are put into.
    Dictionary {
        /// The words.
        dictionary: Box<Dictionary>,
        /// True where they were made from the names of nodes and states.
        is_proposed: bool,
    },
    /// A model whose mechanisms were fitted.
    Fitted {
        /// The model.
        model: Box<Model>,
        /// What was odd about the table.
        notes: Vec<NoteView>,
    },
}

/// Answers a question about the study's model. Only [`ModelQuestion::Fit`], and texts and words of a
/// table's rows, need an open table.
///
/// # Errors
/// A study without a model, a model that is not finished, and whatever the question names that the
/// model does not have.
pub fn ask_model(
    question: &ModelQuestion,
    study: &Study,
    session: Option<&Session>,
) -> Result<ModelAnswer, Error> {
    match question {
        ModelQuestion::Open { id } => {
            let model = crate::example::models::model(id)?;
            Ok(ModelAnswer::Model(Box::new(model)))
        }
        ModelQuestion::Import { name, text: content } => text::import(name, content),
        ModelQuestion::Export { format } => text::export(&model_of(study)?, format),
        ModelQuestion::Layout { keep } => {
            Ok(ModelAnswer::Positions(layout::positions(&model_of(study)?.graph, *keep)))
        }
        ModelQuestion::Describe => {
            describe::describe(study).map(|view| ModelAnswer::Described(Box::new(view)))
        }
        ModelQuestion::Unit { row, changes } => {
            unit::unit(study, *row, changes).map(|view| ModelAnswer::Unit(Box::new(view)))
        }
        ModelQuestion::Text { number } => {
            realize::record(study, session, *number).map(|view| ModelAnswer::Record(Box::new(view)))
        }
        ModelQuestion::Dictionary => words(study, session),
        ModelQuestion::CheckDictionary => {
            realize::check_words(study, session).and_then(|()| words(study, session))
        }
        ModelQuestion::Prompt { number } => {
            realize::prompt(study, session, *number).map(|view| ModelAnswer::Prompt(Box::new(view)))
        }
        ModelQuestion::Infer { query } => infer::infer(study, query).map(ModelAnswer::Inferred),
        ModelQuestion::Observed { values, changes, draws } => {
            observed::observed(study, values, changes, *draws)
                .map(|view| ModelAnswer::Unit(Box::new(view)))
        }
        ModelQuestion::FillIn => {
            let mut model = model_of(study)?;
            scm::edit::fill_in(&mut model)
                .map_err(|error| Error::new("graph", error.to_string()))?;
            Ok(ModelAnswer::Model(Box::new(model)))
        }
        ModelQuestion::Fit { smoothing } => {
            fitting::fit_model(study, session, *smoothing, &mut |_| {})
        }
    }
}

fn words(study: &Study, session: Option<&Session>) -> Result<ModelAnswer, Error> {
    let (dictionary, is_proposed) = realize::words(study, session)?;
    Ok(ModelAnswer::Dictionary { dictionary: Box::new(dictionary), is_proposed })
}
