//! Guessing whether numbers are written as `1,5` or `1.5`.

use crate::cells::trim;
use crate::number::{has_thousands_marks, number_of};
use crate::report::Stated;
use crate::sniff::sample::Sample;

/// A guess of the decimal mark from the rows of a sample.
pub(crate) fn guess_decimal_comma(sample: &Sample, delimiter: u8) -> Stated<bool> {
    let (mut points, mut commas, mut groups) = (0_u32, 0_u32, 0_u32);
    let mut example = String::new();
    for cell in sample.rows.iter().flatten().map(|cell| trim(cell)) {
        if cell.contains(&b'.') && number_of(cell, b'.').is_some() {
            points += 1;
        } else if cell.contains(&b',') && number_of(cell, b',').is_some() {
            // 1,234 may be one thousand and more, unless semicolons stand between the cells.
            let may_be_group = has_thousands_marks(cell, b'.') && !cell.starts_with(b"0");
            if may_be_group {
                groups += 1;
            } else {
                commas += 1;
                if example.is_empty() {
                    example = String::from_utf8_lossy(cell).into_owned();
                }
            }
        }
    }
    if commas > points {
        return Stated::guessed(true, format!("numbers are written as {example}"));
    }
    if groups > 0 && points == 0 && delimiter == b';' {
        return Stated::guessed(
            true,
            "numbers hold commas, and semicolons stand between the cells",
        );
    }
    Stated::guessed(
        false,
        if points > 0 {
            "numbers are written with a point"
        } else {
            "no number shows another mark"
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sniff::sample_records;

    fn guess(text: &str, delimiter: u8) -> bool {
        guess_decimal_comma(&sample_records(text.as_bytes(), true, delimiter), delimiter).value
    }

    #[test]
    fn the_decimal_mark_is_read_off_the_numbers() {
        assert!(guess("a;b\n1,5;2\n", b';'));
        assert!(guess("a;b\n1,500;2,250\n", b';'));
        assert!(guess("a\tb\n0,125\t2\n", b'\t'));
        assert!(!guess("a;b\n1.5;2\n", b';'));
        assert!(!guess("a;b\n1;2\n", b';'));
    }

    #[test]
    fn thousands_marks_are_not_taken_for_decimal_commas_silently() {
        assert!(!guess("a,b\n\"1,500\",2\n", b','));
        assert!(!guess("a\tb\n1,500\t2.5\n", b'\t'));
    }
}
