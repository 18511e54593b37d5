//! The command lines that draw a study's rows and test its model.

use realize::prompt::TextKind;

use super::shell_word;
use crate::study::{
    DataReference, DegreesOfFreedomName, ModelReference, RealizedRows, Study, TestName, TestedOn,
    Writer,
};

/// The command that writes the study's rows, under its interventions where there are any. A model of
/// the user's own is to be saved as `model.json` first.
pub fn sample_line(study: &Study) -> String {
    let mut words = start("sample", study);
    words.push(format!("--rows {} --seed {}", study.sample.rows, study.seed));
    for intervention in &study.sample.interventions {
        words.push(format!("--do {}", shell_word(intervention)));
    }
    words.join(" ")
}

/// The command that tests the independences of the study's model.
pub fn independence_line(study: &Study) -> String {
    let mut words = start("independence", study);
    let test = &study.sample.test;
    match (test.on, &study.data) {
        (TestedOn::Table, DataReference::File { name, .. }) => {
            words.push(format!("--data {}", shell_word(name)));
        }
        (TestedOn::Table, _) => words.push("--data table.csv".to_owned()),
        (TestedOn::Sample, _) => words.push(format!("--rows {}", study.sample.rows)),
    }
    words.push(format!("--seed {} --test {}", study.seed, test_word(test.test)));
    if test.df == DegreesOfFreedomName::Naive {
        words.push("--df naive".to_owned());
    }
    words.push(format!("--alpha {} --format json", test.alpha));
    words.join(" ")
}

/// The command that puts the study's rows into words; empty where the writer is not reached from a
/// command line. A study with words or instructions of its own is to be saved as `study.json` first,
/// a model of the user's own as `model.json`.
pub fn realize_line(study: &Study) -> String {
    let config = &study.realize;
    if matches!(config.writer, Writer::File { .. } | Writer::Browser) {
        return String::new();
    }
    let of_table = config.of == RealizedRows::Table;
    let data = match &study.data {
        DataReference::Example { id } => format!("--example {}", shell_word(id)),
        DataReference::File { name, .. } => format!("--data {}", shell_word(name)),
        DataReference::Nothing => "--data table.csv".to_owned(),
    };
    let has_own_words = config.dictionary.is_some() || config.template.is_some();
    if has_own_words || (of_table && !study.columns.is_empty()) {
        let data = if of_table { format!(" {data}") } else { String::new() };
        return format!("causeloom realize --study study.json{data} --out texts.jsonl");
    }
    let mut words =
        if of_table { vec![format!("causeloom realize {data}")] } else { start("realize", study) };
    let mut option = |name: &str, value: &str| words.push(format!("--{name} {value}"));
    option("rows", &config.rows.to_string());
    option("seed", &study.seed.to_string());
    if matches!(config.of, RealizedRows::Changed | RealizedRows::Pairs) {
        for intervention in &study.sample.interventions {
            option("do", &shell_word(intervention));
        }
    }
    if config.of == RealizedRows::Pairs {
        words.push("--pairs".to_owned());
    }
    let mut option = |name: &str, value: &str| words.push(format!("--{name} {value}"));
    match &config.kind {
        TextKind::Own(kind) => option("kind", &shell_word(kind)),
        kind => option("kind", &name(kind)),
    }
    match &config.writer {
        Writer::Embedded => option("provider", "embedded"),
        Writer::Simulated { prior_strength, obedience } => {
            option("provider", "simulated");
            option("prior-strength", &prior_strength.to_string());
            option("obedience", &obedience.to_string());
        }
        Writer::Server { provider, base_url, model, temperature, budget, price, level, .. } => {
            option("provider", &shell_word(provider));
            option("model-name", &shell_word(model));
            if !base_url.is_empty() {
                option("base-url", &shell_word(base_url));
            }
            let numbers = [
                ("temperature", *temperature),
                ("max-requests", budget.requests.map(|most| most as f64)),
                ("max-tokens", budget.tokens.map(|most| most as f64)),
                ("max-dollars", budget.dollars),
                ("price-prompt", price.map(|price| price.prompt)),
                ("price-completion", price.map(|price| price.completion)),
            ];
            if of_table {
                option("level", &name(level));
            }
            for (name, number) in numbers {
                if let Some(number) = number {
                    option(name, &number.to_string());
                }
            }
        }
        Writer::File { .. } | Writer::Browser => {}
    }
    if of_table && matches!(config.writer, Writer::Server { aliased: true, .. }) {
        words.push("--alias".to_owned());
    }
    let mut option = |name: &str, value: &str| words.push(format!("--{name} {value}"));
    if config.writer != Writer::Embedded {
        option("mode", &name(&config.mode));
        option("rounds", &config.rounds.to_string());
        option("resamples", &config.resamples.to_string());
    }
    words.push("--out texts.jsonl".to_owned());
    words.join(" ")
}

/// The name of a choice as the study's document has it.
fn name(choice: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(choice).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

/// The test as the command line names it.
fn test_word(test: TestName) -> &'static str {
    match test {
        TestName::Automatic => "automatic",
        TestName::G2 => "g2",
        TestName::Chi2 => "chi2",
        TestName::Permutation => "permutation",
        TestName::FisherZ => "fisher-z",
        TestName::Mixed => "mixed",
        TestName::GeneralizedCovariance => "generalized-covariance",
        TestName::Kernel => "kernel",
    }
}

fn start(command: &str, study: &Study) -> Vec<String> {
    let model = match &study.model {
        ModelReference::BuiltIn { id } => shell_word(id),
        ModelReference::Own(_) | ModelReference::Nothing => "model.json".to_owned(),
    };
    vec![format!("causeloom {command} --model {model}")]
}
