use crate::file::{X, exactly, read, seed};
use ark_ff::PrimeField;
use plimsoll_circuits::{
    audit::{AuditOf, AuditScalar, Made, Unsealed},
    field::{Point, Scalar, point},
    member::{Address, NullifierKey},
    note::{Content, Kind, Lot},
};
use serde::Deserialize;

#[derive(Deserialize)]
struct Vectors {
    scalars: Vec<ScalarRow>,
    sealed: Vec<Sealed>,
}

#[derive(Deserialize)]
struct ScalarRow {
    nk: X,
    source: X,
    outputs: Vec<Output>,
    fresh: String,
    scalar: X,
}

#[derive(Deserialize)]
struct Output {
    kind: usize,
    amount: u64,
    prior: u64,
    pool: u64,
    lot: X,
    bill: X,
    made: X,
    owner: X,
}

impl Output {
    fn made(&self) -> Made {
        let Self { amount, prior, pool, .. } = *self;
        let (lot, bill, made) = (Lot(self.lot.0), self.bill.0, self.made.0);
        (Content { kind: Kind::ALL[self.kind], amount, prior, pool, lot, bill, made }, Address(self.owner.0))
    }
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
    blindings: Vec<X>,
}

fn at(xs: &[X]) -> Point {
    let [x, y] = exactly(xs);
    point(x, y).expect("a point of the subgroup")
}

#[test]
fn scalars() {
    for row in read::<Vectors>("audit.json").scalars {
        let outputs: Vec<_> = row.outputs.iter().map(Output::made).collect();
        let nk = NullifierKey::new(row.nk.0);
        let scalar = AuditScalar::derive(&nk, row.source.0, &outputs, &seed(&row.fresh));
        assert_eq!(scalar.expect("not 0").to_field(), row.scalar.0);
    }
}

#[test]
fn sealing_and_opening() {
    for row in read::<Vectors>("audit.json").sealed {
        let of = [AuditOf::Register, AuditOf::Move, AuditOf::Amend, AuditOf::Revalue]
            .into_iter()
            .find(|of| of.tag().name() == row.tag)
            .expect("a statement with an audit record");
        let scalar = Scalar::from_bigint(row.scalar.0.into_bigint()).and_then(AuditScalar::new);
        let messages = exactly(&row.messages);
        let sealing = scalar.expect("a scalar in range").under(of, at(&row.key));
        let sealed = sealing.seal(&messages);
        assert_eq!(sealed.ephemeral, at(&row.ephemeral));
        assert_eq!(sealed.masked, exactly(&row.masked));
        let blindings = exactly(&row.blindings);
        assert_eq!(sealing.blindings(), blindings);
        assert_eq!(sealed.open(of, at(&row.shared)), Unsealed { messages, blindings });
    }
}
