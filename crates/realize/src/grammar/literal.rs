//! Pieces of GBNF as llama.cpp reads it: literals with their escapes, alternatives.

/// A literal: between double quotes, with `"`, `\`, line ends and other controls escaped.
pub(super) fn literal(text: &str) -> String {
    let mut literal = String::from('"');
    for letter in text.chars() {
        match letter {
            '"' => literal.push_str("\\\""),
            '\\' => literal.push_str("\\\\"),
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            _ if letter.is_control() => {
                literal.push_str(&format!("\\u{:04X}", u32::from(letter)));
            }
            _ => literal.push(letter),
        }
    }
    literal.push('"');
    literal
}

/// Alternatives of literals.
pub(super) fn any_of<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let literals: Vec<String> = texts.into_iter().map(literal).collect();
    literals.join(" | ")
}
