//! Interventions between their text form and words: `smoke = no`, "set smoke to no".

/// How a node is acted on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// It gets a value.
    Set,
    /// It gets more, or less, than it would have.
    Shift,
    /// It follows an expression.
    Rule,
    /// It gets a random state.
    Draw,
}

/// An intervention as it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Told {
    /// The node.
    pub(super) node: String,
    /// How it is acted on.
    pub(super) how: How,
    /// The value, the step, the expression, or the probabilities with commas between them.
    pub(super) value: String,
}

impl How {
    /// Its key in a select.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Set => "set",
            Self::Shift => "shift",
            Self::Rule => "rule",
            Self::Draw => "draw",
        }
    }

    /// What a select shows.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Set => "to",
            Self::Shift => "up by",
            Self::Rule => "by rule",
            Self::Draw => "at random",
        }
    }

    /// What can be done to a node with these states; none for a number or a count.
    pub(super) fn choices(has_states: bool) -> [Self; 3] {
        if has_states {
            [Self::Set, Self::Draw, Self::Rule]
        } else {
            [Self::Set, Self::Shift, Self::Rule]
        }
    }
}

impl Told {
    /// The text form.
    pub(super) fn text(&self) -> String {
        let (node, value) = (name(&self.node), self.value.trim());
        match self.how {
            How::Set => format!("{node} = {value}"),
            How::Rule => format!("{node} := {value}"),
            How::Draw => format!("{node} ~ {{{value}}}"),
            How::Shift => match value.replace('−', "-").strip_prefix('-') {
                Some(less) => format!("{node} -= {}", less.trim()),
                None => format!("{node} += {}", value.trim_start_matches('+').trim()),
            },
        }
    }

    /// "set smoke to no".
    pub(super) fn words(&self) -> String {
        let (node, value) = (&self.node, &self.value);
        match self.how {
            How::Set => format!("set {node} to {value}"),
            How::Shift => format!("shift {node} by {}", signed(value)),
            How::Rule => format!("give {node} by {value}"),
            How::Draw => format!("draw {node} with {value}"),
        }
    }

    /// "setting smoke to no".
    pub(super) fn doing(&self) -> String {
        let verb = match self.how {
            How::Set => "setting",
            How::Shift => "shifting",
            How::Rule => "giving",
            How::Draw => "drawing",
        };
        let words = self.words();
        let rest = words.split_once(' ').map_or("", |(_, rest)| rest);
        format!("{verb} {rest}")
    }
}

/// Reads a text form; `nodes` are the names that the model has.
pub(super) fn told<'a>(text: &str, nodes: impl Iterator<Item = &'a str>) -> Option<Told> {
    let body = text.trim();
    let quote = body.chars().next().filter(|letter| matches!(letter, '"' | '`' | '\''));
    let (node, rest) = if let Some(quote) = quote {
        body[1..].split_once(quote)?
    } else {
        let known = nodes
            .filter(|name| body.strip_prefix(name).is_some_and(|rest| sign(rest).is_some()))
            .max_by_key(|name| name.len())?;
        body.split_at(known.len())
    };
    let (sign, value) = sign(rest)?;
    let (how, value) = match sign {
        ":=" => (How::Rule, value.to_owned()),
        "+=" => (How::Shift, value.to_owned()),
        "-=" => (How::Shift, format!("-{value}")),
        "~" => (How::Draw, value.trim_start_matches('{').trim_end_matches('}').trim().to_owned()),
        _ => (How::Set, value.to_owned()),
    };
    Some(Told { node: node.to_owned(), how, value })
}

/// Several interventions as the subject of a sentence: "setting smoke to no and shifting age by +2".
pub(super) fn doing(told: &[Told]) -> String {
    let parts: Vec<String> = told.iter().map(Told::doing).collect();
    match parts.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Even probabilities of states, as text.
pub(super) fn even(states: &[String]) -> String {
    let n = states.len().max(1);
    let share = format!("{:.4}", 1.0 / n as f64);
    let share = share.trim_end_matches('0').trim_end_matches('.').to_owned();
    // The last one takes what rounding left.
    let rest = 1.0 - share.parse::<f64>().unwrap_or(0.0) * (n - 1) as f64;
    let rest = format!("{rest:.4}");
    let rest = rest.trim_end_matches('0').trim_end_matches('.');
    let share_of = |index: usize| if index + 1 == n { rest } else { share.as_str() };
    let parts: Vec<String> = states
        .iter()
        .enumerate()
        .map(|(index, state)| format!("{}: {}", state_name(state), share_of(index)))
        .collect();
    parts.join(", ")
}

fn sign(rest: &str) -> Option<(&'static str, &str)> {
    let rest = rest.trim_start();
    [":=", "+=", "-=", "~", "="]
        .into_iter()
        .find_map(|sign| rest.strip_prefix(sign).map(|value| (sign, value.trim())))
}

fn signed(value: &str) -> String {
    match value.replace('-', "−") {
        less if less.starts_with('−') => less,
        more => format!("+{}", more.trim_start_matches('+')),
    }
}

fn name(node: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '.');
    if node.chars().all(is_plain) {
        node.to_owned()
    } else if node.contains('"') {
        format!("`{node}`")
    } else {
        format!("\"{node}\"")
    }
}

fn state_name(state: &str) -> String {
    let is_special = |letter: char| matches!(letter, ',' | ':' | '{' | '}' | '\'' | '"');
    if state.contains(is_special) { format!("\"{state}\"") } else { state.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NODES: [&str; 4] = ["smoke", "age", "age group", "Na+"];

    fn read(text: &str) -> Told {
        told(text, NODES.into_iter()).expect("it can be read")
    }

    #[test]
    fn every_form_goes_to_words_and_back() {
        for (text, words) in [
            ("smoke = no", "set smoke to no"),
            ("age += 2", "shift age by +2"),
            ("age -= 2.5", "shift age by −2.5"),
            ("age := if(smoke = \"no\", 1, age)", "give age by if(smoke = \"no\", 1, age)"),
            ("smoke ~ {no: 0.3, yes: 0.7}", "draw smoke with no: 0.3, yes: 0.7"),
            ("\"age group\" = old", "set age group to old"),
            ("\"Na+\" += 4", "shift Na+ by +4"),
        ] {
            assert_eq!(read(text).words(), words);
            assert_eq!(read(text).text(), text);
        }
        assert_eq!(read("Na+ = 140").node, "Na+");
        assert_eq!(told("nothing = 3", NODES.into_iter()), None);
    }

    #[test]
    fn several_are_the_subject_of_one_sentence() {
        let all = [read("smoke = no"), read("age += 2"), read("Na+ = 140")];
        assert_eq!(doing(&all), "setting smoke to no, shifting age by +2 and setting Na+ to 140");
    }

    #[test]
    fn even_probabilities_sum_to_one() {
        let states = ["a", "b: c", "d"].map(str::to_owned);
        assert_eq!(even(&states), "a: 0.3333, \"b: c\": 0.3333, d: 0.3334");
        assert_eq!(even(&states[..2]), "a: 0.5, \"b: c\": 0.5");
    }
}
