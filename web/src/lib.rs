//! The application: pages, charts and the pool of workers.

#![expect(unreachable_pub, reason = "the component macro writes public property types")]

mod chart;
mod component;
mod gateway;
mod later;
mod page;
mod pool;
mod shell;
mod state;

use wasm_bindgen::prelude::*;

/// Begins to fetch the code of later pages. The fetch goes out with the next microtask.
#[wasm_bindgen]
pub fn fetch_pages() {
    page::late::begin();
}

/// Starts the application inside `place`. Workers run the script at `worker_url`, each with its own
/// instance of the module that `engine`, a function of no argument, promises.
#[wasm_bindgen]
pub fn mount(place: web_sys::HtmlElement, worker_url: String, engine: js_sys::Function) {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to(place, move || shell::application(worker_url.clone(), engine.clone()))
        .forget();
}
