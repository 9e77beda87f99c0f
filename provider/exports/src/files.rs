//! The port through which exports reach a disk.

use std::{ffi::OsString, fs::File, io, path::Path};

/// What is known of a file without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Metadata {
    /// A regular file.
    pub is_file: bool,
    /// A folder.
    pub is_folder: bool,
    /// A symbolic link; never followed.
    pub is_link: bool,
    /// Size in bytes.
    pub size: u64,
    /// Last change, nanoseconds since 1970; 0 where the file system does not say.
    pub modified_nanos: u64,
}

/// What exports need of a file system. Tests put a failing one underneath.
pub trait Files: Sync {
    /// Metadata without following links; `None` if nothing is there.
    ///
    /// # Errors
    /// Anything but "not found", which includes a file where a folder should be.
    fn metadata(&self, path: &Path) -> io::Result<Option<Metadata>>;
    /// The whole file.
    ///
    /// # Errors
    /// As [`std::fs::read`].
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
    /// Names in a folder; none where there is none.
    ///
    /// # Errors
    /// As [`std::fs::read_dir`].
    fn names(&self, folder: &Path) -> io::Result<Vec<OsString>>;
    /// Writes a new file and syncs it to disk; fails if it exists.
    ///
    /// # Errors
    /// As [`std::fs::File::create_new`], writing and syncing.
    fn write_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;
    /// Atomically puts `from` in the place of `to`.
    ///
    /// # Errors
    /// As [`std::fs::rename`].
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Creates a folder and those above it.
    ///
    /// # Errors
    /// As [`std::fs::create_dir_all`].
    fn create_folder(&self, path: &Path) -> io::Result<()>;
    /// Makes renames inside a folder durable.
    ///
    /// # Errors
    /// As [`std::fs::File::sync_all`] on the folder.
    fn sync_folder(&self, path: &Path) -> io::Result<()>;
    /// Removes a file; nothing there is success.
    ///
    /// # Errors
    /// As [`std::fs::remove_file`].
    fn remove_file(&self, path: &Path) -> io::Result<()>;
    /// Removes a folder if it is empty; a folder that is not is left and `false` returned.
    ///
    /// # Errors
    /// As [`std::fs::remove_dir`].
    fn remove_empty_folder(&self, path: &Path) -> io::Result<bool>;
    /// Removes a folder of ours with all in it; nothing there is success.
    ///
    /// # Errors
    /// As [`std::fs::remove_dir_all`].
    fn remove_folder(&self, path: &Path) -> io::Result<()>;
    /// Takes the exclusive lock of a file, which is created if missing and held until the handle is dropped or the process
    /// dies; `None` if another process holds it.
    ///
    /// # Errors
    /// As opening and locking a file.
    fn lock(&self, path: &Path) -> io::Result<Option<File>>;
}
