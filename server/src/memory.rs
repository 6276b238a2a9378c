//! How the process takes its memory.

use mimalloc::MiMalloc;

/// Answers are made of many small allocations, which the system's allocator is slow at with several threads.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// Has memory come in small pages. In huge ones, which the allocator asks Linux for, what an open stream keeps but never
/// touches is resident too: ten thousand took 80 MB more, and nothing was faster. To be called first.
pub fn spare() {
    #[cfg(target_os = "linux")]
    // A kernel that doesn't know how uses a bit more memory.
    let _ = nix::sys::prctl::set_thp_disable(true);
}
