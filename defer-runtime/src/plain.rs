//! The types of core, alloc and std that are never a failure, whatever they hold (rule 6.1): all that can be named with the oldest
//! Rust, but for errors, for what says how something went (`ExitStatus`, `WaitTimeoutResult`), and for futures.

use crate::outcome::Outcome;

/// Never a failure, so that a tuple of such isn't one either.
pub trait Plain {}

macro_rules! plain {
    ($([$($parameters:tt)*] $ty:ty),+ $(,)?) => {
        $(
            #[diagnostic::do_not_recommend]
            impl<$($parameters)*> Outcome for $ty {}
            #[diagnostic::do_not_recommend]
            impl<$($parameters)*> Plain for $ty {}
        )+
    };
    ($($ty:ty),+ $(,)?) => {
        plain!($([] $ty),+);
    };
}

mod of_core {
    use super::{Outcome, Plain};
    use core::{
        alloc, any, array, ascii, cell, char, cmp, convert, ffi, fmt, hash, iter, marker, mem, net, num, ops, option,
        panic, pin, ptr, result, slice, str, sync::atomic, task, time,
    };

    plain! {
        (), bool, char, f32, f64, i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize,
        num::NonZeroI8, num::NonZeroI16, num::NonZeroI32, num::NonZeroI64, num::NonZeroI128, num::NonZeroIsize,
        num::NonZeroU8, num::NonZeroU16, num::NonZeroU32, num::NonZeroU64, num::NonZeroU128, num::NonZeroUsize,
    }
    // What points to something, or holds some of it.
    plain! {
        [T: ?Sized] &T, [T: ?Sized] &mut T, [T: ?Sized] *const T, [T: ?Sized] *mut T, [T, const N: usize] [T; N],
        [T: ?Sized] cell::Cell<T>, [T, F] cell::LazyCell<T, F>, [T] cell::OnceCell<T>, [T: ?Sized] cell::Ref<'_, T>,
        [T: ?Sized] cell::RefCell<T>, [T: ?Sized] cell::RefMut<'_, T>, [T: ?Sized] cell::UnsafeCell<T>,
        [T] cmp::Reverse<T>, [T: ?Sized] marker::PhantomData<T>, [T] mem::Discriminant<T>, [T: ?Sized] mem::ManuallyDrop<T>,
        [T] mem::MaybeUninit<T>, [T] num::Saturating<T>, [T] num::Wrapping<T>, [T] panic::AssertUnwindSafe<T>,
        [P] pin::Pin<P>, [T: ?Sized] ptr::NonNull<T>,
        [T] ops::Bound<T>, [T] ops::Range<T>, [T] ops::RangeFrom<T>, [T] ops::RangeInclusive<T>, [T] ops::RangeTo<T>,
        [T] ops::RangeToInclusive<T>,
    }
    plain! {
        alloc::Layout, any::TypeId, atomic::AtomicBool, atomic::Ordering, cmp::Ordering, convert::Infallible, ffi::c_void,
        fmt::Alignment, fmt::Arguments<'_>, fmt::Formatter<'_>, marker::PhantomPinned, net::IpAddr, net::Ipv4Addr,
        net::Ipv6Addr, net::SocketAddr, net::SocketAddrV4, net::SocketAddrV6, num::FpCategory, ops::RangeFull,
        panic::Location<'_>, task::Context<'_>, task::RawWaker, task::RawWakerVTable, task::Waker, time::Duration,
    }
    plain!([H] hash::BuildHasherDefault<H>);

    #[cfg(target_has_atomic = "8")]
    plain!(atomic::AtomicU8, atomic::AtomicI8);
    #[cfg(target_has_atomic = "16")]
    plain!(atomic::AtomicU16, atomic::AtomicI16);
    #[cfg(target_has_atomic = "32")]
    plain!(atomic::AtomicU32, atomic::AtomicI32);
    #[cfg(target_has_atomic = "64")]
    plain!(atomic::AtomicU64, atomic::AtomicI64);
    #[cfg(target_has_atomic = "ptr")]
    plain!([] atomic::AtomicUsize, [] atomic::AtomicIsize, [T] atomic::AtomicPtr<T>);

    // Iterators.
    plain! {
        [A, B] iter::Chain<A, B>, [I] iter::Cloned<I>, [I] iter::Copied<I>, [I] iter::Cycle<I>, [T] iter::Empty<T>,
        [I] iter::Enumerate<I>, [I, P] iter::Filter<I, P>, [I, F] iter::FilterMap<I, F>, [I, U: IntoIterator, F] iter::FlatMap<I, U, F>,
        [I: Iterator<Item: IntoIterator>] iter::Flatten<I>, [F] iter::FromFn<F>, [I] iter::Fuse<I>, [I, F] iter::Inspect<I, F>,
        [I, F] iter::Map<I, F>, [I, P] iter::MapWhile<I, P>, [T] iter::Once<T>, [F] iter::OnceWith<F>, [I: Iterator] iter::Peekable<I>,
        [T] iter::Repeat<T>, [T] iter::RepeatN<T>, [F] iter::RepeatWith<F>, [I] iter::Rev<I>, [I, S, F] iter::Scan<I, S, F>,
        [I] iter::Skip<I>, [I, P] iter::SkipWhile<I, P>, [I] iter::StepBy<I>, [T, F] iter::Successors<T, F>, [I] iter::Take<I>,
        [I, P] iter::TakeWhile<I, P>, [A, B] iter::Zip<A, B>,
        [T, const N: usize] array::IntoIter<T, N>, [I: Iterator<Item = u16>] char::DecodeUtf16<I>,
        [T] option::IntoIter<T>, [T] option::Iter<'_, T>, [T] option::IterMut<'_, T>,
        [T] result::IntoIter<T>, [T] result::Iter<'_, T>, [T] result::IterMut<'_, T>,
        [T, P] slice::ChunkBy<'_, T, P>, [T, P] slice::ChunkByMut<'_, T, P>, [T] slice::Chunks<'_, T>, [T] slice::ChunksExact<'_, T>,
        [T] slice::ChunksExactMut<'_, T>, [T] slice::ChunksMut<'_, T>, [T] slice::Iter<'_, T>, [T] slice::IterMut<'_, T>,
        [T] slice::RChunks<'_, T>, [T] slice::RChunksExact<'_, T>, [T] slice::RChunksExactMut<'_, T>, [T] slice::RChunksMut<'_, T>,
        [T, P: FnMut(&T) -> bool] slice::RSplit<'_, T, P>, [T, P: FnMut(&T) -> bool] slice::RSplitMut<'_, T, P>,
        [T, P: FnMut(&T) -> bool] slice::RSplitN<'_, T, P>, [T, P: FnMut(&T) -> bool] slice::RSplitNMut<'_, T, P>,
        [T, P: FnMut(&T) -> bool] slice::Split<'_, T, P>, [T, P: FnMut(&T) -> bool] slice::SplitMut<'_, T, P>,
        [T, P: FnMut(&T) -> bool] slice::SplitN<'_, T, P>, [T, P: FnMut(&T) -> bool] slice::SplitNMut<'_, T, P>,
        [T, P: FnMut(&T) -> bool] slice::SplitInclusive<'_, T, P>, [T, P: FnMut(&T) -> bool] slice::SplitInclusiveMut<'_, T, P>,
        [T] slice::Windows<'_, T>,
    }
    plain! {
        ascii::EscapeDefault, char::EscapeDebug, char::EscapeDefault, char::EscapeUnicode, char::ToLowercase, char::ToUppercase,
        slice::EscapeAscii<'_>, str::Bytes<'_>, str::CharIndices<'_>, str::Chars<'_>, str::EncodeUtf16<'_>, str::EscapeDebug<'_>,
        str::EscapeDefault<'_>, str::EscapeUnicode<'_>, str::Lines<'_>, str::SplitAsciiWhitespace<'_>, str::SplitWhitespace<'_>,
        str::Utf8Chunk<'_>, str::Utf8Chunks<'_>,
    }
}

#[cfg(feature = "std")]
mod of_std {
    use super::{Outcome, Plain};
    use std::collections::{
        BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque, binary_heap, btree_map, btree_set,
        hash_map, hash_set, linked_list, vec_deque,
    };
    use std::sync::{self, mpsc};
    use std::{alloc, backtrace, borrow, env, ffi, fs, hash, io, net, path, process, rc, string, thread, time, vec};

    plain! {
        [T: ?Sized] Box<T>, [B: ?Sized + ToOwned] borrow::Cow<'_, B>, [T: ?Sized] rc::Rc<T>, [T: ?Sized] rc::Weak<T>,
        [T: ?Sized] sync::Arc<T>, [T: ?Sized] sync::Weak<T>,
        [T] Vec<T>, [T] VecDeque<T>, [T] LinkedList<T>, [T] BinaryHeap<T>, [K, V] BTreeMap<K, V>, [T] BTreeSet<T>,
        [K, V, S] HashMap<K, V, S>, [T, S] HashSet<T, S>, [K, V] btree_map::Entry<'_, K, V>,
        [K, V] btree_map::OccupiedEntry<'_, K, V>, [K, V] btree_map::VacantEntry<'_, K, V>, [K, V] hash_map::Entry<'_, K, V>,
        [K, V] hash_map::OccupiedEntry<'_, K, V>, [K, V] hash_map::VacantEntry<'_, K, V>, [T: Ord] binary_heap::PeekMut<'_, T>,
        [T, F] sync::LazyLock<T, F>, [T: ?Sized] sync::Mutex<T>, [T: ?Sized] sync::MutexGuard<'_, T>, [T] sync::OnceLock<T>,
        [T: ?Sized] sync::RwLock<T>, [T: ?Sized] sync::RwLockReadGuard<'_, T>, [T: ?Sized] sync::RwLockWriteGuard<'_, T>,
        [T] mpsc::Receiver<T>, [T] mpsc::Sender<T>, [T] mpsc::SyncSender<T>,
        [T] thread::JoinHandle<T>, [T] thread::LocalKey<T>, [T] thread::ScopedJoinHandle<'_, T>,
        [R: ?Sized] io::BufReader<R>, [W: ?Sized + io::Write] io::BufWriter<W>, [A, B] io::Chain<A, B>, [T] io::Cursor<T>,
        [W: ?Sized + io::Write] io::LineWriter<W>, [R] io::Take<R>,
    }
    plain! {
        String, alloc::System, backtrace::Backtrace, backtrace::BacktraceStatus, ffi::CString, ffi::OsString,
        ffi::os_str::Display<'_>, fs::DirBuilder, fs::DirEntry, fs::File, fs::FileTimes, fs::FileType, fs::Metadata,
        fs::OpenOptions, fs::Permissions, hash::DefaultHasher, hash::RandomState, io::Empty, io::IoSlice<'_>,
        io::IoSliceMut<'_>, io::PipeReader, io::PipeWriter, io::Repeat, io::SeekFrom, io::Sink, io::Stderr, io::StderrLock<'_>,
        io::Stdin, io::StdinLock<'_>, io::Stdout, io::StdoutLock<'_>, net::Shutdown, net::TcpListener, net::TcpStream,
        net::UdpSocket, path::Component<'_>, path::Display<'_>, path::PathBuf, path::Prefix<'_>, path::PrefixComponent<'_>,
        process::Child, process::ChildStderr, process::ChildStdin, process::ChildStdout, process::Command, process::Stdio,
        sync::Barrier, sync::BarrierWaitResult, sync::Condvar, sync::Once, thread::Builder, thread::Thread, thread::ThreadId,
        time::Instant, time::SystemTime,
    }
    #[cfg(unix)]
    plain! {
        std::os::fd::BorrowedFd<'_>, std::os::fd::OwnedFd, std::os::unix::net::Incoming<'_>, std::os::unix::net::SocketAddr,
        std::os::unix::net::UnixDatagram, std::os::unix::net::UnixListener, std::os::unix::net::UnixStream,
    }
    #[cfg(windows)]
    plain! {
        std::os::windows::io::BorrowedHandle<'_>, std::os::windows::io::BorrowedSocket<'_>, std::os::windows::io::OwnedHandle,
        std::os::windows::io::OwnedSocket,
    }

    // Iterators.
    plain! {
        [T] binary_heap::Drain<'_, T>, [T] binary_heap::IntoIter<T>, [T] binary_heap::Iter<'_, T>,
        [K, V] btree_map::IntoIter<K, V>, [K, V] btree_map::IntoKeys<K, V>, [K, V] btree_map::IntoValues<K, V>,
        [K, V] btree_map::Iter<'_, K, V>, [K, V] btree_map::IterMut<'_, K, V>, [K, V] btree_map::Keys<'_, K, V>,
        [K, V] btree_map::Range<'_, K, V>, [K, V] btree_map::RangeMut<'_, K, V>, [K, V] btree_map::Values<'_, K, V>,
        [K, V] btree_map::ValuesMut<'_, K, V>,
        [T] btree_set::Difference<'_, T>, [T] btree_set::Intersection<'_, T>, [T] btree_set::IntoIter<T>,
        [T] btree_set::Iter<'_, T>, [T] btree_set::Range<'_, T>, [T] btree_set::SymmetricDifference<'_, T>, [T] btree_set::Union<'_, T>,
        [K, V] hash_map::Drain<'_, K, V>, [K, V, F] hash_map::ExtractIf<'_, K, V, F>, [K, V] hash_map::IntoIter<K, V>,
        [K, V] hash_map::IntoKeys<K, V>, [K, V] hash_map::IntoValues<K, V>, [K, V] hash_map::Iter<'_, K, V>,
        [K, V] hash_map::IterMut<'_, K, V>, [K, V] hash_map::Keys<'_, K, V>, [K, V] hash_map::Values<'_, K, V>,
        [K, V] hash_map::ValuesMut<'_, K, V>,
        [T, S] hash_set::Difference<'_, T, S>, [T] hash_set::Drain<'_, T>, [T, F] hash_set::ExtractIf<'_, T, F>,
        [T, S] hash_set::Intersection<'_, T, S>, [T] hash_set::IntoIter<T>, [T] hash_set::Iter<'_, T>,
        [T, S] hash_set::SymmetricDifference<'_, T, S>, [T, S] hash_set::Union<'_, T, S>,
        [B] io::Bytes<B>, [B] io::Lines<B>, [B] io::Split<B>,
        [T, F] linked_list::ExtractIf<'_, T, F>, [T] linked_list::IntoIter<T>, [T] linked_list::Iter<'_, T>,
        [T] linked_list::IterMut<'_, T>, [T] mpsc::IntoIter<T>, [T] mpsc::Iter<'_, T>, [T] mpsc::TryIter<'_, T>,
        [T] vec::Drain<'_, T>, [T, F] vec::ExtractIf<'_, T, F>, [T] vec::IntoIter<T>, [I: Iterator] vec::Splice<'_, I>,
        [T] vec_deque::Drain<'_, T>, [T] vec_deque::IntoIter<T>, [T] vec_deque::Iter<'_, T>, [T] vec_deque::IterMut<'_, T>,
    }
    plain! {
        env::Args, env::ArgsOs, env::SplitPaths<'_>, env::Vars, env::VarsOs, fs::ReadDir, net::Incoming<'_>, path::Ancestors<'_>,
        path::Components<'_>, path::Iter<'_>, process::CommandArgs<'_>, process::CommandEnvs<'_>, string::Drain<'_>,
    }
}

/// The fields of a result, by reference.
pub trait Fields {
    /// The result.
    type Of;
}

/// With all of these components, and without the first ones.
macro_rules! tuples {
    () => {};
    ($first:ident $($others:ident)*) => {
        plain!([$first: Plain, $($others: Plain),*] ($first, $($others,)*));
        plain! {
            [R, $first, $($others),*] fn($first, $($others),*) -> R,
            [R, $first, $($others),*] unsafe fn($first, $($others),*) -> R,
            [R, $first, $($others),*] extern "C" fn($first, $($others),*) -> R,
        }
        impl<$first, $($others),*> Fields for (&$first, $(&$others,)*) {
            type Of = ($first, $($others,)*);
        }
        tuples!($($others)*);
    };
}

tuples!(A B C D E F G H I J K L);
plain!([R] fn() -> R, [R] unsafe fn() -> R, [R] extern "C" fn() -> R);
