//! The first page of a key file: what it is for, and where its sections are.

use super::{FileError, Origin, sections::NAMES};
use crate::{
    isa::Form,
    key::{Key, KeyOptions},
    msm::{MOST_ITEMS, MOST_TABLES, Windows},
    quotient::Quotient,
};
use ark_ff::PrimeField;
use std::{borrow::Cow, ops::Range};

const MAGIC: [u8; 8] = *b"PLIMSRDY";
const FORMAT: u32 = 1;
/// Sections begin on pages, so that points lie on cache lines.
pub(super) const PAGE: usize = 4096;
/// The hash of the header is the end of its page.
const HASHED: usize = PAGE - 32;

/// A header that was read or is to be written.
#[derive(Clone, Debug)]
pub(super) struct Header {
    form: Form,
    pub(super) budget: u64,
    origin: Origin,
    pub(super) windows: Windows,
    pub(super) instance: usize,
    pub(super) columns: usize,
    /// The size of the transform.
    pub(super) n: usize,
    /// The factor that the quotient's points contain for the sake of the transform, see [`Quotient::correction`].
    correction: [u8; 32],
    pub(super) places: Vec<Place>,
}

/// Where a section is, and its hash.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) range: Range<usize>,
    hash: blake3::Hash,
}

impl Header {
    pub(super) fn of(key: &Key, origin: &Origin, sections: &[Cow<'_, [u8]>]) -> Self {
        let mut end = PAGE;
        let places = sections.iter().map(|section| {
            let start = end.next_multiple_of(PAGE);
            end = start + section.len();
            Place { range: start..end, hash: hash(section) }
        });
        Self {
            form: key.isa.form(),
            budget: key.budget,
            origin: *origin,
            windows: key.windows,
            instance: key.instance,
            columns: key.columns(),
            n: key.quotient.len(),
            correction: words(&key.quotient),
            places: places.collect(),
        }
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(PAGE);
        bytes.extend(MAGIC);
        bytes.extend(FORMAT.to_le_bytes());
        bytes.extend(number(self.form).to_le_bytes());
        bytes.extend(self.budget.to_le_bytes());
        bytes.extend(self.origin.proving_key);
        bytes.extend(self.origin.matrices);
        bytes.extend(self.windows.width.to_le_bytes());
        bytes.extend(self.windows.tables.to_le_bytes());
        for count in [self.instance, self.columns, self.n] {
            bytes.extend((count as u64).to_le_bytes());
        }
        bytes.extend(self.correction);
        for place in &self.places {
            bytes.extend((place.range.start as u64).to_le_bytes());
            bytes.extend((place.range.len() as u64).to_le_bytes());
            bytes.extend(place.hash.as_bytes());
        }
        bytes.resize(HASHED, 0);
        bytes.extend(blake3::hash(&bytes).as_bytes());
        bytes
    }

    /// The header of a file of at least a page, if the file is for this origin and these options, and its hash.
    pub(super) fn read(
        file: &[u8],
        origin: &Origin,
        options: KeyOptions,
    ) -> Result<(Self, blake3::Hash), FileError> {
        let (page, _) = file.split_at(PAGE);
        // Type and format first: another format may have its hash elsewhere.
        let mut fields = Fields(page);
        fields.expect(&MAGIC, "the file type")?;
        fields.expect(&FORMAT.to_le_bytes(), "the format")?;
        let hash = blake3::hash(&page[..HASHED]);
        if hash.as_bytes() != &page[HASHED..] {
            return Err(FileError::Corrupt("header"));
        }
        fields.expect(&number(options.isa.form()).to_le_bytes(), "the form of the numbers")?;
        fields.expect(&(options.budget as u64).to_le_bytes(), "the budget")?;
        fields.expect(&origin.proving_key, "the proving key")?;
        fields.expect(&origin.matrices, "the matrix hash")?;
        let windows =
            Windows { width: u32::from_le_bytes(fields.take()), tables: u32::from_le_bytes(fields.take()) };
        let header = Self {
            form: options.isa.form(),
            budget: options.budget as u64,
            origin: *origin,
            windows,
            instance: fields.count()?,
            columns: fields.count()?,
            n: fields.count()?,
            correction: fields.take(),
            places: NAMES.iter().map(|_| fields.place()).collect::<Result<_, _>>()?,
        };
        header.check(file.len())?;
        Ok((header, hash))
    }

    /// Whether sizes are possible and sections in the file.
    fn check(&self, length: usize) -> Result<(), FileError> {
        let Windows { width, tables } = self.windows;
        let items = self.columns.saturating_add(self.n);
        let possible = (2..=24).contains(&width)
            && (1..=MOST_TABLES).contains(&tables)
            && (1..=self.columns).contains(&self.instance)
            && self.n.is_power_of_two()
            && items <= MOST_ITEMS;
        if !possible || self.places.iter().any(|place| place.range.start % PAGE != 0) {
            return Err(FileError::Invalid("header"));
        }
        let expected = self.places.iter().map(|place| place.range.end).max().unwrap_or(PAGE);
        if expected != length {
            return Err(FileError::Length { expected: expected as u64, found: length as u64 });
        }
        Ok(())
    }

    /// Whether the points are for this transform.
    pub(super) fn expect(&self, quotient: &Quotient) -> Result<(), FileError> {
        let same = self.correction == words(quotient);
        if same { Ok(()) } else { Err(FileError::Foreign("the transform")) }
    }

    /// Compares the hashes of the first sections with those here.
    pub(super) fn verify(&self, file: &[u8], sections: usize) -> Result<(), FileError> {
        for (place, name) in self.places.iter().zip(NAMES).take(sections) {
            if hash(&file[place.range.clone()]) != place.hash {
                return Err(FileError::Corrupt(name));
            }
        }
        Ok(())
    }
}

/// The transform's factor as little-endian bytes.
fn words(quotient: &Quotient) -> [u8; 32] {
    let words = quotient.correction().into_bigint().0.map(u64::to_le_bytes);
    std::array::from_fn(|i| words[i / 8][i % 8])
}

const fn number(form: Form) -> u32 {
    match form {
        Form::Words => 1,
        Form::Limbs => 2,
    }
}

/// BLAKE3, on all threads of the pool if there is much.
fn hash(bytes: &[u8]) -> blake3::Hash {
    blake3::Hasher::new().update_rayon(bytes).finalize()
}

/// What is left to read of a page, which has room for more than is read.
struct Fields<'a>(&'a [u8]);

impl Fields<'_> {
    fn take<const N: usize>(&mut self) -> [u8; N] {
        let mut field = [0; N];
        let (taken, rest) = self.0.split_at(N);
        field.copy_from_slice(taken);
        self.0 = rest;
        field
    }

    fn expect<const N: usize>(&mut self, expected: &[u8; N], field: &'static str) -> Result<(), FileError> {
        if self.take() == *expected { Ok(()) } else { Err(FileError::Foreign(field)) }
    }

    fn count(&mut self) -> Result<usize, FileError> {
        usize::try_from(u64::from_le_bytes(self.take())).map_err(|_| FileError::Invalid("header"))
    }

    fn place(&mut self) -> Result<Place, FileError> {
        let (start, length) = (self.count()?, self.count()?);
        let end = start.checked_add(length).ok_or(FileError::Invalid("header"))?;
        Ok(Place { range: start..end, hash: blake3::Hash::from_bytes(self.take()) })
    }
}
