//! Rows of an uploaded table in words: what is told, and what of it may leave.

use causeloom::{
    Budget, Job, JobKind, JobView, Level, Mode, Reading, RealizeConfig, RealizedRows, Session,
    Study, TableRows, TextFormat, TextWriter, Writer,
    conversation::{Conversation, Heard, Leaves, Step},
    verify_texts,
    view::RealizeView,
};

fn session(csv: &str) -> Session {
    let mut bytes = csv.as_bytes();
    Session::open(&mut bytes, "people.csv", &Reading::default(), &mut |_| {}).expect("a table")
}

fn study(rows: u32, writer: Writer) -> Study {
    let of = RealizedRows::Table;
    Study {
        realize: RealizeConfig { rows, of, writer, ..RealizeConfig::default() },
        ..Study::default()
    }
}

fn server(level: Level, aliased: bool) -> Writer {
    Writer::Server {
        provider: "openai".to_owned(),
        base_url: "http://127.0.0.1:9/v1".to_owned(),
        model: "small".to_owned(),
        temperature: None,
        budget: Budget::default(),
        price: None,
        level,
        aliased,
    }
}

fn view(session: &Session, study: &Study) -> RealizeView {
    let job = Job::prepare(Some(session), study, JobKind::Realize).expect("it can be run");
    let job = Job::from_bytes(&job.to_bytes()).expect("a job travels");
    let parts: Vec<Vec<f64>> =
        (0..job.n_units()).map(|unit| job.run_unit(unit).expect("a unit")).collect();
    match job.finish(&parts).expect("all parts") {
        JobView::Realize(view) => *view,
        _ => panic!("the job is of another kind"),
    }
}

/// A table as people have them: odd names, odd levels, empty cells, an identifier, a date.
fn people(n_rows: u32) -> String {
    let mut csv =
        "id,Age (years),workclass,hours-per-week,income,married?,SEX,bmi,since,comment,A,a\n"
            .to_owned();
    let work = ["Private", "Self-emp-not-inc", "Federal-gov", "Never-worked", "?"];
    for row in 0..n_rows {
        csv += &format!(
            "P{row:04},{},{},{},{},{},{},{:.1},2020-0{}-1{},\"said \"\"{row}\"\", then left; no more\",{},{}\n",
            if row % 7 == 0 { String::new() } else { (17 + row * 5 % 70).to_string() },
            work[(row % 5) as usize],
            20 + row * 3 % 50,
            if row % 3 == 0 { ">50K" } else { "<=50K" },
            if row % 4 == 0 { "yes" } else { "no" },
            if row % 2 == 0 { "Male" } else { "Female" },
            18.0 + f64::from(row * 13 % 170) / 10.0,
            1 + row % 9,
            row % 10,
            row % 3,
            ["low", "high"][(row % 2) as usize],
        );
    }
    csv
}

#[test]
fn every_row_of_a_messy_table_is_told_and_read_back() {
    let session = session(&people(150));
    let study = study(1_000, Writer::Embedded);
    let view = view(&session, &study);
    assert_eq!((view.source.as_str(), view.asked, view.done), ("people.csv", 150, 150));
    assert_eq!(
        view.verdict, "Every fact of all 150 texts is read back as it was given.",
        "{view:#?}"
    );
    assert!(view.bias.is_none() && view.tests.is_none());
    let left_out = view.notes.iter().find(|note| note.code == "left-out").expect("an identifier");
    let says = |column: &str| left_out.message.contains(&format!("`{column}` ("));
    assert!(says("id") && says("since") && says("comment"), "{left_out:?}");
    assert!(!says("income") && !says("Age (years)"), "{left_out:?}");
    assert!(view.notes.iter().any(|note| note.code == "few-rows"), "{:?}", view.notes);
    let table = TableRows::of(Some(&session), &study).expect("a table");
    let writer = TextWriter::new(&study, table.as_ref(), TextFormat::Jsonl).expect("at hand");
    assert_eq!(writer.n_texts(), 150);
    let lines = writer.texts(0..150).expect("texts");
    let verified = verify_texts(&study, table.as_ref(), &lines).expect("texts of this table");
    assert_eq!((verified.verified.count, verified.verified.of), (150, 150), "{:?}", verified.texts);
    assert_eq!(verified.source, "people.csv");
}

#[test]
fn a_simulated_model_overrides_rare_values_and_throwing_its_errors_away_is_biased() {
    let session = session(&people(900));
    let writer = Writer::Simulated { prior_strength: 0.3, obedience: 1.0 };
    let view = view(&session, &study(900, writer));
    let bias = view.bias.expect("a simulated model errs");
    assert!(bias.rejecting.distance > bias.rejecting.floor, "{bias:?}");
    assert!(bias.correcting.distance < bias.rejecting.distance / 3.0, "{bias:?}");
    assert_eq!(view.done, 900);
}

#[test]
fn rows_of_a_table_need_the_table_and_words_that_fit_it() {
    let study = study(10, Writer::Embedded);
    let error = Job::prepare(None, &study, JobKind::Realize).expect_err("no table is open");
    assert_eq!(error.code, "no-table");
    let mut other = study.clone();
    let dictionary = serde_json::json!({ "subject": "person", "slots": [
        { "name": "height", "label": "height", "says": { "number": { "anchors": ["height"], "decimals": 0 } } }
    ]});
    other.realize.dictionary = Some(serde_json::from_value(dictionary).expect("a dictionary"));
    let session = session(&people(150));
    let error = Job::prepare(Some(&session), &other, JobKind::Realize).expect_err("no such column");
    assert_eq!(error.message, "the dictionary's `height` is no column of the table");
    let dates = self::session("when\n2020-01-01\n2020-02-02\n2021-03-03\n");
    let error = Job::prepare(Some(&dates), &study, JobKind::Realize).expect_err("only a date");
    assert_eq!(error.code, "no-words");
}

/// A table in which every cell, and every name, can be told from everything else.
fn canaries() -> (String, Vec<String>, Vec<String>) {
    let names = ["namecanary_one", "namecanary_two", "namecanary_three", "namecanary_four"];
    let mut csv = format!("{}\n", names.join(","));
    let mut cells = Vec::new();
    for row in 0..24_u32 {
        let word = format!("wordcanary{:02}", row / 3);
        let number = 7_310_000 + row * 3_571;
        let fraction = format!("{:.3}", 41_913.137 + f64::from(row) * 7.219);
        let common = if row % 2 == 0 { "commoncanaryeven" } else { "commoncanaryodd" };
        csv += &format!("{word},{number},{fraction},{common}\n");
        cells.extend([word, number.to_string(), fraction]);
    }
    (csv, names.map(str::to_owned).to_vec(), cells)
}

/// Plays a model that writes around placeholders badly, so that every kind of correction is asked
/// for, and gives every request that was made.
fn requests(study: &Study, table: &TableRows) -> Vec<String> {
    let mut talk = Conversation::new(study, Some(table), None).expect("it may be asked");
    let mut bodies = Vec::new();
    let mut now = 1_000;
    let texts = [
        "No [[c1]]. Possible [[c2]] and [[c2]]. [[c9]] on day 12. The record denies [[c4]].",
        "History of [[c3]]; [[namecanary_one]] was ruled out. Mother had [[c4]], [[c1]].",
        "[[c1]] [[c2]] [[c3]] [[c4]] [[namecanary_one]], no [[namecanary_two]] ]] perhaps [[namecanary_four]]",
    ];
    let mut waiting: Vec<u64> = Vec::new();
    let mut take = |step: Step, waiting: &mut Vec<u64>| {
        for outgoing in step.send {
            waiting.push(outgoing.attempt);
            let headers = serde_json::to_string(&outgoing.headers).expect("headers");
            bodies.push(format!("{} {headers} {}", outgoing.url, outgoing.body));
        }
    };
    take(talk.step(now), &mut waiting);
    let mut n = 0;
    while let Some(attempt) = waiting.pop() {
        now += 10;
        n += 1;
        let text = texts[n % texts.len()];
        let answer = serde_json::json!({ "model": "small", "choices": [{ "index": 0, "message": { "role": "assistant", "content": text }, "finish_reason": "stop" }], "usage": { "prompt_tokens": 9, "completion_tokens": 9 } });
        let head = Heard::Head {
            status: 200,
            headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        };
        take(talk.hear(now, attempt, head), &mut waiting);
        take(talk.hear(now, attempt, Heard::Chunk(answer.to_string().into_bytes())), &mut waiting);
        take(talk.hear(now, attempt, Heard::End), &mut waiting);
    }
    assert!(talk.standing().is_over, "{:?}", talk.standing());
    assert_eq!(talk.standing().done, 24);
    bodies
}

#[test]
fn no_cell_is_in_any_request_below_the_last_level_whatever_the_model_answers() {
    let (csv, names, cells) = canaries();
    let session = session(&csv);
    for (level, aliased) in [
        (Level::Nothing, false),
        (Level::Schema, false),
        (Level::Schema, true),
        (Level::Aggregates, false),
        (Level::Aggregates, true),
    ] {
        // Whatever the study asks, cells that may not leave are placeholders.
        for mode in [Mode::Free, Mode::Locked, Mode::Placeholders] {
            let mut study = study(24, server(level, aliased));
            study.realize.mode = mode;
            let table = TableRows::of(Some(&session), &study).expect("it is open").expect("rows");
            let talk = Conversation::new(&study, Some(&table), None).expect("it may be asked");
            let leaves = talk.preview().expect("a first request").leaves;
            assert_eq!(leaves, Leaves::Columns { level, aliased }, "{mode:?}");
            let bodies = requests(&study, &table);
            assert!(bodies.len() > 100, "{} requests: corrections are asked for", bodies.len());
            for body in &bodies {
                let found = cells.iter().find(|cell| body.contains(cell.as_str()));
                assert_eq!(found, None, "{level:?} {aliased} {mode:?}: {body}");
                let has_name = names.iter().any(|name| {
                    body.contains(name.as_str()) || body.contains(&name.replace('_', " "))
                });
                // The bad model names a column of its own accord, and is quoted in a correction.
                let is_own = body.contains("\"role\":\"assistant\"");
                if level == Level::Nothing || aliased {
                    assert!(is_own || !has_name, "{level:?} {aliased}: {body}");
                    assert!(!body.contains("commoncanary") || level >= Level::Schema, "{body}");
                }
            }
            let has = |what: &str| bodies.iter().any(|body| body.contains(what));
            assert_eq!(has("commoncanaryeven"), level >= Level::Schema, "{level:?}");
            assert_eq!(has("rare categories together"), level >= Level::Schema, "{level:?}");
        }
    }
}

#[test]
fn cells_leave_at_the_last_level_and_the_preview_counts_them() {
    let (csv, _, cells) = canaries();
    let session = session(&csv);
    let study = study(24, server(Level::Rows, false));
    let table = TableRows::of(Some(&session), &study).expect("it is open").expect("rows");
    let talk = Conversation::new(&study, Some(&table), None).expect("it may be asked");
    let preview = talk.preview().expect("a first request");
    let Leaves::Cells { rows, cells: n_cells } = preview.leaves else { panic!("cells leave") };
    assert_eq!((rows, n_cells % 24), (24, 0), "{n_cells}");
    assert!(cells[..3].iter().any(|cell| preview.body.contains(cell.as_str())), "{}", preview.body);
}

#[test]
fn a_saved_run_over_a_table_goes_on_with_the_table_alone() {
    let (csv, _, _) = canaries();
    let session = session(&csv);
    let study = study(24, server(Level::Nothing, false));
    let table = TableRows::of(Some(&session), &study).expect("it is open").expect("rows");
    let mut talk = Conversation::new(&study, Some(&table), None).expect("it may be asked");
    talk.step(1_000);
    let saved = talk.save();
    assert_eq!(Conversation::restore(&saved, None).expect_err("no table").code, "no-table");
    assert!(Conversation::restore(&saved, Some(&table)).is_ok());
}
