//! A figure on the page: canvas, a highlight that pointer and arrow keys move, caption, and files.

mod files;
mod resize;

use leptos::{ev, html, prelude::*};

use self::files::FigureTools;
pub(crate) use self::files::{save_png, save_svg};
use self::resize::Watch;
use crate::chart::{Figure, Region, Scheme, draw_on, palette_of};
use crate::state::State;

/// A figure with its caption and, on demand, its numbers as a table.
#[component]
pub(crate) fn FigureView(
    /// What is drawn.
    #[prop(into)]
    figure: Signal<Figure>,
    /// How many, which groups, how it is read.
    #[prop(into)]
    caption: Signal<String>,
    /// Where another table beside the figure holds its numbers, none is offered here.
    #[prop(optional)]
    without_table: bool,
) -> impl IntoView {
    let state = State::expect();
    let plot = NodeRef::<html::Div>::new();
    let canvas = NodeRef::<html::Canvas>::new();
    let width = RwSignal::new(0.0_f64);
    let trouble = RwSignal::new(None::<String>);
    let chosen = RwSignal::new(None::<usize>);
    let table_open = RwSignal::new(false);
    let regions = Memo::new(move |_| figure.with(|figure| figure.regions(width.get())));

    let watch = StoredValue::new_local(None::<Watch>);
    Effect::new(move |_| {
        if let Some(element) = plot.get() {
            width.set(f64::from(element.client_width()));
            watch.set_value(Watch::start(&element, move |wide| {
                if (width.get_untracked() - wide).abs() >= 1.0 {
                    width.set(wide);
                }
            }));
        }
    });
    Effect::new(move |_| {
        state.theme_epoch.track();
        let wide = width.get();
        let Some(canvas) = canvas.get().filter(|_| wide > 0.0) else { return };
        let drawn = figure.with(|figure| match palette_of(Scheme::Page) {
            Some(palette) => draw_on(&canvas, figure, wide, window().device_pixel_ratio(), palette),
            None => Err("the style sheet gives no colors".to_owned()),
        });
        trouble.set(drawn.err());
    });
    Effect::new(move |_| {
        let count = regions.with(Vec::len);
        if chosen.get_untracked().is_some_and(|index| index >= count) {
            chosen.set(None);
        }
    });

    let region = move || -> Option<Region> {
        let index = chosen.get()?;
        regions.with(|regions| regions.get(index).cloned())
    };
    let on_move = move |event: ev::PointerEvent| {
        let Some(element) = plot.get_untracked() else { return };
        let frame = element.get_bounding_client_rect();
        let (x, y) =
            (f64::from(event.client_x()) - frame.left(), f64::from(event.client_y()) - frame.top());
        let found = regions
            .with_untracked(|regions| regions.iter().position(|region| region.area.holds(x, y)));
        if chosen.get_untracked() != found {
            chosen.set(found);
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        let count = regions.with_untracked(Vec::len);
        let next = match after_key(&event.key(), chosen.get_untracked(), count) {
            Move::NotMine => return,
            Move::To(index) => Some(index),
            Move::Away => None,
        };
        event.prevent_default();
        chosen.set(next);
    };
    let pixels = |length: f64| format!("{length}px");
    let label =
        move || format!("{} Arrow keys move from value to value.", figure.with(Figure::sentence));
    let side = move |read: fn(&Region) -> f64| {
        move || region().map_or_else(String::new, |region| pixels(read(&region)))
    };

    view! {
        <figure class="figure">
            <div
                class="figure-plot"
                node_ref=plot
                tabindex="0"
                role="group"
                aria-label=label
                on:pointermove=on_move
                on:pointerdown=on_move
                on:pointerleave=move |_| chosen.set(None)
                on:keydown=on_key
                on:blur=move |_| chosen.set(None)
            >
                <div
                    class="figure-mark"
                    class:shown=move || chosen.get().is_some()
                    style:left=side(|region| region.area.left)
                    style:top=side(|region| region.area.top)
                    style:width=side(|region| region.area.right - region.area.left)
                    style:height=side(|region| region.area.bottom - region.area.top)
                ></div>
                <canvas
                    node_ref=canvas
                    role="img"
                    aria-label=move || figure.with(Figure::sentence)
                ></canvas>
            </div>
            <p class="figure-values" aria-live="polite">
                {move || region().map(|region| region.words)}
            </p>
            {move || trouble.get().map(|trouble| view! {
                <p class="figure-trouble" role="alert">{format!("The figure could not be drawn: {trouble}.")}</p>
            })}
            <figcaption>
                <span>{caption}</span>
                <FigureTools figure table_open without_table />
            </figcaption>
            <Show when=move || table_open.get()>
                <NumberTable rows=Signal::derive(move || figure.with(Figure::table)) label="Numbers of the figure" />
            </Show>
        </figure>
    }
}

/// A table of texts: the first row is the header, the first cell of a row its name.
#[component]
pub(crate) fn NumberTable(
    /// The rows, the header first.
    #[prop(into)]
    rows: Signal<Vec<Vec<String>>>,
    /// What it holds, for those who do not see it.
    label: &'static str,
) -> impl IntoView {
    let head = move || {
        let header = rows.with(|rows| rows.first().cloned().unwrap_or_default());
        let cell = |(column, text): (usize, String)| {
            view! { <th scope="col" class:num=move || column != 0>{text}</th> }
        };
        header.into_iter().enumerate().map(cell).collect_view()
    };
    let body = move || {
        let lines = rows.with(|rows| rows.iter().skip(1).cloned().collect::<Vec<_>>());
        lines
            .into_iter()
            .map(|line| {
                let mut cells = line.into_iter();
                let name = cells.next().unwrap_or_default();
                let cells = cells.map(|text| view! { <td class="num">{text}</td> }).collect_view();
                view! { <tr><th scope="row">{name}</th>{cells}</tr> }
            })
            .collect_view()
    };
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label=label>
            <table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>
        </div>
    }
}

/// Where a key leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Move {
    /// It is no key of the figure.
    NotMine,
    /// To a region.
    To(usize),
    /// Away from all regions.
    Away,
}

fn after_key(key: &str, at: Option<usize>, count: usize) -> Move {
    let Some(last) = count.checked_sub(1) else { return Move::NotMine };
    match key {
        "ArrowDown" | "ArrowRight" => Move::To(at.map_or(0, |index| (index + 1).min(last))),
        "ArrowUp" | "ArrowLeft" => Move::To(at.map_or(last, |index| index.saturating_sub(1))),
        "Home" => Move::To(0),
        "End" => Move::To(last),
        "Escape" if at.is_some() => Move::Away,
        _ => Move::NotMine,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrow_keys_walk_the_regions_and_stop_at_their_ends() {
        assert_eq!(after_key("ArrowDown", None, 4), Move::To(0));
        assert_eq!(after_key("ArrowRight", Some(0), 4), Move::To(1));
        assert_eq!(after_key("ArrowDown", Some(3), 4), Move::To(3));
        assert_eq!(after_key("ArrowUp", Some(0), 4), Move::To(0));
        assert_eq!(after_key("ArrowLeft", None, 4), Move::To(3));
        assert_eq!(after_key("End", Some(1), 4), Move::To(3));
    }

    #[test]
    fn escape_leaves_and_other_keys_are_not_taken() {
        assert_eq!(after_key("Escape", Some(2), 4), Move::Away);
        assert_eq!(after_key("Escape", None, 4), Move::NotMine);
        assert_eq!(after_key("Tab", Some(2), 4), Move::NotMine);
        assert_eq!(after_key("ArrowDown", None, 0), Move::NotMine);
    }
}
