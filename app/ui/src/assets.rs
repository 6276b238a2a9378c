//! Addresses of built files. A built file's name carries a hash of its content, so that browsers may keep it forever.

use std::collections::HashMap;
use std::sync::OnceLock;

static MANIFEST: OnceLock<HashMap<String, String>> = OnceLock::new();

/// Takes the build's list of plain name to hashed name, once, when the server starts. A second call changes nothing.
pub fn set_manifest(manifest: HashMap<String, String>) {
    let _ = MANIFEST.set(manifest);
}

/// The address of a built file: `url("tessera.css")` is `/pkg/tessera.3f9c2a.css`. A name the manifest doesn't know is
/// asked for as it stands, so that a page without a build still names what is missing.
pub fn url(name: &str) -> String {
    address(MANIFEST.get(), name)
}

fn address(manifest: Option<&HashMap<String, String>>, name: &str) -> String {
    let file = manifest.and_then(|m| m.get(name)).map_or(name, String::as_str);
    if file.starts_with('/') { file.to_owned() } else { format!("/pkg/{file}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_built_file_is_asked_for_by_its_hashed_name() {
        let manifest = HashMap::from([("tessera.css".to_owned(), "tessera.abc.css".to_owned())]);
        assert_eq!(address(Some(&manifest), "tessera.css"), "/pkg/tessera.abc.css");
        assert_eq!(address(Some(&manifest), "till.js"), "/pkg/till.js");
        assert_eq!(address(None, "till.js"), "/pkg/till.js");
    }
}
