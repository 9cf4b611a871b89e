//! What locks a new ledger's secrets.

use super::Args;
use crate::cli::{context::Context, error::Failure, secret::Secret};
use plimsoll_guardian::GuardianId;
use zeroize::Zeroizing;

/// What locks the new ledger's secrets.
pub(super) struct Passphrases {
    pub(super) admin: Zeroizing<String>,
    /// By the governors' numbers.
    pub(super) governors: Vec<Zeroizing<String>>,
    pub(super) guardians: Vec<OfGuardian>,
}

/// A guardian's two passphrases: that of its fingerprint share, and its own.
pub(super) struct OfGuardian {
    pub(super) fingerprint: Zeroizing<String>,
    pub(super) own: Zeroizing<String>,
}

impl Passphrases {
    pub(super) fn ask(args: &Args, context: &Context) -> Result<Self, Failure> {
        let names = [args.name.as_str(), args.operator.as_str()];
        let ask = |secret: &Secret| context.new_passphrase(secret, &names);
        let admin = ask(&Secret::Administration)?;
        let governors = (1..=args.governors).map(|number| ask(&Secret::Governor(number)));
        let governors = governors.collect::<Result<_, Failure>>()?;
        let of = |id| {
            let fingerprint = ask(&Secret::Fingerprint(id))?;
            Ok(OfGuardian { fingerprint, own: ask(&Secret::Guardian(id))? })
        };
        let guardians = GuardianId::all(args.guardians).map(of).collect::<Result<_, Failure>>()?;
        let this = Self { admin, governors, guardians };
        this.differ()?;
        Ok(this)
    }

    /// Whoever knew one that locks two things could open both.
    fn differ(&self) -> Result<(), Failure> {
        let mut seen = vec![(Secret::Administration, &self.admin)];
        seen.extend((1..).map(Secret::Governor).zip(&self.governors));
        for (id, own) in GuardianId::all(u16::MAX).zip(&self.guardians) {
            seen.extend([(Secret::Fingerprint(id), &own.fingerprint), (Secret::Guardian(id), &own.own)]);
        }
        for (i, (one, passphrase)) in seen.iter().enumerate() {
            if let Some((other, _)) = seen[..i].iter().find(|(_, earlier)| earlier == passphrase) {
                return Err(Failure::refused(format!("the passphrases of {other} and of {one} are the same"))
                    .code("SamePassphrase")
                    .help("let each governor choose one of its own, and each guardian two: one for its share of the fingerprint key, one for itself"));
            }
        }
        Ok(())
    }
}
