//! What holds a model's answer to the facts while it writes: a grammar in which every fact is a
//! literal, placeholders that are filled here, or a JSON schema that holds only the form.

#[cfg(test)]
mod derivation;
mod literal;
pub mod locked;
pub mod placeholders;
pub mod schema;
mod sentences;
#[cfg(test)]
mod tests;

pub use locked::{Locked, Unsayable};
pub use placeholders::{Filled, PlaceholderFlaw, fill, placeholder_names};
