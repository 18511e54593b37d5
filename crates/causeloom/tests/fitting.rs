//! Mechanisms fitted to the open table, through the façade.

use causeloom::{
    ModelAnswer, ModelQuestion, ModelReference, Session, Study, ask_model,
    model::{Mechanism, Model, dagitty, edit},
};

fn own(text: &str) -> Study {
    let mut model = Model::default();
    let graph = dagitty::read(text).expect("the text is a diagram");
    edit::set_graph(&mut model, graph).expect("the diagram is acyclic");
    Study { model: ModelReference::Own(Box::new(model)), ..Study::default() }
}

#[test]
fn the_clinic_gives_back_the_coefficients_of_its_model() {
    let session = Session::example("clinic").expect("a built-in example opens");
    let study = own(
        "dag { age -> ejection_fraction sex -> ejection_fraction smoking -> ejection_fraction age -> smoking sex -> smoking }",
    );
    let answer = ask_model(&ModelQuestion::Fit { smoothing: 1.0 }, &study, Some(&session));
    let Ok(ModelAnswer::Fitted { model, .. }) = answer else { panic!("{answer:?}") };
    let fitted = &model.variables["ejection_fraction"];
    let Mechanism::Linear { terms, standard_deviation, .. } = &fitted.mechanism else {
        panic!("a number is fitted by a line: {:?}", fitted.mechanism);
    };
    let of = |parent: &str| {
        let term = terms.iter().find(|term| term.parent == parent);
        term.unwrap_or_else(|| panic!("no term of {parent}")).coefficient
    };
    // Stated in docs/clinic.md: −0.10 a year, standard deviation 9; 2,000 rows, so that the standard
    // errors are about 0.017 and 0.14.
    assert!((of("age") + 0.10).abs() < 0.07, "{}", of("age"));
    assert!((standard_deviation - 9.0).abs() < 0.6, "{standard_deviation}");
    let study = Study { model: ModelReference::Own(model), ..Study::default() };
    let described = ask_model(&ModelQuestion::Describe, &study, None);
    let Ok(ModelAnswer::Described(view)) = described else { panic!("{described:?}") };
    assert!(view.problems.is_empty(), "{:?}", view.problems);
}

#[test]
fn what_cannot_be_fitted_says_why() {
    let session = Session::example("clinic").expect("a built-in example opens");
    let refused = |study: &Study, session: Option<&Session>| {
        ask_model(&ModelQuestion::Fit { smoothing: 1.0 }, study, session)
            .expect_err("it cannot be fitted")
            .message
    };
    assert_eq!(refused(&own("dag { a -> b }"), None), "no table is open");
    let words = refused(&own("dag { age -> mood }"), Some(&session));
    assert!(words.contains("mood"), "{words}");
    let mut counted = own("dag { gender -> dept }");
    counted.roles.weight = Some("count".to_owned());
    let words = refused(&counted, Some(&session));
    assert!(words.contains("row counts"), "{words}");
}
