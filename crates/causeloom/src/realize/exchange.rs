//! What a conversation and the one who has the network tell each other.

use realize::{
    Dictionary,
    prompt::{Level, Origin, cells},
    run::RunConfig,
};
use serde::{Deserialize, Serialize};

/// What is heard of an attempt, and how a connection failed.
pub use realize::client::{FailureKind as Failure, Incoming as Heard};

use super::rows::Told;

/// Why nothing is asked for now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// A stable code: `auth`, `quota`, `offline`, `budget`, …
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

/// What has to be sent and broken off.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Requests to send.
    pub send: Vec<Outgoing>,
    /// Attempts to break off.
    pub abort: Vec<u64>,
    /// Step again at this time at the latest, in milliseconds since 1970.
    pub wake_at: Option<u64>,
    /// Texts that are done since the last step, by number.
    pub finished: Vec<u32>,
    /// Texts of which a part has come and more is to come, by number, in order.
    #[serde(default)]
    pub writing: Vec<u32>,
    /// How far the run is.
    pub standing: Standing,
}

/// A request. A header may hold `{key}` in the place of the key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outgoing {
    /// The number under which its answer is told.
    pub attempt: u64,
    /// `GET` or `POST`.
    pub method: String,
    /// The address.
    pub url: String,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
    /// The fingerprint of the body (SHA-256), as it stands in the log.
    pub sha256: String,
}

/// How far a run is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Standing {
    /// Texts of the run.
    pub asked: u64,
    /// Texts that are done.
    pub done: u64,
    /// Of them those that the language model wrote.
    pub by_model: u64,
    /// Questions that were answered.
    pub answers: u64,
    /// Requests that are under way.
    pub under_way: u64,
    /// Tokens so far, as far as they are known.
    pub tokens: u64,
    /// US dollars; none where no price is known.
    pub dollars: Option<f64>,
    /// True while nothing is asked.
    pub is_paused: bool,
    /// Why nothing is asked, where the user did not want it so.
    pub trouble: Option<Trouble>,
    /// True once every text is done.
    pub is_over: bool,
}

/// What will leave, before it does.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Preview {
    /// The host that is asked.
    pub host: String,
    /// Its address.
    pub url: String,
    /// The body of the first request, as it will be sent.
    pub body: String,
    /// Requests that are needed at least, and at most.
    pub requests: (u64, u64),
    /// What the requests tell.
    pub leaves: Leaves,
}

/// What the requests of a run tell of its rows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Leaves {
    /// Facts that a model drew, which are nobody's.
    #[default]
    Simulated,
    /// Of a table its columns, as far as the level allows; none of its cells.
    Columns {
        /// The level.
        level: Level,
        /// True where columns are called c1, c2, …
        aliased: bool,
    },
    /// Cells of a table.
    Cells {
        /// Rows that are told.
        rows: u64,
        /// Cells that are told.
        cells: u64,
    },
}

impl Leaves {
    /// What a run tells.
    pub(super) fn of(config: &RunConfig, dictionary: &Dictionary, told: &[Told]) -> Self {
        let egress = config.egress;
        if egress.origin == Origin::Simulated {
            return Self::Simulated;
        }
        let cells = |told: &Told| cells(dictionary, &told.skeleton, egress, config.mode).len();
        match told.iter().map(cells).sum::<usize>() {
            0 => Self::Columns { level: egress.level, aliased: egress.aliased },
            cells => Self::Cells { rows: told.len() as u64, cells: cells as u64 },
        }
    }
}
