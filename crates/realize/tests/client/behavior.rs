//! What the client does, case by case.

use causeloom_realize::client::{
    Action, Budget, Cassette, Client, ClientConfig, ConfigError, Event, FailureKind, Incoming,
    PauseReason, Playback, SubmitError,
};
use causeloom_realize::dialect::{AddressError, ApiErrorKind, Price, provider};

use crate::scripted::{
    START, Try, World, answer, ask, chunk, config, failed, finished, head, refusal, said,
};

fn waits(world: &World) -> Vec<u64> {
    let wait = |event: &Event| match event {
        Event::Retrying { after_ms, .. } => Some(*after_ms),
        _ => None,
    };
    world.events.iter().filter_map(wait).collect()
}

fn given_up(world: &World, id: u64) -> Option<&ApiErrorKind> {
    world.events.iter().find_map(|event| match event {
        Event::GivenUp { id: given_up, error } if *given_up == id => Some(&error.kind),
        _ => None,
    })
}

#[test]
fn nothing_is_sent_before_the_time_that_the_server_names() {
    for refused in [
        refusal(429, &[("Retry-After", "7")], ""),
        refusal(429, &[], "{\"error\":{\"message\":\"Please try again in 7s.\"}}"),
        refusal(429, &[], "{\"error\":{\"details\":[{\"retryDelay\":\"7s\"}]}}"),
        // START is Tue, 14 Nov 2023 22:13:20 GMT; the refusal ends 22 ms later.
        refusal(529, &[("retry-after", "Tue, 14 Nov 2023 22:13:27 GMT")], ""),
    ] {
        let mut world = World::asking(config(), 4);
        world.run(|attempt| match (attempt.id, attempt.n_before) {
            (0, 0) => refused.clone(),
            _ => answer("yes"),
        });
        let held: Vec<u64> =
            world.sent_at.iter().map(|(at, _)| at - START).filter(|at| *at > 0).collect();
        assert_eq!(held.len(), 3, "{:?}", world.sent_at);
        assert!(held.iter().all(|at| *at >= 7000), "{:?}", world.sent_at);
        assert!((0..4).all(|id| world.text_of(id) == Some("yes")));
    }
}

#[test]
fn a_hint_of_more_than_two_minutes_pauses_and_tells_until_when() {
    let mut world = World::asking(config(), 1);
    world.run(|attempt| match attempt.n_before {
        0 => refusal(429, &[("retry-after", "3600")], ""),
        _ => answer("yes"),
    });
    let until = START + 22 + 3_600_000;
    let told = world.events.iter().any(|event| {
        matches!(event, Event::Paused { why: PauseReason::Trouble(_), until: Some(at) } if *at == until)
    });
    assert!(told, "{:?}", world.events);
    assert_eq!(world.sent_at, [(START, 0), (until, 0)]);
    assert_eq!(world.text_of(0), Some("yes"));
}

#[test]
fn failures_wait_longer_and_longer_and_end_after_the_retries() {
    let mut config = config();
    config.retries = 3;
    let mut world = World::asking(config.clone(), 1);
    world.run(|_| refusal(500, &[], ""));
    assert_eq!(world.requests.len(), 4);
    assert_eq!(given_up(&world, 0), Some(&ApiErrorKind::Server { retry_after_ms: None }));
    let first = waits(&world);
    assert_eq!(first.len(), 3);
    assert!(first.iter().zip([1000, 2000, 4000]).all(|(wait, bound)| *wait < bound));
    let mut again = World::asking(config.clone(), 1);
    again.run(|_| refusal(500, &[], ""));
    assert_eq!(waits(&again), first);
    config.seed = 2;
    let mut other = World::asking(config, 1);
    other.run(|_| refusal(500, &[], ""));
    assert_ne!(waits(&other), first);
}

#[test]
fn what_would_fail_again_is_not_sent_again() {
    for (status, body, kind) in [
        (400, "{}", ApiErrorKind::BadRequest { unsupported_parameter: None }),
        (413, "{}", ApiErrorKind::TooLong),
        (422, "{}", ApiErrorKind::BadRequest { unsupported_parameter: None }),
        (400, "{\"error\":{\"code\":\"content_policy_violation\"}}", ApiErrorKind::Refused),
    ] {
        let mut world = World::asking(config(), 2);
        world.run(|attempt| match attempt.id {
            0 => refusal(status, &[], body),
            _ => answer("yes"),
        });
        assert_eq!(given_up(&world, 0), Some(&kind));
        assert_eq!(world.n_sent[&0], 1);
        assert_eq!(world.text_of(1), Some("yes"));
    }
}

#[test]
fn what_every_question_would_meet_pauses_and_resumes_without_loss() {
    let blocked = failed(FailureKind::Offline);
    let no_credit =
        refusal(429, &[], "{\"error\":{\"code\":\"insufficient_quota\",\"message\":\"empty\"}}");
    let broken = vec![(5, head(401, &[])), (5, Incoming::Failed(FailureKind::Reset))];
    for trouble in [
        refusal(401, &[], ""),
        refusal(403, &[], ""),
        refusal(404, &[], ""),
        no_credit,
        blocked,
        broken,
    ] {
        let mut world = World::asking(config(), 5);
        world.run(|_| trouble.clone());
        let pauses = |world: &World| {
            world.events.iter().filter(|event| matches!(event, Event::Paused { .. })).count()
        };
        assert!(world.client.progress().is_paused);
        assert_eq!(pauses(&world), 1, "{:?}", world.events);
        assert_eq!(world.requests.len(), 2, "those that were under way");
        world.client.resume();
        world.run(|_| answer("yes"));
        assert!((0..5).all(|id| world.text_of(id) == Some("yes")));
    }
}

#[test]
fn a_field_that_the_model_does_not_know_is_left_out_from_then_on() {
    let mut config = config();
    config.retries = 0;
    config.max_parallel = 1;
    let mut world = World::new(Client::new(config.clone()).unwrap());
    for id in 0..3 {
        let mut asked = ask(id);
        asked.temperature = Some(0.5);
        world.client.submit(id, asked).unwrap();
    }
    let server = |body: &str| {
        if body.contains("\"temperature\"") {
            return refusal(
                400,
                &[],
                "{\"error\":{\"message\":\"`temperature` is deprecated for this model.\"}}",
            );
        }
        if body.contains("\"max_completion_tokens\"") {
            return refusal(
                400,
                &[],
                "{\"error\":{\"code\":\"unsupported_parameter\",\"param\":\"max_completion_tokens\"}}",
            );
        }
        answer("yes")
    };
    world.run(|attempt| server(attempt.request.body_text()));
    assert!((0..3).all(|id| world.text_of(id) == Some("yes")));
    assert_eq!(world.requests.len(), 5, "two refusals for three answers");
    assert!(world.requests[4].body_text().contains("\"max_tokens\":50"));
    let left_out = ["max_completion_tokens", "temperature"];
    assert_eq!(world.client.take_records()[0].left_out, left_out);

    let snapshot = world.client.snapshot();
    assert!(snapshot.unsupported.iter().eq(left_out));
    let mut later = World::new(Client::restore(config, snapshot, None).unwrap());
    let mut asked = ask(9);
    asked.temperature = Some(0.5);
    later.client.submit(9, asked).unwrap();
    later.run(|attempt| server(attempt.request.body_text()));
    assert_eq!(later.requests.len(), 1);
}

#[test]
fn a_field_that_is_complained_of_though_it_was_left_out_ends_the_question() {
    let mut world = World::asking(config(), 1);
    world.run(|_| refusal(400, &[], "{\"error\":{\"message\":\"`store` is not supported\"}}"));
    assert_eq!(world.requests.len(), 2);
    assert!(given_up(&world, 0).is_some());
}

#[test]
fn requests_at_once_grow_with_success_and_shrink_with_refusals() {
    let mut config = config();
    config.max_parallel = 4;
    let mut world = World::asking(config, 40);
    world.run(|_| answer("yes"));
    assert_eq!(world.most_open, 4);
    assert_eq!(world.sent_at.iter().filter(|(at, _)| *at == START).count(), 2);
    for id in 40..50 {
        world.client.submit(id, ask(id)).unwrap();
    }
    world.step(&mut |_| refusal(429, &[("retry-after", "1")], ""));
    assert_eq!(world.open.len(), 4);
    for _ in 0..20 {
        world.step(&mut |_| answer("yes"));
        if world.open.is_empty() {
            break;
        }
    }
    assert_eq!(world.client.progress().parallel, 2, "four refusals of one window halve once");
}

#[test]
fn a_server_that_is_silent_is_given_up_to_the_millisecond() {
    let mut config = config();
    config.retries = 0;
    let cases = [
        (vec![], 30_000),
        (vec![(29_999, head(200, &[]))], 29_999 + 45_000),
        (vec![(10, head(200, &[])), (44_999, said("a"))], 10 + 44_999 + 45_000),
        (
            std::iter::once((10, head(200, &[])))
                .chain(std::iter::repeat_n((40_000, chunk(": wait\n\n")), 20))
                .collect(),
            600_000,
        ),
        (vec![(10, head(500, &[]))], 45_010),
    ];
    for (reaction, ends_after) in cases {
        let mut world = World::asking(config.clone(), 1);
        world.run(|_| reaction.clone());
        assert_eq!(world.now - START, ends_after);
        assert!(given_up(&world, 0).is_some() && world.open.is_empty());
    }
    config.stream = false;
    let mut world = World::asking(config, 1);
    world.run(|_| {
        vec![(500_000, head(200, &[])), (1, said("a")), (1, finished(1, 1)), (1, Incoming::End)]
    });
    assert_eq!(world.text_of(0), Some("a"), "an answer in one piece takes its time");
}

#[test]
fn a_connection_that_stays_open_after_the_answer_is_closed() {
    let mut world = World::asking(config(), 1);
    world.run(|_| {
        let mut open = answer("yes");
        open.pop();
        open
    });
    assert_eq!(world.text_of(0), Some("yes"));
    assert!(world.open.is_empty());
    assert_eq!(world.now - START, 51 + 1000);
}

#[test]
fn the_budget_is_set_aside_before_sending_and_what_is_left_goes_on_when_it_is_raised() {
    let mut config = config();
    let price = Price { prompt: 1000.0, completion: 10_000.0 };
    config.price = Some(price);
    let body = Client::new(config.clone()).unwrap().preview(&ask(0)).body;
    let most = price.of(body.len().div_ceil(3) as u64, 50);
    let cost = price.of(12, 8);
    // Room for three answers, and after them for less than one more request.
    config.budget.dollars = Some(most + 2.5 * cost);
    let mut world = World::asking(config, 10);
    world.run(|_| answer("yes"));
    let progress = world.client.progress();
    assert_eq!((world.requests.len(), progress.pending), (3, 7));
    assert!(progress.is_budget_reached && !progress.is_paused);
    assert!((progress.spent.dollars - 3.0 * cost).abs() < 1e-12);
    assert_eq!(world.events.iter().filter(|event| **event == Event::BudgetReached).count(), 1);
    assert_eq!(world.most_open, 1, "two at once might have been too much");
    world.client.set_budget(Budget::default()).unwrap();
    world.run(|_| answer("yes"));
    assert_eq!(world.ends().len(), 10);
}

#[test]
fn a_question_that_is_canceled_is_broken_off_and_others_are_not() {
    let mut world = World::asking(config(), 3);
    let mut server = |_: &Try| answer("yes");
    for _ in 0..3 {
        world.step(&mut server);
    }
    assert_eq!(world.open.len(), 2);
    world.client.cancel(0);
    world.client.cancel(0);
    world.client.cancel(99);
    let step = world.client.next(world.now);
    assert_eq!(step.actions[0], Action::Abort { attempt: 0 });
    assert!(matches!(step.events[0], Event::GivenUp { id: 0, .. }));
    let spent = world.client.progress().spent;
    assert!(spent.estimated_tokens > 50, "what it may have cost is charged");
    assert_eq!(world.client.receive(world.now, 0, chunk("data: [DONE]\n\n")), []);
}

#[test]
fn a_pause_of_the_user_lets_attempts_end_and_sends_no_new_ones() {
    let mut world = World::asking(config(), 5);
    world.step(&mut |_| answer("yes"));
    world.client.pause();
    world.client.pause();
    world.run(|_| answer("yes"));
    assert_eq!((world.requests.len(), world.ends().len()), (2, 2));
    let pauses = world.events.iter().filter(|event| matches!(event, Event::Paused { .. }));
    assert_eq!(pauses.count(), 1);
    world.client.resume();
    world.run(|_| answer("yes"));
    assert_eq!(world.ends().len(), 5);
}

#[test]
fn a_recording_spares_requests_and_keeps_samples_apart() {
    let mut world = World::asking(config(), 2);
    world.run(|attempt| answer(&format!("first of {}", attempt.id)));
    let kept: Cassette = world.client.take_records().into_iter().collect();
    let mut later = World::new(Client::new(config()).unwrap());
    later.client.play(Playback::Cache, kept.clone());
    later.client.submit(7, ask(1)).unwrap();
    later.client.submit_sample(8, ask(1), 1).unwrap();
    later.client.submit(9, ask(2)).unwrap();
    later.run(|_| answer("anew"));
    assert_eq!(later.text_of(7), Some("first of 1"));
    assert_eq!((later.text_of(8), later.text_of(9)), (Some("anew"), Some("anew")));
    assert_eq!(later.requests.len(), 2);
    let ids: Vec<u64> = later.client.take_records().iter().map(|record| record.id).collect();
    assert_eq!(ids, [7, 8, 9], "a run's recording is whole, spared requests included");

    let mut only = World::new(Client::new(config()).unwrap());
    only.client.play(Playback::Only, kept);
    only.client.submit(1, ask(1)).unwrap();
    only.client.submit(2, ask(2)).unwrap();
    only.run(|_| panic!("nothing is sent"));
    assert_eq!(only.text_of(1), Some("first of 1"));
    assert_eq!(given_up(&only, 2), Some(&ApiErrorKind::NotRecorded));
}

#[test]
fn a_reload_keeps_what_is_spent_and_asks_the_rest_again_in_order() {
    let mut config = config();
    config.budget.tokens = Some(1000);
    let mut world = World::asking(config.clone(), 6);
    for _ in 0..16 {
        world.step(&mut |_| answer("yes"));
    }
    let before = world.client.progress();
    assert!(before.in_flight > 0 && before.pending < 6);
    let snapshot = world.client.snapshot();
    assert_eq!(snapshot.spent, before.committed);
    assert!(snapshot.pending.windows(2).all(|pair| pair[0].id < pair[1].id));
    let mut later = World::new(Client::restore(config.clone(), snapshot.clone(), None).unwrap());
    later.run(|_| answer("yes"));
    assert_eq!(later.ends().len(), before.pending);
    let old = |attempt: &u64| *attempt < snapshot.next_attempt;
    assert!(
        !later
            .events
            .iter()
            .any(|event| matches!(event, Event::Started { attempt, .. } if old(attempt)))
    );
    let mut other = snapshot.clone();
    other.version = 2;
    let error = Client::restore(config.clone(), other, None).err();
    assert_eq!(error, Some(ConfigError::Version { found: 2, known: 1 }));
    let mut twice = snapshot;
    twice.pending.push(twice.pending[0].clone());
    let id = twice.pending[0].id;
    let error = Client::restore(config, twice, None).err();
    assert_eq!(error, Some(ConfigError::Submit(SubmitError::Pending { id })));
}

#[test]
fn a_clock_that_is_set_back_makes_nothing_worse_than_late() {
    let mut world = World::asking(config(), 3);
    let mut server = |_: &Try| answer("yes");
    world.step(&mut server);
    world.now = START - 5_000_000;
    world.run(server);
    assert_eq!(world.ends().len(), 3);
}

#[test]
fn configurations_that_cannot_work_are_refused_with_a_reason() {
    let error = |change: &dyn Fn(&mut ClientConfig)| {
        let mut config = config();
        change(&mut config);
        Client::new(config).err()
    };
    assert_eq!(error(&|_| {}), None);
    assert_eq!(error(&|config| config.model = " ".to_owned()), Some(ConfigError::Model));
    assert_eq!(
        error(&|config| config.base_url = "http://api.openai.com/v1".to_owned()),
        Some(ConfigError::Address(AddressError::Unencrypted))
    );
    assert_eq!(error(&|config| config.budget.dollars = Some(f64::NAN)), Some(ConfigError::Budget));
    assert_eq!(
        error(&|config| config.budget.dollars = Some(1.0)),
        Some(ConfigError::PriceUnknown { model: "m".to_owned() })
    );
    let local = |config: &mut ClientConfig| {
        config.profile = provider("llama-cpp").unwrap();
        config.base_url.clone_from(&config.profile.base_url);
        config.budget.dollars = Some(1.0);
    };
    assert_eq!(error(&local), None, "one's own machine costs nothing");
    let mut client = Client::new(config()).unwrap();
    client.submit(1, ask(1)).unwrap();
    assert_eq!(client.submit(1, ask(2)), Err(SubmitError::Pending { id: 1 }));
}
