//! The colors of the style sheet, read from the page.

use plotters::style::RGBColor;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{Palette, parse_color};

/// For which ground the colors are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scheme {
    /// As the page is now.
    Page,
    /// Light, for files.
    Light,
}

/// The palette that the custom properties of the style sheet give; none outside a page.
///
/// The properties hold `light-dark(…)`, which is a color only where it is used; so they are read
/// through the computed color of an element that is not shown.
pub(crate) fn palette_of(scheme: Scheme) -> Option<Palette> {
    let window = web_sys::window()?;
    let document = window.document()?;
    let probe = document.create_element("span").ok()?.dyn_into::<HtmlElement>().ok()?;
    probe.set_hidden(true);
    // Forced colors would make paper and ink the same.
    probe.style().set_property("forced-color-adjust", "none").ok()?;
    if scheme == Scheme::Light {
        probe.style().set_property("color-scheme", "light").ok()?;
    }
    document.body()?.append_child(&probe).ok()?;
    let read = |property: &str| -> Option<RGBColor> {
        probe.style().set_property("color", &format!("var(--{property})")).ok()?;
        let computed = window.get_computed_style(&probe).ok()??;
        parse_color(&computed.get_property_value("color").ok()?)
    };
    let palette = (|| {
        Some(Palette {
            paper: read("paper")?,
            ink: read("ink")?,
            muted: read("muted")?,
            rule: read("rule")?,
            accent: read("accent")?,
            direct: read("direct")?,
            indirect: read("indirect")?,
            spurious: read("spurious")?,
        })
    })();
    probe.remove();
    palette
}
