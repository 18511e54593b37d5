//! The model string of the R package bnlearn (Scutari 2010): `[A][B][C|A:B]`.
//!
//! Also read is `model2network("[A][B|A]")`. The string holds nodes and arrows alone: marks,
//! positions and attributes are not written.

use crate::{
    CannotWrite, Diagram, EdgeKind, Mark, TextError,
    draft::Draft,
    quoted_in_r::{self, Holder},
    scanner::{Fault, Scanner},
};

const FORMAT: &str = "bnlearn's model string";

/// How R code holds this text.
pub(crate) const IN_R: Holder = Holder {
    functions: &["model2network"],
    looks_right: |text| text.trim_start().starts_with('['),
};

/// Reads a diagram; its edges stand in the order of the effects.
///
/// # Errors
/// The first place that is no node, a node that stands there twice, a parent that is no node.
pub fn read(text: &str) -> Result<Diagram, TextError> {
    quoted_in_r::read(text, IN_R, document)
}

/// Writes nodes and arrows.
///
/// # Errors
/// [`CannotWrite::Bidirected`] and [`CannotWrite::Latent`], which the string has no place for;
/// [`CannotWrite::Name`] for a name with `[`, `]`, `|` or `:`, or with blanks around it.
pub fn write(diagram: &Diagram) -> Result<String, CannotWrite> {
    if let Some(edge) = diagram.edges.iter().find(|edge| edge.kind == EdgeKind::Bidirected) {
        let (from, to) = (edge.from.clone(), edge.to.clone());
        return Err(CannotWrite::Bidirected { format: FORMAT, from, to });
    }
    let mut text = String::new();
    for node in &diagram.nodes {
        let name = node.name.clone();
        if name.is_empty() || name.contains(is_sign) || name.trim() != name {
            let allowed = "no brackets, bars, colons, or blanks at the ends";
            return Err(CannotWrite::Name { format: FORMAT, name, allowed });
        }
        if node.marks.contains(&Mark::Latent) {
            return Err(CannotWrite::Latent { format: FORMAT, name, unless: None });
        }
        let parents = diagram.parents(&name);
        let bar = if parents.is_empty() { "" } else { "|" };
        text.push_str(&format!("[{name}{bar}{}]", parents.join(":")));
    }
    Ok(text)
}

fn document(text: &str) -> Result<Diagram, Fault> {
    let mut scanner = Scanner::new(text);
    let mut draft = Draft::default();
    let mut arrows = Vec::new();
    loop {
        scanner.skip_blanks(&[])?;
        if scanner.rest().is_empty() {
            break;
        }
        if !scanner.eat("[") {
            return Err(scanner.fault("`[`"));
        }
        let (at, effect) = name(&mut scanner)?;
        if draft.has_node(effect) {
            return Err(Fault::new(at, effect, "a node that has not been named before"));
        }
        let effect = draft.node(effect);
        let mut sign = "|";
        while scanner.eat(sign) {
            let (at, cause) = name(&mut scanner)?;
            arrows.push((at, cause, effect));
            sign = ":";
        }
        if !scanner.eat("]") {
            let expected = if sign == "|" { "`|` or `]`" } else { "`:` or `]`" };
            return Err(scanner.fault(expected));
        }
    }
    for (at, cause, effect) in arrows {
        if !draft.has_node(cause) {
            let hint = format!("every parent is a node: add `[{cause}]`");
            return Err(Fault::new(at, cause, "a node of the string").with_hint(hint));
        }
        let cause = draft.node(cause);
        draft.edge(cause, effect, EdgeKind::Directed, at)?;
    }
    Ok(draft.finish())
}

/// A name without the blanks around it, and where it starts.
fn name<'a>(scanner: &mut Scanner<'a>) -> Result<(usize, &'a str), Fault> {
    scanner.skip_blanks(&[])?;
    let at = scanner.at();
    let name = scanner.take_while(|c| !is_sign(c)).trim_end();
    if name.is_empty() { Err(scanner.fault("a name")) } else { Ok((at, name)) }
}

fn is_sign(c: char) -> bool {
    matches!(c, '[' | ']' | '|' | ':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_learning_test_of_bnlearn_is_read_and_written_again() {
        let text = "[A][C][F][B|A][D|A:C][E|B:F]";
        for code in [
            text,
            "model2network(\"[A][C][F][B|A][D|A:C][E|B:F]\")",
            " [A] [C][F]\n[ B | A ][D|A:C][E|B:F]\n",
        ] {
            let diagram = read(code).expect("a diagram");
            assert_eq!(diagram.parents("D"), ["A", "C"]);
            assert_eq!(write(&diagram).expect("arrows alone"), text);
        }
        assert_eq!(read("[B|A][A]").expect("a diagram").parents("B"), ["A"]);
        assert_eq!(read("").expect("no node at all"), Diagram::default());
    }

    #[test]
    fn errors_name_the_place() {
        let message = |text: &str| read(text).expect_err("not a diagram").to_string();
        assert_eq!(message("[A][B|A:]"), "line 1, character 9: expected a name and found `]`");
        assert_eq!(
            message("[A][B|A"),
            "line 1, character 8: expected `:` or `]` and found the end of the text"
        );
        assert_eq!(
            message("[A][A]"),
            "line 1, character 5: expected a node that has not been named before and found `A`"
        );
        assert_eq!(
            message("[A]\n[B|C]"),
            "line 2, character 4: expected a node of the string and found `C`; every parent is a node: add `[C]`"
        );
        assert_eq!(message("A -> B"), "line 1, character 1: expected `[` and found `A`");
    }

    #[test]
    fn what_the_string_cannot_hold_is_said() {
        let message = |text: &str| {
            write(&crate::dagitty::read(text).expect("a diagram"))
                .expect_err("too much")
                .to_string()
        };
        assert_eq!(
            message("a <-> \"b c\""),
            "bnlearn's model string has no bidirected edges, and there is a <-> \"b c\""
        );
        assert_eq!(
            message("U [latent]"),
            "bnlearn's model string cannot say that `U` is not observed"
        );
        assert_eq!(
            message("\"a|b\""),
            "bnlearn's model string cannot hold the name `a|b`; it allows no brackets, bars, colons, or blanks at the ends"
        );
    }
}
