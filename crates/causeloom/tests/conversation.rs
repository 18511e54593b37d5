//! Runs over a network, with a server of a few lines in its place.

use std::collections::BTreeSet;

use causeloom::{
    Budget, Level, ModelReference, RealizeConfig, RealizedRows, Study, TextFormat, Writer,
    conversation::{Conversation, Failure, Heard, Step, look_at_recording},
};
use numeric::seed::Seed;

fn study(rows: u32, budget: Budget) -> Study {
    Study {
        model: ModelReference::BuiltIn { id: "asia".to_owned() },
        realize: RealizeConfig {
            rows,
            rounds: 1,
            writer: Writer::Server {
                provider: "openai".to_owned(),
                base_url: "http://127.0.0.1:9/v1".to_owned(),
                model: "small".to_owned(),
                temperature: None,
                budget,
                price: None,
                level: Level::default(),
                aliased: false,
            },
            ..RealizeConfig::default()
        },
        ..Study::default()
    }
}

/// What a server streams that always says the same.
fn answer(text: &str) -> String {
    let delta = serde_json::json!({ "model": "small", "choices": [{ "index": 0, "delta": { "content": text } }] });
    let end =
        serde_json::json!({ "choices": [{ "index": 0, "delta": {}, "finish_reason": "stop" }] });
    let usage = serde_json::json!({ "choices": [], "usage": { "prompt_tokens": 100, "completion_tokens": 20 } });
    format!("data: {delta}\n\ndata: {end}\n\ndata: {usage}\n\ndata: [DONE]\n\n")
}

/// Carries out every step with this answer until nothing is left to send, or so many were sent.
fn serve(talk: &mut Conversation, text: &str, mut most: usize) -> usize {
    let mut waiting = BTreeSet::new();
    let mut n_sent = 0;
    let mut now = 1_000;
    let take = |step: Step, waiting: &mut BTreeSet<u64>| {
        for outgoing in &step.send {
            assert!(
                outgoing.headers.contains(&("authorization".to_owned(), "Bearer {key}".to_owned()))
            );
            assert!(outgoing.url.ends_with("/chat/completions"), "{}", outgoing.url);
            waiting.insert(outgoing.attempt);
        }
        step.send.len()
    };
    n_sent += take(talk.step(now), &mut waiting);
    while let Some(attempt) = waiting.pop_first() {
        if most == 0 {
            break;
        }
        most -= 1;
        now += 10;
        let head = Heard::Head {
            status: 200,
            headers: vec![("content-type".to_owned(), "text/event-stream".to_owned())],
        };
        n_sent += take(talk.hear(now, attempt, head), &mut waiting);
        n_sent +=
            take(talk.hear(now, attempt, Heard::Chunk(answer(text).into_bytes())), &mut waiting);
        n_sent += take(talk.hear(now, attempt, Heard::End), &mut waiting);
    }
    n_sent
}

#[test]
fn no_text_is_dropped_when_no_answer_is_right() {
    let mut talk =
        Conversation::new(&study(7, Budget::default()), None, None).expect("it can begin");
    let preview = talk.preview().expect("the facts are simulated");
    assert_eq!(preview.host, "127.0.0.1:9");
    assert!(preview.body.contains("small") && !preview.body.contains("{key}"));
    assert_eq!(preview.requests, (7, 28));
    let n_sent = serve(&mut talk, "The patient is well.", usize::MAX);
    let standing = talk.standing();
    assert_eq!((standing.done, standing.by_model, standing.is_over), (7, 0, true), "{standing:?}");
    assert_eq!(n_sent, 28, "two drafts with one correction each, for every row");
    assert_eq!(standing.tokens, 28 * 120);
    let view = talk.view().expect("it can be counted");
    assert_eq!((view.done, view.usage.questions), (7, 28));
    assert!(view.kinds.iter().any(|kind| kind.kind == "MISSING"), "{:?}", view.kinds);
    let record = talk.record(3).expect("it is done");
    assert_eq!(record.drafts.len(), 5);
    assert!(record.path.contains("no answer was right"), "{}", record.path);
    assert_eq!(talk.texts(TextFormat::Jsonl).expect("a file").lines().count(), 7);
}

/// The text of the draft that is being written; none where none is.
fn growing(talk: &Conversation, number: u64) -> Option<String> {
    let record = talk.record(number).ok()?;
    let draft = record.drafts.iter().find(|draft| draft.is_growing)?;
    Some(draft.pieces.iter().map(|piece| piece.text.as_str()).collect())
}

#[test]
fn a_text_is_seen_growing_piece_by_piece_and_ends_as_its_record() {
    let mut talk =
        Conversation::new(&study(1, Budget::default()), None, None).expect("it can begin");
    let said = ["The patient ", "smokes. No ", "dyspnea."];
    let mut step = talk.step(1_000);
    assert_eq!(talk.record(0).expect_err("nothing has come").code, "not-done");
    let mut n_corrections = 0;
    while let Some(outgoing) = step.send.pop() {
        let attempt = outgoing.attempt;
        let head = Heard::Head {
            status: 200,
            headers: vec![("content-type".to_owned(), "text/event-stream".to_owned())],
        };
        talk.hear(1_000, attempt, head);
        let mut so_far = String::new();
        for piece in said {
            let delta =
                serde_json::json!({ "choices": [{ "index": 0, "delta": { "content": piece } }] });
            let chunk = format!("data: {delta}\n\n").into_bytes();
            let step = talk.hear(1_000, attempt, Heard::Chunk(chunk));
            so_far.push_str(piece);
            assert_eq!((growing(&talk, 0), &*step.writing), (Some(so_far.clone()), &[0][..]));
        }
        let record = talk.record(0).expect("it is under way");
        let now = record.drafts.last().expect("it is being written");
        assert!(now.title.ends_with(", being written"), "{}", now.title);
        assert!(now.pieces.iter().any(|piece| piece.slot == "smoke" && !piece.is_wrong), "{now:?}");
        // What was judged before stands before it, with what was wrong.
        let judged = &record.drafts[..record.drafts.len() - 1];
        assert!(judged.iter().all(|draft| !draft.is_growing && !draft.violations.is_empty()));
        let is_correction = now.title.starts_with("correction");
        assert_eq!(!now.asked.is_empty(), is_correction, "{}", now.title);
        if is_correction {
            n_corrections += 1;
            let sent = serde_json::to_string(&now.asked).expect("a text");
            assert!(outgoing.body.contains(sent.trim_matches('"')), "the words that were sent");
        }
        let done = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
        talk.hear(1_000, attempt, Heard::Chunk(done.as_bytes().to_vec()));
        step = talk.hear(1_000, attempt, Heard::End);
    }
    let standing = talk.standing();
    assert!(standing.is_over && n_corrections == 2 && step.writing.is_empty(), "{standing:?}");
    assert_eq!(growing(&talk, 0), None);
    let record = talk.record(0).expect("it is done");
    let whole: String = record.drafts[0].pieces.iter().map(|piece| piece.text.as_str()).collect();
    assert_eq!(whole, said.concat());
    assert!(record.drafts[1].asked.contains('-') && record.drafts[0].asked.is_empty());
}

#[test]
fn each_row_is_told_twice_with_and_without_the_intervention() {
    let mut study = study(3, Budget::default());
    study.sample.interventions = vec!["smoke = no".to_owned()];
    study.realize.of = RealizedRows::Pairs;
    let mut talk = Conversation::new(&study, None, None).expect("it can begin");
    serve(&mut talk, "No dyspnea. Does not smoke.", usize::MAX);
    assert_eq!((talk.standing().done, talk.standing().is_over), (6, true));
    let titles: Vec<String> = (0..6).map(|text| talk.record(text).expect("done").title).collect();
    assert_eq!(titles[..2], ["Row 1", "Row 1, with smoke = no"]);
    assert_eq!(titles[5], "Row 3, with smoke = no");
    let whole = talk.texts(TextFormat::Jsonl).expect("a file");
    let mut again = Conversation::restore(&talk.save(), None).expect("it was saved");
    assert_eq!(again.step(5_000).standing.done, 6);
    assert_eq!(again.texts(TextFormat::Jsonl).expect("a file"), whole);
}

#[test]
fn a_run_that_is_saved_and_taken_up_again_ends_with_the_same_bytes() {
    let whole = {
        let mut talk =
            Conversation::new(&study(5, Budget::default()), None, None).expect("it can begin");
        serve(&mut talk, "No dyspnea. Smokes.", usize::MAX);
        talk.texts(TextFormat::Jsonl).expect("a file")
    };
    for most in 0..12 {
        let mut talk =
            Conversation::new(&study(5, Budget::default()), None, None).expect("it can begin");
        serve(&mut talk, "No dyspnea. Smokes.", most);
        let saved = talk.save();
        drop(talk);
        let mut talk = Conversation::restore(&saved, None).expect("it was saved");
        serve(&mut talk, "No dyspnea. Smokes.", usize::MAX);
        assert!(talk.standing().is_over);
        assert_eq!(talk.texts(TextFormat::Jsonl).expect("a file"), whole, "after {most} answers");
    }
}

/// Carries out a run whose answers come in pieces, until it is over or so many things were heard; the
/// answer is how many were.
fn heard_in_pieces(talk: &mut Conversation, mut most: usize) -> usize {
    let mut waiting: Vec<(u64, Vec<Heard>)> = Vec::new();
    let bytes = answer("No dyspnea. Smokes.").into_bytes();
    let (mut now, mut n_heard) = (1_000, 0);
    let mut step = talk.step(now);
    loop {
        for outgoing in &step.send {
            let headers = vec![("content-type".to_owned(), "text/event-stream".to_owned())];
            let mut pieces = vec![Heard::Head { status: 200, headers }];
            pieces.extend(bytes.chunks(97).map(|piece| Heard::Chunk(piece.to_vec())));
            pieces.push(Heard::End);
            pieces.reverse();
            waiting.push((outgoing.attempt, pieces));
        }
        // Answers come mixed: a piece of the one that was asked first, then of the next.
        waiting.retain(|(_, pieces)| !pieces.is_empty());
        if waiting.is_empty() || most == 0 {
            return n_heard;
        }
        waiting.rotate_left(1);
        let (attempt, pieces) = waiting.last_mut().expect("one is waiting");
        let (attempt, piece) = (*attempt, pieces.pop().expect("one is left"));
        now += 10;
        n_heard += 1;
        most -= 1;
        step = talk.hear(now, attempt, piece);
    }
}

#[test]
fn a_run_that_is_killed_at_a_hundred_moments_ends_with_the_same_bytes() {
    let begin = || Conversation::new(&study(6, Budget::default()), None, None).expect("it begins");
    let mut whole = begin();
    let n_heard = heard_in_pieces(&mut whole, usize::MAX);
    assert!(whole.standing().is_over && n_heard > 100, "{n_heard}");
    let texts = whole.texts(TextFormat::Jsonl).expect("a file");
    let moments = Seed(8).stream("kills").child("moment").index(0);
    for kill in 0..100 {
        let moment = moments.at(kill).next_u64() as usize % n_heard;
        let mut talk = begin();
        heard_in_pieces(&mut talk, moment);
        let saved = talk.save();
        drop(talk);
        let mut talk = Conversation::restore(&saved, None).expect("it was saved");
        heard_in_pieces(&mut talk, usize::MAX);
        assert!(talk.standing().is_over, "killed after {moment}");
        assert_eq!(talk.texts(TextFormat::Jsonl).expect("a file"), texts, "killed after {moment}");
    }
}

#[test]
fn a_recording_gives_the_same_texts_without_a_network() {
    let study = study(4, Budget::default());
    let mut talk = Conversation::new(&study, None, None).expect("it can begin");
    serve(&mut talk, "Smokes. No bronchitis.", usize::MAX);
    let (recording, texts) = (talk.recording(), talk.texts(TextFormat::Jsonl).expect("a file"));
    assert_eq!(recording.lines().count(), 16);
    let mut again =
        Conversation::new(&study, None, Some((&recording, true))).expect("it can begin");
    assert_eq!(serve(&mut again, "never asked", usize::MAX), 0);
    assert!(again.standing().is_over, "{:?}", again.standing());
    assert_eq!(again.texts(TextFormat::Jsonl).expect("a file"), texts);
}

#[test]
fn a_recording_is_taken_with_its_study_and_without_and_a_damaged_line_is_named() {
    let study = study(3, Budget::default());
    let mut talk = Conversation::new(&study, None, None).expect("it can begin");
    serve(&mut talk, "Smokes.", usize::MAX);
    let (bare, whole) = (talk.recording(), talk.cassette());
    let texts = talk.texts(TextFormat::Jsonl).expect("a file");
    for recording in [&bare, &whole] {
        let mut again =
            Conversation::new(&study, None, Some((recording, true))).expect("it can begin");
        assert_eq!(serve(&mut again, "never asked", usize::MAX), 0);
        assert_eq!(again.texts(TextFormat::Jsonl).expect("a file"), texts);
    }
    let (without, with) = (look_at_recording(&bare), look_at_recording(&whole));
    let (without, with) = (without.expect("a recording"), with.expect("a recording"));
    assert_eq!((without.answers, without.study.is_none()), (12, true));
    assert_eq!(with.answers, 12);
    let mut other = study.clone();
    if let Writer::Server { budget, .. } = &mut other.realize.writer {
        budget.requests = Some(1);
    }
    assert!(!with.is_of_another(&other) && !without.is_of_another(&other));
    other.seed += 1;
    assert!(with.is_of_another(&other) && !without.is_of_another(&other));
    for (text, line) in [(&bare, 2), (&whole, 3)] {
        let mut lines: Vec<&str> = text.lines().collect();
        lines[line - 1] = "{\"hash\":1}";
        let error = look_at_recording(&lines.join("\n")).expect_err("it is damaged");
        assert!(error.message.starts_with(&format!("line {line} is no question")), "{error:?}");
        assert!(error.hint.is_some());
    }
    assert_eq!(look_at_recording("a,b\n1,2").expect_err("a table").code, "no-recording");
    assert_eq!(look_at_recording("").expect_err("nothing").code, "no-recording");
}

#[test]
fn trouble_pauses_the_run_with_a_next_step_and_the_rest_can_be_written_here() {
    let mut talk =
        Conversation::new(&study(3, Budget::default()), None, None).expect("it can begin");
    let first = talk.step(0).send[0].attempt;
    talk.hear(1, first, Heard::Head { status: 401, headers: Vec::new() });
    talk.hear(
        1,
        first,
        Heard::Chunk(br#"{"error":{"message":"Incorrect API key provided"}}"#.to_vec()),
    );
    let step = talk.hear(1, first, Heard::End);
    let trouble = step.standing.trouble.expect("a wrong key is told");
    assert!(!trouble.hint.is_empty(), "{trouble:?}");
    assert!(step.standing.is_paused && step.send.is_empty());
    talk.finish_without_model();
    let standing = talk.standing();
    assert_eq!((standing.done, standing.is_over), (3, true));
}

#[test]
fn a_budget_is_kept_and_a_dead_server_is_told() {
    let budget = Budget { requests: Some(5), ..Budget::default() };
    let mut talk = Conversation::new(&study(9, budget), None, None).expect("it can begin");
    assert_eq!(serve(&mut talk, "wrong", usize::MAX), 5);
    assert_eq!(talk.standing().trouble.map(|trouble| trouble.code).as_deref(), Some("budget"));

    let mut talk =
        Conversation::new(&study(2, Budget::default()), None, None).expect("it can begin");
    let mut now = 0;
    let mut step = talk.step(now);
    for _ in 0..200 {
        let Some(outgoing) = step.send.first() else {
            let Some(time) = step.wake_at else { break };
            now = time;
            step = talk.step(now);
            continue;
        };
        step = talk.hear(now, outgoing.attempt, Heard::Failed(Failure::Refused));
        if step.standing.trouble.is_some() {
            break;
        }
    }
    assert!(step.standing.trouble.is_some() || step.standing.is_over, "{:?}", step.standing);
}

#[test]
fn what_cannot_be_asked_is_refused_with_words() {
    let refused = |change: fn(&mut Study)| {
        let mut study = study(2, Budget::default());
        change(&mut study);
        Conversation::new(&study, None, None).expect_err("it cannot begin")
    };
    let provider = refused(|study| {
        if let Writer::Server { provider, .. } = &mut study.realize.writer {
            *provider = "nobody".to_owned();
        }
    });
    assert!(provider.hint.is_some_and(|hint| hint.contains("openai")));
    let plain = refused(|study| {
        if let Writer::Server { base_url, .. } = &mut study.realize.writer {
            *base_url = "http://example.com/v1".to_owned();
        }
    });
    assert!(plain.message.contains("http"), "{}", plain.message);
    let dollars = refused(|study| {
        if let Writer::Server { budget, .. } = &mut study.realize.writer {
            budget.dollars = Some(1.0);
        }
    });
    assert!(!dollars.message.is_empty());
}
