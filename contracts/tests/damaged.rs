//! Files that were changed, put back, or left by a killed process: readers are told what is wrong, never stopped by it.
#![allow(clippy::unwrap_used, reason = "a test stops where it is surprised")]

mod common;

use common::{NOW, World, later};
use plimsoll_circuits::{fingerprint::Class, member::Roles};
use plimsoll_contracts::{
    Code, Expected, FlushHabit, Ledger, Order, ReplayError, Seen, StoreError, SubmitError, Transition,
    UnixTime, store::panic_is_caught, time::ClockError,
};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;
use redb::{Key, ReadableTable, TableDefinition, Value};
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

const DAY: u64 = UnixTime::DAY;

/// A closed ledger of a few entries of each kind, three of them behind the flush at height 5, and a bill that is on it.
fn ledger(world: &mut World, folder: &Path) -> (PathBuf, Transition) {
    let path = folder.join("ledger.redb");
    let ledger = Ledger::create(&path, &world.genesis).unwrap().with_flush_habit(FlushHabit::Every(4));
    for n in 0..3 {
        let (admit, _) = world.admission(Roles::HOLDER);
        ledger.submit_order(&world.order(n, admit), NOW).unwrap();
    }
    let roots = ledger.view().unwrap().latest().unwrap().roots;
    let bill = world.register(&roots);
    ledger.submit(&world.keys, &bill, NOW).unwrap();
    for _ in 0..3 {
        let t = world.movement(&roots);
        ledger.submit(&world.keys, &t, NOW).unwrap();
    }
    (path, bill)
}

fn quiet() {
    let shown = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !panic_is_caught() {
            shown(panic);
        }
    }));
}

/// Everything that a reader and a writer do; what went wrong, if something did.
fn use_it(world: &World, path: &Path, more: &Transition) -> Result<(), String> {
    let reading = || -> Result<(), StoreError> {
        let ledger = Ledger::open(path)?;
        let view = ledger.view()?;
        let newest = view.latest()?;
        view.entries_since(0)?.try_for_each(|entry| entry.map(drop))?;
        let notes = view.notes_since(0)?;
        if let Some(note) = notes.first() {
            view.note_path(note.commitment)?;
        }
        for member in view.members()? {
            view.member_path(member.address())?;
        }
        view.nullifier_absence(newest.roots.notes)?;
        view.control()?;
        Ok(())
    };
    let replayed = || {
        Ledger::open_read_only(path)?.replay(&world.keys, |_| {}).map(drop).map_err(|e| match e {
            ReplayError::Log { why, .. } | ReplayError::Tables { why, .. } => why,
            fault => {
                StoreError::Io { file: path.to_owned(), source: std::io::Error::other(fault.to_string()) }
            }
        })
    };
    let written =
        || match Ledger::open(path)?.with_lock_wait(Duration::from_millis(50)).submit(&world.keys, more, NOW)
        {
            Err(SubmitError::Store(e)) => Err(e),
            _ => Ok(()),
        };
    let name = path.display().to_string();
    let mut result = Ok(());
    for did in [reading(), replayed(), written()] {
        if let Err(e) = did {
            assert!(e.to_string().contains(&name), "does not name the file: {e}");
            result = Err(e.to_string());
        }
    }
    result
}

#[test]
fn a_flipped_bit_never_stops_the_program_and_the_error_names_the_file() {
    quiet();
    let mut world = World::new(0);
    let dir = tempfile::tempdir().unwrap();
    let (path, _) = ledger(&mut world, dir.path());
    let sound = fs::read(&path).unwrap();
    let roots = Ledger::open(&path).unwrap().view().unwrap().latest().unwrap().roots;
    let more = world.movement(&roots);
    let mut rng = ChaCha20Rng::seed_from_u64(7);
    let (mut noticed, mut repaired) = (0, 0);
    for round in 0..150 {
        let mut bytes = sound.clone();
        // Every second flip hits the header and the pages behind it, where the structure is.
        let end = if round % 2 == 0 { bytes.len() } else { bytes.len().min(24_576) };
        bytes[rng.gen_range(0..end)] ^= 1 << rng.gen_range(0..8);
        let folder = tempfile::tempdir().unwrap();
        let flipped = folder.path().join("flipped.redb");
        fs::write(&flipped, &bytes).unwrap();
        noticed += usize::from(use_it(&world, &flipped, &more).is_err());
        // Whatever can be opened can be built again, as far as its log goes, and the damaged file stays as it is.
        fs::write(&flipped, &bytes).unwrap();
        if round % 3 != 0 {
            continue;
        }
        let Ok(damaged) = Ledger::open_damaged(&flipped, Some(&world.genesis)) else { continue };
        let examined = damaged.examine(&world.keys, NOW, |_| {}).unwrap();
        let kept = damaged.rebuild(&examined, |_| {}).unwrap();
        assert!(fs::read(kept).unwrap() == bytes, "the damaged file is not what it was");
        let built = Ledger::open(&flipped).unwrap();
        assert_eq!(built.replay(&world.keys, |_| {}).unwrap().newest.height, examined.kept.height);
        repaired += 1;
    }
    assert!(noticed > 5, "only {noticed} of 150 were noticed");
    assert!(repaired > 20, "only {repaired} of 50 were repaired");
}

/// Changes one table: takes its first row away.
fn behead<K: Key + 'static, V: Value + 'static>(write: &redb::WriteTransaction, name: &str) {
    write.open_table(TableDefinition::<K, V>::new(name)).unwrap().pop_first().unwrap().unwrap();
}

/// Changes one table of records: puts one under a key that none has.
fn another_record(write: &redb::WriteTransaction, name: &str) {
    let table = TableDefinition::<Field, Bytes>::new(name);
    write.open_table(table).unwrap().insert(&[1; 32], [0; 9].as_slice()).unwrap();
}

fn tamper(path: &Path, change: impl FnOnce(&redb::WriteTransaction)) {
    let database = redb::Database::open(path).unwrap();
    let write = database.begin_write().unwrap();
    change(&write);
    write.commit().unwrap();
}

type Bytes = &'static [u8];
type Field = &'static [u8; 32];
type Change = fn(&redb::WriteTransaction, &str);

#[test]
fn a_row_that_is_missing_in_any_table_is_found_and_put_back() {
    const TABLES: [(&str, Change); 21] = [
        ("snapshots", |w, name| {
            w.open_table(TableDefinition::<u64, Bytes>::new(name)).unwrap().remove(3).unwrap().unwrap();
        }),
        ("ids", behead::<Field, u64>),
        ("note-nodes", behead::<(u8, u64), Field>),
        ("nullifier-nodes", behead::<(u8, u64), Field>),
        ("member-nodes", behead::<(u8, u64), Field>),
        ("lengths", behead::<&str, u64>),
        ("nullifier-order", behead::<Field, (u64, Field)>),
        ("frozen-nodes", behead::<(u8, u64), Field>),
        ("frozen-order", behead::<Field, (u64, Field)>),
        ("soft", behead::<(Field, u64), ()>),
        ("docs", behead::<Field, Bytes>),
        ("invoices", behead::<Field, Bytes>),
        ("versions", behead::<Field, Bytes>),
        ("commitments", behead::<Field, u64>),
        ("nullifiers", behead::<Field, u64>),
        ("waiting-notes", behead::<u64, Field>),
        ("waiting-nullifiers", behead::<u64, Field>),
        ("note-roots", behead::<Field, u64>),
        ("member-roots", behead::<Field, Bytes>),
        ("members", behead::<Field, Bytes>),
        ("organisations", behead::<Field, Bytes>),
    ];
    let mut world = World::new(0);
    let dir = tempfile::tempdir().unwrap();
    let (sound, _) = ledger(&mut world, dir.path());
    for (table, change) in TABLES {
        let path = dir.path().join(table);
        fs::copy(&sound, &path).unwrap();
        tamper(&path, |write| change(write, table));
        let damaged = Ledger::open_read_only(&path).unwrap();
        let fault = damaged.replay(&world.keys, |_| {}).unwrap_err();
        assert!(
            matches!(&fault, ReplayError::Store { height: 8, what } if what == table),
            "{table}: {fault}"
        );
        let examined = damaged.examine(&world.keys, NOW, |_| {}).unwrap();
        assert!(!examined.loses_entries());
        damaged.rebuild(&examined, |_| {}).unwrap();
        assert_eq!(Ledger::open(&path).unwrap().replay(&world.keys, |_| {}).unwrap().newest.height, 8);
    }
}

/// A writer logs nothing that damaged tables lead to: the fault stays beside the log, and a repair loses no entry.
#[test]
fn a_flush_over_damaged_tables_is_refused_and_nothing_is_logged() {
    const TABLES: [(&str, Change); 3] = [
        ("waiting-notes", behead::<u64, Field>),
        ("waiting-nullifiers", behead::<u64, Field>),
        ("note-nodes", |w, name| {
            let mut table = w.open_table(TableDefinition::<(u8, u64), Field>::new(name)).unwrap();
            table.insert((16, 0), &[1; 32]).unwrap();
        }),
    ];
    let mut world = World::new(0);
    let dir = tempfile::tempdir().unwrap();
    let (sound, _) = ledger(&mut world, dir.path());
    for (table, change) in TABLES {
        let path = dir.path().join(format!("{table}-written"));
        fs::copy(&sound, &path).unwrap();
        tamper(&path, |write| change(write, table));
        let damaged = Ledger::open(&path).unwrap();
        let refused = damaged.flush(NOW).unwrap_err();
        assert!(matches!(refused, StoreError::Damaged { .. }), "{table}: {refused}");
        let examined = damaged.examine(&world.keys, NOW, |_| {}).unwrap();
        assert!(!examined.loses_entries(), "{table}");
        damaged.rebuild(&examined, |_| {}).unwrap();
        let rebuilt = Ledger::open(&path).unwrap();
        rebuilt.flush(NOW).unwrap();
        assert_eq!(rebuilt.replay(&world.keys, |_| {}).unwrap().newest.height, 9);
    }
}

#[test]
fn a_row_too_many_or_another_one_is_found() {
    let changes: [(&str, Change); 10] = [
        ("frozen-order", |w, name| {
            let table = TableDefinition::<Field, (u64, Field)>::new(name);
            w.open_table(table).unwrap().insert(&[1; 32], (4, &[0; 32])).unwrap();
        }),
        ("soft", |w, name| {
            let table = TableDefinition::<(Field, u64), ()>::new(name);
            w.open_table(table).unwrap().insert((&[1; 32], 1), ()).unwrap();
        }),
        ("docs", another_record),
        ("lots", another_record),
        ("waivers", another_record),
        ("council", |w, name| {
            let mut table = w.open_table(TableDefinition::<Field, Bytes>::new(name)).unwrap();
            let mut council = table.get(&[0; 32]).unwrap().unwrap().value().to_vec();
            council[7] ^= 1;
            table.insert(&[0; 32], council.as_slice()).unwrap();
        }),
        ("note-roots", |w, name| {
            w.open_table(TableDefinition::<Field, u64>::new(name)).unwrap().insert(&[2; 32], 1).unwrap();
        }),
        ("log", |w, name| {
            let mut table = w.open_table(TableDefinition::<u64, Bytes>::new(name)).unwrap();
            let first = table.get(1).unwrap().unwrap().value().to_vec();
            table.insert(0, first.as_slice()).unwrap();
        }),
        ("meta", |w, name| {
            let mut table = w.open_table(TableDefinition::<&str, Bytes>::new(name)).unwrap();
            let mut control = table.get("control").unwrap().unwrap().value().to_vec();
            control[0] ^= 1;
            table.insert("control", control.as_slice()).unwrap();
        }),
        ("another", |w, name| {
            w.open_table(TableDefinition::<u64, u64>::new(name)).unwrap().insert(1, 1).unwrap();
        }),
    ];
    let mut world = World::new(0);
    let dir = tempfile::tempdir().unwrap();
    let (sound, _) = ledger(&mut world, dir.path());
    for (table, change) in changes {
        let path = dir.path().join(table);
        fs::copy(&sound, &path).unwrap();
        tamper(&path, |write| change(write, table));
        let fault = Ledger::open(&path).unwrap().replay(&world.keys, |_| {}).unwrap_err();
        assert!(
            matches!(&fault, ReplayError::Store { height: 8, what } if what == table),
            "{table}: {fault}"
        );
    }
}

#[test]
fn fingerprints_taken_out_do_not_let_a_bill_in_again_once_repaired() {
    let mut world = World::new(0);
    let dir = tempfile::tempdir().unwrap();
    let (path, bill) = ledger(&mut world, dir.path());
    let posting = bill.posting().unwrap();
    let (class, f) = posting.fingerprints().next().unwrap();
    assert_eq!(class, Class::Doc);
    let roots = Ledger::open(&path).unwrap().view().unwrap().latest().unwrap().roots;
    let again = world.register_with(&roots, |p| p.fingerprints[0] = f);
    tamper(&path, |write| {
        write.delete_table(TableDefinition::<Field, Bytes>::new("docs")).unwrap();
        write.open_table(TableDefinition::<Field, Bytes>::new("docs")).unwrap();
    });
    let damaged = Ledger::open(&path).unwrap();
    assert_eq!(damaged.view().unwrap().fingerprint_height(class, f).unwrap(), None);
    let examined = damaged.examine(&world.keys, NOW, |_| {}).unwrap();
    assert!(matches!(&examined.fault, Some(ReplayError::Store { what, .. }) if what == "docs"));
    damaged.rebuild(&examined, |_| {}).unwrap();
    // Whoever had the old file open does not write to it any more.
    assert!(matches!(
        damaged.submit(&world.keys, &again, NOW),
        Err(SubmitError::Store(StoreError::Replaced(file))) if file == path
    ));
    let refused = Ledger::open(&path).unwrap().submit(&world.keys, &again, NOW);
    assert!(matches!(refused, Err(SubmitError::Rejected(r)) if r.code == Code::ConflictDoc));
}

#[test]
fn an_entry_of_the_future_is_refused_found_and_taken_off() {
    let mut world = World::new(0);
    let dir = tempfile::tempdir().unwrap();
    let (path, _) = ledger(&mut world, dir.path());
    let fast = later(200 * DAY);
    let roots = Ledger::open(&path).unwrap().view().unwrap().latest().unwrap().roots;
    let (first, second) = (world.movement(&roots), world.movement(&roots));
    let leap = Ledger::open(&path).unwrap().submit(&world.keys, &first, fast);
    assert!(matches!(
        leap,
        Err(SubmitError::Store(StoreError::Clock(ClockError::Leap { now, newest }))) if (now, newest) == (fast, NOW)
    ));
    let order =
        Ledger::open(&path).unwrap().submit_order(&world.order(3, Order::Pause { emergency: false }), fast);
    assert!(order.is_err(), "an order is bound by the clock, too");
    // A week is a quiet ledger's own affair.
    let quiet = later(7 * DAY);
    Ledger::open(&path).unwrap().submit(&world.keys, &first, quiet).unwrap();

    let confirmed = Ledger::open(&path).unwrap().with_confirmed_date(Some(fast.day()));
    let made = confirmed.submit(&world.keys, &second, fast).unwrap();
    let behind =
        Ledger::open(&path).unwrap().submit_order(&world.order(3, Order::Pause { emergency: false }), quiet);
    let said = behind.unwrap_err().to_string();
    assert!(said.contains("the entry is ahead of the clock by 193 days"), "{said}");

    let ledger = Ledger::open(&path).unwrap();
    assert_eq!(ledger.replay(&world.keys, |_| {}).unwrap().newest.height, 12);
    let now = Expected { now: Some(quiet), ..Expected::default() };
    let fault = ledger.verify(&world.keys, &now, |_| {}).unwrap_err();
    assert!(matches!(fault, ReplayError::Future { height: 11, time, .. } if time == fast));
    let examined = ledger.examine(&world.keys, quiet, |_| {}).unwrap();
    assert_eq!((examined.kept.height, examined.loses_entries()), (10, true));
    assert_eq!(
        examined.dropped.iter().map(|d| (d.height, d.id)).collect::<Vec<_>>(),
        [(11, Some(made.id)), (12, None)],
        "the entry, and its flush"
    );
    let before = fs::read(&path).unwrap();
    let kept = ledger.rebuild(&examined, |_| {}).unwrap();
    assert_eq!(kept, dir.path().join("ledger.redb.before-repair-1"));
    assert!(fs::read(&kept).unwrap() == before);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2, "nothing else is left");
    let repaired = Ledger::open(&path).unwrap();
    assert_eq!(repaired.verify(&world.keys, &now, |_| {}).unwrap().newest.height, 10);
    repaired.submit_order(&world.order(3, Order::Pause { emergency: false }), quiet).unwrap();
    // A second repair finds another name for what it keeps; one that has nothing to do still may be asked for.
    let examined = repaired.examine(&world.keys, quiet, |_| {}).unwrap();
    assert!(examined.fault.is_none() && !examined.loses_entries());
    assert!(repaired.rebuild(&examined, |_| {}).unwrap().ends_with("ledger.redb.before-repair-2"));
}

#[test]
fn an_older_copy_other_keys_and_a_rewritten_log_are_noticed_by_who_saw_more() {
    let mut world = World::new(0);
    let dir = tempfile::tempdir().unwrap();
    let (path, _) = ledger(&mut world, dir.path());
    let older = dir.path().join("older");
    fs::copy(&path, &older).unwrap();
    let roots = Ledger::open(&path).unwrap().view().unwrap().latest().unwrap().roots;
    let (t, other) = (world.movement(&roots), world.movement(&roots));
    let receipt = Ledger::open(&path).unwrap().submit(&world.keys, &t, NOW).unwrap();
    let seen = Seen { height: receipt.height, entry_hash: receipt.entry_hash };
    let genesis = Some(world.genesis.hash());
    let expected = Expected { genesis, seen: vec![seen], now: Some(NOW) };
    Ledger::open(&path).unwrap().verify(&world.keys, &expected, |_| {}).unwrap();

    let put_back = Ledger::open(&older).unwrap();
    let gone = put_back.verify(&world.keys, &expected, |_| {}).unwrap_err();
    assert!(matches!(gone, ReplayError::Missing { height: 9, newest: 8, .. }));
    put_back.submit(&world.keys, &other, NOW).unwrap();
    assert_eq!(put_back.replay(&world.keys, |_| {}).unwrap().newest.height, 10, "it is sound in itself");
    let rewritten = put_back.verify(&world.keys, &expected, |_| {}).unwrap_err();
    assert!(
        matches!(rewritten, ReplayError::Rewritten { height: 9, expected, .. } if expected == seen.entry_hash)
    );

    // The same names, guardians and administration, so the same domain, but other verifying keys.
    let mut swapped = world.genesis.clone();
    swapped.circuits.pop();
    assert_eq!(swapped.domain(), world.genesis.domain());
    let expected = Expected { genesis: Some(swapped.hash()), ..Expected::default() };
    let fault = put_back.verify(&world.keys, &expected, |_| {}).unwrap_err();
    assert!(matches!(fault, ReplayError::OtherGenesis { .. }));
}

const CHILD: &str = "PLIMSOLL_READER_LEDGER";

/// Run by the tests below, as another user or until it is killed.
#[test]
#[ignore = "a part of the tests below"]
fn child() {
    let Some(path) = std::env::var_os(CHILD) else { return };
    if std::env::var_os("PLIMSOLL_READER_WAITS").is_some() {
        let ledger = Ledger::open(&path).unwrap();
        assert_eq!(ledger.view().unwrap().latest().unwrap().height, 8);
        println!("waiting");
        std::thread::sleep(Duration::from_secs(600));
    }
    let world = World::new(0);
    for ledger in [Ledger::open(&path).unwrap(), Ledger::open_read_only(&path).unwrap()] {
        assert_eq!(ledger.replay(&world.keys, |_| {}).unwrap().newest.height, 8);
        let refused = ledger
            .submit_order(&world.order(3, Order::Pause { emergency: false }), NOW)
            .unwrap_err()
            .to_string();
        println!("refused: {refused}");
    }
    println!("read");
}

fn run_child(program: &Path, path: &Path) -> Command {
    let mut command = Command::new(program);
    command.args(["--exact", "child", "--ignored", "--nocapture"]).env(CHILD, path).stdout(Stdio::piped());
    command
}

#[cfg(unix)]
#[test]
fn reading_needs_no_right_to_write_even_behind_a_killed_writer() {
    use std::os::unix::{
        fs::{MetadataExt, PermissionsExt},
        process::CommandExt,
    };
    let mode = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    let mut world = World::new(0);
    let dir = tempfile::tempdir().unwrap();
    mode(dir.path(), 0o755);
    // Where another user may run it.
    let program = dir.path().join("program");
    fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    mode(&program, 0o755);
    for killed in [false, true] {
        let folder = dir.path().join(format!("ledger-{killed}"));
        fs::create_dir(&folder).unwrap();
        let (path, _) = ledger(&mut world, &folder);
        if killed {
            // What a writer leaves that had the file open.
            let mut bytes = fs::read(&path).unwrap();
            bytes[9] |= 2;
            fs::write(&path, bytes).unwrap();
        }
        let before = fs::read(&path).unwrap();
        mode(&path, 0o444);
        mode(&folder, 0o555);
        let mut child = run_child(&program, &path);
        // The superuser may write everything: somebody else reads then.
        if fs::metadata(&folder).unwrap().uid() == 0 {
            child.uid(65_534).gid(65_534);
        }
        let output = child.output().unwrap();
        mode(&folder, 0o755);
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{said}");
        assert!(
            said.contains("may be read by this user, but not written") && said.contains("read\n"),
            "{said}"
        );
        assert!(fs::read(&path).unwrap() == before, "reading wrote");
    }
}

#[test]
fn a_reader_that_is_killed_leaves_nothing_behind() {
    use std::io::{BufRead, BufReader};
    let mut world = World::new(0);
    let dir = tempfile::tempdir().unwrap();
    let (path, _) = ledger(&mut world, dir.path());
    let before = fs::read(&path).unwrap();
    let mut command = run_child(&std::env::current_exe().unwrap(), &path);
    let mut child = command.env("PLIMSOLL_READER_WAITS", "yes").spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    assert!(lines.any(|line| line.ends_with("waiting")));
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(fs::read(&path).unwrap() == before);
    Ledger::open_read_only(&path).unwrap().replay(&world.keys, |_| {}).unwrap();
}
