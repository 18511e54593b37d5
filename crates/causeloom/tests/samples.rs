//! Jobs over models: samples and independence tests, to the same bytes in any order of units.

use causeloom::{
    DegreesOfFreedomName, Error, Job, JobKind, JobView, ModelReference, Reading, Session, Study,
    TestName, TestedOn,
    model::{RowFormat, RowWriter},
    view::{IndependenceView, SampleView},
};

fn study(id: &str, rows: u32) -> Study {
    let mut study = Study {
        model: ModelReference::BuiltIn { id: id.to_owned() },
        seed: 11,
        ..Study::default()
    };
    study.sample.rows = rows;
    study
}

/// Runs a job after its journey as bytes, the units from last to first.
fn run(study: &Study, session: Option<&Session>, kind: JobKind) -> Result<JobView, Error> {
    let job = Job::prepare(session, study, kind)?;
    let job = Job::from_bytes(&job.to_bytes())?;
    let mut parts = vec![Vec::new(); job.n_units() as usize];
    for unit in (0..job.n_units()).rev() {
        assert!(!job.unit_words(unit).is_empty());
        parts[unit as usize] = job.run_unit(unit)?;
    }
    let view = job.finish(&parts)?;
    let json = serde_json::to_string(&view).expect("a view is plain JSON");
    assert!(causeloom::from_json::<JobView>(&json).expect("its own text") == view);
    Ok(view)
}

fn sample(study: &Study) -> SampleView {
    match run(study, None, JobKind::Sample) {
        Ok(JobView::Sample(view)) => *view,
        other => panic!("{other:?}"),
    }
}

fn independence(study: &Study, session: Option<&Session>) -> Result<IndependenceView, Error> {
    match run(study, session, JobKind::Independence)? {
        JobView::Independence(view) => Ok(*view),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_sample_s_shares_are_near_the_exact_probabilities_before_and_after() {
    let mut study = study("asia", 200_000);
    study.sample.interventions = vec!["smoke = yes".to_owned()];
    let view = sample(&study);
    assert_eq!(view.rows, 200_000);
    for node in &view.nodes {
        let after = node.after.as_ref().expect("there is an intervention");
        for (distribution, truth) in [(&node.before, &node.truth), (after, &node.truth_after)] {
            let truth = truth.as_ref().expect("a small network is exact");
            assert_eq!(distribution.n, 200_000);
            for (share, truth) in distribution.states.iter().zip(truth) {
                // Five standard errors.
                let limit = 5.0 * (truth * (1.0 - truth) / 200_000.0).sqrt() + 1e-12;
                assert!((share.share - truth).abs() < limit, "{}: {share:?}", node.name);
            }
        }
        let moved = node.total_variation.expect("there is an intervention");
        assert_eq!(
            moved > 0.0,
            ["smoke", "lung", "bronc", "either", "xray", "dysp"].contains(&node.name.as_str()),
            "{}",
            node.name
        );
    }
    assert!(view.recipe.contains("--do 'smoke = yes'"), "{}", view.recipe);
}

#[test]
fn a_sample_of_all_kinds_of_values_is_summed_up_as_its_rows_are() {
    let study = study("icu", 70_000);
    let view = sample(&study);
    let writer = RowWriter::new(&study, false, RowFormat::Csv).expect("a finished model");
    let csv = writer.rows(0..70_000).expect("rows");
    let session = Session::open(&mut csv.as_slice(), "icu.csv", &Reading::default(), &mut |_| ())
        .expect("a table");
    let table = session.view(&Study::default()).expect("a view");
    let mut n_numbers = 0;
    for node in &view.nodes {
        let Some(column) = table.columns.iter().find(|column| column.name == node.name) else {
            assert!(node.latent);
            continue;
        };
        if let (Some(numbers), Some(mean)) = (&node.before.numbers, column.mean) {
            n_numbers += 1;
            assert!((numbers.mean - mean).abs() < 1e-6 * mean.abs().max(1.0), "{}", node.name);
            assert_eq!(Some(numbers.minimum), column.minimum, "{}", node.name);
            assert_eq!(Some(numbers.maximum), column.maximum, "{}", node.name);
            let median = column.median.expect("a number column");
            let spread = numbers.standard_deviation;
            assert!((numbers.quantiles[2] - median).abs() <= 0.05 * spread, "{}", node.name);
        }
        for (state, level) in node.before.states.iter().filter_map(|state| {
            let level = column.levels.iter().find(|level| level.text == state.state)?;
            Some((state, level))
        }) {
            assert!((state.share * 70_000.0 - f64::from(level.count)).abs() < 1e-6);
        }
        assert!(node.after.is_none() && node.total_variation.is_none());
    }
    assert!(n_numbers > 5);
}

#[test]
fn units_of_a_sample_give_the_same_bytes_as_one_run_over_all_rows() {
    let small = sample(&study("asia", 65_536));
    let large = study("asia", 65_537);
    let job = Job::prepare(None, &large, JobKind::Sample).expect("it can be asked");
    assert_eq!(job.n_units(), 2);
    let first = job.run_unit(0).expect("a unit");
    let counted: f64 = small.nodes[0].before.states[0].share * 65_536.0;
    assert_eq!(first[0], counted.round());
    assert_eq!(job.run_unit(1).expect("a unit").iter().sum::<f64>(), 8.0);
    assert!(job.run_unit(2).is_err_and(|error| error.code == "no-such-unit"));
    assert!(job.finish(&[first]).is_err_and(|error| error.code == "parts-missing"));
    assert!(Job::from_bytes(&job.to_bytes()[..20]).is_err());
}

#[test]
fn asia_implies_thirty_independences_and_its_own_rows_reject_few() {
    let mut study = study("asia", 20_000);
    study.sample.test.test = TestName::G2;
    let view = independence(&study, None).expect("it can be asked");
    assert_eq!((view.n_tests, view.edges.len(), view.rows.len()), (30, 8, 30));
    assert!(view.rate < 0.25, "{}", view.rate);
    assert!(view.interval[0] <= view.rate && view.rate <= view.interval[1]);
    assert!(view.power.is_some_and(|power| power > 0.5), "{:?}", view.power);
    assert!(view.uniform.windows(2).all(|pair| pair[0].1 <= pair[1].1));
    assert_eq!(view.uniform.len() as u64, view.n_tests - view.n_untestable);
    study.sample.test.df = DegreesOfFreedomName::Naive;
    let naive = independence(&study, None).expect("it can be asked");
    assert!(naive.n_rejected <= view.n_rejected);
    let larger = |(naive, adjusted): (
        &causeloom::view::IndependenceRow,
        &causeloom::view::IndependenceRow,
    )| naive.df >= adjusted.df;
    assert!(naive.rows.iter().zip(&view.rows).all(larger));
}

#[test]
fn a_table_is_tested_by_its_own_columns_and_a_missing_one_is_latent() {
    let mut study = study("asia", 5_000);
    let writer = RowWriter::new(&study, false, RowFormat::Csv).expect("a finished model");
    let csv = writer.rows(0..5_000).expect("rows");
    let open = |csv: &[u8]| {
        let mut source = csv;
        Session::open(&mut source, "asia.csv", &Reading::default(), &mut |_| ()).expect("a table")
    };
    let session = open(&csv);
    let on_sample = independence(&study, None).expect("it can be asked");
    study.sample.test.on = TestedOn::Table;
    let on_table = independence(&study, Some(&session)).expect("it can be asked");
    for (one, other) in on_sample.rows.iter().zip(&on_table.rows) {
        let near = |one: f64, other: f64| (one - other).abs() < 1e-9 * one.abs().max(1.0);
        assert!(near(one.statistic, other.statistic) && one.x == other.x, "{one:?} {other:?}");
    }
    let text = String::from_utf8(csv).expect("UTF-8");
    let without: String = text
        .lines()
        .map(|line| {
            line.split(',')
                .enumerate()
                .filter(|(idx, _)| *idx != 4)
                .map(|(_, cell)| cell)
                .collect::<Vec<_>>()
                .join(",")
                + "\n"
        })
        .collect();
    let view = independence(&study, Some(&open(without.as_bytes()))).expect("it can be asked");
    assert!(view.notes.iter().any(|note| note.code == "not-in-table"));
    assert!(view.rows.iter().all(|row| row.x != "bronc" && row.y != "bronc"));
    assert!(independence(&study, None).is_err_and(|error| error.code == "no-table"));
    let other = open(b"a,b\n1,2\n3,4\n");
    assert!(
        independence(&study, Some(&other)).is_err_and(|error| error.code == "no-shared-columns")
    );
}

#[test]
fn mixed_columns_are_tested_and_a_test_that_does_not_fit_says_so() {
    let mut study = study("heart-failure", 500);
    let view = independence(&study, None).expect("it can be asked");
    assert!(view.n_tests > 0 && view.rows.iter().all(|row| row.p_value.is_some()));
    study.sample.test.test = TestName::G2;
    let error = independence(&study, None).expect_err("there are numbers");
    assert_eq!(error.code, "test-does-not-fit");
}

#[test]
fn audits_need_a_table_and_say_so() {
    let error = Job::prepare(None, &Study::default(), JobKind::Audit).expect_err("no table");
    assert_eq!(error.code, "no-table");
    assert!(
        Job::prepare(None, &Study::default(), JobKind::Sample)
            .is_err_and(|error| error.code == "no-model")
    );
}
