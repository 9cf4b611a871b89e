//! A claim shows that a policy holds, and nothing else of the documents.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use plimsoll_circuits::{claims::netlist::Netlist, document::Bundle, field::F};
use plimsoll_claims::{ClaimEvent, Keys, prove, verify};
use plimsoll_tests::claims::{Claim, bundle, ready_policies};
use rand::{SeedableRng, rngs::StdRng};

/// Other parties, ships, goods, amounts and counts than those of the sample, which meet every ready policy too.
fn other() -> Bundle {
    let mut other = bundle();
    let bill = &mut other.bill;
    bill.reference.push('9');
    bill.normalised_reference.push('9');
    bill.containers[0].seals.push("ZZ-ANOTHER".to_owned());
    bill.containers[1].tare = Some(2_345_000);
    bill.place_of_issue = None;
    other.invoices[0].purchase_order = Some("another order".to_owned());
    other.insurance.iter_mut().for_each(|certificate| certificate.sum += 1_000_000);
    other
}

fn public(net: &Netlist, values: &[F]) -> Vec<F> {
    net.public().iter().map(|wire| values[wire.index()]).collect()
}

#[test]
fn public_inputs_differ_in_link_and_challenge_alone() {
    for (name, text) in ready_policies() {
        let (net, one) = Claim::new(&text, 50).compile(1);
        let (same, two) = Claim::over(&other(), &text, 50).compile(2);
        assert!(net == same, "{name}: the circuit depends on the documents");
        assert_eq!((net.violated(&one), net.violated(&two)), (None, None), "{name}");
        let (one, two) = (public(&net, &one), public(&net, &two));
        assert!(one[0] != two[0] && one[1] != two[1], "{name}: link and challenge are fresh");
        assert_eq!(one[2..], two[2..], "{name}");
    }
}

#[test]
fn proofs_about_two_bills_look_alike() {
    let (_, text) = ready_policies().into_iter().find(|(name, _)| name == "title-type").unwrap();
    let keys = Keys::default();
    let mut lengths = Vec::new();
    for (answer, claim) in [Claim::new(&text, 50), Claim::over(&other(), &text, 50)].iter().enumerate() {
        let (net, values) = claim.compile(answer as u64);
        let key = keys.proving(&net, &|_: &ClaimEvent<'_>| {}).unwrap();
        let proof = prove(&key, &net, &values, &mut StdRng::seed_from_u64(answer as u64)).unwrap();
        verify(&key, &public(&net, &values), &proof).unwrap();
        lengths.push(proof.as_bytes().len());
    }
    assert_eq!(lengths[0], lengths[1]);
}
