//! How much a deferred call adds to a program.

use super::command::run;
use super::generated::{CALLS, Generated, Kind};
use object::{Object, ObjectSection, SectionKind};
use std::fs;
use std::io;
use std::ops::Sub;
use std::path::Path;

const FUNCTIONS: usize = 100;

/// Bytes.
#[derive(Clone, Copy)]
pub struct Size {
    /// Machine code.
    pub code: usize,
    /// The tables that say what a panic meets in it.
    pub tables: usize,
}

impl Sub for Size {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self {
            code: self.code - other.code,
            tables: self.tables - other.tables,
        }
    }
}

/// The bytes that a deferred call adds: by hand, a guard of one's own, `scopeguard`, `with_defer`.
pub fn measure(workspace: &Path, scratch: &Path) -> io::Result<[Size; 4]> {
    let without = size(Kind::Nothing, workspace, scratch)?;
    let mut sizes = [without; 4];
    let kinds = [Kind::ByHand, Kind::DropGuard, Kind::Scopeguard, Kind::WithDefer];
    for (per_call, kind) in sizes.iter_mut().zip(kinds) {
        let added = size(kind, workspace, scratch)? - without;
        *per_call = Size {
            code: added.code / (FUNCTIONS * CALLS),
            tables: added.tables / (FUNCTIONS * CALLS),
        };
    }
    Ok(sizes)
}

/// The size of a crate of functions of this kind, as one object file.
fn size(kind: Kind, workspace: &Path, scratch: &Path) -> io::Result<Size> {
    let generated = Generated::new(kind, workspace, scratch)?;
    generated.write(&kind.source(FUNCTIONS))?;
    let mut rustc = generated.cargo("rustc");
    run(rustc.args(["--release", "--", "--emit=obj", "-Ccodegen-units=1"]))?;
    let built = generated.target.join("release/deps");
    let name = |path: &Path| path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    for entry in fs::read_dir(&built)? {
        let path = entry?.path();
        let is_object = path.extension().is_some_and(|extension| extension == "o");
        if is_object && name(&path).is_some_and(|name| name.starts_with("generated")) {
            return of_object(&fs::read(path)?).map_err(io::Error::other);
        }
    }
    Err(io::Error::other(format!("no object file in {}", built.display())))
}

fn of_object(bytes: &[u8]) -> object::Result<Size> {
    let mut size = Size { code: 0, tables: 0 };
    for section in object::File::parse(bytes)?.sections() {
        let bytes = section.data()?.len();
        let name = section.name()?;
        if section.kind() == SectionKind::Text {
            size.code += bytes;
        } else if name.contains("gcc_except_tab") || name.contains("eh_frame") {
            size.tables += bytes;
        }
    }
    Ok(size)
}
