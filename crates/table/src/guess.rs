//! Guessing the kind of a column, with the reason in the words of whoever made the table.

use std::fmt::Write as _;

use crate::cells::Cells;
use crate::codes::{LevelMap, yes_or_no};
use crate::column::{first_texts, n_distinct_texts};
use crate::kind::{ColumnKind, Guess};
use crate::sketch::{MOST_REMEMBERED, Reading, Sketch, Tally};

/// Rows from which on "every value is different" means something.
const ENOUGH_ROWS: u32 = 20;
/// Levels up to which texts are a category however few the rows.
const FEW_LEVELS: u32 = 50;
/// Mean length in bytes from which on a text is long.
const LONG_TEXT: u64 = 50;

/// Whether cells that are no numbers are so few that the column is one of numbers all the same.
fn few_texts(tally: &Tally) -> bool {
    let n_present = u64::from(tally.n_present());
    tally.n_numbers > 0
        && (tally.n_texts == 0
            || u64::from(tally.n_texts) * 50 < n_present
            || (tally.n_texts == 1 && tally.n_numbers >= 10))
}

/// Guesses the kind of a column; the rules stand at the head of the crate.
pub(crate) fn guess(name: &str, cells: &Cells, sketch: &Sketch, reading: &Reading) -> Guess {
    let tally = sketch.tally();
    let n_present = tally.n_present();
    if n_present == 0 {
        return Guess { kind: ColumnKind::Text, reason: "no cell has a value".to_owned() };
    }
    let mut guess = if few_texts(tally) {
        guess_numeric(name, cells, sketch, reading)
    } else {
        guess_textual(cells, sketch, reading)
    };
    match tally.n_missing {
        0 => {}
        1 => guess.reason.push_str("; 1 cell is missing"),
        n_missing => {
            write!(guess.reason, "; {n_missing} cells are missing").expect("a string takes all");
        }
    }
    guess
}

fn guess_numeric(name: &str, cells: &Cells, sketch: &Sketch, reading: &Reading) -> Guess {
    let tally = sketch.tally();
    let n_present = tally.n_present();
    if tally.n_texts > 0 {
        let (numbers, texts) = (tally.n_numbers, tally.n_texts);
        let are = if texts == 1 { "is" } else { "are" };
        let examples = some_texts(cells, reading);
        return Guess {
            kind: ColumnKind::Number,
            reason: format!(
                "{numbers} of {n_present} values are numbers, {texts} {are} not: {examples}"
            ),
        };
    }
    if sketch.distinct().is_some() {
        let levels = LevelMap::new(cells, sketch, reading, ColumnKind::YesNo).levels;
        if let [low, high] = &levels[..] {
            let zero_one = (tally.minimum, tally.maximum) == (0.0, 1.0);
            if zero_one || n_present >= 10 {
                let reason = format!("2 different values: {}, {}", low.text, high.text);
                return Guess { kind: ColumnKind::YesNo, reason };
            }
        }
    }
    if n_present >= ENOUGH_ROWS && tally.n_whole == n_present {
        let runs = tally.maximum - tally.minimum < 1.1 * f64::from(n_present);
        let named = named_as_identifier(name);
        if (runs || named) && nearly_all(n_distinct_texts(cells, sketch, reading), n_present) {
            let seems = if runs {
                "looks like a running number"
            } else {
                "stands under the name of an identifier"
            };
            return Guess {
                kind: ColumnKind::Identifier,
                reason: format!(
                    "{} and {seems}",
                    every_value_differs(n_distinct_texts(cells, sketch, reading), n_present)
                ),
            };
        }
    }
    let reason = match n_present {
        1 => "the only value is a number".to_owned(),
        2 => "both values are numbers".to_owned(),
        _ => format!("all {n_present} values are numbers"),
    };
    Guess { kind: ColumnKind::Number, reason }
}

fn guess_textual(cells: &Cells, sketch: &Sketch, reading: &Reading) -> Guess {
    let tally = sketch.tally();
    let n_present = tally.n_present();
    let guess = |kind, reason| Guess { kind, reason };
    if u64::from(tally.n_dates) * 50 >= u64::from(n_present) * 49 {
        let some = first_texts(cells, reading, 1).swap_remove(0).1;
        let share = if tally.n_dates == n_present {
            format!("all {n_present} values look like dates")
        } else {
            format!("{} of {n_present} values look like dates", tally.n_dates)
        };
        return guess(ColumnKind::Date, format!("{share}, such as {some}"));
    }
    if sketch.distinct().is_some() {
        let levels = LevelMap::new(cells, sketch, reading, ColumnKind::YesNo).levels;
        if let [no, yes] = &levels[..]
            && yes_or_no(&no.text).is_some()
            && yes_or_no(&yes.text).is_some()
        {
            let reason = format!("2 different values: {}, {}", no.text, yes.text);
            return guess(ColumnKind::YesNo, reason);
        }
    }
    let n_distinct = n_distinct_texts(cells, sketch, reading);
    if n_present >= ENOUGH_ROWS && u64::from(n_distinct) * 10 >= u64::from(n_present) * 9 {
        let every = every_value_differs(n_distinct, n_present);
        return if tally.n_spaced == 0 && nearly_all(n_distinct, n_present) {
            guess(ColumnKind::Identifier, format!("{every} and none has a space"))
        } else {
            guess(ColumnKind::Text, every)
        };
    }
    let long = tally.text_bytes >= LONG_TEXT * u64::from(tally.n_texts);
    if long && u64::from(n_distinct) * 2 > u64::from(n_present) {
        let mean = tally.text_bytes / u64::from(tally.n_texts);
        let reason = format!("long and mostly different: {mean} characters on average");
        return guess(ColumnKind::Text, reason);
    }
    let few = n_distinct <= FEW_LEVELS
        || (n_distinct <= MOST_REMEMBERED as u32
            && u64::from(n_distinct) * 20 <= u64::from(n_present));
    let mut reason = if n_distinct == 1 {
        "1 value only".to_owned()
    } else {
        format!("{n_distinct} different values")
    };
    if few {
        reason.push_str(": ");
        let levels = LevelMap::new(cells, sketch, reading, ColumnKind::Category).levels;
        let shown: Vec<_> = levels.iter().take(5).map(|level| shortened(&level.text)).collect();
        reason.push_str(&shown.join(", "));
        if levels.len() > 5 {
            reason.push_str(" …");
        }
    } else {
        write!(reason, " in {n_present} rows are too many for a category")
            .expect("a string takes all");
    }
    if tally.n_numbers * 2 >= n_present {
        let not = tally.n_texts;
        let examples = some_texts(cells, reading);
        reason = format!("{not} of {n_present} values are not numbers: {examples}; {reason}");
    }
    guess(if few { ColumnKind::Category } else { ColumnKind::Text }, reason)
}

fn nearly_all(n_distinct: u32, n_present: u32) -> bool {
    u64::from(n_distinct) * 100 >= u64::from(n_present) * 99
}

fn every_value_differs(n_distinct: u32, n_present: u32) -> String {
    if n_distinct == n_present {
        "every value is different".to_owned()
    } else {
        format!("nearly every value is different ({n_distinct} of {n_present})")
    }
}

fn named_as_identifier(name: &str) -> bool {
    let lower = name.to_lowercase();
    let words =
        ["id", "uid", "uuid", "guid", "index", "nr", "no", "number", "key", "code", "record"];
    let mut parts =
        lower.split(|letter: char| !letter.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.next_back().is_some_and(|last| words.contains(&last))
        || name.ends_with("ID")
        || name.ends_with("Id")
}

/// Up to three different texts that are no numbers, in quotes.
fn some_texts(cells: &Cells, reading: &Reading) -> String {
    let mut shown: Vec<String> = Vec::new();
    let mut more = false;
    for (_, text) in first_texts(cells, reading, 200) {
        let quoted = format!("'{}'", shortened(&text));
        if !shown.contains(&quoted) {
            more = shown.len() == 3;
            if more {
                break;
            }
            shown.push(quoted);
        }
    }
    let list = shown.join(", ");
    if more { format!("{list} …") } else { list }
}

/// A text cut to what fits a sentence.
pub(crate) fn shortened(text: &str) -> String {
    const MOST: usize = 30;
    if text.chars().count() <= MOST {
        return text.replace(['\n', '\r'], " ");
    }
    let start: String = text.chars().take(MOST - 1).collect();
    format!("{}…", start.trim_end().replace(['\n', '\r'], " "))
}
