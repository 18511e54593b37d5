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
const PEARL: &str = "Pearl, Causality, 2nd edition, Cambridge University Press, 2009";
const TEXTBOOK: &str = "standard usage";
const CHENG: &str = "Cheng, Dai, Sun & Lukasiewicz, arXiv:2605.17528, 2026";
const CHENG_OWN: &str =
    "Cheng, Dai, Sun & Lukasiewicz, arXiv:2605.17528, 2026; the formula is Causeloom's own";
const OWN: &str = "Causeloom's own";

/// Every definition, in reading order. `x0` is the baseline group, `x1` the comparison group.
pub fn definitions() -> &'static [Definition] {
    &DEFINITIONS
}

/// The definition of a term.
pub fn definition(term: &str) -> Option<&'static Definition> {
    DEFINITIONS.iter().find(|definition| definition.term == term)
}

const DEFINITIONS: [Definition; 51] = [
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
    Definition {
        term: "intervention",
        title: "Intervention",
        plain: "Something is done to a node from outside: it is set, shifted, or follows a rule, whatever its causes say. Everything that it causes follows; its causes do not notice.",
        formula: "do(X = x): the mechanism of X is replaced by X := x, all others stay",
        source: PEARL,
    },
    Definition {
        term: "counterfactual",
        title: "Counterfactual",
        plain: "What would have been for this very row, had something been different: the same person and the same chance, with another value in one place.",
        formula: "Y(x, u): the value of Y under do(X = x) where the noise u is that of the row",
        source: PEARL,
    },
    Definition {
        term: "retained-noise",
        title: "Retained noise",
        plain: "All chance of a row is kept as numbers beside it. The row before and after a change uses the same numbers, so that the two differ by what was changed and by nothing else.",
        formula: "X := f(parents of X, U); U depends on seed, node and row only, never on what is done",
        source: PEARL,
    },
    Definition {
        term: "abduction",
        title: "Abduction",
        plain: "Reasoning back from what was observed to the chance that led there. Mostly several draws of chance fit, and the answer is a share of them.",
        formula: "abduction: P(U | observed); action: do(X = x); prediction: Y(x, U)",
        source: PEARL,
    },
    Definition {
        term: "total-variation-distance",
        title: "Distance",
        plain: "How far two distributions are apart: the largest difference that they give to the probability of any event. 0 where they agree, 1 where they have nothing in common.",
        formula: "d(P, Q) = ½ Σ |P(x) − Q(x)|, over states or over the bins of the histogram",
        source: TEXTBOOK,
    },
    Definition {
        term: "frechet-bounds",
        title: "Fréchet bounds",
        plain: "The least and the greatest probability that the distributions of both worlds allow, however chance couples them. Data alone cannot say more about one unit.",
        formula: "max(0, P(A) + P(B) − 1) ≤ P(A and B) ≤ min(P(A), P(B))",
        source: "Fréchet, Annales de l'Université de Lyon A 14, 1951",
    },
    Definition {
        term: "d-separation",
        title: "d-separation",
        plain: "A way to read independences off a graph: two nodes are separated by a set of others where every path between them is blocked, by a node of the set on the way, or by a common effect that is not in it.",
        formula: "x, y d-separated by Z in the graph ⇒ x independent of y given Z in every distribution that the graph can make",
        source: "Verma & Pearl, Uncertainty in Artificial Intelligence, 1988; Pearl 2009",
    },
    Definition {
        term: "conditional-independence",
        title: "Conditional independence",
        plain: "Among rows that agree in what is given, knowing one of the two says nothing about the other.",
        formula: "x ⊥ y | Z:  P(x, y | z) = P(x | z) P(y | z) for every z",
        source: "Dawid, Journal of the Royal Statistical Society B 41, 1979",
    },
    Definition {
        term: "p-value",
        title: "p-value",
        plain: "How often rows without any dependence would look at least as dependent as these. Where there is none, all values from 0 to 1 come up equally often, small ones too.",
        formula: "p = P(T ≥ t | independence)",
        source: TEXTBOOK,
    },
    Definition {
        term: "power",
        title: "Power",
        plain: "How often a test notices a dependence that is there. The arrows of the graph are such dependences, so the share of them that is noticed tells what these rows can show.",
        formula: "power = P(p < α | dependence)",
        source: TEXTBOOK,
    },
    Definition {
        term: "adjustment-set",
        title: "Adjustment set",
        plain: "Nodes that, held fixed, leave only the effect of the exposure between exposure and outcome: they block every other path and no causal one.",
        formula: "P(y | do(x)) = Σ P(y | x, z) P(z), over the values z of the set",
        source: "Shpitser, VanderWeele & Robins, Uncertainty in Artificial Intelligence, 2010; Perković et al., Journal of Machine Learning Research 18, 2018",
    },
    Definition {
        term: "front-door",
        title: "Front door",
        plain: "Nodes that carry the whole effect and that nothing hidden disturbs. Through them the effect can be computed although exposure and outcome have a hidden common cause.",
        formula: "P(y | do(x)) = Σ P(m | x) Σ P(y | x′, m) P(x′), over m and over x′",
        source: PEARL,
    },
    Definition {
        term: "instrument",
        title: "Instrument",
        plain: "A node that moves the exposure and reaches the outcome in no other way, such as a coin that decides who is offered a treatment.",
        formula: "Z not independent of X given W; Z d-separated from Y given W once the arrows of the effect are cut",
        source: "Brito & Pearl, Uncertainty in Artificial Intelligence, 2002",
    },
    Definition {
        term: "expression",
        title: "Expression",
        plain: "A formula over other nodes, as in a spreadsheet: numbers, names, + − * / ^, comparisons, and functions such as if, min, max, exp, log. States stand in quotes, names with blanks in backticks.",
        formula: "if(age > 65 and sex = \"male\", 1.5, 0.8) * dose",
        source: OWN,
    },
    Definition {
        term: "skeleton",
        title: "Skeleton",
        plain: "The facts of one row, drawn from the model before anything is written. The text has to say them and may not change them.",
        formula: "s = (f1(pa1, u1), …, fk(pak, uk)), in the order of the graph",
        source: CHENG,
    },
    Definition {
        term: "realizability",
        title: "Realizability",
        plain: "The share of rows whose text says every fact as it was given, as checked by reading the facts back from the text.",
        formula: "#{rows whose text has no violation} / #{rows}, with Wilson's 95 % interval",
        source: CHENG_OWN,
    },
    Definition {
        term: "semantic-backdoor",
        title: "Semantic Backdoor",
        plain: "A language model writes what usually goes together instead of what the row says. It shows where facts that their causes make unlikely are changed more often than facts that they make likely.",
        formula: "rate of violated facts, given that the fact is not the likeliest state under its causes, against the rate given that it is; of a table's rows the likeliest state is the commonest value of the column",
        source: CHENG_OWN,
    },
    Definition {
        term: "selection-bias",
        title: "Selection bias",
        plain: "Throwing away the rows whose text failed leaves the rows that were easy to say: the kept rows are no longer a sample of the model, or of the table.",
        formula: "d(P(facts), P(facts | the text was kept)), with d the total variation distance",
        source: CHENG_OWN,
    },
    Definition {
        term: "noise-floor",
        title: "Noise floor",
        plain: "How far from the model as many rows would be that were kept by chance alone. A distance below it cannot be told from none.",
        formula: "95 % point of the distance over 200 random choices of as many rows",
        source: OWN,
    },
    Definition {
        term: "embedded-realizer",
        title: "Embedded realizer",
        plain: "A writer of texts that is part of this page. It needs no key and no network, says every fact as it is given, and writes the same text again under the same seed.",
        formula: "",
        source: OWN,
    },
    Definition {
        term: "simulated-model",
        title: "Simulated language model",
        plain: "A stand-in for the classroom: texts of the embedded realizer in which facts are overridden with a strength that you choose. Its figures show how the loop behaves, not how good a language model is.",
        formula: "P(a fact goes wrong in a draft) = prior strength · belief in another value; P(a named violation is mended) = obedience",
        source: OWN,
    },
    Definition {
        term: "read-facts",
        title: "Facts as read",
        plain: "The facts that are read back from the texts. Tests of independence on them should reject what tests on the given facts reject, and nothing else.",
        formula: "ΔFPR = share of implied independences rejected on the read facts − the same on the given facts",
        source: OWN,
    },
    Definition {
        term: "type-token",
        title: "Type–token ratio",
        plain: "How many different words there are among fifty in a row, on average over the texts. It is near 1 where words hardly repeat.",
        formula: "moving average over windows of 50 words of #{different words} / 50",
        source: "Covington & McFall, Journal of Quantitative Linguistics 17(2), 2010",
    },
    Definition {
        term: "missing",
        title: "Missing",
        plain: "A fact that the text has to say is not in it, or is left open.",
        formula: "",
        source: OWN,
    },
    Definition {
        term: "wrong",
        title: "Wrong",
        plain: "The text says another state or another number.",
        formula: "",
        source: OWN,
    },
    Definition {
        term: "contradicted",
        title: "Contradicted",
        plain: "The text denies what is there, affirms what is not, or does both.",
        formula: "",
        source: OWN,
    },
    Definition {
        term: "extra",
        title: "Extra",
        plain: "The text says something that no fact tells.",
        formula: "",
        source: OWN,
    },
    Definition {
        term: "vague",
        title: "Vague",
        plain: "A number is said only roughly, such as “elevated” for 38.5.",
        formula: "",
        source: OWN,
    },
    Definition {
        term: "unparsed-number",
        title: "Stray number",
        plain: "A number in the text that belongs to no fact.",
        formula: "",
        source: OWN,
    },
    Definition {
        term: "leak",
        title: "Leak",
        plain: "The text mentions what must not be mentioned.",
        formula: "",
        source: OWN,
    },
];
