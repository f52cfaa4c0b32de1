//! Crates written to be built, above all of many like functions with two deferred calls each.

use super::command::cargo;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// How many deferred calls a function has.
pub const CALLS: usize = 2;

/// How the functions clean up.
#[derive(Clone, Copy)]
pub enum Kind {
    /// Not at all.
    Nothing,
    ByHand,
    DropGuard,
    Scopeguard,
    WithDefer,
}

/// What all functions use. Each of these may panic, and is not inlined: a call of them is a call.
const LOG: &str = "//! Generated.

use std::cell::Cell;

pub struct Log(Cell<u64>);

impl Log {
    #[inline(never)]
    pub fn open(&self, id: u64) {
        self.0.set(self.0.get().checked_add(id).unwrap());
    }

    #[inline(never)]
    pub fn close(&self, id: u64) {
        self.0.set(self.0.get().checked_sub(id).unwrap());
    }

    #[inline(never)]
    pub fn read(&self, at: u64) -> Option<u64> {
        self.0.get().checked_sub(at.checked_mul(3).unwrap())
    }
}
";

const CLOSE: &str = "
pub struct Close<'l>(&'l Log, u64);

impl Drop for Close<'_> {
    fn drop(&mut self) {
        self.0.close(self.1);
    }
}
";

impl Kind {
    fn folder(self) -> &'static str {
        match self {
            Kind::Nothing => "nothing",
            Kind::ByHand => "by_hand",
            Kind::DropGuard => "drop_guard",
            Kind::Scopeguard => "scopeguard",
            Kind::WithDefer => "with_defer",
        }
    }

    fn dependency(self, workspace: &Path) -> String {
        match self {
            Kind::Nothing | Kind::ByHand | Kind::DropGuard => String::new(),
            Kind::Scopeguard => "scopeguard = \"1.2\"\n".to_owned(),
            Kind::WithDefer => format!("defer-runtime = {{ path = {:?} }}\n", workspace.join("defer-runtime")),
        }
    }

    fn items(self) -> &'static str {
        match self {
            Kind::Nothing | Kind::ByHand => "",
            Kind::DropGuard => CLOSE,
            Kind::Scopeguard => "\nuse scopeguard::defer;\n",
            Kind::WithDefer => "\nuse defer_runtime::{defer, with_defer};\n",
        }
    }

    /// A crate of so many functions.
    pub fn source(self, functions: usize) -> String {
        let mut source = String::new();
        if functions > 0 {
            source.push_str(LOG);
            source.push_str(self.items());
        }
        source.extend((0..functions).map(|at| self.function(at)));
        source
    }

    fn function(self, at: usize) -> String {
        let (first, second) = (2 * at, 2 * at + 1);
        let attribute = match self {
            Kind::WithDefer => "#[with_defer]\n",
            _ => "",
        };
        let deferred = |id| match self {
            Kind::Nothing | Kind::ByHand => String::new(),
            Kind::DropGuard => format!("\n    let _close{id} = Close(log, {id});"),
            Kind::Scopeguard => format!("\n    defer! {{ log.close({id}); }}"),
            Kind::WithDefer => format!("\n    defer!(log.close({id}));"),
        };
        let (on_first, on_second, at_end) = match self {
            Kind::ByHand => (
                format!(".or_else(|| {{ log.close({first}); None }})"),
                format!(".or_else(|| {{ log.close({second}); log.close({first}); None }})"),
                format!("\n    log.close({second});\n    log.close({first});"),
            ),
            _ => Default::default(),
        };
        format!(
            "\n{attribute}pub fn f{at}(log: &Log, n: u64) -> Option<u64> {{
    log.open({first});{}
    let a = log.read(n){on_first}?;
    log.open({second});{}
    let b = log.read(a){on_second}?;{at_end}
    Some(a ^ b ^ {at})
}}
",
            deferred(first),
            deferred(second),
        )
    }
}

/// A crate on disk.
pub struct Generated {
    folder: PathBuf,
    pub target: PathBuf,
}

impl Generated {
    /// A crate without a function.
    pub fn new(kind: Kind, workspace: &Path, scratch: &Path) -> io::Result<Self> {
        Self::with_dependencies(kind.folder(), &kind.dependency(workspace), workspace, scratch)
    }

    /// An empty crate, which has its dependencies at the versions of the workspace.
    pub fn with_dependencies(name: &str, dependencies: &str, workspace: &Path, scratch: &Path) -> io::Result<Self> {
        let folder = scratch.join("generated").join(name);
        let generated = Self {
            target: folder.join("target"),
            folder,
        };
        fs::create_dir_all(generated.folder.join("src"))?;
        fs::copy(workspace.join("Cargo.lock"), generated.folder.join("Cargo.lock"))?;
        let manifest = format!(
            "[package]\nname = \"generated\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
             [dependencies]\n{dependencies}"
        );
        fs::write(generated.folder.join("Cargo.toml"), manifest)?;
        generated.write("")?;
        Ok(generated)
    }

    pub fn write(&self, source: &str) -> io::Result<()> {
        fs::write(self.folder.join("src/lib.rs"), source)
    }

    /// Forgets all that was built.
    pub fn clean(&self) -> io::Result<()> {
        match fs::remove_dir_all(&self.target) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// A cargo command on it.
    pub fn cargo(&self, command: &str) -> Command {
        let mut cargo = cargo();
        cargo
            .args([command, "--offline", "--target-dir"])
            .arg(&self.target)
            .current_dir(&self.folder);
        cargo
    }
}
