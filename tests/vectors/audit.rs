use crate::file::{X, exactly, read};
use ark_ff::PrimeField;
use plimsoll_circuits::{
    audit::{AuditOf, AuditScalar},
    field::{F, Point, Scalar, point},
    member::NullifierKey,
};
use serde::Deserialize;

#[derive(Deserialize)]
struct Vectors {
    scalars: Vec<ScalarRow>,
    sealed: Vec<Sealed>,
}

#[derive(Deserialize)]
struct ScalarRow {
    r#in: Vec<X>,
    scalar: X,
}

#[derive(Deserialize)]
struct Sealed {
    tag: String,
    key: Vec<X>,
    scalar: X,
    messages: Vec<X>,
    ephemeral: Vec<X>,
    shared: Vec<X>,
    masked: Vec<X>,
}

fn at(xs: &[X]) -> Point {
    let [x, y] = exactly(xs);
    point(x, y).expect("a point of the subgroup")
}

#[test]
fn scalars() {
    for row in read::<Vectors>("audit.json").scalars {
        let [nk, source, cm_0, cm_1, r]: [F; 5] = exactly(&row.r#in);
        let scalar = AuditScalar::derive(&NullifierKey::new(nk), source, [cm_0, cm_1], r);
        assert_eq!(scalar.expect("not 0").to_field(), row.scalar.0);
    }
}

#[test]
fn sealing_and_opening() {
    for row in read::<Vectors>("audit.json").sealed {
        let of = [AuditOf::Register, AuditOf::Move, AuditOf::Amend]
            .into_iter()
            .find(|of| of.tag().name() == row.tag)
            .expect("a statement with an audit record");
        let scalar = Scalar::from_bigint(row.scalar.0.into_bigint()).and_then(AuditScalar::new);
        let messages = exactly(&row.messages);
        let sealed = scalar.expect("a scalar in range").seal(of, at(&row.key), &messages);
        assert_eq!(sealed.ephemeral, at(&row.ephemeral));
        assert_eq!(sealed.masked, exactly(&row.masked));
        assert_eq!(sealed.open(of, at(&row.shared)), messages);
    }
}
