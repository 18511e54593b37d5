//! The simulated language model against the closed forms of its dials.

use numeric::seed::Seed;

use super::*;
use crate::{
    dictionary::Says, extract::Extractor, skeleton::rounded, verify::verify,
    violation::ViolationKind,
};

const REGISTERS: [Register; 4] =
    [Register::Note, Register::Terse, Register::Sections, Register::Log];

fn icu() -> Dictionary {
    serde_json::from_str(include_str!("../../../causeloom/dictionaries/icu.json"))
        .expect("the built-in dictionaries are valid")
}

/// Shares of the states of the findings of the model `icu`, rounded, the believed state last.
const SHARES: [(&str, &[f64]); 10] = [
    ("sex", &[0.44, 0.56]),
    ("admission_type", &[0.55, 0.25, 0.20]),
    ("diabetes", &[0.25, 0.75]),
    ("heart_failure", &[0.15, 0.85]),
    ("chronic_kidney_disease", &[0.15, 0.85]),
    ("sepsis", &[0.25, 0.75]),
    ("septic_shock", &[0.10, 0.90]),
    ("vasopressor", &[0.30, 0.70]),
    ("ventilation", &[0.40, 0.60]),
    ("death", &[0.13, 0.87]),
];

fn shares(name: &str) -> Option<&'static [f64]> {
    SHARES.iter().find(|(known, _)| *known == name).map(|(_, shares)| *shares)
}

/// A row whose findings come up about as often as in the model, but independently.
fn row(dictionary: &Dictionary, row: u64) -> Skeleton {
    let facts = dictionary.slots.iter().enumerate().map(|(slot, words)| {
        let mut draws = Seed(5).stream("facts").index(slot as u64).at(row);
        Some(match (&words.says, shares(&words.name)) {
            (Says::Number(number), _) => {
                let [low, high] = number.plausible.unwrap_or([0.0, 100.0]);
                Fact::Number(rounded(low + (high - low) * draws.uniform(), number.decimals))
            }
            (_, Some(shares)) => {
                let drawn = draws.uniform();
                let mut sum = 0.0;
                let state = shares.iter().position(|share| {
                    sum += share;
                    drawn < sum
                });
                Fact::State(state.unwrap_or(0) as u16)
            }
            _ => Fact::State(0),
        })
    });
    Skeleton { row, facts: facts.collect() }
}

/// The most frequent state of each finding is believed as firmly as it is frequent.
fn beliefs(dictionary: &Dictionary) -> Beliefs {
    let believed = dictionary.slots.iter().map(|words| {
        let shares = shares(&words.name)?;
        let most = shares.iter().copied().fold(0.0, f64::max);
        let state = shares.iter().position(|share| *share == most)? as u16;
        Some(Belief { state, probability: most })
    });
    Beliefs { believed: believed.collect() }
}

/// A count lies within four standard deviations of what independent draws give.
fn assert_count(count: usize, probabilities: &[f64], what: &str) {
    let mean: f64 = probabilities.iter().sum();
    let variance: f64 = probabilities.iter().map(|p| p * (1.0 - p)).sum();
    let distance = (count as f64 - mean).abs();
    assert!(distance <= 4.0 * variance.sqrt() + 1e-9, "{what}: {count}, expected {mean:.1}");
}

#[test]
fn without_pull_and_without_error_the_drafts_are_those_of_the_embedded_realizer() {
    let icu = icu();
    let dials = Dials { prior_strength: 0.0, base_error: 0.0, ..Dials::default() };
    for register in REGISTERS {
        let model = Model::new(&icu, register, dials);
        for number in 0..20 {
            let row = row(&icu, number);
            let draft = model.answer(&row, &beliefs(&icu), 0, 1, None, Seed(3));
            assert_eq!(draft, Realizer::new(&icu, register).write(&row, Seed(3), 1));
            assert_eq!(model.right_probability(&row, &beliefs(&icu)), 1.0);
        }
    }
}

#[test]
fn first_drafts_are_right_as_often_as_the_closed_form_says() {
    let icu = icu();
    let extractor = Extractor::new(&icu).expect("the dictionary can be read with");
    let beliefs = beliefs(&icu);
    for (register, dials) in [
        (Register::Note, Dials::default()),
        (Register::Terse, Dials { prior_strength: 0.8, base_error: 0.01, ..Dials::default() }),
        (Register::Sections, Dials::default()),
        (Register::Log, Dials { prior_strength: 0.5, ..Dials::default() }),
    ] {
        let model = Model::new(&icu, register, dials);
        let mut probabilities = Vec::new();
        let mut n_right = 0;
        for number in 0..600 {
            let row = row(&icu, number);
            let draft = model.answer(&row, &beliefs, 0, 0, None, Seed(4));
            probabilities.push(model.right_probability(&row, &beliefs));
            n_right += usize::from(verify(&extractor, &row, &draft.text).violations.is_empty());
        }
        assert_count(n_right, &probabilities, &format!("{register:?}"));
    }
}

#[test]
fn by_default_a_little_more_than_half_of_the_drafts_are_right_and_three_corrections_mend_the_rest()
{
    let icu = icu();
    let extractor = Extractor::new(&icu).expect("the dictionary can be read with");
    let beliefs = beliefs(&icu);
    let model = Model::new(&icu, Register::Note, Dials::default());
    let n_rows = 1000;
    let mut n_right = [0.0; 4];
    for number in 0..n_rows {
        let row = row(&icu, number);
        let mut violations: Option<Vec<Violation>> = None;
        for round in 0..4 {
            let draft = model.answer(&row, &beliefs, round, 0, violations.as_deref(), Seed(6));
            let found = verify(&extractor, &row, &draft.text).violations;
            if found.is_empty() {
                for counted in &mut n_right[round as usize..] {
                    *counted += 1.0;
                }
                break;
            }
            violations = Some(found);
        }
    }
    let shares = n_right.map(|count| count / n_rows as f64);
    assert!((0.55..0.65).contains(&shares[0]), "{shares:?}");
    assert!(shares[3] >= 0.99, "{shares:?}");
    assert!(
        shares[0] < shares[1] && shares[1] <= shares[2] && shares[2] <= shares[3],
        "{shares:?}"
    );
}

#[test]
fn each_kind_of_slip_is_as_frequent_as_its_share_and_is_seen_by_the_reader() {
    let icu = icu();
    let extractor = Extractor::new(&icu).expect("the dictionary can be read with");
    let sepsis = icu.index_of("sepsis").expect("icu has it");
    let dials = Dials { prior_strength: 1.0, base_error: 0.0, ..Dials::default() };
    for register in REGISTERS {
        let model = Model::new(&icu, register, dials);
        let mut believed = vec![None; icu.slots.len()];
        believed[sepsis] = Some(Belief { state: 1, probability: 1.0 });
        let beliefs = Beliefs { believed };
        let mut counts = [0; 3];
        for number in 0..800 {
            let mut row = row(&icu, number);
            row.facts[sepsis] = Some(Fact::State(0));
            let draft = model.answer(&row, &beliefs, 0, 0, None, Seed(8));
            let found = verify(&extractor, &row, &draft.text).violations;
            let kind = found.first().map(|violation| violation.kind);
            assert_eq!(found.len(), 1, "{found:?}\n{}", draft.text);
            match kind {
                Some(ViolationKind::Contradicted) => counts[0] += 1,
                Some(ViolationKind::Missing) => counts[1] += 1,
                Some(ViolationKind::Extra | ViolationKind::UnparsedNumber) => counts[2] += 1,
                other => panic!("{other:?} in {}", draft.text),
            }
        }
        for (count, share) in counts.into_iter().zip([0.5, 0.4, 0.1]) {
            assert_count(count, &[share; 800], &format!("{register:?} {share}"));
        }
    }
}

#[test]
fn a_named_violation_is_mended_with_the_probability_of_obedience() {
    let icu = icu();
    let extractor = Extractor::new(&icu).expect("the dictionary can be read with");
    let beliefs = beliefs(&icu);
    let dials = Dials { prior_strength: 0.9, obedience: 0.7, base_error: 0.02, drift: 0.0 };
    let model = Model::new(&icu, Register::Terse, dials);
    let (mut n_named, mut n_left) = (0, 0);
    for number in 0..800 {
        let row = row(&icu, number);
        let draft = model.answer(&row, &beliefs, 0, 0, None, Seed(9));
        let named = verify(&extractor, &row, &draft.text).violations;
        let draft = model.answer(&row, &beliefs, 1, 0, Some(&named), Seed(9));
        let left = verify(&extractor, &row, &draft.text).violations;
        n_named += named.len();
        n_left += left.len();
        for violation in &left {
            let was_named =
                named.iter().any(|it| (it.slot, it.kind) == (violation.slot, violation.kind));
            assert!(was_named, "{violation:?} is new\n{}", draft.text);
        }
    }
    assert!(n_named > 800);
    assert_count(n_left, &vec![0.3; n_named], "left");
}

#[test]
fn full_obedience_mends_everything_and_none_nothing() {
    let icu = icu();
    let extractor = Extractor::new(&icu).expect("the dictionary can be read with");
    let beliefs = beliefs(&icu);
    for (obedience, expected_all) in [(1.0, true), (0.0, false)] {
        let dials = Dials { prior_strength: 0.9, obedience, base_error: 0.0, drift: 0.0 };
        let model = Model::new(&icu, Register::Note, dials);
        let mut n_seen = 0;
        for number in 0..150 {
            let row = row(&icu, number);
            let draft = model.answer(&row, &beliefs, 0, 0, None, Seed(10));
            let named = verify(&extractor, &row, &draft.text).violations;
            if named.is_empty() {
                continue;
            }
            n_seen += 1;
            let draft = model.answer(&row, &beliefs, 1, 0, Some(&named), Seed(10));
            let left = verify(&extractor, &row, &draft.text).violations;
            assert_eq!(left.is_empty(), expected_all, "{named:?}\n{left:?}\n{}", draft.text);
            assert!(
                expected_all || left.len() == named.len(),
                "{named:?}\n{left:?}\n{}",
                draft.text
            );
        }
        assert!(n_seen > 50);
    }
}

#[test]
fn the_same_address_gives_the_same_answer_and_every_part_of_it_counts() {
    let icu = icu();
    let beliefs = beliefs(&icu);
    let dials = Dials { prior_strength: 1.0, drift: 1.0, obedience: 0.5, ..Dials::default() };
    let model = Model::new(&icu, Register::Note, dials);
    let rows: Vec<Skeleton> = (0..20).map(|number| row(&icu, number)).collect();
    let texts = |round, attempt, seed| -> Vec<String> {
        let answer = |row| model.answer(row, &beliefs, round, attempt, Some(&[]), Seed(seed)).text;
        rows.iter().map(answer).collect()
    };
    assert_eq!(texts(1, 0, 1), texts(1, 0, 1));
    for other in [texts(2, 0, 1), texts(1, 1, 1), texts(1, 0, 2)] {
        assert_ne!(texts(1, 0, 1), other);
    }
}

#[test]
fn dials_beliefs_and_rows_out_of_bounds_do_no_harm() {
    let icu = icu();
    let dials = Dials { prior_strength: f64::NAN, obedience: 7.0, base_error: -1.0, drift: 2.0 };
    let model = Model::new(&icu, Register::Note, dials);
    assert_eq!(
        model.dials(),
        Dials { prior_strength: 0.0, obedience: 1.0, base_error: 0.0, drift: 1.0 }
    );
    let wild =
        Beliefs { believed: vec![Some(Belief { state: 900, probability: f64::INFINITY }); 99] };
    let dials = Dials { prior_strength: 1.0, ..Dials::default() };
    let model = Model::new(&icu, Register::Note, dials);
    for facts in [vec![], vec![Some(Fact::State(77)); 99], vec![Some(Fact::Number(f64::NAN)); 30]] {
        let row = Skeleton { row: u64::MAX, facts };
        let draft = model.answer(&row, &wild, u32::MAX, u32::MAX, None, Seed(0));
        assert_eq!(draft.told, []);
    }
}
