//! Colors of a figure, as the style sheet states them.

use plotters::style::RGBColor;

/// Colors of a figure; one field for each custom property of the style sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Palette {
    /// Background.
    pub(crate) paper: RGBColor,
    /// Text, zero line, intervals, and the total.
    pub(crate) ink: RGBColor,
    /// Secondary text, connectors.
    pub(crate) muted: RGBColor,
    /// Grid lines.
    pub(crate) rule: RGBColor,
    /// Groups, dots that are no effect.
    pub(crate) accent: RGBColor,
    /// Direct effect.
    pub(crate) direct: RGBColor,
    /// Indirect effect.
    pub(crate) indirect: RGBColor,
    /// Spurious effect.
    pub(crate) spurious: RGBColor,
}

/// Reads a computed CSS color: `rgb(27, 29, 33)`, `rgba(27, 29, 33, 0.5)`, `color(srgb 0.1 0.2 0.3)`
/// or `#1b1d21`. Opacity is ignored; anything else is none.
pub(crate) fn parse_color(text: &str) -> Option<RGBColor> {
    let text = text.trim();
    if let Some(digits) = text.strip_prefix('#') {
        return parse_hexadecimal(digits);
    }
    if let Some(inside) = inside_of(text, "color(srgb ") {
        return three_channels(inside, 255.0);
    }
    let inside = inside_of(text, "rgba(").or_else(|| inside_of(text, "rgb("))?;
    three_channels(inside, 1.0)
}

fn inside_of<'a>(text: &'a str, opening: &str) -> Option<&'a str> {
    text.strip_prefix(opening)?.strip_suffix(')')
}

fn parse_hexadecimal(digits: &str) -> Option<RGBColor> {
    if digits.len() != 6 || !digits.is_ascii() {
        return None;
    }
    let channel = |from: usize| u8::from_str_radix(&digits[from..from + 2], 16).ok();
    Some(RGBColor(channel(0)?, channel(2)?, channel(4)?))
}

fn three_channels(inside: &str, factor: f64) -> Option<RGBColor> {
    let mut channels = inside
        .split(|letter: char| letter == ',' || letter == '/' || letter.is_whitespace())
        .filter(|part| !part.is_empty())
        .map(|part| part.parse::<f64>().ok());
    let mut next = || Some((channels.next()?? * factor).round().clamp(0.0, 255.0) as u8);
    Some(RGBColor(next()?, next()?, next()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn computed_colors_are_read_in_each_of_their_forms() {
        let expected = Some(RGBColor(196, 87, 11));
        assert_eq!(parse_color("rgb(196, 87, 11)"), expected);
        assert_eq!(parse_color("rgba(196, 87, 11, 0.5)"), expected);
        assert_eq!(parse_color("#c4570b"), expected);
        assert_eq!(parse_color("rgb(196 87 11 / 0.5)"), expected);
        assert_eq!(parse_color("color(srgb 1 0 0.2)"), Some(RGBColor(255, 0, 51)));
    }

    #[test]
    fn text_that_is_no_color_gives_none() {
        for text in ["", "light-dark(#fff, #000)", "rgb(1, 2)", "#12345", "#éé12", "rgb(a, b, c)"]
        {
            assert_eq!(parse_color(text), None, "{text}");
        }
    }
}
