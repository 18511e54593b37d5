//! A fitted random forest with its noise.

use super::{Context, Fault, NodeNoise, all_finite, is_race, law, scores};
use crate::{Error, Noise, Values, forest::FittedForest, kernel::ParentColumn, value::Cells};
use std::sync::Arc;

/// A random forest: shares of states, or a mean to which a residual is added.
#[derive(Clone, Debug)]
pub(crate) struct Forest {
    pub(crate) fitted: FittedForest,
    pub(crate) n_states: usize,
    pub(crate) is_race: bool,
    /// The law of the residuals; none for states and for a forest without.
    pub(crate) residuals: Option<Arc<Noise>>,
}

impl Forest {
    pub(super) fn new(context: &Context, fitted: &FittedForest) -> Result<Self, Error> {
        let fault = |fault: String| Error::Forest { node: context.node.to_owned(), fault };
        let n_states = context.variable.values.states().len();
        let kinds: Vec<&Values> = context.parents.iter().map(|parent| parent.values).collect();
        fitted.check(&context.variable.values, &kinds).map_err(fault)?;
        let residuals =
            Some(fitted.residuals()).filter(|values| n_states == 0 && !values.is_empty());
        let residuals = residuals.map(|values| Arc::new(Noise::Empirical(values.to_vec())));
        if let Some(law) = &residuals {
            law::check(context, law)?;
        }
        let is_race = is_race(&context.variable.values);
        Ok(Self { fitted: fitted.clone(), n_states, is_race, residuals })
    }

    pub(super) fn values(
        &self,
        parents: &[ParentColumn],
        noise: &NodeNoise,
        out: Cells,
    ) -> Result<(), Fault> {
        let n_rows = out.len();
        match out {
            Cells::Codes(codes) => {
                let mut shares = vec![0.0; n_rows * self.n_states];
                self.fitted.predict(parents, &mut shares);
                scores::choose(self.is_race, self.n_states, &shares, noise, codes);
                Ok(())
            }
            Cells::Numbers(numbers) => {
                self.fitted.predict(parents, numbers);
                if let Some(law) = &self.residuals {
                    for (value, residual) in
                        numbers.iter_mut().zip(noise.of_law(law, n_rows).iter())
                    {
                        *value += residual;
                    }
                }
                all_finite(numbers)
            }
        }
    }
}
