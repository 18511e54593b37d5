//! A dictionary tried as a whole: every word of every value is written once and read back.

use realize::{
    Extractor, Fact, Skeleton,
    dictionary::{Policy, Slot},
    run::Alone,
};

use super::{TableRows, bench::refused, ground::Ground};
use crate::{Error, Session, Study};

/// Rows of the study that are told and read for a try.
const TRIED: u64 = 200;

/// Whether a study's words can be written and are read as they are meant, whoever writes: those of
/// every state by itself, and those of some rows together.
///
/// # Errors
/// A model that is not finished; words that do not fit the model, that mean two things, or that are
/// read otherwise than they are meant, with the variable's name and the next step.
pub(crate) fn check_words(study: &Study, session: Option<&Session>) -> Result<(), Error> {
    let table = TableRows::of(session, study)?;
    let ground = Ground::new(study, table.as_ref())?;
    let dictionary = &ground.dictionary;
    Extractor::new(dictionary).map_err(|error| {
        Error::new("dictionary", error.to_string())
            .with_hint("change the words of that variable; everything else can stay")
    })?;
    let mut config = ground.run_config(study);
    // What a language model is told is no matter of the words.
    config.template = None;
    let alone = Alone::new(config, dictionary.clone()).map_err(|error| refused(&error))?;
    for (place, slot) in dictionary.slots.iter().enumerate() {
        if slot.policy == Policy::MustNot {
            continue;
        }
        for (state, name) in slot.states().into_iter().enumerate() {
            let mut facts = vec![None; dictionary.slots.len()];
            facts[place] = Some(Fact::State(state as u16));
            if let Some((found, why)) = misread(&alone, &ground, &Skeleton { row: 0, facts }) {
                // A word of another variable that stands in every text is that one's fault.
                let at_fault = found.and_then(|found| dictionary.slots.get(found)).unwrap_or(slot);
                let text = format!("a text in which `{}` is {name}", slot.name);
                return Err(unreadable(at_fault, &text, &why));
            }
        }
    }
    for told in ground.rows.told(0..TRIED)? {
        if let Some((place, why)) = misread(&alone, &ground, &told.skeleton) {
            let text = format!("the text of row {}", told.skeleton.row + 1);
            return Err(match place.and_then(|place| dictionary.slots.get(place)) {
                Some(slot) => unreadable(slot, &text, &why),
                None => Error::new("dictionary", format!("{text} is read otherwise: {why}"))
                    .with_hint("use words that say nothing besides"),
            });
        }
    }
    Ok(())
}

/// What is read otherwise than it is meant in every text of the embedded realizer: the variable's
/// place and why.
fn misread(alone: &Alone, ground: &Ground, skeleton: &Skeleton) -> Option<(Option<usize>, String)> {
    let record = alone.embedded(skeleton);
    let violation = record.violations.first()?;
    Some((violation.slot, violation.explain(&ground.dictionary)))
}

fn unreadable(slot: &Slot, text: &str, why: &str) -> Error {
    let name = &slot.name;
    Error::new("dictionary", format!("the words of `{name}`: {text} is read otherwise: {why}"))
        .with_hint(format!(
            "give `{name}` words that no other variable has, that neither deny nor doubt, and that are \
             no usual words of a sentence; everything else can stay"
        ))
}
