//! Views: the plain answers that pages, the command line and JavaScript see.

mod audit;
mod data;
mod independence;
mod model;
mod prompt;
mod realize;
mod sample;
mod verify;

pub use audit::{
    AuditView, BalanceRow, ContrastView, CountsView, EffectView, GroupMeans, MethodView,
    OverlapView, SensitivityRow, SensitivityView,
};
pub use data::{ColumnView, DataView, LevelView, NoteView, PreviewView, Severity, SourceView};
pub use independence::{IndependenceRow, IndependenceView};
pub use model::{
    DistributionView, ModelView, NodeView, NumberSummary, StateShare, UnitCell, UnitView,
};
pub use prompt::{
    CorrectionView, MessageView, PromptPartView, PromptProblem, PromptView, VariableView,
};
pub use realize::{
    BiasView, DifferenceView, DistanceView, DiversityView, DraftView, FactView, KindView,
    PieceView, RateView, RealizeView, RecordView, RoundView, SlotView, TestsView, UsageView,
    ViolationView,
};
pub use sample::{SampleNodeView, SampleView};
pub use verify::{VerifiedSlot, VerifiedText, VerifyView, ViolationCount};
