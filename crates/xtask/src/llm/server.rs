//! A server that speaks the dialects of the language models and fails as it is told.
//!
//! It answers what ends in `/chat/completions`, `/responses`, `/messages`, `:generateContent`,
//! `:streamGenerateContent` and `/models`, whatever stands before. The [state](super::state) says how a
//! test steers it.

use super::fault::{Act, Fault, Phase, Plan, Readable};
use super::routing;
use super::state::{self, Armed, Settings, State};
use super::wire::{self, Asked};
use anyhow::{Context, Result};
use serde_json::json;
use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Headers that a page may send. Hosted servers refuse others in the preflight.
const ALLOWED_HEADERS: &str = "authorization, content-type, x-api-key, anthropic-version, \
    anthropic-dangerous-direct-browser-access, x-goog-api-key, http-referer, x-title";

/// Connections at one time.
const MOST_CONNECTIONS: usize = 128;

/// How often a waiting answer looks whether somebody still waits for it.
const GLANCE: Duration = Duration::from_millis(25);

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    stopped: AtomicBool,
    n_open: AtomicUsize,
}

/// The server at work. It stops when this is dropped.
#[derive(Debug)]
pub(crate) struct FaultServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl FaultServer {
    /// Listens on this machine only, at any free port where `port` is 0.
    pub(crate) fn start(port: u16) -> Result<FaultServer> {
        let listener = TcpListener::bind(("127.0.0.1", port))
            .with_context(|| format!("cannot listen at port {port}"))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared::default());
        let thread = thread::spawn({
            let shared = Arc::clone(&shared);
            move || listen(&listener, &shared)
        });
        Ok(FaultServer { address, shared, thread: Some(thread) })
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Lets a fault strike every answer from now on.
    pub(crate) fn arm(&self, fault: Fault, phase: Phase) {
        let armed = Armed { fault, phase, skip: 0, times: u64::MAX, struck: 0 };
        self.shared.state().armed = Some(armed);
    }
}

impl Drop for FaultServer {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::Relaxed);
        // The listener waits for a connection; this is one.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        // A state is whole between any two of its changes, also where a thread broke off.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }
}

fn listen(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.is_stopped() {
            return;
        }
        let Ok(stream) = stream else { continue };
        if shared.n_open.fetch_add(1, Ordering::Relaxed) >= MOST_CONNECTIONS {
            shared.n_open.fetch_sub(1, Ordering::Relaxed);
            continue;
        }
        let shared = Arc::clone(shared);
        thread::spawn(move || {
            // A client that breaks off is what is tested here; the record of its request tells it.
            let _ = converse(stream, &shared);
            shared.n_open.fetch_sub(1, Ordering::Relaxed);
        });
    }
}

/// One request and its answer.
fn converse(mut stream: TcpStream, shared: &Shared) -> io::Result<()> {
    let asked = wire::read(&mut stream)?;
    let path = asked.path.split('?').next().unwrap_or_default().to_owned();
    if asked.method != "OPTIONS"
        && let Some(answer) = state::steer(&asked, &path, &mut shared.state())
    {
        wire::finish_reading(&mut stream, &asked)?;
        let (status, body) = answer
            .map_or_else(|error| (400, json!({"error": format!("{error:#}")})), |body| (200, body));
        let headers = [
            ("Content-Type", "application/json".to_owned()),
            ("Access-Control-Allow-Origin", "*".to_owned()),
        ];
        wire::write_head(&mut stream, status, &headers)?;
        wire::write_chunk(&mut stream, body.to_string().as_bytes())?;
        return wire::write_end(&mut stream);
    }
    let begun = Instant::now();
    let (plan, number) = {
        let mut state = shared.state();
        (routing::plan(&asked, &path, &mut state), state.remember(&asked))
    };
    let settings = shared.state().settings.clone();
    let ended = answer(stream, &asked, plan, &settings, shared);
    let how = ended.as_ref().copied().unwrap_or("left by the client");
    shared.state().note_end(number, how, begun.elapsed());
    ended.map(drop)
}

/// Does what is planned; the answer is how it ended.
fn answer(
    mut stream: TcpStream,
    asked: &Asked,
    plan: Plan,
    settings: &Settings,
    shared: &Shared,
) -> io::Result<&'static str> {
    if !plan.acts.contains(&Act::Reset) {
        wire::finish_reading(&mut stream, asked)?;
    }
    wait(&stream, plan.silence, shared)?;
    if plan.status == 200 && plan.acts == [Act::Reset] {
        wire::reset(stream);
        return Ok("reset");
    }
    let mut headers =
        vec![("Content-Type", plan.media.to_owned()), ("Cache-Control", "no-store".to_owned())];
    headers.extend(plan.headers);
    headers.extend(cors_headers(asked, plan.readable, settings));
    wire::write_head(&mut stream, plan.status, &headers)?;
    for act in plan.acts {
        match act {
            Act::Send(bytes) => {
                wire::write_chunk(&mut stream, &bytes)?;
                wait(&stream, settings.pace, shared)?;
            }
            Act::Wait(time) => wait(&stream, time, shared)?,
            Act::Drip(bytes) => {
                let begun = Instant::now();
                while begun.elapsed() < settings.bound {
                    wire::write_chunk(&mut stream, &bytes)?;
                    wait(&stream, 4 * GLANCE, shared)?;
                }
                return Ok("dripped to the bound");
            }
            Act::Junk(length) => {
                let line = [b'x'; 1 << 13];
                for start in (0..length).step_by(line.len()) {
                    wire::write_chunk(&mut stream, &line[..line.len().min(length - start)])?;
                }
            }
            Act::Reset => {
                wire::reset(stream);
                return Ok("reset");
            }
        }
    }
    wire::write_end(&mut stream)?;
    Ok("whole")
}

/// Waits, as long as the client does and the server is not stopped.
fn wait(stream: &TcpStream, time: Duration, shared: &Shared) -> io::Result<()> {
    let end = Instant::now() + time;
    loop {
        if shared.is_stopped() || wire::has_left(stream) {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        let rest = end.saturating_duration_since(Instant::now());
        if rest.is_zero() {
            return Ok(());
        }
        thread::sleep(rest.min(GLANCE));
    }
}

/// What tells a browser which pages may ask and read.
fn cors_headers(
    asked: &Asked,
    readable: Readable,
    settings: &Settings,
) -> Vec<(&'static str, String)> {
    let origin = match (readable, settings.cors.as_str()) {
        (Readable::ByNobody, _) | (Readable::Usual, "none") => return Vec::new(),
        (Readable::ByAnotherOrigin, _) => "https://another.example",
        (Readable::Usual, "any") => "*",
        (Readable::Usual, origin) => origin,
    };
    let mut headers = vec![("Access-Control-Allow-Origin", origin.to_owned())];
    if asked.method == "OPTIONS" {
        headers.push(("Access-Control-Allow-Methods", "GET, POST, OPTIONS".to_owned()));
        headers.push(("Access-Control-Allow-Headers", ALLOWED_HEADERS.to_owned()));
        // Every request is asked for anew: a fault of the preflight then strikes when it is told to.
        headers.push(("Access-Control-Max-Age", "0".to_owned()));
    }
    if settings.expose {
        headers.push(("Access-Control-Expose-Headers", "Retry-After".to_owned()));
    }
    headers
}

#[cfg(test)]
mod tests {
    use super::super::KEY;
    use super::super::writer::Dialect;
    use super::*;
    use serde_json::Value;
    use std::io::{Read, Write};

    /// What came of a question: all bytes of the answer, and the error that ended it.
    struct Came {
        head: String,
        body: Vec<u8>,
        whole: bool,
    }

    impl Came {
        fn status(&self) -> &str {
            self.head.split(' ').nth(1).unwrap_or_default()
        }

        fn text(&self) -> String {
            String::from_utf8_lossy(&self.body).into_owned()
        }
    }

    fn ask(server: &FaultServer, method: &str, path: &str, headers: &str, body: &str) -> Came {
        let mut stream = TcpStream::connect(server.address).expect("it listens");
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: x\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
        );
        stream.write_all(request.as_bytes()).expect("it reads");
        let mut bytes = Vec::new();
        let ended = stream.read_to_end(&mut bytes).is_ok();
        let at =
            bytes.windows(4).position(|end| end == b"\r\n\r\n").map_or(bytes.len(), |at| at + 4);
        let head = String::from_utf8_lossy(&bytes[..at]).into_owned();
        let (body, closed) = joined(&bytes[at..]);
        Came { head, body, whole: ended && closed }
    }

    /// The chunks of a body put together, and whether its end was there.
    fn joined(mut chunks: &[u8]) -> (Vec<u8>, bool) {
        let mut body = Vec::new();
        loop {
            let Some(at) = chunks.windows(2).position(|end| end == b"\r\n") else {
                return (body, false);
            };
            let length = std::str::from_utf8(&chunks[..at]).expect("a length is text");
            let length = usize::from_str_radix(length, 16).expect("a length is a number");
            if length == 0 {
                return (body, true);
            }
            let end = (at + 2 + length).min(chunks.len());
            body.extend_from_slice(&chunks[at + 2..end]);
            chunks = chunks.get(end + 2..).unwrap_or_default();
        }
    }

    fn steer(server: &FaultServer, method: &str, path: &str, body: &Value) -> Value {
        let came = ask(server, method, path, "", &body.to_string());
        assert_eq!(came.status(), "200", "{path}: {}", came.text());
        serde_json::from_slice(&came.body).expect("it answers JSON")
    }

    fn quick_server() -> FaultServer {
        let server = FaultServer::start(0).expect("some port is free");
        let quick = json!({"pace": 0, "stall": 150, "bound": 300, "junk": 300_000});
        steer(&server, "POST", "/settings", &quick);
        server
    }

    const FACTS: &str = r#"{"age": "71 years", "sepsis": "absent"}"#;
    const TOLD: &str = "Age 71 years. No sepsis.";

    /// The same question in a dialect: path, headers, body.
    fn question(dialect: Dialect, streamed: bool) -> (&'static str, String, Value) {
        let turns = json!([{"role": "user", "content": FACTS}]);
        match dialect {
            Dialect::Chat => (
                "/v1/chat/completions",
                format!("Authorization: Bearer {KEY}\r\n"),
                json!({"model": "echo-1", "messages": turns, "stream": streamed}),
            ),
            Dialect::Responses => (
                "/v1/responses",
                format!("Authorization: Bearer {KEY}\r\n"),
                json!({"model": "echo-1", "input": turns, "stream": streamed}),
            ),
            Dialect::Messages => (
                "/v1/messages",
                format!("x-api-key: {KEY}\r\nanthropic-version: 2023-06-01\r\n"),
                json!({"model": "echo-1", "max_tokens": 99, "messages": turns, "stream": streamed}),
            ),
            Dialect::Gemini => (
                if streamed {
                    "/v1beta/models/echo-1:streamGenerateContent?alt=sse"
                } else {
                    "/v1beta/models/echo-1:generateContent"
                },
                format!("x-goog-api-key: {KEY}\r\n"),
                json!({"contents": [{"role": "user", "parts": [{"text": FACTS}]}]}),
            ),
        }
    }

    const DIALECTS: [Dialect; 4] =
        [Dialect::Chat, Dialect::Responses, Dialect::Messages, Dialect::Gemini];

    fn put(server: &FaultServer, dialect: Dialect, streamed: bool) -> Came {
        let (path, headers, body) = question(dialect, streamed);
        ask(server, "POST", path, &headers, &body.to_string())
    }

    /// The text of a stream, by the place where a dialect keeps it.
    fn streamed_text(dialect: Dialect, body: &str) -> String {
        let place = match dialect {
            Dialect::Chat => "/choices/0/delta/content",
            Dialect::Responses => "/delta",
            Dialect::Messages => "/delta/text",
            Dialect::Gemini => "/candidates/0/content/parts/0/text",
        };
        body.lines()
            .filter_map(|line| serde_json::from_str::<Value>(line.strip_prefix("data: ")?).ok())
            .filter_map(|event| Some(event.pointer(place)?.as_str()?.to_owned()))
            .collect()
    }

    #[test]
    fn every_dialect_tells_the_facts_whole_and_as_a_stream() {
        let server = quick_server();
        for dialect in DIALECTS {
            let whole = put(&server, dialect, false);
            assert!(whole.whole && whole.status() == "200", "{dialect:?}: {}", whole.head);
            let value: Value = serde_json::from_slice(&whole.body).expect("it is JSON");
            let place = match dialect {
                Dialect::Chat => "/choices/0/message/content",
                Dialect::Responses => "/output/0/content/0/text",
                Dialect::Messages => "/content/0/text",
                Dialect::Gemini => "/candidates/0/content/parts/0/text",
            };
            assert_eq!(value.pointer(place), Some(&json!(TOLD)), "{dialect:?}");
            let stream = put(&server, dialect, true);
            assert!(stream.whole && stream.head.contains("text/event-stream"), "{}", stream.head);
            assert_eq!(streamed_text(dialect, &stream.text()), TOLD, "{dialect:?}");
        }
    }

    #[test]
    fn every_fault_in_every_phase_ends_and_is_no_good_answer() {
        let server = quick_server();
        for dialect in DIALECTS {
            // The reply before, which a duplicate repeats, says something else.
            steer(&server, "POST", "/script", &json!({"replies": ["An earlier text."]}));
            put(&server, dialect, true);
            let good = put(&server, dialect, true);
            for fault in Fault::ALL {
                for phase in Phase::ALL {
                    steer(&server, "POST", "/script", &json!({"replies": ["An earlier text."]}));
                    put(&server, dialect, true);
                    let number = Phase::ALL.iter().position(|other| *other == phase).unwrap() + 1;
                    let order = json!({"name": fault.name(), "phase": number});
                    steer(&server, "POST", "/fault", &order);
                    let begun = Instant::now();
                    let came = put(&server, dialect, true);
                    let what = format!("{} {phase:?} {dialect:?}: {}", fault.name(), came.head);
                    assert!(begun.elapsed() < Duration::from_secs(20), "{what}");
                    let is_good = came.whole
                        && came.status() == "200"
                        && streamed_text(dialect, &came.text()) == TOLD
                        && came.body.len() == good.body.len()
                        && came.head == good.head;
                    let only_late = fault == Fault::Stall && begun.elapsed().as_millis() >= 150;
                    let only_for_browsers = (fault, phase) == (Fault::CorsRefused, Phase::First);
                    assert!(!is_good || only_late || only_for_browsers, "{what}\n{}", came.text());
                    if only_for_browsers {
                        steer(&server, "DELETE", "/fault", &json!({}));
                    }
                    assert_eq!(
                        streamed_text(dialect, &put(&server, dialect, true).text()),
                        TOLD,
                        "{what}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_reset_is_a_reset_and_what_was_sent_before_arrives() {
        let server = quick_server();
        for (phase, expected) in [(1, ""), (2, "Age 71"), (3, TOLD)] {
            steer(&server, "POST", "/fault", &json!({"name": "reset", "phase": phase}));
            let (path, headers, body) = question(Dialect::Chat, true);
            let mut stream = TcpStream::connect(server.address).expect("it listens");
            let length = body.to_string().len();
            let request =
                format!("POST {path} HTTP/1.1\r\n{headers}Content-Length: {length}\r\n\r\n{body}");
            stream.write_all(request.as_bytes()).expect("it reads");
            let mut bytes = Vec::new();
            let mut buffer = [0; 1 << 12];
            let error = loop {
                match stream.read(&mut buffer) {
                    Ok(0) => break None,
                    Ok(n_read) => bytes.extend_from_slice(&buffer[..n_read]),
                    Err(error) => break Some(error.kind()),
                }
            };
            assert_eq!(error, Some(io::ErrorKind::ConnectionReset), "phase {phase}");
            let text = String::from_utf8_lossy(&bytes);
            assert_eq!(streamed_text(Dialect::Chat, &text), expected, "phase {phase}");
        }
    }

    #[test]
    fn a_fault_strikes_after_as_many_answers_and_as_often_as_it_was_told() {
        let server = quick_server();
        let order = json!({"name": "rate-limit", "skip": 1, "times": 2});
        steer(&server, "POST", "/fault", &order);
        let came: Vec<Came> = (0..4).map(|_| put(&server, Dialect::Chat, true)).collect();
        let states: Vec<&str> = came.iter().map(Came::status).collect();
        assert_eq!(states, ["200", "429", "429", "200"]);
        assert_eq!(steer(&server, "GET", "/fault", &json!({})), json!({"struck": 2}));
        assert!(came[1].head.contains("Retry-After: 1\r\n"), "{}", came[1].head);
        assert!(came[1].text().contains("try again in 0.2s"), "{}", came[1].text());
    }

    #[test]
    fn a_lost_name_stays_lost_while_the_fault_does() {
        let server = quick_server();
        steer(&server, "POST", "/fault", &json!({"name": "name-lost", "phase": 2, "times": 2}));
        let cut = put(&server, Dialect::Chat, true);
        assert!(!cut.whole);
        let lost = put(&server, Dialect::Chat, true);
        assert!(
            lost.head.contains("307 ") && lost.head.contains("name-lost.invalid"),
            "{}",
            lost.head
        );
    }

    #[test]
    fn a_page_is_told_what_it_may_send_and_whether_it_may_read() {
        let server = quick_server();
        let preflight =
            || ask(&server, "OPTIONS", "/v1/chat/completions", "Origin: http://a\r\n", "");
        assert!(preflight().head.contains("Access-Control-Allow-Origin: *\r\n"));
        assert!(preflight().head.contains("x-goog-api-key"));
        assert!(!preflight().head.contains("x-stainless"));
        for (cors, expected) in [("none", None), ("http://a", Some("Origin: http://a\r\n"))] {
            steer(&server, "POST", "/settings", &json!({"cors": cors}));
            let head = put(&server, Dialect::Chat, true).head;
            let allowed = head.split_once("Access-Control-Allow-").map(|(_, rest)| rest);
            assert_eq!(allowed.is_some(), expected.is_some(), "{head}");
            assert!(expected.is_none_or(|expected| head.contains(expected)), "{head}");
        }
    }

    #[test]
    fn keys_headers_and_fields_are_checked_as_the_providers_check_them() {
        let server = quick_server();
        let (path, headers, body) = question(Dialect::Messages, false);
        let body = body.to_string();
        let message = |headers: &str| {
            let came = ask(&server, "POST", path, headers, &body);
            (came.status().to_owned(), came.text())
        };
        assert_eq!(message("x-api-key: wrong\r\n").0, "401");
        let from_page = message(&format!("{headers}Origin: http://a\r\n"));
        assert!(
            from_page.1.contains("anthropic-dangerous-direct-browser-access"),
            "{}",
            from_page.1
        );
        steer(&server, "POST", "/settings", &json!({"refuse": ["temperature"]}));
        let (path, headers, mut body) = question(Dialect::Chat, false);
        body["temperature"] = json!(1);
        let refused = ask(&server, "POST", path, &headers, &body.to_string());
        assert_eq!(refused.status(), "400");
        assert!(refused.text().contains(r#""param":"temperature""#), "{}", refused.text());
        let listed = ask(&server, "GET", "/v1/models", &headers, "");
        assert!(listed.text().contains("echo-1"), "{}", listed.text());
    }

    #[test]
    fn a_script_is_said_in_its_order_and_requests_are_remembered() {
        let server = quick_server();
        let replies = json!({"replies": ["one", {"text": "two", "finish": "refused"}]});
        steer(&server, "POST", "/script", &replies);
        let came: Vec<String> = (0..3).map(|_| put(&server, Dialect::Chat, true).text()).collect();
        let texts: Vec<String> =
            came.iter().map(|body| streamed_text(Dialect::Chat, body)).collect();
        assert_eq!(texts, ["one", "two", TOLD]);
        assert!(came[1].contains("content_filter"), "{}", came[1]);
        let requests = steer(&server, "GET", "/requests", &json!({}));
        assert_eq!(requests.as_array().map(Vec::len), Some(3));
        assert_eq!(requests[0]["path"], "/v1/chat/completions");
        assert_eq!(requests[0]["headers"]["authorization"], format!("Bearer {KEY}"));
        assert!(requests[0]["body"].as_str().is_some_and(|body| body.contains("71 years")));
        assert_eq!(requests[2]["ended"], "whole");
        steer(&server, "DELETE", "/requests", &json!({}));
        assert_eq!(steer(&server, "GET", "/requests", &json!({})), json!([]));
    }

    #[test]
    fn a_client_that_leaves_is_noticed_and_a_stopped_server_ends_at_once() {
        let server = quick_server();
        steer(&server, "POST", "/settings", &json!({"stall": 60_000}));
        steer(&server, "POST", "/fault", &json!({"name": "stall", "phase": 2, "times": 9}));
        let (path, headers, body) = question(Dialect::Chat, true);
        let body = body.to_string();
        let mut stream = TcpStream::connect(server.address).expect("it listens");
        let request = format!(
            "POST {path} HTTP/1.1\r\n{headers}Content-Length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).expect("it reads");
        stream.read_exact(&mut [0; 20]).expect("it begins to answer");
        drop(stream);
        let begun = Instant::now();
        let ended = loop {
            let requests = steer(&server, "GET", "/requests", &json!({}));
            if requests[0]["ended"] != "open" || begun.elapsed() > Duration::from_secs(10) {
                break requests[0]["ended"].clone();
            }
        };
        assert_eq!(ended, "left by the client");
        drop(server);
        assert!(begun.elapsed() < Duration::from_secs(15));
    }
}
