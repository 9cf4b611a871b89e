//! Key files: what is written is what is read, and what is damaged is refused.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

use ark_bn254::{Bn254, Fr};
use ark_ff::UniformRand;
use ark_groth16::{Groth16, Proof, ProvingKey, r1cs_to_qap::LibsnarkReduction};
use ark_relations::{
    gr1cs::{
        ConstraintSynthesizer, ConstraintSystem, ConstraintSystemRef, OptimizationGoal, R1CS_PREDICATE_LABEL,
        SynthesisError, SynthesisMode, Variable,
    },
    lc,
};
use plimsoll_engine::{FileError, Isa, Key, KeyOptions, Matrix, Origin, Stop, Stopped};
use rand::{SeedableRng, rngs::StdRng};
use std::{
    fs,
    path::{Path, PathBuf},
    time::Instant,
};
use tempfile::TempDir;

const ORIGIN: Origin = Origin { proving_key: [1; 32], matrices: [2; 32] };
const PAGE: usize = 4096;
const SECTIONS: usize = 15;

/// "I know x with x^(2^SQUARES) = y", and a sum with a coefficient that is not one.
struct Squares(Fr);

const SQUARES: usize = 60;

impl ConstraintSynthesizer<Fr> for Squares {
    fn generate_constraints(self, cs: ConstraintSystemRef<Fr>) -> Result<(), SynthesisError> {
        let mut value = self.0;
        let power = (0..SQUARES).fold(value, |x, _| x * x);
        let y = cs.new_input_variable(|| Ok(power))?;
        let mut x = cs.new_witness_variable(|| Ok(value))?;
        let five = cs.new_witness_variable(|| Ok(value * Fr::from(5u64)))?;
        cs.enforce_r1cs_constraint(
            || lc!() + (Fr::from(5u64), x),
            || lc!() + Variable::One,
            || lc!() + five,
        )?;
        for _ in 0..SQUARES {
            value *= value;
            let square = cs.new_witness_variable(|| Ok(value))?;
            cs.enforce_r1cs_constraint(|| lc!() + x, || lc!() + x, || lc!() + square)?;
            x = square;
        }
        cs.enforce_r1cs_constraint(|| lc!() + x, || lc!() + Variable::One, || lc!() + y)
    }
}

struct Fixture {
    standard: ProvingKey<Bn254>,
    matrices: Vec<Matrix>,
    assignment: Vec<Fr>,
    instance: usize,
}

impl Fixture {
    fn new() -> Self {
        let mut rng = StdRng::seed_from_u64(1);
        let cs = ConstraintSystem::new_ref();
        cs.set_optimization_goal(OptimizationGoal::Constraints);
        cs.set_mode(SynthesisMode::Prove { construct_matrices: true, generate_lc_assignments: true });
        Squares(Fr::from(3u64)).generate_constraints(cs.clone()).unwrap();
        cs.finalize();
        let matrices = cs.to_matrices().unwrap().remove(R1CS_PREDICATE_LABEL).unwrap();
        let inner = cs.borrow().unwrap();
        let values = &inner.assignments;
        let assignment = [&values.instance_assignment[..], &values.witness_assignment[..]].concat();
        let instance = values.instance_assignment.len();
        let standard = Groth16::<Bn254, LibsnarkReduction>::generate_random_parameters_with_reduction(
            Squares(Fr::from(3u64)),
            &mut rng,
        )
        .unwrap();
        Self { standard, matrices, assignment, instance }
    }

    fn prepare(&self, options: KeyOptions) -> Key {
        let [a, b, c] = &self.matrices[..] else { panic!("three matrices") };
        Key::prepare(&self.standard, [a, b, c], self.instance, options).unwrap()
    }

    fn prove(&self, key: &Key) -> Proof<Bn254> {
        let mut rng = StdRng::seed_from_u64(2);
        key.prove(&self.assignment, &Fr::rand(&mut rng), &Fr::rand(&mut rng), &Stop::never()).unwrap()
    }

    /// What arkworks makes of it.
    fn reference(&self) -> Proof<Bn254> {
        let mut rng = StdRng::seed_from_u64(2);
        Groth16::<Bn254, LibsnarkReduction>::create_proof_with_reduction_and_matrices(
            &self.standard,
            Fr::rand(&mut rng),
            Fr::rand(&mut rng),
            &self.matrices,
            self.instance,
            self.matrices[0].len(),
            &self.assignment,
        )
        .unwrap()
    }
}

const SMALL: KeyOptions = KeyOptions { isa: Isa::Portable, budget: KeyOptions::SMALL };

/// A small key in a file that was not opened yet.
fn written() -> (TempDir, PathBuf, Fixture) {
    let (directory, fixture) = (tempfile::tempdir().unwrap(), Fixture::new());
    let path = directory.path().join("key");
    fixture.prepare(SMALL).save(&path, &ORIGIN).unwrap();
    (directory, path, fixture)
}

fn open(path: &Path) -> Result<Key, FileError> {
    Key::open(path, &ORIGIN, SMALL, None)
}

fn stamp(path: &Path) -> PathBuf {
    path.with_extension("checked")
}

/// Where the header's table of sections begins.
const TABLE: usize = 152;

/// Where each section begins and how long it is.
fn sections(file: &[u8]) -> Vec<(usize, usize)> {
    let number = |at: usize| u64::from_le_bytes(file[at..at + 8].try_into().unwrap()) as usize;
    (0..SECTIONS).map(|i| (number(TABLE + 48 * i), number(TABLE + 48 * i + 8))).collect()
}

/// The file with a section changed and all hashes made right again.
fn forged(file: &[u8], section: usize, change: impl FnOnce(&mut [u8])) -> Vec<u8> {
    let mut file = file.to_vec();
    let (start, length) = sections(&file)[section];
    change(&mut file[start..start + length]);
    let hash = blake3::hash(&file[start..start + length]);
    let place = TABLE + 48 * section + 16;
    file[place..place + 32].copy_from_slice(hash.as_bytes());
    let hash = blake3::hash(&file[..PAGE - 32]);
    file[PAGE - 32..PAGE].copy_from_slice(hash.as_bytes());
    file
}

#[test]
fn a_key_from_a_file_gives_the_same_proof() {
    let (directory, fixture) = (tempfile::tempdir().unwrap(), Fixture::new());
    let reference = fixture.reference();
    for isa in [Isa::Portable, Isa::Ifma].into_iter().filter_map(|isa| isa.available().ok()) {
        for budget in [KeyOptions::SMALL, 1 << 16, KeyOptions::BUDGET] {
            let options = KeyOptions { isa, budget };
            let path = directory.path().join(format!("{isa}-{budget}"));
            let key = fixture.prepare(options);
            let length = key.save(&path, &ORIGIN).unwrap();
            assert_eq!(length, fs::metadata(&path).unwrap().len());
            assert_eq!(fixture.prove(&key), reference);
            // The first time all of it is hashed, then the stamp stands for it.
            for _ in 0..2 {
                let opened = Key::open(&path, &ORIGIN, options, None).unwrap();
                assert_eq!((opened.columns(), opened.bytes()), (key.columns(), key.bytes()));
                assert_eq!(fixture.prove(&opened), reference);
            }
        }
    }
}

#[test]
fn a_changed_byte_in_any_section_is_found_when_the_file_is_first_seen() {
    let (_directory, path, _) = written();
    let whole = fs::read(&path).unwrap();
    let sections = sections(&whole);
    assert_eq!(sections.iter().map(|(start, length)| start + length).max(), Some(whole.len()));
    for (start, length) in sections {
        for at in [start, start + length / 2, start + length - 1] {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            fs::write(&path, changed).unwrap();
            assert!(matches!(open(&path), Err(FileError::Corrupt(_))), "byte {at}");
            assert!(!stamp(&path).exists());
        }
    }
    fs::write(&path, whole).unwrap();
    open(&path).unwrap();
}

#[test]
fn every_byte_of_the_header_counts() {
    let (_directory, path, _) = written();
    let whole = fs::read(&path).unwrap();
    for at in (0..900).chain([PAGE - 33, PAGE - 32, PAGE - 1]) {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        fs::write(&path, changed).unwrap();
        let error = open(&path).unwrap_err();
        match at {
            0..8 => assert!(matches!(error, FileError::Foreign("the file type")), "{error}"),
            8..12 => assert!(matches!(error, FileError::Foreign("the format")), "{error}"),
            _ => assert!(matches!(error, FileError::Corrupt("header")), "{error}"),
        }
    }
}

#[test]
fn a_cut_or_longer_file_is_refused() {
    let (_directory, path, _) = written();
    let whole = fs::read(&path).unwrap();
    open(&path).unwrap();
    for length in [0, 1, PAGE - 1, PAGE, whole.len() / 2, whole.len() - 1] {
        fs::write(&path, &whole[..length]).unwrap();
        assert!(matches!(open(&path), Err(FileError::Length { .. })), "{length} bytes");
    }
    fs::write(&path, [&whole[..], &[0]].concat()).unwrap();
    assert!(matches!(open(&path), Err(FileError::Length { .. })));
    fs::remove_file(&path).unwrap();
    assert!(matches!(open(&path), Err(FileError::Missing)));
}

#[test]
fn a_file_for_something_else_is_refused() {
    let (_directory, path, _) = written();
    let refused = |origin: &Origin, options| match Key::open(&path, origin, options, None) {
        Err(FileError::Foreign(field)) => field,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(&Origin { proving_key: [3; 32], ..ORIGIN }, SMALL), "the proving key");
    assert_eq!(refused(&Origin { matrices: [3; 32], ..ORIGIN }, SMALL), "the matrix hash");
    assert_eq!(refused(&ORIGIN, KeyOptions { budget: 1, ..SMALL }), "the budget");
    assert_eq!(refused(&ORIGIN, KeyOptions { isa: Isa::Ifma, ..SMALL }), "the form of the numbers");
}

#[test]
fn a_stamp_is_for_one_state_of_one_file() {
    let (_directory, path, fixture) = written();
    assert!(!stamp(&path).exists());
    open(&path).unwrap();
    let first = fs::read(stamp(&path)).unwrap();
    open(&path).unwrap();
    assert_eq!(fs::read(stamp(&path)).unwrap(), first);

    // The same content in another file, and a stamp that says nothing.
    fixture.prepare(SMALL).save(&path, &ORIGIN).unwrap();
    open(&path).unwrap();
    assert_ne!(fs::read(stamp(&path)).unwrap(), first);
    fs::write(stamp(&path), "checked").unwrap();
    open(&path).unwrap();

    // Nor does anybody but root change a file behind a stamp's back by setting its time back.
    let modified = fs::metadata(&path).unwrap().modified().unwrap();
    for section in [SECTIONS - 1, 0] {
        flip(&path, section);
        fs::File::options().write(true).open(&path).unwrap().set_modified(modified).unwrap();
        assert!(matches!(open(&path), Err(FileError::Corrupt(_))), "section {section}");
        flip(&path, section);
        open(&path).unwrap();
    }
}

/// Changes a bit in the middle of a section, in place: maps of the file see it.
fn flip(path: &Path, section: usize) {
    use std::io::{Read, Seek, SeekFrom, Write};
    let (start, length) = sections(&fs::read(path).unwrap())[section];
    let mut file = fs::File::options().read(true).write(true).open(path).unwrap();
    let (place, mut byte) = (SeekFrom::Start((start + length / 2) as u64), [0]);
    file.seek(place).unwrap();
    file.read_exact(&mut byte).unwrap();
    file.seek(place).unwrap();
    file.write_all(&[byte[0] ^ 1]).unwrap();
}

/// The stamp of the file as it is now, damaged or not: what a disk that loses a bit leaves behind.
#[cfg(unix)]
fn stamp_unseen(path: &Path) {
    use std::os::unix::fs::MetadataExt;
    let (file, metadata) = (fs::read(path).unwrap(), fs::metadata(path).unwrap());
    let modified = metadata.modified().unwrap().duration_since(std::time::UNIX_EPOCH).unwrap().as_nanos();
    let text = format!(
        "checked 2 {} {modified} {} {} {} {} {}\n",
        metadata.len(),
        metadata.dev(),
        metadata.ino(),
        metadata.ctime(),
        metadata.ctime_nsec(),
        blake3::hash(&file[..PAGE - 32]),
    );
    fs::write(stamp(path), text).unwrap();
}

/// Of a bit that the disk lost the stamp knows nothing. The points that stand alone are hashed all the same; others give
/// proofs that fail, and are found when the key is hashed for that.
#[cfg(unix)]
#[test]
fn damage_behind_a_stamp_is_found_when_the_key_is_hashed_again_and_from_then_on() {
    let (_directory, path, fixture) = written();
    open(&path).unwrap().rehash().unwrap();
    fixture.prepare(SMALL).rehash().unwrap();
    flip(&path, SECTIONS - 1);
    stamp_unseen(&path);
    let damaged = open(&path).unwrap();
    assert_ne!(fixture.prove(&damaged), fixture.reference());
    assert!(matches!(damaged.rehash(), Err(FileError::Corrupt("points of C"))));
    assert!(!stamp(&path).exists());
    assert!(matches!(open(&path), Err(FileError::Corrupt("points of C"))));
    assert!(!stamp(&path).exists());

    flip(&path, 0);
    stamp_unseen(&path);
    assert!(matches!(open(&path), Err(FileError::Corrupt("constants"))));
}

/// Modes stand for other users here: what others may write is as good as written by them.
#[cfg(unix)]
#[test]
fn what_another_user_could_have_written_is_not_believed() {
    use std::os::unix::fs::PermissionsExt;
    let (directory, path, fixture) = written();
    let allow = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o133,
        0,
        "others read, nobody else writes"
    );
    flip(&path, SECTIONS - 1);
    stamp_unseen(&path);
    open(&path).expect("a stamp of one's own is believed");
    for mode in [0o620, 0o602] {
        allow(&stamp(&path), mode);
        assert!(matches!(open(&path), Err(FileError::Corrupt(_))), "a stamp of mode {mode:o}");
    }
    fs::remove_file(stamp(&path)).unwrap();
    flip(&path, SECTIONS - 1);

    // A file that others can change is hashed each time, and what was hashed is what is used.
    allow(&path, 0o646);
    stamp_unseen(&path);
    let stamped = fs::read(stamp(&path)).unwrap();
    let key = open(&path).unwrap();
    flip(&path, SECTIONS - 1);
    assert_eq!(fixture.prove(&key), fixture.reference());
    key.rehash().unwrap();
    stamp_unseen(&path);
    assert!(matches!(open(&path), Err(FileError::Corrupt(_))));
    flip(&path, SECTIONS - 1);
    fs::remove_file(stamp(&path)).unwrap();
    open(&path).unwrap();
    assert!(!stamp(&path).exists() && !stamped.is_empty(), "no stamp is left that would not be believed");

    // In a directory that is not this user's alone, stamps are not looked for.
    allow(&path, 0o644);
    allow(directory.path(), 0o777);
    let own = tempfile::tempdir().unwrap();
    let stamps = own.path().join("stamps");
    let open = || Key::open(&path, &ORIGIN, SMALL, Some(&stamps));
    open().unwrap();
    assert!(!stamp(&path).exists());
    let left: Vec<_> = fs::read_dir(&stamps).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(left.len(), 1);
    assert!(left[0].extension().is_some_and(|extension| extension == "checked"), "{left:?}");
    flip(&path, SECTIONS - 1);
    stamp_unseen(&path);
    assert!(matches!(open(), Err(FileError::Corrupt(_))), "a stamp beside the file");
    fs::rename(stamp(&path), &left[0]).unwrap();
    open().expect("a stamp of one's own is believed");
}

/// Hashes only find accidents. An index out of range is refused whatever the hashes say.
#[test]
fn indices_out_of_range_are_refused() {
    let (_directory, path, fixture) = written();
    let whole = fs::read(&path).unwrap();
    let refused = |section: usize, at: usize, bytes: &[u8]| {
        fs::write(&path, forged(&whole, section, |s| s[at..at + bytes.len()].copy_from_slice(bytes)))
            .unwrap();
        assert!(matches!(open(&path), Err(FileError::Invalid(_))), "section {section}");
    };
    let (columns, big) = (fixture.assignment.len() as u32, 1u32 << 30);
    for rows in [1, 4] {
        refused(rows, 0, &1u32.to_le_bytes());
        refused(rows, 4, &big.to_le_bytes());
        refused(rows + 1, 0, &columns.to_le_bytes());
        refused(rows + 1, 4, &big.to_le_bytes());
        refused(rows + 2, 0, &[0; 32]);
        refused(rows + 2, 0, &[255; 32]);
    }
    for positions in 7..11 {
        refused(positions, 0, &big.to_le_bytes());
        refused(positions, 4, &(u32::MAX - 1).to_le_bytes());
    }
    // Constants that are no points, or points at infinity.
    refused(0, 0, &[1]);
    refused(0, 63, &[0x40]);
    refused(0, 0, &[&[0; 63][..], &[0x40]].concat());
}

#[test]
fn threads_that_write_and_read_at_once_see_whole_files() {
    let (_directory, path, fixture) = written();
    let (key, reference) = (fixture.prepare(SMALL), fixture.reference());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| (0..20).for_each(|_| assert!(key.save(&path, &ORIGIN).unwrap() > 0)));
            scope.spawn(|| (0..20).for_each(|_| drop(open(&path).unwrap())));
        }
    });
    assert_eq!(fixture.prove(&open(&path).unwrap()), reference);
    let names = fs::read_dir(path.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name());
    assert_eq!(names.count(), 2, "the file and its stamp, no remains");
}

/// Wherever a proof is asked to stop, it says so or is done, and the key proves as before.
#[test]
fn a_proof_stops_when_it_is_asked() {
    let fixture = Fixture::new();
    let key = fixture.prepare(KeyOptions { isa: Isa::Portable, budget: 1 << 16 });
    let (reference, started) = (fixture.reference(), Instant::now());
    assert_eq!(fixture.prove(&key), reference);
    let (took, mut rng) = (started.elapsed(), StdRng::seed_from_u64(2));
    let [r, s] = [0; 2].map(|_| Fr::rand(&mut rng));
    let stop = Stop::new();
    stop.ask();
    assert_eq!(key.prove(&fixture.assignment, &r, &s, &stop), Err(Stopped));
    for part in 0..40 {
        let stop = Stop::with_deadline(Instant::now() + took * part / 20);
        let proof = key.prove(&fixture.assignment, &r, &s, &stop);
        assert!(proof == Err(Stopped) || proof == Ok(reference.clone()), "{part}");
    }
    assert_eq!(fixture.prove(&key), reference);
}
