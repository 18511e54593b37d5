//! Questions that cannot be asked are answered with a code, a message and the next step.

use causeloom::{
    Error, Job, JobKind, JobView, KindName, MethodName, MissingChoice, Reading, Roles, Session,
    Study, view::AuditView,
};

fn open(csv: &str) -> Session {
    Session::open(&mut csv.as_bytes(), "table.csv", &Reading::default(), &mut |_| ())
        .expect("the text is a table")
}

/// Sixty people, two missing ages, a yes-no outcome, three departments.
fn people() -> Session {
    let mut csv = "sex,age,dept,died,wage\n".to_owned();
    for i in 0..60 {
        let sex = if i % 2 == 0 { "f" } else { "m" };
        let age = if i % 30 == 7 { String::new() } else { (30 + (i * 7) % 40).to_string() };
        let dept = ["A", "B", "C"][(i * 5 / 2) % 3];
        csv +=
            &format!("{sex},{age},{dept},{},{}\n", u8::from(i * 5 % 7 < 3), 1_000 + i * 37 % 400);
    }
    open(&csv)
}

fn study(change: impl FnOnce(&mut Study)) -> Study {
    let text = |text: &str| Some(text.to_owned());
    let mut study = Study {
        roles: Roles {
            protected: vec!["sex".to_owned()],
            baseline: text("f"),
            comparison: text("m"),
            confounders: vec!["age".to_owned()],
            mediators: vec!["dept".to_owned()],
            outcome: text("died"),
            positive: text("1"),
            weight: None,
        },
        ..Study::default()
    };
    study.audit.method = MethodName::PlugIn;
    study.audit.bootstrap = 50;
    change(&mut study);
    study
}

fn run(session: &Session, study: &Study) -> Result<AuditView, Error> {
    let job = Job::prepare(Some(session), study, JobKind::Audit)?;
    let parts = (0..job.n_units()).map(|unit| job.run_unit(unit)).collect::<Result<Vec<_>, _>>()?;
    match job.finish(&parts)? {
        JobView::Audit(view) => Ok(*view),
        _ => panic!("an audit was asked for"),
    }
}

#[test]
fn each_question_that_cannot_be_asked_has_its_code_and_its_next_step() {
    let session = people();
    let name = |name: &str| name.to_owned();
    let cases: [(&str, Study); 13] = [
        ("no-protected", study(|study| study.roles.protected.clear())),
        ("no-outcome", study(|study| study.roles.outcome = None)),
        ("no-positive", study(|study| study.roles.positive = None)),
        ("no-such-level", study(|study| study.roles.positive = Some(name("2")))),
        ("no-such-group", study(|study| study.roles.baseline = Some(name("x")))),
        ("same-group", study(|study| study.roles.baseline = Some(name("m")))),
        ("role-twice", study(|study| study.roles.mediators.push(name("age")))),
        ("no-such-column", study(|study| study.roles.mediators.push(name("agee")))),
        (
            "too-many-protected",
            study(|study| {
                study.roles = Roles { outcome: Some(name("died")), ..Roles::default() };
                study.roles.protected = ["sex", "dept", "wage"].map(name).to_vec();
            }),
        ),
        (
            "no-baseline",
            study(|study| {
                study.roles.protected = vec![name("dept")];
                study.roles.mediators = vec![name("sex")];
                study.roles.baseline = None;
            }),
        ),
        (
            "kind-not-usable",
            study(|study| {
                study.columns.insert(name("age"), KindName::Text);
            }),
        ),
        ("arrows", study(|study| study.arrows = name("sex ->"))),
        (
            "not-a-count",
            study(|study| {
                study.roles.confounders.clear();
                study.columns.insert(name("age"), KindName::Number);
                study.roles.weight = Some(name("half"));
            }),
        ),
    ];
    let halves = {
        let mut csv = "sex,age,dept,died,half\n".to_owned();
        for i in 0..60 {
            csv += &format!(
                "{},{i},A,{},{}\n",
                if i % 2 == 0 { "f" } else { "m" },
                i % 3 % 2,
                f64::from(i) / 2.0
            );
        }
        open(&csv)
    };
    for (code, study) in cases {
        let session = if code == "not-a-count" { &halves } else { &session };
        let error = run(session, &study).expect_err(code);
        assert_eq!(error.code, code, "{error:?}");
        assert!(error.hint.as_ref().is_some_and(|hint| hint.len() > 5), "{error:?}");
    }
}

#[test]
fn missing_cells_are_counted_and_handled_as_chosen() {
    let session = people();
    let dropped = run(&session, &study(|_| ())).expect("it can be asked");
    assert_eq!((dropped.counts.n, dropped.counts.dropped_missing), (58.0, 2));
    assert!(dropped.warnings.iter().any(|note| note.code == "rows-dropped"));
    let filled = run(&session, &study(|study| study.missing = MissingChoice::Impute))
        .expect("it can be asked");
    assert_eq!((filled.counts.n, filled.counts.imputed_cells), (60.0, 2));
    assert!(filled.balance.iter().any(|row| row.column == "age was missing"));
    assert!(filled.warnings.iter().any(|note| note.code == "cells-imputed"));
}

#[test]
fn two_protected_columns_are_compared_by_their_intersections() {
    let session = people();
    let study = study(|study| {
        study.roles.protected = vec!["sex".to_owned(), "dept".to_owned()];
        study.roles.mediators.clear();
        (study.roles.baseline, study.roles.comparison) =
            (Some("f × A".to_owned()), Some("m × B".to_owned()));
    });
    let groups = session.groups(&study, &study.roles.protected).expect("six groups");
    assert_eq!(groups.len(), 6);
    assert_eq!(groups.iter().map(|group| group.count).sum::<u32>(), 60);
    let view = run(&session, &study).expect("it can be asked");
    assert_eq!(view.contrast.protected, "sex × dept");
    assert!(view.indirect.by_construction && view.indirect.estimate == 0.0);
    assert!(view.counts.other_groups > 0);
}

#[test]
fn a_numeric_outcome_is_compared_in_its_own_unit() {
    let study = study(|study| {
        (study.roles.outcome, study.roles.positive) = (Some("wage".to_owned()), None);
    });
    let view = run(&people(), &study).expect("it can be asked");
    assert!(!view.contrast.probability);
    assert_eq!(view.contrast.unit, "wage");
    let parts = view.direct.estimate - view.indirect.estimate - view.spurious.estimate;
    assert!((view.total_variation.estimate - parts).abs() < 1e-9);
}

#[test]
fn a_group_of_two_and_a_constant_outcome_are_named() {
    let csv = |sex: fn(u32) -> bool, died: fn(u32) -> u32| {
        (0..60).fold("sex,age,dept,died\n".to_owned(), |csv, i| {
            csv + &format!(
                "{},{},{},{}\n",
                if sex(i) { "m" } else { "f" },
                30 + i * 7 % 40,
                ["A", "B"][i as usize % 2],
                died(i)
            )
        })
    };
    let small = open(&csv(|i| i < 2, |i| i % 3 % 2));
    let error = run(&small, &study(|_| ())).expect_err("two men");
    assert_eq!(error.code, "group-too-small");
    assert!(error.message.contains("sex = m") && error.message.contains('2'), "{}", error.message);
}
