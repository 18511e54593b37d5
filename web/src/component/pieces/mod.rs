//! A file that a worker makes piece by piece, with its progress and a way to stop it.

use causeloom::Error;
use causeloom::number::count;
use leptos::prelude::*;
use web_sys::{Blob, BlobPropertyBag};

use super::download::save_blob;
use super::note::ErrorNote;
use super::progress::Bar;
use crate::state::State;

/// A file in the making; copies are the same one.
#[derive(Clone, Copy)]
pub(crate) struct FileMaker {
    /// How many lines are written, and of how many.
    written: RwSignal<Option<(u32, u32)>>,
    problem: RwSignal<Option<Error>>,
    /// The number of the file that is being made; a canceled one is no longer it.
    order: StoredValue<u32>,
}

/// What a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FilePlan {
    /// Its name.
    pub(crate) name: String,
    /// Its media type.
    pub(crate) media_type: &'static str,
    /// Its lines.
    pub(crate) lines: u32,
    /// Lines of a piece: few enough that Cancel is heard soon.
    pub(crate) piece: u32,
}

impl FileMaker {
    /// Nothing is made yet.
    pub(crate) fn new() -> Self {
        Self {
            written: RwSignal::new(None),
            problem: RwSignal::new(None),
            order: StoredValue::new(0),
        }
    }

    /// True while a file is made.
    pub(crate) fn is_making(self) -> bool {
        self.written.with(Option::is_some)
    }

    /// Where to say why something else could not be saved.
    pub(crate) fn problem(self) -> RwSignal<Option<Error>> {
        self.problem
    }

    /// Makes a file and saves it; `bytes` gives the lines of a range.
    pub(crate) fn make(
        self,
        plan: FilePlan,
        bytes: impl AsyncFn(u32, u32) -> Result<js_sys::Uint8Array, Error> + 'static,
    ) {
        let mine = self.next();
        let goes_on = move || self.order.try_get_value() == Some(mine);
        self.problem.set(None);
        self.written.set(Some((0, plan.lines)));
        leptos::task::spawn_local(async move {
            let progress = |n: u32| {
                let goes_on = goes_on();
                if goes_on {
                    self.written.set(Some((n, plan.lines)));
                }
                goes_on
            };
            let made = build(&plan, bytes, progress).await;
            if !goes_on() {
                return;
            }
            self.written.set(None);
            match made {
                Ok(Some(blob)) => save_blob(&plan.name, &blob),
                Ok(None) => {}
                Err(error) => self.problem.set(Some(error)),
            }
        });
    }

    fn cancel(self) {
        self.next();
        self.written.set(None);
    }

    fn next(self) -> u32 {
        self.order.update_value(|order| *order += 1);
        self.order.get_value()
    }
}

/// The progress of a file, and why it failed.
#[component]
pub(crate) fn FileProgress(
    /// The file.
    maker: FileMaker,
    /// What a line of it is, with a capital: `Row`.
    line: &'static str,
) -> impl IntoView {
    let state = State::expect();
    let now = move || maker.written.get().unwrap_or_default();
    let making = Memo::new(move |_| maker.is_making());
    let on_cancel = Callback::new(move |()| {
        maker.cancel();
        state.say("Stopped");
    });
    view! {
        {move || making.get().then(|| view! {
            <Bar
                done=Signal::derive(move || f64::from(now().0))
                total=Signal::derive(move || f64::from(now().1))
                label="Progress of the file"
                on_cancel
            >
                {move || format!("{line} {} of {}", count(f64::from(now().0)), count(f64::from(now().1)))}
            </Bar>
        })}
        {move || maker.problem.get().map(|error| view! { <ErrorNote error /> })}
    }
}

/// The file; none where it was canceled. `progress` hears how many lines are written and says whether
/// to go on.
async fn build(
    plan: &FilePlan,
    bytes: impl AsyncFn(u32, u32) -> Result<js_sys::Uint8Array, Error>,
    progress: impl Fn(u32) -> bool,
) -> Result<Option<Blob>, Error> {
    let properties = BlobPropertyBag::new();
    properties.set_type(plan.media_type);
    let failed = |_| Error::new("file", "the browser could not make the file");
    let pieces = js_sys::Array::new();
    let mut from = 0;
    while from < plan.lines {
        let to = plan.lines.min(from.saturating_add(plan.piece));
        let bytes = bytes(from, to).await?;
        if !progress(to) {
            return Ok(None);
        }
        // A blob of its own: the browser may keep it outside of memory.
        let piece =
            Blob::new_with_u8_array_sequence(&js_sys::Array::of1(&bytes)).map_err(failed)?;
        pieces.push(&piece);
        from = to;
    }
    Blob::new_with_blob_sequence_and_options(&pieces, &properties).map(Some).map_err(failed)
}

/// A name as the start of a file's name: `ICU admissions` is `icu-admissions`.
pub(crate) fn file_stem(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|letter| if letter.is_alphanumeric() { letter.to_ascii_lowercase() } else { '-' })
        .collect();
    if plain.is_empty() { "model".to_owned() } else { plain }
}
