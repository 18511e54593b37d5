//! Rows put into words, verified and replayed, as a person calls the commands.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    path::PathBuf,
    process::{Command, Output},
};

use causeloom::{
    ModelReference, RealizeConfig, RealizedRows, Study, TextFormat, TextWriter, Writer, recipe,
};
use serde_json::Value;

/// A key that is in no output.
const KEY: &str = "sk-canary-0123456789";

fn causeloom(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_causeloom"))
        .args(arguments)
        .env("CAUSELOOM_KEY", KEY)
        .output()
        .expect("it starts")
}

fn fine(arguments: &[&str]) -> String {
    let output = causeloom(arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The message of a command that ends with this status.
fn error(arguments: &[&str], status: i32) -> String {
    let output = causeloom(arguments);
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(status), "{arguments:?}: {error}");
    assert!(error.starts_with("causeloom: ") && error.lines().count() == 1, "{error}");
    assert!(!error.contains(KEY), "{error}");
    error
}

/// A file of this process in the folder for such files, not there yet.
fn file(name: &str) -> String {
    let path =
        std::env::temp_dir().join(format!("causeloom-realize-{}-{name}", std::process::id()));
    let _ = std::fs::remove_file(&path);
    path.to_string_lossy().into_owned()
}

fn read(path: &str) -> String {
    std::fs::read_to_string(path).expect("it was written")
}

fn study(id: &str, rows: u32, writer: Writer) -> Study {
    Study {
        model: ModelReference::BuiltIn { id: id.to_owned() },
        seed: 3,
        realize: RealizeConfig { rows, writer, ..RealizeConfig::default() },
        ..Study::default()
    }
}

/// What a server sends for a request: all of it, head and body.
type Reply = fn(body: &Value, n_before: usize) -> String;

/// A server that answers every request, each on a connection of its own.
fn server(reply: Reply) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let url = format!("http://{}/v1", listener.local_addr().expect("it is bound"));
    std::thread::spawn(move || {
        for (n, stream) in listener.incoming().enumerate() {
            let Ok(stream) = stream else { return };
            std::thread::spawn(move || serve(stream, reply, n));
        }
    });
    url
}

fn serve(stream: TcpStream, reply: Reply, n_before: usize) {
    let mut reader = BufReader::new(stream);
    let (mut length, mut has_key) = (0, false);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).expect("a head");
        let line = line.trim().to_owned();
        if line.is_empty() {
            break;
        }
        let (name, value) = line.split_once(": ").unwrap_or((&line, ""));
        if name.eq_ignore_ascii_case("content-length") {
            length = value.parse().expect("a length");
        }
        has_key |= name.eq_ignore_ascii_case("authorization") && value == format!("Bearer {KEY}");
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).expect("a body");
    assert!(has_key, "the key is in its header");
    assert!(!String::from_utf8_lossy(&body).contains(KEY), "the key is in no body");
    let body: Value = serde_json::from_slice(&body).expect("JSON");
    let mut stream = reader.into_inner();
    // In pieces, as a network has them.
    for piece in reply(&body, n_before).into_bytes().chunks(37) {
        if stream.write_all(piece).and_then(|()| stream.flush()).is_err() {
            return;
        }
    }
}

/// A streamed answer that is right for few rows, if any.
fn says_the_same(_: &Value, _: usize) -> String {
    streamed("Smokes. No dyspnea.")
}

fn streamed(text: &str) -> String {
    let delta = serde_json::json!({ "model": "small", "choices": [{ "index": 0, "delta": { "content": text } }] });
    let end = serde_json::json!({ "choices": [{ "index": 0, "delta": {}, "finish_reason": "stop" }], "usage": { "prompt_tokens": 100, "completion_tokens": 20 } });
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n\
         data: {delta}\n\ndata: {end}\n\ndata: [DONE]\n\n"
    )
}

fn refuses_the_key(_: &Value, _: usize) -> String {
    let body = format!("{{\"error\":{{\"message\":\"Incorrect API key provided: {KEY}\"}}}}");
    format!(
        "HTTP/1.1 401 Unauthorized\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
}

fn at<'a>(url: &'a str, out: &'a str) -> Vec<&'a str> {
    vec![
        "realize",
        "--model",
        "asia",
        "--rows",
        "4",
        "--rounds",
        "1",
        "--resamples",
        "0",
        "--provider",
        "openai",
        "--model-name",
        "small",
        "--base-url",
        url,
        "--out",
        out,
    ]
}

#[test]
fn texts_of_writers_at_hand_are_those_of_the_page_and_every_one_is_verified() {
    let simulated = Writer::Simulated { prior_strength: 0.5, obedience: 0.7 };
    for (id, writer) in [("icu", Writer::Embedded), ("asia", simulated)] {
        let study = study(id, 300, writer);
        let line = recipe::realize_line(&study);
        let out = file(&format!("{id}.jsonl"));
        let words: Vec<&str> = line.split(' ').skip(1).collect();
        let words: Vec<&str> =
            words.iter().map(|word| if *word == "texts.jsonl" { &*out } else { *word }).collect();
        let told = causeloom(&words);
        assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
        let writer = TextWriter::new(&study, None, TextFormat::Jsonl).expect("it is at hand");
        assert!(read(&out) == writer.texts(0..300).expect("texts"), "{line}");
        let report =
            fine(&["verify", "--model", id, "--data", &out, "--format", "json", "--strict"]);
        let report: Value = serde_json::from_str(&report).expect("JSON");
        assert_eq!(report["verified"]["count"], 300);
        assert!(report["texts"].as_array().is_some_and(Vec::is_empty));
        let _ = std::fs::remove_file(&out);
    }
}

#[test]
fn pairs_tell_each_row_twice_and_a_csv_has_one_line_of_names() {
    let arguments = [
        "realize",
        "--model",
        "asia",
        "--rows",
        "300",
        "--do",
        "smoke = no",
        "--pairs",
        "--format",
        "csv",
        "--workers",
        "3",
    ];
    let mut study = study("asia", 300, Writer::Embedded);
    study.seed = 1;
    study.sample.interventions = vec!["smoke = no".to_owned()];
    study.realize.of = RealizedRows::Pairs;
    let writer = TextWriter::new(&study, None, TextFormat::Csv).expect("it is at hand");
    let text = fine(&arguments);
    assert!(text == writer.texts(0..600).expect("texts"), "other bytes in blocks");
    assert_eq!(text.matches("text_path").count(), 1);
}

#[test]
fn rows_of_a_table_are_told_verified_and_asked_for_without_a_cell_leaving() {
    let (table, out, cassette) = (file("table.csv"), file("told.jsonl"), file("told.cassette"));
    let row = |row: usize| {
        format!("{},{},{}", 7_310_003 + row * 7_919 % 1_000, ["Cuba", "Peru"][row % 2], row % 3)
    };
    let rows = (0..30).map(row).collect::<Vec<_>>().join("\n");
    std::fs::write(&table, format!("income,country,children\n{rows}")).expect("it can be written");
    fine(&["realize", "--data", &table, "--rows", "30", "--out", &out]);
    let texts = read(&out);
    assert_eq!(texts.lines().count(), 30);
    assert!(texts.contains("7310003"), "{texts}");
    fine(&["verify", "--table", &table, "--data", &out, "--strict"]);
    std::fs::write(&out, texts.replacen("7310003", "7310004", 1)).expect("it can be written");
    error(&["verify", "--table", &table, "--data", &out, "--strict"], 1);
    let url = server(|body, _| {
        let asked = body.to_string();
        assert!(!asked.contains("7310") && asked.contains("[[income]]"), "{asked}");
        assert!(!asked.contains("Cuba") || asked.contains("categories"), "{asked}");
        let text = "Record: [[income]]. Also [[country]]. Lastly [[children]].";
        streamed(text)
    });
    let of_table = |level: &'static str| {
        [
            "realize",
            "--data",
            &table,
            "--rows",
            "6",
            "--provider",
            "custom",
            "--base-url",
            &url,
            "--model-name",
            "small",
            "--level",
            level,
            "--out",
            &out,
            "--cassette",
            &cassette,
        ]
    };
    let output = causeloom(&of_table("L1"));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{told}");
    assert!(read(&out).contains("7310003"), "filled in here: {}", read(&out));
    assert!(!read(&cassette).contains("7310"), "{}", read(&cassette));
    let texts = read(&out);
    assert_eq!(fine(&["replay", &cassette, "--data", &table]), texts);
    let words = error(&["replay", &cassette], 2);
    assert!(words.contains("no table is open"), "{words}");
    let words = error(&of_table("L7"), 2);
    assert!(words.contains("--level L7: use L0, L1, L2 or L3"), "{words}");
    let words = error(&["realize", "--data", &table, "--model", "icu"], 2);
    assert!(words.contains("rows of which of them"), "{words}");
}

#[test]
fn a_changed_word_is_found_and_strict_says_so() {
    let out = file("changed.jsonl");
    let text = fine(&["realize", "--model", "asia", "--rows", "20", "--seed", "2"]);
    let mut lines: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let other = if lines[4]["facts"]["smoke"] == "yes" { "no" } else { "yes" };
    lines[4]["facts"]["smoke"] = other.into();
    let text: Vec<String> = lines.iter().map(Value::to_string).collect();
    std::fs::write(&out, text.join("\n")).expect("a writable folder");
    let report = fine(&["verify", "--model", "asia", "--data", &out]);
    assert!(report.contains("19 of 20 texts change no fact"), "{report}");
    assert!(report.contains("line 5, row 5: CONTRADICTED: smoking is"), "{report}");
    let strict = causeloom(&["verify", "--model", "asia", "--data", &out, "--strict"]);
    assert_eq!(strict.status.code(), Some(1));
    let _ = std::fs::remove_file(&out);
}

#[test]
fn a_run_over_a_network_is_recorded_and_replayed_to_the_same_bytes_without_it() {
    let url = server(says_the_same);
    let (out, cassette, again) = (file("net.jsonl"), file("net.cassette"), file("net-2.jsonl"));
    let mut arguments = at(&url, &out);
    arguments.extend(["--cassette", &cassette]);
    let told = causeloom(&arguments);
    let words = String::from_utf8_lossy(&told.stderr).into_owned();
    assert!(told.status.success(), "{words}");
    assert!(words.contains("8 answers"), "{words}");
    assert_eq!(read(&out).lines().count(), 4);
    fine(&["replay", &cassette, "--out", &again]);
    assert!(read(&out) == read(&again));
    for text in [&words, &read(&out), &read(&cassette)] {
        assert!(!text.contains("canary"));
    }
    // What a recording lacks is told.
    let short: Vec<String> = read(&cassette).lines().take(5).map(str::to_owned).collect();
    std::fs::write(&cassette, short.join("\n")).expect("a writable folder");
    assert!(error(&["replay", &cassette], 2).contains("the recording lacks answers"));
    for path in [&out, &cassette, &again] {
        let _ = std::fs::remove_file(path);
    }
}

#[test]
fn a_run_whose_budget_is_reached_is_saved_and_goes_on_with_a_larger_one() {
    let url = server(says_the_same);
    let (out, whole, save) = (file("part.jsonl"), file("whole.jsonl"), file("part.run"));
    fine(&at(&url, &whole));
    let mut arguments = at(&url, &out);
    arguments.extend(["--save", &save, "--max-requests", "3"]);
    let words = error(&arguments, 1);
    assert!(words.contains("budget") && words.contains("--save"), "{words}");
    assert!(!read(&save).contains("canary"));
    assert!(!PathBuf::from(&out).exists());
    let mut other = at(&url, &out);
    other.extend(["--save", &save, "--seed", "9"]);
    assert!(error(&other, 2).contains("other settings"));
    let mut arguments = at(&url, &out);
    arguments.extend(["--save", &save]);
    fine(&arguments);
    assert!(read(&out) == read(&whole));
    assert!(!PathBuf::from(&save).exists());
    let _ = std::fs::remove_file(&out);
    let mut arguments = at(&url, &out);
    arguments.extend(["--max-requests", "3", "--rest", "embedded"]);
    fine(&arguments);
    assert_eq!(read(&out).lines().count(), 4, "no text is dropped");
    for path in [&out, &whole] {
        let _ = std::fs::remove_file(path);
    }
}

#[test]
fn a_wrong_key_and_a_server_that_is_not_there_are_told_in_words() {
    let out = file("trouble.jsonl");
    let url = server(refuses_the_key);
    let words = error(&at(&url, &out), 1);
    assert!(words.contains("key") && words.contains("0 of 4 texts"), "{words}");
    let _ = std::fs::remove_file(format!("{out}.run"));
    let port =
        TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("bound").port();
    let url = format!("http://127.0.0.1:{port}/v1");
    let words = error(&at(&url, &out), 1);
    assert!(words.contains("nothing listens at http://127.0.0.1:"), "{words}");
    assert!(error(&at(&url, &out), 2).contains("holds a run that was stopped"));
    let _ = std::fs::remove_file(format!("{out}.run"));
    assert!(error(&at("http://192.168.0.1/v1", &out), 2).contains("https"));
}

#[test]
fn the_prompt_of_the_first_row_is_shown_and_is_what_a_server_is_asked() {
    let form = "a letter to the patient's physician in three sentences,";
    let words = ["realize", "--model", "asia", "--rows", "1", "--kind", form, "--show-prompt"];
    let shown = fine(&words);
    for part in
        ["\n## system\n\nYou put the facts", "\n## user\n\nWrite a letter to", "\n## assistant\n"]
    {
        assert!(shown.contains(part), "{part} not in {shown}");
    }
    let mut words = words.to_vec();
    words.extend(["--format", "json"]);
    let view: Value = serde_json::from_str(&fine(&words)).expect("JSON");
    let path = file("template.json");
    let mut template = view["template"].clone();
    template["system"] = "Mind the facts.".into();
    std::fs::write(&path, template.to_string()).expect("a writable folder");
    words.extend(["--template", &path]);
    let own: Value = serde_json::from_str(&fine(&words)).expect("JSON");
    assert_eq!(own["messages"][0]["text"], "Mind the facts.");
    assert_eq!(own["messages"][1], view["messages"][1]);
    assert_ne!(own["address"], view["address"]);

    // The server answers only who asks in these words.
    let url = server(|body, _| {
        assert_eq!(body["messages"][0]["content"], "Mind the facts.");
        let question = body["messages"][1]["content"].as_str().expect("a question");
        assert!(
            question
                .starts_with("Write a letter to the patient's physician in three sentences, about")
        );
        streamed("Smokes.")
    });
    let (out, cassette) = (file("told.jsonl"), file("told.cassette"));
    let mut words = at(&url, &out);
    words.extend(["--kind", form, "--template", &path, "--cassette", &cassette]);
    let told = causeloom(&words);
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    assert!(
        String::from_utf8_lossy(&told.stderr).contains("8 answers"),
        "every question was answered"
    );

    for (wrong, expected) in [
        (
            r#"{"system":"","first":"{{facts}}\n {{fact}}","correction":"{{violations}}"}"#,
            "line 2, column 2",
        ),
        (
            r#"{"system":"","first":"","correction":"{{violations}}"}"#,
            "lacks the variable {{facts}}",
        ),
        (r#"{"system":"","first":"{{facts}}"}"#, "missing field `correction`"),
    ] {
        std::fs::write(&path, wrong).expect("a writable folder");
        let words = ["realize", "--model", "asia", "--template", &path, "--show-prompt"];
        let told = error(&words, 2);
        assert!(told.contains(expected) && told.contains(&path), "{told}");
    }
    for path in [&out, &cassette, &path] {
        let _ = std::fs::remove_file(path);
    }
}

#[test]
fn an_own_form_that_nobody_follows_is_told() {
    let told =
        causeloom(&["realize", "--model", "asia", "--rows", "3", "--kind", "a support ticket"]);
    let words = String::from_utf8_lossy(&told.stderr).to_lowercase();
    assert!(told.status.success() && words.contains(causeloom::OWN_FORM_NOT_FOLLOWED), "{words}");
}

#[test]
fn bad_input_ends_with_status_2_and_one_message() {
    for arguments in [
        vec!["realize", "--model", "asia", "--pairs"],
        vec!["realize", "--model", "asia", "--mode", "loose"],
        vec!["realize", "--model", "asia", "--provider", "nobody", "--model-name", "x"],
        vec!["realize", "--model", "asia", "--provider", "openai"],
        vec!["realize", "--model", "asia", "--provider", "simulated", "--obedience", "2"],
        vec!["realize", "--model", "asia", "--save", "x"],
        vec!["realize", "--model", "asia", "--rows", "0"],
        vec!["realize", "--model", "asia", "--rows", "1", "--kind", "a {{facts}}"],
        vec!["realize", "--model", "asia", "--kind", "two\nlines", "--show-prompt"],
        vec!["realize", "--model", "asia", "--template", "nowhere.json"],
        vec!["realize", "--model", "asia", "--show-prompt", "--format", "csv"],
        vec!["realize", "--model", "asia", "--key-variable", "NO_SUCH_VARIABLE"],
        vec!["verify", "--model", "asia"],
        vec!["verify", "--model", "asia", "--data", "nowhere.jsonl"],
        vec!["replay"],
        vec!["replay", "Cargo.toml"],
    ] {
        error(&arguments, 2);
    }
}
