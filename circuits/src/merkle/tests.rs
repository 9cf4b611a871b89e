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

#[test]
fn many_at_once_are_as_one_after_another() {
    let values: Vec<F> = (0..57u64).map(|i| f(1000 + (i * 37) % 59)).collect();
    let mut one = (
        AppendTree::<4, _>::new(MemoryNodes::default()),
        IndexedTree::<4, _>::open(MemoryOrder::default()).unwrap(),
    );
    let mut many = one.clone();
    let mut done = 0;
    for batch in [0, 1, 2, 3, 5, 8, 13, 25] {
        let values = &values[done..done + batch];
        assert_eq!(many.0.extend(values), Ok(done as u64));
        many.1.insert_all(values).unwrap();
        for x in values {
            one.0.append(*x).unwrap();
            one.1.insert(*x).unwrap();
        }
        done += batch;
        assert_eq!((many.0.root(), many.1.root()), (one.0.root(), one.1.root()));
        for i in 0..done as u64 {
            assert_eq!(many.0.path(i), one.0.path(i));
        }
        for gap in [f(1), f(999), f(2000)] {
            assert_eq!(many.1.absence(gap), one.1.absence(gap));
        }
    }
    assert_eq!(done, values.len());
    assert_eq!(many.1.insert_all(&[f(1), f(1)]), Err(IndexedError::Present), "twice in one batch");
    let full = f(7);
    assert_eq!(many.0.extend(&[full; 200]), Err(TreeError::Full(4)));
    assert_eq!(many.0.len(), 57, "nothing was appended");
}
