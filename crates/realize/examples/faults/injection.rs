//! Faults put into texts of the embedded realizer, and how many of them verification finds.

use std::ops::Range;

use causeloom_realize::dictionary::{Part, Policy, Says};
use causeloom_realize::embedded::{Draft, Register, write};
use causeloom_realize::measure::Share;
use causeloom_realize::{Dictionary, Extractor, Fact, Skeleton, ViolationKind, rounded, verify};
use numeric::seed::{Seed, Stream};

/// What is done to a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fault {
    DropSlot,
    ChangeNumber,
    FlipFinding,
    NegateFinding,
    AddFinding,
    SwapSex,
    SwapState,
    ChangeUnit,
    InventWatched,
    AddNumber,
}

const FAULTS: [Fault; 10] = [
    Fault::DropSlot,
    Fault::ChangeNumber,
    Fault::FlipFinding,
    Fault::NegateFinding,
    Fault::AddFinding,
    Fault::SwapSex,
    Fault::SwapState,
    Fault::ChangeUnit,
    Fault::InventWatched,
    Fault::AddNumber,
];

const REGISTERS: [Register; 4] =
    [Register::Note, Register::Terse, Register::Sections, Register::Log];

fn dictionary(model: &str) -> Dictionary {
    let text = match model {
        "asia" => include_str!("../../../causeloom/dictionaries/asia.json"),
        "alarm" => include_str!("../../../causeloom/dictionaries/alarm.json"),
        _ => include_str!("../../../causeloom/dictionaries/icu.json"),
    };
    serde_json::from_str(text).expect("a built-in dictionary is valid")
}

/// Facts drawn evenly over all states and over the lower half of the plausible numbers, so that rare
/// rows are tested too.
fn skeleton(dictionary: &Dictionary, stream: &Stream, row: u64) -> Skeleton {
    let mut draws = stream.at(row);
    let facts = dictionary.slots.iter().map(|words| {
        Some(match &words.says {
            Says::Number(number) => {
                let [least, greatest] = number.plausible.unwrap_or([0.0, 100.0]);
                let value = least + draws.uniform() * (greatest - least) * 0.5;
                Fact::Number(rounded(value, number.decimals))
            }
            _ => Fact::State(draws.below(words.states().len() as u32) as u16),
        })
    });
    Skeleton { row, facts: facts.collect() }
}

/// One unit of the last of so many decimals.
fn place(decimals: usize) -> f64 {
    format!("1e-{decimals}").parse().expect("a number")
}

/// A text with a fault, the facts that it is to be held to, and the slot that is at fault; none where
/// the fault does not apply.
fn faulty(
    dictionary: &Dictionary,
    skeleton: &Skeleton,
    draft: &Draft,
    fault: Fault,
    pick: u64,
) -> Option<(String, Skeleton, Option<usize>)> {
    let text = &draft.text;
    let fact = |slot: usize| skeleton.facts.get(slot).copied().flatten();
    let told = |fits: &dyn Fn(usize) -> bool| -> Option<(usize, Vec<Range<usize>>)> {
        let slots: Vec<usize> =
            draft.told.iter().map(|told| told.slot).filter(|&slot| fits(slot)).collect();
        let slot = *slots.get(pick as usize % slots.len().max(1))?;
        let of_slot = draft.told.iter().filter(|told| told.slot == slot);
        Some((slot, of_slot.map(|told| told.span.clone()).collect()))
    };
    let says = |slot: usize| &dictionary.slots[slot].says;
    let replaced = |spans: &[Range<usize>], with: &dyn Fn(&str) -> String| {
        let mut text = text.clone();
        for span in spans.iter().rev() {
            let new = with(&text[span.clone()]);
            text.replace_range(span.clone(), &new);
        }
        text
    };
    let same = |text: String, slot: Option<usize>| Some((text, skeleton.clone(), slot));
    match fault {
        Fault::DropSlot => {
            let (slot, spans) = told(&|slot| dictionary.slots[slot].policy == Policy::Must)?;
            same(replaced(&spans, &|_| String::new()), Some(slot))
        }
        Fault::ChangeNumber => {
            let (slot, spans) = told(&|slot| matches!(says(slot), Says::Number(_)))?;
            let Says::Number(number) = says(slot) else { return None };
            let decimals = usize::from(number.decimals);
            let value = fact(slot)?.number()?;
            let old = format!("{value:.decimals$}");
            let new = format!("{:.decimals$}", value + 7.0 * place(decimals));
            let changed = replaced(&spans, &|words| words.replace(&old, &new));
            (changed != *text).then_some((changed, skeleton.clone(), Some(slot)))
        }
        Fault::FlipFinding | Fault::SwapState => {
            let (slot, _) = told(&|slot| match says(slot) {
                Says::Finding(_) => fault == Fault::FlipFinding,
                Says::States(_) => fault == Fault::SwapState,
                Says::Number(_) => false,
            })?;
            let count = dictionary.slots[slot].states().len() as u16;
            let Some(Fact::State(state)) = fact(slot) else { return None };
            let mut other = skeleton.clone();
            other.facts[slot] = Some(Fact::State((state + 1 + pick as u16 % (count - 1)) % count));
            Some((text.clone(), other, Some(slot)))
        }
        Fault::NegateFinding | Fault::AddFinding => {
            let due = u16::from(fault == Fault::AddFinding);
            let (slot, spans) = told(&|slot| {
                matches!(says(slot), Says::Finding(finding) if !finding.terms.is_empty())
                    && fact(slot) == Some(Fact::State(due))
            })?;
            let Says::Finding(finding) = says(slot) else { return None };
            let term = &finding.terms[pick as usize % finding.terms.len()];
            let changed = match fault {
                Fault::NegateFinding => replaced(&spans, &|_| format!("no {term}")),
                _ => format!("{text}\nThe {} has {term}.\n", dictionary.subject),
            };
            same(changed, Some(slot))
        }
        Fault::SwapSex => {
            let (slot, spans) = told(&|slot| {
                matches!(says(slot), Says::States(_))
                    && dictionary.slots[slot].part == Part::Identity
                    && dictionary.slots[slot].states().len() == 2
            })?;
            let (Says::States(states), Some(Fact::State(state))) = (says(slot), fact(slot)) else {
                return None;
            };
            let other = &states.states[1 - usize::from(state)];
            let word = other.adjectives.first().or(other.terms.first())?;
            same(replaced(&spans, &|_| word.clone()), Some(slot))
        }
        Fault::ChangeUnit => {
            let (slot, spans) =
                told(&|slot| matches!(says(slot), Says::Number(number) if number.units.len() > 1))?;
            let Says::Number(number) = says(slot) else { return None };
            let other = number.units.iter().find(|unit| unit.scale != number.units[0].scale)?;
            let mut own: Vec<&String> = number.units[0].terms.iter().collect();
            own.sort_by_key(|term| std::cmp::Reverse(term.len()));
            let changed = replaced(&spans, &|words| {
                let digits = words.rfind(|mark: char| mark.is_ascii_digit()).map_or(0, |at| at + 1);
                let unit = own.iter().find_map(|term| Some((words.rfind(term.as_str())?, term)));
                match unit {
                    Some((at, term)) if at > 0 && at + term.len() >= digits => {
                        words[..at].to_owned() + &other.terms[0] + &words[at + term.len()..]
                    }
                    _ => words.to_owned(),
                }
            });
            (changed != *text && fact(slot)?.number()? != 0.0).then_some((
                changed,
                skeleton.clone(),
                Some(slot),
            ))
        }
        Fault::InventWatched => {
            let watched =
                dictionary.watched.get(pick as usize % dictionary.watched.len().max(1))?;
            let term = &watched.terms[pick as usize % watched.terms.len()];
            same(format!("{text}\nThe {} has {term}.\n", dictionary.subject), None)
        }
        Fault::AddNumber => same(format!("{text}\nSeen in room {}.\n", 10 + pick % 90), None),
    }
}

/// Tells every row of each model in every register, clean and with every fault. The report, and what
/// falls short: alarms on more than one clean text in a hundred, a fault found less than 99 times.
pub(crate) fn find(n_rows: u64) -> (String, Vec<String>) {
    let (mut report, mut short) = (String::new(), Vec::new());
    for model in ["asia", "alarm", "icu"] {
        let dictionary = dictionary(model);
        let extractor = Extractor::new(&dictionary).expect("a built-in dictionary compiles");
        let stream = Seed(4).stream(model);
        let mut found = [0_u32; FAULTS.len()];
        let mut tried = [0_u32; FAULTS.len()];
        let (mut alarms, mut texts) = (0_u32, 0_u32);
        let mut missed = Vec::new();
        for register in REGISTERS {
            for row in 0..n_rows {
                let skeleton = skeleton(&dictionary, &stream, row);
                let draft = write(&dictionary, &skeleton, register, Seed(5), 0);
                texts += 1;
                let clean = verify(&extractor, &skeleton, &draft.text).violations;
                if let Some(violation) = clean.first() {
                    alarms += 1;
                    missed.push(format!("alarm {:?}: {}", violation, draft.text));
                }
                for (index, fault) in FAULTS.into_iter().enumerate() {
                    let pick = stream.at(row * 100 + index as u64).next_u64();
                    let Some((text, facts, slot)) =
                        faulty(&dictionary, &skeleton, &draft, fault, pick)
                    else {
                        continue;
                    };
                    tried[index] += 1;
                    let violations = verify(&extractor, &facts, &text).violations;
                    if violations.iter().all(|violation| violation.slot != slot) {
                        missed.push(format!("{fault:?} in {register:?}: {text}"));
                    } else {
                        found[index] += 1;
                    }
                    let is_named = |kind| violations.iter().any(|found| found.kind == kind);
                    if fault == Fault::AddNumber && !is_named(ViolationKind::UnparsedNumber) {
                        short.push(format!("{model}: {fault:?} has another kind: {text}"));
                    }
                }
            }
        }
        let share = |count: u32, n: u32| {
            let Share { interval: [low, high], share, .. } =
                Share::of(u64::from(count), u64::from(n));
            format!("{count:5} of {n:5}, {share:.4} [{low:.4}, {high:.4}]")
        };
        report += &format!("{model}: alarms on clean texts: {}\n", share(alarms, texts));
        if f64::from(alarms) > 0.01 * f64::from(texts) {
            short.push(format!("{model}: alarms on clean texts"));
        }
        for (index, fault) in FAULTS.into_iter().enumerate() {
            let title = format!("{fault:?}");
            report += &format!("  {title:14} found {}\n", share(found[index], tried[index]));
            if f64::from(found[index]) < 0.99 * f64::from(tried[index]) {
                short.push(format!("{model}: {title}"));
            }
        }
        for text in missed.iter().take(12) {
            report += &format!("  {text}\n");
        }
        if tried.iter().filter(|&&count| u64::from(count) >= n_rows).count() < 6 {
            short.push(format!("{model}: fewer than six faults apply"));
        }
    }
    (report, short)
}
