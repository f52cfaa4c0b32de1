// 1.1: a foreign function has no body.
use defer_runtime::with_defer;

unsafe extern "C" {
    #[with_defer]
    fn f();
}

fn main() {}
