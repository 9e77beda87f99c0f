//! Large writes past the page cache, where the system has a way: an export is not read again here, and to copy its bytes into pages that
//! nobody needs costs more than their sums do.

use std::{
    fs::File,
    io::{self, Write},
};

use crate::limits::ALIGNED;

/// Fewer bytes are not worth waiting for the disk.
const LEAST: usize = 1 << 20;

/// Whether a file is written past the cache now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Direct {
    #[default]
    Off,
    On,
    /// Its file system has no way.
    Never,
}

impl Direct {
    /// Writes all of `bytes` at the end of `file`, which is at `at`.
    pub(crate) fn write(&mut self, file: &mut File, at: u64, bytes: &[u8]) -> io::Result<()> {
        self.set(file, is_fit(at, bytes))?;
        let mut rest = bytes;
        while !rest.is_empty() {
            match file.write(rest) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(count) => {
                    rest = &rest[count..];
                    if !count.is_multiple_of(ALIGNED) {
                        // A part of a part: what follows is not where it should be.
                        self.set(file, false)?;
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if *self == Self::On && error.kind() == io::ErrorKind::InvalidInput => {
                    // It said that it could.
                    self.set(file, false)?;
                    *self = Self::Never;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn set(&mut self, file: &File, is_wanted: bool) -> io::Result<()> {
        if *self == Self::Never || is_wanted == (*self == Self::On) {
            return Ok(());
        }
        *self = match (flagged(file, is_wanted), is_wanted) {
            (Ok(()), true) => Self::On,
            (Ok(()), false) => Self::Off,
            (Err(_), true) => Self::Never,
            (Err(error), false) => return Err(error),
        };
        Ok(())
    }
}

/// Whether a disk could take them from where they are to where they go.
fn is_fit(at: u64, bytes: &[u8]) -> bool {
    bytes.len() >= LEAST
        && bytes.len().is_multiple_of(ALIGNED)
        && at.is_multiple_of(ALIGNED as u64)
        && bytes.as_ptr().align_offset(ALIGNED) == 0
}

#[cfg(target_os = "linux")]
fn flagged(file: &File, is_direct: bool) -> io::Result<()> {
    use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};

    let mut flags = fcntl_getfl(file)?;
    flags.set(OFlags::DIRECT, is_direct);
    Ok(fcntl_setfl(file, flags)?)
}

#[cfg(not(target_os = "linux"))]
fn flagged(_: &File, _: bool) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_way_bytes_take_the_file_has_them() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let mut file = File::options()
            .append(true)
            .create(true)
            .open(&path)
            .unwrap();
        let made: Vec<u8> = (0..(4 << 20) + 77)
            .map(|at: u32| at.to_le_bytes()[1])
            .collect();
        let begin = made.as_ptr().align_offset(ALIGNED);
        let end = begin + (3 << 20);
        let mut direct = Direct::default();
        let mut at = 0;
        // Fit, fit, too short, out of place, and once more.
        let pieces = [
            begin..begin + (1 << 20),
            begin + (1 << 20)..end,
            end..end + 7,
            0..made.len(),
        ];
        let mut ways = Vec::new();
        for piece in &pieces {
            let piece = &made[piece.clone()];
            direct.write(&mut file, at, piece).unwrap();
            at += piece.len() as u64;
            ways.push(direct);
        }
        let wanted: Vec<u8> = (pieces.iter())
            .flat_map(|piece| &made[piece.clone()])
            .copied()
            .collect();
        assert!(std::fs::read(&path).unwrap() == wanted);
        assert!(ways[2] != Direct::On && ways[3] != Direct::On, "{ways:?}");
        assert_eq!(ways[0], ways[1]);
    }
}
