//! Reading a proof: strictly, where halo2's own reader is lax.
//!
//! The curve library reads some points from several encodings, and halo2 hashes the point at infinity like any other and
//! ignores bytes behind a proof. None of that proves anything false, but one proof should have one form.

use halo2_proofs::transcript::{Blake2bRead, Challenge255, Transcript, TranscriptRead};
use halo2curves::{
    bn256::{Fr, G1Affine},
    ff::PrimeField,
    group::{GroupEncoding, prime::PrimeCurveAffine},
};
use std::io;

type Inner = Blake2bRead<io::Empty, G1Affine, Challenge255<G1Affine>>;

/// Takes a proof apart.
pub(crate) struct ProofReader<'p> {
    bytes: &'p [u8],
    inner: Inner,
}

impl<'p> ProofReader<'p> {
    pub(crate) fn new(bytes: &'p [u8]) -> Self {
        Self { bytes, inner: Inner::init(io::empty()) }
    }

    /// Whether every byte was read.
    pub(crate) const fn is_at_end(&self) -> bool {
        self.bytes.is_empty()
    }

    fn take(&mut self) -> io::Result<[u8; 32]> {
        let (head, rest) = self.bytes.split_first_chunk().ok_or(io::ErrorKind::UnexpectedEof)?;
        self.bytes = rest;
        Ok(*head)
    }
}

impl Transcript<G1Affine, Challenge255<G1Affine>> for ProofReader<'_> {
    fn squeeze_challenge(&mut self) -> Challenge255<G1Affine> {
        self.inner.squeeze_challenge()
    }

    fn common_point(&mut self, point: G1Affine) -> io::Result<()> {
        self.inner.common_point(point)
    }

    fn common_scalar(&mut self, scalar: Fr) -> io::Result<()> {
        self.inner.common_scalar(scalar)
    }
}

impl TranscriptRead<G1Affine, Challenge255<G1Affine>> for ProofReader<'_> {
    fn read_point(&mut self) -> io::Result<G1Affine> {
        let bytes = self.take()?;
        let mut encoded = <G1Affine as GroupEncoding>::Repr::default();
        encoded.as_mut().copy_from_slice(&bytes);
        let point: G1Affine =
            Option::from(G1Affine::from_bytes(&encoded)).ok_or(io::ErrorKind::InvalidData)?;
        if bool::from(point.is_identity()) || point.to_bytes().as_ref() != bytes {
            return Err(io::ErrorKind::InvalidData.into());
        }
        self.inner.common_point(point)?;
        Ok(point)
    }

    fn read_scalar(&mut self) -> io::Result<Fr> {
        let bytes = self.take()?;
        let scalar: Fr = Option::from(Fr::from_repr(bytes)).ok_or(io::ErrorKind::InvalidData)?;
        self.inner.common_scalar(scalar)?;
        Ok(scalar)
    }
}
