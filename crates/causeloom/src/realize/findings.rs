//! What came of a run, as a view: shares, violations, bias, and the words of it.

use realize::{
    Dictionary,
    measure::{Cells, Realizability, Share, Tally},
    run::RunConfig,
};

use super::record;
use crate::{
    Mode, RealizedRows, Study, TextKind, VERSION, Writer,
    number::{count, percent},
    recipe,
    view::{
        BiasView, DistanceView, DiversityView, KindView, NoteView, RateView, RealizeView,
        RoundView, Severity, SlotView, TestsView, UsageView,
    },
};

/// What becomes of a form of the user's own where nobody reads it.
pub const OWN_FORM_NOT_FOLLOWED: &str = "the embedded realizer and the simulated model write notes in \
     full sentences: only language models follow a form of your own";
/// What becomes of it where a grammar holds the text.
pub const OWN_FORM_LOCKED: &str = "locked by a grammar, a language model writes notes in full \
     sentences: it follows a form of your own in free text or with placeholders";

/// Random acceptances from which the floor of the bias is taken.
const FLOORS: u32 = 200;

/// What a run came to, in numbers.
pub(super) struct Found<'a> {
    pub(super) dictionary: &'a Dictionary,
    pub(super) source: String,
    pub(super) asked: u64,
    pub(super) tally: &'a Tally,
    pub(super) paths: Vec<(String, u64)>,
    /// Kinds of violations that were left in the end.
    pub(super) left: &'a [(String, u64)],
    pub(super) cells: &'a [Cells],
    pub(super) tests: Option<TestsView>,
    pub(super) dollars: Option<f64>,
    pub(super) notes: Vec<NoteView>,
    /// How a language model is asked, or would be.
    pub(super) config: Option<RunConfig>,
}

/// The view of a run.
pub(super) fn view(study: &Study, found: Found<'_>) -> RealizeView {
    let Found { dictionary, tally, .. } = found;
    let config = &study.realize;
    let per_draft = 1 + config.rounds;
    let realizability = &tally.realizability;
    let rounds: Vec<RoundView> = (0..per_draft)
        .map(|attempt| RoundView {
            title: match attempt {
                0 => "draft".to_owned(),
                number => format!("correction {number}"),
            },
            verified: rate(realizability.after(attempt)),
        })
        .collect();
    let last = per_draft * (1 + config.resamples) - 1;
    let bias = bias(study, dictionary, tally, found.cells, last);
    let diversity = tally.lexical.diversity();
    let share = |share: Option<f64>| share.unwrap_or_default();
    let mut view = RealizeView {
        version: VERSION.to_owned(),
        source: found.source,
        is_table: config.of == RealizedRows::Table,
        writer: writer_words(&config.writer),
        is_simulated: matches!(config.writer, Writer::Simulated { .. }),
        template: match (&found.config, config.writer.is_at_hand()) {
            (Some(asked), false) => asked.template().address(),
            _ => String::new(),
        },
        seed: study.seed,
        asked: found.asked,
        done: realizability.n(),
        verdict: String::new(),
        rounds,
        paths: found.paths,
        kinds: kinds(realizability, found.left),
        slots: slots(dictionary, tally),
        bias,
        tests: found.tests,
        diversity: DiversityView {
            distinct_texts: (share(diversity.distinct_texts) * diversity.n_texts as f64 + 0.5)
                as u64,
            words: if diversity.n_texts == 0 {
                0.0
            } else {
                diversity.n_words as f64 / diversity.n_texts as f64
            },
            distinct_pairs: share(diversity.distinct_2),
            moving_type_token: share(diversity.moving_average),
        },
        usage: UsageView {
            questions: tally.cost.n_answers,
            prompt_tokens: tally.cost.prompt_tokens,
            completion_tokens: tally.cost.completion_tokens,
            dollars: found.dollars,
        },
        recipe: recipe::realize_line(study),
        notes: found.notes,
    };
    view.verdict = verdict(&view);
    view.notes.extend(notes(study, found.config.map(|config| config.mode)));
    view
}

/// A share in the view's form.
pub(super) fn rate(share: Share) -> RateView {
    RateView { count: share.count, of: share.n, low: share.interval[0], high: share.interval[1] }
}

fn kinds(realizability: &Realizability, left: &[(String, u64)]) -> Vec<KindView> {
    let mut kinds: Vec<KindView> = Vec::new();
    for found in realizability.first_violations() {
        let name = record::kind(found.kind);
        match kinds.iter_mut().find(|kind| kind.kind == name) {
            Some(kind) => kind.in_drafts += found.count,
            None => kinds.push(KindView { kind: name, in_drafts: found.count, left: 0 }),
        }
    }
    for (name, n) in left {
        match kinds.iter_mut().find(|kind| &kind.kind == name) {
            Some(kind) => kind.left = *n,
            None => kinds.push(KindView { kind: name.clone(), in_drafts: 0, left: *n }),
        }
    }
    kinds.sort_by_key(|kind| std::cmp::Reverse(kind.in_drafts));
    kinds
}

/// The facts about which the drafts were most often wrong first.
fn slots(dictionary: &Dictionary, tally: &Tally) -> Vec<SlotView> {
    let n = tally.realizability.n();
    let violations = tally.realizability.first_violations();
    let rates = tally.backdoor.rates();
    let mut slots: Vec<SlotView> = dictionary
        .slots
        .iter()
        .enumerate()
        .map(|(place, slot)| {
            let mine = violations.iter().filter(|found| found.slot == Some(place));
            let count: u64 = mine.map(|found| found.count).sum();
            let expected = rates.iter().find(|rate| rate.slot == place);
            SlotView {
                name: slot.name.clone(),
                label: slot.label.clone(),
                violated: rate(Share::of(count, n)),
                unlikely: expected.map(|found| rate(found.against)).unwrap_or_default(),
                likely: expected.map(|found| rate(found.agreeing)).unwrap_or_default(),
            }
        })
        .collect();
    slots.sort_by_key(|slot| std::cmp::Reverse(slot.violated.count));
    slots
}

fn bias(
    study: &Study,
    dictionary: &Dictionary,
    tally: &Tally,
    cells: &[Cells],
    last: u32,
) -> Option<BiasView> {
    // Without a model's own answers there is nothing that a rule could throw away.
    if cells.is_empty() || study.realize.writer == Writer::Embedded {
        return None;
    }
    let distance = |attempt: u32| {
        let found = tally.selection.bias(attempt, None, FLOORS, study.seed);
        found.map_or_else(DistanceView::default, |bias| DistanceView {
            distance: bias.total_variation,
            floor: bias.floor_upper,
            kept: bias.accepted,
        })
    };
    Some(BiasView {
        on: cells.iter().map(|cells| dictionary.slots[cells.slot].label.clone()).collect(),
        rejecting: distance(0),
        correcting: distance(last),
        keeping: DistanceView { distance: 0.0, floor: 0.0, kept: tally.realizability.n() },
    })
}

/// Who writes, in words.
pub(super) fn writer_words(writer: &Writer) -> String {
    match writer {
        Writer::Embedded => "the embedded realizer".to_owned(),
        Writer::Simulated { .. } => "a simulated language model".to_owned(),
        Writer::Server { provider, model, .. } => format!("{model} at {provider}"),
        Writer::File { name } => format!("{name} in this tab"),
        Writer::Browser => "the browser's own language model".to_owned(),
    }
}

fn verdict(view: &RealizeView) -> String {
    let (Some(draft), Some(last)) = (view.rounds.first(), view.rounds.last()) else {
        return String::new();
    };
    let texts = if view.done == 1 { "text" } else { "texts" };
    let n = count(view.done as f64);
    if draft.verified.count == view.done {
        return format!("Every fact of all {n} {texts} is read back as it was given.");
    }
    let told = format!(
        "{} of {n} {texts} change no fact in the first draft",
        percent(draft.verified.share())
    );
    if last.verified.count == draft.verified.count {
        return format!("{told}.");
    }
    let (share, n_left) = (last.verified.share(), view.done - last.verified.count);
    let corrected = match n_left {
        0 => "all".to_owned(),
        // What rounds to all is not called all.
        n if share > 0.9995 => format!("all but {}", count(n as f64)),
        _ => percent(share),
    };
    format!("{told}; after corrections {corrected} do.")
}

fn notes(study: &Study, asked_mode: Option<Mode>) -> Vec<NoteView> {
    let mut notes = Vec::new();
    let mut note = |code, message, why| notes.push(information(code, message, why));
    if let Writer::Simulated { .. } = study.realize.writer {
        note(
            "simulated",
            "the language model is simulated: these figures say how the loop behaves, not how good a \
             language model is",
            "Its drafts come from the embedded realizer. Where a fact is not what its causes make \
             likely, the fact is overridden, left out, hedged or added to with the stated strength.",
        );
    }
    let config = &study.realize;
    if matches!(config.kind, TextKind::Own(_)) {
        if config.writer.is_at_hand() {
            note(
                "own-form",
                OWN_FORM_NOT_FOLLOWED,
                "They have words and rules for known forms only.",
            );
        } else if asked_mode == Some(Mode::Locked) {
            note(
                "own-form",
                OWN_FORM_LOCKED,
                "The grammar holds every sentence that may be written; it has none of another form.",
            );
        }
    }
    if config.template.is_some() && config.writer.is_at_hand() {
        note(
            "own-template",
            "the study's own words to a language model are not used: this writer is told nothing",
            "Only a language model is told instructions and questions.",
        );
    }
    // Of a table it is said where a cell was rounded.
    if study.realize.of != RealizedRows::Table {
        notes.push(rounded_note());
    }
    notes
}

/// Something to keep in mind.
pub(super) fn information(code: &str, message: &str, why: &str) -> NoteView {
    NoteView {
        code: code.to_owned(),
        severity: Severity::Information,
        message: message.to_owned(),
        why: why.to_owned(),
        column: None,
    }
}

/// Numbers lose decimals.
pub(super) fn rounded_note() -> NoteView {
    information(
        "rounded",
        "numbers are rounded to the decimals of the dictionary before they are told",
        "A text can only state so many decimals; the rounded numbers are the facts.",
    )
}
