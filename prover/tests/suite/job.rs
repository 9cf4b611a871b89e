//! Jobs, and what is left of their witnesses.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use plimsoll_circuits::{
    audit::AuditScalar,
    credential::Bill,
    field::{F, Scalar},
    gadget::Cs,
    merkle::{AbsencePath, Path},
    note::Content,
    statement::{
        CircuitId, Public, Refusal, Statement,
        attest::Attest,
        movement::{InputWitness, OutputWitness, OwnerWitness},
        register::MemberWitness,
    },
};
use plimsoll_prover::{Case, Job};
use plimsoll_tests::World;
use zeroize::Zeroize;

const ZERO: F = F::new(ark_ff::BigInt([0; 4]));

#[test]
fn a_job_knows_its_circuit_and_its_public_inputs() {
    let mut world = World::new(5);
    let register_small = world.register_small(1_000);
    let register_large = world.register_large(1_000);
    let (movement, attest) = (world.pledge(), world.attest_of_a_title());
    let inputs = [
        register_small.0.to_fields(),
        register_large.0.to_fields(),
        movement.0.to_fields(),
        attest.0.to_fields(),
    ];
    let jobs = [Job::from(register_small), register_large.into(), movement.into(), attest.into()];
    for ((job, circuit), inputs) in jobs.iter().zip(CircuitId::ALL).zip(inputs) {
        assert_eq!((job.circuit(), job.posted()), (circuit, inputs));
        assert_eq!(format!("{job:?}"), format!("Job({circuit}, not shown)"));
    }
}

fn owner_is_gone(owner: &OwnerWitness) {
    assert_eq!((owner.key.point().x, owner.key.point().y), (ZERO, ZERO));
    assert_eq!(owner.nk.expose(), ZERO);
    assert_eq!(owner.member, MemberWitness::blank());
}

fn input_is_gone(input: &InputWitness) {
    assert_eq!((input.content, input.rho, input.r), (Content::DUMMY, ZERO, ZERO));
    assert_eq!(input.path, Path::blank());
}

fn output_is_gone(output: &OutputWitness) {
    assert_eq!((output.content, output.owner.0), (Content::DUMMY, ZERO));
    assert_eq!(output.member, MemberWitness::blank());
}

fn bill_is_gone(bill: &Bill) {
    let fields = [bill.doc_root, bill.annex_root, bill.currency.value(), bill.issuer.0, bill.valuer.0];
    assert_eq!(fields, [ZERO; 5]);
    assert_eq!((bill.value, bill.valued_at.0), (0, 0));
}

fn audit_is_gone(audit: &AuditScalar) {
    assert_eq!(audit.expose(), Scalar::from(0u64));
}

#[test]
fn nothing_is_left_of_an_overwritten_witness() {
    let mut world = World::new(6);
    let (_, mut movement) = world.pledge();
    movement.zeroize();
    owner_is_gone(&movement.owner);
    movement.inputs.iter().for_each(input_is_gone);
    movement.outputs.iter().for_each(output_is_gone);
    assert_eq!(movement.frozen, AbsencePath::blank());
    bill_is_gone(&movement.bill);
    audit_is_gone(&movement.audit);
    assert_eq!((movement.signature.r.x, movement.signature.s), (ZERO, Scalar::from(0u64)));

    let (_, mut attest) = world.attest_of_a_title();
    attest.zeroize();
    owner_is_gone(&attest.owner);
    input_is_gone(&attest.title);
    assert_eq!((attest.live, attest.frozen), (AbsencePath::blank(), AbsencePath::blank()));
    bill_is_gone(&attest.bill);
    assert_eq!((attest.simulated, attest.blinding), (false, ZERO));

    let (_, mut register) = world.register_large(7_000);
    register.zeroize();
    let credential = &register.credential.content;
    let fields = [credential.domain, credential.doc_root, credential.annex_root, credential.fp_root];
    assert_eq!(fields, [ZERO; 4]);
    assert_eq!((credential.first_holder.0, credential.generation, credential.valid_until.0), (ZERO, 0, 0));
    let valuation = &register.valuation.content;
    assert_eq!((valuation.lot.0, valuation.value, valuation.currency.number()), (ZERO, 0, 0));
    assert_eq!((register.credential.nkc, register.valuation.nkc, register.holder_nkc), (ZERO, ZERO, ZERO));
    assert_eq!(register.holder_key.point().x, ZERO);
    for member in [&register.issuer, &register.valuer, &register.holder] {
        assert_eq!(*member, MemberWitness::blank());
    }
    audit_is_gone(&register.audit);
}

/// A witness that says when it is overwritten.
#[derive(Clone)]
struct Told(Arc<AtomicUsize>);

impl Zeroize for Told {
    fn zeroize(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

struct Telling;

impl Statement for Telling {
    const CIRCUIT: CircuitId = CircuitId::Move;
    type Public = <Attest as Statement>::Public;
    type Witness = Told;

    fn check(_: &Self::Public, _: &Told) -> Result<(), Refusal> {
        Ok(())
    }

    fn blank() -> (Self::Public, Told) {
        (Attest::blank().0, Told(Arc::default()))
    }

    fn synthesize(_: &Cs, _: &Self::Public, _: &Told) -> ark_relations::gr1cs::Result<()> {
        Ok(())
    }
}

#[test]
fn a_case_overwrites_its_witness_when_it_is_dropped() {
    let (public, witness) = Telling::blank();
    let told = witness.clone();
    let case = Case::<Telling>::new(public, witness);
    assert_eq!(told.0.load(Ordering::SeqCst), 0);
    drop(case);
    assert_eq!(told.0.load(Ordering::SeqCst), 1);
}
