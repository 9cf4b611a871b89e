//! Why every circuit has the public inputs `h, z, y`, and why they are made as they are (protocol, section 8): each condition against
//! a variant that breaks it. Under the variant a Groth16 proof verifies for posted values of which nothing is true; under ours the
//! same values are refused.
//!
//! The statement has a Move's posted values x and says of its first three that `x_1` is a square and `x_1 x_2 = x_3`. Like a Move's, its
//! last value, `ext`, stands in no constraint but those of the public inputs: so one linear equation in it is the forger's to solve.

use ark_bn254::Bn254;
use ark_ff::{AdditiveGroup, BigInteger, Field, PrimeField, UniformRand};
use ark_groth16::{Groth16, ProvingKey};
use ark_r1cs_std::{eq::EqGadget, fields::FieldVar};
use ark_relations::gr1cs::ConstraintSynthesizer;
use plimsoll_circuits::{
    field::{F, to_bytes},
    gadget::{Cs, FVar, R1csResult, input, private_value},
    poseidon2::gadget::sponge,
    soundness::Synthesized,
    statement::{CircuitId, Digest, Identity, Public, digest_checks as checks, digest_gadget::posted},
    tag::Tag,
};
use plimsoll_digest::{TRANSITION, hashed, horner, sighash, tag};
use plimsoll_verifier::{
    DecodeError, Element, PreparedVerifyingKey, Proof, RefusalCode, Takes, VerifyError, VerifyingKey, inputs,
    verify,
};
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
use sha3::{Digest as _, Keccak256};
use std::collections::{BTreeSet, HashSet};

const CIRCUIT: CircuitId = CircuitId::Move;
const VERSION: u32 = CIRCUIT.version();
const N: usize = CIRCUIT.posted();
/// The first nullifier and `ext` among a Move's posted values.
const NF: usize = 4;
const EXT: usize = N - 1;

type Word = [u8; 32];

/// Posted values, and what shows that they are true, if they are.
#[derive(Clone)]
struct Claim {
    x: Vec<F>,
    root: F,
}

impl Public for Claim {
    const LEN: usize = N;
    fn to_fields(&self) -> Vec<F> {
        self.x.clone()
    }
    fn from_fields(_: &[F]) -> Option<Self> {
        None
    }
}

impl Claim {
    fn honest(rng: &mut ChaCha20Rng) -> Self {
        let (root, mut x) = (F::rand(rng), random(rng));
        x[0] = root.square();
        x[2] = x[0] * x[1];
        Self { x, root }
    }

    /// The claim with the `ext` that makes its values give `y` at `z`: as true as before.
    fn fitted(&self, z: F, y: F) -> Self {
        let mut fitted = self.clone();
        fitted.x[EXT] = F::ZERO;
        fitted.x[EXT] = (y - horner(&fitted.x, z)) / z.pow([EXT as u64]);
        fitted
    }

    fn enforce(&self, cs: &Cs, x: &[FVar]) -> R1csResult<()> {
        let root = private_value(cs, self.root)?;
        root.mul_equals(&root, &x[0])?;
        x[0].mul_equals(&x[1], &x[2])
    }
}

fn random(rng: &mut ChaCha20Rng) -> Vec<F> {
    (0..N).map(|_| F::rand(rng)).collect()
}

/// The statement's circuit, with our gadget.
struct Ours<'a>(&'a Claim);

impl ConstraintSynthesizer<F> for Ours<'_> {
    fn generate_constraints(self, cs: Cs) -> R1csResult<()> {
        let posted = posted(&cs, CIRCUIT, self.0)?;
        self.0.enforce(&cs, &posted.values)
    }
}

/// The statement's circuit with any public inputs, however they were made: `h, z, y`, or `z, y` alone.
struct Variant<'a> {
    public: &'a [F],
    /// How many of the values stand in `h`: with all of them the constraints are ours.
    in_h: usize,
    /// How many of them stand in `y`.
    in_y: usize,
    claim: &'a Claim,
}

impl ConstraintSynthesizer<F> for Variant<'_> {
    fn generate_constraints(self, cs: Cs) -> R1csResult<()> {
        let public = self.public.iter().map(|&x| input(&cs, x)).collect::<R1csResult<Vec<_>>>()?;
        let x = self.claim.x.iter().map(|&x| private_value(&cs, x)).collect::<R1csResult<Vec<_>>>()?;
        let [h @ .., z, y] = &public[..] else { panic!("z and y are there") };
        if let [h] = h {
            let no_root = |_: &[FVar]| panic!("a Move has no F");
            let in_h = hashed(CIRCUIT, VERSION, &x[..self.in_h], FVar::Constant, no_root);
            sponge(Tag::SigHash, &in_h)?.enforce_equal(h)?;
        }
        let last = self.in_y - 1;
        let sum = x[1..last].iter().rev().fold(x[last].clone(), |sum, x| x + &sum * z);
        sum.mul_equals(z, &(y - &x[0]))?;
        self.claim.enforce(&cs, &x)
    }
}

/// A circuit's proving key, with the verifying key in it.
struct Keys(ProvingKey<Bn254>);

impl Keys {
    fn of(circuit: impl ConstraintSynthesizer<F>, rng: &mut ChaCha20Rng) -> Self {
        Self(Groth16::<Bn254>::generate_random_parameters_with_reduction(circuit, rng).unwrap())
    }

    fn prove(&self, circuit: impl ConstraintSynthesizer<F>, rng: &mut ChaCha20Rng) -> Proof {
        let made = Groth16::<Bn254>::create_random_proof_with_reduction(circuit, &self.0, rng).unwrap();
        Proof::new(made.a, made.b, made.c).unwrap()
    }

    /// A proof, which verifies for its public inputs as they stand.
    fn proven(&self, variant: Variant<'_>, rng: &mut ChaCha20Rng) -> Proof {
        let (public, proof) = (variant.public, self.prove(variant, rng));
        assert_eq!(self.verify(Takes::Inputs, public, &proof), Ok(()));
        proof
    }

    fn verify(&self, takes: Takes, values: &[F], proof: &Proof) -> Result<(), VerifyError> {
        let vk = self.0.vk.clone();
        let (alpha_g1, beta_g2, gamma_g2, delta_g2) = (vk.alpha_g1, vk.beta_g2, vk.gamma_g2, vk.delta_g2);
        let key = VerifyingKey { alpha_g1, beta_g2, gamma_g2, delta_g2, ic: vk.gamma_abc_g1 };
        verify(&PreparedVerifyingKey::new(key, takes).unwrap(), values, proof)
    }
}

/// A posting's identity, with or without `h` in it, over words as they came.
fn identity(h: Option<Word>, x: &[Word]) -> Identity {
    let head = [tag(TRANSITION), CIRCUIT.number().into(), VERSION.into()].map(|x| to_bytes(&x));
    Identity(Keccak256::digest([&head, h.as_slice(), x].concat().concat()).into())
}

fn words(x: &[F]) -> Vec<Word> {
    x.iter().map(to_bytes).collect()
}

/// Our public inputs for `x` but that `h` is taken from whoever posts, as a contract takes it.
fn with_given_h(h: F, x: &[F]) -> Vec<F> {
    let z = identity(Some(to_bytes(&h)), &words(x)).challenge();
    vec![h, z, horner(x, z)]
}

/// The checks of our circuit that stand against telling it this claim under these public inputs.
fn broken(public: &[F], claim: &Claim) -> BTreeSet<&'static str> {
    let ours = Synthesized::of(Ours(claim)).unwrap();
    let told = Synthesized::of(Variant { public, in_h: N, in_y: N, claim }).unwrap();
    assert_eq!(told.matrix_hash(), ours.matrix_hash());
    ours.violations(&told.assignment).iter().map(|v| v.name.expect("what is claimed is true")).collect()
}

/// Ours has no proof for values that another variant took: whatever true claim is told, the one that deceived the variant or one that
/// fits our own `y`, and whether the verifier makes `h` or is given it.
fn ours_refuses(x: &[F], deceived: &Claim, rng: &mut ChaCha20Rng) {
    assert!(x[0] * x[1] != x[2] && x != deceived.x, "nothing is true of these values");
    let keys = Keys::of(Ours(deceived), rng);
    let proof = keys.prove(Ours(deceived), rng);
    let h = sighash(CIRCUIT, VERSION, &deceived.x);
    let given = with_given_h(h, x);
    for (takes, told, posted) in
        [(Takes::posted(CIRCUIT), &deceived.x[..], x), (Takes::Inputs, &with_given_h(h, &deceived.x), &given)]
    {
        assert_eq!(keys.verify(takes, told, &proof), Ok(()));
        assert_eq!(keys.verify(takes, posted, &proof), Err(VerifyError::Invalid));
    }

    let ours = Digest::new(CIRCUIT, VERSION, x).inputs();
    assert!(broken(&ours, deceived).contains(checks::SIGHASH));
    assert_eq!(broken(&ours, &deceived.fitted(ours[1], ours[2])), [checks::SIGHASH].into());
    assert_eq!(broken(&given, deceived), [checks::EVALUATION].into());
    assert_eq!(broken(&given, &deceived.fitted(given[1], given[2])), [checks::SIGHASH].into());
}

/// The tests' own identity is that of the ledger, and nothing stands against the truth.
#[test]
fn what_the_variants_change_is_ours() {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let claim = Claim::honest(&mut rng);
    let ours = Digest::new(CIRCUIT, VERSION, &claim.x);
    assert_eq!(identity(Some(to_bytes(&ours.h)), &words(&claim.x)), ours.id);
    assert_eq!(with_given_h(ours.h, &claim.x), ours.inputs());
    assert_eq!(broken(&ours.inputs(), &claim), BTreeSet::new());
}

/// Attacks public inputs `z, y`: `z` is known before the claim must be, whether or not an `h` that the circuit does not see is hashed
/// into it, so the claim's `ext` is chosen to give `y`.
#[test]
fn without_h_among_the_public_inputs_anything_is_proven() {
    let mut rng = ChaCha20Rng::seed_from_u64(2);
    let (honest, x) = (Claim::honest(&mut rng), random(&mut rng));
    let keys = Keys::of(Variant { public: &[F::ZERO; 2], in_h: N, in_y: N, claim: &honest }, &mut rng);
    for h in [None, Some(to_bytes(&sighash(CIRCUIT, VERSION, &x)))] {
        let z = identity(h, &words(&x)).challenge();
        let public = [z, horner(&x, z)];
        let claim = honest.fitted(z, public[1]);
        keys.proven(Variant { public: &public, in_h: N, in_y: N, claim: &claim }, &mut rng);
        ours_refuses(&x, &claim, &mut rng);
    }
}

/// Attacks an `h` that is a public input, given by whoever posts, and not hashed into `z`: again `z` comes first, then `ext`, and `h` last.
/// The circuit is ours to the last constraint; the verifier alone is at fault.
#[test]
fn without_h_in_the_hash_of_z_anything_is_proven() {
    let mut rng = ChaCha20Rng::seed_from_u64(3);
    let (honest, x) = (Claim::honest(&mut rng), random(&mut rng));
    let keys = Keys::of(Ours(&honest), &mut rng);
    let z = identity(None, &words(&x)).challenge();
    let claim = honest.fitted(z, horner(&x, z));
    let public = [sighash(CIRCUIT, VERSION, &claim.x), z, horner(&x, z)];
    assert_eq!(broken(&public, &claim), BTreeSet::new());
    let proof = keys.proven(Variant { public: &public, in_h: N, in_y: N, claim: &claim }, &mut rng);
    for (takes, values) in [(Takes::posted(CIRCUIT), &x), (Takes::Inputs, &with_given_h(public[0], &x))] {
        assert_eq!(keys.verify(takes, values, &proof), Err(VerifyError::Invalid));
    }
    ours_refuses(&x, &claim, &mut rng);
}

/// Attacks a value that stands in `y` and in the hash of `z`, but not in `h`: `h` is fixed first, over the claim's other values, which
/// fixes `z`, and the one value left is chosen to give `y`. Not that value alone is forged, but all of them.
#[test]
fn with_one_value_in_y_but_not_in_h_all_values_are_forged() {
    let mut rng = ChaCha20Rng::seed_from_u64(4);
    let (honest, x) = (Claim::honest(&mut rng), random(&mut rng));
    let public = with_given_h(sighash(CIRCUIT, VERSION, &honest.x[..EXT]), &x);
    let keys = Keys::of(Variant { public: &public, in_h: EXT, in_y: N, claim: &honest }, &mut rng);
    let claim = honest.fitted(public[1], public[2]);
    assert!(claim.x.iter().zip(&x).all(|(told, posted)| told != posted));
    keys.proven(Variant { public: &public, in_h: EXT, in_y: N, claim: &claim }, &mut rng);
    ours_refuses(&x, &claim, &mut rng);
}

/// Attacks a value that stands in `h` and in the hash of `z`, but not in `y`, where whoever posts gives `h`: the proof is of the claim's
/// own value, and anything may be posted in its place.
#[test]
fn with_one_value_in_h_but_not_in_y_it_can_be_anything() {
    let mut rng = ChaCha20Rng::seed_from_u64(6);
    let claim = Claim::honest(&mut rng);
    let h = sighash(CIRCUIT, VERSION, &claim.x);
    let mut x = claim.x.clone();
    x[EXT] += F::ONE;
    let given = with_given_h(h, &x);
    let public = [h, given[1], horner(&x[..EXT], given[1])];
    let variant = Variant { public: &public, in_h: N, in_y: EXT, claim: &claim };
    let keys = Keys::of(Variant { ..variant }, &mut rng);
    keys.proven(variant, &mut rng);

    let keys = Keys::of(Ours(&claim), &mut rng);
    let proof = keys.prove(Ours(&claim), &mut rng);
    for (takes, values) in [(Takes::posted(CIRCUIT), &x), (Takes::Inputs, &given)] {
        assert_eq!(keys.verify(takes, values, &proof), Err(VerifyError::Invalid));
    }
    assert_eq!(broken(&given, &claim), [checks::EVALUATION].into());
}

/// `x + r` as a word: below 2^256, and the same modulo r.
fn wrapped(word: &Word) -> Word {
    let mut x = F::from_be_bytes_mod_order(word).into_bigint();
    assert!(!x.add_with_carry(&F::MODULUS));
    x.to_bytes_be().try_into().unwrap()
}

/// Attacks words that are hashed before each is known to be below r: a nullifier + r, or `h` + r, is the same number to the circuit, but
/// another identity, so another `z`, for which a proof is made anew. The same note is spent under two keys of the nullifier set.
#[test]
fn a_word_that_is_not_below_r_gives_one_statement_two_identities() {
    let mut rng = ChaCha20Rng::seed_from_u64(5);
    let claim = Claim::honest(&mut rng);
    let keys = Keys::of(Ours(&claim), &mut rng);
    let (h, once) = (to_bytes(&sighash(CIRCUIT, VERSION, &claim.x)), words(&claim.x));
    let mut twice = once.clone();
    twice[NF] = wrapped(&once[NF]);

    let (mut identities, mut nullifiers) = (HashSet::new(), HashSet::new());
    for (h, x, ours) in [(h, &once, true), (h, &twice, false), (wrapped(&h), &once, false)] {
        let id = identity(Some(h), x);
        let reduced: Vec<F> = x.iter().map(|word| F::from_be_bytes_mod_order(word)).collect();
        let public = [F::from_be_bytes_mod_order(&h), id.challenge(), horner(&reduced, id.challenge())];
        let proof = keys.proven(Variant { public: &public, in_h: N, in_y: N, claim: &claim }, &mut rng);
        assert!(identities.insert(id), "one statement, another identity");
        nullifiers.insert(x[NF]);
        assert_eq!(keys.verify(Takes::posted(CIRCUIT), &reduced, &proof).is_ok(), ours, "it has one z");
    }
    assert_eq!(nullifiers.len(), 2, "one note, spent twice");

    assert_eq!(inputs::decode(&once.concat(), N), Ok(claim.x));
    for i in 0..N {
        let mut posted = once.clone();
        posted[i] = wrapped(&posted[i]);
        let refused = DecodeError::NotCanonical(Element::Input(i));
        assert_eq!(inputs::decode(&posted.concat(), N), Err(refused));
        assert_eq!(refused.code(), RefusalCode::NotCanonical);
    }
}
