use super::indexed::{MemoryOrder, from_sorted};
use super::*;
use crate::field::F;
use std::collections::BTreeSet;

fn f(n: u64) -> F {
    F::from(n)
}

#[test]
fn every_leaf_has_a_path_and_only_to_its_own_root() {
    let mut tree = AppendTree::<3, _>::new(MemoryNodes::default());
    assert_eq!(tree.root(), empty(3));
    for i in 0..64 {
        assert_eq!(tree.append(f(100 + i)), Ok(i));
    }
    assert_eq!(tree.append(f(1)), Err(TreeError::Full(3)));
    for i in 0..64 {
        let path = tree.path(i).unwrap();
        assert_eq!(path.root(f(100 + i)), Some(tree.root()));
        assert_eq!(path.root(f(99)), None);
        let mut moved = path;
        moved.index = (i + 1) % 64;
        assert_ne!(moved.root(f(100 + i)), Some(tree.root()));
    }
}

#[test]
fn absence_is_shown_for_absent_values_alone() {
    let mut tree = IndexedTree::<4, _>::open(MemoryOrder::default()).unwrap();
    for x in [50, 7, 9] {
        tree.insert(f(x)).unwrap();
        assert_eq!(tree.insert(f(x)), Err(IndexedError::Present));
    }
    let top = -f(1);
    for x in [f(1), f(8), f(10), f(51), top] {
        assert_eq!(tree.absence(x).unwrap().root(x), Some(tree.root()));
    }
    for x in SENTINELS.into_iter().chain([f(7), f(9), f(50)]) {
        assert_eq!(tree.absence(x).unwrap_err(), IndexedError::Present);
        assert!(tree.contains(x));
    }
    assert_eq!(tree.absence(f(8)).unwrap().root(f(9)), None, "the edge of a gap is not in it");
}

#[test]
fn a_sorted_rebuild_depends_on_the_set_alone() {
    let set: BTreeSet<F> = [5, 3, 8].map(f).into();
    let a = from_sorted::<4>(&set).unwrap();
    let b = from_sorted::<4>(&[8, 5, 3].map(f).into()).unwrap();
    assert_eq!(a.root(), b.root());
}
