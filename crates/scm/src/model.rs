//! The document of a structural causal model: a diagram and what each node's mechanism is.

use std::collections::BTreeMap;

use graph::Diagram;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A model as it is written, drawn and saved. It may be unfinished: nodes of the diagram without a
/// variable have no mechanism yet.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Model {
    /// Its name.
    pub name: String,
    /// What it is about, in a few sentences.
    pub about: String,
    /// Where its structure and numbers come from; "ours, simulated" for what this project made up.
    pub source: String,
    /// Nodes, arrows, positions and marks; text in DAGitty's form.
    #[serde(with = "crate::dagitty_text")]
    #[schemars(with = "String")]
    pub graph: Diagram,
    /// What is known of each node, by its name.
    pub variables: BTreeMap<String, Variable>,
}

/// A node's values and how they come about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Variable {
    /// What it is, and why its mechanism is plausible.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
    /// Unit of a number, such as `mmHg`; empty for none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// What values it has.
    pub values: Values,
    /// The direct causes: those of the diagram, in the order that the mechanism's table uses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parents: Vec<String>,
    /// How a value comes about from the parents' values and noise.
    pub mechanism: Mechanism,
}

/// What values a variable has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Values {
    /// States with an order, such as low < normal < high: counterfactuals by the inverse
    /// distribution function. Two states are always of this kind.
    Ordered(Vec<String>),
    /// States without an order: counterfactuals by the exponential race (Gumbel-max).
    Unordered(Vec<String>),
    /// Whole numbers from 0.
    Count,
    /// Numbers.
    Number,
}

/// How a value comes about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "kind", deny_unknown_fields)]
pub enum Mechanism {
    /// States: a distribution for every configuration of the parents' states.
    Table {
        /// One row a configuration, one probability a state. The last parent changes fastest.
        rows: Vec<Vec<f64>>,
    },
    /// Numbers: a linear function of the parents and normal noise.
    Linear {
        /// The constant.
        #[serde(default)]
        intercept: f64,
        /// What each parent adds.
        #[serde(default)]
        terms: Vec<Term>,
        /// Standard deviation of the noise, at least 0.
        standard_deviation: f64,
    },
    /// States: multinomial logistic regression; two states make it the logistic.
    Logistic {
        /// The linear score of every state that is listed; the others' is 0.
        scores: Vec<Score>,
    },
    /// Counts: Poisson with a log-linear mean.
    Poisson {
        /// The constant of the logarithm of the mean.
        #[serde(default)]
        intercept: f64,
        /// What each parent adds to the logarithm of the mean.
        #[serde(default)]
        terms: Vec<Term>,
    },
    /// Numbers: `link(mean + spread · noise)`, mean and spread being expressions of the parents.
    Additive {
        /// Expression of the parents.
        mean: String,
        /// Expression of the parents, positive; `1` where it is not given.
        #[serde(default = "one", skip_serializing_if = "is_one")]
        spread: String,
        /// The law of the noise.
        #[serde(default)]
        noise: Noise,
        /// What is done with the sum.
        #[serde(default, skip_serializing_if = "Link::is_identity")]
        link: Link,
    },
    /// Any values: an expression of the parents alone; a state is given by its name in quotes.
    Formula {
        /// Expression of the parents.
        expression: String,
    },
    /// Numbers without parents: one of the values, all equally likely.
    Empirical {
        /// The values in ascending order.
        values: Vec<f64>,
    },
    /// A random forest that was fitted to data: class shares for states, a mean for numbers.
    Forest(Box<crate::forest::FittedForest>),
}

/// What one parent adds to a linear score: `coefficient · value`, or the coefficient alone where
/// the parent has this state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// The parent.
    pub parent: String,
    /// The state of a parent with states; none for a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// What is added.
    pub coefficient: f64,
}

/// The linear score of one state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Score {
    /// The state.
    pub state: String,
    /// The constant.
    #[serde(default)]
    pub intercept: f64,
    /// What each parent adds.
    #[serde(default)]
    pub terms: Vec<Term>,
}

/// The law of additive noise.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Noise {
    /// Standard normal.
    #[default]
    Normal,
    /// Uniform on (0, 1).
    Uniform,
    /// Standard logistic.
    Logistic,
    /// Laplace with scale 1.
    Laplace,
    /// Exponential with mean 1.
    Exponential,
    /// One of these values in ascending order, all equally likely; residuals of a fit.
    Empirical(Vec<f64>),
}

/// What is done with the sum of mean and noise (post-nonlinear model).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Link {
    /// Nothing.
    #[default]
    Identity,
    /// The exponential: values above 0.
    Exp,
    /// `low + (high − low) · logistic(sum)`: values between two bounds.
    Between {
        /// The lower bound.
        low: f64,
        /// The upper bound.
        high: f64,
    },
    /// An expression of `z`, strictly increasing in it; inverted numerically.
    Increasing(String),
}

impl Link {
    fn is_identity(&self) -> bool {
        *self == Self::Identity
    }
}

fn one() -> String {
    "1".to_owned()
}

fn is_one(text: &String) -> bool {
    text == "1"
}

impl Values {
    /// The states; empty for numbers and counts.
    pub fn states(&self) -> &[String] {
        match self {
            Self::Ordered(states) | Self::Unordered(states) => states,
            Self::Count | Self::Number => &[],
        }
    }
}
