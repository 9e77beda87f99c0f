//! Memory and time of other processes, as the kernel counts them. Unknown where there is no /proc.

use std::{fs, time::Duration};

/// Resident memory of process `id` now, in bytes.
pub fn resident(id: u32) -> Option<u64> {
    status(id, "VmRSS:")
}

/// The most resident memory process `id` has had so far, in bytes.
pub fn peak(id: u32) -> Option<u64> {
    status(id, "VmHWM:")
}

/// What all children that ended so far have used of the processors. In hundredths of a second, as every Linux tells it.
pub fn time_of_children() -> Option<Duration> {
    ended_children(&fs::read_to_string("/proc/self/stat").ok()?)
}

fn ended_children(stat: &str) -> Option<Duration> {
    // The name may hold anything; what follows is numbers.
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace().skip(13);
    let user: u64 = fields.next()?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    Some(Duration::from_millis((user + system) * 10))
}

fn status(id: u32, member: &str) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    parse(&text, member)
}

fn parse(status: &str, member: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix(member))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kibibytes * 1024)
}

/// Providers that `id` started and that still run. Between fork and exec a child still is its parent, memory and all, so
/// what counts is the program.
pub fn providers(id: u32) -> Vec<u32> {
    let mut children = children(id);
    children.retain(|child| {
        fs::read_link(format!("/proc/{child}/exe")).is_ok_and(|program| {
            program
                .file_name()
                .is_some_and(|name| name.to_string_lossy().starts_with("terraform-provider-"))
        })
    });
    children
}

fn children(id: u32) -> Vec<u32> {
    let Ok(threads) = fs::read_dir(format!("/proc/{id}/task")) else {
        return Vec::new();
    };
    threads
        .filter_map(|thread| fs::read_to_string(thread.ok()?.path().join("children")).ok())
        .flat_map(|line| {
            line.split_whitespace()
                .filter_map(|id| id.parse().ok())
                .collect::<Vec<u32>>()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn other_children_are_no_providers() {
        let mut child = std::process::Command::new("sleep")
            .arg("100")
            .spawn()
            .unwrap();
        assert!(children(std::process::id()).contains(&child.id()));
        assert_eq!(providers(std::process::id()), [0; 0]);
        assert!(resident(child.id()) <= peak(child.id()));
        child.kill().unwrap();
        child.wait().unwrap();
    }

    #[test]
    fn reads_the_kernels_words() {
        let stat = "1 (a) b) S 1 2 3 4 5 6 7 8 9 10 11 12 150 25 20 0";
        assert_eq!(ended_children(stat), Some(Duration::from_millis(1750)));
        let status = "Name:\tx\nVmHWM:\t   12 kB\nVmRSS:\t    8 kB\n";
        assert_eq!(parse(status, "VmHWM:"), Some(12 * 1024));
        assert_eq!(parse(status, "VmRSS:"), Some(8 * 1024));
        assert_eq!(parse(status, "VmSwap:"), None);
    }
}
