//! A bill is issued, registered, shown to a bank, and pledged.

use super::{
    Error, KeySize,
    papers::Papers,
    stage::{Issued, Stage},
    tale::{Outcome, Tale, attest_verdict},
};
use plimsoll_circuits::{
    field::F,
    fingerprint::keys,
    note::Lot,
    statement::{
        CircuitId, Public as _, Statement,
        amend::Amend,
        attest::{Attest, Challenge},
        movement::Move,
        register::{RegisterLarge, RegisterSmall},
        revalue::Revalue,
    },
};
use plimsoll_client::{
    Money, PublicParty,
    issuer::SignedDocuments as _,
    ops::{AttestBundle, AttestTerms, DEFAULT_MAX_AGE, Disclosure, MovePlan, new_challenge, verify_attest},
};
use plimsoll_contracts::{Demand, EntryId, Transition, transition::PROOF_BYTES};
use plimsoll_prover::{Prover, ReadyError};
use rand::rngs::OsRng;

/// The financed cargo, with copies that a cheat would keep.
pub(super) struct Cargo {
    pub(super) issued: Issued,
    pub(super) lot: Lot,
    pub(super) value: Money,
    /// A pledge to bank B, planned before the title was spent.
    pub(super) stale_pledge: MovePlan,
    /// A proof that was accepted, to be put under other public inputs.
    pub(super) accepted_proof: [u8; PROOF_BYTES],
    /// The accepted registration.
    pub(super) registration: Transition,
    /// The identity of the pledge to bank A.
    pub(super) pledge: EntryId,
    /// The answer that bank A got, and what it had asked.
    pub(super) answer: (Challenge, AttestTerms, AttestBundle),
}

impl Cargo {
    /// So many hundredths of the cargo's value.
    pub(super) const fn percent(&self, hundredths: u64) -> Money {
        Money::new(self.value.minor / 100 * hundredths, self.value.currency)
    }
}

/// Reads the proving keys, or generates them on first use.
pub(super) fn prepare_keys(
    tale: &mut Tale<'_>,
    prover: &Prover,
    papers: &Papers,
) -> Result<Vec<KeySize>, Error> {
    let mut sizes = Vec::new();
    tale.must("proving keys", "insecure development keys: anybody can forge proofs with them", || {
        for circuit in CircuitId::ALL {
            let size = match circuit {
                CircuitId::RegisterSmall => key::<RegisterSmall>(prover)?,
                CircuitId::Move => key::<Move>(prover)?,
                CircuitId::Attest => key::<Attest>(prover)?,
                CircuitId::Revalue => key::<Revalue>(prover)?,
                CircuitId::Amend if papers.reissued.is_some() => key::<Amend>(prover)?,
                CircuitId::RegisterLarge if papers.is_large() => key::<RegisterLarge>(prover)?,
                _ => continue,
            };
            sizes.push(size);
        }
        Ok::<_, ReadyError>(())
    })?;
    Ok(sizes)
}

fn key<S: Statement>(prover: &Prover) -> Result<KeySize, ReadyError> {
    let key = prover.warm_up::<S>()?;
    Ok(KeySize {
        circuit: S::CIRCUIT.to_string(),
        constraints: key.pin().constraints,
        proving_key_bytes: key.bytes(),
        verifying_key_bytes: key.verifying_key().key().to_bytes().len(),
        proof_bytes: PROOF_BYTES,
    })
}

pub(super) fn finance(stage: &Stage<'_>, papers: &Papers, tale: &mut Tale<'_>) -> Result<Cargo, Error> {
    let holder: &PublicParty = stage.trader.public();
    tale.chapter("A bill is financed");
    let issued = tale.must(
        "issue",
        "carrier's signature verified, every container and invoice fingerprinted by three guardians, valued",
        || stage.issue(&papers.main, papers.annexes.as_ref(), holder),
    )?;
    let lot = issued.bill.lot();
    let value = Money::new(issued.valuation.content.value, issued.valuation.content.currency);
    let registered =
        tale.accepted("register", &format!("the trader holds the title of a lot worth {value}"), || {
            stage.at(&stage.trader, |desk| desk.register(&issued.bill, &issued.valuation, &mut OsRng))
        })?;
    let part = |hundredths| Money::new(value.minor / 100 * hundredths, value.currency);

    let challenge = new_challenge("Fictional Bank A", "finance of a cargo", 600, &stage.clock, &mut OsRng);
    let terms = AttestTerms::new(part(0), part(60), 8_000);
    let detail = format!("nothing secured on it so far, and {} is within 80 % of its value", terms.requested);
    let mut answer = None;
    tale.step("attest to bank A", "accepted", || {
        let bundle = stage
            .at(&stage.trader, |desk| desk.attest(lot, &challenge, &terms, Disclosure::OPENED, &mut OsRng));
        match bundle {
            Err(e) => super::tale::verdict_of(&e),
            Ok(bundle) => {
                let access = stage.access();
                let checked =
                    verify_attest(&access, &bundle, &terms, &Demand::new(&challenge, DEFAULT_MAX_AGE));
                let outcome = attest_verdict(checked);
                answer = Some(bundle);
                if outcome.verdict == "accepted" { Outcome::new(outcome.verdict, detail) } else { outcome }
            }
        }
    });
    let answer = answer.ok_or_else(|| Error::Stage("the trader could not answer bank A".to_owned()))?;
    let fields: Vec<F> = answer.attestation.public.to_fields();
    tale.keep("attest to bank A", CircuitId::Attest, &fields, &answer.attestation.proof)?;

    let stale_pledge = stage
        .at(&stage.trader, |desk| Ok(desk.plan_pledge(lot, stage.bank_b.public(), part(50))?))
        .map_err(Error::stage)?;
    let pledged =
        tale.accepted("pledge to bank A", &format!("bank A has a first lien of {}", part(60)), || {
            stage.at(&stage.trader, |desk| desk.pledge(lot, stage.bank_a.public(), part(60), &mut OsRng))
        })?;
    Ok(Cargo {
        lot,
        value,
        stale_pledge,
        accepted_proof: pledged.transition.proof,
        registration: registered.transition,
        pledge: pledged.transition.id(),
        answer: (challenge, terms, answer),
        issued,
    })
}

impl Papers {
    /// Whether the main bill needs the large tier.
    fn is_large(&self) -> bool {
        use plimsoll_circuits::{
            document::{Bundle, CarrierTable, Received},
            fingerprint::Tier,
        };
        let received = Received::parse(&self.main.bill, &CarrierTable::standard());
        received.is_ok_and(|r| keys::tier(&Bundle::new(r.document)).is_ok_and(|tier| tier == Tier::Large))
    }
}
