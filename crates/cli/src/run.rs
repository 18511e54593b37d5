//! Runs an audit natively: opens the data, spreads the units over threads, prints the result.

use std::{
    fs::File,
    io::BufReader,
    sync::atomic::{AtomicU32, Ordering},
};

use causeloom::{DataReference, Error, Job, JobView, Session, export};

use crate::{options::Request, text};

/// The result of a request as text.
pub(crate) fn audit(request: &Request) -> Result<String, Error> {
    let mut study = request.study.clone();
    let session = open(request)?;
    if let DataReference::File { sha256, .. } = &study.data
        && !sha256.is_empty()
        && *sha256 != session.source().sha256
    {
        return Err(Error::new(
            "other-data",
            "the file is not the one that the study was made with: its SHA-256 differs",
        )
        .with_hint("give the file that the study names"));
    }
    study.data = session.reference();
    if request.rest_mediate {
        let view = session.view(&study)?;
        let taken: Vec<String> = study.roles.columns().map(str::to_owned).collect();
        let rest = view.columns.into_iter().map(|column| column.name);
        study.roles.mediators.extend(rest.filter(|name| !taken.contains(name)));
    }
    let job = Job::prepare(Some(&session), &study, request.kind)?;
    let parts = run_units(&job, request.n_workers)?;
    Ok(match job.finish(&parts)? {
        JobView::Audit(view) if request.json => export::audit_json(&view) + "\n",
        JobView::Audit(view) => text::audit(&view),
        JobView::Sensitivity(view) => pretty(&view),
        JobView::Sample(view) => pretty(&view),
        JobView::Independence(view) => pretty(&view),
        JobView::Realize(view) => pretty(&view),
    })
}

/// A view as JSON with a line's end.
pub(crate) fn pretty(view: &impl serde::Serialize) -> String {
    serde_json::to_string_pretty(view).expect("views hold finite numbers") + "\n"
}

/// As many threads as the machine has processors.
pub(crate) fn n_processors() -> u32 {
    std::thread::available_parallelism().map_or(1, |n| n.get() as u32)
}

fn open(request: &Request) -> Result<Session, Error> {
    let Some(path) = &request.data else {
        return match &request.study.data {
            DataReference::Example { id } => Session::example(id),
            DataReference::File { name, .. } => {
                Err(Error::new("no-data", format!("the study is about {name}"))
                    .with_hint("give it with --data"))
            }
            DataReference::Nothing => Err(Error::new("no-data", "there is no data")
                .with_hint("give a file with --data, or an example with --example")),
        };
    };
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let file = File::open(path)
        .map_err(|error| Error::new("unreadable", format!("{}: {error}", path.display())))?;
    let reading = match &request.study.data {
        DataReference::File { reading, .. } if request.reading.is_guessed() => reading,
        _ => &request.reading,
    };
    Session::open(&mut BufReader::new(file), &name, reading, &mut |_| ())
}

/// Runs every unit on as many threads; the results stand in the order of the units.
pub(crate) fn run_units(job: &Job, n_workers: u32) -> Result<Vec<Vec<f64>>, Error> {
    let next = AtomicU32::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let unit = next.fetch_add(1, Ordering::Relaxed);
            if unit >= job.n_units() {
                return done;
            }
            done.push((unit, job.run_unit(unit)));
        }
    };
    let mut results: Vec<(u32, Result<Vec<f64>, Error>)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..n_workers.max(1)).map(|_| scope.spawn(work)).collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().expect("units return their errors"))
            .collect()
    });
    results.sort_by_key(|&(unit, _)| unit);
    results.into_iter().map(|(_, result)| result).collect()
}
