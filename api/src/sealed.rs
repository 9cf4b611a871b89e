//! Witnesses at rest and on their way: each sealed under a key of its own to the workers' key (HPKE, RFC 9180).
//!
//! The seal covers circuit and public inputs, so a sealed witness cannot be moved to another job. Whoever holds queue, disk
//! or backups, but not the workers' key, reads nothing.
//!
//! Before it is sealed the JSON text is filled with spaces up to the next multiple of [`PADDING`] bytes. A witness's text is
//! longer by a digit where an amount is, so the ciphertext's length would tell sizes of amounts, or which kind of Move it
//! is; filled, all witnesses of one statement are of one length.

use crate::{Malformed, Witness};
use hpke::{
    Deserializable, Kem as _, OpModeR, OpModeS, Serializable, aead::ChaCha20Poly1305, kdf::HkdfSha256,
    kem::X25519HkdfSha256, single_shot_open, single_shot_seal,
};
use plimsoll_circuits::{
    field::{F, to_bytes},
    statement::CircuitId,
};
use rand::{CryptoRng, RngCore};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use zeroize::{Zeroize, Zeroizing};

type Kem = X25519HkdfSha256;

/// The sealed text's length is a multiple of this many bytes.
pub const PADDING: usize = 4096;

const INFO: &[u8] = b"plimsoll witness v1";

/// A sealed witness: the JSON text of [`Witness`], encrypted.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SealedWitness {
    /// Names the key that it is sealed to: [`WitnessPublicKey::id`].
    pub key: String,
    /// The encapsulated key: 32 bytes, hexadecimal with `0x`.
    #[serde(with = "bytes")]
    #[schema(value_type = String, pattern = "^0x[0-9a-f]{64}$")]
    pub encapsulated: Vec<u8>,
    /// The ciphertext with its tag, hexadecimal with `0x`.
    #[serde(with = "bytes")]
    #[schema(value_type = String, pattern = "^0x([0-9a-f]{2}){16,}$")]
    pub ciphertext: Vec<u8>,
}

/// No sealed witness has more bytes.
const MOST: usize = 16 * PADDING;

impl SealedWitness {
    /// Whether it can be one: its lengths.
    pub(crate) fn check(&self) -> Result<(), Malformed> {
        if self.encapsulated.len() != 32 {
            return Err(Malformed::new("sealed_witness.encapsulated", "expected 32 bytes"));
        }
        if !(16..=MOST).contains(&self.ciphertext.len()) {
            return Err(Malformed::new("sealed_witness.ciphertext", format!("expected 16 to {MOST} bytes")));
        }
        Ok(())
    }
}

impl std::fmt::Debug for SealedWitness {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SealedWitness({} bytes to {})", self.ciphertext.len(), self.key)
    }
}

mod bytes {
    use serde::{Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&format!("0x{}", hex::encode(bytes)))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<u8>, D::Error> {
        crate::encoding::text(d, "0x and lowercase hexadecimal digits, two a byte", |text| {
            hex::decode(crate::encoding::digits(text)?).ok()
        })
    }
}

/// Why a sealed witness does not open.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// It is sealed to a key that is not here.
    #[error("the witness is sealed to another key; fetch the service's key again, and seal it anew")]
    UnknownKey,
    /// It was changed, or it belongs to other public inputs.
    #[error(
        "the sealed witness does not open: it was changed, or sealed for another circuit or other public inputs"
    )]
    Damaged,
    /// It opens, and is no witness.
    #[error("the sealed text is no witness: {0}")]
    NotAWitness(Malformed),
}

/// The public half of the workers' key.
#[derive(Clone)]
pub struct WitnessPublicKey(<Kem as hpke::Kem>::PublicKey);

impl WitnessPublicKey {
    /// The key of these 32 bytes. `None` if they are no key.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        <Kem as hpke::Kem>::PublicKey::from_bytes(bytes).ok().map(Self)
    }

    /// Its 32 bytes.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes().into()
    }

    /// Names the key: the first 8 bytes of its SHA-256, hexadecimal.
    #[must_use]
    pub fn id(&self) -> String {
        hex::encode(&Sha256::digest(self.to_bytes())[..8])
    }

    /// Seals a witness for a job of this circuit and these public inputs. `None` if nothing can be sealed to this key.
    pub fn seal<R: RngCore + CryptoRng>(
        &self,
        circuit: CircuitId,
        posted: &[F],
        witness: &Witness,
        rng: &mut R,
    ) -> Option<SealedWitness> {
        let text = padded(witness)?;
        let sealed = single_shot_seal::<ChaCha20Poly1305, HkdfSha256, Kem, _>(
            &OpModeS::Base,
            &self.0,
            INFO,
            &text,
            &bound(circuit, posted),
            rng,
        );
        let (encapsulated, ciphertext) = sealed.ok()?;
        Some(SealedWitness { key: self.id(), encapsulated: encapsulated.to_bytes().to_vec(), ciphertext })
    }
}

/// The witness's JSON text and spaces up to the next multiple of [`PADDING`]. The buffer never grows, so that no copy of its
/// text is left in memory that was given back.
fn padded(witness: &Witness) -> Option<Zeroizing<Vec<u8>>> {
    let mut length = Count(0);
    serde_json::to_writer(&mut length, witness).ok()?;
    let padded = length.0.next_multiple_of(PADDING);
    let mut text = Zeroizing::new(Vec::with_capacity(padded));
    serde_json::to_writer(&mut *text, witness).ok()?;
    text.resize(padded, b' ');
    Some(text)
}

/// Counts what is written to it.
struct Count(usize);

impl std::io::Write for Count {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// What a seal covers beside the witness.
fn bound(circuit: CircuitId, posted: &[F]) -> Vec<u8> {
    let number = circuit.number().to_be_bytes();
    number.into_iter().chain(posted.iter().flat_map(to_bytes)).collect()
}

/// The workers' secret keys: the newest, to which witnesses are sealed now, and older ones whose jobs may still wait.
pub struct WitnessKeys {
    keys: Vec<(String, <Kem as hpke::Kem>::PrivateKey, WitnessPublicKey)>,
}

/// How the keys are kept, newest first.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    keys: Vec<String>,
}

impl Drop for Kept {
    fn drop(&mut self) {
        self.keys.zeroize();
    }
}

impl WitnessKeys {
    /// One fresh key.
    pub fn generate<R: RngCore + CryptoRng>(rng: &mut R) -> Self {
        let (secret, public) = Kem::gen_keypair(rng);
        let public = WitnessPublicKey(public);
        Self { keys: vec![(public.id(), secret, public)] }
    }

    /// A fresh key before these, of which so many are kept.
    #[must_use]
    pub fn rotated<R: RngCore + CryptoRng>(mut self, kept: usize, rng: &mut R) -> Self {
        let Self { keys: mut newest } = Self::generate(rng);
        self.keys.truncate(kept);
        newest.append(&mut self.keys);
        Self { keys: newest }
    }

    /// The keys as a file's text. Secret.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        let keys = self.keys.iter().map(|(_, secret, _)| hex::encode(secret.to_bytes())).collect();
        Zeroizing::new(serde_json::to_string_pretty(&Kept { keys }).unwrap_or_default())
    }

    /// The keys of a file's text. `None` if it holds none, or something else.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let kept: Kept = serde_json::from_str(text).ok()?;
        let key = |text: &String| {
            let bytes = Zeroizing::new(hex::decode(text).ok()?);
            let secret = <Kem as hpke::Kem>::PrivateKey::from_bytes(&bytes).ok()?;
            let public = WitnessPublicKey(Kem::sk_to_pk(&secret));
            Some((public.id(), secret, public))
        };
        let keys: Vec<_> = kept.keys.iter().map(key).collect::<Option<_>>()?;
        (!keys.is_empty()).then_some(Self { keys })
    }

    /// The key to which witnesses are sealed now.
    #[must_use]
    pub fn public(&self) -> &WitnessPublicKey {
        &self.keys[0].2
    }

    /// Older keys, under which jobs may still wait.
    pub fn older(&self) -> impl Iterator<Item = &WitnessPublicKey> {
        self.keys[1..].iter().map(|(_, _, public)| public)
    }

    /// The names of all keys, newest first.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(|(name, ..)| name.as_str())
    }

    /// Whether the key of this name is here.
    #[must_use]
    pub fn knows(&self, id: &str) -> bool {
        self.keys.iter().any(|(known, ..)| known == id)
    }

    /// Opens the sealed witness of a job.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub fn open(
        &self,
        circuit: CircuitId,
        posted: &[F],
        sealed: &SealedWitness,
    ) -> Result<Witness, OpenError> {
        let (_, secret, _) =
            self.keys.iter().find(|(id, ..)| *id == sealed.key).ok_or(OpenError::UnknownKey)?;
        let encapsulated = <Kem as hpke::Kem>::EncappedKey::from_bytes(&sealed.encapsulated)
            .map_err(|_| OpenError::Damaged)?;
        let text = single_shot_open::<ChaCha20Poly1305, HkdfSha256, Kem>(
            &OpModeR::Base,
            secret,
            &encapsulated,
            INFO,
            &sealed.ciphertext,
            &bound(circuit, posted),
        );
        let text = Zeroizing::new(text.map_err(|_| OpenError::Damaged)?);
        Witness::from_json(&text).map_err(OpenError::NotAWitness)
    }
}

impl std::fmt::Debug for WitnessKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.keys.iter().map(|(id, ..)| id)).finish()
    }
}
