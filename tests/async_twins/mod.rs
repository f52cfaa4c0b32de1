//! How many twins there are.

/// How many functions of a file have a twin, and how many have none.
pub struct Count {
    pub file: &'static str,
    pub functions: usize,
    /// How many of their deferred calls await.
    pub awaiting: usize,
    pub left_out: usize,
    /// How many are listed as exceptions.
    pub exceptions: usize,
}

/// How many functions have twins at least, and how many deferred calls in them await.
const AT_LEAST: &[(&str, usize, usize)] = &[
    ("block_scopes", 60, 60),
    ("callees_and_captures", 180, 40),
    ("constructors", 20, 5),
    ("cursors", 5, 3),
    ("deferred_question", 100, 124),
    ("evaluated_first", 250, 230),
    ("failure", 80, 246),
    ("failure_forms", 130, 106),
    ("failure_named", 60, 200),
    ("forms", 50, 22),
    ("found_by_the_model", 10, 9),
    ("functions", 30, 26),
    ("panics", 50, 48),
    ("places", 100, 140),
    ("programs", 24, 15),
    ("question_mark", 21, 15),
    ("results", 30, 22),
    ("scopes", 50, 50),
    ("twins_calls", 28, 17),
    ("twins_loops", 8, 6),
    ("twins_panics", 19, 9),
    ("twins_results", 18, 5),
    ("ways_out", 90, 90),
];

/// Those of a binary, which has so many files.
pub fn assert_all(counts: &[Count], files: usize) {
    for count in counts {
        let Count { file, .. } = count;
        let listed = AT_LEAST.iter().find(|(other, ..)| other == file);
        let (_, functions, awaiting) = listed.expect("the file is listed");
        assert!(count.functions >= *functions, "{file}: {} functions", count.functions);
        assert!(count.awaiting >= *awaiting, "{file}: {} calls", count.awaiting);
        assert_eq!(
            count.left_out, count.exceptions,
            "{file}: a function that is left out is gone"
        );
    }
    if option_env!("ALL_TWINS_OF").is_none() {
        assert_eq!(counts.len(), files);
    }
}
