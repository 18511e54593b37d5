//! Graduate admissions at Berkeley, autumn 1973: the 24 published counts of the six largest departments.
//!
//! Bickel, Hammel & O'Connell, Sex bias in graduate admissions: data from Berkeley, Science 187, 1975.

use table::Table;

use super::ExampleView;
use crate::study::{AuditConfig, DataReference, MethodName, Roles, Study};

pub(super) const ID: &str = "berkeley";

/// Admitted and rejected men, admitted and rejected women, by department.
const COUNTS: [(&str, [u32; 4]); 6] = [
    ("A", [512, 313, 89, 19]),
    ("B", [353, 207, 17, 8]),
    ("C", [120, 205, 202, 391]),
    ("D", [138, 279, 131, 244]),
    ("E", [53, 138, 94, 299]),
    ("F", [22, 351, 24, 317]),
];

pub(super) fn view() -> ExampleView {
    let name = |name: &str| Some(name.to_owned());
    ExampleView {
        id: ID.to_owned(),
        title: "Berkeley admissions, 1973".to_owned(),
        about: "4526 applicants in 24 published counts: a raw gap against women that turns around once the department is known.".to_owned(),
        source: "Bickel, Hammel & O'Connell, Science 187, 1975".to_owned(),
        simulated: false,
        study: Study {
            data: DataReference::Example { id: ID.to_owned() },
            roles: Roles {
                protected: vec!["gender".to_owned()],
                baseline: name("Male"),
                comparison: name("Female"),
                mediators: vec!["dept".to_owned()],
                outcome: name("admit"),
                positive: name("Admitted"),
                weight: name("count"),
                ..Roles::default()
            },
            audit: AuditConfig { method: MethodName::Exact, ..AuditConfig::default() },
            ..Study::default()
        },
    }
}

pub(super) fn table() -> Table {
    let cells = COUNTS.iter().flat_map(|&(dept, counts)| {
        let groups = [
            ("Admitted", "Male"),
            ("Rejected", "Male"),
            ("Admitted", "Female"),
            ("Rejected", "Female"),
        ];
        groups.into_iter().zip(counts).map(move |((admit, gender), count)| {
            [admit.to_owned(), gender.to_owned(), dept.to_owned(), count.to_string()]
        })
    });
    let mut columns =
        ["admit", "gender", "dept", "count"].map(|name| (name.to_owned(), Vec::new()));
    for row in cells {
        for (column, cell) in columns.iter_mut().zip(row) {
            column.1.push(cell);
        }
    }
    Table::from_columns(columns.to_vec()).expect("four columns of 24 cells")
}
