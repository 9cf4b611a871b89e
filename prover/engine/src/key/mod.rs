//! A key that is ready to prove with: points with their multiples, and the matrices that the prover evaluates.

mod file;
mod memory;
mod options;
mod rows;

pub(crate) use file::KeyFile;
pub use file::{FileError, Origin};
pub use options::KeyOptions;
pub(crate) use rows::Rows;

use file::Mapped;

use crate::{
    isa::Isa,
    msm::Windows,
    point::{InG1, InG2, Side},
    prepare::{Matrix, PrepareError, prepare},
    quotient::Quotient,
};
use ark_bn254::{Bn254, G1Affine, G2Affine};
use ark_groth16::ProvingKey;
use ark_serialize::{CanonicalDeserialize, CanonicalSerialize};

/// What proving with one circuit and one standard key needs, made for one set of kernels.
pub struct Key {
    pub(crate) isa: Isa,
    /// Bytes that its points were allowed to take.
    pub(crate) budget: u64,
    pub(crate) windows: Windows,
    pub(crate) instance: usize,
    pub(crate) constants: Constants,
    /// A, with a row for each instance column, and B.
    pub(crate) rows: [Rows; 2],
    pub(crate) a: Query<InG1>,
    pub(crate) b_g1: Query<InG1>,
    pub(crate) b_g2: Query<InG2>,
    /// The columns of L, then the rows of the quotient, which come after all of the columns that are present.
    pub(crate) c: Query<InG1>,
    pub(crate) quotient: Quotient,
    /// Where it was opened from.
    pub(crate) file: Option<KeyFile>,
}

/// The points of the standard key that stand alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, CanonicalSerialize, CanonicalDeserialize)]
pub(crate) struct Constants {
    pub(crate) alpha_g1: G1Affine,
    pub(crate) beta_g1: G1Affine,
    pub(crate) beta_g2: G2Affine,
    pub(crate) delta_g1: G1Affine,
    pub(crate) delta_g2: G2Affine,
}

/// Points for the columns of a circuit.
pub(crate) struct Query<S: Side> {
    /// The position of each column's point.
    pub(crate) positions: Vec<u32>,
    /// The points, each with its multiples.
    pub(crate) points: Points<S>,
}

/// Where points are.
pub(crate) enum Points<S: Side> {
    /// In memory of our own.
    Owned(Vec<S::Point>),
    /// In a file.
    Mapped(Mapped<S>),
}

impl<S: Side> Points<S> {
    pub(crate) fn as_slice(&self) -> &[S::Point] {
        match self {
            Self::Owned(points) => points,
            Self::Mapped(points) => points.as_slice(),
        }
    }
}

impl Key {
    /// Makes a standard key ready: takes seconds, once for each circuit, key and machine. `matrices` are A, B and C,
    /// `instance` counts the constant one and the public inputs, which are the first columns.
    ///
    /// # Errors
    /// [`PrepareError`] if key and matrices do not belong together or the key is no key.
    pub fn prepare(
        key: &ProvingKey<Bn254>,
        matrices: [&Matrix; 3],
        instance: usize,
        options: KeyOptions,
    ) -> Result<Self, PrepareError> {
        prepare(key, matrices, instance, options)
    }

    /// The public inputs and the constant one: so many of the columns, the first ones.
    #[must_use]
    pub const fn instance(&self) -> usize {
        self.instance
    }

    /// Bytes of its points with their multiples, which is nearly all that it takes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let g1 = [&self.a, &self.b_g1, &self.c].map(|query| size_of_val(query.points.as_slice()));
        g1.iter().sum::<usize>() + size_of_val(self.b_g2.points.as_slice())
    }

    /// Whether the points that it has in common with a verifying key are that one's. Then multiples of delta blind the
    /// proofs, and with fresh numbers a proof that this verifying key accepts hides the witness, whatever else is wrong with
    /// the key.
    #[must_use]
    pub fn belongs_to(&self, alpha_g1: &G1Affine, beta_g2: &G2Affine, delta_g2: &G2Affine) -> bool {
        let own = &self.constants;
        (&own.alpha_g1, &own.beta_g2, &own.delta_g2) == (alpha_g1, beta_g2, delta_g2)
    }

    /// Columns of the circuit.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.a.positions.len()
    }
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Key")
            .field("isa", &self.isa)
            .field("windows", &self.windows)
            .field("columns", &self.columns())
            .finish_non_exhaustive()
    }
}
