//! Hugin's `.net`: nodes with states in quotes, and potentials with their data in nested brackets.
//!
//! ```text
//! node B { label = "Bronchitis"; position = (100 200); states = ("yes" "no"); }
//! potential (B | S) { data = ((0.6 0.4) (0.3 0.7)); }
//! ```
//! Data hold one distribution after the other; the last parent changes fastest. Labels are kept as
//! what a variable is about. Continuous nodes, decisions and utilities are refused.

use super::{
    Read, TextError,
    cursor::{Cursor, Fault, Remark, shown},
    draft::{Draft, DraftVariable, TableOrder, position, probability},
    words::Words,
};

const REMARKS: &[Remark] = &[("%", "\n")];
const DELIMITERS: &[u8] = b",(){};=|";

/// A potential before its names are looked up.
#[derive(Clone, Debug, Default)]
struct Potential {
    at: usize,
    names: Vec<(usize, String)>,
    data: Option<(usize, Vec<f64>)>,
}

/// Reads a model.
///
/// # Errors
/// The first place that is wrong: nodes without states, a name that is not declared, data of another
/// size or without sums of 1, arrows in a circle, and whatever is no `.net` file.
pub fn read(text: &str) -> Result<Read, TextError> {
    network(text).map_err(|fault| fault.in_text(text))
}

fn network(text: &str) -> Result<Read, Fault> {
    let mut cursor = Cursor::new(text, REMARKS, DELIMITERS, true);
    let mut draft = Draft::default();
    let mut potentials = Vec::new();
    let mut in_class = false;
    while cursor.peek().is_some() {
        if in_class && cursor.eat('}') {
            in_class = false;
            continue;
        }
        let expected = "`net`, `node` or `potential`";
        let token = cursor.word(expected)?;
        match token.text.as_ref() {
            "net" => {
                cursor.expect('{')?;
                cursor.skip_block()?;
            }
            "class" if !in_class => {
                draft.name = cursor.word("the name of the class")?.text.into_owned();
                cursor.expect('{')?;
                in_class = true;
            }
            // Words that stand before `node`.
            "discrete" | "chance" => {}
            "node" => node(&mut cursor, &mut draft)?,
            "potential" => potentials.push(potential(&mut cursor, token.at)?),
            // What a class says of itself.
            _ if in_class && cursor.eat('=') => draft.leave_out(cursor.skip_statement()?),
            "continuous" | "decision" | "utility" | "function" => {
                let fault = Fault::new(token.at, "nodes with states", shown(&token.text));
                return Err(fault.hint("only discrete chance nodes have a table"));
            }
            _ => return Err(Fault::new(token.at, expected, shown(&token.text))),
        }
    }
    if draft.variables.is_empty() {
        let fault = Fault::new(text.len(), "`node`", "the end of the text");
        return Err(
            fault.hint("a .net file has blocks such as node x { states = (\"yes\" \"no\"); }")
        );
    }
    for potential in potentials {
        define(&mut draft, potential)?;
    }
    draft.finish()
}

/// `NAME { attribute = value; … }`, behind the word `node`.
fn node(cursor: &mut Cursor<'_>, draft: &mut Draft) -> Result<(), Fault> {
    let name = cursor.word("the name of a node")?;
    let (at, name) = (name.at, name.text.into_owned());
    let mut variable = DraftVariable::new(at, name);
    let (mut states, mut numbers) = (Vec::new(), Vec::new());
    cursor.expect('{')?;
    while !cursor.eat('}') {
        let attribute = cursor.word("an attribute or `}`")?;
        cursor.expect('=')?;
        match attribute.text.as_ref() {
            "label" => {
                let label = cursor.word("a text in quotes")?;
                label.text.trim().clone_into(&mut variable.about);
                cursor.expect(';')?;
            }
            "states" => states = list(cursor)?,
            "state_values" => numbers = list(cursor)?,
            "position" => {
                let value = cursor.skip_statement()?;
                variable.position = position(&format!("position = {value}"));
            }
            _ => {
                let value = cursor.skip_statement()?;
                draft.leave_out(&format!("{} = {value}", attribute.text));
            }
        }
    }
    variable.set_states(if states.is_empty() { numbers } else { states })?;
    draft.declare(variable)
}

/// `( "a" "b" );`
fn list(cursor: &mut Cursor<'_>) -> Result<Vec<(usize, String)>, Fault> {
    cursor.expect('(')?;
    let words = Words::read(cursor, ')')?;
    cursor.expect(';')?;
    Ok(words.single().into_iter().map(|name| (name.at, name.text.into_owned())).collect())
}

/// `( child | parents ) { data = … ; }`, behind the word `potential`.
fn potential(cursor: &mut Cursor<'_>, at: usize) -> Result<Potential, Fault> {
    cursor.expect('(')?;
    let words = Words::read(cursor, ')')?;
    if words.before_bar.unwrap_or(words.tokens.len()) != 1 {
        let fault = Fault::new(words.at, "one node before its parents", "another number");
        return Err(fault.hint("joint potentials are no conditional distribution"));
    }
    let names = words.single().into_iter().map(|name| (name.at, name.text.into_owned())).collect();
    let mut potential = Potential { at, names, data: None };
    cursor.expect('{')?;
    while !cursor.eat('}') {
        let attribute = cursor.word("`data` or `}`")?;
        cursor.expect('=')?;
        if attribute.is("data") {
            let mut numbers = Vec::new();
            while !cursor.eat(';') {
                if let Some(token) = cursor.token()? {
                    numbers.push(probability(token.at, &token.text)?);
                } else if !(cursor.eat('(') || cursor.eat(')') || cursor.eat(',')) {
                    return Err(cursor.fault("a probability or `;`"));
                }
            }
            potential.data = Some((attribute.at, numbers));
        } else if attribute.text.starts_with("model_") {
            let fault = Fault::new(attribute.at, "`data`", shown(&attribute.text));
            return Err(fault.hint("save the network with its tables written out"));
        } else {
            cursor.skip_statement()?;
        }
    }
    Ok(potential)
}

fn define(draft: &mut Draft, potential: Potential) -> Result<(), Fault> {
    let find = |(at, name): &(usize, String)| {
        let unknown = || Fault::new(*at, "the name of a node", shown(name));
        draft.find(name).ok_or_else(|| unknown().hint("every node has a `node` block"))
    };
    let names: Vec<usize> = potential.names.iter().map(find).collect::<Result<_, _>>()?;
    let Some((&child, parents)) = names.split_first() else {
        return Err(Fault::new(potential.at, "one node before its parents", "none"));
    };
    let mut rows = draft.rows(potential.at, child, parents.to_vec())?;
    let Some((at, data)) = potential.data else {
        let fault = Fault::new(potential.at, "`data` in the potential", "none");
        return Err(
            fault.hint("Hugin takes a potential without data as uniform; state the numbers")
        );
    };
    draft.set_table(&mut rows, at, &data, TableOrder::StateFastest)?;
    draft.close(rows, potential.at)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{HUGIN, message, rows_of};
    use super::*;

    #[test]
    fn hugin_nets_are_read_with_labels_and_positions() {
        let read = read(HUGIN).expect("a network");
        assert_eq!(read.model.variables["S"].about, "Does he \"smoke\"?");
        assert_eq!(read.model.graph.nodes[0].position, Some([100.0, -200.0]));
        assert_eq!(read.model.variables["B"].values.states(), ["a, b", "100%"]);
        assert_eq!(rows_of(&read.model, "B"), [vec![0.6, 0.4], vec![0.3, 0.7]]);
        let object = format!(
            "class chest {{ inputs = (); {} }}",
            &HUGIN[HUGIN.find("node S").expect("there")..]
        );
        let object = super::read(&object).expect("a network").model;
        assert_eq!((object.name.as_str(), &object.variables), ("chest", &read.model.variables));
    }

    #[test]
    fn errors_of_hugin_nets_say_where_and_what() {
        let broken = |from: &str, to: &str| message(read(&HUGIN.replacen(from, to, 1)));
        let cases = [
            (
                "discrete node",
                "continuous node",
                "line 9, character 1: expected nodes with states and found `continuous`; only discrete chance nodes have a table",
            ),
            (
                "(B | S)",
                "(B S)",
                "line 15, character 12: expected one node before its parents and found another number; joint potentials are no conditional distribution",
            ),
            (
                "(B | S)",
                "(B | T)",
                "line 15, character 16: expected the name of a node and found `T`; every node has a `node` block",
            ),
            (
                "(0.3 0.7)",
                "(0.3)",
                "line 17, character 3: expected 4 probabilities for `B` and found 3",
            ),
            (
                "data = (0.5 0.5)",
                "model_data = (x)",
                "line 14, character 17: expected `data` and found `model_data`; save the network with its tables written out",
            ),
            (
                "\"100%\"",
                "\"100%",
                "line 12, character 17: expected the closing quote of the text that starts here and found the end of the text",
            ),
        ];
        for (from, to, expected) in cases {
            assert_eq!(broken(from, to), expected, "{from} → {to}");
        }
    }
}
