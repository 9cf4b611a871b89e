//! The circuit twin: paths that show membership and absence.
//!
//! # Why a position is not bound
//!
//! Each level shows that the value below is *one of* the four children of the node above, by `(v - c0)(v - c1) (v - c2)(v -
//! c3) = 0` in three constraints; which one, the circuit does not say, while [`Path::root`] checks the digit. So a path
//! proves that the leaf stands under the root, not where: all a statement may conclude is "this leaf is in that tree". It
//! concludes nothing else: note commitments are unique in the ledger, a member's leaf names its address, an indexed leaf
//! names its value and the next; no nullifier, rank or rule is derived from a position. The order of children is bound
//! all the same, because the node hashes them in order. A child cannot pass for a node of another level, because leaves
//! are hashed with a tag first and the number of levels is fixed.

use super::{ARITY, AbsencePath, Path, indexed::GAP_BITS};
use crate::{
    field::F,
    gadget::{Bit, Cs, FVar, Lin, R1csResult, System, named, private, witness},
    poseidon2::gadget::{compress, hash},
    tag::Tag,
};
use ark_ff::{AdditiveGroup, Field};

/// A [`Path`] in the circuit: the children per level, private inputs.
#[derive(Clone, Debug)]
pub struct PathVar<const DEPTH: usize> {
    children: Vec<[FVar; ARITY]>,
}

impl<const DEPTH: usize> PathVar<DEPTH> {
    /// Allocates the children; no constraint.
    ///
    /// # Errors
    /// None in an existing system.
    pub fn new_witness(cs: &Cs, path: &Path<DEPTH>) -> R1csResult<Self> {
        let level = |children: &[F; ARITY]| -> R1csResult<[FVar; ARITY]> {
            let [a, b, c, d] = children;
            Ok([witness(cs, *a)?, witness(cs, *b)?, witness(cs, *c)?, witness(cs, *d)?])
        };
        let children = private(cs, || path.children.iter().map(level).collect())?;
        Ok(Self { children })
    }

    /// The root under which the path shows `leaf`; binds unconditionally. 267 constraints a level.
    ///
    /// # Errors
    /// None in an existing system.
    pub fn root(&self, leaf: &FVar) -> R1csResult<FVar> {
        self.climb(leaf, None)
    }

    /// As [`root`](Self::root) if `active` is set; if it is not, anything is accepted and the result means nothing, so
    /// that a statement can carry a blank path for an input that it ignores. The caller must use the result under the
    /// same condition alone. 268 constraints a level.
    ///
    /// # Errors
    /// None in an existing system.
    pub fn root_if(&self, leaf: &FVar, active: &Bit) -> R1csResult<FVar> {
        self.climb(leaf, Some(active))
    }

    fn climb(&self, leaf: &FVar, active: Option<&Bit>) -> R1csResult<FVar> {
        let system = System::of(self.children.iter().flatten());
        let active = active.map(|bit| system.bit(bit));
        let mut current = leaf.clone();
        for children in &self.children {
            named(system.cs(), "path child", || {
                let lins: Vec<Lin> = children.iter().map(|c| system.lin(c)).collect();
                enforce_member(&system, &system.lin(&current), &lins, active.as_ref())
            })?;
            current = compress(children)?;
        }
        Ok(current)
    }
}

/// `v` is one of four values: three constraints, or four if it is asked under a condition.
fn enforce_member(system: &System, v: &Lin, of: &[Lin], active: Option<&Lin>) -> R1csResult<()> {
    let zero = system.constant(F::ZERO);
    let lower = system.mul(&(v - &of[0]), &(v - &of[1]))?;
    let upper = system.mul(&(v - &of[2]), &(v - &of[3]))?;
    match active {
        None => system.enforce(&lower, &upper, &zero),
        Some(active) => {
            let product = system.mul(&lower, &upper)?;
            system.enforce(active, &product, &zero)
        }
    }
}

/// An [`AbsencePath`] in the circuit: the leaf that skips a value, and its path. All are private inputs.
#[derive(Clone, Debug)]
pub struct AbsencePathVar<const DEPTH: usize> {
    value: FVar,
    next: FVar,
    path: PathVar<DEPTH>,
}

impl<const DEPTH: usize> AbsencePathVar<DEPTH> {
    /// Allocates the leaf and its path; no constraint.
    ///
    /// # Errors
    /// None in an existing system.
    pub fn new_witness(cs: &Cs, absence: &AbsencePath<DEPTH>) -> R1csResult<Self> {
        let (value, next) =
            private(cs, || Ok((witness(cs, absence.low.value)?, witness(cs, absence.low.next)?)))?;
        Ok(Self { value, next, path: PathVar::new_witness(cs, &absence.path)? })
    }

    /// The root under which `x` is shown absent; binds unconditionally.
    ///
    /// Both `d1 = x - value - 1` and `d2 = next - x - 1`, modulo r, have 252 bits. The leaf is in the ledger's tree, so
    /// value < next over the integers, next = 0 read as r. Now d1 + d2 = next - value - 2 modulo r, and d1 + d2 < 2^253 <
    /// r. If next = value + 1 the right side is r - 1, above 2^253: impossible. Otherwise both sides lie in 0..r and are
    /// equal as integers; so d1 <= next - value - 2 and x = value + 1 + d1 lies strictly between value and next.
    ///
    /// # Errors
    /// None in an existing system.
    pub fn root(&self, x: &FVar) -> R1csResult<FVar> {
        self.check(x, None)
    }

    /// As [`root`](Self::root) if `active` is set; if it is not, anything is accepted and the result means nothing (the
    /// differences are multiplied by `active`, so they are 0). The caller must use the result under the same condition
    /// alone.
    ///
    /// # Errors
    /// None in an existing system.
    pub fn root_if(&self, x: &FVar, active: &Bit) -> R1csResult<FVar> {
        self.check(x, Some(active))
    }

    fn check(&self, x: &FVar, active: Option<&Bit>) -> R1csResult<FVar> {
        let system = System::of([&self.value, &self.next]);
        let (value, next, at, one) =
            (system.lin(&self.value), system.lin(&self.next), system.lin(x), system.constant(F::ONE));
        for (name, difference) in
            [("absence above value", &(&at - &value) - &one), ("absence below next", &(&next - &at) - &one)]
        {
            named(system.cs(), name, || {
                let difference = match active {
                    Some(active) => system.mul(&system.bit(active), &difference)?,
                    None => difference,
                };
                system.range(&difference, GAP_BITS)
            })?;
        }
        let leaf = hash(Tag::Indexed, &[self.value.clone(), self.next.clone()])?;
        self.path.climb(&leaf, active)
    }
}
