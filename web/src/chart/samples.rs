//! Figures for tests, with the published numbers of the heart failure records.

use plotters::style::RGBColor;

use super::{
    Balance, BalanceLine, Estimate, Figure, Histogram, MovedRow, Overlap, PValues, Palette, Parts,
    Point, Rate, RateLine, Rates, Rounds, Sensitivity, Shares, Signs, Spread, States, Unit,
    Version, Waterfall,
};

pub(crate) fn palette() -> Palette {
    Palette {
        paper: RGBColor(251, 250, 247),
        ink: RGBColor(27, 29, 33),
        muted: RGBColor(99, 102, 109),
        rule: RGBColor(222, 219, 211),
        accent: RGBColor(11, 110, 110),
        direct: RGBColor(196, 87, 11),
        indirect: RGBColor(43, 98, 184),
        spurious: RGBColor(122, 75, 157),
    }
}

pub(crate) fn waterfall() -> Waterfall {
    let part = |value: f64, error: f64, truth: f64| Estimate {
        value,
        lower: value - 1.96 * error,
        upper: value + 1.96 * error,
        truth: Some(truth),
    };
    Waterfall {
        parts: Parts {
            total: part(-0.004_221_894_944, 0.0566, -0.01),
            direct: part(-0.061_910_426_010, 0.0488, -0.07),
            indirect: part(-0.040_226_547_749, 0.0433, -0.05),
            spurious: part(-0.017_461_983_317, 0.0146, -0.01),
        },
        signs: Signs::Reversed,
        unit: Unit { factor: 100.0, decimals: 1 },
        axis: "percentage points of DEATH_EVENT = 1, sex 0 → 1".to_owned(),
        level: 0.95,
    }
}

pub(crate) fn overlap() -> Overlap {
    let counts = |from: usize| (from..from + 20).map(|count| count as f64).collect();
    Overlap {
        edges: (0..=20).map(|edge| f64::from(edge) / 20.0).collect(),
        comparison: Histogram { name: "sex = 1".to_owned(), counts: counts(1) },
        baseline: Histogram { name: "sex = 0".to_owned(), counts: counts(0) },
        axis: "propensity of sex = 1, given confounders and mediators".to_owned(),
        share_outside: 0.031,
    }
}

pub(crate) fn balance() -> Balance {
    let line = |column: &str, before: f64| BalanceLine {
        column: column.to_owned(),
        role: "mediator".to_owned(),
        before,
        after: Some(before / 5.0),
    };
    Balance {
        lines: vec![
            line("creatinine_phosphokinase", -0.47),
            line("smoking", 0.31),
            line("age", 0.02),
        ],
    }
}

pub(crate) fn sensitivity() -> Sensitivity {
    let part =
        |value: f64| Estimate { value, lower: value - 0.08, upper: value + 0.08, truth: None };
    let row = |column: &str, role: &str, shift: f64| MovedRow {
        column: column.to_owned(),
        role: role.to_owned(),
        effects: [part(-0.062 + shift), part(-0.04 + shift), part(-0.017)],
    };
    Sensitivity {
        stated: [part(-0.062), part(-0.04), part(-0.017)],
        rows: vec![row("age", "mediator", 0.01), row("serum_creatinine", "confounder", -0.01)],
        unit: Unit { factor: 100.0, decimals: 1 },
        axis: "percentage points of DEATH_EVENT = 1, sex 0 → 1".to_owned(),
    }
}

pub(crate) fn states() -> States {
    let version = |name: &str, yes: f64, truth: f64| Shares {
        name: name.to_owned(),
        values: vec![yes, 1.0 - yes],
        truth: Some(vec![truth, 1.0 - truth]),
    };
    States {
        names: vec!["yes".to_owned(), "no".to_owned()],
        before: version("as it is", 0.437, 0.435_970_6),
        after: Some(version("smoke = no", 0.317, 0.319_133_2)),
        axis: "share of rows with each value of dysp".to_owned(),
    }
}

pub(crate) fn spread() -> Spread {
    let version = |name: &str, counts: [f64; 3], mean: f64| Version {
        name: name.to_owned(),
        counts: counts.to_vec(),
        mean,
    };
    Spread {
        edges: vec![60.0, 70.0, 80.0, 90.0],
        before: version("as it is", [100.0, 200.0, 100.0], 75.0),
        after: Some(version("fluids = 1000", [50.0, 100.0, 250.0], 80.0)),
        axis: "mean arterial pressure (mmHg)".to_owned(),
    }
}

pub(crate) fn p_values() -> PValues {
    let point = |index: i32| {
        let rank = (f64::from(index) + 0.5) / 20.0;
        (rank, rank * 0.98, format!("x{index} and y given z"))
    };
    PValues { points: (0..20).map(point).collect(), alpha: 0.05 }
}

pub(crate) fn rounds() -> Rounds {
    let point = |name: &str, share: f64, low: f64, high: f64| Point {
        name: name.to_owned(),
        share,
        low,
        high,
    };
    Rounds {
        points: vec![
            point("draft", 0.61, 0.541, 0.675),
            point("correction 1", 0.975, 0.943, 0.989),
            point("correction 2", 1.0, 0.981, 1.0),
        ],
        axis: "share of texts without a departure".to_owned(),
    }
}

pub(crate) fn rates() -> Rates {
    let rate = |value: f64, low: f64, high: f64| Some(Rate { value, low, high });
    let line = |name: &str, values: [Option<Rate>; 2]| RateLine {
        name: name.to_owned(),
        values,
        floor: None,
    };
    Rates {
        stem: "overridden",
        lines: vec![
            line("smoking", [rate(0.32, 0.25, 0.399), rate(0.01, 0.003, 0.036)]),
            line("age", [rate(0.0, 0.0, 0.019), None]),
        ],
        names: ["unlikely", "likely"],
        is_share: true,
        axis: "share of drafts that change the fact".to_owned(),
    }
}

pub(crate) fn distances() -> Rates {
    let line = |name: &str, value: Option<f64>, floor: f64| RateLine {
        name: name.to_owned(),
        values: [value.map(|value| Rate { value, low: value, high: value }), None],
        floor: Some(floor),
    };
    Rates {
        stem: "bias",
        lines: vec![line("rejecting", Some(0.142), 0.018), line("keeping", None, 0.0)],
        names: ["distance", ""],
        is_share: false,
        axis: "distance from the model".to_owned(),
    }
}

pub(crate) fn all() -> Vec<Figure> {
    vec![
        Figure::Waterfall(waterfall()),
        Figure::Overlap(overlap()),
        Figure::Balance(balance()),
        Figure::Sensitivity(sensitivity()),
        Figure::States(states()),
        Figure::Spread(spread()),
        Figure::PValues(p_values()),
        Figure::Rounds(rounds()),
        Figure::Rates(rates()),
        Figure::Rates(distances()),
    ]
}
