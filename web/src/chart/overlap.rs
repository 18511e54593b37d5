//! Overlap: the propensities of two groups as mirrored histograms.

use super::measure::wrap;
use super::scale::{Scale, ticks};
use super::surface::{Anchor, Area, Drawn, Pattern, Surface, TEXT_SIZE};
use super::{Frame, Region};
use causeloom::number::{count, fixed, percent};

/// Propensities of two groups.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Overlap {
    /// Edges of the bins from 0 to 1, one more than bins.
    pub(crate) edges: Vec<f64>,
    /// The compared group, drawn upwards.
    pub(crate) comparison: Histogram,
    /// The reference group, drawn downwards.
    pub(crate) baseline: Histogram,
    /// Title of the axis.
    pub(crate) axis: String,
    /// Share of all individuals outside [0.05, 0.95].
    pub(crate) share_outside: f64,
}

/// Counts of one group.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Histogram {
    /// The group, for instance `sex = 1`.
    pub(crate) name: String,
    /// Individuals in each bin.
    pub(crate) counts: Vec<f64>,
}

/// Propensities outside these ends are poorly supported.
const MARKS: (f64, f64) = (0.05, 0.95);
const TOP: f64 = 42.0;
const HALF: f64 = 84.0;
const LEFT: f64 = 48.0;

impl Overlap {
    /// Height in CSS pixels at a width.
    pub(crate) fn height(&self, width: f64) -> f64 {
        TOP + 2.0 * HALF + 46.0 + 18.0 * self.title(width).len().max(1) as f64
    }

    /// Draws the figure.
    ///
    /// # Errors
    /// Those of the backend.
    pub(crate) fn draw(&self, surface: &Surface<'_>, frame: &Frame) -> Drawn {
        let palette = frame.palette;
        let across = Self::across(frame.width);
        let (left, right) = across.range;
        let middle = TOP + HALF;
        let top_share = self.greatest_share();
        let axis = ticks((0.0, top_share * 100.0), 4);
        for tick in axis.values.iter().filter(|tick| **tick > 0.0) {
            let rise = tick / 100.0 / top_share * HALF;
            let label = format!("{} %", fixed(*tick, axis.decimals));
            for y in [middle - rise, middle + rise] {
                surface.level((left, right), y, 1.0, palette.rule)?;
                surface.text(&label, (left - 8.0, y), Anchor::Right, palette.muted)?;
            }
        }
        for (histogram, direction, pattern) in
            [(&self.comparison, -1.0, Pattern::Solid), (&self.baseline, 1.0, Pattern::Hatched)]
        {
            for (bin, share) in histogram.shares().into_iter().enumerate() {
                if share <= 0.0 {
                    continue;
                }
                let (from, to) = (across.at(self.edges[bin]), across.at(self.edges[bin + 1]));
                let rise = (share / top_share * HALF).max(1.5);
                let area =
                    Area::between((from + 0.5, middle), (to - 0.5, middle + direction * rise));
                surface.bar(area, palette.accent, pattern)?;
            }
        }
        surface.level((left, right), middle, 1.5, palette.ink)?;
        for mark in [MARKS.0, MARKS.1] {
            let x = across.at(mark);
            surface.dashed_upright(x, (TOP - 6.0, middle + HALF), palette.muted)?;
            surface.text(&fixed(mark, 2), (x, TOP - 14.0), Anchor::Middle, palette.muted)?;
        }
        let bottom = middle + HALF;
        surface.text(&self.comparison.label(), (left, 8.0), Anchor::Left, palette.ink)?;
        surface.patch(&self.baseline.label(), (left, bottom + 12.0), Anchor::Left, palette.ink)?;
        for (tick, label) in [(0.0, "0"), (0.25, "0.25"), (0.5, "0.5"), (0.75, "0.75"), (1.0, "1")]
        {
            surface.text(label, (across.at(tick), bottom + 34.0), Anchor::Middle, palette.muted)?;
        }
        for (index, line) in self.title(frame.width).iter().enumerate() {
            let y = bottom + 55.0 + index as f64 * 18.0;
            surface.text(line, (left, y), Anchor::Left, palette.muted)?;
        }
        Ok(())
    }

    /// One region a bin.
    pub(crate) fn regions(&self, width: f64) -> Vec<Region> {
        let across = Self::across(width);
        let (comparison, baseline) = (self.comparison.shares(), self.baseline.shares());
        (0..self.comparison.counts.len())
            .map(|bin| {
                let (from, to) = (self.edges[bin], self.edges[bin + 1]);
                let part = |histogram: &Histogram, share: f64| {
                    let individuals = count(histogram.counts[bin]);
                    format!("{} of {} ({})", individuals, histogram.name, percent(share))
                };
                Region {
                    area: Area {
                        left: across.at(from),
                        top: TOP - 6.0,
                        right: across.at(to),
                        bottom: TOP + 2.0 * HALF,
                    },
                    words: format!(
                        "propensity {} to {}: {}, {}",
                        fixed(from, 2),
                        fixed(to, 2),
                        part(&self.comparison, comparison[bin]),
                        part(&self.baseline, baseline[bin]),
                    ),
                }
            })
            .collect()
    }

    /// What the figure shows, in one sentence.
    pub(crate) fn sentence(&self) -> String {
        format!(
            "Mirrored histograms of the {} for {} and {}; {} of individuals lie outside 0.05 to 0.95.",
            self.axis,
            self.comparison.label(),
            self.baseline.label(),
            percent(self.share_outside),
        )
    }

    /// The numbers of the figure, the header first.
    pub(crate) fn table(&self) -> Vec<Vec<String>> {
        let mut rows = vec![vec![
            "Propensity".to_owned(),
            self.comparison.name.clone(),
            self.baseline.name.clone(),
        ]];
        for bin in 0..self.comparison.counts.len() {
            rows.push(vec![
                format!("{} to {}", fixed(self.edges[bin], 2), fixed(self.edges[bin + 1], 2)),
                count(self.comparison.counts[bin]),
                count(self.baseline.counts[bin]),
            ]);
        }
        rows
    }

    fn across(width: f64) -> Scale {
        Scale { domain: (0.0, 1.0), range: (LEFT, (width - 6.0).max(LEFT + 80.0)) }
    }

    fn title(&self, width: f64) -> Vec<String> {
        wrap(&self.axis, TEXT_SIZE, (width - LEFT).max(80.0))
    }

    fn greatest_share(&self) -> f64 {
        let shares = self.comparison.shares().into_iter().chain(self.baseline.shares());
        let greatest = shares.fold(0.0, f64::max);
        if greatest > 0.0 { greatest } else { 1.0 }
    }
}

impl Histogram {
    fn total(&self) -> f64 {
        self.counts.iter().sum()
    }

    fn shares(&self) -> Vec<f64> {
        let total = self.total();
        let share = |individuals: &f64| if total > 0.0 { individuals / total } else { 0.0 };
        self.counts.iter().map(share).collect()
    }

    fn label(&self) -> String {
        format!("{} (n = {})", self.name, count(self.total()))
    }
}

#[cfg(test)]
mod tests {
    use crate::chart::samples::overlap;

    #[test]
    fn bins_are_regions_side_by_side_over_the_whole_axis() {
        let regions = overlap().regions(400.0);
        assert_eq!(regions.len(), 20);
        for pair in regions.windows(2) {
            assert_eq!(pair[0].area.right, pair[1].area.left);
        }
    }

    #[test]
    fn a_bin_says_both_groups() {
        assert_eq!(
            overlap().regions(400.0)[10].words,
            "propensity 0.50 to 0.55: 11 of sex = 1 (5.2 %), 10 of sex = 0 (5.3 %)"
        );
    }
}
