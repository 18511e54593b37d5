//! A run over a network: requests are sent as the conversation asks, and what stops it is kept.

use std::{
    io::{IsTerminal, Write},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use causeloom::{
    Error, Study, TableRows, Writer,
    conversation::{Conversation, Failure, Heard, Key, Standing, Step, recorded},
};

use crate::{
    arguments::{Arguments, usage},
    model,
    network::{self, Network},
    realize::{self, Output},
};

/// The code of the error that a run stopped before its end.
pub(crate) const STOPPED: &str = "stopped";
/// The longest time without a look at whether the user wants to stop.
const LOOK: Duration = Duration::from_millis(100);
/// The time between two savings.
const SAVING: Duration = Duration::from_secs(5);
/// Where the key stands if nothing else is said.
const KEY_VARIABLE: &str = "CAUSELOOM_KEY";

/// How a run over a network is kept and ended.
#[derive(Default)]
pub(crate) struct Plan {
    save: Option<String>,
    cassette: Option<String>,
    key_variable: Option<String>,
    /// True where the embedded realizer writes what cannot be asked any more.
    rest_is_embedded: bool,
}

impl Plan {
    pub(crate) fn read(arguments: &mut Arguments) -> Result<Self, Error> {
        Ok(Self {
            save: arguments.one("save")?,
            cassette: arguments.one("cassette")?,
            key_variable: arguments.one("key-variable")?,
            rest_is_embedded: arguments.word("rest", &[("stop", false), ("embedded", true)])?,
        })
    }

    /// True where nothing was chosen.
    pub(crate) fn is_usual(&self) -> bool {
        let texts = [&self.save, &self.cassette, &self.key_variable];
        !self.rest_is_embedded && texts.iter().all(|text| text.is_none())
    }
}

/// Has a server put the study's rows into words.
pub(crate) fn talk(
    study: &Study,
    table: Option<&TableRows>,
    plan: &Plan,
    output: &Output,
) -> Result<(), Error> {
    output.check()?;
    let kept = Kept::of(plan, output)?;
    let mut network = Network::new(key(plan)?);
    let mut talk = kept.begin(study, table)?;
    if !talk.standing().is_over {
        network::check(&talk.preview()?.url)?;
    }
    let is_interrupted = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&is_interrupted);
    // A second time ends the program at once.
    let handler = move || {
        if flag.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    };
    ctrlc::set_handler(handler).map_err(|error| Error::new("interrupts", error.to_string()))?;
    let stop = carry_out(&mut talk, &mut network, &is_interrupted, &kept)?;
    if stop.is_some() && plan.rest_is_embedded {
        talk.finish_without_model();
    }
    kept.record(&talk)?;
    if !talk.standing().is_over {
        let saved = kept.stopped(&talk)?;
        let (message, hint) = stop.unwrap_or_default();
        let Standing { done, asked, .. } = talk.standing();
        return Err(Error::new(STOPPED, format!("{message}; {done} of {asked} texts are done"))
            .with_hint(format!("{hint}; {saved}")));
    }
    output.write(talk.texts(output.format)?.as_bytes())?;
    kept.is_done();
    if let Some((message, _)) = stop {
        eprintln!("causeloom: warning: {message}: the embedded realizer wrote the rest");
    }
    realize::tell(&talk.view()?);
    Ok(())
}

/// Asks until every text is done, or says why nothing more is asked and what to do.
fn carry_out(
    talk: &mut Conversation,
    network: &mut Network,
    is_interrupted: &AtomicBool,
    kept: &Kept,
) -> Result<Option<(String, String)>, Error> {
    let mut progress = Progress::default();
    let mut saved = Instant::now();
    let mut has_answered = false;
    let mut step = talk.step(now());
    loop {
        let Step { send, abort, wake_at, standing, .. } = step;
        for attempt in abort {
            network.abort(attempt);
        }
        for outgoing in send {
            network.send(outgoing);
        }
        progress.show(&standing);
        if standing.is_over {
            return Ok(None);
        }
        if is_interrupted.load(Ordering::Relaxed) {
            return Ok(Some(("the run was stopped".to_owned(), "it can go on".to_owned())));
        }
        // What is under way is paid for, and is waited for.
        if let Some(trouble) = standing.trouble
            && standing.under_way == 0
        {
            return Ok(Some((trouble.message, trouble.hint)));
        }
        if saved.elapsed() > SAVING {
            kept.save(talk)?;
            saved = Instant::now();
        }
        let until = wake_at.map_or(LOOK, |at| Duration::from_millis(at.saturating_sub(now())));
        step = match network.heard(until.min(LOOK)) {
            Some((attempt, heard)) => {
                // A server that was never there is told at once; one that goes away is waited for.
                if let (Heard::Failed(failure), false) = (&heard, has_answered)
                    && let Some(words) = unreachable(*failure, talk.study())
                {
                    return Ok(Some(words));
                }
                has_answered |= matches!(heard, Heard::Head { .. });
                talk.hear(now(), attempt, heard)
            }
            None => talk.step(now()),
        };
    }
}

/// Why a server cannot be reached, where waiting does not help.
fn unreachable(failure: Failure, study: &Study) -> Option<(String, String)> {
    let Writer::Server { provider, base_url, .. } = &study.realize.writer else { return None };
    let at =
        if base_url.is_empty() { format!("the address of {provider}") } else { base_url.clone() };
    match failure {
        Failure::Refused => Some((
            format!("nothing listens at {at}"),
            "start the server, or correct --base-url".to_owned(),
        )),
        Failure::NameUnknown => {
            Some((format!("the host of {at} is unknown"), "correct --base-url".to_owned()))
        }
        _ => None,
    }
}

/// The key from the environment, and how long it is; none where no variable holds one.
fn key(plan: &Plan) -> Result<Option<(Key, usize)>, Error> {
    let name = plan.key_variable.as_deref().unwrap_or(KEY_VARIABLE);
    let text = match std::env::var(name) {
        Ok(text) => text,
        Err(_) if plan.key_variable.is_none() => return Ok(None),
        Err(_) => return Err(usage(&format!("the environment has no variable {name}"))),
    };
    let key = Key::new(&text).map_err(|error| Error::new("key", format!("{name}: {error}")))?;
    Ok(Some((key, text.trim().len())))
}

/// Milliseconds since 1970.
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_millis() as u64)
}

/// Files in which a run is kept.
struct Kept {
    save: Option<String>,
    /// Where a run without --save is kept when it stops.
    fallback: Option<String>,
    cassette: Option<String>,
}

impl Kept {
    fn of(plan: &Plan, output: &Output) -> Result<Self, Error> {
        let fallback = output.out.as_ref().map(|out| format!("{out}.run"));
        if let (None, Some(path)) = (&plan.save, &fallback)
            && Path::new(path).exists()
        {
            return Err(Error::new("saved", format!("{path} holds a run that was stopped"))
                .with_hint(format!("go on with --save {path}, or remove it")));
        }
        Ok(Self { save: plan.save.clone(), fallback, cassette: plan.cassette.clone() })
    }

    /// A new run, or the one that was saved; answers that were recorded are not asked for again.
    fn begin(&self, study: &Study, table: Option<&TableRows>) -> Result<Conversation, Error> {
        if let Some(path) = &self.save
            && Path::new(path).exists()
        {
            return Conversation::restore_under(&model::text_of(path)?, study, table)
                .map_err(|error| Error { message: format!("{path}: {}", error.message), ..error });
        }
        match &self.cassette {
            Some(path) if Path::new(path).exists() => {
                let text = model::text_of(path)?;
                Conversation::new(study, table, Some((recorded(&text)?, false)))
            }
            _ => Conversation::new(study, table, None),
        }
    }

    fn save(&self, talk: &Conversation) -> Result<(), Error> {
        match &self.save {
            Some(path) => write_whole(path, &talk.save()),
            None => Ok(()),
        }
    }

    fn record(&self, talk: &Conversation) -> Result<(), Error> {
        match &self.cassette {
            Some(path) => write_whole(path, &talk.cassette()),
            None => Ok(()),
        }
    }

    /// Saves a run that stopped, and says how it goes on.
    fn stopped(&self, talk: &Conversation) -> Result<String, Error> {
        let Some(path) = self.save.as_ref().or(self.fallback.as_ref()) else {
            return Ok("nothing is saved without --save or --out".to_owned());
        };
        write_whole(path, &talk.save())?;
        Ok(format!("go on with the same command and --save {path}"))
    }

    /// What was saved is not needed any more.
    fn is_done(&self) {
        if let Some(path) = &self.save {
            // A file that stays gives the same texts once more.
            let _ = std::fs::remove_file(path);
        }
    }
}

/// Writes a file so that at no moment there is half of it.
fn write_whole(path: &str, text: &str) -> Result<(), Error> {
    let part = format!("{path}.part");
    std::fs::write(&part, text)
        .and_then(|()| std::fs::rename(&part, path))
        .map_err(|error| model::unwritable(path, &error))
}

/// How far a run is, in one line of a terminal.
#[derive(Default)]
struct Progress {
    shown: Option<(u64, u64)>,
}

impl Progress {
    fn show(&mut self, standing: &Standing) {
        let mut out = std::io::stderr();
        let state = (standing.done, standing.answers);
        if !out.is_terminal() || self.shown == Some(state) {
            return;
        }
        self.shown = Some(state);
        let Standing { done, asked, under_way, tokens, .. } = standing;
        let end = if standing.is_over { "\n" } else { "" };
        // Progress that cannot be shown is no reason to stop.
        let _ =
            write!(out, "\r{done} of {asked} texts, {under_way} under way, {tokens} tokens{end}");
        let _ = out.flush();
    }
}
