//! Widths of text without a browser: an upper estimate from the letters' classes.
//!
//! Plotters measures text on the web by an element put into the page for each label, which forces
//! layout, needs an inline style and does not exist in a worker. Figures need only to know how much
//! room to leave, and the same room in a browser, in a file and in a test.

/// Width of a line of text in the units of `size`, for a proportional sans-serif face.
///
/// Within a few per cent above the usual system faces.
pub(crate) fn text_width(text: &str, size: f64) -> f64 {
    text.chars().map(letter_width).sum::<f64>() * size
}

/// The text cut to a width, with an ellipsis where it was cut.
pub(crate) fn shorten(text: &str, size: f64, width: f64) -> String {
    if text_width(text, size) <= width {
        return text.to_owned();
    }
    let room = width - text_width("…", size);
    let mut used = 0.0;
    let mut kept = String::new();
    for letter in text.chars() {
        used += letter_width(letter) * size;
        if used > room {
            break;
        }
        kept.push(letter);
    }
    format!("{}…", kept.trim_end())
}

/// The text broken at spaces into lines of at most a width; a word that is longer is shortened.
pub(crate) fn wrap(text: &str, size: f64, width: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        let word = shorten(word, size, width);
        match lines.last_mut() {
            Some(line)
                if text_width(line, size) + text_width(" ", size) + text_width(&word, size)
                    <= width =>
            {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word),
        }
    }
    lines
}

fn letter_width(letter: char) -> f64 {
    match letter {
        'i' | 'j' | 'l' | '\'' | '|' | '.' | ',' | ':' | ';' | '!' => 0.29,
        ' ' | 'f' | 't' | 'r' | 'I' | '(' | ')' | '[' | ']' | '/' | '-' | '·' => 0.37,
        's' | 'c' | 'z' | 'k' | 'v' | 'x' | 'y' | 'J' => 0.54,
        'm' | 'M' | 'W' | '@' | '%' | '…' | '→' => 0.96,
        'w' | 'G' | 'O' | 'Q' | 'D' | 'N' | 'H' | 'U' => 0.78,
        '−' | '+' | '=' | '<' | '>' | '×' | '±' => 0.72,
        'A'..='Z' => 0.68,
        'a'..='z' | '0'..='9' | '_' => 0.61,
        wide if u32::from(wide) >= 0x2E80 => 1.0,
        _ => 0.65,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_fits_is_not_shortened() {
        assert_eq!(shorten("age", 13.0, 100.0), "age");
    }

    #[test]
    fn a_shortened_text_fits_and_says_that_it_was_cut() {
        let cut = shorten("creatinine_phosphokinase", 13.0, 90.0);
        assert!(cut.ends_with('…') && cut.starts_with("creat"), "{cut}");
        assert!(text_width(&cut, 13.0) <= 90.0);
    }

    #[test]
    fn every_wrapped_line_fits_and_no_word_is_lost() {
        let text = "percentage points of DEATH_EVENT = 1, sex 0 → 1";
        let lines = wrap(text, 13.0, 200.0);
        assert!(lines.len() > 1);
        assert!(lines.iter().all(|line| text_width(line, 13.0) <= 200.0), "{lines:?}");
        assert_eq!(lines.join(" "), text);
    }
}
