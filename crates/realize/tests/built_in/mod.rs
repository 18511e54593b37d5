//! The dictionaries of the built-in models, and readers of them.

use causeloom_realize::{Dictionary, Extractor};

pub(crate) fn dictionary(model: &str) -> Dictionary {
    let text = match model {
        "asia" => include_str!("../../../causeloom/dictionaries/asia.json"),
        "alarm" => include_str!("../../../causeloom/dictionaries/alarm.json"),
        _ => include_str!("../../../causeloom/dictionaries/icu.json"),
    };
    serde_json::from_str(text).expect("a built-in dictionary is valid")
}

pub(crate) fn extractor(model: &str) -> Extractor {
    Extractor::new(&dictionary(model)).expect("a built-in dictionary compiles")
}
