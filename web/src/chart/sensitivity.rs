//! Sensitivity to the model: the parts again, with one column moved at a time.

use plotters::prelude::RGBColor;

use super::measure::{shorten, text_width, wrap};
use super::scale::{Scale, domain_with_zero, ticks};
use super::steps::Estimate;
use super::surface::{Anchor, Area, Drawn, Surface, TEXT_SIZE};
use super::{Frame, Palette, Region, Unit};

/// The three parts under models that differ in one column.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sensitivity {
    /// Direct, indirect and spurious under the model as stated, in the page's sign convention.
    pub(crate) stated: [Estimate; 3],
    /// One row a moved column.
    pub(crate) rows: Vec<MovedRow>,
    /// How numbers are printed.
    pub(crate) unit: Unit,
    /// Title of the axis.
    pub(crate) axis: String,
}

/// The parts with one column moved.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct MovedRow {
    /// The column.
    pub(crate) column: String,
    /// What it is here, `confounder` or `mediator`.
    pub(crate) role: String,
    /// Direct, indirect and spurious.
    pub(crate) effects: [Estimate; 3],
}

/// Names of the panels.
const NAMES: [&str; 3] = ["direct", "indirect", "spurious"];
/// Below this width the panels stand below each other.
const NARROW: f64 = 600.0;
const ROW: f64 = 24.0;
const HEAD: f64 = 26.0;
const FOOT: f64 = 28.0;
const GAP: f64 = 22.0;

struct Layout {
    narrow: bool,
    names: f64,
    panels: [Area; 3],
}

impl Sensitivity {
    /// Height in CSS pixels at a width.
    pub(crate) fn height(&self, width: f64) -> f64 {
        self.layout(width).panels[2].bottom + FOOT + 18.0 * self.title(width).len().max(1) as f64
    }

    /// Draws the figure.
    ///
    /// # Errors
    /// Those of the backend.
    pub(crate) fn draw(&self, surface: &Surface<'_>, frame: &Frame) -> Drawn {
        let layout = self.layout(frame.width);
        let palette = frame.palette;
        let domain = self.domain();
        for (effect, area) in layout.panels.iter().enumerate() {
            let scale = Scale { domain, range: (area.left, area.right) };
            self.draw_panel(surface, &palette, effect, area, &scale)?;
            if effect == 0 || layout.narrow {
                for (row, moved) in self.rows.iter().enumerate() {
                    let label = shorten(&moved.name(layout.narrow), TEXT_SIZE, layout.names);
                    let at = (layout.names, middle(area, row));
                    surface.text(&label, at, Anchor::Right, palette.ink)?;
                }
            }
        }
        for (index, line) in self.title(frame.width).iter().enumerate() {
            let y = layout.panels[2].bottom + FOOT + 8.0 + index as f64 * 18.0;
            surface.text(line, (layout.title_left(), y), Anchor::Left, palette.muted)?;
        }
        Ok(())
    }

    /// One region a row; where panels stand below each other, one a row and panel.
    pub(crate) fn regions(&self, width: f64) -> Vec<Region> {
        let layout = self.layout(width);
        let mut regions = Vec::new();
        let panels = if layout.narrow { 3 } else { 1 };
        for effect in 0..panels {
            let area = layout.panels[effect];
            for (row, moved) in self.rows.iter().enumerate() {
                let top = area.top + row as f64 * ROW;
                let effects = if layout.narrow { effect..effect + 1 } else { 0..3 };
                let parts: Vec<String> = effects.map(|part| self.part_words(moved, part)).collect();
                regions.push(Region {
                    area: Area { left: 0.0, top, right: width, bottom: top + ROW },
                    words: format!("{}: {}", moved.name(false), parts.join(", ")),
                });
            }
        }
        regions
    }

    /// What the figure shows, in one sentence.
    pub(crate) fn sentence(&self) -> String {
        let ranges: Vec<String> = (0..3)
            .map(|effect| {
                let (least, greatest) = self.range(effect);
                format!(
                    "{} from {} to {}",
                    NAMES[effect],
                    self.unit.value(least),
                    self.unit.value(greatest)
                )
            })
            .collect();
        format!(
            "Direct, indirect and spurious effect with each of {} columns moved once: {}.",
            self.rows.len(),
            ranges.join(", ")
        )
    }

    /// The numbers of the figure, the header first.
    pub(crate) fn table(&self) -> Vec<Vec<String>> {
        let header =
            ["Model", "Direct", "Interval", "Indirect", "Interval", "Spurious", "Interval"];
        let line = |label: &str, effects: &[Estimate; 3]| {
            let mut cells = vec![label.to_owned()];
            for effect in effects {
                cells.push(self.unit.value(effect.value));
                cells.push(self.unit.interval(effect.lower, effect.upper));
            }
            cells
        };
        let mut rows = vec![header.map(str::to_owned).to_vec(), line("as stated", &self.stated)];
        rows.extend(self.rows.iter().map(|moved| line(&moved.name(false), &moved.effects)));
        rows
    }

    /// Least and greatest estimate of a part (0 direct, 1 indirect, 2 spurious) over the models.
    pub(crate) fn range(&self, effect: usize) -> (f64, f64) {
        let stated = self.stated[effect].value;
        self.rows.iter().fold((stated, stated), |(least, greatest), moved| {
            let value = moved.effects[effect].value;
            (least.min(value), greatest.max(value))
        })
    }

    fn draw_panel(
        &self,
        surface: &Surface<'_>,
        palette: &Palette,
        effect: usize,
        area: &Area,
        scale: &Scale,
    ) -> Drawn {
        let color = hue(palette, effect);
        let factor = self.unit.factor;
        let title =
            format!("{}, stated {}", NAMES[effect], self.unit.value(self.stated[effect].value));
        surface.text(&title, (area.left, area.top - 12.0), Anchor::Left, palette.ink)?;
        let axis = ticks(scale.domain, (((area.right - area.left) / 56.0) as usize).clamp(2, 7));
        for tick in &axis.values {
            let x = scale.at(*tick);
            surface.upright(x, (area.top, area.bottom), 1.0, palette.rule)?;
            let label = axis.label(*tick);
            surface.text(&label, (x, area.bottom + 12.0), Anchor::Middle, palette.muted)?;
        }
        surface.upright(scale.at(0.0), (area.top, area.bottom + 4.0), 1.5, palette.ink)?;
        let stated = scale.at(self.stated[effect].value * factor);
        surface.upright(stated, (area.top, area.bottom), 2.0, color)?;
        for (row, moved) in self.rows.iter().enumerate() {
            let y = middle(area, row);
            let estimate = moved.effects[effect];
            if estimate.lower < estimate.upper {
                let ends = (scale.at(estimate.lower * factor), scale.at(estimate.upper * factor));
                surface.level(ends, y, 1.2, palette.ink)?;
            }
            surface.dot((scale.at(estimate.value * factor), y), 4.0, color, true)?;
        }
        Ok(())
    }

    fn part_words(&self, moved: &MovedRow, effect: usize) -> String {
        let estimate = moved.effects[effect];
        format!(
            "{} {} ({})",
            NAMES[effect],
            self.unit.value(estimate.value),
            self.unit.interval(estimate.lower, estimate.upper)
        )
    }

    fn domain(&self) -> (f64, f64) {
        let all = self.rows.iter().flat_map(|moved| &moved.effects).chain(&self.stated);
        let values = all.flat_map(|effect| [effect.value, effect.lower, effect.upper]);
        domain_with_zero(values.map(|value| value * self.unit.factor), 0.04)
    }

    fn title(&self, width: f64) -> Vec<String> {
        let layout = self.layout(width);
        wrap(&self.axis, TEXT_SIZE, width - layout.title_left())
    }

    fn layout(&self, width: f64) -> Layout {
        let narrow = width < NARROW;
        let widest = self
            .rows
            .iter()
            .map(|moved| text_width(&moved.name(narrow), TEXT_SIZE))
            .fold(0.0, f64::max);
        let names = widest.min(width * if narrow { 0.42 } else { 0.34 });
        let left = names + 16.0;
        let rows = ROW * self.rows.len() as f64;
        let room = (width - left - 12.0).max(120.0);
        let panel = if narrow { room } else { (room - 2.0 * GAP) / 3.0 };
        let place = |effect: usize| {
            let index = effect as f64;
            let (left, top) = if narrow {
                (left, HEAD + index * (HEAD + rows + FOOT))
            } else {
                (left + index * (panel + GAP), HEAD)
            };
            Area { left, top, right: left + panel, bottom: top + rows }
        };
        Layout { narrow, names, panels: [place(0), place(1), place(2)] }
    }
}

impl MovedRow {
    fn name(&self, short: bool) -> String {
        if short { self.column.clone() } else { format!("{} as {}", self.column, self.role) }
    }
}

impl Layout {
    fn title_left(&self) -> f64 {
        if self.narrow { 0.0 } else { self.panels[0].left }
    }
}

fn middle(area: &Area, row: usize) -> f64 {
    area.top + (row as f64 + 0.5) * ROW
}

fn hue(palette: &Palette, effect: usize) -> RGBColor {
    [palette.direct, palette.indirect, palette.spurious][effect]
}

#[cfg(test)]
mod tests {
    use crate::chart::samples::sensitivity;

    #[test]
    fn narrow_panels_stand_below_each_other_and_wide_ones_side_by_side() {
        let sample = sensitivity();
        assert!(sample.height(358.0) > 2.0 * sample.height(760.0));
        assert_eq!(sample.regions(358.0).len(), 3 * sample.rows.len());
        assert_eq!(sample.regions(760.0).len(), sample.rows.len());
    }

    #[test]
    fn the_range_counts_the_stated_model_too() {
        let (least, greatest) = sensitivity().range(0);
        assert!(least <= sensitivity().stated[0].value);
        assert!(greatest >= sensitivity().stated[0].value && least < greatest);
    }
}
