use plimsoll_circuits::{
    field::F,
    statement::{CircuitId, Statement},
};
use plimsoll_params::{CircuitShape, ShapeError, shape_of};

use crate::tiny::{Tiny, TinyPublic};

#[test]
fn a_shape_counts_rows_columns_and_entries() {
    let counts = CircuitShape::of::<Tiny<4>>().unwrap().counts();
    // Four products, the equality, and one product of the bound input.
    assert_eq!((counts.constraints, counts.instance), (6, 4));
    assert_eq!(counts.witness, 2 + 4 + 1);
    assert_eq!(counts.non_zeros, [3 + 1 + 1 + 1 + 2 + 1, 5 + 1, 4 + 1]);
}

#[test]
fn the_hash_is_the_circuits_and_only_the_circuits() {
    let hash = CircuitShape::of::<Tiny<4>>().unwrap().hash();
    assert_eq!(hash, CircuitShape::of::<Tiny<4>>().unwrap().hash());
    assert_ne!(hash, CircuitShape::of::<Tiny<5>>().unwrap().hash());
}

#[test]
fn every_circuit_has_a_shape() {
    for circuit in CircuitId::ALL {
        let shape = shape_of(circuit).unwrap();
        assert_eq!((shape.circuit(), shape.version()), (circuit, circuit.version()));
    }
}

#[test]
fn the_first_broken_constraint_is_found() {
    let shape = CircuitShape::of::<Tiny<1>>().unwrap();
    // 1, product, bound, third | x, y, (x + y + 3) x, bound third
    let mut z = [1u64, 12, 5, 5, 2, 1, 12, 25].map(F::from);
    assert_eq!(shape.first_broken(&z), None);
    z[7] += F::from(1u64);
    assert_eq!(shape.first_broken(&z), Some(2));
    z[4] += F::from(1u64);
    assert_eq!(shape.first_broken(&z), Some(0));
}

/// Allocates a fourth public input.
struct Miscounted;

impl Statement for Miscounted {
    const CIRCUIT: CircuitId = CircuitId::Attest;
    type Public = TinyPublic;
    type Witness = ();
    fn check(_: &TinyPublic, (): &()) -> Result<(), plimsoll_circuits::statement::Refusal> {
        Ok(())
    }
    fn blank() -> (TinyPublic, ()) {
        (Tiny::<1>::blank().0, ())
    }
    fn synthesize(
        cs: &plimsoll_circuits::gadget::Cs,
        _: &TinyPublic,
        (): &(),
    ) -> ark_relations::gr1cs::Result<()> {
        let (public, witness) = Tiny::<1>::blank();
        let _ = plimsoll_circuits::gadget::input(cs, F::from(0u64))?;
        Tiny::<1>::synthesize(cs, &public, &witness)
    }
}

#[test]
fn a_miscounted_statement_is_refused() {
    let refused = CircuitShape::of::<Miscounted>().unwrap_err();
    let expected = ShapeError::PublicInputs { circuit: CircuitId::Attest, allocated: 4 };
    assert_eq!(refused, expected);
}
