//! Skeletons: the facts of one row, which a text has to state and may not change.

use serde::{Deserialize, Serialize};

use crate::dictionary::{Dictionary, Says};

/// One fact.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fact {
    /// A state, by its place in [`crate::dictionary::Slot::states`]; for a finding 0 is present
    /// and 1 absent.
    State(u16),
    /// A number in the model's unit, rounded to the slot's decimals.
    Number(f64),
}

/// The facts of one row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Skeleton {
    /// The number of the row; the address of all randomness that belongs to it.
    pub row: u64,
    /// One fact a slot of the dictionary, none where the row lacks the cell.
    pub facts: Vec<Option<Fact>>,
}

impl Fact {
    /// The state's place.
    pub fn state(self) -> Option<usize> {
        match self {
            Self::State(state) => Some(usize::from(state)),
            Self::Number(_) => None,
        }
    }

    /// The number.
    pub fn number(self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(number),
            Self::State(_) => None,
        }
    }
}

/// A number rounded to so many decimals, exactly as text with as many decimals reads back: the
/// value that a text can state.
pub fn rounded(value: f64, decimals: u8) -> f64 {
    if is_rounded(value, decimals) {
        return value + 0.0;
    }
    let text = format!("{value:.*}", usize::from(decimals));
    text.parse::<f64>().map_or(value, |number| number + 0.0)
}

/// Whether a number surely is the nearest to a decimal with so many places: it is the quotient of an
/// integer and a power of ten that both are exact, and so comes back from text unchanged.
fn is_rounded(value: f64, decimals: u8) -> bool {
    const POWERS: [f64; 7] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6];
    let Some(power) = POWERS.get(usize::from(decimals)) else { return false };
    let scaled = value * power;
    let whole = (scaled + 0.5_f64.copysign(scaled)).trunc();
    whole.abs() < 1e15 && whole / power == value
}

impl Skeleton {
    /// The fact in words that name nothing but the value: `yes`, `38.5`; for tables and corrections.
    pub fn value_text(&self, dictionary: &Dictionary, slot: usize) -> Option<String> {
        let words = &dictionary.slots[slot];
        match (*self.facts.get(slot)?.as_ref()?, &words.says) {
            (Fact::State(state), _) => {
                words.states().get(usize::from(state)).map(|state| (*state).to_owned())
            }
            (Fact::Number(number), Says::Number(says)) => {
                Some(format!("{number:.*}", usize::from(says.decimals)))
            }
            (Fact::Number(number), _) => Some(number.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_gives_the_number_that_the_text_reads_back() {
        for (value, decimals, expected) in [
            (38.449_999_9, 1, 38.4),
            (38.25, 1, 38.2),
            (-1.25, 1, -1.2),
            (0.1 + 0.2, 1, 0.3),
            (71.5, 0, 72.0),
            (-0.01, 1, 0.0),
            (1e300, 2, 1e300),
        ] {
            let found = rounded(value, decimals);
            assert_eq!(found, expected, "{value} to {decimals}");
            assert!(found != 0.0 || found.is_sign_positive());
        }
    }
}
