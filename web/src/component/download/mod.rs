//! Saving what the page made as a file.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// Saves a text as a file of a media type.
pub(crate) fn save_text(name: &str, kind: &str, text: &str) {
    let properties = BlobPropertyBag::new();
    properties.set_type(&format!("{kind};charset=utf-8"));
    let parts = js_sys::Array::of1(&text.into());
    let blob = Blob::new_with_str_sequence_and_options(&parts, &properties);
    save_blob(name, &blob.expect("text and type are well formed"));
}

/// Saves a blob as a file.
pub(crate) fn save_blob(name: &str, blob: &Blob) {
    let url = Url::create_object_url_with_blob(blob).expect("a blob has an address");
    let link = document().create_element("a").expect("the tag is well formed");
    let link: HtmlAnchorElement = link.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The browser has taken the blob by then.
    let forget = move || drop(Url::revoke_object_url(&url));
    set_timeout(forget, std::time::Duration::from_secs(10));
}

/// A button that saves a text; name and content are made when it is pressed.
#[component]
pub(crate) fn DownloadButton(
    /// What the button shows.
    label: &'static str,
    /// The file's name.
    #[prop(into)]
    name: Callback<(), String>,
    /// Its media type.
    kind: &'static str,
    /// Its text.
    #[prop(into)]
    content: Callback<(), String>,
) -> impl IntoView {
    let save = move |_| save_text(&name.run(()), kind, &content.run(()));
    view! { <button type="button" class="quiet tool" on:click=save>{label}</button> }
}
