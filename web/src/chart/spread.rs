//! Spread: the distribution of a number as a histogram, before and after a change.

use super::measure::wrap;
use super::scale::{Scale, ticks};
use super::surface::{Anchor, Area, Drawn, Pattern, Surface, TEXT_SIZE};
use super::{Frame, Region};
use causeloom::number::{count, fixed, percent};

/// A histogram of one number, in one version or two over the same bins.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Spread {
    /// Edges of the bins in ascending order, one more than bins.
    pub(crate) edges: Vec<f64>,
    /// As it is, drawn upwards.
    pub(crate) before: Version,
    /// After a change, drawn downwards.
    pub(crate) after: Option<Version>,
    /// Title of the axis, for instance `heart rate (beats a minute)`.
    pub(crate) axis: String,
}

/// One version.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Version {
    /// What it is called, for instance `as it is`.
    pub(crate) name: String,
    /// Rows in each bin.
    pub(crate) counts: Vec<f64>,
    /// The mean.
    pub(crate) mean: f64,
}

const TOP: f64 = 30.0;
const HALF: f64 = 96.0;
const LEFT: f64 = 48.0;

impl Spread {
    /// Height in CSS pixels at a width.
    pub(crate) fn height(&self, width: f64) -> f64 {
        self.bottom() + 34.0 + 18.0 * self.title(width).len().max(1) as f64
    }

    /// Draws the figure.
    ///
    /// # Errors
    /// Those of the backend.
    pub(crate) fn draw(&self, surface: &Surface<'_>, frame: &Frame) -> Drawn {
        let palette = frame.palette;
        let across = self.across(frame.width);
        let (left, right) = across.range;
        let middle = TOP + HALF;
        let top_share = self.greatest_share();
        let axis = ticks((0.0, top_share * 100.0), 3);
        for tick in axis.values.iter().filter(|tick| **tick > 0.0) {
            let rise = tick / 100.0 / top_share * HALF;
            let label = format!("{} %", fixed(*tick, axis.decimals));
            for (y, _) in [(middle - rise, 0), (middle + rise, 1)].into_iter().take(self.n_halves())
            {
                surface.level((left, right), y, 1.0, palette.rule)?;
                surface.text(&label, (left - 8.0, y), Anchor::Right, palette.muted)?;
            }
        }
        for (version, direction, pattern) in self.versions() {
            for (bin, share) in version.shares().into_iter().enumerate() {
                if share <= 0.0 {
                    continue;
                }
                let (from, to) = (across.at(self.edges[bin]), across.at(self.edges[bin + 1]));
                let rise = (share / top_share * HALF).max(1.0);
                let area =
                    Area::between((from + 0.5, middle), (to - 0.5, middle + direction * rise));
                surface.bar(area, palette.accent, pattern)?;
            }
            let x = across.at(version.mean.clamp(across.domain.0, across.domain.1));
            surface.dashed_upright(x, ordered(middle, middle + direction * HALF), palette.ink)?;
        }
        surface.level((left, right), middle, 1.5, palette.ink)?;
        surface.text(&self.before.label(), (left, 8.0), Anchor::Left, palette.ink)?;
        if let Some(after) = &self.after {
            surface.patch(
                &after.label(),
                (left, middle + HALF + 12.0),
                Anchor::Left,
                palette.ink,
            )?;
        }
        let bottom = self.bottom();
        let scale = ticks(across.domain, (((right - left) / 70.0) as usize).clamp(2, 9));
        for tick in &scale.values {
            let label = fixed(*tick, scale.decimals);
            surface.text(
                &label,
                (across.at(*tick), bottom + 14.0),
                Anchor::Middle,
                palette.muted,
            )?;
        }
        for (index, line) in self.title(frame.width).iter().enumerate() {
            let y = bottom + 36.0 + index as f64 * 18.0;
            surface.text(line, (left, y), Anchor::Left, palette.muted)?;
        }
        Ok(())
    }

    /// One region a bin.
    pub(crate) fn regions(&self, width: f64) -> Vec<Region> {
        let across = self.across(width);
        let decimals = self.decimals();
        (0..self.before.counts.len())
            .map(|bin| {
                let (from, to) = (self.edges[bin], self.edges[bin + 1]);
                let parts: Vec<String> = self
                    .versions()
                    .map(|(version, _, _)| {
                        format!("{} {}", version.name, percent(version.shares()[bin]))
                    })
                    .collect();
                Region {
                    area: Area {
                        left: across.at(from),
                        top: TOP - 6.0,
                        right: across.at(to),
                        bottom: self.bottom(),
                    },
                    words: format!(
                        "{} to {}: {}",
                        fixed(from, decimals),
                        fixed(to, decimals),
                        parts.join(", ")
                    ),
                }
            })
            .collect()
    }

    /// What the figure shows, in one sentence.
    pub(crate) fn sentence(&self) -> String {
        let versions: Vec<String> =
            self.versions().map(|(version, _, _)| version.label()).collect();
        format!("Histogram of {}: {}; dashed lines are means.", self.axis, versions.join(" and "))
    }

    /// The numbers of the figure, the header first.
    pub(crate) fn table(&self) -> Vec<Vec<String>> {
        let decimals = self.decimals();
        let mut header = vec!["From".to_owned(), "To".to_owned()];
        header.extend(self.versions().map(|(version, _, _)| format!("rows {}", version.name)));
        let mut rows = vec![header];
        for bin in 0..self.before.counts.len() {
            let mut row =
                vec![fixed(self.edges[bin], decimals), fixed(self.edges[bin + 1], decimals)];
            row.extend(self.versions().map(|(version, _, _)| count(version.counts[bin])));
            rows.push(row);
        }
        rows
    }

    fn versions(&self) -> impl Iterator<Item = (&Version, f64, Pattern)> {
        std::iter::once((&self.before, -1.0, Pattern::Solid))
            .chain(self.after.as_ref().map(|after| (after, 1.0, Pattern::Hatched)))
    }

    fn n_halves(&self) -> usize {
        if self.after.is_some() { 2 } else { 1 }
    }

    fn bottom(&self) -> f64 {
        TOP + HALF * self.n_halves() as f64 + if self.after.is_some() { 24.0 } else { 0.0 }
    }

    /// Digits that tell the bins' edges apart.
    fn decimals(&self) -> usize {
        let width = match self.edges.as_slice() {
            [first, second, ..] => (second - first).abs(),
            _ => 1.0,
        };
        (0..6).find(|decimals| width >= [1.0, 0.1, 0.01, 0.001, 1e-4, 1e-5][*decimals]).unwrap_or(6)
    }

    fn across(&self, width: f64) -> Scale {
        let first = self.edges.first().copied().unwrap_or(0.0);
        let last = self.edges.last().copied().filter(|last| *last > first).unwrap_or(first + 1.0);
        Scale { domain: (first, last), range: (LEFT, (width - 6.0).max(LEFT + 80.0)) }
    }

    fn title(&self, width: f64) -> Vec<String> {
        let title = format!("{}; dashed: means", self.axis);
        wrap(&title, TEXT_SIZE, (width - LEFT).max(80.0))
    }

    fn greatest_share(&self) -> f64 {
        let greatest =
            self.versions().flat_map(|(version, _, _)| version.shares()).fold(0.0, f64::max);
        if greatest > 0.0 { greatest } else { 1.0 }
    }
}

impl Version {
    fn shares(&self) -> Vec<f64> {
        let total: f64 = self.counts.iter().sum();
        self.counts.iter().map(|rows| if total > 0.0 { rows / total } else { 0.0 }).collect()
    }

    fn label(&self) -> String {
        let decimals = (0..4)
            .find(|decimals| self.mean.abs() >= [100.0, 10.0, 1.0, 0.1][*decimals])
            .unwrap_or(4);
        format!("{} (mean {})", self.name, fixed(self.mean, decimals))
    }
}

fn ordered(from: f64, to: f64) -> (f64, f64) {
    (from.min(to), from.max(to))
}

#[cfg(test)]
mod tests {
    use crate::chart::samples::spread;

    #[test]
    fn a_bin_says_the_share_of_both_versions() {
        assert_eq!(
            spread().regions(500.0)[1].words,
            "70 to 80: as it is 50.0 %, fluids = 1000 25.0 %"
        );
    }

    #[test]
    fn the_figure_without_a_change_is_half_as_high() {
        let mut alone = spread();
        alone.after = None;
        assert!(alone.height(500.0) + 80.0 < spread().height(500.0));
        assert_eq!(alone.table()[0], ["From", "To", "rows as it is"]);
    }
}
