//! Deferred calls in a crate without `std` and without an allocator (rule 9.0).

#![no_std]

pub mod awaits;
pub mod calls;
mod trace;

pub use trace::Trace;

#[cfg(feature = "detach")]
pub mod detaches;

#[cfg(feature = "freestanding")]
#[panic_handler]
fn stop(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}
