//! Rule 6.1: the types of core, alloc and std that have an `Outcome`, so that `errdefer!` and `okdefer!` can stand in functions that
//! return them. What tells success from failure is told apart in `failure_outcome.rs`; what has none is refused
//! (`ui-tests/fail/6_failure`).

use defer_runtime::Outcome;
use std::collections::{
    BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque, binary_heap, btree_map, btree_set,
    hash_map, hash_set, linked_list, vec_deque,
};
use std::sync::{self, atomic, mpsc};
use std::{
    alloc, any, array, ascii, backtrace, borrow, cell, char, cmp, convert, env, ffi, fmt, fs, hash, io, iter, marker,
    mem, net, num, ops, option, panic, path, pin, process, ptr, rc, result, slice, str, string, task, thread, time,
    vec,
};

fn is<T: Outcome>() {}

/// Each of these has it, though nobody has said so of what it holds.
macro_rules! have {
    ($($name:ident { $($ty:ty,)* })*) => {
        $(#[test]
        fn $name() {
            $(is::<$ty>();)*
        })*
    };
}

/// Nobody has said of it that it never fails.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Any;

type Test = fn(&Any) -> bool;

have! {
    of_core {
        (), bool, char, f32, f64, i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize, num::NonZeroI8,
        num::NonZeroI16, num::NonZeroI32, num::NonZeroI64, num::NonZeroI128, num::NonZeroIsize, num::NonZeroU8,
        num::NonZeroU16, num::NonZeroU32, num::NonZeroU64, num::NonZeroU128, num::NonZeroUsize, &Any, &mut Any,
        *const Any, *mut Any, [Any; 1], cell::Cell<Any>, cell::LazyCell<Any, fn() -> Any>, cell::OnceCell<Any>,
        cell::Ref<'_, Any>, cell::RefCell<Any>, cell::RefMut<'_, Any>, cell::UnsafeCell<Any>, cmp::Reverse<Any>,
        marker::PhantomData<Any>, mem::Discriminant<Any>, mem::ManuallyDrop<Any>, mem::MaybeUninit<Any>,
        num::Saturating<Any>, num::Wrapping<Any>, panic::AssertUnwindSafe<Any>, pin::Pin<Box<Any>>, ptr::NonNull<Any>,
        ops::Bound<Any>, ops::Range<Any>, ops::RangeFrom<Any>, ops::RangeInclusive<Any>, ops::RangeTo<Any>,
        ops::RangeToInclusive<Any>, alloc::Layout, any::TypeId, atomic::AtomicBool, atomic::Ordering, cmp::Ordering,
        convert::Infallible, ffi::c_void, fmt::Alignment, fmt::Arguments<'_>, fmt::Formatter<'_>,
        marker::PhantomPinned, net::IpAddr, net::Ipv4Addr, net::Ipv6Addr, net::SocketAddr, net::SocketAddrV4,
        net::SocketAddrV6, num::FpCategory, ops::RangeFull, panic::Location<'_>, task::Context<'_>, task::RawWaker,
        task::RawWakerVTable, task::Waker, time::Duration, hash::BuildHasherDefault<hash::DefaultHasher>,
        atomic::AtomicU8, atomic::AtomicI8, atomic::AtomicU16, atomic::AtomicI16, atomic::AtomicU32,
        atomic::AtomicI32, atomic::AtomicU64, atomic::AtomicI64, atomic::AtomicUsize, atomic::AtomicIsize,
        atomic::AtomicPtr<Any>,
    }
    iterators_of_core {
        iter::Chain<Any, Any>, iter::Cloned<ops::Range<u16>>, iter::Copied<ops::Range<u16>>,
        iter::Cycle<ops::Range<u16>>, iter::Empty<Any>, iter::Enumerate<ops::Range<u16>>,
        iter::Filter<ops::Range<u16>, Test>, iter::FilterMap<ops::Range<u16>, fn() -> Any>,
        iter::FlatMap<ops::Range<u16>, Vec<Any>, fn() -> Any>, iter::Flatten<vec::IntoIter<Vec<Any>>>,
        iter::FromFn<fn() -> Any>, iter::Fuse<ops::Range<u16>>, iter::Inspect<ops::Range<u16>, fn() -> Any>,
        iter::Map<ops::Range<u16>, fn() -> Any>, iter::MapWhile<ops::Range<u16>, Test>, iter::Once<Any>,
        iter::OnceWith<fn() -> Any>, iter::Peekable<ops::Range<u16>>, iter::Repeat<Any>, iter::RepeatN<Any>,
        iter::RepeatWith<fn() -> Any>, iter::Rev<ops::Range<u16>>,
        iter::Scan<ops::Range<u16>, hash::RandomState, fn() -> Any>, iter::Skip<ops::Range<u16>>,
        iter::SkipWhile<ops::Range<u16>, Test>, iter::StepBy<ops::Range<u16>>, iter::Successors<Any, fn() -> Any>,
        iter::Take<ops::Range<u16>>, iter::TakeWhile<ops::Range<u16>, Test>, iter::Zip<Any, Any>,
        array::IntoIter<Any, 1>, char::DecodeUtf16<ops::Range<u16>>, option::IntoIter<Any>, option::Iter<'_, Any>,
        option::IterMut<'_, Any>, result::IntoIter<Any>, result::Iter<'_, Any>, result::IterMut<'_, Any>,
        slice::ChunkBy<'_, Any, Test>, slice::ChunkByMut<'_, Any, Test>, slice::Chunks<'_, Any>,
        slice::ChunksExact<'_, Any>, slice::ChunksExactMut<'_, Any>, slice::ChunksMut<'_, Any>, slice::Iter<'_, Any>,
        slice::IterMut<'_, Any>, slice::RChunks<'_, Any>, slice::RChunksExact<'_, Any>,
        slice::RChunksExactMut<'_, Any>, slice::RChunksMut<'_, Any>, slice::RSplit<'_, Any, Test>,
        slice::RSplitMut<'_, Any, Test>, slice::RSplitN<'_, Any, Test>, slice::RSplitNMut<'_, Any, Test>,
        slice::Split<'_, Any, Test>, slice::SplitMut<'_, Any, Test>, slice::SplitN<'_, Any, Test>,
        slice::SplitNMut<'_, Any, Test>, slice::SplitInclusive<'_, Any, Test>,
        slice::SplitInclusiveMut<'_, Any, Test>, slice::Windows<'_, Any>,
        ascii::EscapeDefault, char::EscapeDebug, char::EscapeDefault, char::EscapeUnicode, char::ToLowercase, char::ToUppercase,
        slice::EscapeAscii<'_>, str::Bytes<'_>, str::CharIndices<'_>, str::Chars<'_>, str::EncodeUtf16<'_>, str::EscapeDebug<'_>,
        str::EscapeDefault<'_>, str::EscapeUnicode<'_>, str::Lines<'_>, str::SplitAsciiWhitespace<'_>, str::SplitWhitespace<'_>,
        str::Utf8Chunk<'_>, str::Utf8Chunks<'_>,
    }
    of_alloc_and_std {
        Box<Any>, borrow::Cow<'_, str>, rc::Rc<Any>, rc::Weak<Any>, sync::Arc<Any>, sync::Weak<Any>, Vec<Any>,
        VecDeque<Any>, LinkedList<Any>, BinaryHeap<Any>, BTreeMap<Any, Any>, BTreeSet<Any>, HashMap<Any, Any>,
        HashSet<Any>, btree_map::Entry<'_, Any, Any>, btree_map::OccupiedEntry<'_, Any, Any>,
        btree_map::VacantEntry<'_, Any, Any>, hash_map::Entry<'_, Any, Any>, hash_map::OccupiedEntry<'_, Any, Any>,
        hash_map::VacantEntry<'_, Any, Any>, binary_heap::PeekMut<'_, Any>, sync::LazyLock<Any, fn() -> Any>,
        sync::Mutex<Any>, sync::MutexGuard<'_, Any>, sync::OnceLock<Any>, sync::RwLock<Any>,
        sync::RwLockReadGuard<'_, Any>, sync::RwLockWriteGuard<'_, Any>, mpsc::Receiver<Any>, mpsc::Sender<Any>,
        mpsc::SyncSender<Any>, thread::JoinHandle<Any>, thread::LocalKey<Any>, thread::ScopedJoinHandle<'_, Any>,
        io::BufReader<io::Empty>, io::BufWriter<Vec<u8>>, io::Chain<Any, Any>, io::Cursor<Any>,
        io::LineWriter<Vec<u8>>, io::Take<io::Empty>, String, alloc::System, backtrace::Backtrace,
        backtrace::BacktraceStatus, ffi::CString, ffi::OsString, ffi::os_str::Display<'_>, fs::DirBuilder,
        fs::DirEntry, fs::File, fs::FileTimes, fs::FileType, fs::Metadata, fs::OpenOptions, fs::Permissions,
        hash::DefaultHasher, hash::RandomState, io::Empty, io::IoSlice<'_>, io::IoSliceMut<'_>, io::PipeReader,
        io::PipeWriter, io::Repeat, io::SeekFrom, io::Sink, io::Stderr, io::StderrLock<'_>, io::Stdin,
        io::StdinLock<'_>, io::Stdout, io::StdoutLock<'_>, net::Shutdown, net::TcpListener, net::TcpStream,
        net::UdpSocket, path::Component<'_>, path::Display<'_>, path::PathBuf, path::Prefix<'_>,
        path::PrefixComponent<'_>, process::Child, process::ChildStderr, process::ChildStdin, process::ChildStdout,
        process::Command, process::Stdio, sync::Barrier, sync::BarrierWaitResult, sync::Condvar, sync::Once,
        thread::Builder, thread::Thread, thread::ThreadId, time::Instant, time::SystemTime,
    }
    iterators_of_alloc_and_std {
        binary_heap::Drain<'_, Any>, binary_heap::IntoIter<Any>, binary_heap::Iter<'_, Any>,
        btree_map::IntoIter<Any, Any>, btree_map::IntoKeys<Any, Any>, btree_map::IntoValues<Any, Any>,
        btree_map::Iter<'_, Any, Any>, btree_map::IterMut<'_, Any, Any>, btree_map::Keys<'_, Any, Any>,
        btree_map::Range<'_, Any, Any>, btree_map::RangeMut<'_, Any, Any>, btree_map::Values<'_, Any, Any>,
        btree_map::ValuesMut<'_, Any, Any>, btree_set::Difference<'_, Any>, btree_set::Intersection<'_, Any>,
        btree_set::IntoIter<Any>, btree_set::Iter<'_, Any>, btree_set::Range<'_, Any>,
        btree_set::SymmetricDifference<'_, Any>, btree_set::Union<'_, Any>, hash_map::Drain<'_, Any, Any>,
        hash_map::ExtractIf<'_, Any, Any, fn() -> Any>, hash_map::IntoIter<Any, Any>, hash_map::IntoKeys<Any, Any>,
        hash_map::IntoValues<Any, Any>, hash_map::Iter<'_, Any, Any>, hash_map::IterMut<'_, Any, Any>,
        hash_map::Keys<'_, Any, Any>, hash_map::Values<'_, Any, Any>, hash_map::ValuesMut<'_, Any, Any>,
        hash_set::Difference<'_, Any, hash::RandomState>, hash_set::Drain<'_, Any>,
        hash_set::ExtractIf<'_, Any, fn() -> Any>, hash_set::Intersection<'_, Any, hash::RandomState>,
        hash_set::IntoIter<Any>, hash_set::Iter<'_, Any>, hash_set::SymmetricDifference<'_, Any, hash::RandomState>,
        hash_set::Union<'_, Any, hash::RandomState>, io::Bytes<Any>, io::Lines<Any>, io::Split<Any>,
        linked_list::ExtractIf<'_, Any, fn() -> Any>, linked_list::IntoIter<Any>, linked_list::Iter<'_, Any>,
        linked_list::IterMut<'_, Any>, mpsc::IntoIter<Any>, mpsc::Iter<'_, Any>, mpsc::TryIter<'_, Any>,
        vec::Drain<'_, Any>, vec::ExtractIf<'_, Any, fn() -> Any>, vec::IntoIter<Any>,
        vec::Splice<'_, ops::Range<u16>>, vec_deque::Drain<'_, Any>, vec_deque::IntoIter<Any>,
        vec_deque::Iter<'_, Any>, vec_deque::IterMut<'_, Any>,
        env::Args, env::ArgsOs, env::SplitPaths<'_>, env::Vars, env::VarsOs, fs::ReadDir, net::Incoming<'_>, path::Ancestors<'_>,
        path::Components<'_>, path::Iter<'_>, process::CommandArgs<'_>, process::CommandEnvs<'_>, string::Drain<'_>,
    }
    // Whatever is pointed to, or boxed.
    unsized_ones {
        &'static str, &[Any], &mut [Any], &dyn any::Any, &path::Path, &ffi::OsStr, &ffi::CStr, *const str, Box<dyn any::Any + Send>,
        Box<dyn std::error::Error>, Box<str>, Box<[Any]>, rc::Rc<str>, sync::Arc<[Any]>, borrow::Cow<'_, [u8]>, borrow::Cow<'_, path::Path>,
        pin::Pin<Box<dyn Future<Output = Any>>>, cell::Ref<'_, str>, marker::PhantomData<str>,
    }
    pointers_to_functions {
        fn(), fn(Any) -> Any, unsafe fn(Any), extern "C" fn(Any, Any) -> Any, fn() -> Result<Any, Any>,
        fn(Any, Any, Any, Any, Any, Any, Any, Any, Any, Any, Any, Any) -> Any,
    }
    tuples {
        (u8,), (u8, String), (&Any, Vec<Any>, bool), (u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, [Any; 3]), ((), ((), ())),
    }
    told_apart {
        Result<Any, Any>, Option<Any>, ops::ControlFlow<Any, Any>, ops::ControlFlow<Any>, task::Poll<Result<Any, Any>>,
        task::Poll<Option<Any>>, task::Poll<u8>, thread::Result<Any>, io::Result<Any>, fmt::Result,
        sync::LockResult<sync::MutexGuard<'_, Any>>, sync::TryLockResult<Any>,
    }
}

#[cfg(unix)]
have! {
    of_unix {
        std::os::fd::BorrowedFd<'_>, std::os::fd::OwnedFd, std::os::unix::net::Incoming<'_>, std::os::unix::net::SocketAddr,
        std::os::unix::net::UnixDatagram, std::os::unix::net::UnixListener, std::os::unix::net::UnixStream,
    }
}
