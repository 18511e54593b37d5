//! The pool of workers: one keeper of the table, runners that share the units of a job, and a talker.
//!
//! Results are put in order by unit number, so the number of workers cannot matter.

mod answer;
mod clerk;
mod keeper;
mod runners;
mod talker;

pub(crate) use clerk::{Office, RequestSeen};
pub(crate) use keeper::{Keeper, Source};
pub(crate) use runners::{Order, Runners, UnitDone};
pub(crate) use talker::Talker;

use causeloom::Error;

use clerk::Failure;

/// The failure of a request that was also tried a second time, for the page.
fn report(failure: Failure) -> Error {
    match failure {
        Failure::Refused(error) => error,
        Failure::Canceled => canceled(),
        Failure::Crashed(words) => {
            Error::new("worker-crashed", format!("the computation broke off twice: {words}"))
                .with_hint(
                    "try it with fewer rows or columns, and please report it with the words above",
                )
        }
    }
}

/// The error that says that the user stopped the work; pages show nothing for it.
pub(crate) fn canceled() -> Error {
    Error::new("canceled", "stopped")
}
