use crate::field::F;
use std::collections::HashMap;

/// Where a tree keeps its nodes: level 0 holds the leaves, level `DEPTH` the root at index 0.
pub trait Nodes {
    /// The node, if it was ever set.
    fn get(&self, level: usize, index: u64) -> Option<F>;
    /// Sets a node.
    fn set(&mut self, level: usize, index: u64, value: F);
    /// Leaves so far.
    fn len(&self) -> u64;
    /// Records the number of leaves.
    fn set_len(&mut self, len: u64);
    /// Whether there is no leaf yet.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Nodes in memory.
#[derive(Clone, Debug, Default)]
pub struct MemoryNodes {
    nodes: HashMap<(usize, u64), F>,
    len: u64,
}

impl Nodes for MemoryNodes {
    fn get(&self, level: usize, index: u64) -> Option<F> {
        self.nodes.get(&(level, index)).copied()
    }

    fn set(&mut self, level: usize, index: u64, value: F) {
        self.nodes.insert((level, index), value);
    }

    fn len(&self) -> u64 {
        self.len
    }

    fn set_len(&mut self, len: u64) {
        self.len = len;
    }
}
