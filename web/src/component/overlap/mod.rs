//! Overlap of an audit: propensities of the two groups, and how many rows lie at the ends.

use std::sync::Arc;

use causeloom::number::{count, fixed, percent};
use causeloom::view::{AuditView, OverlapView};
use leptos::prelude::*;

use crate::chart::{Figure, Histogram, Overlap};
use crate::component::figure::FigureView;
use crate::component::term::Term;

/// The overlap of the two groups; says why where there is none.
#[component]
pub(crate) fn OverlapFigure(
    /// The result.
    #[prop(into)]
    view: Signal<Arc<AuditView>>,
) -> impl IntoView {
    let overlap = Memo::new(move |_| view.with(|view| view.overlap.clone()));
    let content = move || {
        match overlap.get() {
        Some(overlap) => {
            let about = overlap_words(&overlap, view.with(|view| view.counts.n));
            let figure = Signal::derive(move || view.with(|view| overlap_figure(view, &overlap)));
            view! {
                <p>
                    "Each "<Term term="propensity">"propensity"</Term>
                    " is the chance of belonging to the comparison group, given the other columns. "
                    {about}
                </p>
                <FigureView
                    figure
                    caption="Share of each group in twenty bins: the comparison group upwards, the baseline group downwards. Outside the dashed lines there is little to compare with."
                />
            }
            .into_any()
        }
        None => view! {
            <p class="muted">"This method uses no propensity, and there is no column to overlap in."</p>
        }
        .into_any(),
    }
    };
    view! { <div class="overlap">{content}</div> }
}

/// The overlap in a few words, for a summary line.
pub(crate) fn overlap_summary(view: &AuditView) -> String {
    match &view.overlap {
        Some(overlap) => format!(
            "{} outside 0.05 to 0.95, {} of {} bounded",
            percent(overlap.share_outside),
            count(overlap.bounded),
            count(view.counts.n)
        ),
        None => "not needed by this method".to_owned(),
    }
}

fn overlap_words(overlap: &OverlapView, n: f64) -> String {
    format!(
        "{} lie outside 0.05 to 0.95; {} of {} were bounded to stay within {} and {}.",
        percent(overlap.share_outside),
        count(overlap.bounded),
        count(n),
        fixed(overlap.bound, 3),
        fixed(1.0 - overlap.bound, 3),
    )
}

fn overlap_figure(view: &AuditView, overlap: &OverlapView) -> Figure {
    let contrast = &view.contrast;
    let name = |group: &str| format!("{} = {group}", contrast.protected);
    Figure::Overlap(Overlap {
        edges: overlap.edges.clone(),
        comparison: Histogram {
            name: name(&contrast.comparison),
            counts: overlap.comparison.clone(),
        },
        baseline: Histogram { name: name(&contrast.baseline), counts: overlap.baseline.clone() },
        axis: format!("propensity of {}, given the other columns", name(&contrast.comparison)),
        share_outside: overlap.share_outside,
    })
}
