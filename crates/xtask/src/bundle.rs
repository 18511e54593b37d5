//! Building the application: cargo, the split, wasm-bindgen, wasm-opt, and everything laid out in `dist/`.

use crate::npm;
use crate::shell::{self, Seconds};
use crate::size;
use crate::split;
use crate::workspace::Workspace;
use anyhow::{Context, Result, ensure};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::Instant;

const TARGET: &str = "wasm32-unknown-unknown";

/// The features that rustc uses by default or by `.cargo/config.toml`.
const WASM_OPT_FLAGS: [&str; 8] = [
    "-O3",
    "--enable-simd",
    "--enable-bulk-memory",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// What is compiled, and the name under which the page loads it: the pages themselves, and what
/// workers run. The second is loaded when the first table is opened.
const MODULES: [(&str, &str); 2] = [("causeloom-web", "app"), ("causeloom-engine", "engine")];

/// What others made and the page loads only when it is asked to run a language model in the tab: files
/// of npm's packages, and the names under which they lie in `dist/`.
const VENDORED: [(&str, &str); 3] = [
    ("@wllama/wllama/esm/index.min.js", "vendor/wllama/index.js"),
    ("@wllama/wllama/esm/wasm/wllama.wasm", "vendor/wllama/wllama.wasm"),
    ("@wllama/wllama/LICENCE", "vendor/wllama/LICENCE"),
];

/// The package whose module is split: what only later pages need is fetched after the first.
const SPLIT: &str = "causeloom-web";

/// How the application is compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    Release,
    Development,
}

/// Names (with `/`) and contents of the files of the application.
type Files = BTreeMap<String, Vec<u8>>;

/// Where the finished application lies.
pub(crate) fn dist() -> PathBuf {
    shell::root().join("dist")
}

/// Builds the whole application into [`dist`], prints what it weighs and fails where that is over
/// the budget. Gives the folder back.
pub(crate) fn build(profile: Profile) -> Result<PathBuf> {
    let begun = Instant::now();
    ensure_target()?;
    let workspace = Workspace::read()?;
    compile(profile)?;
    let mut files = Files::new();
    for (package, name) in MODULES {
        files.extend(bind(&workspace, profile, package, name)?);
    }
    if profile == Profile::Release {
        npm::ensure_packages()?;
        optimize_all(&workspace, &mut files)?;
    }
    add_assets(&mut files)?;
    add_vendored(&mut files, profile)?;
    let dist = dist();
    install(&dist, &files)?;
    if profile == Profile::Release {
        let names: Vec<String> = files.into_keys().collect();
        size::report(&dist, &names)?;
    }
    eprintln!("built in {}", Seconds(begun.elapsed()));
    Ok(dist)
}

/// Lays out `static/` and the style sheets again, beside the module that is there.
pub(crate) fn refresh_assets() -> Result<()> {
    let mut files = Files::new();
    add_assets(&mut files)?;
    write_all(&dist(), &files)
}

/// Adds the wasm target where rustup has not installed it with the toolchain.
pub(crate) fn ensure_target() -> Result<()> {
    let installed = shell::output(shell::command("rustc").args([
        "--print",
        "target-libdir",
        "--target",
        TARGET,
    ]))
    .is_ok_and(|folder| Path::new(folder.trim()).is_dir());
    if installed {
        return Ok(());
    }
    shell::run(shell::command("rustup").args(["target", "add", TARGET]))
        .with_context(|| format!("Rust's standard library for {TARGET} is not installed"))
}

fn compile(profile: Profile) -> Result<()> {
    let name = match profile {
        Profile::Release => "release",
        Profile::Development => "dev",
    };
    let packages = MODULES.map(|(package, _)| format!("--package={package}"));
    // RUSTFLAGS in the environment would replace those of `.cargo/config.toml`, simd128 among them;
    // what stands on the command line is added to them.
    let flags = format!("--config=target.{TARGET}.rustflags={:?}", remapped_folders());
    shell::run(
        shell::cargo()
            .env_remove("RUSTFLAGS")
            .args(["build", &flags, "--lib", "--target", TARGET, "--profile", name])
            .args(packages),
    )
}

/// Flags that keep the folders of this machine out of the module: messages of the standard library
/// and of dependencies name source files.
fn remapped_folders() -> Vec<String> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
    let registry = home.map(|home| home.join("registry/src"));
    let folders = registry.into_iter().chain([shell::root()]);
    folders.map(|folder| format!("--remap-path-prefix={}=.", folder.display())).collect()
}

/// Lets wasm-bindgen write a package's module and its JavaScript, and reads both back.
fn bind(workspace: &Workspace, profile: Profile, package: &str, name: &str) -> Result<Files> {
    let folder = match profile {
        Profile::Release => "release",
        Profile::Development => "debug",
    };
    let module = format!("{}.wasm", package.replace('-', "_"));
    let mut module = workspace.target.join(TARGET).join(folder).join(module);
    let mut files = Files::new();
    if package == SPLIT {
        let parts = fresh(workspace.target.join("split"))?;
        module = split::split(&module, name, &parts, &workspace.target.join("first.wasm"))?;
        read_into(&mut files, &parts)?;
    }
    let out = fresh(workspace.target.join("bindings"))?;
    let mut arguments: Vec<OsString> =
        ["wasm-bindgen", "--target=web", "--no-typescript", "--out-name", name, "--out-dir"]
            .map(OsString::from)
            .into();
    arguments.push(out.clone().into());
    if package == SPLIT {
        // The parts import the table of functions and the memory.
        arguments.push("--keep-lld-exports".into());
    }
    arguments.push(module.into());
    wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(arguments).context("wasm-bindgen")?;
    read_into(&mut files, &out)?;
    Ok(files)
}

/// The folder, empty.
fn fresh(folder: PathBuf) -> Result<PathBuf> {
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Optimizes all modules, each in a thread of its own.
fn optimize_all(workspace: &Workspace, files: &mut Files) -> Result<()> {
    std::thread::scope(|scope| {
        let modules = files
            .iter_mut()
            .filter(|(name, _)| Path::new(name).extension().is_some_and(|kind| kind == "wasm"));
        let at_work: Vec<_> = modules
            .map(|(name, module)| {
                scope.spawn(move || {
                    *module = optimize(workspace, name, module)?;
                    anyhow::Ok(())
                })
            })
            .collect();
        at_work.into_iter().try_for_each(|work| work.join().expect("errors are returned"))
    })
}

/// A module after wasm-opt. An unchanged module is not optimized again.
fn optimize(workspace: &Workspace, name: &str, module: &[u8]) -> Result<Vec<u8>> {
    let folder = workspace.target.join("wasm-opt").join(name);
    let mut hasher = DefaultHasher::new();
    (module, WASM_OPT_FLAGS, npm::lock_file()?).hash(&mut hasher);
    let done = folder.join(format!("{:016x}.wasm", hasher.finish()));
    if let Ok(optimized) = fs::read(&done) {
        return Ok(optimized);
    }
    let folder = fresh(folder)?;
    let (before, after) = (folder.join("before.wasm"), folder.join("after.wasm"));
    fs::write(&before, module)?;
    let mut wasm_opt = npm::node()?;
    wasm_opt.arg(npm::file_of_package("binaryen/bin/wasm-opt")?).args(WASM_OPT_FLAGS);
    shell::run(wasm_opt.arg(&before).arg("-o").arg(&after))?;
    fs::rename(&after, &done)?;
    Ok(fs::read(&done)?)
}

/// Adds `static/**` as it is, and all style sheets as one `app.css`.
fn add_assets(files: &mut Files) -> Result<()> {
    let root = shell::root();
    let mut assets = Files::new();
    read_into(&mut assets, &root.join("static"))?;
    let mut sources = Files::new();
    read_into(&mut sources, &root.join("web/src"))?;
    assets.insert("app.css".to_owned(), style_sheet(sources));
    for (name, content) in assets {
        let twice = files.insert(name.clone(), content).is_some();
        ensure!(!twice, "static/{name} would replace a file that the build writes");
    }
    Ok(())
}

/// Adds what comes from npm. A development build asks for no Node and takes what is there.
fn add_vendored(files: &mut Files, profile: Profile) -> Result<()> {
    for (source, name) in VENDORED {
        match npm::file_of_package(source) {
            Ok(path) => drop(files.insert(name.to_owned(), fs::read(path)?)),
            Err(error) if profile == Profile::Release => return Err(error),
            Err(_) => {}
        }
    }
    Ok(())
}

/// One style sheet from all those among the sources: the outermost first, then by path, so that
/// a component's rules come after the ground that they build on.
fn style_sheet(sources: Files) -> Vec<u8> {
    let is_style = |name: &str| Path::new(name).extension().is_some_and(|kind| kind == "css");
    let mut sheets: Vec<(usize, String, Vec<u8>)> = sources
        .into_iter()
        .filter(|(name, _)| is_style(name))
        .map(|(name, content)| (name.matches('/').count(), name, content))
        .collect();
    sheets.sort();
    let mut joined = Vec::new();
    for (_, name, content) in sheets {
        joined.extend_from_slice(format!("/* {name} */\n").as_bytes());
        joined.extend_from_slice(&content);
        joined.push(b'\n');
    }
    joined
}

/// Makes `dist` hold these files and no others.
fn install(dist: &Path, files: &Files) -> Result<()> {
    let mut left_over = Files::new();
    read_into(&mut left_over, dist)?;
    left_over.retain(|name, _| !files.contains_key(name));
    write_all(dist, files)?;
    for name in left_over.keys() {
        fs::remove_file(dist.join(name))?;
    }
    Ok(())
}

/// Writes each file beside its place and moves it there: nobody is served half a file.
fn write_all(dist: &Path, files: &Files) -> Result<()> {
    for (name, content) in files {
        let place = dist.join(name);
        let parent = place.parent().expect("a file lies in a folder");
        fs::create_dir_all(parent).with_context(|| format!("cannot make {}", parent.display()))?;
        let beside = parent.join(".being-written");
        fs::write(&beside, content).with_context(|| format!("cannot write {}", place.display()))?;
        fs::rename(&beside, &place)?;
    }
    Ok(())
}

/// Reads all files below `folder` (none where it is not there), but those whose name starts with a dot.
fn read_into(files: &mut Files, folder: &Path) -> Result<()> {
    fn walk(files: &mut Files, folder: &Path, prefix: &str) -> Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().into_string().ok().context("a file name is not UTF-8")?;
            if name.starts_with('.') {
                continue;
            }
            let full_name = format!("{prefix}{name}");
            if entry.path().is_dir() {
                walk(files, &entry.path(), &format!("{full_name}/"))?;
            } else {
                files.insert(full_name, fs::read(entry.path())?);
            }
        }
        Ok(())
    }
    if folder.is_dir() {
        walk(files, folder, "").with_context(|| format!("cannot read {}", folder.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(names: &[&str]) -> Files {
        names.iter().map(|name| ((*name).to_owned(), name.as_bytes().to_vec())).collect()
    }

    #[test]
    fn style_sheets_come_outermost_first_and_then_by_path() {
        let sources =
            files(&["chart/style.css", "page/a/style.css", "page/z.css", "style.css", "lib.rs"]);
        let sheet = String::from_utf8(style_sheet(sources)).expect("it is text");
        let order: Vec<&str> = sheet.lines().filter(|line| !line.starts_with("/*")).collect();
        assert_eq!(order, ["style.css", "chart/style.css", "page/z.css", "page/a/style.css"]);
    }

    #[test]
    fn installing_leaves_exactly_the_files_of_the_build() {
        let dist = std::env::temp_dir().join(format!("xtask-install-{}", std::process::id()));
        install(&dist, &files(&["old.js", "index.html"])).expect("a new folder can be written");
        install(&dist, &files(&["index.html", "data/a.csv"])).expect("and written again");
        let mut there = Files::new();
        read_into(&mut there, &dist).expect("it can be read");
        fs::remove_dir_all(&dist).expect("it can be removed");
        assert_eq!(there, files(&["index.html", "data/a.csv"]));
    }
}
