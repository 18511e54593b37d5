//! Common belief: which state of each variable a simulated language model takes for granted.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::skeleton::{Fact, Skeleton};

/// What is believed of one variable.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Belief {
    /// The believed state, by its place in [`crate::dictionary::Slot::states`].
    pub state: u16,
    /// How probable it is held to be, 0 to 1.
    pub probability: f64,
}

/// What is believed of the variables of one row, one entry a slot; none where nothing is, as for
/// numbers.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Beliefs {
    /// One entry a slot of the dictionary.
    pub believed: Vec<Option<Belief>>,
}

/// Beliefs about one variable: the first rule that fits a row counts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Prior {
    /// The rules, the most special first.
    pub rules: Vec<Rule>,
}

/// A belief that holds where other facts of the row are so.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Slots and the states that they have; empty for a belief that always holds.
    #[serde(rename = "if", default)]
    pub when: Vec<(usize, u16)>,
    /// The believed state.
    pub then: u16,
    /// How probable it is held to be, 0 to 1.
    pub belief: f64,
}

impl Beliefs {
    /// The beliefs of one row, by priors, one a slot.
    pub fn of_row(priors: &[Option<Prior>], skeleton: &Skeleton) -> Self {
        let holds = |rule: &Rule| {
            rule.when.iter().all(|(slot, state)| {
                let fact = skeleton.facts.get(*slot).copied().flatten();
                fact.and_then(Fact::state) == Some(usize::from(*state))
            })
        };
        let believed = priors.iter().map(|prior| {
            let rule = prior.as_ref()?.rules.iter().find(|rule| holds(rule))?;
            Some(Belief { state: rule.then, probability: rule.belief })
        });
        Self { believed: believed.collect() }
    }

    /// The belief that the fact of a slot contradicts, if it does.
    pub(super) fn contradicted(&self, slot: usize, state: Option<usize>) -> Option<Belief> {
        let belief = (*self.believed.get(slot)?)?;
        state.filter(|state| *state != usize::from(belief.state)).map(|_| belief)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_rule_whose_facts_hold_counts() {
        let rule = |when: &[(usize, u16)], then| Rule { when: when.to_vec(), then, belief: 0.8 };
        let prior = Prior { rules: vec![rule(&[(1, 0)], 0), rule(&[], 1)] };
        let priors = [Some(prior), None];
        for (other, expected) in [(Some(Fact::State(0)), 0), (Some(Fact::State(1)), 1), (None, 1)] {
            let skeleton = Skeleton { row: 0, facts: vec![Some(Fact::State(0)), other] };
            let beliefs = Beliefs::of_row(&priors, &skeleton);
            let expected = Belief { state: expected, probability: 0.8 };
            assert_eq!(beliefs.believed, [Some(expected), None]);
        }
    }

    #[test]
    fn a_prior_is_a_plain_list_of_rules() {
        let text = r#"[{"if": [[1, 0]], "then": 0, "belief": 0.9}, {"then": 1, "belief": 0.7}]"#;
        let prior: Prior = serde_json::from_str(text).unwrap();
        assert_eq!(prior.rules.len(), 2);
        assert_eq!(prior.rules[0].when, [(1, 0)]);
    }
}
