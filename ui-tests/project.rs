//! A crate with a binary for each of some programs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub struct Project(PathBuf);

impl Project {
    pub fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let binaries = folder.join("src/bin");
        if binaries.exists() {
            fs::remove_dir_all(&binaries).unwrap();
        }
        fs::create_dir_all(&binaries).unwrap();
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let runtime = workspace.join("defer-runtime");
        let manifest = format!(
            "[package]\nname = \"{name}\"\nedition = \"2024\"\n\n[dependencies]\ndefer-runtime.path = {runtime:?}\n\n\
             [lints.rust]\nwarnings = \"allow\"\n\n[workspace]\n"
        );
        fs::write(folder.join("Cargo.toml"), manifest).unwrap();
        fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
        Self(folder)
    }

    pub fn write(&self, name: &str, program: &str) {
        fs::write(self.0.join("src/bin").join(name).with_extension("rs"), program).unwrap();
    }

    /// What cargo says.
    pub fn said(&self, arguments: &[&str]) -> String {
        String::from_utf8(self.cargo(arguments).stderr).unwrap()
    }

    pub fn cargo(&self, arguments: &[&str]) -> Output {
        let (command, others) = arguments.split_first().expect("there is a command");
        Command::new(env!("CARGO"))
            .args([command, "--offline", "--quiet", "--color=never"])
            .args(others)
            .current_dir(&self.0)
            .env("CARGO_TARGET_DIR", self.0.join("target"))
            .env("CARGO_INCREMENTAL", "0")
            .env_remove("RUSTFLAGS")
            .output()
            .unwrap()
    }
}
