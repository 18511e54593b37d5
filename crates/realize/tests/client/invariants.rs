//! What holds for every server, however it behaves.

use std::collections::BTreeMap;

use causeloom_realize::client::{
    Budget, Cassette, Client, Event, FailureKind, Incoming, Playback, Record, Snapshot,
};
use causeloom_realize::dialect::{ApiErrorKind, Key, provider};
use proptest::prelude::*;

use crate::scripted::{
    KEY, Reaction, Try, World, answer, ask, chunk, config, failed, head, refusal, said,
};

/// How a server may react to one request.
#[derive(Clone, Copy, Debug)]
enum Mood {
    Good,
    Slow,
    RateLimit,
    RateLimitWithHint(u64),
    LongHint,
    Overloaded,
    ServerError,
    WrongKey,
    NoCredit,
    NotUnderstood,
    FieldUnknown,
    TooLong,
    Failed(FailureKind),
    ResetWithin,
    ErrorWithin,
    BreaksOff,
    Garbage,
    Silent,
    SilentWithin,
    NeverCloses,
    Twice,
    Refused,
}

fn moods() -> impl Strategy<Value = Mood> {
    use FailureKind::{Blocked, Offline, Refused, Reset};
    prop_oneof![
        4 => Just(Mood::Good),
        1 => Just(Mood::Slow),
        2 => Just(Mood::RateLimit),
        1 => (0_u64..100).prop_map(Mood::RateLimitWithHint),
        1 => Just(Mood::LongHint),
        1 => Just(Mood::Overloaded),
        2 => Just(Mood::ServerError),
        1 => Just(Mood::WrongKey),
        1 => Just(Mood::NoCredit),
        1 => Just(Mood::NotUnderstood),
        1 => Just(Mood::FieldUnknown),
        1 => Just(Mood::TooLong),
        2 => proptest::sample::select(vec![Refused, Blocked, Offline, Reset]).prop_map(Mood::Failed),
        1 => Just(Mood::ResetWithin),
        1 => Just(Mood::ErrorWithin),
        1 => Just(Mood::BreaksOff),
        1 => Just(Mood::Garbage),
        1 => Just(Mood::Silent),
        1 => Just(Mood::SilentWithin),
        1 => Just(Mood::NeverCloses),
        1 => Just(Mood::Twice),
        1 => Just(Mood::Refused),
    ]
}

fn reaction(mood: Mood, text: &str) -> Reaction {
    let begun = || vec![(20, head(200, &[])), (5, said("Aged"))];
    let and = |more: Reaction| [begun(), more].concat();
    match mood {
        Mood::Good => answer(text),
        Mood::Slow => answer(text).into_iter().map(|(wait, piece)| (wait + 5000, piece)).collect(),
        Mood::RateLimit => refusal(429, &[], "{}"),
        Mood::RateLimitWithHint(seconds) => {
            refusal(429, &[("retry-after", &seconds.to_string())], "{}")
        }
        Mood::LongHint => refusal(429, &[("retry-after", "3600")], "{}"),
        Mood::Overloaded => refusal(529, &[], "{}"),
        Mood::ServerError => refusal(500, &[], "<html>"),
        Mood::WrongKey => {
            refusal(401, &[], &format!("{{\"error\":{{\"message\":\"wrong key {KEY}\"}}}}"))
        }
        Mood::NoCredit => refusal(402, &[], "{}"),
        Mood::NotUnderstood => refusal(400, &[], "{}"),
        Mood::FieldUnknown => {
            refusal(400, &[], "{\"error\":{\"message\":\"`store` is not supported\"}}")
        }
        Mood::TooLong => refusal(413, &[], "{}"),
        Mood::Failed(kind) => failed(kind),
        Mood::ResetWithin => and(vec![(5, Incoming::Failed(FailureKind::Reset))]),
        Mood::ErrorWithin => and(vec![(5, chunk("data: {\"error\":{\"code\":503}}\n\n"))]),
        Mood::BreaksOff => and(vec![(5, Incoming::End)]),
        Mood::Garbage => and(vec![(5, Incoming::Chunk(b"data: \xff\n\n".to_vec()))]),
        Mood::Silent => Vec::new(),
        Mood::SilentWithin => begun(),
        Mood::NeverCloses => {
            let mut open = answer(text);
            open.pop();
            open
        }
        Mood::Twice => {
            let twice = answer(text);
            [twice.clone(), twice].concat()
        }
        Mood::Refused => vec![
            (20, head(200, &[])),
            (
                5,
                chunk(
                    "data: {\"choices\":[{\"delta\":{\"refusal\":\"No.\"},\"finish_reason\":\"stop\"}]}\n\n",
                ),
            ),
            (5, Incoming::End),
        ],
    }
}

/// What the user does between steps.
#[derive(Clone, Copy, Debug)]
enum Touch {
    Pause,
    Resume,
    Cancel(u64),
    Reload,
}

fn touches() -> impl Strategy<Value = Vec<(usize, Touch)>> {
    let touch = prop_oneof![
        Just(Touch::Pause),
        Just(Touch::Resume),
        (0_u64..20).prop_map(Touch::Cancel),
        Just(Touch::Reload),
    ];
    proptest::collection::vec((0_usize..60, touch), 0..4)
}

fn budgets() -> impl Strategy<Value = Budget> {
    let tokens = proptest::option::of(0_u64..3000);
    let requests = proptest::option::of(0_u64..40);
    (tokens, requests).prop_map(|(tokens, requests)| Budget { tokens, requests, dollars: None })
}

fn text_of_row(id: u64) -> String {
    format!("Row {id} was written down – with care.")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_question_ends_once_and_no_bound_is_ever_passed(
        script in proptest::collection::vec(moods(), 0..80),
        touches in touches(),
        budget in budgets(),
        n_questions in 1_u64..20,
        max_parallel in 1_u32..8,
        seed in any::<u64>(),
    ) {
        let mut config = config();
        config.budget = budget;
        config.max_parallel = max_parallel;
        config.seed = seed;
        let mut world = World::asking(config.clone(), n_questions);
        let mut script = script.into_iter();
        // What the server itself has counted: every request that it worked on costs in full.
        let mut billed = 0;
        let mut n_requests = 0;
        let mut server = |attempt: &Try| {
            n_requests += 1;
            let mood = script.next().unwrap_or(Mood::Good);
            let is_free = matches!(
                mood,
                Mood::RateLimit | Mood::RateLimitWithHint(_) | Mood::LongHint | Mood::Overloaded
                    | Mood::ServerError | Mood::WrongKey | Mood::NoCredit | Mood::NotUnderstood
                    | Mood::FieldUnknown | Mood::TooLong
                    | Mood::Failed(FailureKind::Refused | FailureKind::Blocked | FailureKind::Offline)
            );
            // Answers tell 12 and 8 tokens; of all else nobody knows, so it may be the most.
            let is_counted = matches!(mood, Mood::Good | Mood::Slow | Mood::NeverCloses | Mood::Twice);
            billed += match (is_free, is_counted) {
                (true, _) => 0,
                (false, true) => 20,
                (false, false) => attempt.request.body.len() as u64 / 3 + 50,
            };
            reaction(mood, &text_of_row(attempt.id))
        };
        let mut records: Vec<Record> = Vec::new();
        let mut printed = String::new();
        let mut n_steps = 0;
        let mut n_resumed = 0;
        loop {
            for (at, touch) in &touches {
                if *at != n_steps {
                    continue;
                }
                match touch {
                    Touch::Pause => world.client.pause(),
                    Touch::Resume => world.client.resume(),
                    Touch::Cancel(id) => world.client.cancel(*id),
                    Touch::Reload => {
                        // Events that were not yet told are told before a page goes.
                        world.step(&mut server);
                        records.extend(world.client.take_records());
                        let text = serde_json::to_string(&world.client.snapshot()).unwrap();
                        printed.push_str(&text);
                        let snapshot: Snapshot = serde_json::from_str(&text).unwrap();
                        world.client = Client::restore(config.clone(), snapshot, None).unwrap();
                        world.open.clear();
                        world.forget_what_was_coming();
                    }
                }
            }
            n_steps += 1;
            prop_assert!(n_steps < 100_000);
            let goes_on = world.step(&mut server);
            let progress = world.client.progress();
            prop_assert!(world.open.len() <= max_parallel as usize);
            prop_assert!(progress.in_flight <= progress.parallel.max(max_parallel) as usize);
            prop_assert!(progress.parallel <= max_parallel.max(1));
            prop_assert!(budget.tokens.is_none_or(|most| progress.committed.tokens() <= most));
            prop_assert!(budget.requests.is_none_or(|most| progress.spent.requests <= most));
            if goes_on {
                continue;
            }
            let is_stuck = progress.is_budget_reached || n_resumed > 200;
            if progress.pending > 0 && is_stuck {
                world.client.cancel_all();
            } else if progress.is_paused && progress.pending > 0 {
                n_resumed += 1;
                world.client.resume();
            } else {
                break;
            }
        }
        records.extend(world.client.take_records());
        prop_assert!(budget.tokens.is_none_or(|most| billed <= most), "{} billed", billed);
        prop_assert!(budget.requests.is_none_or(|most| n_requests <= most));
        prop_assert!(world.open.is_empty());
        prop_assert_eq!(world.client.progress().in_flight, 0);

        let ends = world.ends();
        prop_assert!(ends.keys().copied().eq(0..n_questions), "{:?}", ends);
        for (id, ends) in &ends {
            prop_assert_eq!(ends.len(), 1, "{} {:?}", id, ends);
            if let Event::Done { reply, .. } = ends[0] {
                let text = text_of_row(*id);
                prop_assert!(reply.text == text || reply.text == "No.", "{}", reply.text);
            }
        }
        // Text that was told since an attempt began is the text of the answer.
        let mut told: BTreeMap<u64, String> = BTreeMap::new();
        for event in &world.events {
            match event {
                Event::Started { id, .. } => told.entry(*id).or_default().clear(),
                Event::Delta { id, text } => told.entry(*id).or_default().push_str(text),
                Event::Done { id, reply } if reply.text != "No." => {
                    prop_assert_eq!(&told[id], &reply.text);
                }
                _ => {}
            }
        }

        let cassette: Cassette = records.into_iter().collect();
        printed.push_str(&cassette.to_json_lines());
        printed.push_str(&serde_json::to_string(&world.events).unwrap());
        printed.push_str(&format!("{:?}{:?}", world.client, world.events));
        prop_assert!(!printed.contains("canary"));
    }

    #[test]
    fn a_recorded_run_repeats_without_a_server_and_so_does_one_that_was_killed(
        script in proptest::collection::vec(moods(), 0..40),
        killed_at in 0_usize..80,
        n_questions in 1_u64..10,
    ) {
        let moods_of = |id: u64, n_before: usize| {
            script.get(id as usize * 4 + n_before).copied().unwrap_or(Mood::Good)
        };
        let server = |attempt: &Try| {
            reaction(moods_of(attempt.id, attempt.n_before), &text_of_row(attempt.id))
        };
        let outcomes = |world: &World| -> Vec<String> {
            let ends = world.ends();
            ends.values().map(|ends| serde_json::to_string(&ends[0]).unwrap()).collect()
        };
        let run_to_the_end = |world: &mut World| {
            for _ in 0..300 {
                world.run(server);
                if !world.client.progress().is_paused {
                    break;
                }
                world.client.resume();
            }
        };
        let started = || World::asking(config(), n_questions);
        let mut world = started();
        run_to_the_end(&mut world);
        let expected = outcomes(&world);
        prop_assert_eq!(expected.len(), n_questions as usize);
        let cassette: Cassette = world.client.take_records().into_iter().collect();

        let text = cassette.to_json_lines();
        let mut again = World::new(Client::new(config()).unwrap());
        again.client.play(Playback::Only, Cassette::from_json_lines(&text).unwrap());
        for id in 0..n_questions {
            again.client.submit(id, ask(id)).unwrap();
        }
        again.run(|_| panic!("nothing is sent"));
        prop_assert_eq!(outcomes(&again), expected.clone());
        let recorded: Cassette = again.client.take_records().into_iter().collect();
        prop_assert_eq!(recorded.to_json_lines(), text);

        // Killed at any step: what was answered is kept, the rest is asked again.
        let mut first = started();
        for _ in 0..killed_at {
            first.step(&mut { server });
        }
        let kept: Cassette = first.client.take_records().into_iter().collect();
        let snapshot = first.client.snapshot();
        let n_pending = snapshot.pending.len();
        let mut second =
            World::new(Client::restore(config(), snapshot, Some((Playback::Cache, kept.clone()))).unwrap());
        second.now = first.now;
        second.n_sent = first.n_sent.clone();
        run_to_the_end(&mut second);
        prop_assert_eq!(second.ends().len(), n_pending);
        let mut merged = kept;
        for record in second.client.take_records() {
            merged.insert(record);
        }
        prop_assert_eq!(merged.len(), n_questions as usize);
        let spent = second.client.progress().spent;
        prop_assert!(spent.requests >= first.client.progress().spent.requests);
    }
}

#[test]
fn the_key_is_in_what_is_sent_and_in_nothing_that_is_written() {
    let profile = provider("anthropic").unwrap();
    let key = Key::new(KEY).unwrap();
    let mut config = config();
    config.profile = profile.clone();
    config.base_url.clone_from(&profile.base_url);
    let mut world = World::new(Client::new(config).unwrap());
    world.client.submit(1, ask(1)).unwrap();
    world.client.submit(2, ask(2)).unwrap();
    let mut sent = Vec::new();
    world.run(|attempt| {
        let request = attempt.request.clone().with_key(&profile, &key);
        sent.push(request.clone());
        let headers = request.headers_with_key();
        assert!(headers.contains(&("x-api-key".to_owned(), KEY.to_owned())));
        // A server that gives the key back.
        match attempt.id {
            1 => refusal(422, &[("x-echo", KEY)], &format!("{{\"error\":{{\"message\":\"{KEY}\"}}}}")),
            _ => vec![
                (1, head(200, &[("x-echo", KEY)])),
                (1, chunk("{\"type\":\"message\",\"content\":[{\"type\":\"text\",\"text\":\"ok\"}],\"stop_reason\":\"end_turn\"}")),
                (1, Incoming::End),
            ],
        }
    });
    assert_eq!(sent.len(), 2);
    assert!(!format!("{sent:?}").contains("canary"));
    let records = world.client.take_records();
    assert_eq!(records.len(), 2);
    let lines: String = records.iter().map(Record::to_json_line).collect();
    assert!(!lines.contains("canary"), "{lines}");
    assert!(!serde_json::to_string(&world.events).unwrap().contains("canary"));
    assert!(!format!("{:?}", world.client).contains("canary"));
    assert!(!serde_json::to_string(&world.client.snapshot()).unwrap().contains("canary"));
    assert!(world.events.iter().any(|event| matches!(event, Event::GivenUp { id: 1, error }
        if error.kind == ApiErrorKind::BadRequest { unsupported_parameter: None })));
    assert_eq!(world.text_of(2), Some("ok"));
}
