//! What clippy says of code behind a deferred call.

use super::{Pair, check};
use crate::trace::{note, say};
use defer_runtime::{defer, recover, with_defer};

/// Conditions.
#[with_defer]
pub fn conditions(words: &[&str], n: usize, flag: bool) {
    defer!(say("deferred"));
    #[expect(clippy::len_zero, reason = "it is empty")]
    if words.len() == 0 {
        say("none");
    }
    #[expect(clippy::bool_comparison, reason = "it is one")]
    if flag == true {
        say("flag");
    }
    #[expect(clippy::collapsible_if, reason = "both hold")]
    if flag {
        if n > 2 {
            say("large");
        }
    }
    #[expect(clippy::if_not_else, reason = "the other way round")]
    if !flag {
        say("no flag");
    } else {
        say("a flag");
    }
    #[expect(clippy::match_bool, reason = "it is an if")]
    match flag {
        true => say("true"),
        false => say("false"),
    }
    #[expect(clippy::manual_range_contains, reason = "it is a range")]
    let inside = n >= 1 && n < 5;
    #[expect(clippy::needless_bool, reason = "it is a condition")]
    let many = if n > 1 { true } else { false };
    #[expect(clippy::bool_to_int_with_if, reason = "it is a conversion")]
    let one = if inside && many { 1 } else { 0 };
    note("one", one);
    #[expect(clippy::branches_sharing_code, reason = "both end alike")]
    if flag {
        note("with a flag", n);
        say("end");
        say("same");
    } else {
        note("without", n);
        say("end");
        say("same");
    }
}

/// Patterns.
#[with_defer]
pub fn patterns(found: Option<usize>, n: usize) {
    defer!(say("deferred"));
    #[expect(clippy::single_match, reason = "it is an if")]
    match found {
        Some(found) => note("found", found),
        _ => {}
    }
    #[expect(clippy::redundant_pattern_matching, reason = "there is a method")]
    if let Some(_) = found {
        say("some");
    }
    #[expect(clippy::equatable_if_let, reason = "it is a comparison")]
    if let Some(1) = found {
        say("one");
    }
    #[expect(clippy::match_same_arms, reason = "two say the same")]
    match n {
        0 => say("even"),
        1 => say("odd"),
        2 => say("even"),
        _ => say("many"),
    }
    #[expect(clippy::manual_map, clippy::option_if_let_else, reason = "there is a method")]
    let next = match found {
        Some(found) => Some(found + 1),
        None => None,
    };
    #[expect(clippy::option_if_let_else, reason = "there is a method")]
    let next = if let Some(next) = next { next + 1 } else { n * 2 };
    note("next", next);
    #[expect(clippy::manual_let_else, reason = "there is a statement")]
    let found = match found {
        Some(found) => found,
        None => return,
    };
    note("found", found);
}

/// Locals.
#[with_defer]
pub fn locals(n: usize, flag: bool, text: &str) {
    defer!(say("deferred"));
    #[expect(clippy::needless_late_init, reason = "it has a value at once")]
    let late;
    say("before");
    late = n;
    #[expect(clippy::useless_let_if_seq, reason = "it is an expression")]
    let mut chosen = 0;
    if flag {
        chosen = late;
    }
    let _hidden = chosen;
    #[expect(clippy::used_underscore_binding, reason = "it is used")]
    note("hidden", _hidden);
    #[expect(clippy::no_effect_underscore_binding, reason = "it does nothing")]
    let _unused = n + 1;
    #[expect(clippy::disallowed_names, reason = "it says nothing")]
    let foo = n;
    let mut sum = foo;
    #[expect(clippy::assign_op_pattern, reason = "there is an operator")]
    {
        sum = sum + 1;
    }
    note("sum", sum);
    #[expect(clippy::field_reassign_with_default, reason = "it is a literal")]
    {
        let mut pair = Pair::default();
        pair.left = n;
        note("pair", pair.left + pair.right);
    }
    let owned = text.to_owned();
    #[expect(clippy::redundant_clone, reason = "nothing else needs it")]
    let again = owned.clone();
    say(&again);
}

/// Calls and their arguments.
#[with_defer]
pub fn calls(words: &[&str], n: usize, found: Option<usize>) {
    defer!(say("deferred"));
    #[expect(clippy::clone_on_copy, reason = "it is copied")]
    note("clone", n.clone());
    #[expect(clippy::unnecessary_cast, reason = "it is one")]
    note("cast", n as usize);
    #[expect(clippy::identity_op, reason = "it changes nothing")]
    note("sum", n + 0);
    #[expect(clippy::useless_conversion, reason = "it is one")]
    note("same", usize::from(n));
    #[expect(clippy::useless_format, reason = "it is text already")]
    say(&format!("format"));
    #[expect(clippy::uninlined_format_args, reason = "it can stand in the text")]
    say(&format!("{}", n));
    #[expect(clippy::manual_string_new, reason = "there is a function")]
    let empty = "".to_string();
    say(&empty);
    #[expect(clippy::redundant_closure_for_method_calls, reason = "there is a path")]
    note("lengths", "two words".split(' ').map(|word| word.len()).sum());
    #[expect(clippy::map_unwrap_or, reason = "there is a method")]
    note("found", found.map(|found| found + 1).unwrap_or(0));
    let text = found.map(|found| format!("{found}"));
    #[expect(clippy::or_fun_call, reason = "it is made for nothing")]
    say(&text.unwrap_or(n.to_string()));
    #[expect(clippy::needless_collect, reason = "nothing needs the list")]
    let lengths = words.iter().map(|word| word.len() + n).collect::<Vec<_>>();
    note("lengths", lengths.len());
    #[expect(clippy::unreadable_literal, reason = "it is long")]
    note("large", 123456789);
    #[expect(clippy::needless_borrow, reason = "it is borrowed already")]
    for word in words {
        say(&word);
    }
    #[expect(clippy::option_map_unit_fn, reason = "it is an if")]
    found.map(|found| note("found", found));
}

/// The last statement has no semicolon.
#[expect(clippy::semicolon_if_nothing_returned, reason = "it is a statement")]
#[with_defer]
pub fn end(n: usize) {
    defer!(say("deferred"));
    note("end", n)
}

/// The value of the function.
///
/// # Errors
///
/// If the number is large.
#[expect(clippy::needless_question_mark, reason = "it is a result already")]
#[with_defer]
pub fn value(n: usize) -> Result<usize, String> {
    defer!(say("deferred"));
    Ok(check(n)?)
}

/// A local that is the value.
#[expect(clippy::let_and_return, reason = "it is the value already")]
#[with_defer]
#[must_use]
pub fn returned(n: usize) -> usize {
    defer!(say("deferred"));
    let next = n + 1;
    next
}

/// Early ends.
#[with_defer]
#[must_use]
pub fn ends(words: &[&str], found: Option<usize>) -> Option<usize> {
    defer!(say("deferred"));
    #[expect(clippy::question_mark, reason = "there is an operator")]
    let Some(found) = found else {
        return None;
    };
    #[expect(clippy::redundant_else, reason = "the other branch ends")]
    if found > 5 {
        return Some(5);
    } else {
        say("small");
    }
    #[expect(clippy::explicit_iter_loop, reason = "it is one")]
    for word in words.iter() {
        say(word);
    }
    let last = words.last().map(|word| word.len());
    #[expect(clippy::unnecessary_lazy_evaluations, reason = "it is a number")]
    let last = last.unwrap_or_else(|| 0);
    Some(found + last)
}

/// With a named result and a recovery.
///
/// # Panics
///
/// If there are no words.
#[with_defer(result)]
#[must_use]
pub fn named(words: &[&str], n: usize) -> String {
    defer!(|| {
        if recover!().is_some() {
            #[expect(clippy::manual_string_new, reason = "there is a function")]
            {
                result = "".to_string();
            }
        }
    });
    #[expect(clippy::needless_range_loop, reason = "it is an iterator")]
    for at in 0..words.len() {
        say(words[at]);
    }
    #[expect(clippy::range_plus_one, reason = "there is a range")]
    for at in 0..n + 1 {
        note("at", at);
    }
    #[expect(clippy::manual_assert, reason = "there is a macro")]
    if n > 1 {
        panic!("it is large");
    }
    #[expect(clippy::bool_assert_comparison, reason = "it is a condition")]
    {
        assert_eq!(words.is_empty(), false);
    }
    words.concat()
}

/// The value of a named result.
#[expect(clippy::uninlined_format_args, reason = "it can stand in the text")]
#[with_defer(result)]
#[must_use]
pub fn named_value(n: usize) -> String {
    defer!(|| result.push('!'));
    format!("{}", n)
}

/// In a function that never returns.
///
/// # Panics
///
/// Always.
#[expect(clippy::uninlined_format_args, reason = "it can stand in the text")]
#[with_defer]
pub fn never(n: usize) -> ! {
    defer!(note("deferred", n));
    println!("{}", n);
    panic!("never");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::trace;
    use pretty_assertions::assert_eq;

    #[test]
    fn each_runs() {
        let ((), said) = trace(|| conditions(&[], 3, true));
        assert_eq!(
            said.join(", "),
            "none, flag, large, a flag, true, one 1, with a flag 3, end, same, deferred"
        );
        let ((), said) = trace(|| patterns(Some(1), 2));
        assert_eq!(
            said,
            ["found 1", "some", "one", "even", "next 3", "found 1", "deferred"]
        );
        let ((), said) = trace(|| locals(1, true, "text"));
        assert_eq!(said, ["before", "hidden 1", "sum 2", "pair 1", "text", "deferred"]);
        let ((), said) = trace(|| calls(&["a"], 1, Some(2)));
        assert_eq!(said.len(), 15);
        assert!(std::panic::catch_unwind(|| never(1)).is_err());
        let ((), said) = trace(|| end(1));
        assert_eq!(said, ["end 1", "deferred"]);
    }

    #[test]
    fn each_has_its_value() {
        assert_eq!((value(1), returned(1)), (Ok(1), 2));
        assert_eq!(ends(&["ab"], None), None);
        assert_eq!((ends(&["ab"], Some(6)), ends(&["ab"], Some(1))), (Some(5), Some(3)));
        assert_eq!(
            (named(&["a", "b"], 1), named(&["a"], 2)),
            (String::from("ab"), String::new())
        );
        assert_eq!(named_value(1), "1!");
    }
}
