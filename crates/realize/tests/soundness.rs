//! Arbitrary text, and mixtures of clinical words: the reader never fails and its places are sound.

mod built_in;

use built_in::extractor;
use causeloom_realize::{Claim, Extractor, Fact, Holder, Skeleton, Standing, verify};
use proptest::prelude::*;

fn is_sound(extractor: &Extractor, text: &str) {
    let extraction = extractor.extract(text);
    for mention in &extraction.mentions {
        assert!(text.get(mention.span.clone()).is_some_and(|words| !words.is_empty()), "{text:?}");
        if let Some(cue) = &mention.cue {
            assert!(text.get(cue.clone()).is_some(), "{text:?}");
        }
        if let Claim::Number(interval) | Claim::Roughly(interval) = &mention.claim {
            assert!(interval.low <= interval.high, "{text:?}: {interval:?}");
        }
        let _ = (mention.standing == Standing::Stated, mention.holder == Holder::Subject);
    }
    for span in &extraction.stray_numbers {
        assert!(text.get(span.clone()).is_some_and(|words| !words.is_empty()), "{text:?}");
    }
    let mut last = 0;
    for mention in &extraction.mentions {
        assert!(mention.span.start >= last, "{text:?}");
        last = mention.span.start;
    }
    let facts = vec![Some(Fact::State(0)); extractor.dictionary().slots.len()];
    let verdict = verify(extractor, &Skeleton { row: 1, facts }, text);
    assert_eq!(verdict.extraction, extraction);
    for violation in &verdict.violations {
        assert!(!violation.explain(extractor.dictionary()).is_empty());
    }
}

fn pieces() -> impl Strategy<Value = String> {
    let clinical = proptest::sample::select(vec![
        "no",
        "not",
        "denies",
        "without",
        "neither",
        "nor",
        "and",
        "or",
        ",",
        ";",
        ".",
        "?",
        ":",
        "\n",
        "\n\n",
        "(",
        ")",
        "/",
        "-",
        "%",
        "+",
        "=",
        "|",
        "diabetes",
        "CKD",
        "septic",
        "HR",
        "MAP",
        "heart rate",
        "high",
        "low",
        "was",
        "were ruled out",
        "mother",
        "her",
        "she",
        "who",
        "in 2019",
        "years ago",
        "if",
        "possible",
        "71-year-old",
        "38.5 °C",
        "101.3",
        "°F",
        "12,4",
        "1,2,3",
        "90-95",
        "between",
        "142/88",
        "140s",
        "x10⁹/L",
        "PMH:",
        "FHx:",
        "asthma",
        "…",
        "—",
        "9".repeat(400).leak() as &str,
        "-0",
        "e",
        "İ",
        "ß",
        "\u{301}",
        "½",
        "٣",
        "in",
        "the",
    ]);
    let piece = prop_oneof![
        6 => clinical.prop_map(str::to_owned),
        1 => "\\PC{0,3}",
        1 => "[0-9.,/:'-]{1,8}",
    ];
    let parted = (piece, prop_oneof![4 => Just(" "), 1 => Just("")]);
    proptest::collection::vec(parted, 0..40)
        .prop_map(|parts| parts.into_iter().map(|(piece, space)| piece + space).collect::<String>())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_extraction_fail(text in any::<String>()) {
        is_sound(&extractor("asia"), &text);
    }

    #[test]
    fn no_mixture_of_clinical_words_makes_extraction_fail(text in pieces()) {
        for model in ["icu", "alarm"] {
            is_sound(&extractor(model), &text);
        }
    }
}
