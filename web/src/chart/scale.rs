//! Axes: a linear scale and few round ticks.

use super::number::signed;

/// A linear map from data to pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Scale {
    /// Data at the two ends.
    pub(crate) domain: (f64, f64),
    /// Pixels at the two ends.
    pub(crate) range: (f64, f64),
}

/// Round values of an axis, ascending.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ticks {
    /// The values.
    pub(crate) values: Vec<f64>,
    /// Decimals that tell them apart.
    pub(crate) decimals: usize,
}

impl Ticks {
    /// A value of the axis as text, with its sign; zero is `0`.
    pub(crate) fn label(&self, value: f64) -> String {
        if value == 0.0 { "0".to_owned() } else { signed(value, self.decimals) }
    }
}

impl Scale {
    /// The pixel of a value.
    pub(crate) fn at(&self, value: f64) -> f64 {
        let (from, to) = self.domain;
        let (left, right) = self.range;
        if to == from {
            return f64::midpoint(left, right);
        }
        left + (value - from) / (to - from) * (right - left)
    }
}

/// The smallest interval that holds zero and every finite value, widened by a share at both ends
/// that are not zero; (−1, 1) where all values are zero.
pub(crate) fn domain_with_zero(values: impl IntoIterator<Item = f64>, margin: f64) -> (f64, f64) {
    let (mut least, mut greatest) = (0.0_f64, 0.0_f64);
    for value in values.into_iter().filter(|value| value.is_finite()) {
        least = least.min(value);
        greatest = greatest.max(value);
    }
    if least == greatest {
        return (-1.0, 1.0);
    }
    let room = (greatest - least) * margin;
    (
        if least < 0.0 { least - room } else { 0.0 },
        if greatest > 0.0 { greatest + room } else { 0.0 },
    )
}

/// Multiples of 1, 2 or 5 times a power of ten within a domain, at most `most` of them.
pub(crate) fn ticks(domain: (f64, f64), most: usize) -> Ticks {
    let span = domain.1 - domain.0;
    if !span.is_finite() || span <= 0.0 || most < 2 {
        return Ticks { values: vec![0.0], decimals: 0 };
    }
    let smallest_step = span / most as f64;
    let mut power = 0_i32;
    while power_of_ten(power) > smallest_step {
        power -= 1;
    }
    while power_of_ten(power + 1) <= smallest_step {
        power += 1;
    }
    for (mantissa, power) in [(1, power), (2, power), (5, power), (1, power + 1), (2, power + 1)] {
        let step = f64::from(mantissa) * power_of_ten(power);
        let (first, last) = ((domain.0 / step).ceil(), (domain.1 / step).floor());
        if ((last - first) as usize) < most {
            let count = (last - first) as usize;
            let values = (0..=count).map(|index| multiple(first + index as f64, mantissa, power));
            return Ticks { values: values.collect(), decimals: (-power).max(0) as usize };
        }
    }
    Ticks { values: vec![0.0], decimals: 0 }
}

fn multiple(times: f64, mantissa: i32, power: i32) -> f64 {
    let whole = times * f64::from(mantissa) + 0.0;
    if power < 0 { whole / power_of_ten(-power) } else { whole * power_of_ten(power) }
}

fn power_of_ten(power: i32) -> f64 {
    let positive = (0..power.abs()).fold(1.0, |product, _| product * 10.0);
    if power < 0 { 1.0 / positive } else { positive }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_within_the_domain_and_few() {
        let axis = ticks((-16.4, 11.2), 8);
        assert_eq!(axis.values, [-15.0, -10.0, -5.0, 0.0, 5.0, 10.0]);
        assert_eq!(axis.decimals, 0);
        let fine = ticks((-0.031, 0.052), 6);
        assert_eq!(fine.values, [-0.02, 0.0, 0.02, 0.04]);
        assert_eq!(fine.decimals, 2);
    }

    #[test]
    fn ticks_never_exceed_their_number_over_many_magnitudes() {
        for exponent in -12..12 {
            for mantissa in [1.0, 1.7, 2.9, 5.0, 9.99] {
                let top = mantissa * power_of_ten(exponent);
                for most in 2..10 {
                    let axis = ticks((-0.3 * top, top), most);
                    assert!((1..=most).contains(&axis.values.len()), "{top} {most} {axis:?}");
                    assert!(axis.values.contains(&0.0), "{top} {most} {axis:?}");
                    assert!(axis.values.windows(2).all(|pair| pair[0] < pair[1]));
                }
            }
        }
    }

    #[test]
    fn a_domain_holds_zero_and_all_values() {
        assert_eq!(domain_with_zero([2.0, 4.0], 0.25), (0.0, 5.0));
        assert_eq!(domain_with_zero([0.0, 0.0], 0.1), (-1.0, 1.0));
        assert_eq!(domain_with_zero([f64::INFINITY, -1.0, 1.0], 0.5), (-2.0, 2.0));
    }

    #[test]
    fn a_scale_maps_its_ends_to_its_ends() {
        let scale = Scale { domain: (-10.0, 10.0), range: (100.0, 300.0) };
        assert_eq!((scale.at(-10.0), scale.at(0.0), scale.at(10.0)), (100.0, 200.0, 300.0));
    }
}
