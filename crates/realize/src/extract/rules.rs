//! The names of the rules that find mentions: what was found, and what turned it.

use super::values::How;

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Words that say a state.
    Finding,
    /// Words that point at one.
    Hint,
    /// A word for a band of a number.
    Band,
    /// A grade with its anchor.
    Grade(How),
    /// A number with its anchor or unit.
    Number(How),
}

/// What turned it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turned {
    /// Nothing.
    Stated,
    /// A denial before it.
    PreNegation,
    /// Two denials that cancel.
    DoubleNegation,
    /// A denial behind it.
    PostNegation,
    /// `: no` behind it.
    Value,
    /// Something leaves it open.
    Open,
    /// Something puts it in the past.
    Past,
}

macro_rules! turned {
    ($found:literal) => {
        [
            concat!($found, "/stated"),
            concat!($found, "/pre-negation"),
            concat!($found, "/double-negation"),
            concat!($found, "/post-negation"),
            concat!($found, "/value"),
            concat!($found, "/open"),
            concat!($found, "/past"),
        ]
    };
}

/// The name of a rule, for instance `finding/pre-negation`.
pub(super) fn name(found: Found, turned: Turned) -> &'static str {
    let names = match found {
        Found::Finding => turned!("finding"),
        Found::Hint => turned!("hint"),
        Found::Band => turned!("band"),
        Found::Grade(How::After) => turned!("grade/after-anchor"),
        Found::Grade(How::Before) => turned!("grade/before-anchor"),
        Found::Grade(How::List) => turned!("grade/list"),
        Found::Grade(How::Unit) => turned!("grade/unit"),
        Found::Number(How::After) => turned!("number/after-anchor"),
        Found::Number(How::Before) => turned!("number/before-anchor"),
        Found::Number(How::List) => turned!("number/list"),
        Found::Number(How::Unit) => turned!("number/unit"),
    };
    names[turned as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_was_found_and_what_turned_it() {
        for (found, turned, expected) in [
            (Found::Finding, Turned::PostNegation, "finding/post-negation"),
            (Found::Number(How::Unit), Turned::Stated, "number/unit/stated"),
            (Found::Grade(How::List), Turned::Past, "grade/list/past"),
        ] {
            assert_eq!(name(found, turned), expected);
        }
    }
}
