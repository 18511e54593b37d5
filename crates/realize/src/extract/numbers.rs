//! Numbers as they are written: decimals, thousands, ranges, bounds, pairs, spelled out, with units.

use std::ops::Range;

use super::cues::Cue;
use super::digits::{Value, value};
use super::lexicon::{Meaning, Sort};
use super::matches::Match;
use super::spelled::spelled_at;
use super::tokens::{Kind, Tokens};
use super::vocabulary::List;
use crate::dictionary::Number;
use crate::mention::{Claim, Interval};

/// What a number says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Shape {
    /// One value.
    Point(Value),
    /// Roughly one value.
    About(Value),
    /// At least, or more than.
    AtLeast(Value),
    /// At most, or less than.
    AtMost(Value),
    /// Between two.
    Range(Value, Value),
    /// Two with a slash between them.
    Pair(Value, Value),
    /// A date, a time, an ordinal: digits, but no value.
    Unreadable,
}

/// A number in a text.
#[derive(Clone, Debug)]
pub(super) struct Numeral<'m> {
    /// Its tokens, comparator and unit included.
    pub(super) tokens: Range<usize>,
    /// The tokens of its digits.
    pub(super) digits: Range<usize>,
    /// What it says.
    pub(super) shape: Shape,
    /// The meanings of the word behind it, where it is a unit; otherwise none.
    unit: &'m [Meaning],
    /// Whether a unit stands behind it that no slot has.
    pub(super) is_foreign: bool,
    /// The tokens of the comparator.
    pub(super) cue: Option<Range<usize>>,
    /// Whether it is written in letters.
    pub(super) is_spelled: bool,
    /// Whether a minus sign stands before it.
    pub(super) is_negative: bool,
}

impl Numeral<'_> {
    /// The slots and units that the word behind it is a unit of.
    pub(super) fn units(&self) -> impl Iterator<Item = (usize, usize)> {
        self.unit.iter().filter_map(|meaning| match meaning {
            Meaning::Unit { slot, unit } => Some((*slot, *unit)),
            _ => None,
        })
    }

    /// Whether a unit of the dictionary stands behind it.
    pub(super) fn has_unit(&self) -> bool {
        !self.unit.is_empty()
    }
}

/// Words behind a number that make it one of something else.
pub(super) const FOREIGN: &str = "hours, hour, h, hr, hrs, minutes, minute, min, mins, seconds, second, sec, days, day, \
    weeks, week, months, month, years, year, mg, mcg, ug, g, kg, ml, l, dl, units, unit, u, \
    iu, meq, mmol, kpa, mmhg, times, doses, dose, tablets, pack, packs, liters, liter, \
    litres, cc, beats, breaths, percent, cm, mm, episodes, cycles, rounds, lines, bpm, cmh2o, \
    mgs, grams, milligrams, milliliters, cigarettes, drinks, weeks', patients, torr, \
    umol, mol";

/// Words before `from … to …` that make the second number the one that holds.
pub(super) const CHANGES: &str = "rose, rises, rising, risen, rise, fell, falls, falling, fallen, fall, dropped, drops, \
    dropping, drop, decreased, decreases, decreasing, decrease, increased, increases, \
    increasing, increase, improved, improves, improving, improvement, cleared, clearing, \
    climbed, climbing, worsened, worsening, doubled, changed, changing, change, trended, \
    trending, declined, declining, decline, went, came, down, up, normalized, jumped, \
    shot, weaned, recovered";

/// Words before a number that make it a label.
pub(super) const LABELS: &str = "day, bed, room, grade, stage, type, class, step, phase, number, no, page, case, week, \
    hour, row, record, january, february, march, april, june, july, august, september, \
    october, november, december, figure, table, version";

/// The numeral that starts at this token; none where none does. `matches_at` gives the words found
/// at a token.
pub(super) fn numeral<'m>(
    tokens: &Tokens,
    matches_at: &impl Fn(usize) -> Option<&'m Match<'m>>,
    at: usize,
    end: usize,
) -> Option<Numeral<'m>> {
    let (first, mut behind, is_spelled) = match tokens.kind_at(at) {
        Kind::Number => (value_at(tokens, at), at + 1, false),
        Kind::Word => {
            let (value, behind) = spelled_at(tokens, at, end)?;
            (Some(value), behind, true)
        }
        _ => return None,
    };
    let mut numeral = Numeral {
        tokens: at..behind,
        digits: at..behind,
        shape: Shape::Unreadable,
        unit: &[],
        is_foreign: false,
        cue: None,
        is_spelled,
        is_negative: false,
    };
    let Some(first) = first else { return Some(numeral) };
    if let Some(date) = dated(tokens, at, end) {
        numeral.tokens.end = date;
        numeral.digits.end = date;
        return Some(numeral);
    }
    let is_labeled =
        at > 0 && tokens.is_in(at - 1, List::Labels) && !is_end_of_anchor(matches_at, at - 1);
    if is_labeled || is_ordinal(tokens, behind) {
        return Some(numeral);
    }
    // `.9`
    let start = at - usize::from(is_fraction(tokens, at));
    numeral.tokens.start = start;
    let before = start.checked_sub(1);
    let hyphen = before.filter(|&before| tokens.mark_at(before) == Some('-'));
    let is_signed = hyphen.is_some_and(|hyphen| {
        tokens.list[hyphen].is_spaced
            && !tokens.list[start].is_spaced
            && !(hyphen > 0 && tokens.kind_at(hyphen - 1) == Kind::Number)
    });
    let comparator = comparator(tokens, matches_at, if is_signed { start - 1 } else { start });
    let mut shape = match comparator.as_ref().map(|(cue, _)| *cue) {
        Some(Cue::AtLeast) => Shape::AtLeast(first),
        Some(Cue::AtMost) => Shape::AtMost(first),
        Some(Cue::About) => Shape::About(first),
        _ => Shape::Point(first),
    };
    let is_between = matches!(comparator, Some((Cue::Between, _)));
    if is_decade(tokens, behind, first) {
        let top = Value { value: first.value + 10.0, decimals: 0 };
        shape = Shape::Range(first, top);
        behind += 1;
    } else if let Some((second, next)) = second_end(tokens, matches_at, behind, end, is_between) {
        // `rose from 1.1 to 2.6`
        let is_change = is_between
            && comparator.as_ref().is_some_and(|(_, cue)| {
                cue.start > 0
                    && tokens.text(cue.start) == "from"
                    && tokens.is_in(cue.start - 1, List::Changes)
            });
        shape = if is_change { Shape::Point(second) } else { Shape::Range(first, second) };
        numeral.digits.end = next;
        behind = next;
    } else if let Some((second, next)) = over_slash(tokens, behind, end) {
        shape = Shape::Pair(first, second);
        numeral.digits.end = next;
        behind = next;
    }
    let (unit, unit_end) = unit_at(tokens, matches_at, behind, end);
    if let (Shape::Point(value), true) = (shape, unit.is_empty() && is_thousand(tokens, behind)) {
        shape = Shape::Point(Value { value: value.value * 1e3, decimals: 0 });
        behind += 1;
    } else if unit.is_empty() {
        // `HR 96/RR 18`
        let is_over =
            tokens.mark_at(behind) == Some('/') && is_next_anchor(tokens, matches_at, behind + 1);
        numeral.is_foreign = is_foreign(tokens, behind)
            && !is_over
            && !(is_free(tokens, behind) && is_next_anchor(tokens, matches_at, behind));
    } else {
        let next = tokens.list.get(unit_end);
        let goes_on = matches!(tokens.mark_at(unit_end), Some('/' | '^'))
            && next.is_some_and(|next| !next.is_spaced);
        numeral.is_foreign = goes_on;
        numeral.unit = if goes_on { &[] } else { unit };
        behind = unit_end;
    }
    if let Some((cue, next)) = bound_behind(tokens, behind) {
        if let Shape::Point(value) | Shape::About(value) = shape {
            shape = match cue {
                Cue::AtLeast => Shape::AtLeast(value),
                Cue::AtMost => Shape::AtMost(value),
                _ => Shape::About(value),
            };
        }
        numeral.cue = Some(behind..next);
        behind = next;
    }
    if numeral.unit.is_empty() && !numeral.is_foreign {
        let (unit, unit_end) = unit_at(tokens, matches_at, behind, end);
        if !unit.is_empty() {
            numeral.unit = unit;
            behind = unit_end;
        }
    }
    numeral.tokens.end = behind;
    if let Some((_, cue)) = comparator {
        numeral.tokens.start = cue.start;
        numeral.cue = Some(cue);
    }
    numeral.is_negative = is_signed;
    numeral.shape = shape;
    Some(numeral)
}

/// What a shape says of a number of the dictionary, in the model's unit; none for pairs and digits
/// without a value.
pub(super) fn claim(shape: Shape, is_negative: bool, says: &Number, unit: usize) -> Option<Claim> {
    let (scale, offset) = says.units.get(unit).map_or((1.0, 0.0), |unit| (unit.scale, unit.offset));
    let may_be_negative = says.plausible.is_none_or(|[least, _]| least < 0.0);
    let sign = if is_negative && (may_be_negative || offset != 0.0) { -1.0 } else { 1.0 };
    let convert = |value: f64| bounded(scale * value + offset);
    let interval = |low: f64, high: f64, stated: Option<f64>, decimals: u8| {
        let (low, high) = (convert(low), convert(high));
        let stated = stated.map(convert);
        Interval { stated, low: low.min(high), high: low.max(high), decimals }
    };
    let around = |Value { value, decimals }: Value, half: f64| {
        interval(sign * value - half, sign * value + half, Some(sign * value), decimals)
    };
    Some(match shape {
        Shape::Point(value) => Claim::Number(around(value, half_place(value.decimals))),
        Shape::About(value) => Claim::Roughly(around(value, rough_half(value))),
        Shape::AtLeast(Value { value, decimals }) => {
            Claim::Number(interval(sign * value, f64::MAX, None, decimals))
        }
        Shape::AtMost(Value { value, decimals }) => {
            Claim::Number(interval(f64::MIN, sign * value, None, decimals))
        }
        Shape::Range(one, other) => {
            let decimals = one.decimals.max(other.decimals);
            let (low, high) = (one.value.min(other.value), one.value.max(other.value));
            Claim::Number(interval(low, high, None, decimals))
        }
        Shape::Pair(..) | Shape::Unreadable => return None,
    })
}

/// One unit of so many decimals.
pub(crate) fn place(decimals: u8) -> f64 {
    const PLACES: [f64; 13] =
        [1e0, 1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12];
    let written = || format!("1e-{decimals}").parse().unwrap_or(0.0);
    PLACES.get(usize::from(decimals)).copied().unwrap_or_else(written)
}

fn half_place(decimals: u8) -> f64 {
    place(decimals) / 2.0
}

/// How far from a rough number the truth may be: half of the last place that is not zero, and at
/// least a twentieth.
fn rough_half(Value { value, decimals }: Value) -> f64 {
    let mut unit = place(decimals);
    while unit < value.abs() && decimals == 0 && value % (unit * 10.0) == 0.0 && value != 0.0 {
        unit *= 10.0;
    }
    (unit / 2.0).max(value.abs() / 20.0)
}

fn bounded(value: f64) -> f64 {
    if value.is_nan() { 0.0 } else { value.clamp(f64::MIN, f64::MAX) }
}

/// Whether only a point stands before these digits: `.9`.
fn is_fraction(tokens: &Tokens, at: usize) -> bool {
    at > 0
        && tokens.mark_at(at - 1) == Some('.')
        && !tokens.list[at].is_spaced
        && tokens.list[at - 1].is_spaced
        && tokens.kind_at(at) == Kind::Number
}

fn value_at(tokens: &Tokens, at: usize) -> Option<Value> {
    if is_fraction(tokens, at) {
        value(&format!("0.{}", tokens.text(at)))
    } else {
        value(tokens.text(at))
    }
}

/// Where a date or a time that starts here ends.
fn dated(tokens: &Tokens, at: usize, end: usize) -> Option<usize> {
    let tight = |at: usize, mark: char| {
        at + 1 < end
            && tokens.mark_at(at) == Some(mark)
            && tokens.kind_at(at + 1) == Kind::Number
            && !tokens.list[at].is_spaced
            && !tokens.list[at + 1].is_spaced
    };
    if tight(at + 1, ':') {
        return Some(if tight(at + 3, ':') { at + 5 } else { at + 3 });
    }
    let is_date = |mark| tight(at + 1, mark) && tight(at + 3, mark);
    (is_date('/') || is_date('-')).then_some(at + 5)
}

fn is_ordinal(tokens: &Tokens, behind: usize) -> bool {
    matches!(tokens.text_at(behind), "st" | "nd" | "rd" | "th")
        && tokens.list.get(behind).is_some_and(|token| !token.is_spaced)
}

fn is_decade(tokens: &Tokens, behind: usize, first: Value) -> bool {
    tokens.text_at(behind) == "s"
        && !tokens.list[behind].is_spaced
        && first.decimals == 0
        && first.value % 10.0 == 0.0
}

/// `18.4k`
fn is_thousand(tokens: &Tokens, behind: usize) -> bool {
    tokens.text_at(behind) == "k" && !tokens.list[behind].is_spaced
}

fn comparator<'m>(
    tokens: &Tokens,
    matches_at: &impl Fn(usize) -> Option<&'m Match<'m>>,
    at: usize,
) -> Option<(Cue, Range<usize>)> {
    let before = at.checked_sub(1)?;
    // `approx. 30`
    let is_short = tokens.mark_at(before) == Some('.') && !tokens.list[before].is_spaced;
    let before = if is_short { before.checked_sub(1)? } else { before };
    let found = matches_at(before)?;
    if !found.sorts.has(Sort::Cue) {
        return None;
    }
    found.meanings.iter().find_map(|meaning| match meaning {
        Meaning::Cue(cue @ (Cue::AtLeast | Cue::AtMost | Cue::About | Cue::Between)) => {
            Some((*cue, found.first..found.last + 1))
        }
        // `no less than` looks like a denial and is a bound.
        Meaning::Cue(Cue::Pseudo) if found.meanings.len() > 1 => None,
        _ => None,
    })
}

/// The upper end of a range whose lower end stops before this token.
fn second_end<'m>(
    tokens: &Tokens,
    matches_at: &impl Fn(usize) -> Option<&'m Match<'m>>,
    behind: usize,
    end: usize,
    is_between: bool,
) -> Option<(Value, usize)> {
    let (_, unit_end) = unit_at(tokens, matches_at, behind, end);
    let joins = |at: usize| {
        at + 1 < end
            && match tokens.kind_at(at) {
                Kind::Mark('-') => true,
                Kind::Word => {
                    matches!(tokens.text(at), "to" | "through")
                        || is_between && tokens.text(at) == "and"
                }
                _ => false,
            }
    };
    [behind, unit_end].into_iter().filter(|&at| joins(at)).find_map(|at| {
        let next = at + 1;
        match tokens.kind_at(next) {
            Kind::Number => Some((value_at(tokens, next)?, next + 1)),
            Kind::Word => spelled_at(tokens, next, end),
            _ => None,
        }
    })
}

fn over_slash(tokens: &Tokens, behind: usize, end: usize) -> Option<(Value, usize)> {
    let is_over = tokens.mark_at(behind) == Some('/') || tokens.text_at(behind) == "over";
    let next = behind + 1;
    if is_over && next < end && tokens.kind_at(next) == Kind::Number {
        Some((value_at(tokens, next)?, next + 1))
    } else {
        None
    }
}

/// The meanings of the unit that starts here, none where none does, and the token behind it.
fn unit_at<'m>(
    tokens: &Tokens,
    matches_at: &impl Fn(usize) -> Option<&'m Match<'m>>,
    at: usize,
    end: usize,
) -> (&'m [Meaning], usize) {
    if at >= end || tokens.list.len() <= at {
        return (&[], at);
    }
    match matches_at(at).filter(|found| found.first == at && found.sorts.has(Sort::Unit)) {
        Some(found) => (&found.meanings, found.last + 1),
        None => (&[], at),
    }
}

fn is_foreign(tokens: &Tokens, behind: usize) -> bool {
    let Some(next) = tokens.list.get(behind) else { return false };
    match next.kind {
        Kind::Word => {
            tokens.is_in(behind, List::Foreign)
                || !next.is_spaced && !next.is_tied && tokens.text(behind) != "s"
        }
        Kind::Mark('%' | '°' | '^' | '$' | '€') => true,
        Kind::Mark('/') => !next.is_spaced && tokens.kind_at(behind + 1) == Kind::Word,
        _ => false,
    }
}

/// `T 37.2 HR 88`: an anchor with its own number stands behind, not the unit that it could be too.
fn is_next_anchor<'m>(
    tokens: &Tokens,
    matches_at: &impl Fn(usize) -> Option<&'m Match<'m>>,
    behind: usize,
) -> bool {
    let Some(found) = matches_at(behind) else { return false };
    let next = found.last + 1;
    found.first == behind
        && found.sorts.has(Sort::Anchor)
        && (tokens.kind_at(next) == Kind::Number
            || matches!(tokens.text_at(next), ":" | "=" | "is" | "was" | "of"))
}

/// Whether the name of a number ends here: `hours per week 40`.
fn is_end_of_anchor<'m>(matches_at: &impl Fn(usize) -> Option<&'m Match<'m>>, at: usize) -> bool {
    matches_at(at).is_some_and(|found| found.last == at && found.sorts.has(Sort::Anchor))
}

/// Whether a token is not written onto the one before it.
fn is_free(tokens: &Tokens, at: usize) -> bool {
    tokens.list.get(at).is_some_and(|token| token.is_spaced || token.is_tied)
}

/// A bound or a doubt that stands behind the number: `or more`, `+`, `or so`.
fn bound_behind(tokens: &Tokens, behind: usize) -> Option<(Cue, usize)> {
    if tokens.mark_at(behind) == Some('+') && !tokens.list[behind].is_spaced {
        return Some((Cue::AtLeast, behind + 1));
    }
    if tokens.text_at(behind) == "ish" {
        return Some((Cue::About, behind + 1));
    }
    if !matches!(tokens.text_at(behind), "or" | "and") {
        return None;
    }
    match tokens.text_at(behind + 1) {
        "more" | "higher" | "above" | "greater" | "over" | "older" | "up" | "better" => {
            Some((Cue::AtLeast, behind + 2))
        }
        "less" | "lower" | "below" | "fewer" | "under" | "younger" => {
            Some((Cue::AtMost, behind + 2))
        }
        "so" | "thereabouts" => Some((Cue::About, behind + 2)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rough_numbers_leave_half_a_place_or_a_twentieth() {
        let half = |value, decimals| rough_half(Value { value, decimals });
        assert_eq!(half(140.0, 0), 7.0);
        assert_eq!(half(3.0, 0), 0.5);
        assert_eq!(half(100.0, 0), 50.0);
        assert_eq!(half(0.0, 0), 0.5);
    }
}
