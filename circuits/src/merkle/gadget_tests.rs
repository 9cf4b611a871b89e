#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::gadget::{AbsencePathVar, PathVar};
use super::indexed::MemoryOrder;
use super::*;
use crate::gadget::{Bit, Cs, R1csResult, input, private, witness, witness_bit};
use crate::soundness::Synthesized;
use ark_r1cs_std::{GR1CSVar, eq::EqGadget};

fn f(n: u64) -> F {
    F::from(n)
}

fn tree() -> AppendTree<3, MemoryNodes> {
    let mut tree = AppendTree::new(MemoryNodes::default());
    for i in 0..23 {
        tree.append(f(100 + i)).unwrap();
    }
    tree
}

/// Public: the root. Private: leaf and path.
fn member(leaf: F, path: &Path<3>, root: F) -> Synthesized {
    Synthesized::new(|cs| {
        let root = input(cs, root)?;
        let leaf = private(cs, || witness(cs, leaf))?;
        PathVar::new_witness(cs, path)?.root(&leaf)?.enforce_equal(&root)
    })
    .unwrap()
}

#[test]
fn a_path_leads_where_the_native_one_does() {
    let tree = tree();
    let blank = member(f(0), &Path::blank(), f(0));
    for i in [0, 1, 2, 3, 7, 16, 22] {
        let laid = member(f(100 + i), &tree.path(i).unwrap(), tree.root());
        assert_eq!(laid.first_violation(&laid.assignment), None);
        assert_eq!(laid.freedom(&[]).dimension, 0);
        assert!(laid.unbound().is_empty());
        assert_eq!(laid.matrices, blank.matrices);
        assert_eq!(laid.counts().constraints, 3 * 267 + 1);
    }
}

#[test]
fn a_leaf_that_is_not_there_and_swapped_siblings_are_refused() {
    let tree = tree();
    let path = tree.path(5).unwrap();
    let laid = member(f(99), &path, tree.root());
    let violations = laid.violations(&laid.assignment);
    assert_eq!(violations.len(), 1);
    assert_eq!(violations[0].name, Some("path child"));
    let mut swapped = path.clone();
    swapped.children[1].swap(2, 3);
    let laid = member(f(105), &swapped, tree.root());
    assert!(laid.first_violation(&laid.assignment).is_some());
    // Children of a wrong node whose right child is right: the next level refuses it.
    let mut grafted = path;
    grafted.children[1] = [compress(&grafted.children[0]), f(1), f(2), f(3)];
    let laid = member(f(105), &grafted, tree.root());
    assert_eq!(laid.first_violation(&laid.assignment).and_then(|v| v.name), Some("path child"));
}

#[test]
fn dropping_a_constraint_of_a_level_lets_a_lie_through() {
    let honest = |leaf: F, children: [F; 4]| {
        let path = Path::<1> { index: 0, children: [children] };
        Synthesized::new(|cs| {
            let root = input(cs, compress(&children))?;
            let leaf = private(cs, || witness(cs, leaf))?;
            PathVar::new_witness(cs, &path)?.root(&leaf)?.enforce_equal(&root)
        })
        .unwrap()
    };
    let children = [1, 2, 3, 4].map(f);
    let laid = honest(f(2), children);
    let lie = honest(f(9), children);
    let n = laid.counts().constraints;
    for i in 0..n {
        // With the public root tied to it a node cannot move alone; what is free shows while it is not.
        let freed = i < n - 1 && laid.without(n - 1).without(i).freedom(&[]).dimension > 0;
        // The lie as it stands, and with either product of two differences set to zero.
        let first = laid.instance + 5;
        let accepted = [None, Some(first), Some(first + 1)].into_iter().any(|column| {
            let mut z = lie.assignment.clone();
            column.into_iter().for_each(|c| z[c] = f(0));
            lie.without(i).first_violation(&z).is_none()
        });
        // The last constraint ties the root, a public input, to the path: without it any root passes.
        let untied = i == n - 1 && {
            let mut z = laid.assignment.clone();
            z[1] += f(1);
            laid.without(i).first_violation(&z).is_none()
        };
        assert!(freed || accepted || untied, "{i}");
    }
}

fn absent<const D: usize>(x: F, path: &AbsencePath<D>, root: F, active: Option<bool>) -> Synthesized {
    Synthesized::new(|cs: &Cs| {
        let root_var = input(cs, root)?;
        let x = private(cs, || witness(cs, x))?;
        let path = AbsencePathVar::new_witness(cs, path)?;
        match active {
            None => path.root(&x)?.enforce_equal(&root_var),
            Some(active) => {
                let active: Bit = private(cs, || witness_bit(cs, active))?;
                let found = path.root_if(&x, &active)?;
                crate::gadget::enforce_equal_if(&active, &found, &root_var)
            }
        }
    })
    .unwrap()
}

#[test]
fn absence_agrees_with_its_native_twin() -> R1csResult<()> {
    let mut tree = IndexedTree::<2, _>::open(MemoryOrder::default()).unwrap();
    for x in [50, 7, 9] {
        tree.insert(f(x)).unwrap();
    }
    let blank = absent(f(0), &AbsencePath::<2>::blank(), f(0), Some(false));
    for x in [f(1), f(8), f(10), f(51), -f(1), -f(2), SENTINELS[2] + f(1), SENTINELS[3] - f(1)] {
        let path = tree.absence(x).unwrap();
        for active in [None, Some(true), Some(false)] {
            let laid = absent(x, &path, tree.root(), active);
            assert_eq!(laid.first_violation(&laid.assignment), None);
            assert_eq!(laid.freedom(&[]).dimension, 0);
            if active.is_some() {
                assert_eq!(laid.matrices, blank.matrices);
            }
        }
    }
    // A value that is there, at either edge of the gap, and values outside it.
    let path = tree.absence(f(8)).unwrap();
    for (x, name) in [
        (7, "absence above value"),
        (9, "absence below next"),
        (3, "absence above value"),
        (40, "absence below next"),
    ] {
        for active in [None, Some(true)] {
            let laid = absent(f(x), &path, tree.root(), active);
            assert_eq!(laid.first_violation(&laid.assignment).and_then(|v| v.name), Some(name), "{x}");
        }
        let laid = absent(f(x), &path, tree.root(), Some(false));
        assert_eq!(laid.first_violation(&laid.assignment), None);
    }
    Ok(())
}

#[test]
fn a_blank_path_passes_only_where_it_is_ignored() {
    let path = AbsencePath::<2>::blank();
    let ignored = absent(f(5), &path, f(1), Some(false));
    assert_eq!(ignored.first_violation(&ignored.assignment), None);
    assert_eq!(ignored.freedom(&[]).dimension, 0);
    let claimed = absent(f(5), &path, f(1), Some(true));
    assert!(claimed.first_violation(&claimed.assignment).is_some());
    let laid = Synthesized::new(|cs| {
        let leaf = private(cs, || witness(cs, f(5)))?;
        let off = private(cs, || witness_bit(cs, false))?;
        let root = PathVar::<3>::new_witness(cs, &Path::blank())?.root_if(&leaf, &off)?;
        assert_eq!(root.value()?, compress(&[f(0); 4]));
        Ok(())
    })
    .unwrap();
    assert_eq!(laid.first_violation(&laid.assignment), None);
    assert_eq!(laid.counts().constraints, 3 * 268 + 1);
}
