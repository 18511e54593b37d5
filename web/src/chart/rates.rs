//! Rates: one line a thing, with one or two values, their intervals, and what chance alone gives.

use super::measure::{shorten, text_width, wrap};
use super::number::NONE;
use super::scale::{Scale, ticks};
use super::surface::{Anchor, Area, Drawn, Surface, TEXT_SIZE};
use super::{Frame, Region};
use causeloom::number::{fixed, percent};

/// Values of several things on one axis from 0.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Rates {
    /// What is measured, for the file's name.
    pub(crate) stem: &'static str,
    /// The lines, in order.
    pub(crate) lines: Vec<RateLine>,
    /// What the filled and the open dot mean; the second is empty where there is one value a line.
    pub(crate) names: [&'static str; 2],
    /// True for shares, which are shown in percent.
    pub(crate) is_share: bool,
    /// Title of the axis.
    pub(crate) axis: String,
}

/// One thing.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct RateLine {
    /// Its name.
    pub(crate) name: String,
    /// Its value, and the one that it is compared with; none where it is not known.
    pub(crate) values: [Option<Rate>; 2],
    /// What chance alone gives.
    pub(crate) floor: Option<f64>,
}

/// A value with its 95 % interval; the ends are equal where there is none.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rate {
    /// The value.
    pub(crate) value: f64,
    /// Lower end.
    pub(crate) low: f64,
    /// Upper end.
    pub(crate) high: f64,
}

/// Below this width the names stand above their dots.
const NARROW: f64 = 520.0;
/// More lines than these are left to the table.
const MOST_LINES: usize = 12;
const TOP: f64 = 6.0;
/// How far the two dots of a line are above and below its middle.
const APART: f64 = 5.0;

struct Layout {
    narrow: bool,
    names: f64,
    row: f64,
    scale: Scale,
    bottom: f64,
}

impl Rates {
    /// Height in CSS pixels at a width.
    pub(crate) fn height(&self, width: f64) -> f64 {
        self.layout(width).bottom + 28.0 + 18.0 * self.title(width).len() as f64
    }

    /// Draws the figure.
    ///
    /// # Errors
    /// Those of the backend.
    pub(crate) fn draw(&self, surface: &Surface<'_>, frame: &Frame) -> Drawn {
        let palette = frame.palette;
        let layout = self.layout(frame.width);
        let scale = layout.scale;
        let factor = if self.is_share { 100.0 } else { 1.0 };
        let axis = ticks((0.0, scale.domain.1 * factor), 5);
        for tick in &axis.values {
            let x = scale.at(tick / factor);
            surface.upright(x, (TOP, layout.bottom), 1.0, palette.rule)?;
            let unit = if self.is_share { " %" } else { "" };
            let label = format!("{}{unit}", fixed(*tick, axis.decimals));
            surface.text(&label, (x, layout.bottom + 14.0), Anchor::Middle, palette.muted)?;
        }
        surface.upright(scale.at(0.0), (TOP, layout.bottom), 1.5, palette.ink)?;
        for (row, line) in self.shown().iter().enumerate() {
            let middle = layout.middle(row);
            let name = shorten(&line.name, TEXT_SIZE, layout.names);
            if layout.narrow {
                let at = (scale.range.0 + 6.0, middle - 19.0);
                surface.patch(&name, at, Anchor::Left, palette.ink)?;
            } else {
                surface.text(&name, (layout.names, middle), Anchor::Right, palette.ink)?;
            }
            if let Some(floor) = line.floor {
                let span = (middle - 10.0, middle + 10.0);
                surface.upright(scale.at(floor), span, 2.0, palette.muted)?;
            }
            let apart = if line.values.iter().flatten().count() > 1 { APART } else { 0.0 };
            for (rate, (place, is_first)) in
                line.values.iter().zip([(-apart, true), (apart, false)])
            {
                let Some(rate) = rate else { continue };
                let y = middle + place;
                if rate.low < rate.high {
                    surface.interval((scale.at(rate.low), scale.at(rate.high)), y, palette.ink)?;
                }
                let at = (scale.at(rate.value), y);
                surface.dot(at, 4.5, palette.accent, is_first)?;
            }
            let at = (frame.width, middle);
            surface.text(&self.value_words(line), at, Anchor::Right, palette.ink)?;
        }
        for (index, line) in self.title(frame.width).iter().enumerate() {
            let y = layout.bottom + 36.0 + index as f64 * 18.0;
            let x = if layout.narrow { 0.0 } else { scale.range.0 };
            surface.text(line, (x, y), Anchor::Left, palette.muted)?;
        }
        Ok(())
    }

    /// One region a line.
    pub(crate) fn regions(&self, width: f64) -> Vec<Region> {
        let layout = self.layout(width);
        let region = |(row, line): (usize, &RateLine)| {
            let top = TOP + row as f64 * layout.row;
            let part = |(rate, name): (&Option<Rate>, &str)| {
                let rate = (*rate)?;
                let interval = if rate.low < rate.high {
                    format!(" ({} … {})", self.number(rate.low), self.number(rate.high))
                } else {
                    String::new()
                };
                Some(format!("{name} {}{interval}", self.number(rate.value)))
            };
            let mut parts: Vec<String> =
                line.values.iter().zip(self.names).filter_map(part).collect();
            parts.extend(line.floor.map(|floor| format!("noise floor {}", self.number(floor))));
            Region {
                area: Area { left: 0.0, top, right: width, bottom: top + layout.row },
                words: format!("{}: {}", line.name, parts.join(", ")),
            }
        };
        self.shown().iter().enumerate().map(region).collect()
    }

    /// What the figure shows, in one sentence.
    pub(crate) fn sentence(&self) -> String {
        let names: Vec<&str> = self.names.into_iter().filter(|name| !name.is_empty()).collect();
        format!("{} of {} lines: {}.", self.axis, self.lines.len(), names.join(" and "))
    }

    /// The numbers of the figure, the header first.
    pub(crate) fn table(&self) -> Vec<Vec<String>> {
        let names = self.names.into_iter().filter(|name| !name.is_empty());
        let has_floor = self.lines.iter().any(|line| line.floor.is_some());
        let mut header = vec![String::new()];
        header.extend(names.map(str::to_owned));
        let n_values = header.len() - 1;
        if has_floor {
            header.push("noise floor".to_owned());
        }
        let mut rows = vec![header];
        for line in &self.lines {
            let mut row = vec![line.name.clone()];
            let value = |rate: &Option<Rate>| {
                let Some(rate) = rate else { return String::new() };
                if rate.low < rate.high {
                    let (value, low) = (self.number(rate.value), self.number(rate.low));
                    format!("{value} ({low} … {})", self.number(rate.high))
                } else {
                    self.number(rate.value)
                }
            };
            row.extend(line.values.iter().take(n_values).map(value));
            if has_floor {
                row.push(line.floor.map_or_else(String::new, |floor| self.number(floor)));
            }
            rows.push(row);
        }
        rows
    }

    fn shown(&self) -> &[RateLine] {
        &self.lines[..self.lines.len().min(MOST_LINES)]
    }

    fn number(&self, value: f64) -> String {
        if self.is_share { percent(value) } else { fixed(value, 3) }
    }

    /// The values of a line beside each other.
    fn value_words(&self, line: &RateLine) -> String {
        let n_values = self.names.iter().filter(|name| !name.is_empty()).count();
        let word = |rate: &Option<Rate>| {
            rate.map_or_else(|| NONE.to_owned(), |rate| self.number(rate.value))
        };
        line.values.iter().take(n_values).map(word).collect::<Vec<_>>().join(" · ")
    }

    fn title(&self, width: f64) -> Vec<String> {
        let layout = self.layout(width);
        let mut title = format!("{}: ● {}", self.axis, self.names[0]);
        if !self.names[1].is_empty() {
            title.push_str(&format!(", ○ {}", self.names[1]));
        }
        if self.lines.iter().any(|line| line.floor.is_some()) {
            title.push_str("; upright line: noise floor");
        }
        if self.lines.len() > MOST_LINES {
            title.push_str(&format!("; {} more in the table", self.lines.len() - MOST_LINES));
        }
        wrap(&title, TEXT_SIZE, if layout.narrow { width } else { width - layout.scale.range.0 })
    }

    fn layout(&self, width: f64) -> Layout {
        let narrow = width < NARROW;
        let widest = |texts: &mut dyn Iterator<Item = String>| {
            texts.map(|text| text_width(&text, TEXT_SIZE)).fold(0.0, f64::max)
        };
        let names = widest(&mut self.shown().iter().map(|line| line.name.clone()));
        let names = if narrow { width - 14.0 } else { (names + 6.0).min(width * 0.36) };
        let values = widest(&mut self.shown().iter().map(|line| self.value_words(line)));
        let left = if narrow { 16.0 } else { names + 16.0 };
        let greatest = self
            .shown()
            .iter()
            .flat_map(|line| {
                let highs = line.values.iter().flatten().map(|rate| rate.high.max(rate.value));
                highs.chain(line.floor)
            })
            .fold(0.0_f64, f64::max);
        let top = if greatest > 0.0 { greatest * 1.04 } else { 1.0 };
        let row = if narrow { 48.0 } else { 30.0 };
        let right = (width - values - 16.0).max(left + 80.0);
        Layout {
            narrow,
            names,
            row,
            scale: Scale { domain: (0.0, top), range: (left, right) },
            bottom: TOP + row * self.shown().len() as f64 + 4.0,
        }
    }
}

impl Layout {
    fn middle(&self, row: usize) -> f64 {
        let top = TOP + row as f64 * self.row;
        if self.narrow { top + self.row - 14.0 } else { top + self.row / 2.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::NONE;
    use crate::chart::samples::{distances, rates};

    #[test]
    fn a_line_says_both_rates_with_their_intervals() {
        assert_eq!(
            rates().regions(700.0)[0].words,
            "smoking: unlikely 32.0 % (25.0 % … 39.9 %), likely 1.0 % (0.3 % … 3.6 %)"
        );
    }

    #[test]
    fn a_distance_stands_beside_its_noise_floor_and_a_value_that_is_not_known_is_left_out() {
        let table = distances().table();
        assert_eq!(table[0], ["", "distance", "noise floor"]);
        assert_eq!(table[1], ["rejecting", "0.142", "0.018"]);
        assert_eq!(distances().value_words(&distances().lines[1]), NONE);
    }
}
