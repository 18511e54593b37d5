//! A figure as an SVG document, by the drawing code of the page.

use plotters::drawing::DrawingAreaErrorKind;
use plotters_svg::SVGBackend;

use super::sheet::{Refusal, Sheet};
use super::{Figure, Frame, Medium, Palette};

/// Pixels of the drawing for one CSS pixel of the document; plotters rounds to whole pixels.
const FINENESS: f64 = 8.0;

/// A figure as an SVG document of a width in CSS pixels, with its sentence as title.
///
/// # Errors
/// Those of the SVG backend.
pub(crate) fn to_svg(
    figure: &Figure,
    width: f64,
    palette: Palette,
) -> Result<String, DrawingAreaErrorKind<Refusal>> {
    let height = figure.height(width).ceil();
    let size = ((width * FINENESS) as u32, (height * FINENESS) as u32);
    let frame = Frame { width, height, scale: FINENESS, palette, medium: Medium::Svg };
    let mut drawing = String::new();
    figure.draw(Sheet::Svg(SVGBackend::with_string(&mut drawing, size)), &frame)?;
    let body = drawing.split_once('\n').map_or(drawing.as_str(), |(_, body)| body);
    let title = escape(&figure.sentence());
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{title}\">\n<title>{title}</title>\n{body}",
        size.0, size.1
    ))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::samples::{all, palette};

    /// The names of elements in order, where the text is well-formed; else what is wrong.
    fn elements(document: &str) -> Result<Vec<String>, String> {
        let (mut open, mut names) = (Vec::new(), Vec::new());
        let mut rest = document;
        while let Some(start) = rest.find('<') {
            let text = &rest[..start];
            if text.contains('>') {
                return Err(format!("loose > in {text:?}"));
            }
            for entity in text.split('&').skip(1) {
                if !["amp;", "lt;", "gt;", "quot;", "apos;"]
                    .iter()
                    .any(|name| entity.starts_with(name))
                {
                    return Err(format!("loose & in {text:?}"));
                }
            }
            let end = rest[start..].find('>').ok_or("tag without end")? + start;
            let tag = &rest[start + 1..end];
            rest = &rest[end + 1..];
            if let Some(name) = tag.strip_prefix('/') {
                match open.pop() {
                    Some(last) if last == name => {}
                    last => return Err(format!("</{name}> closes {last:?}")),
                }
                continue;
            }
            if tag.contains('<') || !tag.matches('"').count().is_multiple_of(2) {
                return Err(format!("bad tag <{tag}>"));
            }
            let name = tag.split_whitespace().next().unwrap_or("").trim_end_matches('/').to_owned();
            if !tag.ends_with('/') {
                open.push(name.clone());
            }
            names.push(name);
        }
        if open.is_empty() { Ok(names) } else { Err(format!("not closed: {open:?}")) }
    }

    #[test]
    fn every_figure_gives_a_well_formed_document_at_every_width() {
        for figure in all() {
            for width in [300.0, 358.0, 520.0, 760.0] {
                let document = to_svg(&figure, width, palette()).expect("text is always drawn");
                let names = elements(&document).unwrap_or_else(|wrong| panic!("{wrong}"));
                assert_eq!(names[0], "svg");
                assert!(names.iter().any(|name| name == "text"), "{document}");
                assert!(!document.contains("NaN") && !document.contains("inf"), "{document}");
            }
        }
    }

    #[test]
    fn the_waterfall_prints_its_values_its_names_and_the_unit() {
        let document = to_svg(&all()[0], 760.0, palette()).expect("text is always drawn");
        for text in ["−0.4", "−6.2", "+4.0", "+1.7", "total variation", "− indirect", "truth"]
        {
            assert!(document.contains(&format!("\n{text}\n")), "{text} in {document}");
        }
        assert!(document.contains("percentage points of DEATH_EVENT = 1"), "{document}");
    }

    #[test]
    fn text_of_the_data_cannot_break_the_document() {
        let mut figures = all();
        if let Figure::Balance(balance) = &mut figures[2] {
            balance.lines[0].column = "<b>\"&'".to_owned();
        }
        let document = to_svg(&figures[2], 760.0, palette()).expect("text is always drawn");
        elements(&document).unwrap_or_else(|wrong| panic!("{wrong}"));
        assert!(document.contains("&lt;b&gt;&quot;&amp;&apos;"), "{document}");
    }

    #[test]
    fn every_region_lies_within_the_figure() {
        for figure in all() {
            for width in [340.0, 760.0] {
                for region in figure.regions(width) {
                    let area = region.area;
                    assert!(area.left >= 0.0 && area.right <= width + 0.5, "{region:?}");
                    assert!(area.top >= 0.0 && area.bottom <= figure.height(width), "{region:?}");
                }
            }
        }
    }
}
