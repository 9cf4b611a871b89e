//! A tree as bytes, so that it need not be hashed again.

use super::{ListTree, MAX_LIST_DEPTH, MIN_LIST_DEPTH};
use crate::{
    field::{F, from_bytes, to_bytes},
    merkle::ARITY,
    policy::plan::ListWidth,
};
use rayon::prelude::*;

/// Bytes of a field element.
const ELEMENT: usize = 32;
/// Bytes of what a bound of a list of prefixes covers: its end, and what is said of it.
const COVER: usize = 16;
/// Bytes in front: depth and number of bounds.
const FRONT: usize = 16;

impl ListTree {
    /// Everything of the tree but its width: depth, number of bounds, bounds, what they cover, the levels from the leaves up, the root. Numbers
    /// are big-endian.
    #[must_use]
    pub fn to_stored(&self) -> Vec<u8> {
        let count = self.bounds.len() as u64;
        let mut bytes = [(self.depth() as u64).to_be_bytes(), count.to_be_bytes()].concat();
        let elements = |list: &[F]| list.par_iter().map(to_bytes).collect::<Vec<_>>().concat();
        bytes.extend(elements(&self.bounds));
        bytes.extend(
            self.covers.iter().flat_map(|(end, value)| [end.to_be_bytes(), value.to_be_bytes()].concat()),
        );
        self.levels.iter().for_each(|level| bytes.extend(elements(level)));
        bytes.extend(to_bytes(&self.root));
        bytes
    }

    /// The tree of such bytes; `None` if they are of another form. Nothing is hashed: that the levels lead from the bounds to the root, whoever
    /// calls must know from elsewhere.
    #[must_use]
    pub fn from_stored(width: ListWidth, bytes: &[u8]) -> Option<Self> {
        let (front, mut rest) = bytes.split_at_checked(FRONT)?;
        let number = |bytes: &[u8]| Some(u64::from_be_bytes(bytes.try_into().ok()?));
        let depth = usize::try_from(number(&front[..8])?).ok()?;
        let count = usize::try_from(number(&front[8..])?).ok()?;
        if !(MIN_LIST_DEPTH..=MAX_LIST_DEPTH).contains(&depth) || count > ARITY.pow(depth as u32) {
            return None;
        }
        let mut take = |length: usize| {
            let (taken, left) = rest.split_at_checked(length)?;
            rest = left;
            Some(taken)
        };
        let element = |bytes: &[u8]| from_bytes(bytes.try_into().ok()?);
        let elements =
            |bytes: &[u8]| bytes.par_chunks_exact(ELEMENT).map(element).collect::<Option<Vec<F>>>();
        let bounds = elements(take(count * ELEMENT)?)?;
        let covered = if width == ListWidth::Prefixes { count } else { 0 };
        let cover = |bytes: &[u8]| Some((number(&bytes[..8])?, number(&bytes[8..])?));
        let covers = take(covered * COVER)?.chunks_exact(COVER).map(cover).collect::<Option<_>>()?;
        let sizes = std::iter::successors(Some(count), |below| Some(below.div_ceil(ARITY))).take(depth);
        let levels = sizes.map(|size| elements(take(size * ELEMENT)?)).collect::<Option<_>>()?;
        let root = element(take(ELEMENT)?)?;
        rest.is_empty().then_some(Self { width, bounds, covers, levels, root })
    }
}
