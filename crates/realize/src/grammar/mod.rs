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

#[cfg(test)]
pub(crate) use derivation::derived;
pub use locked::{Locked, Unsayable};
pub use placeholders::{Filled, Filling, PlaceholderFlaw, fill, placeholder_names};
