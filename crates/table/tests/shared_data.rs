//! Tables that lie beside the repository; skipped aloud where they are absent.

#![expect(clippy::print_stderr, reason = "a skipped test must say so")]

use std::fs::File;
use std::path::Path;

use causeloom_table::{ColumnKind, ReadOptions, ReadTable, read};

fn shared(name: &str) -> Option<ReadTable> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name);
    let Ok(mut file) = File::open(&path) else {
        eprintln!("skipped: {} is absent", path.display());
        return None;
    };
    let read = read(&mut file, name, &ReadOptions::default(), &mut |_| {});
    Some(read.unwrap_or_else(|error| panic!("{error}")))
}

#[test]
fn heart_failure_is_read_as_published() {
    let Some(read) = shared("heart_failure_clinical_records.csv") else { return };
    let table = &read.table;
    assert_eq!((table.n_rows(), table.n_columns()), (299, 13));
    assert!(read.report.warnings.is_empty() && table.warnings().is_empty());
    for column in table.columns() {
        let binary =
            ["anaemia", "diabetes", "high_blood_pressure", "sex", "smoking", "DEATH_EVENT"];
        let expected =
            if binary.contains(&column.name()) { ColumnKind::YesNo } else { ColumnKind::Number };
        assert_eq!((column.kind(), column.n_missing()), (expected, 0), "{}", column.name());
    }
    let sex = table.column("sex").expect("a column").levels();
    let counts: Vec<(&str, u32)> =
        sex.iter().map(|level| (level.text.as_str(), level.count)).collect();
    assert_eq!(counts, [("0", 105), ("1", 194)]);
}

#[test]
fn berkeley_is_read_as_published() {
    let Some(read) = shared("berkeley_counts.csv") else { return };
    let count = read.table.column("count").expect("a column");
    assert_eq!(count.kind(), ColumnKind::Number);
    assert_eq!(count.numbers().present().sum::<f64>(), 4526.0);
    let dept = read.table.column("dept").expect("a column");
    assert_eq!((dept.kind(), dept.levels().len()), (ColumnKind::Category, 6));
}
