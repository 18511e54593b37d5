//! A drawing surface in CSS pixels over a sheet of plotters.
//!
//! Plotters draws in whole pixels of the backend. A figure is laid out in CSS pixels and drawn into
//! a backing store of `scale` times that size; straight lines are filled boxes on pixel borders, so
//! that they are sharp at every scale.

use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, DrawingAreaErrorKind};
use plotters::element::{Circle, PathElement, Polygon, Rectangle, Text};
use plotters::prelude::{IntoDrawingArea, RGBColor};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, RGBAColor, ShapeStyle, TextStyle};

use super::measure::text_width;
use super::sheet::{Refusal, Sheet};
use super::{Frame, Medium};

/// The faces of a figure's text.
pub(crate) const FACES: &str =
    "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif";

/// Size of every text in a figure, in CSS pixels.
pub(crate) const TEXT_SIZE: f64 = 13.0;

/// What drawing gives back.
pub(crate) type Drawn = Result<(), DrawingAreaErrorKind<Refusal>>;

/// A box in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Area {
    /// Left edge.
    pub(crate) left: f64,
    /// Top edge.
    pub(crate) top: f64,
    /// Right edge.
    pub(crate) right: f64,
    /// Bottom edge.
    pub(crate) bottom: f64,
}

/// Which point of a text stands at its position; texts are centered vertically.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anchor {
    /// Its left end.
    Left,
    /// Its middle.
    Middle,
    /// Its right end.
    Right,
}

/// What fills a bar: a color, and lines or dots that tell it apart without color.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pattern {
    /// The color alone.
    Solid,
    /// Lines that rise.
    Rising,
    /// Upright lines.
    Upright,
    /// Dots.
    Dotted,
    /// The outline and falling lines only, on paper.
    Hatched,
}

/// A surface in CSS pixels.
pub(crate) struct Surface<'text> {
    root: DrawingArea<Sheet<'text>, Shift>,
    frame: Frame,
}

impl std::fmt::Debug for Surface<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Surface").field("frame", &self.frame).finish_non_exhaustive()
    }
}

impl Area {
    /// The box between two corners in any order.
    pub(crate) fn between(from: (f64, f64), to: (f64, f64)) -> Self {
        Self {
            left: from.0.min(to.0),
            top: from.1.min(to.1),
            right: from.0.max(to.0),
            bottom: from.1.max(to.1),
        }
    }

    /// Whether a point lies in it.
    pub(crate) fn holds(&self, x: f64, y: f64) -> bool {
        (self.left..self.right).contains(&x) && (self.top..self.bottom).contains(&y)
    }
}

impl<'text> Surface<'text> {
    /// A surface filled with the paper's color.
    ///
    /// # Errors
    /// Those of the backend.
    pub(crate) fn new(
        sheet: Sheet<'text>,
        frame: Frame,
    ) -> Result<Self, DrawingAreaErrorKind<Refusal>> {
        let root = sheet.into_drawing_area();
        root.fill(&frame.palette.paper)?;
        Ok(Self { root, frame })
    }

    /// Ends the drawing.
    ///
    /// # Errors
    /// Those of the backend.
    pub(crate) fn finish(self) -> Drawn {
        self.root.present()
    }

    /// A filled box.
    ///
    /// # Errors
    /// Those of the backend.
    pub(crate) fn fill(&self, area: Area, color: RGBColor) -> Drawn {
        self.fill_pixels(self.pixels(area), color.filled())
    }

    /// A filled box with a pattern.
    ///
    /// # Errors
    /// Those of the backend.
    pub(crate) fn bar(&self, area: Area, color: RGBColor, pattern: Pattern) -> Drawn {
        let paper = self.frame.palette.paper;
        let (lines, alpha) = if pattern == Pattern::Hatched {
            self.fill(area, paper)?;
            (color, 0.9)
        } else {
            self.fill(area, color)?;
            (paper, 0.4)
        };
        let stroke = ShapeStyle::from(lines.mix(alpha)).stroke_width(self.length(1.0));
        match pattern {
            Pattern::Solid => Ok(()),
            Pattern::Rising => self.diagonals(area, 1, stroke),
            Pattern::Upright => self.uprights(area, lines.mix(alpha)),
            Pattern::Dotted => self.dots(area, lines.mix(alpha)),
            Pattern::Hatched => {
                self.diagonals(area, -1, stroke)?;
                self.outline(area, color)
            }
        }
    }

    /// A level line.
    ///
    /// # Errors
    /// Those of the backend.
    pub(crate) fn level(&self, span: (f64, f64), y: f64, thickness: f64, color: RGBColor) -> Drawn {
        let thick = self.length(thickness) as i32;
        let top = self.pixel(y) - thick / 2;
        let (left, right) = (self.pixel(span.0.min(span.1)), self.pixel(span.0.max(span.1)));
        self.fill_pixels([(left, top), (right, top + thick)], color.filled())
    }

    /// An upright line.
    ///
    /// # Errors
    /// Those of the backend.
    pub(crate) fn upright(
        &self,
        x: f64,
        span: (f64, f64),
        thickness: f64,
        color: RGBColor,
    ) -> Drawn {
        let thick = self.length(thickness) as i32;
        let left = self.pixel(x) - thick / 2;
        let (top, bottom) = (self.pixel(span.0.min(span.1)), self.pixel(span.0.max(span.1)));
        self.fill_pixels([(left, top), (left + thick, bottom)], color.filled())
    }

    /// A line from point to point.
    ///
    /// # Errors
    /// Those of the backend.
    pub(crate) fn slanted(&self, ends: [(f64, f64); 2], thickness: f64, color: RGBColor) -> Drawn {
        let stroke = ShapeStyle::from(color).stroke_width(self.length(thickness));
        self.root.draw(&PathElement::new(ends.map(|end| self.point(end)).to_vec(), stroke))
    }

    /// An upright line of dashes.
    ///
    /// # Errors
    /// Those of the backend.
    pub(crate) fn dashed_upright(&self, x: f64, span: (f64, f64), color: RGBColor) -> Drawn {
        let (top, bottom) = (span.0.min(span.1), span.0.max(span.1));
        let mut from = top;
        while from < bottom {
            self.upright(x, (from, (from + 3.0).min(bottom)), 1.0, color)?;
            from += 6.0;
        }
        Ok(())
    }

    /// An interval: a level line with end caps, and a paper-colored edge that keeps it visible on a bar.
    ///
    /// # Errors
    /// Those of the backend.
    pub(crate) fn interval(&self, ends: (f64, f64), y: f64, color: RGBColor) -> Drawn {
        let paper = self.frame.palette.paper;
        self.level(ends, y, 3.4, paper)?;
        for end in [ends.0, ends.1] {
            self.upright(end, (y - 5.5, y + 5.5), 3.4, paper)?;
        }
        self.level(ends, y, 1.4, color)?;
        for end in [ends.0, ends.1] {
            self.upright(end, (y - 5.0, y + 5.0), 1.4, color)?;
        }
        Ok(())
    }

    /// A dot, filled or open.
    ///
    /// # Errors
    /// Those of the backend.
    pub(crate) fn dot(&self, at: (f64, f64), radius: f64, color: RGBColor, filled: bool) -> Drawn {
        let center = self.point(at);
        let paper = self.frame.palette.paper;
        if filled {
            self.root.draw(&Circle::new(center, self.length(radius + 1.2), paper.filled()))?;
            return self.root.draw(&Circle::new(center, self.length(radius), color.filled()));
        }
        let ring = ShapeStyle::from(color).stroke_width(self.length(1.6));
        self.root.draw(&Circle::new(center, self.length(radius), paper.filled()))?;
        self.root.draw(&Circle::new(center, self.length(radius), ring))
    }

    /// An open diamond: a true value.
    ///
    /// # Errors
    /// Those of the backend.
    pub(crate) fn diamond(&self, at: (f64, f64), radius: f64, color: RGBColor) -> Drawn {
        let corner = |size: f64| {
            [(0.0, -size), (size, 0.0), (0.0, size), (-size, 0.0), (0.0, -size)]
                .map(|(dx, dy)| self.point((at.0 + dx, at.1 + dy)))
        };
        let paper = self.frame.palette.paper;
        let outline = ShapeStyle::from(color).stroke_width(self.length(1.6));
        self.root.draw(&Polygon::new(corner(radius + 2.0).to_vec(), paper.filled()))?;
        self.root.draw(&PathElement::new(corner(radius).to_vec(), outline))
    }

    /// A line of text, centered on its height.
    ///
    /// # Errors
    /// Those of the backend.
    pub(crate) fn text(
        &self,
        text: &str,
        at: (f64, f64),
        anchor: Anchor,
        color: RGBColor,
    ) -> Drawn {
        self.write(text, at, anchor, color, FontStyle::Normal)
    }

    /// A line of text on a patch of paper, centered on its height.
    ///
    /// # Errors
    /// Those of the backend.
    pub(crate) fn patch(
        &self,
        text: &str,
        at: (f64, f64),
        anchor: Anchor,
        color: RGBColor,
    ) -> Drawn {
        self.clear_behind(text, at, anchor)?;
        self.text(text, at, anchor, color)
    }

    /// A line of bold text on a patch of paper, centered on its height.
    ///
    /// # Errors
    /// Those of the backend.
    pub(crate) fn strong(
        &self,
        text: &str,
        at: (f64, f64),
        anchor: Anchor,
        color: RGBColor,
    ) -> Drawn {
        self.clear_behind(text, at, anchor)?;
        self.write(text, at, anchor, color, FontStyle::Bold)
    }

    fn clear_behind(&self, text: &str, at: (f64, f64), anchor: Anchor) -> Drawn {
        let width = text_width(text, TEXT_SIZE);
        let left = match anchor {
            Anchor::Left => at.0,
            Anchor::Middle => at.0 - width / 2.0,
            Anchor::Right => at.0 - width,
        };
        let (top, bottom) = (at.1 - 8.0, at.1 + 8.0);
        let patch = Area { left: left - 2.0, top, right: left + width + 2.0, bottom };
        self.fill(patch, self.frame.palette.paper)
    }

    fn write(
        &self,
        text: &str,
        at: (f64, f64),
        anchor: Anchor,
        color: RGBColor,
        weight: FontStyle,
    ) -> Drawn {
        let horizontal = match anchor {
            Anchor::Left => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::Right => HPos::Right,
        };
        let size = TEXT_SIZE * self.frame.scale * self.frame.medium.text_factor();
        let style = TextStyle::from(FontDesc::new(FontFamily::Name(FACES), size, weight))
            .pos(Pos::new(horizontal, VPos::Center))
            .color(&color);
        self.root.draw(&Text::new(text.to_owned(), self.point(at), style))
    }

    fn diagonals(&self, area: Area, direction: i32, stroke: ShapeStyle) -> Drawn {
        let [(left, top), (right, bottom)] = self.pixels(area);
        let (width, height) = (right - left, bottom - top);
        let gap = self.length(5.0) as i32;
        // Line x + y = sum within the box, mirrored where the lines fall.
        let mut sum = gap;
        while sum < width + height {
            let ends =
                [(sum.min(width), sum - sum.min(width)), (sum - sum.min(height), sum.min(height))];
            let ends =
                ends.map(|(x, y)| (left + x, if direction > 0 { top + y } else { bottom - y }));
            self.root.draw(&PathElement::new(ends.to_vec(), stroke))?;
            sum += gap;
        }
        Ok(())
    }

    fn uprights(&self, area: Area, color: RGBAColor) -> Drawn {
        let [(left, top), (right, bottom)] = self.pixels(area);
        let (gap, thick) = (self.length(4.0) as i32, self.length(1.0) as i32);
        let mut x = left + gap;
        while x + thick < right {
            self.fill_pixels([(x, top), (x + thick, bottom)], color.filled())?;
            x += gap;
        }
        Ok(())
    }

    fn dots(&self, area: Area, color: RGBAColor) -> Drawn {
        let [(left, top), (right, bottom)] = self.pixels(area);
        let (gap, radius) = (self.length(6.0) as i32, self.length(1.0));
        let mut odd = false;
        let mut y = top + gap / 2;
        while y + 1 < bottom {
            let mut x = left + if odd { gap } else { gap / 2 };
            while x + 1 < right {
                self.root.draw(&Circle::new((x, y), radius, color.filled()))?;
                x += gap;
            }
            odd = !odd;
            y += gap / 2;
        }
        Ok(())
    }

    fn outline(&self, area: Area, color: RGBColor) -> Drawn {
        self.level((area.left, area.right), area.top, 1.0, color)?;
        self.level((area.left, area.right), area.bottom, 1.0, color)?;
        self.upright(area.left, (area.top, area.bottom), 1.0, color)?;
        self.upright(area.right, (area.top, area.bottom), 1.0, color)
    }

    fn fill_pixels(&self, corners: [(i32, i32); 2], style: ShapeStyle) -> Drawn {
        if corners[0].0 == corners[1].0 || corners[0].1 == corners[1].1 {
            return Ok(());
        }
        self.root.draw(&Rectangle::new(corners, style))
    }

    fn pixels(&self, area: Area) -> [(i32, i32); 2] {
        [self.point((area.left, area.top)), self.point((area.right, area.bottom))]
    }

    fn point(&self, at: (f64, f64)) -> (i32, i32) {
        (self.pixel(at.0), self.pixel(at.1))
    }

    fn pixel(&self, position: f64) -> i32 {
        (position * self.frame.scale).round() as i32
    }

    fn length(&self, length: f64) -> u32 {
        (length * self.frame.scale).round().max(1.0) as u32
    }
}

impl Medium {
    /// Plotters' SVG backend divides the size of text by 1.24; its canvas backend does not.
    fn text_factor(self) -> f64 {
        match self {
            Self::Canvas => 1.0,
            Self::Svg => 1.24,
        }
    }
}
