//! The tree over a published list: one leaf per gap between neighbours, so that one path shows whether a value is in the
//! list, and which way it is not for the prover to choose.
//!
//! The values are sorted, with sentinels around them: 0 and 2^64 for a narrow list, `k 2^252`, k = 0..3, and the modulus
//! (written 0) for a wide one. A leaf is `H(list; kind, low, high)` for two neighbours, its kind saying how wide the list is
//! and whether low is a sentinel. Of every value exactly one leaf has `low <= value < high`; the value is in the list if it is
//! that leaf's low and that is no sentinel. No gap exceeds 2^64 or 2^252, so the two
//! differences, range-checked, prove it (protocol, section 3).

use super::plan::{ListUse, ListWidth};
use crate::{
    field::F,
    merkle::{ARITY, MAX_DEPTH, SENTINELS, empty},
    poseidon2::{compress, hash},
    tag::Tag,
};
use ark_ff::PrimeField as _;
use rayon::prelude::*;

/// The least depth of a list's tree.
pub const MIN_LIST_DEPTH: usize = 3;

/// The greatest depth of a list's tree: 1,048,572 entries.
pub const MAX_LIST_DEPTH: usize = 10;

/// Why there is no tree over some values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ListTreeError {
    /// A list without entries says nothing: a policy that names it by mistake would let everything pass.
    #[error("the list has no entries")]
    Empty,
    /// More entries than the depth has room for.
    #[error("the list has {entries} entries, and there is room for {room}: raise its capacity in the policy")]
    Full {
        /// How many there are.
        entries: usize,
        /// How many fit.
        room: usize,
    },
    /// 0 stands for an absent value, and sentinels are in no list.
    #[error("an entry is 0 or a sentinel: neither can be in a list")]
    Sentinel,
    /// A value of 2^64 or more in a narrow list.
    #[error("an entry is too long for a list of this kind")]
    TooLong,
    /// A value occurs twice.
    #[error("an entry occurs twice")]
    Twice,
    /// No tree has this depth.
    #[error("a list's tree has a depth of {MIN_LIST_DEPTH} to {MAX_LIST_DEPTH}, not {0}")]
    Depth(usize),
}

/// Two neighbours of a list with the path of their leaf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Whether low is a sentinel.
    pub sentinel: bool,
    /// The greatest value of the list or sentinel that is not above the value.
    pub low: F,
    /// The next one; 0 for the modulus.
    pub high: F,
    /// The four children per level, leaf first.
    pub children: Vec<[F; ARITY]>,
}

/// The tree over a list.
#[derive(Clone, Debug)]
pub struct ListTree {
    width: ListWidth,
    bounds: Vec<F>,
    levels: Vec<Vec<F>>,
    root: F,
}

impl ListWidth {
    /// Bits that the difference of two neighbours fits in.
    #[must_use]
    pub const fn bits(self) -> u16 {
        match self {
            Self::Narrow => 64,
            Self::Wide => 252,
        }
    }

    /// The kind of a leaf whose low is an entry; that of one whose low is a sentinel is 2 more.
    #[must_use]
    pub fn kind(self) -> F {
        F::from(match self {
            Self::Narrow => 0u64,
            Self::Wide => 1,
        })
    }

    fn sentinels(self) -> &'static [F] {
        match self {
            Self::Narrow => &SENTINELS[..1],
            Self::Wide => &SENTINELS,
        }
    }

    /// What stands behind the last value: 2^64, or 0 for the modulus.
    fn end(self) -> F {
        match self {
            Self::Narrow => F::from(1u128 << 64),
            Self::Wide => F::from(0u64),
        }
    }
}

impl ListUse {
    /// The least depth at which a list of so many entries fits; `None` if there are too many for any.
    #[must_use]
    pub fn depth_for(entries: usize) -> Option<usize> {
        (MIN_LIST_DEPTH..=MAX_LIST_DEPTH).find(|depth| entries <= Self::room(*depth))
    }
}

impl Gap {
    /// The leaf.
    #[must_use]
    pub fn leaf(&self, width: ListWidth) -> F {
        gap_leaf(width, self.sentinel, self.low, self.high)
    }

    /// A gap that is in no tree: what fills the place of a list that is not known.
    #[must_use]
    pub fn blank(depth: usize) -> Self {
        let zero = F::from(0u64);
        Self { sentinel: false, low: zero, high: zero, children: vec![[zero; ARITY]; depth] }
    }
}

/// `H(list; kind, low, high)`, kind 0 for a narrow list and 1 for a wide one, and 2 more where low is a sentinel.
#[must_use]
pub fn gap_leaf(width: ListWidth, sentinel: bool, low: F, high: F) -> F {
    hash(Tag::ListGap, &[width.kind() + F::from(2 * u64::from(sentinel)), low, high])
}

impl ListTree {
    /// The tree over these values, in any order, at this depth.
    ///
    /// # Errors
    /// [`ListTreeError`].
    pub fn new(width: ListWidth, depth: usize, mut values: Vec<F>) -> Result<Self, ListTreeError> {
        const { assert!(MAX_LIST_DEPTH <= MAX_DEPTH) };
        if !(MIN_LIST_DEPTH..=MAX_LIST_DEPTH).contains(&depth) {
            return Err(ListTreeError::Depth(depth));
        }
        if values.is_empty() {
            return Err(ListTreeError::Empty);
        }
        let (entries, room) = (values.len(), ListUse::room(depth));
        if entries > room {
            return Err(ListTreeError::Full { entries, room });
        }
        if values.iter().any(|value| SENTINELS.contains(value)) {
            return Err(ListTreeError::Sentinel);
        }
        if width == ListWidth::Narrow
            && values.iter().any(|value| value.into_bigint() >= width.end().into_bigint())
        {
            return Err(ListTreeError::TooLong);
        }
        values.extend_from_slice(width.sentinels());
        values.par_sort_unstable();
        if values.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(ListTreeError::Twice);
        }
        let bounds = values;
        let high = |i: usize| bounds.get(i + 1).copied().unwrap_or(width.end());
        let leaf = |i: usize| gap_leaf(width, SENTINELS.contains(&bounds[i]), bounds[i], high(i));
        let leaves = (0..bounds.len()).into_par_iter().map(leaf).collect();
        let mut levels: Vec<Vec<F>> = vec![leaves];
        for height in 1..depth {
            let below = &levels[height - 1];
            let node = |i: usize| compress(&children(below, i, height - 1));
            let above = (0..below.len().div_ceil(ARITY)).into_par_iter().map(node).collect();
            levels.push(above);
        }
        let root = compress(&children(&levels[depth - 1], 0, depth - 1));
        Ok(Self { width, bounds, levels, root })
    }

    /// The same tree at a greater depth, empty subtrees beside it; `None` if there is no such depth.
    #[must_use]
    pub fn raised(mut self, depth: usize) -> Option<Self> {
        if !(self.depth()..=MAX_LIST_DEPTH).contains(&depth) {
            return None;
        }
        while self.depth() < depth {
            let below = vec![self.root];
            self.root = compress(&children(&below, 0, self.depth()));
            self.levels.push(below);
        }
        Some(self)
    }

    /// How its values are compared.
    #[must_use]
    pub const fn width(&self) -> ListWidth {
        self.width
    }

    /// The tree's depth.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.levels.len()
    }

    /// The root.
    #[must_use]
    pub const fn root(&self) -> F {
        self.root
    }

    /// Whether a value is in the list; sentinels are not.
    #[must_use]
    pub fn contains(&self, value: F) -> bool {
        !SENTINELS.contains(&value) && self.bounds.binary_search(&value).is_ok()
    }

    /// The neighbours around a value; `None` if it is too long for a narrow list.
    #[must_use]
    pub fn gap(&self, value: F) -> Option<Gap> {
        if self.width == ListWidth::Narrow && value.into_bigint() >= self.width.end().into_bigint() {
            return None;
        }
        let place = self.bounds.partition_point(|bound| *bound <= value).checked_sub(1)?;
        let mut at = place;
        let path = self.levels.iter().enumerate().map(|(height, level)| {
            at /= ARITY;
            children(level, at, height)
        });
        let children = path.collect();
        let high = self.bounds.get(place + 1).copied().unwrap_or(self.width.end());
        let low = self.bounds[place];
        Some(Gap { sentinel: SENTINELS.contains(&low), low, high, children })
    }
}

/// The children of node `i` above a level of the given height; empty subtrees where the level ends.
fn children(level: &[F], i: usize, height: usize) -> [F; ARITY] {
    std::array::from_fn(|k| level.get(ARITY * i + k).copied().unwrap_or_else(|| empty(height)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leads_to(gap: &Gap, tree: &ListTree) -> bool {
        let mut current = gap.leaf(tree.width());
        for children in &gap.children {
            if !children.contains(&current) {
                return false;
            }
            current = compress(children);
        }
        current == tree.root()
    }

    fn narrow(values: &[u64], depth: usize) -> Result<ListTree, ListTreeError> {
        ListTree::new(ListWidth::Narrow, depth, values.iter().copied().map(F::from).collect())
    }

    #[test]
    fn every_value_has_one_gap() {
        let tree = narrow(&[5, 1, 900, u64::MAX], 3).unwrap();
        for value in [0, 1, 2, 4, 5, 6, 899, 900, 901, u64::MAX - 1, u64::MAX] {
            let gap = tree.gap(F::from(value)).unwrap();
            assert!(gap.low <= F::from(value) && F::from(value) < gap.high, "{value}");
            assert_eq!(gap.low == F::from(value) && !gap.sentinel, tree.contains(F::from(value)), "{value}");
            assert!(leads_to(&gap, &tree), "{value}");
        }
        assert_eq!(tree.gap(F::from(1u128 << 64)), None);
    }

    #[test]
    fn wide_lists_take_any_element() {
        let largest = -F::from(1u64);
        let values = vec![F::from(7u64), largest, F::from(2u64).inverse_or_zero()];
        let tree = ListTree::new(ListWidth::Wide, 3, values.clone()).unwrap();
        for value in values {
            assert!(tree.contains(value));
            assert!(leads_to(&tree.gap(value).unwrap(), &tree));
        }
        assert_eq!(tree.gap(largest).unwrap().high, F::from(0u64));
        assert!(!tree.contains(SENTINELS[2]) && !tree.contains(F::from(8u64)));
        assert!(leads_to(&tree.gap(SENTINELS[2]).unwrap(), &tree));
    }

    trait InverseOrZero {
        fn inverse_or_zero(self) -> Self;
    }

    impl InverseOrZero for F {
        fn inverse_or_zero(self) -> Self {
            ark_ff::Field::inverse(&self).unwrap_or_default()
        }
    }

    #[test]
    fn what_is_no_list() {
        use ListTreeError as E;
        assert_eq!(narrow(&[], 3).unwrap_err(), E::Empty);
        assert_eq!(narrow(&[0], 3).unwrap_err(), E::Sentinel);
        assert_eq!(narrow(&[3, 3], 3).unwrap_err(), E::Twice);
        assert_eq!(narrow(&[3], 2).unwrap_err(), E::Depth(2));
        let many: Vec<u64> = (1..=61).collect();
        assert_eq!(narrow(&many, 3).unwrap_err(), E::Full { entries: 61, room: 60 });
        assert!(narrow(&many[..60], 3).is_ok());
        let long = ListTree::new(ListWidth::Narrow, 3, vec![F::from(1u128 << 64)]);
        assert_eq!(long.unwrap_err(), E::TooLong);
        assert_eq!(ListUse::depth_for(60), Some(3));
        assert_eq!(ListUse::depth_for(61), Some(4));
        assert_eq!(ListUse::depth_for(1_000_000), Some(10));
        assert_eq!(ListUse::depth_for(2_000_000), None);
    }

    #[test]
    fn a_deeper_tree_has_the_shallower_one_in_it() {
        let (shallow, deep) = (narrow(&[1, 2, 3], 3).unwrap(), narrow(&[1, 2, 3], 4).unwrap());
        let e = empty(3);
        assert_eq!(deep.root(), compress(&[shallow.root(), e, e, e]));
        let raised = shallow.raised(4).unwrap();
        assert_eq!((raised.root(), raised.depth()), (deep.root(), 4));
        assert_eq!(raised.gap(F::from(2u64)), deep.gap(F::from(2u64)));
        assert!(deep.raised(3).is_none() && raised.raised(11).is_none());
    }
}
