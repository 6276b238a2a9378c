//! What programs use of the machine, as Linux counts it; nothing where there is no /proc.

use std::collections::HashMap;
use std::fs;
use std::time::Duration;

/// Processor time, by program.
#[derive(Clone, Copy, Default)]
pub struct Cpu {
    pub server: Duration,
    pub postgres: Duration,
}

impl Cpu {
    /// As it stands now.
    pub fn now(server: u32, postgres: u32) -> Cpu {
        let all = processes();
        let used = |id: u32| all.get(&id).map_or(Duration::ZERO, |it| it.used);
        // Those that have ended are counted by whom they descend from.
        let children: Duration = all.values().filter(|it| it.parent == postgres).map(|it| it.used).sum();
        let ended = all.get(&postgres).map_or(Duration::ZERO, |it| it.of_ended);
        Cpu { server: used(server), postgres: used(postgres) + children + ended }
    }

    pub fn since(self, before: Cpu) -> Cpu {
        Cpu {
            server: self.server.saturating_sub(before.server),
            postgres: self.postgres.saturating_sub(before.postgres),
        }
    }
}

struct Process {
    parent: u32,
    used: Duration,
    of_ended: Duration,
}

/// The kernel tells times in hundredths of a second, on every machine Linux runs on.
const TICK: Duration = Duration::from_millis(10);

fn processes() -> HashMap<u32, Process> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let ids = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    ids.filter_map(|id| Some((id, process(&fs::read_to_string(format!("/proc/{id}/stat")).ok()?)?))).collect()
}

/// One line of /proc/…/stat; the name in it may hold anything, a bracket too.
fn process(stat: &str) -> Option<Process> {
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|it| it.parse::<u32>().ok());
    Some(Process {
        parent: ticks(1)?,
        used: TICK * (ticks(11)? + ticks(12)?),
        of_ended: TICK * (ticks(13)? + ticks(14)?),
    })
}

/// Resident memory in bytes.
pub fn resident(id: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|rest| rest.trim().split(' ').next()).and_then(|it| it.parse::<u64>().ok());
    kilobytes.unwrap_or(0) * 1024
}

/// How many processes wanted a core in the last minute, as text.
pub fn load() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().unwrap_or("?").to_owned()
}

/// The machine in one line: processor, cores, memory.
pub fn machine() -> String {
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find(|line| line.starts_with("model name")).and_then(|line| line.split(':').nth(1));
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kilobytes = memory.split_whitespace().nth(1).and_then(|it| it.parse::<u64>().ok()).unwrap_or(0);
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    format!("{}, {cores} cores, {} GB", model.unwrap_or("unknown processor").trim(), kilobytes / 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_brackets_is_read() {
        let line = "7 (a) b) S 3 0 0 0 -1 0 0 0 0 0 250 50 7 3 20 0 1 0";
        let read = process(line).expect("a process");
        assert_eq!((read.parent, read.used, read.of_ended), (3, Duration::from_secs(3), Duration::from_millis(100)));
    }
}
