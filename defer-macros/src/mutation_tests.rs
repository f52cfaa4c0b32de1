//! Rule 9.3 on broken code: whatever stands in a function, the attribute gives back an item with everything in it.
//!
//! The functions of the repository's own tests and examples are mutated, token by token. The number of a failing
//! mutant makes it again; `MUTANTS=100000 cargo test -p defer-macros` tries more of them than the test command, and
//! `MUTANTS=1 FIRST_MUTANT=42` just one.

use crate::syntax::fragments;
use crate::{item, recover};
use proc_macro2::{Delimiter, Group, Punct, Spacing, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use std::collections::BTreeSet;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::{env, fs, thread};
use syn::visit::{self, Visit};
use syn::{Attribute, File, ImplItem, ImplItemFn, Item, ItemFn, Meta, TraitItemFn};

/// A function as the attribute gets it.
#[derive(Clone)]
struct Input {
    options: TokenStream,
    item: TokenStream,
}

/// Collects the functions under the attribute.
#[derive(Default)]
struct Corpus(Vec<Input>);

impl Corpus {
    fn read() -> Self {
        let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut corpus = Corpus::default();
        for folder in ["tests", "examples", "defer-macros/expansions"] {
            let entries = fs::read_dir(repository.join(folder)).expect("the folder is there");
            let mut paths: Vec<_> = entries
                .map(|entry| entry.expect("the folder can be read").path())
                .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
                .collect();
            // The numbers of the mutants don't depend on the file system.
            paths.sort();
            for path in paths {
                let source = fs::read_to_string(&path).expect("the source can be read");
                corpus.visit_file(&syn::parse_file(&source).expect("the source is Rust"));
            }
        }
        corpus
    }

    fn take(&mut self, attrs: &[Attribute], function: impl FnOnce(Vec<Attribute>) -> TokenStream) {
        let is_own = |attr: &&Attribute| {
            let last = attr.path().segments.last();
            last.is_some_and(|last| last.ident == "with_defer")
        };
        let Some(own) = attrs.iter().find(is_own) else { return };
        let options = match &own.meta {
            Meta::List(list) => list.tokens.clone(),
            _ => TokenStream::new(),
        };
        let others = attrs.iter().filter(|attr| !is_own(attr)).cloned().collect();
        let item = function(others);
        // Of a function with conditions several come out, which don't hold all of what went in.
        if !crate::syntax::names::mentions_word(&item, &["cfg", "cfg_attr"]) {
            self.0.push(Input { options, item });
        }
    }
}

impl<'ast> Visit<'ast> for Corpus {
    fn visit_item_fn(&mut self, function: &'ast ItemFn) {
        self.take(&function.attrs, |attrs| {
            let function = function.clone();
            ItemFn { attrs, ..function }.into_token_stream()
        });
        visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast ImplItemFn) {
        self.take(&function.attrs, |attrs| {
            let function = function.clone();
            ImplItemFn { attrs, ..function }.into_token_stream()
        });
        visit::visit_impl_item_fn(self, function);
    }

    fn visit_trait_item_fn(&mut self, function: &'ast TraitItemFn) {
        self.take(&function.attrs, |attrs| {
            let function = function.clone();
            TraitItemFn { attrs, ..function }.into_token_stream()
        });
        visit::visit_trait_item_fn(self, function);
    }
}

/// `SplitMix64`.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, which is not zero.
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % end as u64).expect("it is below a `usize`")
    }

    fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// Snippets that the corpus doesn't hold, or not often, and that change what the code around them is.
const SNIPPETS: &str = "\
    defer ! (f(a)) ; | defer ! {} | errdefer ! (|e| ()) ; | okdefer ! (f()?) ; | recover ! () | leaving ! () | defer ! () ; \
    | defer ! (imported_from_defer_runtime) ; | return | return x ; | break | break 'a ; | continue | continue 'a ; | 'a : loop {} \
    | 'a : {} | ? | . await | async | async move {} | const | const { 1 } | unsafe {} | unsafe | move | mut | ref \
    | & mut | & | * | ! | - | -> ! | -> impl Sized | -> (u8, u8) | # [cfg(x)] | # ! [cfg(x)] | # [allow(unused)] \
    | if let Some(x) = x {} | if x {} else if y {} else {} | while let Some(x) = x && y {} | for x in x {} \
    | match x {} | match x { y if y => 1, _ => {} } | let x ; | let x ; x = 1 ; | let (a, b) = x ; \
    | let Some(x) = x else { return } ; | let _ = x ; | let r#type = 1 ; | use a::b as c ; | use a::* ; \
    | static X : u8 = 1 ; | fn f() {} | struct S ; | macro_rules ! m { () => {} } | |x| x | move |x, y| { x } \
    | async |x| x | self | Self | crate | super | result | crate = a::b | a = 0 | detach = f | (result, result) \
    | _ | .. | ..= | => | :: < u8 > | < T as U > :: X | , | ; | : | = | += | @ | $ | ' | 1 | 1.0 | 1u8 | - 1 \
    | \"{x} {0} {y:?}\" | b\"a\" | c\"a\" | 'c' | r#\"{x}\"# | println ! (\"{x}\", y) | vec ! [x; 1] | x.await ? \
    | dyn Fn() | impl Fn() | for < 'a > | where T : | yield | do | raw | & raw mut x | static || 1 | box | union | auto \
    | default | (x, y) = (1, 2) | x[1] | x.0.0 | S { x, ..y } | x as u8 | { 1 } + 1 | (|| 1)() | x.f()() | [x; 2] \
    | # [cfg(x)] defer ! (f()) ; | defer ! (|| { defer ! (f()) ; }) ; | defer ! (g(|| { defer ! (f()) ; })) ; \
    | defer ! (x.y[z].f(&mut w[v])) ; | defer ! (move || x) ; | errdefer ! (move |e| x) ; | defer ! (x!(y)) ; \
    | builtin # offset_of(a, b) | 1 .. 2 | safe | gen {} | try {} | become f() | x is y | 'static | macro m() {}";

/// Makes mutants of a corpus.
struct Mutator {
    corpus: Corpus,
    snippets: Vec<Vec<TokenTree>>,
}

impl Mutator {
    fn new() -> Self {
        let parts = SNIPPETS.split(" | ").map(str::trim);
        let snippets = parts
            .map(|part| match part.parse::<TokenStream>() {
                Ok(tokens) => tokens.into_iter().collect(),
                // Half a lifetime, say: a single token that can't be parsed.
                Err(_) => part.chars().map(|c| Punct::new(c, Spacing::Joint).into()).collect(),
            })
            .collect();
        Mutator {
            corpus: Corpus::read(),
            snippets,
        }
    }

    /// The mutant of this number.
    fn mutant(&self, number: u64) -> Input {
        let mut random = Random(number);
        let mut input = random.pick(&self.corpus.0).clone();
        // Mostly one, since few that are changed more often are still read as a function.
        let changes = [1, 1, 1, 2, 2, 3, 4, 8];
        for _ in 0..*random.pick(&changes) {
            let tokens = if random.below(8) == 0 {
                &mut input.options
            } else {
                &mut input.item
            };
            *tokens = self.mutated(&mut random, std::mem::take(tokens));
        }
        // rustc gives the attribute what it has read, so it is read here.
        for tokens in [&mut input.options, &mut input.item] {
            if let Ok(read) = tokens.to_string().parse() {
                *tokens = read;
            }
        }
        if random.below(8) == 0 {
            // What a `macro_rules!` macro around has put in stands in groups of its own.
            let at = random.below(count(&input.item).max(1));
            input.item = edit(input.item, &mut Some(at), &mut |tokens, at| {
                let length = 1 + random.below((tokens.len() - at).min(4));
                let run = tokens.drain(at..at + length).collect();
                tokens.insert(at, Group::new(Delimiter::None, run).into());
            });
        }
        input
    }

    /// The tokens with one change in them.
    fn mutated(&self, random: &mut Random, tokens: TokenStream) -> TokenStream {
        if tokens.is_empty() {
            return self.snippet(random).into_iter().collect();
        }
        let at = random.below(count(&tokens));
        edit(tokens, &mut Some(at), &mut |tokens, at| {
            self.change(random, tokens, at);
        })
    }

    /// Changes the tokens of a group at a place in them.
    fn change(&self, random: &mut Random, tokens: &mut Vec<TokenTree>, mut at: usize) {
        if random.below(4) > 0 {
            at = begin_of_statement(tokens, at);
        }
        let end = end_of_statement(tokens, at);
        match random.below(16) {
            0 => {
                tokens.remove(at);
            }
            1 => tokens.insert(at, tokens[at].clone()),
            2 => {
                let next = (at + 1).min(tokens.len() - 1);
                tokens.swap(at, next);
            }
            3 => {
                let other = random.below(tokens.len());
                tokens.swap(at, other);
            }
            4 => {
                let other = self.snippet(random);
                tokens.splice(at..=at, other);
            }
            5 => {
                let other = self.snippet(random);
                tokens.splice(at..at, other);
            }
            6 => {
                let run: Vec<_> = tokens.drain(at..end).collect();
                let to = random.below(tokens.len() + 1);
                tokens.splice(to..to, run);
            }
            7 => {
                let run = tokens[at..end].to_vec();
                tokens.splice(end..end, run);
            }
            8 => {
                tokens.drain(at..end);
            }
            9 => {
                let other = self.snippet(random);
                tokens.splice(at..end, other);
            }
            10 => {
                let run = tokens.drain(at..end).collect();
                tokens.insert(at, Group::new(delimiter(random), run).into());
            }
            11 => {
                if let TokenTree::Group(group) = &tokens[at] {
                    let changed: Vec<TokenTree> = if random.below(2) == 0 {
                        group.stream().into_iter().collect()
                    } else {
                        vec![Group::new(delimiter(random), group.stream()).into()]
                    };
                    tokens.splice(at..=at, changed);
                }
            }
            _ => self.replace_by_kin(random, tokens, at),
        }
    }

    /// Replaces a token by one of its kind from elsewhere, one after `at` that has the same neighbour in both places.
    fn replace_by_kin(&self, random: &mut Random, tokens: &mut [TokenTree], at: usize) {
        for _ in 0..50 {
            let other = random.pick(&self.corpus.0).item.clone();
            let from = random.below(count(&other));
            let length = tokens.len() - at;
            let place = at + random.below(length);
            let before = place.checked_sub(1).map(|before| tokens[before].to_string());
            let mut found = None;
            edit(other, &mut Some(from), &mut |others, from| {
                let same_before = from.checked_sub(1).map(|before| others[before].to_string()) == before;
                let same_kind = match (&others[from], &tokens[place]) {
                    (TokenTree::Group(a), TokenTree::Group(b)) => a.delimiter() == b.delimiter(),
                    (a, b) => same_before && std::mem::discriminant(a) == std::mem::discriminant(b),
                };
                found = same_kind.then(|| others[from].clone());
            });
            if let Some(found) = found {
                tokens[place] = found;
                return;
            }
        }
    }

    /// A token or a statement from somewhere else, or a snippet.
    fn snippet(&self, random: &mut Random) -> Vec<TokenTree> {
        if random.below(2) == 0 {
            return random.pick(&self.snippets).clone();
        }
        let whole = random.below(2) == 0;
        let other = random.pick(&self.corpus.0).item.clone();
        let at = random.below(count(&other));
        let mut found = Vec::new();
        edit(other, &mut Some(at), &mut |tokens, at| {
            let end = if whole { end_of_statement(tokens, at) } else { at + 1 };
            let at = if whole { begin_of_statement(tokens, at) } else { at };
            found = tokens[at..end].to_vec();
        });
        found
    }
}

fn delimiter(random: &mut Random) -> Delimiter {
    *random.pick(&[Delimiter::Brace, Delimiter::Bracket, Delimiter::Parenthesis])
}

/// Where the statement or list element that holds the token begins.
fn begin_of_statement(tokens: &[TokenTree], at: usize) -> usize {
    tokens[..at].iter().rposition(ends_statement).map_or(0, |end| end + 1)
}

/// Where the statement or list element that holds the token ends.
fn end_of_statement(tokens: &[TokenTree], at: usize) -> usize {
    let rest = &tokens[at..];
    at + rest.iter().position(ends_statement).map_or(rest.len(), |end| end + 1)
}

fn ends_statement(token: &TokenTree) -> bool {
    match token {
        TokenTree::Punct(punct) => matches!(punct.as_char(), ';' | ','),
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        _ => false,
    }
}

/// How many tokens there are, in groups too.
fn count(tokens: &TokenStream) -> usize {
    let of_token = |token| match token {
        TokenTree::Group(group) => 1 + count(&group.stream()),
        _ => 1,
    };
    tokens.clone().into_iter().map(of_token).sum()
}

/// Changes the group that holds the token of this number.
fn edit(
    tokens: TokenStream,
    number: &mut Option<usize>,
    change: &mut dyn FnMut(&mut Vec<TokenTree>, usize),
) -> TokenStream {
    let mut tokens: Vec<_> = tokens.into_iter().collect();
    for at in 0..tokens.len() {
        let Some(left) = number else { break };
        if *left == 0 {
            *number = None;
            change(&mut tokens, at);
            break;
        }
        *left -= 1;
        if let TokenTree::Group(group) = &tokens[at] {
            tokens[at] = Group::new(group.delimiter(), edit(group.stream(), number, change)).into();
        }
    }
    tokens.into_iter().collect()
}

/// Which tokens of an item are looked at.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    All,
    /// Those that no deferred call has around it.
    OutsideDeferred,
}

/// The tokens one after the other.
fn flat(tokens: TokenStream, part: Part) -> Vec<String> {
    fn add(tokens: TokenStream, part: Part, flat: &mut Vec<String>) {
        // A group of no brackets may have been opened.
        let tokens: Vec<_> = fragments::opened(tokens).into_iter().collect();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            at += 1;
            let TokenTree::Group(group) = token else {
                flat.push(token.to_string());
                continue;
            };
            let is_deferred = matches!(
                &**flat,
                [.., name, bang] if matches!(&**name, "defer" | "errdefer" | "okdefer") && bang == "!"
            );
            let (open, close) = match group.delimiter() {
                Delimiter::Brace => ("{", "}"),
                Delimiter::Bracket => ("[", "]"),
                Delimiter::Parenthesis => ("(", ")"),
                // It may have been opened.
                Delimiter::None => {
                    add(group.stream(), part, flat);
                    continue;
                }
            };
            flat.push(open.to_owned());
            if part == Part::All || !is_deferred {
                add(group.stream(), part, flat);
            } else {
                at = recover::behind_postfix(&tokens, at);
            }
            flat.push(close.to_owned());
        }
    }
    let mut all = Vec::new();
    add(tokens, part, &mut all);
    all
}

/// The names among the tokens, and the keywords but for those of the ways out, which are written anew.
fn names(tokens: &TokenStream, part: Part) -> BTreeSet<String> {
    let is_name = |token: &String| {
        let begins = token.starts_with(|c: char| c.is_alphabetic() || c == '_') && token != "_";
        begins && !matches!(&**token, "return" | "break" | "continue") && !token.ends_with(['"', '\'', '#'])
    };
    flat(tokens.clone(), part).into_iter().filter(is_name).collect()
}

/// What became of an input.
#[derive(Default)]
struct Outcomes {
    unreadable: usize,
    unchanged: usize,
    refused: usize,
    lowered: usize,
}

/// Expands the input; what is wrong with the expansion otherwise.
fn check(input: &Input, outcomes: &mut Outcomes) -> Result<(), String> {
    let Input { options, item } = input.clone();
    let expanded = panic::catch_unwind(AssertUnwindSafe(|| item::expand(options, item))).map_err(|payload| {
        let message = payload.downcast_ref::<String>().map(String::as_str);
        let message = message.or_else(|| payload.downcast_ref::<&str>().copied());
        format!("panicked: {}", message.unwrap_or("with something else"))
    })?;
    let read = fragments::opened(input.item.clone());
    let is_item = syn::parse2::<Item>(read.clone()).is_ok();
    let is_readable = is_item || syn::parse2::<ImplItem>(read).is_ok();
    let before = flat(input.item.clone(), Part::OutsideDeferred);
    let after = flat(expanded.clone(), Part::OutsideDeferred);
    let has_message = |tokens: &[String]| tokens.windows(2).any(|pair| pair == ["compile_error", "!"]);
    let is_refused = has_message(&after) && !has_message(&before);
    // The item stands in front of the messages, with nothing but its deferred calls changed, and its ends without a value.
    let written = after
        .strip_prefix(&*flat(quote!(#[allow(unused)]), Part::All))
        .filter(|_| is_refused)
        .unwrap_or(&after);
    // The input may begin with that attribute itself.
    let is_kept = [written, &after]
        .iter()
        .any(|all| without_ends(all).starts_with(&without_ends(&before)));
    // A condition is settled: a version where it doesn't hold is without what stands behind it.
    let is_settled = crate::syntax::names::mentions_word(&input.item, &["cfg"]);
    let has_versions = is_settled && is_readable;
    if (is_refused || !is_readable) && !has_versions && !is_kept {
        return Err(format!("changed the item in: {expanded}"));
    }
    let part = if is_refused || before == after {
        Part::OutsideDeferred
    } else {
        Part::All
    };
    let (written, kept) = (names(&input.item, part), names(&expanded, Part::All));
    let lost: Vec<_> = written.difference(&kept).collect();
    let may_be_gone = is_settled && lost.iter().any(|name| *name == "cfg");
    if !lost.is_empty() && !may_be_gone {
        return Err(format!("lost {lost:?} in: {expanded}"));
    }
    if !is_readable {
        outcomes.unreadable += 1;
        return Ok(());
    }
    if is_refused {
        outcomes.refused += 1;
    } else if before == after {
        outcomes.unchanged += 1;
    } else {
        outcomes.lowered += 1;
    }
    if before == after {
        return Ok(());
    }
    if !is_item && is_refused {
        // `default fn`, say, in front of the messages: it has been held against the input above.
        return Ok(());
    }
    if !is_item {
        let read = syn::parse2::<ImplItem>(expanded.clone());
        return read.map(drop).map_err(|error| format!("{error} in: {expanded}"));
    }
    let file = syn::parse2::<File>(expanded.clone()).map_err(|error| format!("{error} in: {expanded}"))?;
    match &*file.items {
        [_] => Ok(()),
        [.., _] if is_refused || is_settled => Ok(()),
        items => Err(format!("{} items in: {expanded}", items.len())),
    }
}

/// The tokens but for `loop {}`.
fn without_ends(tokens: &[String]) -> Vec<&str> {
    let mut kept: Vec<&str> = Vec::new();
    for token in tokens {
        kept.push(token);
        if kept.ends_with(&["loop", "{", "}"]) {
            kept.truncate(kept.len() - 3);
        }
    }
    kept
}

fn number_from(variable: &str, otherwise: u64) -> u64 {
    let text = env::var(variable).ok();
    text.map_or(otherwise, |text| text.parse().expect("it is a number"))
}

#[test]
fn every_mutant_comes_out_as_an_item() {
    let count = number_from("MUTANTS", 2_000);
    let first = number_from("FIRST_MUTANT", 0);
    let mutator = Mutator::new();
    assert!(
        mutator.corpus.0.len() >= 200,
        "only {} functions",
        mutator.corpus.0.len()
    );
    let mut outcomes = Outcomes::default();
    let mut failures = Vec::new();
    for number in first..first + count {
        let mutant = mutator.mutant(number);
        if let Err(message) = check(&mutant, &mut outcomes) {
            let Input { options, item } = mutant;
            failures.push(format!("mutant {number}: #[with_defer({options})] {item}\n  {message}"));
        }
    }
    let shown = failures.iter().take(10).map(String::as_str).collect::<Vec<_>>();
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), shown.join("\n"));
    let Outcomes {
        unreadable,
        unchanged,
        refused,
        lowered,
    } = outcomes;
    println!("{count} mutants: {lowered} lowered, {refused} refused, {unchanged} unchanged; {unreadable} unreadable");
    // So that the mutants are neither all broken nor all harmless.
    assert!(
        count < 1_000
            || [unreadable, refused, lowered]
                .iter()
                .all(|some| *some as u64 > count / 10)
    );
}

/// 1.6: `#[cfg(…)]` on a way out decides whether it is there, and what isn't there decides nothing.
#[test]
fn conditions_of_ways_out_are_settled() {
    let item = quote! {
        fn f(n: u32) -> u32 {
            for i in 0..n {
                defer!(g(i));
                if i == 1 {
                    #[cfg(one)]
                    continue;
                }
                #[cfg(two)]
                return 7;
            }
            0
        }
    };
    let expanded = item::expand(TokenStream::new(), item).to_string();
    for version in [
        "one , two",
        "not (one) , two",
        "one , not (two)",
        "not (one) , not (two)",
    ] {
        let condition = format!("# [cfg (all ({version}))] fn f");
        assert!(expanded.contains(&condition), "{condition} is missing: {expanded}");
    }
    let returns = expanded.matches("WayOut :: Return (value) => return value").count();
    assert_eq!(returns, 2, "{expanded}");
}

/// Attributes in front of the closure or block in the call, by a mutant; so are `const ||` and `for<'a> ||`.
#[test]
fn attributes_inside_a_deferred_call_are_not_lost() {
    for refused in [
        quote!(
            #[inline]
            || g(n)
        ),
        quote!(for<'a> || g(n)),
        quote!(const || g(n)),
    ] {
        let expanded = item::expand(
            TokenStream::new(),
            quote!(
                fn f() {
                    defer!(#refused);
                }
            ),
        );
        assert!(expanded.to_string().contains("compile_error"), "{expanded}");
    }
    let expanded = item::expand(
        TokenStream::new(),
        quote!(
            fn f() {
                defer!(
                    #[allow(x)]
                    {
                        g(n)
                    }
                );
            }
        ),
    );
    assert!(expanded.to_string().contains("# [allow (x)] { g (n) }"), "{expanded}");
}

/// By a mutant: a deferred call in a macro call that a `break` leaves was put into loop after loop.
#[test]
fn a_deferred_call_in_a_macro_that_is_left_is_refused() {
    for call in [
        quote!(when!(defer!(g(n)), break);),
        quote!(when!(
            if n > 1 {
                break;
            },
            say!(errdefer!(g(n)))
        )),
    ] {
        let expanded = item::expand(
            TokenStream::new(),
            quote!(
                fn f(n: u32) {
                    for n in 0..n {
                        #call
                    }
                }
            ),
        );
        let message = "a deferred call can't stand inside a macro call";
        assert!(expanded.to_string().contains(message), "{expanded}");
    }
}

/// Runs on a stack of the size that rustc gives the attribute.
fn on_a_stack_like_rustc<T: Send>(run: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| {
        let builder = thread::Builder::new().stack_size(8 << 20);
        let running = builder.spawn_scoped(scope, run).expect("a thread can be spawned");
        running.join().unwrap_or_else(|payload| panic::resume_unwind(payload))
    })
}

/// Expands a function whose body is, in text, `depth` times the one half, the middle, and `depth` times the other.
fn expand_nested(depth: usize, [begin, open, middle, close]: [&str; 4]) -> Result<(), String> {
    let body = format!("{begin} {} {middle} {}", open.repeat(depth), close.repeat(depth));
    on_a_stack_like_rustc(|| {
        let input = Input {
            options: TokenStream::new(),
            item: format!("fn f(mut n: u32) {{ {body} }}").parse().expect("it is Rust"),
        };
        let mut outcomes = Outcomes::default();
        check(&input, &mut outcomes)?;
        (outcomes.lowered == 1)
            .then_some(())
            .ok_or_else(|| "it is not lowered".to_owned())
    })
}

/// In a debug build, on the stack that rustc has there.
#[test]
fn deep_nesting_does_not_overflow_the_stack() {
    for (depth, shape) in [
        (300, ["", "{", "defer!(g(n));", "}"]),
        (200, ["", "if n > 1 {", "defer!(g(n));", "} else { n += 1; }"]),
        (200, ["", "match n { 1 => {", "defer!(g(n));", "} _ => {} }"]),
        (200, ["", "for n in 0..n {", "defer!(g(n));", "}"]),
        (100, ["", "(|n: u32| {", "defer!(g(n));", "})(n);"]),
        (300, ["defer!(g(n)); n =", "(1 + ", "n", ")"]),
        (300, ["defer!(g(n));", "g(", "n", ")"]),
        (300, ["defer!", "(g", "(n)", ")"]),
    ] {
        let expanded = expand_nested(depth, shape);
        assert_eq!(expanded, Ok(()), "{shape:?}");
    }
}

/// The more there are, the deeper the expansion is nested, unless they are all in one statement.
#[test]
fn many_deferred_calls_do_not_overflow_the_stack() {
    for (count, shape) in [
        (100, ["", "defer!(g(n)); n += 1;", "", ""]),
        (50, ["", "if n > 1 { defer!(g(n)); }", "", ""]),
        (50, ["", "{ defer!(g(n));", "", "}"]),
        (20, ["", "for n in 0..n { defer!(g(n));", "", "}"]),
        (30, ["", "defer!(|| {", "g(n)", "});"]),
        (100, ["if n > 1 {", "defer!(g(n));", "}", ""]),
    ] {
        let expanded = expand_nested(count, shape);
        assert_eq!(expanded, Ok(()), "{shape:?}");
    }
}
