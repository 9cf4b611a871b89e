//! What stands inside a memo, byte by byte.
//!
//! version, kind: 1 each; amount, prior, pool: 8 each; lot, bill, r: 32 each; then of a TITLE key and hash of its book, of
//! a LIEN its making and the key for its releases, 32 each; of both the opening of the bill; then zeros. Numbers are big endian. rho
//! is not there: the owner computes it from what is posted, so that nobody chooses it.

use super::MEMO_BYTES;
use crate::{
    blob::{BlobHash, BlobKey, BlobRef},
    party::EncryptionPublicKey,
};
use plimsoll_circuits::{
    credential::{Bill, Currency, Day},
    field::{F, from_bytes, to_bytes},
    member::{Address, Org},
    note::{Content, Kind, Lot, NOBODY, Note},
};
use zeroize::Zeroizing;

const VERSION: u8 = 2;
/// Encapsulated key and authentication tag.
const OVERHEAD: usize = 32 + 16;
/// Bytes of every plaintext.
pub(super) const PLAINTEXT: usize = MEMO_BYTES - OVERHEAD;

/// What a note's owner needs beside the note itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Detail {
    /// RETIRED, RELEASE: nothing.
    Nothing,
    /// TITLE: where its book lies, and its bill.
    Title(BlobRef, Box<Bill>),
    /// LIEN: to which key its releases are sealed, and the bill that it was made under.
    Lien(EncryptionPublicKey, Box<Bill>),
}

impl Detail {
    /// Whether this is what a note of this kind comes with.
    #[must_use]
    pub const fn fits(&self, kind: Kind) -> bool {
        matches!(
            (kind, self),
            (Kind::Title, Detail::Title(..))
                | (Kind::Lien, Detail::Lien(..))
                | (Kind::Retired | Kind::Release, Detail::Nothing)
        )
    }

    /// The opening of the note's bill.
    #[must_use]
    pub fn bill(&self) -> Option<&Bill> {
        match self {
            Detail::Nothing => None,
            Detail::Title(_, bill) | Detail::Lien(_, bill) => Some(bill),
        }
    }
}

/// The plaintext of a note; `None` if the detail is not that of its kind.
pub(super) fn write(note: &Note, detail: &Detail) -> Option<Zeroizing<Vec<u8>>> {
    if !detail.fits(note.content.kind) {
        return None;
    }
    let mut out = Zeroizing::new(Vec::with_capacity(PLAINTEXT));
    let c = &note.content;
    out.extend_from_slice(&[VERSION, c.kind as u8]);
    for number in [c.amount, c.prior, c.pool] {
        out.extend_from_slice(&number.to_be_bytes());
    }
    for element in [&c.lot.0, &c.bill, &note.r] {
        out.extend_from_slice(&to_bytes(element));
    }
    match detail {
        Detail::Nothing => {}
        Detail::Title(book, _) => {
            out.extend_from_slice(&book.key.0);
            out.extend_from_slice(&book.hash.0);
        }
        Detail::Lien(release_key, _) => {
            out.extend_from_slice(&to_bytes(&c.made));
            out.extend_from_slice(release_key.bytes());
        }
    }
    if let Some(bill) = detail.bill() {
        for element in [&bill.doc_root, &bill.annex_root, &bill.issuer.0, &bill.valuer.0] {
            out.extend_from_slice(&to_bytes(element));
        }
        out.extend_from_slice(&bill.value.to_be_bytes());
        out.extend_from_slice(&bill.currency.number().to_be_bytes());
        out.extend_from_slice(&bill.valued_at.0.to_be_bytes());
    }
    out.resize(PLAINTEXT, 0);
    Some(out)
}

/// What a plaintext says; `None` if [`write`] never writes it.
pub(super) fn read(bytes: &[u8], owner: Address, rho: F) -> Option<(Note, Detail)> {
    let mut from = Reader(bytes);
    let [VERSION, kind] = from.array()? else { return None };
    let kind = *Kind::ALL.get(usize::from(kind))?;
    let [amount, prior, pool] = [from.number()?, from.number()?, from.number()?];
    let [lot, bill, r] = [from.element()?, from.element()?, from.element()?];
    let mut content = Content { kind, amount, prior, pool, lot: Lot(lot), bill, ..Content::DUMMY };
    let detail = match kind {
        Kind::Dummy => return None,
        Kind::Retired | Kind::Release => Detail::Nothing,
        Kind::Title => {
            let book = BlobRef { key: BlobKey(from.array()?), hash: BlobHash(from.array()?) };
            Detail::Title(book, Box::new(from.bill()?))
        }
        Kind::Lien => {
            content.made = from.element()?;
            Detail::Lien(EncryptionPublicKey::from_bytes(from.array()?), Box::new(from.bill()?))
        }
    };
    let owner = if kind == Kind::Release { NOBODY } else { owner };
    let exact = bytes.len() == PLAINTEXT && from.0.iter().all(|b| *b == 0);
    exact.then_some((Note { content, owner, rho, r }, detail))
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*head)
    }

    fn number(&mut self) -> Option<u64> {
        self.array().map(u64::from_be_bytes)
    }

    fn element(&mut self) -> Option<F> {
        from_bytes(&self.array()?)
    }

    fn bill(&mut self) -> Option<Bill> {
        let [doc_root, annex_root, issuer, valuer] =
            [self.element()?, self.element()?, self.element()?, self.element()?];
        let value = self.number()?;
        let currency = Currency::from_number(u32::from_be_bytes(self.array()?))?;
        let valued_at = Day(u32::from_be_bytes(self.array()?));
        let (issuer, valuer) = (Org(issuer), Org(valuer));
        Some(Bill { doc_root, annex_root, value, currency, issuer, valuer, valued_at })
    }
}
