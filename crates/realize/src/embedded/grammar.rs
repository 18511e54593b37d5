//! English grammar as far as the words of a dictionary need it: articles by sound, number, finite
//! verbs, words that negate.

/// Heads of noun phrases that want an article when they are affirmed; mass nouns such as most
/// diseases want none.
const COUNTED: &[&str] = &[
    "abnormality",
    "airway",
    "alarm",
    "artifact",
    "attack",
    "bronchus",
    "carcinoma",
    "catheter",
    "circuit",
    "clot",
    "condition",
    "connection",
    "cough",
    "course",
    "deficit",
    "device",
    "disconnection",
    "disturbance",
    "drug",
    "effusion",
    "embolus",
    "episode",
    "error",
    "exposure",
    "film",
    "finding",
    "habit",
    "hospitalization",
    "illness",
    "image",
    "infection",
    "infiltrate",
    "infusion",
    "journey",
    "kink",
    "leak",
    "lesion",
    "line",
    "malignancy",
    "mass",
    "misplacement",
    "misreading",
    "monitor",
    "murmur",
    "nodule",
    "opacity",
    "operation",
    "outcome",
    "procedure",
    "radiograph",
    "rate",
    "reaction",
    "reading",
    "response",
    "scan",
    "score",
    "shadow",
    "smoker",
    "stay",
    "stroke",
    "syndrome",
    "transplant",
    "trip",
    "tube",
    "tumor",
    "vasopressor",
    "ventilator",
    "ventricle",
    "vessel",
    "visit",
    "x-ray",
];

/// Heads of anchors that want no article beside a grade: `high arterial carbon dioxide`.
const UNCOUNTED: &[&str] = &[
    "co2",
    "creatinine",
    "dioxide",
    "fluid",
    "flow",
    "glucose",
    "hemoglobin",
    "intubation",
    "lactate",
    "oxygen",
    "placement",
    "potassium",
    "pressure",
    "radiography",
    "resuscitation",
    "saturation",
    "smoking",
    "sodium",
    "use",
    "ventilation",
];

/// First words of predicates without a finite verb, beside those in -ing.
const NOT_FINITE: &[&str] = &[
    "admitted",
    "alive",
    "at",
    "dead",
    "deceased",
    "discharged",
    "extubated",
    "free",
    "given",
    "in",
    "intubated",
    "known",
    "not",
    "off",
    "on",
    "sedated",
    "started",
    "transferred",
    "treated",
    "under",
    "unable",
    "ventilated",
    "with",
    "without",
];

/// Words after which a reader takes what follows as denied.
const NEGATING: &[&str] = &[
    "no", "not", "never", "without", "none", "denies", "denied", "negative", "nor", "neither",
    "cannot", "free", "absent", "absence", "lacks", "lacked", "non",
];

/// `a` or `an`, by the sound with which the word begins, each with its space.
pub(super) fn indefinite(phrase: &str) -> &'static str {
    if begins_with_vowel(phrase) { "an " } else { "a " }
}

/// The article of an affirmed noun phrase: none for plurals, mass nouns, and where one stands there.
pub(super) fn article(phrase: &str) -> &'static str {
    if without_article(phrase).len() < phrase.len() || is_plural(phrase) {
        return "";
    }
    let head = head(phrase).to_ascii_lowercase();
    if COUNTED.contains(&&*head) { indefinite(phrase) } else { "" }
}

/// The article of an anchor beside a grade or before its number, by the sound of `first`.
pub(super) fn anchor_article(anchor: &str, first: &str) -> &'static str {
    let head = head(anchor).to_ascii_lowercase();
    if is_plural(anchor) || UNCOUNTED.contains(&&*head) { "" } else { indefinite(first) }
}

/// Whether a noun phrase names something that one does and not something that one has: `smoking`.
pub(super) fn is_activity(phrase: &str) -> bool {
    let head = head(phrase);
    head.ends_with("ing") || head == "use"
}

/// Whether a noun phrase itself says that it is known, past or present: `known diabetes`.
pub(super) fn is_qualified(phrase: &str) -> bool {
    let first = phrase.split(' ').next().unwrap_or_default();
    ["known", "previous", "prior", "earlier", "recent", "current", "past", "former"]
        .contains(&first)
}

/// The phrase without the article that it begins with: what stands after `no`.
pub(super) fn without_article(phrase: &str) -> &str {
    let stripped = ["a ", "an ", "the "].iter().find_map(|start| phrase.strip_prefix(start));
    stripped.unwrap_or(phrase)
}

/// Whether a verb that belongs to this noun phrase stands in the plural.
pub(super) fn is_plural(phrase: &str) -> bool {
    let head = head(phrase);
    // Words such as `us` or `as` are too short to be told.
    let is_regular = head.len() > 3
        && head.ends_with('s')
        && !["ss", "us", "is", "os", "betes", "itus", "ens", "asis"]
            .iter()
            .any(|end| head.ends_with(end));
    is_regular || ["bronchi", "alveoli", "emboli", "bacteria", "people"].contains(&head)
}

/// The last word of a noun phrase before what hangs on it: `length` of `length of stay`.
fn head(phrase: &str) -> &str {
    let ends = [
        " of ",
        " in ",
        " on ",
        " at ",
        " to ",
        " from ",
        " with ",
        " by ",
        " as ",
        " for ",
        " into ",
        " through ",
        " per ",
        " due ",
        ",",
    ];
    let end = ends.iter().filter_map(|end| phrase.find(end)).min().unwrap_or(phrase.len());
    phrase[..end].trim_end().rsplit([' ', '/']).next().unwrap_or(phrase)
}

/// Whether a predicate has its own finite verb; one without needs `is` or `was` before it.
pub(super) fn is_finite(phrase: &str) -> bool {
    let first = phrase.split([' ', '-']).next().unwrap_or_default();
    !first.ends_with("ing") && !NOT_FINITE.contains(&first)
}

/// Whether the words themselves deny something, so that what follows them might be taken as denied.
pub(super) fn is_negative(phrase: &str) -> bool {
    phrase
        .split(|letter: char| !letter.is_alphanumeric())
        .any(|word| NEGATING.contains(&&*word.to_ascii_lowercase()))
        || phrase.contains("n't")
}

/// Whether the phrase holds a list or a stop of its own, so that it has to stand alone.
pub(super) fn is_compound(phrase: &str) -> bool {
    [" and ", " or ", " but ", " nor ", ",", ";", ": "].iter().any(|inner| phrase.contains(inner))
}

/// Whether `words` stand in `text` as whole words; both in lower case.
pub(super) fn holds_words(text: &str, words: &str) -> bool {
    let is_letter = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    !words.is_empty()
        && text.match_indices(words).any(|(start, _)| {
            !is_letter(text[..start].chars().next_back())
                && !is_letter(text[start + words.len()..].chars().next())
        })
}

fn begins_with_vowel(phrase: &str) -> bool {
    let word: &str = phrase
        .split(|letter: char| !letter.is_alphanumeric())
        .find(|word| !word.is_empty())
        .unwrap_or_default();
    if word.starts_with(|digit: char| digit.is_ascii_digit()) {
        return number_begins_with_vowel(word);
    }
    let first = word.chars().next().unwrap_or_default().to_ascii_lowercase();
    let letters = word.chars().filter(|letter| letter.is_alphabetic());
    let n_upper = letters.clone().filter(|letter| letter.is_uppercase()).count();
    // Capitals are read letter by letter unless they begin like a word, as `MAP` and `SOFA` do.
    let begins_like_word =
        letters.clone().take(2).any(|letter| "aeiou".contains(letter.to_ascii_lowercase()));
    let is_spelled = word.chars().count() == 1
        || (n_upper >= 2 && (!begins_like_word || n_upper < letters.count()))
        || (n_upper >= 2 && "eiou".contains(first));
    if is_spelled {
        return "aefhilmnorsx".contains(first);
    }
    let word = word.to_ascii_lowercase();
    let starts = |starts: &[&str]| starts.iter().any(|start| word.starts_with(start));
    if starts(&["hour", "honest", "honor", "heir"]) {
        return true;
    }
    let sounds_like_you =
        starts(&["eu", "ura", "ure", "uri", "use", "usu", "ute", "uti", "uni", "ubi"])
            && !starts(&["unin", "unim"]);
    "aeiou".contains(first) && !sounds_like_you && !starts(&["one", "once"])
}

/// Eight, eleven, eighteen, and what begins with them when it is read aloud.
fn number_begins_with_vowel(digits: &str) -> bool {
    let whole = digits.len();
    digits.starts_with('8')
        || (matches!(whole, 2 | 5 | 8)
            && ["11", "18"].iter().any(|start| digits.starts_with(start)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_article_follows_the_sound_and_not_the_letter() {
        for phrase in [
            "hour",
            "X-ray",
            "HR",
            "SpO2",
            "81-year-old woman",
            "18-year-old",
            "11",
            "8",
            "LVEDV",
            "abnormal film",
            "unusual shadow",
            "uninjured vessel",
            "ICU stay",
            "FiO2",
            "800",
            "11000",
            "end-tidal value",
            "anaphylactic reaction",
        ] {
            assert_eq!(indefinite(phrase), "an ", "{phrase}");
        }
        for phrase in [
            "high heart rate",
            "unit",
            "urea level",
            "MAP",
            "SOFA score",
            "CVP",
            "71-year-old",
            "180",
            "110",
            "1",
            "European trip",
            "UTI",
            "one-sided tube",
            "PaCO2",
            "uterine shadow",
        ] {
            assert_eq!(indefinite(phrase), "a ", "{phrase}");
        }
    }

    #[test]
    fn only_counted_singular_nouns_get_an_article() {
        for (phrase, expected) in [
            ("diabetes", ""),
            ("heart failure", ""),
            ("vasopressor", "a "),
            ("visit to Asia", "a "),
            ("abnormal chest X-ray", "an "),
            ("a recent trip to Asia", ""),
            ("vasopressors", ""),
        ] {
            assert_eq!(article(phrase), expected, "{phrase}");
        }
        assert_eq!(without_article("a recent trip"), "recent trip");
        assert_eq!(without_article("anaphylaxis"), "anaphylaxis");
    }

    #[test]
    fn number_is_told_by_the_head() {
        for phrase in ["white cells", "fluids", "days in intensive care", "white blood cells"] {
            assert!(is_plural(phrase), "{phrase}");
        }
        for phrase in [
            "diabetes",
            "sepsis",
            "length of days",
            "diabetes mellitus",
            "weakness",
            "status",
            "gas",
            "tuberculosis",
            "stress",
            "volume of fluids",
        ] {
            assert!(!is_plural(phrase), "{phrase}");
        }
    }

    #[test]
    fn predicates_and_negations_are_told_by_their_words() {
        assert!(is_finite("was intubated") && is_finite("became septic") && is_finite("smokes"));
        assert!(!is_finite("breathing spontaneously") && !is_finite("intubated"));
        assert!(
            is_negative("was not intubated")
                && is_negative("Never smoked")
                && is_negative("didn't die")
        );
        assert!(!is_negative("noted") && !is_negative("normal"));
        assert!(is_compound("tuberculosis or lung cancer") && !is_compound("disorder"));
        assert!(holds_words("there is no evidence", "evidence") && !holds_words("noted", "note"));
    }
}
