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

/// The command that puts the study's rows into words.
pub fn realize_line(study: &Study) -> String {
    let config = &study.realize;
    let mut words = start("realize", study);
    words.push(format!("--rows {} --seed {}", config.rows, study.seed));
    if config.of != RealizedRows::Sample {
        for intervention in &study.sample.interventions {
            words.push(format!("--do {}", shell_word(intervention)));
        }
    }
    let word = |value: serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let name =
        |value: Result<serde_json::Value, serde_json::Error>| value.map(word).unwrap_or_default();
    if config.of == RealizedRows::Pairs {
        words.push("--pairs".to_owned());
    }
    match &config.kind {
        TextKind::Own(kind) => words.push(format!("--kind {}", shell_word(kind))),
        kind => words.push(format!("--kind {}", name(serde_json::to_value(kind)))),
    }
    match &config.writer {
        Writer::Embedded => words.push("--provider embedded".to_owned()),
        Writer::Simulated { prior_strength, obedience } => words.push(format!(
            "--provider simulated --prior-strength {prior_strength} --obedience {obedience} --rounds {}",
            config.rounds
        )),
        Writer::Server { provider, base_url, model, .. } => {
            words.push(format!("--provider {} --model-name {}", shell_word(provider), shell_word(model)));
            if !base_url.is_empty() {
                words.push(format!("--base-url {}", shell_word(base_url)));
            }
            let mode = name(serde_json::to_value(config.mode));
            words.push(format!("--mode {mode} --rounds {}", config.rounds));
        }
        Writer::File { .. } | Writer::Browser => return String::new(),
    }
    words.push("--out texts.jsonl".to_owned());
    words.join(" ")
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
