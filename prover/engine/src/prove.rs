//! The proof.

use crate::{
    key::Key,
    msm::{Sorted, multiply},
    point::{InG1, InG2},
    stop::{Stop, Stopped},
};
use ark_bn254::{Bn254, Fr};
use ark_ec::CurveGroup;
use ark_ff::{BigInt, PrimeField};
use ark_groth16::Proof;
use rayon::{join, prelude::*};
use zeroize::Zeroizing;

impl Key {
    /// The Groth16 proof of an assignment, which has a value for each column: the constant one, the public inputs, the
    /// witness. `r` and `s` blind it: fresh and random for each proof, or the witness is not hidden. Whether the assignment
    /// satisfies the circuit is not asked; if it does, the points are those that `ark-groth16` computes.
    ///
    /// Runs on the threads of the current rayon pool: in a pool of one thread it is sequential.
    ///
    /// # Errors
    /// [`Stopped`] if it is asked to stop before it is done: looked at every few milliseconds of each thread's work. What
    /// it has computed until then is overwritten as usual.
    ///
    /// # Panics
    /// If the assignment has another length than [`Key::columns`].
    pub fn prove(&self, assignment: &[Fr], r: &Fr, s: &Fr, stop: &Stop) -> Result<Proof<Bn254>, Stopped> {
        assert_eq!(assignment.len(), self.columns(), "an assignment has a value for each column");
        let isa = self.isa;
        stop.check()?;
        let sorted = {
            let scalars: Zeroizing<Vec<BigInt<4>>> =
                Zeroizing::new(assignment.par_iter().map(|value| value.into_bigint()).collect());
            Sorted::new(stop, self.windows, &scalars)?
        };
        let quotient = || {
            let [a, b] = self.rows.each_ref().map(|rows| || rows.times(stop, assignment));
            let (a, b) = join(a, b);
            Sorted::new(stop, self.windows, &self.quotient.products(stop, &a?, &b?)?)
        };
        let a = || multiply::<InG1>(stop, isa, self.a.points.as_slice(), &[(&sorted, &self.a.positions)]);
        let b_g1 =
            || multiply::<InG1>(stop, isa, self.b_g1.points.as_slice(), &[(&sorted, &self.b_g1.positions)]);
        let b_g2 =
            || multiply::<InG2>(stop, isa, self.b_g2.points.as_slice(), &[(&sorted, &self.b_g2.positions)]);
        let (quotient, (b_g2, (a, b_g1))) = join(quotient, || join(b_g2, || join(a, b_g1)));
        let (quotient, a, b_g1, b_g2) = (quotient?, a?, b_g1?, b_g2?);
        let (columns, rows) = self.c.positions.split_at(self.columns());
        let parts = [(&sorted, columns), (&quotient, rows)];
        let c = multiply::<InG1>(stop, isa, self.c.points.as_slice(), &parts)?;

        // A = alpha + sum of z_i u_i + r delta, B likewise with beta, v_i and s; C holds what is left over.
        let fixed = &self.constants;
        let a = a + fixed.alpha_g1 + fixed.delta_g1 * r;
        let b = b_g2 + fixed.beta_g2 + fixed.delta_g2 * s;
        let b_g1 = b_g1 + fixed.beta_g1 + fixed.delta_g1 * s;
        let rs = Zeroizing::new(*r * s);
        let c = c + a * s + b_g1 * r - fixed.delta_g1 * *rs;
        Ok(Proof { a: a.into_affine(), b: b.into_affine(), c: c.into_affine() })
    }
}
