//! Texts of a file compared with their facts.

use causeloom::{
    ModelReference, RealizeConfig, Study, TextFormat, TextWriter, Writer, verify_texts,
};

fn study(id: &str, writer: Writer) -> Study {
    Study {
        model: ModelReference::BuiltIn { id: id.to_owned() },
        realize: RealizeConfig { rows: 100, writer, ..RealizeConfig::default() },
        ..Study::default()
    }
}

#[test]
fn texts_that_were_written_here_violate_nothing() {
    for id in ["asia", "alarm", "icu"] {
        for writer in [Writer::Embedded, Writer::Simulated { prior_strength: 0.6, obedience: 0.5 }]
        {
            let study = study(id, writer);
            let writer = TextWriter::new(&study, None, TextFormat::Jsonl).expect("it is at hand");
            let view =
                verify_texts(&study, None, &writer.texts(0..100).expect("texts")).expect("texts");
            assert_eq!((view.verified.count, view.verified.of), (100, 100), "{id}: {view:?}");
            assert!(view.kinds.is_empty() && view.texts.is_empty());
            assert!(view.verified.low < 1.0 && view.verified.high == 1.0);
        }
    }
}

#[test]
fn a_changed_fact_is_found_and_counted_once_a_text() {
    let study = study("asia", Writer::Embedded);
    let lines = "\n{\"row\":7,\"text\":\"She smokes.\",\"facts\":{\"smoke\":\"no\"}}\n";
    let view = verify_texts(&study, None, lines).expect("a text");
    assert_eq!((view.verified.count, view.verified.of), (0, 1));
    assert_eq!(view.verdict, "0 of 1 text change no fact (0.0 %).");
    assert_eq!(view.slots[0].name, "smoke");
    assert_eq!(view.slots[0].violated.count, 1);
    let text = &view.texts[0];
    assert_eq!((text.line, text.row), (2, 7));
    assert!(text.violations[0].words.contains("smokes"), "{text:?}");
}

#[test]
fn a_line_without_facts_and_facts_of_another_model_are_told() {
    let study = study("asia", Writer::Embedded);
    for (lines, expected) in [
        ("{\"text\":\"\"}", "line 1 has no facts"),
        (
            "{\"text\":\"\",\"facts\":{\"sepsis\":\"yes\"}}",
            "line 1: the dictionary has no variable sepsis",
        ),
    ] {
        let error = verify_texts(&study, None, lines).expect_err("it cannot be read");
        assert_eq!(error.message, expected);
        assert!(error.hint.is_some());
    }
}
