//! A title that comes out under another bill: what amending it and valuing it anew have in common.

use super::{Desk, Intent, OpError, PlanError, desk::Making, draft::audit_scalar};
use crate::{
    memo::{self, Detail},
    services::{Ask, LedgerError},
    wallet::{Book, Dossier, Pledge},
};
use plimsoll_circuits::{
    audit::{AuditScalar, MESSAGES, Sealing},
    credential::{Bill, Day},
    field::{F, Point},
    member::Address,
    note::{Lot, Note},
    statement::{
        AuditPublic, SpentTitle,
        amend::AmendWitness,
        movement::{InputWitness, OwnerWitness},
        register::MemberWitness,
        revalue::RevalueWitness,
    },
};
use plimsoll_contracts::{Conditions, Domain, Roots, Transition};
use rand::{CryptoRng, RngCore};
use std::time::Instant;

/// What a ledger is told that answers another question than the one asked.
pub(super) fn answers_else() -> OpError {
    LedgerError::Unavailable("it answers something else".to_owned()).into()
}

/// A title that goes in, with what it bears and the documents behind it.
pub(super) struct Retitling {
    started: Instant,
    pub(super) domain: Domain,
    pub(super) roots: Roots,
    pub(super) today: Day,
    audit_key: Point,
    pub(super) spent: SpentTitle,
    /// The memberships of whoever signed what changes it, in the order in which they were asked for.
    pub(super) signers: Vec<MemberWitness>,
    pub(super) dossier: Dossier,
    pledges: Vec<Pledge>,
}

/// What is posted of a title that comes out, but for roots and dates.
pub(super) struct Retitled {
    pub(super) nf: F,
    pub(super) cm: F,
    pub(super) audit: AuditPublic<F>,
    pub(super) ext: F,
}

/// The witness of a statement that spends one title and makes one.
pub(super) trait Retitles {
    fn spent(&self) -> &SpentTitle;
    fn scalar(&mut self) -> &mut AuditScalar;
    fn bill(&self) -> Bill;
    fn title(&self, audit_key: Point) -> Note;
    fn sealing(&self, audit_key: Point) -> Sealing;
    fn messages(&self) -> [F; MESSAGES];
}

macro_rules! retitles {
    ($witness:ty) => {
        impl Retitles for $witness {
            fn spent(&self) -> &SpentTitle {
                &self.spent
            }
            fn scalar(&mut self) -> &mut AuditScalar {
                &mut self.audit
            }
            fn bill(&self) -> Bill {
                self.new_bill()
            }
            fn title(&self, audit_key: Point) -> Note {
                <$witness>::title(self, audit_key)
            }
            fn sealing(&self, audit_key: Point) -> Sealing {
                <$witness>::sealing(self, audit_key)
            }
            fn messages(&self) -> [F; MESSAGES] {
                self.audit_messages()
            }
        }
    };
}

retitles!(AmendWitness);
retitles!(RevalueWitness);

impl Desk<'_> {
    /// The title of a lot that this party holds, with evidence for it and for whoever signed what is to change it.
    pub(super) fn retitling(&self, lot: Lot, signers: &[Address]) -> Result<Retitling, OpError> {
        let started = Instant::now();
        let (keys, me) = (self.party.keys(), self.party.address());
        let held = self.wallet.title(lot).ok_or(PlanError::NoTitle)?;
        let pledges = held.read.as_ref().ok_or(PlanError::NoDocuments)?.pledges.clone();
        let (dossier, _) = self.documents(lot)?;
        let evidence = self.services.ledger.evidence(&Ask {
            notes: vec![held.note.commitment()],
            members: [&[me], signers].concat(),
            lot: Some(lot),
            unspent: None,
        })?;
        let ([path], Some((member, signers)), Some(frozen)) =
            (&evidence.notes[..], evidence.members.split_first(), evidence.frozen)
        else {
            return Err(answers_else());
        };
        let owner =
            OwnerWitness { key: keys.signing.public(), nk: keys.nullifier.clone(), member: member.clone() };
        let (content, rho, r) = (held.note.content, held.note.rho, held.note.r);
        let title = InputWitness { content, rho, r, path: path.clone() };
        Ok(Retitling {
            started,
            domain: self.services.ledger.terms().domain,
            roots: evidence.snapshot.roots,
            today: evidence.today,
            audit_key: evidence.audit_key,
            spent: SpentTitle { owner, title, frozen, bill: dossier.bill },
            signers: signers.to_vec(),
            dossier,
            pledges,
        })
    }

    /// Seals documents and book of the title that comes out, its memo, and the audit record.
    pub(super) fn retitled<W: Retitles, R: RngCore + CryptoRng>(
        &self,
        retitling: &Retitling,
        intent: Intent,
        dossier: Dossier,
        witness: &mut W,
        rng: &mut R,
    ) -> Result<(Retitled, Making), OpError> {
        let &Retitling { started, domain, audit_key, ref pledges, .. } = retitling;
        let (me, bill) = (self.party.public(), witness.bill());
        let (sealed_dossier, dossier) = Dossier { bill, ..dossier }.seal(rng)?;
        let (sealed_book, book) = Book { dossier, pledges: pledges.clone() }.seal(rng)?;
        let nf = witness.spent().nullifier();
        let outputs = [(witness.spent().under(&bill), me.address)];
        *witness.scalar() = audit_scalar(&self.party.keys().nullifier, nf, &outputs, rng);
        let title = witness.title(audit_key);
        let detail = Detail::Title(book, Box::new(bill));
        let memos = vec![memo::seal(domain, &title, &detail, &me.encryption_key, rng)?];
        let sealed = witness.sealing(audit_key).seal(&witness.messages());
        let (cm, ext) = (title.commitment(), Transition::ext(&memos, &Conditions::NONE));
        let (started, blobs) = (started, [sealed_dossier, sealed_book]);
        let making = Making { intent, title, memos, blobs, started };
        Ok((Retitled { nf, cm, audit: AuditPublic::new(audit_key, &sealed), ext }, making))
    }
}
