//! The pieces that pages are built from; each folder holds one with its style.

pub(crate) mod balance;
pub(crate) mod chips;
pub(crate) mod choice;
pub(crate) mod clipboard;
pub(crate) mod copy_menu;
pub(crate) mod definitions;
pub(crate) mod dial;
pub(crate) mod distribution;
pub(crate) mod download;
pub(crate) mod effect_table;
pub(crate) mod field;
pub(crate) mod figure;
pub(crate) mod floating;
pub(crate) mod fold;
pub(crate) mod graph;
pub(crate) mod note;
pub(crate) mod overlap;
pub(crate) mod pieces;
pub(crate) mod progress;
pub(crate) mod run_key;
pub(crate) mod run_line;
pub(crate) mod sensitivity;
pub(crate) mod sort_table;
pub(crate) mod term;
pub(crate) mod waterfall;

use std::sync::atomic::{AtomicU32, Ordering};

/// An identifier that no other element of the page has.
pub(crate) fn unique_id(stem: &str) -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("{stem}-{}", NEXT.fetch_add(1, Ordering::Relaxed))
}
