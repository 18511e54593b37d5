//! Tallies of hand-made records against counted values.

use numeric::seed::Seed;

use super::*;
use crate::ask::Usage;
use crate::embedded::{Realizer, Register};
use crate::run::{Alone, Because, Path, Round, RunConfig};
use crate::simulated::{Beliefs, Dials, Model, Prior, Rule};
use crate::skeleton::Fact;
use crate::specimen::{clinic, row};
use crate::violation::{Violation, ViolationKind};

fn round(attempt: u32, wrong: &[(ViolationKind, Option<usize>)]) -> Round {
    let violation = |(kind, slot): &(ViolationKind, Option<usize>)| Violation {
        kind: *kind,
        slot: *slot,
        span: None,
        expected: String::new(),
        found: String::new(),
    };
    Round {
        attempt,
        resample: attempt / 4,
        round: attempt % 4,
        text: "text".to_owned(),
        written: None,
        violations: wrong.iter().map(violation).collect(),
        trouble: None,
        accepted: true,
        prompt_hash: String::new(),
        usage: Usage { prompt: Some(100), completion: Some(20), cost: None },
        model: String::new(),
    }
}

fn record(path: Path, rounds: Vec<Round>) -> Record {
    Record {
        row: 0,
        text: "a text".to_owned(),
        path,
        rounds,
        found: row(0, 64.0, true, 1, 38.0).facts,
        spans: Vec::new(),
        violations: Vec::new(),
    }
}

fn embedded(rounds: Vec<Round>) -> Record {
    record(Path::Embedded { because: Because::OutOfRounds }, rounds)
}

#[test]
fn realizability_counts_rows_that_were_right_by_then() {
    use ViolationKind::{Extra, Missing};
    let mut tally = Realizability::default();
    let facts = row(0, 64.0, true, 1, 38.0);
    tally.add(&facts, &record(Path::Draft, vec![round(0, &[])]));
    tally.add(
        &facts,
        &record(
            Path::Corrected { round: 1 },
            vec![round(0, &[(Missing, Some(2)), (Extra, None)]), round(1, &[])],
        ),
    );
    tally.add(&facts, &embedded(vec![round(0, &[(Missing, Some(2))])]));
    tally.add(&facts, &embedded(Vec::new()));
    let shares: Vec<(u64, u64)> =
        tally.by_attempt(3).iter().map(|share| (share.count, share.n)).collect();
    assert_eq!(shares, [(1, 4), (2, 4), (2, 4)]);
    let counts = tally.first_violations();
    assert_eq!(counts[0], Count { kind: Missing, slot: Some(2), count: 2 });
    assert_eq!(counts.len(), 2);
    // Three violations, four facts in each of three first answers.
    assert_eq!(tally.first_error_rate(), Some(0.25));
    assert_eq!(tally.n_left(), 0);
    let mut merged = tally.clone();
    merged.merge(&tally);
    assert_eq!(merged.after(1).count, 4);
    assert_eq!(merged.n(), 8);
}

#[test]
fn the_backdoor_rate_is_the_difference_between_facts_against_and_with_belief() {
    use ViolationKind::Wrong;
    let mut tally = Backdoor::default();
    let beliefs = [Some(Expectation::Between(18.0, 70.0)), Some(Expectation::State(0)), None, None];
    let changed = || record(Path::Draft, vec![round(0, &[(Wrong, Some(1))])]);
    let kept = || record(Path::Draft, vec![round(0, &[])]);
    // Diabetes against belief in four rows, changed in three; with it in five, changed in one.
    for (has_diabetes, is_changed, n) in
        [(false, true, 3), (false, false, 1), (true, true, 1), (true, false, 4)]
    {
        for _ in 0..n {
            let record = if is_changed { changed() } else { kept() };
            tally.add(&row(0, 64.0, has_diabetes, 1, 38.0), &beliefs, &record);
        }
    }
    // A row without an answer says nothing.
    tally.add(&row(0, 64.0, false, 1, 38.0), &beliefs, &embedded(Vec::new()));
    let rates = tally.rates();
    assert_eq!(rates.len(), 2);
    assert_eq!((rates[0].against.n, rates[0].agreeing.n, rates[0].rate), (0, 9, None));
    assert_eq!((rates[1].against.count, rates[1].against.n), (3, 4));
    assert_eq!((rates[1].agreeing.count, rates[1].agreeing.n), (1, 5));
    assert!((rates[1].rate.unwrap().difference - 0.55).abs() < 1e-12);
    assert_eq!(Expectation::State(1).agrees(Fact::Number(1.0)), None);
}

#[test]
fn tokens_and_money_are_told_for_each_text_that_was_taken() {
    let mut cost = Cost::default();
    cost.add(&record(Path::Draft, vec![round(0, &[])]));
    cost.add(&embedded(vec![round(0, &[]), round(1, &[])]));
    assert_eq!(cost.tokens_per_accepted(), Some(360.0));
    let price = Price { prompt: 2.0, completion: 10.0 };
    let dollars = cost.dollars_per_accepted(Some(price)).unwrap();
    assert!((dollars - (300.0 * 2.0 + 60.0 * 10.0) / 1e6).abs() < 1e-15);
    assert_eq!(cost.dollars(None), None);
    let mut untold = round(0, &[]);
    untold.usage = Usage::default();
    cost.add(&record(Path::Draft, vec![untold]));
    assert_eq!(cost.tokens_per_accepted(), None);
    assert_eq!(cost.dollars(Some(price)), None);
    let mut told = round(0, &[]);
    told.usage.cost = Some(0.5);
    let mut by_server = Cost::default();
    by_server.add(&record(Path::Draft, vec![told]));
    assert_eq!(by_server.dollars_per_accepted(Some(price)), Some(0.5));
}

/// A writer that overrides an absent finding with probability 0.8 in a draft and obeys corrections.
/// Accepted first drafts have a(absent) = 0.2 and a(present) = 1, each on half of the law: their
/// distance is 0.4 / (2 · 0.6) = 1/3. With the correction every row is accepted.
#[test]
fn rejection_is_biased_where_belief_pulls_and_correction_is_not() {
    let dictionary = clinic();
    let writer = Realizer::new(&dictionary, Register::Note);
    let alone = Alone::new(RunConfig::default(), dictionary.clone()).unwrap();
    let cells = [Cells { slot: 1, cuts: Vec::new() }];
    let beliefs = [None, Some(Expectation::State(0)), None, None];
    let mut parts = [Tally::default(), Tally::default()];
    for number in 0..1_000_u64 {
        let facts = row(number, 64.0, number % 2 == 0, 1, 38.0);
        let is_pulled = Seed(4).stream("pull").at(number).uniform() < 0.8;
        let record = alone.record(&facts, |turn| {
            let mut told = facts.clone();
            if turn.previous.is_none() && is_pulled {
                told.facts[1] = Some(Fact::State(0));
            }
            writer.write(&told, Seed(1), turn.attempt).text
        });
        parts[usize::from(number >= 300)].add(&facts, &beliefs, &cells, &record);
    }
    let [mut tally, rest] = parts;
    tally.merge(&rest);
    // Workers send their tallies as JSON.
    let sent: Tally = serde_json::from_str(&serde_json::to_string(&tally).unwrap()).unwrap();
    assert_eq!(sent, tally);
    let bias = |attempt| tally.selection.bias(attempt, None, 200, 1).unwrap();
    assert!((bias(0).total_variation - 1.0 / 3.0).abs() < 0.02, "{:?}", bias(0));
    assert!(bias(0).floor_upper < 0.04, "{:?}", bias(0));
    assert_eq!((bias(1).total_variation, bias(1).accepted), (0.0, 1_000));
    assert_eq!(tally.realizability.after(1).share, 1.0);
    let rates = tally.backdoor.rates();
    assert_eq!(rates[0].agreeing.count, 0);
    assert!((rates[0].rate.unwrap().difference - 0.8).abs() < 0.05, "{rates:?}");
    assert_eq!(tally.backdoor.overall().against, rates[0].against);
}

/// The simulated model against the loop: what rejection would bias is what its own probabilities
/// say, and correction leaves less than a tenth of it.
#[test]
fn correction_takes_the_bias_that_a_simulated_prior_gives_to_rejection() {
    let dictionary = clinic();
    let dials = Dials { prior_strength: 0.8, obedience: 0.95, base_error: 0.0, drift: 0.0 };
    let model = Model::new(&dictionary, Register::Note, dials);
    let alone = Alone::new(RunConfig::default(), dictionary.clone()).unwrap();
    let rule = Rule { when: Vec::new(), then: 0, belief: 0.9 };
    let priors = [None, Some(Prior { rules: vec![rule] }), None, None];
    let cells = [Cells { slot: 1, cuts: Vec::new() }];
    let mut tally = Tally::default();
    let mut acceptance = Vec::new();
    for number in 0..1_500_u64 {
        let facts = row(number, 64.0, number % 2 == 0, 1, 38.0);
        let beliefs = Beliefs::of_row(&priors, &facts);
        acceptance.push(model.right_probability(&facts, &beliefs));
        let record = alone.record(&facts, |turn| {
            let previous = turn.previous.map(|previous| previous.violations);
            let (round, attempt) = (turn.round, turn.resample);
            model.answer(turn.skeleton, &beliefs, round, attempt, previous, Seed(9)).text
        });
        assert_eq!(record.violations, []);
        tally.add(&facts, &[], &cells, &record);
    }
    let exact = bias_of_acceptance(&acceptance).unwrap();
    let bias = |attempt| tally.selection.bias(attempt, None, 200, 1).unwrap();
    let (rejection, correction) = (bias(0), bias(3));
    assert!(exact > 0.2, "{exact}");
    assert!((rejection.total_variation - exact).abs() < 0.03, "{rejection:?} {exact}");
    assert!(correction.total_variation * 10.0 < rejection.total_variation, "{correction:?}");
    assert!(tally.realizability.after(3).share >= 0.99, "{:?}", tally.realizability.after(3));
}
