//! What a figure is drawn on, a canvas of the page or an SVG document, behind one type: the drawing
//! code is compiled once and not for each of the two.

use std::error::Error;
use std::fmt;

use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
};
use plotters_canvas::CanvasBackend;
use plotters_svg::SVGBackend;

/// A canvas or a document.
pub(crate) enum Sheet<'text> {
    /// A canvas of the page.
    Canvas(CanvasBackend),
    /// SVG text.
    Svg(SVGBackend<'text>),
}

/// What a canvas or a document says where it cannot be drawn on.
#[derive(Debug)]
pub(crate) struct Refusal(String);

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Error for Refusal {}

/// What drawing on a sheet gives back.
type Drawn = Result<(), DrawingErrorKind<Refusal>>;

impl DrawingBackend for Sheet<'_> {
    type ErrorType = Refusal;

    fn get_size(&self) -> (u32, u32) {
        match self {
            Self::Canvas(canvas) => canvas.get_size(),
            Self::Svg(document) => document.get_size(),
        }
    }

    fn ensure_prepared(&mut self) -> Drawn {
        match self {
            Self::Canvas(canvas) => canvas.ensure_prepared().map_err(refusal),
            Self::Svg(document) => document.ensure_prepared().map_err(refusal),
        }
    }

    fn present(&mut self) -> Drawn {
        match self {
            Self::Canvas(canvas) => canvas.present().map_err(refusal),
            Self::Svg(document) => document.present().map_err(refusal),
        }
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Drawn {
        match self {
            Self::Canvas(canvas) => canvas.draw_pixel(point, color).map_err(refusal),
            Self::Svg(document) => document.draw_pixel(point, color).map_err(refusal),
        }
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn {
        match self {
            Self::Canvas(canvas) => canvas.draw_line(from, to, style).map_err(refusal),
            Self::Svg(document) => document.draw_line(from, to, style).map_err(refusal),
        }
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        match self {
            Self::Canvas(canvas) => {
                canvas.draw_rect(upper_left, bottom_right, style, fill).map_err(refusal)
            }
            Self::Svg(document) => {
                document.draw_rect(upper_left, bottom_right, style, fill).map_err(refusal)
            }
        }
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        match self {
            Self::Canvas(canvas) => canvas.draw_path(path, style).map_err(refusal),
            Self::Svg(document) => document.draw_path(path, style).map_err(refusal),
        }
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        match self {
            Self::Canvas(canvas) => {
                canvas.draw_circle(center, radius, style, fill).map_err(refusal)
            }
            Self::Svg(document) => {
                document.draw_circle(center, radius, style, fill).map_err(refusal)
            }
        }
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        match self {
            Self::Canvas(canvas) => canvas.fill_polygon(path, style).map_err(refusal),
            Self::Svg(document) => document.fill_polygon(path, style).map_err(refusal),
        }
    }

    fn draw_text<S: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &S,
        position: BackendCoord,
    ) -> Drawn {
        match self {
            Self::Canvas(canvas) => canvas.draw_text(text, style, position).map_err(refusal),
            Self::Svg(document) => document.draw_text(text, style, position).map_err(refusal),
        }
    }
}

fn refusal<E: Error + Send + Sync>(error: DrawingErrorKind<E>) -> DrawingErrorKind<Refusal> {
    match error {
        DrawingErrorKind::DrawingError(error) => {
            DrawingErrorKind::DrawingError(Refusal(error.to_string()))
        }
        DrawingErrorKind::FontError(error) => DrawingErrorKind::FontError(error),
    }
}
