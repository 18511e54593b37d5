//! Extraction and verification: sentences that are easily misread, and rewordings that change nothing.

mod built_in;

use built_in::{dictionary, extractor};
use causeloom_realize::dictionary::{Finding, Number, Policy, Says, Slot};
use causeloom_realize::{
    Dictionary, DictionaryError, Extractor, Fact, Skeleton, ViolationKind, verify,
};

/// What a text states of the subject: `slot=state` or `slot=number`, in the order of the slots.
fn stated(extractor: &Extractor, text: &str) -> Vec<String> {
    let dictionary = extractor.dictionary();
    let nothing = Skeleton { row: 0, facts: vec![None; dictionary.slots.len()] };
    let verdict = verify(extractor, &nothing, text);
    let words = |(slot, fact): (&Slot, &Option<Fact>)| {
        let value = match (*fact)? {
            Fact::State(state) => slot.states()[usize::from(state)].to_owned(),
            Fact::Number(number) => number.to_string(),
        };
        Some(format!("{}={value}", slot.name))
    };
    dictionary.slots.iter().zip(&verdict.found).filter_map(words).collect()
}

fn check(model: &str, cases: &[(&str, &[&str])]) {
    let extractor = extractor(model);
    for (text, expected) in cases {
        assert_eq!(stated(&extractor, text), *expected, "{text}");
    }
}

#[test]
fn negations_are_read_with_their_scope() {
    check(
        "icu",
        &[
            ("No sepsis; septic shock present.", &["sepsis=no", "septic_shock=yes"]),
            (
                "Denies diabetes and CKD, but has CHF.",
                &["diabetes=no", "heart_failure=yes", "chronic_kidney_disease=no"],
            ),
            ("Not without diabetes.", &["diabetes=yes"]),
            ("She denies that she is not diabetic.", &["diabetes=yes"]),
            ("There is no doubt that he is septic.", &["sepsis=yes"]),
            ("Not only septic but also diabetic.", &["diabetes=yes", "sepsis=yes"]),
            ("No improvement of the septic shock.", &["septic_shock=yes"]),
            ("Neither septic nor diabetic.", &["diabetes=no", "sepsis=no"]),
            ("Sepsis was ruled out.", &["sepsis=no"]),
            ("CHF and CKD were excluded.", &["heart_failure=no", "chronic_kidney_disease=no"]),
            ("CHF, and CKD was excluded.", &["heart_failure=yes", "chronic_kidney_disease=no"]),
            ("A nondiabetic man of 54 years.", &["age=54", "sex=male", "diabetes=no"]),
            (
                "Was not then intubated. Never required vasopressors.",
                &["vasopressor=no", "ventilation=no"],
            ),
            ("No diabetes, HR 88.", &["diabetes=no", "heart_rate=88"]),
            (
                "No history of diabetes in this 54-year-old woman.",
                &["age=54", "sex=female", "diabetes=no"],
            ),
            (
                "DM+, CKD-, sepsis: yes; diabetes (no).",
                &["chronic_kidney_disease=no", "sepsis=yes"],
            ),
        ],
    );
}

#[test]
fn what_is_possible_past_or_of_others_is_not_stated() {
    check(
        "icu",
        &[
            ("Sepsis cannot be excluded. ?septic shock. If diabetic, stop metformin.", &[]),
            ("Is she septic?", &[]),
            ("Sepsis? No.", &["sepsis=no"]),
            ("MAP goal 65 mmHg. Call for temperature above 38.5 °C.", &[]),
            ("Her mother had diabetes and died at 60 years of age.", &[]),
            ("FHx: diabetes.\nCKD.", &["chronic_kidney_disease=yes"]),
            ("Diabetes in her brother; she has CKD.", &["chronic_kidney_disease=yes"]),
            ("She lives with her mother and has diabetes.", &["diabetes=yes"]),
            ("History of diabetes and of sepsis.", &["diabetes=yes"]),
            ("He was intubated in 2019.", &[]),
            ("Three years ago he had septic shock.", &[]),
            ("Sepsis bundle was started.", &[]),
        ],
    );
}

#[test]
fn denials_and_doubts_end_where_their_clause_does() {
    check(
        "icu",
        &[
            ("CHF denied, CKD denied.", &["heart_failure=no", "chronic_kidney_disease=no"]),
            ("Diabetes and CKD: none.", &["diabetes=no", "chronic_kidney_disease=no"]),
            ("The history is negative for diabetes.", &["diabetes=no"]),
            (
                "Not known to be diabetic or to have CKD.",
                &["diabetes=no", "chronic_kidney_disease=no"],
            ),
            ("No clinical suspicion of septic shock.", &["septic_shock=no"]),
            ("No significant deterioration of heart failure.", &["heart_failure=yes"]),
            ("Sepsis was suspected, then ruled out.", &["sepsis=no"]),
            ("Sepsis of unclear source.", &["sepsis=yes"]),
            ("Sepsis vs. CHF exacerbation.", &[]),
            ("Differential: sepsis, heart failure.", &[]),
            ("Intubation if she tires.", &[]),
            ("If MAP drops under 60, start vasopressors.", &[]),
            ("Lives with her diabetic mother.", &[]),
            ("Septic shock, now resolved.", &[]),
            ("DM -ve, CHF +ve.", &["diabetes=no", "heart_failure=yes"]),
        ],
    );
}

#[test]
fn bounds_changes_and_shares_of_others_are_told_from_values() {
    check(
        "icu",
        &[
            ("Creatinine rose from 1.1 to 2.6 mg/dL.", &["creatinine=2.6"]),
            ("Lactate between 1.1 and 2.6.", &[]),
            ("Creatinine did not exceed 1.3. SpO2 never below 92%.", &[]),
            ("FiO2 60%, SpO2 90%.", &["oxygen_saturation=90"]),
            ("WBC of 11.2 with 85% neutrophils.", &["white_cells=11.2"]),
            ("HR/RR 101/23.", &["heart_rate=101", "respiratory_rate=23"]),
            ("HR 96/RR 18/T 37.3.", &["temperature=37.3", "heart_rate=96", "respiratory_rate=18"]),
            ("VS T37.2 HR88.", &["temperature=37.2", "heart_rate=88"]),
            (
                "Creatinine of .9, temperature 38.2 degrees.",
                &["temperature=38.2", "creatinine=0.9"],
            ),
            ("A man aged 63, diabetic since age 40.", &["age=63", "sex=male", "diabetes=yes"]),
            ("WBC 18.4k.", &["white_cells=18.4"]),
        ],
    );
}

#[test]
fn numbers_are_read_with_anchor_unit_and_bound() {
    check(
        "icu",
        &[
            (
                "HR112, T38.9, MAP61.",
                &["temperature=38.9", "heart_rate=112", "mean_arterial_pressure=61"],
            ),
            ("HR and RR were 92 and 20.", &["heart_rate=92", "respiratory_rate=20"]),
            ("Temperature 101.3 °F.", &["temperature=38.5"]),
            ("White cells: WBC 12,400/µL.", &["white_cells=12.4"]),
            ("Creatinine was 124 µmol/L.", &["creatinine=1.4"]),
            ("A 71-year-old woman.", &["age=71", "sex=female"]),
            ("Seventy-one years old.", &["age=71"]),
            ("Lactate 38,5 mmol/L.", &["lactate=38.5"]),
            ("HR in the 140s. RR 20-25. MAP > 65. SpO2 91 or more.", &[]),
            ("Intubated for 3 days. Diabetes for 20 years.", &["diabetes=yes", "ventilation=yes"]),
            ("HR 92/min, seen at 14:30 on 12/03/2024.", &["heart_rate=92"]),
        ],
    );
}

#[test]
fn states_go_to_the_nearest_anchor() {
    check(
        "alarm",
        &[
            ("True heart rate high, BP low, CVP normal.", &["HR=HIGH", "BP=LOW", "CVP=NORMAL"]),
            ("High true heart rate and low blood pressure.", &["HR=HIGH", "BP=LOW"]),
            ("True heart rate and BP were high.", &["HR=HIGH", "BP=HIGH"]),
            ("High true heart rate and blood pressure.", &["HR=HIGH", "BP=HIGH"]),
            ("CVP, PCWP and BP were low, normal and high.", &["BP=HIGH", "CVP=LOW", "PCWP=NORMAL"]),
            ("CVP is neither high nor low.", &["CVP=NORMAL"]),
            ("CVP is not high.", &[]),
            (
                "Heart rate by oximeter was low; the true heart rate was high.",
                &["HR=HIGH", "HRSAT=LOW"],
            ),
            ("Blood pressure, measured twice, was low.", &["BP=LOW"]),
            ("hypotension, no hypercapnia", &["BP=LOW"]),
        ],
    );
}

#[test]
fn names_and_values_that_look_like_rules_of_the_reader_are_read_as_they_are_meant() {
    let number = |name: &str, label: &str| serde_json::json!({ "name": name, "label": label, "says": { "number": { "anchors": [label], "decimals": 0 } } });
    let state = |state: &str| serde_json::json!({ "state": state, "grades": [state] });
    let test = serde_json::json!({ "name": "test", "label": "test", "says": { "states": {
        "anchors": ["test"], "states": [state("negative"), state("positive")] } } });
    let dictionary = serde_json::json!({ "subject": "record", "slots": [
        number("hours", "hours per week"), number("age", "age"), number("grade", "grade"), test ] });
    let dictionary: Dictionary = serde_json::from_value(dictionary).expect("a dictionary");
    let extractor = Extractor::new(&dictionary).expect("it can be read with");
    let cases: [(&str, &[&str]); 5] = [
        ("Age 57, hours per week 22, grade 3.", &["hours=22", "age=57", "grade=3"]),
        ("The test was negative.", &["test=negative"]),
        ("Test is positive and the hours per week are 40.", &["hours=40", "test=positive"]),
        ("Test negative. The age was 5.", &["age=5", "test=negative"]),
        ("In week 22 the age was 5.", &["age=5"]),
    ];
    for (text, expected) in cases {
        assert_eq!(stated(&extractor, text), expected, "{text}");
    }
}

#[test]
fn stray_numbers_and_inventions_are_found_where_they_stand() {
    let extractor = extractor("icu");
    let text = "On day 3 at 14:30 HR was 92. Asthma, no pneumonia. Mother had gout. Score 7.";
    let extraction = extractor.extract(text);
    let strays: Vec<&str> =
        extraction.stray_numbers.iter().map(|span| &text[span.clone()]).collect();
    assert_eq!(strays, ["3", "14:30", "7"]);
    let invented: Vec<&str> =
        extraction.inventions.iter().map(|(_, span)| &text[span.clone()]).collect();
    assert_eq!(invented, ["Asthma"]);
}

#[test]
fn hints_contradict_and_never_fulfil() {
    let extractor = extractor("icu");
    let sex = extractor.dictionary().index_of("sex").expect("a slot");
    let mut facts = vec![None; extractor.dictionary().slots.len()];
    facts[sex] = Some(Fact::State(1));
    let skeleton = Skeleton { row: 0, facts };
    let kinds = |text: &str| {
        let verdict = verify(&extractor, &skeleton, text);
        verdict.violations.iter().map(|violation| violation.kind).collect::<Vec<_>>()
    };
    assert_eq!(kinds("He is well."), [ViolationKind::Missing]);
    assert_eq!(kinds("A man. She is well."), [ViolationKind::Contradicted]);
    assert_eq!(kinds("A man. His mother came. She is well."), []);
}

#[test]
fn each_departure_has_its_kind() {
    use ViolationKind::{Contradicted, Extra, Missing, UnparsedNumber, Vague, Wrong};
    let extractor = extractor("icu");
    let dictionary = extractor.dictionary();
    let slot = |name: &str| dictionary.index_of(name).expect("a slot");
    let mut facts = vec![None; dictionary.slots.len()];
    facts[slot("diabetes")] = Some(Fact::State(0));
    facts[slot("temperature")] = Some(Fact::Number(38.5));
    let skeleton = Skeleton { row: 0, facts };
    let check = |text: &str, expected: &[ViolationKind]| {
        let verdict = verify(&extractor, &skeleton, text);
        let found: Vec<ViolationKind> =
            verdict.violations.iter().map(|violation| violation.kind).collect();
        assert_eq!(found, expected, "{text}: {:?}", verdict.violations);
        for violation in &verdict.violations {
            assert!(!violation.explain(dictionary).is_empty());
        }
    };
    check("Diabetes. Temperature 38.5 °C.", &[]);
    check("Diabetes. Temperature 101.3 °F.", &[]);
    check("Diabetes. Febrile at 38.50 °C.", &[]);
    check("Diabetes.", &[Missing]);
    check("Possible diabetes. T 38.5.", &[Missing]);
    check("No diabetes. T 38.5.", &[Contradicted]);
    check("Diabetes. Not diabetic. T 38.5.", &[Contradicted]);
    check("Diabetes. T 38.6.", &[Wrong]);
    check("Diabetes. T 38.5, then temperature 39.0.", &[Wrong]);
    check("Diabetes. Temperature 99 °F.", &[Wrong]);
    check("Diabetes. T 38.", &[Vague]);
    check("Diabetes. Febrile.", &[Vague]);
    check("Diabetes. T about 38.5.", &[Vague]);
    check("Diabetes. T over 38.0.", &[Vague]);
    check("Diabetes. T between 39 and 40 °C.", &[Wrong]);
    check("Diabetes, CKD. T 38.5.", &[Extra]);
    check("Diabetes, asthma. T 38.5.", &[Extra]);
    check("Diabetes. T 38.5. Room 12.", &[UnparsedNumber]);
}

#[test]
fn what_must_not_be_mentioned_leaks() {
    let mut dictionary = dictionary("icu");
    let slot = dictionary.index_of("death").expect("a slot");
    dictionary.slots[slot].policy = Policy::MustNot;
    let extractor = Extractor::new(&dictionary).expect("the dictionary compiles");
    let skeleton = Skeleton { row: 0, facts: vec![None; dictionary.slots.len()] };
    let verdict = verify(&extractor, &skeleton, "She survived.");
    assert_eq!(verdict.violations.len(), 1);
    assert_eq!(verdict.violations[0].kind, ViolationKind::Leak);
    assert_eq!(verdict.violations[0].found, "survived");
}

#[test]
fn dictionaries_that_cannot_be_read_with_are_refused_by_slot_and_word() {
    let finding = |name: &str, terms: &[&str]| Slot {
        name: name.into(),
        label: name.into(),
        part: causeloom_realize::dictionary::Part::Findings,
        policy: Policy::Must,
        says: Says::Finding(Finding {
            present: "yes".into(),
            absent: "no".into(),
            terms: terms.iter().map(|term| (*term).to_owned()).collect(),
            ..Finding::default()
        }),
    };
    let error = |slots: Vec<Slot>| {
        Extractor::new(&Dictionary { slots, ..Dictionary::default() }).expect_err("refused")
    };
    let shared = error(vec![finding("a", &["gout"]), finding("b", &["Gout"])]);
    let expected =
        DictionaryError::SharedTerm { term: "gout".into(), first: "a".into(), second: "b".into() };
    assert_eq!(shared, expected);
    let empty = error(vec![finding("a", &["gout", " "])]);
    assert_eq!(empty, DictionaryError::EmptyTerm { slot: "a".into(), list: "terms" });
    let wordless = error(vec![finding("a", &[])]);
    assert_eq!(wordless, DictionaryError::NoWords { slot: "a".into(), state: "yes".into() });
    let number = Slot { says: Says::Number(Number::default()), ..finding("n", &[]) };
    assert_eq!(error(vec![number]), DictionaryError::NoAnchor { slot: "n".into() });
    let twice = error(vec![finding("a", &["gout"]), finding("a", &["flu"])]);
    assert_eq!(twice, DictionaryError::RepeatedSlot { name: "a".into() });
}

/// Sentences that each state something by themselves, in every order the same.
const SENTENCES: &[&str] = &[
    "A 71-year-old woman.",
    "She was admitted after planned surgery.",
    "She has diabetes and chronic heart failure but no CKD.",
    "No sepsis; septic shock was ruled out.",
    "Temperature 38.5 °C, HR 112, RR 24, MAP 58 mmHg.",
    "SpO2 91 %, lactate 3.1 mmol/L and creatinine 1.4 mg/dL.",
    "WBC 12.4 ×10⁹/L.",
    "She was not intubated.",
    "She received vasopressors and 2500 mL of intravenous fluid.",
    "Her mother had diabetes.",
    "She survived to discharge.",
];

#[test]
fn rewordings_that_change_no_fact_change_nothing_that_is_read() {
    let extractor = extractor("icu");
    let text = SENTENCES.join(" ");
    let expected = stated(&extractor, &text);
    assert_eq!(expected.len(), 20, "{expected:?}");
    let same = |other: &str| assert_eq!(stated(&extractor, other), expected, "{other}");
    for (from, to) in [
        (" ", "  "),
        (" ", "\u{a0}"),
        (" ", "\t"),
        (". ", ".\n"),
        (". ", ".\r\n\r\n"),
        ("diabetes", "diabetes mellitus"),
        ("chronic heart failure", "CHF"),
        ("CKD", "chronic renal insufficiency"),
        ("38.5 °C", "101.3 °F"),
        ("38.5 °C", "38.5℃"),
        ("1.4 mg/dL", "124 µmol/L"),
        ("12.4 ×10⁹/L", "12,400/µL"),
        ("12.4 ×10⁹/L", "12.4 x10^9/L"),
        ("2500 mL", "2.500 L"),
        ("2500 mL", "2,500 ml"),
        ("MAP", "mean arterial pressure"),
        ("71-year-old", "71\u{2010}year\u{2011}old"),
        ("71-year-old", "seventy-one year old"),
        ("was not intubated", "wasn\u{2019}t intubated"),
        ("HR 112", "HR: 112"),
        ("HR 112", "heart rate of 112 beats per minute"),
    ] {
        assert!(text.contains(from), "{from}");
        same(&text.replace(from, to));
    }
    same(&text.to_uppercase().replace("MMHG", "mmHg"));
    same(&text.to_lowercase());
    for turn in 1..SENTENCES.len() {
        let mut turned = SENTENCES.to_vec();
        turned.rotate_left(turn);
        same(&turned.join(" "));
        turned.reverse();
        same(&turned.join(" "));
    }
}
