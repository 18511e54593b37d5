//! A mechanism in one sentence.

use scm::{Link, Mechanism, Noise, Term, Values, Variable};

use crate::number;

/// Parents, states or terms that are named one by one; more are counted.
const MOST_NAMED: usize = 4;

/// The mechanism of a variable in one sentence with its full stop.
pub(crate) fn sentence(variable: &Variable) -> String {
    let states = variable.values.states();
    let unit = if variable.unit.is_empty() { String::new() } else { format!(" {}", variable.unit) };
    let words = match &variable.mechanism {
        Mechanism::Table { rows } => table(states, rows, &variable.parents),
        Mechanism::Linear { intercept, terms, standard_deviation } => {
            let noise = if *standard_deviation == 0.0 {
                "without noise".to_owned()
            } else {
                format!(
                    "with normal noise of standard deviation {}{unit}",
                    significant(*standard_deviation)
                )
            };
            format!("{}, {noise}", linear(*intercept, terms))
        }
        Mechanism::Logistic { scores } => match (scores.as_slice(), states.len()) {
            ([score], 2) => {
                format!("{}: log odds are {}", score.state, linear(score.intercept, &score.terms))
            }
            _ => format!(
                "One of {} by a multinomial logistic function{}",
                list(states),
                of(&variable.parents)
            ),
        },
        Mechanism::Poisson { intercept, terms } => {
            format!("A Poisson count; the logarithm of its mean is {}", linear(*intercept, terms))
        }
        Mechanism::Additive { mean, spread, noise, link } => {
            let noise = noise_words(noise);
            let sum = match spread.trim() {
                "1" => format!("{mean} + {noise} noise"),
                spread => format!("{mean} + ({spread}) × {noise} noise"),
            };
            match link {
                Link::Identity => sum,
                Link::Exp => format!("The exponential of {sum}"),
                Link::Between { low, high } => format!(
                    "Between {} and {}{unit}, by the logistic function of {sum}",
                    significant(*low),
                    significant(*high)
                ),
                Link::Increasing(expression) => format!("{expression}, where z is {sum}"),
            }
        }
        Mechanism::Formula { expression } => format!("Computed without noise: {expression}"),
        Mechanism::Empirical { values } => match (values.first(), values.last()) {
            (Some(first), Some(last)) => format!(
                "One of {} observed values from {} to {}{unit}",
                number::count(values.len() as f64),
                significant(*first),
                significant(*last)
            ),
            _ => "One of no values".to_owned(),
        },
        Mechanism::Forest(_) => {
            format!("A random forest that was fitted to data{}", of(&variable.parents))
        }
    };
    let kind = match (&variable.values, &variable.mechanism) {
        (Values::Unordered(_), _) => "; its states have no order",
        (Values::Count, Mechanism::Additive { .. } | Mechanism::Linear { .. }) => {
            ", a whole number"
        }
        _ => "",
    };
    format!("{words}{kind}.")
}

/// A number with four significant digits at most, a true minus sign and no trailing zeros.
pub(crate) fn significant(value: f64) -> String {
    let size = value.abs();
    if size == 0.0 || !value.is_finite() {
        return "0".to_owned();
    }
    let text = if (1e-4..1e6).contains(&size) {
        let decimals = [1e3, 1e2, 1e1, 1.0, 0.1, 0.01, 0.001]
            .iter()
            .position(|&limit| size >= limit)
            .unwrap_or(7);
        let text = format!("{value:.decimals$}");
        if text.contains('.') {
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        } else {
            text
        }
    } else {
        format!("{value:.3e}")
    };
    text.replace('-', "−")
}

fn table(states: &[String], rows: &[Vec<f64>], parents: &[String]) -> String {
    if rows.len() == 1 {
        let shares: Vec<String> = states
            .iter()
            .zip(&rows[0])
            .map(|(state, share)| format!("{state} with probability {}", significant(*share)))
            .collect();
        return list(&shares);
    }
    let configurations = format!("{} configurations{}", rows.len(), of(parents));
    let Some(last) = states.last().filter(|_| states.len() == 2) else {
        return format!(
            "One of {}, with one distribution for each of {configurations}",
            list(states)
        );
    };
    let shares = rows.iter().filter_map(|row| row.last());
    let (mut least, mut greatest) = (1.0_f64, 0.0_f64);
    for &share in shares {
        least = least.min(share);
        greatest = greatest.max(share);
    }
    if least == greatest {
        return format!(
            "{last} with probability {}, whatever {}",
            significant(least),
            list(parents)
        );
    }
    format!(
        "{last} with a probability from {} to {}, one for each of {configurations}",
        significant(least),
        significant(greatest)
    )
}

/// `120 + 0.5 · age − 4 where sex is female`.
fn linear(intercept: f64, terms: &[Term]) -> String {
    let mut text = significant(intercept);
    for term in terms.iter().take(MOST_NAMED) {
        let sign = if term.coefficient < 0.0 { "−" } else { "+" };
        let size = significant(term.coefficient.abs());
        text += &match &term.state {
            Some(state) => format!(" {sign} {size} where {} is {state}", term.parent),
            None => format!(" {sign} {size} · {}", term.parent),
        };
    }
    match terms.len().saturating_sub(MOST_NAMED) {
        0 => text,
        1 => text + " + one further term",
        n => format!("{text} + {n} further terms"),
    }
}

fn noise_words(noise: &Noise) -> String {
    match noise {
        Noise::Normal => "standard normal".to_owned(),
        Noise::Uniform => "uniform".to_owned(),
        Noise::Logistic => "logistic".to_owned(),
        Noise::Laplace => "Laplace".to_owned(),
        Noise::Exponential => "exponential".to_owned(),
        Noise::Empirical(values) => {
            format!("empirical ({} values)", number::count(values.len() as f64))
        }
    }
}

fn of(parents: &[String]) -> String {
    if parents.is_empty() { String::new() } else { format!(" of {}", list(parents)) }
}

/// `a, b and c`; many are counted.
fn list(items: &[String]) -> String {
    match items {
        [] => "nothing".to_owned(),
        [one] => one.clone(),
        [first @ .., last] if items.len() <= MOST_NAMED + 1 => {
            format!("{} and {last}", first.join(", "))
        }
        _ => format!("{} and {} others", items[..MOST_NAMED].join(", "), items.len() - MOST_NAMED),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variable(values: Values, parents: &[&str], mechanism: Mechanism) -> Variable {
        Variable {
            about: String::new(),
            unit: String::new(),
            values,
            parents: parents.iter().map(|&name| name.to_owned()).collect(),
            mechanism,
        }
    }

    fn yes_no() -> Values {
        Values::Ordered(vec!["no".to_owned(), "yes".to_owned()])
    }

    #[test]
    fn mechanisms_are_said_in_one_sentence() {
        let root = Mechanism::Table { rows: vec![vec![0.99, 0.01]] };
        assert_eq!(
            sentence(&variable(yes_no(), &[], root)),
            "no with probability 0.99 and yes with probability 0.01."
        );
        let rows = vec![vec![0.9, 0.1], vec![0.3, 0.7], vec![0.2, 0.8], vec![0.1, 0.9]];
        assert_eq!(
            sentence(&variable(yes_no(), &["bronc", "either"], Mechanism::Table { rows })),
            "yes with a probability from 0.1 to 0.9, one for each of 4 configurations of bronc and either."
        );
        let term = |parent: &str, state: Option<&str>, coefficient| Term {
            parent: parent.to_owned(),
            state: state.map(str::to_owned),
            coefficient,
        };
        let linear = Mechanism::Linear {
            intercept: 120.0,
            terms: vec![term("age", None, 0.5), term("sex", Some("female"), -4.0)],
            standard_deviation: 10.0,
        };
        let mut pressure = variable(Values::Number, &["age", "sex"], linear);
        "mmHg".clone_into(&mut pressure.unit);
        assert_eq!(
            sentence(&pressure),
            "120 + 0.5 · age − 4 where sex is female, with normal noise of standard deviation 10 mmHg."
        );
    }

    #[test]
    fn numbers_keep_four_significant_digits() {
        for (value, text) in [
            (0.0, "0"),
            (1.0, "1"),
            (-0.012_345_6, "−0.01235"),
            (1_234.56, "1235"),
            (0.5, "0.5"),
            (120.0, "120"),
            (1e-9, "1.000e−9"),
        ] {
            assert_eq!(significant(value), text);
        }
    }
}
