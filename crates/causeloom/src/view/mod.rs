//! Views: the plain answers that pages, the command line and JavaScript see.

mod audit;
mod data;

pub use audit::{
    AuditView, BalanceRow, ContrastView, CountsView, EffectView, GroupMeans, MethodView,
    OverlapView, SensitivityRow, SensitivityView,
};
pub use data::{ColumnView, DataView, LevelView, NoteView, PreviewView, Severity, SourceView};
