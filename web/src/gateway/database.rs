//! The browser's database, as far as a run is kept in it: one text and one line about it a tab.

use std::cell::RefCell;

use js_sys::{Array, Function, Promise};
use leptos::prelude::window;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbObjectStore, IdbRequest, IdbTransaction, IdbTransactionMode};

/// The database's name, and its two stores; both have the tab for their key.
const NAME: &str = "causeloom";
const RUNS: &str = "runs";
const ABOUT: &str = "about";

thread_local! {
    static DATABASE: RefCell<Option<IdbDatabase>> = const { RefCell::new(None) };
}

/// The database; none where the browser has none for this page, as in some private windows.
#[derive(Clone)]
pub(super) struct Database(IdbDatabase);

impl Database {
    /// Opens it, or makes it.
    pub(super) async fn open() -> Option<Self> {
        if let Some(database) = DATABASE.with_borrow(Clone::clone) {
            return Some(Self(database));
        }
        let request = window().indexed_db().ok()??.open_with_u32(NAME, 1).ok()?;
        let for_upgrade = request.clone();
        let upgrade = Closure::once_into_js(move || {
            let Ok(database) = for_upgrade.result() else { return };
            let database: IdbDatabase = database.unchecked_into();
            for store in [RUNS, ABOUT] {
                // Without its stores it cannot be used, which is told by every use.
                drop(database.create_object_store(store));
            }
        });
        request.set_onupgradeneeded(Some(upgrade.unchecked_ref()));
        let database: IdbDatabase = answer(&request).await?.unchecked_into();
        DATABASE.set(Some(database.clone()));
        Some(Self(database))
    }

    /// Keeps a run and the line about it; both or, where it fails, neither.
    pub(super) async fn put(&self, tab: &str, run: &str, about: &str) -> Option<()> {
        let (transaction, runs, abouts) = self.begin(IdbTransactionMode::Readwrite)?;
        runs.put_with_key(&run.into(), &tab.into()).ok()?;
        abouts.put_with_key(&about.into(), &tab.into()).ok()?;
        over(&transaction).await
    }

    /// Removes what is kept of a tab; what cannot be removed stays.
    pub(super) async fn remove(&self, tab: &str) {
        let Some((transaction, runs, abouts)) = self.begin(IdbTransactionMode::Readwrite) else {
            return;
        };
        if runs.delete(&tab.into()).is_ok() && abouts.delete(&tab.into()).is_ok() {
            over(&transaction).await;
        }
    }

    /// The run of a tab.
    pub(super) async fn run(&self, tab: &str) -> Option<String> {
        let (_, runs, _) = self.begin(IdbTransactionMode::Readonly)?;
        answer(&runs.get(&tab.into()).ok()?).await?.as_string()
    }

    /// Every tab of which a run is kept, with the line about it.
    pub(super) async fn abouts(&self) -> Option<Vec<(String, String)>> {
        let (_, _, abouts) = self.begin(IdbTransactionMode::Readonly)?;
        let (tabs, lines) = (abouts.get_all_keys().ok()?, abouts.get_all().ok()?);
        // Both are asked for before either is waited for: a transaction ends once nothing is asked.
        let lines = answer(&lines).await?;
        let (tabs, lines) = (Array::from(&tabs.result().ok()?), Array::from(&lines));
        let pairs = tabs.iter().zip(lines.iter());
        pairs.map(|(tab, line)| Some((tab.as_string()?, line.as_string()?))).collect()
    }

    fn begin(
        &self,
        mode: IdbTransactionMode,
    ) -> Option<(IdbTransaction, IdbObjectStore, IdbObjectStore)> {
        let stores = Array::of2(&RUNS.into(), &ABOUT.into());
        let Ok(transaction) = self.0.transaction_with_str_sequence_and_mode(&stores, mode) else {
            // It was closed, as when the user clears what pages keep: the next use opens it again.
            DATABASE.set(None);
            return None;
        };
        let runs = transaction.object_store(RUNS).ok()?;
        let abouts = transaction.object_store(ABOUT).ok()?;
        Some((transaction, runs, abouts))
    }
}

/// What a request gives; none where it fails.
async fn answer(request: &IdbRequest) -> Option<JsValue> {
    let settled = Promise::new(&mut |done: Function, failed: Function| {
        request.set_onsuccess(Some(&done));
        request.set_onerror(Some(&failed));
    });
    JsFuture::from(settled).await.ok()?;
    request.result().ok()
}

/// Waits until a transaction is on the disk; none where it is not, as for want of room.
async fn over(transaction: &IdbTransaction) -> Option<()> {
    let settled = Promise::new(&mut |done: Function, failed: Function| {
        transaction.set_oncomplete(Some(&done));
        transaction.set_onabort(Some(&failed));
    });
    JsFuture::from(settled).await.ok().map(drop)
}
