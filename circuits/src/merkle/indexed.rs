//! The indexed tree: a sorted linked list in a Merkle tree, which proves that a value is absent.
//!
//! A leaf is `H(idx; value, next)`. Four sentinels `k 2^252`, k = 0..3, stand in it from the start; the last leaf's next
//! is 0, read as the modulus r. So no gap exceeds 2^252, and `x - value - 1` and `next - x - 1`, each in 252 bits, prove
//! `value < x < next` strictly: 2^253 < r, so neither difference can wrap.

use super::{AppendTree, Nodes, Path, TreeError};
use crate::{field::F, poseidon2::hash, tag::Tag};
use std::collections::BTreeMap;
use zeroize::Zeroize;

/// Bits of a gap: differences in a non-membership proof fit in this many.
pub const GAP_BITS: usize = 252;

/// The values that stand in every indexed tree from the start: `k 2^252`, k = 0..3.
pub const SENTINELS: [F; 4] = [
    F::new(ark_ff::BigInt([0, 0, 0, 0])),
    F::new(ark_ff::BigInt([0, 0, 0, 1 << 60])),
    F::new(ark_ff::BigInt([0, 0, 0, 2 << 60])),
    F::new(ark_ff::BigInt([0, 0, 0, 3 << 60])),
];

/// One element of the sorted list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Zeroize)]
pub struct IndexedLeaf {
    /// The value that is present.
    pub value: F,
    /// The next larger value that is present; 0 at the last leaf.
    pub next: F,
}

impl IndexedLeaf {
    /// `H(idx; value, next)`.
    #[must_use]
    pub fn hash(&self) -> F {
        hash(Tag::Indexed, &[self.value, self.next])
    }

    /// Whether `x` lies strictly between `value` and `next`, with next = 0 read as the modulus.
    #[must_use]
    pub fn skips(&self, x: F) -> bool {
        self.value < x && (self.next == F::from(0u64) || x < self.next)
    }
}

/// What shows that a value is absent: the leaf that skips it, and where that leaf stands.
#[derive(Clone, Debug, PartialEq, Eq, Zeroize)]
pub struct AbsencePath<const DEPTH: usize> {
    /// The leaf below the absent value.
    pub low: IndexedLeaf,
    /// Its path.
    pub path: Path<DEPTH>,
}

impl<const DEPTH: usize> AbsencePath<DEPTH> {
    /// A path of zeros: what fills the place of a check that a statement ignores.
    #[must_use]
    pub fn blank() -> Self {
        Self { low: IndexedLeaf { value: F::from(0u64), next: F::from(0u64) }, path: Path::blank() }
    }

    /// The root under which this path shows that `x` is absent; `None` if it does not show that.
    #[must_use]
    pub fn root(&self, x: F) -> Option<F> {
        if self.low.skips(x) { self.path.root(self.low.hash()) } else { None }
    }
}

/// Why a value could not be inserted or shown absent.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum IndexedError {
    /// The value, or a sentinel equal to it, is in the tree.
    #[error("the value is already in the tree")]
    Present,
    /// The value is not in the tree, or it is a sentinel, which stays.
    #[error("the value is not in the tree")]
    Absent,
    /// A leaf that the caller's order points at is not there: the order and the tree disagree.
    #[error("the sorted order and the tree disagree at position {0}")]
    Inconsistent(u64),
    /// The tree under the list has no room or no such leaf.
    #[error(transparent)]
    Tree(#[from] TreeError),
}

/// The sorted order beside the tree: which leaf is the largest not above a value.
pub trait Order: Nodes {
    /// Position and content of the leaf with the largest value that is at most `x`.
    fn low(&self, x: F) -> Option<(u64, IndexedLeaf)>;
    /// Records that `leaf` stands at `position`.
    fn record(&mut self, position: u64, leaf: IndexedLeaf);
    /// Records that this value stands nowhere.
    fn forget(&mut self, value: F);
}

/// An indexed tree over nodes and an order, which one store keeps together.
#[derive(Clone, Debug)]
pub struct IndexedTree<const DEPTH: usize, N> {
    tree: AppendTree<DEPTH, N>,
}

impl<const DEPTH: usize, N: Order> IndexedTree<DEPTH, N> {
    /// The tree in `nodes`; an empty store gets the four sentinels.
    ///
    /// # Errors
    /// [`IndexedError::Tree`] if the depth leaves no room for the sentinels.
    pub fn open(nodes: N) -> Result<Self, IndexedError> {
        let mut this = Self { tree: AppendTree::new(nodes) };
        if this.tree.is_empty() {
            for (i, value) in SENTINELS.into_iter().enumerate() {
                let next = SENTINELS.get(i + 1).copied().unwrap_or(F::from(0u64));
                let leaf = IndexedLeaf { value, next };
                let position = this.tree.append(leaf.hash())?;
                this.tree.nodes.record(position, leaf);
            }
        }
        Ok(this)
    }

    /// The root.
    pub fn root(&self) -> F {
        self.tree.root()
    }

    /// The store.
    pub const fn nodes(&self) -> &N {
        self.tree.nodes()
    }

    /// Gives the store back.
    pub fn into_nodes(self) -> N {
        self.tree.into_nodes()
    }

    /// Whether `x` is in the tree (sentinels are).
    pub fn contains(&self, x: F) -> bool {
        self.tree.nodes().low(x).is_some_and(|(_, leaf)| leaf.value == x)
    }

    /// Inserts `x`.
    ///
    /// # Errors
    /// [`IndexedError::Present`]; [`TreeError::Full`].
    pub fn insert(&mut self, x: F) -> Result<(), IndexedError> {
        self.insert_all(&[x])
    }

    /// Inserts values, one after another. The tree is the same as if each were inserted alone; what their paths share is hashed
    /// once.
    ///
    /// # Errors
    /// [`IndexedError::Present`]; [`TreeError::Full`]. Then the tree is of no further use.
    pub fn insert_all(&mut self, values: &[F]) -> Result<(), IndexedError> {
        let first = self.tree.len();
        let mut changed = BTreeMap::new();
        for (position, &x) in (first..).zip(values) {
            let (low_position, low) = self.low_of(x)?;
            for (position, leaf) in [
                (position, IndexedLeaf { value: x, next: low.next }),
                (low_position, IndexedLeaf { value: low.value, next: x }),
            ] {
                self.tree.nodes.record(position, leaf);
                changed.insert(position, leaf);
            }
        }
        let appended: Vec<F> = changed.split_off(&first).values().map(IndexedLeaf::hash).collect();
        self.tree.extend(&appended)?;
        self.tree.write(changed.iter().map(|(position, leaf)| (*position, leaf.hash())));
        Ok(())
    }

    /// Unlinks `x`: the leaf before it takes over its next value, and its own becomes the empty leaf. Its place is not used again.
    ///
    /// # Errors
    /// [`IndexedError::Absent`].
    pub fn remove(&mut self, x: F) -> Result<(), IndexedError> {
        let (position, leaf) = self.tree.nodes().low(x).ok_or(IndexedError::Inconsistent(0))?;
        if leaf.value != x || SENTINELS.contains(&x) {
            return Err(IndexedError::Absent);
        }
        let (before, low) = self.tree.nodes().low(x - F::from(1u64)).ok_or(IndexedError::Inconsistent(0))?;
        if low.next != x {
            return Err(IndexedError::Inconsistent(before));
        }
        let low = IndexedLeaf { value: low.value, next: leaf.next };
        self.tree.nodes.record(before, low);
        self.tree.nodes.forget(x);
        let mut leaves = [(before, low.hash()), (position, F::from(0u64))];
        leaves.sort_unstable_by_key(|(position, _)| *position);
        self.tree.write(leaves);
        Ok(())
    }

    /// Shows that `x` is absent.
    ///
    /// # Errors
    /// [`IndexedError::Present`].
    pub fn absence(&self, x: F) -> Result<AbsencePath<DEPTH>, IndexedError> {
        let (position, low) = self.low_of(x)?;
        Ok(AbsencePath { low, path: self.tree.path(position)? })
    }

    fn low_of(&self, x: F) -> Result<(u64, IndexedLeaf), IndexedError> {
        let (position, low) = self.tree.nodes().low(x).ok_or(IndexedError::Inconsistent(0))?;
        if low.value == x {
            return Err(IndexedError::Present);
        }
        if !low.skips(x) {
            return Err(IndexedError::Inconsistent(position));
        }
        Ok((position, low))
    }
}

/// Nodes and order in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryOrder {
    nodes: super::MemoryNodes,
    order: BTreeMap<F, (u64, F)>,
}

impl MemoryOrder {
    /// Every leaf with its position, smallest value first.
    pub fn records(&self) -> impl Iterator<Item = (u64, IndexedLeaf)> + '_ {
        self.order.iter().map(|(&value, &(position, next))| (position, IndexedLeaf { value, next }))
    }
}

impl Nodes for MemoryOrder {
    fn get(&self, level: usize, index: u64) -> Option<F> {
        self.nodes.get(level, index)
    }
    fn set(&mut self, level: usize, index: u64, value: F) {
        self.nodes.set(level, index, value);
    }
    fn len(&self) -> u64 {
        self.nodes.len()
    }
    fn set_len(&mut self, len: u64) {
        self.nodes.set_len(len);
    }
}

impl Order for MemoryOrder {
    fn low(&self, x: F) -> Option<(u64, IndexedLeaf)> {
        let (&value, &(position, next)) = self.order.range(..=x).next_back()?;
        Some((position, IndexedLeaf { value, next }))
    }
    fn record(&mut self, position: u64, leaf: IndexedLeaf) {
        self.order.insert(leaf.value, (position, leaf.next));
    }
    fn forget(&mut self, value: F) {
        self.order.remove(&value);
    }
}

/// The indexed tree in memory to which these values were added, the smallest first.
///
/// # Errors
/// [`IndexedError::Present`] if a value equals a sentinel; [`TreeError::Full`].
pub fn from_sorted<const DEPTH: usize>(
    values: &std::collections::BTreeSet<F>,
) -> Result<IndexedTree<DEPTH, MemoryOrder>, IndexedError> {
    let mut tree = IndexedTree::open(MemoryOrder::default())?;
    tree.insert_all(&values.iter().copied().collect::<Vec<_>>())?;
    Ok(tree)
}
