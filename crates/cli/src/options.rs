//! What the command line asks for.

use std::path::PathBuf;

use causeloom::{
    AuditConfig, DataReference, Error, KindName, LearnerName, MethodName, MissingChoice, Reading,
    Study,
};
use lexopt::{Arg, Parser, ValueExt};

use crate::arguments::{Arguments, usage};

/// The text of `causeloom --help`.
pub(crate) const HELP: &str = "\
Causeloom: synthetic data whose causes hold.

  causeloom audit --data FILE | --example NAME   split a gap into direct, indirect and spurious effect
      --protected COLUMN              whose influence is examined; twice for an intersection
      --baseline VALUE --comparison VALUE
      --confounders a,b  --mediators 'a,b' | rest
      --outcome COLUMN  --positive VALUE (none for a number)
      --weight COLUMN                 row counts
      --method plug-in | debiased | exact     --learner logistic | linear | forest
      --repeats N --folds N --bound P         of debiased
      --bootstrap N                           of plug-in
      --level 0.95  --seed 1  --missing drop-rows | impute  --arrows 'a -> b; b -> c'
      --kind COLUMN=KIND              number, category, yes-no, date, identifier, text
      --delimiter C --encoding E --decimal-comma yes|no --header yes|no    where the guess is wrong
      --job audit | sensitivity       sensitivity moves each column once
      --format json | text            --workers N
  causeloom run STUDY.json [--data FILE] [--format json | text]      replay a saved study
  causeloom examples                  the built-in examples

  A model MODEL is a file (BIF, XMLBIF, Hugin .net, DAGitty, … or a saved model) or a built-in one.

  causeloom models                    the built-in models
  causeloom sample --model MODEL      rows, as many as wanted
      --rows 1000 --from-row 0 --seed 1       any range of rows gives the same rows
      --do 'X = value'                an intervention: also 'X += 2', 'X := expression',
                                      'X ~ {a: 0.3, b: 0.7}'; several times for several nodes
      --format csv | jsonl  --out FILE  --workers N   the line of names stands before row 0
  causeloom counterfactual --model MODEL --data FILE --do 'X = value'
      --draws 1 --seed 1 --format csv | jsonl         each row as it would have been
  causeloom infer --model MODEL --query 'P(dysp | do(smoke = yes), asia = no)'
      --format text | json
  causeloom independence --model MODEL        test what the model's diagram implies
      --data FILE | --rows 10000 --seed 1
      --test automatic | g2 | chi2 | permutation | fisher-z | mixed | generalized-covariance | kernel
      --df adjusted | naive  --alpha 0.05  --format text | json
  causeloom fit --graph MODEL --data FILE     mechanisms for a diagram
      --smoothing 1  --out FILE
  causeloom convert --to FORMAT FILE          json, bif, dagitty, lavaan, bnlearn, dot, gml, node-link
      --from FORMAT                           where the guess is wrong; also xmlbif, net

  causeloom realize --model MODEL | --data FILE | --example NAME
                                      rows put into words, every fact verified
      --rows 200 --seed 1  --do 'X = value' [--pairs]     of pairs each row with and without
      --study FILE                    a saved study instead, with its own words and instructions
      --kind admission-note | terse-note | sections | transaction-log
        | 'a letter in three sentences'       words that follow “Write”; only language models follow it
      --provider embedded             no network; the same bytes as the page
      --provider simulated  --prior-strength 0.4  --obedience 0.9
      --provider openai | anthropic | gemini | openrouter | mistral | groq | ollama | llama.cpp | …
        --model-name NAME  --base-url URL     the key is read from CAUSELOOM_KEY, or
        --key-variable NAME                   from another variable
        --mode free | placeholders | locked   locked: by a grammar, where the server takes one
        --template FILE               what the model is told: JSON with system, first, correction
        --rounds 3  --resamples 1  --temperature T
        --level L0 | L1 | L2 | L3     what of a table may leave: nothing; names, types and coarse
                                      ranges; besides means and counts; besides the rows themselves
        --alias                       its columns are called c1, c2, …
        --max-requests N --max-tokens N --max-dollars D --price-prompt P --price-completion P
                                      what may be used; prices for a million tokens
        --rest stop | embedded        what becomes of the rest where nothing can be asked any more
        --save FILE                   go on with a run that was stopped, and keep it there
        --cassette FILE               record questions and answers, for causeloom replay
      --show-prompt                   what would be asked of row 1, and nothing else; sends nothing
        --format text | json
      --out FILE  --format jsonl | csv | spreadsheet  --workers N
  causeloom verify --model MODEL | --table FILE | --example NAME  --data TEXTS.jsonl
                                      what texts say, against their facts
      --format text | json  --strict  status 1 where a text departs from its facts
  causeloom replay CASSETTE           the recorded run again, without a network, to the same bytes
      --out FILE  --format jsonl | csv | spreadsheet  --data FILE    of a table the table again

  causeloom schema                    the JSON schema of a study
  causeloom --version

Columns whose name holds a comma are given one by one: --confounder 'a,b' --mediator 'c,d'.
Exit status: 0; 1 where a run stopped before its end or --strict found something; 2 for bad input;
with one message on the error stream.
";

/// What is to be done.
pub(crate) enum Command {
    Help,
    Version,
    Schema,
    Examples,
    Models,
    Audit(Box<Request>),
    Sample(Arguments),
    Counterfactual(Arguments),
    Infer(Arguments),
    Independence(Arguments),
    Fit(Arguments),
    Convert(Arguments),
    Realize(Arguments),
    Verify(Arguments),
    Replay(Arguments),
}

/// An audit to run.
pub(crate) struct Request {
    pub(crate) study: Study,
    pub(crate) data: Option<PathBuf>,
    pub(crate) reading: Reading,
    /// Every column without another role is a mediator.
    pub(crate) rest_mediate: bool,
    pub(crate) kind: causeloom::JobKind,
    pub(crate) json: bool,
    pub(crate) n_workers: u32,
}

/// Reads the arguments.
pub(crate) fn parse(mut parser: Parser) -> Result<Command, Error> {
    let Some(first) = parser.next().map_err(|error| usage(&error.to_string()))? else {
        return Ok(Command::Help);
    };
    let name = match first {
        Arg::Long("help") | Arg::Short('h') => return Ok(Command::Help),
        Arg::Long("version") | Arg::Short('V') => return Ok(Command::Version),
        Arg::Value(name) => name.to_string_lossy().into_owned(),
        other => return Err(usage(&other.unexpected().to_string())),
    };
    match name.as_str() {
        "help" => Ok(Command::Help),
        "schema" => Ok(Command::Schema),
        "examples" => Ok(Command::Examples),
        "models" => Ok(Command::Models),
        "realize" => flagged("realize", &["pairs", "show-prompt"], &mut parser, Command::Realize),
        "verify" => flagged("verify", &["strict"], &mut parser, Command::Verify),
        "replay" => arguments("replay", &mut parser, Command::Replay),
        "sample" => arguments("sample", &mut parser, Command::Sample),
        "counterfactual" => arguments("counterfactual", &mut parser, Command::Counterfactual),
        "infer" => arguments("infer", &mut parser, Command::Infer),
        "independence" => arguments("independence", &mut parser, Command::Independence),
        "fit" => arguments("fit", &mut parser, Command::Fit),
        "convert" => arguments("convert", &mut parser, Command::Convert),
        "audit" => request(&mut parser, Study::default(), false),
        "run" => {
            let path = parser.value().map_err(|error| usage(&error.to_string()))?;
            let text = std::fs::read_to_string(&path).map_err(|error| {
                Error::new("unreadable", format!("{}: {error}", path.to_string_lossy()))
            })?;
            request(&mut parser, Study::from_json(&text)?, true)
        }
        other => Err(usage(&format!("there is no command `{other}`"))),
    }
}

fn arguments(
    name: &'static str,
    parser: &mut Parser,
    command: fn(Arguments) -> Command,
) -> Result<Command, Error> {
    flagged(name, &[], parser, command)
}

fn flagged(
    name: &'static str,
    flags: &[&str],
    parser: &mut Parser,
    command: fn(Arguments) -> Command,
) -> Result<Command, Error> {
    Ok(Arguments::read(name, flags, parser)?.map_or(Command::Help, command))
}

fn request(parser: &mut Parser, study: Study, replay: bool) -> Result<Command, Error> {
    let mut request = Request {
        study,
        data: None,
        reading: Reading::default(),
        rest_mediate: false,
        kind: causeloom::JobKind::Audit,
        json: false,
        n_workers: crate::run::n_processors(),
    };
    while let Some(arg) = parser.next().map_err(|error| usage(&error.to_string()))? {
        let Arg::Long(name) = arg else { return Err(usage(&arg.unexpected().to_string())) };
        let name = name.to_owned();
        if name == "help" {
            return Ok(Command::Help);
        }
        let value = parser.value().map_err(|error| usage(&error.to_string()))?;
        if name == "data" {
            request.data = Some(PathBuf::from(value));
            continue;
        }
        let value = value.string().map_err(|error| usage(&error.to_string()))?;
        set(&mut request, &name, &value, replay)?;
    }
    Ok(Command::Audit(Box::new(request)))
}

fn set(request: &mut Request, name: &str, value: &str, replay: bool) -> Result<(), Error> {
    match name {
        "format" => request.json = one_of(name, value, &[("json", true), ("text", false)])?,
        "workers" => request.n_workers = number(name, value)?,
        "delimiter" => request.reading.delimiter = Some(value.to_owned()),
        "encoding" => request.reading.encoding = Some(value.to_owned()),
        "decimal-comma" => {
            let yes = one_of(name, value, &[("yes", true), ("no", false)])?;
            request.reading.decimal_comma = Some(yes);
        }
        "header" => {
            request.reading.header = Some(one_of(name, value, &[("yes", true), ("no", false)])?);
        }
        "job" => {
            let kinds = [
                ("audit", causeloom::JobKind::Audit),
                ("sensitivity", causeloom::JobKind::Sensitivity),
            ];
            request.kind = one_of(name, value, &kinds)?;
        }
        _ if replay => {
            return Err(usage(&format!("--{name} stands in the study already")));
        }
        _ => set_question(request, name, value)?,
    }
    Ok(())
}

fn set_question(request: &mut Request, name: &str, value: &str) -> Result<(), Error> {
    let list =
        || value.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    let study = &mut request.study;
    let roles = &mut study.roles;
    let audit: &mut AuditConfig = &mut study.audit;
    match name {
        "example" => study.data = DataReference::Example { id: value.to_owned() },
        "protected" => roles.protected.push(value.to_owned()),
        "baseline" => roles.baseline = Some(value.to_owned()),
        "comparison" => roles.comparison = Some(value.to_owned()),
        "confounders" => roles.confounders.extend(list()),
        "confounder" => roles.confounders.push(value.to_owned()),
        "mediators" if value == "rest" => request.rest_mediate = true,
        "mediators" => roles.mediators.extend(list()),
        "mediator" => roles.mediators.push(value.to_owned()),
        "outcome" => roles.outcome = Some(value.to_owned()),
        "positive" => roles.positive = Some(value.to_owned()),
        "weight" => roles.weight = Some(value.to_owned()),
        "arrows" => value.clone_into(&mut study.arrows),
        "seed" => study.seed = number(name, value)?,
        "missing" => {
            let choices =
                [("drop-rows", MissingChoice::DropRows), ("impute", MissingChoice::Impute)];
            study.missing = one_of(name, value, &choices)?;
        }
        "kind" => {
            let (column, kind) = value
                .rsplit_once('=')
                .ok_or_else(|| usage(&format!("--kind {value}: expected COLUMN=KIND")))?;
            let kinds = [
                ("number", KindName::Number),
                ("category", KindName::Category),
                ("yes-no", KindName::YesNo),
                ("date", KindName::Date),
                ("identifier", KindName::Identifier),
                ("text", KindName::Text),
            ];
            study.columns.insert(column.to_owned(), one_of(name, kind, &kinds)?);
        }
        "method" => {
            let methods = [
                ("plug-in", MethodName::PlugIn),
                ("debiased", MethodName::Debiased),
                ("exact", MethodName::Exact),
            ];
            audit.method = one_of(name, value, &methods)?;
        }
        "learner" => {
            let learners = [
                ("logistic", LearnerName::Logistic),
                ("linear", LearnerName::Linear),
                ("forest", LearnerName::Forest),
            ];
            audit.learner = one_of(name, value, &learners)?;
        }
        "repeats" => audit.repeats = number(name, value)?,
        "folds" => audit.folds = number(name, value)?,
        "bootstrap" => audit.bootstrap = number(name, value)?,
        "bound" => audit.bound = number(name, value)?,
        "level" => audit.level = number(name, value)?,
        _ => return Err(usage(&format!("there is no option --{name}"))),
    }
    Ok(())
}

fn number<T: std::str::FromStr>(name: &str, value: &str) -> Result<T, Error> {
    value.parse().map_err(|_| usage(&format!("--{name} {value}: expected a number")))
}

fn one_of<T: Copy>(name: &str, value: &str, known: &[(&str, T)]) -> Result<T, Error> {
    known.iter().find(|(word, _)| *word == value).map(|&(_, meaning)| meaning).ok_or_else(|| {
        let words: Vec<&str> = known.iter().map(|&(word, _)| word).collect();
        usage(&format!("--{name} {value}: expected {}", words.join(" or ")))
    })
}
