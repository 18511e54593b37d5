//! Requests over HTTP on threads: what is heard of each comes back as it arrives.

use std::{
    collections::BTreeMap,
    io::{ErrorKind, Read},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, RecvTimeoutError},
    },
    time::Duration,
};

use causeloom::{
    Error,
    conversation::{Failure, Heard, Key, Outgoing},
};
use ureq::{Agent, http};

/// The most bytes of an error's body that are read.
const MOST_ERROR: u64 = 65_536;
/// Keys of so few letters are words: they are not taken out of what a server says.
const SHORTEST_SECRET: usize = 8;

/// Requests that are under way.
pub(crate) struct Network {
    /// Asks this machine, around any proxy.
    near: Agent,
    far: Agent,
    key: Option<Key>,
    key_length: usize,
    sender: mpsc::Sender<(u64, Heard)>,
    receiver: mpsc::Receiver<(u64, Heard)>,
    under_way: BTreeMap<u64, Arc<AtomicBool>>,
}

impl Network {
    pub(crate) fn new(key: Option<(Key, usize)>) -> Self {
        let config = || {
            Agent::config_builder()
                .http_status_as_error(false)
                // An answer from elsewhere is none, and the key goes to one host alone.
                .max_redirects(0)
                .user_agent(concat!("causeloom/", env!("CARGO_PKG_VERSION")))
                // Waits are the conversation's to end; these end what it has given up.
                .timeout_connect(Some(Duration::from_secs(40)))
                .timeout_recv_response(Some(Duration::from_mins(11)))
                .timeout_global(Some(Duration::from_mins(11)))
        };
        let (sender, receiver) = mpsc::channel();
        let (key, key_length) = key.map_or((None, 0), |(key, length)| (Some(key), length));
        Self {
            near: config().proxy(None).build().into(),
            far: config().build().into(),
            key,
            key_length,
            sender,
            receiver,
            under_way: BTreeMap::new(),
        }
    }

    /// Sends a request on a thread of its own.
    pub(crate) fn send(&mut self, outgoing: Outgoing) {
        let agent = if is_near(&outgoing.url) { &self.near } else { &self.far }.clone();
        let (key, sender) = (self.key.clone(), self.sender.clone());
        let secret = self.key.clone().filter(|_| self.key_length >= SHORTEST_SECRET);
        let is_over = Arc::new(AtomicBool::new(false));
        self.under_way.insert(outgoing.attempt, Arc::clone(&is_over));
        std::thread::spawn(move || {
            let attempt = outgoing.attempt;
            let tell =
                |heard| !is_over.load(Ordering::Relaxed) && sender.send((attempt, heard)).is_ok();
            ask(&agent, outgoing, key.as_ref(), secret.as_ref(), &tell);
        });
    }

    /// Listens no more to a request, and closes it with its next byte.
    pub(crate) fn abort(&mut self, attempt: u64) {
        if let Some(is_over) = self.under_way.remove(&attempt) {
            is_over.store(true, Ordering::Relaxed);
        }
    }

    /// What is heard next, within a time.
    pub(crate) fn heard(&mut self, within: Duration) -> Option<(u64, Heard)> {
        match self.receiver.recv_timeout(within) {
            Ok((attempt, heard)) if self.under_way.contains_key(&attempt) => {
                if matches!(heard, Heard::End | Heard::Failed(_)) {
                    self.under_way.remove(&attempt);
                }
                Some((attempt, heard))
            }
            Ok(_) | Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => None,
        }
    }
}

/// Whether a request may be sent: over http to this machine alone.
pub(crate) fn check(url: &str) -> Result<(), Error> {
    if url.starts_with("https://") || is_near(url) {
        return Ok(());
    }
    Err(Error::new("address", "over http the key and every text could be read on the way")
        .with_hint("use https, or a server on this machine"))
}

/// Whether an address is on this machine.
fn is_near(url: &str) -> bool {
    let Ok(uri) = url.parse::<http::Uri>() else { return false };
    let host = uri.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Sends a request and tells what comes, until nobody listens.
fn ask(
    agent: &Agent,
    outgoing: Outgoing,
    key: Option<&Key>,
    secret: Option<&Key>,
    tell: &impl Fn(Heard) -> bool,
) {
    let mut request = http::Request::builder().method(outgoing.method.as_str()).uri(&outgoing.url);
    for (name, value) in &outgoing.headers {
        match key {
            Some(key) => request = request.header(name, key.in_header(value)),
            None if value.contains("{key}") => {}
            None => request = request.header(name, value),
        }
    }
    let Ok(request) = request.body(outgoing.body) else {
        tell(Heard::Failed(Failure::Other));
        return;
    };
    let response = match agent.run(request) {
        Ok(response) => response,
        Err(error) => {
            tell(Heard::Failed(failure(&error)));
            return;
        }
    };
    let (head, body) = response.into_parts();
    let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers =
        head.headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect();
    let status = head.status.as_u16();
    if !tell(Heard::Head { status, headers }) {
        return;
    }
    let mut reader = body.into_reader();
    if !head.status.is_success() {
        let mut bytes = Vec::new();
        // What has come of an error's words is better than none.
        let _ = reader.take(MOST_ERROR).read_to_end(&mut bytes);
        let words = String::from_utf8_lossy(&bytes);
        let words = secret.map_or_else(|| words.to_string(), |secret| secret.redact(&words));
        if tell(Heard::Chunk(words.into_bytes())) {
            tell(Heard::End);
        }
        return;
    }
    let mut buffer = vec![0; 16_384];
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => {
                tell(Heard::End);
                return;
            }
            Ok(n) => {
                if !tell(Heard::Chunk(buffer[..n].to_vec())) {
                    return;
                }
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => {
                tell(Heard::Failed(Failure::Reset));
                return;
            }
        }
    }
}

fn failure(error: &ureq::Error) -> Failure {
    match error {
        ureq::Error::HostNotFound => Failure::NameUnknown,
        ureq::Error::Io(error) => match error.kind() {
            ErrorKind::ConnectionRefused => Failure::Refused,
            ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::BrokenPipe
            | ErrorKind::UnexpectedEof => Failure::Reset,
            ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown => Failure::Offline,
            _ => Failure::Other,
        },
        _ => Failure::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn http_goes_to_this_machine_alone() {
        for url in [
            "https://api.openai.com/v1/chat/completions",
            "http://127.0.0.1:8080/v1",
            "http://localhost:1/v1",
            "http://[::1]:8080/v1",
        ] {
            assert_eq!(check(url), Ok(()), "{url}");
        }
        for url in ["http://192.168.1.7/v1", "http://localhost.example/v1", "http://gpu.local/v1"] {
            assert!(check(url).is_err(), "{url}");
        }
    }
}
