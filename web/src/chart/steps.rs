//! From total variation to its parts: the steps of the waterfall and the two sign conventions.

/// How indirect and spurious effects are signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Signs {
    /// As the source defines them, from the comparison group back to the baseline:
    /// total = direct − indirect − spurious.
    #[default]
    Reversed,
    /// From the baseline to the comparison group: total = direct + indirect + spurious.
    Additive,
}

/// An effect with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Estimate {
    /// The estimate.
    pub(crate) value: f64,
    /// Lower end of the interval.
    pub(crate) lower: f64,
    /// Upper end of the interval.
    pub(crate) upper: f64,
    /// The true value, where it is known.
    pub(crate) truth: Option<f64>,
}

/// The total and its three parts, signed as the source defines them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Parts {
    /// Total variation.
    pub(crate) total: Estimate,
    /// Direct effect.
    pub(crate) direct: Estimate,
    /// Indirect effect, reversed.
    pub(crate) indirect: Estimate,
    /// Spurious effect, reversed.
    pub(crate) spurious: Estimate,
}

/// One bar of the waterfall, in positions on the axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Step {
    /// Where it begins.
    pub(crate) start: f64,
    /// Where it ends.
    pub(crate) end: f64,
    /// Interval of the end.
    pub(crate) lower: f64,
    /// Interval of the end.
    pub(crate) upper: f64,
    /// Where it would end if the part were the true one.
    pub(crate) truth: Option<f64>,
}

impl Estimate {
    /// The effect of the opposite transition: signs turned, ends of the interval swapped.
    #[must_use]
    pub(crate) fn reversed(self) -> Self {
        Self {
            value: 0.0 - self.value,
            lower: 0.0 - self.upper,
            upper: 0.0 - self.lower,
            truth: self.truth.map(|truth| 0.0 - truth),
        }
    }
}

impl Signs {
    /// An indirect or spurious effect, given as the source defines it, under this convention.
    pub(crate) fn of_reversed_part(self, effect: Estimate) -> Estimate {
        match self {
            Self::Reversed => effect,
            Self::Additive => effect.reversed(),
        }
    }
}

/// The four bars: the total from zero, then direct from zero, and the others each from the end of
/// the one before, so that the last ends where the total does.
pub(crate) fn steps(parts: &Parts) -> [Step; 4] {
    let indirect = parts.indirect.reversed();
    let spurious = parts.spurious.reversed();
    let after_direct = parts.direct.value;
    let after_indirect = after_direct + indirect.value;
    [
        step(0.0, &parts.total),
        step(0.0, &parts.direct),
        step(after_direct, &indirect),
        step(after_indirect, &spurious),
    ]
}

fn step(start: f64, part: &Estimate) -> Step {
    Step {
        start,
        end: start + part.value,
        lower: start + part.lower,
        upper: start + part.upper,
        truth: part.truth.map(|truth| start + truth),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heart_failure() -> Parts {
        let part = |value: f64, error: f64| Estimate {
            value,
            lower: value - 1.96 * error,
            upper: value + 1.96 * error,
            truth: Some(value / 2.0),
        };
        Parts {
            total: part(-0.004_221_894_944, 0.0566),
            direct: part(-0.061_910_426_010, 0.0488),
            indirect: part(-0.040_226_547_749, 0.0433),
            spurious: part(-0.017_461_983_317, 0.0146),
        }
    }

    #[test]
    fn each_step_begins_where_the_one_before_ends_and_the_last_ends_at_the_total() {
        let [total, direct, indirect, spurious] = steps(&heart_failure());
        assert_eq!((total.start, direct.start), (0.0, 0.0));
        assert_eq!(indirect.start, direct.end);
        assert_eq!(spurious.start, indirect.end);
        assert!((spurious.end - total.end).abs() < 1e-11);
    }

    #[test]
    fn the_parts_make_the_total_in_both_sign_conventions() {
        let parts = heart_failure();
        let signed = |signs: Signs| {
            (
                signs.of_reversed_part(parts.indirect).value,
                signs.of_reversed_part(parts.spurious).value,
            )
        };
        let (indirect, spurious) = signed(Signs::Reversed);
        assert!((parts.direct.value - indirect - spurious - parts.total.value).abs() < 1e-11);
        let (indirect, spurious) = signed(Signs::Additive);
        assert!((parts.direct.value + indirect + spurious - parts.total.value).abs() < 1e-11);
    }

    #[test]
    fn every_interval_holds_the_end_of_its_step_also_where_the_sign_was_turned() {
        for bar in steps(&heart_failure()) {
            assert!(bar.lower < bar.end && bar.end < bar.upper, "{bar:?}");
        }
        let turned = Signs::Additive.of_reversed_part(heart_failure().indirect);
        assert!(turned.lower < turned.upper);
    }

    #[test]
    fn an_effect_of_zero_turns_into_a_zero_without_a_sign() {
        let zero = Estimate { value: 0.0, lower: 0.0, upper: 0.0, truth: None };
        assert!(zero.reversed().value.is_sign_positive());
    }
}
