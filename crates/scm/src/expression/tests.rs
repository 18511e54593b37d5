//! Expressions: precedence, kinds, what is not defined, messages, nesting.

use super::{ExpressionError, Input, Target, compile};
use crate::{Values, kernel::ParentColumn, value::Cells};
use proptest::prelude::*;

fn states(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// `age`, `dose rate`: numbers; `sex`, `pain`, `color`: states.
fn inputs() -> [(&'static str, Values); 5] {
    [
        ("age", Values::Number),
        ("dose rate", Values::Count),
        ("sex", Values::Ordered(states(&["female", "male"]))),
        ("pain", Values::Ordered(states(&["none", "mild", "strong"]))),
        ("color", Values::Unordered(states(&["red", "none", "blue"]))),
    ]
}

const AGES: [f64; 4] = [20.0, 40.0, 60.0, 80.0];
const RATES: [f64; 4] = [0.0, 1.0, 2.0, 3.0];
const SEXES: [u8; 4] = [0, 1, 0, 1];
const PAINS: [u8; 4] = [0, 1, 2, 2];
const COLORS: [u8; 4] = [0, 1, 2, 1];

fn run(text: &str, target: Target, out: Cells) -> Result<(), (Option<usize>, ExpressionError)> {
    let values = inputs();
    let inputs: Vec<Input> = values.iter().map(|(name, values)| Input { name, values }).collect();
    let expression =
        compile(text, &inputs, target, &|_| "no hint".to_owned()).map_err(|error| (None, error))?;
    let all = [
        ParentColumn::Numbers(&AGES),
        ParentColumn::Numbers(&RATES),
        ParentColumn::Codes(&SEXES),
        ParentColumn::Codes(&PAINS),
        ParentColumn::Codes(&COLORS),
    ];
    let columns: Vec<ParentColumn> = expression.inputs().iter().map(|&input| all[input]).collect();
    expression.fill(&columns, out).map_err(|undefined| (Some(undefined.row), undefined.error))
}

fn numbers(text: &str) -> Result<[f64; 4], (Option<usize>, String)> {
    let mut out = [0.0; 4];
    run(text, Target::Number, Cells::Numbers(&mut out))
        .map(|()| out)
        .map_err(|(row, error)| (row, error.to_string()))
}

fn codes(text: &str, values: &Values) -> Result<[u8; 4], (Option<usize>, String)> {
    let mut out = [0; 4];
    run(text, Target::Values(values), Cells::Codes(&mut out))
        .map(|()| out)
        .map_err(|(row, error)| (row, error.to_string()))
}

fn fault(text: &str) -> String {
    numbers(text).expect_err("wrong").1
}

#[test]
fn operators_bind_as_they_do_in_mathematics() {
    for (text, value) in [
        ("1 + 2 * 3", 7.0),
        ("(1 + 2) * 3", 9.0),
        ("2 ^ 3 ^ 2", 512.0),
        ("-2 ^ 2", -4.0),
        ("2 ^ -1", 0.5),
        ("2 ** 3", 8.0),
        ("7 - 2 - 1", 4.0),
        ("8 / 4 / 2", 1.0),
        ("2 * -3", -6.0),
        ("- - 3", 3.0),
        ("1e3 + .5 + 2.", 1002.5),
        ("if(not 1 > 2 and 2 >= 2 or 1 = 2, 1, 0)", 1.0),
        ("if(1 = 1 or 1 = 1 and 1 = 2, 1, 0)", 1.0),
        ("if((1 < 2) = (3 ≠ 4), 1, 0)", 1.0),
        ("min(3, 1, 2) + max(3, 1, 2)", 4.0),
        ("clamp(5, 0, 3) + clamp(-5, 0, 3) + clamp(2, 0, 3)", 5.0),
        ("abs(-2) + sqrt(9) + floor(1.9) + ceil(1.1) + round(2.5) + round(-2.5)", 8.0),
        ("pow(2, 10) + exp(0) + log(1) + logistic(0)", 1025.5),
        ("if('a' = \"a\", 1, 0)", 1.0),
    ] {
        assert_eq!(numbers(text), Ok([value; 4]), "{text}");
    }
}

#[test]
fn names_are_columns() {
    assert_eq!(numbers("age / 20 + `dose rate`"), Ok([1.0, 3.0, 5.0, 7.0]));
    assert_eq!(numbers("if(sex = \"male\", age, -1)"), Ok([-1.0, 40.0, -1.0, 80.0]));
    assert_eq!(numbers("if(age > 30 and age <= 60, 1, 0)"), Ok([0.0, 1.0, 1.0, 0.0]));
    assert_eq!(numbers("age ^ 2 - age * age"), Ok([0.0; 4]));
}

#[test]
fn states_of_one_list_are_compared_by_order_and_others_by_name() {
    assert_eq!(numbers("if(pain >= \"mild\", 1, 0)"), Ok([0.0, 1.0, 1.0, 1.0]));
    assert_eq!(numbers("if(\"mild\" < pain, 1, 0)"), Ok([0.0, 0.0, 1.0, 1.0]));
    assert_eq!(numbers("if(pain < pain, 1, 0)"), Ok([0.0; 4]));
    // Only `none` is a state of both, with different codes.
    assert_eq!(numbers("if(pain = color, 1, 0)"), Ok([0.0; 4]));
    assert_eq!(numbers("if(color = pain, 1, if(pain != color, 2, 3))"), Ok([2.0; 4]));
    assert_eq!(numbers("if(color != \"none\", 1, 0)"), Ok([1.0, 0.0, 1.0, 0.0]));
    for text in ["if(color < \"red\", 1, 0)", "if(pain < color, 1, 0)", "if((1<2) < (1<2), 1, 0)"] {
        assert!(fault(text).contains("no common order"), "{text}");
    }
    assert_eq!(
        fault("if(sex = color, 1, 0)"),
        "character 8: these two have no state in common, so they are never equal"
    );
}

#[test]
fn states_come_out_in_the_codes_of_the_node() {
    let values = Values::Unordered(states(&["strong", "other", "none", "mild"]));
    assert_eq!(codes("pain", &values), Ok([2, 3, 0, 0]));
    assert_eq!(codes("if(sex = 'male', 'other', pain)", &values), Ok([2, 1, 0, 1]));
    assert_eq!(codes("if(sex = 'male', pain, 'other')", &values), Ok([1, 3, 1, 0]));
    assert_eq!(
        codes("if(age > 70, 'mild', if(age > 50, \"strong\", 'none'))", &values),
        Ok([2, 2, 0, 3])
    );
    assert_eq!(
        codes("if(age > 70, 'mild', color)", &values).expect_err("no such state").1,
        "character 22: `red` is none of the states `strong`, `other`, `none` and `mild`"
    );
    assert!(codes("age > 3", &values).expect_err("a condition").1.contains("this is a condition"));
}

#[test]
fn what_is_not_used_may_be_undefined() {
    assert_eq!(numbers("if(`dose rate` > 0, 6 / `dose rate`, 0)"), Ok([0.0, 6.0, 3.0, 2.0]));
    assert_eq!(
        numbers("if(`dose rate` = 0 or 1 / `dose rate` < 0.4, 1, 2)"),
        Ok([1.0, 2.0, 2.0, 1.0])
    );
    assert_eq!(
        numbers("if(`dose rate` > 0 and 1 / `dose rate` < 0.4, 1, 2)"),
        Ok([2.0, 2.0, 2.0, 1.0])
    );
    let values = Values::Ordered(states(&["female", "male"]));
    assert_eq!(codes("if(age > 0, sex, if(1/0 > 1, 'male', 'female'))", &values), Ok([0, 1, 0, 1]));
}

#[test]
fn what_is_undefined_says_why_in_the_first_row_where_it_matters() {
    for (text, row, message) in [
        ("1 / (age - 60)", 2, "character 3: division by zero"),
        ("2 * log(40 - age)", 1, "character 5: logarithm of 0"),
        ("sqrt(50 - age) + 1/0", 0, "character 19: division by zero"),
        ("max(1, sqrt(50 - age))", 2, "character 8: square root of -10"),
        ("exp(age * 100)", 0, "character 1: the number is too large"),
        ("(0 - age) ^ 0.5", 0, "character 11: -20 to the power of 0.5"),
        ("1 / exp(age * 20)", 1, "character 5: the number is too large"),
        ("if(log(0 - age) > 1, 1, 2)", 0, "character 4: logarithm of -20"),
        ("if(age > 50, log(50 - age), 1 / 0 * 0 + 1)", 0, "character 31: division by zero"),
        (
            "clamp(1, age, 30)",
            1,
            "character 1: clamp between 40 and 30, which are the wrong way round",
        ),
        ("logistic(1 / 0)", 0, "character 12: division by zero"),
        ("min(1, 1 / 0)", 0, "character 10: division by zero"),
    ] {
        assert_eq!(numbers(text), Err((Some(row), message.to_owned())), "{text}");
    }
}

#[test]
fn errors_say_where_and_how_to_go_on() {
    for (text, message) in [
        (
            "",
            "character 1: expected a number, a state in quotes, a name or `(` and found the end; the expression is empty",
        ),
        (
            "1 +",
            "character 4: expected a number, a state in quotes, a name or `(` and found the end",
        ),
        (
            "2 age",
            "character 3: expected an operator or the end and found `age`; write `*` between factors",
        ),
        ("aeg + 1", "character 1: nothing here is called `aeg`; did you mean age?"),
        ("1 + weight", "character 5: nothing here is called `weight`; no hint"),
        (
            "ge(1)",
            "character 1: there is no function `ge`; there are if, min, max, abs, exp, log, sqrt, pow, logistic, round, floor, ceil and clamp",
        ),
        ("sqrt(1, 2)", "character 1: `sqrt` needs one argument, and has 2"),
        ("min(1)", "character 1: `min` needs two or more arguments, and has 1"),
        (
            "if(age > 3, 1)",
            "character 1: `if` needs three arguments: a condition and two values, and has 2",
        ),
        (
            "age + sex",
            "character 7: this is a state; arithmetic needs numbers; write `if(node = \"state\", 1, 0)`",
        ),
        (
            "2 * (age > 3)",
            "character 5: this is a condition; arithmetic needs numbers; write `if(condition, 1, 0)`",
        ),
        (
            "if(sex = \"mael\", 1, 0)",
            "character 10: `mael` is none of the states `female` and `male`",
        ),
        ("if(sex = 1, 1, 0)", "character 10: this is a number; it is compared with a state"),
        (
            "if(age, 1, 0)",
            "character 4: this is a number; `if` needs a condition first, such as `x > 3`",
        ),
        (
            "if(age > 1, 1, 'a')",
            "character 16: this is a state; the values of one `if` have to be of one kind, the first is a number",
        ),
        (
            "if(1 < age < 3, 1, 0)",
            "character 12: expected `and`, `or` or the end of the comparison and found `<`; write `a < b and b < c`",
        ),
        (
            "age && 1",
            "character 5: expected a number, a name or an operator and found `&`; write `and`",
        ),
        ("\"yes", "character 1: the text that starts here does not end; close it with \""),
        ("3x", "character 1: `3x` is no number"),
        ("1.2.3", "character 1: `1.2.3` is no number"),
        ("1e999", "character 1: `1e999` is no number"),
        ("(1 + 2", "character 7: expected an operator or `)` and found the end"),
        (
            "sex",
            "character 1: this is a state; a number is needed here; write `if(node = \"state\", 1, 0)`",
        ),
        ("ln(age)", "character 1: expected a function and found `ln`; it is called `log` here"),
        ("é + `dose", "character 1: nothing here is called"),
    ] {
        let found = fault(text);
        if text.starts_with('é') {
            assert!(found.starts_with("character 5: the text that starts here"), "{found}");
        } else {
            assert_eq!(found, message, "{text}");
        }
    }
}

#[test]
fn nesting_is_refused_before_it_is_too_deep() {
    for (open, close) in
        [("(", ")"), ("-", ""), ("abs(", ")"), ("2 ^ ", ""), ("if(not 1 > ", ", 1, 0)")]
    {
        let text = format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
        assert!(fault(&text).contains("nested more than 100 deep"), "{open}");
    }
    // Long is not deep.
    let text = format!("1{}", " + 1".repeat(20_000));
    assert_eq!(numbers(&text), Ok([20_001.0; 4]));
}

/// A random expression and its value by the rules of arithmetic.
fn tree() -> impl Strategy<Value = (String, f64)> {
    let leaf = (-50_i32..50).prop_map(|number| {
        let value = f64::from(number) / 4.0;
        (format!("{value}"), value)
    });
    leaf.prop_recursive(6, 60, 3, |inner| {
        (inner.clone(), inner.clone(), inner, 0..7).prop_map(|((a, x), (b, y), (c, z), kind)| {
            match kind {
                0 => (format!("({a} + {b})"), x + y),
                1 => (format!("({a} - ({b}))"), x - y),
                2 => (format!("({a}) * ({b})"), x * y),
                3 => (format!("min({a}, {b}, {c})"), x.min(y).min(z)),
                4 => (format!("if({a} < {b}, {b}, {c})"), if x < y { y } else { z }),
                5 => (format!("-({a})"), -x),
                _ => (
                    format!("if({a} = {b} or not {b} >= {c}, {a}, {c})"),
                    if x == y || y < z { x } else { z },
                ),
            }
        })
    })
}

proptest! {
    #[test]
    fn an_expression_has_the_value_of_its_tree((text, value) in tree()) {
        prop_assume!(value.is_finite());
        prop_assert_eq!(numbers(&text), Ok([value; 4]), "{}", text);
    }

    #[test]
    fn no_text_makes_reading_panic(text in "[-a-z0-9 .,+*/^=<>!&|()`'\"\\\\é≤_]{0,40}") {
        let _ = numbers(&text);
        let _ = codes(&text, &Values::Ordered(states(&["a", "b"])));
    }

    #[test]
    fn no_arrangement_of_words_makes_reading_panic(
        words in prop::collection::vec(prop::sample::select(vec![
            "age", "sex", "pain", "\"male\"", "`dose rate`", "1", "0", "(", ")", ",", "if(", "min(", "-",
            "+", "*", "/", "^", "=", "<", "and", "or", "not", "log(", "clamp(", "\"x\"",
        ]), 0..14),
    ) {
        let text = words.join(" ");
        match numbers(&text) {
            Ok(values) => prop_assert!(values.iter().all(|value| value.is_finite())),
            Err((_, message)) => prop_assert!(message.starts_with("character ")),
        }
        let _ = codes(&text, &Values::Ordered(states(&["male", "x"])));
    }
}
