//! An archive is unpacked, in Zig's manner, beside the program in Zig, `archive.zig`: labelled blocks with values, `errdefer |err|`,
//! files that are removed if a later one fails. Each step in turn fails, then the archive is broken; what is done is printed,
//! and asserted to be what Zig's program prints. `cargo run --example archive`

use defer_runtime::{defer, errdefer, with_defer};
use std::fmt::Write;
use std::str::SplitWhitespace;

#[derive(Clone, Copy, Debug)]
enum Error {
    Fault,
    Unknown,
    Truncated,
}

struct System<'a> {
    /// The step that fails.
    fault: usize,
    steps: usize,
    open: usize,
    trace: &'a mut String,
}

impl System<'_> {
    fn print(&mut self, line: &str) {
        writeln!(self.trace, "  {line}").expect("a string takes it");
    }

    fn step(&mut self, what: &str, name: &str) -> Result<(), Error> {
        self.steps += 1;
        let fails = self.steps == self.fault;
        self.print(&format!("{}{what} {name}", if fails { "fails: " } else { "" }));
        if fails { Err(Error::Fault) } else { Ok(()) }
    }

    fn create<'n>(&mut self, name: &'n str) -> Result<File<'n>, Error> {
        self.step("create", name)?;
        self.open += 1;
        Ok(File { name, size: 0 })
    }
}

#[derive(Clone, Copy)]
struct File<'n> {
    name: &'n str,
    size: usize,
}

impl File<'_> {
    fn write(&mut self, system: &mut System<'_>, text: &str) -> Result<(), Error> {
        system.step("write", text)?;
        self.size += text.len();
        Ok(())
    }

    fn remove(self, system: &mut System<'_>) {
        system.print(&format!("remove {} of {}", self.name, self.size));
        system.open -= 1;
    }
}

#[derive(Default)]
struct Files<'n> {
    list: Vec<File<'n>>,
    skipped: usize,
}

#[derive(PartialEq)]
enum Kind {
    Dir,
    End,
    File,
    Skip,
}

impl Kind {
    fn named(name: &str) -> Option<Self> {
        match name {
            "dir" => Some(Self::Dir),
            "end" => Some(Self::End),
            "file" => Some(Self::File),
            "skip" => Some(Self::Skip),
            _ => None,
        }
    }
}

struct Archive<'n> {
    words: SplitWhitespace<'n>,
    depth: usize,
}

#[with_defer(scope = block)]
impl<'n> Archive<'n> {
    fn word(&mut self) -> Result<&'n str, Error> {
        self.words.next().ok_or(Error::Truncated)
    }

    /// Up to the end of a directory, which may hold others.
    fn unpack(&mut self, system: &mut System<'_>, files: &mut Files<'n>) -> Result<(), Error> {
        self.depth += 1;
        defer!(|| self.depth -= 1);
        'members: loop {
            let kind = 'header: {
                system.print(&format!("header at {}", self.depth));
                defer!(system.print("end of header"));
                let first = self.word()?;
                let Some(kind) = Kind::named(first) else {
                    defer!(system.print(&format!("unknown {first}")));
                    return Err(Error::Unknown);
                };
                if kind == Kind::Skip {
                    errdefer!(system.print("never"));
                    files.skipped += 1;
                    continue 'members;
                }
                break 'header kind;
            };
            match kind {
                Kind::End => break,
                Kind::Dir => {
                    let name = self.word()?;
                    system.step("enter", name)?;
                    defer!(system.print(&format!("leave {name}")));
                    self.unpack(system, files)?;
                }
                _ => {
                    let mut file = system.create(self.word()?)?;
                    errdefer!(file.remove(system));
                    errdefer!(|err| system.print(&format!("{} has {err:?}", file.name)));
                    file.write(system, self.word()?)?;
                    system.step("sync", file.name)?;
                    files.list.push(file);
                }
            }
        }
        Ok(())
    }
}

#[with_defer(scope = block)]
fn unpacked<'n>(system: &mut System<'_>, text: &'n str) -> Result<Files<'n>, Error> {
    errdefer!(|err| system.print(&format!("failed: {err:?}")));
    let mut files = Files::default();
    errdefer!(|| {
        while let Some(file) = files.list.pop() {
            file.remove(system);
        }
    });
    system.step("map", "archive")?;
    defer!(system.print("unmap archive"));
    let mut archive = Archive {
        words: text.split_whitespace(),
        depth: 0,
    };
    defer!(|| assert_eq!(archive.depth, 0));
    archive.unpack(system, &mut files)?;
    Ok(files)
}

#[with_defer(scope = block)]
fn run(system: &mut System<'_>, text: &str) -> bool {
    let Ok(files) = unpacked(system, text) else {
        assert_eq!(system.open, 0);
        return false;
    };
    let mut size = 0;
    for file in &files.list {
        defer!(file.remove(system));
        size += file.size;
    }
    system.print(&format!("{size} bytes, skipped {}", files.skipped));
    true
}

/// Runs with a fault at each step in turn, up to the one behind the last, and with broken archives.
fn runs() -> String {
    let mut trace = String::new();
    let mut unpacks = |title: &str, fault, text| {
        trace += &format!("{title}\n");
        let mut system = System {
            fault,
            steps: 0,
            open: 0,
            trace: &mut trace,
        };
        run(&mut system, text)
    };
    let text = "file a 1 dir d skip file b 22 end end";
    for fault in 1.. {
        if unpacks(&format!("fault at {fault}"), fault, text) {
            break;
        }
    }
    for text in ["file a 1 dir d file b 22 what", "skip file a"] {
        assert!(!unpacks(&format!("broken: {text}"), 0, text));
    }
    trace
}

fn main() {
    print!("{}", runs());
    as_in_zig();
}

#[cfg_attr(test, test)]
fn as_in_zig() {
    assert_eq!(runs(), include_str!("archive.trace"));
}
