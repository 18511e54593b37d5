//! The loop against scripted models: any order, any interruption, any answer.

use numeric::seed::{Draws, Seed};
use proptest::prelude::*;

use super::instruments::Reading;
use super::*;
use crate::ask::{Finish, Form, Role, Usage};
use crate::prompt::{Egress, Level, Origin, TextKind};
use crate::skeleton::Fact;
use crate::specimen::{clinic, row};
use crate::violation::{Violation, ViolationKind};

/// A language in which a text is words `slot=value`, so that the test knows what a text says.
fn tokens(skeleton: &Skeleton) -> Vec<String> {
    let dictionary = clinic();
    let slots = 0..dictionary.slots.len();
    slots
        .map(|slot| {
            format!("{slot}={}", skeleton.value_text(&dictionary, slot).unwrap_or_default())
        })
        .collect()
}

fn reading(skeleton: &Skeleton, text: &str) -> Reading {
    let expected = tokens(skeleton);
    let violation = |kind, slot, found: &str| Violation {
        kind,
        slot,
        span: None,
        expected: String::new(),
        found: found.to_owned(),
    };
    let mut violations = Vec::new();
    let mut found: Vec<Option<Fact>> = vec![None; expected.len()];
    for (slot, fact) in expected.iter().enumerate() {
        let name = format!("{slot}=");
        match text.split_whitespace().find(|word| word.starts_with(&name)) {
            None => violations.push(violation(ViolationKind::Missing, Some(slot), "")),
            Some(word) if word != fact => {
                violations.push(violation(ViolationKind::Wrong, Some(slot), word));
            }
            Some(_) => found[slot] = skeleton.facts[slot],
        }
    }
    for word in text.split_whitespace().filter(|word| !word.contains('=')) {
        violations.push(violation(ViolationKind::Extra, None, word));
    }
    Reading { violations, found, spans: Vec::new() }
}

fn double() -> Instruments {
    Instruments::Double { read: reading, write: |skeleton, _, _| tokens(skeleton).join(" ") }
}

fn rows(n: u64) -> Vec<Skeleton> {
    (0..n).map(|number| row(number, 20.0 + number as f64, number % 2 == 0, 1, 37.5)).collect()
}

fn start(config: &RunConfig, n: u64) -> Run {
    Run::with_instruments(config.clone(), clinic(), rows(n), double()).unwrap()
}

fn reply(text: &str, finish: Finish) -> Reply {
    let usage = Usage { prompt: Some(10), completion: Some(5), cost: None };
    Reply { text: text.to_owned(), finish, usage, model: "scripted".to_owned() }
}

/// A model that is wrong, silent, cut off or declines by chance, and answers the same question in
/// the same way.
fn scripted(id: AskId, ask: &Ask, skeleton: &Skeleton) -> Reply {
    let mut draws = Seed(3).stream(&prompt_hash(ask)).draws();
    let previous = ask.messages.iter().rfind(|message| message.role == Role::Assistant);
    let mut words: Vec<String> = match previous {
        Some(previous) => previous.text.split_whitespace().map(str::to_owned).collect(),
        None => tokens(skeleton),
    };
    let finish = match draws.below(20) {
        0 => Finish::Refused,
        1 => Finish::Length,
        _ => Finish::Stop,
    };
    if draws.below(15) == 0 {
        return reply("", finish);
    }
    match (draws.below(4), id.attempt) {
        (0, 0) => {}
        (0 | 1, _) => {
            // A correction that mends one word.
            let right = tokens(skeleton);
            let wrong = words.iter().position(|word| !right.contains(word));
            if let Some(wrong) = wrong {
                words.remove(wrong);
            }
            let missing = right.into_iter().find(|word| !words.contains(word));
            words.extend(missing);
        }
        (2, _) => {
            let place = draws.below(words.len().max(1) as u32) as usize;
            if let Some(word) = words.get_mut(place) {
                *word = format!("{}=9", place.min(3));
            }
        }
        _ => words.push("gout".to_owned()),
    }
    reply(&words.join(" "), finish)
}

fn answer(run: &mut Run, asked: &mut Vec<(AskId, Ask)>, place: usize) {
    let (id, ask) = asked.remove(place);
    let skeleton = run.skeletons()[id.record as usize].clone();
    run.answered(id, scripted(id, &ask, &skeleton));
}

fn records(run: &Run) -> String {
    run.records().map(|record| serde_json::to_string(record).unwrap() + "\n").collect()
}

fn one_by_one(config: &RunConfig, n: u64) -> Run {
    let mut run = start(config, n);
    while let Some(asked) = run.next_asks(1).pop() {
        answer(&mut run, &mut vec![asked], 0);
    }
    run
}

fn saved_and_resumed(run: &Run) -> Run {
    let saved = serde_json::to_string(run.snapshot()).unwrap();
    let snapshot: Snapshot = serde_json::from_str(&saved).unwrap();
    Run::resume_with_instruments(snapshot, clinic(), run.skeletons().to_vec(), double()).unwrap()
}

fn in_any_order(config: &RunConfig, n: u64, draws: &mut Draws, kill_in: u32) -> (Run, u32) {
    let mut run = start(config, n);
    let mut asked = Vec::new();
    let mut n_kills = 0;
    while !run.is_done() {
        asked.extend(run.next_asks(draws.below(4) as usize));
        if !asked.is_empty() {
            let place = draws.below(asked.len() as u32) as usize;
            answer(&mut run, &mut asked, place);
        }
        if draws.below(kill_in) == 0 {
            run = saved_and_resumed(&run);
            asked.clear();
            n_kills += 1;
        }
    }
    (run, n_kills)
}

#[test]
fn any_order_of_answers_and_any_interruption_give_the_same_records() {
    let config = RunConfig::default();
    let expected = one_by_one(&config, 30);
    assert_eq!(expected.standing().n_finished, 30);
    let ways: Vec<String> = expected.records().map(|record| format!("{:?}", record.path)).collect();
    for way in ["Draft", "Corrected", "Resampled", "Embedded"] {
        assert!(ways.iter().any(|found| found.starts_with(way)), "no {way}");
    }
    let expected = records(&expected);
    let mut n_kills = 0;
    let mut draws = Seed(8).stream("order").draws();
    while n_kills < 100 {
        let (run, kills) = in_any_order(&config, 30, &mut draws, 9);
        assert_eq!(records(&run), expected);
        let counted = run.standing();
        assert_eq!(counted, saved_and_resumed(&run).standing(), "counted along and counted anew");
        n_kills += kills;
    }
}

#[test]
fn the_hash_of_a_question_is_kept_with_its_answer() {
    let mut run = start(&RunConfig::default(), 1);
    let (id, ask) = run.next_asks(1).remove(0);
    let text = tokens(&run.skeletons()[0]).join(" ");
    run.answered(id, reply(&text, Finish::Stop));
    let record = run.record(0).unwrap();
    assert_eq!(record.path, Path::Draft);
    assert_eq!(record.rounds[0].prompt_hash, prompt_hash(&ask));
    assert_eq!(record.found, run.skeletons()[0].facts);
}

#[test]
fn no_row_is_dropped_and_no_answer_counts_twice() {
    let mut run = start(&RunConfig::default(), 3);
    let asked = run.next_asks(9);
    assert_eq!(asked.len(), 3);
    assert_eq!(run.next_asks(9), []);
    let [first, second, third] = [0, 1, 2].map(|place: usize| asked[place].0);
    let right = tokens(&run.skeletons()[0]).join(" ");
    let events = run.answered(first, reply(&right, Finish::Stop));
    assert_eq!(events.last(), Some(&RunEvent::Finished { record: 0 }));
    assert_eq!(run.answered(first, reply(&right, Finish::Stop)), [RunEvent::Ignored { id: first }]);
    assert_eq!(run.failed(first, "late"), [RunEvent::Ignored { id: first }]);
    run.failed(second, "401 no\nkey");
    let failed = Because::Failed { words: "401 no key".to_owned() };
    assert_eq!(run.record(1).unwrap().path, Path::Embedded { because: failed });
    assert_eq!(run.record(1).unwrap().violations, []);
    run.returned(third);
    assert_eq!(run.next_asks(9)[0].0, third);
    run.delta(third, "2=");
    run.delta(third, "x");
    assert_eq!(run.partial(third), Some("2=x"));
    run.cancel();
    assert_eq!(run.answered(third, reply("", Finish::Stop)), [RunEvent::Ignored { id: third }]);
    assert_eq!(run.next_asks(9), []);
    assert!(!run.is_done());
    run.finish_without_model(10);
    assert!(run.is_done());
    let rows: Vec<u64> = run.records().map(|record| record.row).collect();
    assert_eq!(rows, [0, 1, 2]);
}

#[test]
fn a_paused_run_asks_nothing_and_takes_answers() {
    let mut run = start(&RunConfig::default(), 2);
    let (id, _) = run.next_asks(1).remove(0);
    run.pause();
    assert_eq!(run.next_asks(5), []);
    let text = tokens(&run.skeletons()[0]).join(" ");
    run.answered(id, reply(&text, Finish::Stop));
    assert_eq!(run.standing().n_finished, 1);
    run = saved_and_resumed(&run);
    assert!(run.is_paused());
    run.go_on();
    assert_eq!(run.next_asks(5).len(), 1);
}

#[test]
fn a_refused_correction_leaves_the_best_and_is_told_to_the_model() {
    let mut run = start(&RunConfig::default(), 1);
    let facts = tokens(&run.skeletons()[0]);
    let say = |run: &mut Run, text: &str| {
        let (id, ask) = run.next_asks(1).remove(0);
        run.answered(id, reply(text, Finish::Stop));
        ask
    };
    let draft = format!("{} {} {}", facts[0], facts[1], facts[2]);
    say(&mut run, &draft);
    // It states what was missing and breaks what was right.
    say(&mut run, &format!("{} {} 0=9", facts[1], facts[3]));
    assert!(!run.rounds(0)[1].accepted);
    let ask = say(&mut run, &facts.join(" "));
    let texts: Vec<&str> = ask.messages.iter().map(|message| message.text.as_str()).collect();
    assert_eq!(texts[2], draft);
    assert!(texts[3].contains("temperature 37.5 °C"), "{}", texts[3]);
    assert!(texts[3].contains("An earlier correction was not taken"), "{}", texts[3]);
    assert_eq!(run.record(0).unwrap().path, Path::Corrected { round: 2 });
}

#[test]
fn every_correction_can_be_told_in_the_words_that_were_sent() {
    let mut run = start(&RunConfig::default(), 30);
    let mut sent = Vec::new();
    while let Some((id, ask)) = run.next_asks(1).pop() {
        let words = ask.messages.last().map(|message| message.text.clone());
        let is_draft = id.attempt % (1 + run.config().rounds) == 0;
        sent.push((id, words.filter(|_| !is_draft)));
        answer(&mut run, &mut vec![(id, ask)], 0);
        // Also of a row that is under way.
        for (id, words) in &sent {
            assert_eq!(run.correction(id.record, id.attempt), *words, "{id}");
        }
    }
    assert!(sent.iter().filter(|(_, words)| words.is_some()).count() > 20);
}

#[test]
fn an_answer_that_is_written_anew_begins_with_nothing() {
    let mut run = start(&RunConfig::default(), 2);
    let (id, _) = run.next_asks(1).remove(0);
    assert_eq!(run.growing(0).map(|growing| growing.text).as_deref(), Some(""));
    run.delta(id, "1=2 and ");
    run.begun_anew(id);
    run.delta(id, "0=");
    let growing = run.growing(0).expect("it is asked for");
    assert_eq!((growing.round, growing.resample, &*growing.text), (0, 0, "0="));
    assert_eq!(run.written_now().collect::<Vec<_>>(), [0]);
    let text = tokens(&run.skeletons()[0]).join(" ");
    run.answered(id, reply(&text, Finish::Stop));
    assert_eq!((run.growing(0), run.growing(1)), (None, None));
    assert_eq!(run.written_now().count(), 0);
}

#[test]
fn a_saved_run_goes_on_only_with_its_own_rows() {
    let run = start(&RunConfig::default(), 2);
    let other = Run::resume_with_instruments(run.snapshot().clone(), clinic(), rows(3), double());
    assert_eq!(other.unwrap_err(), RunError::OtherRun);
    let mut changed = rows(2);
    changed[1].facts[0] = Some(Fact::Number(99.0));
    let other = Run::resume_with_instruments(run.snapshot().clone(), clinic(), changed, double());
    assert_eq!(other.unwrap_err(), RunError::OtherRun);
}

#[test]
fn cells_of_an_uploaded_table_are_in_no_question_with_placeholders() {
    let egress = Egress { origin: Origin::Uploaded, level: Level::Nothing, aliased: false };
    let config = RunConfig { egress, mode: Mode::Free, ..RunConfig::default() };
    let refused = Run::with_instruments(config.clone(), clinic(), rows(1), double());
    assert!(matches!(refused, Err(RunError::Prompt(_))));
    // The values 83.25 and 41.5 are the canaries; a row's number is no cell.
    let mut canary = row(0, 83.0, true, 1, 41.5);
    canary.facts[0] = Some(Fact::Number(83.0));
    for level in [Level::Nothing, Level::Schema, Level::Aggregates] {
        let egress = Egress { level, ..egress };
        let config = RunConfig { egress, mode: Mode::Placeholders, ..config.clone() };
        let rows = vec![canary.clone()];
        let mut run = Run::with_instruments(config, clinic(), rows, double()).unwrap();
        let mut n_asks = 0;
        while let Some((id, ask)) = run.next_asks(1).pop() {
            n_asks += 1;
            let question = serde_json::to_string(&ask.messages[1..]).unwrap();
            for cell in ["83", "41.5", "41", "HIGH", "high", "tachycardia", "yes"] {
                assert!(!question.contains(cell), "{level:?}: {cell} in {question}");
            }
            run.answered(id, reply("[[c1]] and [[age]], [[c2]] 7 [[rate]]", Finish::Stop));
        }
        assert_eq!(n_asks, 8);
        assert_eq!(run.standing().n_finished, 1);
    }
}

#[test]
fn answers_from_a_record_of_them_replay_the_run_without_asking() {
    let config = RunConfig::default();
    let mut run = start(&config, 10);
    let mut said: Vec<(AskId, Reply)> = Vec::new();
    while let Some((id, ask)) = run.next_asks(1).pop() {
        let answer = scripted(id, &ask, &run.skeletons()[id.record as usize]);
        said.push((id, answer.clone()));
        run.answered(id, answer);
    }
    let mut again = start(&config, 10);
    for (id, answer) in said {
        again.answered(id, answer);
    }
    assert_eq!(records(&again), records(&run));
}

#[test]
fn a_writer_at_hand_goes_the_same_way_as_a_run() {
    let config = RunConfig::default();
    let alone = Alone::with_instruments(config.clone(), clinic(), double()).unwrap();
    let run = one_by_one(&config, 20);
    for (place, skeleton) in run.skeletons().iter().enumerate() {
        let asked = run.record(place as u32).unwrap();
        let mut said = asked.rounds.iter();
        // Texts alone are repeated, so rows with an answer that was declined or cut off differ.
        if asked.rounds.iter().any(|round| round.trouble.is_some()) {
            continue;
        }
        let record = alone.record(skeleton, |turn| {
            let round = said.next().unwrap();
            assert_eq!((turn.attempt, turn.round), (round.attempt, round.round));
            round.text.clone()
        });
        assert_eq!((record.path, record.text), (asked.path.clone(), asked.text.clone()));
    }
    let embedded = alone.embedded(&run.skeletons()[0]);
    assert_eq!(embedded.path, Path::Embedded { because: Because::Chosen });
}

proptest! {
    #[test]
    fn every_row_ends_after_a_bounded_number_of_questions(
        (rounds, resamples) in (0_u32..4, 0_u32..3),
        mode in 0_u8..2,
        answers in proptest::collection::vec(("([0-3]=[a-z0-9]{1,3} ?|gout |\\[\\[(age|rate|c2)\\]\\] |\\{\"text\": *\"x\"\\})*", 0_u8..8), 1..40),
    ) {
        let mode = if mode == 0 { Mode::Free } else { Mode::Placeholders };
        let config = RunConfig { mode, rounds, resamples, ..RunConfig::default() };
        let mut run = start(&config, 2);
        let mut asks = [0_u32; 2];
        let mut answers = answers.iter().cycle();
        while let Some((id, _)) = run.next_asks(1).pop() {
            asks[id.record as usize] += 1;
            prop_assert!(asks[id.record as usize] <= config.most_asks());
            let (text, end) = answers.next().unwrap();
            let finish = match end {
                0 => Finish::Refused,
                1 => Finish::Length,
                _ => Finish::Stop,
            };
            run.answered(id, reply(text, finish));
        }
        prop_assert!(run.is_done());
        prop_assert_eq!(run.records().count(), 2);
        for record in run.records() {
            prop_assert_eq!(&record.violations, &[]);
        }
    }
}

/// With the real reader and the real writer: a model that writes as the embedded realizer does,
/// of a row with some facts changed, and mends one of them in each correction.
#[test]
fn with_the_reader_the_loop_ends_in_texts_that_state_the_facts() {
    let kinds = [
        TextKind::AdmissionNote,
        TextKind::TerseNote,
        TextKind::Sections,
        TextKind::TransactionLog,
    ];
    let dictionary = clinic();
    for kind in kinds {
        let config = RunConfig { kind, seed: 5, ..RunConfig::default() };
        let writer = crate::embedded::Realizer::new(&dictionary, config.kind.register());
        let alone = Alone::new(config.clone(), dictionary.clone()).unwrap();
        let extractor = crate::extract::Extractor::new(&dictionary).unwrap();
        let mut paths = BTreeMap::new();
        for skeleton in rows(24) {
            let n_wrong = skeleton.row as usize % 6;
            let record = alone.record(&skeleton, |turn| {
                let mut told = skeleton.clone();
                let left = n_wrong.saturating_sub(turn.round as usize);
                for slot in 0..left.min(4) {
                    told.facts[slot] = match told.facts[slot] {
                        Some(Fact::Number(number)) => Some(Fact::Number(number + 1.0)),
                        Some(Fact::State(state)) => Some(Fact::State(1 - state)),
                        None => None,
                    };
                }
                writer.write(&told, Seed(2), turn.attempt).text
            });
            let verdict = crate::verify::verify(&extractor, &skeleton, &record.text);
            assert_eq!(verdict.violations, [], "{}", record.text);
            assert_eq!(record.found, skeleton.facts);
            for at in &record.spans {
                assert!(record.text.get(at.span.clone()).is_some_and(|words| !words.is_empty()));
            }
            *paths.entry(format!("{:?}", record.path)).or_insert(0) += 1;
        }
        let expected = [
            ("Corrected { round: 1 }".to_owned(), 4),
            ("Corrected { round: 2 }".to_owned(), 4),
            ("Corrected { round: 3 }".to_owned(), 4),
            ("Draft".to_owned(), 4),
            ("Embedded { because: OutOfRounds }".to_owned(), 8),
        ];
        // Five changes of four slots end like four: three corrections leave one of them.
        assert_eq!(paths.into_iter().collect::<Vec<_>>(), expected, "{:?}", config.kind);
    }
}

/// A model that writes whatever the grammar derives, and one that writes the placeholders plainly.
#[test]
fn locked_answers_and_plain_placeholders_are_right_at_once() {
    let dictionary = clinic();
    for kind in [TextKind::AdmissionNote, TextKind::TransactionLog] {
        for mode in [Mode::Locked, Mode::Placeholders] {
            let config = RunConfig { kind: kind.clone(), mode, ..RunConfig::default() };
            let mut run = Run::new(config, dictionary.clone(), rows(10)).unwrap();
            while let Some((id, ask)) = run.next_asks(1).pop() {
                let text = match &ask.form {
                    Form::Grammar(grammar) => crate::grammar::derived(grammar, u64::from(id.record)),
                    _ if kind == TextKind::TransactionLog => {
                        "t=0 open [[age]] [[diabetes]]\nt=5 measure [[rate]] [[temperature]]".into()
                    }
                    _ => "Age was [[age]]. [[diabetes]]. Heart rate is [[rate]], and [[temperature]]."
                        .to_owned(),
                };
                run.answered(id, reply(&text, Finish::Stop));
            }
            for record in run.records() {
                assert_eq!(record.path, Path::Draft, "{mode:?} {kind:?}: {}", record.text);
            }
            assert_eq!(run.standing().n_by_model, 10);
        }
    }
}
