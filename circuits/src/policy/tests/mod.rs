//! Policies read, explained and applied to the samples.

mod language;
mod lists;
mod problems;
mod random;
mod ready;
mod schema;

use super::*;
use crate::{
    credential::Bill,
    day::Day,
    document::{Bundle, CarrierTable, Committed, Insurance, Invoice, PackingList, Received, Vessel},
};
use std::path::PathBuf;

/// The day on which the samples are looked at.
const TODAY: &str = "2026-03-10";

fn read(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../samples").join(name);
    std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The copper sample with all its annexes.
fn copper() -> Bundle {
    let received = Received::parse(&read("ebl-to-order.json"), &CarrierTable::standard()).unwrap();
    Bundle {
        invoices: vec![Invoice::parse(&read("invoice.json")).unwrap()],
        packing_list: Some(PackingList::parse(&read("packing-list.json")).unwrap()),
        insurance: Some(Insurance::parse(&read("insurance.json")).unwrap()),
        vessels: vec![Vessel::parse(&read("vessel.json")).unwrap()],
        ..Bundle::new(received.document)
    }
}

fn bill(documents: &Committed) -> Bill {
    Bill {
        doc_root: documents.doc_root,
        annex_root: documents.annex_root,
        value: 37_500_000,
        currency: "USD".parse().unwrap(),
        valued_at: Day::parse("2026-03-08").unwrap(),
        ..Bill::blank()
    }
}

/// A policy of these predicates and lists.
fn with(lists: &str, predicates: &str) -> Result<Policy, Problems> {
    Policy::parse(&format!(
        "schema = \"plimsoll.policy/1\"\nname = \"trial\"\nversion = \"1\"\ntitle = \"A trial\"\n{lists}\n{predicates}"
    ))
}

/// A policy of one predicate with this body.
fn one(body: &str) -> Policy {
    with("", &format!("[[predicate]]\nname = \"p\"\n{body}")).unwrap_or_else(|e| panic!("{body}: {e}"))
}

fn verdict_of(policy: &Policy, bundle: &Bundle, today: &str) -> Verdict {
    let documents = bundle.commit(F::from(7u64));
    let bill = bill(&documents);
    let facts = Facts { documents: &documents, bill: &bill, today: Day::parse(today).unwrap(), lists: &[] };
    policy.evaluate(&facts).unwrap()
}

/// That the circuit of a plan of one predicate takes what the evaluator takes, and nothing else.
#[cfg(feature = "claims")]
fn circuit_agrees(plan: &plan::Plan, bundle: &Bundle, lists: Vec<ListTree>, holds: bool) {
    let documents = bundle.commit(F::from(7u64));
    let bill = bill(&documents);
    let case = crate::claims::tests::Case { documents, bill, lists, today: Day::parse(TODAY).unwrap() };
    assert_eq!(case.refused(plan).is_none(), holds, "the circuit differs: {:?}", plan.predicates);
}

/// Whether the copper sample passes a policy of one predicate.
fn passes(body: &str) -> bool {
    let policy = one(body);
    let holds = verdict_of(&policy, &copper(), TODAY).holds;
    #[cfg(feature = "claims")]
    circuit_agrees(&policy.plan, &copper(), Vec::new(), holds);
    holds
}

/// Why it does not.
fn reasons(body: &str) -> Vec<String> {
    verdict_of(&one(body), &copper(), TODAY).predicates.remove(0).reasons
}
