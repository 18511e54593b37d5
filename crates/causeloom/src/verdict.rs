//! The answer in plain words: what can be told from zero, what cannot, and the figures to it.

use fairness::Effect;

use crate::{
    number,
    view::{AuditView, ContrastView, EffectView},
};

/// The verdict and the sentences under it.
pub(crate) fn verdict(view: &AuditView) -> (String, String) {
    (sentence(view), lead(view))
}

/// What an effect means in this contrast, in one clause.
pub(crate) fn meaning(effect: Effect, contrast: &ContrastView) -> String {
    let ContrastView { protected, baseline, comparison, .. } = contrast;
    let confounders = list(&contrast.confounders);
    let mediators = list(&contrast.mediators);
    match effect {
        Effect::TotalVariation => {
            format!("the raw gap: {comparison} against {baseline}")
        }
        Effect::Direct => {
            format!("{protected} itself switched to {comparison}, all else as for {baseline}")
        }
        Effect::Indirect if contrast.mediators.is_empty() => "no mediator is stated".to_owned(),
        Effect::Indirect => format!("through {mediators}, taken back to {baseline}"),
        Effect::Spurious if contrast.confounders.is_empty() => "no confounder is stated".to_owned(),
        Effect::Spurious => format!("the two groups differ in {confounders}"),
        Effect::Ett => format!("{baseline} switched to {comparison}, mediators following"),
        Effect::NaturalDirect => "direct, for everybody".to_owned(),
        Effect::NaturalIndirect => "indirect, for everybody".to_owned(),
        Effect::Total => format!("everybody {comparison} against everybody {baseline}"),
        Effect::ExperimentalSpuriousComparison => {
            format!("{comparison} as observed against everybody as {comparison}")
        }
        Effect::ExperimentalSpuriousBaseline => {
            format!("{baseline} as observed against everybody as {baseline}")
        }
    }
}

fn sentence(view: &AuditView) -> String {
    let paths =
        [("direct", &view.direct), ("indirect", &view.indirect), ("spurious", &view.spurious)];
    let told: Vec<&str> =
        paths.iter().filter(|(_, effect)| told_from_zero(effect)).map(|&(name, _)| name).collect();
    let rows = format!("{} {}", number::count(view.counts.n), individuals(view));
    let stated = paths.iter().filter(|(_, effect)| !effect.by_construction).count();
    match (told.as_slice(), told.len() == stated) {
        ([], _) => format!("No path effect can be told from zero in these {rows}."),
        ([one], true) => format!("The {one} effect, the only path stated, can be told from zero."),
        ([one], false) => format!("Only the {one} effect can be told from zero in these {rows}."),
        (several, true) => {
            let all = if several.len() == 2 { "both" } else { "all" };
            format!("The {} effects can {all} be told from zero.", and(several))
        }
        (several, false) => {
            format!(
                "The {} effects can be told from zero in these {rows}; the other cannot.",
                and(several)
            )
        }
    }
}

fn lead(view: &AuditView) -> String {
    let contrast = &view.contrast;
    let probability = contrast.probability;
    let mean = |value: f64| {
        if probability {
            number::percent(value)
        } else {
            let decimals = number::decimals(view.total_variation.standard_error, false);
            number::fixed(value, decimals)
        }
    };
    let (low, high) = (view.group_means.baseline, view.group_means.comparison);
    let what = match &contrast.positive {
        Some(level) => format!("{} = {level}", contrast.outcome),
        None => format!("The mean of {}", contrast.outcome),
    };
    let group = |name: &str| format!("{} = {name}", contrast.protected);
    let mut text = format!(
        "{what} is {} for {} and {} for {}",
        mean(high),
        group(&contrast.comparison),
        mean(low),
        group(&contrast.baseline),
    );
    let gap = &view.total_variation;
    let shown = number::estimate(gap.estimate, gap.standard_error, probability);
    let unit = if probability { " percentage points" } else { "" };
    text += &format!(
        ", a gap of {shown}{unit} ({} % interval {} … {}).",
        number::fixed(100.0 * view.method.level, 0),
        number::estimate(gap.lower, gap.standard_error, probability),
        number::estimate(gap.upper, gap.standard_error, probability),
    );
    let paths = [&view.direct, &view.indirect, &view.spurious];
    if !paths.iter().any(|effect| told_from_zero(effect)) {
        let widest = paths
            .iter()
            .map(|effect| effect.lower.abs().max(effect.upper.abs()))
            .fold(0.0_f64, f64::max);
        let widest = number::fixed(number::in_unit(widest, probability), usize::from(!probability));
        text += &format!(
            " A path could be worth as much as {widest}{unit} either way and be cancelled by another: the table is too small to say."
        );
    }
    text
}

fn told_from_zero(effect: &EffectView) -> bool {
    !effect.by_construction && (effect.lower > 0.0 || effect.upper < 0.0)
}

fn individuals(view: &AuditView) -> &'static str {
    if view.counts.n.fract() == 0.0 { "rows" } else { "units" }
}

fn list(names: &[String]) -> String {
    match names {
        [] => "nothing".to_owned(),
        [one] => one.clone(),
        [one, other] => format!("{one} and {other}"),
        [first, ..] if names.len() > 3 => format!("{first} and {} other columns", names.len() - 1),
        [one, other, last, ..] => format!("{one}, {other} and {last}"),
    }
}

fn and(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [init @ .., last] => format!("{} and {last}", init.join(", ")),
    }
}
