//! Balance of an audit: each column's means in the two groups, and their standardized difference.

use std::sync::Arc;

use causeloom::number::fixed;
use causeloom::view::{AuditView, BalanceRow};
use leptos::prelude::*;

use crate::chart::{Balance, BalanceLine, Figure};
use crate::component::copy_menu::CopyMenu;
use crate::component::figure::{FigureView, NumberTable};

/// The figure of differences and the table of means.
#[component]
pub(crate) fn BalanceFigure(
    /// The result.
    #[prop(into)]
    view: Signal<Arc<AuditView>>,
) -> impl IntoView {
    let empty = Memo::new(move |_| view.with(|view| view.balance.is_empty()));
    let figure = Signal::derive(move || view.with(|view| balance_figure(view)));
    let rows = Signal::derive(move || view.with(|view| balance_table(view)));
    let content = move || {
        if empty.get() {
            return view! { <p class="muted">"There is no confounder and no mediator to compare."</p> }
                .into_any();
        }
        view! {
            <FigureView
                figure
                without_table=true
                caption="Difference of the groups' means in standard deviations, comparison minus baseline; within the dashed lines it is usually called small. Mediators may differ: that is how an indirect effect arises."
            />
            <NumberTable rows label="Means of each column in the two groups" />
            <p class="table-tools"><CopyMenu rows=Callback::new(move |()| rows.get_untracked()) /></p>
        }
        .into_any()
    };
    view! { <div class="balance">{content}</div> }
}

/// The balance in a few words, for a summary line.
pub(crate) fn balance_summary(view: &AuditView) -> String {
    let rows = sorted(view);
    match rows.first() {
        None => "no columns".to_owned(),
        Some(most) => {
            let large = rows.iter().filter(|row| row.difference.abs() > 0.1).count();
            format!(
                "{large} of {} differ by more than 0.1; most: {} ({})",
                rows.len(),
                most.column,
                fixed(most.difference, 2)
            )
        }
    }
}

fn sorted(view: &AuditView) -> Vec<&BalanceRow> {
    let mut rows: Vec<&BalanceRow> = view.balance.iter().collect();
    rows.sort_by(|one, other| other.difference.abs().total_cmp(&one.difference.abs()));
    rows
}

fn balance_figure(view: &AuditView) -> Figure {
    let line = |row: &BalanceRow| BalanceLine {
        column: row.column.clone(),
        role: row.role.clone(),
        before: row.difference,
        after: row.weighted_difference,
    };
    Figure::Balance(Balance { lines: sorted(view).into_iter().map(line).collect() })
}

fn balance_table(view: &AuditView) -> Vec<Vec<String>> {
    let contrast = &view.contrast;
    let weighted = view.balance.iter().any(|row| row.weighted_difference.is_some());
    let mean = |group: &str| format!("Mean, {} = {group}", contrast.protected);
    let mut header = vec!["Column".to_owned(), "Difference".to_owned()];
    if weighted {
        header.push("After weighting".to_owned());
    }
    header.extend([mean(&contrast.comparison), mean(&contrast.baseline), "Role".to_owned()]);
    let mut table = vec![header];
    for row in sorted(view) {
        let mut line = vec![row.column.clone(), fixed(row.difference, 2)];
        if weighted {
            let after = row.weighted_difference;
            line.push(after.map_or_else(|| "–".to_owned(), |after| fixed(after, 2)));
        }
        line.extend([mean_text(row.comparison), mean_text(row.baseline), row.role.clone()]);
        table.push(line);
    }
    table
}

/// Four digits of a mean, none after the point for thousands.
fn mean_text(mean: f64) -> String {
    let decimals = match mean.abs() {
        large if large >= 1_000.0 => 0,
        large if large >= 100.0 => 1,
        large if large >= 10.0 => 2,
        _ => 3,
    };
    fixed(mean, decimals)
}

#[cfg(test)]
mod tests {
    use super::mean_text;

    #[test]
    fn means_keep_about_four_digits() {
        assert_eq!(mean_text(263_358.029), "263358");
        assert_eq!(mean_text(581.839), "581.8");
        assert_eq!(mean_text(60.834), "60.83");
        assert_eq!(mean_text(-0.4314), "−0.431");
    }
}
