//! Answers of tests as numbers on their way between workers, and as a view.

use estimate::independence::{Answer, Method, Note, Untestable};
use realize::measure::Share;

use super::{Asked, Header, questions::note};
use crate::{
    DegreesOfFreedomName, Error, TestName, TestedOn, VERSION, number, recipe,
    view::{IndependenceRow, IndependenceView, NoteView, Severity},
};

/// Numbers of one answer.
pub(super) const WIDTH: usize = 6;

const METHODS: [(Method, &str); 8] = [
    (Method::GSquared, "G²"),
    (Method::ChiSquared, "chi-square"),
    (Method::Permutation, "permutation"),
    (Method::FisherZ, "Fisher's z"),
    (Method::PartialCorrelation, "partial correlation"),
    (Method::Mixed, "linear regressions"),
    (Method::Kernel, "kernels"),
    (Method::GeneralizedCovariance, "smooth regressions"),
];
const UNTESTABLE: [(Untestable, &str); 4] = [
    (Untestable::NoVariation, "one of the two does not vary within any stratum"),
    (Untestable::Determined, "what is given determines one of the two"),
    (Untestable::TooFewRows, "there are too few rows"),
    (Untestable::StrataTooSmall, "every stratum is too small"),
];
/// Remarks, by their places; 0 is none.
const REMARKS: [&str; 5] = [
    "",
    "small expected counts: by permutations",
    "a regression separates the states perfectly",
    "a regression did not settle",
    "on a random part of the rows",
];

/// An answer as statistic, degrees of freedom, p-value (−1 for none), and the places of method,
/// reason and remark.
pub(super) fn to_numbers(answer: &Answer) -> [f64; WIDTH] {
    let method = METHODS.iter().position(|(method, _)| *method == answer.method);
    let reason = answer.untestable.map(|why| {
        UNTESTABLE.iter().position(|(known, _)| *known == why).unwrap_or(UNTESTABLE.len())
    });
    let remark = match answer.note {
        Some(Note::SmallExpectedCounts { .. }) => 1,
        Some(Note::Separated) => 2,
        Some(Note::NotConverged) => 3,
        Some(Note::SampledRows) => 4,
        None | Some(_) => 0,
    };
    [
        answer.statistic,
        answer.degrees_of_freedom,
        answer.p_value.unwrap_or(-1.0),
        method.unwrap_or(METHODS.len()) as f64,
        reason.map_or(-1.0, |reason| reason as f64),
        f64::from(remark),
    ]
}

/// All answers with what they say together.
pub(super) fn view(header: &Header, numbers: &[f64]) -> IndependenceView {
    let config = &header.study.sample.test;
    let rows: Vec<IndependenceRow> = header
        .questions
        .iter()
        .zip(numbers.chunks_exact(WIDTH))
        .map(|(asked, answer)| row(header, asked, answer))
        .collect();
    let (implied, edges) = rows.split_at(header.n_implied.min(rows.len()));
    let tested = |rows: &[IndependenceRow]| -> Vec<f64> {
        rows.iter().filter_map(|row| row.p_value).collect()
    };
    let n_rejected = |values: &[f64]| values.iter().filter(|&&value| value < config.alpha).count();
    let mut values = tested(implied);
    let rejected = n_rejected(&values);
    let n = values.len() as f64;
    values.sort_by(f64::total_cmp);
    let uniform =
        values.iter().enumerate().map(|(rank, &value)| ((rank as f64 + 0.5) / n, value)).collect();
    let of_edges = tested(edges);
    let mut notes = header.notes.clone();
    notes.extend(remarks(header, &values));
    IndependenceView {
        version: VERSION.to_owned(),
        model: header.model.clone(),
        n_rows: header.n_rows,
        seed: header.study.seed,
        on: config.on,
        test: words(config.test, config.df),
        alpha: config.alpha,
        n_tests: implied.len() as u64,
        n_untestable: (implied.len() - values.len()) as u64,
        n_rejected: rejected as u64,
        rate: if values.is_empty() { 0.0 } else { rejected as f64 / n },
        interval: Share::of(rejected as u64, values.len() as u64).interval,
        power: (!of_edges.is_empty()).then(|| n_rejected(&of_edges) as f64 / of_edges.len() as f64),
        rows: implied.to_vec(),
        edges: edges.to_vec(),
        uniform,
        recipe: recipe::independence_line(&header.study),
        notes,
    }
}

/// An error of the tests with the names of the columns.
pub(super) fn explain(error: &estimate::Error, names: &[String]) -> Error {
    use estimate::Error as E;
    let name = |column: usize| names.get(column).map_or("?", String::as_str);
    match error {
        E::NotFinite { column, row } => Error::new(
            "not-finite",
            format!("row {} of {} is too large to be tested", row + 1, name(*column)),
        )
        .in_column(name(*column)),
        E::WrongKind { column, test, found, .. } => Error::new(
            "test-does-not-fit",
            format!("the {test} test cannot use {}, which holds {found}", name(*column as usize)),
        )
        .with_hint("choose the automatic test"),
        other => Error::new("test-failed", other.to_string()),
    }
}

fn row(header: &Header, asked: &Asked, answer: &[f64]) -> IndependenceRow {
    let name = |idx: u32| header.names.get(idx as usize).cloned().unwrap_or_default();
    let &[statistic, df, p_value, method, reason, remark] = answer else {
        return IndependenceRow::default();
    };
    let reason = (reason >= 0.0)
        .then(|| UNTESTABLE.get(reason as usize).map_or("not testable", |(_, words)| words));
    let mut words: Vec<&str> = reason.into_iter().collect();
    let is_chosen =
        matches!(header.study.sample.test.test, TestName::Automatic) && words.is_empty();
    if let Some(remark) = REMARKS.get(remark as usize).filter(|remark| !remark.is_empty()) {
        words.push(remark);
    } else if let Some((_, method)) = METHODS.get(method as usize).filter(|_| is_chosen) {
        words.push(method);
    }
    IndependenceRow {
        x: name(asked.x),
        y: name(asked.y),
        given: asked.given.iter().map(|&idx| name(idx)).collect(),
        statistic,
        df,
        p_value: (p_value >= 0.0).then_some(p_value),
        note: (!words.is_empty()).then(|| words.join("; ")),
    }
}

fn remarks(header: &Header, values: &[f64]) -> Vec<NoteView> {
    let mut notes = Vec::new();
    notes.push(explained(
        "tests-correlated",
        "the tests look at the same rows, so that their results hang together",
        "The interval of the rejected share takes the tests as independent and is too narrow; \
         several seeds show how much the share moves.",
    ));
    let test = &header.study.sample.test;
    if test.test == TestName::Automatic && test.df == DegreesOfFreedomName::Naive {
        notes.push(note("naive-not-used", "the automatic test counts adjusted degrees of freedom"));
    }
    if test.df == DegreesOfFreedomName::Naive && matches!(test.test, TestName::G2 | TestName::Chi2)
    {
        let mut naive = note(
            "naive",
            "naive degrees of freedom count cells that cannot occur: tests reject too seldom",
        );
        naive.severity = Severity::Warning;
        notes.push(naive);
    }
    let n_untestable = header.n_implied - values.len();
    if n_untestable > 0 {
        notes.push(note(
            "untestable",
            format!(
                "{} of {} independences cannot be tested in these rows",
                number::count(n_untestable as f64),
                number::count(header.n_implied as f64)
            ),
        ));
    }
    if test.on == TestedOn::Table {
        notes.push(explained(
            "what-a-rejection-means",
            "more rejections than the level lets expect speak against the diagram",
            "Independences that hold do not prove the arrows: diagrams with the same independences \
             cannot be told apart by rows.",
        ));
    }
    notes
}

fn explained(code: &str, message: &str, why: &str) -> NoteView {
    NoteView { why: why.to_owned(), ..note(code, message) }
}

fn words(test: TestName, df: DegreesOfFreedomName) -> String {
    let degrees = match df {
        DegreesOfFreedomName::Adjusted => "adjusted degrees of freedom",
        DegreesOfFreedomName::Naive => "naive degrees of freedom",
    };
    match test {
        TestName::Automatic => {
            "G² or permutations for states, smooth regressions for numbers and for both".to_owned()
        }
        TestName::G2 => format!("G² with {degrees}"),
        TestName::Chi2 => format!("chi-square with {degrees}"),
        TestName::Permutation => "permutations within the strata".to_owned(),
        TestName::FisherZ => "Fisher's z of the partial correlation".to_owned(),
        TestName::Mixed => "linear regressions with and without the other node".to_owned(),
        TestName::GeneralizedCovariance => {
            "products of what smooth regressions leave (generalized covariance measure)".to_owned()
        }
        TestName::Kernel => "kernels".to_owned(),
    }
}
