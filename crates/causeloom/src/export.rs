//! What is taken away: the audit as JSON and CSV, and any table in the formats that papers use.

use crate::view::{AuditView, EffectView};

/// The form in which a table is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableFormat {
    /// Comma-separated values.
    Csv,
    /// A Markdown table.
    Markdown,
    /// A LaTeX tabular.
    Latex,
    /// An HTML table.
    Html,
}

/// Every effect of an audit with its key, in the order of the document.
pub fn effects(view: &AuditView) -> [(&'static str, &EffectView); 10] {
    [
        ("total_variation", &view.total_variation),
        ("direct", &view.direct),
        ("indirect", &view.indirect),
        ("spurious", &view.spurious),
        ("ett", &view.ett),
        ("natural_direct", &view.natural_direct),
        ("natural_indirect", &view.natural_indirect),
        ("total_effect", &view.total_effect),
        ("experimental_spurious_comparison", &view.experimental_spurious_comparison),
        ("experimental_spurious_baseline", &view.experimental_spurious_baseline),
    ]
}

/// The whole audit as JSON with stable keys; numbers read back to the same bits.
pub fn audit_json(view: &AuditView) -> String {
    serde_json::to_string_pretty(view).expect("views hold only names and finite numbers")
}

/// The effects of an audit as CSV: one row an effect.
pub fn audit_csv(view: &AuditView) -> String {
    let header = [
        "effect",
        "estimate",
        "standard_error",
        "lower",
        "upper",
        "level",
        "seed_spread",
        "truth",
        "unit",
        "protected",
        "baseline",
        "comparison",
        "n",
        "method",
        "seed",
        "version",
    ];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    for (key, effect) in effects(view) {
        let optional =
            |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
        rows.push(vec![
            key.to_owned(),
            effect.estimate.to_string(),
            effect.standard_error.to_string(),
            effect.lower.to_string(),
            effect.upper.to_string(),
            view.method.level.to_string(),
            optional(effect.seed_spread),
            optional(effect.truth),
            view.contrast.unit.clone(),
            view.contrast.protected.clone(),
            view.contrast.baseline.clone(),
            view.contrast.comparison.clone(),
            view.counts.n.to_string(),
            view.method.words.clone(),
            view.seed.to_string(),
            view.version.clone(),
        ]);
    }
    rows_as(&rows, TableFormat::Csv)
}

/// A table of texts, first row the header, in a format.
pub fn rows_as(rows: &[Vec<String>], format: TableFormat) -> String {
    let line = |row: &Vec<String>| -> String {
        let cells =
            |escape: fn(&str) -> String| row.iter().map(|cell| escape(cell)).collect::<Vec<_>>();
        match format {
            TableFormat::Csv => cells(csv_cell).join(","),
            TableFormat::Markdown => format!("| {} |", cells(markdown_cell).join(" | ")),
            TableFormat::Latex => format!("{} \\\\", cells(latex_cell).join(" & ")),
            TableFormat::Html => cells(html_cell).concat(),
        }
    };
    let n_columns = rows.first().map_or(0, Vec::len);
    let (header, body) = match rows.split_first() {
        Some((header, body)) => (line(header), body.iter().map(line).collect::<Vec<_>>()),
        None => return String::new(),
    };
    match format {
        TableFormat::Csv => join_lines(std::iter::once(header).chain(body)),
        TableFormat::Markdown => {
            let rule = format!("|{}", " --- |".repeat(n_columns));
            join_lines([header, rule].into_iter().chain(body))
        }
        TableFormat::Latex => {
            let start = format!("\\begin{{tabular}}{{{}}}", "l".repeat(n_columns));
            let end = "\\end{tabular}".to_owned();
            let head = [start, "\\hline".to_owned(), header, "\\hline".to_owned()];
            join_lines(head.into_iter().chain(body).chain(["\\hline".to_owned(), end]))
        }
        TableFormat::Html => {
            let wrap = |row: String| format!("<tr>{row}</tr>");
            let head = wrap(header.replace("<td>", "<th>").replace("</td>", "</th>"));
            let body = body.into_iter().map(wrap);
            join_lines(
                ["<table>".to_owned(), head].into_iter().chain(body).chain(["</table>".to_owned()]),
            )
        }
    }
}

fn join_lines(lines: impl IntoIterator<Item = String>) -> String {
    lines.into_iter().fold(String::new(), |text, line| text + &line + "\n")
}

fn csv_cell(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

fn markdown_cell(cell: &str) -> String {
    cell.replace('|', "\\|").replace('\n', " ")
}

fn latex_cell(cell: &str) -> String {
    let mut text = String::new();
    for letter in cell.chars() {
        match letter {
            '\\' => text.push_str("\\textbackslash{}"),
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => {
                text.push('\\');
                text.push(letter);
            }
            '~' => text.push_str("\\textasciitilde{}"),
            '^' => text.push_str("\\textasciicircum{}"),
            '−' => text.push_str("$-$"),
            '…' => text.push_str("\\dots{}"),
            _ => text.push(letter),
        }
    }
    text
}

fn html_cell(cell: &str) -> String {
    let safe = cell.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!("<td>{safe}</td>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_four_formats_escape_what_would_break_them() {
        let rows =
            [vec!["a|b".to_owned(), "c,d".to_owned()], vec!["<x>".to_owned(), "50 %".to_owned()]];
        assert_eq!(rows_as(&rows, TableFormat::Csv), "a|b,\"c,d\"\n<x>,50 %\n");
        assert_eq!(
            rows_as(&rows, TableFormat::Markdown),
            "| a\\|b | c,d |\n| --- | --- |\n| <x> | 50 % |\n"
        );
        assert!(rows_as(&rows, TableFormat::Latex).contains("<x> & 50 \\% \\\\"));
        assert_eq!(
            rows_as(&rows, TableFormat::Html),
            "<table>\n<tr><th>a|b</th><th>c,d</th></tr>\n<tr><td>&lt;x&gt;</td><td>50 %</td></tr>\n</table>\n"
        );
        assert_eq!(rows_as(&[], TableFormat::Html), "");
    }
}
