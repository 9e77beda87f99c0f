//! Memory of other processes, as the kernel counts it. Unknown where there is no /proc.

use std::fs;

/// Resident memory of process `id` now, in bytes.
pub fn resident(id: u32) -> Option<u64> {
    status(id, "VmRSS:")
}

/// The most resident memory process `id` has had so far, in bytes.
pub fn peak(id: u32) -> Option<u64> {
    status(id, "VmHWM:")
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

/// Processes that `id` started and that still run.
pub fn children(id: u32) -> Vec<u32> {
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

    #[test]
    fn reads_the_kernels_words() {
        let status = "Name:\tx\nVmHWM:\t   12 kB\nVmRSS:\t    8 kB\n";
        assert_eq!(parse(status, "VmHWM:"), Some(12 * 1024));
        assert_eq!(parse(status, "VmRSS:"), Some(8 * 1024));
        assert_eq!(parse(status, "VmSwap:"), None);
    }
}
