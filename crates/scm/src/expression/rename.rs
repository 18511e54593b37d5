//! Expressions as text: which names they mention, and other names for them.

use super::token::{Spanned, Token, tokens, written_name};

/// The text with another name for a node. Text that cannot be read stays as it is.
pub(crate) fn rename(text: &str, name: &str, new_name: &str) -> String {
    let Ok(tokens) = tokens(text) else { return text.to_owned() };
    let mut renamed = String::with_capacity(text.len());
    let mut copied = 0;
    for at in 0..tokens.len() {
        if is_mention(&tokens, at, name) {
            renamed.push_str(&text[copied..tokens[at].start]);
            renamed.push_str(&written_name(new_name));
            copied = tokens[at].end;
        }
    }
    renamed.push_str(&text[copied..]);
    renamed
}

fn is_mention(tokens: &[Spanned], at: usize, name: &str) -> bool {
    match &tokens[at].token {
        Token::Name(found) => {
            // A name before a bracket is a function.
            let is_function = tokens.get(at + 1).is_some_and(|next| next.token == Token::Open);
            found == name && !is_function
        }
        Token::QuotedName(found) => found == name,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::rename;

    #[test]
    fn only_the_node_of_that_name_is_renamed() {
        let text = "min + min(min, 2) * if(`min` = \"min\", minimum, 1)";
        assert_eq!(
            rename(text, "min", "least value"),
            "`least value` + min(`least value`, 2) * if(`least value` = \"min\", minimum, 1)"
        );
        assert_eq!(rename("a + b", "a", "and"), "`and` + b");
        assert_eq!(rename("a + `", "a", "b"), "a + `");
        assert_eq!(rename("\"a\" + if", "a", "b"), "\"a\" + if");
    }
}
