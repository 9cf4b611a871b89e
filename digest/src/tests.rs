use super::*;
use alloc::{collections::BTreeSet, format, vec, vec::Vec};
use ark_ff::{Field, UniformRand};
use proptest::prelude::*;
use taceo_poseidon2::bn254::{t3, t4, t8, t12, t16};

fn posted(circuit: CircuitId, seed: u64) -> Vec<Fr> {
    (0..circuit.posted() as u64).map(|i| Fr::from(seed + i).pow([7])).collect()
}

#[test]
fn circuits_have_their_own_names_and_numbers() {
    let names: BTreeSet<_> = CircuitId::ALL.iter().map(|c| c.name()).collect();
    let numbers: BTreeSet<_> = CircuitId::ALL.iter().map(|c| c.number()).collect();
    assert_eq!((names.len(), numbers.len()), (CircuitId::ALL.len(), CircuitId::ALL.len()));
    for circuit in CircuitId::ALL {
        assert_eq!(CircuitId::from_name(circuit.name()), Some(circuit));
        assert_eq!(CircuitId::from_number(circuit.number()), Some(circuit));
        assert!(circuit.fingerprints().is_none_or(|slots| slots.end < circuit.posted()));
    }
}

/// h, id and y each see every value, also those that enter `h` through the fingerprints' root.
#[test]
fn every_value_stands_in_all_three() {
    for circuit in CircuitId::ALL {
        let values = posted(circuit, 1);
        let digest = Digest::new(circuit, 9, &values);
        for i in 0..values.len() {
            let mut other = values.clone();
            other[i] += Fr::ONE;
            let found = Digest::new(circuit, 9, &other);
            assert!(found.h != digest.h && found.id != digest.id && found.y != digest.y, "{circuit} {i}");
            assert_ne!(horner(&other, digest.z()), digest.y, "{circuit} {i}");
        }
    }
}

#[test]
fn circuit_and_version_stand_in_h_and_in_the_identity() {
    let values = posted(CircuitId::Move, 1);
    let digest = Digest::new(CircuitId::Move, 2, &values);
    for other in [Digest::new(CircuitId::Move, 3, &values), Digest::new(CircuitId::Attest, 2, &values)] {
        assert!(other.h != digest.h && other.id != digest.id);
    }
}

#[test]
fn the_challenge_is_the_first_31_bytes_of_the_identity() {
    let digest = Digest::new(CircuitId::Attest, 1, &posted(CircuitId::Attest, 5));
    let (id, z) = (format!("{}", digest.id), digest.z());
    let hex = format!("{:0>62}", z.into_bigint_hex());
    assert_eq!(&id[2..64], hex);
    assert_eq!(Identity::from_hex(&id), Some(digest.id));
    for wrong in [&id[2..], &id[..64], &format!("{id}00"), &id.replace('0', "g")] {
        assert_eq!(Identity::from_hex(wrong), None);
    }
}

trait Hex {
    fn into_bigint_hex(self) -> alloc::string::String;
}

impl Hex for Fr {
    fn into_bigint_hex(self) -> alloc::string::String {
        let limbs = self.into_bigint().0;
        let text = format!("{:016x}{:016x}{:016x}{:016x}", limbs[3], limbs[2], limbs[1], limbs[0]);
        text[2..].into()
    }
}

#[test]
#[should_panic(expected = "sponge takes 1 to 65535 inputs")]
fn a_sponge_of_nothing_is_refused() {
    let _ = poseidon2::sponge(tag(SIGHASH), &[]);
}

proptest! {
    /// The permutation is that of another implementation.
    #[test]
    fn all_widths_agree_with_another_implementation(seed in any::<u64>()) {
        fn state<const T: usize>(seed: u64) -> [Fr; T] {
            core::array::from_fn(|i| Fr::from(seed).pow([i as u64 + 3]))
        }
        macro_rules! agree {
            ($($width:ident $t:ident $n:literal),*) => {$(
                let mut ours = state::<$n>(seed);
                poseidon2::$width.permute(&mut ours);
                prop_assert_eq!(ours, $t::permutation(&state::<$n>(seed)));
            )*};
        }
        agree!(WIDTH_3 t3 3, WIDTH_4 t4 4, WIDTH_8 t8 8, WIDTH_12 t12 12, WIDTH_16 t16 16);
    }

    #[test]
    fn horner_is_the_sum_of_powers(values in prop::collection::vec(any::<u64>(), 0..20), z in any::<u64>()) {
        let (values, z) = (values.into_iter().map(Fr::from).collect::<Vec<_>>(), Fr::from(z));
        let sum: Fr = (0u64..).zip(&values).map(|(i, x)| z.pow([i]) * x).sum();
        prop_assert_eq!(horner(&values, z), sum);
    }
}

#[test]
fn fingerprints_of_two_tiers_have_two_roots() {
    let mut rng = ark_ff_rng();
    let short: Vec<Fr> = (0..3).map(|_| Fr::rand(&mut rng)).collect();
    let mut long = short.clone();
    long.push(Fr::from(0u64));
    assert_ne!(fp_root(&short), fp_root(&long));
    assert_eq!(
        fp_root(&short),
        poseidon2::sponge(tag(FINGERPRINTS), &[vec![Fr::from(3u64)], short].concat())
    );
}

fn ark_ff_rng() -> rand_chacha::ChaCha20Rng {
    use rand_chacha::rand_core::SeedableRng;
    rand_chacha::ChaCha20Rng::seed_from_u64(1)
}
