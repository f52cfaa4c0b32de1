//! Rule 9.3: what is said about a program mentions nothing that the attribute has written.

use crate::diagnostics;
use std::fs;
use std::path::{Path, PathBuf};

/// Names of the lowering and of the runtime, and what rustc says of the code of a macro.
const GENERATED: &[&str] = &[
    "&Control",
    "AsyncUnwind",
    "::WayOut",
    "::Jump",
    "Carried",
    "Carrier",
    "Left<",
    "Never",
    "__defer",
    "__private",
    "_back`",
    "_unused",
    "`WayOut",
    "`callee`",
    "`control`",
    "`deferred`",
    "`left`",
    "`kept_",
    "`deferred_call",
    "`value",
    "async block@",
    "attribute macro",
    "closure@",
];

/// The names that can't be helped, and the programs where they stand.
const MENTIONED: &[(&[&str], &[&str])] = &[
    // rustc notes where a bound stands that is not met; the heading says without it what is wrong.
    (
        &["__private"],
        &[
            "fail/5_results/field_without_a_zero_value",
            "fail/5_results/result_without_a_zero_value",
            "fail/5_results/without_a_zero_value",
            "fail/6_failure/success_of_a_function",
            "fail/7_panics/closure_that_never_ends_of_a_number",
            "fail/7_panics/closure_with_an_inferred_value",
            "fail/7_panics/value_returned_from_a_closure_that_never_ends",
            "fail/8_async/recovery_in_an_async_block",
            "fail/8_async/recovery_in_an_async_block_of_a_string",
            "fail/8_async/recovery_in_an_async_closure",
        ],
    ),
    // This one is the user's own.
    (
        &["async block@"],
        &["fail/8_async/recovery_in_an_async_block_that_never_ends"],
    ),
    (
        &["Left<", "__private", "attribute macro"],
        &[
            "fail/6_failure/no_outcome_in_a_loop",
            "fail/6_failure/no_outcome_in_an_inner_block",
            "fail/6_failure/no_outcome_of_a_closure",
            "fail/6_failure/no_outcome_of_a_named_result",
            "fail/6_failure/no_outcome_of_a_tuple",
            "fail/6_failure/no_outcome_of_a_type_of_ones_own",
            "fail/6_failure/no_outcome_of_a_type_parameter",
            "fail/6_failure/no_outcome_of_an_associated_type",
            "fail/6_failure/no_outcome_of_an_error",
            "fail/6_failure/no_outcome_of_an_opaque_type",
            "fail/6_failure/no_outcome_of_named_fields",
            "fail/6_failure/no_outcome_of_the_impls_type_parameter",
            "fail/8_async/no_outcome_of_a_type_parameter",
            "fail/8_async/no_outcome_of_an_async_block",
        ],
    ),
    (
        &["Left<", "__private"],
        &[
            "fail/6_failure/error_in_unit",
            "fail/6_failure/error_of_a_number",
            "fail/6_failure/error_of_an_option",
            "fail/7_panics/in_a_block_with_a_value",
            "fail/8_async/error_of_an_async_block_of_unit",
        ],
    ),
    (
        &["Carried", "Left<", "__private"],
        &["fail/6_failure/question_mark_in_a_stream"],
    ),
    (
        &["Carried", "Left<", "__private", "attribute macro"],
        &["fail/6_failure/question_mark_in_a_type_of_ones_own"],
    ),
    // What a way out doesn't move is kept in a place of the attribute's, and a `?` that does so is taken apart by it (3.5).
    (&["`kept_"], &["fail/3_scopes/late_local_that_borrows"]),
    (&["__private"], &["fail/3_scopes/question_mark_where_a_local_is_kept"]),
    // So is the type of what `?` leaves deferred code with.
    (&["attribute macro"], &["fail/2_call/moved_before_a_question_mark_runs"]),
    // What checks a name or a type is written by the attribute; rustc notes where.
    (
        &["attribute macro"],
        &[
            "fail/3_scopes/own_macro_of_a_checked_name",
            "fail/3_scopes/own_vec_of_a_part",
            "fail/5_results/value_of_an_assertion",
            "fail/6_failure/error_of_a_number_in_a_move_block",
        ],
    ),
    (
        &["__private", "attribute macro"],
        &["fail/6_failure/own_type_named_result"],
    ),
    // What is lent at exit is borrowed anew by the attribute, so that a generic function doesn't take it (2.4).
    (&["attribute macro"], &["fail/2_call/lent_and_then_moved"]),
    // The future that is handed to a spawner is the attribute's.
    (
        &["attribute macro"],
        &[
            "fail/8_async/detach_of_a_generic_argument",
            "fail/8_async/detach_of_a_generic_argument_that_is_not_send",
            "fail/8_async/detach_of_a_lifetime_of_the_impl",
            "fail/8_async/detach_of_impl_trait",
            "fail/8_async/detach_to_a_method_of_an_argument",
        ],
    ),
    (
        &["async block@", "attribute macro"],
        &[
            "fail/8_async/detach_of_an_argument_that_is_not_send",
            "fail/8_async/detach_of_what_is_not_send",
            "fail/8_async/detach_of_what_is_not_send_in_a_block",
        ],
    ),
    // So is the one that what borrows a local would leave.
    (&["attribute macro"], &["fail/8_async/local_returned"]),
    // A loop body gives its ways out as data.
    (
        &["::WayOut", "__private"],
        &[
            "fail/3_scopes/question_mark_of_an_option_in_a_loop",
            "pairs/question_mark_of_another_error/deferred",
        ],
    ),
    (
        &["::WayOut", "__private", "`WayOut"],
        &["fail/3_scopes/return_from_a_macro"],
    ),
    // What is called is a value of now, and what a block of further in lends is kept for it, each in a local.
    (
        &["`callee`", "attribute macro"],
        &["fail/2_call/callee_that_returns_no_function"],
    ),
    (&["`deferred_call"], &["fail/3_scopes/inner_local_borrowed"]),
    // Whether something is moved is asked of rustc by way of functions and a type of the runtime.
    (
        &["__private", "attribute macro"],
        &[
            "fail/3_scopes/own_option",
            "fail/3_scopes/part_in_a_loop",
            "fail/3_scopes/part_of_what_a_closure_captures",
            "fail/3_scopes/part_that_is_not_kept",
            "fail/3_scopes/receiver_taken_to_move",
            "fail/3_scopes/taken_apart_in_a_loop",
            "fail/3_scopes/taken_apart_with_a_drop",
            "fail/3_scopes/taken_apart_with_a_drop_inside",
        ],
    ),
    (
        &["attribute macro"],
        &[
            "fail/3_scopes/method_taken_to_move_self",
            "fail/3_scopes/named_again_elsewhere",
            "fail/3_scopes/part_captured_on_one_way",
            "fail/3_scopes/part_moved_by_another_than_a_guess",
            "fail/3_scopes/part_taken_to_move",
            "fail/3_scopes/receiver_taken_and_given_anew",
            "fail/3_scopes/receiver_taken_in_a_loop",
            "fail/3_scopes/statements_that_a_macro_may_not_reach",
        ],
    ),
    (
        &["`deferred_call", "attribute macro"],
        &["fail/3_scopes/inner_local_that_borrows_another"],
    ),
];

#[test]
fn no_error_mentions_what_the_attribute_has_written() {
    let mut mentioned = Vec::new();
    let files = ["fail", "pairs"].map(|of| stderr_files(Path::new(of))).concat();
    assert!(files.len() > 300, "{} programs", files.len());
    for said in files {
        let text = diagnostics::read(&said);
        for name in GENERATED.iter().filter(|name| text.contains(**name)) {
            mentioned.push((said.with_extension("").display().to_string(), *name));
        }
    }
    let mut declared = Vec::new();
    for (names, programs) in MENTIONED {
        declared.extend(
            programs
                .iter()
                .flat_map(|program| names.iter().map(|name| (program.to_string(), *name))),
        );
    }
    mentioned.sort();
    declared.sort();
    assert_eq!(mentioned, declared);
}

fn stderr_files(of: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(of).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| match path.is_dir() {
            true => stderr_files(&path),
            false => vec![path],
        })
        .filter(|path| path.extension().is_some_and(|extension| extension == "stderr"))
        .collect()
}
