//! Lies that a prover would try, each with every other cell made to fit: one gate says no, and only that one.

use super::*;
use crate::{
    claims::halo2::simple::range_columns,
    poseidon2::{compress, permute},
};
use ark_ff::{BigInt, BigInteger as _, PrimeField as _};

/// A circuit with one range, and the netlist's public inputs.
fn range(value: F, bits: u16) -> (ClaimCircuit, Vec<F>) {
    let mut b = Builder::default();
    let value = b.public(value);
    b.gate(Gate::Range { value, bits });
    let (net, values) = b.finish();
    (ClaimCircuit::new(&net, &values), public(&net, &values))
}

fn put(circuit: &mut ClaimCircuit, column: usize, row: usize, value: F) {
    let cell = circuit.sheet.advice.iter_mut().find(|(place, _)| (place.column, place.row) == (column, row));
    cell.unwrap().1 = value;
}

#[test]
fn a_digit_is_at_most_three() {
    let (mut circuit, public) = range(F::from(4u64), 64);
    let (_, _, digits) = range_columns();
    put(&mut circuit, digits[0], 0, F::from(4u64));
    put(&mut circuit, digits[1], 0, F::from(0u64));
    let failures = failures(&circuit, &public);
    assert!(
        failures.len() == 1 && failures[0].contains("digit") && failures[0].contains("range"),
        "{failures:?}"
    );
}

#[test]
fn a_value_has_no_second_decomposition() {
    // The digits of 1 + r, which is 1 in the field.
    let (mut circuit, public) = range(F::from(1u64), 252);
    let (value, rest, digits) = range_columns();
    let mut limbs: BigInt<4> = F::MODULUS;
    limbs.add_with_carry(&BigInt::from(1u64));
    for row in 0..4 {
        if row > 0 {
            put(&mut circuit, value, row, F::new(limbs));
        }
        for (i, column) in digits.iter().enumerate() {
            put(&mut circuit, *column, row, F::from(limbs.0[0] >> (2 * i) & 3));
        }
        limbs >>= 64;
        if row < 3 {
            put(&mut circuit, rest, row, F::new(limbs));
        }
    }
    let failures = failures(&circuit, &public);
    assert!(failures.len() == 1 && failures[0].contains("spare digits"), "{failures:?}");
}

#[test]
fn what_is_carried_to_the_next_row_is_one_value() {
    let top = F::from(1u64);
    let (mut circuit, public) = range(top, 66);
    let (value, _, digits) = range_columns();
    // The second row speaks of 2, the first one left 0.
    put(&mut circuit, value, 1, F::from(2u64));
    put(&mut circuit, digits[0], 1, F::from(2u64));
    assert_eq!(failures(&circuit, &public), ["copy"]);
}

#[test]
fn a_range_too_small_says_spare_digits() {
    let (circuit, public) = range(F::from(4u64), 2);
    let failures = failures(&circuit, &public);
    assert!(failures.len() == 1 && failures[0].contains("spare digits"), "{failures:?}");
}

#[test]
fn a_bit_is_not_two() {
    let mut b = Builder::default();
    let bit = b.private(F::from(2u64));
    b.gate(Gate::Arithmetic { left: bit, right: bit, out: bit, q: [-1i64, 0, 1, 0, 0].map(F::from) });
    let (net, values) = b.finish();
    let failures = failures(&ClaimCircuit::new(&net, &values), &[]);
    assert!(failures.len() == 1 && failures[0].contains("arithmetic"), "{failures:?}");
}

fn node(member: u64, out: impl Fn(&[F; 4]) -> F) -> Vec<String> {
    let mut b = Builder::default();
    let children = [1u64, 2, 3, 4].map(|x| b.private(F::from(x)));
    let member = b.private(F::from(member));
    let out = b.private(out(&children.map(|wire| b.value(wire))));
    b.gate(Gate::Node { children, member: Some(member), out });
    let (net, values) = b.finish();
    failures(&ClaimCircuit::new(&net, &values), &[])
}

#[test]
fn a_member_is_one_of_the_children() {
    assert_eq!(node(4, compress), Vec::<String>::new());
    let failures = node(5, compress);
    assert!(failures.len() == 1 && failures[0].contains("'member'"), "{failures:?}");
}

#[test]
fn a_node_feeds_its_first_child_forward() {
    let failures = node(1, |children| permute(children)[0]);
    assert!(failures.len() == 1 && failures[0].contains("feed-forward"), "{failures:?}");
    let failures = node(1, |children| permute(children)[0] + children[1]);
    assert!(failures.len() == 1 && failures[0].contains("feed-forward"), "{failures:?}");
}

#[test]
fn a_constant_is_what_the_netlist_says() {
    let mut b = Builder::default();
    b.constant(F::from(5u64));
    let (net, mut values) = b.finish();
    values[0] = F::from(6u64);
    let failures = failures(&ClaimCircuit::new(&net, &values), &[]);
    assert!(failures.len() == 1 && failures[0].contains("arithmetic"), "{failures:?}");
}

#[test]
fn a_public_input_is_its_wire() {
    let (net, values) = Part::Arithmetic.netlist();
    let circuit = ClaimCircuit::new(&net, &values);
    assert_eq!(failures(&circuit, &[F::from(4u64)]), ["copy"]);
}
