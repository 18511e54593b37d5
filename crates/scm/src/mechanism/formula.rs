//! Values that an expression of the parents gives, without noise.

use super::{Context, Fault, all_counts, undefined};
use crate::{
    Error, Values,
    expression::{Expression, Target},
    kernel::ParentColumn,
    value::Cells,
};

/// An expression and the places of its inputs among the parents.
#[derive(Clone, Debug)]
pub(crate) struct Formula {
    expression: Expression,
    is_count: bool,
}

impl Formula {
    pub(super) fn new(context: &Context, text: &str) -> Result<Self, Error> {
        let values = &context.variable.values;
        Ok(Self {
            expression: context.expression("formula", text, Target::Values(values))?,
            is_count: *values == Values::Count,
        })
    }

    pub(super) fn values(&self, parents: &[ParentColumn], mut out: Cells) -> Result<(), Fault> {
        let inputs: Vec<ParentColumn> =
            self.expression.inputs().iter().map(|&input| parents[input]).collect();
        self.expression.fill(&inputs, out.again()).map_err(undefined)?;
        if self.is_count { all_counts(out.numbers()) } else { Ok(()) }
    }
}
