//! A file in memory. All that is unsafe about key files is here.

#![allow(unsafe_code, reason = "a file is mapped")]

use crate::{key::file::FileError, point::Side};
use memmap2::{Mmap, MmapMut};
use std::{
    fs::File,
    io::{self, Read},
    marker::PhantomData,
    ops::Range,
    sync::Arc,
};

/// A file, mapped or copied.
pub(super) struct Map(Mmap);

impl Map {
    /// The file itself: for one that nobody but this user and root can change, see [`owner`](super::owner).
    pub(super) fn of(file: &File) -> io::Result<Self> {
        // SAFETY: the bytes of a map must not change while they are borrowed. Nothing here writes to a key file: a new one
        // takes its place by a rename, which leaves maps of the old one as they are. Whoever changes the file all the same
        // has the rights of this user or is root. Then points change, which are plain words of which every value is one, and a proof
        // comes out that fails its verification; or the file is cut, and the system stops this process. What is followed or
        // indexed with is copied out of the map before it is checked.
        let map = unsafe { Mmap::map(file)? };
        // Of a file that is not in memory, all will be wanted. Only speed depends on it.
        #[cfg(unix)]
        let _ = map.advise(memmap2::Advice::WillNeed);
        Ok(Self(map))
    }

    /// The first bytes of the file as they are now, in memory that nobody else can change.
    pub(super) fn copy_of(mut file: &File, length: usize) -> io::Result<Self> {
        let mut map = MmapMut::map_anon(length)?;
        file.read_exact(&mut map)?;
        Ok(Self(map.make_read_only()?))
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Points in a mapped file.
pub(crate) struct Mapped<S: Side> {
    map: Arc<Map>,
    range: Range<usize>,
    points: PhantomData<S>,
}

impl<S: Side> Mapped<S> {
    /// The points in this range of the map; `part` is its name in errors.
    pub(super) fn new(map: &Arc<Map>, range: Range<usize>, part: &'static str) -> Result<Self, FileError> {
        let bytes = map.bytes().get(range.clone());
        match bytes.map(bytemuck::try_cast_slice::<u8, S::Point>) {
            Some(Ok(_)) => Ok(Self { map: map.clone(), range, points: PhantomData }),
            _ => Err(FileError::Invalid(part)),
        }
    }

    pub(crate) fn as_slice(&self) -> &[S::Point] {
        // As it was cast when this was made.
        bytemuck::cast_slice(&self.map.bytes()[self.range.clone()])
    }
}
