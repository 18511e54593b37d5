//! Layers: which crate may import which.

use super::{Finding, Source};
use crate::workspace::Member;

/// Where a crate stands in the house.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Imports only crates of layers below its own, so siblings never import each other.
    Layer(u8),
    /// Thin clients of the façade: they import it and nothing else of the house.
    Client,
    /// Tools and tests: they import no crate of the house outside of tests, and none imports them.
    Beside,
}

const FACADE: u8 = 4;

const HOUSE: [(&str, Place); 16] = [
    ("causeloom-numeric", Place::Layer(0)),
    ("causeloom-table", Place::Layer(0)),
    ("causeloom-graph", Place::Layer(0)),
    ("causeloom-learn", Place::Layer(1)),
    ("causeloom-scm", Place::Layer(2)),
    ("causeloom-estimate", Place::Layer(2)),
    ("causeloom-fairness", Place::Layer(3)),
    ("causeloom-synth", Place::Layer(3)),
    ("causeloom-realize", Place::Layer(3)),
    ("causeloom", Place::Layer(FACADE)),
    ("causeloom-engine", Place::Client),
    ("causeloom-wasm", Place::Client),
    ("causeloom-cli", Place::Client),
    ("causeloom-web", Place::Client),
    ("causeloom-wasm-tests", Place::Beside),
    ("xtask", Place::Beside),
];

/// Bindings to a browser: only clients and tests know where they run.
const HOST: [&str; 6] =
    ["wasm-bindgen", "wasm-bindgen-futures", "js-sys", "web-sys", "serde-wasm-bindgen", "leptos"];

/// Crates without a place, and imports that break a layer.
pub(super) fn findings(members: &[Member], sources: &[Source]) -> Vec<Finding> {
    members.iter().flat_map(|member| findings_in(member, sources)).collect()
}

fn findings_in(member: &Member, sources: &[Source]) -> Vec<Finding> {
    let path = format!("{}/Cargo.toml", member.folder);
    let manifest = sources.iter().find(|source| source.path == path);
    let line_of = |word: &str| manifest.map_or(1, |manifest| line_of_key(&manifest.text, word));
    let mut findings = Vec::new();
    if member.description.trim().is_empty() {
        let why = "a crate says in one line what it holds";
        findings.push(Finding::new(&path, 1, "the description is empty", why));
    }
    let Some(importer) = place_of(&member.package) else {
        let what = format!("`{}` has no layer", member.package);
        let why = "every crate has one in crates/xtask/src/tidy/layers.rs";
        findings.push(Finding::new(&path, line_of("name"), what, why));
        return findings;
    };
    for import in &member.imports {
        let why = match place_of(&import.package) {
            Some(imported) => broken_rule(importer, imported),
            None if matches!(importer, Place::Layer(_))
                && HOST.contains(&import.package.as_str()) =>
            {
                Some("only clients of the façade know that there is a browser")
            }
            None => None,
        };
        if let Some(why) = why {
            let what = format!("`{}` imports `{}`", member.package, import.package);
            findings.push(Finding::new(&path, line_of(&import.word), what, why));
        }
    }
    findings
}

fn place_of(package: &str) -> Option<Place> {
    HOUSE.iter().find(|(name, _)| *name == package).map(|(_, place)| *place)
}

/// The rule that an import breaks, if it breaks one.
fn broken_rule(importer: Place, imported: Place) -> Option<&'static str> {
    match (importer, imported) {
        (Place::Layer(importer), Place::Layer(imported)) if imported < importer => None,
        (Place::Layer(importer), Place::Layer(imported)) if imported == importer => {
            Some("siblings never import each other")
        }
        (Place::Client, Place::Layer(FACADE)) => None,
        (Place::Client, _) => Some("a client imports the façade and nothing else of the house"),
        (Place::Beside, _) => Some("tools and tests import the house in tests only"),
        (Place::Layer(_), _) => Some("a crate imports only layers below its own"),
    }
}

/// The line of a manifest that starts with this key.
fn line_of_key(manifest: &str, key: &str) -> usize {
    let starts = |line: &str| {
        let after = line.trim_start_matches("[dependencies.").strip_prefix(key);
        after.is_some_and(|after| after.starts_with([' ', '=', '.', ']']))
    };
    manifest.lines().position(starts).map_or(1, |idx| idx + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Import;

    fn member(package: &str, imports: &[&str]) -> Member {
        let import = |package: &&str| Import {
            package: (*package).to_owned(),
            word: package.trim_start_matches("causeloom-").to_owned(),
        };
        Member {
            package: package.to_owned(),
            folder: "crates/x".to_owned(),
            description: "Something.".to_owned(),
            imports: imports.iter().map(import).collect(),
        }
    }

    fn check(package: &str, imports: &[&str], expected: &[&str]) {
        let found: Vec<String> =
            findings(&[member(package, imports)], &[]).into_iter().map(|f| f.what).collect();
        assert_eq!(found, expected, "{package} imports {imports:?}");
    }

    #[test]
    fn a_crate_imports_only_layers_below_its_own() {
        check("causeloom-learn", &["causeloom-numeric", "thiserror"], &[]);
        check("causeloom-fairness", &["causeloom-learn", "causeloom-scm", "causeloom-table"], &[]);
        check("causeloom", &["causeloom-fairness", "causeloom-graph"], &[]);
        check(
            "causeloom-learn",
            &["causeloom-fairness"],
            &["`causeloom-learn` imports `causeloom-fairness`"],
        );
        check("causeloom-numeric", &["causeloom"], &["`causeloom-numeric` imports `causeloom`"]);
    }

    #[test]
    fn siblings_never_import_each_other() {
        let [finding] = &findings(&[member("causeloom-table", &["causeloom-numeric"])], &[])[..]
        else {
            panic!("one finding");
        };
        assert_eq!(finding.why, "siblings never import each other");
        check(
            "causeloom-estimate",
            &["causeloom-scm"],
            &["`causeloom-estimate` imports `causeloom-scm`"],
        );
    }

    #[test]
    fn clients_import_the_facade_only() {
        check("causeloom-web", &["causeloom", "leptos", "web-sys"], &[]);
        check(
            "causeloom-cli",
            &["causeloom-table"],
            &["`causeloom-cli` imports `causeloom-table`"],
        );
        check("causeloom-web", &["causeloom-wasm"], &["`causeloom-web` imports `causeloom-wasm`"]);
    }

    #[test]
    fn tools_import_nothing_of_the_house_and_libraries_know_no_browser() {
        check("xtask", &["causeloom-numeric"], &["`xtask` imports `causeloom-numeric`"]);
        check("causeloom-table", &["web-sys"], &["`causeloom-table` imports `web-sys`"]);
    }

    #[test]
    fn a_crate_needs_a_layer_and_a_description() {
        let mut odd = member("causeloom-odd", &[]);
        odd.description.clear();
        let found: Vec<String> = findings(&[odd], &[]).into_iter().map(|f| f.what).collect();
        assert_eq!(found, ["the description is empty", "`causeloom-odd` has no layer"]);
    }

    #[test]
    fn an_import_is_shown_at_its_line_of_the_manifest() {
        let manifest = "[package]\nname = \"x\"\n\n[dependencies]\nlearn.workspace = true\ntable = { path = \"t\" }\n";
        assert_eq!(line_of_key(manifest, "learn"), 5);
        assert_eq!(line_of_key(manifest, "table"), 6);
        assert_eq!(line_of_key("[dependencies.web-sys]\n", "web-sys"), 1);
    }
}
