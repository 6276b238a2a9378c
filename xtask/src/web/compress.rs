//! The compressed neighbors `.br` and `.gz` that the server sends as they are.

use super::Profile;
use crate::progress::Step;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Smaller files fit one packet either way.
const WORTH_IT: usize = 256;

/// Is a file of that name worth compressing? Pictures and fonts are compressed in themselves.
pub fn is_compressible(path: &Path) -> bool {
    let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    matches!(
        extension.as_str(),
        "js" | "wasm" | "css" | "svg" | "json" | "webmanifest" | "txt" | "html" | "xml" | "ttf" | "otf"
    )
}

pub fn neighbor(path: &Path, extension: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    name.into()
}

/// Are the neighbors there that this profile wants?
pub fn is_done(path: &Path, profile: Profile) -> bool {
    profile != Profile::Release
        || !is_compressible(path)
        || path.metadata().is_ok_and(|it| it.len() < WORTH_IT as u64)
        || (neighbor(path, "br").exists() && neighbor(path, "gz").exists())
}

/// Writes both neighbors: at the best quality for a release, none for development and tests.
pub fn neighbors(path: &Path, content: &[u8], profile: Profile, step: &Step) -> anyhow::Result<()> {
    let (br, gz) = (neighbor(path, "br"), neighbor(path, "gz"));
    if profile != Profile::Release || !is_compressible(path) || content.len() < WORTH_IT {
        for stale in [br, gz] {
            let _ = fs::remove_file(stale);
        }
        return Ok(());
    }
    step.show(&format!("compressing {}", path.file_name().unwrap_or_default().to_string_lossy()));
    let mut packed = Vec::new();
    let parameters =
        brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, size_hint: content.len(), ..Default::default() };
    brotli::BrotliCompress(&mut &content[..], &mut packed, &parameters)?;
    fs::write(br, packed)?;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content)?;
    fs::write(gz, encoder.finish()?)?;
    Ok(())
}
