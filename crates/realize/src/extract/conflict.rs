//! Whether one word would have to mean two things.

use super::error::DictionaryError;
use super::lexicon::Meaning;
use crate::Dictionary;
use crate::dictionary::Says;

/// Refuses a word with two meanings between which a reader would have to choose.
pub(super) fn conflict(
    dictionary: &Dictionary,
    first: Meaning,
    second: Meaning,
    term: &impl Fn() -> String,
) -> Result<(), DictionaryError> {
    use Meaning::{Anchor, BandWord, Grade, Hint, Says, Watched};
    let name = |meaning: Meaning| match meaning {
        Watched(index) => dictionary.watched[index].label.clone(),
        other => other.slot().map_or(String::new(), |slot| dictionary.slots[slot].name.clone()),
    };
    let shared = || {
        Err(DictionaryError::SharedTerm { term: term(), first: name(first), second: name(second) })
    };
    match (first, second) {
        // Beside an anchor or a number the anchor or number decides.
        (Grade { slot: one, state }, Grade { slot: other, state: second_state })
        | (
            Says { slot: one, state, .. } | Hint { slot: one, state },
            Says { slot: other, state: second_state, .. }
            | Hint { slot: other, state: second_state },
        ) if one == other => {
            if state == second_state {
                return Ok(());
            }
            let states = dictionary.slots[one].states();
            let named = |state: u16| states.get(usize::from(state)).map_or("", |name| name);
            Err(DictionaryError::AmbiguousTerm {
                slot: dictionary.slots[one].name.clone(),
                term: term(),
                first: named(state).to_owned(),
                second: named(second_state).to_owned(),
            })
        }
        (Anchor { slot: one }, Anchor { slot: other }) => {
            if one == other || in_one_pair(dictionary, one, other) { Ok(()) } else { shared() }
        }
        (BandWord { .. }, BandWord { .. }) => Ok(()),
        (
            Says { slot: one, .. }
            | Anchor { slot: one }
            | BandWord { slot: one, .. }
            | Hint { slot: one, .. },
            Says { slot: other, .. }
            | Anchor { slot: other }
            | BandWord { slot: other, .. }
            | Hint { slot: other, .. },
        ) if one != other => shared(),
        (Watched(one), Watched(other)) if one != other => shared(),
        (Watched(_), Says { .. } | Anchor { .. } | BandWord { .. })
        | (Says { .. } | Anchor { .. } | BandWord { .. }, Watched(_)) => shared(),
        _ => Ok(()),
    }
}

/// Whether two slots are the two numbers of one pair.
fn in_one_pair(dictionary: &Dictionary, one: usize, other: usize) -> bool {
    let pair = |slot: usize| match &dictionary.slots[slot].says {
        Says::Number(number) => number.pair,
        _ => None,
    };
    pair(one).is_some() && pair(other).is_some() && pair(one) != pair(other)
}
