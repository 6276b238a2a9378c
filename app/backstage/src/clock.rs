//! The demo's clock: moved by hand, and still moved after a restart.

use base::Clock;
use base::clock::{MovableClock, SystemClock};
use chrono::{DateTime, Duration, Utc};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// Seasons end; nothing is to be seen farther away than this.
const AHEAD_MAX: Duration = Duration::days(400);

/// Where to move it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockMove {
    /// So much farther than it is.
    By(Duration),
    To(DateTime<Utc>),
    /// Back to the machine's own time.
    Back,
}

fn file(data: &Path) -> PathBuf {
    data.join("clock")
}

/// How far ahead it was when the demo last ran.
pub fn kept(data: &Path) -> Duration {
    let text = fs::read_to_string(file(data)).unwrap_or_default();
    text.trim().parse().ok().and_then(Duration::try_seconds).map_or(Duration::zero(), bounded)
}

/// Moves it, and remembers that.
pub fn go(clock: &MovableClock, data: &Path, to: ClockMove) -> io::Result<()> {
    let ahead = match to {
        ClockMove::By(by) => clock.ahead().checked_add(&by).unwrap_or(AHEAD_MAX),
        // A part of a second later rather than earlier: what begins then has begun.
        ClockMove::To(at) => at - SystemClock.now() + Duration::milliseconds(999),
        ClockMove::Back => Duration::zero(),
    };
    let ahead = bounded(ahead);
    fs::write(file(data), ahead.num_seconds().to_string())?;
    clock.set_ahead(ahead);
    Ok(())
}

fn bounded(ahead: Duration) -> Duration {
    ahead.clamp(-AHEAD_MAX, AHEAD_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_stays_moved_after_a_restart() {
        let data = std::env::temp_dir().join(format!("tessera-clock-{}", std::process::id()));
        fs::create_dir_all(&data).unwrap();
        let clock = MovableClock::default();
        go(&clock, &data, ClockMove::By(Duration::hours(1))).unwrap();
        go(&clock, &data, ClockMove::By(Duration::days(1))).unwrap();
        assert_eq!(clock.ahead(), Duration::hours(25));
        assert_eq!(kept(&data), Duration::hours(25));
        go(&clock, &data, ClockMove::By(Duration::days(100_000))).unwrap();
        assert_eq!(clock.ahead(), AHEAD_MAX);
        go(&clock, &data, ClockMove::Back).unwrap();
        assert_eq!(kept(&data), Duration::zero());
        fs::remove_dir_all(&data).unwrap();
    }
}
