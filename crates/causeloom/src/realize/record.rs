//! One text with all its drafts, cut into pieces that a page shows.

use std::ops::Range;

use realize::{
    Dictionary, Extractor, Holder, Skeleton, Standing, Violation,
    dictionary::Says,
    run::{Because, FactSpan, Growing, Path, Record, Round},
};

use crate::view::{DraftView, FactView, PieceView, RecordView, ViolationView};

/// The view of a text; `set` are the variables that an intervention set in it.
pub(super) fn view(
    dictionary: &Dictionary,
    skeleton: &Skeleton,
    record: &Record,
    (number, title): (u64, String),
    set: &[&str],
) -> RecordView {
    let reader = Extractor::new(dictionary).ok();
    let read = |text: &str| reader.as_ref().map(|reader| told(reader, text)).unwrap_or_default();
    let mut drafts: Vec<DraftView> =
        record.rounds.iter().map(|round| draft(dictionary, round, &read(&round.text))).collect();
    let is_embedded = matches!(record.path, Path::Embedded { .. });
    if is_embedded || drafts.is_empty() {
        drafts.push(DraftView {
            title: "by the embedded realizer".to_owned(),
            pieces: pieces(dictionary, &record.text, &record.spans, &record.violations),
            violations: violations(dictionary, &record.violations),
            is_accepted: true,
            ..DraftView::default()
        });
    }
    RecordView {
        number,
        title,
        facts: facts(dictionary, skeleton, set),
        path: path_words(&record.path),
        chosen: drafts.len() - 1,
        drafts,
        is_under_way: false,
    }
}

/// The view of a text that is under way: the drafts that were read, and the one that is written now.
pub(super) fn view_under_way(
    dictionary: &Dictionary,
    skeleton: &Skeleton,
    (rounds, growing): (&[Round], Option<&Growing>),
    (number, title): (u64, String),
    set: &[&str],
) -> RecordView {
    let reader = Extractor::new(dictionary).ok().filter(|_| !rounds.is_empty());
    let read = |text: &str| reader.as_ref().map(|reader| told(reader, text)).unwrap_or_default();
    let mut drafts: Vec<DraftView> =
        rounds.iter().map(|round| draft(dictionary, round, &read(&round.text))).collect();
    drafts.extend(growing.map(|growing| {
        let state = if growing.text.is_empty() { "asked for" } else { "being written" };
        DraftView {
            title: format!("{}, {state}", draft_words(growing.resample, growing.round)),
            pieces: pieces(dictionary, &growing.text, &growing.spans, &[]),
            is_growing: true,
            ..DraftView::default()
        }
    }));
    RecordView {
        number,
        title,
        facts: facts(dictionary, skeleton, set),
        path: "under way".to_owned(),
        chosen: drafts.len().saturating_sub(1),
        drafts,
        is_under_way: true,
    }
}

fn facts(dictionary: &Dictionary, skeleton: &Skeleton, set: &[&str]) -> Vec<FactView> {
    let fact = |(place, slot): (usize, &realize::dictionary::Slot)| {
        let unit = match &slot.says {
            Says::Number(number) => number.units.first().and_then(|unit| unit.terms.first()),
            Says::Finding(_) | Says::States(_) => None,
        };
        Some(FactView {
            name: slot.name.clone(),
            label: slot.label.clone(),
            value: skeleton.value_text(dictionary, place)?,
            unit: unit.cloned().unwrap_or_default(),
            is_set: set.contains(&&*slot.name),
        })
    };
    dictionary.slots.iter().enumerate().filter_map(fact).collect()
}

/// Where a text states its facts.
fn told(reader: &Extractor, text: &str) -> Vec<FactSpan> {
    let mentions = reader.extract(text).mentions.into_iter();
    let stated = mentions.filter(|mention| {
        mention.standing == Standing::Stated
            && mention.holder == Holder::Subject
            && !mention.is_hint
    });
    stated.map(|mention| FactSpan { slot: mention.slot, span: mention.span }).collect()
}

fn draft(dictionary: &Dictionary, round: &Round, told: &[FactSpan]) -> DraftView {
    let mut violations = violations(dictionary, &round.violations);
    if let Some(trouble) = round.trouble {
        violations.insert(
            0,
            ViolationView {
                kind: String::new(),
                slot: String::new(),
                words: trouble_words(trouble).to_owned(),
            },
        );
    }
    DraftView {
        title: draft_words(round.resample, round.round),
        pieces: pieces(dictionary, &round.text, told, &round.violations),
        violations,
        is_accepted: round.accepted,
        ..DraftView::default()
    }
}

fn draft_words(resample: u32, round: u32) -> String {
    match (resample, round) {
        (0, 0) => "first draft".to_owned(),
        (resample, 0) => format!("draft {}", resample + 1),
        (_, correction) => format!("correction {correction}"),
    }
}

fn trouble_words(trouble: realize::run::Trouble) -> &'static str {
    use realize::run::Trouble;
    match trouble {
        Trouble::CutOff => "the limit of tokens cut the text off",
        Trouble::Declined => "the model declined, or a filter withheld the text",
        Trouble::Empty => "the answer is empty",
        Trouble::NoJson => "the answer is not the JSON that was asked for",
    }
}

/// A way in words.
pub(super) fn path_words(path: &Path) -> String {
    match path {
        Path::Draft => "right in the first draft".to_owned(),
        Path::Corrected { round: 1 } => "right after one correction".to_owned(),
        Path::Corrected { round } => format!("right after {round} corrections"),
        Path::Resampled { resample, round: 0 } => format!("right in draft {}", resample + 1),
        Path::Resampled { resample, round } => {
            format!("right in draft {}, correction {round}", resample + 1)
        }
        Path::Embedded { because } => because_words(because),
    }
}

/// Why the embedded realizer wrote, in words.
pub(super) fn because_words(because: &Because) -> String {
    let why = match because {
        Because::Chosen => return "by the embedded realizer".to_owned(),
        Because::OutOfRounds => "no answer was right".to_owned(),
        Because::Failed { words } => format!("the question failed: {words}"),
        Because::Unsayable { words } => words.clone(),
        Because::Cancelled => "the run was stopped".to_owned(),
    };
    format!("by the embedded realizer, because {why}")
}

/// Violations in words.
pub(super) fn violations(dictionary: &Dictionary, found: &[Violation]) -> Vec<ViolationView> {
    found
        .iter()
        .map(|violation| ViolationView {
            kind: kind(violation.kind),
            slot: name(dictionary, violation.slot),
            words: violation.explain(dictionary),
        })
        .collect()
}

/// The name of a kind as it is written everywhere: `MISSING`.
pub(super) fn kind(kind: realize::ViolationKind) -> String {
    let text = serde_json::to_value(kind).expect("a kind is a name");
    text.as_str().unwrap_or_default().to_owned()
}

fn name(dictionary: &Dictionary, slot: Option<usize>) -> String {
    slot.and_then(|slot| dictionary.slots.get(slot))
        .map_or_else(String::new, |slot| slot.name.clone())
}

/// The text cut where facts are told and where they are violated; violations cover facts.
fn pieces(
    dictionary: &Dictionary,
    text: &str,
    spans: &[FactSpan],
    violations: &[Violation],
) -> Vec<PieceView> {
    let is_fine = |span: &Range<usize>| span.start < span.end && text.get(span.clone()).is_some();
    let wrong = violations
        .iter()
        .filter_map(|violation| Some((violation.span.clone()?, violation.slot, true)));
    let told = spans.iter().map(|at| (at.span.clone(), Some(at.slot), false));
    let mut marks: Vec<(Range<usize>, Option<usize>, bool)> =
        wrong.chain(told).filter(|(span, _, _)| is_fine(span)).collect();
    // Of marks that overlap the first one stays, a violation before a fact.
    marks.sort_by_key(|(span, _, is_wrong)| (!*is_wrong, span.start, span.end));
    let mut kept: Vec<(Range<usize>, Option<usize>, bool)> = Vec::new();
    for mark in marks {
        let overlaps = |other: &Range<usize>| mark.0.start < other.end && other.start < mark.0.end;
        if !kept.iter().any(|(other, _, _)| overlaps(other)) {
            kept.push(mark);
        }
    }
    kept.sort_by_key(|(span, _, _)| span.start);
    let mut pieces = Vec::new();
    let plain = |from: usize, to: usize, pieces: &mut Vec<PieceView>| {
        if from < to {
            let text = text[from..to].to_owned();
            pieces.push(PieceView { text, ..PieceView::default() });
        }
    };
    let mut end = 0;
    for (span, slot, is_wrong) in kept {
        plain(end, span.start, &mut pieces);
        end = span.end;
        pieces.push(PieceView {
            text: text[span].to_owned(),
            slot: name(dictionary, slot),
            is_wrong,
        });
    }
    plain(end, text.len(), &mut pieces);
    pieces
}
