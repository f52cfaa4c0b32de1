//! The store: on success, where each step fails, and where it panics.

use defer_newcomer::store::{Probe, Store, run_all};
use pretty_assertions::assert_eq;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::rc::Rc;
use tempfile::TempDir;

/// A store in a folder of its own.
fn begin() -> (TempDir, Rc<Probe>, Store) {
    let (folder, probe) = (TempDir::new().unwrap(), Rc::default());
    let store = open(folder.path(), &probe);
    probe.take();
    (folder, probe, store)
}

fn open(folder: &Path, probe: &Rc<Probe>) -> Store {
    Store::open(folder, Rc::clone(probe)).unwrap()
}

/// Whether `step` panics.
fn panics<T>(step: impl FnOnce() -> T) -> bool {
    catch_unwind(AssertUnwindSafe(|| drop(step()))).is_err()
}

/// What is said where this step fails, and that the same is said where it panics.
fn fails<T>(probe: &Probe, step: &'static str, mut run: impl FnMut() -> Result<T, std::io::Error>) -> Vec<String> {
    probe.fails_at.set(Some(step));
    assert!(run().is_err_and(|error| error.to_string().contains(step)));
    probe.fails_at.set(None);
    let said = probe.take();
    probe.panics_at.set(Some(step));
    assert!(panics(&mut run));
    probe.panics_at.set(None);
    assert_eq!(probe.take(), said);
    said
}

#[test]
fn a_constructor_undoes_what_it_has_begun() {
    let (folder, probe) = (TempDir::new().unwrap(), Rc::default());
    let begin = || Store::open(folder.path(), Rc::clone(&probe));
    fs::write(folder.path().join("stale.temp"), "").unwrap();
    assert_eq!(fails(&probe, "locked", begin), ["unlock"]);
    assert!(folder.path().join("stale.temp").exists());
    assert_eq!(fails(&probe, "rebuilt", begin), ["0 keys to 0", "close log", "unlock"]);
    fs::write(folder.path().join("stale.temp"), "").unwrap();
    let store = begin().unwrap();
    assert_eq!(probe.take(), ["0 keys to 0", "1 stale"]);
    assert!(begin().is_err(), "it is locked");
    assert!(probe.take().is_empty());
    store.close().unwrap();
    assert_eq!(probe.take(), ["closed"]);
    begin().unwrap();
}

#[test]
fn a_lock_is_given_back_though_closing_fails() {
    let (folder, probe, store) = begin();
    probe.fails_at.set(Some("close"));
    assert!(store.close().is_err());
    assert_eq!(probe.take(), ["closed"]);
    assert!(!folder.path().join("lock").exists());
}

#[test]
fn half_a_record_is_cut_off() {
    let (folder, probe, mut store) = begin();
    store.put("a", Some("1")).unwrap();
    store.put("b", Some("22")).unwrap();
    for step in ["half", "written"] {
        assert_eq!(fails(&probe, step, || store.put("a", Some("333"))), ["cut to 21"]);
        assert_eq!(fails(&probe, step, || store.put("a", None)), ["cut to 21"]);
    }
    assert_eq!(folder.path().join("log").metadata().unwrap().len(), 21);
    assert_eq!(store.get("a").unwrap().as_deref(), Some("1"));
    store.put("a", None).unwrap();
    assert_eq!(store.get("a").unwrap(), None);
    assert!(fails(&probe, "read", || store.get("b")).is_empty());
    store.close().unwrap();

    let mut log = OpenOptions::new().append(true).open(folder.path().join("log")).unwrap();
    log.write_all(&[1, 0, 0, 0, 9, 0, 0, 0, b'z']).unwrap();
    probe.take();
    let mut store = open(folder.path(), &probe);
    assert_eq!(probe.take(), ["torn at 30", "1 keys to 30", "0 stale"]);
    assert_eq!(store.get("b").unwrap().as_deref(), Some("22"));
}

#[test]
fn a_batch_is_undone_as_a_whole() {
    let (_folder, probe, mut store) = begin();
    let put = store.batch(&[("a", Some("1")), ("", None), ("b", Some("2"))]);
    assert_eq!(put.unwrap(), 2);
    assert_eq!(probe.take(), ["a Normally", " Normally", "b Normally"]);
    probe.fails_at.set(Some("half"));
    assert!(store.batch(&[("", None), ("c", Some("1"))]).is_err());
    assert_eq!(probe.take(), [" Normally", "cut to 20", "c Normally"]);
    probe.fails_at.set(None);
    probe.panics_at.set(Some("written"));
    assert!(panics(|| store.batch(&[("a", None)])));
    assert_eq!(probe.take(), ["cut to 20", "a Panicking"]);
    probe.panics_at.set(None);
    assert_eq!(store.get("a").unwrap().as_deref(), Some("1"));
    assert_eq!(store.get("c").unwrap(), None);
}

#[test]
fn the_panic_of_an_update_is_its_error() {
    let (_folder, _, mut store) = begin();
    store.put("a", Some("1")).unwrap();
    let before = store.update("a", |value| value.map(|value| value + "1"));
    assert_eq!(before.unwrap().as_deref(), Some("1"));
    let lost = store.update("a", |_| panic!("boom"));
    assert_eq!(lost.unwrap_err().to_string(), "boom");
    assert_eq!(store.get("a").unwrap().as_deref(), Some("11"));
}

#[test]
fn compaction_leaves_no_temporary_file() {
    let (folder, probe, mut store) = begin();
    for value in ["1", "2"] {
        store.put("a", Some(value)).unwrap();
    }
    for step in ["copy", "rename"] {
        assert_eq!(fails(&probe, step, || store.compact()), ["copied"]);
        assert!(!folder.path().join("log.temp").exists());
        assert_eq!(store.get("a").unwrap().as_deref(), Some("2"));
    }
    assert_eq!(store.compact().unwrap(), 10);
    assert_eq!(store.get("a").unwrap().as_deref(), Some("2"));
    assert_eq!(store.compact().unwrap(), 0);
}

#[test]
fn a_scan_may_be_broken_off() {
    let (_folder, probe, mut store) = begin();
    store.batch(&[("a", Some("1")), ("b", Some("2"))]).unwrap();
    probe.take();
    assert!(store.scan(|_, _| ControlFlow::Continue(())).is_continue());
    assert_eq!(probe.take(), ["visited a", "visited b"]);
    assert!(store.scan(|_, _| ControlFlow::Break(())).is_break());
    assert_eq!(probe.take(), ["visited a", "stopped"]);
    assert!(panics(|| store.scan(|_, _| panic!("in the visit"))));
    assert_eq!(probe.take(), ["visited a", "stopped"]);
    probe.fails_at.set(Some("read"));
    assert!(store.scan(|_, _| ControlFlow::Break(())).is_continue());
    assert_eq!(probe.take(), ["unreadable", "unreadable"]);
}

#[test]
fn text_comes_out_and_goes_in() {
    let (folder, probe, mut store) = begin();
    let text = folder.path().join("text");
    store.put("a", Some("1")).unwrap();
    fails(&probe, "export", || store.export(&text));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "the log and the lock");
    store.export(&text).unwrap();
    assert_eq!(fs::read_to_string(&text).unwrap(), "a=1\n");

    let mut import = |lines: &[u8]| {
        fs::write(&text, lines).unwrap();
        let (put, refused, error) = store.import(&text);
        (put, refused, error.map(|error| error.kind()))
    };
    assert_eq!(import(b"a=5\nx\nc=\n"), (2, 1, None));
    assert_eq!(import(b"a=5\n\xff\n"), (1, 0, Some(ErrorKind::InvalidData)));
    probe.panics_at.set(Some("half"));
    assert!(panics(|| import(b"a=5\n")));
    assert_eq!(
        probe.take(),
        [
            "2 put, 1 refused, false",
            "1 put, 0 refused, true",
            "cut to 39",
            "0 put, 1 refused, false"
        ]
    );
    let (put, refused, error) = store.import(&folder.path().join("none"));
    assert_eq!((put, refused, error.is_some()), (0, 0, true));
}

#[test]
fn the_lock_comes_back() {
    let (folder, probe, mut store) = begin();
    let lock = folder.path().join("lock");
    assert!(!store.unlocked(|_| lock.exists()).unwrap());
    assert!(lock.exists());
    assert_eq!(store.unlocked(|_| None::<u32>).unwrap(), None);
    assert!(panics(|| store.unlocked(|_| -> u32 { panic!("in the body") })));
    assert_eq!(probe.take(), ["body failed", "body failed"]);
    assert!(lock.exists());
    let taken = store.unlocked(|_| fs::write(&lock, "").unwrap());
    assert_eq!(taken.unwrap_err().kind(), ErrorKind::AlreadyExists);
}

#[test]
fn a_panic_loses_one_job() {
    let (_one, _, first) = begin();
    let (_two, _, second) = begin();
    let mut count = 0;
    let lost = run_all(&mut [first, second], |store| {
        count += 1;
        assert!(count > 1, "first");
        store.put("a", None)?;
        Err(std::io::Error::other("second"))
    });
    assert_eq!(lost, ["0: first", "1: second"]);
}
