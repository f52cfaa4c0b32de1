//! The tests of the sync chapters once more, in async functions that await between any two statements (8.1).
//!
//! `build.rs` writes them: of each function with the attribute an async twin that the function itself blocks on.

/// How many functions of a file have a twin, and how many have none.
struct Count {
    file: &'static str,
    functions: usize,
    left_out: usize,
    /// How many are listed as exceptions.
    exceptions: usize,
}

include!(concat!(env!("OUT_DIR"), "/async_twins.rs"));

/// How many of them there are at least.
const AT_LEAST: &[(&str, usize)] = &[
    ("cursors", 4),
    ("deferred_question", 100),
    ("failure", 80),
    ("failure_forms", 130),
    ("failure_named", 60),
    ("forms", 50),
    ("found_by_the_model", 10),
    ("functions", 34),
    ("panics", 50),
    ("programs", 24),
    ("question_mark", 21),
    ("results", 36),
    ("scopes", 50),
    ("twins_calls", 28),
    ("twins_loops", 8),
    ("twins_panics", 19),
    ("twins_results", 18),
    ("ways_out", 90),
];

#[test]
fn every_file_has_twins() {
    for Count {
        file,
        functions,
        left_out,
        exceptions,
    } in COUNTS
    {
        let (_, at_least) = AT_LEAST
            .iter()
            .find(|(other, _)| other == file)
            .expect("the file is listed");
        assert!(functions >= at_least, "{file}: {functions} async functions");
        assert_eq!(left_out, exceptions, "{file}: a function that is left out is gone");
    }
    if option_env!("ALL_TWINS_OF").is_none() {
        assert_eq!(COUNTS.len(), AT_LEAST.len());
    }
}
