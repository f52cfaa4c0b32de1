// 2.8: each is shown, in one run.
use defer_runtime::{defer, with_defer};

#[with_defer]
fn f(v: &mut Vec<u32>) {
    defer!(v.clear);
    defer!(v[0]);
    defer!(*v);
    defer!(v.len() == 1);
    defer!("text");
    defer!(loop {});
    defer!(const { 1 });
    defer!((|| v.clear()));
    defer!(f(v).x);
    defer!(v.clear(););
    defer!(;);
    defer!(|| );
    defer!([v.clear()]);
    defer![v.clear];
}

fn main() {}
