//! Rule 8.5: how deep async functions may await one another for the future to be `Send`, with rustc's own `recursion_limit`. That
//! it compiles is the test.
//!
//! rustc looks through a type in a type in a type, and gives up at 128 (E0275). A function is three of them: what it is seen as, its
//! code, and what that holds across an await. The body that can be cancelled is two more, and the rest behind a deferred call
//! three, one of which drops it.

use defer_runtime::{defer, with_defer};
use defer_tests::poll::finish;
use std::pin::Pin;

fn is_send<F: Future + Send>(future: F) -> F {
    future
}

fn log() {}

struct Guard;

impl Drop for Guard {
    fn drop(&mut self) {
        log();
    }
}

async fn innermost() -> u32 {
    std::future::ready(0).await
}

async fn pass(n: u32) -> u32 {
    std::future::ready(n).await
}

/// A function for each name, which awaits the one before it.
macro_rules! chain {
    ($kind:ident: $innermost:ident < $name:ident $($outer:ident)*) => {
        chain!(@$kind $name $innermost);
        chain!($kind: $name < $($outer)*);
    };
    ($kind:ident: $outermost:ident <) => {
        pub use $outermost as outermost;
    };
    (@guards $name:ident $inner:ident) => {
        pub async fn $name() -> u32 {
            let _guard = Guard;
            $inner().await + 1
        }
    };
    (@one_call $name:ident $inner:ident) => {
        #[with_defer]
        pub async fn $name() -> u32 {
            defer!(log());
            $inner().await + 1
        }
    };
    (@one_call_that_awaits $name:ident $inner:ident) => {
        #[with_defer]
        pub async fn $name() -> u32 {
            defer!(pass(1).await);
            $inner().await + 1
        }
    };
    (@three_calls $name:ident $inner:ident) => {
        #[with_defer]
        pub async fn $name() -> u32 {
            defer!(log());
            let two = pass(2).await;
            defer!(log());
            let one = two - pass(1).await;
            defer!(|| log());
            $inner().await + one
        }
    };
    (@boxed $name:ident $inner:ident) => {
        #[with_defer]
        pub async fn $name() -> u32 {
            defer!(log());
            let inner: Pin<Box<dyn Future<Output = u32> + Send>> = Box::pin($inner());
            inner.await + 1
        }
    };
}

/// Chains of this many functions of this kind can be sent.
macro_rules! sent {
    ($($kind:ident, $depth:literal: $($name:ident)*;)*) => {
        $(mod $kind {
            use super::*;
            chain!($kind: innermost < $($name)*);

            #[test]
            fn is_sent() {
                fn can_be_sent<F: Future + Send>(_: impl FnOnce() -> F) {}
                can_be_sent(outermost);
                assert_eq!([$(stringify!($name)),*].len(), $depth);
            }
        })*
    };
}

sent! {
    guards, 40: a b c d e f g h i j k l m n o p q r s t u v w x y z aa ab ac ad ae af ag ah ai aj ak al am an;
    one_call, 15: a b c d e f g h i j k l m n o;
    one_call_that_awaits, 15: a b c d e f g h i j k l m n o;
    three_calls, 8: a b c d e f g h;
    // what the manual says to write
    boxed, 50: a b c d e f g h i j k l m n o p q r s t u v w x y z aa ab ac ad ae af ag ah ai aj ak al am an ao ap aq ar at au av
        aw ax ay;
}

/// Chains of this many run. How large a future is is asked of the outermost first, and in each type for what it holds: the code of
/// a function is four types there, the body that can be cancelled four, a rest five.
macro_rules! run {
    ($($kind:ident, $depth:literal: $($name:ident)*;)*) => {
        $(#[test]
        fn $kind() {
            mod chained {
                use super::*;
                chain!($kind: innermost < $($name)*);
            }
            assert_eq!([$(stringify!($name)),*].len(), $depth);
            assert_eq!(finish(is_send(chained::outermost())), $depth);
        })*
    };
}

run! {
    guards, 30: a b c d e f g h i j k l m n o p q r s t u v w x y z aa ab ac ad;
    one_call, 9: a b c d e f g h i;
    one_call_that_awaits, 9: a b c d e f g h i;
    three_calls, 5: a b c d e;
    boxed, 50: a b c d e f g h i j k l m n o p q r s t u v w x y z aa ab ac ad ae af ag ah ai aj ak al am an ao ap aq ar at au av
        aw ax ay;
}
