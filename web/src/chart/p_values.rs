//! P-values: the sorted p-values of many tests against the uniform law that chance would give.

use plotters::style::RGBColor;

use super::measure::wrap;
use super::scale::Scale;
use super::surface::{Anchor, Area, Drawn, Surface, TEXT_SIZE};
use super::{Frame, Region};
use causeloom::number::fixed;

/// Sorted p-values with the tests that gave them.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PValues {
    /// `(rank, p-value, test)`, ascending; the rank is (i − ½) / n.
    pub(crate) points: Vec<(f64, f64, String)>,
    /// Tests reject below.
    pub(crate) alpha: f64,
}

/// More points than these are thinned in the picture; the first are all drawn.
const MOST_POINTS: usize = 400;
/// Steps of the line of chance and of the band about it.
const STEPS: u32 = 60;
const TOP: f64 = 10.0;
const LEFT: f64 = 48.0;

impl PValues {
    /// Height in CSS pixels at a width, whatever is drawn.
    #[expect(clippy::unused_self, reason = "as the other figures")]
    pub(crate) fn height(&self, width: f64) -> f64 {
        TOP + side(width) + 30.0 + 18.0 * title(width).len() as f64
    }

    /// Draws the figure.
    ///
    /// # Errors
    /// Those of the backend.
    pub(crate) fn draw(&self, surface: &Surface<'_>, frame: &Frame) -> Drawn {
        let palette = frame.palette;
        let (across, up) = scales(frame.width);
        let (left, right) = across.range;
        // Where chance leaves 19 of 20 of the values of a rank, as narrow bars.
        let wash = between(palette.paper, palette.rule);
        for step in 0..STEPS {
            let (from, to) =
                (f64::from(step) / f64::from(STEPS), f64::from(step + 1) / f64::from(STEPS));
            let (low, high) = self.band(f64::midpoint(from, to));
            let corners = ((across.at(from), up.at(high)), (across.at(to), up.at(low)));
            surface.fill(Area::between(corners.0, corners.1), wash)?;
        }
        for (tick, label) in [(0.0, "0"), (0.25, "0.25"), (0.5, "0.5"), (0.75, "0.75"), (1.0, "1")]
        {
            surface.level((left, right), up.at(tick), 1.0, palette.rule)?;
            surface.text(label, (left - 8.0, up.at(tick)), Anchor::Right, palette.muted)?;
            let at = (across.at(tick), up.at(0.0) + 14.0);
            surface.text(label, at, Anchor::Middle, palette.muted)?;
        }
        // What chance gives, as a staircase of short levels: the library has no slanted line here.
        for step in 0..STEPS {
            let from = f64::from(step) / f64::from(STEPS);
            let x = (across.at(from), across.at(from + 1.0 / f64::from(STEPS)));
            surface.level(x, up.at(from + 0.5 / f64::from(STEPS)), 1.5, palette.muted)?;
        }
        surface.level((left, right), up.at(self.alpha), 1.0, palette.direct)?;
        for index in self.drawn() {
            let (rank, value, _) = &self.points[index];
            let is_rejected = *value < self.alpha;
            let color = if is_rejected { palette.direct } else { palette.accent };
            surface.dot((across.at(*rank), up.at(*value)), 3.0, color, is_rejected)?;
        }
        let label = format!("p = {}", fixed(self.alpha, 2));
        surface.patch(&label, (right, up.at(self.alpha) - 9.0), Anchor::Right, palette.direct)?;
        for (index, line) in title(frame.width).iter().enumerate() {
            let y = up.at(0.0) + 36.0 + index as f64 * 18.0;
            surface.text(line, (left, y), Anchor::Left, palette.muted)?;
        }
        Ok(())
    }

    /// One region a drawn point.
    pub(crate) fn regions(&self, width: f64) -> Vec<Region> {
        let (across, up) = scales(width);
        self.drawn()
            .map(|index| {
                let (rank, value, test) = &self.points[index];
                let (x, y) = (across.at(*rank), up.at(*value));
                Region {
                    area: Area { left: x - 5.0, top: y - 5.0, right: x + 5.0, bottom: y + 5.0 },
                    words: format!(
                        "{test}: p = {}, number {} of {} from the smallest",
                        fixed(*value, 4),
                        index + 1,
                        self.points.len()
                    ),
                }
            })
            .collect()
    }

    /// What the figure shows, in one sentence.
    pub(crate) fn sentence(&self) -> String {
        let rejected = self.points.iter().filter(|(_, value, _)| *value < self.alpha).count();
        format!(
            "Sorted p-values of {} tests against what chance would give; {rejected} are below {}.",
            self.points.len(),
            fixed(self.alpha, 2)
        )
    }

    /// The numbers of the figure, the header first.
    pub(crate) fn table(&self) -> Vec<Vec<String>> {
        let header = ["Test", "Expected by chance", "p"].map(str::to_owned).to_vec();
        let row = |(rank, value, test): &(f64, f64, String)| {
            vec![test.clone(), fixed(*rank, 4), fixed(*value, 4)]
        };
        std::iter::once(header).chain(self.points.iter().map(row)).collect()
    }

    /// Where 19 of 20 p-values of a rank lie where chance alone works: the rank's mean and 1.96
    /// standard deviations of its Beta law.
    fn band(&self, rank: f64) -> (f64, f64) {
        let half = 1.96 * (rank * (1.0 - rank) / (self.points.len() as f64 + 2.0)).sqrt();
        ((rank - half).max(0.0), (rank + half).min(1.0))
    }

    /// The points that are drawn: the smallest hundred, and an even choice of the others.
    fn drawn(&self) -> impl Iterator<Item = usize> {
        let step = (self.points.len() / MOST_POINTS).max(1);
        (0..self.points.len()).filter(move |index| *index < 100 || index % step == 0)
    }
}

/// The color half way between two.
fn between(one: RGBColor, other: RGBColor) -> RGBColor {
    let middle = |one: u8, other: u8| u8::midpoint(one, other);
    RGBColor(middle(one.0, other.0), middle(one.1, other.1), middle(one.2, other.2))
}

fn side(width: f64) -> f64 {
    (width - LEFT - 10.0).clamp(120.0, 300.0)
}

fn scales(width: f64) -> (Scale, Scale) {
    let across = Scale { domain: (0.0, 1.0), range: (LEFT, (width - 10.0).max(LEFT + 120.0)) };
    let up = Scale { domain: (0.0, 1.0), range: (TOP + side(width), TOP) };
    (across, up)
}

fn title(width: f64) -> Vec<String> {
    wrap(
        "p-value of each test, sorted, against its place among them; grey: what chance gives where the graph holds, with a band for 19 of 20",
        TEXT_SIZE,
        (width - LEFT).max(80.0),
    )
}

#[cfg(test)]
mod tests {
    use crate::chart::samples::p_values;

    #[test]
    fn the_sentence_counts_the_rejected() {
        assert_eq!(
            p_values().sentence(),
            "Sorted p-values of 20 tests against what chance would give; 1 are below 0.05."
        );
    }

    #[test]
    fn the_band_of_chance_is_widest_in_the_middle_and_stays_between_0_and_1() {
        let figure = p_values();
        let width = |rank: f64| figure.band(rank).1 - figure.band(rank).0;
        assert!(width(0.5) > width(0.1) && width(0.1) > 0.0);
        assert_eq!(figure.band(0.0), (0.0, 0.0));
        assert!(figure.band(0.99).1 <= 1.0);
    }

    #[test]
    fn every_point_of_a_short_list_can_be_rested_on() {
        assert_eq!(p_values().regions(500.0).len(), 20);
        assert_eq!(p_values().table().len(), 21);
    }
}
