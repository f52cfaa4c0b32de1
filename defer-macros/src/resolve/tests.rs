//! What is found in small functions.

mod uses;

use super::facts::Facts;
use super::restore::restored;
use super::show::show;
use super::{Resolved, Written, resolve};
use crate::diagnostics::Errors;
use crate::syntax::coverage::Extent;
use crate::syntax::names;
use crate::syntax::options::Runtime;
use crate::syntax::returned::Returned;
use pretty_assertions::assert_eq;
use quote::{ToTokens, quote};
use syn::{ItemFn, parse_quote};

/// What is found in the function, and the mistakes in it.
pub fn resolved(function: ItemFn, results: usize) -> (Resolved, Vec<String>) {
    let runtime = Runtime::default();
    let body = function.block.to_token_stream();
    let written = Written {
        generics: &Default::default(),
        runtime: &runtime,
        inputs: &function.sig.inputs,
        returned: Returned::of(&function.sig.output),
        is_async: function.sig.asyncness.is_some(),
        results,
        detaches: false,
        has_block_scopes: false,
        has_unsafe: names::mentions_word(&body, &["unsafe"]),
        macros: names::macros_defined_in(body),
        extent: Extent::of(&syn::token::Brace::default().span),
    };
    let mut errors = Errors::default();
    let resolved = resolve(function.block.stmts, &written, &mut errors);
    let messages = errors.into_each().into_iter().map(|message| message.to_string());
    (resolved, messages.collect())
}

fn facts(function: ItemFn) -> Facts {
    let (resolved, messages) = resolved(function, 0);
    assert_eq!(messages, Vec::<String>::new());
    assert_in_order(&resolved.facts);
    resolved.facts
}

/// Positions grow, and spans stand in one another.
fn assert_in_order(facts: &Facts) {
    assert!(facts.uses.is_sorted_by_key(|used| used.at));
    assert!(facts.calls.is_sorted_by_key(|call| call.at));
    assert!(facts.questions.is_sorted_by_key(|question| question.at));
    for (_, block) in facts.blocks.iter() {
        assert!(block.steps.is_sorted_by(|one, other| one.span.end <= other.span.start));
        for step in &block.steps {
            assert!(block.span.start < step.span.start && step.span.end <= block.span.end);
        }
        if let Some((around, step)) = block.holder {
            let holder = &facts.blocks[around].steps[step].span;
            assert!(holder.start < block.span.start && block.span.end <= holder.end);
        }
    }
}

macro_rules! shown {
    ($($name:ident: { $($function:tt)* } => $expected:literal;)*) => {
        $(#[test]
        fn $name() {
            let expected: Vec<&str> = $expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
            assert_eq!(show(&facts(parse_quote!($($function)*))), expected.join("\n"));
        })*
    };
}

shown! {
    // 3.1, in CONTRIBUTING.md
    a_loop: { fn f(lines: &[&str]) -> Result<u32, E> {
        let mut sum = 0;
        for line in lines {
            defer!(|| log(sum));
            if line.is_empty() { break; }
            sum += parse(line)?;
        }
        Ok(sum)
    } } => "
        S0 function -> Result
        S1 iteration of F0 in S0 -> Result
        S2 code of D0 in S1 -> Unit
        B0 of S0: let sum; stmt; value (Scope)
        B1 of S1 in B0.1: D0; stmt; stmt (Scope)
        B2 of S2 in B1.0: stmt (Scope)
        F0
        D0 Always in B1.0, mentions sum
        lines of S0, parameter, copy, borrows nothing
        sum of S0, mut, copy, borrows nothing
        line of S0, given
        uses in B0.1: lines moved
        uses in B2.0: sum passed
        uses in B1.1: line
        uses in B1.2: sum, line passed
        uses in B0.2: sum passed
        E0 break F0 in S1
        E1 tail, success of sum in S0
        ? in S1";
    // 2.1, 3.1
    a_call_in_the_function: { fn f(file: File) -> io::Result<u32> { defer!(close(file)); read()? } } => "
        S0 function -> Result
        S1 code of D0 in S0 -> Unit
        B0 of S0: D0; value (Scope)
        B1 of S1 in B0.0: stmt (Scope)
        D0 Always in B0.0, values of file, names local
        file of S0, parameter, told, borrows nothing
        uses in B0.0: file passed
        ? in S0
    ";
    // 3.4
    a_local_of_an_inner_block: { fn f(c: bool) -> u32 {
        let mut n = 1;
        if c { let file = open(&n); defer!(|| file.close(&mut n)); n += 1; }
        n
    } } => "
        S0 function -> Primitive
        S1 code of D0 in S0 -> Unit
        B0 of S0: let n; holds; value (Scope)
        B1 of S0 in B0.1: let file; D0; stmt (Value)
        B2 of S1 in B1.1: stmt (Scope)
        D0 Always in B1.1, mentions n file
        c of S0, parameter, copy, borrows nothing
        n of S0, mut, copy, borrows nothing
        file of S0, given, from n
        uses in B0.1: c
        uses in B1.0: n
        uses in B2.0: file, n
        uses in B1.2: n
        uses in B0.2: n moved
    ";
    // 3.1, 4.1
    ways_out_of_a_loop: { fn f(all: &[Item]) -> Option<Item> {
        let best;
        'all: for item in all {
            defer!(item.close());
            if item.is_last() { break 'all; }
            if item.skips() { continue }
            return Some(*item);
        }
        best = None;
        best
    } } => "
        S0 function -> Result
        S1 iteration of F0 in S0 -> Result
        S2 code of D0 in S1 -> Unit
        B0 of S0: let best; stmt; stmt best =; value (Scope)
        B1 of S1 in B0.1: D0; stmt; stmt; return (Scope)
        B2 of S2 in B1.0: stmt (Scope)
        F0
        D0 Always in B1.0, mentions item
        all of S0, parameter, copy, borrows nothing
        best of S0, late
        item of S0, given
        uses in B0.1: all moved
        uses in B2.0: item
        uses in B1.1: item
        uses in B1.2: item
        uses in B1.3: item
        uses in B0.2: best assigned
        uses in B0.3: best moved
        E0 break F0 in S1
        E1 continue F0 in S1
        E2 return made, success of … in S1
    ";
    // 3.3
    the_cursor_of_a_while: { fn f(list: &mut List) {
        let mut next = Some(list);
        while let Some(node) = next {
            defer!(node.visit());
            next = node.next.as_mut();
        }
    } } => "
        S0 function -> Unit
        S1 iteration of F0 in S0 -> Unit
        S2 code of D0 in S1 -> Unit
        B0 of S0: let next; stmt (Scope)
        B1 of S1 in B0.1: D0; stmt next = (Scope)
        B2 of S2 in B1.0: stmt (Scope)
        F0 binds node
        D0 Always in B1.0, mentions node
        list of S0, parameter, cursor, reborrowed, told, borrows nothing
        next of S0, mut, given, from list
        node of S0
        uses in B0.0: list passed
        uses in B0.1: next, next
        uses in B2.0: node
        uses in B1.1: node, next advanced by another, next assigned
    ";
    // 3.6, 2.5
    closures_are_scopes: { fn f(out: Out) -> impl Fn() {
        let plain = |x| { if x { return; } g()?; out.a };
        move || { defer!(done()); out.b(plain); return; }
    } } => "
        S0 function -> Other
        S1 closure in S0 -> Inferred
        S2 code of D0 in S1 -> Unit
        B0 of S0: let plain; closure (Scope)
        B1 of S1 in B0.1: D0; stmt; return (Scope)
        B2 of S2 in B1.0: stmt (Scope)
        D0 Always in B1.0
        out of S0, parameter, told, borrows nothing
        x of S0
        plain of S0, from out
        uses in B0.0: x, out
        uses in B1.1: out, plain passed
        uses in B0.1: out moved, plain moved
        E0 return in S1
    ";
    // 3.7, 6.2, 6.6, 7.2
    deferred_code: { fn f(log: Log) -> Result<(), E> {
        errdefer!(|err| { log.note(err, leaving!()); if recover!().is_some() { return; } flush()?; });
        run(log)
    } } => "
        S0 function -> Result
        S1 code of D0 in S0 -> Unit
        B0 of S0: D0; value (Scope)
        B1 of S1 in B0.0: stmt; stmt; stmt (Scope)
        D0 Failure in B0.0, mentions log, takes error, recovers, asks
        log of S0, parameter, told, borrows nothing
        err of S1, parameter, reborrowed, borrows nothing
        uses in B1.0: log, err passed
        uses in B0.1: log passed
        E0 return in S1
        ? in S1
    ";
    // 8.1
    what_awaits: { async fn f(mut a: A) { defer!(a.close().await); my_macro!(a); println!("{}", 1); spawn(async move { a.run().await }); } } => "
        S0 function -> Unit async
        S1 code of D0 in S0 -> Unit async
        B0 of S0: D0; stmt; stmt; stmt (Scope)
        B1 of S1 in B0.0: stmt (Scope)
        D0 Always in B0.0, mentions a
        a of S0, parameter, mut, told, borrows nothing
        !? Item
        a? MacroAlone in B0.1
        uses in B1.0: a
        uses in B0.1: a
        uses in B0.3: a, a moved
        macro in S0, may return, may declare
        macro in S0, println!
        await in B1.0
        await in B0.1
        await in B0.3
    ";
    // 0: what a macro or an item may declare
    doubtful_names: { fn f(c: bool) {
        const LIMIT: u32 = 3;
        if c {
            use std::fs::remove;
            declare!(x);
            println!("{y}");
            fn helper() {}
            defer!(|| { helper(x, y); remove(LIMIT) });
        }
    } } => "
        S0 function -> Unit
        S1 code of D0 in S0 -> Unit
        B0 of S0: first stmt; holds (Scope)
        B1 of S0 in B0.1: first stmt; let x; stmt; first stmt; D0 (Value)
        B2 of S1 in B1.4: stmt; stmt (Scope)
        D0 Always in B1.4, mentions x, doubtful, hidden Named(\"helper\")
        c of S0, parameter, copy, borrows nothing
        x of S0, of a macro
        !? Item in B0.1
        LIMIT? Item
        helper? Item in B0.1
        remove? Item in B0.1
        x? MacroAlone in B1.1
        y? UnlessStd(\"println\") in B1.2
        uses in B0.1: c
        uses in B2.0: x passed
        macro in S0, may return, may declare
        macro in S0, println! y
        await in B1.1
    ";
    // 3.1: what a macro is given
    ways_out_in_macros: { fn f(a: A) -> u32 {
        'outer: loop {
            defer!(a.close());
            check!(a, return 1);
            check!({ break 'outer });
            select! { x = next() => return x, else => {} }
            odd!(return in a);
        }
        2
    } } => "
        S0 function -> Primitive
        S1 iteration of F0 in S0 -> Primitive
        S2 code of D0 in S1 -> Unit
        B0 of S0: stmt; value (Scope)
        B1 of S1 in B0.0: D0; stmt; stmt; stmt; stmt (Scope)
        B2 of S2 in B1.0: stmt (Scope)
        F0
        D0 Always in B1.0, mentions a
        a of S0, parameter, told, borrows nothing
        x of S0
        !? Item in B0.0
        a? MacroAlone in B1.1
        a? MacroAlone in B1.4
        in? MacroAlone in B1.4
        return? Macro in B1.1
        return? MacroAlone in B1.4
        uses in B2.0: a
        uses in B1.1: a
        uses in B1.4: a
        E0 return plain in S1
        E1 break F0 in S1
        E2 return plain x in S1
        macro in S1, may return, may declare
        macro in S1, may return, may declare
        macro in S1, may return
        macro in S1, may return, hides exit, may declare
        await in B1.1
        await in B1.2
        await in B1.3
        await in B1.4
    ";
    // 3.5
    in_match_arms: { fn f(state: State) {
        match state { State::A(x) if x > 1 => defer!(g(x)), other => { defer!(h(&other)); } Wild => {} }
    } } => "
        S0 function -> Unit
        S1 code of D0 in S0 -> Unit
        S2 code of D1 in S0 -> Unit
        B0 of S0: holds (Scope)
        B1 of S0 in B0.0: D0 (Value)
        B2 of S1 in B1.0: stmt (Scope)
        B3 of S0 in B0.0: D1 (Value)
        B4 of S2 in B3.0: stmt (Scope)
        D0 Always in B1.0, values of x, names local
        D1 Always in B3.0, mentions other
        state of S0, parameter, told, borrows nothing
        x of S0
        other of S0
        Wild? Constant in B0.0
        uses in B0.0: state moved, x
        uses in B1.0: x passed
        uses in B4.0: other
    ";
}

/// What is taken out stands where it was.
#[test]
fn nothing_is_lost() {
    let function: ItemFn = parse_quote! { fn f(mut a: A, b: Option<B>) -> Result<C, E> {
        fn item() {}
        let run = move |x: u32| { defer!(|| g(&x)); if x > 1 { return x; } x };
        let short = |c| (|| { errdefer!(h(c)); g(c)? })();
        let Some(b) = b else { defer!(none()); return Err(a); };
        'all: for (x, y) in &mut a {
            defer!(move || { defer!(later(y)); panic!("{y}"); });
            while let Some(z) = x.next() { okdefer! { z.close() } if z.is_odd() { continue 'all; } }
            match x { A(c) if c > 1 => { defer!(c.end()); break 'all } c => { check!(c, return Ok(c)); } }
            #[note] spawn(async move { defer!(end().await); x?; return Ok(()) });
        }
        'block: { if let Some(c) = b && c.is() { defer!(|| { recover!(); odd!(recover!() in 1); }); break 'block; } else { k() } }
        let n = loop { unsafe { defer!(n()); } break 3 };
        select! { x = next(a), if n > 1 => return Ok(x), else => break }
        #[allow(unused)] check!(n, return Ok(n));
        vec![1, return Ok(c)]
    } };
    let (resolved, messages) = resolved(function.clone(), 0);
    assert_eq!(messages, Vec::<String>::new());
    let stmts = function.block.stmts;
    assert_eq!(restored(&resolved), quote!(#(#stmts)*).to_string());
}

/// 3.1: what leaves nothing is rustc's business, but for deferred code.
#[test]
fn stray_jumps() {
    let is_stray = |function: ItemFn| !facts(function).stray_jumps.is_empty();
    assert!(is_stray(parse_quote! { fn f() { defer!(g()); if a { break; } } }));
    assert!(is_stray(parse_quote! { fn f() { defer!(g()); 'a: {} continue 'a; } }));
    // Without a label it says not what it leaves.
    assert!(is_stray(
        parse_quote! { fn f() { loop { defer!(g()); 'a: { if a { break; } } } } }
    ));
    assert!(!is_stray(
        parse_quote! { fn f() { 'b: loop { defer!(g()); 'a: { loop { break; } continue 'b; } } } }
    ));
    assert!(!is_stray(
        parse_quote! { fn f() { defer!(g()); 'a: { break 'a; } h(|| break); odd!(break); } }
    ));
}

#[test]
fn a_named_result() {
    let function =
        parse_quote! { fn f() -> Result<u32> { let mut result: Result<u32> = Ok(0); okdefer!(g()); return; } };
    let (resolved, messages) = resolved(function, 1);
    assert_eq!(messages, Vec::<String>::new());
    let first = show(&resolved.facts).lines().next().map(str::to_owned);
    assert_eq!(first.as_deref(), Some("S0 function that names result -> Result"));
}

macro_rules! refused {
    ($($name:ident: $block:tt => [$($message:literal)*];)*) => {
        $(#[test]
        fn $name() {
            let (_, messages) = resolved(parse_quote!(fn f(a: A) $block), 0);
            let expected: Vec<&str> = vec![$($message),*];
            assert_eq!(messages.len(), expected.len(), "{messages:?}");
            for (message, expected) in messages.iter().zip(expected) {
                assert!(message.contains(expected), "{message}");
            }
        })*
    };
}

// 3.6: where a deferred call can't stand
refused! {
    in_a_guard: { match a { x if { defer!(g()); x } => {} } } => ["guard of a match arm"];
    in_a_condition: { while { defer!(g()); a } {} } => ["condition of a loop"];
    in_a_place: { *{ defer!(g()); a } = 1; } => ["place of an assignment"];
    in_an_argument: { defer!(f({ defer!(g()); a })); } => ["arguments of another"];
    in_a_constant: { const N: u32 = { defer!(g()); 1 }; defer!(h(const { defer!(g()); 1 })); [0; { defer!(g()); 1 }]; } =>
        ["can't stand in a constant" "can't stand in a constant" "can't stand in a constant"];
    in_a_macro: { vec![{ defer!(g()); a }]; } => ["inside a macro call"];
    as_a_value: { f(defer!(g())); } => ["has no value"];
    left_by_break: { loop { defer!(|| { break; }); defer!(|| loop { break; }); } } => ["`break` can't leave a deferred block"];
    not_a_call: { defer!(1 + 2); } => ["this is not a call"];
}
