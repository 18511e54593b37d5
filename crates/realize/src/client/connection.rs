//! Failed connections in words that a person can act on.

use super::FailureKind;
use crate::dialect::{ApiError, ApiErrorKind, Profile};

/// What a failed connection means for a server of this profile.
pub(super) fn connection_error(kind: FailureKind, profile: &Profile, base_url: &str) -> ApiError {
    let name = &profile.name;
    let message = match kind {
        FailureKind::Refused => format!("nothing listens at {base_url}"),
        FailureKind::NameUnknown => format!("the host of {base_url} is unknown"),
        FailureKind::Blocked => {
            format!("{base_url} cannot be reached from this page; browsers do not tell why")
        }
        FailureKind::MixedContent => {
            format!("a page on https may not ask {base_url}, which is on http")
        }
        FailureKind::PermissionDenied => "access to the local network is denied".to_owned(),
        FailureKind::Offline => "this machine is offline".to_owned(),
        FailureKind::Reset => format!("the connection to {base_url} broke"),
        FailureKind::Other => format!("the connection to {base_url} failed"),
    };
    let start = profile.local.as_ref().map(|local| format!("start it: {}", local.start));
    let what_to_do = match (kind, start) {
        (FailureKind::Refused | FailureKind::Blocked, Some(start)) => start,
        (FailureKind::Blocked, None) => {
            format!(
                "check the network and blocking extensions; about pages {name} says: {}",
                profile.cors
            )
        }
        (FailureKind::Refused | FailureKind::NameUnknown, _) => "check the address".to_owned(),
        (FailureKind::MixedContent, _) => {
            "use 127.0.0.1 as the host, or open this page from your own machine".to_owned()
        }
        (FailureKind::PermissionDenied, _) => {
            "allow this page the local network in the browser's site settings".to_owned()
        }
        (FailureKind::Offline, _) => "connect, then resume".to_owned(),
        (FailureKind::Reset | FailureKind::Other, _) => {
            "nothing: the next try waits; if it stays, check the network".to_owned()
        }
    };
    let retry = !matches!(
        kind,
        FailureKind::Offline | FailureKind::MixedContent | FailureKind::PermissionDenied
    );
    ApiError { kind: ApiErrorKind::Connection, message, what_to_do, retry }
}

/// True where the request cannot have reached the server.
pub(super) fn never_arrived(kind: FailureKind) -> bool {
    !matches!(kind, FailureKind::Reset | FailureKind::Other)
}
