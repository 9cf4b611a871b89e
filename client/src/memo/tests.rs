use super::{Detail, MEMO_BYTES, MemoError, open, seal, seal_dummy};
use crate::{
    blob,
    party::{EncryptionPublicKey, PartyKeys},
};
use plimsoll_circuits::{
    credential::{Bill, Currency, Day},
    field::F,
    member::{Address, Org},
    note::{Content, Kind, Lot, NOBODY, Note},
};
use plimsoll_contracts::Domain;
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;

fn bill() -> Bill {
    let currency = "USD".parse::<Currency>().unwrap();
    let (issuer, valuer) = (Org(F::from(3u64)), Org(F::from(4u64)));
    let [doc_root, annex_root] = [F::from(1u64), -F::from(2u64)];
    Bill { doc_root, annex_root, value: u64::MAX, currency, issuer, valuer, valued_at: Day(20_000) }
}

fn note(kind: Kind, owner: Address) -> Note {
    let bill = if kind == Kind::Release { F::from(0u64) } else { bill().commitment() };
    let made = F::from(if kind == Kind::Lien { 8u64 } else { 0 });
    let content = Content { kind, amount: 5, prior: 6, pool: 7, lot: Lot(F::from(9u64)), bill, made };
    let owner = if kind == Kind::Release { NOBODY } else { owner };
    Note { content, owner, rho: F::from(11u64), r: -F::from(1u64) }
}

#[test]
fn every_memo_has_one_size_and_opens_for_its_owner_at_its_note_only() {
    let rng = &mut ChaCha20Rng::seed_from_u64(1);
    let domain = Domain::new("chain", "registry", &[]);
    let (mine, other) = (PartyKeys::random(rng), PartyKeys::random(rng));
    let owner = mine.address();
    let (_, documents) = blob::seal(b"bill", rng).unwrap();
    let cases = [
        (Kind::Title, Detail::Title(documents, Box::new(bill()))),
        (Kind::Lien, Detail::Lien(other.encryption.public(), Box::new(bill()))),
        (Kind::Retired, Detail::Nothing),
        (Kind::Release, Detail::Nothing),
    ];
    for (kind, detail) in cases {
        let note = note(kind, owner);
        let cm = note.commitment();
        let memo = seal(domain, &note, &detail, &mine.encryption.public(), rng).unwrap();
        assert_eq!(memo.len(), MEMO_BYTES);
        let opened = open(domain, cm, note.rho, &memo, owner, &mine.encryption).unwrap();
        assert_eq!((opened.note, &opened.detail), (note, &detail));

        let refused = |domain, cm, memo: &[u8], keys: &PartyKeys| {
            open(domain, cm, note.rho, memo, owner, &keys.encryption).unwrap_err()
        };
        assert_eq!(refused(domain, cm, &memo, &other), MemoError::NotForThisKey);
        assert_eq!(refused(Domain::new("chain", "x", &[]), cm, &memo, &mine), MemoError::NotForThisKey);
        assert_eq!(refused(domain, cm + F::from(1u64), &memo, &mine), MemoError::NotForThisKey);
        for place in [0, 31, 32, MEMO_BYTES - 1] {
            let mut changed = memo.clone();
            changed[place] ^= 1;
            assert_eq!(refused(domain, cm, &changed, &mine), MemoError::NotForThisKey);
        }
        assert_eq!(refused(domain, cm, &memo[1..], &mine), MemoError::WrongSize);
    }
}

#[test]
fn a_dummys_memo_looks_like_any_other() {
    let rng = &mut ChaCha20Rng::seed_from_u64(2);
    let domain = Domain::new("chain", "registry", &[]);
    let keys = PartyKeys::random(rng);
    let memos: Vec<_> = (0..64).map(|_| seal_dummy(domain, F::from(1u64), rng).unwrap()).collect();
    assert!(memos.iter().all(|m| m.len() == MEMO_BYTES));
    let real = note(Kind::Release, keys.address());
    let sealed = || {
        seal(domain, &real, &Detail::Nothing, &keys.encryption.public(), &mut ChaCha20Rng::seed_from_u64(3))
    };
    // The top bit of an encapsulated X25519 key is always clear, in both; every other byte varies in both.
    for memo in memos.iter().chain([&sealed().unwrap()]) {
        assert_eq!(memo[31] & 0x80, 0);
    }
    for place in (0..MEMO_BYTES).step_by(13) {
        assert!(memos.iter().any(|m| m[place] != memos[0][place]), "byte {place} never changes");
    }
    let opened = open(domain, F::from(1u64), F::from(0u64), &memos[0], keys.address(), &keys.encryption);
    assert_eq!(opened, Err(MemoError::NotForThisKey));
}

/// A memo beside `commitment` that says something else.
pub(crate) fn seal_at(
    domain: Domain,
    commitment: F,
    said: (&Note, &Detail),
    to: &EncryptionPublicKey,
    rng: &mut ChaCha20Rng,
) -> Vec<u8> {
    let plaintext = super::plaintext::write(said.0, said.1).unwrap();
    super::sealed::seal_bytes(domain, commitment, &plaintext, to, rng).unwrap()
}

#[test]
fn a_memo_of_another_note_is_refused() {
    let rng = &mut ChaCha20Rng::seed_from_u64(4);
    let domain = Domain::new("chain", "registry", &[]);
    let keys = PartyKeys::random(rng);
    let real = note(Kind::Lien, keys.address());
    // What is sealed at the real note's commitment is the opening of a larger lien.
    let larger = Note { content: Content { amount: 6, ..real.content }, ..real };
    let detail = Detail::Lien(keys.encryption.public(), Box::new(bill()));
    let memo = seal_at(domain, real.commitment(), (&larger, &detail), &keys.encryption.public(), rng);
    let opened = open(domain, real.commitment(), real.rho, &memo, keys.address(), &keys.encryption);
    assert_eq!(opened, Err(MemoError::WrongNote));
    let wrong_bill = Bill { value: 1, ..bill() };
    let memo = seal(
        domain,
        &real,
        &Detail::Lien(keys.encryption.public(), Box::new(wrong_bill)),
        &keys.encryption.public(),
        rng,
    )
    .unwrap();
    let opened = open(domain, real.commitment(), real.rho, &memo, keys.address(), &keys.encryption);
    assert_eq!(opened, Err(MemoError::WrongNote));
    assert_eq!(
        seal(domain, &real, &Detail::Nothing, &keys.encryption.public(), rng),
        Err(MemoError::WrongDetail)
    );
}
