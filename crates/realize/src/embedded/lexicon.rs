//! The lexicon: every way in which the words of a dictionary state each value, sorted once by what
//! kind of sentence each fits.

use crate::{
    dictionary::{Dictionary, Finding, Number, Part, Policy, Says, Slot, States},
    log_line,
};

use super::grammar::{
    anchor_article, article, indefinite, is_activity, is_compound, is_finite, is_negative,
    is_plural, is_qualified, without_article,
};

/// What kind of sentence an expression fits. The order is that of a grouped text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    /// A noun that the subject is: `woman`.
    Person,
    /// A thing that is there: `diabetes`.
    Affirmed,
    /// A thing that is not there.
    Denied,
    /// How the subject is: `septic`.
    Adjective,
    /// How the subject is not.
    DeniedAdjective,
    /// What the subject does or did: `was intubated`.
    Predicate,
    /// The same with a negation in its words.
    NegativePredicate,
    /// An anchor and a grade: `heart rate`, `high`.
    Grade,
    /// An anchor and a number.
    Reading,
}

/// Whole sentences or fragments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Prose,
    Fragments,
}

/// One way to state a value.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "features of a phrase, independent of each other"
)]
pub(super) struct Expression {
    pub(super) class: Class,
    /// The noun phrase, adjective, predicate or anchor.
    pub(super) words: Box<str>,
    /// The article before the words, with its space; for a grade that before `grade words`.
    pub(super) article: &'static str,
    /// The grade beside an anchor; empty elsewhere.
    pub(super) grade: Box<str>,
    /// Whether the grade can stand before the anchor: `high heart rate`.
    pub(super) is_before: bool,
    /// Whether the words stand in the plural.
    pub(super) is_plural: bool,
    /// Whether the words have to stand alone.
    pub(super) is_alone: bool,
    /// Whether they say that something is not there.
    pub(super) denies: bool,
    /// Whether the words have an article or say when, so that not every frame takes them.
    pub(super) is_particular: bool,
    /// Whether the words name something that one does.
    pub(super) is_activity: bool,
}

/// The expressions of one value, those of a class beside each other.
#[derive(Clone, Debug, Default)]
pub(super) struct Value {
    pub(super) expressions: Vec<Expression>,
    /// Where each class that fits whole sentences begins and ends.
    in_prose: Vec<[usize; 2]>,
    /// The same for the classes that fit fragments.
    in_fragments: Vec<[usize; 2]>,
    /// The state as a log line writes it.
    pub(super) code: Box<str>,
}

/// One slot, ready to be written.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) part: Part,
    pub(super) is_hidden: bool,
    /// What stands before `=` in a log line.
    pub(super) key: Box<str>,
    /// One value a state; one in all for a number.
    pub(super) values: Vec<Value>,
    pub(super) number: Option<Reading>,
    /// Pronoun and possessive of each state, where its hints give them.
    pub(super) pronouns: Vec<Option<[&'static str; 2]>>,
}

/// How a number is written.
#[derive(Clone, Debug, Default)]
pub(super) struct Reading {
    pub(super) decimals: usize,
    /// Spellings of the model's unit, each with the space that it needs before it.
    pub(super) units: Vec<Unit>,
    /// Spellings that stand before a noun: `-year-old`.
    pub(super) before_noun: Vec<Box<str>>,
    /// The same in fragments: ` y/o`.
    pub(super) short_before_noun: Vec<Box<str>>,
    /// Spellings that say of the subject how old it is: ` years old`.
    pub(super) of_subject: Vec<Box<str>>,
}

/// A unit after 1 and after other numbers.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    pub(super) one: Box<str>,
    pub(super) many: Box<str>,
}

impl Value {
    fn new(mut expressions: Vec<Expression>, code: &str, part: Part) -> Self {
        expressions.sort_by_key(|expression| expression.class);
        let mut distinct: Vec<Expression> = Vec::new();
        for expression in expressions {
            if !expression.words.is_empty() && !distinct.contains(&expression) {
                distinct.push(expression);
            }
        }
        let mut groups: Vec<[usize; 2]> = Vec::new();
        for (place, expression) in distinct.iter().enumerate() {
            match groups.last_mut() {
                Some(group) if distinct[group[0]].class == expression.class => group[1] = place + 1,
                _ => groups.push([place, place + 1]),
            }
        }
        let fitting = |fits: fn(Class, Part) -> bool| {
            let some: Vec<[usize; 2]> = groups
                .iter()
                .filter(|group| fits(distinct[group[0]].class, part))
                .copied()
                .collect();
            if some.is_empty() { groups.clone() } else { some }
        };
        Self {
            in_prose: fitting(fits_prose),
            in_fragments: fitting(fits_fragments),
            code: log_line::word(code).into(),
            expressions: distinct,
        }
    }

    /// An expression for whole sentences or for fragments, by numbers drawn from `below`; the usual
    /// one of each class twice as often as another.
    pub(super) fn pick(
        &self,
        style: Style,
        mut below: impl FnMut(usize) -> usize,
    ) -> Option<&Expression> {
        let groups = self.groups(style);
        let group = match groups.len() {
            0 => return None,
            1 => groups[0],
            n_groups => groups[below(n_groups)],
        };
        self.expressions.get(pick_usual_more(group[0], group[1], below))
    }

    /// A noun that the subject is, if there is one.
    /// Single words only: `female patient` would say twice that the subject is a patient.
    pub(super) fn pick_person(&self, below: impl FnMut(usize) -> usize) -> Option<&Expression> {
        let is_person =
            |each: &&Expression| each.class == Class::Person && !each.words.contains(' ');
        match self.expressions.iter().filter(is_person).count() {
            0 => None,
            n_persons => {
                let place = pick_usual_more(0, n_persons, below);
                self.expressions.iter().filter(is_person).nth(place)
            }
        }
    }

    /// In how many ways the value can be stated, the sentence around it not counted.
    pub(super) fn n_distinct(&self, style: Style) -> usize {
        let mut texts: Vec<[&str; 2]> = self
            .groups(style)
            .iter()
            .flat_map(|group| &self.expressions[group[0]..group[1]])
            .map(|each| [&*each.words, &*each.grade])
            .collect();
        texts.sort_unstable();
        texts.dedup();
        texts.len()
    }

    fn groups(&self, style: Style) -> &[[usize; 2]] {
        match style {
            Style::Prose => &self.in_prose,
            Style::Fragments => &self.in_fragments,
        }
    }
}

/// A place in `from..to`, the usual one, which is the first, about every third time or more
/// often.
pub(super) fn pick_usual_more(
    from: usize,
    to: usize,
    mut below: impl FnMut(usize) -> usize,
) -> usize {
    let n = to - from;
    // One draw: the first third goes to the usual one.
    let drawn = if n <= 1 { 0 } else { below(n + n.div_ceil(2)) };
    from + if drawn >= n { 0 } else { drawn }
}

/// What was done and how it ended, and who the row is about, is told by verbs.
fn fits_prose(class: Class, part: Part) -> bool {
    match part {
        Part::Outcome => !matches!(
            class,
            Class::Affirmed | Class::Denied | Class::Adjective | Class::DeniedAdjective
        ),
        Part::Treatment => !matches!(class, Class::Affirmed | Class::Denied),
        Part::Identity => !matches!(class, Class::Affirmed | Class::Denied | Class::Grade),
        _ => true,
    }
}

/// Fragments have no verb but where they tell how it ended.
fn fits_fragments(class: Class, part: Part) -> bool {
    let is_predicate = matches!(class, Class::Predicate | Class::NegativePredicate);
    match part {
        Part::Outcome => is_predicate || class == Class::Reading,
        _ => !is_predicate,
    }
}

impl Expression {
    /// Whether this is a predicate in the present tense, beside which the past reads badly.
    pub(super) fn is_present_tense(&self) -> bool {
        let first = self.words.split(' ').next().unwrap_or_default();
        matches!(self.class, Class::Predicate | Class::NegativePredicate)
            && first.ends_with('s')
            && first != "was"
    }
}

impl Entry {
    pub(super) fn new(slot: &Slot, key: &str) -> Self {
        let (values, number, pronouns) = match &slot.says {
            Says::Finding(finding) => (finding_values(slot, finding), None, vec![None, None]),
            Says::States(states) => (state_values(slot, states), None, pronouns(states)),
            Says::Number(number) => {
                let (value, reading) = number_value(slot, number);
                (vec![value], Some(reading), Vec::new())
            }
        };
        Self {
            part: slot.part,
            is_hidden: slot.policy == Policy::MustNot,
            key: key.into(),
            values,
            number,
            pronouns,
        }
    }
}

/// All words, in lower case, that a reader takes for a slot or a watched thing.
pub(super) fn taken_words(dictionary: &Dictionary) -> Vec<String> {
    let mut words: Vec<&String> = Vec::new();
    for slot in &dictionary.slots {
        words.push(&slot.label);
        match &slot.says {
            Says::Finding(finding) => {
                words.extend(&finding.terms);
                words.extend(&finding.adjectives);
                words.extend(&finding.present_phrases);
                words.extend(&finding.absent_phrases);
            }
            Says::States(states) => {
                words.extend(&states.anchors);
                for state in &states.states {
                    words.extend(&state.terms);
                    words.extend(&state.adjectives);
                    words.extend(&state.phrases);
                }
            }
            Says::Number(number) => {
                words.extend(&number.anchors);
                words.extend(number.bands.iter().flat_map(|band| &band.words));
            }
        }
    }
    words.extend(dictionary.watched.iter().flat_map(|watched| &watched.terms));
    words.iter().map(|words| words.to_lowercase()).collect()
}

fn expression(class: Class, words: &str) -> Expression {
    Expression {
        class,
        words: words.into(),
        article: "",
        grade: "".into(),
        is_before: false,
        is_plural: is_plural(words),
        is_alone: is_compound(words),
        denies: matches!(class, Class::Denied | Class::DeniedAdjective | Class::NegativePredicate),
        is_particular: is_qualified(words) || !article(words).is_empty(),
        is_activity: is_activity(words),
    }
}

fn noun(term: &str) -> Expression {
    let article = article(term);
    Expression { article, ..expression(Class::Affirmed, term) }
}

fn denied_noun(term: &str) -> Expression {
    let words = without_article(term);
    Expression { article: article(words), ..expression(Class::Denied, words) }
}

fn predicate(phrase: &str) -> Expression {
    let class = if is_negative(phrase) { Class::NegativePredicate } else { Class::Predicate };
    // The copula that a phrase without a verb of its own needs stands where the article does.
    let article = if is_finite(phrase) { "" } else { "was " };
    Expression { article, ..expression(class, phrase) }
}

fn adjective(class: Class, word: &str) -> Expression {
    // An adjective with its own negation reads on into what follows, so it stands alone.
    let alone = is_compound(word) || is_negative(word);
    Expression { is_alone: alone, ..expression(class, word) }
}

fn finding_values(slot: &Slot, finding: &Finding) -> Vec<Value> {
    let mut present: Vec<Expression> = Vec::new();
    let mut absent: Vec<Expression> = Vec::new();
    let is_usable = |term: &&String| !term.trim().is_empty();
    for term in finding.terms.iter().filter(is_usable) {
        present.push(noun(term));
        absent.push(denied_noun(term));
    }
    for word in finding.adjectives.iter().filter(is_usable) {
        present.push(adjective(Class::Adjective, word));
        if !is_negative(word) {
            let denied = adjective(Class::DeniedAdjective, word);
            // Where the dictionary has `was not intubated` as a phrase, no list goes on behind it.
            let not_so = format!("not {word}");
            let is_phrase = finding.absent_phrases.iter().any(|phrase| phrase.ends_with(&not_so));
            absent.push(Expression { is_alone: denied.is_alone || is_phrase, ..denied });
        }
    }
    present
        .extend(finding.present_phrases.iter().filter(is_usable).map(|phrase| predicate(phrase)));
    let absent_phrases = finding.absent_phrases.iter().filter(is_usable);
    absent.extend(absent_phrases.map(|phrase| Expression { denies: true, ..predicate(phrase) }));
    if present.is_empty() {
        present.push(noun(&slot.label));
    }
    if absent.is_empty() {
        absent.push(denied_noun(&slot.label));
    }
    vec![
        Value::new(present, &finding.present, slot.part),
        Value::new(absent, &finding.absent, slot.part),
    ]
}

fn state_values(slot: &Slot, states: &States) -> Vec<Value> {
    // A value at which a pronoun points is one that the subject is: a woman, a man.
    let is_person = states.states.iter().any(|words| !words.hints.is_empty());
    states
        .states
        .iter()
        .map(|words| {
            let mut ways: Vec<Expression> = Vec::new();
            for term in &words.terms {
                ways.push(if is_person {
                    Expression { article: indefinite(term), ..expression(Class::Person, term) }
                } else {
                    noun(term)
                });
            }
            ways.extend(words.adjectives.iter().map(|word| adjective(Class::Adjective, word)));
            ways.extend(words.phrases.iter().map(|phrase| predicate(phrase)));
            // A grade such as `negative` is left to others: a reader may take it for a denial.
            let has_plain = words.grades.iter().any(|word| !is_negative(word));
            let is_clear = |word: &&String| !has_plain || !is_negative(word);
            for anchor in &states.anchors {
                let grades = words.grades.iter().filter(is_clear);
                ways.extend(grades.map(|word| grade(slot, anchor, word)));
            }
            if ways.iter().all(|way| way.words.trim().is_empty()) {
                let anchor = states.anchors.first().unwrap_or(&slot.label);
                ways.push(grade(slot, anchor, words.grades.first().unwrap_or(&words.state)));
            }
            Value::new(ways, &words.state, slot.part)
        })
        .collect()
}

fn grade(slot: &Slot, anchor: &str, word: &str) -> Expression {
    let is_before = slot.part != Part::Identity
        && !word.contains(' ')
        && !["zero", "nil", "clear"].contains(&word)
        && !is_negative(word)
        && !is_compound(anchor);
    Expression {
        article: anchor_article(anchor, word),
        grade: word.into(),
        is_before,
        is_alone: is_compound(anchor) || is_compound(word) || is_negative(word),
        ..expression(Class::Grade, anchor)
    }
}

fn pronouns(states: &States) -> Vec<Option<[&'static str; 2]>> {
    const PAIRS: [[&str; 2]; 2] = [["she", "her"], ["he", "his"]];
    let known = |hints: &[String]| {
        PAIRS.into_iter().find(|pair| pair.iter().all(|word| hints.iter().any(|hint| hint == word)))
    };
    states.states.iter().map(|words| known(&words.hints)).collect()
}

fn number_value(slot: &Slot, number: &Number) -> (Value, Reading) {
    let anchors = if number.anchors.is_empty() {
        std::slice::from_ref(&slot.label)
    } else {
        &number.anchors[..]
    };
    let reading = |anchor: &String| {
        let article = anchor_article(anchor, anchor);
        Expression { article, ..expression(Class::Reading, anchor) }
    };
    let value = Value::new(anchors.iter().map(reading).collect(), "", slot.part);
    let spellings = number.units.first().map_or(&[][..], |unit| &unit.terms[..]);
    let mut way = Reading { decimals: usize::from(number.decimals), ..Reading::default() };
    for term in spellings {
        let spaced = match term.chars().next() {
            Some('/' | '-' | '%') => term.clone(),
            _ => format!(" {term}"),
        };
        let singular =
            term.strip_suffix('s').filter(|one| spellings.iter().any(|each| each == one));
        let plural = format!("{term}s");
        if term.is_empty() || term.ends_with('.') || spellings.contains(&plural) {
            // A stop would end the sentence; a singular comes with its plural.
        } else if term.ends_with("year-old") {
            way.before_noun.push(format!("-{}", term.trim_start_matches('-')).into());
        } else if term.ends_with(" old") || term.ends_with(" of age") {
            let is_plural = term.split(' ').next().is_some_and(|word| word.ends_with('s'));
            if is_plural {
                way.of_subject.push(spaced.into());
            }
        } else if ["y/o", "yo"].contains(&&**term) {
            way.short_before_noun.push(spaced.into());
        } else {
            way.units.push(Unit {
                one: singular.map_or(spaced.clone(), |one| format!(" {one}")).into(),
                many: spaced.into(),
            });
        }
    }
    (value, way)
}
