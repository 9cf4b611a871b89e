//! Four-ary Merkle trees: append-only ([`AppendTree`]), indexed for non-membership ([`IndexedTree`]), and the paths that
//! circuits check (protocol, section 3).
//!
//! An inner node is [`compress`] of its four children. Leaves are hashed with a tag of their
//! own first, so that a leaf is never read as a node; an empty leaf is the constant 0.

#[cfg(feature = "r1cs")]
pub mod gadget;
pub mod indexed;
mod store;

#[cfg(all(test, feature = "r1cs"))]
mod gadget_tests;
#[cfg(test)]
mod tests;

pub use indexed::{AbsencePath, IndexedError, IndexedLeaf, IndexedTree, SENTINELS};
pub use store::{MemoryNodes, Nodes};

use crate::{field::F, poseidon2::compress};
use std::sync::OnceLock;
use zeroize::Zeroize;

/// Children of an inner node.
pub const ARITY: usize = 4;

/// Depth of the note tree and of the nullifier tree: 4^16 leaves.
pub const NOTE_DEPTH: usize = 16;

/// Depth of the member tree: 65,536 members.
pub const MEMBER_DEPTH: usize = 8;

/// Depth of the frozen tree: a freeze takes one of 1,048,576 places for good.
pub const FROZEN_DEPTH: usize = 10;

/// The deepest tree in use.
pub const MAX_DEPTH: usize = 16;

/// Root of an empty subtree of the given height; height 0 is an empty leaf, 0.
///
/// # Panics
/// If the height is above [`MAX_DEPTH`].
#[must_use]
pub fn empty(height: usize) -> F {
    static EMPTY: OnceLock<[F; MAX_DEPTH + 1]> = OnceLock::new();
    EMPTY.get_or_init(|| {
        let mut roots = [F::from(0u64); MAX_DEPTH + 1];
        for height in 1..=MAX_DEPTH {
            roots[height] = compress(&[roots[height - 1]; ARITY]);
        }
        roots
    })[height]
}

/// What shows that a leaf stands at a position under a root: per level, leaf first, the four children of the node above.
/// The child on the way up repeats the value below it; [`Path::root`] refuses a path in which it does not.
#[derive(Clone, Debug, PartialEq, Eq, Zeroize)]
pub struct Path<const DEPTH: usize> {
    /// Position of the leaf, 0 to 4^DEPTH - 1; its base-4 digits say which child each level is.
    pub index: u64,
    /// The four children per level.
    pub children: [[F; ARITY]; DEPTH],
}

impl<const DEPTH: usize> Path<DEPTH> {
    /// A path of zeros: what fills the place of an input that a statement ignores.
    #[must_use]
    pub fn blank() -> Self {
        Self { index: 0, children: [[F::from(0u64); ARITY]; DEPTH] }
    }

    /// Which child the node at `level` is, 0 to 3; level 0 is the leaf.
    #[must_use]
    pub fn digit(&self, level: usize) -> usize {
        ((self.index >> (2 * level)) & 3) as usize
    }

    /// The root that this path leads to from `leaf`; `None` if a level does not hold the value below it at its position.
    #[must_use]
    pub fn root(&self, leaf: F) -> Option<F> {
        if self.index >> (2 * DEPTH) != 0 {
            return None;
        }
        let mut current = leaf;
        for (level, children) in self.children.iter().enumerate() {
            if children[self.digit(level)] != current {
                return None;
            }
            current = compress(children);
        }
        Some(current)
    }
}

/// Why a leaf could not be placed.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum TreeError {
    /// All 4^depth places are taken.
    #[error("the tree of depth {0} is full")]
    Full(usize),
    /// No leaf stands at this position.
    #[error("there is no leaf at position {0}")]
    NoSuchLeaf(u64),
}

/// A tree to which leaves are appended or, where the use allows it, set in place.
#[derive(Clone, Debug)]
pub struct AppendTree<const DEPTH: usize, N> {
    nodes: N,
}

impl<const DEPTH: usize, N: Nodes> AppendTree<DEPTH, N> {
    /// The tree whose nodes are in `nodes`, which may be empty.
    pub const fn new(nodes: N) -> Self {
        Self { nodes }
    }

    /// The node store.
    pub const fn nodes(&self) -> &N {
        &self.nodes
    }

    /// Gives the node store back.
    pub fn into_nodes(self) -> N {
        self.nodes
    }

    /// Leaves so far.
    pub fn len(&self) -> u64 {
        self.nodes.len()
    }

    /// Whether there is no leaf yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The root.
    pub fn root(&self) -> F {
        self.node(DEPTH, 0)
    }

    /// The leaf at `index`, 0 where there is none.
    pub fn leaf(&self, index: u64) -> F {
        self.node(0, index)
    }

    /// Appends a leaf; gives its position.
    ///
    /// # Errors
    /// [`TreeError::Full`].
    pub fn append(&mut self, leaf: F) -> Result<u64, TreeError> {
        self.extend(&[leaf])
    }

    /// Appends leaves; gives the position of the first. What their paths share is hashed once.
    ///
    /// # Errors
    /// [`TreeError::Full`]; then none was appended.
    pub fn extend(&mut self, leaves: &[F]) -> Result<u64, TreeError> {
        let first = self.len();
        let len = first.checked_add(leaves.len() as u64).filter(|len| *len <= 1 << (2 * DEPTH));
        self.nodes.set_len(len.ok_or(TreeError::Full(DEPTH))?);
        self.write((first..).zip(leaves.iter().copied()));
        Ok(first)
    }

    /// Replaces the leaf at `index`.
    ///
    /// # Errors
    /// [`TreeError::NoSuchLeaf`].
    pub fn set(&mut self, index: u64, leaf: F) -> Result<(), TreeError> {
        if index >= self.len() {
            return Err(TreeError::NoSuchLeaf(index));
        }
        self.write([(index, leaf)]);
        Ok(())
    }

    /// The path of the leaf at `index`.
    ///
    /// # Errors
    /// [`TreeError::NoSuchLeaf`].
    pub fn path(&self, index: u64) -> Result<Path<DEPTH>, TreeError> {
        if index >= self.len() {
            return Err(TreeError::NoSuchLeaf(index));
        }
        let mut path = Path { index, ..Path::blank() };
        for (level, children) in path.children.iter_mut().enumerate() {
            *children = self.children(level, index >> (2 * (level + 1)));
        }
        Ok(path)
    }

    /// The node at a level, leaves being level 0; the root of an empty subtree where nothing stands.
    pub fn node(&self, level: usize, index: u64) -> F {
        self.nodes.get(level, index).unwrap_or_else(|| empty(level))
    }

    fn children(&self, level: usize, parent: u64) -> [F; ARITY] {
        std::array::from_fn(|i| self.node(level, parent * ARITY as u64 + i as u64))
    }

    /// Sets leaves below the number of leaves, in the order of their positions, and every node above them once.
    fn write(&mut self, leaves: impl IntoIterator<Item = (u64, F)>) {
        let mut changed: Vec<u64> = Vec::new();
        for (index, leaf) in leaves {
            self.nodes.set(0, index, leaf);
            changed.push(index);
        }
        for level in 0..DEPTH {
            changed.iter_mut().for_each(|index| *index >>= 2);
            changed.dedup();
            for parent in &changed {
                let node = compress(&self.children(level, *parent));
                self.nodes.set(level + 1, *parent, node);
            }
        }
    }
}
