//! Bad files: each gives a clear error that says where and how to go on, or a result with a warning.

use std::fmt::Write as _;
use std::io::{Cursor, Read};

use causeloom_table::{
    ColumnKind, Encoding, Error, Format, Limits, ReadOptions, ReadTable, ReadWarning, read,
};

fn read_with(bytes: &[u8], options: &ReadOptions) -> Result<ReadTable, Error> {
    read(&mut Cursor::new(bytes), "bad.csv", options, &mut |_| {})
}

fn table(bytes: &[u8]) -> ReadTable {
    read_with(bytes, &ReadOptions::default()).unwrap_or_else(|error| panic!("{error}"))
}

/// The code, the message and the hint of the error that a file gives.
fn error(bytes: &[u8]) -> (&'static str, String) {
    let error = read_with(bytes, &ReadOptions::default()).expect_err("this file is bad");
    assert!(!error.hint().is_empty());
    (error.code(), error.to_string())
}

fn codes(read: &ReadTable) -> Vec<&'static str> {
    read.report.warnings.iter().map(ReadWarning::code).collect()
}

#[test]
fn an_empty_file_is_said_to_be_empty() {
    for bytes in [&b""[..], b"\n", b"\r\n\r\n", b"\xEF\xBB\xBF", b"\xFF\xFE", b"\r"] {
        assert_eq!(error(bytes), ("empty-file", "bad.csv: the file is empty".to_owned()));
    }
}

#[test]
fn a_header_without_rows_is_said_to_have_none() {
    let message = "bad.csv: the file has a header of 3 columns but no row of data".to_owned();
    assert_eq!(error(b"age,sex,outcome\n"), ("no-rows", message.clone()));
    assert_eq!(error(b"age,sex,outcome\n,,\n , , \n\n"), ("no-rows", message));
    let message = "bad.csv: the file has a header of one column but no row of data".to_owned();
    assert_eq!(error(b"age\n\n"), ("no-rows", message));
}

#[test]
fn a_row_with_too_many_cells_is_named() {
    assert_eq!(
        error(b"a,b\n1,2\n\n3,4,5\n"),
        (
            "too-many-cells",
            "bad.csv, row 2 (line 4): this row has 3 cells, but there are 2 columns".to_owned()
        )
    );
}

#[test]
fn lines_above_the_header_are_suspected() {
    let error = read_with(
        b"Report of May\nage,sex,outcome\n1,2,3\n4,5,6\n",
        &ReadOptions { delimiter: Some(b','), ..ReadOptions::default() },
    )
    .expect_err("a title is no header");
    assert_eq!(error.hint(), "remove the lines above the row that names the columns");
    assert_eq!(error.place().and_then(|place| place.line), Some(2));
    assert_eq!(error.what(), "this row has 3 cells, but there is 1 column");
}

#[test]
fn rows_with_too_few_cells_are_filled_up_and_named() {
    let read = table(b"a,b,c\n1,2,3\n4\n5,6\n7,8,9\n");
    assert_eq!(codes(&read), ["short-rows"]);
    assert_eq!(
        read.report.warnings[0].to_string(),
        "2 rows have fewer than 3 cells; the rest is read as missing (row 2: 1, row 3: 2)"
    );
    let missing: Vec<u32> =
        read.table.columns().iter().map(causeloom_table::Column::n_missing).collect();
    assert_eq!(missing, [0, 1, 2]);
}

#[test]
fn empty_cells_beyond_the_last_column_are_left_out_and_said() {
    let read = table(b"a,b\n1,2,,\n3,4\n5,6, \n");
    assert_eq!(codes(&read), ["long-rows"]);
    assert_eq!((read.table.n_rows(), read.table.n_columns()), (3, 2));
}

#[test]
fn a_quotation_mark_that_is_never_closed_is_named_where_it_opens() {
    assert_eq!(
        error(b"a,b\n1,x\n2,\"y\n3,z\n4,w\n"),
        (
            "unclosed-quote",
            "bad.csv, row 2 (line 3), column b: the quotation mark that opens here is not closed; the cell would hold 3 more lines".to_owned()
        )
    );
}

#[test]
fn a_forgotten_quotation_mark_is_named_where_it_opens_even_if_another_closes_it() {
    // The mark of row 1 is closed by the first mark of row 3, which then has a cell too many.
    let (code, message) = error(b"a,b\n\"x,1\ny,2\n\"z\",3\nw,4\n");
    assert_eq!(code, "unclosed-quote");
    assert!(message.starts_with("bad.csv, row 1 (line 2), column a: "), "{message}");
}

#[test]
fn text_after_a_closing_quotation_mark_is_said() {
    let read = table(b"a,b\n\"5\" 6,x\n\"7\",y\n\"8\"9,z\n");
    assert_eq!(codes(&read), ["stray-quotes"]);
    assert_eq!(
        read.report.warnings[0].to_string(),
        "2 rows have text after a closing quotation mark; the marks are left out (first: row 1)"
    );
}

#[test]
fn a_quotation_mark_that_swallows_a_large_file_stops_early_and_is_named() {
    let mut bytes = b"a,b\n1,2\n\"x,2\n".to_vec();
    for _ in 0..500_000 {
        bytes.extend_from_slice(b"12345,6789\n");
    }
    let mut n_bytes = 0;
    let error = read(&mut Cursor::new(&bytes), "bad.csv", &ReadOptions::default(), &mut |read| {
        n_bytes = read;
    })
    .expect_err("the mark is not closed");
    assert_eq!(error.code(), "unclosed-quote");
    let place = error.place().expect("a place");
    assert_eq!((place.row, place.line, place.column.as_deref()), (Some(2), Some(3), Some("a")));
    assert!(n_bytes < 3_000_000, "{n_bytes} bytes were read");
}

#[test]
fn a_cell_of_10_mb_is_named_by_row_and_column() {
    let mut bytes = b"id,notes\n1,fine\n2,".to_vec();
    bytes.resize(bytes.len() + 10_000_000, b'x');
    bytes.extend_from_slice(b"\n3,fine\n");
    assert_eq!(
        error(&bytes),
        (
            "cell-too-large",
            "bad.csv, row 2 (line 3), column notes: this cell holds more than 1000000 bytes"
                .to_owned()
        )
    );
    let limits = Limits { cell_bytes: 20_000_000, ..Limits::default() };
    let read = read_with(&bytes, &ReadOptions { limits, ..ReadOptions::default() })
        .expect("within limits");
    let notes = read.table.column("notes").expect("a column");
    assert_eq!(notes.text(1).map(str::len), Some(10_000_000));
}

#[test]
fn binary_files_are_named_with_the_next_step() {
    let files: [(&[u8], &str, &str); 7] = [
        (
            b"PK\x03\x04\x14\0\x06\0\x08\0[Content_Types].xml",
            "an Excel workbook",
            "save the sheet as CSV",
        ),
        (
            b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0\0",
            "an old Excel or Word file",
            "save the sheet as CSV",
        ),
        (b"PAR1\x15\x04\x15\x10", "a Parquet file", "convert it to CSV"),
        (b"\x1F\x8B\x08\0\0\0\0\0", "a gzip archive", "unpack it"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a PNG picture", "choose the CSV"),
        (b"%PDF-1.7\n%\xE2\xE3", "a PDF document", "copy the table"),
        (b"SQLite format 3\0\x10\0", "an SQLite database", "export the table as CSV"),
    ];
    for (bytes, looks_like, remedy) in files {
        let error = read_with(bytes, &ReadOptions::default()).expect_err(looks_like);
        assert_eq!(
            error.to_string(),
            format!("bad.csv: this looks like {looks_like}, not a table of text")
        );
        assert!(error.hint().contains(remedy), "{}", error.hint());
    }
}

#[test]
fn bytes_of_no_known_program_are_no_table() {
    let bytes: Vec<u8> =
        (0..2_000_u32).map(|place| (place.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    assert_eq!(error(&bytes).0, "not-a-table");
}

#[test]
fn a_web_page_is_no_table() {
    let page = b"\n<!DOCTYPE html>\n<html><body>Sign in, please</body></html>";
    assert_eq!(
        error(page),
        ("not-a-table", "bad.csv: this looks like a web page, not a table of text".to_owned())
    );
}

#[test]
fn a_zero_byte_far_into_a_text_is_named() {
    let mut bytes = b"a,b\n".to_vec();
    for row in 1..=30_000 {
        let cell = if row == 20_001 { "x\0y" } else { "xy" };
        bytes.extend_from_slice(format!("{row},{cell}\n").as_bytes());
    }
    assert_eq!(
        error(&bytes),
        (
            "zero-byte",
            "bad.csv, row 20001, column b: there is a zero byte, so the file is damaged or no text"
                .to_owned()
        )
    );
}

#[test]
fn latin_1_is_read_and_said_wherever_it_begins() {
    for n_plain in [0, 20_000] {
        let mut bytes = b"name,size\n".to_vec();
        for _ in 0..n_plain {
            bytes.extend_from_slice(b"plain,1\n");
        }
        bytes.extend_from_slice(b"gro\xDF,2\n\x80uro,3\n");
        let read = table(&bytes);
        assert_eq!(read.report.encoding.value, Encoding::Windows1252, "{n_plain}");
        let name = read.table.column("name").expect("a column");
        assert_eq!(name.text(n_plain), Some("groß"));
        assert_eq!(name.text(n_plain + 1), Some("€uro"));
        assert!(name.levels().iter().any(|level| level.text == "groß"));
    }
}

#[test]
fn a_few_bad_bytes_in_utf_8_are_replaced_and_named() {
    let read = table("name,n\ngroß,1\nklein,2\nfür,3\n".as_bytes());
    assert_eq!(read.report.encoding.reason, "the bytes are valid UTF-8");
    let mut bytes = "name,n\ngroß,1\nfür,3\n".as_bytes().to_vec();
    bytes.extend_from_slice(b"s\xF6,4\n");
    let read = table(&bytes);
    assert_eq!(codes(&read), ["replaced-bytes"]);
    assert_eq!(
        read.report.warnings[0].to_string(),
        "1 cell has bytes that are not UTF-8; they are shown as � (first: row 3, column name)"
    );
    assert_eq!(read.table.column("name").expect("a column").text(2), Some("s\u{fffd}"));
}

#[test]
fn utf_16_is_read_with_and_without_its_mark() {
    let text = "név;kor\nÁdám;41\nÉva;39\n";
    for (mark, big) in [(true, false), (true, true), (false, false), (false, true)] {
        let mut bytes = Vec::new();
        let units = mark.then_some(0xFEFF).into_iter().chain(text.encode_utf16());
        for unit in units {
            bytes.extend_from_slice(&if big { unit.to_be_bytes() } else { unit.to_le_bytes() });
        }
        let read = table(&bytes);
        let expected = if big { Encoding::Utf16Be } else { Encoding::Utf16Le };
        assert_eq!(read.report.encoding.value, expected);
        assert_eq!(read.table.column("név").expect("a column").text(0), Some("Ádám"));
        assert_eq!(read.table.column("kor").expect("a column").number(1), Some(39.0));
    }
}

#[test]
fn half_a_character_of_utf_16_is_replaced_and_said() {
    let mut bytes: Vec<u8> = "\u{feff}a,b\n1,x".encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.push(b'y');
    let read = table(&bytes);
    assert_eq!(codes(&read), ["replaced-characters"]);
    assert_eq!(read.table.column("b").expect("a column").text(0), Some("x\u{fffd}"));
}

#[test]
fn double_and_empty_names_are_changed_and_said() {
    let read = table(b"a,,a, \n1,2,3,\n4,5,6,\n");
    let names: Vec<&str> = read.table.columns().iter().map(causeloom_table::Column::name).collect();
    assert_eq!(names, ["a", "column_2", "a_2"]);
    assert_eq!(codes(&read), ["empty-name", "duplicate-name", "empty-column"]);
}

#[test]
fn a_column_without_any_value_is_said() {
    let read = table(b"a,b\n1,NA\n2,\n3,?\n");
    let column = read.table.column("b").expect("a column");
    assert_eq!((column.n_missing(), column.kind()), (3, ColumnKind::Text));
    assert_eq!(column.warnings()[0].to_string(), "no cell of 'b' has a value");
}

#[test]
fn a_column_with_one_value_only_is_said() {
    let read = table(b"a,b\n1,x\n2,x\n3,x\n");
    let warnings = read.table.warnings();
    assert_eq!(warnings.len(), 1);
    assert_eq!(warnings[0].to_string(), "every value of 'b' is x");
}

#[test]
fn cells_that_are_no_numbers_are_counted_as_missing_and_listed() {
    let mut text = "id,age\n".to_owned();
    for row in 1..=300 {
        let age =
            if row == 7 || row == 200 { "about 40".to_owned() } else { format!("{}.5", row % 77) };
        writeln!(text, "p{row},{age}").expect("a string takes all");
    }
    let read = table(text.as_bytes());
    let age = read.table.column("age").expect("a column");
    assert_eq!((age.kind(), age.n_missing()), (ColumnKind::Number, 2));
    assert_eq!(age.guess().reason, "298 of 300 values are numbers, 2 are not: 'about 40'");
    assert_eq!(
        age.warnings()[0].to_string(),
        "2 cells of 'age' are not numbers: row 7 'about 40', row 200 'about 40'; counted as missing"
    );
    assert_eq!((age.number(6), age.is_missing(6), age.text(6)), (None, true, Some("about 40")));
}

#[test]
fn one_column_alone_is_read_with_a_warning() {
    let read = table(b"age\n40\n50\n");
    assert_eq!(codes(&read), ["one-column"]);
    assert!(read.report.warnings[0].why().contains("delimiter"));
}

#[test]
fn sizes_beyond_a_limit_are_errors() {
    let with = |limits| {
        let options = ReadOptions { limits, ..ReadOptions::default() };
        read_with(b"a,b,c\n1,2,3\n4,5,6\n", &options).expect_err("a limit").to_string()
    };
    let all = Limits::default();
    assert_eq!(with(Limits { bytes: 10, ..all }), "bad.csv: the file has more than 10 bytes");
    assert_eq!(
        with(Limits { columns: 2, ..all }),
        "bad.csv, line 1: there are more than 2 columns"
    );
    assert_eq!(with(Limits { rows: 1, ..all }), "bad.csv: there are more than 1 rows");
    assert_eq!(with(Limits { cells: 5, ..all }), "bad.csv: the table has more than 5 cells");
    let wide = vec![b','; 20_000];
    assert_eq!(error(&wide).0, "too-many-columns");
}

#[test]
fn a_row_of_very_many_cells_is_an_error_and_not_a_flood() {
    let mut bytes = b"a,b\n1,2\n".to_vec();
    bytes.resize(bytes.len() + 3_000_000, b',');
    bytes.extend_from_slice(b"x\n");
    assert_eq!(error(&bytes).0, "too-many-cells");
}

#[test]
fn a_source_that_fails_is_an_error_with_its_reason() {
    struct Failing(u32);
    impl Read for Failing {
        fn read(&mut self, target: &mut [u8]) -> std::io::Result<usize> {
            self.0 += 1;
            match self.0 {
                1 => Err(std::io::ErrorKind::Interrupted.into()),
                2 => {
                    target[..4].copy_from_slice(b"a,b\n");
                    Ok(4)
                }
                _ => Err(std::io::Error::other("the disk was taken out")),
            }
        }
    }
    let error = read(&mut Failing(0), "bad.csv", &ReadOptions::default(), &mut |_| {})
        .expect_err("the source fails");
    assert_eq!(
        error.to_string(),
        "bad.csv: the file could not be read to its end: the disk was taken out"
    );
}

#[test]
fn a_delimiter_that_cannot_be_one_is_refused() {
    for delimiter in [b'"', b'\n', b'\r', 0, 0xE9] {
        let options = ReadOptions { delimiter: Some(delimiter), ..ReadOptions::default() };
        let error = read_with(b"a,b\n1,2\n", &options).expect_err("no delimiter");
        assert_eq!(error.code(), "not-a-delimiter");
    }
}

#[test]
fn json_that_is_broken_is_named_by_line() {
    assert_eq!(
        error(b"{\"a\": 1}\n{\"a\": 2,}\n"),
        (
            "not-json",
            "bad.csv, row 2 (line 2): this is not valid JSON: trailing comma at character 9"
                .to_owned()
        )
    );
    assert_eq!(
        error(b"{\"a\": 1}\n\n[1, 2]\n"),
        (
            "not-an-object",
            "bad.csv, row 2 (line 3): expected an object such as {\"age\": 40}, found an array"
                .to_owned()
        )
    );
    assert_eq!(
        error(b"{\"a\": {\"b\": 1}}\n"),
        (
            "nested-value",
            "bad.csv, row 1 (line 1): the value of 'a' is an object; a cell holds a number, a text, true, false or null".to_owned()
        )
    );
    assert_eq!(
        error(b"[{\"a\": 1},\n {\"a\": 2, \"a\": 3}]"),
        ("repeated-key", "bad.csv, row 2 (line 2): the key 'a' stands twice".to_owned())
    );
    for (text, reason) in [
        ("[{\"a\": 1}", "the array is not closed by ]"),
        ("[{\"a\": 1} {\"a\": 2}]", "expected a comma or ] after an object"),
        ("[{\"a\": 1}] x", "there is more after the array"),
        ("[{\"a\": 1", "the object is not closed by }"),
    ] {
        let (code, message) = error(text.as_bytes());
        assert_eq!(code, "not-json", "{text}");
        assert!(message.ends_with(reason), "{message}");
    }
    assert_eq!(error(b"[]").0, "no-rows");
    assert_eq!(error(b"{}\n{}\n").0, "no-rows");
}

#[test]
fn json_in_another_encoding_is_not_taken_for_a_table() {
    let options = ReadOptions {
        format: Some(Format::JsonLines),
        encoding: Some(Encoding::Utf8),
        ..ReadOptions::default()
    };
    let error = read_with(b"{\"a\": \"gr\xF6\xDFe\"}\n", &options).expect_err("bad bytes");
    assert_eq!(error.code(), "not-json");
}
