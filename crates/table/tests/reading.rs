//! Messy but readable files: what is guessed, why, and what the table then holds.

use std::fmt::Write as _;
use std::io::{Cursor, Read};

use causeloom_table::{ColumnKind, Encoding, Format, ReadOptions, ReadTable, ReadWarning, read};

fn read_with(text: &[u8], options: &ReadOptions) -> ReadTable {
    read(&mut Cursor::new(text), "file.csv", options, &mut |_| {})
        .unwrap_or_else(|error| panic!("{error}"))
}

fn table(text: &str) -> ReadTable {
    read_with(text.as_bytes(), &ReadOptions::default())
}

fn names(read: &ReadTable) -> Vec<&str> {
    read.table.columns().iter().map(causeloom_table::Column::name).collect()
}

fn rows(read: &ReadTable) -> Vec<Vec<String>> {
    let cell = |cell: Option<String>| cell.unwrap_or_else(|| "·".to_owned());
    let rows = read.table.rows(0..u32::MAX).into_iter();
    rows.map(|row| row.into_iter().map(cell).collect()).collect()
}

fn codes(read: &ReadTable) -> Vec<&'static str> {
    read.report.warnings.iter().map(ReadWarning::code).collect()
}

/// A source that gives one byte at a time, as slow networks do.
struct Trickle<'a>(&'a [u8]);

impl Read for Trickle<'_> {
    fn read(&mut self, target: &mut [u8]) -> std::io::Result<usize> {
        let Some((first, rest)) = self.0.split_first() else {
            return Ok(0);
        };
        target[0] = *first;
        self.0 = rest;
        Ok(1)
    }
}

#[test]
fn a_plain_file_is_read_with_every_guess_said() {
    let read = table("age,sex,outcome\n40,male,yes\n50,female,no\n60,male,yes\n");
    assert_eq!(names(&read), ["age", "sex", "outcome"]);
    assert_eq!(codes(&read), Vec::<&str>::new());
    assert_eq!(
        read.report.sentences(),
        [
            "Form: CSV (the file does not begin like JSON)",
            "Encoding: UTF-8 (all characters are plain ASCII)",
            "Delimiter: comma (it cuts the first 4 rows into 3 cells each)",
            "Decimal mark: point (no number shows another mark)",
            "Header: first row (the first row holds names, the rows below hold numbers)",
        ]
    );
    assert_eq!((read.report.bytes, read.report.n_rows, read.report.n_columns), (53, 3, 3));
}

#[test]
fn what_the_options_say_is_not_guessed() {
    let options = ReadOptions {
        format: Some(Format::Csv),
        encoding: Some(Encoding::Windows1252),
        delimiter: Some(b'/'),
        decimal_comma: Some(true),
        header: Some(false),
        missing_words: Some(vec!["-9".to_owned()]),
        ..ReadOptions::default()
    };
    let read = read_with(b"1,5/NA\n-9/\xE9\n", &options);
    assert_eq!(names(&read), ["column_1", "column_2"]);
    assert_eq!(rows(&read), [["1,5", "NA"], ["·", "é"]]);
    assert_eq!(read.table.columns()[0].number(0), Some(1.5));
    let report = &read.report;
    assert!(report.format.given && report.encoding.given && report.decimal_comma.given);
    assert!(report.delimiter.as_ref().is_some_and(|delimiter| delimiter.given));
    assert!(report.header.as_ref().is_some_and(|header| header.given));
}

#[test]
fn line_ends_of_all_systems_give_the_same_table() {
    let expected = rows(&table("a,b\n1,x\n2,y\n3,\"z\"\n"));
    for end in ["\r\n", "\r", "\n"] {
        for last in [end, ""] {
            let text = format!("a,b{end}1,x{end}2,y{end}3,\"z\"{last}");
            let read = table(&text);
            assert_eq!(rows(&read), expected, "{text:?}");
            assert_eq!(codes(&read), Vec::<&str>::new(), "{text:?}");
        }
    }
}

#[test]
fn a_source_that_trickles_gives_the_same_table() {
    let texts: [&[u8]; 5] = [
        b"\xEF\xBB\xBFa,b\r\n\"1\r\n2\",x\r\n\r\n2,\"y \"\"z\"\"\"\r\n",
        b"a;b\r1,5;x\r\r2,5;y",
        b"\xFF\xFEa\0,\0b\0\n\0\x31\0,\0\x3D\xD8\x00\xDE\n\0",
        b"{\"a\": 1, \"b\": \"x\"}\r\n\r\n{\"b\": \"y\"}",
        b"[ {\"a\": \"}\"},\n\n {\"a\": \"\\\"{\"} ]\n",
    ];
    for text in texts {
        let at_once = read_with(text, &ReadOptions::default());
        let mut last = 0;
        let trickled =
            read(&mut Trickle(text), "file.csv", &ReadOptions::default(), &mut |n_bytes| {
                assert!(n_bytes >= last, "progress goes forward");
                last = n_bytes;
            })
            .unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(rows(&at_once), rows(&trickled));
        assert_eq!(at_once.report, trickled.report);
        assert_eq!(last, text.len() as u64);
    }
}

#[test]
fn quotation_marks_and_line_breaks_within_cells_are_kept() {
    let read = table("a,b\n\"x, y\",\"say \"\"hi\"\"\"\n\"two\nlines\",z\n");
    assert_eq!(rows(&read), [["x, y", "say \"hi\""], ["two\nlines", "z"]]);
    assert_eq!(codes(&read), ["line-breaks"]);
    assert_eq!(
        read.report.warnings[0].to_string(),
        "1 row has line breaks within a cell (first: row 2)"
    );
}

#[test]
fn semicolons_with_decimal_commas_are_read_as_numbers() {
    let read = table("age;bmi;dose\n40;22,5;1,250\n50;31,25;0,5\n");
    assert!(read.report.decimal_comma.value);
    assert_eq!(read.report.decimal_comma.reason, "numbers are written as 22,5");
    let bmi = read.table.column("bmi").expect("a column");
    assert_eq!((bmi.number(0), bmi.number(1)), (Some(22.5), Some(31.25)));
    assert_eq!(read.table.column("dose").expect("a column").number(0), Some(1.25));
}

#[test]
fn decimal_commas_that_come_late_are_noticed() {
    let mut text = "a;b\n".to_owned();
    for row in 0..20_000 {
        writeln!(text, "{row};{}", row % 7).expect("a string takes all");
    }
    text.push_str("20000;2,5\n20001;3,5\n");
    let read = table(&text);
    assert!(read.report.decimal_comma.value);
    assert_eq!(read.report.decimal_comma.reason, "2 cells are numbers with a comma");
    assert_eq!(read.table.column("b").expect("a column").number(20_000), Some(2.5));
}

#[test]
fn thousands_marks_are_said_and_not_read() {
    let read = table("pay,n\n\"1,234\",1\n\"12,500\",2\n");
    let pay = read.table.column("pay").expect("a column");
    assert_eq!(pay.kind(), ColumnKind::Category);
    assert_eq!(
        pay.warnings()[0].to_string(),
        "2 cells of 'pay' such as '1,234' may have thousands marks"
    );
}

#[test]
fn the_first_line_of_excel_that_names_the_delimiter_is_obeyed() {
    let read = table("sep=;\na;b\n1;2\n");
    assert_eq!(names(&read), ["a", "b"]);
    assert_eq!(read.report.delimiter.as_ref().map(|delimiter| delimiter.value), Some(b';'));
    let short = table("sep=;\r\na;b\r\n1;2\r\n3\r\n");
    assert_eq!(codes(&short), ["short-rows"]);
}

#[test]
fn tables_of_r_with_row_names_are_read() {
    let read = table("\"age\",\"sex\"\n\"1\",40,\"m\"\n\"2\",50,\"f\"\n");
    assert_eq!(names(&read), ["column_1", "age", "sex"]);
    assert_eq!(codes(&read), ["row-names"]);
}

#[test]
fn a_file_without_a_header_gets_names() {
    let read = table("1,2,x\n3,4,y\n5,6,x\n");
    assert_eq!(names(&read), ["column_1", "column_2", "column_3"]);
    assert_eq!(read.table.n_rows(), 3);
    assert_eq!(codes(&read), ["no-header"]);
}

#[test]
fn blank_lines_and_empty_rows_are_skipped_and_counted() {
    let read = table("\n\na,b\n\n1,2\n \n,\n3,4\n\n\n");
    assert_eq!(rows(&read), [["1", "2"], ["3", "4"]]);
    assert_eq!(codes(&read), ["blank-lines", "empty-rows"]);
    assert_eq!(read.report.warnings[0], ReadWarning::BlankLines { count: 6 });
    assert_eq!(read.report.warnings[1].to_string(), "1 row of empty cells only was skipped");
}

#[test]
fn lines_are_counted_through_blank_lines_and_line_breaks() {
    let text = "a,b\r\n\r\n\"x\r\ny\",1\r\n\r\n2,3,4\r\n";
    let error = read(&mut Cursor::new(text), "f.csv", &ReadOptions::default(), &mut |_| {})
        .expect_err("a cell too many");
    let place = error.place().expect("a place");
    assert_eq!((place.row, place.line), (Some(2), Some(6)));
}

#[test]
fn json_lines_are_read_over_the_union_of_their_keys() {
    let read = table("{\"a\": 1.50, \"b\": \"x\"}\n\n{\"c\": true, \"a\": null}\n{\"b\": \"NA\"}");
    assert_eq!(names(&read), ["a", "b", "c"]);
    assert_eq!(rows(&read), [["1.50", "x", "·"], ["·", "·", "true"], ["·", "·", "·"]]);
    assert_eq!(read.report.format.value, Format::JsonLines);
    assert_eq!(codes(&read), ["blank-lines"]);
}

#[test]
fn arrays_of_objects_and_objects_over_several_lines_are_read_too() {
    let expected = rows(&table("{\"a\": 1, \"b\": \"}{\"}\n{\"a\": 2, \"b\": \"\\\\\"}\n"));
    for text in [
        "[{\"a\": 1, \"b\": \"}{\"}, {\"a\": 2, \"b\": \"\\\\\"}]",
        " [\n {\n  \"a\": 1,\n  \"b\": \"}{\"\n },\n {\"a\": 2,\r\n \"b\": \"\\\\\"}\n]\n",
        "{\n \"a\": 1,\n \"b\": \"}{\"\n}\n{\n \"a\": 2, \"b\": \"\\\\\"\n}\n",
    ] {
        assert_eq!(rows(&table(text)), expected, "{text}");
    }
}

#[test]
fn a_key_that_comes_late_is_missing_before() {
    let mut text = String::new();
    for row in 0..40_000 {
        writeln!(text, "{{\"a\": {row}}}").expect("a string takes all");
    }
    text.push_str("{\"a\": 1, \"late\": 7}\n");
    let read = table(&text);
    let late = read.table.column("late").expect("a column");
    assert_eq!((late.n_rows(), late.n_missing(), late.number(40_000)), (40_001, 40_000, Some(7.0)));
}
