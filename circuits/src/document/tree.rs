//! Documents as trees: header leaves, record leaves, openings (protocol, section 5).
//!
//! A header leaf is `H(leaf; index, value, salt)`, a record leaf `sponge(record; index, salt, fields..)`, where `index`
//! is unique among all leaves of a bill and its annexes, so that no leaf passes for another, and each salt is
//! `H(salt; document salt, index)`, so that any subset can be shown without the rest.

use crate::{
    field::F,
    merkle::{AppendTree, MemoryNodes, Path},
    poseidon2::{hash, sponge},
    tag::Tag,
};

/// Depth of a header tree: 64 leaves.
pub const HEADER_DEPTH: usize = 3;

/// Depth of a tree of records: 256 leaves.
pub const RECORD_DEPTH: usize = 4;

/// Most records of one kind in a document.
pub const MAX_RECORDS: usize = 256;

/// The documents of a bundle, each with leaf indices of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// The bill.
    Bill,
    /// One of up to three invoices, from 0.
    Invoice(u8),
    /// The packing list.
    PackingList,
    /// The insurance certificate.
    Insurance,
    /// The vessel's particulars.
    Vessel,
}

/// The two lists of records that a document can have: containers or lines, and cargo items.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Records {
    /// Containers of a bill or packing list, lines of an invoice.
    First,
    /// Cargo items of a bill; empty in annexes.
    Second,
}

impl Part {
    /// The first leaf index of this document: 1024 apart.
    #[must_use]
    pub const fn base(self) -> u64 {
        1024 * match self {
            Part::Bill => 0,
            Part::Invoice(i) => 1 + i as u64,
            Part::PackingList => 4,
            Part::Insurance => 5,
            Part::Vessel => 6,
        }
    }

    /// The leaf index of a header field.
    #[must_use]
    pub const fn header_index(self, field: usize) -> u64 {
        self.base() + field as u64
    }

    /// The leaf index of a record.
    #[must_use]
    pub const fn record_index(self, records: Records, position: usize) -> u64 {
        let list = match records {
            Records::First => 256,
            Records::Second => 512,
        };
        self.base() + list + position as u64
    }
}

/// The salt of one leaf.
#[must_use]
pub fn leaf_salt(document_salt: F, index: u64) -> F {
    hash(Tag::Salt, &[document_salt, F::from(index)])
}

/// A header leaf.
#[must_use]
pub fn header_leaf(index: u64, value: F, salt: F) -> F {
    hash(Tag::Leaf, &[F::from(index), value, salt])
}

/// A record leaf.
#[must_use]
pub fn record_leaf(index: u64, salt: F, fields: &[F]) -> F {
    let mut inputs = vec![F::from(index), salt];
    inputs.extend_from_slice(fields);
    sponge(Tag::Record, &inputs)
}

/// What a document's root is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    /// Root of the header tree.
    pub header_root: F,
    /// Root of the first list of records (containers, lines).
    pub first_root: F,
    /// Root of the second list of records (cargo items).
    pub second_root: F,
    /// How many there are in the first list.
    pub n_first: u64,
    /// How many there are in the second list.
    pub n_second: u64,
}

impl Parts {
    /// `H(doc; header_root, containers_root, items_root, n_containers, n_items)`.
    #[must_use]
    pub fn root(&self) -> F {
        hash(
            Tag::Document,
            &[
                self.header_root,
                self.first_root,
                self.second_root,
                F::from(self.n_first),
                F::from(self.n_second),
            ],
        )
    }
}

/// A header field shown with what proves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderOpening {
    /// The leaf's index.
    pub index: u64,
    /// The field's value.
    pub value: F,
    /// The leaf's salt.
    pub salt: F,
    /// The leaf's path in the header tree.
    pub path: Path<HEADER_DEPTH>,
}

impl HeaderOpening {
    /// Whether this shows `field` of document `part` under `header_root`.
    #[must_use]
    pub fn verify(&self, part: Part, field: usize, header_root: F) -> bool {
        self.index == part.header_index(field)
            && self.path.index == field as u64
            && self.path.root(header_leaf(self.index, self.value, self.salt)) == Some(header_root)
    }
}

/// A record shown with what proves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordOpening {
    /// The leaf's index.
    pub index: u64,
    /// The record's fields.
    pub fields: Vec<F>,
    /// The leaf's salt.
    pub salt: F,
    /// The leaf's path in its tree of records.
    pub path: Path<RECORD_DEPTH>,
}

impl RecordOpening {
    /// Whether this shows record `position` of that list of document `part` under `records_root`.
    #[must_use]
    pub fn verify(&self, part: Part, records: Records, position: usize, records_root: F) -> bool {
        self.index == part.record_index(records, position)
            && self.path.index == position as u64
            && self.path.root(record_leaf(self.index, self.salt, &self.fields)) == Some(records_root)
    }
}

/// The values of a document in the layout in which they are committed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Header values by position.
    pub header: Vec<F>,
    /// Records of the first list, each with all its fields.
    pub first: Vec<Vec<F>>,
    /// Records of the second list.
    pub second: Vec<Vec<F>>,
}

/// A document with its leaves and trees.
#[derive(Clone, Debug)]
pub struct DocumentTree {
    part: Part,
    layout: Layout,
    salt: F,
    header: AppendTree<HEADER_DEPTH, MemoryNodes>,
    first: AppendTree<RECORD_DEPTH, MemoryNodes>,
    second: AppendTree<RECORD_DEPTH, MemoryNodes>,
}

impl DocumentTree {
    /// Lays the document out. The salt must be secret and uniformly random, one per bundle. Values beyond the 64 header
    /// fields or 256 records that a document can have are left out: the parsers refuse documents that have them.
    #[must_use]
    pub fn new(part: Part, layout: Layout, document_salt: F) -> Self {
        let salt = |index| leaf_salt(document_salt, index);
        let header = layout.header.iter().enumerate().map(|(i, value)| {
            let index = part.header_index(i);
            header_leaf(index, *value, salt(index))
        });
        let records = |list: &[Vec<F>], which: Records| {
            let leaf = |(i, fields): (usize, &Vec<F>)| {
                let index = part.record_index(which, i);
                record_leaf(index, salt(index), fields)
            };
            tree(list.iter().enumerate().map(leaf))
        };
        Self {
            part,
            header: tree(header),
            first: records(&layout.first, Records::First),
            second: records(&layout.second, Records::Second),
            layout,
            salt: document_salt,
        }
    }

    /// Which document this is.
    #[must_use]
    pub const fn part(&self) -> Part {
        self.part
    }

    /// The committed values.
    #[must_use]
    pub const fn layout(&self) -> &Layout {
        &self.layout
    }

    /// What the root is made of.
    #[must_use]
    pub fn parts(&self) -> Parts {
        Parts {
            header_root: self.header.root(),
            first_root: self.first.root(),
            second_root: self.second.root(),
            n_first: self.first.len(),
            n_second: self.second.len(),
        }
    }

    /// The document's root.
    #[must_use]
    pub fn root(&self) -> F {
        self.parts().root()
    }

    /// The salt of one of its leaves.
    #[must_use]
    pub fn salt(&self, index: u64) -> F {
        leaf_salt(self.salt, index)
    }

    /// A node of the header tree: level 0 are the leaves.
    #[must_use]
    pub fn header_node(&self, level: usize, position: usize) -> F {
        self.header.node(level, position as u64)
    }

    /// A node of a tree of records: level 0 are the leaves.
    #[must_use]
    pub fn record_node(&self, records: Records, level: usize, position: usize) -> F {
        match records {
            Records::First => self.first.node(level, position as u64),
            Records::Second => self.second.node(level, position as u64),
        }
    }

    /// Shows one header field; `None` if the document has no field at that position.
    #[must_use]
    pub fn open_header(&self, field: impl Into<usize>) -> Option<HeaderOpening> {
        let field = field.into();
        let index = self.part.header_index(field);
        let value = *self.layout.header.get(field)?;
        let path = self.header.path(field as u64).ok()?;
        Some(HeaderOpening { index, value, salt: leaf_salt(self.salt, index), path })
    }

    /// Shows one record; `None` if there are not that many.
    #[must_use]
    pub fn open_record(&self, records: Records, position: usize) -> Option<RecordOpening> {
        let (list, tree) = match records {
            Records::First => (&self.layout.first, &self.first),
            Records::Second => (&self.layout.second, &self.second),
        };
        let index = self.part.record_index(records, position);
        let fields = list.get(position)?.clone();
        let path = tree.path(position as u64).ok()?;
        Some(RecordOpening { index, fields, salt: leaf_salt(self.salt, index), path })
    }

    /// Shows one container of a bill or packing list.
    #[must_use]
    pub fn open_container(&self, position: usize) -> Option<RecordOpening> {
        self.open_record(Records::First, position)
    }

    /// Shows one cargo item of a bill.
    #[must_use]
    pub fn open_item(&self, position: usize) -> Option<RecordOpening> {
        self.open_record(Records::Second, position)
    }

    /// Shows one line of an invoice.
    #[must_use]
    pub fn open_line(&self, position: usize) -> Option<RecordOpening> {
        self.open_record(Records::First, position)
    }
}

fn tree<const DEPTH: usize>(leaves: impl Iterator<Item = F>) -> AppendTree<DEPTH, MemoryNodes> {
    let mut tree = AppendTree::new(MemoryNodes::default());
    for leaf in leaves {
        if tree.append(leaf).is_err() {
            break;
        }
    }
    tree
}
