//! Rows put into words: by what is at hand in blocks over threads, or by a server.

use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
};

use causeloom::{
    Budget, Error, Job, JobKind, JobView, Level, Price, RealizeConfig, RealizedRows, Session,
    Study, TableRows, TextFormat, TextWriter, Writer, number, view::RealizeView,
};

use crate::{
    arguments::{Arguments, usage},
    model, prompt, run, sample, talk,
    verify::rate,
};

/// Texts of a block.
const BLOCK: u64 = 256;

/// Ways to a text that are told; failed questions have as many as a server has words.
const MOST_PATHS: usize = 12;

/// Where texts go, and in which form.
pub(crate) struct Output {
    pub(crate) out: Option<String>,
    pub(crate) format: TextFormat,
}

/// `causeloom realize --model icu --rows 200 --provider embedded --out texts.jsonl`
pub(crate) fn realize(mut arguments: Arguments) -> Result<(), Error> {
    let (mut study, session) = study(&mut arguments, "data")?;
    study.seed = arguments.number("seed", study.seed)?;
    set(&mut study, &mut arguments)?;
    let allows_rows = study_level(&study) == Some(Level::Rows);
    if let Some(level) = arguments.one("level")? {
        set_level(&mut study, &level)?;
    } else if allows_rows && session.is_some() {
        return Err(usage("the study lets rows of the table leave: say so with --level L3"));
    }
    if arguments.flag("alias") {
        let Writer::Server { aliased, .. } = &mut study.realize.writer else {
            return Err(usage("--alias is for servers"));
        };
        *aliased = true;
    }
    let table = TableRows::of(session.as_ref(), &study)?;
    if arguments.flag("show-prompt") {
        let is_json = arguments.word("format", &[("text", false), ("json", true)])?;
        let output = Output::read(&mut arguments)?;
        arguments.end()?;
        return prompt::show(&study, session.as_ref(), is_json, &output);
    }
    let output = Output::read(&mut arguments)?;
    let n_threads = arguments.number("workers", run::n_processors())?;
    let plan = talk::Plan::read(&mut arguments)?;
    arguments.end()?;
    if !study.realize.writer.is_at_hand() {
        return talk::talk(&study, table.as_ref(), &plan, &output);
    }
    if !plan.is_usual() {
        return Err(usage("--save, --cassette, --rest and --key-variable are for servers"));
    }
    let job = Job::prepare(session.as_ref(), &study, JobKind::Realize)?;
    let writer = TextWriter::new(&study, table.as_ref(), output.format)?;
    let draw = |texts| writer.texts(texts).map(String::into_bytes);
    let n = writer.n_texts();
    match &output.out {
        Some(path) => {
            let file = File::create(path).map_err(|error| model::unwritable(path, &error))?;
            sample::write_blocks(0..n, BLOCK, n_threads, &draw, &mut BufWriter::new(file))?;
        }
        None => {
            sample::write_blocks(0..n, BLOCK, n_threads, &draw, &mut std::io::stdout().lock())?;
        }
    }
    match job.finish(&run::run_units(&job, n_threads)?)? {
        JobView::Realize(view) => tell(&view),
        _ => return Err(model::unexpected()),
    }
    Ok(())
}

/// The study that the arguments name, a saved one or one of a model or table, and the open table;
/// `data` is the option that names its file.
pub(crate) fn study(
    arguments: &mut Arguments,
    data: &str,
) -> Result<(Study, Option<Session>), Error> {
    let path = arguments.one("study")?;
    let name = arguments.one("model")?;
    let session = table(arguments, data)?;
    let mut study = match (&path, &name) {
        (Some(path), _) => Study::from_json(&model::text_of(path)?)?,
        (None, Some(name)) => model::study(name)?,
        (None, None) if session.is_some() => Study::default(),
        (None, None) => return Err(usage(&format!("--model, --{data} or --study is needed"))),
    };
    if let (Some(_), Some(name)) = (&path, &name) {
        study.model = model::study(name)?.model;
    }
    if let Some(session) = &session {
        if name.is_some() {
            return Err(usage(&format!("--model and --{data}: rows of which of them?")));
        }
        study.data = session.reference();
        study.realize.of = RealizedRows::Table;
    }
    Ok((study, session))
}

/// The table that the arguments name; none where they name none.
pub(crate) fn table(arguments: &mut Arguments, data: &str) -> Result<Option<Session>, Error> {
    match (arguments.one(data)?, arguments.one("example")?) {
        (Some(_), Some(_)) => Err(usage(&format!("--{data} and --example: one table at a time"))),
        (Some(path), None) => model::table(&path).map(Some),
        (None, Some(id)) => Session::example(&id).map(Some),
        (None, None) => Ok(None),
    }
}

/// What a study lets leave of a table; none where it asks no server.
fn study_level(study: &Study) -> Option<Level> {
    match study.realize.writer {
        Writer::Server { level, .. } => Some(level),
        _ => None,
    }
}

fn set_level(study: &mut Study, name: &str) -> Result<(), Error> {
    let Writer::Server { level, .. } = &mut study.realize.writer else {
        return Err(usage("--level is for servers"));
    };
    *level = match name {
        "L0" => Level::Nothing,
        "L1" => Level::Schema,
        "L2" => Level::Aggregates,
        "L3" => Level::Rows,
        _ => return Err(usage(&format!("--level {name}: use L0, L1, L2 or L3"))),
    };
    Ok(())
}

impl Output {
    pub(crate) fn read(arguments: &mut Arguments) -> Result<Self, Error> {
        let out = arguments.one("out")?;
        let format = arguments.one("format")?;
        let format = format.map_or(Ok(TextFormat::Jsonl), |name| TextFormat::from_name(&name))?;
        Ok(Self { out, format })
    }

    /// Whether it can be written, before anything is spent.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let Some(path) = &self.out else { return Ok(()) };
        let is_new = !Path::new(path).exists();
        File::options()
            .append(true)
            .create(true)
            .open(path)
            .and_then(|_| if is_new { std::fs::remove_file(path) } else { Ok(()) })
            .map_err(|error| model::unwritable(path, &error))
    }

    pub(crate) fn write(&self, text: &[u8]) -> Result<(), Error> {
        match &self.out {
            None => crate::put(text),
            Some(path) => File::create(path)
                .and_then(|mut file| file.write_all(text))
                .map_err(|error| model::unwritable(path, &error)),
        }
    }
}

/// What the run came to, on the error stream.
pub(crate) fn tell(view: &RealizeView) {
    eprintln!("{}", view.verdict);
    let simulated = if view.is_simulated { " (simulated)" } else { "" };
    eprintln!("by {}{simulated}; seed {}", view.writer, view.seed);
    for round in &view.rounds {
        eprintln!("{:<16} {}", round.title, rate(&round.verified));
    }
    for kind in &view.kinds {
        eprintln!("{:<16} {} in first drafts", kind.kind, number::count(kind.in_drafts as f64));
    }
    for (path, n) in view.paths.iter().take(MOST_PATHS) {
        eprintln!("{:>7} {path}", number::count(*n as f64));
    }
    let n_others: u64 = view.paths.iter().skip(MOST_PATHS).map(|(_, n)| n).sum();
    if n_others > 0 {
        eprintln!("{:>7} in other ways", number::count(n_others as f64));
    }
    let usage = &view.usage;
    if usage.prompt_tokens + usage.completion_tokens > 0 {
        eprintln!(
            "{} answers, {} tokens asked, {} tokens answered",
            number::count(usage.questions as f64),
            number::count(usage.prompt_tokens as f64),
            number::count(usage.completion_tokens as f64)
        );
    }
    if let Some(dollars) = usage.dollars.filter(|dollars| *dollars > 0.0) {
        eprintln!("US$ {}", number::fixed(dollars, 4));
    }
    model::tell(&view.notes);
}

/// Sets what the arguments say in the study.
fn set(study: &mut Study, arguments: &mut Arguments) -> Result<(), Error> {
    let interventions = arguments.all("do");
    let config = &mut study.realize;
    config.rows = arguments.number("rows", config.rows)?;
    let is_pairs = arguments.flag("pairs");
    if !interventions.is_empty() {
        study.sample.interventions = interventions;
        config.of = RealizedRows::Changed;
    }
    if is_pairs {
        if study.sample.interventions.is_empty() {
            return Err(usage("--pairs needs --do 'X = value'"));
        }
        config.of = RealizedRows::Pairs;
    }
    if let Some(kind) = arguments.one("kind")? {
        config.kind = causeloom::text_kind(&kind);
    }
    if let Some(mode) = arguments.one("mode")? {
        config.mode = causeloom::text_mode(&mode)?;
    }
    if let Some(path) = arguments.one("template")? {
        config.template = Some(prompt::template(&path)?);
    }
    config.rounds = arguments.number("rounds", config.rounds)?;
    config.resamples = arguments.number("resamples", config.resamples)?;
    set_writer(config, arguments)
}

fn set_writer(config: &mut RealizeConfig, arguments: &mut Arguments) -> Result<(), Error> {
    let Some(provider) = arguments.one("provider")? else { return Ok(()) };
    config.writer = match provider.as_str() {
        "embedded" => Writer::Embedded,
        "simulated" => {
            let Writer::Simulated { prior_strength, obedience } = Writer::usual_simulated() else {
                return Err(model::unexpected());
            };
            Writer::Simulated {
                prior_strength: share(arguments, "prior-strength", prior_strength)?,
                obedience: share(arguments, "obedience", obedience)?,
            }
        }
        _ => Writer::Server {
            // The program's own name has a dot that the profile's has not.
            provider: provider.replace("llama.cpp", "llama-cpp"),
            base_url: arguments.one("base-url")?.unwrap_or_default(),
            model: arguments.needed("model-name")?,
            temperature: arguments.maybe_number("temperature")?,
            budget: Budget {
                requests: arguments.maybe_number("max-requests")?,
                tokens: arguments.maybe_number("max-tokens")?,
                dollars: arguments.maybe_number("max-dollars")?,
            },
            price: price(arguments)?,
            level: Level::default(),
            aliased: false,
        },
    };
    Ok(())
}

fn share(arguments: &mut Arguments, name: &str, usual: f64) -> Result<f64, Error> {
    let share: f64 = arguments.number(name, usual)?;
    if (0.0..=1.0).contains(&share) {
        Ok(share)
    } else {
        Err(usage(&format!("--{name} {share}: expected a number from 0 to 1")))
    }
}

fn price(arguments: &mut Arguments) -> Result<Option<Price>, Error> {
    let prompt: Option<f64> = arguments.maybe_number("price-prompt")?;
    let completion: Option<f64> = arguments.maybe_number("price-completion")?;
    match (prompt, completion) {
        (None, None) => Ok(None),
        (Some(prompt), Some(completion)) => Ok(Some(Price { prompt, completion })),
        _ => Err(usage("--price-prompt and --price-completion go together")),
    }
}
