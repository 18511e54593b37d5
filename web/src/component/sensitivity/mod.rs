//! If the model were different: the parts with one column moved between confounders and mediators.

use std::sync::Arc;

use causeloom::number::count;
use causeloom::view::{AuditView, EffectView, SensitivityRow, SensitivityView};
use leptos::prelude::*;

use crate::chart::{Estimate, Figure, MovedRow, Sensitivity, Signs, Unit};
use crate::component::figure::{FigureView, NumberTable};
use crate::component::waterfall::{axis_title, estimate_of, group_sizes};

/// The parts under each model, as small multiples and as a table.
#[component]
pub(crate) fn SensitivityFigure(
    /// The audit that the models vary.
    #[prop(into)]
    audit: Signal<Arc<AuditView>>,
    /// The result.
    #[prop(into)]
    view: Signal<Arc<SensitivityView>>,
    /// The sign convention of the page.
    #[prop(into)]
    signs: Signal<Signs>,
) -> impl IntoView {
    let figure = Memo::new(move |_| {
        audit.with(|audit| view.with(|view| sensitivity_figure(audit, view, signs.get())))
    });
    let rows = Signal::derive(move || figure.with(Figure::table));
    let caption = Signal::derive(move || {
        audit.with(|audit| {
            format!(
                "{}. Each row moves one column; the colored line is the model as stated. Computed by: {}.",
                group_sizes(audit),
                view.with(|view| view.method.clone())
            )
        })
    });
    view! {
        <FigureView figure caption without_table=true />
        <NumberTable rows label="The parts under each model" />
    }
}

/// What moves most, in a few words, for a summary line.
pub(crate) fn sensitivity_summary(
    audit: &AuditView,
    view: &SensitivityView,
    signs: Signs,
) -> String {
    let Figure::Sensitivity(sensitivity) = sensitivity_figure(audit, view, signs) else {
        return String::new();
    };
    let (least, greatest) = sensitivity.range(0);
    format!(
        "{} columns moved once: direct from {} to {}",
        count(view.moved.len() as f64),
        sensitivity.unit.value(least),
        sensitivity.unit.value(greatest)
    )
}

fn sensitivity_figure(audit: &AuditView, view: &SensitivityView, signs: Signs) -> Figure {
    let parts = |row: &SensitivityRow| -> [Estimate; 3] {
        let signed = |effect: &EffectView| signs.of_reversed_part(estimate_of(effect));
        [estimate_of(&row.direct), signed(&row.indirect), signed(&row.spurious)]
    };
    let errors: Vec<f64> = std::iter::once(&view.stated)
        .chain(&view.moved)
        .flat_map(|row| [&row.direct, &row.indirect, &row.spurious])
        .map(|effect| effect.standard_error)
        .collect();
    Figure::Sensitivity(Sensitivity {
        stated: parts(&view.stated),
        rows: view
            .moved
            .iter()
            .map(|row| MovedRow {
                column: row.column.clone(),
                role: row.role.clone(),
                effects: parts(row),
            })
            .collect(),
        unit: Unit::of(audit.contrast.probability, &errors),
        axis: axis_title(&audit.contrast),
    })
}
