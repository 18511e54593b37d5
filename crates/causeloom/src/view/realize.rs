//! The views of rows put into words: what came of a run, and one row with all its drafts.

use serde::{Deserialize, Serialize};

use super::NoteView;

/// What came of a run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RealizeView {
    /// The release that computed it.
    pub version: String,
    /// Name of the model or of the table.
    pub source: String,
    /// True where the rows are a table's.
    pub is_table: bool,
    /// Who wrote, in words: `the embedded realizer`, `a simulated language model`.
    pub writer: String,
    /// True where the writer is simulated; it is then said wherever a figure stands.
    pub is_simulated: bool,
    /// The address of the instructions and questions (SHA-256); empty where nobody is told any.
    pub template: String,
    /// The seed.
    pub seed: u64,
    /// Texts that were asked for: rows, twice as many where each is told with and without
    /// interventions.
    pub asked: u64,
    /// Texts that are finished.
    pub done: u64,
    /// What came of it, in a sentence.
    pub verdict: String,
    /// Share of texts that were verified by the draft, by the first correction, and so on.
    pub rounds: Vec<RoundView>,
    /// How texts came about, in words, and how many did so.
    pub paths: Vec<(String, u64)>,
    /// Violations by kind.
    pub kinds: Vec<KindView>,
    /// The facts of the model, and how the first drafts treated them.
    pub slots: Vec<SlotView>,
    /// How far the facts of the texts that are kept are from the model's law, of a table from all of
    /// them; none where nothing could be thrown away.
    pub bias: Option<BiasView>,
    /// Independence tests on the facts as they were read from the texts and as they were given; none
    /// where the model implies none.
    pub tests: Option<TestsView>,
    /// How varied the texts are.
    pub diversity: DiversityView,
    /// What they cost; all zero where nobody was asked.
    pub usage: UsageView,
    /// The command that writes these texts.
    pub recipe: String,
    /// What should be kept in mind.
    pub notes: Vec<NoteView>,
}

/// A share with its interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RateView {
    /// How many.
    pub count: u64,
    /// Of how many.
    pub of: u64,
    /// Lower end of the 95 % interval (Wilson).
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// The difference of two shares, with its interval at 95 percent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DifferenceView {
    /// The first share less the second.
    pub difference: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// Verified texts by a round.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RoundView {
    /// `draft`, `correction 1`, …
    pub title: String,
    /// Texts that were verified by then.
    pub verified: RateView,
}

/// Violations of one kind.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct KindView {
    /// Its name: `MISSING`, `WRONG`, …
    pub kind: String,
    /// How many the first drafts had.
    pub in_drafts: u64,
    /// How many were left after the last correction, before the embedded realizer took over.
    pub left: u64,
}

/// How first drafts treated one fact.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SlotView {
    /// The variable.
    pub name: String,
    /// Its name in a sentence.
    pub label: String,
    /// Drafts that changed, lost or blurred it.
    pub violated: RateView,
    /// The same where the fact is not what its causes make likely.
    pub unlikely: RateView,
    /// The same where it is.
    pub likely: RateView,
}

/// How far the facts of the kept texts are from the model's law, as total variation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BiasView {
    /// What the law is compared on: names of variables.
    pub on: Vec<String>,
    /// Where texts that fail in the first draft are thrown away.
    pub rejecting: DistanceView,
    /// Where they are corrected, and those that fail to the end thrown away.
    pub correcting: DistanceView,
    /// Where none is thrown away, as here.
    pub keeping: DistanceView,
}

/// A distance with what chance alone gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DistanceView {
    /// Total variation, from 0 to 1.
    pub distance: f64,
    /// What as many rows drawn by chance are away, in 95 of 100 cases at most.
    pub floor: f64,
    /// Texts that are kept.
    pub kept: u64,
}

/// Independence tests on given and on extracted facts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TestsView {
    /// Statements that could be tested on both.
    pub tested: u64,
    /// Rejected on the facts as they were given.
    pub rejected_given: u64,
    /// Rejected on the facts as they were read from the texts.
    pub rejected_read: u64,
    /// Statements that were rejected on one and not on the other.
    pub changed: u64,
    /// Tests reject below.
    pub alpha: f64,
}

/// How varied the texts are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DiversityView {
    /// Different texts.
    pub distinct_texts: u64,
    /// Words of a text, on average.
    pub words: f64,
    /// Different pairs of neighboring words, as a share of all.
    pub distinct_pairs: f64,
    /// Different words among fifty in a row, as a share, on average.
    pub moving_type_token: f64,
}

/// What the texts cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UsageView {
    /// Questions that were asked.
    pub questions: u64,
    /// Tokens of the questions, as far as they were told.
    pub prompt_tokens: u64,
    /// Tokens of the answers.
    pub completion_tokens: u64,
    /// US dollars; none where no price is known.
    pub dollars: Option<f64>,
}

/// One row and its drafts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RecordView {
    /// The number of the text, counted from 0.
    pub number: u64,
    /// Which row it tells, in words: `Row 87, with smoking = no`.
    pub title: String,
    /// The facts, in the order in which they are told.
    pub facts: Vec<FactView>,
    /// How the text came about, in words.
    pub path: String,
    /// Every draft, the first one first; the last accepted one is the text.
    pub drafts: Vec<DraftView>,
    /// The place of the draft that is the text; of a text that is under way the last one.
    pub chosen: usize,
    /// True while more of it may come.
    #[serde(default)]
    pub is_under_way: bool,
}

/// One fact of a row.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FactView {
    /// The variable.
    pub name: String,
    /// Its name in a sentence.
    pub label: String,
    /// Its value.
    pub value: String,
    /// Unit of a number.
    pub unit: String,
    /// True where an intervention set it.
    pub is_set: bool,
}

/// One draft of a text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DraftView {
    /// `first draft`, `correction 1`, `by the embedded realizer`.
    pub title: String,
    /// The text in pieces, marked where a fact is told or violated.
    pub pieces: Vec<PieceView>,
    /// Where it departs from the facts.
    pub violations: Vec<ViolationView>,
    /// True where it took the place of the draft before.
    pub is_accepted: bool,
    /// True while it is being written, or asked for; it is judged when it is whole.
    #[serde(default)]
    pub is_growing: bool,
    /// What was sent to have it written, where it is a correction of a language model; else empty.
    #[serde(default)]
    pub asked: String,
}

/// A piece of a text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PieceView {
    /// The words.
    pub text: String,
    /// The variable that they tell; empty for none.
    pub slot: String,
    /// True where they violate a fact.
    pub is_wrong: bool,
}

/// One departure from the facts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViolationView {
    /// Its kind: `MISSING`, `WRONG`, …
    pub kind: String,
    /// The variable; empty for none.
    pub slot: String,
    /// What is wrong, in a sentence.
    pub words: String,
}

impl RateView {
    /// The share; 0 of nothing.
    pub fn share(&self) -> f64 {
        if self.of == 0 { 0.0 } else { self.count as f64 / self.of as f64 }
    }
}
