//! What is fetched once the first page stands: functions marked `wasm_split(pages, …)` and all that
//! only they need are a module of their own.

use std::fmt;

use causeloom::Error;
use leptos::wasm_split::SplitLoaderError;

/// That module could not be fetched.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NotFetched;

impl fmt::Display for NotFetched {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a part of this page's program could not be fetched")
    }
}

impl std::error::Error for NotFetched {}

impl From<SplitLoaderError> for NotFetched {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

impl From<NotFetched> for Error {
    fn from(error: NotFetched) -> Self {
        Self::new("not-fetched", error.to_string())
            .with_hint("see whether you are connected, and try again")
    }
}
