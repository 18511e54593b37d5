//! Tests that run in a real browser: the same bytes as native, and the bindings as a page calls them.
