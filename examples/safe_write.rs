//! Writes a file so that there is either the old text or the new one, whatever fails meanwhile, and no temporary file.
//! It is made to fail at each step; what the folder then holds is printed and asserted, and is a test too.
//! `cargo run --example safe_write`

use defer_runtime::{errdefer, with_defer};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

#[with_defer]
fn safe_write(path: &Path, lines: &[&str], fault: Option<Step>) -> io::Result<()> {
    // In the same folder, since a rename doesn't cross file systems.
    let temporary = path.with_extension("tmp");
    reach(Step::Create, fault)?;
    let mut file = File::create_new(&temporary)?;
    // Registered only now: a temporary file that was there before is another writer's.
    errdefer!(fs::remove_file(&temporary)?);

    for line in lines {
        writeln!(file, "{line}")?;
        reach(Step::Write, fault)?;
    }
    reach(Step::Sync, fault)?;
    file.sync_all()?;
    reach(Step::Rename, fault)?;
    fs::rename(&temporary, path)
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    Create,
    Write,
    Sync,
    Rename,
}

/// Fails at the step where the fault is, as a full disk would.
fn reach(step: Step, fault: Option<Step>) -> io::Result<()> {
    if fault == Some(step) {
        return Err(io::Error::other(format!("fault at {step:?}")));
    }
    Ok(())
}

fn main() -> io::Result<()> {
    new_text()?;
    fault_at_each_step()?;
    fault_without_an_old_file()?;
    another_writer()
}

const NEW: [&str; 2] = ["volume 7", "balance 1"];

#[cfg_attr(test, test)]
fn new_text() -> io::Result<()> {
    println!("\n1. No fault: the new text replaces the old one");
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("settings");
    fs::write(&path, "old")?;
    safe_write(&path, &NEW, None)?;
    let held = held(folder.path())?;
    println!("   > {held:?}");
    assert_eq!(held, ["settings: volume 7\nbalance 1\n"]);
    Ok(())
}

#[cfg_attr(test, test)]
fn fault_at_each_step() -> io::Result<()> {
    println!("\n2. A fault at each step: the old file is intact, and nothing else is there");
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("settings");
    fs::write(&path, "old")?;
    for step in [Step::Create, Step::Write, Step::Sync, Step::Rename] {
        let error = safe_write(&path, &NEW, Some(step)).expect_err("it has a fault");
        let held = held(folder.path())?;
        println!("   > {error}: {held:?}");
        assert_eq!(error.to_string(), format!("fault at {step:?}"));
        assert_eq!(held, ["settings: old"], "{error}");
    }
    Ok(())
}

#[cfg_attr(test, test)]
fn fault_without_an_old_file() -> io::Result<()> {
    println!("\n3. The same without an old file: the folder stays empty");
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("settings");
    for step in [Step::Create, Step::Write, Step::Sync, Step::Rename] {
        let error = safe_write(&path, &NEW, Some(step)).expect_err("it has a fault");
        let held = held(folder.path())?;
        println!("   > {error}: {held:?}");
        assert!(held.is_empty(), "{error}: {held:?}");
    }
    Ok(())
}

#[cfg_attr(test, test)]
fn another_writer() -> io::Result<()> {
    println!("\n4. Another writer is at it: its temporary file isn't removed");
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("settings");
    fs::write(&path, "old")?;
    fs::write(path.with_extension("tmp"), "theirs")?;
    let error = safe_write(&path, &NEW, None).expect_err("it isn't alone");
    let held = held(folder.path())?;
    println!("   > {error}: {held:?}");
    assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
    assert_eq!(held, ["settings.tmp: theirs", "settings: old"]);
    Ok(())
}

/// Each file of the folder with its text.
fn held(folder: &Path) -> io::Result<Vec<String>> {
    let mut held = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let text = fs::read_to_string(entry.path())?;
        held.push(format!("{}: {text}", entry.file_name().display()));
    }
    held.sort();
    Ok(held)
}
