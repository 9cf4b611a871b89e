//! A title gets other documents.

use super::{
    Desk, Intent, OpError, PlanError, Prepared, Submitted, referrals::sheet_error, retitle::answers_else,
};
use crate::{
    issuer::{AmendedBill, IssuedBillError, LienConsent, Proposal, SignedDocuments as _},
    referral::{overtaken, within_reach},
    services::Ask,
    wallet::{Dossier, DossierError, NoteId},
};
use plimsoll_circuits::{
    audit::AuditScalar,
    credential::{Day, Signed, Valuation},
    field::F,
    member::Roles,
    note::Kind,
    signature::Signature,
    statement::{
        Refusal, Statement as _,
        amend::{Amend, AmendPublic, AmendWitness, checks},
        sighash,
    },
};
use rand::{CryptoRng, RngCore};

impl Desk<'_> {
    /// Prepares the amendment of a lot whose title this party holds: other documents that its issuer signed, and a valuation of them.
    ///
    /// # Errors
    /// [`PlanError`] if it does not hold the title, the valuation is in another currency, or another entry posted a value of its soft keys; [`OpError::Dossier`] if the amended bill is not
    /// what it says, its sheet is not what the title's documents so far leave to be added, or no search would come to one of its soft keys; [`OpError::Refused`] if the amendment is of another bill or over, the issuer or valuer are no members with that role, or
    /// the lot bears more than its new value.
    pub fn prepare_amend<R: RngCore + CryptoRng>(
        &self,
        amended: &AmendedBill,
        valuation: &Signed<Valuation>,
        rng: &mut R,
    ) -> Result<Prepared, OpError> {
        let (terms, carriers) = (self.services.ledger.terms(), self.services.directory.carriers());
        amended.verify(terms.domain, carriers).map_err(DossierError::Issued)?;
        let title = self.retitling(amended.lot(), &[amended.amendment.signer(), valuation.signer()])?;
        let (before, asked) = (title.dossier.bill, valuation.content.currency);
        Refusal::unless(
            amended.amendment.content.old_bill == before.commitment(),
            checks::AMENDMENT,
            "the amendment is of another bill than the title has now; ask its issuer for one of this bill",
        )?;
        if asked != before.currency {
            return Err(PlanError::Currency { lot: before.currency, asked }.into());
        }
        within_reach(&amended.sheet.content, self.services.ledger).map_err(sheet_error)?;
        if let Some(height) = overtaken(&amended.sheet.content, self.services.ledger)? {
            return Err(PlanError::Overtaken { height, amends: true }.into());
        }
        let ([issuer, valuer], Ok(fingerprints)) =
            (&title.signers[..], <[F; _]>::try_from(amended.sheet.content.values()))
        else {
            return Err(answers_else());
        };
        let mut witness = AmendWitness {
            spent: title.spent.clone(),
            amendment: amended.amendment,
            issuer: issuer.clone(),
            valuation: *valuation,
            valuer: valuer.clone(),
            audit: AuditScalar::blank(),
            signature: Signature::blank(),
        };
        let mut dossier = Dossier { valuation: *valuation, ..title.dossier.clone() };
        dossier.amendments.push(amended.clone());
        dossier.read(terms.domain, carriers).map_err(DossierError::Issued)?;
        let (made, making) = self.retitled(&title, Intent::Amend, dossier, &mut witness, rng)?;
        let public = AmendPublic {
            domain: title.domain.0,
            today: F::from(title.today.0),
            notes_root: title.roots.notes,
            members_root: title.roots.members,
            frozen_root: title.roots.frozen,
            fingerprints,
            nf: made.nf,
            cm: made.cm,
            audit: made.audit,
            ext: made.ext,
        };
        // Every value that is signed was computed above, from this party's own keys.
        witness.signature = self.party.keys().signing.sign(sighash(Amend::CIRCUIT, &public));
        self.making::<Amend>((&public, &witness), making)
    }

    /// Gives a lot whose title this party holds other documents. What it bears stays.
    ///
    /// # Errors
    /// As [`prepare_amend`](Self::prepare_amend); [`OpError::Ledger`] with the ledger's code, such as a conflict of what the new documents add.
    pub fn amend<R: RngCore + CryptoRng>(
        &mut self,
        amended: &AmendedBill,
        valuation: &Signed<Valuation>,
        rng: &mut R,
    ) -> Result<Submitted, OpError> {
        self.act(rng, |desk, rng| desk.prepare_amend(amended, valuation, rng))
    }

    /// Agrees, as the bank that holds a lien, that the documents of its lot are replaced by those of a proposal.
    ///
    /// # Errors
    /// [`PlanError`] if this party holds no such lien of that lot; [`OpError::Dossier`] if the proposal is not what it says.
    pub fn consent(
        &self,
        lien: NoteId,
        proposal: &Proposal,
        valid_until: Day,
    ) -> Result<LienConsent, OpError> {
        let domain = self.services.ledger.terms().domain;
        proposal.read(self.services.directory.carriers()).map_err(DossierError::Issued)?;
        let issuer = proposal.signed.signer();
        let evidence = self.services.ledger.evidence(&Ask { members: vec![issuer], ..Ask::default() })?;
        let is_issuer = evidence.members.iter().all(|member| member.roles.contains(Roles::ISSUER));
        if !is_issuer || !proposal.is_signed(domain) {
            return Err(DossierError::Issued(IssuedBillError::Signature).into());
        }
        let held = self.wallet.note(lien).ok_or(PlanError::NoNote(lien))?;
        if held.kind() != Kind::Lien {
            return Err(PlanError::Kind { found: held.kind(), wanted: "LIEN" }.into());
        }
        if held.lot() != proposal.lot {
            return Err(PlanError::OtherLot.into());
        }
        let terms = LienConsent::terms(domain, &held.note, proposal, valid_until);
        let signed = Signed::new(terms, &self.party.keys().signing, self.party.public().nkc);
        let plimsoll_circuits::note::Note { content, owner, rho, r } = held.note;
        Ok(LienConsent { signed, content, owner, rho, r })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        fixture::{NOW, World, desk, sample, signed},
        issuer::{
            AmendError, Annexes, ConsentError, IssuedBill, Papers, Sheet, SheetError, Slot, read_documents,
            shown,
        },
        money::Money,
        ops::{AttestTerms, DEFAULT_MAX_AGE, Disclosure, Verified, new_challenge, verify_attest},
        services::LedgerError,
    };
    use plimsoll_circuits::{
        fingerprint::{Class, keys::SlotKind},
        note::Lot,
    };
    use plimsoll_contracts::{Code, Demand};

    const OLD: &str = "ZZEL2603000417";
    const NEW: &str = "ZZEL2603000900";

    fn usd(amount: &str) -> Money {
        format!("{amount} USD").parse().unwrap()
    }

    const BOOKING: &str = "ZZB0326417";

    /// The sample and its invoice under another number.
    fn switched(number: &str) -> (Vec<u8>, Annexes) {
        rebooked(number, BOOKING)
    }

    /// Under another booking, too.
    fn rebooked(number: &str, booking: &str) -> (Vec<u8>, Annexes) {
        let invoice = String::from_utf8(sample("invoice.json")).unwrap().replace(OLD, number);
        let bill = signed("ebl-to-order.json", |text| text.replace(OLD, number).replace(BOOKING, booking));
        (bill, Annexes { invoices: vec![invoice.into_bytes()], ..Annexes::default() })
    }

    /// The owner's opened answer that the lot bears at most so much.
    fn answer(world: &World, lot: Lot, at_most: &str) -> Verified {
        let ledger = world.ledger();
        let trader = desk(&world.trader, world.services(&ledger));
        let rng = &mut world.rng.clone();
        let challenge = new_challenge("Line", "an amendment", 600, &world.clock, rng);
        let terms = AttestTerms::new(usd(at_most), usd("0"), 10_000);
        let answer = trader.attest(lot, &challenge, &terms, Disclosure::OPENED, rng).unwrap();
        let demand = Demand::new(&challenge, DEFAULT_MAX_AGE);
        verify_attest(&ledger, &answer, &terms, &demand).unwrap()
    }

    fn propose(world: &World, number: &str, answer: &Verified) -> Proposal {
        propose_for(world, switched(number), answer)
    }

    fn propose_for(world: &World, (bill, annexes): (Vec<u8>, Annexes), answer: &Verified) -> Proposal {
        let bundle = read_documents(
            &bill,
            &annexes,
            (world.issuer.public(), NOW.day()),
            &world.carriers,
            &world.trusted,
        )
        .unwrap();
        let domain = world.ledger.genesis().domain();
        Proposal::new(&bundle, answer, &world.issuer, domain, &mut world.rng.clone()).unwrap()
    }

    fn consent(world: &World, proposal: &Proposal) -> LienConsent {
        let ledger = world.ledger();
        let bank = desk(&world.bank, world.services(&ledger));
        let lien = bank.wallet().liens().next().unwrap().id();
        bank.consent(lien, proposal, Day(NOW.day().0 + 1)).unwrap()
    }

    fn sign(
        world: &mut World,
        proposal: &Proposal,
        answer: &Verified,
        consents: &[LienConsent],
        days: u32,
    ) -> Result<AmendedBill, AmendError> {
        let until = Day(NOW.day().0 + days);
        let World { ledger, keys, clock, issuer, carriers, trusted, council, rng, .. } = world;
        let access = crate::services::LocalLedger::new(ledger, keys, clock);
        let mut gateway = crate::issuer::Gateway {
            issuer,
            terms: ledger.genesis().into(),
            carriers,
            trusted,
            guardians: council.evaluators(),
            clock,
        };
        gateway.amend(proposal, answer, consents, until, &access, rng)
    }

    /// A lot of the trader's, and a lien of the bank's on it.
    fn pledged(amount: Option<&str>) -> (World, Lot) {
        let mut world = World::new();
        let issued = world.issue(&sample("ebl-to-order.signed.json"), &["invoice.json"]).unwrap();
        let valuation = world.value_at(&issued, None, Day(NOW.day().0 - 1));
        let rng = &mut world.rng.clone();
        let ledger = world.ledger();
        let mut trader = desk(&world.trader, world.services(&ledger));
        trader.register(&issued, &valuation, rng).unwrap();
        if let Some(amount) = amount {
            trader.pledge(issued.lot(), world.bank.public(), usd(amount), rng).unwrap();
        }
        (world, issued.lot())
    }

    #[test]
    fn a_switch_bill_keeps_what_banks_hold_and_takes_its_number() {
        let (mut world, lot) = pledged(Some("100000"));
        let said = answer(&world, lot, "100000");
        let proposal = propose(&world, NEW, &said);
        let few = sign(&mut world, &proposal, &said, &[], 6).unwrap_err();
        assert!(matches!(few, AmendError::Consent(ConsentError::TooLittle { given: 0, needed: 10_000_000 })));
        let agreed = consent(&world, &proposal);
        let amended = sign(&mut world, &proposal, &said, &[agreed], 6).unwrap();
        // Only the number is new: the invoice and the containers were covered before.
        let folder = crate::issuer::AuditFolder::of(&world.issuer).unwrap();
        let records = folder.records(lot).unwrap();
        let record = records.iter().find(|record| matches!(record.papers, Papers::Amended(_))).unwrap();
        let sheet = &amended.sheet.content;
        assert_eq!(Class::ALL.map(|class| sheet.count(Some(class))), [1, 0, 0]);
        assert_eq!(sheet.count(None), 0);
        let f = record.evaluated.as_ref().unwrap().inputs[0].f;
        assert_eq!(sheet.slots[0], Slot::Key { of: SlotKind::Doc, f });

        let valuation = world.value_at(&amended, None, NOW.day());
        let rng = &mut world.rng.clone();
        let ledger = world.ledger();
        let services = world.services(&ledger);
        let mut trader = desk(&world.trader, services);
        let submitted = trader.amend(&amended, &valuation, rng).unwrap();
        assert_eq!((submitted.intent, submitted.makes.len()), (Intent::Amend, 1));
        let title = trader.wallet().title(lot).unwrap();
        assert_eq!((title.note.content.amount, title.headroom()), (10_000_000, Some(usd("275000"))));
        // Used once: it names a bill that the title has no more.
        let again = trader.amend(&amended, &valuation, rng).unwrap_err();
        assert!(matches!(again, OpError::Refused(refusal) if refusal.check == checks::AMENDMENT));

        // Whoever is shown the lot sees both postings, and neither can be kept from it.
        let (dossier, _) = trader.documents(lot).unwrap();
        let check = |sheets: &[Signed<Sheet>]| shown(sheets, lot, &dossier.bill, &ledger, None);
        let [first, second] = &dossier.sheets()[..] else { panic!("two sheets") };
        assert_eq!(check(&dossier.sheets()).map(|heights| heights.len()), Ok(2));
        assert_eq!(sheet.posted(&ledger), Ok(submitted.receipt.height));
        for part in [vec![first.clone()], vec![second.clone()], vec![second.clone(), first.clone()]] {
            assert_eq!(check(&part), Err(SheetError::Incomplete));
        }

        // What was pledged is given back and merged as before, and the next holder has the new documents.
        let mut bank = desk(&world.bank, services);
        let lien = bank.wallet().liens().next().unwrap().id();
        bank.discharge(lien, None, rng).unwrap();
        trader.sync().unwrap();
        let release = trader.wallet().lots()[0].releases[0].id();
        trader.merge(lot, release, rng).unwrap();
        trader.endorse(lot, world.buyer.public(), rng).unwrap();
        let mut buyer = desk(&world.buyer, services);
        let (dossier, bundle) = buyer.documents(lot).unwrap();
        assert!(NEW.ends_with(&bundle.bill.normalised_reference), "{}", bundle.bill.normalised_reference);
        assert_eq!((dossier.amendments.as_slice(), dossier.valuation), (&[amended][..], valuation));
        assert!(buyer.pledge(lot, world.bank.public(), usd("375000"), rng).is_ok());

        // Neither number can be registered any more, old or new.
        drop(buyer);
        for number in [OLD, NEW] {
            let (bill, annexes) = switched(number);
            let holder = world.trader.public().clone();
            let other = world.issue_to(&bill, &annexes, &holder).unwrap();
            let valuation = world.value(&other);
            let ledger = world.ledger();
            let mut trader = desk(&world.trader, world.services(&ledger));
            let refused = trader.register(&other, &valuation, &mut world.rng.clone()).unwrap_err();
            assert!(
                matches!(&refused, OpError::Ledger(LedgerError::Rejected(r)) if r.code == Code::ConflictDoc),
                "{refused}"
            );
        }
    }

    #[test]
    fn an_issuer_signs_nothing_that_banks_or_time_do_not_allow() {
        let (mut world, lot) = pledged(Some("100"));
        let said = answer(&world, lot, "100");
        let proposal = propose(&world, NEW, &said);
        let good = consent(&world, &proposal);
        let mut refused = |consents: &[LienConsent]| match sign(&mut world, &proposal, &said, consents, 6) {
            Err(AmendError::Consent(e)) => e,
            other => panic!("{other:?}"),
        };
        let changed = |change: &dyn Fn(&mut LienConsent)| {
            let mut consent = good;
            change(&mut consent);
            consent
        };
        // Changed after it was signed, or of a lien that it does not open.
        for consent in [
            changed(&|c| c.signed.content.old_bill += F::from(1u64)),
            changed(&|c| c.content.amount += 1),
            changed(&|c| c.owner.0 += F::from(1u64)),
            changed(&|c| c.r += F::from(1u64)),
        ] {
            assert_eq!(refused(&[consent]), ConsentError::Signature(1));
        }
        assert_eq!(refused(&[good, good]), ConsentError::Twice(1, 2));
        let resigned = |content: crate::issuer::ConsentTerms| LienConsent {
            signed: Signed::new(content, &world.bank.keys().signing, world.bank.public().nkc),
            ..good
        };
        let terms = good.signed.content;
        let [roots, domain, over, long] = [
            crate::issuer::ConsentTerms { doc_root: terms.doc_root + F::from(1u64), ..terms },
            crate::issuer::ConsentTerms { domain: F::from(1u64), ..terms },
            crate::issuer::ConsentTerms { valid_until: Day(NOW.day().0 - 1), ..terms },
            crate::issuer::ConsentTerms { valid_until: Day(NOW.day().0 + 2), ..terms },
        ]
        .map(resigned);
        // A bank signs for a lien that the ledger never had, in its own name.
        let mut invented = good;
        invented.content.amount = 1_000_000;
        let lien = plimsoll_circuits::note::Note {
            content: invented.content,
            owner: invented.owner,
            rho: invented.rho,
            r: invented.r,
        };
        let content = crate::issuer::ConsentTerms { lien: lien.commitment(), ..terms };
        invented.signed = Signed::new(content, &world.bank.keys().signing, world.bank.public().nkc);
        let mut check = |consent, why: &dyn Fn(&ConsentError) -> bool| match sign(
            &mut world,
            &proposal,
            &said,
            &[consent],
            6,
        ) {
            Err(AmendError::Consent(e)) => assert!(why(&e), "{e}"),
            other => panic!("{other:?}"),
        };
        check(roots, &|e| *e == ConsentError::Other(1));
        check(domain, &|e| *e == ConsentError::Other(1));
        check(over, &|e| matches!(e, ConsentError::Expired(1, _)));
        check(long, &|e| matches!(e, ConsentError::TooLong(1, _)));
        check(invented, &|e| *e == ConsentError::NoLien(1));

        // Too long, over already, and for another bill than the answer's.
        for days in [7, 100] {
            assert!(matches!(sign(&mut world, &proposal, &said, &[good], days), Err(AmendError::Days(_))));
        }
        let mut elsewhere = proposal.clone();
        elsewhere.old_bill += F::from(1u64);
        assert!(matches!(sign(&mut world, &elsewhere, &said, &[good], 6), Err(AmendError::OtherBill)));
        let mut closed = said.clone();
        closed.opening = None;
        assert!(matches!(sign(&mut world, &proposal, &closed, &[good], 6), Err(AmendError::NotOpened)));
        let mut other = said.clone();
        other.opening.as_mut().unwrap().bill.issuer = world.bank.public().org();
        assert!(matches!(sign(&mut world, &proposal, &other, &[good], 6), Err(AmendError::OtherIssuer)));
        // A proposal that somebody else made, of documents that no carrier signed.
        let mut forged = proposal.clone();
        forged.doc_root += F::from(1u64);
        assert!(matches!(sign(&mut world, &forged, &said, &[good], 6), Err(AmendError::NotProposed)));
        forged.signed.content.doc_root = forged.doc_root;
        let (keys, nkc) = (world.trader.keys(), world.trader.public().nkc);
        forged.signed = Signed::new(forged.signed.content, &keys.signing, nkc);
        assert!(matches!(sign(&mut world, &forged, &said, &[good], 6), Err(AmendError::NotProposed)));
        let mut bent = proposal.clone();
        bent.salt += F::from(1u64);
        assert!(matches!(sign(&mut world, &bent, &said, &[good], 6), Err(AmendError::Proposal(_))));

        // One at a time for a bill; then again once the first is over or used.
        sign(&mut world, &proposal, &said, &[good], 2).unwrap();
        assert!(matches!(
            sign(&mut world, &proposal, &said, &[good], 6),
            Err(AmendError::Open(day)) if day == Day(NOW.day().0 + 2)
        ));
        std::fs::remove_dir_all(world.issuer.home().join("audit")).unwrap();
        assert!(matches!(sign(&mut world, &proposal, &said, &[good], 6), Err(AmendError::NoRecord)));
    }

    /// What an amendment adds enters the ledger when it is used: one that was signed and lapsed has added nothing.
    #[test]
    fn what_was_signed_and_never_used_is_added_by_the_next_amendment() {
        let (mut world, lot) = pledged(None);
        let said = answer(&world, lot, "0");
        let proposal = propose(&world, NEW, &said);
        let lapsed = sign(&mut world, &proposal, &said, &[], 0).unwrap();
        // Its last day is over, and yesterday's date is taken no more.
        world.clock.0 = world.clock.0.after(2 * 86_400);
        let again = crate::issuer::Gateway {
            issuer: &world.issuer,
            terms: world.ledger.genesis().into(),
            carriers: &world.carriers,
            trusted: &world.trusted,
            guardians: world.council.evaluators(),
            clock: &world.clock,
        }
        .amend(
            &proposal,
            &said,
            &[],
            world.clock.0.day(),
            &crate::services::LocalLedger::new(&world.ledger, &world.keys, &world.clock),
            &mut world.rng,
        )
        .unwrap();
        let [lapsed, again] = [lapsed, again].map(|amended| amended.sheet.content.values());
        assert_eq!(again[0], lapsed[0], "the new number, once more");
        assert_ne!(again[1], lapsed[1], "pads are fresh");
    }

    /// The owner has the documents before, so it sees what an amendment should add; the valuer alone does not.
    #[test]
    fn what_an_amendment_adds_is_what_no_earlier_documents_gave() {
        let (mut world, lot) = pledged(None);
        let said = answer(&world, lot, "0");
        let proposal = propose(&world, NEW, &said);
        let amended = sign(&mut world, &proposal, &said, &[], 6).unwrap();
        let valuation = world.value_at(&amended, None, NOW.day());
        let (domain, ledger) = (world.ledger.genesis().domain(), world.ledger());
        let trader = desk(&world.trader, world.services(&ledger));
        let (issuer, rng) = (&world.issuer, &mut world.rng.clone());
        let signed = |change: &dyn Fn(&mut Sheet)| {
            let (mut sheet, mut amendment) = (amended.sheet.content.clone(), amended.amendment.content);
            change(&mut sheet);
            amendment.added_fp_root = sheet.root();
            let (keys, nkc) = (&issuer.keys().signing, issuer.public().nkc);
            let (sheet, amendment) = (Signed::new(sheet, keys, nkc), Signed::new(amendment, keys, nkc));
            AmendedBill { sheet, amendment, ..amended.clone() }
        };
        let key = |s: &Sheet, at: usize, of| Slot::Key { of, f: s.slots[at].value() };
        type Case<'a> = (&'a str, bool, &'a dyn Fn(&mut Sheet));
        let soft = |of| Slot::Soft { of, f: F::from(1u64), j: 0 };
        let cases: [Case<'_>; 10] = [
            ("KeyLeftOut", true, &|s| s.slots[0] = Slot::Pad(s.slots[0].value())),
            ("KeyNotNew", true, &|s| s.slots[1] = key(s, 1, SlotKind::Invoice(0))),
            ("KeyNotNew", true, &|s| s.slots[9] = key(s, 9, SlotKind::BoxB(1))),
            ("KeyNotNew", true, &|s| s.slots[30] = soft(SlotKind::SoftSeal(1))),
            ("KeyMisplaced", false, &|s| s.slots[30] = key(s, 30, SlotKind::SoftSeal(1))),
            ("SheetIncomplete", true, &|s| s.before[1] += F::from(1u64)),
            ("KeyMisplaced", false, &|s| s.slots[4] = key(s, 4, SlotKind::Invoice(0))),
            ("KeyUnfounded", false, &|s| s.slots[4] = key(s, 4, SlotKind::BoxA(2))),
            ("SheetOtherDocuments", false, &|s| s.before = [F::from(0u64); 2]),
            ("SheetOtherLot", false, &|s| s.lot.0 += F::from(1u64)),
        ];
        for (code, fits_alone, change) in cases {
            let wrong = signed(change);
            assert_eq!(wrong.verify(domain, &world.carriers).is_ok(), fits_alone, "{code}");
            let refused = trader.prepare_amend(&wrong, &valuation, rng).unwrap_err();
            let OpError::Dossier(DossierError::Issued(IssuedBillError::Sheet(error))) = refused else {
                panic!("{code}: {refused}")
            };
            assert_eq!(error.code(), code);
        }
    }

    /// Another cargo under this booking, issued to the buyer and valued.
    fn under_booking(world: &mut World, booking: &str) -> (IssuedBill, Signed<Valuation>) {
        let holder = world.buyer.public().clone();
        let bill = signed("ebl-second-cargo.json", |text| text.replace("ZZB0426051", booking));
        let invoices = vec![sample("invoice-second-cargo.json")];
        let other = world.issue_to(&bill, &Annexes { invoices, ..Annexes::default() }, &holder).unwrap();
        let valuation = world.value(&other);
        (other, valuation)
    }

    /// What is alike to the new documents is found by both sides; the lot's own entries are not alike to it.
    #[test]
    fn an_amendment_brings_the_soft_keys_that_are_new() {
        let (mut world, lot) = pledged(None);
        let said = answer(&world, lot, "0");
        let proposal = propose_for(&world, rebooked(NEW, "ZZB0326999"), &said);
        let amended = sign(&mut world, &proposal, &said, &[], 6).unwrap();
        let sheet = &amended.sheet.content;
        assert_eq!((sheet.count(Some(Class::Doc)), sheet.count(None)), (1, 1));
        let Slot::Soft { of: SlotKind::SoftBooking, f, .. } = sheet.slots[16] else {
            panic!("{:?}", sheet.slots[16])
        };
        let record = crate::issuer::AuditFolder::of(&world.issuer).unwrap().records(lot).unwrap();
        let evaluated = record.iter().find(|record| matches!(record.papers, Papers::Amended(_))).unwrap();
        assert_eq!(evaluated.evaluated.as_ref().unwrap().inputs[1].f, f, "the issuer's record covers it");
        let valuation = world.value_at(&amended, None, NOW.day());
        let rng = &mut world.rng.clone();
        {
            let ledger = world.ledger();
            let mut trader = desk(&world.trader, world.services(&ledger));
            trader.amend(&amended, &valuation, rng).unwrap();
            assert_eq!(trader.referrals(lot).unwrap(), []);
            assert_eq!(trader.wallet().untold().count(), 0);
        }
        // Another cargo under the new booking.
        let (other, valuation) = under_booking(&mut world, "ZZB0326999");
        let ledger = world.ledger();
        let services = world.services(&ledger);
        let height = desk(&world.buyer, services).register(&other, &valuation, rng).unwrap().receipt.height;
        let trader = desk(&world.trader, services);
        let told: Vec<_> = trader.wallet().untold().collect();
        let alike = [SlotKind::SoftBooking].into();
        assert_eq!(told, [(lot, &crate::referral::Referral { height, alike })]);
    }

    /// A bank is shown the lot after an amendment, and takes an answer of before: what the amendment added stays looked out for.
    #[test]
    fn an_older_answer_takes_nothing_from_what_a_bank_looks_out_for() {
        let (mut world, lot) = pledged(Some("100"));
        let older = answer(&world, lot, "100");
        let proposal = propose_for(&world, rebooked(NEW, "ZZB0326999"), &older);
        let agreed = consent(&world, &proposal);
        let amended = sign(&mut world, &proposal, &older, &[agreed], 6).unwrap();
        let valuation = world.value_at(&amended, None, NOW.day());
        let rng = &mut world.rng.clone();
        {
            let ledger = world.ledger();
            desk(&world.trader, world.services(&ledger)).amend(&amended, &valuation, rng).unwrap();
        }
        let newer = answer(&world, lot, "100");
        {
            let ledger = world.ledger();
            let mut bank = desk(&world.bank, world.services(&ledger));
            for answer in [newer, older] {
                assert_eq!(bank.watch(answer.opening.as_ref().unwrap()).unwrap(), []);
            }
        }
        let (other, valuation) = under_booking(&mut world, "ZZB0326999");
        let ledger = world.ledger();
        let services = world.services(&ledger);
        let height = desk(&world.buyer, services).register(&other, &valuation, rng).unwrap().receipt.height;
        let bank = desk(&world.bank, services);
        let told: Vec<_> = bank.wallet().untold().map(|(lot, referral)| (lot, referral.height)).collect();
        assert_eq!(told, [(lot, height)]);
    }

    /// Another entry posts a value of an amendment that was signed: the owner does not use it, and the issuer signs the same documents again at
    /// once, and no others.
    #[test]
    fn an_overtaken_amendment_is_signed_again() {
        let (mut world, lot) = pledged(Some("100"));
        let said = answer(&world, lot, "100");
        let proposal = propose_for(&world, rebooked(NEW, "ZZB0326999"), &said);
        let agreed = consent(&world, &proposal);
        let overtaken = sign(&mut world, &proposal, &said, &[agreed], 6).unwrap();
        let again = |world: &mut World, proposal: &Proposal| {
            let agreed = consent(world, proposal);
            sign(world, proposal, &said, &[agreed], 6)
        };
        assert!(matches!(again(&mut world, &proposal), Err(AmendError::Open(_))), "it may be used");

        // A bill of the same booking, under the number of the amendment.
        let soft = |sheet: &Sheet| {
            sheet.slots.iter().position(|slot| slot.key() == Some(SlotKind::SoftBooking)).unwrap()
        };
        let taken = overtaken.sheet.content.slots[soft(&overtaken.sheet.content)];
        let holder = world.buyer.public().clone();
        let bill = signed("ebl-second-cargo.json", |text| text.replace("ZZB0426051", "ZZB0326999"));
        let invoices = vec![sample("invoice-second-cargo.json")];
        let mut faster = world.issue_to(&bill, &Annexes { invoices, ..Annexes::default() }, &holder).unwrap();
        let (mut sheet, mut credential) = (faster.sheet.content.clone(), faster.credential.content);
        let at = soft(&sheet);
        sheet.slots[at] = taken;
        credential.fp_root = sheet.root();
        let (keys, nkc) = (&world.issuer.keys().signing, world.issuer.public().nkc);
        (faster.sheet, faster.credential) =
            (Signed::new(sheet, keys, nkc), Signed::new(credential, keys, nkc));
        let valuation = world.value(&faster);
        let rng = &mut world.rng.clone();
        let height = {
            let ledger = world.ledger();
            let mut buyer = desk(&world.buyer, world.services(&ledger));
            buyer.register(&faster, &valuation, rng).unwrap().receipt.height
        };
        let valuation = world.value_at(&overtaken, None, NOW.day());
        {
            let ledger = world.ledger();
            let trader = desk(&world.trader, world.services(&ledger));
            let refused = trader.prepare_amend(&overtaken, &valuation, rng).unwrap_err();
            assert!(
                matches!(&refused, OpError::Plan(PlanError::Overtaken { height: at, amends: true }) if *at == height),
                "{refused}"
            );
            // A number that leaves too many out is posted by no wallet.
            let mut far = overtaken.clone();
            let slot = soft(&far.sheet.content);
            if let Slot::Soft { j, .. } = &mut far.sheet.content.slots[slot] {
                *j = 1_000;
            }
            far.amendment.content.added_fp_root = far.sheet.content.root();
            far.amendment = Signed::new(far.amendment.content, keys, nkc);
            far.sheet = Signed::new(far.sheet.content.clone(), keys, nkc);
            let refused = trader.prepare_amend(&far, &valuation, rng).unwrap_err();
            let OpError::Dossier(DossierError::Issued(IssuedBillError::Sheet(error))) = refused else {
                panic!("{refused}")
            };
            assert_eq!(error, SheetError::OutOfReach { slot });
        }
        let other = propose(&world, "ZZEL2603000901", &said);
        assert!(matches!(again(&mut world, &other), Err(AmendError::Open(_))), "other documents");
        let amended = again(&mut world, &proposal).unwrap();
        assert!(matches!(again(&mut world, &proposal), Err(AmendError::Open(_))), "one at a time");
        let valuation = world.value_at(&amended, None, NOW.day());
        let ledger = world.ledger();
        let mut trader = desk(&world.trader, world.services(&ledger));
        trader.amend(&amended, &valuation, rng).unwrap();
        let alike: Vec<_> =
            trader.referrals(lot).unwrap().into_iter().map(|referral| referral.height).collect();
        assert_eq!(alike, [height]);
    }

    #[test]
    fn whoever_holds_the_title_amends_it_with_what_was_signed_alone() {
        let (mut world, lot) = pledged(None);
        let said = answer(&world, lot, "0");
        let proposal = propose(&world, NEW, &said);
        let amended = sign(&mut world, &proposal, &said, &[], 6).unwrap();
        let valuation = world.value_at(&amended, None, NOW.day());
        let rng = &mut world.rng.clone();
        let ledger = world.ledger();
        let services = world.services(&ledger);
        // A pad or a number that the issuer did not sign: nobody squats another's bill with it.
        let mut trader = desk(&world.trader, services);
        for slot in [0, 17] {
            let mut squats = amended.clone();
            squats.sheet.content.slots[slot] = Slot::Pad(F::from(7u64));
            let refused = trader.amend(&squats, &valuation, rng).unwrap_err();
            assert!(matches!(refused, OpError::Dossier(_)), "{refused}");
        }
        let mut resigned = amended.clone();
        let keys = world.trader.keys();
        let nkc = world.trader.public().nkc;
        resigned.amendment = Signed::new(amended.amendment.content, &keys.signing, nkc);
        let refused = trader.amend(&resigned, &valuation, rng).unwrap_err();
        assert!(matches!(refused, OpError::Dossier(_)), "the sheet is the issuer's: {refused}");
        resigned.sheet = Signed::new(amended.sheet.content.clone(), &keys.signing, nkc);
        let refused = trader.amend(&resigned, &valuation, rng).unwrap_err();
        assert!(matches!(refused, OpError::Refused(r) if r.check == checks::ISSUER));
        let mut buyer = desk(&world.buyer, services);
        let refused = buyer.amend(&amended, &valuation, rng).unwrap_err();
        assert!(matches!(refused, OpError::Plan(PlanError::NoTitle)), "{refused}");
        // A lien of another lot gives no consent, nor does a title.
        let title = trader.wallet().title(lot).unwrap().id();
        let refused = trader.consent(title, &proposal, NOW.day()).unwrap_err();
        assert!(matches!(refused, OpError::Plan(PlanError::Kind { .. })), "{refused}");
        trader.amend(&amended, &valuation, rng).unwrap();
    }
}
