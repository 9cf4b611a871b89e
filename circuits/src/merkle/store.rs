use crate::field::F;

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

/// Nodes in memory, level by level without a gap: trees grow from the left.
#[derive(Clone, Debug, Default)]
pub struct MemoryNodes {
    levels: Vec<Vec<F>>,
    len: u64,
}

impl Nodes for MemoryNodes {
    fn get(&self, level: usize, index: u64) -> Option<F> {
        self.levels.get(level)?.get(usize::try_from(index).ok()?).copied()
    }

    /// # Panics
    /// If the node to the left of it was never set.
    fn set(&mut self, level: usize, index: u64, value: F) {
        if self.levels.len() <= level {
            self.levels.resize_with(level + 1, Vec::new);
        }
        let nodes = &mut self.levels[level];
        match usize::try_from(index) {
            Ok(index) if index < nodes.len() => nodes[index] = value,
            Ok(index) => {
                assert_eq!(index, nodes.len(), "level {level}: trees grow from the left");
                nodes.push(value);
            }
            Err(_) => unreachable!("no memory has so many nodes"),
        }
    }

    fn len(&self) -> u64 {
        self.len
    }

    fn set_len(&mut self, len: u64) {
        self.len = len;
    }
}
