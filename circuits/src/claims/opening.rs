//! Opening committed documents: from a root to the fields and records that a plan names (protocol, section 5).
//!
//! Positions are fixed by the plan, so a document is opened with one tree over all its named leaves rather than a path each.

use super::{
    arithmetic::Flag,
    netlist::{Builder, Wire},
};
use crate::{
    document::{
        DocumentTree, Part, Records,
        tree::{HEADER_DEPTH, MAX_LISTS, RECORD_DEPTH},
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
    /// Lists of records, each with room and fields per record.
    pub lists: Vec<(Records, usize, usize)>,
}

/// A document's values.
#[derive(Clone, Debug)]
pub(super) struct Opened {
    /// Header fields by position.
    pub header: BTreeMap<usize, Wire>,
    /// Records of each list, none of those that stay closed.
    pub lists: [Vec<Record>; MAX_LISTS],
}

impl Opened {
    /// The records of a list.
    pub(super) fn list(&self, records: Records) -> &[Record] {
        &self.lists[records.place()]
    }
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
        self.header.is_empty() && self.lists.is_empty()
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
    let parts = tree.map(DocumentTree::parts);
    let (header_root, header) = if wanted.header.is_empty() {
        (b.private(parts.map(|parts| parts.header_root).unwrap_or_default()), BTreeMap::new())
    } else {
        open_header(b, part, &wanted.header, tree)
    };
    let mut inputs = vec![header_root];
    let mut lists: [Vec<Record>; MAX_LISTS] = Default::default();
    for (place, records) in lists.iter_mut().enumerate() {
        let list = parts.map(|parts| parts.lists[place]);
        let hash = match wanted.lists.iter().find(|(of, ..)| of.place() == place) {
            None => b.private(list.map(|list| list.hash()).unwrap_or_default()),
            Some((which, room, width)) => {
                let count = b.private(F::from(list.map_or(0, |list| list.count)));
                let active = b.product(there.wire(), count);
                let root;
                (root, *records) = open_records(b, part, *which, (*room, *width), active, tree);
                b.hash(Tag::RecordList, &[root, count])
            }
        };
        inputs.push(hash);
    }
    (b.hash(Tag::Document, &inputs), Opened { header, lists })
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
    let list = tree.map_or(&[][..], |tree| tree.layout().list(which));
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
