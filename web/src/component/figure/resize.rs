//! The width of an element, as it changes.

use js_sys::Array;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{HtmlElement, ResizeObserver};

/// Tells the width of an element whenever it changes, until it is dropped.
pub(super) struct Watch {
    observer: ResizeObserver,
    _on_change: Closure<dyn FnMut(Array)>,
}

impl Watch {
    /// Begins to watch; none where the browser cannot.
    pub(super) fn start(
        element: &HtmlElement,
        mut then: impl FnMut(f64) + 'static,
    ) -> Option<Self> {
        let watched = element.clone();
        let on_change = Closure::<dyn FnMut(Array)>::new(move |_: Array| {
            then(f64::from(watched.client_width()));
        });
        let observer = ResizeObserver::new(on_change.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Self { observer, _on_change: on_change })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
