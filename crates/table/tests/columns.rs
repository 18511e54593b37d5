//! Columns: the guess of their kind with its reason, other kinds, levels, codes, numbers, profiles.

use causeloom_table::{Codes, Column, ColumnKind, Error, Level, Table};

fn column<T: ToString>(name: &str, cells: impl IntoIterator<Item = T>) -> Column {
    let cells = cells.into_iter().map(|cell| cell.to_string()).collect();
    let table = Table::from_columns(vec![(name.to_owned(), cells)])
        .unwrap_or_else(|error| panic!("{error}"));
    table.columns()[0].clone()
}

fn guess<T: ToString>(name: &str, cells: impl IntoIterator<Item = T>) -> (ColumnKind, String) {
    let column = column(name, cells);
    (column.kind(), column.guess().reason.clone())
}

fn levels(column: &Column) -> Vec<(String, u32)> {
    column.levels().into_iter().map(|level| (level.text, level.count)).collect()
}

fn table(columns: &[(&str, &[&str])]) -> Table {
    let texts = |cells: &[&str]| cells.iter().map(ToString::to_string).collect();
    let columns = columns.iter().map(|(name, cells)| ((*name).to_owned(), texts(cells)));
    Table::from_columns(columns.collect()).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn kinds_are_guessed_with_a_reason_in_plain_words() {
    use ColumnKind::{Category, Date, Identifier, Number, Text, YesNo};
    let cases = [
        (guess("x", (0..299).map(|row| row % 40)), Number, "all 299 values are numbers"),
        (guess("x", (0..300).map(|row| row % 2)), YesNo, "2 different values: 0, 1"),
        (guess("x", ["0", "1"]), YesNo, "2 different values: 0, 1"),
        (guess("x", ["3.5", "7"]), Number, "both values are numbers"),
        (guess("x", (0..12).map(|row| 1 + row % 2)), YesNo, "2 different values: 1, 2"),
        (
            guess("x", ["Yes", "no", "yes", ""]),
            YesNo,
            "2 different values: no, Yes; 1 cell is missing",
        ),
        (guess("x", ["m", "f", "m"]), Category, "2 different values: f, m"),
        (guess("x", ["T", "F", "T"]), YesNo, "2 different values: F, T"),
        (
            guess("x", 1..=299),
            Identifier,
            "every value is different and looks like a running number",
        ),
        (
            guess("patient_id", (0..50).map(|row| row * 7919 + 13)),
            Identifier,
            "every value is different and stands under the name of an identifier",
        ),
        (guess("pay", (0..50).map(|row| row * 7919 + 13)), Number, "all 50 values are numbers"),
        (guess("x", 1..=19), Number, "all 19 values are numbers"),
        (
            guess("x", (0..40).map(|row| format!("p-{row}"))),
            Identifier,
            "every value is different and none has a space",
        ),
        (guess("x", (0..40).map(|row| format!("patient {row}"))), Text, "every value is different"),
        (
            guess("x", ["2024-01-31", "2024-02-01"]),
            Date,
            "all 2 values look like dates, such as 2024-01-31",
        ),
        (guess("x", ["", "NA", "?"]), Text, "no cell has a value"),
        (guess("x", ["b", "a", "b"]), Category, "2 different values: a, b"),
        (guess("x", ["a"; 3]), Category, "1 value only: a"),
        (
            guess("x", ["10", "12", "x", "low", "14", "15"]),
            Category,
            "2 of 6 values are not numbers: 'x', 'low'; 6 different values: 10, 12, 14, 15, low …",
        ),
        (
            guess("x", (0..400).map(|row| format!("town {}", row % 200))),
            Text,
            "200 different values in 400 rows are too many for a category",
        ),
        (
            guess("x", (0..4_000).map(|row| format!("town {}", row % 200))),
            Category,
            "200 different values: town 0, town 1, town 10, town 100, town 101 …",
        ),
        (
            guess("x", (0..10).map(|row| format!("{row} {}", "long text ".repeat(6)))),
            Text,
            "long and mostly different: 61 characters on average",
        ),
    ];
    for ((kind, reason), expected_kind, expected_reason) in cases {
        assert_eq!((kind, reason.as_str()), (expected_kind, expected_reason));
    }
}

#[test]
fn many_rows_are_guessed_like_few() {
    let n_rows = 50_000_u32;
    let scattered = |row: u32| row.wrapping_mul(2_654_435_761) % 1_000_003;
    assert_eq!(guess("x", (0..n_rows).map(|row| row + 1)).0, ColumnKind::Identifier);
    assert_eq!(guess("x", (0..n_rows).map(scattered)).0, ColumnKind::Number);
    assert_eq!(guess("x", (0..n_rows).map(|row| format!("p{row}"))).0, ColumnKind::Identifier);
    assert_eq!(guess("x", (0..n_rows).map(|row| format!("p{}", row % 2_000))).0, ColumnKind::Text);
    assert_eq!(
        guess("x", (0..n_rows).map(|row| format!("p {}", row % 900))).0,
        ColumnKind::Category
    );
    let (kind, reason) = guess(
        "x",
        (0..n_rows).map(|row| if row % 1_000 == 7 { "?!".to_owned() } else { row.to_string() }),
    );
    assert_eq!(kind, ColumnKind::Number);
    assert_eq!(reason, "49950 of 50000 values are numbers, 50 are not: '?!'");
}

#[test]
fn levels_stand_in_natural_order_with_their_counts() {
    let numbers = column("x", ["10", "9", "NA", "-1", "9", " 10 "]);
    assert_eq!(levels(&numbers), [("-1".to_owned(), 1), ("9".to_owned(), 2), ("10".to_owned(), 2)]);
    let texts = column("x", ["b", "10", "9", "b"]);
    assert_eq!(levels(&texts), [("10".to_owned(), 1), ("9".to_owned(), 1), ("b".to_owned(), 2)]);
}

#[test]
fn codes_point_to_levels_and_say_what_is_missing() {
    let codes = column("x", ["b", "", "a", "b "]).codes();
    assert_eq!(codes.codes, [1, Codes::MISSING, 0, 1]);
    let level = |text: &str, count| Level { text: text.to_owned(), count };
    assert_eq!(codes.levels, [level("a", 1), level("b", 2)]);
    let many = column("x", (0..5_000).map(|row| format!("{}", 4_999 - row)));
    let codes = many.codes();
    assert_eq!(codes.levels.len(), 5_000);
    assert!(codes.codes.iter().enumerate().all(|(row, code)| *code == 4_999 - row as u32));
}

#[test]
fn spellings_of_yes_and_no_count_as_one_level_and_are_said() {
    let words = column("x", ["yes", "No", "y", "yes", "NO", "No"]);
    assert_eq!(words.kind(), ColumnKind::YesNo);
    assert_eq!(levels(&words), [("No".to_owned(), 3), ("yes".to_owned(), 3)]);
    assert_eq!(words.codes().codes, [1, 0, 1, 1, 0, 0]);
    let said: Vec<String> = words.warnings().iter().map(ToString::to_string).collect();
    assert_eq!(said, ["'x' writes the same value in several ways: NO, No; they are read as one"]);
    let numbers = column("x", ["1", "0", "1.0", "1", "0.0", "00"]);
    assert_eq!(numbers.kind(), ColumnKind::YesNo);
    assert_eq!(levels(&numbers), [("0".to_owned(), 3), ("1".to_owned(), 3)]);
    assert_eq!(numbers.warnings()[0].code(), "merged-spellings");
    assert_eq!(column("x", ["m", "yes", "no"]).kind(), ColumnKind::Category);
}

#[test]
fn levels_that_differ_in_capital_letters_are_said_and_kept_apart() {
    let column = column("sex", ["Male", "male", "Female", "Male"]);
    assert_eq!(column.levels().len(), 3);
    let said: Vec<String> = column.warnings().iter().map(ToString::to_string).collect();
    assert_eq!(said, ["'sex' has values that differ only in capital letters: Male, male"]);
}

#[test]
fn numbers_keep_missing_cells_apart_and_are_never_nan() {
    let numbers = column("x", ["1.5", "NaN", "inf", "", "-2", "1e999"]).numbers();
    assert_eq!(numbers.values, [1.5, 0.0, 0.0, 0.0, -2.0, 0.0]);
    assert_eq!(numbers.missing, [false, true, true, true, false, true]);
    assert_eq!((numbers.get(0), numbers.get(1), numbers.get(99)), (Some(1.5), None, None));
    assert_eq!((numbers.len(), numbers.n_missing()), (6, 4));
    assert_eq!(numbers.present().collect::<Vec<_>>(), [1.5, -2.0]);
}

#[test]
fn a_kind_can_be_set_against_the_guess_and_back() {
    let guessed = table(&[("x", &["1", "2", "3", "x"]), ("y", &["a", "b", "c", "d"])]);
    assert_eq!(guessed.column("x").expect("x").kind(), ColumnKind::Category);
    let set = guessed.with_kind("x", ColumnKind::Number).expect("three numbers");
    let column = set.column("x").expect("x");
    assert_eq!((column.kind(), column.guess().kind), (ColumnKind::Number, ColumnKind::Category));
    assert_eq!((column.n_missing(), column.unparsed().count), (1, 1));
    assert_eq!(column.unparsed().first, [(3, "x".to_owned())]);
    assert_eq!(column.warnings()[0].code(), "not-numbers");
    assert_eq!(
        column.codes().codes,
        [0, 1, 2, Codes::MISSING],
        "a cell that is no number is missing"
    );
    assert_eq!(guessed.column("x").expect("x").n_missing(), 0, "the first table is as it was");
    let back = set.with_kind("x", ColumnKind::Category).expect("anything is a category");
    assert_eq!(back.column("x").expect("x").n_missing(), 0);
}

#[test]
fn a_kind_that_does_not_fit_is_refused_with_the_reason() {
    let table = table(&[("y", &["a", "b", "c", "NA"])]);
    let refused = |kind| table.with_kind("y", kind).expect_err("does not fit").to_string();
    assert_eq!(
        refused(ColumnKind::Number),
        "'y' cannot be read as number: none of its 3 values is a number, the first is 'a'"
    );
    assert_eq!(
        refused(ColumnKind::YesNo),
        "'y' cannot be read as yes/no: it has 3 different values, not 2"
    );
    assert!(table.with_kind("y", ColumnKind::Identifier).is_ok());
}

#[test]
fn a_wrong_column_name_gives_the_one_that_was_meant() {
    let table = table(&[("serum_creatinine", &["1"]), ("sex", &["0"])]);
    let error = table.column("serum creatinin").expect_err("no such column");
    assert_eq!(
        error.to_string(),
        "there is no column 'serum creatinin'; did you mean 'serum_creatinine'?"
    );
    assert_eq!(
        table.column("platelets").expect_err("none").to_string(),
        "there is no column 'platelets'"
    );
    assert_eq!((table.position("sex"), table.position("Sex")), (Some(1), None));
}

#[test]
fn columns_that_make_no_table_are_refused() {
    let columns = |lengths: &[(&str, usize)]| {
        let cells = |length: &usize| vec!["1".to_owned(); *length];
        Table::from_columns(
            lengths.iter().map(|(name, length)| ((*name).to_owned(), cells(length))).collect(),
        )
    };
    assert!(matches!(
        columns(&[("a", 2), ("b", 3)]),
        Err(Error::UnequalLength { expected: 2, found: 3, .. })
    ));
    assert!(matches!(
        columns(&[("a", 2), ("a", 2)]),
        Err(Error::NameNotUnique { position: 2, .. })
    ));
    assert!(matches!(columns(&[(" ", 1)]), Err(Error::NameNotUnique { position: 1, .. })));
    assert_eq!(columns(&[]).map(|table| (table.n_rows(), table.n_columns())), Ok((0, 0)));
}

#[test]
fn a_profile_sums_a_number_column_up() {
    let column = column("x", ["4", "1", "NA", "2", "3", "oops", "2", "3", "3", "2", "2", "4", "5"]);
    let profile = column.profile();
    assert_eq!(profile.kind, ColumnKind::Number);
    assert_eq!(
        (profile.n_rows, profile.n_missing, profile.n_unparsed, profile.n_distinct),
        (13, 2, 1, 5)
    );
    assert_eq!(
        (profile.minimum, profile.median, profile.maximum),
        (Some(1.0), Some(3.0), Some(5.0))
    );
    // Sum 31 over 11 values; squared deviations 13.636363… over 10.
    assert!((profile.mean.expect("a mean") - 31.0 / 11.0).abs() < 1e-15);
    let squares: f64 = [4.0, 1.0, 2.0, 3.0, 2.0, 3.0, 3.0, 2.0, 2.0, 4.0, 5.0]
        .iter()
        .map(|value: &f64| (value - 31.0 / 11.0) * (value - 31.0 / 11.0))
        .sum();
    let spread = profile.standard_deviation.expect("a spread");
    assert!((spread - (squares / 10.0).sqrt()).abs() < 1e-14);
    assert_eq!(profile.histogram, [1, 4, 3, 2, 1]);
    assert_eq!(profile.missing_words, [Level { text: "NA".to_owned(), count: 1 }]);
}

#[test]
fn a_profile_lists_the_levels_of_a_category() {
    let profile = column("x", ["b", "a", "b", "c", "", "b", "c"]).profile().clone();
    let pairs = |levels: &[Level]| -> Vec<(String, u32)> {
        levels.iter().map(|level| (level.text.clone(), level.count)).collect()
    };
    assert_eq!(pairs(&profile.levels), [("a".into(), 1), ("b".into(), 3), ("c".into(), 2)]);
    assert_eq!(pairs(&profile.most_frequent), [("b".into(), 3), ("c".into(), 2), ("a".into(), 1)]);
    assert_eq!((profile.minimum, profile.mean, profile.histogram.len()), (None, None, 0));
}

#[test]
fn no_figure_of_a_profile_is_infinite() {
    for cells in [
        &["1e308", "1.7e308", "-1.7e308"][..],
        &["5"],
        &["1e308", "1.7e308", "1.6e308"],
        &["-0", "0"],
    ] {
        let table = table(&[("x", cells)]).with_kind("x", ColumnKind::Number).expect("numbers");
        let profile = table.column("x").expect("x").profile().clone();
        let figures = [
            profile.minimum,
            profile.median,
            profile.mean,
            profile.maximum,
            profile.standard_deviation,
        ];
        assert!(figures.iter().flatten().all(|figure| figure.is_finite()), "{figures:?}");
        assert_eq!(profile.histogram.iter().sum::<u32>() as usize, cells.len());
        assert!(profile.mean.is_some());
    }
}

#[test]
fn customary_codes_for_missing_are_suspected() {
    let mut cells: Vec<String> = (0..40).map(|row| (row % 17).to_string()).collect();
    cells.extend(["-999".to_owned(), "-999".to_owned()]);
    let said = column("x", cells).warnings();
    assert_eq!(
        said[0].to_string(),
        "'x' has the value -999 2 times, far from all others; it may stand for a missing cell"
    );
    assert!(column("x", [1, 2, 3, 998, 999]).warnings().is_empty());
    assert!(column("x", [-9, -3, 5, 7]).warnings().is_empty());
}

#[test]
fn spaces_around_cells_are_ignored_and_said() {
    let column = column("x", ["a ", " a", "a", "b"]);
    assert_eq!(levels(&column), [("a".to_owned(), 3), ("b".to_owned(), 1)]);
    assert_eq!((column.raw(0), column.text(0)), ("a ", Some("a")));
    assert_eq!(
        column.warnings()[0].to_string(),
        "2 cells of 'x' with spaces around the text; they are ignored"
    );
}

#[test]
fn rows_are_cut_to_the_table() {
    let table = table(&[("a", &["1", "", "3"]), ("b", &["x", " y ", "NA"])]);
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(table.rows(1..99), [[None, text("y")], [text("3"), None]]);
    assert!(table.rows(7..9).is_empty());
    assert!(table.rows(0..0).is_empty());
}
