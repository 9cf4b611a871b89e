//! Every domain tag in one table (protocol, section 3).
//!
//! A tag is the big-endian integer of its ASCII name, at most 24 bytes long, so that [`sponge`](crate::poseidon2::sponge)
//! can place the number of inputs above it. Those of the ledger's orders and of the guardians stand here too. The names that
//! the crates underneath use for themselves stand in [`FOREIGN`]; a test shows that no two agree.

use crate::field::{F, from_short_bytes};

/// What a hash is of. One variant per (use, number of inputs).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Tag {
    /// Public half of the nullifier key: `nk`.
    NullifierKey,
    /// Address: `ak.x, ak.y, nkc`.
    Address,
    /// Member leaf: `addr, roles, org`.
    Member,
    /// Field leaf of a document: `index, value, salt`.
    Leaf,
    /// Salt of one leaf: `document salt, leaf index`.
    Salt,
    /// Record leaf of a document (variable).
    Record,
    /// Text longer than one field element (variable).
    Text,
    /// List of records of a document: `root, count`.
    RecordList,
    /// Document root: `header, list_0, .., list_3`.
    Document,
    /// Root over a bill's annexes (variable).
    Annexes,
    /// Title credential, signed by an issuer.
    Credential,
    /// Valuation, signed by a valuer.
    Valuation,
    /// Bill: what a title note commits to.
    Bill,
    /// Fingerprint input `x` (variable).
    FingerprintKey,
    /// Root over a bill's fingerprints (variable).
    Fingerprints,
    /// What a SOFT slot holds: `F, j`.
    SoftFingerprint,
    /// Lot: `F_DOC, generation`.
    Lot,
    /// Note commitment.
    Note,
    /// Nullifier: `nk` or a release's `r`, `rho, cm`.
    Nullifier,
    /// rho of the notes that a Move makes: `nf_0, nf_1`.
    RhoMove,
    /// rho of the note that a Register makes: `F_DOC, generation`.
    RhoRegister,
    /// rho of the note that an Amend makes: `nf`.
    RhoAmend,
    /// rho of the note that a Revalue makes: `nf`.
    RhoRevalue,
    /// rho of an input dummy: `nk, cm of the real input`.
    RhoDummy,
    /// What an issuer signs to amend a bill: `domain, lot, old_bill, doc_root, annex_root, added_fp_root, valid_until`.
    Amendment,
    /// rho of the notes that a recovery makes: `F_DOC, generation, index`.
    RhoRecovery,
    /// Leaf of an indexed tree: `value, next`.
    Indexed,
    /// Audit scalar: `nk, nf_0 or F_DOC, digest of the outputs, fresh bytes` (two elements).
    AuditScalar,
    /// Contents and owners of a transition's outputs (variable).
    AuditOutputs,
    /// Audit mask of a Register.
    AuditRegister,
    /// Audit mask of a Move.
    AuditMove,
    /// Audit mask of an Amend.
    AuditAmend,
    /// Audit mask of a Revalue.
    AuditRevalue,
    /// What the acting party signs (variable).
    SigHash,
    /// `bill, lot, blinding`: ties an Attest to claims.
    Link,
    /// A verifier's challenge (variable).
    Challenge,
    /// A posting's identity: the first word of what Keccak-256 hashes, never a tag of Poseidon2.
    TransitionId,
    /// What an issuer signs to ask guardians for fingerprints (variable).
    FingerprintRequest,
    /// Coefficients of a guardian's proof over many points (variable, and of each coefficient: seed, place).
    FingerprintProof,
    /// One generation of guardians' keys: purpose, ceremony, n, t, roster (variable).
    Ceremony,
    /// What a dealer commits to before it reveals (variable).
    Dealing,
    /// What a dealer signs: `ceremony, dealer, commitment` (variable).
    Dealer,
    /// Challenge of the proof of knowledge of a dealer's constant term (variable).
    Knowledge,
    /// Leaf of a published list: `kind, low, high`.
    ListGap,
    /// Leaf of a published list of prefixes: `kind, low, end, high, value`.
    ListSpan,
    /// What a publisher signs of an edition of a list: its digest.
    ListEdition,
    /// What a verifier signs to ask for claims: `domain, digest of the request`.
    Request,
    /// What a bank signs to let a lot that it holds a lien on be amended: `domain, cm of the lien, made, old_bill, doc_root, annex_root,
    /// valid_until`.
    LienConsent,
}

impl Tag {
    /// All tags, for tests and the published table.
    pub const ALL: [Tag; 48] = [
        Tag::NullifierKey,
        Tag::Address,
        Tag::Member,
        Tag::Leaf,
        Tag::Salt,
        Tag::Record,
        Tag::Text,
        Tag::RecordList,
        Tag::Document,
        Tag::Annexes,
        Tag::Credential,
        Tag::Valuation,
        Tag::Bill,
        Tag::FingerprintKey,
        Tag::Fingerprints,
        Tag::SoftFingerprint,
        Tag::Lot,
        Tag::Note,
        Tag::Nullifier,
        Tag::RhoMove,
        Tag::RhoRegister,
        Tag::RhoAmend,
        Tag::RhoRevalue,
        Tag::RhoDummy,
        Tag::Amendment,
        Tag::RhoRecovery,
        Tag::Indexed,
        Tag::AuditScalar,
        Tag::AuditOutputs,
        Tag::AuditRegister,
        Tag::AuditMove,
        Tag::AuditAmend,
        Tag::AuditRevalue,
        Tag::SigHash,
        Tag::Link,
        Tag::Challenge,
        Tag::TransitionId,
        Tag::FingerprintRequest,
        Tag::FingerprintProof,
        Tag::Ceremony,
        Tag::Dealing,
        Tag::Dealer,
        Tag::Knowledge,
        Tag::ListGap,
        Tag::ListSpan,
        Tag::ListEdition,
        Tag::Request,
        Tag::LienConsent,
    ];

    /// The tag's name, 1 to 24 ASCII bytes.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Tag::NullifierKey => "plimsoll.nkc",
            Tag::Address => "plimsoll.addr",
            Tag::Member => "plimsoll.member",
            Tag::Leaf => "plimsoll.leaf",
            Tag::Salt => "plimsoll.salt",
            Tag::Record => "plimsoll.record",
            Tag::Text => "plimsoll.text",
            Tag::RecordList => "plimsoll.records",
            Tag::Document => "plimsoll.doc",
            Tag::Annexes => "plimsoll.annexes",
            Tag::Credential => "plimsoll.cred",
            Tag::Valuation => "plimsoll.value",
            Tag::Bill => "plimsoll.bill",
            Tag::FingerprintKey => "plimsoll.key",
            Tag::Fingerprints => "plimsoll.fp",
            Tag::SoftFingerprint => "plimsoll.soft",
            Tag::Lot => "plimsoll.lot",
            Tag::Note => "plimsoll.note",
            Tag::Nullifier => "plimsoll.nf",
            Tag::RhoMove => "plimsoll.rho_move",
            Tag::RhoRegister => "plimsoll.rho_reg",
            Tag::RhoAmend => "plimsoll.rho_amend",
            Tag::RhoRevalue => "plimsoll.rho_revalue",
            Tag::RhoDummy => "plimsoll.dummy",
            Tag::Amendment => "plimsoll.amend",
            Tag::RhoRecovery => "plimsoll.rho_rec",
            Tag::Indexed => "plimsoll.idx",
            Tag::AuditScalar => "plimsoll.audit_e",
            Tag::AuditOutputs => "plimsoll.audit_out",
            Tag::AuditRegister => "plimsoll.audit_reg",
            Tag::AuditMove => "plimsoll.audit_move",
            Tag::AuditAmend => "plimsoll.audit_amend",
            Tag::AuditRevalue => "plimsoll.audit_revalue",
            Tag::SigHash => "plimsoll.sighash",
            Tag::Link => "plimsoll.link",
            Tag::Challenge => "plimsoll.challenge",
            Tag::TransitionId => "plimsoll.transition",
            Tag::FingerprintRequest => "plimsoll.fp_request",
            Tag::FingerprintProof => "plimsoll.fp_proof",
            Tag::Ceremony => "plimsoll.dkg",
            Tag::Dealing => "plimsoll.dkg_dealing",
            Tag::Dealer => "plimsoll.dkg_dealer",
            Tag::Knowledge => "plimsoll.dkg_know",
            Tag::ListGap => "plimsoll.list",
            Tag::ListSpan => "plimsoll.list_span",
            Tag::ListEdition => "plimsoll.list_edition",
            Tag::Request => "plimsoll.request",
            Tag::LienConsent => "plimsoll.lien_consent",
        }
    }

    /// The tag as a field element: the big-endian integer of its name.
    #[must_use]
    pub fn value(self) -> F {
        from_short_bytes(self.name().as_bytes())
    }
}

/// Domain separators of the crates this one builds on; none of ours may equal one of them.
pub const FOREIGN: [&str; 5] =
    ["EdDSA Signature", "OPRF", "DLOG Equality Proof", "OPRF_HashToField_BabyJubJub", "KeyGenPolyCoeff"];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_two_tags_agree_and_all_leave_room_for_a_count() {
        let mut seen = HashSet::new();
        for name in Tag::ALL.iter().map(|t| t.name()) {
            assert!((1..=24).contains(&name.len()) && name.is_ascii(), "{name}");
            assert!(seen.insert(from_short_bytes(name.as_bytes())), "{name} is used twice");
        }
        for name in FOREIGN {
            assert!(seen.insert(from_short_bytes(name.as_bytes())), "{name} is used twice");
        }
    }
}
