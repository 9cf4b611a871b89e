//! A book of honest business, entered from its first day to its last.

use crate::{
    kind::Kind,
    trade::Entry,
    verdict::{Count, Index, Verdict},
};
use plimsoll_circuits::document::CarrierTable;
use serde::Serialize;
use std::collections::BTreeMap;

/// Honest papers refused: fewer than this share of all.
pub const REFUSED: f64 = 1.0 / 1_000.0;
/// Honest papers referred: fewer than this share of all but those that are alike by what they are.
pub const REFERRED: f64 = 1.0 / 50.0;

/// What became of honest papers of one kind.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// The kind.
    pub kind: Kind,
    /// Whether they are alike by what they are.
    pub alike: bool,
    /// What became of them.
    pub count: Count,
}

/// What became of honest papers.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Honest {
    /// By kind.
    pub kinds: Vec<Row>,
    /// Of those that are not alike by what they are.
    pub different: Count,
    /// Of those that are.
    pub alike: Count,
    /// Of all.
    pub all: Count,
}

impl Honest {
    /// Enters everything, whatever becomes of it, each set of papers against all before it.
    ///
    /// # Errors
    /// If papers of the book's own cannot be used.
    pub fn entered(book: &[Entry], carriers: &CarrierTable) -> Result<Self, String> {
        let (mut index, mut kinds) = (Index::default(), BTreeMap::<Kind, Count>::new());
        for Entry { kind, paper, .. } in book {
            let inputs =
                paper.inputs(carriers).map_err(|why| format!("{kind}: {why}\n{:#}", paper.document))?;
            let (verdict, by) = index.judge(&inputs);
            kinds.entry(*kind).or_default().add(verdict, &by);
            index.enter(&inputs);
        }
        let mut honest = Self::default();
        for (kind, count) in kinds {
            let alike = kind.is_alike();
            if alike { &mut honest.alike } else { &mut honest.different }.include(&count);
            honest.all.include(&count);
            honest.kinds.push(Row { kind, alike, count });
        }
        Ok(honest)
    }

    /// Whether few enough honest papers are held up.
    pub fn holds(&self) -> bool {
        self.all.share(Verdict::Refused) < REFUSED && self.different.share(Verdict::Referred) < REFERRED
    }
}
