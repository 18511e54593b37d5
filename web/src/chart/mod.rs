//! Figures: one description each, drawn to a canvas on the page and to SVG for a file.

mod balance;
mod canvas;
mod export;
mod measure;
mod number;
mod overlap;
mod palette;
mod scale;
mod sensitivity;
mod steps;
mod surface;
mod theme;
mod waterfall;

pub(crate) use balance::{Balance, BalanceLine};
pub(crate) use canvas::{draw_on, to_png};
pub(crate) use export::to_svg;
pub(crate) use measure::shorten;
pub(crate) use number::{NONE, Unit};
pub(crate) use overlap::{Histogram, Overlap};
pub(crate) use palette::{Palette, parse_color};
pub(crate) use sensitivity::{MovedRow, Sensitivity};
pub(crate) use steps::{Estimate, Parts, Signs};
pub(crate) use surface::{Area, Drawn};
pub(crate) use theme::{Scheme, palette_of};
pub(crate) use waterfall::Waterfall;

use plotters::prelude::DrawingBackend;

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
        }
    }

    /// Draws it.
    ///
    /// # Errors
    /// Those of the backend.
    pub(crate) fn draw<B: DrawingBackend>(&self, backend: B, frame: &Frame) -> Drawn<B> {
        let surface = surface::Surface::new(backend, *frame)?;
        match self {
            Self::Waterfall(figure) => figure.draw(&surface, frame)?,
            Self::Overlap(figure) => figure.draw(&surface, frame)?,
            Self::Balance(figure) => figure.draw(&surface, frame)?,
            Self::Sensitivity(figure) => figure.draw(&surface, frame)?,
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
        }
    }

    /// What it shows, in one sentence.
    pub(crate) fn sentence(&self) -> String {
        match self {
            Self::Waterfall(figure) => figure.sentence(),
            Self::Overlap(figure) => figure.sentence(),
            Self::Balance(figure) => figure.sentence(),
            Self::Sensitivity(figure) => figure.sentence(),
        }
    }

    /// Its numbers, the header first.
    pub(crate) fn table(&self) -> Vec<Vec<String>> {
        match self {
            Self::Waterfall(figure) => figure.table(),
            Self::Overlap(figure) => figure.table(),
            Self::Balance(figure) => figure.table(),
            Self::Sensitivity(figure) => figure.table(),
        }
    }

    /// The start of its file name.
    pub(crate) fn file_stem(&self) -> &'static str {
        match self {
            Self::Waterfall(_) => "waterfall",
            Self::Overlap(_) => "overlap",
            Self::Balance(_) => "balance",
            Self::Sensitivity(_) => "sensitivity",
        }
    }
}

#[cfg(test)]
mod samples;
