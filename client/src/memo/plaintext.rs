//! What stands inside a memo, byte by byte.
//!
//! version, kind: 1 each; amount, prior, pool: 8 each; lot, bill, r: 32 each; then for a TITLE key and hash of a blob, for
//! a LIEN its bill's opening, else nothing; then zeros. Numbers are big endian. rho is not there: the owner computes it
//! from what is posted, so that nobody chooses it.

use super::MEMO_BYTES;
use crate::blob::{BlobHash, BlobKey, BlobRef};
use plimsoll_circuits::{
    credential::{Bill, Currency, Day},
    field::{F, from_bytes, to_bytes},
    member::Address,
    note::{Content, Kind, Lot, Note},
};
use zeroize::Zeroizing;

const VERSION: u8 = 1;
/// Encapsulated key and authentication tag.
const OVERHEAD: usize = 32 + 16;
/// Bytes of every plaintext.
pub(super) const PLAINTEXT: usize = MEMO_BYTES - OVERHEAD;

/// What a note's owner needs beside the note itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Detail {
    /// RETIRED, RELEASE: nothing.
    Nothing,
    /// TITLE: where the bill's opening and its documents lie.
    Documents(BlobRef),
    /// LIEN: the opening of the bill that the lien was made under.
    Bill(Box<Bill>),
}

impl Detail {
    /// Whether this is what a note of this kind comes with.
    #[must_use]
    pub const fn fits(&self, kind: Kind) -> bool {
        matches!(
            (kind, self),
            (Kind::Title, Detail::Documents(_))
                | (Kind::Lien, Detail::Bill(_))
                | (Kind::Retired | Kind::Release, Detail::Nothing)
        )
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
        Detail::Documents(blob) => {
            out.extend_from_slice(&blob.key.0);
            out.extend_from_slice(&blob.hash.0);
        }
        Detail::Bill(bill) => {
            for element in [&bill.doc_root, &bill.annex_root, &bill.issuer.0, &bill.valuer.0] {
                out.extend_from_slice(&to_bytes(element));
            }
            out.extend_from_slice(&bill.value.to_be_bytes());
            out.extend_from_slice(&bill.currency.number().to_be_bytes());
            out.extend_from_slice(&bill.valued_at.0.to_be_bytes());
        }
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
    let content = Content { kind, amount, prior, pool, lot: Lot(lot), bill };
    let detail = match kind {
        Kind::Dummy => return None,
        Kind::Retired | Kind::Release => Detail::Nothing,
        Kind::Title => {
            Detail::Documents(BlobRef { key: BlobKey(from.array()?), hash: BlobHash(from.array()?) })
        }
        Kind::Lien => {
            let [doc_root, annex_root, issuer, valuer] =
                [from.element()?, from.element()?, from.element()?, from.element()?];
            let value = from.number()?;
            let currency = Currency::from_number(u32::from_be_bytes(from.array()?))?;
            let valued_at = Day(u32::from_be_bytes(from.array()?));
            let (issuer, valuer) = (Address(issuer), Address(valuer));
            Detail::Bill(Box::new(Bill { doc_root, annex_root, value, currency, issuer, valuer, valued_at }))
        }
    };
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
}
