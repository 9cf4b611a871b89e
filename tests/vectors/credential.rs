use crate::file::{X, all, read};
use plimsoll_circuits::{
    credential::{Amendment, Bill, TitleCredential, Valuation},
    fingerprint,
    note::Lot,
    statement::attest,
};
use serde::Deserialize;

#[derive(Deserialize)]
struct Vectors {
    fingerprint_roots: Vec<RootRow>,
    soft_values: Vec<SoftRow>,
    credential: Signed<TitleCredential>,
    amendment: Signed<Amendment>,
    valuation: Signed<Valuation>,
    bill: BillRow,
    link: LinkRow,
}

#[derive(Deserialize)]
struct RootRow {
    fingerprints: Vec<X>,
    root: X,
}

#[derive(Deserialize)]
struct SoftRow {
    f: X,
    j: u64,
    value: X,
}

#[derive(Deserialize)]
struct Signed<T> {
    content: T,
    message: X,
}

#[derive(Deserialize)]
struct BillRow {
    content: Bill,
    commitment: X,
}

#[derive(Deserialize)]
struct LinkRow {
    bill: X,
    lot: X,
    blinding: X,
    link: X,
}

#[test]
fn fingerprint_roots_of_both_tiers() {
    for row in read::<Vectors>("credentials.json").fingerprint_roots {
        assert_eq!(fingerprint::root(&all(&row.fingerprints)), row.root.0);
    }
}

#[test]
fn values_of_soft_slots() {
    for row in read::<Vectors>("credentials.json").soft_values {
        assert_eq!(fingerprint::soft_value(row.f.0, row.j), row.value.0);
    }
}

#[test]
fn what_issuers_and_valuers_sign() {
    let vectors: Vectors = read("credentials.json");
    assert_eq!(vectors.credential.content.message(), vectors.credential.message.0);
    assert_eq!(vectors.amendment.content.message(), vectors.amendment.message.0);
    assert_eq!(vectors.valuation.content.message(), vectors.valuation.message.0);
}

#[test]
fn bills_and_links() {
    let vectors: Vectors = read("credentials.json");
    assert_eq!(vectors.bill.content.commitment(), vectors.bill.commitment.0);
    let LinkRow { bill, lot, blinding, link } = vectors.link;
    assert_eq!(attest::link(bill.0, Lot(lot.0), blinding.0), link.0);
}
