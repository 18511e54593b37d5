//! The recipe of an audit: the command line that gives the same bytes, and R code for the same question.

mod model;

pub use model::{independence_line, realize_line, sample_line};

use crate::study::{AuditConfig, DataReference, LearnerName, MethodName, Study};

/// The command that computes the study's audit natively.
pub fn command_line(study: &Study) -> String {
    let mut words = vec!["causeloom".to_owned(), "audit".to_owned()];
    let mut option = |name: &str, value: &str| {
        words.push(format!("--{name}"));
        words.push(shell_word(value));
    };
    match &study.data {
        DataReference::Nothing => {}
        DataReference::Example { id } => option("example", id),
        DataReference::File { name, reading, .. } => {
            option("data", name);
            for (name, value) in
                [("delimiter", &reading.delimiter), ("encoding", &reading.encoding)]
            {
                if let Some(value) = value {
                    option(name, value);
                }
            }
            if let Some(comma) = reading.decimal_comma {
                option("decimal-comma", if comma { "yes" } else { "no" });
            }
            if let Some(header) = reading.header {
                option("header", if header { "yes" } else { "no" });
            }
        }
    }
    for (column, kind) in &study.columns {
        let kind = serde_json::to_value(kind).ok();
        let kind = kind.as_ref().and_then(|kind| kind.as_str()).unwrap_or_default();
        option("kind", &format!("{column}={kind}"));
    }
    let roles = &study.roles;
    for name in &roles.protected {
        option("protected", name);
    }
    for (name, value) in [
        ("baseline", &roles.baseline),
        ("comparison", &roles.comparison),
        ("outcome", &roles.outcome),
        ("positive", &roles.positive),
        ("weight", &roles.weight),
    ] {
        if let Some(value) = value {
            option(name, value);
        }
    }
    let lists = [
        ("confounders", "confounder", &roles.confounders),
        ("mediators", "mediator", &roles.mediators),
    ];
    for (all, one, columns) in lists {
        let plain = |name: &String| !name.contains(',') && name.trim() == name && name != "rest";
        if columns.iter().all(plain) && !columns.is_empty() {
            option(all, &columns.join(","));
        } else {
            for name in columns {
                option(one, name);
            }
        }
    }
    if study.missing == crate::study::MissingChoice::Impute {
        option("missing", "impute");
    }
    if !study.arrows.trim().is_empty() {
        option("arrows", &study.arrows);
    }
    let (audit, usual) = (&study.audit, AuditConfig::default());
    let plug_in = audit.method == MethodName::PlugIn;
    let debiased = audit.method == MethodName::Debiased;
    let method = match audit.method {
        MethodName::Exact => "exact",
        MethodName::PlugIn => "plug-in",
        MethodName::Debiased => "debiased",
    };
    option("method", method);
    // What the method does not use is written where it is not as usual: the result names it too.
    let settings = [
        (
            "learner",
            learner(audit.learner).to_owned(),
            plug_in || debiased || audit.learner != usual.learner,
        ),
        ("bootstrap", audit.bootstrap.to_string(), plug_in || audit.bootstrap != usual.bootstrap),
        ("repeats", audit.repeats.to_string(), debiased || audit.repeats != usual.repeats),
        ("folds", audit.folds.to_string(), debiased || audit.folds != usual.folds),
        ("bound", audit.bound.to_string(), debiased || audit.bound != usual.bound),
        ("level", audit.level.to_string(), audit.level != usual.level),
    ];
    for (name, value, written) in settings {
        if written {
            option(name, &value);
        }
    }
    option("seed", &study.seed.to_string());
    words.join(" ")
}

/// R code that asks the package faircause the same question. Its numbers will differ: its standard
/// errors are not centred and its cross-fit is drawn from another generator.
pub fn r_code(study: &Study) -> String {
    let roles = &study.roles;
    let vector = |names: &[String]| {
        let quoted: Vec<String> = names.iter().map(|name| r_string(name)).collect();
        if quoted.is_empty() {
            "character(0)".to_owned()
        } else {
            format!("c({})", quoted.join(", "))
        }
    };
    let text = |value: &Option<String>| r_string(value.as_deref().unwrap_or_default());
    let file = match &study.data {
        DataReference::File { name, .. } => name.clone(),
        DataReference::Example { id } => format!("{id}.csv"),
        DataReference::Nothing => "data.csv".to_owned(),
    };
    let mut lines = vec![
        "library(faircause)".to_owned(),
        format!("data <- read.csv({}, check.names = FALSE)", r_string(&file)),
    ];
    let outcome = text(&roles.outcome);
    if roles.positive.is_some() {
        lines.push(format!(
            "data[[{outcome}]] <- as.integer(data[[{outcome}]] == {})",
            text(&roles.positive)
        ));
    }
    if let Some(weight) = &roles.weight {
        lines.push(format!(
            "data <- data[rep(seq_len(nrow(data)), data[[{}]]), ]",
            r_string(weight)
        ));
    }
    let protected = if roles.protected.len() > 1 {
        let parts: Vec<String> =
            roles.protected.iter().map(|name| format!("data[[{}]]", r_string(name))).collect();
        lines.push(format!("data$group <- paste({}, sep = \" × \")", parts.join(", ")));
        "\"group\"".to_owned()
    } else {
        r_string(roles.protected.first().map_or("", String::as_str))
    };
    lines.push(format!("set.seed({})", study.seed));
    lines.push(format!(
        "fairness_cookbook(data, X = {protected}, Z = {}, W = {}, Y = {outcome}, x0 = {}, x1 = {})",
        vector(&roles.confounders),
        vector(&roles.mediators),
        text(&roles.baseline),
        text(&roles.comparison),
    ));
    lines.join("\n")
}

fn learner(name: LearnerName) -> &'static str {
    match name {
        LearnerName::Logistic => "logistic",
        LearnerName::Linear => "linear",
        LearnerName::Forest => "forest",
    }
}

fn shell_word(value: &str) -> String {
    let plain =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | ',' | '/' | '=');
    if !value.is_empty() && value.chars().all(plain) {
        value.to_owned()
    } else {
        format!("'{}'", value.replace('\'', "'\\''"))
    }
}

fn r_string(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_recipe_of_an_example_names_every_choice() {
        let study = crate::example::view("berkeley").expect("built in").study;
        assert_eq!(
            command_line(&study),
            "causeloom audit --example berkeley --protected gender --baseline Male --comparison Female \
             --outcome admit --positive Admitted --weight count --mediators dept --method exact --seed 1"
        );
        let code = r_code(&study);
        assert!(code.contains("rep(seq_len(nrow(data)), data[[\"count\"]])"), "{code}");
        assert!(
            code.contains("X = \"gender\", Z = character(0), W = c(\"dept\"), Y = \"admit\""),
            "{code}"
        );
    }

    #[test]
    fn names_with_commas_are_given_one_by_one_and_unused_settings_only_where_unusual() {
        let mut study = crate::example::view("berkeley").expect("built in").study;
        study.roles.mediators = vec!["a, b".to_owned(), "rest".to_owned()];
        study.audit.repeats = 5;
        let command = command_line(&study);
        assert!(
            command.contains("--mediator 'a, b' --mediator rest --method exact --repeats 5"),
            "{command}"
        );
    }

    #[test]
    fn names_with_blanks_and_quotes_survive_the_shell() {
        assert_eq!(shell_word("plain_1,b"), "plain_1,b");
        assert_eq!(shell_word("it's"), "'it'\\''s'");
        assert_eq!(shell_word(""), "''");
    }
}
