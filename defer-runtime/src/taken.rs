//! What checks that something is moved where a name lets the expansion take it to be (rule 3.5): where it isn't, that is an error.

use core::marker::PhantomData;
use core::mem::{align_of, needs_drop};

/// A receiver that is moved: a method that borrows it is an error (E0793), as a packed field can't be.
#[repr(Rust, packed)]
#[derive(Debug)]
pub struct Taken<T>(pub T);

/// The same of one whose type may be known to need no alignment, or to be a `Box`: those can be borrowed all the same. `commit` has a
/// name that is taken to move here, and doesn't:
///
/// ```compile_fail,E0080
/// # use defer_runtime::{defer, with_defer};
/// struct Transaction;
///
/// impl Transaction {
///     fn commit(&self) {}
/// }
///
/// impl Drop for Transaction {
///     fn drop(&mut self) {}
/// }
///
/// #[with_defer]
/// fn of_no_size(n: u32) -> Option<u32> {
///     let transaction = Transaction;
///     defer!(println!("bye"));
///     n.checked_sub(1)?;
///     transaction.commit();
///     Some(n)
/// }
/// of_no_size(1);
/// ```
#[inline(always)]
pub fn taken<T: Unboxed<M>, M>(value: T) -> Taken<T> {
    const {
        assert!(
            align_of::<T>() > 1 || !needs_drop::<T>(),
            "behind a deferred call a method is taken to move its receiver, which can't be checked of this type: write \
             `Type::method(&local)` if it borrows, `Type::method(local)` if it moves"
        );
    }
    Taken(value)
}

/// All types but `Box`, of which it is ambiguous.
pub trait Unboxed<M> {}

/// Marks the second of two implementations.
#[derive(Debug)]
pub struct Ambiguous;

impl<T: ?Sized> Unboxed<()> for T {}

#[cfg(feature = "std")]
impl<T: ?Sized> Unboxed<Ambiguous> for Box<T> {}

// Without an allocator a `Box` has no name.
#[cfg(not(feature = "std"))]
#[allow(drop_bounds, reason = "it is whether there is one that is asked")]
impl<T: Drop + core::ops::Deref> Unboxed<Ambiguous> for T {}

/// Is never called: a part of this is moved, and a closure that does so captures all that a `Box` holds.
pub fn unboxed<T: ?Sized + Unboxed<M>, M>(_: &T) {}

/// A part of a local that is used by value.
#[derive(Debug)]
pub struct Part<T>(PhantomData<T>);

/// Is never called: of a part that is used by value, for what asks whether it is copied.
pub fn part<T>(_: &T) -> Part<T> {
    Part(PhantomData)
}

/// A part that is copied leaves alone what it is a part of.
pub trait CopiedPart {
    /// Asks nothing.
    fn leads_from<B: ?Sized>(&self, _: &B) {}
}

impl<T: Copy> CopiedPart for &Part<T> {}

/// One that is moved may be no part of what a `Box` holds.
pub trait MovedPart {
    /// Asks whether it is one.
    fn leads_from<B: ?Sized + Unboxed<M>, M>(&self, _: &B) {}
}

impl<T> MovedPart for Part<T> {}

/// Is never called: what a pattern takes apart in all of its parts leaves nothing behind, unless it has a `Drop` of its own.
pub fn taken_apart<T: WithoutDrop<M>, M>(_: &T) {}

/// All types without an implementation of `Drop`; of others it is ambiguous.
pub trait WithoutDrop<M> {}

/// Marks the second of two implementations, and says what to write, since rustc shows both.
#[derive(Debug)]
pub struct HasDropMatchAReference;

impl<T> WithoutDrop<()> for T {}

#[allow(drop_bounds, reason = "it is whether there is one that is asked")]
impl<T: Drop> WithoutDrop<HasDropMatchAReference> for T {}

/// What is imported under a name, and from there again: where a local bears that, rustc says that no import can refer to one.
pub mod no_local {}

/// No value: what stands where there is one is never reached, and nothing comes behind it.
pub const NEVER: Option<core::convert::Infallible> = None;

/// The type of a local that may be moved in a rest or not, which makes no difference if it has no destructor. One that has is an error:
/// of a `project` that is no pin's,
///
/// ```compile_fail,E0080
/// # use defer_runtime::{defer, with_defer};
/// struct Camera(u32);
///
/// impl Camera {
///     fn project(&self) -> String {
///         self.0.to_string()
///     }
/// }
///
/// #[with_defer]
/// fn projected(camera: &Camera) -> Option<u32> {
///     let picture = camera.project();
///     defer!(println!("bye"));
///     camera.0.checked_sub(1)?;
///     Some(picture.capacity() as u32)
/// }
/// projected(&Camera(1));
/// ```
///
/// and of a `Pin` that is not the standard library's.
///
/// ```compile_fail,E0080
/// # use defer_runtime::{defer, with_defer};
/// struct Pin<T>(T);
///
/// impl<T> Pin<T> {
///     fn release(self) {}
/// }
///
/// impl<T> Drop for Pin<T> {
///     fn drop(&mut self) {}
/// }
///
/// #[with_defer]
/// fn released(pin: Pin<&mut u32>, n: u32) -> Option<u32> {
///     defer!(println!("bye"));
///     n.checked_sub(1)?;
///     pin.release();
///     Some(n)
/// }
/// released(Pin(&mut 1), 1);
/// ```
#[derive(Debug)]
pub struct Dropless<T>(PhantomData<fn() -> T>);

impl<T> Dropless<T> {
    /// Of whatever it is asked of next.
    #[inline(always)]
    pub const fn of() -> Self {
        Dropless(PhantomData)
    }

    /// Is never called.
    pub fn is_of(&self, _: &T) {}

    /// The same of a local that is declared between a borrow and a deferred call, or is that borrow. What borrows is in use behind the call,
    /// beside what it borrows, so that both belong to the closure, and are dropped before the call.
    ///
    /// ```compile_fail,E0080
    /// # use defer_runtime::{defer, with_defer};
    /// struct Shelf(Vec<u32>);
    ///
    /// impl Shelf {
    ///     fn names_mut(&mut self) -> Vec<String> {
    ///         self.0.iter().map(u32::to_string).collect()
    ///     }
    /// }
    ///
    /// #[with_defer]
    /// fn named(shelf: &mut Shelf) -> usize {
    ///     let names = shelf.names_mut();
    ///     defer!(println!("bye"));
    ///     println!("{}", names.len());
    ///     shelf.0.push(1);
    ///     shelf.0.len()
    /// }
    /// named(&mut Shelf(Vec::new()));
    /// ```
    ///
    /// With its type it stays where it is:
    ///
    /// ```
    /// # use defer_runtime::{defer, with_defer};
    /// # struct Shelf(Vec<u32>);
    /// # impl Shelf {
    /// #     fn names_mut(&mut self) -> Vec<String> {
    /// #         self.0.iter().map(u32::to_string).collect()
    /// #     }
    /// # }
    /// #[with_defer]
    /// fn named(shelf: &mut Shelf) -> usize {
    ///     let names: Vec<String> = shelf.names_mut();
    ///     defer!(println!("bye"));
    ///     println!("{}", names.len());
    ///     shelf.0.push(1);
    ///     shelf.0.len()
    /// }
    /// assert_eq!(named(&mut Shelf(Vec::new())), 1);
    /// ```
    ///
    /// What stands between:
    ///
    /// ```compile_fail,E0080
    /// # use defer_runtime::{defer, with_defer};
    /// fn title(n: usize) -> String {
    ///     n.to_string()
    /// }
    ///
    /// #[with_defer]
    /// fn shown(mut sizes: Vec<u32>) -> usize {
    ///     let all = &mut sizes;
    ///     let title = title(all.len());
    ///     defer!(println!("bye"));
    ///     println!("{title} {all:?}");
    ///     sizes.push(1);
    ///     sizes.len()
    /// }
    /// shown(Vec::new());
    /// ```
    #[inline(always)]
    pub fn check_borrow(&self) {
        const {
            assert!(
                !needs_drop::<T>(),
                "this local has a destructor, and would be dropped before a deferred call that stands behind it, since it borrows \
                 what is used there, or stands behind what does. If it is that borrow, write its type, `let x: Guard = …`; or else \
                 declare it in front of the borrow"
            );
        }
    }

    /// An error where the type has a destructor.
    #[inline(always)]
    pub fn check(&self) {
        const {
            assert!(
                !needs_drop::<T>(),
                "behind a deferred call it can't be told whether this local is moved on each way out, as it has a destructor: \
                 move it into a local of its own first, or by a function"
            );
        }
    }
}

/// Is never called: an `Option` of something that is `Copy` is, unless it is one of the user's own.
pub const fn copied<T: Copy>(_: &T) {}

/// The type of a local that has been moved in front of a deferred call, for that of the same name which gets a new value behind it.
#[derive(Debug)]
pub struct Anew<T>(PhantomData<fn() -> T>);

impl<T> Anew<T> {
    /// Of whatever it is given to.
    #[inline(always)]
    pub const fn of() -> Self {
        Anew(PhantomData)
    }

    /// Is never called.
    pub fn value(&self) -> T {
        unreachable!()
    }
}
