//! Room on the disk: asked for before the work begins, because what breaks without it breaks in the middle, in any words.

use crate::paths::{self, Profile};
use anyhow::bail;
use nix::sys::statvfs::statvfs;
use std::path::Path;

const GIGABYTE: u64 = 1_000_000_000;

/// What a verb writes into the target directory: to begin with, and when most of it stands already.
pub struct Room {
    pub first_gb: u64,
    pub later_gb: u64,
}

/// # Errors
/// When the disk under the target directory has less room than that.
pub fn ensure(room: &Room) -> anyhow::Result<()> {
    let target = paths::target();
    // The last of what is built; xtask itself stands whenever this is asked.
    let built = paths::program("server", Profile::Dev).is_file();
    let needed = if built { room.later_gb } else { room.first_gb };
    // The first directory above that there is; one that can't be asked is no reason to stop.
    let Some(there) = target.ancestors().find(|path| path.is_dir()) else { return Ok(()) };
    let Some(free) = free_gb(there) else { return Ok(()) };
    if free < needed {
        bail!(
            "There is {free} GB of room for {}, and about {needed} GB are needed: make room there, or set CARGO_TARGET_DIR \
             to a directory on a disk that has it.",
            paths::shown(&target)
        );
    }
    Ok(())
}

fn free_gb(directory: &Path) -> Option<u64> {
    let disk = statvfs(directory).ok()?;
    // The types differ from system to system.
    #[allow(clippy::unnecessary_cast)]
    let free = (disk.blocks_available() as u64).saturating_mul(disk.fragment_size() as u64);
    Some(free / GIGABYTE)
}
