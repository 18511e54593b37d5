//! A first suggestion of roles from the columns' names and kinds; the user decides.

use crate::{
    KindName, Roles,
    view::{ColumnView, DataView},
};

/// Roles that could fit, each with its reason in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The roles.
    pub roles: Roles,
    /// One sentence a role.
    pub reasons: Vec<String>,
}

const PROTECTED_WORDS: [&str; 6] = ["sex", "gender", "race", "ethnic", "religion", "disability"];
const OUTCOME_WORDS: [&str; 16] = [
    "outcome",
    "death",
    "died",
    "admit",
    "admission",
    "hired",
    "approved",
    "default",
    "readmitted",
    "recid",
    "target",
    "label",
    "income",
    "salary",
    "event",
    "y",
];
const POSITIVE_WORDS: [&str; 8] =
    ["1", "yes", "true", "y", "admitted", "approved", "hired", "died"];

/// Suggests a protected attribute, an outcome with its positive value, and age as a confounder;
/// none where no column's name speaks of a protected attribute or an outcome.
pub fn suggest_roles(data: &DataView) -> Option<Suggestion> {
    let speaks = |column: &ColumnView, words: &[&str]| {
        let name = column.name.to_lowercase();
        words.iter().any(|word| name == *word || (word.len() > 2 && name.contains(word)))
    };
    let two_or_more = |column: &&ColumnView| {
        let levels = column.levels.len();
        (2..=20).contains(&levels) && !matches!(column.kind, KindName::Identifier | KindName::Text)
    };
    let protected =
        data.columns.iter().filter(two_or_more).find(|column| speaks(column, &PROTECTED_WORDS))?;
    let outcome = data.columns.iter().rev().find(|column| {
        let usable = match column.kind {
            KindName::Number => true,
            KindName::YesNo | KindName::Category => column.levels.len() == 2,
            KindName::Date | KindName::Identifier | KindName::Text => false,
        };
        usable && column.name != protected.name && speaks(column, &OUTCOME_WORDS)
    })?;
    let mut roles = Roles {
        protected: vec![protected.name.clone()],
        outcome: Some(outcome.name.clone()),
        ..Roles::default()
    };
    let mut reasons = vec![
        format!("{} is named like a protected attribute", protected.name),
        format!("{} is named like an outcome", outcome.name),
    ];
    let mut by_size = protected.levels.clone();
    by_size.sort_by_key(|level| std::cmp::Reverse(level.count));
    let largest: Vec<String> = by_size.iter().take(2).map(|level| level.text.clone()).collect();
    let place = |text: &String| protected.levels.iter().position(|level| &level.text == text);
    if let [one, other] = largest.as_slice() {
        let (first, second) = if place(one) < place(other) { (one, other) } else { (other, one) };
        (roles.baseline, roles.comparison) = (Some(first.clone()), Some(second.clone()));
    }
    if outcome.kind != KindName::Number {
        let positive = outcome
            .levels
            .iter()
            .find(|level| POSITIVE_WORDS.contains(&level.text.to_lowercase().as_str()));
        roles.positive = positive.or(outcome.levels.last()).map(|level| level.text.clone());
    }
    if let Some(age) = data
        .columns
        .iter()
        .find(|column| column.name.eq_ignore_ascii_case("age") && column.kind == KindName::Number)
        && age.name != outcome.name
    {
        roles.confounders.push(age.name.clone());
        reasons.push(format!("{} is not caused by {}", age.name, protected.name));
    }
    Some(Suggestion { roles, reasons })
}
