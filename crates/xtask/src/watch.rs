//! Building again when a source changes: files are looked at twice a second.

use crate::bundle::{self, Profile};
use crate::shell;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, SystemTime};

/// What the application is made of, relative to the root.
const SOURCES: [&str; 5] = ["Cargo.lock", "Cargo.toml", "crates", "static", "web"];

/// When each source was last written.
type Snapshot = BTreeMap<PathBuf, SystemTime>;

/// Builds again after every change, for as long as the process lives. After each build that
/// succeeded, `built` is raised by one.
pub(crate) fn rebuild_on_change(profile: Profile, built: &AtomicU64) {
    let root = shell::root();
    let mut known = snapshot(&root);
    loop {
        thread::sleep(Duration::from_millis(500));
        let now = snapshot(&root);
        let changed = changes(&known, &now);
        if changed.is_empty() {
            continue;
        }
        known = now;
        eprintln!("changed: {}", shown(&changed));
        let outcome = if changed.iter().all(|path| is_asset(path)) {
            bundle::refresh_assets()
        } else {
            bundle::build(profile).map(drop)
        };
        match outcome {
            Ok(()) => {
                built.fetch_add(1, Ordering::Relaxed);
            }
            Err(error) => eprintln!("error: {error:#}\nwaiting for the next change"),
        }
    }
}

fn snapshot(root: &Path) -> Snapshot {
    let mut snapshot = Snapshot::new();
    for source in SOURCES {
        look_at(&mut snapshot, root, Path::new(source));
    }
    snapshot
}

/// A file that vanishes while it is looked at is simply not there.
fn look_at(snapshot: &mut Snapshot, root: &Path, path: &Path) {
    let name = path.file_name().unwrap_or_default();
    if name == "node_modules" || name == "xtask" || name.as_encoded_bytes().starts_with(b".") {
        return;
    }
    let full_path = root.join(path);
    if let Ok(entries) = fs::read_dir(&full_path) {
        for entry in entries.flatten() {
            look_at(snapshot, root, &path.join(entry.file_name()));
        }
    } else if let Ok(written) = fs::metadata(&full_path).and_then(|data| data.modified()) {
        snapshot.insert(path.to_path_buf(), written);
    }
}

/// What was written, added or removed between two snapshots.
fn changes(before: &Snapshot, after: &Snapshot) -> Vec<PathBuf> {
    let written = after.iter().filter(|(path, time)| before.get(*path) != Some(*time));
    let removed = before.iter().filter(|(path, _)| !after.contains_key(*path));
    written.chain(removed).map(|(path, _)| path.clone()).collect()
}

/// Files that go into `dist/` without cargo. A removed one stays there until the next whole build.
fn is_asset(path: &Path) -> bool {
    path.starts_with("static") || path.extension().is_some_and(|kind| kind == "css")
}

fn shown(changed: &[PathBuf]) -> String {
    let mut names: Vec<String> =
        changed.iter().take(3).map(|path| path.display().to_string()).collect();
    if changed.len() > names.len() {
        names.push(format!("and {} more", changed.len() - names.len()));
    }
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[test]
    fn a_written_an_added_and_a_removed_file_are_changes() {
        let before: Snapshot =
            [("a", 1), ("b", 1), ("c", 1)].map(|(path, time)| (path.into(), at(time))).into();
        let after: Snapshot =
            [("a", 1), ("b", 2), ("d", 1)].map(|(path, time)| (path.into(), at(time))).into();
        assert_eq!(changes(&before, &after), ["b", "d", "c"].map(PathBuf::from));
        assert_eq!(changes(&after, &after), Vec::<PathBuf>::new());
    }

    #[test]
    fn only_static_files_and_style_sheets_need_no_cargo() {
        assert!(is_asset(Path::new("static/index.html")));
        assert!(is_asset(Path::new("web/src/page/style.css")));
        assert!(!is_asset(Path::new("web/src/lib.rs")));
    }

    #[test]
    fn the_snapshot_holds_the_sources_of_the_application_and_not_this_script() {
        let snapshot = snapshot(&shell::root());
        assert!(snapshot.contains_key(Path::new("web/src/lib.rs")));
        assert!(!snapshot.contains_key(Path::new("crates/xtask/src/main.rs")));
    }
}
