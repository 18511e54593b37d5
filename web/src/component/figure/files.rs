//! What can be taken from a figure: its numbers, SVG, PNG.

use leptos::prelude::*;

use crate::chart::{Figure, Palette, Scheme, palette_of, to_png, to_svg};
use crate::component::copy_menu::CopyMenu;
use crate::component::download::{save_blob, save_text};
use crate::state::State;

/// Width of a figure in a file, in CSS pixels, whatever the width on the page.
const FILE_WIDTH: f64 = 760.0;

/// The buttons under a figure.
#[component]
pub(crate) fn FigureTools(
    /// What is drawn.
    #[prop(into)]
    figure: Signal<Figure>,
    /// Whether the figure's table is shown.
    table_open: RwSignal<bool>,
    /// No table is offered.
    without_table: bool,
) -> impl IntoView {
    let state = State::expect();
    let save_as = move |file: fn(&Figure) -> Result<(), String>| {
        move |_| {
            if let Err(trouble) = figure.with_untracked(file) {
                state.say(format!("The file could not be made: {trouble}."));
            }
        }
    };
    view! {
        <span class="tools">
            {(!without_table).then(|| view! {
                <button
                    type="button"
                    class="quiet tool"
                    aria-expanded=move || table_open.get().to_string()
                    on:click=move |_| table_open.update(|open| *open = !*open)
                >"Table"</button>
            })}
            <button type="button" class="quiet tool" on:click=save_as(save_svg)>"SVG"</button>
            <button type="button" class="quiet tool" on:click=save_as(save_png)>"PNG"</button>
            <CopyMenu rows=Callback::new(move |()| figure.with_untracked(Figure::table)) />
        </span>
    }
}

/// Saves a figure as an SVG file in light colors.
///
/// # Errors
/// What went wrong, in words.
pub(crate) fn save_svg(figure: &Figure) -> Result<(), String> {
    let document = to_svg(figure, FILE_WIDTH, light()?).map_err(|error| error.to_string())?;
    save_text(&name(figure, "svg"), "image/svg+xml", &document);
    Ok(())
}

/// Saves a figure as a PNG file in light colors.
///
/// # Errors
/// What went wrong, in words.
pub(crate) fn save_png(figure: &Figure) -> Result<(), String> {
    let name = name(figure, "png");
    to_png(figure, FILE_WIDTH, light()?, move |picture| save_blob(&name, &picture))
}

fn light() -> Result<Palette, String> {
    palette_of(Scheme::Light).ok_or_else(|| "the style sheet gives no colors".to_owned())
}

fn name(figure: &Figure, ending: &str) -> String {
    format!("causeloom-{}.{ending}", figure.file_stem())
}
