//! Words for the columns of a table, proposed from their names and levels and tried out on its rows.
//!
//! Names and levels may be anything, and a sentence that is made of them may read as another fact.
//! So some rows are told and read back: a column whose facts do not survive is called by a plainer
//! name, and left out where that does not help either.

use realize::{
    Dictionary, DictionaryError, Extractor, Skeleton,
    dictionary::Slot,
    prompt::TextKind,
    run::{Alone, RunConfig},
};
use table::{Column, ColumnKind};

use super::{
    dictionary::{Kind, Named, decimals_of_cells, name_and_unit, proposed},
    uploaded::{Cells, facts},
};
use crate::number::count;

/// Columns for which words are proposed at most: a text of more facts is no text.
const MOST_COLUMNS: usize = 40;
/// States of a column for which words are proposed at most.
const MOST_STATES: usize = 50;
/// Rows that the words are tried out on, spread over the table.
const TRIED: usize = 40;

/// A column that is not told, and why.
pub(super) type LeftOut = (String, String);

/// Words for the columns that can be told, and those that are left out.
pub(super) fn propose(columns: &[Column]) -> (Dictionary, Vec<LeftOut>) {
    let as_they_are = |dictionary: &mut Dictionary, column: &Column| {
        dictionary.slots.push(slot_of(column, false)?);
        Ok(())
    };
    let (mut dictionary, mut told, mut left_out) = collected(columns, as_they_are);
    // Words that the reader tells apart all together need not be tried one after the other.
    if Extractor::new(&dictionary).is_err() {
        (dictionary, told, left_out) = collected(columns, add);
    }
    let mut is_plain = vec![false; told.len()];
    // Each trial makes a column plainer or leaves one out, so there is a last one.
    loop {
        let misread = misread(&dictionary, &told);
        if misread.is_empty() {
            break;
        }
        for place in misread.into_iter().rev() {
            if is_plain[place] || !make_plain(&mut dictionary, place, told[place]) {
                dictionary.slots.remove(place);
                is_plain.remove(place);
                let column = told.remove(place);
                let why = "a sentence with its name and values reads as something else";
                left_out.push((column.name().to_owned(), why.to_owned()));
            } else {
                is_plain[place] = true;
            }
        }
    }
    (dictionary, left_out)
}

/// The words that `add` finds, with their columns, and the columns that it has none for.
fn collected(
    columns: &[Column],
    add: impl Fn(&mut Dictionary, &Column) -> Result<(), String>,
) -> (Dictionary, Vec<&Column>, Vec<LeftOut>) {
    let mut dictionary = Dictionary { subject: "record".to_owned(), ..Dictionary::default() };
    let (mut told, mut left_out) = (Vec::new(), Vec::new());
    for column in columns {
        let added = if dictionary.slots.len() == MOST_COLUMNS {
            Err(format!("it comes after the first {MOST_COLUMNS} columns"))
        } else {
            add(&mut dictionary, column)
        };
        match added {
            Ok(()) => told.push(column),
            Err(why) => left_out.push((column.name().to_owned(), why)),
        }
    }
    (dictionary, told, left_out)
}

/// Adds words for a column, if the reader can tell them from those of the columns before.
fn add(dictionary: &mut Dictionary, column: &Column) -> Result<(), String> {
    let slot = slot_of(column, false)?;
    dictionary.slots.push(slot);
    if Extractor::new(dictionary).is_ok() {
        return Ok(());
    }
    dictionary.slots.pop();
    dictionary.slots.push(slot_of(column, true)?);
    Extractor::new(dictionary).map(|_| ()).map_err(|error| {
        dictionary.slots.pop();
        match error {
            DictionaryError::EmptyTerm { .. } => {
                "its name, or one of its values, has no letter and no digit".to_owned()
            }
            DictionaryError::SharedTerm { first, .. } => {
                format!("its name reads like that of `{first}`")
            }
            DictionaryError::AmbiguousTerm { first, second, .. } => {
                format!("its values {first} and {second} read alike")
            }
            error => error.to_string(),
        }
    })
}

/// Calls a column by a plainer name; false where the reader does not take it.
fn make_plain(dictionary: &mut Dictionary, place: usize, column: &Column) -> bool {
    let Ok(slot) = slot_of(column, true) else { return false };
    let before = std::mem::replace(&mut dictionary.slots[place], slot);
    let is_fine = Extractor::new(dictionary).is_ok();
    if !is_fine {
        dictionary.slots[place] = before;
    }
    is_fine
}

/// Places of the slots whose facts are not read back from texts about some of the rows.
fn misread(dictionary: &Dictionary, columns: &[&Column]) -> Vec<usize> {
    let cells: Result<Vec<Cells>, _> = dictionary
        .slots
        .iter()
        .zip(columns)
        .map(|(slot, column)| Cells::of(slot, column))
        .collect();
    let (Ok(cells), Some(first)) = (cells, columns.first()) else { return Vec::new() };
    let n_rows = first.n_rows() as usize;
    let mut is_misread = vec![false; dictionary.slots.len()];
    for kind in [TextKind::AdmissionNote, TextKind::TerseNote] {
        let config = RunConfig { kind, ..RunConfig::default() };
        let Ok(alone) = Alone::new(config, dictionary.clone()) else { return Vec::new() };
        for tried in 0..n_rows.min(TRIED) {
            let row = tried * n_rows / n_rows.min(TRIED);
            let skeleton = Skeleton { row: row as u64, facts: facts(&cells, row) };
            for violation in alone.embedded(&skeleton).violations {
                if let Some(slot) = violation.slot {
                    is_misread[slot] = true;
                }
            }
        }
    }
    (0..is_misread.len()).filter(|place| is_misread[*place]).collect()
}

/// Words for a column, or why there are none; `is_plain` calls it `column …`.
fn slot_of(column: &Column, is_plain: bool) -> Result<Slot, String> {
    let name = column.name();
    let (label, unit) = match column.kind() {
        ColumnKind::Number => name_and_unit(name),
        _ => (name, ""),
    };
    let label = if is_plain { format!("column {label}") } else { label.to_owned() };
    let told = |values| Ok(proposed(&Named { name, label: &label, unit, values }));
    match column.kind() {
        ColumnKind::Number => {
            let cells: Vec<f64> = column.numbers().present().collect();
            if cells.is_empty() {
                return Err("it is empty".to_owned());
            }
            told(Kind::Number(decimals_of_cells(&cells)))
        }
        ColumnKind::Category | ColumnKind::YesNo => {
            let levels = column.levels();
            if levels.len() < 2 {
                return Err("it has one value only".to_owned());
            }
            if levels.len() > MOST_STATES {
                return Err(format!("it has {} different values", count(levels.len() as f64)));
            }
            told(Kind::Cells(levels.iter().map(|level| level.text.as_str()).collect()))
        }
        ColumnKind::Date => Err("dates are not told".to_owned()),
        ColumnKind::Identifier => Err("it names rows and says nothing of them".to_owned()),
        ColumnKind::Text => Err("free text is not told".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use table::Table;

    fn table(columns: &[(&str, &[&str])]) -> Table {
        let columns = columns.iter().map(|(name, cells)| {
            ((*name).to_owned(), cells.iter().map(|cell| (*cell).to_owned()).collect())
        });
        Table::from_columns(columns.collect()).expect("a table")
    }

    #[test]
    fn a_name_that_ends_in_a_unit_gives_the_unit_and_yes_and_no_are_told_as_such() {
        let table = table(&[
            ("bp sys [mmHg]", &["120", "135", "141"]),
            ("is_active", &["1", "0", "1"]),
            ("grade", &["A+", "A-", "B"]),
        ]);
        let (dictionary, left_out) = propose(table.columns());
        assert_eq!(left_out, []);
        let config = RunConfig { kind: TextKind::TerseNote, ..RunConfig::default() };
        let alone = Alone::new(config, dictionary.clone()).expect("it can be used");
        let columns: Vec<&Column> = table.columns().iter().collect();
        let cells: Vec<Cells> = dictionary
            .slots
            .iter()
            .zip(columns)
            .map(|(slot, column)| Cells::of(slot, column).expect("it fits"))
            .collect();
        let text = alone.embedded(&Skeleton { row: 0, facts: facts(&cells, 0) }).text;
        for words in ["120 mmHg", "yes", "A+"] {
            assert!(text.contains(words), "{words}: {text}");
        }
    }

    #[test]
    fn columns_that_cannot_be_told_are_left_out_with_a_reason() {
        let table = table(&[
            ("one", &["x", "x", "x"]),
            ("😀", &["😢", "😀", "😢"]),
            ("Rate", &["1", "2", "5"]),
            ("rate", &["3", "2", "9"]),
        ]);
        let (dictionary, left_out) = propose(table.columns());
        let told: Vec<&str> = dictionary.slots.iter().map(|slot| &*slot.name).collect();
        assert_eq!(told, ["Rate", "rate"], "the second one is called `column rate`");
        let whys: Vec<&str> = left_out.iter().map(|(_, why)| &**why).collect();
        assert_eq!(
            whys,
            ["it has one value only", "its name, or one of its values, has no letter and no digit"]
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        /// Whatever columns are called and hold, what is told of a small table is read back.
        #[test]
        fn what_is_told_is_read_back(
            names in prop::collection::vec(NAME, 1..5),
            cells in prop::collection::vec(prop::collection::vec(CELL, 5), 12),
        ) {
            let column = |(place, name): (usize, &String)| {
                let cells = cells.iter().map(|row| row[place].clone()).collect();
                (format!("{name}{}", " ".repeat(place)), cells)
            };
            let Ok(table) = Table::from_columns(names.iter().enumerate().map(column).collect()) else {
                return Ok(());
            };
            let (dictionary, _) = propose(table.columns());
            let told: Vec<&Column> =
                dictionary.slots.iter().map(|slot| table.column(&slot.name).expect("a column")).collect();
            prop_assert_eq!(misread(&dictionary, &told), Vec::<usize>::new());
        }
    }

    /// Names and cells of everyday words, cues of the reader, numbers and marks.
    const NAME: &str =
        "(no|neg|history of|age|x|test|rate_1|2019|mother|is ill|a|BP|denies)( \\(mg\\))?[?!_.-]?";
    const CELL: &str = "(no|yes|negative|positive|none|[0-9]{1,3}|-?[0-9]\\.[0-9]|not ill|x, y|A\\+|<5|possible|was|; or|)";
}
