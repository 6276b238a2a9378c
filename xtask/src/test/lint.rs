//! clippy, with every warning a failure.

use super::unit;
use crate::process::Finished;
use crate::progress::Step;
use crate::sqlx::Description;
use crate::web;
use crate::workspace::Workspace;

/// The server's crates and xtask, as the tests build them: they are compiled by clippy's driver, which says its words
/// on the way. A run of clippy would check the same crates, and all they depend on, a second time.
pub fn server(step: &Step, workspace: &Workspace, queries: Option<&Description>) -> anyhow::Result<bool> {
    let mut clean = is_clean(step, &unit::compile(step, workspace, queries)?);
    clean &= is_clean(step, &unit::compile_xtask(step)?);
    Ok(clean)
}

/// The bundles, as the journeys get them: this is their build, linted on the way.
pub fn browser(step: &Step) -> anyhow::Result<bool> {
    let mut clean = true;
    for (package, _) in web::BUNDLES {
        clean &= is_clean(step, &web::compile(package, web::Profile::Test).finish(step)?);
    }
    Ok(clean)
}

fn is_clean(step: &Step, finished: &Finished) -> bool {
    let clean = finished.success() && !finished.output.lines().any(sums_up_warnings);
    if !clean {
        finished.show_failure(step);
    }
    clean
}

/// Cargo's last word on a crate with warnings, said again where the crate is fresh:
/// ``warning: `domain` (lib) generated 2 warnings``.
fn sums_up_warnings(line: &str) -> bool {
    line.starts_with("warning: `") && line.contains("` (") && line.contains(" generated ")
}

#[cfg(test)]
mod tests {
    use super::sums_up_warnings;

    #[test]
    fn warnings_are_noticed() {
        let yes = "warning: `domain` (lib test) generated 1 warning (run `cargo clippy --fix` to apply 1 suggestion)";
        assert!(sums_up_warnings(yes));
        assert!(!sums_up_warnings("warning: unused variable: `x`"));
        assert!(!sums_up_warnings("    Compiling generated v0.1.0"));
    }
}
