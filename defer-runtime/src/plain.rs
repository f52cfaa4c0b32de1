//! The types of core and std that are never a failure, whatever they hold (rule 6.1).

use crate::outcome::Outcome;
use core::cell::{Cell, OnceCell, Ref, RefCell, RefMut, UnsafeCell};
use core::marker::{PhantomData, PhantomPinned};
use core::mem::{Discriminant, ManuallyDrop, MaybeUninit};
use core::num::{
    NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroI128, NonZeroIsize, NonZeroU8, NonZeroU16, NonZeroU32,
    NonZeroU64, NonZeroU128, NonZeroUsize, Saturating, Wrapping,
};
use core::ops::{Bound, Range, RangeFrom, RangeFull, RangeInclusive, RangeTo, RangeToInclusive};
use core::pin::Pin;
use core::ptr::NonNull;
use core::sync::atomic;
use core::time::Duration;

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

plain!(
    (),
    bool,
    char,
    u8,
    u16,
    u32,
    u64,
    u128,
    usize,
    i8,
    i16,
    i32,
    i64,
    i128,
    isize,
    f32,
    f64
);
plain!(NonZeroU8, NonZeroU16, NonZeroU32, NonZeroU64, NonZeroU128, NonZeroUsize);
plain!(NonZeroI8, NonZeroI16, NonZeroI32, NonZeroI64, NonZeroI128, NonZeroIsize);
plain!([T] Wrapping<T>, [T] Saturating<T>);

// What points to something, or holds some of it.
plain! {
    [T: ?Sized] &T, [T: ?Sized] &mut T, [T: ?Sized] *const T, [T: ?Sized] *mut T, [T: ?Sized] NonNull<T>, [P] Pin<P>,
    [T, const N: usize] [T; N], [T] ManuallyDrop<T>, [T] MaybeUninit<T>, [T: ?Sized] PhantomData<T>,
    [T] core::cmp::Reverse<T>, [T] Discriminant<T>,
    [T] Range<T>, [T] RangeFrom<T>, [T] RangeInclusive<T>, [T] RangeTo<T>, [T] RangeToInclusive<T>, [T] Bound<T>,
    [T: ?Sized] Cell<T>, [T: ?Sized] RefCell<T>, [T: ?Sized] UnsafeCell<T>, [T] OnceCell<T>,
    [T: ?Sized] Ref<'_, T>, [T: ?Sized] RefMut<'_, T>,
}
plain! {
    atomic::AtomicBool, atomic::Ordering, core::alloc::Layout, core::any::TypeId, core::cmp::Ordering,
    core::convert::Infallible, core::fmt::Arguments<'_>, core::net::IpAddr, core::net::Ipv4Addr, core::net::Ipv6Addr,
    core::net::SocketAddr, core::net::SocketAddrV4, core::net::SocketAddrV6, core::panic::Location<'_>,
    core::task::Waker, Duration, PhantomPinned, RangeFull,
}

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

#[cfg(feature = "std")]
mod of_std {
    use super::{Outcome, Plain};
    use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque};
    use std::sync::{Mutex, MutexGuard, OnceLock, RwLock, RwLockReadGuard, RwLockWriteGuard};
    use std::{fs, io, net, process, rc, sync, thread, time};

    plain! {
        [T: ?Sized] Box<T>, [T: ?Sized] rc::Rc<T>, [T: ?Sized] rc::Weak<T>, [T: ?Sized] sync::Arc<T>,
        [T: ?Sized] sync::Weak<T>, [B: ?Sized + ToOwned] std::borrow::Cow<'_, B>,
        [T] Vec<T>, [T] VecDeque<T>, [T] LinkedList<T>, [T] BinaryHeap<T>, [K, V] BTreeMap<K, V>, [T] BTreeSet<T>,
        [K, V, S] HashMap<K, V, S>, [T, S] HashSet<T, S>,
        [T: ?Sized] Mutex<T>, [T: ?Sized] MutexGuard<'_, T>, [T: ?Sized] RwLock<T>, [T] OnceLock<T>,
        [T: ?Sized] RwLockReadGuard<'_, T>, [T: ?Sized] RwLockWriteGuard<'_, T>,
        [T] sync::mpsc::Sender<T>, [T] sync::mpsc::SyncSender<T>, [T] sync::mpsc::Receiver<T>,
        [T] thread::JoinHandle<T>, [T] thread::ScopedJoinHandle<'_, T>,
        [T] io::BufReader<T>, [T: io::Write] io::BufWriter<T>, [T] io::Cursor<T>,
    }
    plain! {
        String, std::ffi::CString, std::ffi::OsString, std::path::PathBuf, time::Instant, time::SystemTime,
        fs::File, fs::FileType, fs::Metadata, fs::OpenOptions, fs::Permissions,
        io::Stdin, io::Stdout, io::Stderr, net::TcpListener, net::TcpStream, net::UdpSocket,
        process::Child, process::ChildStdin, process::ChildStdout, process::ChildStderr, process::Command,
        sync::Barrier, sync::Condvar, thread::Thread, thread::ThreadId,
    }
    #[cfg(unix)]
    plain!(std::os::fd::OwnedFd, std::os::fd::BorrowedFd<'_>);
    #[cfg(unix)]
    plain! {
        std::os::unix::net::UnixDatagram, std::os::unix::net::UnixListener, std::os::unix::net::UnixStream,
    }
    #[cfg(windows)]
    plain!(std::os::windows::io::OwnedHandle, std::os::windows::io::OwnedSocket);
}

/// What a function returns: so `!` can be named.
pub trait Returns {
    /// What it is.
    type Of;
}

impl<R> Returns for fn() -> R {
    type Of = R;
}

/// What a closure returns that never comes to its end, and doesn't say so.
#[diagnostic::do_not_recommend]
impl Outcome for <fn() -> ! as Returns>::Of {}

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
        plain!([R, $first, $($others),*] fn($first, $($others),*) -> R);
        impl<$first, $($others),*> Fields for (&$first, $(&$others,)*) {
            type Of = ($first, $($others,)*);
        }
        tuples!($($others)*);
    };
}

tuples!(A B C D E F G H I J K L);
plain!([R] fn() -> R);
