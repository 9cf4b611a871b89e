//! Opening committed documents: from a root to the fields and records that a plan names (protocol, section 5).
//!
//! Positions are fixed by the plan, so a document is opened with one tree over all its named leaves rather than a path each.

use super::{
    arithmetic::Flag,
    netlist::{Builder, Wire},
};
use crate::{
    document::{
        DocumentTree, Part, Parts, Records,
        tree::{HEADER_DEPTH, RECORD_DEPTH},
    },
    field::F,
    tag::Tag,
};
use std::collections::{BTreeMap, BTreeSet};

/// What of a document is to be opened.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    /// Positions of header fields.
    pub header: BTreeSet<usize>,
    /// Of the first list of records: room, and fields per record.
    pub first: Option<(usize, usize)>,
    /// Of the second one.
    pub second: Option<(usize, usize)>,
}

/// A document's values.
#[derive(Clone, Debug)]
pub(super) struct Opened {
    /// Header fields by position.
    pub header: BTreeMap<usize, Wire>,
    /// Records of the first list.
    pub first: Vec<Record>,
    /// Records of the second list.
    pub second: Vec<Record>,
}

/// A record's values.
#[derive(Clone, Debug)]
pub(super) struct Record {
    /// Whether the document has it; its values mean nothing if not.
    pub active: Flag,
    /// Its fields by position.
    pub fields: Vec<Wire>,
}

impl Wanted {
    /// Whether nothing is.
    pub(super) fn is_empty(&self) -> bool {
        self.header.is_empty() && self.first.is_none() && self.second.is_none()
    }
}

/// Opens a document: its root, and its values. `there` says whether the document exists; without it no record is active.
/// The caller ties the root, and sees to it that header values of a document that is not there are not used.
pub(super) fn open(
    b: &mut Builder,
    part: Part,
    wanted: &Wanted,
    tree: Option<&DocumentTree>,
    there: Flag,
) -> (Wire, Opened) {
    let zero = F::from(0u64);
    let parts = tree.map_or(
        Parts { header_root: zero, first_root: zero, second_root: zero, n_first: 0, n_second: 0 },
        DocumentTree::parts,
    );
    let (header_root, header) = if wanted.header.is_empty() {
        (b.private(parts.header_root), BTreeMap::new())
    } else {
        open_header(b, part, &wanted.header, tree)
    };
    let mut records = |which, shape: Option<(usize, usize)>, root: F, count: u64| {
        let count = b.private(F::from(count));
        match shape {
            None => (b.private(root), count, Vec::new()),
            Some(shape) => {
                let active = b.product(there.wire(), count);
                let (root, records) = open_records(b, part, which, shape, active, tree);
                (root, count, records)
            }
        }
    };
    let (first_root, n_first, first) = records(Records::First, wanted.first, parts.first_root, parts.n_first);
    let (second_root, n_second, second) =
        records(Records::Second, wanted.second, parts.second_root, parts.n_second);
    let root = b.hash(Tag::Document, &[header_root, first_root, second_root, n_first, n_second]);
    (root, Opened { header, first, second })
}

fn open_header(
    b: &mut Builder,
    part: Part,
    positions: &BTreeSet<usize>,
    tree: Option<&DocumentTree>,
) -> (Wire, BTreeMap<usize, Wire>) {
    let (mut leaves, mut values) = (BTreeMap::new(), BTreeMap::new());
    for position in positions {
        let index = part.header_index(*position);
        let value = tree.and_then(|tree| tree.layout().header.get(*position).copied()).unwrap_or_default();
        let value = b.private(value);
        let salt = b.private(tree.map(|tree| tree.salt(index)).unwrap_or_default());
        let index = b.constant(F::from(index));
        leaves.insert(*position, b.hash(Tag::Leaf, &[index, value, salt]));
        values.insert(*position, value);
    }
    let known = |level, place| tree.map(|tree| tree.header_node(level, place)).unwrap_or_default();
    (b.root(leaves, HEADER_DEPTH, known), values)
}

fn open_records(
    b: &mut Builder,
    part: Part,
    which: Records,
    (room, width): (usize, usize),
    count: Wire,
    tree: Option<&DocumentTree>,
) -> (Wire, Vec<Record>) {
    let list = tree.map_or(&[][..], |tree| match which {
        Records::First => &tree.layout().first,
        Records::Second => &tree.layout().second,
    });
    let mut leaves = BTreeMap::new();
    let mut records = Vec::with_capacity(room);
    for (position, active) in b.first(count, room).into_iter().enumerate() {
        let index = part.record_index(which, position);
        let record = list.get(position);
        let value = |field: usize| record.and_then(|fields| fields.get(field)).copied().unwrap_or_default();
        let fields: Vec<Wire> = (0..width).map(|field| b.private(value(field))).collect();
        let salt = tree.filter(|_| record.is_some()).map(|tree| tree.salt(index)).unwrap_or_default();
        let mut inputs = vec![b.constant(F::from(index)), b.private(salt)];
        inputs.extend_from_slice(&fields);
        let leaf = b.sponge(Tag::Record, &inputs);
        // Behind the last record stand empty leaves.
        leaves.insert(position, b.product(active.wire(), leaf));
        records.push(Record { active, fields });
    }
    let known =
        |level, place| tree.map_or(crate::merkle::empty(level), |tree| tree.record_node(which, level, place));
    (b.root(leaves, RECORD_DEPTH, known), records)
}
