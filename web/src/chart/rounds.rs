//! Rounds: a share by the draft, the first correction and so on, with intervals.

use super::measure::wrap;
use super::scale::Scale;
use super::surface::{Anchor, Area, Drawn, Surface, TEXT_SIZE};
use super::{Frame, Region};
use causeloom::number::percent;

/// A share that grows from round to round.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Rounds {
    /// One point a round, in order.
    pub(crate) points: Vec<Point>,
    /// Title of the axis, for instance `share of texts`.
    pub(crate) axis: String,
}

/// One round.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Point {
    /// Its name, for instance `correction 1`.
    pub(crate) name: String,
    /// The share.
    pub(crate) share: f64,
    /// Lower end of its 95 % interval.
    pub(crate) low: f64,
    /// Upper end.
    pub(crate) high: f64,
}

const TOP: f64 = 14.0;
const RISE: f64 = 120.0;
const LEFT: f64 = 48.0;

impl Rounds {
    /// Height in CSS pixels at a width.
    pub(crate) fn height(&self, width: f64) -> f64 {
        TOP + RISE + 28.0 + 18.0 * self.title(width).len() as f64
    }

    /// Draws the figure.
    ///
    /// # Errors
    /// Those of the backend.
    pub(crate) fn draw(&self, surface: &Surface<'_>, frame: &Frame) -> Drawn {
        let palette = frame.palette;
        let right = frame.width - 8.0;
        for tick in [0.0, 0.5, 1.0] {
            let y = up(tick);
            surface.level((LEFT, right), y, 1.0, palette.rule)?;
            let label = percent_of(tick);
            surface.text(label, (LEFT - 8.0, y), Anchor::Right, palette.muted)?;
        }
        let at = |(index, point): (usize, &Point)| (self.across(frame.width, index), point.share);
        let places: Vec<(f64, f64)> = self.points.iter().enumerate().map(at).collect();
        for pair in places.windows(2) {
            let ends = [(pair[0].0, up(pair[0].1)), (pair[1].0, up(pair[1].1))];
            surface.slanted(ends, 1.5, palette.accent)?;
        }
        for (point, (x, share)) in self.points.iter().zip(&places) {
            surface.upright(*x, (up(point.low), up(point.high)), 1.5, palette.ink)?;
            for end in [point.low, point.high] {
                surface.level((x - 4.0, x + 4.0), up(end), 1.5, palette.ink)?;
            }
            surface.dot((*x, up(*share)), 4.5, palette.accent, true)?;
            // Below the dot, where the line that rises does not pass; above it near the axis.
            let below = up(point.low) + 13.0;
            let y = if below > up(0.0) - 8.0 { up(point.high) - 13.0 } else { below };
            surface.text(&percent(*share), (*x, y), Anchor::Middle, palette.ink)?;
        }
        for index in 0..self.points.len() {
            let at = (self.across(frame.width, index), up(0.0) + 14.0);
            surface.text(&self.short_name(index), at, Anchor::Middle, palette.muted)?;
        }
        for (index, line) in self.title(frame.width).iter().enumerate() {
            let at = (LEFT, up(0.0) + 36.0 + index as f64 * 18.0);
            surface.text(line, at, Anchor::Left, palette.muted)?;
        }
        Ok(())
    }

    /// One region a round.
    pub(crate) fn regions(&self, width: f64) -> Vec<Region> {
        let half = self.step(width) / 2.0;
        let region = |(index, point): (usize, &Point)| {
            let x = self.across(width, index);
            let (left, right) = ((x - half).max(0.0), (x + half).min(width));
            Region {
                area: Area { left, top: 0.0, right, bottom: TOP + RISE + 24.0 },
                words: format!(
                    "{}: {} (95 % interval {} … {})",
                    point.name,
                    percent(point.share),
                    percent(point.low),
                    percent(point.high)
                ),
            }
        };
        self.points.iter().enumerate().map(region).collect()
    }

    /// What the figure shows, in one sentence.
    pub(crate) fn sentence(&self) -> String {
        let end = |point: Option<&Point>| {
            point.map_or_else(String::new, |point| {
                format!("{} by the {}", percent(point.share), point.name)
            })
        };
        format!(
            "{}, round by round: {}, {}.",
            self.axis,
            end(self.points.first()),
            end(self.points.last())
        )
    }

    /// The numbers of the figure, the header first.
    pub(crate) fn table(&self) -> Vec<Vec<String>> {
        let header = ["Round", "Share", "95 % interval"].map(str::to_owned).to_vec();
        let line = |point: &Point| {
            let interval = format!("{} … {}", percent(point.low), percent(point.high));
            vec![point.name.clone(), percent(point.share), interval]
        };
        std::iter::once(header).chain(self.points.iter().map(line)).collect()
    }

    /// The first round by its name, the others by their number.
    fn short_name(&self, index: usize) -> String {
        if index == 0 {
            self.points.first().map(|point| point.name.clone()).unwrap_or_default()
        } else {
            format!("+{index}")
        }
    }

    fn step(&self, width: f64) -> f64 {
        (width - LEFT - 8.0) / self.points.len().max(1) as f64
    }

    fn across(&self, width: f64, index: usize) -> f64 {
        LEFT + self.step(width) * (index as f64 + 0.5)
    }

    fn title(&self, width: f64) -> Vec<String> {
        wrap(&self.axis, TEXT_SIZE, width - LEFT)
    }
}

fn up(share: f64) -> f64 {
    Scale { domain: (0.0, 1.0), range: (TOP + RISE, TOP) }.at(share)
}

fn percent_of(tick: f64) -> &'static str {
    if tick == 0.0 {
        "0 %"
    } else if tick == 1.0 {
        "100 %"
    } else {
        "50 %"
    }
}

#[cfg(test)]
mod tests {
    use crate::chart::samples::rounds;

    #[test]
    fn a_round_says_its_share_with_its_interval() {
        assert_eq!(
            rounds().regions(360.0)[1].words,
            "correction 1: 97.5 % (95 % interval 94.3 % … 98.9 %)"
        );
    }
}
