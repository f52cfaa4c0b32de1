//! Compares what the attribute makes of each function in `expansions/` with the file beside it. The expansions
//! are the documentation of the lowering: `UPDATE_EXPANSIONS=1 cargo test -p defer-macros` writes them anew, to be
//! reviewed like code. So it does with those in `docs/expansion.md`.

use crate::diagnostics::Errors;
use crate::syntax::glance::Glance;
use crate::syntax::options::Options;
use crate::{expand, item};
use pretty_assertions::assert_eq;
use proc_macro2::{TokenStream, TokenTree};
use std::fs;
use std::path::{Path, PathBuf};
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprCall, ExprReference, Item, Meta, Stmt};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("expansions")
}

/// A file with one function, and the options of its attribute.
fn read(source: &str) -> (syn::File, TokenStream) {
    let mut file = syn::parse_file(source).expect("the source is Rust");
    let [Item::Fn(function)] = &mut *file.items else {
        panic!("the source is one function")
    };
    let attribute = function.attrs.pop().expect("the function has the attribute");
    let options = match attribute.meta {
        Meta::List(list) => list.tokens,
        _ => TokenStream::new(),
    };
    (file, options)
}

/// The file with its one function expanded.
fn expanded(source: &str) -> String {
    let (mut file, options) = read(source);
    let [function] = &*file.items else {
        unreachable!("it is one function")
    };
    let item = item::expand(options, quote::quote!(#function));
    file.items = vec![syn::parse2(item).expect("the expansion is one function")];
    WithoutParentheses.visit_file_mut(&mut file);
    prettyplease::unparse(&file)
}

/// Leaves out the parentheses around what is called, which are there for their places ([`called`](crate::spans::called)), and braces around a
/// closure.
struct WithoutParentheses;

impl VisitMut for WithoutParentheses {
    fn visit_expr_call_mut(&mut self, call: &mut ExprCall) {
        visit_mut::visit_expr_call_mut(self, call);
        let Expr::Paren(callee) = &mut *call.func else { return };
        match &*callee.expr {
            Expr::Path(path) => *call.func = Expr::Path(path.clone()),
            Expr::Block(block) => {
                if let [Stmt::Expr(closure @ Expr::Closure(_), None)] = &*block.block.stmts {
                    *callee.expr = closure.clone();
                }
            }
            _ => {}
        }
    }

    fn visit_expr_reference_mut(&mut self, lent: &mut ExprReference) {
        visit_mut::visit_expr_reference_mut(self, lent);
        if let Expr::Paren(local) = &*lent.expr
            && let Expr::Path(path) = &*local.expr
        {
            *lent.expr = Expr::Path(path.clone());
        }
    }
}

/// The plan of its function in words.
fn planned(source: &str) -> String {
    let (file, options) = read(source);
    let [function] = &*file.items else {
        unreachable!("it is one function")
    };
    let options = Options::read(options, &mut Errors::default());
    let tokens = quote::quote!(#function);
    let glance = Glance::of(&tokens);
    expand::plan_of(syn::parse2(tokens).expect("it is a function"), &glance, &options)
}

/// Compares with the file, or writes it.
fn assert_as_written(actual: &str, file: &Path) {
    if std::env::var_os("UPDATE_EXPANSIONS").is_some() {
        fs::write(file, actual).expect("it can be written");
    }
    let expected = fs::read_to_string(file).unwrap_or_default();
    assert_eq!(actual, expected, "{}", file.display());
}

#[test]
fn every_shape_expands_as_written_down() {
    let mut shapes = 0;
    for entry in fs::read_dir(folder()).expect("the folder is there") {
        let path = entry.expect("the folder can be read").path();
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .expect("the name is text");
        if !name.ends_with(".rs") || name.ends_with(".expanded.rs") {
            continue;
        }
        shapes += 1;
        let source = fs::read_to_string(&path).expect("the source can be read");
        assert_as_written(&expanded(&source), &path.with_extension("expanded.rs"));
        assert_as_written(&planned(&source), &path.with_extension("plan"));
    }
    assert!(shapes >= 16, "only {shapes} shapes were found");
}

/// Undoes the line breaks in `run::<u32>(`, which are there however short the type is.
fn joined(code: &str) -> String {
    let mut joined = String::new();
    let mut lines = code.lines().peekable();
    while let Some(line) = lines.next() {
        joined += line;
        if line.ends_with("::<")
            && let Some(argument) = lines.next_if(|argument| argument.ends_with(',') && argument.len() < 72)
        {
            joined += argument.trim().trim_end_matches(',');
            joined += lines.next().expect("the argument is closed").trim();
        }
        joined.push('\n');
    }
    joined
}

#[test]
fn the_chapter_shows_what_six_shapes_become() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/expansion.md");
    let chapter = fs::read_to_string(&path).expect("the chapter can be read");
    let pieces: Vec<&str> = chapter.split("```").collect();
    let mut actual = pieces[0].to_owned();
    let mut shapes = 0;
    for shape in pieces[1..].chunks(4) {
        let [source, between, _, behind] = *shape else {
            panic!("a program stands beside what it becomes: {shape:?}")
        };
        let expanded = joined(&expanded(source.strip_prefix("rust\n").expect("it is Rust")));
        actual += &format!("```{source}```{between}```rust\n{expanded}```{behind}");
        shapes += 1;
    }
    if std::env::var_os("UPDATE_EXPANSIONS").is_some() {
        fs::write(&path, &actual).expect("the chapter can be written");
    }
    let chapter = fs::read_to_string(&path).expect("the chapter can be read");
    assert_eq!(actual, chapter, "docs/expansion.md");
    assert_eq!(shapes, 6);
}

/// 1.3
#[test]
fn nothing_deferred_comes_out_token_for_token() {
    let function = quote::quote! {
        #[inline] pub(crate) fn f<T>(a: T) -> impl Sized where T: Clone { let b = (a.clone(),); { b } }
    };
    let expanded = item::expand(TokenStream::new(), function.clone());
    assert_eq!(expanded.to_string(), function.to_string());
}

/// A function with a half-typed statement.
fn half_typed(statement: &str) -> String {
    format!("pub fn half(n: &mut u64) -> io::Result<u64> {{ let mut f = open()?; {statement} *n += 1; Ok(*n) }}")
}

fn expanded_text(source: &str) -> String {
    let tokens = source.parse().expect("the source is tokens");
    item::expand(TokenStream::new(), tokens).to_string()
}

/// 9.3
#[test]
fn a_half_typed_call_leaves_the_function_as_it_is() {
    let statements = [
        ("defer!();", "defer!(@typed []);"),
        ("defer!(clo);", "defer!(@typed [] clo);"),
        ("defer!(f.);", "defer!(@typed [] f.);"),
        ("defer!(close(&f.));", "defer!(@typed [] close(&f.));"),
        ("defer! { f. }", "defer! { @typed [] f. }"),
        (
            "errdefer!(|| { f.close(); let x = f. });",
            "errdefer!(@typed [] || { f.close(); let x = f. });",
        ),
        ("if *n > 1 { defer!(f.); }", "if *n > 1 { defer!(@typed [] f.); }"),
        (
            "defer!(f.close()); okdefer! { f. }",
            "defer!(@typed [] f.close()); okdefer! { @typed [] f. }",
        ),
        ("defer! { recover!(). }", "defer! { @typed [recover] recover!(@none). }"),
    ];
    for (typed, kept) in statements {
        let kept: TokenStream = format!("#[allow(unused)] {}", half_typed(kept))
            .parse()
            .expect("these are tokens");
        let expanded = expanded_text(&half_typed(typed));
        let message = expanded.strip_prefix(&kept.to_string());
        let is_message = |rest: &str| rest.trim_start().starts_with(":: core :: compile_error !");
        assert!(message.is_some_and(is_message), "{typed}: {expanded}");
    }
}

/// rust-analyzer completes a name at its mark: the place of that has to be the cursor's, `§`, in the other expansion.
#[test]
fn the_mark_of_an_editor_moves_nothing() {
    let statements = [
        "defer!(f.§);",
        "defer!(§);",
        "defer!(clo§);",
        "defer!(f.clo§se());",
        "defer!(close(&f.§));",
        "defer! { § }",
        "defer! { f.§ }",
        "defer! { clo§ f.close(); }",
        "defer! { f.§ f.close(); }",
        "defer!(|| { let x = f.§ f.close(); });",
        "defer!(|| { File::§ f.close(); });",
        "errdefer!(|| f.§);",
        "okdefer!(|| { if f.§ { f.close(); } });",
        "for i in 0..3 { defer!(f.§); g(i); }",
        "defer!(f.close()); f.clo§;",
    ];
    for typed in statements {
        let expanded = expanded_text(&half_typed(&typed.replace('§', "")));
        let marked = expanded_text(&half_typed(&typed.replace('§', "raCompletionMarker")));
        let (before, _) = marked.split_once("raCompletionMarker").expect(typed);
        assert!(
            expanded.starts_with(before.trim_end()),
            "{typed}:\n{expanded}\n{marked}"
        );
    }
}

/// 1.6: rustc says why such a function does not compile; where it can, on a nightly, its deferred calls are not to be lost.
#[test]
fn a_body_that_is_no_code_comes_out_beside_a_message() {
    let statements = [
        ("let x = ; defer!(f.close());", "let x = ; defer!(@typed [] f.close());"),
        ("defer!(f.close()); f. ;", "defer!(@typed [] f.close()); f. ;"),
        ("if { defer!(f.close()); }", "if { defer!(@typed [] f.close()); }"),
    ];
    for (typed, kept) in statements {
        let kept: TokenStream = half_typed(kept).parse().expect("these are tokens");
        let expanded = expanded_text(&half_typed(typed));
        let message = expanded.strip_prefix(&kept.to_string()).expect(&expanded);
        assert!(message.starts_with(" :: core :: compile_error !"), "{message}");
    }
}

fn tokens_in(code: TokenStream) -> usize {
    let tokens = code.into_iter().map(|token| match token {
        TokenTree::Group(group) => 1 + tokens_in(group.stream()),
        _ => 1,
    });
    tokens.sum()
}

/// How long a function becomes whose body is, in text, `count` times `open` and `count` times `close`.
fn length(count: usize, [open, close]: [&str; 2]) -> usize {
    let source = format!("fn f(mut n: u64) {{ {} {} }}", open.repeat(count), close.repeat(count));
    let tokens = source.parse().expect("the source is tokens");
    tokens_in(item::expand(TokenStream::new(), tokens))
}

/// 9.5, in tokens, since time can't be tested: what takes linear time is no longer than that.
#[test]
fn twice_as_much_code_becomes_twice_as_long() {
    let shapes = [
        ["defer!(g(n)); n += 1;", ""],
        ["defer!(|| n += 1); n += 1;", ""],
        ["if n > 1 { defer!(g(n)); }", ""],
        ["for n in 0..n { defer!(g(n)); }", ""],
        ["if n > 1 { defer!(g(n));", "}"],
        ["for n in 0..n { defer!(g(n));", "}"],
        ["(|n| { defer!(g(n));", "})(n);"],
        ["defer!(|| {", "g(n) });"],
    ];
    for shape in shapes {
        let [five, ten, twenty] = [5, 10, 20].map(|count| length(count, shape));
        // What begins and ends the function is there once, however much stands in it.
        let (first, more) = (ten - five, twenty - ten);
        assert!(
            more <= 2 * first,
            "{shape:?}: {first} tokens for five, then {more} for ten"
        );
    }
}
