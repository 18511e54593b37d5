//! XMLBIF 0.3, the XML form of BIF that JavaBayes, Weka, AgenaRisk and others write.
//!
//! A table holds one distribution after the other; the last `GIVEN` changes fastest. Elements may be
//! in capitals or not, and definitions may stand before the variables.

use super::{
    Read, TextError,
    cursor::{Fault, is_blank, shown},
    draft::{Draft, DraftVariable, TableOrder, position, probability},
    markup::{Markup, Piece},
};

/// A `DEFINITION` before its names are looked up.
#[derive(Clone, Debug, Default)]
struct Definition {
    at: usize,
    children: Vec<(usize, String)>,
    parents: Vec<(usize, String)>,
    table: Option<(usize, Vec<f64>)>,
}

/// Reads a model.
///
/// # Errors
/// The first place that is wrong: no XML, a name that is not declared, a table of another size or
/// without sums of 1, decisions and utilities, arrows in a circle.
pub fn read(text: &str) -> Result<Read, TextError> {
    document(text).map_err(|fault| fault.in_text(text))
}

fn document(text: &str) -> Result<Read, Fault> {
    let mut markup = Markup::new(text);
    let mut draft = Draft::default();
    let mut definitions = Vec::new();
    let mut is_bif = false;
    while let Some(piece) = markup.next()? {
        match piece {
            Piece::Close => {}
            Piece::Text { at, text } => {
                return Err(Fault::new(at, "an element", shown(text.trim_matches(is_blank))));
            }
            Piece::Open { at, name, attributes } => match name.to_ascii_uppercase().as_str() {
                "BIF" => is_bif = true,
                "NETWORK" => {}
                "NAME" => draft.name = markup.text()?.1,
                "PROPERTY" => draft.leave_out(&markup.text()?.1),
                "VARIABLE" => draft.declare(variable(&mut markup, at, attributes)?)?,
                "DEFINITION" | "PROBABILITY" => definitions.push(definition(&mut markup, at)?),
                _ if is_bif => {
                    draft.leave_out(&format!("<{name}>"));
                    markup.skip()?;
                }
                _ => return Err(Fault::new(at, "`<BIF>`", shown(&format!("<{name}>")))),
            },
        }
    }
    if draft.variables.is_empty() {
        return Err(Fault::new(text.len(), "`<VARIABLE>`", "the end of the text"));
    }
    for definition in definitions {
        define(&mut draft, definition)?;
    }
    draft.finish()
}

/// The rest of a `VARIABLE`.
fn variable(markup: &mut Markup<'_>, at: usize, attributes: &str) -> Result<DraftVariable, Fault> {
    let kind = attributes.to_ascii_lowercase();
    if kind.contains("decision") || kind.contains("utility") {
        let fault = Fault::new(at, "a variable of the type `nature`", shown(attributes));
        return Err(fault.hint("decisions and utilities have no distribution"));
    }
    let mut variable = DraftVariable::new(at, String::new());
    let mut states = Vec::new();
    while let Some(Piece::Open { at, name, .. }) = inner(markup)? {
        match name.to_ascii_uppercase().as_str() {
            "NAME" => (variable.at, variable.name) = markup.text()?,
            "OUTCOME" | "VALUE" => states.push(markup.text()?),
            "PROPERTY" => {
                let (_, property) = markup.text()?;
                variable.position = variable.position.or_else(|| position(&property));
            }
            _ => {
                let expected = "`<NAME>`, `<OUTCOME>`, `<PROPERTY>` or `</VARIABLE>`";
                return Err(Fault::new(at, expected, shown(&format!("<{name}>"))));
            }
        }
    }
    variable.set_states(states)?;
    Ok(variable)
}

/// The rest of a `DEFINITION`.
fn definition(markup: &mut Markup<'_>, at: usize) -> Result<Definition, Fault> {
    let mut definition = Definition { at, ..Definition::default() };
    while let Some(Piece::Open { at, name, .. }) = inner(markup)? {
        match name.to_ascii_uppercase().as_str() {
            "FOR" => definition.children.push(markup.text()?),
            "GIVEN" => definition.parents.push(markup.text()?),
            "PROPERTY" => markup.skip()?,
            "TABLE" if definition.table.is_none() => {
                let (start, text) = markup.text()?;
                let words = text.split(|c: char| is_blank(c) || c == ',').filter(|t| !t.is_empty());
                let numbers =
                    words.map(|word| probability(start, word)).collect::<Result<_, _>>()?;
                definition.table = Some((start, numbers));
            }
            _ => {
                let expected = "`<FOR>`, `<GIVEN>`, one `<TABLE>` or `</DEFINITION>`";
                return Err(Fault::new(at, expected, shown(&format!("<{name}>"))));
            }
        }
    }
    Ok(definition)
}

/// The next element in the one that is open; nothing at its end.
fn inner<'a>(markup: &mut Markup<'a>) -> Result<Option<Piece<'a>>, Fault> {
    match markup.next()? {
        Some(Piece::Close) | None => Ok(None),
        Some(Piece::Text { at, text }) => {
            Err(Fault::new(at, "an element", shown(text.trim_matches(is_blank))))
        }
        element => Ok(element),
    }
}

fn define(draft: &mut Draft, definition: Definition) -> Result<(), Fault> {
    let find = |(at, name): &(usize, String)| {
        let unknown = || Fault::new(*at, "the name of a variable", shown(name));
        draft.find(name).ok_or_else(|| unknown().hint("every variable has a `<VARIABLE>` element"))
    };
    let [child] = &definition.children[..] else {
        let found = definition.children.len().to_string();
        return Err(Fault::new(definition.at, "one `<FOR>` in a definition", found));
    };
    let child = find(child)?;
    let parents = definition.parents.iter().map(find).collect::<Result<_, _>>()?;
    let mut rows = draft.rows(definition.at, child, parents)?;
    let Some((at, table)) = definition.table else {
        return Err(Fault::new(definition.at, "a `<TABLE>` in the definition", "none"));
    };
    draft.set_table(&mut rows, at, &table, TableOrder::StateFastest)?;
    draft.close(rows, definition.at)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{DOG, message, rows_of};
    use super::*;

    #[test]
    fn xmlbif_is_read_with_the_last_parent_fastest() {
        let read = read(DOG).expect("a network");
        assert_eq!(read.model.name, "Dog & problem");
        assert_eq!(read.model.variables["family-out"].values.states(), ["<1", ">1"]);
        assert_eq!(read.model.graph.nodes[0].position, Some([112.0, 69.0]));
        assert_eq!(
            rows_of(&read.model, "hear-bark"),
            [[1.0, 0.0], [0.0, 1.0], [0.5, 0.5], [0.25, 0.75]].map(|row| row.to_vec())
        );
        assert_eq!(read.notes, ["1 property is not kept, such as `<EXTENSION>`"]);
    }

    #[test]
    fn errors_of_xmlbif_say_where_and_what() {
        let broken = |from: &str, to: &str| message(read(&DOG.replacen(from, to, 1)));
        let cases = [
            (
                "<FOR>dog",
                "<FOR>cat",
                "line 22, character 19: expected the name of a variable and found `cat`; every variable has a `<VARIABLE>` element",
            ),
            (
                "0.15 0.85",
                "0.15 0.75",
                "line 21, character 43: expected probabilities of `family-out` that sum to 1 and found a sum of 0.9",
            ),
            (
                "0.15 0.85",
                "0.15",
                "line 21, character 43: expected 2 probabilities for `family-out` and found 1",
            ),
            (
                "0.15 0.85",
                "&lol;",
                "line 21, character 43: expected one of &lt; &gt; &amp; &quot; &apos; or a character by number and found `&lol;`",
            ),
            (
                "<NAME>dog</NAME>",
                "<NAME>dog</FOR>",
                "line 20, character 21: expected `</NAME>` and found `</FOR>`",
            ),
            (
                "</NETWORK>\n</BIF>\n",
                "",
                "line 8, character 1: expected `</NETWORK>` for the element that starts here and found the end of the text",
            ),
            (
                "<VARIABLE TYPE=\"nature\">",
                "<VARIABLE TYPE=\"utility\">",
                "line 16, character 1: expected a variable of the type `nature` and found `TYPE=\"utility\"`; decisions and utilities have no distribution",
            ),
        ];
        for (from, to, expected) in cases {
            assert_eq!(broken(from, to), expected, "{from} → {to}");
        }
        let deep = "<BIF>".to_owned() + &"<a>".repeat(100_000);
        assert!(message(read(&deep)).contains("at most 64 elements in each other"));
        assert!(message(read("<html></html>")).contains("expected `<BIF>` and found `<html>`"));
    }
}
