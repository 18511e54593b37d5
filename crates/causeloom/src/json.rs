//! Reading JSON into any of the façade's types.

use serde::de::DeserializeOwned;

use crate::Error;

/// Reads a value from JSON text.
///
/// # Errors
/// Text that is not JSON, or not of this form; the message names line and character.
pub fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| Error::new("not-json", error.to_string()))
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
