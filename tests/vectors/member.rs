use crate::file::{X, exactly, read, seed};
use plimsoll_circuits::{
    member::{Address, Member, NullifierKey, Org, Roles},
    signature::SigningKey,
};
use serde::Deserialize;

#[derive(Deserialize)]
struct Row {
    seed: String,
    nk: X,
    key: Vec<X>,
    nkc: X,
    address: X,
    roles: u8,
    scheme: String,
    number: String,
    org: X,
    leaf: X,
}

#[test]
fn addresses_and_leaves() {
    for row in read::<Vec<Row>>("members.json") {
        let key = SigningKey::from_bytes(seed(&row.seed)).public();
        assert_eq!([key.point().x, key.point().y], exactly(&row.key));
        let nkc = NullifierKey::new(row.nk.0).commitment();
        assert_eq!(nkc, row.nkc.0);
        let address = Address::new(&key, nkc);
        assert_eq!(address.0, row.address.0);
        let org = Org::new(&row.scheme, &row.number);
        assert_eq!(org.0, row.org.0);
        assert_eq!(Member { address, roles: Roles(row.roles), org }.leaf(), row.leaf.0);
    }
}
