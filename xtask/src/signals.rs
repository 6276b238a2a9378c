//! Ctrl-C and SIGTERM: remembered here, acted on where somebody waits.

use std::sync::atomic::{AtomicBool, Ordering};

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// From now on a Ctrl-C, SIGTERM or SIGHUP doesn't kill xtask; it makes [`interrupted`] true.
pub fn listen() {
    // A second registration is the only way this fails, and the first one then still stands.
    let _ = ctrlc::set_handler(|| INTERRUPTED.store(true, Ordering::SeqCst));
}

/// Has somebody asked us to end?
pub fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::SeqCst)
}

/// Fails when somebody has asked us to end, so that `?` unwinds and every running child is ended on the way.
pub fn check() -> anyhow::Result<()> {
    if interrupted() {
        anyhow::bail!("stopped");
    }
    Ok(())
}
