//! What a language model is told is what the view shows, and what cannot be asked is refused with words.

use causeloom::{
    Error, Level, Mode, ModelAnswer, ModelQuestion, ModelReference, RealizeConfig, RealizedRows,
    Study, Template, TemplatePart, TextKind, Writer, ask_model,
    conversation::{Conversation, Heard, Outgoing},
    from_json, recipe, text_kind,
    view::{MessageView, PromptView},
};
use serde_json::{Value, json};

fn server() -> Writer {
    Writer::Server {
        provider: "openai".to_owned(),
        base_url: "http://127.0.0.1:9/v1".to_owned(),
        model: "small".to_owned(),
        temperature: None,
        budget: causeloom::Budget::default(),
        price: None,
        level: Level::default(),
        aliased: false,
    }
}

fn study(id: &str, writer: Writer) -> Study {
    Study {
        model: ModelReference::BuiltIn { id: id.to_owned() },
        seed: 5,
        realize: RealizeConfig { rows: 4, writer, ..RealizeConfig::default() },
        ..Study::default()
    }
}

fn prompt(study: &Study, number: u64) -> Result<PromptView, Error> {
    match ask_model(&ModelQuestion::Prompt { number }, study, None)? {
        ModelAnswer::Prompt(view) => Ok(*view),
        other => panic!("another answer: {other:?}"),
    }
}

/// The messages of a request in OpenAI's words.
fn messages(request: &Outgoing) -> Vec<MessageView> {
    let body: Value = serde_json::from_str(&request.body).expect("JSON");
    let messages = body["messages"].as_array().expect("messages");
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    messages
        .iter()
        .map(|message| MessageView {
            role: text(&message["role"]),
            text: text(&message["content"]),
        })
        .collect()
}

/// Answers an attempt; the request that follows.
fn answered(talk: &mut Conversation, attempt: u64, text: &str) -> Option<Outgoing> {
    let delta = json!({ "choices": [{ "index": 0, "delta": { "content": text } }] });
    let end = json!({ "choices": [{ "index": 0, "delta": {}, "finish_reason": "stop" }] });
    let body = format!("data: {delta}\n\ndata: {end}\n\ndata: [DONE]\n\n");
    let headers = vec![("content-type".to_owned(), "text/event-stream".to_owned())];
    let mut sent = talk.hear(1, attempt, Heard::Head { status: 200, headers }).send;
    sent.extend(talk.hear(1, attempt, Heard::Chunk(body.into_bytes())).send);
    sent.extend(talk.hear(1, attempt, Heard::End).send);
    sent.into_iter().next()
}

fn own_template() -> Template {
    Template {
        system: "You write for {{subject}}s.".to_owned(),
        first: "Row {{row}}: write {{kind}}\n{{facts}}".to_owned(),
        correction: "Mend this: {{violations}}\n{{refused}}".to_owned(),
    }
}

#[test]
fn the_messages_that_are_shown_are_those_that_a_run_sends() {
    let kinds = [TextKind::default(), TextKind::TransactionLog, text_kind("a letter to a friend")];
    let templates = [None, Some(own_template())];
    let mut n_corrections = 0;
    for (kind, template) in kinds.into_iter().zip([&templates[0], &templates[1], &templates[1]]) {
        for mode in [Mode::Free, Mode::Placeholders, Mode::Locked] {
            let mut study = study("asia", server());
            study.realize.rows = 1;
            study.realize.kind = kind.clone();
            study.realize.mode = mode;
            study.realize.template.clone_from(template);
            let view = prompt(&study, 0).expect("it can be asked");
            let mut talk = Conversation::new(&study, None, None).expect("it can begin");
            let first = talk.step(0).send.remove(0);
            assert_eq!(view.messages, messages(&first), "{kind:?} {mode:?}");
            // OpenAI takes no grammar: placeholders stand in its place.
            let expected = if mode == Mode::Free { Mode::Free } else { Mode::Placeholders };
            assert_eq!((view.mode, view.facts > 0), (expected, mode == Mode::Free));
            let correction = view.correction.expect("a draft can always be wrong");
            assert!(!correction.violations.is_empty());
            let draft = &correction.messages[0];
            assert_eq!(draft.role, "assistant");
            let next = answered(&mut talk, first.attempt, &draft.text).expect("it is corrected");
            let told: Vec<MessageView> =
                view.messages.into_iter().chain(correction.messages.clone()).collect();
            assert_eq!(told, messages(&next), "{kind:?} {mode:?}");
            n_corrections += 1;
        }
    }
    assert_eq!(n_corrections, 9);
}

#[test]
fn the_view_is_of_the_row_that_is_looked_at_and_names_the_question_as_exports_do() {
    let study = study("asia", server());
    let view = prompt(&study, 1).expect("it can be asked");
    assert_eq!((view.title.as_str(), view.facts), ("Row 2", 8));
    assert!(view.messages[1].text.contains("patient 1"), "{}", view.messages[1].text);
    assert_eq!((view.address.len(), view.prompt_hash.len()), (64, 64));
    let mut talk = Conversation::new(&study, None, None).expect("it can begin");
    let second = talk.step(0).send.remove(1);
    answered(&mut talk, second.attempt, "nothing");
    while !talk.standing().is_over {
        talk.finish_without_model();
    }
    let texts = talk.texts(causeloom::TextFormat::Jsonl).expect("texts");
    let line: Value = serde_json::from_str(texts.lines().nth(1).expect("a text")).expect("JSON");
    assert_eq!(line["rounds"][0]["prompt_hash"], view.prompt_hash.as_str(), "{line}");
    let mut changed = study.clone();
    changed.realize.of = RealizedRows::Changed;
    changed.sample.interventions = vec!["smoke = no".to_owned()];
    assert_eq!(prompt(&changed, 1).expect("it can be asked").title, "Row 2, with smoke = no");
    assert_eq!(prompt(&study, 4).expect_err("there are four").code, "no-such-text");
}

#[test]
fn every_writer_and_register_has_an_example_of_a_correction_where_anything_is_corrected() {
    for writer in [Writer::Embedded, server(), Writer::File { name: String::new() }] {
        for id in ["icu", "asia"] {
            for kind in ["admission-note", "terse-note", "sections", "transaction-log"] {
                let mut study = study(id, writer.clone());
                study.realize.kind = text_kind(kind);
                study.realize.mode = Mode::Locked;
                let view = prompt(&study, 1).expect("it can be shown");
                let correction = view.correction.expect("a draft can always be wrong");
                assert_eq!(correction.messages.len(), 2);
                let free = Mode::Free;
                study.realize.mode = free;
                assert!(prompt(&study, 1).expect("it can be shown").correction.is_some());
            }
        }
    }
    let mut study = study("asia", server());
    study.realize.rounds = 0;
    assert_eq!(prompt(&study, 0).expect("it can be asked").correction, None);
}

#[test]
fn a_wrong_template_is_told_with_its_place_and_no_language_model_is_asked() {
    let mut study = study("asia", server());
    let mut template = own_template();
    template.first = "a\nb {{fact}}".to_owned();
    study.realize.template = Some(template);
    let view = prompt(&study, 0).expect("what is wrong is told");
    let first =
        view.parts.iter().find(|part| part.part == TemplatePart::First).expect("it is there");
    assert_eq!((first.problems[0].line, first.problems[0].column), (Some(2), Some(3)));
    assert_eq!(first.problems[1].line, None);
    assert!(first.problems[1].message.contains("lacks the variable {{facts}}"));
    assert!(view.messages.is_empty() && view.correction.is_none());
    let error = Conversation::new(&study, None, None).expect_err("it is refused");
    assert_eq!(error.code, "template");
    assert_eq!(
        error.message,
        "the first question of the template: line 2, column 3: there is no variable {{fact}}; \
         there are facts, kind, subject, row, columns"
    );
    assert!(error.hint.is_some());
    // Who is told nothing is not in the way.
    study.realize.writer = Writer::Embedded;
    ask_model(&ModelQuestion::Text { number: 0 }, &study, None).expect("it is written");
}

#[test]
fn a_row_that_cannot_be_asked_about_says_why_and_keeps_the_template_to_be_read() {
    let mut study = study("asia", server());
    study.realize.rounds = 17;
    let view = prompt(&study, 0).expect("the template can be read");
    assert!(view.messages.is_empty() && view.parts.len() == 3);
    assert!(view.refused.is_some_and(|why| why.contains("17 corrections")));
}

#[test]
fn built_in_words_of_another_mode_are_told() {
    let mut study = study("asia", server());
    study.realize.template = Some(Template::built_in(Mode::Placeholders));
    let of_modes = |view: &PromptView| -> Vec<Option<Mode>> {
        view.parts.iter().map(|part| part.of_mode).collect()
    };
    let view = prompt(&study, 0).expect("it can be asked");
    assert_eq!(of_modes(&view), [Some(Mode::Placeholders), None, None]);
    assert_eq!(view.built_in, Template::built_in(Mode::Free));
    study.realize.mode = Mode::Placeholders;
    assert_eq!(of_modes(&prompt(&study, 0).expect("it can be asked")), [None, None, None]);
}

#[test]
fn a_form_of_the_users_own_is_asked_for_checked_and_in_the_recipe() {
    let words = "a letter to the patient's physician in three sentences,";
    let mut study = study("asia", server());
    study.realize.kind = text_kind(words);
    let view = prompt(&study, 0).expect("it can be asked");
    assert!(view.messages[1].text.starts_with(&format!("Write {words} about patient 0.")));
    let line = recipe::realize_line(&study);
    assert!(line.contains("--kind 'a letter to the patient'\\''s physician in three sentences,'"));
    for words in ["", "a\u{202e}b", "a\nb", "a {{facts}}", "sections", &"x".repeat(201)] {
        for writer in [server(), Writer::Embedded] {
            study.realize.kind = TextKind::Own(words.to_owned());
            study.realize.writer = writer.clone();
            let refused = if writer == Writer::Embedded {
                ask_model(&ModelQuestion::Text { number: 0 }, &study, None).expect_err("no text")
            } else {
                Conversation::new(&study, None, None).expect_err("no run")
            };
            assert_eq!(refused.code, "text-form", "{words:?}: {}", refused.message);
            assert!(refused.hint.is_some());
        }
    }
}

#[test]
fn who_does_not_follow_an_own_form_says_so_in_the_view() {
    let notes = |study: &Study| {
        let job = causeloom::Job::prepare(None, study, causeloom::JobKind::Realize).expect("a job");
        let parts: Vec<Vec<f64>> =
            (0..job.n_units()).map(|unit| job.run_unit(unit).expect("a unit")).collect();
        match job.finish(&parts).expect("a view") {
            causeloom::JobView::Realize(view) => view.notes,
            other => panic!("another view: {other:?}"),
        }
    };
    for writer in [Writer::Embedded, Writer::usual_simulated()] {
        let mut study = study("asia", writer);
        let told = |study: &Study| notes(study).iter().any(|note| note.code == "own-form");
        assert!(!told(&study));
        study.realize.kind = text_kind("a support ticket");
        assert!(told(&study));
        let unused = |study: &Study| notes(study).iter().any(|note| note.code == "own-template");
        assert!(!unused(&study));
        study.realize.template = Some(own_template());
        assert!(unused(&study));
    }
    let mut study = study("asia", Writer::File { name: "x.gguf".to_owned() });
    study.realize.kind = text_kind("a support ticket");
    study.realize.mode = Mode::Locked;
    let view = Conversation::new(&study, None, None).expect("it can begin").view().expect("a view");
    assert!(view.notes.iter().any(|note| note.message == causeloom::OWN_FORM_LOCKED));
}

#[test]
fn words_are_tried_as_a_whole_and_the_wrong_one_is_named_with_the_next_step() {
    let words = |study: &Study| ask_model(&ModelQuestion::CheckDictionary, study, None);
    for id in ["asia", "icu", "alarm"] {
        words(&study(id, server())).expect("built-in words are fine, whoever writes");
    }
    let ModelAnswer::Dictionary { dictionary, .. } =
        ask_model(&ModelQuestion::Dictionary, &study("asia", server()), None).expect("words")
    else {
        panic!("another answer");
    };
    let document = serde_json::to_value(&*dictionary).expect("JSON");
    let place = document["slots"].as_array().expect("slots").iter();
    let place = place.clone().position(|slot| slot["name"] == "bronc").expect("bronchitis");
    let refused = |change: &dyn Fn(&mut Value, usize)| {
        let mut document = document.clone();
        change(&mut document, place);
        let mut study = study("asia", server());
        study.realize.dictionary =
            Some(Box::new(from_json(&document.to_string()).expect("a dictionary")));
        let error = words(&study).expect_err("the words are wrong");
        assert_eq!(error.code, "dictionary", "{}", error.message);
        assert!(error.hint.is_some(), "{}", error.message);
        error.message
    };
    let terms =
        |terms: &[&str]| json!({ "finding": { "present": "yes", "absent": "no", "terms": terms } });
    let shared = refused(&|all, place| all["slots"][place]["says"] = terms(&["dyspnea"]));
    assert!(shared.contains("`bronc`") && shared.contains("dyspnea"), "{shared}");
    let says = |says: Value| refused(&|all, place| all["slots"][place]["says"] = says.clone());
    // There is no word for its absence that a reader could read.
    let phrases = json!({ "present": "yes", "absent": "no", "present_phrases": ["coughs"] });
    let silent = says(json!({ "finding": phrases }));
    let words = "the words of `bronc`: a text in which `bronc` is no is read otherwise: ";
    assert!(silent.starts_with(words), "{silent}");
    // A word that stands in every text is the fault of the variable that has it.
    let usual = says(terms(&["the"]));
    assert!(usual.starts_with("the words of `bronc`: a text in which `asia` is yes"), "{usual}");
    let unknown = refused(&|all, place| all["slots"][place]["name"] = "brank".into());
    assert!(unknown.contains("`brank` is no node of the model"), "{unknown}");
    let wordless = refused(&|all, place| all["slots"][place]["says"] = terms(&[]));
    assert!(wordless.contains("`bronc`"), "{wordless}");
}

#[test]
fn a_template_and_an_own_form_travel_in_the_study() {
    let mut study = study("asia", server());
    study.realize.template = Some(own_template());
    study.realize.kind = text_kind("a news brief");
    study.realize.of = RealizedRows::Sample;
    let again = Study::from_json(&study.to_json()).expect("it was written here");
    assert_eq!(again, study);
    let fragment = causeloom::link::to_fragment(&study);
    assert_eq!(causeloom::link::from_fragment(&format!("#{fragment}")), Ok(Some(study)));
}
