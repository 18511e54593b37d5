//! Elementary functions with the same bits on every target, over the `libm` crate.
//!
//! The platform's own `exp`, `ln`, `sin`, `pow` differ in the last bits between operating systems
//! and WebAssembly; these do not. `sqrt` is correctly rounded by IEEE 754 everywhere and is the
//! processor's own.

/// `eˣ`.
pub fn exp(x: f64) -> f64 {
    libm::exp(x)
}

/// `eˣ − 1`, accurate near 0.
pub fn exp_m1(x: f64) -> f64 {
    libm::expm1(x)
}

/// Natural logarithm.
pub fn ln(x: f64) -> f64 {
    libm::log(x)
}

/// `ln(1 + x)`, accurate near 0.
pub fn ln_1p(x: f64) -> f64 {
    libm::log1p(x)
}

/// Logarithm to base 10.
pub fn log10(x: f64) -> f64 {
    libm::log10(x)
}

/// `base` to the power `exponent`.
pub fn pow(base: f64, exponent: f64) -> f64 {
    libm::pow(base, exponent)
}

/// Sine of an angle in radians.
pub fn sin(x: f64) -> f64 {
    libm::sin(x)
}

/// Cosine of an angle in radians.
pub fn cos(x: f64) -> f64 {
    libm::cos(x)
}

/// Hyperbolic tangent.
pub fn tanh(x: f64) -> f64 {
    libm::tanh(x)
}

/// Square root.
pub fn sqrt(x: f64) -> f64 {
    x.sqrt()
}

/// Complementary error function `1 − erf(x)`, accurate in the upper tail.
pub fn erfc(x: f64) -> f64 {
    libm::erfc(x)
}

/// Logistic function `1 / (1 + e⁻ˣ)`, in `[0, 1]`, without overflow for any finite `x`.
pub fn logistic(x: f64) -> f64 {
    if x >= 0.0 {
        1.0 / (1.0 + exp(-x))
    } else {
        let odds = exp(x);
        odds / (1.0 + odds)
    }
}

/// Log-odds `ln(p / (1 − p))` of a probability, accurate near ½; infinite at 0 and 1.
pub fn logit(probability: f64) -> f64 {
    if (0.25..=0.75).contains(&probability) {
        // 2p − 1 is exact here, so the result keeps its relative accuracy around ½.
        ln_1p((2.0 * probability - 1.0) / (1.0 - probability))
    } else {
        ln(probability / (1.0 - probability))
    }
}

/// `ln(1 + eˣ)`, without overflow and without loss for very negative `x`.
pub fn softplus(x: f64) -> f64 {
    if x > 0.0 { x + ln_1p(exp(-x)) } else { ln_1p(exp(x)) }
}

#[cfg(test)]
mod tests {
    use super::{erfc, logistic, logit, softplus};
    use proptest::prelude::*;

    fn check(name: &str, function: fn(f64) -> f64, expected: &[(f64, f64)]) {
        for &(x, value) in expected {
            let found = function(x);
            let allowed = 4.0 * f64::EPSILON * value.abs();
            assert!((found - value).abs() <= allowed, "{name}({x}) is {value}, found {found}");
        }
    }

    /// Exact values computed with 50 digits.
    #[test]
    fn functions_agree_with_exact_values_to_a_few_units_in_the_last_place() {
        check(
            "logistic",
            logistic,
            &[
                (-745.0, 5e-324),
                (-40.0, 4.248_354_255_291_589e-18),
                (-2.0, 0.119_202_922_022_117_56),
                (-1e-9, 0.499_999_999_75),
                (0.0, 0.5),
                (0.7, 0.668_187_772_168_166),
                (3.0, 0.952_574_126_822_433_3),
                (800.0, 1.0),
            ],
        );
        check(
            "softplus",
            softplus,
            &[
                (-40.0, 4.248_354_255_291_589e-18),
                (-2.0, 0.126_928_011_042_972_5),
                (0.0, std::f64::consts::LN_2),
                (0.7, 1.103_186_048_885_458),
                (40.0, 40.0),
                (800.0, 800.0),
            ],
        );
        check(
            "logit",
            logit,
            &[
                (1e-300, -690.775_527_898_213_7),
                (1e-5, -11.512_915_464_920_228),
                (0.2, -1.386_294_361_119_890_6),
                (0.3, -0.847_297_860_387_203_7),
                (0.499_999_999_9, -4.000_000_330_961_484e-10),
                (0.5, 0.0),
                (0.500_000_1, 3.999_999_997_894_63e-7),
                (0.7, 0.847_297_860_387_203_4),
                (0.76, 1.152_679_509_938_385_5),
                (0.999, 6.906_754_778_648_553),
            ],
        );
        check(
            "erfc",
            erfc,
            &[
                (-2.0, 1.995_322_265_018_952_8),
                (0.0, 1.0),
                (0.3, 0.671_373_240_540_872_6),
                (1.0, 0.157_299_207_050_285_13),
                (5.0, 1.537_459_794_428_035e-12),
                (20.0, 5.395_865_611_607_901e-176),
                (26.0, 5.663_192_408_856_143e-296),
            ],
        );
    }

    #[test]
    fn log_odds_of_certainty_are_infinite() {
        assert_eq!(logit(0.0), f64::NEG_INFINITY);
        assert_eq!(logit(1.0), f64::INFINITY);
    }

    proptest! {
        #[test]
        fn the_logistic_function_undoes_log_odds(probability in 1e-12_f64..0.999_999) {
            let back = logistic(logit(probability));
            prop_assert!((back - probability).abs() <= 1e-14 * probability);
        }

        #[test]
        fn the_logistic_function_is_a_probability_everywhere(x in any::<f64>()) {
            prop_assume!(!x.is_nan());
            prop_assert!((0.0..=1.0).contains(&logistic(x)));
        }
    }
}
