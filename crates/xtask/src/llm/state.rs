//! What the server knows, and how a test changes it.
//!
//! - `POST /script {"replies": ["text", {"text": "…", "finish": "length"}]}`: the next answers; after
//!   them the facts of the prompt are told again in plain sentences.
//! - `POST /fault {"name": "reset", "phase": 2, "skip": 3, "times": 1}`: what goes wrong, after how
//!   many answers and how often; `DELETE /fault` ends it, `GET /faults` lists the names.
//! - `POST /settings {"key": null, "cors": "none", …}`: see [`Settings`]; `DELETE` sets them back.
//! - `GET /requests`: every request since `DELETE /requests`, with headers, body and how it ended.

use super::KEY;
use super::fault::{Fault, Phase};
use super::wire::Asked;
use super::writer::Writer;
use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

/// Requests remembered.
const MOST_REQUESTS: usize = 20_000;

/// The longest time that a setting may say.
const LONGEST: Duration = Duration::from_mins(10);

/// How the server behaves apart from faults. As JSON its fields have these names; times are in
/// milliseconds.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    /// What the client has to know; none for nothing.
    pub(super) key: Option<String>,
    /// Which pages may read: `any`, `none`, or one origin.
    pub(super) cors: String,
    /// Whether pages may read `Retry-After`.
    pub(super) expose: bool,
    /// Between two pieces of a stream.
    pub(super) pace: Duration,
    /// How long a stalled answer says nothing.
    pub(super) stall: Duration,
    /// How long a dripping answer goes on.
    pub(super) bound: Duration,
    /// Bytes of junk.
    pub(super) junk: usize,
    /// Fields that are refused as unsupported, such as `temperature`.
    pub(super) refuse: Vec<String>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            key: Some(KEY.to_owned()),
            cors: "any".to_owned(),
            expose: false,
            pace: Duration::from_millis(1),
            stall: Duration::from_secs(30),
            bound: Duration::from_mins(1),
            junk: 10 << 20,
            refuse: Vec::new(),
        }
    }
}

/// A fault that waits for its moment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Armed {
    pub(super) fault: Fault,
    pub(super) phase: Phase,
    pub(super) skip: u64,
    pub(super) times: u64,
    pub(super) struck: u64,
}

#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) settings: Settings,
    pub(super) armed: Option<Armed>,
    pub(super) script: VecDeque<Value>,
    requests: BTreeMap<u64, Value>,
    pub(super) n_asked: u64,
    pub(super) n_replies: usize,
    pub(super) earlier: Option<Writer>,
}

impl State {
    /// Keeps what was asked; the number under which it lies.
    pub(super) fn remember(&mut self, asked: &Asked) -> u64 {
        let number = self.n_asked;
        self.n_asked += 1;
        if self.requests.len() < MOST_REQUESTS {
            let request = json!({
                "method": asked.method,
                "path": asked.path,
                "headers": asked.headers,
                "body": String::from_utf8_lossy(&asked.body),
                "ended": "open",
            });
            self.requests.insert(number, request);
        }
        number
    }

    /// Notes how a request ended, where it is still remembered.
    pub(super) fn note_end(&mut self, number: u64, how: &str, took: Duration) {
        if let Some(request) = self.requests.get_mut(&number) {
            request["ended"] = how.into();
            request["milliseconds"] = (took.as_millis() as u64).into();
        }
    }
}

impl Armed {
    /// Whether the fault strikes the next answer.
    pub(super) fn is_due(&self) -> bool {
        self.skip == 0 && self.struck < self.times
    }
}

/// What a test says to the server itself; none where it is a question to a model.
pub(super) fn steer(asked: &Asked, path: &str, state: &mut State) -> Option<Result<Value>> {
    let body = || serde_json::from_slice::<Value>(&asked.body).context("the body is no JSON");
    let done = json!({"ok": true});
    Some(match (asked.method.as_str(), path) {
        ("GET", "/requests") => Ok(state.requests.values().cloned().collect()),
        ("DELETE", "/requests") => {
            state.requests.clear();
            Ok(done)
        }
        ("GET", "/faults") => Ok(json!(Fault::ALL.map(Fault::name))),
        ("POST", "/fault") => body().and_then(|body| armed(&body)).map(|armed| {
            state.armed = Some(armed);
            done
        }),
        ("GET", "/fault") => Ok(json!({"struck": state.armed.map_or(0, |armed| armed.struck)})),
        ("DELETE", "/fault") => {
            state.armed = None;
            Ok(done)
        }
        ("POST", "/script") => body().and_then(|body| {
            let replies = body["replies"].as_array().context("`replies` is no list")?;
            state.script.extend(replies.iter().cloned());
            Ok(done)
        }),
        ("DELETE", "/script") => {
            state.script.clear();
            Ok(done)
        }
        ("POST", "/settings") => body().and_then(|body| {
            state.settings = changed(&state.settings, &body)?;
            Ok(done)
        }),
        ("DELETE", "/settings") => {
            state.settings = Settings::default();
            Ok(done)
        }
        _ => return None,
    })
}

fn armed(body: &Value) -> Result<Armed> {
    let name = body["name"].as_str().context("`name` is missing")?;
    let number = |field: &str, usual| body[field].as_u64().unwrap_or(usual);
    Ok(Armed {
        fault: Fault::parse(name)?,
        phase: Phase::of_number(number("phase", 1))?,
        skip: number("skip", 0),
        times: number("times", 1),
        struck: 0,
    })
}

fn changed(settings: &Settings, body: &Value) -> Result<Settings> {
    let mut changed = settings.clone();
    for (name, value) in body.as_object().context("settings are an object")? {
        let number = || value.as_u64().with_context(|| format!("`{name}` is no number"));
        let time = || number().map(Duration::from_millis);
        match name.as_str() {
            "key" => changed.key = value.as_str().map(str::to_owned),
            "cors" => value.as_str().context("`cors` is no text")?.clone_into(&mut changed.cors),
            "expose" => changed.expose = value == true,
            "pace" => changed.pace = time()?,
            "stall" => changed.stall = time()?,
            "bound" => changed.bound = time()?,
            "junk" => changed.junk = usize::try_from(number()?)?,
            "refuse" => {
                let fields = value.as_array().context("`refuse` is no list")?;
                changed.refuse =
                    fields.iter().filter_map(|field| Some(field.as_str()?.to_owned())).collect();
            }
            _ => bail!("there is no setting `{name}`"),
        }
    }
    let longest = changed.pace.max(changed.stall).max(changed.bound);
    ensure!(longest <= LONGEST, "a time is over ten minutes");
    Ok(changed)
}
