//! Arbitrary bytes never panic, and what is written is read back.

use std::io::Cursor;

use causeloom_table::{
    Codes, ColumnKind, Encoding, Format, Limits, ReadOptions, Table, read, write_csv,
};
use proptest::prelude::*;

/// Reads bytes, and where that succeeds asks everything of the table.
fn ask_everything(bytes: &[u8], options: &ReadOptions) {
    let Ok(read) = read(&mut Cursor::new(bytes), "any", options, &mut |_| {}) else {
        return;
    };
    assert_eq!(read.report.n_rows, read.table.n_rows());
    assert!(read.table.n_rows() > 0 && read.table.n_columns() > 0);
    assert!(!read.report.sentences().is_empty());
    for column in read.table.columns() {
        assert!(!column.name().is_empty());
        assert_eq!(column.n_rows(), read.table.n_rows());
        let codes = column.codes();
        let n_counted: u32 = codes.levels.iter().map(|level| level.count).sum();
        assert_eq!(n_counted + column.n_missing(), column.n_rows());
        assert!((0..column.n_rows()).all(|row| {
            (codes.codes[row as usize] == Codes::MISSING) == column.is_missing(row)
        }));
        assert!(column.numbers().values.iter().all(|value| value.is_finite()));
        for kind in [
            ColumnKind::Number,
            ColumnKind::Category,
            ColumnKind::YesNo,
            ColumnKind::Date,
            ColumnKind::Identifier,
            ColumnKind::Text,
        ] {
            if let Ok(table) = read.table.with_kind(column.name(), kind) {
                let column = table.column(column.name()).expect("it keeps its name");
                let profile = column.profile();
                let missing = (0..column.n_rows()).filter(|row| column.is_missing(*row)).count();
                assert_eq!(profile.n_missing as usize, missing);
                for warning in &profile.warnings {
                    assert!(!warning.to_string().is_empty());
                    assert_eq!(warning.column(), Some(column.name()));
                }
            }
        }
    }
    let mut written = Vec::new();
    write_csv(&read.table, &mut written, true).expect("a vector takes all");
}

/// Options of every sort, with small limits now and then.
fn any_options() -> impl Strategy<Value = ReadOptions> {
    let encoding = prop::option::of(prop::sample::select(vec![
        Encoding::Utf8,
        Encoding::Utf16Le,
        Encoding::Utf16Be,
        Encoding::Windows1252,
    ]));
    let format = prop::option::of(prop::sample::select(vec![Format::Csv, Format::JsonLines]));
    let delimiter = prop::option::of(any::<u8>());
    let small = prop::option::of((1..200_u64, 1..9_u32, 1..9_u32, 1..20_u64, 1..9_u32));
    (format, encoding, delimiter, any::<Option<bool>>(), any::<Option<bool>>(), small).prop_map(
        |(format, encoding, delimiter, decimal_comma, header, small)| ReadOptions {
            format,
            encoding,
            delimiter,
            decimal_comma,
            header,
            missing_words: None,
            limits: small.map_or_else(
                Limits::default,
                |(bytes, columns, rows, cells, cell_bytes)| Limits {
                    bytes,
                    columns,
                    rows,
                    cells,
                    cell_bytes,
                },
            ),
        },
    )
}

/// Cells of a table whose rows are not all empty.
fn any_columns(
    least: usize,
    cell: &'static str,
) -> impl Strategy<Value = Vec<(String, Vec<String>)>> {
    (least..5, 1..12_usize).prop_flat_map(move |(n_columns, n_rows)| {
        let cells = prop::collection::vec(prop::collection::vec(cell, n_rows), n_columns);
        cells.prop_map(|mut columns| {
            for cell in &mut columns[0] {
                if cell.trim().is_empty() {
                    cell.push('x');
                }
            }
            let named = columns.into_iter().enumerate();
            named.map(|(place, cells)| (format!("name{place}"), cells)).collect()
        })
    })
}

fn raw(table: &Table) -> Vec<Vec<String>> {
    let cells = |row| table.columns().iter().map(|column| column.raw(row).to_owned()).collect();
    (0..table.n_rows()).map(cells).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), options in any_options()) {
        ask_everything(&bytes, &options);
    }

    #[test]
    fn almost_tables_never_panic(
        text in "([a1,;\"\t|\r\n\0é.\u{a0}-]|NA|1,5|2\\.5|yes|no|2024-01-02|1,234){0,60}",
        options in any_options(),
    ) {
        ask_everything(text.as_bytes(), &ReadOptions::default());
        ask_everything(text.as_bytes(), &options);
    }

    #[test]
    fn almost_json_never_panics(
        text in "[\\[{]([\\[\\]{}:,\"\\\\ \r\n1e-]|\"a\"|\"b\"|: 1|: \"x\"|null|true|\\{\"a\": 1\\}){0,40}",
        options in any_options(),
    ) {
        ask_everything(text.as_bytes(), &ReadOptions::default());
        ask_everything(text.as_bytes(), &options);
        ask_everything(text.as_bytes(), &ReadOptions { format: Some(Format::JsonLines), ..ReadOptions::default() });
    }

    #[test]
    fn arbitrary_cells_come_back_as_they_were_written(columns in any_columns(1, "[^\0]{0,12}|[a\"\r\n, ']{0,6}")) {
        let table = Table::from_columns(columns).expect("equal lengths, different names");
        let mut written = Vec::new();
        write_csv(&table, &mut written, false).expect("a vector takes all");
        let options = ReadOptions {
            format: Some(Format::Csv),
            encoding: Some(Encoding::Utf8),
            delimiter: Some(b','),
            decimal_comma: Some(false),
            header: Some(true),
            ..ReadOptions::default()
        };
        let read = read(&mut Cursor::new(&written), "again", &options, &mut |_| {});
        let read = read.unwrap_or_else(|error| panic!("{error}"));
        prop_assert_eq!(raw(&read.table), raw(&table));
        let kinds = |table: &Table| table.columns().iter().map(|column| column.guess().clone()).collect::<Vec<_>>();
        prop_assert_eq!(kinds(&read.table), kinds(&table));
    }

    #[test]
    // Of two columns at least: one column may look like two with another delimiter.
    fn plain_tables_come_back_by_guesses_alone(columns in any_columns(2, "[a-z]{1,5}[ ,;]?[a-z]{0,5}|[0-9]{1,4}\\.[0-9]{1,2}")) {
        let table = Table::from_columns(columns).expect("equal lengths, different names");
        let mut written = Vec::new();
        write_csv(&table, &mut written, false).expect("a vector takes all");
        let read = read(&mut Cursor::new(&written), "again", &ReadOptions { header: Some(true), ..ReadOptions::default() }, &mut |_| {});
        let read = read.unwrap_or_else(|error| panic!("{error}"));
        prop_assert_eq!(raw(&read.table), raw(&table));
    }
}

#[test]
fn a_table_with_decimal_commas_is_written_with_semicolons_and_comes_back() {
    let text = "a;b\n1,5;x\n2,25;y\n";
    let first =
        read(&mut Cursor::new(text), "one", &ReadOptions::default(), &mut |_| {}).expect("a table");
    let mut written = Vec::new();
    write_csv(&first.table, &mut written, false).expect("a vector takes all");
    assert_eq!(String::from_utf8(written).expect("text"), text);
}

#[test]
fn formulas_are_guarded_for_spreadsheets_only_when_asked() {
    let cells = |cells: &[&str]| cells.iter().map(ToString::to_string).collect::<Vec<_>>();
    let table = Table::from_columns(vec![
        ("=name".to_owned(), cells(&["=1+1", "-5", "+49 30 1234", "-"])),
        ("b".to_owned(), cells(&["@sum", "\tx", "x=1", "-0.5e3"])),
    ])
    .expect("a table");
    let written = |safe| {
        let mut written = Vec::new();
        write_csv(&table, &mut written, safe).expect("a vector takes all");
        String::from_utf8(written).expect("text")
    };
    assert_eq!(written(false), "=name,b\n=1+1,@sum\n-5,\tx\n+49 30 1234,x=1\n-,-0.5e3\n");
    assert_eq!(written(true), "'=name,b\n'=1+1,'@sum\n-5,'\tx\n'+49 30 1234,x=1\n-,-0.5e3\n");
}

#[test]
fn a_target_that_fails_is_an_error() {
    struct Full;
    impl std::io::Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("no room"))
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let table = Table::from_columns(vec![("a".to_owned(), vec!["1".to_owned()])]).expect("a table");
    let error = write_csv(&table, &mut Full, false).expect_err("no room");
    assert_eq!(error.to_string(), "the table could not be written: no room");
}
