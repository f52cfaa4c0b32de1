//! Which rules a run has hit, and how often.

use std::fmt;

macro_rules! rules {
    ($($rule:ident $text:literal)*) => {
        /// Something that a rule promises.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Rule {
            $(#[doc = $text] $rule,)*
        }

        const TEXTS: &[&str] = &[$($text),*];
    };
}

rules! {
    Item "0 item from behind its use"
    ItemInDeferred "0 item from behind a deferred block"
    CfgOut "1.6 not compiled in"
    CfgOutDeferred "1.6 deferred call that is not compiled in"
    CfgOutLeave "1.6 way out that is not compiled in"
    CfgOutMove "1.6 move that is not compiled in"
    CallForm "2.1 CALL form"
    Parts "2.1 parts of an argument"
    MovedArgument "2.1 an argument is moved"
    BlockForm "2.2 BLOCK form"
    MoveForm "2.2 move closure"
    Literal "2.3 function literal with arguments"
    Address "2.4 address as argument"
    Receiver "2.4 receiver"
    ClosureArgument "2.4 closure as argument"
    AddressOfField "2.4 address of a field"
    AddressOfElement "2.4 address of an element"
    AddressInBox "2.4 address in a box"
    AddressInTuple "2.4 address in a tuple"
    Lent "2.4 reference is lent"
    LocalCallee "2.5 local as callee"
    ReturnedCallee "2.5 returned callee"
    BoundCallee "2.5 callee that a macro binds"
    Format "2.6 formatting macro"
    RawCapture "2.6 inline capture of a raw identifier"
    CfgIn "2.10 compiled in"
    EndOfIteration "3.1 end of an iteration"
    EndOfBlock "3.1 end of a labelled block"
    Break "3.1 break"
    BreakValue "3.1 break with a value"
    BreakLabel "3.1 break to a label"
    Continue "3.1 continue"
    ContinueLabel "3.1 continue to a label"
    ReturnFromLoop "3.1 return from a loop"
    PanicInLoop "3.1 panic in a loop"
    Closure "3.1 closure"
    BlockIsNoScope "3.2 registered in an inner block"
    LateBehindCall "3.2 first value behind a deferred call"
    Lifo "3.3 several calls of a scope"
    LocalLivesOn "3.4 local of an inner block lives on"
    DropAfterCall "3.5 local is dropped between calls"
    TokenDropped "3.5 token is dropped before the calls"
    TokenDroppedAfterCall "3.5 token is dropped after a call"
    LateDropped "3.5 local declared without a value is dropped after a call"
    PatternDropped "3.5 locals of one pattern are dropped after a call"
    ParameterDropped "3.5 parameter is dropped after a call"
    Copied "3.5 pattern that only copies"
    TokenReturned "3.5 token is returned"
    MethodTakes "3.5 method takes its receiver"
    MethodBorrows "3.5 method borrows its receiver"
    TokenMoved "3.5 local is moved"
    TokenReplaced "3.5 local is moved and comes back"
    IteratorExpression "3.6 in an iterator expression"
    PlainBlockEnds "3.8 end of a block"
    PlainBlockGives "3.8 end of a block with a value"
    PlainBlockLeft "3.8 way out of a block"
    PlainBlockPanics "3.8 panic in a block"
    PlainBlockRecovers "3.8 recovered in a block"
    PlainBlockInDeferred "3.8 block in a deferred block"
    InDeferred "3.7 in a deferred block"
    TemporaryOnTheWayOut "4.1 temporary of what is returned"
    Capital "4.1 function that is named like a struct"
    CapitalPanics "4.1 panic in a function that is named like a struct"
    Reference "4.1 reference across a deferred call"
    Return "4.1 return"
    ReturnInDeferred "4.2 return in a deferred block"
    NamedStart "5.1 named result with a start"
    ResultChanged "5.2 named result is changed"
    BareReturn "5.3 bare return"
    FallsOff "5.3 falls off the end"
    QuestionMark "6 question mark on a failure"
    Defer "6.1 defer"
    ErrdeferRuns "6.1 errdefer runs"
    ErrdeferSkips "6.1 errdefer does not run"
    OkdeferRuns "6.1 okdefer runs"
    OkdeferSkips "6.1 okdefer does not run"
    ErrorRuns "6.2 errdefer with an error runs"
    ErrorSkips "6.2 errdefer with an error does not run"
    ErrorChanged "6.2 the error is changed"
    DeferredTry "6.3 deferred question mark"
    DeferredError "6.3 deferred error after success"
    DeferredErrorInLoop "6.3 deferred error leaves a loop"
    DeferredErrorAfterError "6.3 deferred error after an error"
    DeferredErrorAfterPanic "6.3 deferred error after a panic"
    TakenAlong "6.5 success takes along what errdefer mentions"
    TakenAlongInLoop "6.5 success takes it along out of a loop"
    NotTakenAlong "6.5 errdefer has what success would have taken along"
    LeftHere "6.5 what success has taken along is there after a later failure"
    LeavingNormally "6.6 left normally"
    LeavingByPanic "6.6 left by a panic"
    LeavingCancelled "6.6 left by a cancellation"
    Panic "7.1 panic in a function"
    Resume "7.2 panic goes on after recover"
    NothingToRecover "7.2 nothing to recover"
    RecoverNamed "7.3 recovered with a named result"
    RecoverUnit "7.3 recovered in a function of ()"
    RecoverInLoop "7.3 recovered in a loop"
    RecoverInBlock "7.3 recovered in a labelled block"
    PanicInCall "7.4 panic in a deferred call"
    PanicReplaces "7.4 panic replaces another"
    Pause "8.1 await"
    AwaitTry "8.1 await with a question mark"
    AwaitedFunction "8.1 function is awaited"
    AsyncBlock "8.1 async block"
    AsyncClosure "8.1 async closure"
    NeverPolled "8.2 never polled"
    Cancelled "8.2 cancelled in a function"
    CancelledInLoop "8.2 cancelled in a loop"
    CancelledInPlainBlock "8.2 cancelled in a block that is a scope"
    CancelledErrdefer "8.2 errdefer runs when cancelled"
    CancelledOkdefer "8.2 okdefer does not run when cancelled"
    CancelledError "8.2 errdefer with an error does not run when cancelled"
    CancelledDeferredError "8.2 deferred error when cancelled"
    CancelledPanic "8.2 panic in a deferred call when cancelled"
    CancelledRecovery "8.2 recovered when cancelled"
    PanicOutOfDrop "8.2 panic comes out of the drop"
    AwaitForm "8.3 CALL form with await"
    AwaitInBlock "8.3 await in a deferred block"
    CancelledInCall "8.3 cancelled in a deferred call"
    CancelledInPanic "8.3 what is not polled again replaces a panic"
    Cut "8.3 not polled again"
}

/// How often each rule was hit.
#[derive(Clone, Debug)]
pub struct Hits(Vec<u64>);

impl Default for Hits {
    fn default() -> Self {
        Hits(vec![0; TEXTS.len()])
    }
}

impl Hits {
    /// Counts one more.
    pub fn add(&mut self, rule: Rule) {
        self.0[rule as usize] += 1;
    }

    /// Counts what another has counted.
    pub fn add_all(&mut self, other: &Hits) {
        for (count, more) in self.0.iter_mut().zip(&other.0) {
            *count += more;
        }
    }

    /// What was never hit.
    pub fn missing(&self) -> Vec<&'static str> {
        TEXTS
            .iter()
            .zip(&self.0)
            .filter(|(_, count)| **count == 0)
            .map(|(text, _)| *text)
            .collect()
    }
}

impl fmt::Display for Hits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (text, count) in TEXTS.iter().zip(&self.0) {
            writeln!(f, "{count:>10}  {text}")?;
        }
        Ok(())
    }
}
