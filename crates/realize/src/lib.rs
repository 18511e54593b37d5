//! Rows put into words, and the proof by deterministic extraction that no fact changed.
//!
//! A [`Skeleton`] is the facts of one row. A [`Dictionary`] says how each fact may be put into words
//! and is shared by those who write (the embedded realizer, the prompts) and by the one who reads
//! (extraction). `verify` compares what a text says with the skeleton and names every violation.
//! Nothing here reaches a network: requests and responses are data.

mod ask;
pub mod dictionary;
pub mod embedded;
pub mod extract;
pub mod grammar;
mod log_line;
pub mod measure;
mod mention;
pub mod prompt;
pub mod run;
pub mod simulated;
mod skeleton;
#[cfg(test)]
mod specimen;
pub mod verify;
mod violation;

pub use ask::{Ask, Finish, Form, Message, Reply, Role, Usage};
pub use dictionary::Dictionary;
pub use extract::{DictionaryError, Extractor};
pub use mention::{Claim, Extraction, Holder, Interval, Mention, Standing};
pub use skeleton::{Fact, Skeleton, rounded};
pub use verify::{Verdict, verify};
pub use violation::{Violation, ViolationKind};
