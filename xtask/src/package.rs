//! What is published: both crates are packaged, each is built from what its package contains, and a user's program with them.

use super::command::{Done, cargo, root, run, target};
use std::fs;
use std::path::Path;

const CRATES: [&str; 2] = ["defer-macros", "defer-runtime"];

/// What a user writes first, and what `README.md` promises of it.
const PROGRAM: &str = "\
use defer_runtime::{defer, errdefer, with_defer};

#[with_defer]
fn session(log: &mut Vec<&str>, fails: bool) -> Result<(), String> {
    log.push(\"open\");
    defer! { log.push(\"close\"); }
    errdefer! { log.push(\"undo\"); }
    if fails {
        Err(\"no\".to_owned())?;
    }
    log.push(\"use\");
    Ok(())
}

#[with_defer]
async fn awaits(log: &mut Vec<&str>) {
    defer!(|| core::future::ready(log.push(\"late\")).await);
    log.push(\"soon\");
}

fn main() {
    let mut log = Vec::new();
    assert_eq!(session(&mut log, false), Ok(()));
    assert!(session(&mut log, true).is_err());
    let mut future = Box::pin(awaits(&mut log));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(future.as_mut().poll(&mut context).is_ready());
    drop(future);
    assert_eq!(log, [\"open\", \"use\", \"close\", \"open\", \"undo\", \"close\", \"soon\", \"late\"]);
}
";

pub fn check(_: &[String]) -> Done {
    let target = target()?;
    let mut package = cargo("package --allow-dirty");
    for name in CRATES {
        package.args(["-p", name]);
    }
    run(package.env("CARGO_TARGET_DIR", &target))?;

    let user = target.join("package-user");
    fs::create_dir_all(user.join("src"))?;
    fs::write(user.join("src/main.rs"), PROGRAM)?;
    fs::write(user.join("Cargo.toml"), manifest(&target.join("package"))?)?;
    run(cargo("run --quiet")
        .current_dir(&user)
        .env("CARGO_TARGET_DIR", user.join("target")))
}

/// Both crates are those of their packages, which cargo has unpacked there.
fn manifest(packages: &Path) -> Result<String, Box<dyn std::error::Error>> {
    let workspace = fs::read_to_string(root().join("Cargo.toml"))?;
    let version = workspace
        .lines()
        .find_map(|line| line.strip_prefix("version = "))
        .ok_or("Cargo.toml has no `version`")?
        .trim_matches('"');
    let patches = CRATES.map(|name| {
        let path = packages.join(format!("{name}-{version}"));
        format!("{name} = {{ path = {path:?} }}\n")
    });
    Ok(format!(
        "[package]\nname = \"user\"\nedition = \"2024\"\n\n[dependencies]\ndefer-runtime = \"{version}\"\n\n\
         [patch.crates-io]\n{}\n[workspace]\n",
        patches.concat()
    ))
}
