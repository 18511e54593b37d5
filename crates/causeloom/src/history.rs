//! Undo and redo: the steps of a study, each with the words of what changed.

use crate::Study;

/// At most this many steps are kept; the oldest are forgotten first.
const LONGEST_HISTORY: usize = 200;

/// The studies that the user went through; one of them is current.
#[derive(Clone, Debug)]
pub struct History {
    steps: Vec<Step>,
    current: usize,
}

#[derive(Clone, Debug)]
struct Step {
    label: String,
    study: Study,
}

impl History {
    /// A history of one step.
    pub fn new(study: Study) -> Self {
        Self { steps: vec![Step { label: "start".to_owned(), study }], current: 0 }
    }

    /// The study as it stands.
    pub fn current(&self) -> &Study {
        &self.steps[self.current].study
    }

    /// Adds a step after the current one; what had been undone is forgotten. A study equal to the
    /// current one adds nothing.
    pub fn push(&mut self, study: Study, label: impl Into<String>) {
        if &study == self.current() {
            return;
        }
        self.steps.truncate(self.current + 1);
        self.steps.push(Step { label: label.into(), study });
        if self.steps.len() > LONGEST_HISTORY {
            self.steps.remove(0);
        }
        self.current = self.steps.len() - 1;
    }

    /// Replaces the current study without a step: for what the user did not do, such as a checksum
    /// that became known.
    pub fn amend(&mut self, study: Study) {
        self.steps[self.current].study = study;
    }

    /// Goes one step back; false at the first.
    pub fn undo(&mut self) -> bool {
        let can = self.can_undo();
        self.current -= usize::from(can);
        can
    }

    /// Goes one step forward; false at the last.
    pub fn redo(&mut self) -> bool {
        let can = self.can_redo();
        self.current += usize::from(can);
        can
    }

    /// True where there is a step to undo.
    pub fn can_undo(&self) -> bool {
        self.current > 0
    }

    /// True where there is a step to redo.
    pub fn can_redo(&self) -> bool {
        self.current + 1 < self.steps.len()
    }

    /// What undo would take back, in words.
    pub fn undo_label(&self) -> Option<&str> {
        self.can_undo().then(|| self.steps[self.current].label.as_str())
    }

    /// What redo would do again, in words.
    pub fn redo_label(&self) -> Option<&str> {
        self.steps.get(self.current + 1).map(|step| step.label.as_str())
    }

    /// Every step's words with a mark at the current one, oldest first.
    pub fn entries(&self) -> Vec<(String, bool)> {
        let label = |(idx, step): (usize, &Step)| (step.label.clone(), idx == self.current);
        self.steps.iter().enumerate().map(label).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn seeded(seed: u64) -> Study {
        Study { seed, ..Study::default() }
    }

    #[test]
    fn undo_and_redo_walk_the_steps_and_a_new_step_forgets_the_undone() {
        let mut history = History::new(seeded(1));
        history.push(seeded(2), "seed 2");
        history.push(seeded(2), "nothing new");
        history.push(seeded(3), "seed 3");
        assert!(history.undo());
        assert_eq!(history.current().seed, 2);
        assert_eq!(history.redo_label(), Some("seed 3"));
        assert_eq!(history.undo_label(), Some("seed 2"));
        history.push(seeded(4), "seed 4");
        assert!(!history.redo());
        assert!(history.undo() && history.undo() && !history.undo());
        assert_eq!(history.current().seed, 1);
    }

    proptest! {
        #[test]
        fn as_many_redos_as_undos_lead_back(seeds in prop::collection::vec(0_u64..5, 0..300)) {
            let mut history = History::new(seeded(1_000));
            for seed in seeds {
                history.push(seeded(seed), "step");
            }
            prop_assert!(history.entries().len() <= LONGEST_HISTORY);
            let end = history.current().clone();
            let mut n_undone = 0;
            while history.undo() {
                n_undone += 1;
            }
            for _ in 0..n_undone {
                prop_assert!(history.redo());
            }
            prop_assert_eq!(history.current(), &end);
        }
    }
}
