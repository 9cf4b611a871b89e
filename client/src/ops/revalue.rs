//! A title gets another value.

use super::{Desk, Intent, OpError, PlanError, Prepared, Submitted, retitle::answers_else};
use crate::wallet::Dossier;
use plimsoll_circuits::{
    audit::AuditScalar,
    credential::{Signed, Valuation},
    field::F,
    note::Lot,
    signature::Signature,
    statement::{
        Statement as _,
        revalue::{Revalue, RevaluePublic, RevalueWitness},
        sighash,
    },
};
use rand::{CryptoRng, RngCore};

impl Desk<'_> {
    /// Prepares the revaluation of a lot whose title this party holds, by a later valuation of the same documents.
    ///
    /// # Errors
    /// [`PlanError`] if it does not hold the title, or the valuation is in another currency; [`OpError::Refused`] if the valuation is
    /// of another lot or other documents, not later than the one before, or not in force.
    pub fn prepare_revalue<R: RngCore + CryptoRng>(
        &self,
        lot: Lot,
        valuation: &Signed<Valuation>,
        rng: &mut R,
    ) -> Result<Prepared, OpError> {
        let title = self.retitling(lot, &[valuation.signer()])?;
        let (before, asked) = (title.dossier.bill, valuation.content.currency);
        if asked != before.currency {
            return Err(PlanError::Currency { lot: before.currency, asked }.into());
        }
        let [valuer] = &title.signers[..] else { return Err(answers_else()) };
        let mut witness = RevalueWitness {
            spent: title.spent.clone(),
            valuation: *valuation,
            valuer: valuer.clone(),
            audit: AuditScalar::blank(),
            signature: Signature::blank(),
        };
        let dossier = Dossier { valuation: *valuation, ..title.dossier.clone() };
        let (made, making) = self.retitled(&title, Intent::Revalue, dossier, &mut witness, rng)?;
        let public = RevaluePublic {
            domain: title.domain.0,
            today: F::from(title.today.0),
            notes_root: title.roots.notes,
            members_root: title.roots.members,
            frozen_root: title.roots.frozen,
            nf: made.nf,
            cm: made.cm,
            audit: made.audit,
            ext: made.ext,
        };
        // Every value that is signed was computed above, from this party's own keys.
        witness.signature = self.party.keys().signing.sign(sighash(Revalue::CIRCUIT, &public));
        self.making::<Revalue>((&public, &witness), making)
    }

    /// Gives a lot whose title this party holds another value. What it bears stays; if that is more than the new value, nothing more is pledged
    /// until a later valuation covers it.
    ///
    /// # Errors
    /// As [`prepare_revalue`](Self::prepare_revalue); [`OpError::Ledger`] with the ledger's code.
    pub fn revalue<R: RngCore + CryptoRng>(
        &mut self,
        lot: Lot,
        valuation: &Signed<Valuation>,
        rng: &mut R,
    ) -> Result<Submitted, OpError> {
        self.act(rng, |desk, rng| desk.prepare_revalue(lot, valuation, rng))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::issuer::SignedDocuments as _;
    use crate::wallet::{OpenedEntry, Wallet};
    use crate::{
        fixture::{NOW, World, desk, sample},
        money::Money,
    };
    use plimsoll_circuits::{credential::Day, note::Kind, statement::revalue::checks};
    use plimsoll_guardian::opening::{Opened, OpenedAmend, OpenedMove, OpenedOutput, OpenedRegister};

    fn usd(amount: &str) -> Money {
        format!("{amount} USD").parse().unwrap()
    }

    #[test]
    fn a_lot_gets_another_value_and_keeps_what_it_bears() {
        let mut world = World::new();
        let issued = world.issue(&sample("ebl-to-order.signed.json"), &["invoice.json"]).unwrap();
        let (lot, today) = (issued.lot(), NOW.day().0);
        let at = |days, value: Option<&str>| world.value_at(&issued, value.map(usd), Day(today - days));
        let (old, fallen, risen) = (at(2, None), at(1, Some("200000")), at(0, Some("350000")));
        let rng = &mut world.rng.clone();
        let ledger = world.ledger();
        let services = world.services(&ledger);
        let (mut trader, mut bank) = (desk(&world.trader, services), desk(&world.bank, services));
        trader.register(&issued, &old, rng).unwrap();
        trader.pledge(lot, world.bank.public(), usd("300000"), rng).unwrap();

        // Below what it bears: nothing more can be pledged, and what is given back is found as before.
        let submitted = trader.revalue(lot, &fallen, rng).unwrap();
        assert_eq!((submitted.intent, submitted.makes.len()), (Intent::Revalue, 1));
        let title = trader.wallet().title(lot).unwrap();
        assert_eq!(title.value(), Some(usd("200000")));
        assert_eq!((title.note.content.amount, title.headroom()), (30_000_000, Some(usd("0"))));
        let refused = trader.pledge(lot, world.bank.public(), usd("1"), rng).unwrap_err();
        assert!(matches!(refused, OpError::Plan(PlanError::Headroom { .. })), "{refused}");
        bank.sync().unwrap();
        let lien = bank.wallet().notes().next().unwrap().id();
        bank.discharge(lien, Some(usd("100000")), rng).unwrap();
        trader.sync().unwrap();
        let release = trader.wallet().lots()[0].releases[0].id();
        trader.merge(lot, release, rng).unwrap();

        trader.revalue(lot, &risen, rng).unwrap();
        assert_eq!(trader.wallet().title(lot).unwrap().headroom(), Some(usd("150000")));
        // The documents, and the value, go on to the next holder.
        trader.endorse(lot, world.buyer.public(), rng).unwrap();
        let mut buyer = desk(&world.buyer, services);
        assert_eq!(buyer.wallet().title(lot).unwrap().value(), Some(usd("350000")));
        assert_eq!(buyer.documents(lot).unwrap().0.valuation, risen);
        let pledged = buyer.pledge(lot, world.bank.public(), usd("150000"), rng);
        assert!(pledged.is_ok(), "{pledged:?}");
    }

    /// Guardians open what made a title; its owner has it although no memo says so, however often its value changed.
    #[test]
    fn a_title_whose_value_changed_is_recovered_from_openings() {
        let mut world = World::new();
        let issued = world.issue(&sample("ebl-to-order.signed.json"), &["invoice.json"]).unwrap();
        let (lot, today) = (issued.lot(), NOW.day().0);
        let at = |days, value| world.value_at(&issued, Some(usd(value)), Day(today - days));
        let (values, rng) = ([at(2, "300"), at(1, "200"), at(0, "250")], &mut world.rng.clone());
        let ledger = world.ledger();
        let services = world.services(&ledger);
        let mut trader = desk(&world.trader, services);
        trader.register(&issued, &values[0], rng).unwrap();
        trader.pledge(lot, world.bank.public(), usd("100"), rng).unwrap();
        trader.revalue(lot, &values[1], rng).unwrap();
        trader.revalue(lot, &values[2], rng).unwrap();

        let titles = trader.wallet().history().unwrap();
        let (me, valuer) = (world.trader.address(), world.valuer.address());
        let opened = |i: usize| {
            let (note, bill) = (titles[i].note, titles[i].note.content.bill);
            let (owner, amount, r, zero) = (me, note.content.amount, note.r, F::from(0u64));
            let opened = match i {
                0 => Opened::Register(OpenedRegister {
                    issuer: me,
                    valuer,
                    holder: me,
                    lot,
                    bill,
                    value: 0,
                    r,
                }),
                1 => {
                    let title = OpenedOutput { owner, kind: Kind::Title, amount, prior: 0, pool: 0, r };
                    let lien = OpenedOutput { owner: world.bank.address(), kind: Kind::Lien, ..title };
                    Opened::Move(OpenedMove { lot, actor: me, outputs: [title, lien], inputs: [zero; 2] })
                }
                _ => Opened::Amend(OpenedAmend {
                    lot,
                    owner,
                    issuer: None,
                    valuer,
                    old_bill: titles[i - 1].note.content.bill,
                    new_bill: bill,
                    value: 0,
                    input: titles[i - 1].note.commitment(),
                    r,
                }),
            };
            OpenedEntry { transition: titles[i].made_by, opened }
        };
        Wallet::set_aside(&world.trader).unwrap();
        let mut wallet = Wallet::open(&world.trader).unwrap();
        let openings: Vec<_> = [3, 1, 0, 2].map(opened).into();
        let papers = Some((&issued, &values[2]));
        assert!(wallet.recover(&world.trader, &services, &openings[..1], papers, rng).is_err());
        assert!(wallet.recover(&world.trader, &services, &openings, None, rng).is_ok());
        let title = wallet.title(lot).unwrap();
        assert_eq!((title.note, title.made_by, title.spent_at), (titles[3].note, titles[3].made_by, None));
        let spent =
            |wallet: &Wallet| wallet.history().unwrap().iter().filter(|held| held.spent_at.is_some()).count();
        assert_eq!(spent(&wallet), 3);
        // The ledger was not read yet: what its memos say now was found before.
        let report = wallet.sync(&world.trader, &services).unwrap();
        assert_eq!((report.received.len(), report.spent.len()), (0, 0));
        assert_eq!((spent(&wallet), wallet.titles().count(), wallet.history().unwrap().len()), (3, 1, 4));
    }

    #[test]
    fn what_is_no_later_valuation_of_the_lot_is_refused() {
        let mut world = World::new();
        let issued = world.issue(&sample("ebl-to-order.signed.json"), &["invoice.json"]).unwrap();
        let (lot, today) = (issued.lot(), NOW.day().0);
        let now = world.value_at(&issued, Some(usd("1000")), Day(today - 1));
        let rng = &mut world.rng.clone();
        let ledger = world.ledger();
        let mut trader = desk(&world.trader, world.services(&ledger));
        trader.register(&issued, &now, rng).unwrap();
        let again = |change: &dyn Fn(&mut Valuation)| {
            let mut content = world.value_at(&issued, None, Day(today)).content;
            change(&mut content);
            let keys = world.valuer.keys();
            Signed::new(content, &keys.signing, world.valuer.public().nkc)
        };
        let mut check = |valuation: &Signed<Valuation>| match trader.revalue(lot, valuation, rng) {
            Err(OpError::Refused(refusal)) => refusal.check,
            other => panic!("{other:?}"),
        };
        for days in [1, 2] {
            assert_eq!(check(&world.value_at(&issued, None, Day(today - days))), checks::LATER);
        }
        assert_eq!(check(&again(&|v| v.lot.0 += F::from(1u64))), checks::VALUATION);
        assert_eq!(check(&again(&|v| v.doc_root += F::from(1u64))), checks::VALUATION);
        assert_eq!(check(&again(&|v| v.domain += F::from(1u64))), checks::VALUATION);
        assert_eq!(check(&again(&|v| v.valued_at = Day(today + 1))), checks::VALUATION_DATE);
        assert_eq!(check(&again(&|v| v.expires = Day(today - 1))), checks::VALUATION_DATE);
        let mut forged = again(&|_| ());
        forged.content.value += 1;
        assert_eq!(check(&forged), checks::VALUATION);
        let by_issuer =
            Signed::new(again(&|_| ()).content, &world.issuer.keys().signing, world.issuer.public().nkc);
        assert_eq!(check(&by_issuer), checks::VALUER);

        let yen = again(&|v| v.currency = "JPY".parse().unwrap());
        let refused = trader.revalue(lot, &yen, rng).unwrap_err();
        assert!(matches!(refused, OpError::Plan(PlanError::Currency { .. })), "{refused}");
        let mut buyer = desk(&world.buyer, world.services(&ledger));
        let refused = buyer.revalue(lot, &again(&|_| ()), rng).unwrap_err();
        assert!(matches!(refused, OpError::Plan(PlanError::NoTitle)), "{refused}");
        assert_eq!(trader.wallet().title(lot).unwrap().value(), Some(usd("1000")));
    }
}
