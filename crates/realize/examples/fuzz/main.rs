//! Fuzzing of everything that reads what others wrote: texts, dictionaries, templates, answers of
//! servers and files are changed at random and read; nothing may panic.
//!
//! What is read without error has to keep its promise: spans lie on characters, an answer is the same
//! in any pieces, what is written is read back. Run it by `cargo xtask fuzz [--runs N] [--seed S]`.
#![expect(clippy::print_stdout, reason = "a program that is run by hand says what it found")]

#[path = "../../../scm/examples/fuzz/mutation.rs"]
mod mutation;
mod seeds;

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use std::sync::LazyLock;
use std::time::Instant;

use causeloom_realize::client::Cassette;
use causeloom_realize::dialect::{Decoder, Delta, Dialect, classify, read_models};
use causeloom_realize::embedded::{Register, write};
use causeloom_realize::grammar::{Filling, fill};
use causeloom_realize::prompt::{Egress, Mode, Prompter, Sending, Template, TextKind, first_ask};
use causeloom_realize::run::rows_from_jsonl;
use causeloom_realize::{Dictionary, Extractor, Fact, Form, Skeleton, verify};
use mutation::Mutator;
use numeric::seed::Seed;

/// A text with a reader for it.
struct Reader {
    name: &'static str,
    seeds: &'static [&'static str],
    /// Reads a text; false where a promise is broken.
    read: fn(&str) -> bool,
}

const READERS: [Reader; 12] = [
    Reader { name: "texts", seeds: &seeds::NOTES, read: extraction },
    Reader { name: "dictionaries", seeds: &seeds::DICTIONARIES, read: dictionary },
    Reader { name: "templates", seeds: &seeds::TEMPLATES, read: template },
    Reader { name: "placeholders", seeds: &seeds::PLACEHOLDERS, read: placeholders },
    Reader { name: "chat", seeds: &seeds::CHAT, read: |text| answer(Dialect::OpenAiChat, text) },
    Reader {
        name: "responses",
        seeds: &seeds::RESPONSES,
        read: |text| answer(Dialect::OpenAiResponses, text),
    },
    Reader {
        name: "anthropic",
        seeds: &seeds::ANTHROPIC,
        read: |text| answer(Dialect::Anthropic, text),
    },
    Reader { name: "gemini", seeds: &seeds::GEMINI, read: |text| answer(Dialect::Gemini, text) },
    Reader { name: "refusals", seeds: &seeds::REFUSALS, read: refusal },
    Reader { name: "models", seeds: &seeds::MODELS, read: models },
    Reader { name: "recordings", seeds: &seeds::CASSETTES, read: cassette },
    Reader { name: "exports", seeds: &seeds::ROWS, read: rows },
];

static CLINIC: LazyLock<Dictionary> =
    LazyLock::new(|| serde_json::from_str(seeds::CLINIC).expect("it is a dictionary"));
static EXTRACTOR: LazyLock<Extractor> =
    LazyLock::new(|| Extractor::new(&CLINIC).expect("the dictionary compiles"));

fn main() -> ExitCode {
    let (mut runs, mut seed) = (100_000_u64, 1_u64);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let number = arguments.next().and_then(|text| text.replace('_', "").parse().ok());
        match (argument.as_str(), number) {
            ("--runs", Some(number)) => runs = number,
            ("--seed", Some(number)) => seed = number,
            _ => {
                println!("fuzz [--runs N] [--seed S]");
                return ExitCode::from(2);
            }
        }
    }
    if !seeds_are_valid() {
        println!("a text from which the changed ones are made is not valid itself");
        return ExitCode::FAILURE;
    }
    let begun = Instant::now();
    // A panic is counted and its text shown; the message of the hook would be lost among others.
    std::panic::set_hook(Box::new(|_| {}));
    let mut faults = 0;
    for (index, reader) in READERS.iter().enumerate() {
        let mut mutator = Mutator::new(Seed(seed).stream("fuzz realize").index(index as u64));
        let mut n_read = 0_u64;
        for _ in 0..runs / READERS.len() as u64 {
            let text = mutator.text(reader.seeds);
            let what = match catch_unwind(AssertUnwindSafe(|| (reader.read)(&text))) {
                Ok(true) => {
                    n_read += 1;
                    continue;
                }
                Ok(false) => "a promise is broken",
                Err(_) => "panic",
            };
            faults += 1;
            println!("{}: {what}: {text:?}", reader.name);
        }
        println!("{:12} {n_read} runs", reader.name);
    }
    println!("{runs} runs, {faults} faults, {:.1} s", begun.elapsed().as_secs_f64());
    if faults == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What is to be changed at random has to be read as it is, else the changes would test little.
fn seeds_are_valid() -> bool {
    let is_answer = |dialect, text: &&str| {
        let mut decoder = Decoder::new(dialect);
        drop(decoder.push(text.as_bytes()));
        decoder.end().is_ok()
    };
    let compiles = |text: &&str| {
        let dictionary = serde_json::from_str(text);
        dictionary.is_ok_and(|dictionary: Dictionary| Extractor::new(&dictionary).is_ok())
    };
    seeds::DICTIONARIES.iter().all(compiles)
        && seeds::CHAT.iter().all(|text| is_answer(Dialect::OpenAiChat, text))
        && seeds::RESPONSES.iter().all(|text| is_answer(Dialect::OpenAiResponses, text))
        && seeds::ANTHROPIC.iter().all(|text| is_answer(Dialect::Anthropic, text))
        && seeds::GEMINI.iter().all(|text| is_answer(Dialect::Gemini, text))
        && seeds::MODELS.iter().all(|text| read_models(text.as_bytes()).is_ok())
        && seeds::CASSETTES.iter().all(|text| Cassette::from_json_lines(text).is_ok())
        && seeds::ROWS.iter().all(|text| rows_from_jsonl(&CLINIC, text).is_ok())
}

fn skeleton() -> Skeleton {
    let facts = [Fact::Number(71.0), Fact::State(1), Fact::State(1), Fact::Number(38.5)];
    Skeleton { row: 3, facts: facts.map(Some).to_vec() }
}

fn lies_in(text: &str, span: &Range<usize>) -> bool {
    text.get(span.clone()).is_some()
}

/// Spans lie on characters of the text, numbers are finite, and intervals have their ends in order.
fn extraction(text: &str) -> bool {
    use causeloom_realize::Claim;
    let verdict = verify(&EXTRACTOR, &skeleton(), text);
    let is_sound = |claim: &Claim| match claim {
        Claim::Number(interval) | Claim::Roughly(interval) => {
            interval.low <= interval.high && interval.stated.is_none_or(f64::is_finite)
        }
        Claim::State(_) | Claim::NotState(_) => true,
    };
    let extraction = &verdict.extraction;
    extraction.mentions.iter().all(|found| lies_in(text, &found.span) && is_sound(&found.claim))
        && extraction.inventions.iter().all(|(_, span)| lies_in(text, span))
        && verdict
            .violations
            .iter()
            .all(|found| found.span.as_ref().is_none_or(|span| lies_in(text, span)))
}

/// A dictionary is written and read back the same; one that compiles reads and writes.
fn dictionary(text: &str) -> bool {
    let Ok(dictionary) = serde_json::from_str::<Dictionary>(text) else { return true };
    let written = serde_json::to_string(&dictionary).unwrap_or_default();
    if serde_json::from_str::<Dictionary>(&written).ok().as_ref() != Some(&dictionary) {
        return false;
    }
    let Ok(extractor) = Extractor::new(&dictionary) else { return true };
    let states = |slot: &causeloom_realize::dictionary::Slot| {
        Some(if slot.states().is_empty() { Fact::Number(1.5) } else { Fact::State(0) })
    };
    let skeleton = Skeleton { row: 1, facts: dictionary.slots.iter().map(states).collect() };
    for register in [Register::Note, Register::Terse, Register::Sections, Register::Log] {
        let draft = write(&dictionary, &skeleton, register, Seed(1), 0);
        drop(verify(&extractor, &skeleton, &draft.text));
    }
    true
}

/// A template that passes its check can be asked with.
fn template(text: &str) -> bool {
    let correction = "{{violations}} {{refused}}".to_owned();
    let template = Template { system: text.to_owned(), first: text.to_owned(), correction };
    let is_sound = template.check().is_ok();
    let prompter = Prompter {
        dictionary: &CLINIC,
        template: &template,
        kind: &TextKind::Own(text.to_owned()),
        mode: Mode::Free,
        egress: Egress::default(),
        columns: &[],
        seed: 1,
    };
    let sending = Sending { form: Form::Free, max_tokens: 100, temperature: None, seed: None };
    first_ask(&prompter, &skeleton(), 1, sending).is_ok() || !is_sound
}

/// Spans of flaws lie on characters of what was written.
fn placeholders(text: &str) -> bool {
    [(false, false), (true, false), (false, true), (true, true)].into_iter().all(
        |(aliased, as_pairs)| {
            let (filled, flaws) = fill(&CLINIC, &skeleton(), text, Filling { aliased, as_pairs });
            let verdict = verify(&EXTRACTOR, &skeleton(), &filled.text);
            let named = flaws.iter().map(|flaw| flaw.violation(&filled));
            let spans = named.filter_map(|violation| violation.span);
            drop(verdict);
            spans.into_iter().all(|span| lies_in(&filled.text, &span))
        },
    )
}

/// An answer is the same whether its bytes come at once or a few at a time.
fn answer(dialect: Dialect, text: &str) -> bool {
    let read = |size: usize| {
        let mut decoder = Decoder::new(dialect);
        let mut said = String::new();
        for piece in text.as_bytes().chunks(size) {
            for delta in decoder.push(piece) {
                if let Delta::Text(more) = delta {
                    said.push_str(&more);
                }
            }
        }
        (said, decoder.end())
    };
    let whole = read(text.len().max(1));
    [1, 7, 64].into_iter().all(|size| read(size) == whole)
}

fn refusal(text: &str) -> bool {
    let headers = [("retry-after".to_owned(), text.chars().take(40).collect())];
    for status in [400, 401, 404, 429, 503] {
        drop(classify(status, &headers, text.as_bytes(), 1_000));
    }
    true
}

fn models(text: &str) -> bool {
    drop(read_models(text.as_bytes()));
    true
}

fn cassette(text: &str) -> bool {
    let Ok(cassette) = Cassette::from_json_lines(text) else { return true };
    Cassette::from_json_lines(&cassette.to_json_lines()).is_ok_and(|again| again == cassette)
}

/// Facts that are read are facts that the dictionary can say.
fn rows(text: &str) -> bool {
    let Ok(rows) = rows_from_jsonl(&CLINIC, text) else { return true };
    rows.iter().all(|row| {
        row.skeleton.facts.iter().zip(&CLINIC.slots).all(|(fact, slot)| match fact {
            None => true,
            Some(Fact::State(state)) => usize::from(*state) < slot.states().len(),
            Some(Fact::Number(number)) => number.is_finite() && slot.states().is_empty(),
        })
    })
}
