//! Mechanisms: noise that is drawn and noise that is given, monotonicity, what does not fit.

use super::{Compiled, Context, NodeNoise, StateTable, compile};
use crate::{
    Error, Link, Mechanism, Noise, Score, Term, Values, Variable,
    expression::Input,
    kernel::ParentColumn,
    noise::Key,
    value::{Cells, Column},
};
use numeric::{float, seed::Seed};
use proptest::prelude::*;

fn states(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn parents() -> [(&'static str, Values); 3] {
    [("x", Values::Number), ("s", Values::Ordered(states(&["no", "yes"]))), ("n", Values::Count)]
}

fn compiled(values: Values, mechanism: Mechanism) -> Result<Compiled, Error> {
    let all = parents();
    let inputs = all.iter().map(|(name, values)| Input { name, values });
    let has_parents = !matches!(mechanism, Mechanism::Empirical { .. });
    let variable = Variable {
        about: String::new(),
        unit: String::new(),
        values,
        parents: Vec::new(),
        mechanism,
    };
    let context = Context {
        node: "y",
        variable: &variable,
        parents: inputs.filter(|_| has_parents).collect(),
    };
    compile(&context).map(|(compiled, _)| compiled)
}

fn term(parent: &str, state: Option<&str>, coefficient: f64) -> Term {
    Term { parent: parent.to_owned(), state: state.map(str::to_owned), coefficient }
}

fn terms() -> Vec<Term> {
    vec![term("s", Some("yes"), -0.7), term("x", None, 0.4)]
}

fn score(state: &str, intercept: f64) -> Score {
    Score { state: state.to_owned(), intercept, terms: terms() }
}

fn additive(noise: Noise, link: Link) -> Mechanism {
    Mechanism::Additive {
        mean: "0.2 * x + if(s = \"yes\", 1, 0)".to_owned(),
        spread: "exp(0.1 * x)".to_owned(),
        noise,
        link,
    }
}

fn mechanisms() -> Vec<(Values, Mechanism)> {
    let three = states(&["a", "b", "c"]);
    let logistic = Mechanism::Logistic { scores: vec![score("b", 0.3), score("c", -0.5)] };
    let mut all = vec![
        (
            Values::Ordered(states(&["no", "yes"])),
            Mechanism::Logistic { scores: vec![score("yes", 0.3)] },
        ),
        (Values::Ordered(three.clone()), logistic.clone()),
        (Values::Unordered(three), logistic),
        (
            Values::Number,
            Mechanism::Linear { intercept: 1.0, terms: terms(), standard_deviation: 0.3 },
        ),
        (Values::Count, Mechanism::Poisson { intercept: 1.0, terms: terms() }),
        (Values::Number, Mechanism::Empirical { values: vec![-1.0, 0.5, 0.5, 7.0] }),
        (Values::Number, Mechanism::Formula { expression: "x * n".to_owned() }),
    ];
    for noise in [
        Noise::Normal,
        Noise::Uniform,
        Noise::Logistic,
        Noise::Laplace,
        Noise::Exponential,
        Noise::Empirical(vec![-1.0, 0.0, 1.0]),
    ] {
        all.push((Values::Number, additive(noise.clone(), Link::Identity)));
        all.push((Values::Number, additive(noise, Link::Between { low: -2.0, high: 3.0 })));
    }
    all.push((Values::Number, additive(Noise::Normal, Link::Exp)));
    all.push((Values::Number, additive(Noise::Normal, Link::Increasing("z + z ^ 3".to_owned()))));
    all
}

fn columns(n_rows: usize) -> (Vec<f64>, Vec<u8>, Vec<f64>) {
    let numbers = (0..n_rows).map(|row| (row * 37 % 100) as f64 / 20.0 - 2.0).collect();
    let codes = (0..n_rows).map(|row| (row / 3 % 2) as u8).collect();
    (numbers, codes, (0..n_rows).map(|row| (row % 5) as f64).collect())
}

#[test]
fn noise_that_is_given_leads_to_the_values_that_are_drawn() {
    let key = Key::new(Seed(4), "y");
    let (numbers, codes, counts) = columns(700);
    let parents = [
        ParentColumn::Numbers(&numbers),
        ParentColumn::Codes(&codes),
        ParentColumn::Numbers(&counts),
    ];
    for (values, mechanism) in mechanisms() {
        let compiled = compiled(values.clone(), mechanism.clone()).expect("fits");
        let mut drawn = Column::new(&values, 700);
        compiled.draw(&key, 13, &parents, drawn.rows_mut(0..700)).expect("defined");
        let mut replayed = Column::new(&values, 700);
        let noise = compiled.noise(&key, 13, 700);
        compiled.replay(&noise, &parents, replayed.rows_mut(0..700)).expect("defined");
        assert_eq!(drawn, replayed, "{mechanism:?}");
    }
}

#[test]
fn states_by_scores_are_those_of_the_table_of_the_same_probabilities() {
    let key = Key::new(Seed(5), "y");
    let (_, codes, _) = columns(3000);
    let zeros = vec![0.0; 3000];
    let parents =
        [ParentColumn::Numbers(&zeros), ParentColumn::Codes(&codes), ParentColumn::Numbers(&zeros)];
    for (values, mechanism) in mechanisms().into_iter().take(3) {
        let scores = compiled(values.clone(), mechanism).expect("fits");
        let n_states = values.states().len();
        let codes_of_rows = [0, 1];
        let two = [0.0; 2];
        let inputs = [
            ParentColumn::Numbers(&two),
            ParentColumn::Codes(&codes_of_rows),
            ParentColumn::Numbers(&two),
        ];
        let rows = scores.probabilities(n_states, &inputs, 2).expect("defined");
        let table = Compiled::Table(StateTable::new(&values, &[2], rows));
        let mut by_scores = vec![0; 3000];
        let mut by_table = vec![0; 3000];
        scores.draw(&key, 0, &parents, Cells::Codes(&mut by_scores)).expect("defined");
        table.draw(&key, 0, &parents[1..2], Cells::Codes(&mut by_table)).expect("defined");
        assert_eq!(by_scores, by_table);
        assert!((0..n_states).all(|state| by_scores.contains(&(state as u8))));
    }
}

#[test]
fn numbers_never_decrease_with_their_noise() {
    let (numbers, codes, counts) = columns(2);
    let parents = [
        ParentColumn::Numbers(&numbers),
        ParentColumn::Codes(&codes),
        ParentColumn::Numbers(&counts),
    ];
    for (values, mechanism) in mechanisms() {
        let compiled = compiled(values, mechanism.clone()).expect("fits");
        if matches!(compiled.noise(&Key::new(Seed(1), "y"), 0, 1), NodeNoise::Law(..)) {
            let mut before = [f64::NEG_INFINITY; 2];
            for step in 1..200 {
                let noise = NodeNoise::Uniform(vec![f64::from(step) / 200.0; 2]);
                let mut now = [0.0; 2];
                compiled.replay(&noise, &parents, Cells::Numbers(&mut now)).expect("defined");
                assert!(before[0] <= now[0] && before[1] <= now[1], "{mechanism:?}");
                before = now;
            }
            assert!(before[0].is_finite());
        }
    }
}

#[test]
fn what_does_not_fit_is_refused_with_what_would() {
    let message = |values: Values, mechanism: Mechanism| {
        compiled(values, mechanism).expect_err("does not fit").to_string()
    };
    let linear =
        |terms: Vec<Term>| Mechanism::Linear { intercept: 0.0, terms, standard_deviation: 1.0 };
    assert_eq!(
        message(Values::Count, linear(Vec::new())),
        "`y` has counts, which a linear mechanism does not give; use a Poisson or a formula"
    );
    assert_eq!(
        message(Values::Number, linear(vec![term("s", None, 1.0)])),
        "the term of `y` for `s` has to name a state: `no` and `yes`"
    );
    assert_eq!(
        message(Values::Number, linear(vec![term("x", Some("no"), 1.0)])),
        "the term of `y` for `x` names the state `no`; `x` has numbers"
    );
    assert_eq!(
        message(Values::Number, linear(vec![term("s", Some("on"), 1.0)])),
        "`s` has no state `on`; its states are `no` and `yes`"
    );
    assert_eq!(
        message(Values::Number, linear(vec![term("z", None, 1.0)])),
        "the mechanism of `y` has a term for `z`, which is none of its parents"
    );
    assert_eq!(
        message(Values::Number, linear(vec![term("x", None, 1.0), term("x", None, 2.0)])),
        "the mechanism of `y` has two terms for `x`"
    );
    assert_eq!(
        message(Values::Number, linear(vec![term("x", None, f64::NAN)])),
        "the coefficient of `x` of `y` is NaN; it has to be a finite number"
    );
    assert_eq!(
        message(Values::Number, additive(Noise::Normal, Link::Increasing("0 - z".to_owned()))),
        "the link at z = -19.875 of `y` is 19.875; it has to be more than at smaller z"
    );
    assert_eq!(
        message(Values::Number, additive(Noise::Empirical(vec![1.0, 0.0]), Link::Identity)),
        "the values of the empirical law of `y` are not in ascending order"
    );
    assert_eq!(
        message(Values::Number, Mechanism::Formula { expression: "x + w".to_owned() }),
        "the formula of `y`: character 5: nothing here is called `w`; the parents of `y` are `x`, `s` and `n`; draw an arrow from `w` to `y` to use it"
    );
    let table = Mechanism::Table { rows: vec![vec![0.5, 0.5]] };
    assert_eq!(
        message(Values::Ordered(states(&["no", "yes"])), table),
        "a table mechanism of `y` cannot use `x`, which has numbers; use a logistic mechanism"
    );
}

proptest! {
    #[test]
    fn additive_noise_is_found_from_the_value(noise in -3.0_f64..3.0, row in 0_usize..50) {
        let (numbers, codes, counts) = columns(50);
        let parents = [
            ParentColumn::Numbers(&numbers[row..=row]),
            ParentColumn::Codes(&codes[row..=row]),
            ParentColumn::Numbers(&counts[row..=row]),
        ];
        for link in [
            Link::Identity,
            Link::Exp,
            Link::Between { low: -2.0, high: 3.0 },
            Link::Increasing("2 * z + if(z > 0, z ^ 2, 0)".to_owned()),
        ] {
            let compiled = compiled(Values::Number, additive(Noise::Normal, link)).expect("fits");
            let Compiled::Additive(additive) = &compiled else { panic!("an additive mechanism") };
            let [mean, spread] = additive.means_and_spreads(&parents, 1).expect("defined");
            let mut value = [0.0];
            let given = NodeNoise::Law(additive.law.clone(), vec![noise]);
            compiled.replay(&given, &parents, Cells::Numbers(&mut value)).expect("defined");
            let found = additive.noise_of(value[0], mean[0], spread[0]).expect("invertible");
            prop_assert!((found - noise).abs() < 1e-9, "{found} {noise}");
        }
    }
}

#[test]
fn values_that_a_link_does_not_give_have_no_noise() {
    let between =
        compiled(Values::Number, additive(Noise::Normal, Link::Between { low: 0.0, high: 1.0 }));
    let Ok(Compiled::Additive(additive)) = between else { panic!("an additive mechanism") };
    assert_eq!(additive.noise_of(1.0, 0.0, 1.0), None);
    assert!(additive.noise_of(0.5, 0.0, 1.0).is_some_and(|noise| noise.abs() < 1e-15));
    assert!(float::logit(0.25) - additive.noise_of(0.25, 0.0, 1.0).expect("inside") < 1e-12);
    let positive = compiled(Values::Number, additive_of("exp(z)"));
    let Ok(Compiled::Additive(additive)) = positive else { panic!("an additive mechanism") };
    assert_eq!(additive.noise_of(-1.0, 0.0, 1.0), None);
}

fn additive_of(link: &str) -> Mechanism {
    additive(Noise::Normal, Link::Increasing(link.to_owned()))
}
