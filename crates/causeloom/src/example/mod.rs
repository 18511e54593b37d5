//! The built-in examples: a finished study each, whose rows the project makes itself.

mod berkeley;
mod clinic;
pub(crate) mod models;

use fairness::RegimeMeans;
use serde::{Deserialize, Serialize};
use table::Table;

use crate::{Error, Study, study::Roles};

/// An example as a page offers it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ExampleView {
    /// Stable identifier.
    pub id: String,
    /// Title.
    pub title: String,
    /// One line: what it shows.
    pub about: String,
    /// Where the figures or the model come from.
    pub source: String,
    /// True where the rows are simulated from a stated model.
    pub simulated: bool,
    /// The finished study.
    pub study: Study,
}

/// Every built-in example.
pub fn examples() -> Vec<ExampleView> {
    vec![berkeley::view(), clinic::view()]
}

pub(crate) fn view(id: &str) -> Result<ExampleView, Error> {
    examples().into_iter().find(|example| example.id == id).ok_or_else(|| {
        let known: Vec<String> = examples().into_iter().map(|example| example.id).collect();
        Error::new("no-such-example", format!("there is no example named `{id}`"))
            .with_hint(format!("the examples are {}", known.join(", ")))
    })
}

pub(crate) fn table(id: &str) -> Result<Table, Error> {
    match id {
        berkeley::ID => Ok(berkeley::table()),
        clinic::ID => Ok(clinic::table()),
        _ => Err(view(id).err().unwrap_or_else(|| {
            Error::new("no-such-example", format!("the example `{id}` has no rows"))
        })),
    }
}

/// The true regime means of a simulated example under the given roles; none where the roles are not
/// those of the model that made it, or where there is no such model.
pub(crate) fn truth(id: &str, roles: &Roles) -> Option<RegimeMeans> {
    (id == clinic::ID).then(|| clinic::truth(roles)).flatten()
}
