//! What a language model is told: a template from a file, and the messages of the first row.

use causeloom::{
    Error, Mode, ModelAnswer, ModelQuestion, Session, Study, Template, ask_model, from_json,
    to_json,
    view::{MessageView, PromptView},
};

use crate::{model, realize::Output};

/// The template of a file: a JSON object with `system`, `first` and `correction`.
///
/// # Errors
/// A file that cannot be read or is of another form; a template that is wrong, with line and column.
pub(crate) fn template(path: &str) -> Result<Template, Error> {
    let template: Template = from_json(&model::text_of(path)?).map_err(|error| {
        Error { message: format!("{path}: {}", error.message), ..error }.with_hint(
            "give an object with the texts `system`, `first` and `correction`, as \
             --show-prompt --format json has it under `template`",
        )
    })?;
    template.check().map_err(|error| Error::new("template", format!("{path}: {error}")))?;
    Ok(template)
}

/// Writes the messages that a language model would be told of the first row, and an example of a
/// correction. Nothing is sent.
///
/// # Errors
/// Whatever keeps the row from being asked about.
pub(crate) fn show(
    study: &Study,
    session: Option<&Session>,
    is_json: bool,
    output: &Output,
) -> Result<(), Error> {
    let answer = ask_model(&ModelQuestion::Prompt { number: 0 }, study, session)?;
    let ModelAnswer::Prompt(view) = answer else { return Err(model::unexpected()) };
    // A template of a study that is at fault; one of --template was refused before.
    if let Some(problem) = view.parts.iter().find_map(|part| part.problems.first()) {
        return Err(Error::new("template", problem.message.clone())
            .with_hint("correct the template of the study, or give another with --template"));
    }
    if let Some(why) = &view.refused {
        return Err(Error::new("realize", why.clone()));
    }
    let text = if is_json { format!("{}\n", to_json(&view)) } else { in_words(&view) };
    output.write(text.as_bytes())
}

fn in_words(view: &PromptView) -> String {
    let mode = match view.mode {
        Mode::Free => "free",
        Mode::Placeholders => "placeholders",
        Mode::Locked => "locked",
    };
    let mut text = format!(
        "# {}, mode {mode}, {} facts in the messages\n# template {}\n# question {}\n",
        view.title, view.facts, view.address, view.prompt_hash
    );
    text.extend(view.messages.iter().map(message));
    if let Some(correction) = &view.correction {
        text.push_str(&format!("\n# {}\n", correction.about));
        text.extend(correction.messages.iter().map(message));
    }
    text
}

fn message(message: &MessageView) -> String {
    format!("\n## {}\n\n{}\n", message.role, message.text.trim_end())
}
