//! A library that gives `#[with_defer]` on to its users, as a module and in macros of its own (1.2).

#![deny(warnings)]

/// All of `defer_runtime`.
pub mod cleanup {
    pub use defer_runtime::*;
}

/// What a macro of another library says where deferred code runs.
pub type Trace = std::cell::RefCell<Vec<String>>;

/// A function that says its name to a trace when it is left, whatever its body does.
#[macro_export]
macro_rules! traced {
    ($(#[$attr:meta])* $vis:vis fn $name:ident($trace:ident: $ty:ty $(, $arg:ident: $arg_ty:ty)*) $(-> $output:ty)? $body:block) => {
        $(#[$attr])*
        #[$crate::cleanup::with_defer(crate = $crate::cleanup)]
        $vis fn $name($trace: $ty $(, $arg: $arg_ty)*) $(-> $output)? {
            $crate::cleanup::defer! { $trace.borrow_mut().push(concat!("left ", stringify!($name)).to_owned()); }
            $body
        }
    };
}

/// The same of an async function.
#[macro_export]
macro_rules! traced_async {
    ($vis:vis async fn $name:ident($trace:ident: $ty:ty) $(-> $output:ty)? $body:block) => {
        #[$crate::cleanup::with_defer(crate = $crate::cleanup)]
        $vis async fn $name($trace: $ty) $(-> $output)? {
            $crate::cleanup::defer! { $trace.borrow_mut().push(concat!("left ", stringify!($name)).to_owned()); }
            $body
        }
    };
}

/// A function that gives its result's first value where its body panics.
#[macro_export]
macro_rules! never_panics {
    (fn $name:ident() -> $output:ty $body:block else $default:expr) => {
        #[$crate::cleanup::with_defer(result, crate = $crate::cleanup)]
        fn $name() -> $output {
            $crate::cleanup::defer!(|| {
                if let Some(panic) = $crate::cleanup::recover!() {
                    drop(panic);
                    result = $default;
                }
            });
            $body
        }
    };
}

/// Runs deferred code around statements, in a function of its own, so that nothing hides it from the attribute.
#[macro_export]
macro_rules! scope {
    (defer $deferred:block $($body:tt)*) => {{
        #[$crate::cleanup::with_defer(crate = $crate::cleanup)]
        fn scope() {
            $crate::cleanup::defer!($deferred);
            $($body)*
        }
        scope()
    }};
}
