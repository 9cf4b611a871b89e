//! How a relying party checks an Attest. It is no transition: it is shown to whoever asked for it and changes nothing.

use crate::{
    UnixTime,
    bytes::Hash32,
    entry::{Action, MaxAge, Roots, Snapshot},
    genesis::Genesis,
    keys::{Keys, unknown},
    order::Order,
    store::{StoreError, View},
    time::CLOCK_TOLERANCE,
    transition::{AttestationText, PROOF_BYTES},
    verdict::{Code, Rejection},
};
use plimsoll_circuits::{
    field::F,
    member::{Address, Roles},
    signature::PublicKey,
    statement::{
        CircuitId, Public as _,
        attest::{AttestPublic, Challenge, designation},
    },
};
use plimsoll_verifier::attest_values;
use serde::{Deserialize, Serialize};

/// An answer to a challenge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "AttestationText", into = "AttestationText")]
pub struct Attestation {
    /// The version of the Attest circuit.
    pub version: u32,
    /// The public inputs.
    pub public: AttestPublic<F>,
    /// The Groth16 proof.
    pub proof: [u8; PROOF_BYTES],
}

/// What a relying party asks of an Attest.
#[derive(Clone, Copy, Debug)]
pub struct Demand<'a> {
    /// The challenge that it answers.
    pub challenge: &'a Challenge,
    /// The relying party's own signing key, if it takes an Attest that is made for it alone. It must be sure that nobody
    /// but itself signs with this key: whoever does could have made the Attest.
    pub own: Option<PublicKey>,
    /// How old its roots may be, and the ledger that they are held against.
    pub max_age: MaxAge,
    /// The height at which the ledger is taken to stand, to judge as it could be judged then; the newest if none.
    pub as_of: Option<u64>,
}

impl<'a> Demand<'a> {
    /// An Attest for everybody.
    #[must_use]
    pub const fn new(challenge: &'a Challenge, max_age: MaxAge) -> Self {
        Self { challenge, own: None, max_age, as_of: None }
    }

    /// .. or for the holder of this key alone.
    #[must_use]
    pub const fn or_only_for(self, own: PublicKey) -> Self {
        Self { own: Some(own), ..self }
    }
}

/// Why an Attest is not accepted.
#[derive(Debug, thiserror::Error)]
pub enum AttestError {
    /// One of the ledger's reasons: `UnknownCircuit`, `WrongDomain`, `Malformed`, `NotCanonical`, `BadProof`, `StaleRoot`,
    /// `RevokedMember`.
    #[error(transparent)]
    Rejected(#[from] Rejection),
    /// It answers another challenge: made for somebody else, another purpose, or shown again.
    #[error("it answers another challenge than yours; ask for a new one")]
    WrongChallenge,
    /// It is made for one verifier alone, and that is somebody else, who could have made it up.
    #[error("it is made for another verifier alone, who could have made it up; ask for one of your own")]
    OtherVerifier,
    /// The challenge's time is over.
    #[error("the challenge's time is over since {0}; make a new one, and ask for an answer to it")]
    Expired(UnixTime),
    /// The ledger that it is held against may lack what was accepted since.
    #[error(
        "this copy of the ledger {}: whatever came after is not in it; bring it up to date, or, if the ledger has been that \
         quiet, allow it more age",
        ending(*.height, *.time, *.now)
    )]
    OldLedger {
        /// Its newest height.
        height: u64,
        /// When that was reached.
        time: UnixTime,
        /// What time it is.
        now: UnixTime,
    },
    /// The ledger's newest entry is dated later than now, so that no age can be told from it.
    #[error(
        "the ledger's entry at height {height} is dated {time}, and now it is {now}; set this clock right, or wait: whoever wrote it had a \
         clock that was ahead"
    )]
    Ahead {
        /// Its newest height.
        height: u64,
        /// The time of that entry.
        time: UnixTime,
        /// What time it is.
        now: UnixTime,
    },
    /// The ledger has not come to the height as of which it was to be judged.
    #[error(
        "the ledger stands at height {newest}, and was to be looked at as of {asked}; name a height that it has"
    )]
    NoSuchHeight {
        /// The height asked for.
        asked: u64,
        /// The newest.
        newest: u64,
    },
    /// The ledger cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Where a copy ends, and how long ago that was.
fn ending(height: u64, time: UnixTime, now: UnixTime) -> String {
    match height {
        0 => "holds no entry".to_owned(),
        _ => format!("ends at height {height}, accepted at {time}, {} ago", age(now.seconds_since(time))),
    }
}

/// A length of time in its largest whole unit.
fn age(seconds: u64) -> String {
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7_200 => format!("{} min", seconds / 60),
        7_200..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} days", seconds / UnixTime::DAY),
    }
}

/// Checks an Attest against a view of the ledger and gives the flush that it speaks of. In this order: domain,
/// amounts in range, the verifier's key (nobody's or the relying party's own), challenge, its expiry, the ledger's own age,
/// proof, the circuit's version, roots: those of nullifiers, members and frozen lots one flush's that is no older than `max_age`, that of notes the same one's or an
/// earlier one's; the frozen root the newest, and no revocation since. With `as_of` the ledger is taken to end there; `now` is the caller's to choose then.
///
/// # Errors
/// The first rule broken.
pub fn check(
    genesis: &Genesis,
    keys: &Keys,
    view: &View,
    attestation: &Attestation,
    demand: &Demand<'_>,
    now: UnixTime,
) -> Result<Snapshot, AttestError> {
    let Demand { challenge, own, max_age, as_of } = *demand;
    let Attestation { version, public, proof } = attestation;
    Rejection::unless(
        keys.genesis() == genesis.hash(),
        Code::UnknownCircuit,
        "the keys are not those that this ledger's genesis pins",
    )?;
    Rejection::unless(
        public.domain == genesis.domain().0,
        Code::WrongDomain,
        "the Attest is of another ledger",
    )?;
    attest_values(&public.to_fields()).map_err(|e| Rejection::new(Code::Malformed, e.to_string()))?;
    if [None, own.as_ref()].iter().all(|key| designation(*key) != public.verifier) {
        return Err(AttestError::OtherVerifier);
    }
    if public.challenge != challenge.value() {
        return Err(AttestError::WrongChallenge);
    }
    if now.0 > challenge.expires {
        return Err(AttestError::Expired(UnixTime(challenge.expires)));
    }
    let newest = view.latest()?;
    let ledger = match as_of {
        None => newest,
        Some(asked) => {
            let missing = AttestError::NoSuchHeight { asked, newest: newest.height };
            view.snapshot_at(asked)?.ok_or(missing)?
        }
    };
    if ledger.time.seconds_since(now) > CLOCK_TOLERANCE {
        return Err(AttestError::Ahead { height: ledger.height, time: ledger.time, now });
    }
    if now.seconds_since(ledger.time) > max_age.ledger {
        return Err(AttestError::OldLedger { height: ledger.height, time: ledger.time, now });
    }
    let key_hash = keys.verify(CircuitId::Attest, *version, &public.to_fields(), proof)?;
    if !is_accepted(view, *version, key_hash, ledger.height)? {
        return Err(unknown(CircuitId::Attest, *version).into());
    }
    snapshot(view, &ledger, public, max_age, now)
}

/// Whether a version of Attest with this key was accepted at a height: as it is now, unless an order changed that since.
fn is_accepted(view: &View, version: u32, key_hash: Hash32, height: u64) -> Result<bool, StoreError> {
    let Some(known) = view.version(CircuitId::Attest.number(), version)? else { return Ok(false) };
    let mut active = None;
    if height < view.latest()?.height {
        for entry in view.entries_since(height)? {
            let Action::Order(signed) = entry?.action else { continue };
            let of = |circuit, v| (circuit, v) == (CircuitId::Attest, version);
            match signed.order {
                Order::ActivateVersion { circuit, version, .. } if of(circuit, version) => {
                    active = Some(false)
                }
                Order::RetireVersion { circuit, version, .. } if of(circuit, version) => active = Some(true),
                _ => continue,
            }
            break;
        }
    }
    Ok(known.key_hash == key_hash && active.unwrap_or(known.active))
}

/// The recent flush whose roots the Attest names, on a ledger that ends at `ledger`.
fn snapshot(
    view: &View,
    ledger: &Snapshot,
    public: &AttestPublic<F>,
    max_age: MaxAge,
    now: UnixTime,
) -> Result<Snapshot, AttestError> {
    let roots = Roots {
        notes: public.notes_root,
        nullifiers: public.nullifiers_root,
        members: public.members_root,
        frozen: public.frozen_root,
    };
    let Some(found) = view.recent(&roots, ledger, max_age, now)? else {
        let detail = "its roots are not those of one recent flush of the ledger; ask for a new Attest";
        return Err(Rejection::new(Code::StaleRoot, detail).into());
    };
    Rejection::unless(
        roots.frozen == ledger.roots.frozen,
        Code::StaleRoot,
        "the set of frozen lots is another now; ask for a new Attest",
    )?;
    let revoked = match view.control()?.revoked_at {
        None => false,
        Some(at) if at <= ledger.height => at > found.height,
        // The newest revocation is the only one that is kept, and it comes later.
        Some(_) => revoked(view, found.height, ledger.height)?,
    };
    Rejection::unless(!revoked, Code::RevokedMember, "a membership was revoked since; ask for a new Attest")?;
    Ok(found)
}

/// Whether an entry above one height, up to another, took a role from a member.
fn revoked(view: &View, above: u64, height: u64) -> Result<bool, StoreError> {
    for entry in view.entries_since(above)? {
        let entry = entry?;
        if entry.height > height {
            break;
        }
        let Action::Order(signed) = entry.action else { continue };
        let revokes = match signed.order {
            Order::Remove { .. } => true,
            Order::SetRoles { address, roles, .. } => {
                !roles.contains(roles_below(view, address, entry.height)?)
            }
            _ => false,
        };
        if revokes {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What a member might do before the entry of a height.
fn roles_below(view: &View, member: Address, height: u64) -> Result<Roles, StoreError> {
    let mut before = Roles::default();
    for entry in view.entries_since(0)? {
        let entry = entry?;
        if entry.height >= height {
            break;
        }
        let Action::Order(signed) = entry.action else { continue };
        match signed.order {
            Order::Admit { ak, nkc, roles, .. } if Address::new(&ak, nkc) == member => before = roles,
            Order::SetRoles { address, roles, .. } if address == member => before = roles,
            Order::Expire { address, .. } if address == member => before = Roles::LEAVING,
            Order::Remove { address, .. } if address == member => before = Roles::default(),
            _ => {}
        }
    }
    Ok(before)
}
