//! What a language model is told of a row, by the code that asks in a run; and why it cannot be asked.

use numeric::seed::Seed;
use realize::{
    Message, Role, Skeleton,
    dictionary::Policy,
    embedded,
    grammar::placeholder_names,
    prompt::{Mode, PromptError, Template, TemplatePart, TextKind, cells},
    run::{Run, RunConfig, prompt_hash},
    simulated::{Dials, Model},
};

use super::{
    TableRows,
    bench::{beliefs, refused},
    conversation::asked_config,
    ground::{Ground, title},
    record,
    rows::Told,
};
use crate::{
    Error, Session, Study, text_kind,
    view::{CorrectionView, MessageView, PromptPartView, PromptProblem, PromptView, VariableView},
};

/// Ways in which a text is held to its facts.
const MODES: [Mode; 3] = [Mode::Free, Mode::Placeholders, Mode::Locked];

/// What a language model would be told of one of a study's texts, whoever writes it now.
///
/// # Errors
/// A number of a text that there is not, a model that is not finished, a table that is missing. What
/// keeps the row from being asked about, a wrong template above all, is none: the view tells it.
pub(crate) fn prompt(
    study: &Study,
    session: Option<&Session>,
    number: u64,
) -> Result<PromptView, Error> {
    let table = TableRows::of(session, study)?;
    let ground = Ground::new(study, table.as_ref())?;
    if number >= ground.n_texts() {
        return Err(Error::new("no-such-text", format!("there is no text {}", number + 1)));
    }
    let config = asked_config(&ground, study)?;
    let told = ground.rows.told(number..number + 1)?.swap_remove(0);
    let (mode, template) = (config.mode, config.template());
    let mut view = PromptView {
        number,
        title: title(study, number, &told),
        mode,
        address: template.address(),
        parts: parts(&template, mode),
        refused: None,
        messages: Vec::new(),
        prompt_hash: String::new(),
        facts: 0,
        correction: None,
        built_in: Template::built_in(mode),
        template,
    };
    if view.parts.iter().any(|part| !part.problems.is_empty()) {
        return Ok(view);
    }
    if let Err(error) = ask(&mut view, config, &ground, &told) {
        view.refused = Some(error.line());
    }
    Ok(view)
}

/// The messages, as a run of this one row asks them.
fn ask(
    view: &mut PromptView,
    config: RunConfig,
    ground: &Ground,
    told: &Told,
) -> Result<(), Error> {
    let (dictionary, egress) = (&ground.dictionary, config.egress);
    let run = Run::new(config, dictionary.clone(), vec![told.skeleton.clone()])
        .map_err(|error| refused(&error))?;
    let failed = |because| Error::new("realize", record::because_words(&because));
    let first = run.preview(0).map_err(failed)?;
    for (draft, about) in drafts(ground, told, run.config()) {
        let corrected = run.preview_correction(0, &draft).map_err(failed)?;
        if let Some((correction, violations)) = corrected {
            view.correction = Some(CorrectionView {
                about: about.to_owned(),
                violations: record::violations(dictionary, &violations),
                messages: correction.messages[first.messages.len()..].iter().map(message).collect(),
            });
            break;
        }
    }
    view.facts = cells(dictionary, &told.skeleton, egress, view.mode).len() as u64;
    view.prompt_hash = prompt_hash(&first);
    view.messages = first.messages.iter().map(message).collect();
    Ok(())
}

/// Whether a study's own words can be asked with: those of its form of text, and, where a language
/// model is asked, those of its template.
///
/// # Errors
/// What is wrong, where, and the next step.
pub(super) fn check(study: &Study) -> Result<(), Error> {
    check_kind(study)?;
    let template = study.realize.template.as_ref().filter(|_| !study.realize.writer.is_at_hand());
    match template.and_then(|template| template.problems().into_iter().next()) {
        None => Ok(()),
        Some(problem) => {
            let part = match problem.part {
                TemplatePart::System => "the instructions",
                TemplatePart::First => "the first question",
                TemplatePart::Correction => "the correction",
            };
            Err(Error::new("template", format!("{part} of the template: {}", problem.error))
                .with_hint("correct it, or go back to the built-in words"))
        }
    }
}

/// Whether a study's form of text can be asked for.
///
/// # Errors
/// What is wrong with its words; words that a command line would take for another form.
pub(super) fn check_kind(study: &Study) -> Result<(), Error> {
    let kind = &study.realize.kind;
    let wrong = |message: String| {
        Error::new("text-form", message)
            .with_hint("say in a few words what follows \u{201c}Write\u{201d}, such as: a letter in three sentences")
    };
    kind.check().map_err(|error| wrong(error.to_string()))?;
    match kind {
        TextKind::Own(words) if text_kind(words) != *kind => {
            Err(wrong(format!("`{words}` is the name of a built-in form of text")))
        }
        _ => Ok(()),
    }
}

fn parts(template: &Template, mode: Mode) -> Vec<PromptPartView> {
    let problems = template.problems();
    let part = |part: TemplatePart| {
        let variable = |&(name, meaning): &(&str, &str)| VariableView {
            name: name.to_owned(),
            meaning: meaning.to_owned(),
        };
        let is_of = |mode: Mode| part.of(&Template::built_in(mode)) == part.of(template);
        let mine = problems.iter().filter(|problem| problem.part == part);
        PromptPartView {
            part,
            variables: part.variables().iter().map(variable).collect(),
            problems: mine.map(|problem| in_words(&problem.error)).collect(),
            of_mode: MODES.into_iter().find(|other| is_of(*other)).filter(|_| !is_of(mode)),
        }
    };
    TemplatePart::ALL.map(part).to_vec()
}

fn in_words(error: &PromptError) -> PromptProblem {
    let place = match error {
        PromptError::UnknownVariable { line, column, .. }
        | PromptError::NotClosed { line, column } => Some((*line as u64, *column as u64)),
        _ => None,
    };
    let (line, column) = place.unzip();
    PromptProblem { line, column, message: error.to_string() }
}

/// Drafts that show a correction, each with where it comes from; the first one that is wrong does.
fn drafts(ground: &Ground, told: &Told, config: &RunConfig) -> Vec<(String, &'static str)> {
    let (dictionary, skeleton, seed) = (&ground.dictionary, &told.skeleton, Seed(config.seed));
    let is_told = |slot: usize| dictionary.slots[slot].policy == Policy::Must;
    let last = (0..dictionary.slots.len())
        .rev()
        .find(|&slot| is_told(slot) && skeleton.facts.get(slot).is_some_and(Option::is_some));
    let short = "An example: the draft leaves one fact out.";
    if config.mode == Mode::Placeholders {
        return vec![(with_placeholders(ground, skeleton, config, last), short)];
    }
    let register = config.kind.register();
    let dials = Dials { prior_strength: 1.0, ..Dials::default() };
    let model = Model::new(dictionary, register, dials);
    let first = model.answer(skeleton, &beliefs(told), 0, 0, None, seed).text;
    let mut shorter = skeleton.clone();
    if let Some(last) = last {
        shorter.facts[last] = None;
    }
    let second = embedded::write(dictionary, &shorter, register, seed, 0).text;
    let simulated = "An example: the draft is the simulated language model's, which says what is likely \
                     where the fact is not.";
    vec![(first, simulated), (second, short)]
}

/// A draft with every placeholder but one.
fn with_placeholders(
    ground: &Ground,
    skeleton: &Skeleton,
    config: &RunConfig,
    left_out: Option<usize>,
) -> String {
    let names = placeholder_names(&ground.dictionary, config.filling().aliased);
    let slots = ground.dictionary.slots.iter().zip(&skeleton.facts).zip(&names).enumerate();
    let is_log = config.kind == TextKind::TransactionLog;
    let lines: Vec<String> = slots
        .filter(|(place, ((slot, fact), _))| {
            slot.policy == Policy::Must && fact.is_some() && Some(*place) != left_out
        })
        .map(|(place, (_, name))| {
            if is_log {
                format!("t={place} record [[{name}]]")
            } else {
                format!("The record shows [[{name}]].")
            }
        })
        .collect();
    lines.join(if is_log { "\n" } else { " " })
}

fn message(message: &Message) -> MessageView {
    let role = match message.role {
        Role::System => "system",
        Role::User => "user",
        Role::Assistant => "assistant",
    };
    MessageView { role: role.to_owned(), text: message.text.clone() }
}
