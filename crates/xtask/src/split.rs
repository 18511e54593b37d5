//! Splitting the module of the pages: what only later pages need becomes a module of its own.
//!
//! The source marks where (`web/src/page/late.rs`); the linker's relocations (`web/build.rs`) tell
//! which code and which constants nothing else refers to.

use anyhow::{Context, Result, anyhow};
use std::fs;
use std::path::{Path, PathBuf};
use wasm_split_cli_support::{Options, transform};

/// The script that fetches the parts, beside the page's own.
const SCRIPT: &str = "./pages.js";

/// Splits the module of the script `name`.js: the parts that are fetched later, and the script that
/// fetches them, are written into `parts`, what is left for wasm-bindgen to `first`, which is given back.
pub(crate) fn split(module: &Path, name: &str, parts: &Path, first: &Path) -> Result<PathBuf> {
    let linked = fs::read(module).with_context(|| format!("cannot read {}", module.display()))?;
    let main_module = format!("./{name}.js");
    let mut options = Options::new(&linked);
    options.output_dir = parts;
    options.main_out_path = first;
    options.link_name = SCRIPT;
    options.main_module = &main_module;
    transform(options).map_err(|error| anyhow!("splitting {}: {error:#}", module.display()))?;
    Ok(first.to_owned())
}
