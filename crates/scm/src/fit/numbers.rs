//! Numbers: least squares with normal or empirical noise, and laws of numbers without parents.

use super::{
    Case, FitConfig, FitError, FitRemark, Law,
    design::{Design, check_finite, learning},
};
use crate::{Link, Mechanism, Noise, Term};
use learn::{LinearConfig, linear::fit_linear};
use numeric::{float, sum};

/// A number given its parents, or on its own.
pub(super) fn fit_number(
    case: &Case,
    config: &FitConfig,
    remarks: &mut Vec<FitRemark>,
) -> Result<Mechanism, FitError> {
    let numbers = case.numbers();
    if numbers.iter().all(|number| *number == numbers[0]) {
        remarks.push(FitRemark::OneValue);
    }
    if case.parents.is_empty() && config.roots == Law::Empirical {
        return Ok(Mechanism::Empirical { values: thinned(numbers.to_vec(), config, remarks) });
    }
    let design = Design::new(case, 1)?;
    let model = fit_linear(&design.features, numbers, None, &LinearConfig::default())
        .map_err(|error| learning(case, error))?;
    let (constant, dependent) = (&model.constant_columns, &model.dependent_columns);
    design.remark_left_out(case, constant, dependent, remarks);
    let n_coefficients = 1 + model.slopes.len() - constant.len() - dependent.len();
    let n_free = case.n_rows.saturating_sub(n_coefficients);
    let means = model.predict(&design.features);
    let mut residuals: Vec<f64> =
        numbers.iter().zip(means).map(|(number, mean)| number - mean).collect();
    let squares = sum::dot(&residuals, &residuals);
    check_finite(case, model.slopes.iter().chain([&model.intercept, &squares]))?;
    let terms = design.terms(case, &model.slopes);
    if n_free == 0 {
        remarks.push(FitRemark::NoFreedom);
        let intercept = model.intercept;
        return Ok(Mechanism::Linear { intercept, terms, standard_deviation: 0.0 });
    }
    if case.parents.is_empty() || config.residuals == Law::Normal {
        let standard_deviation = float::sqrt(squares / n_free as f64);
        return Ok(Mechanism::Linear { intercept: model.intercept, terms, standard_deviation });
    }
    // Residuals of a fit are smaller than the noise, by this factor on average.
    let factor = float::sqrt(case.n_rows as f64 / n_free as f64);
    for residual in &mut residuals {
        *residual *= factor;
    }
    Ok(Mechanism::Additive {
        mean: expression(model.intercept, &terms),
        spread: "1".to_owned(),
        noise: Noise::Empirical(thinned(residuals, config, remarks)),
        link: Link::Identity,
    })
}

/// Values in ascending order, at most as many as the settings allow: those in the middle of equal parts.
pub(super) fn thinned(
    mut values: Vec<f64>,
    config: &FitConfig,
    remarks: &mut Vec<FitRemark>,
) -> Vec<f64> {
    // Adding 0 turns −0 into 0.
    for value in &mut values {
        *value += 0.0;
    }
    values.sort_unstable_by(f64::total_cmp);
    let (of, kept) = (values.len() as u64, u64::from(config.most_values));
    if of <= kept {
        return values;
    }
    remarks.push(FitRemark::Thinned { kept: kept as u32, of: of as u32 });
    (0..kept).map(|part| values[((2 * part + 1) * of / (2 * kept)) as usize]).collect()
}

/// A linear function as an expression of the parents.
fn expression(intercept: f64, terms: &[Term]) -> String {
    let mut text = format!("{intercept:?}");
    for Term { parent, state, coefficient } in terms {
        let sign = if coefficient.is_sign_negative() { '-' } else { '+' };
        let size = coefficient.abs();
        let parent = written_name(parent);
        match state {
            None => text.push_str(&format!(" {sign} {size:?} * {parent}")),
            Some(state) => {
                let state = state.replace('\\', "\\\\").replace('"', "\\\"");
                text.push_str(&format!(" {sign} if({parent} = \"{state}\", {size:?}, 0)"));
            }
        }
    }
    text
}

/// A name as expressions have it: in backticks unless it is made of letters and digits.
fn written_name(name: &str) -> String {
    let is_plain = name.starts_with(|letter: char| letter.is_ascii_alphabetic())
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
        && !matches!(name, "and" | "or" | "not");
    if is_plain {
        name.to_owned()
    } else {
        format!("`{}`", name.replace('\\', "\\\\").replace('`', "``"))
    }
}
