//! The words that a newcomer may not know: in plain language, as a formula, and where they come from.

/// A term with its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Definition {
    /// Stable key, for instance `direct`.
    pub term: &'static str,
    /// Title as shown.
    pub title: &'static str,
    /// What it means, for a workshop attendee.
    pub plain: &'static str,
    /// The exact definition; empty where words say it all.
    pub formula: &'static str,
    /// Where it comes from.
    pub source: &'static str,
}

const PLECKO: &str = "Plečko & Bareinboim, Causal Fairness Analysis, Foundations and Trends in Machine Learning 17(3), 2024";
const TEXTBOOK: &str = "standard usage";

/// Every definition, in reading order. `x0` is the baseline group, `x1` the comparison group.
pub fn definitions() -> &'static [Definition] {
    &DEFINITIONS
}

/// The definition of a term.
pub fn definition(term: &str) -> Option<&'static Definition> {
    DEFINITIONS.iter().find(|definition| definition.term == term)
}

const DEFINITIONS: [Definition; 21] = [
    Definition {
        term: "total-variation",
        title: "Total variation",
        plain: "The raw gap: the mean outcome of the comparison group minus that of the baseline group.",
        formula: "TV = E[Y | x1] − E[Y | x0] = direct − indirect − spurious",
        source: PLECKO,
    },
    Definition {
        term: "direct",
        title: "Direct effect",
        plain: "What would change for the baseline group if only the protected attribute itself were switched, with the mediators left as they are.",
        formula: "Ctf-DE = E[Y(x1, W(x0)) | x0] − E[Y | x0]",
        source: PLECKO,
    },
    Definition {
        term: "indirect",
        title: "Indirect effect",
        plain: "The part that goes through the mediators: with the attribute already switched, the mediators go back from what they would be under x1 to what they are under x0.",
        formula: "Ctf-IE(x1, x0) = E[Y(x1, W(x0)) | x0] − E[Y(x1) | x0]",
        source: PLECKO,
    },
    Definition {
        term: "spurious",
        title: "Spurious effect",
        plain: "The part that nobody's attribute causes: the two groups differ in the confounders, for instance in age.",
        formula: "Ctf-SE(x1, x0) = E[Y(x1) | x0] − E[Y | x1]",
        source: PLECKO,
    },
    Definition {
        term: "ett",
        title: "Effect on the baseline group",
        plain: "What would change for the baseline group if the attribute were switched and the mediators followed: direct and indirect together.",
        formula: "ETT = E[Y(x1) | x0] − E[Y | x0] = direct − indirect",
        source: PLECKO,
    },
    Definition {
        term: "natural-direct",
        title: "Natural direct effect",
        plain: "The direct effect for everybody, not for the baseline group only.",
        formula: "NDE = E[Y(x1, W(x0))] − E[Y(x0)]",
        source: PLECKO,
    },
    Definition {
        term: "natural-indirect",
        title: "Natural indirect effect",
        plain: "The indirect effect for everybody, reversed as above.",
        formula: "NIE(x1, x0) = E[Y(x1, W(x0))] − E[Y(x1)]",
        source: PLECKO,
    },
    Definition {
        term: "total-effect",
        title: "Total effect",
        plain: "What would change for everybody if the attribute were switched and the mediators followed.",
        formula: "TE = E[Y(x1)] − E[Y(x0)] = NDE − NIE",
        source: PLECKO,
    },
    Definition {
        term: "experimental-spurious",
        title: "Experimental spurious effect",
        plain: "How far a group's observed mean lies from the mean of everybody, had everybody been in that group.",
        formula: "Exp-SE(x) = E[Y | x] − E[Y(x)];  TV = NDE − NIE + Exp-SE(x1) − Exp-SE(x0)",
        source: PLECKO,
    },
    Definition {
        term: "protected",
        title: "Protected attribute",
        plain: "The attribute whose influence is examined, such as sex or race. Two columns are taken as one attribute, by their combinations.",
        formula: "",
        source: PLECKO,
    },
    Definition {
        term: "confounder",
        title: "Confounder",
        plain: "A column that influences the outcome and goes along with the protected attribute, but is not caused by it, such as age when the attribute is sex.",
        formula: "",
        source: PLECKO,
    },
    Definition {
        term: "mediator",
        title: "Mediator",
        plain: "A column that the protected attribute may cause and that influences the outcome in turn, such as the department that an applicant chooses.",
        formula: "",
        source: PLECKO,
    },
    Definition {
        term: "outcome",
        title: "Outcome",
        plain: "What is compared between the groups. For a yes-no outcome you say which value counts as positive.",
        formula: "",
        source: PLECKO,
    },
    Definition {
        term: "standard-fairness-model",
        title: "Standard Fairness Model",
        plain: "The assumed picture: the attribute acts on the outcome directly and through the mediators; confounders act on everything; nothing else that matters to two of them is left out.",
        formula: "Z ↔ X,  Z → W, Y,  X → W, Y,  W → Y",
        source: PLECKO,
    },
    Definition {
        term: "interval",
        title: "95 % interval",
        plain: "A range that holds the true value in about 95 of 100 repetitions of the study, if the model is right.",
        formula: "",
        source: TEXTBOOK,
    },
    Definition {
        term: "seed-spread",
        title: "Seed spread",
        plain: "How much the estimate would move if only the random seed were changed: the standard deviation over seeds.",
        formula: "",
        source: TEXTBOOK,
    },
    Definition {
        term: "plug-in",
        title: "Plug-in estimate",
        plain: "Regression models are fitted to the whole table and their predictions averaged. Simple and stable; right only as far as the regression has the right form.",
        formula: "direct = mean over x0 of m(x1, z, w) − mean of y over x0, with m = E[Y | X, Z, W]",
        source: PLECKO,
    },
    Definition {
        term: "debiased",
        title: "Debiased estimate",
        plain: "Models of the outcome and of the group are fitted on one part of the rows and used on the other, and combined so that small errors of either cancel.",
        formula: "the one-step estimator that solves mean φ = 0, with φ the efficient influence function",
        source: "Chernozhukov et al., Double/debiased machine learning, Econometrics Journal 21, 2018; Plečko & Bareinboim 2024",
    },
    Definition {
        term: "exact",
        title: "Exact sum",
        plain: "For a table of a few categories the effects are sums over its cells; nothing is fitted.",
        formula: "E[Y(x1, W(x0)) | x0] = Σ P(z | x0) P(w | x0, z) E[Y | x1, z, w]",
        source: PLECKO,
    },
    Definition {
        term: "propensity",
        title: "Propensity",
        plain: "The probability of belonging to the comparison group, given the other columns.",
        formula: "e(z, w) = P(X = x1 | z, w)",
        source: "Rosenbaum & Rubin, Biometrika 70, 1983",
    },
    Definition {
        term: "overlap",
        title: "Overlap",
        plain: "Whether both groups are found among similar rows. Where a row could only belong to one group, the other side of the comparison is a guess.",
        formula: "0 < e(z, w) < 1 for every row",
        source: "Rosenbaum & Rubin, Biometrika 70, 1983",
    },
];
