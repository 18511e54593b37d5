//! Models and diagrams as text: every format is read by its looks, and written by its name.

use graph::format::{self as diagrams, TextFormat};
use scm::{
    Model,
    format::{self as networks, NetworkFormat},
};

use super::ask::ModelAnswer;
use crate::{
    Error, Place,
    view::{NoteView, Severity},
};

/// A form in which a model is saved.
struct Written {
    key: &'static str,
    words: &'static str,
    extension: &'static str,
    media_type: &'static str,
    form: Form,
}

enum Form {
    Json,
    Bif,
    Diagram(TextFormat),
}

const WRITTEN: [Written; 8] = [
    written("json", "Causeloom model", "json", "application/json", Form::Json),
    written("bif", "BIF", "bif", "text/plain", Form::Bif),
    written("dagitty", "DAGitty", "txt", "text/plain", Form::Diagram(TextFormat::Dagitty)),
    written("lavaan", "lavaan", "lav", "text/plain", Form::Diagram(TextFormat::Lavaan)),
    written("bnlearn", "bnlearn", "txt", "text/plain", Form::Diagram(TextFormat::Bnlearn)),
    written("dot", "Graphviz DOT", "dot", "text/vnd.graphviz", Form::Diagram(TextFormat::Dot)),
    written("gml", "GML", "gml", "text/plain", Form::Diagram(TextFormat::Gml)),
    written(
        "node-link",
        "node-link JSON",
        "json",
        "application/json",
        Form::Diagram(TextFormat::NodeLink),
    ),
];

const fn written(
    key: &'static str,
    words: &'static str,
    extension: &'static str,
    media_type: &'static str,
    form: Form,
) -> Written {
    Written { key, words, extension, media_type, form }
}

/// A format in which a model can be saved: key and words.
pub fn formats() -> Vec<(&'static str, &'static str)> {
    WRITTEN.iter().map(|written| (written.key, written.words)).collect()
}

/// Reads a model or a diagram in any format.
pub(super) fn import(name: &str, text: &str) -> Result<ModelAnswer, Error> {
    let (model, format, notes) = read(None, name, text)?;
    Ok(ModelAnswer::Imported { model: Box::new(model), format: format.to_owned(), notes })
}

/// Reads a model or a diagram: the model, its format in words, and what was odd about the text.
/// Without the name of a format, the one is taken that the text looks like.
///
/// # Errors
/// Text of no known format; the first place that is wrong, with line and character.
pub fn read(
    format: Option<&str>,
    name: &str,
    text: &str,
) -> Result<(Model, &'static str, Vec<NoteView>), Error> {
    let Some(format) = format else {
        return guessed(name, text).map_err(|error| in_file(error, name));
    };
    let unknown = || {
        let known = WRITTEN.iter().map(|written| written.key).collect::<Vec<_>>().join(", ");
        Error::new("no-such-format", format!("there is no format named `{format}`"))
            .with_hint(format!("use one of {known}, xmlbif, net"))
    };
    match format {
        "xmlbif" => network(NetworkFormat::XmlBif, name, text),
        "net" => network(NetworkFormat::Net, name, text),
        _ => match WRITTEN.iter().find(|written| written.key == format).ok_or_else(unknown)?.form {
            Form::Json => own(text),
            Form::Bif => network(NetworkFormat::Bif, name, text),
            Form::Diagram(format) => diagram(format, name, text),
        },
    }
    .map_err(|error| in_file(error, name))
}

fn guessed(name: &str, text: &str) -> Result<(Model, &'static str, Vec<NoteView>), Error> {
    let text = text.trim_start_matches('\u{feff}');
    let is_json = text.trim_start().starts_with('{');
    if is_json && text.contains("\"graph\"") && text.contains("\"variables\"") {
        return own(text);
    }
    if let Some(format) = networks::guess(text) {
        return network(format, name, text);
    }
    if let Some(format) = diagrams::guess(text) {
        return diagram(format, name, text);
    }
    Err(Error::new("format-unknown", "the text is no model and no diagram that is known here")
        .with_hint(
            "open a BIF, XMLBIF, Hugin .net, DAGitty, lavaan, bnlearn, DOT, GML, node-link JSON \
             or Causeloom file",
        ))
}

fn own(text: &str) -> Result<(Model, &'static str, Vec<NoteView>), Error> {
    let model = crate::from_json(text).map_err(|error| {
        Error::new("model-unreadable", format!("this is no Causeloom model: {}", error.message))
    })?;
    Ok((model, "Causeloom model", Vec::new()))
}

fn network(
    format: NetworkFormat,
    name: &str,
    text: &str,
) -> Result<(Model, &'static str, Vec<NoteView>), Error> {
    let words = match format {
        NetworkFormat::Bif => "BIF",
        NetworkFormat::XmlBif => "XMLBIF",
        NetworkFormat::Net => "Hugin .net",
    };
    let mut read = networks::read(format, text).map_err(|error| from_text(&error))?;
    if read.model.name.is_empty() {
        read.model.name = stem(name);
    }
    let note = |message: String| NoteView {
        code: "read-as".to_owned(),
        severity: Severity::Information,
        message,
        why: String::new(),
        column: None,
    };
    Ok((read.model, words, read.notes.into_iter().map(note).collect()))
}

fn diagram(
    format: TextFormat,
    name: &str,
    text: &str,
) -> Result<(Model, &'static str, Vec<NoteView>), Error> {
    let graph = diagrams::read(format, text).map_err(|error| from_text(&error))?;
    let same = |written: &&Written| matches!(written.form, Form::Diagram(own) if own == format);
    let words = WRITTEN.iter().find(same).map_or("diagram", |written| written.words);
    graph.check().map_err(|error| Error::new("diagram", error.to_string()))?;
    let model = Model { name: stem(name), graph, ..Model::default() };
    let note = NoteView {
        code: "diagram-only".to_owned(),
        severity: Severity::Information,
        message: format!("{words} holds a diagram without mechanisms"),
        why: "State the mechanisms, or fit them to a table.".to_owned(),
        column: None,
    };
    Ok((model, words, vec![note]))
}

/// The model in a format.
pub(super) fn export(model: &Model, format: &str) -> Result<ModelAnswer, Error> {
    let written = WRITTEN.iter().find(|written| written.key == format).ok_or_else(|| {
        let known = WRITTEN.iter().map(|written| written.key).collect::<Vec<_>>().join(", ");
        Error::new("no-such-format", format!("models have no format named `{format}`"))
            .with_hint(format!("use one of {known}"))
    })?;
    let cannot = |message: String| {
        Error::new("cannot-write", message).with_hint("save it as a Causeloom model or as DAGitty")
    };
    let text = match written.form {
        Form::Json => serde_json::to_string_pretty(model).expect("a model is plain JSON") + "\n",
        Form::Bif => networks::bif::write(model).map_err(|error| cannot(error.to_string()))?,
        Form::Diagram(format) => {
            diagrams::write(format, &model.graph).map_err(|error| cannot(error.to_string()))?
        }
    };
    let name = if model.name.is_empty() { "model" } else { &model.name };
    let safe = |letter: char| {
        if letter.is_alphanumeric() || "-_.".contains(letter) { letter } else { '-' }
    };
    let stem: String = name.chars().map(safe).collect();
    Ok(ModelAnswer::Text {
        name: format!("{stem}.{}", written.extension),
        media_type: written.media_type.to_owned(),
        text,
    })
}

/// An error of a text format in the façade's form.
pub(super) fn from_text(error: &graph::TextError) -> Error {
    let graph::TextError { line, column, found, expected, hint } = error;
    let message = format!("line {line}, character {column}: expected {expected} and found {found}");
    let error = Error::new("text-unreadable", message);
    match hint {
        Some(hint) => error.with_hint(hint.clone()),
        None => error,
    }
}

fn in_file(mut error: Error, name: &str) -> Error {
    if !name.is_empty() {
        let place = error.place.get_or_insert_with(Box::<Place>::default);
        place.file = Some(name.to_owned());
    }
    error
}

fn stem(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned()
}
