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
        let status = "Name:\tx\nVmHWM:\t   12 kB\nVmRSS:\t    8 kB\n";
        assert_eq!(parse(status, "VmHWM:"), Some(12 * 1024));
        assert_eq!(parse(status, "VmRSS:"), Some(8 * 1024));
        assert_eq!(parse(status, "VmSwap:"), None);
    }
}
