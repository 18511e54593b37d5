//! The audit: the study's settings turned into a method, and its result into a view.

use fairness::{
    DebiasedConfig, Decomposition, Design, Effect, Method, OutcomeKind, OutcomeModel, PlugInConfig,
    Role,
    balance::balance,
    overlap::{BINS, Overlap, OverlapConfig},
};
use learn::{ForestConfig, Learner, LinearConfig};

pub(crate) use crate::question::{Question, ask};
use crate::{
    AuditConfig, Error, LearnerName, MethodName, VERSION, example,
    job::AuditJob,
    trouble, verdict,
    view::{AuditView, BalanceRow, EffectView, GroupMeans, MethodView, OverlapView},
};

/// The method that the settings name, for a yes-no or a numeric outcome.
pub(crate) fn method(config: &AuditConfig, probability: bool) -> Method {
    match config.method {
        MethodName::Exact => Method::Exact,
        MethodName::PlugIn => Method::PlugIn(plug_in(config, probability, config.bootstrap)),
        MethodName::Debiased => {
            let kind = if probability { OutcomeKind::Binary } else { OutcomeKind::Numeric };
            let regularized = DebiasedConfig::regularized(kind);
            let learners = match config.learner {
                LearnerName::Logistic => regularized,
                LearnerName::Linear => DebiasedConfig {
                    outcome_learner: Learner::Linear(LinearConfig { ridge: LINEAR_RIDGE }),
                    ..regularized
                },
                LearnerName::Forest => DebiasedConfig {
                    outcome_learner: Learner::Forest(if probability {
                        ForestConfig::default_probability()
                    } else {
                        ForestConfig::default_mean()
                    }),
                    propensity_learner: Learner::Forest(ForestConfig::default_probability()),
                    ..regularized
                },
            };
            let AuditConfig { folds, repeats, bound, .. } = *config;
            Method::Debiased(DebiasedConfig { folds, repeats, bound, ..learners })
        }
    }
}

/// The plug-in with as many bootstrap replicates.
pub(crate) fn plug_in(config: &AuditConfig, probability: bool, bootstrap: u32) -> PlugInConfig {
    let outcome_model = if probability && config.learner != LearnerName::Linear {
        OutcomeModel::Logistic
    } else {
        OutcomeModel::Linear
    };
    PlugInConfig { outcome_model, bootstrap }
}

/// How the propensities of the overlap view are estimated: by the audit's own learner.
pub(crate) fn overlap_config(config: &AuditConfig) -> OverlapConfig {
    let learners = match (config.method, config.learner) {
        (MethodName::Debiased, LearnerName::Forest) => {
            OverlapConfig::forest(ForestConfig::default_probability())
        }
        _ => OverlapConfig::regularized(),
    };
    OverlapConfig { folds: config.folds, bound: config.bound, ..learners }
}

/// Penalty of the linear learner on standardised slopes, in rows.
const LINEAR_RIDGE: f64 = 1.0;

/// The result of an audit as everyone sees it.
///
/// # Errors
/// Propensities that do not belong to the design.
pub(crate) fn view(
    job: &AuditJob,
    design: &Design,
    decomposition: &Decomposition,
    overlap: &Overlap,
) -> Result<AuditView, Error> {
    let header = &job.header;
    let question = &header.question;
    let config = &header.study.audit;
    let truth = question.example.as_deref().and_then(|id| example::truth(id, &header.study.roles));
    let effect = |effect: Effect| -> EffectView {
        let words = verdict::meaning(effect, &question.contrast);
        effect_view(decomposition, effect, truth.as_ref().map(|means| means.effect(effect)), words)
    };
    let means = &decomposition.means;
    let balance_rows = balance(design, &overlap.propensity_all, config.bound)
        .map_err(|error| trouble::explain(&error, question))?;
    let overlap = overlap.given_all.as_ref().map(|all| OverlapView {
        edges: (0..=BINS).map(|idx| idx as f64 / BINS as f64).collect(),
        baseline: all.baseline.to_vec(),
        comparison: all.comparison.to_vec(),
        share_outside: all.outside,
        bounded: all.bounded,
        bound: config.bound,
    });
    let mut view = AuditView {
        version: VERSION.to_owned(),
        method: method_view(config, question.contrast.probability),
        seed: header.study.seed,
        contrast: question.contrast.clone(),
        counts: question.counts.clone(),
        group_means: GroupMeans {
            baseline: means.get(fairness::Regime::ObservedBaseline),
            comparison: means.get(fairness::Regime::ObservedComparison),
        },
        total_variation: effect(Effect::TotalVariation),
        direct: effect(Effect::Direct),
        indirect: effect(Effect::Indirect),
        spurious: effect(Effect::Spurious),
        ett: effect(Effect::Ett),
        natural_direct: effect(Effect::NaturalDirect),
        natural_indirect: effect(Effect::NaturalIndirect),
        total_effect: effect(Effect::Total),
        experimental_spurious_comparison: effect(Effect::ExperimentalSpuriousComparison),
        experimental_spurious_baseline: effect(Effect::ExperimentalSpuriousBaseline),
        verdict: String::new(),
        lead: String::new(),
        warnings: question.notes.clone(),
        overlap,
        balance: Vec::new(),
        study: header.study.clone(),
    };
    view.balance = balance_rows
        .into_iter()
        .map(|row| BalanceRow {
            column: job.column_name(0, row.column.role, row.column.index).to_owned(),
            role: match row.column.role {
                Role::Confounder => "confounder".to_owned(),
                Role::Mediator => "mediator".to_owned(),
            },
            baseline: row.mean_baseline,
            comparison: row.mean_comparison,
            difference: row.difference.unwrap_or(0.0),
            weighted_difference: row.weighted,
        })
        .collect();
    view.warnings.extend(trouble::result_notes(job, &view, &decomposition.notes));
    (view.verdict, view.lead) = verdict::verdict(&view);
    Ok(view)
}

/// One effect of a decomposition.
pub(crate) fn effect_view(
    decomposition: &Decomposition,
    effect: Effect,
    truth: Option<f64>,
    words: String,
) -> EffectView {
    let found = decomposition.effect(effect);
    EffectView {
        estimate: found.estimate,
        standard_error: found.standard_error,
        lower: found.lower,
        upper: found.upper,
        seed_spread: found.seed_spread,
        by_construction: found.exactly_zero,
        truth,
        words,
    }
}

fn method_view(config: &AuditConfig, probability: bool) -> MethodView {
    let learner = match config.learner {
        LearnerName::Forest => ("forest", "random forests"),
        LearnerName::Logistic if probability => ("logistic", "logistic regression"),
        LearnerName::Logistic | LearnerName::Linear => ("linear", "linear regression"),
    };
    let mut view = MethodView {
        name: String::new(),
        words: String::new(),
        learner: Some(learner.0.to_owned()),
        bootstrap: None,
        repeats: None,
        folds: None,
        bound: None,
        level: config.level,
    };
    match config.method {
        MethodName::Exact => {
            view.name = "exact".into();
            view.words = "sums over the cells of the table".into();
            view.learner = None;
        }
        MethodName::PlugIn => {
            let (name, words) = match plug_in(config, probability, config.bootstrap).outcome_model {
                OutcomeModel::Logistic => ("logistic", "logistic regression"),
                OutcomeModel::Linear => ("linear", "linear regression"),
            };
            view.name = "plug-in".into();
            view.words = format!("plug-in with {words}, {} bootstrap samples", config.bootstrap);
            view.learner = Some(name.to_owned());
            view.bootstrap = Some(config.bootstrap);
        }
        MethodName::Debiased => {
            view.name = "debiased".into();
            view.words = format!(
                "debiased, cross-fitted {} times in {} folds, {}",
                config.repeats, config.folds, learner.1
            );
            view.repeats = Some(config.repeats);
            view.folds = Some(config.folds);
            view.bound = Some(config.bound);
        }
    }
    view
}
