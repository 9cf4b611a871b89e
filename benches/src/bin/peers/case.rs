//! What every peer is given: circuit, key and witness, in one folder of the cache.

use std::{
    fs,
    io::{BufReader, BufWriter, Write},
    path::{Path, PathBuf},
};

use ark_bn254::{Bn254, Fr};
use ark_groth16::ProvingKey;
use ark_relations::utils::matrix::Matrix;
use ark_serialize::{CanonicalDeserialize, CanonicalSerialize};
use plimsoll_params::default_directory;

use crate::{
    Result,
    circuit::{Assigned, Circuit},
    formats,
};

/// A circuit with its key and a witness that satisfies it.
#[derive(CanonicalSerialize, CanonicalDeserialize)]
pub struct Case {
    pub proving_key: ProvingKey<Bn254>,
    /// A, B and C.
    pub matrices: Vec<Matrix<Fr>>,
    /// Columns of the constant one and the public inputs.
    pub instance: usize,
    /// A value for every column.
    pub assignment: Vec<Fr>,
}

/// The folder of one case. It has the case as peers in Rust read it, and as circom's tools do.
pub struct Folder {
    path: PathBuf,
}

impl Case {
    /// Rows of each matrix.
    pub fn constraints(&self) -> usize {
        self.matrices[0].len()
    }

    /// The public inputs.
    pub fn posted(&self) -> &[Fr] {
        &self.assignment[1..self.instance]
    }
}

impl Folder {
    /// The circuit's folder, filled the first time. A changed circuit has another one.
    pub fn of(circuit: Circuit) -> Result<Self> {
        let Assigned { instance, matrices, assignment } = circuit.synthesizer().assign()?;
        let mut bytes = Vec::new();
        (&matrices, &assignment).serialize_uncompressed(&mut bytes)?;
        let digest = blake3::hash(&bytes).to_hex();
        let path = default_directory()?.join("peers").join(format!("{circuit}-{}", &digest[..16]));
        let folder = Self { path };
        if !folder.path.join("case").exists() {
            eprintln!("{circuit}: making key and files in {}", folder.path.display());
            let case = Case { proving_key: circuit.proving_key()?, matrices, instance, assignment };
            folder.write("circuit.r1cs", |out| formats::r1cs(&case, out))?;
            folder.write("witness.wtns", |out| formats::wtns(&case, out))?;
            folder.write("case", |out| Ok(case.serialize_uncompressed(out)?))?;
        }
        Ok(folder)
    }

    /// The folder at this path, which [`Folder::of`] has filled.
    pub const fn at(path: PathBuf) -> Self {
        Self { path }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads the case. Its points are not checked: they were written here.
    pub fn case(&self) -> Result<Case> {
        let file = BufReader::new(fs::File::open(self.path.join("case"))?);
        Ok(Case::deserialize_uncompressed_unchecked(file)?)
    }

    /// Sees to it that the key is there in snarkjs' format, too. This takes a transform of points, so it is done for the
    /// peers that need it only, and once.
    pub fn export_key(&self) -> Result<()> {
        if self.path.join("circuit.zkey").exists() {
            return Ok(());
        }
        eprintln!("writing circuit.zkey: minutes for a big circuit");
        let case = self.case()?;
        self.write("circuit.zkey", |out| formats::zkey(&case, out))
    }

    /// Writes a file so that it is there whole or not at all.
    fn write(
        &self,
        name: &str,
        write: impl FnOnce(&mut BufWriter<&mut tempfile::NamedTempFile>) -> Result<()>,
    ) -> Result<()> {
        fs::create_dir_all(&self.path)?;
        let mut file = tempfile::NamedTempFile::new_in(&self.path)?;
        let mut out = BufWriter::new(&mut file);
        write(&mut out)?;
        out.flush()?;
        drop(out);
        file.persist(self.path.join(name))?;
        Ok(())
    }
}
