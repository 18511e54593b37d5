//! Balance: how far two groups differ in each column, before and after weighting.

use super::measure::{shorten, text_width, wrap};
use super::scale::{Scale, domain_with_zero, ticks};
use super::surface::{Anchor, Area, Drawn, Surface, TEXT_SIZE};
use super::{Frame, Region};
use causeloom::number::fixed;

/// Differences of columns between two groups, the greatest first.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Balance {
    /// One line a design column.
    pub(crate) lines: Vec<BalanceLine>,
}

/// One column.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct BalanceLine {
    /// The column, with its level.
    pub(crate) column: String,
    /// Its role.
    pub(crate) role: String,
    /// Standardized mean difference as observed.
    pub(crate) before: f64,
    /// The same after inverse-propensity weighting.
    pub(crate) after: Option<f64>,
}

/// Below this width the names stand above their dots.
const NARROW: f64 = 520.0;
/// Differences within these ends are usually called small.
const SMALL: f64 = 0.1;
/// More lines than these are left to the table.
const MOST_LINES: usize = 40;
const TOP: f64 = 24.0;

struct Layout {
    narrow: bool,
    names: f64,
    row: f64,
    scale: Scale,
    bottom: f64,
}

impl Balance {
    /// Height in CSS pixels at a width.
    pub(crate) fn height(&self, width: f64) -> f64 {
        self.layout(width).bottom + 26.0 + 18.0 * self.title(width).len() as f64
    }

    /// Draws the figure.
    ///
    /// # Errors
    /// Those of the backend.
    pub(crate) fn draw(&self, surface: &Surface<'_>, frame: &Frame) -> Drawn {
        let palette = frame.palette;
        let layout = self.layout(frame.width);
        let scale = layout.scale;
        let span = (TOP - 4.0, layout.bottom);
        let axis =
            ticks(scale.domain, (((scale.range.1 - scale.range.0) / 60.0) as usize).clamp(3, 9));
        for tick in &axis.values {
            let x = scale.at(*tick);
            surface.upright(x, span, 1.0, palette.rule)?;
            let label = axis.label(*tick);
            surface.text(&label, (x, layout.bottom + 14.0), Anchor::Middle, palette.muted)?;
        }
        for mark in [-SMALL, SMALL] {
            surface.dashed_upright(scale.at(mark), span, palette.muted)?;
        }
        surface.text("±0.1", (scale.at(0.0), TOP - 14.0), Anchor::Middle, palette.muted)?;
        surface.upright(scale.at(0.0), span, 1.5, palette.ink)?;
        for (row, line) in self.shown().iter().enumerate() {
            let middle = layout.middle(row);
            let name = shorten(&line.column, TEXT_SIZE, layout.names);
            if layout.narrow {
                surface.patch(&name, (0.0, middle - 17.0), Anchor::Left, palette.ink)?;
            } else {
                surface.text(&name, (layout.names, middle), Anchor::Right, palette.ink)?;
            }
            if let Some(after) = line.after {
                let ends = (scale.at(line.before), scale.at(after));
                surface.level(ends, middle, 1.0, palette.muted)?;
                surface.dot((ends.1, middle), 4.5, palette.accent, false)?;
            }
            surface.dot((scale.at(line.before), middle), 4.5, palette.accent, true)?;
        }
        for (index, line) in self.title(frame.width).iter().enumerate() {
            let y = layout.bottom + 36.0 + index as f64 * 18.0;
            let x = if layout.narrow { 0.0 } else { scale.range.0 };
            surface.text(line, (x, y), Anchor::Left, palette.muted)?;
        }
        Ok(())
    }

    /// One region a column.
    pub(crate) fn regions(&self, width: f64) -> Vec<Region> {
        let layout = self.layout(width);
        let region = |(row, line): (usize, &BalanceLine)| {
            let top = TOP + row as f64 * layout.row;
            let after = line
                .after
                .map_or_else(String::new, |after| format!(", after weighting {}", fixed(after, 2)));
            Region {
                area: Area { left: 0.0, top, right: width, bottom: top + layout.row },
                words: format!(
                    "{} ({}): as observed {}{after}",
                    line.column,
                    line.role,
                    fixed(line.before, 2)
                ),
            }
        };
        self.shown().iter().enumerate().map(region).collect()
    }

    /// What the figure shows, in one sentence.
    pub(crate) fn sentence(&self) -> String {
        let large = self.lines.iter().filter(|line| line.before.abs() > SMALL).count();
        format!(
            "Standardized mean differences of {} columns between the groups; {large} lie outside ±0.1 as observed.",
            self.lines.len()
        )
    }

    /// The numbers of the figure, the header first.
    pub(crate) fn table(&self) -> Vec<Vec<String>> {
        let header = ["Column", "Role", "As observed", "After weighting"];
        let line = |line: &BalanceLine| {
            vec![
                line.column.clone(),
                line.role.clone(),
                fixed(line.before, 3),
                line.after.map_or_else(String::new, |after| fixed(after, 3)),
            ]
        };
        std::iter::once(header.map(str::to_owned).to_vec())
            .chain(self.lines.iter().map(line))
            .collect()
    }

    fn shown(&self) -> &[BalanceLine] {
        &self.lines[..self.lines.len().min(MOST_LINES)]
    }

    fn title(&self, width: f64) -> Vec<String> {
        let layout = self.layout(width);
        let mut title = "standardized mean difference: ● as observed".to_owned();
        if self.lines.iter().any(|line| line.after.is_some()) {
            title.push_str(", ○ after weighting");
        }
        if self.lines.len() > MOST_LINES {
            let more = self.lines.len() - MOST_LINES;
            title = format!("{title}; {more} more in the table");
        }
        wrap(&title, TEXT_SIZE, if layout.narrow { width } else { width - layout.scale.range.0 })
    }

    fn layout(&self, width: f64) -> Layout {
        let narrow = width < NARROW;
        let widest =
            self.shown().iter().map(|line| text_width(&line.column, TEXT_SIZE)).fold(0.0, f64::max);
        let names = if narrow { width } else { widest.min(width * 0.36) };
        let left = if narrow { 14.0 } else { names + 24.0 };
        let values =
            self.shown().iter().flat_map(|line| [line.before, line.after.unwrap_or(line.before)]);
        let domain = domain_with_zero(values.chain([-1.5 * SMALL, 1.5 * SMALL]), 0.04);
        let row = if narrow { 38.0 } else { 24.0 };
        Layout {
            narrow,
            names,
            row,
            scale: Scale { domain, range: (left, (width - 16.0).max(left + 80.0)) },
            bottom: TOP + row * self.shown().len() as f64 + 4.0,
        }
    }
}

impl Layout {
    fn middle(&self, row: usize) -> f64 {
        let top = TOP + row as f64 * self.row;
        if self.narrow { top + self.row - 10.0 } else { top + self.row / 2.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_is_cut_in_the_figure_and_whole_in_the_table() {
        let line = |index: usize| BalanceLine {
            column: format!("column {index}"),
            role: "mediator".to_owned(),
            before: 0.2,
            after: None,
        };
        let balance = Balance { lines: (0..60).map(line).collect() };
        assert_eq!(balance.regions(700.0).len(), MOST_LINES);
        assert_eq!(balance.table().len(), 61);
        assert!(balance.title(700.0).join(" ").contains("20 more in the table"));
    }
}
