//! Free ports on this machine.

use std::net::TcpListener;

/// `wanted` if it is free, otherwise one of the next few, otherwise any.
///
/// # Errors
/// When the machine has no free port at all.
pub fn free_near(wanted: u16) -> anyhow::Result<u16> {
    for port in wanted..wanted.saturating_add(20) {
        if is_free(port) {
            return Ok(port);
        }
    }
    any_free()
}

/// Any free port.
pub fn any_free() -> anyhow::Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

fn is_free(port: u16) -> bool {
    TcpListener::bind(("127.0.0.1", port)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_port_is_passed_over() -> anyhow::Result<()> {
        let taken = TcpListener::bind(("127.0.0.1", 0))?;
        let port = taken.local_addr()?.port();
        assert_ne!(free_near(port)?, port);
        Ok(())
    }
}
