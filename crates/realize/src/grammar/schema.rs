//! The answer as JSON, for servers that hold an answer to a schema and to nothing else.

use serde_json::{Value, json};

/// The schema of an answer: an object with a text.
pub fn schema() -> Value {
    json!({
        "type": "object",
        "properties": { "text": { "type": "string" } },
        "required": ["text"],
        "additionalProperties": false,
    })
}

/// The answer that carries this text.
pub fn answer(text: &str) -> String {
    json!({ "text": text }).to_string()
}

/// The text of an answer; none where it is not such an object.
///
/// Read leniently about what stands around the object, as models put it into fences and prose, and
/// strictly about the object: the first `{` that begins JSON with a string `text` counts.
pub fn text_of(answer: &str) -> Option<String> {
    let openings = answer.match_indices('{').map(|(at, _)| at);
    // Many openings in an endless answer would each be read to the end: a few are enough.
    openings.take(16).find_map(|at| {
        let mut values = serde_json::Deserializer::from_str(&answer[at..]).into_iter::<Value>();
        let value = values.next()?.ok()?;
        Some(value.get("text")?.as_str()?.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_text_is_found_in_fences_and_prose_and_nowhere_else() {
        for (answer, expected) in [
            (r#"{"text":"a \"b\"\n"}"#, Some("a \"b\"\n")),
            ("Here it is {as asked}:\n```json\n{\"text\": \"x\", \"more\": 1}\n```", Some("x")),
            (r#"{"text": "cut o"#, None),
            (r#"{"text": 3}"#, None),
            ("plain text", None),
            ("", None),
        ] {
            assert_eq!(text_of(answer).as_deref(), expected, "{answer}");
        }
    }

    proptest! {
        #[test]
        fn every_text_comes_back_from_its_answer(text in any::<String>()) {
            let back = text_of(&answer(&text));
            prop_assert_eq!(back.as_ref(), Some(&text));
        }
    }
}
