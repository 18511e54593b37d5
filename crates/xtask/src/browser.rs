//! The browser of the tests: finding Chromium and its driver, installing them where that is allowed,
//! and running wasm tests in it.

use crate::shell;
use anyhow::{Context, Result, bail};
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The verb by which cargo calls this script back to run a test module. It is not for people.
pub(crate) const RUNNER_VERB: &str = "run-wasm-tests";

const CHROMIUM: [&str; 5] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const CHROMEDRIVER: [&str; 2] = ["chromedriver", "chromium-driver"];

/// Where the browser and its driver lie.
#[derive(Debug, Clone)]
pub(crate) struct Browser {
    pub(crate) chromium: PathBuf,
    pub(crate) chromedriver: PathBuf,
}

/// The browser that the variables `CHROMIUM` and `CHROMEDRIVER` name, or that the search path
/// holds. Where there is none, and this is root on a Debian, apt installs it.
pub(crate) fn find_or_install() -> Result<Browser> {
    if let Some(browser) = find()? {
        return Ok(browser);
    }
    let by_hand = "Chromium and its driver are needed for the tests in a browser. On Debian: \
        apt-get install chromium chromium-driver. Elsewhere install Chrome and chromedriver of the \
        same version, and set CHROMIUM and CHROMEDRIVER where they are not on the search path";
    shell::install_by_apt(&["chromium", "chromium-driver"]).context(by_hand)?;
    find()?.context(by_hand)
}

/// The command of a test of `package`, compiled to wasm and run in the headless browser.
/// `target` is the folder of builds; `chosen` are arguments such as `--tests`.
pub(crate) fn wasm_test(
    browser: &Browser,
    package: &str,
    target: &Path,
    chosen: &[&str],
) -> Result<Command> {
    let driver_settings = target.join("webdriver.json");
    let asked = fs::read_to_string(shell::root().join("wasm-tests/webdriver.json"))
        .context("wasm-tests/webdriver.json")?;
    fs::create_dir_all(target)?;
    fs::write(&driver_settings, with_binary(&asked, &browser.chromium)?)?;
    let this_script = env::current_exe()?;
    // An array, because a path may hold spaces.
    let runner = serde_json::json!([this_script, RUNNER_VERB]);
    let mut test = shell::cargo();
    test.env_remove("RUSTFLAGS")
        .args(["test", "--package", package, "--no-fail-fast"])
        .args(chosen)
        .arg("--target=wasm32-unknown-unknown")
        .arg(format!("--config=target.wasm32-unknown-unknown.runner={runner}"))
        .env("CHROMEDRIVER", &browser.chromedriver)
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", driver_settings)
        .env("WASM_BINDGEN_USE_BROWSER", "1")
        .env("WASM_BINDGEN_TEST_TIMEOUT", "300")
        .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60");
    Ok(test)
}

/// Runs one test module in the browser: what cargo calls back.
pub(crate) fn run_wasm_tests(arguments: impl Iterator<Item = OsString>) -> Result<()> {
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(arguments)
}

fn find() -> Result<Option<Browser>> {
    let chromium = named_or_found("CHROMIUM", &CHROMIUM)?;
    let chromedriver = named_or_found("CHROMEDRIVER", &CHROMEDRIVER)?;
    Ok(chromium
        .zip(chromedriver)
        .map(|(chromium, chromedriver)| Browser { chromium, chromedriver }))
}

fn named_or_found(variable: &str, names: &[&str]) -> Result<Option<PathBuf>> {
    let Some(named) = env::var_os(variable).map(PathBuf::from) else {
        return Ok(shell::find_program(names));
    };
    if !named.is_file() {
        bail!("{variable} names {}, which is no file", named.display());
    }
    Ok(Some(named))
}

/// The settings of the driver, with the browser that was found.
fn with_binary(settings: &str, chromium: &Path) -> Result<String> {
    let mut settings: serde_json::Value =
        serde_json::from_str(settings).context("wasm-tests/webdriver.json is no JSON")?;
    settings["goog:chromeOptions"]["binary"] = serde_json::json!(chromium);
    Ok(settings.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_of_the_driver_get_the_browser_that_was_found() {
        let settings = r#"{"goog:chromeOptions": {"args": ["--headless=new"]}}"#;
        let written = with_binary(settings, Path::new("/opt/my chrome")).expect("it is JSON");
        let expected =
            r#"{"goog:chromeOptions":{"args":["--headless=new"],"binary":"/opt/my chrome"}}"#;
        assert_eq!(written, expected);
    }
}
