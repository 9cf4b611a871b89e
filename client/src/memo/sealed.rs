use super::{
    Detail, MEMO_BYTES, Opening,
    plaintext::{PLAINTEXT, read, write},
};
use crate::party::{EncryptionPublicKey, EncryptionSecretKey, Kem};
use hpke::{
    Deserializable, HpkeError, OpModeR, OpModeS, Serializable, aead::ChaCha20Poly1305, kdf::HkdfSha256,
    single_shot_open, single_shot_seal,
};
use plimsoll_circuits::{
    field::{F, to_bytes},
    member::Address,
    note::Note,
};
use plimsoll_contracts::Domain;
use rand::{CryptoRng, RngCore};
use zeroize::Zeroizing;

/// Why a memo could not be sealed or does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MemoError {
    /// It is somebody else's, or it was changed or moved to another note.
    #[error("the memo is not for this key at this note")]
    NotForThisKey,
    /// It opens, but to another note than the one on the ledger.
    #[error(
        "the memo opens, but not to the note on the ledger: whoever sent it deceives you, do not count on that note"
    )]
    WrongNote,
    /// The detail does not belong to the note's kind.
    #[error("this kind of note comes with another detail")]
    WrongDetail,
    /// A memo has one size.
    #[error("a memo has {MEMO_BYTES} bytes")]
    WrongSize,
    /// The recipient's key is one to which nothing can be encrypted.
    #[error("nothing can be encrypted to the recipient's key; ask for a new directory entry")]
    BadKey,
}

fn info(domain: Domain) -> Vec<u8> {
    [b"plimsoll memo v2".as_slice(), &to_bytes(&domain.0)].concat()
}

/// Seals a note's opening to its new owner.
///
/// # Errors
/// [`MemoError::WrongDetail`], [`MemoError::BadKey`].
pub fn seal<R: RngCore + CryptoRng>(
    domain: Domain,
    note: &Note,
    detail: &Detail,
    to: &EncryptionPublicKey,
    rng: &mut R,
) -> Result<Vec<u8>, MemoError> {
    let plaintext = write(note, detail).ok_or(MemoError::WrongDetail)?;
    seal_bytes(domain, note.commitment(), &plaintext, to, rng)
}

/// A memo beside a dummy: sealed to a key that nobody has, and like any other to look at.
///
/// # Errors
/// [`MemoError::BadKey`], which does not happen with a fresh key.
pub fn seal_dummy<R: RngCore + CryptoRng>(
    domain: Domain,
    commitment: F,
    rng: &mut R,
) -> Result<Vec<u8>, MemoError> {
    let nobody = EncryptionPublicKey::nobody(rng);
    seal_bytes(domain, commitment, &[0; PLAINTEXT], &nobody, rng)
}

pub(super) fn seal_bytes<R: RngCore + CryptoRng>(
    domain: Domain,
    commitment: F,
    plaintext: &[u8],
    to: &EncryptionPublicKey,
    rng: &mut R,
) -> Result<Vec<u8>, MemoError> {
    let key = to.kem().ok_or(MemoError::BadKey)?;
    let aad = to_bytes(&commitment);
    let (encapsulated, ciphertext) = single_shot_seal::<ChaCha20Poly1305, HkdfSha256, Kem, _>(
        &OpModeS::Base,
        &key,
        &info(domain),
        plaintext,
        &aad,
        rng,
    )
    .map_err(|_| MemoError::BadKey)?;
    let mut memo = encapsulated.to_bytes().to_vec();
    memo.extend_from_slice(&ciphertext);
    if memo.len() == MEMO_BYTES { Ok(memo) } else { Err(MemoError::WrongSize) }
}

/// Opens the memo beside `commitment`. `rho` is what follows from the posting, `owner` the address of whoever opens; a
/// release is nobody's, whoever opens it.
///
/// # Errors
/// [`MemoError::NotForThisKey`] for nearly every memo on the ledger; [`MemoError::WrongNote`] if it is for this key but
/// its note is not the one posted.
pub fn open(
    domain: Domain,
    commitment: F,
    rho: F,
    memo: &[u8],
    owner: Address,
    key: &EncryptionSecretKey,
) -> Result<Opening, MemoError> {
    let (encapsulated, ciphertext) = memo.split_first_chunk::<32>().ok_or(MemoError::WrongSize)?;
    if memo.len() != MEMO_BYTES {
        return Err(MemoError::WrongSize);
    }
    let decapsulate = || -> Result<Vec<u8>, HpkeError> {
        let encapsulated = <Kem as hpke::Kem>::EncappedKey::from_bytes(encapsulated)?;
        let secret = key.kem().ok_or(HpkeError::OpenError)?;
        let aad = to_bytes(&commitment);
        single_shot_open::<ChaCha20Poly1305, HkdfSha256, Kem>(
            &OpModeR::Base,
            &secret,
            &encapsulated,
            &info(domain),
            ciphertext,
            &aad,
        )
    };
    let plaintext = Zeroizing::new(decapsulate().map_err(|_| MemoError::NotForThisKey)?);
    let (note, detail) = read(&plaintext, owner, rho).ok_or(MemoError::WrongNote)?;
    // The bill must be the one in the note, else its owner could not show what it secures or is worth.
    let right_bill = detail.bill().is_none_or(|bill| bill.commitment() == note.content.bill);
    if note.commitment() == commitment && right_bill {
        Ok(Opening { note, detail })
    } else {
        Err(MemoError::WrongNote)
    }
}
