//! The statement macros of the standard library, each alone in a module. Where what is done depends on a macro being the one of
//! the standard library, the expansion imports all of its module: if the user has another macro of that name, rustc refuses the
//! name as ambiguous, and otherwise nothing changes (rule 0).

macro_rules! modules {
    ($($source:ident { $($name:ident)* })*) => {
        $($(
            #[doc = concat!("Just `", stringify!($name), "!`.")]
            pub mod $name {
                pub use $source::$name;
            }
        )*)*
    };
}

modules! {
    core { assert assert_eq assert_ne debug_assert debug_assert_eq debug_assert_ne write writeln }
}

#[cfg(feature = "std")]
modules! {
    std { dbg eprint eprintln print println vec }
}

/// Without `std` there are none of these; one of the user's own is the only one in view.
#[cfg(not(feature = "std"))]
mod without_std {
    macro_rules! empty {
        ($($name:ident)*) => {
            $(#[doc = concat!("No `", stringify!($name), "!`.")] pub mod $name {})*
        };
    }
    empty! { dbg eprint eprintln print println vec }
}
#[cfg(not(feature = "std"))]
pub use without_std::*;
