//! How it is tested: the test, the rows, and the level.

use causeloom::number::count;
use causeloom::{DegreesOfFreedomName, IndependenceConfig, TestName, TestedOn};
use leptos::prelude::*;

use crate::component::choice::{Choice, Opt};
use crate::component::field::NumberField;
use crate::component::term::Term;
use crate::state::State;

const TESTS: [(TestName, &str, &str); 8] = [
    (TestName::Automatic, "automatic", "the test that suits the values"),
    (TestName::G2, "g2", "the likelihood ratio of states (G²)"),
    (TestName::Chi2, "chi2", "Pearson's chi-square of states"),
    (TestName::Permutation, "permutation", "permutations of states"),
    (TestName::FisherZ, "fisher-z", "the partial correlation of numbers"),
    (
        TestName::GeneralizedCovariance,
        "generalized-covariance",
        "smooth regressions, for states and numbers",
    ),
    (TestName::Mixed, "mixed", "linear regressions, for states and numbers"),
    (TestName::Kernel, "kernel", "kernels, for dependence of any shape"),
];

/// "By [the test that suits the values], on [the sample], telling of p-values below [0.05]."
#[component]
pub(super) fn TestSentence() -> impl IntoView {
    let state = State::expect();
    let config = Memo::new(move |_| state.study.with(|study| study.sample.test.clone()));
    let edit = move |words: String, change: &dyn Fn(&mut IndependenceConfig)| {
        state.edit_sample(words, |sample| change(&mut sample.test));
    };
    let test = Signal::derive(move || {
        let now = config.with(|config| config.test);
        TESTS.iter().find(|(test, ..)| *test == now).map_or("", |(_, key, _)| key).to_owned()
    });
    let tests = TESTS.map(|(_, key, words)| Opt::new(key, words)).to_vec();
    let choose_test = Callback::new(move |key: String| {
        if let Some((test, _, words)) = TESTS.iter().find(|(_, name, _)| *name == key) {
            edit(format!("test by {words}"), &|config| config.test = *test);
        }
    });
    let on = Signal::derive(move || match config.with(|config| config.on) {
        TestedOn::Sample => "sample".to_owned(),
        TestedOn::Table => "table".to_owned(),
    });
    let rows = Signal::derive(move || {
        let n_rows = state.study.with(|study| study.sample.rows);
        let table = state.data.with(|data| data.as_ref().map(|data| data.source.name.clone()));
        let table = table.map_or_else(
            || "the open table (none yet)".to_owned(),
            |name| format!("the table {name}"),
        );
        vec![
            Opt::new("sample", format!("{} rows of the model", count(f64::from(n_rows)))),
            Opt::new("table", table),
        ]
    });
    let choose_on = Callback::new(move |key: String| {
        let on = if key == "table" { TestedOn::Table } else { TestedOn::Sample };
        edit(format!("test on the {key}"), &|config| config.on = on);
    });
    let has_cells = move || {
        matches!(
            config.with(|config| config.test),
            TestName::Automatic | TestName::G2 | TestName::Chi2
        )
    };
    let df = Signal::derive(move || match config.with(|config| config.df) {
        DegreesOfFreedomName::Adjusted => "adjusted".to_owned(),
        DegreesOfFreedomName::Naive => "naive".to_owned(),
    });
    let choose_df = Callback::new(move |key: String| {
        let df = if key == "naive" {
            DegreesOfFreedomName::Naive
        } else {
            DegreesOfFreedomName::Adjusted
        };
        edit(format!("{key} degrees of freedom"), &|config| config.df = df);
    });
    let refuse = Callback::new(|alpha: f64| {
        (!(alpha > 0.0 && alpha < 1.0)).then(|| "between 0 and 1".to_owned())
    });
    view! {
        <p class="sentence">
            "Test by "<Choice label="Test" value=test options=Signal::stored(tests) on_change=choose_test />
            " on "<Choice label="Rows to test" value=on options=rows on_change=choose_on />
            {move || has_cells().then(|| view! {
                ", counting "
                <Choice
                    label="Degrees of freedom" value=df on_change=choose_df
                    options=Signal::stored(vec![Opt::new("adjusted", "only levels that occur"), Opt::new("naive", "every level")])
                />
            })}
            ", and name "<Term term="p-value">"p-values"</Term>" below "
            <span class="unbroken">
                <NumberField
                    label="Level" value=Signal::derive(move || config.with(|config| config.alpha)) refuse
                    on_change=Callback::new(move |alpha: f64| edit(format!("level {alpha}"), &|config| config.alpha = alpha))
                />
                "."
            </span>
        </p>
    }
}
