//! A key-value store on an append-only log: a lock file, an index that is rebuilt at the start, batches that are undone, and
//! compaction by a temporary file and a rename.

use defer_runtime::{Leaving, Outcome, defer, errdefer, leaving, okdefer, recover, with_defer};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, ErrorKind, Read, Seek, SeekFrom, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// What goes wrong, and where; and what was done.
#[derive(Default)]
pub struct Probe {
    /// The step that fails.
    pub fails_at: Cell<Option<&'static str>>,
    /// The step that panics.
    pub panics_at: Cell<Option<&'static str>>,
    trace: RefCell<Vec<String>>,
}

impl Probe {
    /// A step that may fail.
    ///
    /// # Errors
    ///
    /// Where it is to fail.
    pub fn pass(&self, step: &'static str) -> io::Result<()> {
        assert!(self.panics_at.get() != Some(step), "{step}");
        if self.fails_at.get() == Some(step) {
            return Err(io::Error::other(step));
        }
        Ok(())
    }

    /// Notes what was done.
    pub fn note(&self, line: impl Into<String>) {
        self.trace.borrow_mut().push(line.into());
    }

    /// What was done since the last time.
    pub fn take(&self) -> Vec<String> {
        self.trace.take()
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Place {
    at: u64,
    len: u32,
}

type Index = BTreeMap<String, Place>;

const GONE: u32 = u32::MAX;

/// The store; there is one at a time for a folder.
pub struct Store {
    folder: PathBuf,
    lock: PathBuf,
    log: File,
    index: Index,
    end: u64,
    batches: u32,
    /// What goes wrong in it.
    pub probe: Rc<Probe>,
}

impl Store {
    /// Opens the store in `folder`, or begins one.
    #[with_defer]
    pub fn open(folder: &Path, probe: Rc<Probe>) -> io::Result<Store> {
        fs::create_dir_all(folder)?;
        let lock = folder.join("lock");
        File::create_new(&lock)?;
        errdefer!(|| {
            probe.note("unlock");
            let _ = fs::remove_file(&lock);
        });
        probe.pass("locked")?;
        let stale = remove_stale(folder)?;
        let ready = Rc::clone(&probe);
        okdefer!(ready.note(format!("{stale} stale")));

        let mut log = OpenOptions::new()
            .read(true)
            .append(true)
            .create(true)
            .open(folder.join("log"))?;
        errdefer!(probe.note("close log"));
        let mut index = Index::new();
        let end = rebuild(&mut log, &mut index, &probe)?;
        log.set_len(end)?;
        probe.pass("rebuilt")?;
        Ok(Store {
            folder: folder.to_owned(),
            lock,
            log,
            index,
            end,
            batches: 0,
            probe,
        })
    }

    /// What is behind `key`.
    #[with_defer]
    pub fn get(&mut self, key: &str) -> io::Result<Option<String>> {
        let Some(place) = self.index.get(key) else {
            return Ok(None);
        };
        let mut text = vec![0; place.len as usize];
        self.log.seek(SeekFrom::Start(place.at))?;
        defer!(self.log.seek(SeekFrom::End(0))?);
        errdefer!(|err| *err = io::Error::new(err.kind(), format!("{key}: {err}")));
        self.probe.pass("read")?;
        self.log.read_exact(&mut text)?;
        Ok(Some(String::from_utf8(text).map_err(io::Error::other)?))
    }

    /// Puts a value behind `key`, or none.
    #[with_defer]
    pub fn put(&mut self, key: &str, value: Option<&str>) -> io::Result<()> {
        let before = self.end;
        errdefer!(|| {
            self.probe.note(format!("cut to {before}"));
            self.end = before;
            let _ = self.log.set_len(before);
        });
        let len = value.map_or(GONE, |value| value.len() as u32);
        self.write(&(key.len() as u32).to_le_bytes())?;
        self.write(&len.to_le_bytes())?;
        self.write(key.as_bytes())?;
        self.probe.pass("half")?;
        match value {
            Some(value) => {
                let place = Place { at: self.end, len };
                okdefer!(self.index.insert(key.to_owned(), place));
                self.write(value.as_bytes())?;
            }
            None => okdefer!(self.index.remove(key)),
        }
        self.probe.pass("written")
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.log.write_all(bytes)?;
        self.end += bytes.len() as u64;
        Ok(())
    }

    /// All of them or none.
    #[with_defer]
    pub fn batch(&mut self, writes: &[(&str, Option<&str>)]) -> io::Result<usize> {
        self.batches += 1;
        defer! { self.batches -= 1; }
        let before = (self.end, self.index.clone());
        errdefer! {
            (self.end, self.index) = before;
            self.log.set_len(self.end)?;
        }
        let mut done = 0;
        for (key, value) in writes {
            defer!(|| self.probe.note(format!("{key} {:?}", leaving!())));
            if key.is_empty() {
                continue;
            }
            self.put(key, *value)?;
            done += 1;
        }
        Ok(done)
    }

    /// What is behind `key` is replaced by what `f` makes of it; its panic is an error.
    #[with_defer(result)]
    pub fn update<F>(&mut self, key: &str, f: F) -> io::Result<Option<String>>
    where
        F: FnOnce(Option<String>) -> Option<String>,
    {
        let before = self.get(key)?;
        defer!(|| {
            if let Some(panic) = recover!() {
                result = Err(io::Error::other(panic.to_string()));
            }
        });
        let value = f(before.clone());
        self.put(key, value.as_deref())?;
        Ok(before)
    }

    /// Writes what is still there to a new log and puts that in place of the old one.
    #[with_defer]
    pub fn compact(&mut self) -> io::Result<u64> {
        assert_eq!(self.batches, 0, "in a batch");
        let temp = self.folder.join("log.temp");
        let mut log = OpenOptions::new()
            .read(true)
            .append(true)
            .create_new(true)
            .open(&temp)?;
        errdefer! { let _ = fs::remove_file(&temp); }

        let (mut index, mut end) = (Index::new(), 0);
        'copy: {
            let probe = Rc::clone(&self.probe);
            defer!(probe.note("copied"));
            if self.index.is_empty() {
                break 'copy;
            }
            let keys: Vec<String> = self.index.keys().cloned().collect();
            for key in keys {
                let Some(value) = self.get(&key)? else { continue };
                self.probe.pass("copy")?;
                let at = end + 8 + key.len() as u64;
                let place = Place {
                    at,
                    len: value.len() as u32,
                };
                log.write_all(&(key.len() as u32).to_le_bytes())?;
                log.write_all(&place.len.to_le_bytes())?;
                log.write_all(key.as_bytes())?;
                log.write_all(value.as_bytes())?;
                end = place.at + u64::from(place.len);
                index.insert(key, place);
            }
        }
        log.sync_all()?;
        self.probe.pass("rename")?;
        fs::rename(&temp, self.folder.join("log"))?;
        let won = self.end - end;
        (self.log, self.index, self.end) = (log, index, end);
        Ok(won)
    }

    /// Calls `visit` with each pair, until it breaks.
    #[with_defer]
    pub fn scan(&mut self, mut visit: impl FnMut(&str, &str) -> ControlFlow<()>) -> ControlFlow<()> {
        errdefer!(self.probe.note("stopped"));
        let keys: Vec<String> = self.index.keys().cloned().collect();
        for key in &keys {
            let Ok(Some(value)) = self.get(key) else {
                defer!(self.probe.note("unreadable"));
                continue;
            };
            defer!(self.probe.note(format!("visited {key}")));
            visit(key, &value)?;
        }
        ControlFlow::Continue(())
    }

    /// Writes all pairs as lines of text; the file is there as a whole or not at all.
    #[with_defer]
    pub fn export(&mut self, to: &Path) -> io::Result<()> {
        let temp = to.with_extension("temp");
        let mut out = BufWriter::new(File::create(&temp)?);
        errdefer! { let _ = fs::remove_file(&temp); }
        okdefer!(fs::rename(&temp, to)?);
        let keys: Vec<String> = self.index.keys().cloned().collect();
        for key in keys {
            let value = self.get(&key)?.unwrap_or_default();
            writeln!(out, "{key}={value}")?;
        }
        self.probe.pass("export")?;
        let file = out.into_inner()?;
        file.sync_all()
    }

    /// Puts each line of `from`, and counts those that are none.
    #[with_defer(put = 0, refused, error)]
    pub fn import(&mut self, from: &Path) -> (usize, usize, Option<io::Error>) {
        defer!(|| self
            .probe
            .note(format!("{put} put, {refused} refused, {:?}", error.is_some())));
        let file = match File::open(from) {
            Ok(file) => file,
            Err(failed) => return (0, 0, Some(failed)),
        };
        for line in BufReader::new(file).lines() {
            let line = match line {
                Ok(line) => line,
                Err(failed) => {
                    error = Some(failed);
                    break;
                }
            };
            let mut is_put = false;
            defer!(|| if is_put { put += 1 } else { refused += 1 });
            let Some((key, value)) = line.split_once('=') else {
                continue;
            };
            is_put = self.put(key, Some(value)).is_ok();
        }
    }

    /// Holds the store's lock file away while `body` runs.
    #[with_defer]
    pub fn unlocked<T: Outcome>(&mut self, body: impl FnOnce(&Path) -> T) -> io::Result<T> {
        fs::remove_file(&self.lock)?;
        defer!(File::create_new(&self.lock)?);
        let run = || {
            errdefer!(self.probe.note("body failed"));
            body(&self.folder)
        };
        Ok(run())
    }

    /// Closes it; the lock file is removed whatever happens.
    #[with_defer]
    pub fn close(self) -> io::Result<()> {
        let Store { lock, log, probe, .. } = self;
        defer!(fs::remove_file(lock)?);
        defer!(probe.note("closed"));
        probe.pass("close")?;
        log.sync_all()
    }
}

/// Reads the log to its end, or to where a record is cut off.
#[with_defer]
fn rebuild(log: &mut File, index: &mut Index, probe: &Probe) -> io::Result<u64> {
    let mut input = BufReader::new(log);
    let mut end = 0;
    defer!(|| probe.note(format!("{} keys to {end}", index.len())));
    loop {
        let mut whole = false;
        defer!(|| {
            if !whole {
                probe.note(format!("torn at {end}"));
            }
        });
        let mut head = [0; 8];
        if let Err(error) = input.read_exact(&mut head) {
            whole = input.buffer().is_empty();
            if error.kind() == ErrorKind::UnexpectedEof {
                break;
            }
            return Err(error);
        }
        let number = |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
        let (key_len, len) = (number(0), number(4));
        let mut key = vec![0; key_len as usize];
        let mut value = vec![0; if len == GONE { 0 } else { len as usize }];
        if input.read_exact(&mut key).is_err() || input.read_exact(&mut value).is_err() {
            break;
        }
        whole = true;
        let key = String::from_utf8(key).map_err(io::Error::other)?;
        let at = end + 8 + key.len() as u64;
        end = at + value.len() as u64;
        if len == GONE {
            index.remove(&key);
        } else {
            index.insert(key, Place { at, len });
        }
    }
    Ok(end)
}

#[with_defer(scope = block)]
fn remove_stale(folder: &Path) -> io::Result<usize> {
    let mut removed = 0;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "temp") {
            okdefer! { removed += 1; }
            fs::remove_file(path)?;
        }
    }
    Ok(removed)
}

/// Runs `jobs` on one store after the other: a panic loses a job, and no more.
#[with_defer]
pub fn run_all(stores: &mut [Store], mut job: impl FnMut(&mut Store) -> io::Result<()>) -> Vec<String> {
    let mut lost = Vec::new();
    for (n, store) in stores.iter_mut().enumerate() {
        defer!(|| {
            if leaving!() == Leaving::Panicking {
                lost.push(format!("{n}: {}", recover!().unwrap()));
            }
        });
        if let Err(error) = job(store) {
            lost.push(format!("{n}: {error}"));
        }
    }
    lost
}
