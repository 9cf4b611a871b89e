//! The owner's answer to a request.

use super::{BUNDLE_SCHEMA, Bundle, Claim, ClaimError, ClaimService, Received, RequestContent};
use crate::{
    issuer::Sheet,
    ops::{AttestOpening, Desk, random},
};
use plimsoll_circuits::{
    claims::{ClaimPublic, ClaimWitness},
    credential::{Bill, Signed},
    document::Committed,
    note::Lot,
    policy::ListTree,
    statement::attest::link,
};
use rand::{CryptoRng, RngCore};

/// What is being proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The documents.
    Claim,
    /// The title.
    Attest,
}

/// Is told what is being proven.
pub type Progress<'a> = &'a dyn Fn(Stage);

/// An answer that could be given: the policy holds of the title's documents. Nothing has been proven or shown.
#[derive(Clone, Debug)]
pub struct Draft<'a> {
    received: &'a Received<'a>,
    lot: Lot,
    documents: Committed,
    bill: Bill,
    sheets: Vec<Signed<Sheet>>,
}

impl<'a> Received<'a> {
    /// Applies the policy to the documents of a title that this party holds.
    ///
    /// # Errors
    /// If the title or its documents are not there; [`ClaimError::PolicyFails`] with what fails and why.
    pub fn draft(&'a self, desk: &Desk<'_>, lot: Lot) -> Result<Draft<'a>, ClaimError> {
        let (dossier, bundle) = desk.documents(lot)?;
        let documents = bundle.commit(dossier.salt());
        let verdict = self.evaluate(&documents, &dossier.bill)?;
        if !verdict.holds {
            return Err(ClaimError::PolicyFails(Box::new(verdict)));
        }
        Ok(Draft { received: self, lot, documents, bill: dossier.bill, sheets: dossier.sheets() })
    }
}

impl Draft<'_> {
    /// The lot.
    #[must_use]
    pub const fn lot(&self) -> Lot {
        self.lot
    }

    /// The title's bill.
    #[must_use]
    pub const fn bill(&self) -> &Bill {
        &self.bill
    }

    /// Proves: a claim about the documents, and an Attest of their title, both under one fresh blinding. The Attest comes last,
    /// at the ledger's newest height, since its roots grow old; whether it holds is tried before anything is proven. With `open`, or if the request asks for it, the answer shows bill, lot
    /// and the lot's sheets too, for the bank that is to fund.
    ///
    /// # Errors
    /// If the terms do not hold, or a proof cannot be made.
    pub fn prove<R: RngCore + CryptoRng>(
        &self,
        desk: &Desk<'_>,
        open: bool,
        claims: &dyn ClaimService,
        progress: Progress<'_>,
        rng: &mut R,
    ) -> Result<Bundle, ClaimError> {
        let Received { request, verifier, policy, lists } = self.received;
        let RequestContent { terms, today, only_for_verifier, .. } = &request.content;
        let (challenge, blinding) = (request.challenge()?, random(rng));
        let only_for = only_for_verifier.then_some(verifier.ak);
        let statement = || desk.attest_statement(self.lot, &challenge, terms, only_for, blinding);
        let bill = statement()?.1.bill;

        progress(Stage::Claim);
        let link = link(bill.commitment(), self.lot, blinding);
        let public = ClaimPublic::new(&policy.plan, request.roots(), link, challenge.value(), *today);
        let lists: Vec<&ListTree> = lists.iter().collect();
        let (documents, lot) = (&self.documents, self.lot);
        let witness = ClaimWitness { documents, bill: &bill, lot, blinding, lists: &lists };
        let proof = claims.prove(&policy.plan, &public, &witness)?;

        progress(Stage::Attest);
        let mut attest = desk.attested(&challenge, terms, &statement()?)?;
        if open || request.content.open {
            attest.opening = Some(AttestOpening { bill, lot, blinding, sheets: self.sheets.clone() });
        }
        Ok(Bundle {
            schema: BUNDLE_SCHEMA.to_owned(),
            request: request.digest()?,
            attest,
            claim: Claim { policy: policy.digest(), link, proof },
        })
    }
}
