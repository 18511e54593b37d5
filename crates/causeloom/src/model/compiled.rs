//! A study's model ready to be computed with, and the errors of that in the façade's form.

use scm::{Intervention, Model, Program, inference::Network};

use crate::{Error, Study};

/// A model and its program.
#[derive(Clone, Debug)]
pub(crate) struct Compiled {
    pub(crate) model: Model,
    pub(crate) program: Program,
}

impl Compiled {
    /// Compiles the study's model.
    ///
    /// # Errors
    /// A study without a model, a model that is not finished.
    pub(crate) fn of(study: &Study) -> Result<Self, Error> {
        let model = super::model_of(study)?;
        let program = Program::new(&model).map_err(|error| from_scm(&error))?;
        Ok(Self { model, program })
    }

    /// Interventions from their text form.
    ///
    /// # Errors
    /// Text that is no intervention on this model.
    pub(crate) fn interventions(&self, changes: &[String]) -> Result<Vec<Intervention>, Error> {
        changes
            .iter()
            .filter(|text| !text.trim().is_empty())
            .map(|text| {
                scm::parse_intervention(text, &self.model)
                    .map_err(|error| Error::new("intervention", format!("`{text}`: {error}")))
            })
            .collect()
    }

    /// The program under interventions; none where there are none.
    ///
    /// # Errors
    /// Interventions that do not fit their nodes.
    pub(crate) fn under(&self, interventions: &[Intervention]) -> Result<Option<Program>, Error> {
        if interventions.is_empty() {
            return Ok(None);
        }
        self.program.intervene(interventions).map(Some).map_err(|error| from_scm(&error))
    }

    /// The program under interventions in text form; none where there are none.
    ///
    /// # Errors
    /// Text that is no intervention on this model, or does not fit its node.
    pub(crate) fn changed(&self, changes: &[String]) -> Result<Option<Program>, Error> {
        self.under(&self.interventions(changes)?)
    }
}

/// The network of a program whose nodes all have tables.
///
/// # Errors
/// A node without a table.
pub(crate) fn network(program: &Program) -> Result<Network, Error> {
    Network::new(program).map_err(|error| from_inference(&error))
}

/// Exact probabilities of every node's states, in the program's order.
///
/// # Errors
/// A node without states; tables that are too large.
pub(crate) fn marginals(program: &Program) -> Result<Vec<Vec<f64>>, Error> {
    Ok(network(program)?.marginals().map_err(|error| from_inference(&error))?.nodes)
}

/// An error of a model or its program in the façade's form.
pub(crate) fn from_scm(error: &scm::Error) -> Error {
    let node = error.node().map(str::to_owned);
    let error = match error {
        scm::Error::Unstated { .. } => {
            Error::new("model-unfinished", error.to_string()).with_hint("state its mechanism")
        }
        scm::Error::Row { .. } => Error::new("row-not-computed", error.to_string()),
        scm::Error::InterventionText(_) | scm::Error::Intervention { .. } => {
            Error::new("intervention", error.to_string())
        }
        _ => Error::new("model", error.to_string()),
    };
    match node {
        Some(node) => error.at_node(node),
        None => error,
    }
}

/// An error of a counterfactual in the façade's form.
pub(crate) fn from_counterfactual(error: &scm::counterfactual::Error) -> Error {
    use scm::counterfactual::Error as E;
    match error {
        E::Model(error) => from_scm(error),
        E::Inference { error, .. } => from_inference(error),
        E::Impossible { node, .. } => Error::new("impossible-row", error.to_string()).at_node(node),
        E::ImpossibleTogether { .. } => Error::new("impossible-row", error.to_string()),
        E::Missing { node, .. } => Error::new("missing-value", error.to_string()).at_node(node),
        _ => Error::new("counterfactual", error.to_string()),
    }
}

/// An error of exact inference in the façade's form.
pub(crate) fn from_inference(error: &scm::inference::Error) -> Error {
    use scm::inference::Error as E;
    match error {
        E::Text(text) => super::text::from_text(text),
        E::NotDiscrete { .. } => Error::new("not-discrete", error.to_string()),
        E::TooWide { .. } => Error::new("too-wide", error.to_string()),
        E::ImpossibleCondition { .. } => Error::new("impossible-condition", error.to_string()),
        _ => Error::new("query", error.to_string())
            .with_hint("write for instance P(dysp | do(smoke = yes), asia = no)"),
    }
}
