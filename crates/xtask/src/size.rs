//! The size of what a first visit loads, as brotli, and the budget that it must keep.

use crate::npm;
use crate::shell;
use anyhow::{Context, Result, ensure};
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// What a first visit may load at most, in bytes of brotli: the first page, no chart, no estimator.
const BUDGET: u64 = 450_000;

/// The same with the later pages and their charts.
const BUDGET_OF_PAGES: u64 = 1_000_000;

/// Kinds of files that a page loads before anybody clicks, data apart.
const FIRST_LOAD: [&str; 6] = ["html", "js", "mjs", "css", "wasm", "woff2"];

/// Files that are fetched once the first page stands: what only later pages need.
const AFTER_FIRST_PAGE: [&str; 1] = ["split_pages.wasm"];

/// Files that workers load, when the first table is opened.
const WITH_FIRST_TABLE: [&str; 3] = ["engine.js", "engine_bg.wasm", "worker.js"];

/// What is loaded only when somebody runs a language model in the tab.
const WITH_LANGUAGE_MODEL: [&str; 3] = ["gateway.html", "gateway.js", "local-model.js"];

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

/// Prints the sizes of these files of `dist` and fails where they break a budget.
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
    let with_pages = brotli + further(files, &AFTER_FIRST_PAGE);
    let with_table = with_pages + further(files, &WITH_FIRST_TABLE);
    writeln!(text, "{:width$}  {:>10}  {with_table:>10}", "with a table", "")
        .and_then(|()| {
            let of = format!("of {BUDGET_OF_PAGES} bytes");
            writeln!(text, "{:width$}  {:>10}  {with_pages:>10}  {of}", "with all pages", "")
        })
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
    let with_pages = brotli + further(files, &AFTER_FIRST_PAGE);
    ensure!(
        with_pages <= BUDGET_OF_PAGES,
        "all pages are {with_pages} bytes of brotli, {} over the budget of {BUDGET_OF_PAGES}",
        with_pages - BUDGET_OF_PAGES
    );
    Ok(())
}

/// What these files weigh together.
fn further(files: &[Sized], names: &[&str]) -> u64 {
    let files = files.iter().filter(|file| names.contains(&file.name.as_str()));
    files.map(|file| file.brotli).sum()
}

fn first_load(files: &[Sized]) -> impl Iterator<Item = &Sized> {
    files.iter().filter(|file| is_first_load(&file.name))
}

fn is_first_load(name: &str) -> bool {
    let later = [AFTER_FIRST_PAGE.as_slice(), &WITH_FIRST_TABLE, &WITH_LANGUAGE_MODEL];
    if later.concat().contains(&name) || name.starts_with(VENDORED) {
        return false;
    }
    let extension = Path::new(name).extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| FIRST_LOAD.contains(&extension))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(wasm: u64, pages: u64) -> Vec<Sized> {
        let sized = |name: &str, brotli| Sized { name: name.to_owned(), raw: 3 * brotli, brotli };
        vec![
            sized("app_bg.wasm", wasm),
            sized("data/berkeley.csv", 900_000),
            sized("engine_bg.wasm", 700_000),
            sized("index.html", 600),
            sized("local-model.js", 3_000),
            sized("split_pages.wasm", pages),
            sized("vendor/x.wasm", 2_000_000),
        ]
    }

    #[test]
    fn the_budget_counts_what_the_page_loads_and_neither_data_nor_what_comes_later() {
        check_budget(&files(449_400, 300_000)).expect("exactly the budget is within it");
        let error = check_budget(&files(449_401, 0)).expect_err("one byte more is not");
        assert!(error.to_string().contains("1 over the budget of 450000"), "{error}");
    }

    #[test]
    fn later_pages_have_a_budget_too() {
        check_budget(&files(400, 999_000)).expect("exactly the budget is within it");
        let error = check_budget(&files(400, 999_001)).expect_err("one byte more is not");
        assert!(error.to_string().contains("1 over the budget of 1000000"), "{error}");
    }

    #[test]
    fn the_table_tells_what_is_loaded_on_demand_and_adds_up_the_rest() {
        let table = table(&files(1000, 300_000));
        assert!(table.contains("data/berkeley.csv     2700000      900000  on demand"), "{table}");
        assert!(table.contains("with a table                      1001600"), "{table}");
        assert!(table.contains("with all pages                     301600  of 1000000"), "{table}");
        assert!(table.ends_with("4800        1600  of 450000 bytes"), "{table}");
    }
}
