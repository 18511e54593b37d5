//! The waterfall: total variation from zero, and its parts as steps to the same end.

use plotters::prelude::RGBColor;

use super::measure::{text_width, wrap};
use super::scale::{Scale, domain_with_zero, ticks};
use super::steps::{Estimate, Parts, Signs, Step, steps};
use super::surface::{Anchor, Area, Drawn, Pattern, Surface, TEXT_SIZE};
use super::{Frame, Region, Unit};
use causeloom::number::fixed;

/// The waterfall of one decomposition.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Waterfall {
    /// Total and parts, signed as the source defines them.
    pub(crate) parts: Parts,
    /// The convention in which names are given.
    pub(crate) signs: Signs,
    /// How numbers are printed.
    pub(crate) unit: Unit,
    /// Title of the axis: the unit and the contrast.
    pub(crate) axis: String,
    /// Nominal coverage of the intervals.
    pub(crate) level: f64,
}

const EFFECT_NAMES: [&str; 4] = ["total variation", "direct", "indirect", "spurious"];
/// Below this width the names stand above their bars.
const NARROW: f64 = 560.0;
const TOP: f64 = 10.0;
const TITLE_LINE: f64 = 18.0;
/// Values are set in a strong face, which is wider than the one that is measured.
const WIDTH_OF_STRONG: f64 = 1.16;

/// Where the rows and the axis are, in CSS pixels.
struct Layout {
    narrow: bool,
    left: f64,
    right: f64,
    row: f64,
    bar: f64,
    bottom: f64,
}

impl Waterfall {
    /// Names of the four bars under the sign convention.
    pub(crate) fn names(&self) -> [&'static str; 4] {
        match self.signs {
            Signs::Reversed => ["total variation", "direct", "− indirect", "− spurious"],
            Signs::Additive => ["total variation", "direct", "indirect", "spurious"],
        }
    }

    /// Height in CSS pixels at a width.
    pub(crate) fn height(&self, width: f64) -> f64 {
        let lines = self.title(width).len().max(1) as f64;
        self.layout(width).bottom + 30.0 + lines * TITLE_LINE
    }

    /// Draws the figure.
    ///
    /// # Errors
    /// Those of the backend.
    pub(crate) fn draw(&self, surface: &Surface<'_>, frame: &Frame) -> Drawn {
        let layout = self.layout(frame.width);
        let palette = frame.palette;
        let bars = steps(&self.parts).map(|bar| self.in_unit(&bar));
        let scale = Self::scale(&layout, &bars);
        let axis =
            ticks(scale.domain, (((layout.right - layout.left) / 64.0) as usize).clamp(3, 9));
        for tick in &axis.values {
            let x = scale.at(*tick);
            surface.upright(x, (TOP, layout.bottom), 1.0, palette.rule)?;
            let label = axis.label(*tick);
            surface.text(&label, (x, layout.bottom + 14.0), Anchor::Middle, palette.muted)?;
        }
        Self::draw_connectors(surface, &layout, &scale, &bars, palette.muted)?;
        let fills = [
            (palette.ink, Pattern::Solid),
            (palette.direct, Pattern::Rising),
            (palette.indirect, Pattern::Upright),
            (palette.spurious, Pattern::Dotted),
        ];
        for (row, (bar, (color, pattern))) in bars.iter().zip(fills).enumerate() {
            surface.bar(Self::bar_area(&layout, &scale, row, bar), color, pattern)?;
        }
        surface.upright(scale.at(0.0), (TOP - 6.0, layout.bottom + 5.0), 1.5, palette.ink)?;
        let mut truth_named = false;
        for (row, (bar, name)) in bars.iter().zip(self.names()).enumerate() {
            let middle = layout.middle(row);
            if bar.lower < bar.upper {
                let ends = (scale.at(bar.lower), scale.at(bar.upper));
                surface.interval(ends, middle, palette.ink)?;
            }
            if let Some(truth) = bar.truth {
                surface.diamond((scale.at(truth), middle), 6.0, palette.ink)?;
                if !truth_named {
                    let below = (scale.at(truth), middle + layout.bar / 2.0 + 9.0);
                    surface.patch("truth", below, Anchor::Middle, palette.muted)?;
                    truth_named = true;
                }
            }
            let end = bar.upper.max(bar.start).max(bar.end).max(bar.truth.unwrap_or(bar.end));
            let value = (scale.at(end) + 10.0, middle);
            surface.strong(&self.step_text(row), value, Anchor::Left, palette.ink)?;
            if layout.narrow {
                let above = (0.0, middle - layout.bar / 2.0 - 11.0);
                surface.patch(name, above, Anchor::Left, palette.ink)?;
            } else {
                surface.text(name, (layout.left - 14.0, middle), Anchor::Right, palette.ink)?;
            }
        }
        let center = f64::midpoint(layout.left, layout.right);
        for (index, line) in self.title(frame.width).iter().enumerate() {
            let y = layout.bottom + 38.0 + index as f64 * TITLE_LINE;
            let (x, anchor) =
                if layout.narrow { (0.0, Anchor::Left) } else { (center, Anchor::Middle) };
            surface.text(line, (x, y), anchor, palette.muted)?;
        }
        Ok(())
    }

    /// One region a bar.
    pub(crate) fn regions(&self, width: f64) -> Vec<Region> {
        let layout = self.layout(width);
        (0..4)
            .map(|row| {
                let top = TOP + row as f64 * layout.row;
                let area = Area { left: 0.0, top, right: width, bottom: top + layout.row };
                Region { area, words: self.words(row) }
            })
            .collect()
    }

    /// What the figure shows, in one sentence.
    pub(crate) fn sentence(&self) -> String {
        let parts: Vec<String> = (0..4)
            .map(|row| format!("{} {}", EFFECT_NAMES[row], self.unit.value(self.effect(row).value)))
            .collect();
        format!("Waterfall in {}: {}.", self.axis, parts.join(", "))
    }

    /// The numbers of the figure, the header first.
    pub(crate) fn table(&self) -> Vec<Vec<String>> {
        let bars = steps(&self.parts);
        let mut header = vec!["Bar", "Step", "From", "To", "Interval of the end"];
        let with_truth = bars.iter().any(|bar| bar.truth.is_some());
        if with_truth {
            header.push("True end");
        }
        let mut rows = vec![header.into_iter().map(str::to_owned).collect::<Vec<_>>()];
        for (row, bar) in bars.iter().enumerate() {
            let mut line = vec![
                self.names()[row].to_owned(),
                self.step_text(row),
                self.unit.value(bar.start),
                self.unit.value(bar.end),
                self.unit.interval(bar.lower, bar.upper),
            ];
            if with_truth {
                line.push(bar.truth.map_or_else(String::new, |truth| self.unit.value(truth)));
            }
            rows.push(line);
        }
        rows
    }

    fn effect(&self, row: usize) -> Estimate {
        match row {
            0 => self.parts.total,
            1 => self.parts.direct,
            2 => self.signs.of_reversed_part(self.parts.indirect),
            _ => self.signs.of_reversed_part(self.parts.spurious),
        }
    }

    fn words(&self, row: usize) -> String {
        let effect = self.effect(row);
        let bar = steps(&self.parts)[row];
        let mut words = format!(
            "{}: {} ({} % interval {})",
            EFFECT_NAMES[row],
            self.unit.value(effect.value),
            fixed(self.level * 100.0, 0),
            self.unit.interval(effect.lower, effect.upper),
        );
        if row > 1 {
            let (step, start, end) =
                (self.step_text(row), self.unit.value(bar.start), self.unit.value(bar.end));
            words = format!("{words}; step {step} from {start} to {end}");
        }
        if let Some(truth) = effect.truth {
            words = format!("{words}; truth {}", self.unit.value(truth));
        }
        words
    }

    fn step_text(&self, row: usize) -> String {
        let bar = steps(&self.parts)[row];
        self.unit.signed(bar.end - bar.start)
    }

    fn in_unit(&self, bar: &Step) -> Step {
        let factor = self.unit.factor;
        Step {
            start: bar.start * factor,
            end: bar.end * factor,
            lower: bar.lower * factor,
            upper: bar.upper * factor,
            truth: bar.truth.map(|truth| truth * factor),
        }
    }

    fn title(&self, width: f64) -> Vec<String> {
        let layout = self.layout(width);
        wrap(&self.axis, TEXT_SIZE, if layout.narrow { width } else { layout.right - layout.left })
    }

    fn layout(&self, width: f64) -> Layout {
        let narrow = width < NARROW;
        let widest = |texts: &[String]| {
            texts.iter().map(|text| text_width(text, TEXT_SIZE)).fold(0.0, f64::max)
        };
        let names = widest(&self.names().map(str::to_owned));
        let values = widest(&[0, 1, 2, 3].map(|row| self.step_text(row)));
        let (left, row, bar) = if narrow { (10.0, 56.0, 18.0) } else { (names + 30.0, 48.0, 24.0) };
        Layout {
            narrow,
            left,
            right: (width - WIDTH_OF_STRONG * values - 14.0).max(left + 80.0),
            row,
            bar,
            bottom: TOP + 4.0 * row,
        }
    }

    fn scale(layout: &Layout, bars: &[Step; 4]) -> Scale {
        let values = bars.iter().flat_map(|bar| {
            [bar.start, bar.end, bar.lower, bar.upper, bar.truth.unwrap_or(bar.end)]
        });
        Scale { domain: domain_with_zero(values, 0.03), range: (layout.left, layout.right) }
    }

    fn bar_area(layout: &Layout, scale: &Scale, row: usize, bar: &Step) -> Area {
        let (from, mut to) = (scale.at(bar.start), scale.at(bar.end));
        if (to - from).abs() < 2.0 {
            to = if to < from { from - 2.0 } else { from + 2.0 };
        }
        let (middle, half) = (layout.middle(row), layout.bar / 2.0);
        Area::between((from, middle - half), (to, middle + half))
    }

    fn draw_connectors(
        surface: &Surface<'_>,
        layout: &Layout,
        scale: &Scale,
        bars: &[Step; 4],
        color: RGBColor,
    ) -> Drawn {
        let half = layout.bar / 2.0;
        for (row, bar) in bars.iter().enumerate().skip(1) {
            let from = layout.middle(row) + half;
            let to = if row < 3 { layout.middle(row + 1) - half } else { layout.bottom };
            surface.dashed_upright(scale.at(bar.end), (from, to), color)?;
        }
        Ok(())
    }
}

impl Layout {
    fn middle(&self, row: usize) -> f64 {
        let top = TOP + row as f64 * self.row;
        if self.narrow { top + self.row - self.bar / 2.0 - 16.0 } else { top + self.row / 2.0 }
    }
}

#[cfg(test)]
mod tests {
    use crate::chart::samples::waterfall;

    #[test]
    fn regions_cover_the_rows_one_below_the_other() {
        for width in [358.0, 760.0] {
            let regions = waterfall().regions(width);
            assert_eq!(regions.len(), 4);
            for pair in regions.windows(2) {
                assert_eq!(pair[0].area.bottom, pair[1].area.top);
            }
            assert!(regions[3].area.bottom < waterfall().height(width));
        }
    }

    #[test]
    fn a_row_says_its_effect_its_interval_its_step_and_the_truth() {
        let words = &waterfall().regions(760.0)[2].words;
        assert_eq!(
            words,
            "indirect: −4.0 (95 % interval −12.5 … 4.5); step +4.0 from −6.2 to −2.2; truth −5.0"
        );
    }
}
