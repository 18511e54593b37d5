//! Models by identifier or file: the list, conversions, and probabilities.

use std::path::Path;

use causeloom::{
    Error, ModelAnswer, ModelQuestion, ModelReference, Reading, Session, Study, ask_model,
    model::{ModelKind, models},
    number,
    view::{DistributionView, NoteView, Severity},
};

use crate::arguments::Arguments;

/// The built-in models, one a line.
pub(crate) fn list() -> String {
    let mut text = String::new();
    for model in models() {
        let kind = match model.kind {
            ModelKind::Network => "network",
            ModelKind::Clinical => "clinical",
            ModelKind::Teaching => "teaching",
        };
        text += &format!(
            "{}\t{kind}\t{} nodes, {} arrows\t{}\n",
            model.id, model.n_nodes, model.n_arrows, model.title
        );
    }
    text
}

/// A study of the model that an argument names: a file where there is one, else a built-in model.
pub(crate) fn study(argument: &str) -> Result<Study, Error> {
    let model = if Path::new(argument).exists() {
        let ModelAnswer::Imported { model, notes, .. } = import(argument)? else {
            return Err(unexpected());
        };
        tell(&notes);
        ModelReference::Own(model)
    } else {
        let known = models();
        if !known.iter().any(|model| model.id == argument) {
            let ids: Vec<String> = known.into_iter().map(|model| model.id).collect();
            return Err(Error::new(
                "no-such-model",
                format!("`{argument}` is no file and no built-in model"),
            )
            .with_hint(format!("the built-in models are {}", ids.join(", "))));
        }
        ModelReference::BuiltIn { id: argument.to_owned() }
    };
    Ok(Study { model, ..Study::default() })
}

/// `causeloom convert --from bif --to dagitty FILE`
pub(crate) fn convert(mut arguments: Arguments) -> Result<String, Error> {
    let from = arguments.one("from")?;
    let to = arguments.needed("to")?;
    let file = arguments.file()?;
    arguments.end()?;
    let text = text_of(&file)?;
    let (model, _, notes) = causeloom::model::read(from.as_deref(), &file, &text)?;
    tell(&notes);
    let study = Study { model: ModelReference::Own(Box::new(model)), ..Study::default() };
    match ask_model(&ModelQuestion::Export { format: to }, &study, None)? {
        ModelAnswer::Text { text, .. } => Ok(text),
        _ => Err(unexpected()),
    }
}

/// `causeloom infer --model asia --query 'P(dysp | do(smoke=yes))'`
pub(crate) fn infer(mut arguments: Arguments) -> Result<String, Error> {
    let study = study(&arguments.needed("model")?)?;
    let query = arguments.needed("query")?;
    let is_json = arguments.word("format", &[("text", false), ("json", true)])?;
    arguments.end()?;
    match ask_model(&ModelQuestion::Infer { query }, &study, None)? {
        ModelAnswer::Inferred(view) if is_json => Ok(crate::run::pretty(&view)),
        ModelAnswer::Inferred(view) => Ok(distribution(&view)),
        _ => Err(unexpected()),
    }
}

/// `causeloom fit --graph FILE --data FILE --out model.json`
pub(crate) fn fit(mut arguments: Arguments) -> Result<String, Error> {
    let study = study(&arguments.needed("graph")?)?;
    let data = arguments.needed("data")?;
    let out = arguments.one("out")?;
    let smoothing = arguments.number("smoothing", 1.0)?;
    arguments.end()?;
    let session = table(&data)?;
    let answer = ask_model(&ModelQuestion::Fit { smoothing }, &study, Some(&session))?;
    let ModelAnswer::Fitted { model, notes } = answer else { return Err(unexpected()) };
    tell(&notes);
    let text = crate::run::pretty(&model);
    match out {
        None => Ok(text),
        Some(path) => {
            std::fs::write(&path, text).map_err(|error| unwritable(&path, &error))?;
            Ok(String::new())
        }
    }
}

/// Opens a table, its form guessed.
pub(crate) fn table(path: &str) -> Result<Session, Error> {
    let name = Path::new(path).file_name().map(|name| name.to_string_lossy().into_owned());
    let file = std::fs::File::open(path).map_err(|error| unreadable(path, &error))?;
    let mut source = std::io::BufReader::new(file);
    Session::open(&mut source, &name.unwrap_or_default(), &Reading::default(), &mut |_| ())
}

/// Remarks on the error stream, where they do not disturb what is written.
pub(crate) fn tell(notes: &[NoteView]) {
    for note in notes {
        let mark = if note.severity == Severity::Warning { "warning" } else { "note" };
        eprintln!("causeloom: {mark}: {}", note.message);
    }
}

/// An answer of another kind than the question's.
pub(crate) fn unexpected() -> Error {
    Error::new("unexpected", "the answer is of another kind than the question")
}

pub(crate) fn unwritable(path: &str, error: &std::io::Error) -> Error {
    Error::new("unwritable", format!("{path}: {error}"))
}

pub(crate) fn unreadable(path: &str, error: &std::io::Error) -> Error {
    Error::new("unreadable", format!("{path}: {error}"))
}

fn import(path: &str) -> Result<ModelAnswer, Error> {
    let question = ModelQuestion::Import { name: path.to_owned(), text: text_of(path)? };
    ask_model(&question, &Study::default(), None)
}

pub(crate) fn text_of(path: &str) -> Result<String, Error> {
    std::fs::read_to_string(path).map_err(|error| unreadable(path, &error))
}

fn distribution(view: &DistributionView) -> String {
    let mut text = format!("{}\n", view.of);
    let width = view.states.iter().map(|state| state.state.chars().count()).max().unwrap_or(0);
    for state in &view.states {
        text += &format!("{:<width$}  {}", state.state, number::fixed(state.share, 6));
        if let Some(error) = state.standard_error {
            text += &format!(" ± {}", number::fixed(error, 6));
        }
        text += "\n";
    }
    let source = if view.exact {
        "exact".to_owned()
    } else {
        format!("{} rows", number::count(view.n as f64))
    };
    text += &format!("{source}\n");
    for note in &view.notes {
        text += &format!("note: {note}\n");
    }
    text
}
