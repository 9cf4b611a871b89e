//! A bill becomes a title.

use super::{
    Desk, Intent, OpError, PlanError, Prepared, Submitted, desk::Making, draft::audit_scalar,
    referrals::sheet_error,
};
use crate::{
    issuer::{IssuedBill, SheetError, SignedDocuments as _},
    memo::{self, Detail},
    referral::{overtaken, within_reach},
    services::{Ask, Job},
    wallet::{Book, Dossier, DossierError},
};
use plimsoll_circuits::{
    audit::AuditScalar,
    credential::{Signed, Valuation},
    field::F,
    fingerprint::{LARGE_SLOTS, SMALL_SLOTS, Tier},
    signature::Signature,
    statement::{
        AuditPublic, Refusal, Statement,
        register::{Register, RegisterPublic, RegisterWitness, checks},
        sighash,
    },
};
use plimsoll_contracts::{Conditions, Transition};
use rand::{CryptoRng, RngCore};
use std::time::Instant;

/// A sheet that fills no tier.
fn other_fingerprints() -> DossierError {
    sheet_error(SheetError::OtherFingerprints)
}

impl Desk<'_> {
    /// Prepares the registration of a bill that was issued to this party.
    ///
    /// # Errors
    /// [`OpError::Dossier`] if the bill is not what it says, or no search would come to one of its soft keys; [`PlanError::Overtaken`] if
    /// another entry posted a value of them;
    /// [`OpError::Refused`] if it cannot be registered: not this party's, expired, wrongly valued.
    pub fn prepare_register<R: RngCore + CryptoRng>(
        &self,
        issued: &IssuedBill,
        valuation: &Signed<Valuation>,
        rng: &mut R,
    ) -> Result<Prepared, OpError> {
        let sheet = &issued.sheet.content;
        within_reach(sheet, self.services.ledger).map_err(sheet_error)?;
        if let Some(height) = overtaken(sheet, self.services.ledger)? {
            return Err(PlanError::Overtaken { height, amends: false }.into());
        }
        match sheet.tier() {
            Some(Tier::Small) => self.register_slots::<SMALL_SLOTS, R>(issued, valuation, rng),
            Some(Tier::Large) => self.register_slots::<LARGE_SLOTS, R>(issued, valuation, rng),
            None => Err(other_fingerprints().into()),
        }
    }

    /// Registers a bill that was issued to this party: from then on it holds the title.
    ///
    /// # Errors
    /// As [`prepare_register`](Self::prepare_register); [`OpError::Ledger`] with the ledger's code, such as `ConflictBox`.
    pub fn register<R: RngCore + CryptoRng>(
        &mut self,
        issued: &IssuedBill,
        valuation: &Signed<Valuation>,
        rng: &mut R,
    ) -> Result<Submitted, OpError> {
        self.act(rng, |desk, rng| desk.prepare_register(issued, valuation, rng))
    }

    /// What [`prepare_register`](Self::prepare_register) does once it has looked for soft keys.
    pub(crate) fn register_slots<const SLOTS: usize, R: RngCore + CryptoRng>(
        &self,
        issued: &IssuedBill,
        valuation: &Signed<Valuation>,
        rng: &mut R,
    ) -> Result<Prepared, OpError>
    where
        for<'j> Job<'j>: From<(&'j RegisterPublic<F, SLOTS>, &'j RegisterWitness)>,
    {
        let started = Instant::now();
        let terms = self.services.ledger.terms();
        issued.verify(terms.domain, self.services.directory.carriers()).map_err(DossierError::Issued)?;
        let values: Result<[F; SLOTS], _> = issued.sheet.content.values().try_into();
        let fingerprints = values.map_err(|_| other_fingerprints())?;
        let (keys, me) = (self.party.keys(), self.party.public());
        Refusal::unless(
            issued.credential.content.first_holder == me.address,
            checks::CREDENTIAL,
            "the bill was issued to another first holder; only that party can register it",
        )?;
        let members = vec![issued.credential.signer(), valuation.signer(), me.address];
        let evidence = self.services.ledger.evidence(&Ask { members, ..Ask::default() })?;
        let [issuer, valuer, holder] = &evidence.members[..] else {
            return Err(
                crate::services::LedgerError::Unavailable("it answers something else".to_owned()).into()
            );
        };

        let mut witness = RegisterWitness {
            credential: issued.credential,
            issuer: issuer.clone(),
            valuation: *valuation,
            valuer: valuer.clone(),
            holder_key: me.ak,
            holder_nkc: me.nkc,
            holder: holder.clone(),
            audit: AuditScalar::blank(),
            signature: Signature::blank(),
        };
        let content = witness.content(fingerprints[0]);
        let dossier = Dossier::new(issued.clone(), *valuation, issuer.org, valuer.org);
        dossier.verify(&content, &self.services)?;
        let (sealed_dossier, dossier_at) = dossier.seal(rng)?;
        let (sealed_book, book) = Book { dossier: dossier_at, pledges: Vec::new() }.seal(rng)?;
        witness.audit = audit_scalar(&keys.nullifier, fingerprints[0], &[(content, me.address)], rng);
        let title = witness.title(fingerprints[0], evidence.audit_key);
        let cm = title.commitment();
        let detail = Detail::Title(book, Box::new(dossier.bill));
        let memos = vec![memo::seal(terms.domain, &title, &detail, &me.encryption_key, rng)?];
        let messages = witness.audit_messages(content.lot);
        let sealed = witness.sealing(evidence.audit_key).seal(&messages);
        let public = RegisterPublic {
            domain: terms.domain.0,
            today: F::from(evidence.today.0),
            members_root: evidence.snapshot.roots.members,
            fingerprints,
            generation: F::from(issued.credential.content.generation),
            cm,
            audit: AuditPublic::new(evidence.audit_key, &sealed),
            ext: Transition::ext(&memos, &Conditions::NONE),
        };
        // Every value that is signed was computed above, from this party's own keys.
        witness.signature = keys.signing.sign(sighash(Register::<SLOTS>::CIRCUIT, &public));
        let blobs = [sealed_dossier, sealed_book];
        let making = Making { intent: Intent::Register, title, memos, blobs, started };
        self.making::<Register<SLOTS>>((&public, &witness), making)
    }
}
