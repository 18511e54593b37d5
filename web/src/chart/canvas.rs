//! A figure on a canvas of the page, and as a picture file.

use plotters_canvas::CanvasBackend;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Blob, HtmlCanvasElement};

use super::sheet::Sheet;
use super::{Figure, Frame, Medium, Palette};

/// Pixels of a picture file for one CSS pixel.
const PICTURE_SCALE: f64 = 2.0;

/// Draws a figure on a canvas whose backing store becomes `scale` times its size in CSS pixels.
///
/// # Errors
/// What the canvas says, for instance that it has no two-dimensional context.
pub(crate) fn draw_on(
    canvas: &HtmlCanvasElement,
    figure: &Figure,
    width: f64,
    scale: f64,
    palette: Palette,
) -> Result<(), String> {
    let height = figure.height(width).ceil();
    canvas.set_width((width * scale).round() as u32);
    canvas.set_height((height * scale).round() as u32);
    let style = canvas.style();
    for (property, length) in [("width", width), ("height", height)] {
        style
            .set_property(property, &format!("{length}px"))
            .map_err(|_| format!("the canvas refused its {property}"))?;
    }
    let backend = CanvasBackend::with_canvas_object(canvas.clone())
        .ok_or_else(|| "the browser gave no two-dimensional canvas".to_owned())?;
    let frame = Frame { width, height, scale, palette, medium: Medium::Canvas };
    figure.draw(Sheet::Canvas(backend), &frame).map_err(|error| error.to_string())
}

/// A figure as a PNG picture of twice its size in CSS pixels, given to `then` when it is ready.
///
/// # Errors
/// What the canvas says.
pub(crate) fn to_png(
    figure: &Figure,
    width: f64,
    palette: Palette,
    then: impl FnOnce(Blob) + 'static,
) -> Result<(), String> {
    let canvas = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.create_element("canvas").ok())
        .and_then(|element| element.dyn_into::<HtmlCanvasElement>().ok())
        .ok_or_else(|| "the page cannot make a canvas".to_owned())?;
    draw_on(&canvas, figure, width, PICTURE_SCALE, palette)?;
    let ready = Closure::once_into_js(move |picture: Option<Blob>| {
        if let Some(picture) = picture {
            then(picture);
        }
    });
    canvas.to_blob(ready.unchecked_ref()).map_err(|_| "the canvas gave no picture".to_owned())
}
