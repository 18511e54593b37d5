//! An audit as a table in a terminal.

use causeloom::{
    export, number,
    view::{AuditView, Severity},
};

/// The verdict, the effects, the warnings.
pub(crate) fn audit(view: &AuditView) -> String {
    let probability = view.contrast.probability;
    let unit = if probability { "percentage points" } else { view.contrast.unit.as_str() };
    let mut text = format!("{}\n{}\n\n", view.verdict, view.lead);
    let level = number::fixed(100.0 * view.method.level, 0);
    let interval_title = format!("{level} % interval");
    text += &format!(
        "{:<34} {:>10} {:>10}   {:<24} {:>8}\n",
        format!("effect ({unit})"),
        "estimate",
        "error",
        interval_title,
        "seed"
    );
    for (key, effect) in export::effects(view) {
        let shown = |value: f64| number::estimate(value, effect.standard_error, probability);
        let interval = if effect.by_construction {
            "0 by construction".to_owned()
        } else {
            format!("{} … {}", shown(effect.lower), shown(effect.upper))
        };
        text += &format!(
            "{:<34} {:>10} {:>10}   {:<24} {:>8}\n",
            key,
            shown(effect.estimate),
            shown(effect.standard_error),
            interval,
            effect.seed_spread.map(shown).unwrap_or_default(),
        );
    }
    text += &format!(
        "\nn = {} ({} {}, {} {}); {}; seed {}\n",
        number::count(view.counts.n),
        number::count(view.counts.comparison),
        view.contrast.comparison,
        number::count(view.counts.baseline),
        view.contrast.baseline,
        view.method.words,
        view.seed
    );
    for note in &view.warnings {
        let mark = if note.severity == Severity::Warning { "warning" } else { "note" };
        text += &format!("{mark}: {}\n", note.message);
    }
    text
}
