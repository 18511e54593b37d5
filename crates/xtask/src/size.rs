//! The size of what a first visit loads, as brotli, and the budget that it must keep.

use crate::npm;
use crate::shell;
use anyhow::{Context, Result, ensure};
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// What a first visit may load at most, in bytes of brotli: four pages and their charts, no estimator.
const BUDGET: u64 = 700_000;

/// Kinds of files that a page loads before anybody clicks, data apart.
const FIRST_LOAD: [&str; 6] = ["html", "js", "mjs", "css", "wasm", "woff2"];

/// Files that workers load, when the first table is opened.
const WITH_FIRST_TABLE: [&str; 3] = ["engine.js", "engine_bg.wasm", "worker.js"];

/// What is loaded only when somebody runs a language model in the tab.
const WITH_LOCAL_MODEL: &str = "local-model.js";

/// The folder of what others made and the page loads on demand.
const VENDORED: &str = "vendor/";

/// Node compresses, at brotli's highest quality, its default: a library that is there anyway. What is
/// vendored is big, counts for no budget and is compressed quickly.
const COMPRESS: &str = "const { readFileSync } = require('fs');
const { brotliCompressSync, constants } = require('zlib');
for (const file of process.argv.slice(1)) {
  const quality = file.startsWith('vendor/') ? 5 : 11;
  const params = { [constants.BROTLI_PARAM_QUALITY]: quality };
  console.log(brotliCompressSync(readFileSync(file), { params }).length);
}";

/// One file of the application.
struct Sized {
    name: String,
    raw: u64,
    brotli: u64,
}

/// Prints the sizes of these files of `dist` and fails where the first load breaks the budget.
pub(crate) fn report(dist: &Path, names: &[String]) -> Result<()> {
    let files = measure(dist, names)?;
    println!("{}", table(&files));
    check_budget(&files)
}

fn measure(dist: &Path, names: &[String]) -> Result<Vec<Sized>> {
    let mut compress = npm::node()?;
    compress.current_dir(dist).args(["-e", COMPRESS, "--"]).args(names);
    let lines = shell::output(&mut compress)?;
    ensure!(lines.lines().count() == names.len(), "not every file of dist/ was compressed");
    names
        .iter()
        .zip(lines.lines())
        .map(|(name, line)| {
            let raw = fs::metadata(dist.join(name))?.len();
            let brotli = line.parse().with_context(|| format!("the size of {name}: {line}"))?;
            Ok(Sized { name: name.clone(), raw, brotli })
        })
        .collect()
}

fn table(files: &[Sized]) -> String {
    let width = files.iter().map(|file| file.name.len()).max().unwrap_or(0).max(12);
    let mut text = format!("{:width$}  {:>10}  {:>10}\n", "file", "raw", "brotli");
    for file in files {
        let mark = if is_first_load(&file.name) { "" } else { "  on demand" };
        writeln!(text, "{:width$}  {:>10}  {:>10}{mark}", file.name, file.raw, file.brotli)
            .expect("a string takes every text");
    }
    let raw: u64 = first_load(files).map(|file| file.raw).sum();
    let brotli: u64 = first_load(files).map(|file| file.brotli).sum();
    let engine = files.iter().filter(|file| WITH_FIRST_TABLE.contains(&file.name.as_str()));
    let with_table = brotli + engine.map(|file| file.brotli).sum::<u64>();
    writeln!(text, "{:width$}  {:>10}  {with_table:>10}", "with a table", "")
        .and_then(|()| {
            write!(text, "{:width$}  {raw:>10}  {brotli:>10}  of {BUDGET} bytes", "first load")
        })
        .expect("a string takes every text");
    text
}

fn check_budget(files: &[Sized]) -> Result<()> {
    let brotli: u64 = first_load(files).map(|file| file.brotli).sum();
    ensure!(
        brotli <= BUDGET,
        "the first load is {brotli} bytes of brotli, {} over the budget of {BUDGET}",
        brotli - BUDGET
    );
    Ok(())
}

fn first_load(files: &[Sized]) -> impl Iterator<Item = &Sized> {
    files.iter().filter(|file| is_first_load(&file.name))
}

fn is_first_load(name: &str) -> bool {
    let is_for_later = WITH_FIRST_TABLE.contains(&name) || name == WITH_LOCAL_MODEL;
    if is_for_later || name.starts_with(VENDORED) {
        return false;
    }
    let extension = Path::new(name).extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| FIRST_LOAD.contains(&extension))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(wasm: u64) -> Vec<Sized> {
        let sized = |name: &str, brotli| Sized { name: name.to_owned(), raw: 3 * brotli, brotli };
        vec![
            sized("app_bg.wasm", wasm),
            sized("data/berkeley.csv", 900_000),
            sized("engine_bg.wasm", 700_000),
            sized("index.html", 600),
            sized("local-model.js", 3_000),
            sized("vendor/x.wasm", 2_000_000),
        ]
    }

    #[test]
    fn the_budget_counts_what_the_page_loads_and_neither_data_nor_what_workers_load() {
        check_budget(&files(699_400)).expect("exactly the budget is within it");
        let error = check_budget(&files(699_401)).expect_err("one byte more is not");
        assert!(error.to_string().contains("1 over the budget of 700000"), "{error}");
    }

    #[test]
    fn the_table_tells_what_is_loaded_on_demand_and_adds_up_the_rest() {
        let table = table(&files(1000));
        assert!(table.contains("data/berkeley.csv     2700000      900000  on demand"), "{table}");
        assert!(table.contains("with a table                       701600"), "{table}");
        assert!(table.ends_with("4800        1600  of 700000 bytes"), "{table}");
    }
}
