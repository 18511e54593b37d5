//! A run kept for a reload of this tab, in the browser's database: under a name that only this tab has,
//! and for a week at most.

use std::cell::RefCell;

use js_sys::{Date, Function, Math, Object, Promise, Reflect};
use leptos::prelude::window;
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

use super::database::Database;

/// Under this name the tab's own name lies in its session storage, which outlives a reload.
const TAB: &str = "causeloom.tab";
/// Runs that were kept longer ago are removed, in milliseconds.
const WEEK: f64 = 7.0 * 24.0 * 3_600_000.0;
/// Milliseconds after which the name is tried once more: a page that is reloaded lets it go late.
const LETTING_GO: i32 = 400;
/// Random numbers for names: all that a float tells apart.
const MANY: f64 = 9_007_199_254_740_992.0;

thread_local! {
    static NAME: RefCell<Option<Promise>> = const { RefCell::new(None) };
}

/// What is known of a kept run without reading it.
#[derive(Serialize, Deserialize)]
struct About {
    /// How far it was.
    words: String,
    /// When it was kept, in milliseconds since 1970.
    time: f64,
}

/// Where a run can be kept.
pub(super) struct Shelf {
    database: Database,
    tab: String,
}

impl Shelf {
    /// The shelf of this tab; none where the browser has none.
    pub(super) async fn open() -> Option<Self> {
        Some(Self { database: Database::open().await?, tab: tab().await? })
    }

    /// Keeps a run; false where the browser has no room for it, and then no older state of it either.
    pub(super) async fn keep(&self, run: &str, done: u64, asked: u64) -> bool {
        let about = About { words: format!("{done} of {asked} texts"), time: Date::now() };
        let about = causeloom::to_json(&about);
        let is_kept = self.database.put(&self.tab, run, &about).await.is_some();
        if !is_kept {
            self.forget().await;
        }
        is_kept
    }

    /// The run that is kept.
    pub(super) async fn run(&self) -> Option<String> {
        self.database.run(&self.tab).await
    }

    /// How far it was, in words. Old runs of other tabs are removed on the way.
    pub(super) async fn words(&self) -> Option<String> {
        let mut words = None;
        for (tab, line) in self.database.abouts().await? {
            let about = causeloom::from_json::<About>(&line).ok();
            let is_old = about.as_ref().is_none_or(|about| Date::now() - about.time > WEEK);
            if is_old {
                // What cannot be removed now is tried again with the next page.
                self.database.remove(&tab).await;
            } else if tab == self.tab {
                words = about.map(|about| about.words);
            }
        }
        words
    }

    /// Forgets it.
    pub(super) async fn forget(&self) {
        // What cannot be removed is not there, or old in a week.
        self.database.remove(&self.tab).await;
    }
}

/// The name of this tab, found once.
async fn tab() -> Option<String> {
    let known = NAME.with_borrow(Clone::clone);
    let name = known.unwrap_or_else(|| {
        let name = future_to_promise(async { Ok(find_tab().await.into()) });
        NAME.set(Some(name.clone()));
        name
    });
    JsFuture::from(name).await.ok()?.as_string()
}

/// The name in the session storage, else a new one. A tab that was duplicated has a copy of the name
/// of the other; who is first holds a lock on it.
async fn find_tab() -> Option<String> {
    let storage = window().session_storage().ok()??;
    if let Some(name) = storage.get_item(TAB).ok()? {
        if hold(&name).await {
            return Some(name);
        }
        let later = Promise::new(&mut |done: Function, _| {
            let window = window();
            drop(window.set_timeout_with_callback_and_timeout_and_arguments_0(&done, LETTING_GO));
        });
        drop(JsFuture::from(later).await);
        if hold(&name).await {
            return Some(name);
        }
    }
    let name = format!("{:x}-{:x}", Date::now() as u64, (Math::random() * MANY) as u64);
    storage.set_item(TAB, &name).ok()?;
    hold(&name).await;
    Some(name)
}

/// Holds a lock for as long as the page lives; false where another page holds it. Where the browser has
/// no locks, it is held by whoever asks.
async fn hold(name: &str) -> bool {
    let get = |of: &JsValue, name: &str| Reflect::get(of, &name.into()).unwrap_or_default();
    let locks = get(&window().navigator(), "locks");
    let Ok(request) = get(&locks, "request").dyn_into::<Function>() else { return true };
    let options = Object::new();
    let is_set = Reflect::set(&options, &"ifAvailable".into(), &true.into());
    let name = format!("{TAB} {name}").into();
    let heard = Promise::new(&mut |tell: Function, _| {
        let for_lock = tell.clone();
        let granted = Closure::once_into_js(move |lock: JsValue| -> JsValue {
            let is_held = !lock.is_null();
            drop(for_lock.call1(&JsValue::NULL, &is_held.into()));
            // A promise that stays open keeps the lock.
            if is_held { Promise::new(&mut |_, _| {}).into() } else { JsValue::UNDEFINED }
        });
        match request.call3(&locks, &name, &options, &granted) {
            Ok(outcome) => {
                // A refusal to lock at all, told as held.
                if let Ok(catch) = get(&outcome, "catch").dyn_into::<Function>() {
                    drop(catch.call1(&outcome, &tell));
                }
            }
            Err(error) => drop(tell.call1(&JsValue::NULL, &error)),
        }
    });
    is_set.is_ok() && JsFuture::from(heard).await.is_ok_and(|held| held.is_truthy())
}
