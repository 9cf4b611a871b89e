//! Who can change a file. What another user can change is neither believed nor relied on to stay as it is.

use std::fs::Metadata;

/// Whether nobody but this user and root can change what has this metadata. Where files have no owners, it is taken to be so.
#[cfg(unix)]
pub(super) fn is_ours_or_roots(metadata: &Metadata) -> bool {
    changeable_only_by(metadata, &[this_user(), 0])
}

/// Whether nobody but this user can change what has this metadata.
#[cfg(unix)]
pub(super) fn is_ours(metadata: &Metadata) -> bool {
    changeable_only_by(metadata, &[this_user()])
}

#[cfg(not(unix))]
pub(super) use no_owners::{is_ours, is_ours_or_roots};

/// Where this crate knows no owners of files.
#[cfg(not(unix))]
mod no_owners {
    use std::fs::Metadata;

    pub(in super::super) const fn is_ours(_: &Metadata) -> bool {
        true
    }

    pub(in super::super) const fn is_ours_or_roots(_: &Metadata) -> bool {
        true
    }
}

#[cfg(unix)]
fn this_user() -> u32 {
    rustix::process::geteuid().as_raw()
}

#[cfg(unix)]
fn changeable_only_by(metadata: &Metadata, users: &[u32]) -> bool {
    use std::os::unix::fs::MetadataExt;
    const OTHERS_WRITE: u32 = 0o022;
    users.contains(&metadata.uid()) && metadata.mode() & OTHERS_WRITE == 0
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::{fs, os::unix::fs::PermissionsExt};

    #[test]
    fn a_file_is_its_owners_unless_others_may_write() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("file");
        fs::write(&path, "").expect("written");
        let metadata = |mode| {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("changed");
            fs::metadata(&path).expect("it is there")
        };
        for mode in [0o600, 0o644, 0o755] {
            assert!(is_ours(&metadata(mode)) && is_ours_or_roots(&metadata(mode)), "{mode:o}");
            assert!(!changeable_only_by(&metadata(mode), &[this_user() + 1]), "another user's, {mode:o}");
        }
        for mode in [0o664, 0o646, 0o622] {
            assert!(!is_ours(&metadata(mode)) && !is_ours_or_roots(&metadata(mode)), "{mode:o}");
        }
    }

    #[test]
    fn what_root_alone_can_change_is_relied_on_and_is_not_ours_unless_we_are_root() {
        let root = fs::metadata("/").expect("the root directory");
        assert!(changeable_only_by(&root, &[12345, 0]));
        assert_eq!(is_ours(&root), this_user() == 0);
    }
}
