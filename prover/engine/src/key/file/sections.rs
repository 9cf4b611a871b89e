//! The sections of a key file, from and to a key.

use super::{FileError, Mapped, header::Header, map::Map};
use crate::{
    batch::Ref,
    isa::Isa,
    key::{Constants, Key, Points, Query, Rows},
    msm::NOWHERE,
    point::{InG1, InG2, Side},
    quotient::Quotient,
};
use ark_ec::AffineRepr;
use ark_serialize::{CanonicalDeserialize, CanonicalSerialize};
use std::{borrow::Cow, ops::Range, sync::Arc};

/// Their names, in order. The first one is hashed each time that a file is opened.
pub(super) const NAMES: [&str; 15] = [
    "constants",
    "row starts of A",
    "entries of A",
    "coefficients of A",
    "row starts of B",
    "entries of B",
    "coefficients of B",
    "positions of A",
    "positions of B in G1",
    "positions of B in G2",
    "positions of C",
    "points of A",
    "points of B in G1",
    "points of B in G2",
    "points of C",
];

impl Key {
    /// The bytes of all sections, in the order of [`NAMES`].
    pub(super) fn sections(&self) -> Vec<Cow<'_, [u8]>> {
        let mut sections = vec![Cow::Owned(self.constants.to_bytes())];
        sections.extend(self.rows.iter().flat_map(Rows::to_bytes));
        let positions = [&self.a.positions, &self.b_g1.positions, &self.b_g2.positions, &self.c.positions];
        sections.extend(positions.map(|positions| Cow::Borrowed(bytemuck::cast_slice(positions))));
        sections.push(bytes_of(&self.a));
        sections.push(bytes_of(&self.b_g1));
        sections.push(bytes_of(&self.b_g2));
        sections.push(bytes_of(&self.c));
        sections
    }

    /// The key in a file whose header was checked. Whatever its sections hold, a key that comes out of here can be proven
    /// with: everything that is an index is in its range.
    pub(super) fn from_sections(header: &Header, map: &Arc<Map>, isa: Isa) -> Result<Self, FileError> {
        let mut sections = header.places.iter().zip(NAMES).map(|(place, name)| Section {
            map,
            range: place.range.clone(),
            name,
        });
        let mut next = || sections.next().ok_or(FileError::Invalid("header"));
        let constants = next()?;
        let constants = constants.valid(Constants::from_bytes(constants.bytes()))?;
        let mut rows = || {
            let [starts, entries, coefficients] = [next()?, next()?, next()?];
            let parts = [starts.bytes(), entries.bytes(), coefficients.bytes()];
            entries.valid(Rows::from_bytes(parts, header.columns, header.n))
        };
        let rows = [rows()?, rows()?];
        let [of_a, of_b_g1, of_b_g2, of_c] = [next()?, next()?, next()?, next()?];
        let (tables, columns) = (header.windows.tables, header.columns);
        let quotient = Quotient::new(isa, header.n).ok_or(FileError::Invalid("header"))?;
        header.expect(&quotient)?;
        Ok(Self {
            isa,
            budget: header.budget,
            windows: header.windows,
            instance: header.instance,
            constants,
            rows,
            a: query::<InG1>(&of_a, next()?, columns, tables)?,
            b_g1: query::<InG1>(&of_b_g1, next()?, columns, tables)?,
            b_g2: query::<InG2>(&of_b_g2, next()?, columns, tables)?,
            c: query::<InG1>(&of_c, next()?, columns + header.n, tables)?,
            quotient,
            file: None,
        })
    }
}

/// A section of a file.
struct Section<'a> {
    map: &'a Arc<Map>,
    range: Range<usize>,
    name: &'static str,
}

impl Section<'_> {
    fn bytes(&self) -> &[u8] {
        // The header was checked against the length of the file.
        &self.map.bytes()[self.range.clone()]
    }

    fn valid<T>(&self, read: Option<T>) -> Result<T, FileError> {
        read.ok_or(FileError::Invalid(self.name))
    }
}

fn bytes_of<S: Side>(query: &Query<S>) -> Cow<'_, [u8]> {
    Cow::Borrowed(bytemuck::cast_slice(query.points.as_slice()))
}

fn query<S: Side>(
    positions: &Section<'_>,
    points: Section<'_>,
    items: usize,
    tables: u32,
) -> Result<Query<S>, FileError> {
    let mapped = Mapped::<S>::new(points.map, points.range.clone(), points.name)?;
    let (count, tables) = (mapped.as_slice().len(), tables as usize);
    points.valid((count % tables == 0 && count <= Ref::PLACES).then_some(()))?;
    let present = count / tables;
    let read = copied(positions.bytes()).filter(|read: &Vec<u32>| {
        let in_range = |position: &u32| *position == NOWHERE || (*position as usize) < present;
        read.len() == items && read.iter().all(in_range)
    });
    Ok(Query { positions: positions.valid(read)?, points: Points::Mapped(mapped) })
}

/// Out of the map, where nobody can change them; `None` if the last one is cut.
pub(in crate::key) fn copied<T: bytemuck::Pod>(bytes: &[u8]) -> Option<Vec<T>> {
    bytemuck::try_cast_slice(bytes).ok().map(<[T]>::to_vec)
}

impl Constants {
    fn to_bytes(self) -> Vec<u8> {
        let mut bytes = Vec::new();
        // Writing to memory does not fail, and what is cut short is refused when it is read.
        let _ = self.serialize_uncompressed(&mut bytes);
        bytes
    }

    /// `None` unless all are points of the groups and none is at infinity. Multiples of delta blind the proof: with these two
    /// points in order, whatever else is in the file, a proof that is accepted hides the witness.
    fn from_bytes(mut bytes: &[u8]) -> Option<Self> {
        let read = Self::deserialize_uncompressed(&mut bytes).ok()?;
        let zero = [read.alpha_g1, read.beta_g1, read.delta_g1].iter().any(AffineRepr::is_zero)
            || [read.beta_g2, read.delta_g2].iter().any(AffineRepr::is_zero);
        (bytes.is_empty() && !zero).then_some(read)
    }
}
