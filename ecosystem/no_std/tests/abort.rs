//! 9.0: the crate without `std` is built where panics abort, and refused elsewhere. What a workspace builds in one go
//! shares its features, so each build here is a cargo of its own.

use pretty_assertions::assert_eq;
use std::process::{Command, Output};

fn cargo(command: &str, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO"))
        .args([command, "--quiet", "--package", "defer-no-std"])
        .args(arguments)
        .args(["--target-dir", env!("CARGO_TARGET_TMPDIR")])
        .env_remove("RUSTFLAGS")
        .output()
        .expect("cargo can be run")
}

fn succeeds(output: &Output) -> String {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn it_runs_where_panics_abort() {
    let printed = succeeds(&cargo("run", &["--profile", "abort"]));
    let expected = "\
# forms
body
changed block
call
# forms, early
early
block
call
# sum
60
# registers
read
next
read
next
# registers, failing
read
next
failed
next
# recovered
body
no panic
# awaits
served
cancelled
closed
served
closed
";
    assert_eq!(printed, expected);
}

/// A second panic handler does not link, so nothing here links `std`.
#[test]
fn it_links_nothing_of_std() {
    let library = ["--lib", "--crate-type", "staticlib", "--features", "freestanding"];
    succeeds(&cargo("rustc", &[&["--profile", "abort"], &library[..]].concat()));
}

#[test]
fn it_is_refused_where_panics_unwind() {
    // As in `dev`, beside what the tests above have built.
    let unwinds = "profile.abort.panic='unwind'";
    let output = cargo("check", &["--lib", "--profile", "abort", "--config", unwinds]);
    let errors = String::from_utf8_lossy(&output.stderr);
    let message = "error: without its feature `std`, `defer-runtime` runs no deferred call on a panic that unwinds: \
                   enable the feature, or build with `panic = \"abort\"`";
    assert_eq!(errors.lines().next(), Some(message), "{errors}");
}

/// 8.4
#[test]
fn detaching_says_that_it_needs_std() {
    let output = cargo("check", &["--lib", "--profile", "abort", "--features", "detach"]);
    let errors = String::from_utf8_lossy(&output.stderr);
    let headings: Vec<_> = errors.lines().filter(|line| line.starts_with("error")).collect();
    let expected = [
        "error[E0277]: `detach` needs the feature `std` of `defer-runtime`: enable it, or leave the option out",
        "error: could not compile `defer-no-std` (lib) due to 1 previous error",
    ];
    assert_eq!(headings, expected, "{errors}");
}
