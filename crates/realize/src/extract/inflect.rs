//! Forms of predicates that a dictionary need not list: without the auxiliary verb, after `did
//! not`, in the present and as a gerund.

use super::cues::is_among;
use super::lexicon::Form;
use super::tokens::{Kind, Tokens};
use super::vocabulary::List;

/// Verbs in front of a participle or an adjective.
pub(super) const AUXILIARIES: &str = "is, was, are, were, has, had, have, been, be, being, wasn't, isn't, weren't, aren't, \
    hasn't, hadn't, remains, remained, stayed, got, became";

/// Verbs in front of an infinitive.
pub(super) const MODALS: &str = "did, does, do, didn't, doesn't, don't, to, will, would, could, cannot, can, can't, may, \
    might, should, won't, wouldn't, couldn't, must, nor";

/// Adverbs that stand between an auxiliary verb and what belongs to it.
pub(super) const ADVERBS: &str = "not, never, also, then, later, subsequently, eventually, already, still, promptly, \
    urgently, initially, soon, immediately, again, finally, now, newly, neither, either, \
    therefore, thus, clearly, however, indeed, ever, yet, both, currently, recently, \
    ultimately, unfortunately, and, or, only, just, in, fact, actually, even, once, been, \
    being, herself, himself, long, since, nor";

/// Past tenses and their infinitives, where no rule gives them.
const IRREGULAR: &[(&str, &str)] = &[
    ("had", "have"),
    ("has", "have"),
    ("got", "get"),
    ("gets", "get"),
    ("went", "go"),
    ("left", "leave"),
    ("underwent", "undergo"),
    ("came", "come"),
    ("comes", "come"),
    ("gave", "give"),
    ("took", "take"),
    ("made", "make"),
    ("met", "meet"),
    ("meets", "meet"),
    ("became", "become"),
    ("began", "begin"),
    ("died", "die"),
    ("passed", "pass"),
    ("lost", "lose"),
    ("fell", "fall"),
    ("lived", "live"),
    ("uses", "use"),
    ("smokes", "smoke"),
    ("kept", "keep"),
    ("grew", "grow"),
    ("rose", "rise"),
    ("felt", "feel"),
    ("found", "find"),
    ("breathes", "breathe"),
    ("needs", "need"),
    ("requires", "require"),
    ("lives", "live"),
    ("received", "receive"),
    ("survived", "survive"),
    ("required", "require"),
];

/// Further forms of a predicate.
pub(super) fn forms(phrase: &str) -> Vec<(String, Form)> {
    let words: Vec<&str> = phrase.split_whitespace().collect();
    let Some((&first, rest)) = words.split_first() else { return Vec::new() };
    if rest.first().is_some_and(|next| matches!(*next, "not" | "never" | "no")) {
        return Vec::new();
    }
    let verbs = words.iter().take_while(|word| is_among(AUXILIARIES, &word.to_lowercase())).count();
    let behind = &words[verbs..];
    let is_copula = matches!(first, "is" | "was" | "are" | "were");
    let mut found = Vec::new();
    match behind.split_first() {
        Some((&("a" | "an"), noun)) if verbs == 1 && is_copula && !noun.is_empty() => {
            found.push((noun.join(" "), Form::Noun));
        }
        Some((&("a" | "an" | "the" | "not" | "never" | "no"), _)) | None => {}
        Some(_) if verbs > 0 && (verbs > 1 || !matches!(first, "has" | "had" | "have")) => {
            found.push((behind.join(" "), Form::Participle));
        }
        _ => {}
    }
    if verbs == 0 || verbs == 1 && matches!(first, "has" | "had" | "became" | "got") {
        found.extend(infinitives(first, rest));
    }
    found
}

/// `beats/min`: `/min` and `per minute`, as rates of counted things are written.
pub(super) fn rates(unit: &str) -> Vec<String> {
    const COUNTED: &[&str] = &["beats", "breaths", "respirations", "cells", "counts", "events"];
    let Some(rest) = COUNTED.iter().find_map(|counted| unit.strip_prefix(counted)) else {
        return Vec::new();
    };
    let rest = rest.trim_start();
    match rest.strip_prefix('/') {
        Some("min") => vec!["/min".into(), "/ minute".into(), "per minute".into()],
        Some(_) => vec![rest.to_owned()],
        None if rest.starts_with("per ") || rest.starts_with("a ") => vec![rest.to_owned()],
        None => Vec::new(),
    }
}

/// Further forms of the name of something that has a number: `MAPs`, `oxygen saturations`, `aged`.
pub(super) fn names(anchor: &str) -> Option<String> {
    let last = anchor.rsplit(' ').next()?;
    let is_word = last.len() > 2 && last.chars().all(char::is_alphabetic);
    match last {
        "age" => Some(format!("{anchor}d")),
        _ if is_word && !last.ends_with('s') => Some(format!("{anchor}s")),
        _ => None,
    }
}

/// Whether a word looks like an adjective: `tachycardic`, `hypotensive`, `febrile`.
pub(super) fn is_adjective(word: &str) -> bool {
    ["ic", "ive", "ile", "ed", "al", "ous"].iter().any(|ending| word.ends_with(ending))
}

/// `smokes cigarettes`: `smoke cigarettes`, `smoking cigarettes` and so on.
fn infinitives(verb: &str, rest: &[&str]) -> Vec<(String, Form)> {
    let verb = verb.to_lowercase();
    let known = IRREGULAR.iter().find(|(past, _)| *past == verb).map(|(_, base)| *base);
    let bases: Vec<String> = match known {
        Some(base) => vec![base.to_owned()],
        None if verb.len() > 4 && verb.ends_with("ed") => {
            vec![verb[..verb.len() - 1].to_owned(), verb[..verb.len() - 2].to_owned()]
        }
        None if verb.len() > 4 && verb.ends_with('s') => vec![verb[..verb.len() - 1].to_owned()],
        None => return Vec::new(),
    };
    let behind = |word: &str| {
        let mut all = vec![word];
        all.extend_from_slice(rest);
        all.join(" ")
    };
    let mut found = Vec::new();
    for base in bases {
        let stem = base.strip_suffix('e').filter(|stem| stem.len() > 2).unwrap_or(&base);
        found.push((behind(&base), Form::Infinitive));
        if !rest.is_empty() {
            found.push((behind(&format!("{stem}ing")), Form::Predicate));
            found.push((behind(&format!("{base}s")), Form::Predicate));
        }
    }
    found
}

/// Whether an auxiliary verb, a negation or a start of a clause stands before this token.
pub(super) fn has_auxiliary(tokens: &Tokens, first: usize) -> bool {
    let mut at = first;
    for _ in 0..6 {
        let Some(before) = at.checked_sub(1) else { return true };
        at = before;
        match tokens.kind_at(at) {
            Kind::Break | Kind::Mark('.' | ':' | ';' | ',' | '|' | '-' | '(') => return true,
            Kind::Word => {}
            _ => return false,
        }
        let word = tokens.text(at);
        if tokens.is_in(at, List::Auxiliaries)
            || matches!(
                word,
                "patient"
                    | "pt"
                    | "she"
                    | "he"
                    | "not"
                    | "never"
                    | "and"
                    | "but"
                    | "or"
                    | "non"
                    | "then"
            )
        {
            return true;
        }
        if !(tokens.is_in(at, List::Adverbs) || word.ends_with("ly")) {
            return false;
        }
    }
    false
}

/// Whether a verb that takes an infinitive stands before this token.
pub(super) fn has_modal(tokens: &Tokens, first: usize) -> bool {
    let mut at = first;
    for _ in 0..4 {
        let Some(before) = at.checked_sub(1) else { return false };
        at = before;
        let word = tokens.text(at);
        if tokens.is_in(at, List::Modals) {
            return true;
        }
        if !(tokens.is_in(at, List::Adverbs) || word.ends_with("ly")) {
            return false;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn predicates_have_the_forms_of_grammar() {
        let all = |phrase| forms(phrase).into_iter().map(|(form, _)| form).collect::<Vec<_>>();
        assert_eq!(all("was intubated"), ["intubated"]);
        assert_eq!(all("is a smoker"), ["smoker"]);
        assert_eq!(all("died"), ["die"]);
        assert_eq!(
            all("received vasopressors"),
            ["receive vasopressors", "receiving vasopressors", "receives vasopressors"]
        );
        assert_eq!(all("has not visited Asia"), Vec::<String>::new());
    }
}
