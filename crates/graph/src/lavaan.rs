//! The model syntax of the R package lavaan (Rosseel 2012): `y ~ x + z`, `f =~ x1 + x2`, `a ~~ b`.
//!
//! Read is what says who causes whom: regressions are arrows, `=~` arrows from a latent node, `<~`
//! arrows to a composite, covariances bidirected edges. A coefficient or covariance that is fixed to
//! 0 is no edge. Defined parameters, constraints, thresholds and scaling say nothing of the diagram.
//! Positions, attributes and marks but the latent one are not written.

use crate::{
    CannotWrite, Diagram, EdgeKind, Mark, TextError,
    draft::Draft,
    quoted_in_r::{self, Holder},
    scanner::{Fault, Remark, Scanner, is_plain},
};

const FORMAT: &str = "lavaan's syntax";
const REMARKS: &[Remark] = &[("#", "\n"), ("!", "\n")];

/// How R code holds this text.
pub(crate) const IN_R: Holder = Holder {
    functions: &["sem", "cfa", "growth", "lavaan", "lavaanify"],
    looks_right: |text| text.contains('~'),
};

/// Reads a diagram.
///
/// # Errors
/// The first place that is no statement, and models of several groups or levels.
pub fn read(text: &str) -> Result<Diagram, TextError> {
    quoted_in_r::read(text, IN_R, document)
}

/// Writes arrows and bidirected edges: a line for each latent node, each effect and each bidirected
/// edge, and `x ~~ x` for a node without any.
///
/// # Errors
/// [`CannotWrite::Name`] for a name that is no name of R, [`CannotWrite::Latent`] for a latent node
/// without an effect.
pub fn write(diagram: &Diagram) -> Result<String, CannotWrite> {
    let is_latent =
        |name: &str| diagram.node(name).is_some_and(|node| node.marks.contains(&Mark::Latent));
    let mut lines = Vec::new();
    for node in &diagram.nodes {
        let name = node.name.as_str();
        if !is_name(name) {
            return Err(CannotWrite::Name {
                format: FORMAT,
                name: name.to_owned(),
                allowed: "letters, digits, `.` and `_`, a letter first",
            });
        }
        let causes: Vec<&str> =
            diagram.parents(name).into_iter().filter(|cause| !is_latent(cause)).collect();
        if !causes.is_empty() {
            lines.push(format!("{name} ~ {}", causes.join(" + ")));
        }
        if is_latent(name) {
            let effects = diagram.children(name);
            if effects.is_empty() {
                let (name, unless) = (name.to_owned(), Some("it has an effect"));
                return Err(CannotWrite::Latent { format: FORMAT, name, unless });
            }
            lines.push(format!("{name} =~ {}", effects.join(" + ")));
        } else if !diagram.edges.iter().any(|edge| edge.from == name || edge.to == name) {
            lines.push(format!("{name} ~~ {name}"));
        }
    }
    for edge in diagram.edges.iter().filter(|edge| edge.kind == EdgeKind::Bidirected) {
        lines.push(format!("{} ~~ {}", edge.from, edge.to));
    }
    lines.push(String::new());
    Ok(lines.join("\n"))
}

/// What a statement says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Regression,
    Measurement,
    Composite,
    Covariance,
    /// Thresholds and scaling.
    Other,
}

/// The longer ones first: `~` starts `~~`.
const OPERATORS: [(&str, Operator); 6] = [
    ("~*~", Operator::Other),
    ("=~", Operator::Measurement),
    ("<~", Operator::Composite),
    ("~~", Operator::Covariance),
    ("~", Operator::Regression),
    ("|", Operator::Other),
];

fn document(text: &str) -> Result<Diagram, Fault> {
    let mut scanner = Scanner::new(text);
    let mut draft = Draft::default();
    loop {
        scanner.skip_blanks(REMARKS)?;
        if scanner.eat(";") {
            continue;
        }
        if scanner.rest().is_empty() {
            return Ok(draft.finish());
        }
        if is_constraint(scanner.rest()) {
            skip_statement(&mut scanner)?;
            continue;
        }
        statement(&mut scanner, &mut draft)?;
        scanner.skip_in_line(REMARKS)?;
        if !matches!(scanner.peek(), None | Some('\n' | ';')) {
            return Err(scanner.fault("`+` or the end of the line"));
        }
    }
}

/// True for `a := b * c`, `a == b` and `a > 0`, which are about parameters.
fn is_constraint(rest: &str) -> bool {
    let end = rest.find(['\n', ';', '#', '!']).unwrap_or(rest.len());
    let line = &rest[..end];
    line.contains(":=") || line.contains("==") || (!line.contains('~') && line.contains(['<', '>']))
}

fn skip_statement(scanner: &mut Scanner<'_>) -> Result<(), Fault> {
    scanner.take_while(|c| !matches!(c, '\n' | ';' | '#' | '!'));
    scanner.skip_in_line(REMARKS)
}

fn statement(scanner: &mut Scanner<'_>, draft: &mut Draft) -> Result<(), Fault> {
    let start = scanner.at();
    let left = sum(scanner)?;
    scanner.skip_blanks(REMARKS)?;
    if scanner.peek() == Some(':') {
        return Err(Fault::new(start, scanner.since(start).trim_end(), "a statement").with_hint(
            "a model of several groups or levels is more than one diagram; read one of them",
        ));
    }
    let operator = OPERATORS.iter().find(|(sign, _)| scanner.eat(sign));
    let Some(&(_, operator)) = operator else {
        return Err(scanner.fault("`~`, `=~` or `~~`"));
    };
    if operator == Operator::Other {
        return skip_statement(scanner);
    }
    scanner.skip_blanks(REMARKS)?;
    let right = sum(scanner)?;
    let mut nodes = |terms: &[Term<'_>]| -> Vec<(usize, bool)> {
        let names =
            terms.iter().flat_map(|term| term.names.iter().map(|name| (name, term.is_zero)));
        names.map(|(name, is_zero)| (draft.node(name), is_zero)).collect()
    };
    let (left, mut right) = (nodes(&left), nodes(&right));
    right.retain(|(_, is_zero)| !is_zero);
    for (node, _) in left {
        if operator == Operator::Measurement {
            draft.mark(node, Mark::Latent);
        }
        for &(other, _) in &right {
            let (from, to, kind) = match operator {
                Operator::Measurement => (node, other, EdgeKind::Directed),
                Operator::Covariance => (node, other, EdgeKind::Bidirected),
                _ => (other, node, EdgeKind::Directed),
            };
            if operator == Operator::Covariance && node == other {
                draft.count(1, start)?;
            } else {
                draft.edge(from, to, kind, start)?;
            }
        }
    }
    Ok(())
}

/// `0.5*x`, `a*x:z` or `1`.
#[derive(Debug, Default)]
struct Term<'a> {
    /// The variables; two of a product, none of a constant.
    names: Vec<&'a str>,
    /// True where the coefficient is fixed to 0.
    is_zero: bool,
}

/// Terms with `+` between them; a line may end before or after a `+`.
fn sum<'a>(scanner: &mut Scanner<'a>) -> Result<Vec<Term<'a>>, Fault> {
    let mut terms = vec![term(scanner)?];
    loop {
        let end = scanner.at();
        scanner.skip_blanks(REMARKS)?;
        if !scanner.eat("+") {
            scanner.go_to(end);
            return Ok(terms);
        }
        scanner.skip_blanks(REMARKS)?;
        terms.push(term(scanner)?);
    }
}

fn term<'a>(scanner: &mut Scanner<'a>) -> Result<Term<'a>, Fault> {
    let mut term = Term::default();
    loop {
        let at = scanner.at();
        factor(scanner)?;
        let factor = scanner.since(at);
        scanner.skip_in_line(REMARKS)?;
        if scanner.peek() == Some('*') && !scanner.rest().starts_with("*~") {
            scanner.eat("*");
            term.is_zero |= number(factor) == Some(0.0);
            scanner.skip_blanks(REMARKS)?;
            continue;
        }
        if number(factor).is_some() {
            return Ok(term);
        }
        if !is_name(factor) {
            return Err(Fault::new(at, factor, "the name of a variable"));
        }
        term.names.push(factor);
        let is_product = term.names.len() == 1
            && scanner.rest().starts_with(':')
            && scanner.rest()[1..].trim_start_matches(' ').starts_with(char::is_alphabetic);
        if !is_product {
            return Ok(term);
        }
        scanner.eat(":");
        scanner.skip_in_line(REMARKS)?;
    }
}

/// A name, a number, a label in quotes, or a call such as `c(0.5, 0.7)`.
fn factor(scanner: &mut Scanner<'_>) -> Result<(), Fault> {
    if matches!(scanner.peek(), Some('"' | '\'')) {
        return scanner.quoted().map(drop);
    }
    let start = scanner.at();
    if !scanner.eat("-") {
        scanner.eat("+");
    }
    let word = scanner.plain();
    if word.is_empty() {
        scanner.go_to(start);
        return Err(scanner.fault("the name of a variable"));
    }
    let is_mantissa = word.ends_with(['e', 'E']) && word.starts_with(|c: char| !c.is_alphabetic());
    if is_mantissa && (scanner.eat("-") || scanner.eat("+")) {
        scanner.plain();
    }
    let start = scanner.at();
    if scanner.eat("(") {
        let mut n_open = 1_usize;
        while n_open > 0 {
            scanner.take_while(|c| !matches!(c, '(' | ')' | '\n'));
            if scanner.eat("(") {
                n_open += 1;
            } else if scanner.eat(")") {
                n_open -= 1;
            } else {
                scanner.go_to(start);
                return Err(scanner.fault("a bracket that is closed in its line"));
            }
        }
    }
    Ok(())
}

/// The number that a factor is; names such as `inf` are none.
fn number(factor: &str) -> Option<f64> {
    let starts_so =
        factor.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+'));
    factor.parse().ok().filter(|_| starts_so)
}

/// True for a name that R takes without quotes.
fn is_name(name: &str) -> bool {
    let mut characters = name.chars();
    let start_is_right = match characters.next() {
        Some('.') => !characters.next().is_some_and(|c| c.is_ascii_digit()),
        Some(first) => first.is_alphabetic(),
        None => false,
    };
    start_is_right && name.chars().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagram::edge_text;

    fn edges(text: &str) -> Vec<String> {
        let diagram = read(text).expect("a diagram");
        diagram.edges.iter().map(|edge| edge_text(&edge.from, &edge.to, edge.kind)).collect()
    }

    #[test]
    fn political_democracy_is_read() {
        let code = "model <- '\n  # measurement model\n    ind60 =~ x1 + x2 + x3\n    dem60 =~ y1 + a*y2 + b*y3 +\n      c*y4\n\
            \n  # regressions\n    dem60 ~ ind60\n  # residual correlations\n    y1 ~~ y2 + y3\n    y2 ~~ y2\n'\n";
        let diagram = read(code).expect("a diagram");
        assert_eq!(diagram.with_mark(Mark::Latent), ["ind60", "dem60"]);
        assert_eq!(
            edges(code),
            [
                "ind60 -> x1",
                "ind60 -> x2",
                "ind60 -> x3",
                "dem60 -> y1",
                "dem60 -> y2",
                "dem60 -> y3",
                "dem60 -> y4",
                "ind60 -> dem60",
                "y1 <-> y2",
                "y1 <-> y3"
            ]
        );
    }

    #[test]
    fn fixed_coefficients_products_and_parameters_are_taken_for_what_they_say() {
        assert_eq!(
            edges("y ~ 1 + 0.5*x + c(a1, a2)*z + start(-1e-3)*w"),
            ["x -> y", "z -> y", "w -> y"]
        );
        assert_eq!(edges("y ~ 0*x + z; x ~~ 0*z"), ["z -> y"]);
        assert_eq!(edges("y ~ x:z\ny1 + y2 ~ x"), ["x -> y", "z -> y", "x -> y1", "x -> y2"]);
        assert_eq!(
            edges("y ~ b*x # main\nind := a*b ! defined\nb == 2*a\na > 0\nu | t1 + t2\nu ~*~ u"),
            ["x -> y"]
        );
        assert_eq!(
            edges("y ~\n x\n + z\nf <~ i1 + i2"),
            ["x -> y", "z -> y", "i1 -> f", "i2 -> f"]
        );
        assert_eq!(edges("inf ~ nan"), ["nan -> inf"]);
    }

    #[test]
    fn errors_name_the_place() {
        let message = |text: &str| read(text).expect_err("not a diagram").to_string();
        assert_eq!(
            message("y ~ x\nz ="),
            "line 2, character 3: expected `~`, `=~` or `~~` and found `=`"
        );
        assert_eq!(
            message("y ~ x +"),
            "line 1, character 8: expected the name of a variable and found the end of the text"
        );
        assert_eq!(
            message("y ~ x z"),
            "line 1, character 7: expected `+` or the end of the line and found `z`"
        );
        assert_eq!(
            message("y ~ c(1"),
            "line 1, character 6: expected a bracket that is closed in its line and found `(`"
        );
        assert!(message("group: 1\ny ~ x").contains("more than one diagram"));
        assert!(message("m <- 'y ~ x\n y ~ \"a\"'").starts_with("line 2, character "));
    }

    #[test]
    fn latents_are_written_by_what_they_cause_and_lone_nodes_by_their_variance() {
        let diagram = crate::dagitty::read("dag { L [latent] a z L -> {a b} a -> b a <-> b }")
            .expect("a diagram");
        assert_eq!(
            write(&diagram).expect("it can hold this"),
            "L =~ a + b\nz ~~ z\nb ~ a\na ~~ b\n"
        );
        let message = |text: &str| {
            write(&crate::dagitty::read(text).expect("a diagram"))
                .expect_err("too much")
                .to_string()
        };
        assert_eq!(
            message("x -> L; L [latent]"),
            "lavaan's syntax cannot say that `L` is not observed unless it has an effect"
        );
        assert!(message("\"a b\" -> c").starts_with("lavaan's syntax cannot hold the name `a b`"));
    }
}
