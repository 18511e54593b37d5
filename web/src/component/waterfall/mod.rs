//! The waterfall of an audit, with the switch between the two sign conventions.

use std::sync::Arc;

use causeloom::number::count;
use causeloom::view::{AuditView, ContrastView, EffectView};
use leptos::prelude::*;

use crate::chart::{Estimate, Figure, Parts, Signs, Unit, Waterfall};
use crate::component::figure::FigureView;

/// The waterfall with its switch.
#[component]
pub(crate) fn WaterfallFigure(
    /// The result.
    #[prop(into)]
    view: Signal<Arc<AuditView>>,
    /// The sign convention, which the switch sets.
    signs: RwSignal<Signs>,
) -> impl IntoView {
    let figure = Signal::derive(move || view.with(|view| waterfall_figure(view, signs.get())));
    let caption = Signal::derive(move || view.with(|view| caption(view, signs.get())));
    view! {
        <FigureView figure caption />
        <SignSwitch signs />
    }
}

/// The waterfall of a result.
pub(crate) fn waterfall_figure(view: &AuditView, signs: Signs) -> Figure {
    Figure::Waterfall(Waterfall {
        parts: Parts {
            total: estimate_of(&view.total_variation),
            direct: estimate_of(&view.direct),
            indirect: estimate_of(&view.indirect),
            spurious: estimate_of(&view.spurious),
        },
        signs,
        unit: unit_of(view),
        axis: axis_title(&view.contrast),
        level: view.method.level,
    })
}

/// An effect with its interval.
pub(crate) fn estimate_of(effect: &EffectView) -> Estimate {
    Estimate {
        value: effect.estimate,
        lower: effect.lower,
        upper: effect.upper,
        truth: effect.truth,
    }
}

/// How the numbers of a result are printed.
pub(crate) fn unit_of(view: &AuditView) -> Unit {
    let effects = [&view.total_variation, &view.direct, &view.indirect, &view.spurious];
    Unit::of(view.contrast.probability, &effects.map(|effect| effect.standard_error))
}

/// Unit and contrast of a result, as the title of an axis.
pub(crate) fn axis_title(contrast: &ContrastView) -> String {
    let ContrastView { protected, baseline, comparison, outcome, .. } = contrast;
    let unit = match &contrast.positive {
        Some(positive) => format!("percentage points of {outcome} = {positive}"),
        None => outcome.clone(),
    };
    format!("{unit}, {protected} {baseline} → {comparison}")
}

/// The groups of a result with their sizes.
pub(crate) fn group_sizes(view: &AuditView) -> String {
    let ContrastView { protected, baseline, comparison, .. } = &view.contrast;
    format!(
        "n = {} ({} with {protected} = {comparison}, {} with {protected} = {baseline})",
        count(view.counts.n),
        count(view.counts.comparison),
        count(view.counts.baseline),
    )
}

fn caption(view: &AuditView, signs: Signs) -> String {
    let sum = match signs {
        Signs::Reversed => "total = direct − indirect − spurious",
        Signs::Additive => "total = direct + indirect + spurious",
    };
    let intervals = format!("lines are {} % intervals", count(view.method.level * 100.0));
    let truth = if view.total_variation.truth.is_some() { ", open diamonds the truth" } else { "" };
    format!("{}. Steps: {sum}; {intervals}{truth}.", group_sizes(view))
}

/// Which way indirect and spurious effects are signed.
#[component]
fn SignSwitch(
    /// The convention.
    signs: RwSignal<Signs>,
) -> impl IntoView {
    let choice = move |value: Signs, text: &'static str| {
        view! {
            <label class="sign-choice">
                <input
                    type="radio"
                    name="signs"
                    prop:checked=move || signs.get() == value
                    on:change=move |_| signs.set(value)
                />
                {text}
            </label>
        }
    };
    let explanation = move || match signs.get() {
        Signs::Reversed => {
            "As in the source: indirect and spurious effects lead back from the comparison group, so they are taken off."
        }
        Signs::Additive => {
            "Every part leads from the baseline to the comparison group, so indirect and spurious change their sign."
        }
    };
    view! {
        <fieldset class="sign-switch">
            <legend class="visually-hidden">"Signs of indirect and spurious effects"</legend>
            {choice(Signs::Reversed, "reversed transitions: total = direct − indirect − spurious")}
            {choice(Signs::Additive, "parts that add up")}
            <p class="muted small">{explanation}</p>
        </fieldset>
    }
}
