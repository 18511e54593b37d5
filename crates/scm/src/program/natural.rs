//! What a mechanism says of a node in rows that may have come about otherwise.

use super::Program;
use crate::{Error, RowFault, kernel::ParentColumn, value::Column};

impl Program {
    /// How probable the node's mechanism finds each of its states in every row, given what the row's
    /// other columns hold: one state after the other, row after row. Columns stand in the order of
    /// [`Self::names`] and have equally many rows; the node's own column is not looked at. Changes by
    /// interventions are left out of account.
    ///
    /// None for a node without states.
    ///
    /// # Errors
    /// A mechanism that cannot be computed in one of the rows.
    pub fn natural_probabilities(
        &self,
        idx: usize,
        columns: &[Column],
    ) -> Result<Option<Vec<f64>>, Error> {
        let node = self.node(idx);
        let n_states = node.variable.values.states().len();
        let n_rows = columns[idx].len();
        if n_states == 0 {
            return Ok(None);
        }
        let parents: Vec<ParentColumn> = node.parents[..node.n_natural]
            .iter()
            .map(|&parent| columns[parent].rows(0..n_rows))
            .collect();
        let fault = |(row, fault): (usize, RowFault)| self.row_error(idx, row as u64, fault);
        node.natural.probabilities(n_states, &parents, n_rows).map(Some).map_err(fault)
    }
}

#[cfg(test)]
mod tests {
    use crate::{Column, Model, Program};
    use numeric::seed::Seed;

    /// A cause, and an effect that follows it in nine of ten rows.
    const PAIR: &str = r#"{ "name": "pair", "about": "", "source": "", "graph": "dag { cause -> effect }",
        "variables": {
            "cause": { "values": { "ordered": ["no", "yes"] },
                "mechanism": { "kind": "table", "rows": [[0.7, 0.3]] } },
            "effect": { "values": { "ordered": ["no", "yes"] }, "parents": ["cause"],
                "mechanism": { "kind": "table", "rows": [[0.9, 0.1], [0.1, 0.9]] } } } }"#;

    #[test]
    fn a_mechanism_is_asked_in_rows_that_it_did_not_draw() {
        let model: Model = serde_json::from_str(PAIR).expect("the text is a model");
        let program = Program::new(&model).expect("the model is finished");
        let (cause, effect) = (program.index("cause"), program.index("effect"));
        let (cause, effect) = (cause.expect("a node"), effect.expect("a node"));
        let mut sample = program.sample(Seed(1), 0..3).expect("rows can be drawn");
        sample.columns[cause] = Column::Codes(vec![1, 0, 1]);
        let found = program.natural_probabilities(effect, &sample.columns);
        assert_eq!(found, Ok(Some(vec![0.1, 0.9, 0.9, 0.1, 0.1, 0.9])));
    }
}
