use super::{
    Attested, AuditFolder, Covered, IssueError, IssuedBill, Sheet, Slot, holder,
    sheet::{NOTHING, Placed},
};
use crate::{
    carrier_signature::{self, Chain, TrustedKeys},
    clock::Clock,
    party::{Party, PublicParty},
    services::{LedgerAccess, Terms},
};
use plimsoll_circuits::{
    credential::{Day, Message, Signed, TitleCredential},
    document::{Bundle, CarrierTable, Fault, Faults, Insurance, Invoice, PackingList, Received, Vessel},
    field::F,
    fingerprint::{Tier, keys},
    member::Address,
    note::Lot,
};
use plimsoll_guardian::{
    Evaluators,
    fingerprint::{Evaluated, Requester},
};
use rand::{CryptoRng, RngCore};
use std::collections::{BTreeSet, HashSet};

/// The annexes of a bill, each as it was received.
#[derive(Clone, Debug, Default)]
pub struct Annexes {
    /// Commercial invoices, at most three.
    pub invoices: Vec<Vec<u8>>,
    /// The packing list.
    pub packing_list: Option<Vec<u8>>,
    /// The insurance certificate.
    pub insurance: Option<Vec<u8>>,
    /// Particulars of the vessels.
    pub vessels: Vec<Vec<u8>>,
    /// Containers, by reference, of which the issuer says that they hold other bills' cargo, too.
    pub part_loads: BTreeSet<String>,
    /// What the issuer says of a document that no carrier signed.
    pub attested: Option<Attested>,
}

/// What is asked of an issuer.
#[derive(Clone, Copy, Debug)]
pub struct IssuanceInput<'a> {
    /// The carrier's signed issuance request, or the PINT envelope around the bill; or a document that the issuer attests.
    pub request: &'a [u8],
    /// The annexes.
    pub annexes: &'a Annexes,
    /// Who may register the bill.
    pub first_holder: &'a PublicParty,
    /// Names in the bill that the issuer knows to be the first holder's, though it is known by another one here.
    pub confirmed: &'a [String],
    /// The last day on which it may be registered.
    pub valid_until: Day,
}

/// A bill with its annexes for which an issuer may sign: the carrier's signature holds, or the issuer attests it, and everything fits.
#[derive(Clone, Debug)]
pub struct Admitted {
    bundle: Bundle,
    first_holder: Address,
    valid_until: Day,
}

impl Admitted {
    /// Bill and annexes.
    #[must_use]
    pub const fn bundle(&self) -> &Bundle {
        &self.bundle
    }

    /// What in the documents does not stop their use, and should be looked at.
    #[must_use]
    pub fn advice(&self) -> Vec<Fault> {
        self.bundle.advice()
    }
}

/// An issuer at work.
pub struct Gateway<'a> {
    /// The issuer.
    pub issuer: &'a Party,
    /// The ledger for which it issues.
    pub terms: Terms,
    /// Carriers and their codes.
    pub carriers: &'a CarrierTable,
    /// The carriers' and platforms' keys that it trusts.
    pub trusted: &'a TrustedKeys,
    /// Who evaluates fingerprints.
    pub guardians: &'a mut Evaluators,
    /// What time it is.
    pub clock: &'a dyn Clock,
}

impl Gateway<'_> {
    /// Issues a bill: verifies the carrier's signature, checks bill and annexes, has all that they give keys of
    /// fingerprinted, keeps the record, and signs for the first holder.
    ///
    /// # Errors
    /// [`IssueError`]; nothing is signed then.
    pub fn issue<R: RngCore + CryptoRng>(
        &mut self,
        input: &IssuanceInput<'_>,
        ledger: &dyn LedgerAccess,
        rng: &mut R,
    ) -> Result<IssuedBill, IssueError> {
        let admitted = self.admit(input)?;
        let covered = self.cover(&admitted, ledger, rng)?;
        self.sign(covered)
    }

    /// Makes all of a bill that was [`admit`](Self::admit)ted but the signatures: the guardians fingerprint it, and soft keys get free numbers.
    /// What is alike to it can be looked at before it is [signed](Self::sign).
    ///
    /// # Errors
    /// [`IssueError`].
    pub fn cover<R: RngCore + CryptoRng>(
        &mut self,
        Admitted { bundle, first_holder, valid_until }: &Admitted,
        ledger: &dyn LedgerAccess,
        rng: &mut R,
    ) -> Result<Covered<TitleCredential>, IssueError> {
        let tier = keys::tier(bundle)?;
        let inputs = keys::inputs(bundle)?.into_iter();
        let placed: Vec<_> = inputs.map(|input| Placed { at: input.slot.position(tier), input }).collect();
        let evaluated = self.evaluate(&placed, tier, rng)?;
        let (folder, today) = (AuditFolder::of(self.issuer)?, self.clock.now().day());
        let slots = Sheet::slots(tier, &placed, Some(&evaluated), ledger, (&folder, today), rng)?;

        let salt = random(rng);
        let committed = bundle.commit(salt);
        let roots = [committed.doc_root, committed.annex_root];
        let f_doc = slots.first().map(Slot::value).unwrap_or_default();
        let generation = ledger.next_generation(f_doc)?;
        let lot = Lot::new(f_doc, generation);
        let sheet = Sheet { domain: self.terms.domain.0, lot, roots, before: NOTHING, slots };
        let content = TitleCredential {
            domain: self.terms.domain.0,
            doc_root: committed.doc_root,
            annex_root: committed.annex_root,
            fp_root: sheet.root(),
            first_holder: *first_holder,
            generation,
            valid_until: *valid_until,
        };
        Ok(Covered { content, sheet, documents: bundle.source(), salt, evaluated: Some(evaluated) })
    }

    /// Bill and annexes, if the issuer may sign for them. No guardian is asked. What in them should be looked at first is in
    /// [`Admitted::advice`].
    ///
    /// # Errors
    /// [`IssueError`].
    pub fn admit(&self, input: &IssuanceInput<'_>) -> Result<Admitted, IssueError> {
        admit(input, (self.issuer.public(), self.clock.now().day()), self.carriers, self.trusted)
    }

    /// What the issuer signs.
    pub(super) fn signed<T: Message>(&self, content: T) -> Signed<T> {
        Signed::new(content, &self.issuer.keys().signing, self.issuer.public().nkc)
    }

    pub(super) fn evaluate<R: RngCore + CryptoRng>(
        &mut self,
        placed: &[Placed],
        tier: Tier,
        rng: &mut R,
    ) -> Result<Evaluated, IssueError> {
        if self.guardians.key().key() != self.terms.fingerprint_key {
            return Err(IssueError::OtherGuardians);
        }
        let xs: Vec<F> = placed.iter().map(|placed| placed.input.x).collect();
        let requester = Requester { key: self.issuer.public().ak, nkc: self.issuer.public().nkc };
        let quorum = self.guardians.quorum();
        let now = self.clock.now();
        Ok(self.guardians.evaluate(&quorum, (&xs, tier), requester, &self.issuer.keys().signing, now, rng)?)
    }
}

/// What is asked of an issuer, if it may sign for it today, as [`Gateway::admit`]: for who looks at documents before any key is unlocked.
///
/// # Errors
/// [`IssueError`].
pub fn admit(
    input: &IssuanceInput<'_>,
    (issuer, today): (&PublicParty, Day),
    carriers: &CarrierTable,
    trusted: &TrustedKeys,
) -> Result<Admitted, IssueError> {
    let (received, chain) = received(input.request, carriers, trusted)?;
    input.first_holder.check()?;
    // Who holds a document that the issuer attests, the issuer says.
    if received.document.is_signed_by_carrier() {
        holder::require_holder(&received.json, chain.as_ref(), input.first_holder, input.confirmed)?;
    }
    if input.valid_until < today {
        return Err(IssueError::Expired);
    }
    let bundle = bundle(received, input.annexes, (issuer, today))?;
    Ok(Admitted { bundle, first_holder: input.first_holder.address, valid_until: input.valid_until })
}

/// Bill and annexes, if an issuer may sign for them today: the carrier's signature holds or the issuer attests it, the ledger takes it, it was
/// not surrendered, and everything fits. Who holds it is not looked at.
///
/// # Errors
/// [`IssueError`].
pub fn read_documents(
    request: &[u8],
    annexes: &Annexes,
    issuer: (&PublicParty, Day),
    carriers: &CarrierTable,
    trusted: &TrustedKeys,
) -> Result<Bundle, IssueError> {
    bundle(received(request, carriers, trusted)?.0, annexes, issuer)
}

/// A document that the ledger takes; if its carrier signs it, its signatures verified, with where its chain leaves it.
fn received(
    request: &[u8],
    carriers: &CarrierTable,
    trusted: &TrustedKeys,
) -> Result<(Received, Option<Chain>), IssueError> {
    let received = Received::parse(request, carriers).map_err(IssueError::Document)?;
    let not_registrable = received.document.not_registrable();
    if !not_registrable.is_empty() {
        return Err(IssueError::NotRegistrable(not_registrable));
    }
    if !received.document.is_signed_by_carrier() {
        return Ok((received, None));
    }
    let provenance = carrier_signature::verify(&received.json, carriers, trusted)?;
    Ok((received, holder::require_living(provenance)?))
}

fn bundle(
    received: Received,
    annexes: &Annexes,
    (issuer, today): (&PublicParty, Day),
) -> Result<Bundle, IssueError> {
    fn read<T>(
        bytes: &[u8],
        annex: &str,
        parse: impl FnOnce(&[u8]) -> Result<T, Faults>,
    ) -> Result<T, IssueError> {
        parse(bytes).map_err(|faults| IssueError::Annex { annex: annex.to_owned(), faults })
    }
    let invoice = |(i, bytes): (usize, &Vec<u8>)| read(bytes, &format!("invoice {}", i + 1), Invoice::parse);
    let packing_list =
        annexes.packing_list.as_deref().map(|b| read(b, "the packing list", PackingList::parse));
    let insurance =
        annexes.insurance.as_deref().map(|b| read(b, "the insurance certificate", Insurance::parse));
    let vessels = annexes.vessels.iter().map(|b| read(b, "a vessel's particulars", Vessel::parse));
    let vessels = vessels.collect::<Result<Vec<_>, _>>()?;
    let attest = |attested: &Attested| attested.of(&received.document, issuer, today);
    let attestation = annexes.attested.as_ref().map(attest).transpose();
    let invoices = annexes.invoices.iter().enumerate().map(invoice).collect::<Result<Vec<_>, _>>()?;
    let bundle = Bundle {
        attestation: attestation
            .map_err(|faults| IssueError::Annex { annex: "the attestation".to_owned(), faults })?,
        invoices: received.document.own_invoice().into_iter().chain(invoices).collect(),
        bill: received.document,
        packing_list: packing_list.transpose()?,
        insurance: insurance.transpose()?,
        vessels,
        part_loads: annexes.part_loads.clone(),
    };
    bundle.check().map_err(|faults| IssueError::Annex { annex: "the annexes".to_owned(), faults })?;
    if !bundle.is_vouched_for() {
        return Err(IssueError::Unattested(bundle.bill.grounds()));
    }
    Ok(bundle)
}

/// Random pads for every slot, none of them 0 and no two the same.
pub(super) fn pads<R: RngCore + CryptoRng>(slots: usize, rng: &mut R) -> Vec<F> {
    let mut seen = HashSet::from([F::from(0u64)]);
    std::iter::repeat_with(|| random(rng)).filter(|pad| seen.insert(*pad)).take(slots).collect()
}

pub(super) fn random<R: RngCore + CryptoRng>(rng: &mut R) -> F {
    use ark_ff::UniformRand;
    F::rand(rng)
}
