//! The independences that a model implies, tested on a table or on the model's own rows.

use causeloom::{
    DegreesOfFreedomName, Error, Job, JobKind, JobView, TestName, TestedOn, number,
    view::{IndependenceRow, IndependenceView, Severity},
};

use crate::{arguments::Arguments, model, run};

/// `causeloom independence --model M --data F --test g2 --df adjusted --format json`
pub(crate) fn independence(mut arguments: Arguments) -> Result<String, Error> {
    let mut study = model::study(&arguments.needed("model")?)?;
    let data = arguments.one("data")?;
    study.sample.rows = arguments.number("rows", study.sample.rows)?;
    study.seed = arguments.number("seed", 1)?;
    let config = &mut study.sample.test;
    config.alpha = arguments.number("alpha", config.alpha)?;
    let tests = [
        ("automatic", TestName::Automatic),
        ("g2", TestName::G2),
        ("chi2", TestName::Chi2),
        ("permutation", TestName::Permutation),
        ("fisher-z", TestName::FisherZ),
        ("mixed", TestName::Mixed),
        ("generalized-covariance", TestName::GeneralizedCovariance),
        ("kernel", TestName::Kernel),
    ];
    config.test = arguments.word("test", &tests)?;
    let ways =
        [("adjusted", DegreesOfFreedomName::Adjusted), ("naive", DegreesOfFreedomName::Naive)];
    config.df = arguments.word("df", &ways)?;
    let is_json = arguments.word("format", &[("text", false), ("json", true)])?;
    let n_threads = arguments.number("workers", run::n_processors())?;
    arguments.end()?;
    let session = data.as_deref().map(model::table).transpose()?;
    if session.is_some() {
        config.on = TestedOn::Table;
    }
    let job = Job::prepare(session.as_ref(), &study, JobKind::Independence)?;
    let parts = run::run_units(&job, n_threads)?;
    match job.finish(&parts)? {
        JobView::Independence(view) if is_json => Ok(run::pretty(&view)),
        JobView::Independence(view) => Ok(text(&view)),
        _ => Err(model::unexpected()),
    }
}

fn text(view: &IndependenceView) -> String {
    let mut text = format!(
        "{}: {} implied independences tested on {} rows by {}\n",
        view.model,
        number::count(view.n_tests as f64),
        number::count(view.n_rows as f64),
        view.test
    );
    text += &format!(
        "{} rejected at {}: {} (95 % interval {} to {}), {} not testable\n",
        view.n_rejected,
        view.alpha,
        number::percent(view.rate),
        number::percent(view.interval[0]),
        number::percent(view.interval[1]),
        view.n_untestable
    );
    if let Some(power) = view.power {
        text += &format!("{} of the arrows show as dependence\n", number::percent(power));
    }
    let line = |row: &IndependenceRow| {
        let given = if row.given.is_empty() {
            String::new()
        } else {
            format!(" | {}", row.given.join(", "))
        };
        let p = row.p_value.map_or_else(|| "–".to_owned(), |p| number::fixed(p, 4));
        let note = row.note.as_ref().map(|note| format!("  {note}")).unwrap_or_default();
        format!(
            "{p:>8}  {:>10}  {:>6}  {} ⊥ {}{given}{note}\n",
            number::fixed(row.statistic, 2),
            row.df,
            row.x,
            row.y
        )
    };
    text += &format!("{:>8}  {:>10}  {:>6}\n", "p", "statistic", "df");
    for row in &view.rows {
        text += &line(row);
    }
    for note in &view.notes {
        let mark = if note.severity == Severity::Warning { "warning" } else { "note" };
        text += &format!("{mark}: {}\n", note.message);
    }
    text
}
