//! Numbers by `link(mean + spread · noise)`.

use super::{Context, Fault, all_finite, law, link::CompiledLink, undefined};
use crate::{
    Error, Link, Noise, RowFault,
    expression::{Expression, Target},
    kernel::ParentColumn,
};
use std::sync::Arc;

/// A post-nonlinear mechanism with a spread.
#[derive(Clone, Debug)]
pub(crate) struct Additive {
    mean: Expression,
    spread: Expression,
    /// The law of the noise.
    pub(crate) law: Arc<Noise>,
    /// What is done with the sum.
    pub(crate) link: CompiledLink,
}

impl Additive {
    pub(super) fn new(
        context: &Context,
        mean: &str,
        spread: &str,
        noise: &Noise,
        link: &Link,
    ) -> Result<Self, Error> {
        law::check(context, noise)?;
        Ok(Self {
            mean: context.expression("mean", mean, Target::Number)?,
            spread: context.expression("spread", spread, Target::Number)?,
            law: Arc::new(noise.clone()),
            link: CompiledLink::new(context, link)?,
        })
    }

    /// Means and spreads in each row; spreads are positive.
    ///
    /// # Errors
    /// The first row in which one of them is not defined, or the spread not positive.
    pub(crate) fn means_and_spreads(
        &self,
        parents: &[ParentColumn],
        n_rows: usize,
    ) -> Result<[Vec<f64>; 2], Fault> {
        let evaluate = |expression: &Expression| {
            let inputs: Vec<ParentColumn> =
                expression.inputs().iter().map(|&input| parents[input]).collect();
            let mut values = vec![0.0; n_rows];
            expression.numbers(&inputs, &mut values).map_err(undefined)?;
            Ok::<_, Fault>(values)
        };
        let spreads = evaluate(&self.spread)?;
        if let Some(row) = spreads.iter().position(|spread| *spread <= 0.0) {
            return Err((row, RowFault::Spread(spreads[row])));
        }
        Ok([evaluate(&self.mean)?, spreads])
    }

    /// The values that noise of the law leads to.
    pub(super) fn values(
        &self,
        parents: &[ParentColumn],
        noise: &[f64],
        out: &mut [f64],
    ) -> Result<(), Fault> {
        let [means, spreads] = self.means_and_spreads(parents, out.len())?;
        for (((value, mean), spread), noise) in out.iter_mut().zip(means).zip(spreads).zip(noise) {
            *value = mean + spread * noise;
        }
        all_finite(out)?;
        self.link.apply(out)
    }

    /// The noise of a value; none for values that the link does not give.
    pub(crate) fn noise_of(&self, value: f64, mean: f64, spread: f64) -> Option<f64> {
        let noise = (self.link.invert(value)? - mean) / spread;
        noise.is_finite().then_some(noise)
    }
}
