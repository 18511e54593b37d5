//! A scripted server and a clock that jumps: whatever a client wants done is done by the script.

use std::collections::{BTreeMap, BTreeSet};

use causeloom_realize::client::{Action, Client, ClientConfig, Event, FailureKind, Incoming};
use causeloom_realize::dialect::{HttpRequest, provider};
use causeloom_realize::{Ask, Form, Message, Role};

/// The time at which every run begins.
pub(crate) const START: u64 = 1_700_000_000_000;
/// A key that must appear nowhere.
pub(crate) const KEY: &str = "sk-canary-0123456789";

/// An attempt as the server sees it.
pub(crate) struct Try<'a> {
    /// The question.
    pub(crate) id: u64,
    /// How often the question was sent before.
    pub(crate) n_before: usize,
    /// The request.
    pub(crate) request: &'a HttpRequest,
}

/// What the server does, each with the milliseconds since the one before.
pub(crate) type Reaction = Vec<(u64, Incoming)>;

/// A client with its server, its clock and everything that it told.
pub(crate) struct World {
    /// The client.
    pub(crate) client: Client,
    /// The time.
    pub(crate) now: u64,
    /// Everything that was told.
    pub(crate) events: Vec<Event>,
    /// How often each question was sent.
    pub(crate) n_sent: BTreeMap<u64, usize>,
    /// When each request was sent.
    pub(crate) sent_at: Vec<(u64, u64)>,
    /// Requests, in their order.
    pub(crate) requests: Vec<HttpRequest>,
    /// Attempts that neither ended nor were broken off.
    pub(crate) open: BTreeSet<u64>,
    /// The most attempts that were open at once.
    pub(crate) most_open: usize,
    coming: BTreeMap<(u64, u64), (u64, Incoming)>,
    n_coming: u64,
}

impl World {
    /// A world around a client.
    pub(crate) fn new(client: Client) -> Self {
        Self {
            client,
            now: START,
            events: Vec::new(),
            n_sent: BTreeMap::new(),
            sent_at: Vec::new(),
            requests: Vec::new(),
            open: BTreeSet::new(),
            most_open: 0,
            coming: BTreeMap::new(),
            n_coming: 0,
        }
    }

    /// A world around a client with so many questions.
    pub(crate) fn asking(config: ClientConfig, n_questions: u64) -> Self {
        let mut world = Self::new(Client::new(config).expect("the configuration can work"));
        for id in 0..n_questions {
            world.client.submit(id, ask(id)).expect("the number is new");
        }
        world
    }

    /// One step: what the client wants is done, then the clock jumps to what happens next. False
    /// where nothing will happen any more.
    pub(crate) fn step(&mut self, server: &mut impl FnMut(&Try) -> Reaction) -> bool {
        let step = self.client.next(self.now);
        let mut started: BTreeMap<u64, u64> = BTreeMap::new();
        for event in step.events {
            if let Event::Started { id, attempt } = event {
                started.insert(attempt, id);
            }
            self.events.push(event);
        }
        let mut wake_at = None;
        for action in step.actions {
            match action {
                Action::Send { attempt, request } => {
                    let id = started[&attempt];
                    let n_before = *self.n_sent.get(&id).unwrap_or(&0);
                    self.n_sent.insert(id, n_before + 1);
                    self.sent_at.push((self.now, id));
                    assert!(self.open.insert(attempt), "attempt {attempt} is sent twice");
                    self.most_open = self.most_open.max(self.open.len());
                    let mut at = self.now;
                    for (wait, incoming) in server(&Try { id, n_before, request: &request }) {
                        at += wait;
                        self.n_coming += 1;
                        self.coming.insert((at, self.n_coming), (attempt, incoming));
                    }
                    self.requests.push(request);
                }
                Action::Abort { attempt } => {
                    self.open.remove(&attempt);
                    self.coming.retain(|_, (coming, _)| *coming != attempt);
                }
                Action::WakeAt(at) => wake_at = Some(at),
            }
        }
        let next = self.coming.keys().next().map(|(at, _)| *at);
        let Some(at) = next.into_iter().chain(wake_at).min() else {
            return false;
        };
        self.now = self.now.max(at);
        if next == Some(at)
            && let Some((_, (attempt, incoming))) = self.coming.pop_first()
        {
            if matches!(incoming, Incoming::End | Incoming::Failed(_)) {
                self.open.remove(&attempt);
            }
            let events = self.client.receive(self.now, attempt, incoming);
            self.events.extend(events);
        }
        true
    }

    /// The page is gone, and with it what the server would still have said.
    pub(crate) fn forget_what_was_coming(&mut self) {
        self.coming.clear();
    }

    /// Steps until nothing happens any more.
    pub(crate) fn run(&mut self, mut server: impl FnMut(&Try) -> Reaction) {
        let mut n_steps = 0;
        while self.step(&mut server) {
            n_steps += 1;
            assert!(n_steps < 200_000, "the client never comes to rest");
        }
    }

    /// The events that end questions, by number.
    pub(crate) fn ends(&self) -> BTreeMap<u64, Vec<&Event>> {
        let mut ends: BTreeMap<u64, Vec<&Event>> = BTreeMap::new();
        for event in &self.events {
            if let Event::Done { id, .. } | Event::GivenUp { id, .. } = event {
                ends.entry(*id).or_default().push(event);
            }
        }
        ends
    }

    /// The text of a question's answer.
    pub(crate) fn text_of(&self, id: u64) -> Option<&str> {
        self.events.iter().find_map(|event| match event {
            Event::Done { id: done, reply } if *done == id => Some(&*reply.text),
            _ => None,
        })
    }
}

/// A client's configuration for the scripted server.
pub(crate) fn config() -> ClientConfig {
    let mut config = ClientConfig::new(provider("openai").expect("it is in the table"), "m", 1);
    config.record = true;
    config
}

/// A question.
pub(crate) fn ask(id: u64) -> Ask {
    let text = format!("Facts of row {id}.");
    Ask {
        messages: vec![Message { role: Role::User, text }],
        form: Form::Free,
        max_tokens: 50,
        temperature: None,
        seed: None,
    }
}

/// Status and headers.
pub(crate) fn head(status: u16, headers: &[(&str, &str)]) -> Incoming {
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Incoming::Head { status, headers: headers.iter().map(own).collect() }
}

/// Bytes of text.
pub(crate) fn chunk(text: &str) -> Incoming {
    Incoming::Chunk(text.as_bytes().to_vec())
}

/// One event with a piece of text.
pub(crate) fn said(text: &str) -> Incoming {
    let text = serde_json::to_string(text).expect("text is JSON");
    chunk(&format!("data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":{text}}}}}]}}\n\n"))
}

/// The event with the reason of the end, and the one with the count.
pub(crate) fn finished(completion: u64, prompt: u64) -> Incoming {
    chunk(&format!(
        "data: {{\"choices\":[{{\"index\":0,\"delta\":{{}},\"finish_reason\":\"stop\"}}]}}\n\ndata: {{\"choices\":[],\"usage\":{{\"prompt_tokens\":{prompt},\"completion_tokens\":{completion}}}}}\n\n"
    ))
}

/// A good answer.
pub(crate) fn answer(text: &str) -> Reaction {
    let (first, second) = text.split_at(text.len() / 2);
    vec![
        (20, head(200, &[("content-type", "text/event-stream")])),
        (10, said(first)),
        (10, said(second)),
        (10, finished(8, 12)),
        (1, chunk("data: [DONE]\n\n")),
        (1, Incoming::End),
    ]
}

/// A refusal by status.
pub(crate) fn refusal(status: u16, headers: &[(&str, &str)], body: &str) -> Reaction {
    vec![(20, head(status, headers)), (1, chunk(body)), (1, Incoming::End)]
}

/// A failed connection.
pub(crate) fn failed(kind: FailureKind) -> Reaction {
    vec![(5, Incoming::Failed(kind))]
}
