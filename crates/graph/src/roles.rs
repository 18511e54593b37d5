//! The roles of the Standard Fairness Model checked against arrows that the user states.
//!
//! The model (Plečko & Bareinboim 2024) holds protected → mediators → outcome, confounders →
//! mediators and outcome, and no directed path from the protected attribute to a confounder.

use crate::{Dag, directed_path};

/// The columns in their stated roles; a protected attribute made of two columns is listed as both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedRoles<'a> {
    /// Protected columns.
    pub protected: &'a [String],
    /// Confounders.
    pub confounders: &'a [String],
    /// Mediators.
    pub mediators: &'a [String],
    /// The outcome.
    pub outcome: &'a str,
}

/// A role that the arrows contradict, with the directed path that shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoleConflict {
    /// A confounder lies downstream of the protected attribute: it is a mediator.
    ConfounderDescendsFromProtected {
        /// The confounder.
        confounder: String,
        /// Path from the protected attribute to it.
        path: Vec<String>,
    },
    /// A covariate lies downstream of the outcome.
    CovariateDescendsFromOutcome {
        /// The confounder or mediator.
        covariate: String,
        /// Path from the outcome to it.
        path: Vec<String>,
    },
    /// The arrows lead from the outcome to the protected attribute.
    ProtectedDescendsFromOutcome {
        /// The protected column.
        protected: String,
        /// Path from the outcome to it.
        path: Vec<String>,
    },
    /// A mediator lies upstream of a confounder.
    ConfounderDescendsFromMediator {
        /// The confounder.
        confounder: String,
        /// Path from the mediator to it.
        path: Vec<String>,
    },
}

/// Every contradiction between roles and arrows, in the order of the roles' columns.
///
/// Columns that the graph does not have are not judged: nothing was stated of them.
pub fn check_roles(dag: &Dag, roles: &StatedRoles<'_>) -> Vec<RoleConflict> {
    let path = |from: &str, to: &str| -> Option<Vec<String>> {
        (from != to)
            .then(|| directed_path(dag, from, to))
            .flatten()
            .map(|path| path.into_iter().map(str::to_owned).collect())
    };
    let mut conflicts = Vec::new();
    for confounder in roles.confounders {
        if let Some(path) = roles.protected.iter().find_map(|from| path(from, confounder)) {
            conflicts.push(RoleConflict::ConfounderDescendsFromProtected {
                confounder: confounder.clone(),
                path,
            });
        }
        if let Some(path) = roles.mediators.iter().find_map(|from| path(from, confounder)) {
            conflicts.push(RoleConflict::ConfounderDescendsFromMediator {
                confounder: confounder.clone(),
                path,
            });
        }
    }
    for covariate in roles.confounders.iter().chain(roles.mediators) {
        if let Some(path) = path(roles.outcome, covariate) {
            conflicts.push(RoleConflict::CovariateDescendsFromOutcome {
                covariate: covariate.clone(),
                path,
            });
        }
    }
    for protected in roles.protected {
        if let Some(path) = path(roles.outcome, protected) {
            conflicts.push(RoleConflict::ProtectedDescendsFromOutcome {
                protected: protected.clone(),
                path,
            });
        }
    }
    conflicts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn a_model_that_holds_has_no_conflict() {
        let dag = parse("sex -> smoking -> death; age -> smoking; age -> death").expect("a dag");
        let roles = StatedRoles {
            protected: &names(&["sex"]),
            confounders: &names(&["age", "unknown"]),
            mediators: &names(&["smoking"]),
            outcome: "death",
        };
        assert_eq!(check_roles(&dag, &roles), []);
    }

    #[test]
    fn each_contradiction_is_found_with_its_path() {
        let dag = parse("sex -> job -> wage -> stress; sex -> stress").expect("a dag");
        let roles = StatedRoles {
            protected: &names(&["sex"]),
            confounders: &names(&["job"]),
            mediators: &names(&["stress"]),
            outcome: "wage",
        };
        assert_eq!(
            check_roles(&dag, &roles),
            [
                RoleConflict::ConfounderDescendsFromProtected {
                    confounder: "job".into(),
                    path: names(&["sex", "job"]),
                },
                RoleConflict::CovariateDescendsFromOutcome {
                    covariate: "stress".into(),
                    path: names(&["wage", "stress"]),
                },
            ]
        );
        let dag = parse("m -> c; y -> x").expect("a dag");
        let roles = StatedRoles {
            protected: &names(&["x"]),
            confounders: &names(&["c"]),
            mediators: &names(&["m"]),
            outcome: "y",
        };
        assert_eq!(check_roles(&dag, &roles).len(), 2);
    }
}
