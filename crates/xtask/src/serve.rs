//! Serving `dist/` to this machine only, as a static host would: files, types, no headers of its own
//! that the application could lean on.

use crate::answer::{answer, locate, media_type};
use crate::bundle::{self, Profile};
use crate::shell::{self, Seconds};
use crate::watch;
use anyhow::{Context, Result, anyhow, bail};
use rouille::{Request, Response, Server};
use std::fs;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::Sender;
use std::thread::JoinHandle;
use std::time::Instant;

/// The page asks here, under `--watch`, whether it was built again.
const WATCH_SCRIPT: &str = "/watch/reload.js";
const WATCH_COUNTER: &str = "/watch/built";

/// A script from the page's own origin, so that every policy which lets the application run lets it run.
const RELOAD: &str = "let seen;
setInterval(async () => {
  const built = await fetch('/watch/built').then((answer) => answer.text(), () => seen);
  if (seen !== undefined && built !== seen) location.reload();
  seen = built;
}, 500);
";

/// A server at work. It stops when this is dropped.
#[derive(Debug)]
pub(crate) struct Serving {
    address: SocketAddr,
    stop: Sender<()>,
    thread: Option<JoinHandle<()>>,
}

/// Builds the application and serves it until the process is ended.
pub(crate) fn serve(profile: Profile, port: u16, watching: bool, begun: Instant) -> Result<()> {
    // A taken port is told before minutes of building.
    refuse_taken_port(port)?;
    let dist = bundle::build(profile)?;
    let built = Arc::new(AtomicU64::new(0));
    let serving = start(dist, port, watching.then(|| Arc::clone(&built)))?;
    println!("built and serving after {}", Seconds(shell::age_of_process(begun)));
    println!("{}  (end with Ctrl-C)", serving.url());
    if watching {
        watch::rebuild_on_change(profile, &built);
    }
    serving.wait();
    Ok(())
}

/// Serves `dist` at 127.0.0.1, at any free port where `port` is 0. With a counter of builds, every
/// page also gets a script that loads it again when the counter moves.
pub(crate) fn start(dist: PathBuf, port: u16, built: Option<Arc<AtomicU64>>) -> Result<Serving> {
    refuse_taken_port(port)?;
    let answer = move |request: &Request| {
        let answer = match &built {
            Some(built) => answer_watching(&dist, request, built.load(Ordering::Relaxed)),
            None => answer(&dist, request),
        };
        answer.with_unique_header("X-Content-Type-Options", "nosniff")
    };
    let server = Server::new(("127.0.0.1", port), answer)
        .map_err(|error| anyhow!(error))
        .with_context(|| format!("cannot serve at port {port}"))?;
    let address = server.server_addr();
    let (thread, stop) = server.stoppable();
    Ok(Serving { address, stop, thread: Some(thread) })
}

impl Serving {
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    fn wait(mut self) {
        if let Some(thread) = self.thread.take() {
            thread.join().expect("the server's thread catches the panics of its answers");
        }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // The thread may have ended already; then nobody listens, and nothing is left to stop.
        let _ = self.stop.send(());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Fails where somebody else listens at the port, and names one where nobody does.
fn refuse_taken_port(port: u16) -> Result<()> {
    match TcpListener::bind(("127.0.0.1", port)) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            let free = (port..u16::MAX)
                .take(100)
                .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
                .unwrap_or(0);
            bail!("port {port} is taken; choose another: cargo xtask serve --port {free}")
        }
        Err(error) => Err(error).with_context(|| format!("cannot listen at port {port}")),
    }
}

fn answer_watching(dist: &Path, request: &Request, built: u64) -> Response {
    match request.url().as_str() {
        WATCH_SCRIPT => {
            Response::from_data("text/javascript; charset=utf-8", RELOAD).with_no_cache()
        }
        WATCH_COUNTER => Response::text(built.to_string()).with_no_cache(),
        url => match locate(dist, url) {
            Some(path) if media_type(&path).starts_with("text/html") => page_that_reloads(&path),
            _ => answer(dist, request),
        },
    }
}

fn page_that_reloads(path: &Path) -> Response {
    let Ok(mut page) = fs::read(path) else {
        return Response::text("cannot read the file").with_status_code(500);
    };
    page.extend_from_slice(format!("<script src=\"{WATCH_SCRIPT}\"></script>\n").as_bytes());
    Response::from_data(media_type(path), page).with_no_cache()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn a_taken_port_is_refused_with_a_free_one() {
        let taken = TcpListener::bind("127.0.0.1:0").expect("some port is free");
        let port = taken.local_addr().expect("it listens").port();
        let error = refuse_taken_port(port).expect_err("it is taken").to_string();
        assert!(error.contains(&format!("port {port} is taken")), "{error}");
        assert!(error.contains("cargo xtask serve --port "), "{error}");
    }

    #[test]
    fn a_watched_page_gets_the_script_that_loads_it_again() {
        let dist = std::env::temp_dir().join(format!("xtask-watched-{}", std::process::id()));
        fs::create_dir_all(&dist).expect("a new folder");
        fs::write(dist.join("index.html"), "<!doctype html>").expect("a file in a new folder");
        let request = Request::fake_http("GET", "/", vec![], vec![]);
        let (mut body, _) = answer_watching(&dist, &request, 0).data.into_reader_and_size();
        let mut page = String::new();
        body.read_to_string(&mut page).expect("it is text");
        fs::remove_dir_all(&dist).expect("it was made by this test");
        assert_eq!(page, "<!doctype html><script src=\"/watch/reload.js\"></script>\n");
    }
}
