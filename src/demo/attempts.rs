//! Every trick is tried. The numbers are those of `docs/attacks.md`.
//!
//! Where the prover's own check stops an attempt, no proof of it exists: then a transition with the same public inputs and
//! somebody else's proof is posted as well, so that the ledger's verdict is seen.

use super::{
    Error,
    financing::Cargo,
    papers::{Paper, Papers},
    stage::{Issued, Stage},
    tale::{ACCEPTED, Outcome, Tale, attest_verdict, verdict_of},
};
use plimsoll_circuits::{
    field::F,
    note::{Kind, Note},
    statement::{movement, register},
};
use plimsoll_client::{
    Money, Party,
    issuer::SignedDocuments as _,
    ops::{
        AttestTerms, DEFAULT_MAX_AGE, Desk, Intent, Make, MovePlan, OpError, new_challenge, verify_attest,
    },
    services::{LedgerAccess, LocalLedger},
    wallet::NoteId,
};
use plimsoll_contracts::{Demand, MEMO_BYTES, MaxAge, Transition};
use rand::rngs::OsRng;

/// What comes out when the ledger is given a transition.
fn post(ledger: &LocalLedger<'_>, transition: &Transition) -> Outcome {
    match ledger.submit(transition) {
        Ok(receipt) => Outcome::new(ACCEPTED, format!("height {}", receipt.height)),
        Err(e) => verdict_of(&OpError::Ledger(e)),
    }
}

/// The prover's refusal of a plan, then the ledger's of the same plan under a proof of something else.
fn refused_twice(stage: &Stage<'_>, actor: &Party, plan: &MovePlan, proof: &Cargo) -> Outcome {
    let tried = stage.at(actor, |desk| {
        let prover = match desk.prepare(plan, &mut OsRng) {
            Ok(_) => Outcome::new("proven", "the prover made a proof"),
            Err(e) => verdict_of(&e),
        };
        let doctored = desk.prepare_unproven(plan, proof.accepted_proof, &mut OsRng)?;
        Ok((prover, post(&stage.access(), &doctored.transition)))
    });
    match tried {
        Err(e) => verdict_of(&e),
        Ok((prover, ledger)) => Outcome::new(
            both(&prover.verdict, &ledger.verdict),
            format!("prover: {}; ledger: {}", prover.detail, ledger.detail),
        ),
    }
}

/// Both verdicts in one.
fn both(prover: &str, ledger: &str) -> String {
    format!("{prover}; {ledger}")
}

/// A second paper is issued and registered.
fn register(stage: &Stage<'_>, paper: &Paper) -> Outcome {
    let issued = match stage.issue(paper, None, stage.trader.public()) {
        Ok(issued) => issued,
        Err(e) => return Outcome::new("error", e.to_string()),
    };
    post_registration(stage, &stage.trader, &issued)
}

/// A registration is proven and posted.
pub(super) fn post_registration(stage: &Stage<'_>, holder: &Party, issued: &Issued) -> Outcome {
    let posted = stage.at(holder, |desk| {
        let prepared = desk.prepare_register(&issued.bill, &issued.valuation, &mut OsRng)?;
        Ok(post(&stage.access(), &prepared.transition))
    });
    posted.unwrap_or_else(|e| verdict_of(&e))
}

/// A plan is proven and posted.
fn move_by(
    stage: &Stage<'_>,
    actor: &Party,
    plan: impl FnOnce(&Desk<'_>) -> Result<MovePlan, OpError>,
) -> Outcome {
    let posted = stage.at(actor, |desk| {
        let prepared = desk.prepare(&plan(desk)?, &mut OsRng)?;
        Ok(post(&stage.access(), &prepared.transition))
    });
    posted.unwrap_or_else(|e| verdict_of(&e))
}

pub(super) fn try_tricks(
    stage: &Stage<'_>,
    papers: &Papers,
    cargo: &Cargo,
    tale: &mut Tale<'_>,
) -> Result<(), Error> {
    tale.chapter("The same cargo is brought again");
    tale.step("A1 the same bill registered twice", "ConflictDoc", || {
        post_registration(stage, &stage.trader, &cargo.issued)
    });
    tale.step("A1 the spent title pledged to bank B", "DuplicateNullifier", || {
        move_by(stage, &stage.trader, |_| Ok(cargo.stale_pledge.clone()))
    });
    let (name, altered) = &papers.altered;
    tale.step(name, "ConflictDoc", || register(stage, altered));
    if let Some(reissued) = &papers.reissued {
        tale.step("A7 the bill re-issued under a new number", "ConflictBox", || register(stage, reissued));
    }
    if let Some(house) = &papers.house {
        tale.step("A10 a house bill over the same containers", "ConflictBox", || register(stage, house));
    }
    tale.step("A14 another bill that names the same invoice", "ConflictInvoice", || {
        register(stage, &papers.same_invoice)
    });
    beyond_the_rules(stage, cargo, tale)?;
    answers(stage, cargo, tale);
    second_lot(stage, papers, cargo, tale)
}

/// What the statements do not allow: no proof of it exists.
fn beyond_the_rules(stage: &Stage<'_>, cargo: &Cargo, tale: &mut Tale<'_>) -> Result<(), Error> {
    tale.chapter("What cannot be proven");
    let pledge = stage
        .at(&stage.trader, |desk| Ok(desk.plan_pledge(cargo.lot, stage.bank_b.public(), cargo.percent(1))?))
        .map_err(Error::stage)?;
    tale.step("A16 loans beyond the value", &both(movement::checks::VALUE_CAP, "BadProof"), || {
        let mut plan = pledge.clone();
        if let [Some(title), Some(lien)] = &mut plan.outputs {
            let more = cargo.percent(50).minor;
            title.content_mut().amount += more;
            lien.content_mut().amount += more;
            lien.content_mut().pool += more;
        }
        refused_twice(stage, &stage.trader, &plan, cargo)
    });
    tale.step("B1 a title minted out of nothing", &both(movement::checks::SHAPE, "BadProof"), || {
        let [Some(mut free), _] = pledge.outputs.clone() else {
            return Outcome::new("error", "no title in the plan");
        };
        free.content_mut().amount = 0;
        let plan =
            MovePlan { intent: Intent::Other, inputs: [None, None], outputs: [Some(free), None], bill: None };
        refused_twice(stage, &stage.trader, &plan, cargo)
    });
    tale.step("B8 a first lien made to oneself", &both("Role", "BadProof"), || {
        let mut plan = pledge.clone();
        if let Some(Make::Lien { to, .. }) = &mut plan.outputs[1] {
            **to = stage.trader.public().clone();
        }
        refused_twice(stage, &stage.trader, &plan, cargo)
    });
    tale.step("B4 a transition replayed on another ledger", "WrongDomain", || {
        let (ledger, keys) = &stage.elsewhere;
        post(&LocalLedger::new(ledger, keys, &stage.clock), &cargo.registration)
    });
    Ok(())
}

/// What becomes of an answer that was made for bank A.
fn answers(stage: &Stage<'_>, cargo: &Cargo, tale: &mut Tale<'_>) {
    tale.chapter("An answer shown to others");
    let (challenge, terms, bundle) = &cargo.answer;
    let access = stage.access();
    let any_age = MaxAge { entries: u64::MAX, seconds: u64::MAX, ..DEFAULT_MAX_AGE };
    tale.step("A20 bank A's answer shown to bank B", "WrongChallenge", || {
        let own = new_challenge("Fictional Bank B", &challenge.purpose, 600, &stage.clock, &mut OsRng);
        attest_verdict(verify_attest(&access, bundle, terms, &Demand::new(&own, any_age)))
    });
    tale.step("A20 the answer shown again later", "StaleRoot", || {
        let fresh_only = MaxAge { entries: 0, seconds: 0, ..DEFAULT_MAX_AGE };
        attest_verdict(verify_attest(&access, bundle, terms, &Demand::new(challenge, fresh_only)))
    });
    tale.step("an answer with somebody else's cargo", "OtherApplicant", || {
        // The buyer asks bank A for a loan, and shows the trader's answer.
        let terms = AttestTerms { applicant: Some(stage.buyer.public().org()), ..*terms };
        attest_verdict(verify_attest(&access, bundle, &terms, &Demand::new(challenge, any_age)))
    });
    tale.step("B12 the answer's signature under another amount", "BadProof", || {
        let (mut terms, mut bundle) = (*terms, bundle.clone());
        terms.requested = Money::new(terms.requested.minor / 2, terms.requested.currency);
        bundle.terms = terms;
        bundle.attestation.public.requested = F::from(terms.requested.minor);
        attest_verdict(verify_attest(&access, &bundle, &terms, &Demand::new(challenge, any_age)))
    });
}

/// A second, cheap lot: somebody else tries to register it, two banks are promised it at once, and its lien is used to
/// discharge the dear one.
fn second_lot(stage: &Stage<'_>, papers: &Papers, cargo: &Cargo, tale: &mut Tale<'_>) -> Result<(), Error> {
    tale.chapter("A second, cheap cargo");
    let cheap = tale.must("issue a cheap bill", "an unrelated bill, to be used for tricks", || {
        stage.issue(&papers.cheap, None, stage.trader.public())
    })?;
    let lot = cheap.bill.lot();
    let value = Money::new(cheap.valuation.content.value, cheap.valuation.content.currency);
    let prepared = stage
        .at(&stage.trader, |desk| desk.prepare_register(&cheap.bill, &cheap.valuation, &mut OsRng))
        .map_err(Error::stage)?;
    tale.step(
        "B10 the bill registered by somebody else",
        &both(register::checks::CREDENTIAL, "BadProof"),
        || {
            let buyer = stage
                .at(&stage.buyer, |desk| desk.prepare_register(&cheap.bill, &cheap.valuation, &mut OsRng));
            let prover = match buyer {
                Ok(_) => Outcome::new("proven", "the prover made a proof"),
                Err(e) => verdict_of(&e),
            };
            // Whoever sees the registration on its way puts junk into the memo, so that the holder could not open it.
            let mut swapped = prepared.transition.clone();
            swapped.memos = vec![vec![0x5a; MEMO_BYTES]];
            if let Some(ext) = swapped.posted.last_mut() {
                *ext = Transition::ext(&swapped.memos, &swapped.conditions);
            }
            let ledger = post(&stage.access(), &swapped);
            Outcome::new(
                both(&prover.verdict, &ledger.verdict),
                format!("{}; {}", prover.detail, ledger.detail),
            )
        },
    );
    tale.accepted("register the cheap bill", &format!("a lot worth {value}"), || {
        stage.at(&stage.trader, |desk| desk.submit(&prepared))
    })?;

    let half = Money::new(value.minor / 2, value.currency);
    let mut winner = None;
    tale.step("A2 two banks at the same instant", "accepted + DuplicateNullifier", || {
        let both = stage.at(&stage.trader, |desk| {
            let to = |bank: &Party| desk.prepare_pledge(lot, bank.public(), half, &mut OsRng);
            Ok([to(&stage.bank_a)?, to(&stage.bank_b)?])
        });
        let [to_a, to_b] = match both {
            Ok(both) => both,
            Err(e) => return verdict_of(&e),
        };
        let access = stage.access();
        let (a, b) = std::thread::scope(|scope| {
            let [a, b] = [&to_a, &to_b].map(|p| scope.spawn(|| post(&access, &p.transition)));
            let lost = |_| Outcome::new("error", "the thread died");
            (a.join().unwrap_or_else(lost), b.join().unwrap_or_else(lost))
        });
        winner = [(&a, &stage.bank_a, &to_a), (&b, &stage.bank_b, &to_b)]
            .into_iter()
            .find(|(outcome, ..)| outcome.verdict == ACCEPTED)
            .map(|(_, bank, prepared)| (bank, prepared.makes.clone()));
        let mut verdicts = [a.verdict, b.verdict];
        verdicts.sort_by_key(|verdict| verdict != ACCEPTED);
        Outcome::new(verdicts.join(" + "), "two threads, one title: whoever comes second is refused")
    });
    let (bank, made) = winner.ok_or_else(|| Error::Stage("neither bank got its lien".to_owned()))?;
    let lien = note_of(&made, Kind::Lien)?;
    let released = tale.accepted("the winner gives its lien back", "a release of the lot's", || {
        let id = NoteId(lien.commitment());
        stage.at(bank, |desk| desk.discharge(id, None, &mut OsRng))
    })?;
    let release = note_of(&released.makes, Kind::Release)?;
    tale.step(
        "B2 the cheap lot's release discharges the dear cargo",
        &both(movement::checks::LOT, "BadProof"),
        || {
            let plan = stage.at(&stage.trader, |desk| {
                let mut plan = desk.plan_endorse(cargo.lot, stage.trader.public())?;
                if let Some(title) = &mut plan.outputs[0] {
                    title.content_mut().amount -= release.content.amount;
                }
                plan.inputs[1] = Some(release);
                Ok(plan)
            });
            match plan {
                Ok(plan) => refused_twice(stage, &stage.trader, &plan, cargo),
                Err(e) => verdict_of(&e),
            }
        },
    );
    Ok(())
}

/// The note of this kind among those that a transition made.
pub(super) fn note_of(made: &[Note], kind: Kind) -> Result<Note, Error> {
    let found = made.iter().find(|note| note.content.kind == kind);
    found.copied().ok_or_else(|| Error::Stage(format!("no {kind:?} was made")))
}

/// What comes after delivery: the retired title is brought to a bank.
pub(super) fn try_after_delivery(
    stage: &Stage<'_>,
    retired: &Retired<'_>,
    tale: &mut Tale<'_>,
) -> Result<(), Error> {
    let Retired { note, pledge, cargo } = retired;
    tale.step("A19 finance after delivery", &both(movement::checks::FORM, "BadProof"), || {
        let plan = MovePlan { inputs: [Some(*note), None], ..pledge.clone() };
        refused_twice(stage, &stage.issuer, &plan, cargo)
    });
    Ok(())
}

/// A surrendered title, and the pledge that somebody would still like to make of it.
pub(super) struct Retired<'a> {
    pub(super) note: Note,
    pub(super) pledge: MovePlan,
    pub(super) cargo: &'a Cargo,
}
