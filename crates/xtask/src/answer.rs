//! Answering a request with a file: which one, of what type, and whether the browser has it already.

use rouille::{Request, Response};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The file that a request asks for, with its type, to be asked for again only when it has changed.
pub(crate) fn answer(dist: &Path, request: &Request) -> Response {
    if !matches!(request.method(), "GET" | "HEAD") {
        return Response::text("only GET and HEAD").with_status_code(405);
    }
    let Some(path) = locate(dist, &request.url()) else {
        return Response::text("there is no such file").with_status_code(404);
    };
    match fs::read(&path) {
        Ok(content) => Response::from_data(media_type(&path), content)
            .with_unique_header("Cache-Control", "no-cache")
            .with_etag(request, version_tag(&path)),
        Err(_) => Response::text("cannot read the file").with_status_code(500),
    }
}

/// The file of `dist` that a URL (already decoded, without its query) stands for. None where there
/// is none, and where the path would leave the folder by `..`, an absolute part or a link.
pub(crate) fn locate(dist: &Path, url: &str) -> Option<PathBuf> {
    let inside = url.strip_prefix('/')?;
    let plain =
        |part: &str| part != ".." && !part.starts_with('.') && !part.contains(['\\', ':', '\0']);
    if !inside.split('/').all(plain) || inside.starts_with('/') {
        return None;
    }
    let mut path = dist.join(inside);
    if path.is_dir() {
        path.push("index.html");
    }
    let path = path.canonicalize().ok()?;
    (path.is_file() && path.starts_with(dist.canonicalize().ok()?)).then_some(path)
}

/// What a file of this name holds.
pub(crate) fn media_type(path: &Path) -> &'static str {
    let extension = path.extension().and_then(|extension| extension.to_str());
    match extension.unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "jsonl" => "application/jsonl",
        "csv" => "text/csv; charset=utf-8",
        "txt" | "md" => "text/plain; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

/// Changes whenever the file is written.
fn version_tag(path: &Path) -> String {
    let written = fs::metadata(path)
        .and_then(|data| data.modified())
        .ok()
        .and_then(|time| time.duration_since(SystemTime::UNIX_EPOCH).ok())
        .unwrap_or_default();
    format!("\"{:x}\"", written.as_nanos())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    /// A folder with a page, a module and, outside of what is served, a secret.
    struct Site {
        around: PathBuf,
    }

    impl Site {
        fn new(name: &str) -> Site {
            let around = std::env::temp_dir().join(format!("xtask-{name}-{}", std::process::id()));
            fs::create_dir_all(around.join("dist/guide")).expect("a new folder");
            for (file, content) in [
                ("dist/index.html", "<!doctype html>"),
                ("dist/app_bg.wasm", "\0asm"),
                ("dist/guide/index.html", "guide"),
                ("secret.txt", "secret"),
            ] {
                fs::write(around.join(file), content).expect("a file in a new folder");
            }
            Site { around }
        }

        fn dist(&self) -> PathBuf {
            self.around.join("dist")
        }

        fn get(&self, method: &str, url: &str) -> (u16, String) {
            let request = Request::fake_http(method, url, vec![], vec![]);
            let response = answer(&self.dist(), &request);
            (response.status_code, body(response))
        }
    }

    impl Drop for Site {
        fn drop(&mut self) {
            fs::remove_dir_all(&self.around).expect("it was made by this test");
        }
    }

    fn body(response: Response) -> String {
        let mut text = String::new();
        let (mut reader, _) = response.data.into_reader_and_size();
        reader.read_to_string(&mut text).expect("it is text");
        text
    }

    #[test]
    fn a_folder_is_answered_by_its_index() {
        let site = Site::new("index");
        assert_eq!(site.get("GET", "/"), (200, "<!doctype html>".to_owned()));
        assert_eq!(site.get("GET", "/guide/?a=1"), (200, "guide".to_owned()));
        assert_eq!(site.get("GET", "/nothing").0, 404);
        assert_eq!(site.get("POST", "/").0, 405);
    }

    #[test]
    fn no_path_leaves_the_folder() {
        let site = Site::new("traversal");
        for url in [
            "/../secret.txt",
            "/guide/../../secret.txt",
            "/%2e%2e/secret.txt",
            "/..%2fsecret.txt",
            "/..\\secret.txt",
            "//secret.txt",
            "/.git",
        ] {
            assert_eq!(site.get("GET", url).0, 404, "{url}");
        }
        let absolute = format!("/{}", site.around.join("secret.txt").display());
        assert_eq!(site.get("GET", &absolute).0, 404);
    }

    #[cfg(unix)]
    #[test]
    fn no_link_leads_out_of_the_folder() {
        let site = Site::new("link");
        std::os::unix::fs::symlink("../secret.txt", site.dist().join("link.txt")).expect("a link");
        assert_eq!(site.get("GET", "/link.txt").0, 404);
    }

    #[test]
    fn a_running_server_says_the_type_and_spares_what_the_browser_has() {
        let site = Site::new("running");
        let request = Request::fake_http("GET", "/app_bg.wasm", vec![], vec![]);
        let first = answer(&site.dist(), &request);
        let header = |name: &str| {
            let found = first.headers.iter().find(|(key, _)| key == name);
            found.map(|(_, value)| value.to_string()).unwrap_or_default()
        };
        assert_eq!(header("Content-Type"), "application/wasm");
        assert_eq!(header("Cache-Control"), "no-cache");
        let known = vec![("If-None-Match".to_owned(), header("ETag"))];
        let again = Request::fake_http("GET", "/app_bg.wasm", known, vec![]);
        assert_eq!(answer(&site.dist(), &again).status_code, 304);
    }
}
