//! What larger orders are made of.

use crate::{
    Day,
    bytes::Hash32,
    control::{ControlAddress, ControlSignature},
};
use plimsoll_circuits::{
    field::{F, serde_hex, serde_hex_vec},
    fingerprint::Class,
    member::Address,
    note::{Content, Kind, Lot, Note, rho_recovery},
};
use serde::{Deserialize, Serialize};

/// A lot as orders name it: by the DOC fingerprint under which it was registered, and its generation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LotName {
    /// The DOC fingerprint.
    #[serde(with = "serde_hex")]
    pub doc: F,
    /// The generation: the highest of this DOC, or the order is too old.
    pub generation: u64,
}

impl LotName {
    /// The lot.
    #[must_use]
    pub fn lot(&self) -> Lot {
        Lot::new(self.doc, self.generation)
    }
}

/// One registration of a number is permitted once more, since the lot that has it, or had it last, is closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reopening {
    /// The lot that is closed.
    pub lot: LotName,
    /// The DOC fingerprint that may be registered: the lot's own, or one that came by an amendment and has no lot.
    #[serde(with = "serde_hex")]
    pub coming: F,
    /// The slot-0 values whose invoices and containers that registration may have: the lot's own, and those that came by its amendments.
    #[serde(with = "serde_hex_vec")]
    pub numbers: Vec<F>,
    /// The last day of that registration.
    pub until: Day,
}

/// One posting may have values that are on the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// The value in slot 0 of that posting.
    #[serde(with = "serde_hex")]
    pub doc: F,
    /// The fingerprints of invoices.
    #[serde(with = "serde_hex_vec")]
    pub invoices: Vec<F>,
    /// The fingerprints of containers.
    #[serde(with = "serde_hex_vec")]
    pub boxes: Vec<F>,
    /// The last day of that posting.
    pub until: Day,
}

impl Waiver {
    /// All values, each with its class.
    pub fn values(&self) -> impl Iterator<Item = (Class, F)> + '_ {
        let of = |class: Class| move |f: &F| (class, *f);
        self.invoices.iter().map(of(Class::Inv)).chain(self.boxes.iter().map(of(Class::Box)))
    }
}

/// A title that a recovery makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewTitle {
    /// Whose it is.
    pub owner: Address,
    /// The lot's bill.
    #[serde(with = "serde_hex")]
    pub bill: F,
}

/// A lien that a recovery makes again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewLien {
    /// Whose it is.
    pub owner: Address,
    /// What it secures, in minor units of the lot's currency.
    pub amount: u64,
    /// The encumbrance before it was made first.
    pub prior: u64,
    /// Its amount when it was made first.
    pub pool: u64,
    /// The bill when it was made first.
    #[serde(with = "serde_hex")]
    pub bill: F,
    /// The nullifier of the title that its pledge spent.
    #[serde(with = "serde_hex")]
    pub made: F,
    /// The X25519 key to which whoever gives it back seals the release.
    pub release_key: Hash32,
}

/// The frozen title, opened, so that a recovery need not wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenedTitle {
    /// Whose it was.
    pub owner: Address,
    /// What the lot bears.
    pub amount: u64,
    /// The lot's bill.
    #[serde(with = "serde_hex")]
    pub bill: F,
    /// Its rho.
    #[serde(with = "serde_hex")]
    pub rho: F,
    /// Its blinding.
    #[serde(with = "serde_hex")]
    pub r: F,
}

/// What the issuer says of the title that is recovered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// An address of the issuer, a member with the role ISSUER.
    pub issuer: Address,
    /// Its organisation's signature over [`NotSurrendered`](crate::control::NotSurrendered).
    pub signature: ControlSignature,
}

/// A lot is closed, and its title and liens are made again: for keys that are lost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recovery {
    /// The lot that is closed.
    pub lot: LotName,
    /// The title of its next generation.
    pub title: NewTitle,
    /// The liens on it.
    pub liens: Vec<NewLien>,
    /// The title as it stands on the ledger: then nobody waits for thirty days.
    pub opened: Option<OpenedTitle>,
    /// That the title was not surrendered.
    pub statement: Statement,
}

impl Recovery {
    /// What the lot bears; `None` if the liens add up to more than 64 bits.
    #[must_use]
    pub fn encumbrance(&self) -> Option<u64> {
        self.liens.iter().try_fold(0u64, |sum, lien| sum.checked_add(lien.amount))
    }

    /// The notes that it makes, title first; `None` if the liens add up to more than 64 bits. Whoever reads the order knows them: their
    /// blindings are 0.
    #[must_use]
    pub fn notes(&self) -> Option<Vec<Note>> {
        let generation = self.lot.generation.checked_add(1)?;
        let lot = Lot::new(self.lot.doc, generation);
        let note = |index: usize, owner, content| Note {
            content: Content { lot, ..content },
            owner,
            rho: rho_recovery(self.lot.doc, generation, index as u64),
            r: F::from(0u64),
        };
        let title = Content {
            kind: Kind::Title,
            amount: self.encumbrance()?,
            bill: self.title.bill,
            ..Content::DUMMY
        };
        let liens = self.liens.iter().enumerate().map(|(i, lien)| {
            let &NewLien { amount, prior, pool, bill, made, .. } = lien;
            let content = Content { kind: Kind::Lien, amount, prior, pool, bill, made, ..Content::DUMMY };
            note(i + 1, lien.owner, content)
        });
        Some(std::iter::once(note(0, self.title.owner, title)).chain(liens).collect())
    }

    /// The note that the opened title must be.
    #[must_use]
    pub fn opened_note(&self) -> Option<Note> {
        let OpenedTitle { owner, amount, bill, rho, r } = self.opened?;
        let content = Content { kind: Kind::Title, amount, lot: self.lot.lot(), bill, ..Content::DUMMY };
        Some(Note { content, owner, rho, r })
    }
}

/// Who opens what is sealed to an audit key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guardians {
    /// Their control keys.
    pub keys: Vec<ControlAddress>,
    /// How many of them act together.
    pub threshold: u32,
}

/// Another audit key, or other guardians.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditKeyChange {
    /// x and y of a point of the curve; the key is 8 times it.
    #[serde(with = "serde_hex_vec")]
    pub point: [F; 2],
    /// Who shares it.
    pub guardians: Guardians,
    /// The hash of the record of its generation, or of its resharing.
    pub transcript: Hash32,
    /// How many changes of the audit key came before.
    pub change: u64,
    /// Signatures of those who shared the key before, over [`GuardianTranscript`](super::GuardianTranscript), by rising address.
    pub guardians_signed: Vec<ControlSignature>,
}

/// Who watches the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Witnesses {
    /// Their Ed25519 keys.
    pub keys: Vec<Hash32>,
    /// How many of them may be faulty.
    pub faulty: u32,
    /// How many of them make an entry final.
    pub quorum: u32,
}

/// Who writes the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operator {
    /// Its Ed25519 key.
    pub log_key: Hash32,
    /// How many entries the last final checkpoint has.
    pub size: u64,
    /// That checkpoint's root.
    pub root: Hash32,
}
