//! JSON into any of the façade's types, and back.

use serde::{Serialize, de::DeserializeOwned};

use crate::Error;

/// Reads a value from JSON text.
///
/// # Errors
/// Text that is not JSON, or not of this form; the message names line and character.
pub fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| Error::new("not-json", error.to_string()))
}

/// A view or an answer as JSON text with a fixed order of keys.
pub fn to_json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("views hold only names and finite numbers")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Study, examples};

    #[test]
    fn every_example_s_study_reads_back() {
        for example in examples() {
            assert_eq!(
                from_json::<Study>(&example.study.to_json()).expect("own text"),
                example.study
            );
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let error = from_json::<Study>("{\"version\": 1,\n\"colour\": 2}").expect_err("unknown");
        assert!(error.message.contains("colour"), "{error}");
        assert!(from_json::<Study>("{} {}").is_err());
    }
}
