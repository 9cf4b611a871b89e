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

/// Most lists of records in a document.
pub const MAX_LISTS: usize = 4;

/// Leaf indices between the first one of a document and that of the next.
const APART: u64 = 2048;

/// The documents of a bundle, each with leaf indices of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// The bill.
    Bill,
    /// One of up to twelve invoices, from 0.
    Invoice(u8),
    /// The packing list.
    PackingList,
    /// The insurance certificate.
    Insurance,
    /// What all of them name together: parties, places, legs, clauses.
    Dossier,
}

/// The lists of records that documents have, up to [`MAX_LISTS`] each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Records {
    /// Containers of a bill.
    Containers,
    /// Cargo items of a bill.
    Items,
    /// Goods of a bill: its consignment items.
    Goods,
    /// Lines of an invoice.
    Lines,
    /// Containers of a packing list.
    Packed,
    /// Parties of the dossier.
    Parties,
    /// Places of the dossier.
    Places,
    /// Legs of the voyage, of the dossier.
    Legs,
    /// Clauses of the dossier.
    Clauses,
}

impl Records {
    /// Which of its document's lists it is, from 0.
    #[must_use]
    pub const fn place(self) -> usize {
        match self {
            Self::Containers | Self::Lines | Self::Packed | Self::Parties => 0,
            Self::Items | Self::Places => 1,
            Self::Goods | Self::Legs => 2,
            Self::Clauses => 3,
        }
    }
}

impl Part {
    /// The first leaf index of this document: 2048 apart.
    #[must_use]
    pub const fn base(self) -> u64 {
        APART
            * match self {
                Part::Bill => 0,
                Part::Invoice(i) => 1 + i as u64,
                Part::PackingList => 13,
                Part::Insurance => 14,
                Part::Dossier => 15,
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
        self.record_index_at(records.place(), position)
    }

    /// The same by the list's place among the document's lists.
    const fn record_index_at(self, place: usize, position: usize) -> u64 {
        self.base() + (MAX_RECORDS * (1 + place) + position) as u64
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

/// The root of a list of records, and how many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct List {
    /// Root of the tree of records.
    pub root: F,
    /// How many there are.
    pub count: u64,
}

impl List {
    /// `H(list; root, count)`.
    #[must_use]
    pub fn hash(&self) -> F {
        hash(Tag::RecordList, &[self.root, F::from(self.count)])
    }
}

/// What a document's root is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    /// Root of the header tree.
    pub header_root: F,
    /// The lists of records; those that the document does not have are empty.
    pub lists: [List; MAX_LISTS],
}

impl Parts {
    /// `H(doc; header_root, list_0, .., list_3)`.
    #[must_use]
    pub fn root(&self) -> F {
        let [a, b, c, d] = self.lists.map(|list| list.hash());
        hash(Tag::Document, &[self.header_root, a, b, c, d])
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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// Header values by position.
    pub header: Vec<F>,
    /// Lists of records by [`Records::place`], each record with all its fields.
    pub lists: [Vec<Vec<F>>; MAX_LISTS],
}

impl Layout {
    /// A document with these header values and no records.
    #[must_use]
    pub fn of_header(header: Vec<F>) -> Self {
        Self { header, lists: Default::default() }
    }

    /// The same with a list of records.
    #[must_use]
    pub fn with(mut self, records: Records, list: Vec<Vec<F>>) -> Self {
        self.lists[records.place()] = list;
        self
    }

    /// A list of records.
    #[must_use]
    pub fn list(&self, records: Records) -> &[Vec<F>] {
        &self.lists[records.place()]
    }
}

/// A document with its leaves and trees.
#[derive(Clone, Debug)]
pub struct DocumentTree {
    part: Part,
    layout: Layout,
    salt: F,
    header: AppendTree<HEADER_DEPTH, MemoryNodes>,
    lists: [AppendTree<RECORD_DEPTH, MemoryNodes>; MAX_LISTS],
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
        let records = |place: usize| {
            let leaf = |(i, fields): (usize, &Vec<F>)| {
                let index = part.record_index_at(place, i);
                record_leaf(index, salt(index), fields)
            };
            tree(layout.lists[place].iter().enumerate().map(leaf))
        };
        Self { part, header: tree(header), lists: std::array::from_fn(records), layout, salt: document_salt }
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
        let lists = std::array::from_fn(|i| List { root: self.lists[i].root(), count: self.lists[i].len() });
        Parts { header_root: self.header.root(), lists }
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
        self.lists[records.place()].node(level, position as u64)
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
        let index = self.part.record_index(records, position);
        let fields = self.layout.list(records).get(position)?.clone();
        let path = self.lists[records.place()].path(position as u64).ok()?;
        Some(RecordOpening { index, fields, salt: leaf_salt(self.salt, index), path })
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
