//! What C gives out and wants back: descriptors, mappings, address lists, folders, environment and errno.

use defer_runtime::{Leaving, Outcome, defer, errdefer, leaving, okdefer, recover, with_defer};
use libc::{c_char, c_int, c_void};
use std::ffi::{CStr, CString};
use std::io;
use std::mem::MaybeUninit;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::ptr::{self, NonNull};

fn check(value: c_int) -> io::Result<c_int> {
    if value < 0 {
        Err(io::Error::last_os_error())
    } else {
        Ok(value)
    }
}

fn c_string(text: &str) -> io::Result<CString> {
    CString::new(text).map_err(|_| io::ErrorKind::InvalidInput.into())
}

/// How many descriptors this process has open.
pub fn open_descriptors() -> io::Result<usize> {
    let mut names = list_folder("/proc/self/fd")?;
    names.retain(|name| !name.starts_with('.'));
    Ok(names.len() - 1)
}

/// The names in a folder.
#[with_defer]
pub fn list_folder(path: &str) -> io::Result<Vec<String>> {
    let path = c_string(path)?;
    unsafe {
        let folder = libc::opendir(path.as_ptr());
        if folder.is_null() {
            return Err(io::Error::last_os_error());
        }
        defer! { check(libc::closedir(folder))?; }
        let mut names = Vec::new();
        loop {
            *libc::__errno_location() = 0;
            let entry = libc::readdir(folder);
            if entry.is_null() {
                check(-*libc::__errno_location())?;
                break;
            }
            let name = CStr::from_ptr((*entry).d_name.as_ptr());
            names.push(name.to_string_lossy().into_owned());
        }
        names.sort();
        Ok(names)
    }
}

/// The folders below `path`, depth first.
#[with_defer]
pub fn walk(path: &str, depth: &mut u32, visit: &mut dyn FnMut(&str, u32)) -> io::Result<()> {
    *depth += 1;
    defer! { *depth -= 1; }
    visit(path, *depth);
    for name in list_folder(path)? {
        if name == "." || name == ".." {
            continue;
        }
        let below = format!("{path}/{name}");
        let mut stat = MaybeUninit::<libc::stat>::uninit();
        let c_below = c_string(&below)?;
        let stat = unsafe {
            check(libc::lstat(c_below.as_ptr(), stat.as_mut_ptr()))?;
            stat.assume_init()
        };
        if stat.st_mode & libc::S_IFMT == libc::S_IFDIR {
            walk(&below, depth, visit)?;
        }
    }
    Ok(())
}

/// Sums up the bytes of a file by mapping it.
#[with_defer]
pub fn sum_mapped(path: &str, each: &mut dyn FnMut(u8)) -> io::Result<u64> {
    let path = c_string(path)?;
    let fd = check(unsafe { libc::open(path.as_ptr(), libc::O_RDONLY | libc::O_CLOEXEC) })?;
    defer!(unsafe { libc::close(fd) });
    let len = usize::try_from(unsafe { libc::lseek(fd, 0, libc::SEEK_END) }).map_err(|_| io::Error::last_os_error())?;
    if len == 0 {
        return Ok(0);
    }
    let start = unsafe { libc::mmap(ptr::null_mut(), len, libc::PROT_READ, libc::MAP_PRIVATE, fd, 0) };
    if start == libc::MAP_FAILED {
        return Err(io::Error::last_os_error());
    }
    defer!(unsafe {
        let done = libc::munmap(start, len);
        assert_eq!(done, 0);
    });
    let bytes = unsafe { std::slice::from_raw_parts(start.cast::<u8>(), len) };
    let mut sum = 0;
    for &byte in bytes {
        each(byte);
        sum += u64::from(byte);
    }
    Ok(sum)
}

/// A file in memory, mapped to be written.
pub struct Shared {
    fd: c_int,
    start: NonNull<c_void>,
    len: usize,
}

impl Shared {
    /// Creates it; where anything fails, nothing is left of it.
    #[with_defer]
    pub fn create(name: &str, len: usize, fill: impl FnOnce(&mut [u8]) -> io::Result<()>) -> io::Result<Shared> {
        let name = c_string(name)?;
        let fd = check(unsafe { libc::memfd_create(name.as_ptr(), libc::MFD_CLOEXEC) })?;
        errdefer!(libc_close(fd));
        check(unsafe { libc::ftruncate(fd, len as libc::off_t) })?;
        let protection = libc::PROT_READ | libc::PROT_WRITE;
        let start = unsafe { libc::mmap(ptr::null_mut(), len, protection, libc::MAP_SHARED, fd, 0) };
        if start == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        errdefer! {
            unsafe { libc::munmap(start, len) };
        }
        fill(unsafe { std::slice::from_raw_parts_mut(start.cast(), len) })?;
        let start = NonNull::new(start).ok_or(io::ErrorKind::OutOfMemory)?;
        Ok(Shared { fd, start, len })
    }

    /// Lets `body` see the bytes, locked against other processes.
    #[with_defer]
    pub fn locked<T: Outcome>(&self, body: impl FnOnce(&[u8]) -> T) -> io::Result<T> {
        check(unsafe { libc::flock(self.fd, libc::LOCK_EX) })?;
        defer! { check(unsafe { libc::flock(self.fd, libc::LOCK_UN) })?; }
        let bytes = unsafe { std::slice::from_raw_parts(self.start.as_ptr().cast(), self.len) };
        Ok(body(bytes))
    }

    /// Gives it back.
    #[with_defer]
    pub fn close(self) -> io::Result<()> {
        let Shared { fd, start, len } = self;
        defer! { check(libc_close(fd))?; }
        check(unsafe { libc::munmap(start.as_ptr(), len) })?;
        Ok(())
    }
}

fn libc_close(fd: c_int) -> c_int {
    unsafe { libc::close(fd) }
}

/// The addresses of a host.
#[with_defer(found)]
pub fn addresses(host: &str) -> Result<Vec<IpAddr>, String> {
    let c_host = CString::new(host).map_err(|error| error.to_string())?;
    errdefer!(|err| *err = format!("{host}: {err}"));
    let mut list = ptr::null_mut();
    let mut hints: libc::addrinfo = unsafe { MaybeUninit::zeroed().assume_init() };
    hints.ai_socktype = libc::SOCK_STREAM;
    hints.ai_flags = libc::AI_NUMERICHOST;
    let code = unsafe { libc::getaddrinfo(c_host.as_ptr(), ptr::null(), &hints, &mut list) };
    if code != 0 {
        let text = unsafe { CStr::from_ptr(libc::gai_strerror(code)) };
        return Err(text.to_string_lossy().into_owned());
    }
    defer!(unsafe { libc::freeaddrinfo(list) });
    let mut at = list;
    while let Some(info) = unsafe { at.as_ref() } {
        defer! { at = info.ai_next; }
        let address = match info.ai_family {
            libc::AF_INET => unsafe {
                let address = &*info.ai_addr.cast::<libc::sockaddr_in>();
                IpAddr::V4(Ipv4Addr::from(u32::from_be(address.sin_addr.s_addr)))
            },
            libc::AF_INET6 => unsafe {
                let address = &*info.ai_addr.cast::<libc::sockaddr_in6>();
                IpAddr::V6(Ipv6Addr::from(address.sin6_addr.s6_addr))
            },
            _ => continue,
        };
        if let Ok(all) = &mut found {
            all.push(address);
        }
    }
}

/// Opens all of them or none.
#[with_defer]
pub fn open_all(paths: &[&str]) -> io::Result<Vec<c_int>> {
    let mut fds = Vec::with_capacity(paths.len());
    errdefer! {
        for fd in &fds {
            libc_close(*fd);
        }
    }
    for path in paths {
        let path = c_string(path)?;
        fds.push(check(unsafe { libc::open(path.as_ptr(), libc::O_RDONLY) })?);
    }
    Ok(fds)
}

/// A pipe through which `write` says something and whose other end is read.
#[with_defer]
pub fn through_pipe(write: impl FnOnce(c_int) -> io::Result<()>, log: &mut Vec<String>) -> io::Result<Vec<u8>> {
    let mut ends = [0; 2];
    check(unsafe { libc::pipe(ends.as_mut_ptr()) })?;
    let [input, output] = ends;
    defer!(libc_close(input));
    okdefer!(log.push("read".to_owned()));
    'writing: {
        defer! {
            libc_close(output);
            log.push(format!("written, {:?}", leaving!()));
        }
        if log.len() > 9 {
            break 'writing;
        }
        write(output)?;
    }
    let mut all = Vec::new();
    let mut buffer = [0u8; 4];
    loop {
        let n = unsafe { libc::read(input, buffer.as_mut_ptr().cast(), buffer.len()) };
        match n {
            0 => return Ok(all),
            n if n < 0 => return Err(io::Error::last_os_error()),
            n => all.extend_from_slice(&buffer[..n as usize]),
        }
        defer!(buffer.fill(0));
    }
}

/// Sorts by C's `qsort`, which no panic may cross.
pub fn sort(values: &mut [i32]) {
    unsafe {
        libc::qsort(
            values.as_mut_ptr().cast(),
            values.len(),
            size_of::<i32>(),
            Some(compare),
        )
    };
}

/// Orders two numbers; 13 is unlucky, and then they are as good as the same.
#[with_defer(order = 0)]
extern "C" fn compare(a: *const c_void, b: *const c_void) -> c_int {
    defer! {
        if recover!().is_some() {
            order = 0;
        }
    }
    let (a, b) = unsafe { (*a.cast::<i32>(), *b.cast::<i32>()) };
    assert!(a != 13 && b != 13, "bad luck");
    a.cmp(&b) as c_int
}

/// Runs `body` with `umask`, and says whether it panicked.
#[with_defer]
pub fn with_umask(mask: libc::mode_t, body: impl FnOnce(), lost: &mut bool) {
    let before = unsafe { libc::umask(mask) };
    defer!(|| *lost = leaving!() == Leaving::Panicking);
    defer!(unsafe { libc::umask(before) });
    body();
}

/// Allocates `count` blocks, lets `body` see them, and frees those that there are.
#[with_defer(scope = block)]
pub fn with_blocks<T: Outcome>(count: usize, body: impl FnOnce(&[*mut c_char]) -> T) -> Option<T> {
    let mut blocks = Vec::new();
    defer!(|| {
        for block in blocks.drain(..) {
            unsafe { libc::free(block) };
        }
    });
    let seen: Vec<*mut c_char> = {
        let mut seen = Vec::new();
        for n in 1..=count {
            let block = unsafe { libc::malloc(n) };
            if block.is_null() {
                return None;
            }
            blocks.push(block);
            seen.push(block.cast());
        }
        seen
    };
    Some(body(&seen))
}
