//! What can be wrong with a dictionary.

/// Why a dictionary cannot be read with.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DictionaryError {
    /// Two slots have one name.
    #[error("two slots are called `{name}`; each variable has one")]
    RepeatedSlot {
        /// The name.
        name: String,
    },
    /// A word without a letter, a digit or a mark.
    #[error("slot `{slot}` has an empty word among its {list}; remove it")]
    EmptyTerm {
        /// The slot's name, or `watched` and `ignored`.
        slot: String,
        /// Which list: `terms`, `anchors` and so on.
        list: &'static str,
    },
    /// One word would mean two slots.
    #[error("`{term}` means both `{first}` and `{second}`; a word may belong to one of them only")]
    SharedTerm {
        /// The word.
        term: String,
        /// The slot that has it first.
        first: String,
        /// The slot that has it again.
        second: String,
    },
    /// One word would mean two states of one slot.
    #[error("in slot `{slot}` the word `{term}` means two states, `{first}` and `{second}`")]
    AmbiguousTerm {
        /// The slot's name.
        slot: String,
        /// The word.
        term: String,
        /// The state that has it first.
        first: String,
        /// The state that has it again.
        second: String,
    },
    /// Fewer than two states, or one without a name.
    #[error("slot `{slot}` needs at least two states, each with its name")]
    MissingStates {
        /// The slot's name.
        slot: String,
    },
    /// Two states have one name.
    #[error("slot `{slot}` has the state `{state}` twice")]
    RepeatedState {
        /// The slot's name.
        slot: String,
        /// The state's name.
        state: String,
    },
    /// A state that no word can say.
    #[error("slot `{slot}` has no word for its state `{state}`")]
    NoWords {
        /// The slot's name.
        slot: String,
        /// The state's name.
        state: String,
    },
    /// Grades or a number without anything to stand beside.
    #[error("slot `{slot}` needs an anchor, a word that names it, for its grades or its number")]
    NoAnchor {
        /// The slot's name.
        slot: String,
    },
    /// A unit whose scale or offset turns no number into another.
    #[error("slot `{slot}` has the unit `{unit}` whose scale or offset is no usable number")]
    BadUnit {
        /// The slot's name.
        slot: String,
        /// The unit's first spelling.
        unit: String,
    },
    /// Ends of a range that are no numbers or in the wrong order.
    #[error("slot `{slot}` has a range whose ends are not two numbers in order")]
    BadRange {
        /// The slot's name.
        slot: String,
    },
    /// More decimals than a number has.
    #[error("slot `{slot}` is to be stated to {decimals} decimals; at most {most} can be")]
    TooManyDecimals {
        /// The slot's name.
        slot: String,
        /// What the dictionary asks.
        decimals: u8,
        /// The most there can be.
        most: u8,
    },
    /// More words than can be compiled.
    #[error("the dictionary is too large to be compiled")]
    TooLarge,
}
