//! A program in Zig's manner, beside the one in Zig, `paged_log.zig`: what is taken is undone by the `errdefer` beside it until it
//! is handed over, and each block undoes its own. Each step of the disk in turn fails; what is done then is printed, and
//! asserted to be what Zig's program prints. `cargo run --example paged_log`

use defer_runtime::{defer, errdefer, with_defer};
use std::fmt::Write;

#[derive(Clone, Copy, Debug)]
struct Page(usize);

#[derive(Debug)]
enum Error {
    Fault,
    Full,
}

struct Disk<'a> {
    /// The step that fails.
    fault: usize,
    steps: usize,
    taken: [bool; 8],
    trace: &'a mut String,
}

impl Disk<'_> {
    fn print(&mut self, line: &str) {
        writeln!(self.trace, "  {line}").expect("a string takes it");
    }

    fn step(&mut self, what: &str, page: Page) -> Result<(), Error> {
        self.steps += 1;
        if self.steps == self.fault {
            self.print(&format!("fails: {what} {}", page.0));
            return Err(Error::Fault);
        }
        self.print(&format!("{what} {}", page.0));
        Ok(())
    }

    fn take(&mut self) -> Result<Page, Error> {
        let page = self.taken.iter().position(|taken| !taken).ok_or(Error::Full)?;
        self.step("take", Page(page))?;
        self.taken[page] = true;
        Ok(Page(page))
    }

    fn free(&mut self, page: Page) {
        self.print(&format!("free {}", page.0));
        self.taken[page.0] = false;
    }

    fn unlock(&mut self, page: Page) {
        self.print(&format!("unlock {}", page.0));
    }
}

struct Segment {
    head: Page,
    texts: Vec<(Page, String)>,
}

impl Segment {
    #[with_defer(scope = block)]
    fn begin(disk: &mut Disk<'_>) -> Result<Self, Error> {
        let head = disk.take()?;
        errdefer!(disk.free(head));
        {
            disk.step("lock", head)?;
            defer!(disk.unlock(head));
            disk.step("write", head)?;
        }
        disk.step("sync", head)?;
        let texts = Vec::new();
        Ok(Self { head, texts })
    }

    fn holds(&self, text: &str) -> bool {
        self.texts.iter().any(|(_, held)| held == text)
    }

    #[with_defer(scope = block)]
    fn append(&mut self, disk: &mut Disk<'_>, texts: &[&str]) -> Result<usize, Error> {
        let mut skipped = 0;
        for text in texts {
            if text.is_empty() {
                break;
            }
            {
                disk.step("lock", self.head)?;
                defer!(disk.unlock(self.head));
                if self.holds(text) {
                    errdefer!(disk.print("never"));
                    skipped += 1;
                    continue;
                }
            }
            let page = disk.take()?;
            errdefer!(disk.free(page));
            disk.step("write", page)?;
            disk.step("link", page)?;
            self.texts.push((page, String::from(*text)));
        }
        Ok(skipped)
    }

    fn end(&mut self, disk: &mut Disk<'_>) {
        while let Some((page, _)) = self.texts.pop() {
            disk.free(page);
        }
        disk.free(self.head);
    }
}

struct Copy {
    segment: Segment,
    skipped: usize,
}

#[with_defer(scope = block)]
fn copied(disk: &mut Disk<'_>, texts: &[&str]) -> Result<Copy, Error> {
    let mut segment = Segment::begin(disk)?;
    // It goes along with what is returned, so that there is nothing to undo then.
    errdefer!(segment.end(disk));
    let skipped = segment.append(disk, texts)?;
    Ok(Copy { segment, skipped })
}

#[with_defer(scope = block)]
fn run(disk: &mut Disk<'_>) -> Result<usize, Error> {
    defer!(disk.print("end"));
    let mut first = copied(disk, &["a", "b", "a", "", "c"])?;
    defer!(first.segment.end(disk));
    let mut second = {
        disk.print("compact");
        defer!(disk.print("compacted"));
        let texts: Vec<&str> = first.segment.texts.iter().map(|(_, text)| text.as_str()).collect();
        copied(disk, &texts)?
    };
    defer!(second.segment.end(disk));
    disk.step("swap", second.segment.head)?;
    Ok(first.skipped + second.skipped)
}

/// Runs with a fault at each step in turn, up to the one behind the last.
fn runs() -> String {
    let mut trace = String::new();
    for fault in 1.. {
        trace += &format!("fault at {fault}\n");
        let mut disk = Disk {
            fault,
            steps: 0,
            taken: [false; 8],
            trace: &mut trace,
        };
        let skipped = run(&mut disk);
        assert_eq!(disk.taken, [false; 8], "fault at {fault}");
        if let Ok(skipped) = skipped {
            trace += &format!("skipped {skipped}\n");
            break;
        }
    }
    trace
}

fn main() {
    print!("{}", runs());
    as_in_zig();
}

#[cfg_attr(test, test)]
fn as_in_zig() {
    assert_eq!(runs(), include_str!("paged_log.trace"));
}
