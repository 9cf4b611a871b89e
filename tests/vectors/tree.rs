use crate::file::{X, all, exactly, read};
use plimsoll_circuits::{
    field::F,
    merkle::{
        ARITY, AppendTree, IndexedError, IndexedTree, MemoryNodes, Path, empty,
        indexed::{MemoryOrder, from_sorted},
    },
};
use serde::Deserialize;

/// The depth of the trees in the vectors.
const DEPTH: usize = 3;

#[derive(Deserialize)]
struct Append {
    empty: Vec<X>,
    depth: usize,
    leaves: Vec<X>,
    roots: Vec<X>,
    paths: Vec<PathText>,
}

#[derive(Deserialize)]
struct Indexed {
    depth: usize,
    steps: Vec<Step>,
    absent: Vec<Absent>,
    present: Vec<X>,
}

#[derive(Deserialize)]
struct Step {
    insert: Option<X>,
    root: X,
}

#[derive(Deserialize)]
struct Absent {
    value: X,
    low: X,
    next: X,
    #[serde(flatten)]
    path: PathText,
}

#[derive(Deserialize)]
struct PathText {
    index: u64,
    children: Vec<Vec<X>>,
}

impl PathText {
    fn path(&self) -> Path<DEPTH> {
        let levels: Vec<[F; ARITY]> = self.children.iter().map(|level| exactly(level)).collect();
        Path { index: self.index, children: levels.try_into().expect("one level per height") }
    }
}

#[test]
fn roots_of_empty_trees() {
    let vectors: Append = read("append_tree.json");
    assert_eq!(vectors.empty.len(), 17);
    for (height, root) in vectors.empty.iter().enumerate() {
        assert_eq!(empty(height), root.0, "height {height}");
    }
}

#[test]
fn roots_and_paths_of_an_appended_tree() {
    let vectors: Append = read("append_tree.json");
    assert_eq!(vectors.depth, DEPTH);
    let mut tree = AppendTree::<DEPTH, _>::new(MemoryNodes::default());
    assert_eq!(tree.root(), vectors.roots[0].0);
    for (leaf, root) in vectors.leaves.iter().zip(&vectors.roots[1..]) {
        tree.append(leaf.0).expect("the tree has room");
        assert_eq!(tree.root(), root.0);
    }
    for text in &vectors.paths {
        let path = text.path();
        assert_eq!(tree.path(text.index), Ok(path.clone()));
        let leaf = usize::try_from(text.index).map(|i| vectors.leaves[i].0).expect("a small index");
        assert_eq!(path.root(leaf), Some(tree.root()));
    }
}

#[test]
fn roots_and_absences_of_an_indexed_tree() {
    let vectors: Indexed = read("indexed_tree.json");
    assert_eq!(vectors.depth, DEPTH);
    let mut tree = IndexedTree::<DEPTH, _>::open(MemoryOrder::default()).expect("sentinels fit");
    for step in &vectors.steps {
        if let Some(value) = step.insert {
            tree.insert(value.0).expect("the value is new");
        }
        assert_eq!(tree.root(), step.root.0);
    }
    for absent in vectors.absent {
        let path = tree.absence(absent.value.0).expect("the value is absent");
        assert_eq!((path.low.value, path.low.next), (absent.low.0, absent.next.0));
        assert_eq!(path.path, absent.path.path());
        assert_eq!(path.root(absent.value.0), Some(tree.root()));
    }
    for value in vectors.present {
        assert_eq!(tree.absence(value.0), Err(IndexedError::Present));
    }
}

#[test]
fn a_tree_rebuilt_from_sorted_order() {
    #[derive(Deserialize)]
    struct Sorted {
        sorted: Vec<X>,
        sorted_root: X,
    }
    let vectors: Sorted = read("indexed_tree.json");
    let tree = from_sorted::<DEPTH>(&all(&vectors.sorted).into_iter().collect()).expect("values are new");
    assert_eq!(tree.root(), vectors.sorted_root.0);
}
