//! What cargo knows about the workspace: its crates, what they import, where builds go.

use crate::shell;
use anyhow::{Context, Result};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// The members of the workspace and the folder of its builds.
#[derive(Debug)]
pub(crate) struct Workspace {
    pub(crate) target: PathBuf,
    pub(crate) members: Vec<Member>,
}

/// One crate of the workspace.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) package: String,
    /// Relative to the root, with `/`: `crates/numeric`.
    pub(crate) folder: String,
    pub(crate) description: String,
    pub(crate) imports: Vec<Import>,
}

/// One dependency that is there also outside of tests.
#[derive(Debug, Clone)]
pub(crate) struct Import {
    pub(crate) package: String,
    /// The word that stands for it in the manifest and in `use`.
    pub(crate) word: String,
}

impl Workspace {
    /// Asks cargo, without resolving or downloading anything.
    pub(crate) fn read() -> Result<Workspace> {
        let text =
            shell::output(shell::cargo().args(["metadata", "--no-deps", "--format-version=1"]))?;
        let metadata = serde_json::from_str(&text).context("cargo metadata wrote no JSON")?;
        workspace(&metadata, &shell::root()).context("cargo metadata has not the expected form")
    }
}

fn workspace(metadata: &Value, root: &Path) -> Option<Workspace> {
    let packages = metadata["packages"].as_array()?;
    let mut members =
        packages.iter().map(|package| member(package, root)).collect::<Option<Vec<Member>>>()?;
    members.sort_by(|left, right| left.folder.cmp(&right.folder));
    Some(Workspace { target: metadata["target_directory"].as_str()?.into(), members })
}

fn member(package: &Value, root: &Path) -> Option<Member> {
    let manifest = Path::new(package["manifest_path"].as_str()?);
    let folder = manifest.parent()?.strip_prefix(root).ok()?;
    let folder = folder.to_str()?.replace('\\', "/");
    let imports = package["dependencies"]
        .as_array()?
        .iter()
        .filter(|dependency| dependency["kind"].as_str() != Some("dev"))
        .map(|dependency| {
            let name = dependency["name"].as_str()?;
            let word = dependency["rename"].as_str().unwrap_or(name);
            Some(Import { package: name.to_owned(), word: word.to_owned() })
        })
        .collect::<Option<Vec<Import>>>()?;
    Some(Member {
        package: package["name"].as_str()?.to_owned(),
        folder,
        description: package["description"].as_str().unwrap_or_default().to_owned(),
        imports,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn imports_are_read_with_their_words_and_without_those_of_tests() {
        let metadata = json!({
            "target_directory": "/somewhere/target",
            "packages": [{
                "name": "causeloom-learn",
                "manifest_path": "/somewhere/crates/learn/Cargo.toml",
                "description": "Regression.",
                "dependencies": [
                    { "name": "causeloom-numeric", "rename": "numeric", "kind": null },
                    { "name": "thiserror", "rename": null, "kind": null },
                    { "name": "cc", "rename": null, "kind": "build" },
                    { "name": "proptest", "rename": null, "kind": "dev" },
                ],
            }],
        });
        let read = workspace(&metadata, Path::new("/somewhere")).expect("it has the right form");
        assert_eq!(read.target, Path::new("/somewhere/target"));
        assert_eq!(read.members[0].folder, "crates/learn");
        let words: Vec<&str> = read.members[0].imports.iter().map(|i| i.word.as_str()).collect();
        assert_eq!(words, ["numeric", "thiserror", "cc"]);
        assert_eq!(read.members[0].imports[0].package, "causeloom-numeric");
    }
}
