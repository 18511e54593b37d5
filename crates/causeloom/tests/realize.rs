//! Rows put into words through the façade: the embedded realizer, the simulated model, files.

use causeloom::{
    Job, JobKind, JobView, ModelAnswer, ModelQuestion, ModelReference, RealizeConfig, RealizedRows,
    Study, TextFormat, TextWriter, Writer, ask_model,
    view::{RealizeView, RecordView},
};

fn study(id: &str, rows: u32, writer: Writer) -> Study {
    Study {
        model: ModelReference::BuiltIn { id: id.to_owned() },
        realize: RealizeConfig { rows, writer, ..RealizeConfig::default() },
        ..Study::default()
    }
}

fn simulated() -> Writer {
    Writer::Simulated { prior_strength: 0.25, obedience: 0.9 }
}

/// All units in this order, put together.
fn run(study: &Study, backwards: bool) -> RealizeView {
    let job = Job::prepare(None, study, JobKind::Realize).expect("the study can be run");
    let job = Job::from_bytes(&job.to_bytes()).expect("a job travels");
    let mut units: Vec<u32> = (0..job.n_units()).collect();
    if backwards {
        units.reverse();
    }
    let mut parts: Vec<(u32, Vec<f64>)> =
        units.into_iter().map(|unit| (unit, job.run_unit(unit).expect("a unit runs"))).collect();
    parts.sort_by_key(|(unit, _)| *unit);
    let parts: Vec<Vec<f64>> = parts.into_iter().map(|(_, part)| part).collect();
    match job.finish(&parts).expect("the parts fit") {
        JobView::Realize(view) => *view,
        other => panic!("another view: {other:?}"),
    }
}

fn record(study: &Study, number: u64) -> RecordView {
    match ask_model(&ModelQuestion::Text { number }, study, None).expect("there is such a text") {
        ModelAnswer::Record(view) => *view,
        other => panic!("another answer: {other:?}"),
    }
}

#[test]
fn what_the_embedded_realizer_writes_is_read_back_as_it_was_given() {
    for id in ["asia", "alarm", "icu"] {
        let view = run(&study(id, 300, Writer::Embedded), false);
        let first = &view.rounds[0].verified;
        assert_eq!((first.count, first.of), (300, 300), "{id}: {}", view.verdict);
        assert!(view.kinds.is_empty(), "{id}: {:?}", view.kinds);
        let tests = view.tests.expect("the model implies independences");
        assert!(tests.tested > 10, "{id}: {tests:?}");
        assert_eq!((tests.rejected_read, tests.changed), (tests.rejected_given, 0), "{id}");
        assert_eq!(view.diversity.distinct_texts, 300, "{id}");
    }
}

#[test]
fn corrections_mend_what_a_simulated_model_overrides() {
    let view = run(&study("icu", 400, simulated()), false);
    assert!(view.is_simulated);
    let shares: Vec<f64> = view.rounds.iter().map(|round| round.verified.share()).collect();
    assert!((0.3..0.85).contains(&shares[0]), "{shares:?}");
    assert!(shares.is_sorted() && shares[3] > 0.97, "{shares:?}");
    let bias = view.bias.expect("a model has a law");
    assert!(bias.rejecting.kept < bias.correcting.kept);
    let texts: u64 = view.paths.iter().map(|(_, n)| n).sum();
    assert_eq!(texts, 400, "no text is dropped: {:?}", view.paths);
    let overridden = view.slots.iter().find(|slot| slot.unlikely.of > 20).expect("such a slot");
    assert!(overridden.unlikely.share() > overridden.likely.share(), "{overridden:?}");
}

#[test]
fn units_may_run_in_any_order() {
    let study = study("icu", 200, simulated());
    assert_eq!(run(&study, false), run(&study, true));
}

#[test]
fn a_text_shows_its_drafts_and_what_was_wrong_in_them() {
    let study = study("icu", 100, simulated());
    let records: Vec<RecordView> = (0..40).map(|number| record(&study, number)).collect();
    let corrected = records.iter().find(|record| record.drafts.len() > 1).expect("some are wrong");
    let draft = &corrected.drafts[0];
    assert!(!draft.violations.is_empty());
    assert!(corrected.drafts[corrected.chosen].violations.is_empty());
    assert_eq!(corrected.facts.len(), 22);
    for record in &records {
        let text: String =
            record.drafts[record.chosen].pieces.iter().map(|piece| piece.text.as_str()).collect();
        assert!(text.len() > 100, "{text}");
        assert!(record.drafts[record.chosen].pieces.iter().any(|piece| !piece.slot.is_empty()));
    }
    let refused = ask_model(&ModelQuestion::Text { number: 100 }, &study, None);
    assert!(refused.is_err(), "there are 100 texts, counted from 0");
}

#[test]
fn pairs_tell_each_row_with_and_without_the_intervention() {
    let mut study = study("icu", 50, Writer::Embedded);
    study.sample.interventions = vec!["vasopressor = no".to_owned()];
    study.realize.of = RealizedRows::Pairs;
    let view = run(&study, false);
    assert_eq!((view.asked, view.done), (100, 100));
    let (one, other) = (record(&study, 6), record(&study, 7));
    assert_eq!(one.title, "Row 4");
    assert_eq!(other.title, "Row 4, with vasopressor = no");
    let set: Vec<&str> =
        other.facts.iter().filter(|fact| fact.is_set).map(|fact| fact.name.as_str()).collect();
    assert_eq!(set, ["vasopressor"]);
    assert_eq!(one.facts[0], other.facts[0], "age is upstream of everything");
}

#[test]
fn files_are_the_same_in_any_ranges() {
    let study = study("asia", 30, simulated());
    for format in [TextFormat::Jsonl, TextFormat::Csv, TextFormat::Spreadsheet] {
        let writer = TextWriter::new(&study, None, format).expect("the study can be run");
        let whole = writer.texts(0..30).expect("texts are written");
        let parts: String = [0..11, 11..12, 12..30]
            .into_iter()
            .map(|range| writer.texts(range).expect("texts are written"))
            .collect();
        assert_eq!(parts, whole, "{format:?}");
        assert!(whole.matches('\n').count() >= 30, "{format:?}");
    }
}

#[test]
fn a_model_without_a_dictionary_gets_a_proposed_one_and_is_read_back_all_the_same() {
    for id in ["sachs", "heart-failure", "simpson", "child"] {
        let study = study(id, 100, Writer::Embedded);
        let answer = ask_model(&ModelQuestion::Dictionary, &study, None).expect("it is proposed");
        let ModelAnswer::Dictionary { is_proposed, .. } = answer else { panic!("{answer:?}") };
        assert!(is_proposed, "{id}");
        let view = run(&study, false);
        assert_eq!(view.rounds[0].verified.count, 100, "{id}: {:?} {:?}", view.kinds, view.slots);
    }
}

#[test]
fn bad_settings_are_refused_with_a_next_step() {
    let refused =
        |study: &Study| Job::prepare(None, study, JobKind::Realize).expect_err("it cannot be run");
    assert!(refused(&study("icu", 0, Writer::Embedded)).hint.is_some());
    assert!(refused(&study("icu", 100_001, Writer::Embedded)).hint.is_some());
    let mut odd = study("icu", 10, Writer::Embedded);
    odd.realize.rounds = 99;
    assert!(refused(&odd).message.contains("99"));
    let mut other = study("asia", 10, Writer::Embedded);
    let words = ask_model(&ModelQuestion::Dictionary, &study("icu", 1, Writer::Embedded), None);
    let Ok(ModelAnswer::Dictionary { dictionary, .. }) = words else { panic!("{words:?}") };
    other.realize.dictionary = Some(dictionary);
    assert!(refused(&other).message.contains("no node of the model"));
}
