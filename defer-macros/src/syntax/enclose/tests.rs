//! Where a block begins that the user hasn't written.

use super::{Enclosed, enclosed};
use pretty_assertions::assert_eq;

/// The statement that the block begins with, and those that are asked of, each by its place in the function.
fn of(body: &str) -> Option<(usize, Vec<usize>)> {
    let block: syn::Block = syn::parse_str(&format!("{{ {body} }}")).expect("it is Rust");
    let Enclosed { from, asked } = enclosed(&block.stmts, 0, true, false)?;
    Some((from, asked.into_iter().map(|at| from + at).collect()))
}

fn begins(from: usize) -> Option<(usize, Vec<usize>)> {
    Some((from, Vec::new()))
}

fn asks(from: usize, asked: &[usize]) -> Option<(usize, Vec<usize>)> {
    Some((from, asked.to_vec()))
}

#[test]
fn what_is_in_the_way() {
    let cases = [
        ("let r = &mut s.x; defer!(f()); r.go(); s.y();", begins(0)),
        ("let r = &mut s.x; defer!(f()); r.go(); s.x = 1;", begins(0)),
        ("let r = &s.x; defer!(f()); r.go(); s.push(1);", begins(0)),
        ("let r = &s.x; defer!(f()); r.go(); s = t;", begins(0)),
        ("let r = &mut s; { defer!(f()); r.go(); } s.y();", begins(0)),
        ("let r = &mut s.x; g(); defer!(f()); r.go(); f(s)", begins(0)),
        ("let n = 1; let r = &mut s.x; defer!(f()); r.go(); s.y();", begins(1)),
        ("defer!(f()); let r = &mut s.x; defer!(f()); r.go(); s.y();", begins(1)),
        (
            "let r = &mut s; let q = &mut r.x; defer!(f()); q.go(); s.y();",
            begins(0),
        ),
        // Another field, something else, nothing of it behind the call.
        ("let r = &mut s.x; defer!(f()); r.go(); s.y = 1;", None),
        ("let r = &mut s.x; defer!(f()); r.go(); t.y();", None),
        ("let r = &mut s.x; r.go(); defer!(f()); s.y();", None),
        ("defer!(f()); let r = &mut s.x; r.go(); s.y();", None),
        // It is only looked at.
        ("let r = &s.x; defer!(f()); r.go(); s.len();", None),
        ("let r = &s.x; defer!(f()); r.go(); println!(\"{}\", s.x);", None),
    ];
    for (body, expected) in cases {
        assert_eq!(of(body), expected, "{body}");
    }
}

#[test]
fn what_borrows() {
    let rest = "defer!(f()); r.go(); s.y();";
    let cases = [
        ("let r = s.x.as_mut();", asks(0, &[0])),
        ("let r = s.last_mut()?;", asks(0, &[0])),
        ("let Some(r) = s.x.first_mut() else { return };", asks(0, &[0])),
        ("let Some(ref mut r) = s.x else { return };", begins(0)),
        ("let T { r, .. } = &mut s.x;", begins(0)),
        ("let (r, n) = (&mut s.x, 1);", begins(0)),
        ("let r = W(&mut s.x);", asks(0, &[0])),
        ("let r = W { x: &mut s.x, n: 1 };", asks(0, &[0])),
        ("let r = Cursor::new(&s.x);", asks(0, &[0])),
        ("let r = match s.x { Some(ref mut x) => x, None => return };", begins(0)),
        (
            "let r = match s.first_mut() { Some(x) => x, None => panic!() };",
            asks(0, &[0]),
        ),
        ("let r = if c { &mut s.x } else { &mut t };", begins(0)),
        (
            "let r = if c { &mut t } else if d { &mut s.x } else { return };",
            begins(0),
        ),
        ("let r = if c { Some(&mut s.x) } else { None };", asks(0, &[0])),
        ("let r = { &mut s.x };", begins(0)),
        (
            "let r = match c { A => &mut s.x, B => s.z.as_mut(), _ => return };",
            asks(0, &[0]),
        ),
        (
            "let r = match s { A(ref mut x) => x, B { ref mut y } => y };",
            begins(0),
        ),
        (
            "let (r, q) = match s.pair_mut() { Some((x, y)) => (x, y), None => return };",
            asks(0, &[0]),
        ),
        ("let r: &mut X = made(&mut s);", begins(0)),
        ("let r: Option<&mut X> = s.made();", begins(0)),
        // It may have a destructor.
        ("let r: Guard = s.x.lock_mut();", None),
        ("let r = s.x.borrow_mut();", None),
        ("let r = s.made();", None),
        ("let r = made(&mut s);", None),
        ("let r = W(&mut s.x, made());", None),
        ("let r = &mut s.lock().x;", None),
        ("let r = &mut *s.lock();", None),
        ("let r = if c { &mut s.x } else { made() };", None),
        ("let r = if c { &mut s.x } else { &mut s.lock().x };", None),
        ("let r = match made() { A(mut s) => &mut s.x, _ => return };", None),
        ("let r = match c { A => s.x.as_mut(), _ => made() };", None),
    ];
    for (made, expected) in cases {
        assert_eq!(of(&format!("{made} {rest}")), expected, "{made}");
    }
}

#[test]
fn what_is_moved_at_once() {
    let cases = [
        ("let r = made(&s); defer!(f()); g(r); h(s);", begins(0)),
        ("let r = made(&s); defer!(f()); t.g(r)?; h(s);", begins(0)),
        ("let r = made(&s); defer!(f()); match g(r) { _ => h(s) }", begins(0)),
        ("let r = made(&s); defer!(f()); for n in r { h(s); }", begins(0)),
        ("let r = made(&s); match g(r) { _ => { defer!(f()); h(s) } }", begins(0)),
        (
            "let r = made(&s); let q = made(&s); defer!(f()); g(r, q); h(s);",
            begins(0),
        ),
        // It may not borrow that, or isn't in the way.
        ("let r = s.made(); defer!(f()); g(r); h(s);", None),
        ("let r = made(s); defer!(f()); g(r); h(s);", None),
        ("let r = made(&s); defer!(f()); g(r); s.y();", None),
        ("let s = made(&s); defer!(f()); g(s); h(s);", None),
        // It is only looked at, or another local has its name.
        ("let r = made(&s); defer!(f()); match r { A => g(), _ => h(s) }", None),
        ("let r = made(&s); defer!(f()); if let A = r { h(s); }", None),
        ("let r = made(&s); defer!(f()); let _ = r; h(s);", None),
        ("let r = made(&s); defer!(f()); let (_, q) = r; h(s);", None),
        ("let r = made(&s); defer!(f()); _ = r; h(s);", None),
        ("let r = made(&s); defer!(f()); let r = 1; g(r); h(s);", None),
        ("let r = made(&s); defer!(f()); let q = r; h(s);", begins(0)),
        ("let r = made(&s); defer!(f()); let r = g(r); h(s);", begins(0)),
        // It may get another value.
        ("let mut r = made(&s); defer!(f()); g(r); r = h(s);", None),
        // It may not come to that, or something may leave before.
        ("let r = made(&s); defer!(f()); if c { g(r); } h(s);", None),
        ("let r = made(&s); defer!(f()); c && g(r); h(s);", None),
        ("let r = made(&s); defer!(f()); let q = || g(r); h(s);", None),
        ("let r = made(&s); defer!(f()); h()?; g(r); h(s);", None),
        ("let r = made(&s); defer!(f()); h()?.g(r); h(s);", None),
        ("let r = made(&s); defer!(f()); h().await; g(r); h(s);", None),
        ("let r = made(&s); defer!(f()); own!(); g(r); h(s);", None),
        ("let r = made(&s); defer!(f()); r.go(); g(r); h(s);", None),
        (
            "let r = made(&s); defer!(f()); match c { true => g(r), _ => h(s) }",
            None,
        ),
        ("let r = made(&s); if c { defer!(f()); g(r); } h(s);", None),
        ("let (r, q) = made(&s); defer!(f()); g(r); h(s);", None),
    ];
    for (body, expected) in cases {
        assert_eq!(of(body), expected, "{body}");
    }
}

#[test]
fn what_stands_beside_it() {
    let cases = [
        ("let n = r.len();", asks(0, &[1])),
        ("let n = r[0];", begins(0)),
        ("let n: u32 = f();", begins(0)),
        ("let is = r.n < 1;", begins(0)),
        ("let _ = g();", begins(0)),
        ("g()?;", begins(0)),
        // What it borrows is in the way in any case.
        ("let n = g();", asks(0, &[1])),
        ("let n: String = g();", None),
        // A value that is made for it lives on.
        ("let n: &str = &g();", None),
        ("let n = (1, &g());", None),
        ("let n = Some(&g());", None),
        ("let n = if c { &g() } else { &z };", None),
        ("let n = &s.lock().z;", None),
        ("let n = own!();", None),
        ("let _ = &g();", None),
        ("let ref n = g();", None),
        ("let ref n = z;", begins(0)),
        ("let n = &z.y;", begins(0)),
        ("let n;", None),
        ("own!(n);", None),
        ("fn n() {}", None),
    ];
    for (beside, expected) in cases {
        let body = format!("let r = &mut s.x; {beside} defer!(f()); r.go(); s.y();");
        assert_eq!(of(&body), expected, "{beside}");
        let behind = format!("let r = s.x.as_mut(); {beside} defer!(f()); r.go(); s.y();");
        let expected = expected.filter(|_| beside != "let n = g();");
        let expected = expected.map(|(from, asked)| (from, std::iter::once(0).chain(asked).collect()));
        assert_eq!(of(&behind), expected, "{beside}");
    }
    // Deferred code would have to see it, or another call is behind something that has a destructor.
    for body in [
        "let r = &mut s.x; defer!(f(r)); s.y();",
        "let r = &mut s.x; let n = 1; defer! { f(n) } r.go(); s.y();",
        "let r = s.as_mut(); defer!(f()); r.go(); let n = g(); defer!(f()); s.y();",
    ] {
        assert_eq!(of(body), None, "{body}");
    }
}
