//! What C has given out is given back: on success, where a call fails, and where a callback panics.
#![cfg(target_os = "linux")]

use defer_newcomer::ffi::{
    Shared, addresses, list_folder, open_all, open_descriptors, sort, sum_mapped, through_pipe, walk, with_blocks,
    with_umask,
};
use pretty_assertions::assert_eq;
use std::fs::{self, File};
use std::io::{self, Write};
use std::net::IpAddr;
use std::os::fd::{FromRawFd, OwnedFd};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tempfile::TempDir;

/// Descriptors and the mask are those of the whole process, so a test has it for itself.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A folder with a file of three bytes and two folders, one in the other.
fn folder() -> (TempDir, String, String) {
    let folder = TempDir::new().unwrap();
    fs::create_dir_all(folder.path().join("a/b")).unwrap();
    fs::write(folder.path().join("data.bin"), [1, 2, 3]).unwrap();
    let path = folder.path().to_str().unwrap().to_owned();
    let file = format!("{path}/data.bin");
    (folder, path, file)
}

fn panics<T>(step: impl FnOnce() -> T) -> bool {
    catch_unwind(AssertUnwindSafe(|| drop(step()))).is_err()
}

/// How often a file is mapped.
fn mappings(name: &str) -> usize {
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    maps.lines().filter(|line| line.contains(name)).count()
}

/// Runs a test that leaves as many descriptors open as there were.
fn keeps_descriptors(run: impl FnOnce()) {
    let before = open_descriptors().unwrap();
    run();
    assert_eq!(open_descriptors().unwrap(), before);
}

#[test]
fn folders() {
    let _alone = alone();
    let (_folder, path, _) = folder();
    keeps_descriptors(|| {
        assert_eq!(list_folder(&path).unwrap(), [".", "..", "a", "data.bin"]);
        assert!(list_folder("/no/such/folder").is_err());
        assert!(list_folder("a\0b").is_err());

        let (mut depth, mut seen) = (0, Vec::new());
        let mut visit = |at: &str, depth| seen.push((at.strip_prefix(&path).unwrap().to_owned(), depth));
        walk(&path, &mut depth, &mut visit).unwrap();
        assert_eq!(seen, [(String::new(), 1), ("/a".to_owned(), 2), ("/a/b".to_owned(), 3)]);
        assert!(panics(|| walk(&path, &mut depth, &mut |_, depth| assert!(depth < 3))));
        assert!(walk("/no/such/folder", &mut depth, &mut |_, _| ()).is_err());
        assert_eq!(depth, 0);
    });
}

#[test]
fn mapped_files() {
    let _alone = alone();
    let (_folder, path, file) = folder();
    keeps_descriptors(|| {
        assert_eq!(sum_mapped(&file, &mut |_| ()).unwrap(), 6);
        assert!(panics(|| sum_mapped(&file, &mut |byte| assert!(byte < 3))));
        assert!(sum_mapped(&path, &mut |_| ()).is_err(), "a folder can't be mapped");
        assert_eq!(mappings("data.bin"), 0);
    });
}

#[test]
fn a_constructor_unmaps_and_closes() {
    let _alone = alone();
    keeps_descriptors(|| {
        let failed = Shared::create("newcomer", 5000, |_| Err(io::Error::other("not filled")));
        assert!(failed.is_err());
        assert!(panics(|| Shared::create("newcomer", 5000, |_| panic!("not filled"))));
        assert_eq!(mappings("newcomer"), 0);

        let fill = |bytes: &mut [u8]| {
            bytes[4999] = 7;
            Ok(())
        };
        let shared = Shared::create("newcomer", 5000, fill).unwrap();
        assert_eq!(mappings("newcomer"), 1);
        assert_eq!(shared.locked(|bytes| bytes[4999]).unwrap(), 7);
        assert!(panics(|| shared.locked(|bytes| assert_eq!(bytes[4999], 8))));
        shared.close().unwrap();
        assert_eq!(mappings("newcomer"), 0);
    });
}

#[test]
fn all_are_opened_or_none() {
    let _alone = alone();
    let (_folder, path, file) = folder();
    keeps_descriptors(|| {
        let opened = open_all(&[&file, &path]).unwrap();
        assert_eq!(opened.len(), 2);
        // SAFETY: `open_all` gives them to the caller.
        #[allow(unsafe_code)]
        opened
            .into_iter()
            .for_each(|fd| drop(unsafe { OwnedFd::from_raw_fd(fd) }));
        assert!(open_all(&[&file, &path, "/no/such/file"]).is_err());
    });
}

#[test]
fn hosts() {
    let _alone = alone();
    assert_eq!(addresses("127.0.0.1"), Ok(vec![IpAddr::from([127, 0, 0, 1])]));
    assert_eq!(addresses("::1"), Ok(vec!["::1".parse().unwrap()]));
    assert!(addresses("no host").unwrap_err().starts_with("no host: "));
}

#[test]
fn a_pipe_is_closed_before_it_is_read() {
    let _alone = alone();
    keeps_descriptors(|| {
        let mut log = Vec::new();
        let hello = |fd: i32| {
            File::options()
                .write(true)
                .open(format!("/proc/self/fd/{fd}"))?
                .write_all(b"hello")
        };
        assert_eq!(through_pipe(hello, &mut log).unwrap(), b"hello");
        assert!(through_pipe(|_| Err(io::Error::other("not written")), &mut log).is_err());
        assert!(panics(|| through_pipe(|_| panic!("not written"), &mut log)));
        assert_eq!(
            log,
            ["written, Normally", "read", "written, Normally", "written, Panicking"]
        );
    });
}

#[test]
fn no_panic_goes_through_c() {
    let _alone = alone();
    let mut values = [3, 1, 2];
    sort(&mut values);
    assert_eq!(values, [1, 2, 3]);
    sort(&mut [3, 13, 2]);
}

#[test]
fn the_mask_comes_back() {
    let _alone = alone();
    let folder = TempDir::new().unwrap();
    let mode = |name: &str| {
        use std::os::unix::fs::PermissionsExt;
        let path = folder.path().join(name);
        fs::write(&path, "").unwrap();
        path.metadata().unwrap().permissions().mode() & 0o777
    };
    let (before, mut lost) = (mode("before"), true);
    with_umask(0o777, || assert_eq!(mode("masked"), 0), &mut lost);
    assert_eq!((mode("behind"), lost), (before, false));
    assert!(panics(|| with_umask(0o777, || panic!("masked"), &mut lost)));
    assert_eq!((mode("behind it"), lost), (before, true));
}

#[test]
fn blocks() {
    let _alone = alone();
    assert_eq!(with_blocks(3, |blocks| blocks.len()), Some(3));
    assert_eq!(with_blocks(3, |_| None::<u32>), Some(None));
    assert!(panics(|| with_blocks(3, |_| -> u32 { panic!("in the body") })));
}
