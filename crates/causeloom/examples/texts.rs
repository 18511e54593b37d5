//! What rows put into words come to: the embedded realizer's texts, and a simulated model's drafts.
//!
//! Everything but the exact bias of rejection is read from the view of the job that a page runs.
//! `cargo xtask calibrate texts [embedded|simulated] [--rows N] [--seeds N] [--model asia|alarm|icu]`
//! runs it.
#![expect(clippy::print_stdout, reason = "a program that is run by hand prints a table")]

use std::{collections::BTreeSet, error::Error, time::Instant};

use causeloom::{
    Job, JobKind, JobView, ModelReference, RealizeConfig, Study, TextFormat, TextWriter, Writer,
    rejection,
    view::{DistanceView, RealizeView},
};
use numeric::{float, sum};
use realize::{prompt::TextKind, simulated::Dials};

const MODELS: [&str; 3] = ["asia", "alarm", "icu"];
const USAGE: &str = "texts [embedded|simulated] [--rows N] [--seeds N] [--model asia|alarm|icu]";
/// Strengths of the prior besides the default.
const STRENGTHS: [f64; 1] = [0.5];
/// Texts whose words are kept to count the different ones.
const WORDS: u64 = 10_000;

/// What is asked for.
struct Asked {
    part: Option<String>,
    rows: Option<u32>,
    seeds: u64,
    model: Option<String>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut asked = Asked { part: None, rows: None, seeds: 20, model: None };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        if argument == "embedded" || argument == "simulated" {
            asked.part = Some(argument);
            continue;
        }
        let value = arguments.next().ok_or(USAGE)?;
        match argument.as_str() {
            "--rows" => asked.rows = Some(value.replace('_', "").parse()?),
            "--seeds" => asked.seeds = value.parse()?,
            "--model" => asked.model = Some(value),
            _ => return Err(USAGE.into()),
        }
    }
    let is_asked = |part: &str| asked.part.as_deref().is_none_or(|only| only == part);
    let models =
        MODELS.into_iter().filter(|model| asked.model.as_deref().is_none_or(|only| only == *model));
    let mut n_failed = 0;
    if is_asked("embedded") {
        for model in models.clone() {
            n_failed += embedded(model, asked.rows.unwrap_or(10_000))?;
        }
    }
    if is_asked("simulated") {
        for model in models {
            for strength in [Dials::default().prior_strength].into_iter().chain(STRENGTHS) {
                n_failed += simulated(model, strength, asked.rows.unwrap_or(2_000), asked.seeds)?;
            }
        }
    }
    if n_failed > 0 { Err(format!("{n_failed} figures fall short").into()) } else { Ok(()) }
}

fn study(model: &str, rows: u32, seed: u64, kind: TextKind, writer: Writer) -> Study {
    Study {
        model: ModelReference::BuiltIn { id: model.to_owned() },
        seed,
        realize: RealizeConfig { rows, kind, writer, ..RealizeConfig::default() },
        ..Study::default()
    }
}

/// The view, and how many texts a second its units wrote, read and counted.
fn run(study: &Study) -> Result<(RealizeView, f64), Box<dyn Error>> {
    let job = Job::prepare(None, study, JobKind::Realize)?;
    let begun = Instant::now();
    let parts = (0..job.n_units()).map(|unit| job.run_unit(unit)).collect::<Result<Vec<_>, _>>()?;
    let seconds = begun.elapsed().as_secs_f64();
    match job.finish(&parts)? {
        JobView::Realize(view) => {
            let rate = view.done as f64 / seconds;
            Ok((*view, rate))
        }
        _ => Err("the job is of another kind".into()),
    }
}

/// Prints a line for every kind of text; gives back how many of them fall short.
fn embedded(model: &str, rows: u32) -> Result<u32, Box<dyn Error>> {
    println!("{model}: {rows} texts of each kind by the embedded realizer, one thread");
    println!(
        "  {:16} {:>14} {:>7} {:>24} {:>14} {:>9}",
        "kind", "all right", "tested", "rejected given/read/diff", "different", "texts/s"
    );
    let mut n_failed = 0;
    let kinds = [
        ("admission note", TextKind::AdmissionNote),
        ("terse note", TextKind::TerseNote),
        ("sections", TextKind::Sections),
        ("transaction log", TextKind::TransactionLog),
    ];
    for (title, kind) in kinds {
        let study = study(model, rows, 1, kind, Writer::Embedded);
        let (view, rate) = run(&study)?;
        let right = view.rounds.last().map(|round| round.verified.count).unwrap_or_default();
        let n_words = WORDS.min(u64::from(rows));
        let mut distinct: BTreeSet<String> = BTreeSet::new();
        let writer = TextWriter::new(&study, None, TextFormat::Jsonl)?;
        for line in writer.texts(0..n_words)?.lines() {
            let record: serde_json::Value = serde_json::from_str(line)?;
            distinct.insert(record["text"].as_str().unwrap_or_default().to_owned());
        }
        let tests = view.tests.unwrap_or_default();
        println!(
            "  {title:16} {right:>6} / {:>5} {:>7} {:>12} / {:>3} / {:>3} {:>6} / {n_words:>5} {rate:>9.0}",
            view.done,
            tests.tested,
            tests.rejected_given,
            tests.rejected_read,
            tests.changed,
            distinct.len(),
        );
        let is_kept = right == u64::from(rows) && view.done == right;
        let is_equal =
            tests.tested > 0 && tests.rejected_given == tests.rejected_read && tests.changed == 0;
        n_failed += u32::from(!is_kept) + u32::from(!is_equal);
    }
    Ok(n_failed)
}

/// Values of the seeds, each of which is one cluster of rows.
#[derive(Default)]
struct OverSeeds(Vec<f64>);

impl OverSeeds {
    fn mean(&self) -> f64 {
        sum::mean(&self.0)
    }

    /// Half of the 95 % interval of the mean; for 20 seeds the quantile of Student's t is 2.09.
    fn half(&self) -> f64 {
        2.09 * sum::standard_deviation(&self.0) / float::sqrt(self.0.len() as f64)
    }

    fn percent(&self) -> String {
        format!("{:7.3} % ± {:.3}", 100.0 * self.mean(), 100.0 * self.half())
    }
}

/// Prints what the drafts of a simulated model and their corrections come to; gives back how many
/// figures fall short.
fn simulated(
    model: &str,
    prior_strength: f64,
    rows: u32,
    seeds: u64,
) -> Result<u32, Box<dyn Error>> {
    let obedience = Dials::default().obedience;
    let writer = Writer::Simulated { prior_strength, obedience };
    let mut rounds: Vec<OverSeeds> = Vec::new();
    let [mut all_facts, mut on_strata, mut expected] = [const { OverSeeds(Vec::new()) }; 3];
    let [mut rejecting, mut correcting, mut kept] = [const { OverSeeds(Vec::new()) }; 3];
    let (mut rejecting_floor, mut correcting_floor) = (OverSeeds::default(), OverSeeds::default());
    let mut on = String::new();
    for seed in 1..=seeds {
        let study = study(model, rows, seed, TextKind::AdmissionNote, writer.clone());
        let (view, _) = run(&study)?;
        let exact = rejection(&study)?.ok_or("nothing is accepted")?;
        all_facts.0.push(exact.on_all_facts);
        on_strata.0.push(exact.on_strata);
        expected.0.push(exact.accepted);
        rounds.resize_with(view.rounds.len(), OverSeeds::default);
        for (over, round) in rounds.iter_mut().zip(&view.rounds) {
            over.0.push(round.verified.share());
        }
        let bias = view.bias.ok_or("there is no bias to measure")?;
        let add = |over: &mut OverSeeds, floor: &mut OverSeeds, distance: DistanceView| {
            over.0.push(distance.distance);
            floor.0.push(distance.floor);
        };
        add(&mut rejecting, &mut rejecting_floor, bias.rejecting);
        add(&mut correcting, &mut correcting_floor, bias.correcting);
        kept.0.push(bias.correcting.kept as f64 / view.done as f64);
        on = bias.on.join(", ");
    }
    println!(
        "{model}: SIMULATED model, prior strength {prior_strength}, obedience {obedience}, {seeds} \
         seeds × {rows} rows; intervals of 95 % over seeds"
    );
    println!("  first drafts right, expected     {}", expected.percent());
    for (number, over) in rounds.iter().enumerate() {
        println!("  right after {number} corrections        {}", over.percent());
    }
    println!("  right after the new draft        {}", kept.percent());
    println!("  distance from the law on {on}:");
    println!("    rejecting, exact               {}", on_strata.percent());
    println!(
        "    rejecting, estimated           {}   chance alone up to {:.3} %",
        rejecting.percent(),
        100.0 * rejecting_floor.mean()
    );
    println!(
        "    correcting, estimated          {}   chance alone up to {:.3} %",
        correcting.percent(),
        100.0 * correcting_floor.mean()
    );
    // Rows that an event of probability a keeps have a law at most 1 − a away, on all facts. The new
    // draft is left out: with it next to nothing is thrown away.
    let Some(corrected) = rounds.last() else { return Err("there are no rounds".into()) };
    let most = (1.0 - (corrected.mean() - corrected.half())).max(0.0);
    let ratio = |over: &OverSeeds| (over.mean() - over.half()) / most;
    println!("  on all facts: rejecting, exact   {}", all_facts.percent());
    println!("    correcting, at most            {:7.3} %, without the new draft", 100.0 * most);
    println!(
        "    rejecting is farther by        {:7.1} times at least ({:.1} on the variables above)",
        ratio(&all_facts),
        ratio(&on_strata)
    );
    println!("    correcting, then the embedded realizer: 0, as no row is dropped");
    let is_reached = corrected.mean() - corrected.half() >= 0.99;
    Ok(u32::from(!is_reached) + u32::from(ratio(&all_facts) < 10.0))
}
