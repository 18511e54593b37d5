//! Figures: one description each, drawn to a canvas on the page and to SVG for a file.

mod balance;
mod canvas;
mod export;
mod measure;
mod number;
mod overlap;
mod p_values;
mod palette;
mod rates;
mod rounds;
mod scale;
mod sensitivity;
mod sheet;
mod spread;
mod states;
mod steps;
mod surface;
mod theme;
mod waterfall;

pub(crate) use balance::{Balance, BalanceLine};
pub(crate) use canvas::{draw_on, to_png};
pub(crate) use export::to_svg;
pub(crate) use measure::{shorten, text_width};
pub(crate) use number::{NONE, Unit};
pub(crate) use overlap::{Histogram, Overlap};
pub(crate) use p_values::PValues;
pub(crate) use palette::{Palette, parse_color};
pub(crate) use rates::{Rate, RateLine, Rates};
pub(crate) use rounds::{Point, Rounds};
pub(crate) use sensitivity::{MovedRow, Sensitivity};
pub(crate) use spread::{Spread, Version};
pub(crate) use states::{Shares, States};
pub(crate) use steps::{Estimate, Parts, Signs};
pub(crate) use surface::{Area, Drawn};
pub(crate) use theme::{Scheme, palette_of};
pub(crate) use waterfall::Waterfall;

/// Where and how a figure is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Frame {
    /// Width in CSS pixels.
    pub(crate) width: f64,
    /// Height in CSS pixels.
    pub(crate) height: f64,
    /// Pixels of the backend for one CSS pixel.
    pub(crate) scale: f64,
    /// Colors.
    pub(crate) palette: Palette,
    /// Kind of backend.
    pub(crate) medium: Medium,
}

/// Kind of backend; the two scale text differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Medium {
    /// A canvas of the page.
    Canvas,
    /// SVG text.
    Svg,
}

/// A figure with its data.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Figure {
    /// From the total to its parts.
    Waterfall(Waterfall),
    /// Propensities of two groups.
    Overlap(Overlap),
    /// Differences of columns between groups.
    Balance(Balance),
    /// The decomposition under other models.
    Sensitivity(Sensitivity),
    /// Shares of the states of a variable.
    States(States),
    /// The histogram of a number.
    Spread(Spread),
    /// Sorted p-values.
    PValues(PValues),
    /// A share, round by round.
    Rounds(Rounds),
    /// Rates or distances of several things.
    Rates(Rates),
}

/// A part of a figure that a pointer or the arrow keys can rest on.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Region {
    /// Where it is.
    pub(crate) area: Area,
    /// What it shows, with its values.
    pub(crate) words: String,
}

impl Figure {
    /// Its height in CSS pixels at a width.
    pub(crate) fn height(&self, width: f64) -> f64 {
        match self {
            Self::Waterfall(figure) => figure.height(width),
            Self::Overlap(figure) => figure.height(width),
            Self::Balance(figure) => figure.height(width),
            Self::Sensitivity(figure) => figure.height(width),
            Self::States(figure) => figure.height(width),
            Self::Spread(figure) => figure.height(width),
            Self::PValues(figure) => figure.height(width),
            Self::Rounds(figure) => figure.height(width),
            Self::Rates(figure) => figure.height(width),
        }
    }

    /// Draws it.
    ///
    /// # Errors
    /// Those of the backend.
    pub(crate) fn draw(&self, sheet: sheet::Sheet<'_>, frame: &Frame) -> Drawn {
        let surface = surface::Surface::new(sheet, *frame)?;
        match self {
            Self::Waterfall(figure) => figure.draw(&surface, frame)?,
            Self::Overlap(figure) => figure.draw(&surface, frame)?,
            Self::Balance(figure) => figure.draw(&surface, frame)?,
            Self::Sensitivity(figure) => figure.draw(&surface, frame)?,
            Self::States(figure) => figure.draw(&surface, frame)?,
            Self::Spread(figure) => figure.draw(&surface, frame)?,
            Self::PValues(figure) => figure.draw(&surface, frame)?,
            Self::Rounds(figure) => figure.draw(&surface, frame)?,
            Self::Rates(figure) => figure.draw(&surface, frame)?,
        }
        surface.finish()
    }

    /// Its parts in reading order.
    pub(crate) fn regions(&self, width: f64) -> Vec<Region> {
        match self {
            Self::Waterfall(figure) => figure.regions(width),
            Self::Overlap(figure) => figure.regions(width),
            Self::Balance(figure) => figure.regions(width),
            Self::Sensitivity(figure) => figure.regions(width),
            Self::States(figure) => figure.regions(width),
            Self::Spread(figure) => figure.regions(width),
            Self::PValues(figure) => figure.regions(width),
            Self::Rounds(figure) => figure.regions(width),
            Self::Rates(figure) => figure.regions(width),
        }
    }

    /// What it shows, in one sentence.
    pub(crate) fn sentence(&self) -> String {
        match self {
            Self::Waterfall(figure) => figure.sentence(),
            Self::Overlap(figure) => figure.sentence(),
            Self::Balance(figure) => figure.sentence(),
            Self::Sensitivity(figure) => figure.sentence(),
            Self::States(figure) => figure.sentence(),
            Self::Spread(figure) => figure.sentence(),
            Self::PValues(figure) => figure.sentence(),
            Self::Rounds(figure) => figure.sentence(),
            Self::Rates(figure) => figure.sentence(),
        }
    }

    /// Its numbers, the header first.
    pub(crate) fn table(&self) -> Vec<Vec<String>> {
        match self {
            Self::Waterfall(figure) => figure.table(),
            Self::Overlap(figure) => figure.table(),
            Self::Balance(figure) => figure.table(),
            Self::Sensitivity(figure) => figure.table(),
            Self::States(figure) => figure.table(),
            Self::Spread(figure) => figure.table(),
            Self::PValues(figure) => figure.table(),
            Self::Rounds(figure) => figure.table(),
            Self::Rates(figure) => figure.table(),
        }
    }

    /// The start of its file name.
    pub(crate) fn file_stem(&self) -> &'static str {
        match self {
            Self::Waterfall(_) => "waterfall",
            Self::Overlap(_) => "overlap",
            Self::Balance(_) => "balance",
            Self::Sensitivity(_) => "sensitivity",
            Self::States(_) | Self::Spread(_) => "distribution",
            Self::PValues(_) => "p-values",
            Self::Rounds(_) => "rounds",
            Self::Rates(figure) => figure.stem,
        }
    }
}

#[cfg(test)]
mod samples;
