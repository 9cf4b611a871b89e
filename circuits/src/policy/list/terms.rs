//! What a policy asks of a list.

use super::{List, ListKind};
use crate::{
    day::Day,
    field::to_hex,
    member::Address,
    policy::{ListTree, list_tree::MAX_LIST_DEPTH, plan::ListUse},
};

/// What a policy asks of a list that it is to be applied with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListTerms {
    /// The list's name.
    pub name: String,
    /// What it is of.
    pub kind: ListKind,
    /// The most entries that it may have.
    pub capacity: u64,
    /// How many days old it may be.
    pub max_age_days: u32,
    /// Who must have signed it; anybody or nobody if none.
    pub publisher: Option<Address>,
}

/// Why a list does not do for a policy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TermsError {
    /// Another list.
    #[error("the policy asks for the list {wanted}, and this is {given}")]
    Name {
        /// The policy's.
        wanted: String,
        /// The file's.
        given: String,
    },
    /// A list of something else.
    #[error("the policy asks for {name} to be a list of {wanted}, and it is one of {given}")]
    Kind {
        /// The list.
        name: String,
        /// What the policy asks for.
        wanted: String,
        /// What it is.
        given: String,
    },
    /// More entries than the policy has room for.
    #[error(
        "the list {name} has {entries} entries, and the policy has room for {capacity}: raise its capacity in the policy"
    )]
    Full {
        /// The list.
        name: String,
        /// How many it has.
        entries: usize,
        /// How many the policy takes.
        capacity: u64,
    },
    /// Too old.
    #[error(
        "the list {name} is of {dated}, {age} days ago, and the policy takes one that is at most {most} days old: fetch a newer one from its publisher"
    )]
    Expired {
        /// The list.
        name: String,
        /// Its day.
        dated: Day,
        /// Its age.
        age: u32,
        /// The most that the policy takes.
        most: u32,
    },
    /// Signed by somebody else, or by nobody.
    #[error(
        "the policy asks for the list {name} as {} publishes it, and this one is {}: fetch it from that publisher", to_hex(&wanted.0),
        given.as_ref().map_or_else(|| "not signed".to_owned(), |given| format!("signed by {}", to_hex(&given.0)))
    )]
    Publisher {
        /// The list.
        name: String,
        /// Who the policy says must sign it.
        wanted: Address,
        /// Who has.
        given: Option<Address>,
    },
    /// Of a day to come.
    #[error("the list {name} is of {dated}, which is yet to come: check the day, or what counts as today")]
    Future {
        /// The list.
        name: String,
        /// Its day.
        dated: Day,
    },
}

impl ListTerms {
    /// The tree over a list for a policy that asks for it, at the depth of the policy's circuit.
    ///
    /// # Errors
    /// If it is another list, another publisher's, too large, too old, or of a day to come.
    pub fn accept(&self, list: List, today: Day) -> Result<ListTree, TermsError> {
        let name = || self.name.clone();
        let head = &list.head;
        if head.name != self.name {
            return Err(TermsError::Name { wanted: name(), given: head.name.clone() });
        }
        if head.kind != self.kind {
            let (wanted, given) = (self.kind.words().to_owned(), head.kind.words().to_owned());
            return Err(TermsError::Kind { name: name(), wanted, given });
        }
        if let Some(wanted) = self.publisher.filter(|wanted| list.publisher() != Some(*wanted)) {
            return Err(TermsError::Publisher { name: name(), wanted, given: list.publisher() });
        }
        let full = TermsError::Full { name: name(), entries: list.entries.len(), capacity: self.capacity };
        if list.entries.len() as u64 > self.capacity {
            return Err(full);
        }
        let Some(age) = today.0.checked_sub(head.dated.0) else {
            return Err(TermsError::Future { name: name(), dated: head.dated });
        };
        if age > self.max_age_days {
            return Err(TermsError::Expired {
                name: name(),
                dated: head.dated,
                age,
                most: self.max_age_days,
            });
        }
        list.into_tree(self.depth()).ok_or(full)
    }

    /// The depth of the list's tree, which its capacity gives.
    #[must_use]
    pub fn depth(&self) -> usize {
        let capacity = usize::try_from(self.capacity).unwrap_or(usize::MAX);
        ListUse::depth_for(capacity).unwrap_or(MAX_LIST_DEPTH)
    }

    pub(in crate::policy) fn new(name: &str, kind: ListKind, capacity: u64, max_age_days: u32) -> Self {
        Self { name: name.to_owned(), kind, capacity, max_age_days, publisher: None }
    }
}
