//! What is not generated, since macro and model differ in it: each has a small program in its comment.

/// Shapes in which macro and model differ, which are not generated. Without its line here, a shape is tested.
pub const KNOWN_DIFFERENCES: &[Shape] = &[
    Shape::DeferredInArguments,
    Shape::ErrorOfDeferredBlock,
    Shape::DivergingClosure,
    Shape::MentionNotReached,
    Shape::MentionAfterMove,
    Shape::ItemOfInnerBlock,
    Shape::ValueOfMoved,
];

/// A shape that can be avoided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `defer!(say({ defer!(say(1)); 2 }))`
    DeferredInArguments,
    /// `defer!(|| { defer!(|| { code((|| -> Result<i64, i64> { fallible(1)?; Ok(2) })()); }); })`
    ClosureInNested,
    /// `defer!(|| { fallible(1)?; defer!(|| { recover!(); }); })`
    RecoverInBlockOfFallibleBlock,
    /// `defer!((|n: i64| for i in 0..n { errdefer!(say(i)) })(1))`
    ErrdeferInLoopOfLiteral,
    /// `defer!(|| { errdefer!(|error| *error += 1); })`, where the block has no `?`
    ErrorOfDeferredBlock,
    /// With a named result: `for i in 0..2 { errdefer!(say(1)); defer!(say(2)); return Err(3); }`
    OutcomeInLoopOfNamed,
    /// `if yes { defer!(say(token.0)); token = token.plus(1); }`
    FieldOfMovedInArguments,
    /// `for i in 0..2 { (|n: i64| loop { defer!(|| {}); defer!(say(i)); })(i) }`
    VariableToClosureThatReadsIt,
    /// `defer!(move || { errdefer!(say(1)); panic!(); })`
    DivergingClosure,
    /// `if yes { let n = Named(1); if no { defer!(n.show()) } }`, and other mentions from a block further in.
    MentionNotReached,
    /// `if yes { token = token.plus(1); defer!(|| say(token.0)) }`
    MentionAfterMove,
    /// `defer!(|| { fallible(1)?; defer!(|| if no { return; }); })`
    ReturnInBlockOfFallibleBlock,
    /// `let x = 1; loop { defer!(say(0)); let x = 6; break x; }`
    ShadowedOnTheWayOut,
    /// `defer!(say(1)); #[cfg(any())] break;`
    LeaveNotCompiledIn,
    /// `defer!(say(1)); #[cfg(any())] fallible(1)?;` in a function that has no `?`
    QuestionNotCompiledIn,
    /// `bind!(f = a); defer!(f(1)); f = b;`
    CalleeOfMacro,
    /// `let t; if yes { defer!(say(1)); t = token(1); }`, of something that is dropped, or in an inner block
    FirstValueBesideCallInBranch,
    /// `for i in 0..2 { defer!(say(1)); #[cfg(any())] spend(t); }`
    MoveNotCompiledIn,
    /// `#[cfg(any())] let n = 5; defer!(|| say(n)); n += 1;` with an `n` from before
    LetNotCompiledIn,
    /// `#[cfg(any())] defer!(say(1));`
    CallNotCompiledIn,
    /// `helper(); defer!(say(1)); fn helper() {}`
    ItemBehind,
    /// `let n = Named(1); defer!(say(1)); loop { defer!(say(2)); n.cloned(); }`, where it only borrows
    MethodThatBorrows,
    /// `loop { defer!(say(1)); return ReadValue(n); }`, of a function
    FunctionNamedLikeStruct,
    /// `if yes { fn helper() {} defer!((|n: i64| { defer!(helper()); })(1)); }`
    ItemOfInnerBlock,
    /// `let n = Named(1); defer!(say(1)); loop { defer!(say(2)); let Named(k) = n; }`
    PatternThatCopies,
    /// `defer!(|| helper()); defer! { fn helper() {} }`
    ItemInBraces,
    /// `defer!(note!("{type}"))`, with `r#type`
    CaptureOfRaw,
    /// `let t; defer!(say(1)); t = token(1);`, of something that is dropped, or in an inner block
    FirstValueBehindCall,
    /// `defer!(spend(t)); t = token(4);`
    ValueOfMoved,
    /// `defer!(|| { let t = token(1); for i in 0..2 { defer!(say(i)); if yes { spend(t); break; } } })`
    MoveOutOfLoopInDeferred,
    /// `if yes { #[cfg(all())] defer!(say(n)); }`, which is refused in so many words.
    CfgOnCallWithValues,
    /// With a named result, and no other deferred call: `async { defer!(say(result)); }.await;`
    ResultOverAsyncBlocks,
}

pub(super) fn avoided(shape: Shape) -> bool {
    KNOWN_DIFFERENCES.contains(&shape)
}
