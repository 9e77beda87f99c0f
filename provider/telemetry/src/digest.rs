//! SHA-256 of files, read or written.

use std::{
    fmt::Write as _,
    fs::File,
    io::{self, BufWriter, Read, Write},
    path::Path,
};

use ring::digest::{Context, SHA256};

use crate::Error;

/// Writes bytes on and sums them up.
pub(crate) struct Sum<W> {
    to: W,
    sum: Context,
    bytes: u64,
}

impl Sum<BufWriter<tempfile::NamedTempFile>> {
    pub(crate) fn new(to: BufWriter<tempfile::NamedTempFile>) -> Self {
        Self {
            to,
            sum: Context::new(&SHA256),
            bytes: 0,
        }
    }

    pub(crate) fn finish(self) -> io::Result<(tempfile::NamedTempFile, u64, String)> {
        let file = self
            .to
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        Ok((file, self.bytes, hex(self.sum)))
    }
}

impl<W: Write> Write for Sum<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.to.write(bytes)?;
        self.sum.update(&bytes[..count]);
        self.bytes += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// The SHA-256 of a file's bytes.
///
/// # Errors
/// [`Error::Disk`].
pub(crate) fn sha256(path: &Path) -> Result<String, Error> {
    let wrong = |error: io::Error| Error::disk(path, &error);
    let mut file = File::open(path).map_err(wrong)?;
    let mut sum = Context::new(&SHA256);
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer).map_err(wrong)? {
            0 => return Ok(hex(sum)),
            count => sum.update(&buffer[..count]),
        }
    }
}

pub(crate) fn hex(sum: Context) -> String {
    let mut text = String::with_capacity(64);
    for byte in sum.finish().as_ref() {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}
