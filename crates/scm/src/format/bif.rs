//! BIF, the Bayesian Interchange Format: the dialect of bnlearn and BIF 0.15 as JavaBayes writes it.
//!
//! ```text
//! network unknown { }
//! variable xray { type discrete [ 2 ] { yes, no }; }
//! probability ( xray | either ) { (yes) 0.98, 0.02; (no) 0.05, 0.95; }
//! ```
//! Names and states are anything without blanks and without `, { } ( ) ; |`, or stand in double
//! quotes. JavaBayes writes `probability ( "xray" "either" ) { table 0.98 0.05 0.02 0.95 ; }`: the
//! first name is the child, and a table holds all probabilities of the first state first.

use graph::EdgeKind;

use super::{
    CannotWrite, Read, TextError,
    cursor::{Cursor, Fault, Remark, Step, shown},
    draft::{Draft, DraftVariable, Rows, TableOrder, position, probability},
    words::{Name, Words},
};
use crate::{Mechanism, Model, Values};

const FORMAT: &str = "BIF";
const REMARKS: &[Remark] = &[("//", "\n"), ("/*", "*/")];
const DELIMITERS: &[u8] = b",{}();|";

/// The property that keeps [`Values::Unordered`]; other programs leave it out.
const UNORDERED: &str = "states unordered";

/// The name of a network that has none.
const NAMELESS: &str = "unknown";

/// Reads a model.
///
/// # Errors
/// The first place that is wrong: a name that is not declared, a row that is missing, stated twice
/// or does not sum to 1 within 0.001, a probability that is not known, arrows in a circle, and
/// whatever is no BIF.
pub fn read(text: &str) -> Result<Read, TextError> {
    network(text).map_err(|fault| fault.in_text(text))
}

/// Writes a model as text that [`read`] reads back to the same graph, values and tables.
///
/// What is said about the model and its variables, units and marks are left out.
///
/// # Errors
/// A node without a table, hidden common causes, and names with a double quote.
pub fn write(model: &Model) -> Result<String, CannotWrite> {
    if let Some(edge) = model.graph.edges.iter().find(|edge| edge.kind == EdgeKind::Bidirected) {
        let (from, to) = (edge.from.clone(), edge.to.clone());
        return Err(CannotWrite::Bidirected { format: FORMAT, from, to });
    }
    let name = if model.name.is_empty() { NAMELESS.to_owned() } else { quoted(&model.name)? };
    let mut text = format!("network {name} {{\n}}\n");
    for node in &model.graph.nodes {
        let states = model.variables.get(&node.name).map_or(&[][..], |found| found.values.states());
        let listed: Vec<String> =
            states.iter().map(|state| quoted(state)).collect::<Result<_, _>>()?;
        let name = quoted(&node.name)?;
        text.push_str(&format!("variable {name} {{\n"));
        let listed = listed.join(", ");
        text.push_str(&format!("  type discrete [ {} ] {{ {listed} }};\n", states.len()));
        if let Some([x, y]) = node.position {
            text.push_str(&format!("  property \"position = ({x}, {y})\" ;\n"));
        }
        let values = model.variables.get(&node.name).map(|variable| &variable.values);
        if matches!(values, Some(Values::Unordered(_))) {
            text.push_str(&format!("  property \"{UNORDERED}\" ;\n"));
        }
        text.push_str("}\n");
    }
    for node in &model.graph.nodes {
        write_table(model, &node.name, &mut text)?;
    }
    Ok(text)
}

fn write_table(model: &Model, node: &str, text: &mut String) -> Result<(), CannotWrite> {
    let named = || node.to_owned();
    let Some(variable) = model.variables.get(node) else {
        return Err(CannotWrite::Unstated { format: FORMAT, node: named() });
    };
    let Mechanism::Table { rows } = &variable.mechanism else {
        return Err(CannotWrite::NoTable { format: FORMAT, node: named() });
    };
    let mut parents = Vec::new();
    for parent in &variable.parents {
        let states = model.variables.get(parent).map_or(&[][..], |found| found.values.states());
        let arrow = model.graph.edges.iter().any(|edge| edge.from == *parent && edge.to == node);
        if states.is_empty() || !arrow {
            return Err(CannotWrite::Shape { node: named() });
        }
        parents.push(states);
    }
    let n_arrows = model.graph.edges.iter().filter(|edge| edge.to == node).count();
    let n_rows = parents.iter().map(|states| states.len()).try_fold(1_usize, usize::checked_mul);
    let n_states = variable.values.states().len();
    let fits = n_arrows == parents.len()
        && n_rows == Some(rows.len())
        && n_states > 0
        && rows.iter().all(|row| row.len() == n_states);
    if !fits {
        return Err(CannotWrite::Shape { node: named() });
    }
    if rows.iter().flatten().any(|value| !value.is_finite() || *value < 0.0) {
        return Err(CannotWrite::NotFinite { node: named() });
    }
    let listed: Vec<String> =
        variable.parents.iter().map(|name| quoted(name)).collect::<Result<_, _>>()?;
    let bar = if listed.is_empty() { "" } else { " | " };
    text.push_str(&format!("probability ( {}{bar}{} ) {{\n", quoted(node)?, listed.join(", ")));
    for (index, row) in rows.iter().enumerate() {
        let numbers: Vec<String> = row.iter().map(|&value| number(value)).collect();
        let numbers = numbers.join(", ");
        if parents.is_empty() {
            text.push_str(&format!("  table {numbers};\n"));
            continue;
        }
        let mut left = index;
        let mut states = Vec::with_capacity(parents.len());
        for parent in parents.iter().rev() {
            states.push(quoted(&parent[left % parent.len()])?);
            left /= parent.len();
        }
        states.reverse();
        text.push_str(&format!("  ({}) {numbers};\n", states.join(", ")));
    }
    text.push_str("}\n");
    Ok(())
}

/// A name as it stands in a file: bare where that is one word, else in double quotes.
fn quoted(name: &str) -> Result<String, CannotWrite> {
    let ends =
        |c: char| super::cursor::is_blank(c) || c.is_control() || DELIMITERS.contains(&(c as u8));
    let plain = name.is_ascii() && !name.contains(ends) && !name.contains(['"', '[', ']']);
    if name.is_empty() || name.contains('"') {
        Err(CannotWrite::Name { format: FORMAT, name: name.to_owned() })
    } else if plain && !name.starts_with("//") && !name.starts_with("/*") {
        Ok(name.to_owned())
    } else {
        Ok(format!("\"{name}\""))
    }
}

/// A finite number as the shortest text that is read back to it.
fn number(value: f64) -> String {
    if value == 0.0 || (1e-6..1e6).contains(&value) {
        format!("{value}")
    } else {
        format!("{value:e}")
    }
}

fn network(text: &str) -> Result<Read, Fault> {
    let mut cursor = Cursor::new(text, REMARKS, DELIMITERS, false);
    let mut draft = Draft::default();
    let mut skipped = None;
    // Probabilities that stand before the variables that they name.
    let mut early = Vec::new();
    loop {
        cursor.skip_blanks();
        let at = cursor.at();
        match cursor.step()? {
            None => break,
            Some(Step::Token(token)) if token.is("network") => header(&mut cursor, &mut draft)?,
            Some(Step::Token(token)) if token.is("variable") => variable(&mut cursor, &mut draft)?,
            Some(Step::Token(token)) if token.is("probability") => {
                let here = cursor.at();
                if let Some(unknown) = distribution(&mut cursor, &mut draft)? {
                    early.push((here, unknown));
                    cursor.go_to(here);
                    while !matches!(cursor.step()?, Some(Step::Sign('{')) | None) {}
                    cursor.skip_block()?;
                }
            }
            Some(_) => skipped = skipped.or(Some(at)),
        }
    }
    if draft.variables.is_empty() {
        cursor.go_to(skipped.unwrap_or(text.len()));
        let fault = cursor.fault("`network` or `variable`");
        return Err(fault.hint(
            "a BIF file has blocks such as variable x { type discrete [ 2 ] { yes, no }; }",
        ));
    }
    for (at, unknown) in early {
        cursor.go_to(at);
        if distribution(&mut cursor, &mut draft)?.is_some() {
            return Err(unknown);
        }
    }
    if let Some(at) = skipped {
        let (line, _) = super::cursor::place(text, at);
        draft.notes.push(format!("text outside of blocks was left out, first in line {line}"));
    }
    draft.finish()
}

/// `network NAME { property …; }`, behind its first word.
fn header(cursor: &mut Cursor<'_>, draft: &mut Draft) -> Result<(), Fault> {
    let words = Words::read(cursor, '{')?;
    let name = words.exactly(1, cursor).and_then(|mut names| names.pop());
    if let Some(name) = name.filter(|name| name.text != NAMELESS) {
        draft.name = name.text.into_owned();
    }
    while !cursor.eat('}') {
        let token = cursor.word("`property` or `}`")?;
        if !token.is("property") {
            return Err(Fault::new(token.at, "`property` or `}`", shown(&token.text)));
        }
        let property = cursor.skip_statement()?;
        draft.leave_out(property);
    }
    Ok(())
}

/// `variable NAME { type discrete [ n ] { states }; property …; }`, behind its first word.
fn variable(cursor: &mut Cursor<'_>, draft: &mut Draft) -> Result<(), Fault> {
    let words = Words::read(cursor, '{')?;
    let Some(Name { at, text }) = words.exactly(1, cursor).and_then(|mut names| names.pop()) else {
        let found = format!("{} names", words.count());
        let fault = Fault::new(words.at, "one name of a variable", found);
        return Err(fault.hint("a name with a comma stands in double quotes"));
    };
    let mut variable = DraftVariable::new(at, text.into_owned());
    while !cursor.eat('}') {
        let token = cursor.word("`type`, `property` or `}`")?;
        if token.is("type") {
            let states = states(cursor)?;
            if !variable.states.is_empty() {
                return Err(Fault::new(token.at, "one type of a variable", "another one"));
            }
            variable.set_states(states)?;
        } else if token.is("property") {
            let property = cursor.skip_statement()?;
            if let Some(found) = position(property) {
                variable.position = Some(found);
            } else if property.trim_matches('"') == UNORDERED {
                variable.unordered = true;
            } else {
                draft.leave_out(property);
            }
        } else {
            let expected = "`type`, `property` or `}`";
            return Err(Fault::new(token.at, expected, shown(&token.text)));
        }
    }
    draft.declare(variable)
}

/// `discrete [ n ] { states };` with or without blanks around the brackets.
fn states(cursor: &mut Cursor<'_>) -> Result<Vec<(usize, String)>, Fault> {
    let mut kind = String::new();
    let at = cursor.at();
    while let Some(token) = cursor.token()? {
        kind.push_str(&token.text);
    }
    let declared = match kind.strip_prefix("discrete") {
        Some("") => None,
        Some(count) => {
            let count = count.strip_prefix('[').and_then(|count| count.strip_suffix(']'));
            match count.and_then(|count| count.parse::<usize>().ok()) {
                Some(count) => Some(count),
                None => return Err(Fault::new(at, "`discrete [ n ]`", shown(&kind))),
            }
        }
        None => {
            let fault = Fault::new(at, "`discrete`", shown(&kind));
            return Err(fault.hint("BIF tables need variables with states"));
        }
    };
    cursor.expect('{')?;
    let words = Words::read(cursor, '}')?;
    cursor.expect(';')?;
    let names = match declared {
        Some(count) => words.exactly(count, cursor),
        None if words.separated => words.stretches(cursor),
        None => Some(words.single()),
    };
    let Some(names) = names else {
        let expected = format!("{} states", declared.unwrap_or_default());
        let fault = Fault::new(words.at, expected, words.count().to_string());
        return Err(fault.hint("a state with a comma or a blank stands in double quotes"));
    };
    Ok(names.into_iter().map(|name| (name.at, name.text.into_owned())).collect())
}

/// `( child | parents ) { … }`, behind the word `probability`. What was not found comes back where
/// a name is not declared (yet).
fn distribution(cursor: &mut Cursor<'_>, draft: &mut Draft) -> Result<Option<Fault>, Fault> {
    cursor.expect('(')?;
    let words = Words::read(cursor, ')')?;
    let (child, parents) = match family(&words, cursor, draft)? {
        Ok(family) => family,
        Err(unknown) => return Ok(Some(unknown)),
    };
    cursor.expect('{')?;
    let mut rows = draft.rows(words.at, child, parents)?;
    while !cursor.eat('}') {
        if cursor.peek() == Some('(') {
            row(cursor, draft, &mut rows)?;
            continue;
        }
        let expected = "`(`, `table`, `default`, `property` or `}`";
        let token = cursor.word(expected)?;
        if token.is("table") {
            let table = numbers(cursor)?;
            draft.set_table(&mut rows, token.at, &table, TableOrder::StateSlowest)?;
        } else if token.is("default") {
            let row = numbers(cursor)?;
            draft.set_default(&mut rows, token.at, row)?;
        } else if token.is("property") {
            let property = cursor.skip_statement()?;
            draft.leave_out(property);
        } else {
            return Err(Fault::new(token.at, expected, shown(&token.text)));
        }
    }
    draft.close(rows, words.at)?;
    Ok(None)
}

/// The child and its parents; a name that is not declared is the inner error.
fn family(
    words: &Words<'_>,
    cursor: &Cursor<'_>,
    draft: &Draft,
) -> Result<Result<(usize, Vec<usize>), Fault>, Fault> {
    let find = |names: Vec<Name<'_>>| -> Result<Vec<usize>, Fault> {
        let found = |name: &Name<'_>| {
            let unknown = || Fault::new(name.at, "the name of a variable", shown(&name.text));
            let hint = "every variable has a block such as variable x { type discrete [ 2 ] { yes, no }; }";
            draft.find(&name.text).ok_or_else(|| unknown().hint(hint))
        };
        names.iter().map(found).collect()
    };
    let stretches = words.stretches(cursor).filter(|_| words.separated).map(find);
    let (names, before_bar) = match stretches {
        Some(Ok(names)) => (names, words.stretches_before_bar()),
        stretches => match (find(words.single()), stretches) {
            (Ok(names), _) => (names, words.before_bar),
            (Err(_), Some(Err(unknown))) | (Err(unknown), _) => return Ok(Err(unknown)),
        },
    };
    let several = before_bar.is_some_and(|before| before != 1);
    let (Some(&child), false) = (names.first(), several) else {
        return Err(Fault::new(words.at, "one variable before its parents", "another number"));
    };
    Ok(Ok((child, names[1..].to_vec())))
}

/// `( states ) probabilities ;`
fn row(cursor: &mut Cursor<'_>, draft: &Draft, rows: &mut Rows) -> Result<(), Fault> {
    cursor.expect('(')?;
    let words = Words::read(cursor, ')')?;
    let Some(names) = words.exactly(rows.parents.len(), cursor) else {
        let expected = format!("{} states of the parents", rows.parents.len());
        let fault = Fault::new(words.at, expected, words.count().to_string());
        return Err(fault.hint("a state with a comma or a blank stands in double quotes"));
    };
    let states = names.iter().map(|name| name.text.as_ref());
    let index = draft.row_of(rows, states).map_err(|position| {
        let parent = &draft.variables[rows.parents[position]];
        let name = &names[position];
        let expected = format!("a state of {}", shown(&parent.name));
        Fault::new(name.at, expected, shown(&name.text))
            .hint(format!("its states are {}", shown(&parent.states.join(", "))))
    })?;
    let row = numbers(cursor)?;
    draft.set_row(rows, words.at, index, row)
}

/// Probabilities up to `;`, with or without commas.
fn numbers(cursor: &mut Cursor<'_>) -> Result<Vec<f64>, Fault> {
    let mut numbers = Vec::new();
    loop {
        if let Some(token) = cursor.token()? {
            numbers.push(probability(token.at, &token.text)?);
        } else if cursor.eat(';') {
            return Ok(numbers);
        } else if !cursor.eat(',') {
            return Err(cursor.fault("a probability or `;`"));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use graph::DiagramNode;

    use super::super::tests::{CHEST, CHEST_QUOTED, message, rows_of};
    use super::*;

    fn chest_rows() -> Vec<Vec<f64>> {
        vec![vec![0.1, 0.2, 0.7], vec![0.3, 0.3, 0.4], vec![0.5, 0.25, 0.25], vec![0.9, 0.09, 0.01]]
    }

    #[test]
    fn rows_are_found_by_the_names_of_states_and_not_by_their_order() {
        let read = read(CHEST).expect("a network");
        assert_eq!(rows_of(&read.model, "lung"), chest_rows());
        let lung = &read.model.variables["lung"];
        assert_eq!(lung.parents, ["tub", "smoke"]);
        assert_eq!(lung.values.states(), ["none", "Asy/Patch", ">=7.5"]);
        assert_eq!(read.model.graph.edges.len(), 2);
        assert_eq!(read.notes.len(), 1, "{:?}", read.notes);
        assert!(read.notes[0].starts_with("for 1 variable with three states or more the order is"));
    }

    #[test]
    fn both_dialects_of_bif_give_the_same_network() {
        let plain = read(CHEST).expect("a network").model;
        let quoted = read(CHEST_QUOTED).expect("a network");
        assert_eq!(plain.variables, quoted.model.variables);
        assert_eq!(quoted.model.graph.nodes[0].position, Some([54.0, 35.0]));
        let left_out = "2 properties are not kept, such as `credal-set constant`";
        assert!(quoted.notes.iter().any(|note| note == left_out), "{:?}", quoted.notes);
        // Old Mac and Windows line ends, and blocks in any order.
        let backwards = CHEST.replace('\n', "\r\n");
        let at = backwards.find("probability").expect("in the text");
        let backwards = format!("{}{}", &backwards[at..], &backwards[..at]);
        assert_eq!(read(&backwards).expect("a network").model, plain);
    }

    #[test]
    fn a_table_with_parents_is_read_in_the_order_that_makes_distributions() {
        let text = |table: &str| {
            format!(
            "network n {{ }} variable a {{ type discrete [2] {{ y, n }}; }} variable b {{ type discrete [2] {{ y, n }}; }}
             probability ( a ) {{ table 0.5, 0.5; }} probability ( b | a ) {{ table {table}; }}"
        )
        };
        let rows = [vec![0.9, 0.1], vec![0.3, 0.7]];
        for table in ["0.9 0.3 0.1 0.7", "0.9, 0.1, 0.3, 0.7"] {
            let read = read(&text(table)).expect("a network");
            assert_eq!(rows_of(&read.model, "b"), rows, "{table}");
            assert!(read.notes.is_empty());
        }
        let open = read(&text("0.9 0.1 0.1 0.9")).expect("a network");
        assert!(open.notes.is_empty(), "both orders say the same: {:?}", open.notes);
        let wrong = message(read(&text("0.9 0.9 0.2 0.1")));
        assert!(wrong.contains("`b given a = y` that sum to 1 and found a sum of 1.1"), "{wrong}");
    }

    #[test]
    fn names_with_commas_and_blanks_are_read_in_quotes_and_refused_without() {
        let text =
            "network n { } variable a { type discrete [ 2 ] { \"(1,999, 20]\", \"so much\" }; }
        variable b { type discrete [ 2 ] { so much, little }; }
        probability ( a ) { table 1, 0; }
        probability ( b | a ) { (so much) 0.5, 0.5; (\"(1,999, 20]\") 0, 1; }";
        let model = read(text).expect("a network").model;
        assert_eq!(model.variables["a"].values.states(), ["(1,999, 20]", "so much"]);
        assert_eq!(model.variables["b"].values.states(), ["so much", "little"]);
        assert_eq!(rows_of(&model, "b"), [vec![0.0, 1.0], vec![0.5, 0.5]]);
        let written = write(&model).expect("a table each");
        assert_eq!(read(&written).expect("a network").model, model);
        let bare = text.replace("\"(1,999, 20]\", \"so much\"", "(1,999, 20], much");
        assert_eq!(
            message(read(&bare)),
            "line 1, character 50: expected a name or `}` and found `(`; a name with blanks or any of , { } ( ) ; | stands in double quotes"
        );
    }

    #[test]
    fn errors_of_bif_say_where_what_and_how_to_go_on() {
        let broken = |from: &str, to: &str| message(read(&CHEST.replacen(from, to, 1)));
        let cases = [
            (
                "(no, yes) 0.5, 0.25, 0.25;",
                "(no, maybe) 0.5, 0.25, 0.25;",
                "line 16, character 8: expected a state of `smoke` and found `maybe`; its states are `yes, no`",
            ),
            (
                "(no, yes) 0.5, 0.25, 0.25;",
                "",
                "line 13, character 15: expected a row for `lung given tub = no, smoke = yes` and found none; state the row or give the table a `default` row",
            ),
            (
                "(no, yes)",
                "(no, no)",
                "line 16, character 4: expected every row once and found `lung given tub = no, smoke = no` again",
            ),
            (
                "(no, yes)",
                "(yes)",
                "line 16, character 4: expected 2 states of the parents and found 1; a state with a comma or a blank stands in double quotes",
            ),
            (
                "0.9, 0.09, 0.01;",
                "0.9, 0.09;",
                "line 14, character 4: expected 3 probabilities for `lung given tub = no, smoke = no` and found 2",
            ),
            (
                "0.9, 0.09, 0.01;",
                "-1, -1, -1;",
                "line 14, character 12: expected a probability and found `-1`; some files write -1 for a probability that is not known; state it, or fit the model to data",
            ),
            (
                "0.9, 0.09, 0.01;",
                "NaN, 0, 1;",
                "line 14, character 12: expected a probability and found `NaN`",
            ),
            (
                "0.9, 0.09, 0.01;",
                "0.9, 0.08, 0.01;",
                "line 14, character 4: expected probabilities of `lung given tub = no, smoke = no` that sum to 1 and found a sum of 0.99",
            ),
            ("0.01;", "0.01", "line 15, character 3: expected a probability or `;` and found `(`"),
            (
                "| tub",
                "| tube",
                "line 13, character 22: expected the name of a variable and found `tube`; every variable has a block such as variable x { type discrete [ 2 ] { yes, no }; }",
            ),
            (
                "| tub, smoke",
                "| tub, tub",
                "line 13, character 15: expected every parent of `lung` once and found `tub` again",
            ),
            (
                "| tub, smoke",
                "| tub, lung",
                "line 13, character 15: expected other variables as parents and found `lung` among its own parents",
            ),
            (
                "lung | tub, smoke",
                "lung, tub | smoke",
                "line 13, character 15: expected one variable before its parents and found another number",
            ),
            (
                "probability ( tub )",
                "probability ( smoke )",
                "line 22, character 15: expected one table for every variable and found `smoke` again",
            ),
            (
                "probability ( tub ) {\n  table 0.01, 0.99;\n}",
                "",
                "line 7, character 10: expected probabilities of `tub` and found none in the whole text",
            ),
            (
                "[ 3 ]",
                "[ 4 ]",
                "line 11, character 25: expected 4 states and found 3; a state with a comma or a blank stands in double quotes",
            ),
            (
                "discrete [ 3 ]",
                "continuous",
                "line 11, character 7: expected `discrete` and found `continuous`; BIF tables need variables with states",
            ),
            (
                "none, ",
                "none, none, ",
                "line 11, character 25: expected 3 states and found 4; a state with a comma or a blank stands in double quotes",
            ),
            (
                "{ yes, no }",
                "{ yes, yes }",
                "line 5, character 30: expected every state of `smoke` once and found `yes` again",
            ),
            (
                "variable tub",
                "variable smoke",
                "line 7, character 10: expected every variable once and found `smoke` again",
            ),
        ];
        for (from, to, expected) in cases {
            assert_eq!(broken(from, to), expected, "{from} → {to}");
        }
        assert_eq!(
            message(read("dag { a -> b }")),
            "line 1, character 1: expected `network` or `variable` and found `dag`; a BIF file has blocks such as variable x { type discrete [ 2 ] { yes, no }; }"
        );
        let open = message(read(&CHEST[..CHEST.len() - 4]));
        assert_eq!(
            open,
            "line 23, character 19: expected a probability or `;` and found the end of the text"
        );
    }

    #[test]
    fn arrows_in_a_circle_are_named() {
        let variable = |name: &str| format!("variable {name} {{ type discrete [ 1 ] {{ s }}; }}\n");
        let family = |child: &str, parent: &str| {
            format!("probability ( {child} | {parent} ) {{ (s) 1; }}\n")
        };
        let text = ["a", "b", "c", "d"].map(variable).concat()
            + &[("b", "a"), ("c", "b"), ("a", "c"), ("d", "a")].map(|(c, p)| family(c, p)).concat();
        let found = message(read(&text));
        assert_eq!(
            found,
            "line 1, character 10: expected causes before effects and found a circle: a -> b -> c -> a"
        );
    }

    #[test]
    fn sums_are_let_pass_noted_or_refused_by_how_far_they_are_from_one() {
        let read =
            |last: &str| read(&CHEST.replace("0.9, 0.09, 0.01", &format!("0.9, 0.09, {last}")));
        let notes = |last: &str| read(last).expect("a network").notes.len();
        assert_eq!(notes("0.0100009"), 1);
        let noted = read("0.0105").expect("a network");
        assert_eq!(
            noted.notes[0],
            "the model scales 1 row of `lung` to a sum of 1, from which the file is up to 5.0e-4 away"
        );
        assert_eq!(rows_of(&noted.model, "lung")[3][2], 0.0105, "numbers stay as published");
        assert!(read("0.0111").is_err());
    }

    #[test]
    fn a_default_row_fills_the_rows_that_are_not_stated() {
        let text = CHEST.replace("(no, yes) 0.5, 0.25, 0.25;", "default 0.2, 0.3, 0.5;");
        let model = read(&text).expect("a network").model;
        assert_eq!(rows_of(&model, "lung")[2], [0.2, 0.3, 0.5]);
        assert_eq!(rows_of(&model, "lung")[3], [0.9, 0.09, 0.01]);
    }

    #[test]
    fn text_between_blocks_is_left_out_and_said() {
        let text = format!("Made by hand.\n{CHEST}");
        let read = read(&text).expect("a network");
        assert!(
            read.notes.contains(&"text outside of blocks was left out, first in line 1".to_owned())
        );
    }

    #[test]
    fn a_table_too_large_for_a_page_is_refused_before_it_is_made() {
        let mut text = String::new();
        for index in 0..60 {
            text += &format!("variable v{index} {{ type discrete [ 2 ] {{ a, b }}; }}\n");
        }
        let parents: Vec<String> = (1..60).map(|index| format!("v{index}")).collect();
        text += &format!("probability ( v0 | {} ) {{ default 0.5, 0.5; }}", parents.join(", "));
        let found = message(read(&text));
        assert!(
            found.contains("expected tables of at most 16777216 probabilities in all"),
            "{found}"
        );
    }

    #[test]
    fn published_networks_are_read_and_written_without_loss() {
        for (name, n_nodes, n_arrows, n_probabilities) in [
            ("asia", 8, 8, 36),
            ("alarm", 37, 46, 752),
            ("child", 20, 25, 344),
            ("sachs", 11, 17, 267),
        ] {
            let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
            let Ok(text) = fs::read_to_string(format!("{folder}/{name}.bif")) else {
                println!("skipped: {name}.bif is not there");
                continue;
            };
            let read = read(&text).expect("a published network");
            let graph = &read.model.graph;
            assert_eq!((graph.nodes.len(), graph.edges.len()), (n_nodes, n_arrows), "{name}");
            let count = |node: &DiagramNode| rows_of(&read.model, &node.name).concat().len();
            assert_eq!(graph.nodes.iter().map(count).sum::<usize>(), n_probabilities, "{name}");
            let written = write(&read.model).expect("tables");
            assert_eq!(super::read(&written).expect("our own text"), read, "{name}");
        }
    }

    #[test]
    fn what_bif_cannot_hold_is_an_error_with_the_node() {
        let model = read(CHEST).expect("a network").model;
        let refused = |change: &dyn Fn(&mut Model)| {
            let mut changed = model.clone();
            change(&mut changed);
            write(&changed).expect_err("BIF cannot hold it").to_string()
        };
        let bidirected = refused(&|model| model.graph.edges[0].kind = EdgeKind::Bidirected);
        assert_eq!(bidirected, "BIF has no hidden common causes, and `tub` and `lung` have one");
        let unstated = refused(&|model| drop(model.variables.remove("smoke")));
        assert_eq!(unstated, "`smoke` has no mechanism yet, and BIF needs a table for every node");
        let formula = refused(&|model| {
            let smoke = model.variables.get_mut("smoke").expect("in the model");
            smoke.mechanism = Mechanism::Formula { expression: "\"yes\"".to_owned() };
        });
        assert_eq!(formula, "`smoke` has no table, and BIF holds tables of states only");
        let shape = refused(&|model| drop(model.graph.edges.remove(0)));
        assert_eq!(shape, "the table of `lung` does not fit its states, its parents or its arrows");
        let name = refused(&|model| {
            let smoke = model.variables.get_mut("smoke").expect("in the model");
            smoke.values = Values::Ordered(vec!["\"".to_owned(), "no".to_owned()]);
        });
        assert_eq!(
            name,
            "BIF cannot hold the name `\"`: a name is not empty and has no double quote"
        );
    }
}
