//! One JSON object as the cells of a row.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, DeserializeSeed, MapAccess, Visitor};
use serde_json::value::RawValue;

/// What is wrong with an object, beside its grammar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ObjectFlaw {
    /// Not an object, but this.
    NotAnObject(&'static str),
    /// The value of this key is nested.
    Nested { key: String, found: &'static str },
    /// This key stands twice.
    Repeated { key: String },
    /// The value of this key is larger than the limit.
    TooLarge { key: String },
    /// There are too many keys.
    TooManyKeys,
    /// Not JSON: line and column within the object, and what the parser says.
    Grammar { line: usize, column: usize, reason: String },
}

/// Keys in the order in which they were first met, and the cells of the present object.
#[derive(Debug, Default)]
pub(crate) struct ObjectReader {
    keys: Vec<String>,
    places: std::collections::BTreeMap<String, usize>,
    /// Where the cell of each key lies in `bytes`; `None` where the present object lacks the key.
    cells: Vec<Option<(usize, usize)>>,
    bytes: Vec<u8>,
    most_keys: usize,
    most_bytes: usize,
}

impl ObjectReader {
    pub(crate) fn new(most_keys: u32, most_bytes: u32) -> Self {
        Self { most_keys: most_keys as usize, most_bytes: most_bytes as usize, ..Self::default() }
    }

    /// The keys met so far.
    pub(crate) fn keys(&self) -> &[String] {
        &self.keys
    }

    /// The cell of a key in the present object; empty where it is null or not there.
    pub(crate) fn cell(&self, key: usize) -> &[u8] {
        self.cells[key].map_or(&[], |(start, end)| &self.bytes[start..end])
    }

    /// Reads an object.
    // Never inlined, for the reason given at `RowReader::next`.
    #[inline(never)]
    pub(crate) fn read(&mut self, text: &[u8]) -> Result<(), ObjectFlaw> {
        self.cells.fill(None);
        self.bytes.clear();
        match text.trim_ascii_start().first() {
            Some(b'[') => return Err(ObjectFlaw::NotAnObject("an array")),
            Some(b'"') => return Err(ObjectFlaw::NotAnObject("a text")),
            Some(b'0'..=b'9' | b'-') => return Err(ObjectFlaw::NotAnObject("a number")),
            // An object, or something that the parser will complain of.
            _ => {}
        }
        let mut flaw = None;
        let mut parser = serde_json::Deserializer::from_slice(text);
        let visitor = ObjectVisitor { reader: self, flaw: &mut flaw };
        let result =
            de::Deserializer::deserialize_map(&mut parser, visitor).and_then(|()| parser.end());
        match (result, flaw) {
            (_, Some(flaw)) => Err(flaw),
            (Ok(()), None) => Ok(()),
            (Err(error), None) => {
                let words = error.to_string();
                let reason = words.split(" at line ").next().unwrap_or_default().to_owned();
                Err(ObjectFlaw::Grammar { line: error.line(), column: error.column(), reason })
            }
        }
    }
}

struct ObjectVisitor<'a> {
    reader: &'a mut ObjectReader,
    flaw: &'a mut Option<ObjectFlaw>,
}

/// Finds the place of a key; `guess` is tried first, because objects mostly keep one order.
struct KeySeed<'a> {
    reader: &'a mut ObjectReader,
    guess: usize,
}

impl<'de> Visitor<'de> for ObjectVisitor<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { reader, flaw } = self;
        let mut guess = 0;
        while let Some(place) = map.next_key_seed(KeySeed { reader, guess })? {
            let mut stop = |found: ObjectFlaw| {
                *flaw = Some(found);
                Err(de::Error::custom("stopped"))
            };
            let Some(place) = place else {
                return stop(ObjectFlaw::TooManyKeys);
            };
            guess = place + 1;
            let key = || reader.keys[place].clone();
            let raw: &RawValue = map.next_value()?;
            let raw = raw.get();
            let text: Cow<'_, str> = match raw.as_bytes().first() {
                Some(b'{') => return stop(ObjectFlaw::Nested { key: key(), found: "an object" }),
                Some(b'[') => return stop(ObjectFlaw::Nested { key: key(), found: "an array" }),
                Some(b'"') if raw.contains('\\') => {
                    Cow::Owned(serde_json::from_str(raw).map_err(de::Error::custom)?)
                }
                Some(b'"') => Cow::Borrowed(&raw[1..raw.len() - 1]),
                Some(b'n') => Cow::Borrowed(""),
                _ => Cow::Borrowed(raw),
            };
            if text.len() > reader.most_bytes {
                return stop(ObjectFlaw::TooLarge { key: key() });
            }
            if reader.cells[place].is_some() {
                return stop(ObjectFlaw::Repeated { key: key() });
            }
            let start = reader.bytes.len();
            reader.bytes.extend_from_slice(text.as_bytes());
            reader.cells[place] = Some((start, reader.bytes.len()));
        }
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for KeySeed<'_> {
    type Value = Option<usize>;

    fn deserialize<D: de::Deserializer<'de>>(self, parser: D) -> Result<Self::Value, D::Error> {
        parser.deserialize_str(self)
    }
}

impl Visitor<'_> for KeySeed<'_> {
    type Value = Option<usize>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a key")
    }

    fn visit_str<E: de::Error>(self, key: &str) -> Result<Self::Value, E> {
        let Self { reader, guess } = self;
        if reader.keys.get(guess).is_some_and(|known| known == key) {
            return Ok(Some(guess));
        }
        if let Some(place) = reader.places.get(key) {
            return Ok(Some(*place));
        }
        let place = reader.keys.len();
        if place >= reader.most_keys {
            return Ok(None);
        }
        reader.keys.push(key.to_owned());
        reader.places.insert(key.to_owned(), place);
        reader.cells.push(None);
        Ok(Some(place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(reader: &ObjectReader) -> Vec<String> {
        (0..reader.keys().len())
            .map(|key| String::from_utf8_lossy(reader.cell(key)).into_owned())
            .collect()
    }

    #[test]
    fn objects_become_rows_over_the_keys_met_so_far() {
        let mut reader = ObjectReader::new(10, 100);
        assert_eq!(reader.read(br#"{"a": 1.50, "b": "x\ty", "c": true, "d": null}"#), Ok(()));
        assert_eq!(cells(&reader), ["1.50", "x\ty", "true", ""]);
        assert_eq!(reader.read(br#"{"e": "\u00e9", "b": -2e3}"#), Ok(()));
        assert_eq!(reader.keys(), ["a", "b", "c", "d", "e"]);
        assert_eq!(cells(&reader), ["", "-2e3", "", "", "é"]);
    }

    #[test]
    fn what_is_no_flat_object_is_said() {
        let flaw = |text: &str| ObjectReader::new(2, 5).read(text.as_bytes()).expect_err(text);
        assert_eq!(flaw("[1, 2]"), ObjectFlaw::NotAnObject("an array"));
        assert_eq!(flaw("3"), ObjectFlaw::NotAnObject("a number"));
        assert_eq!(
            flaw(r#"{"a": {"b": 1}}"#),
            ObjectFlaw::Nested { key: "a".into(), found: "an object" }
        );
        assert_eq!(
            flaw(r#"{"a": [1]}"#),
            ObjectFlaw::Nested { key: "a".into(), found: "an array" }
        );
        assert_eq!(flaw(r#"{"a": 1, "a": 2}"#), ObjectFlaw::Repeated { key: "a".into() });
        assert_eq!(flaw(r#"{"a": "123456"}"#), ObjectFlaw::TooLarge { key: "a".into() });
        assert_eq!(flaw(r#"{"a": 1, "b": 2, "c": 3}"#), ObjectFlaw::TooManyKeys);
        let ObjectFlaw::Grammar { line, column, reason } = flaw(r#"{"a": 1,}"#) else {
            panic!("a grammar error was expected");
        };
        assert_eq!((line, column, reason.as_str()), (1, 9, "trailing comma"));
        assert!(matches!(flaw(r#"{"a": 1} x"#), ObjectFlaw::Grammar { .. }));
        assert!(matches!(flaw("nope"), ObjectFlaw::Grammar { .. }));
    }
}
