//! Guessing whether the first row holds the names of the columns.

use crate::cells::trim;
use crate::date::looks_like_date;
use crate::missing::MissingWords;
use crate::number::number_of;
use crate::report::Stated;
use crate::sniff::sample::Sample;

/// A guess whether the first row of a sample is a header.
pub(crate) fn guess_header(sample: &Sample, decimal_comma: bool) -> Stated<bool> {
    let Some((first, body)) = sample.rows.split_first() else {
        return Stated::guessed(true, "there is no row");
    };
    let mark = if decimal_comma { b',' } else { b'.' };
    let missing = MissingWords::default();
    let is_value = |cell: &[u8]| number_of(cell, mark).is_some() || looks_like_date(cell);
    if body.is_empty() {
        let values = first.iter().filter(|cell| is_value(trim(cell))).count();
        return if values * 2 > first.len() {
            Stated::guessed(false, "the only row holds numbers")
        } else {
            Stated::guessed(true, "the only row holds texts")
        };
    }
    let (mut names, mut values, mut repeated) = (0, 0, 0);
    for (place, cell) in first.iter().enumerate() {
        let cell = trim(cell);
        let mut below =
            body.iter().filter_map(|row| row.get(place)).map(|cell| trim(cell)).peekable();
        if missing.contains(cell) || below.peek().is_none() {
            continue;
        }
        let mut below: Vec<&[u8]> = below.filter(|below| !missing.contains(below)).collect();
        let n_below = below.len();
        repeated += usize::from(below.contains(&cell));
        below.retain(|below| is_value(below));
        let mostly_values = n_below > 0 && below.len() * 10 >= n_below * 9;
        if mostly_values {
            if is_value(cell) { values += 1 } else { names += 1 }
        }
    }
    if values > names && !are_years(first, body, mark) {
        return Stated::guessed(false, "the first row holds numbers like those below it");
    }
    if names > 0 {
        return Stated::guessed(true, "the first row holds names, the rows below hold numbers");
    }
    if repeated * 2 > first.len() && body.len() >= 3 {
        return Stated::guessed(false, "the values of the first row stand in later rows too");
    }
    Stated::guessed(true, "the first row looks like names")
}

/// Whether every row has one cell more than the first, as R writes tables with row names.
pub(crate) fn has_row_names(sample: &Sample) -> bool {
    let Some((first, body)) = sample.rows.split_first() else {
        return false;
    };
    !body.is_empty()
        && body.iter().all(|row| row.len() == first.len() + 1)
        && body.iter().any(|row| row.last().is_some_and(|cell| !trim(cell).is_empty()))
        && body.iter().all(|row| !trim(&row[0]).is_empty())
}

/// Whether the numbers of the first row are years that run on from column to column, and the rows
/// below are not: `country,2019,2020,2021`.
fn are_years(first: &[Vec<u8>], body: &[Vec<Vec<u8>>], mark: u8) -> bool {
    let running = |row: &[Vec<u8>]| {
        let numbers: Vec<f64> = row.iter().filter_map(|cell| number_of(trim(cell), mark)).collect();
        numbers.len() >= 2
            && numbers.iter().all(|year| (1800.0..2200.0).contains(year))
            && numbers.windows(2).all(|pair| pair[1] - pair[0] == 1.0)
    };
    running(first) && !body.iter().take(5).any(|row| running(row))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sniff::sample_records;

    fn guess(text: &str) -> bool {
        guess_header(&sample_records(text.as_bytes(), true, b','), false).value
    }

    #[test]
    fn a_header_is_told_from_data() {
        assert!(guess("a,b\n1,2\n3,4\n"));
        assert!(!guess("1,2,3\n4,5,6\n"));
        assert!(!guess("5,male,2024-01-01\n6,female,2024-01-02\n7,male,2024-01-03\n"));
        assert!(guess("country,2019,2020\nA,3,4\nB,5,6\n"));
        assert!(guess("sex,dept\nmale,A\nfemale,B\nmale,B\n"));
        assert!(!guess("male,A\nfemale,B\nmale,B\nfemale,A\n"));
        assert!(guess("name,notes\nx,y\n"));
        assert!(guess("a,b,c\n"));
        assert!(!guess("1,2,3\n"));
        assert!(guess(",a\n1,2\n"));
    }

    #[test]
    fn row_names_of_r_are_seen() {
        let names = |text: &str| has_row_names(&sample_records(text.as_bytes(), true, b','));
        assert!(names("a,b\n1,2,3\n2,4,5\n"));
        assert!(!names("a,b\n1,2,\n2,4,\n"));
        assert!(!names("a,b\n1,2\n2,4,5\n"));
        assert!(!names("a,b\n"));
    }
}
