//! What the functions show, and how often: a feature that no function of a run has is one that the run says nothing of.

use super::generate::KNOWN_DIFFERENCES;
use std::fmt;

macro_rules! features {
    ($($feature:ident $text:literal)*) => {
        /// Something that a function does.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Feature {
            $(#[doc = $text] $feature,)*
        }

        const TEXTS: &[&str] = &[$($text),*];
    };
}

features! {
    CallForm "2.1 CALL form"
    BlockForm "2.2 BLOCK form"
    ClosureForm "2.2 closure"
    MoveForm "2.2 move closure"
    Mention "2.4 a deferred call mentions a local"
    SiteOut "2.10 a deferred call that is not compiled in"
    InFunction "3.1 deferred call in a function"
    InLoop "3.1 deferred call in a loop"
    InClosure "3.1 deferred call in a closure"
    InLabelled "3.1 deferred call in a labelled block"
    InBlock "3.8 deferred call in a block that is a scope"
    Owns "2.1 a deferred call takes a value"
    BorrowInUse "3.2 a borrow is in use behind a deferred call"
    InAsyncBlock "3.1 deferred call in an async block"
    Return "3.1 return"
    QuestionMark "3.1 question mark"
    Break "3.1 break"
    BreakValue "3.1 break with a value"
    BreakLabel "3.1 break to a label"
    LeaveBlock "3.1 break out of a labelled block"
    Continue "3.1 continue"
    ContinueLabel "3.1 continue to a label"
    HiddenReturn "3.1 return that a macro hides"
    HiddenBreak "3.1 break that a macro hides"
    StdMacroLeaves "3.1 way out that a macro hides that is named as one of std"
    EatenByCall "moved into a call"
    IntoLocal "moved into a local"
    IntoStruct "moved into a struct"
    IntoTupleStruct "moved into a tuple struct"
    IntoTuple "moved into a tuple"
    IntoVariant "moved into Some, Ok or Err"
    CapitalFunction "moved into a function with a capital"
    CapitalBorrows "borrowed by a function with a capital"
    IntoMethod "moved into a method"
    StdNameMoves "moved into a method named as one of std"
    StdNameBorrows "borrowed by a method named as one of std"
    OptionMethod "moved into a method of Option"
    MacroMoves "moved into a macro"
    MacroBorrows "borrowed by a macro"
    StdMacroMoves "moved into a macro named as one of std"
    StdMacroBorrows "borrowed by a macro named as one of std"
    MoveClosure "moved into a move closure"
    EatingClosure "moved into a closure that eats it"
    BorrowingClosure "borrowed by a closure"
    CopyingClosure "copied out of by a move closure"
    KeptClosure "closure in a local"
    PatternMoves "moved out by a pattern"
    PatternCopies "copied out by a pattern"
    PatternBorrows "borrowed by a pattern"
    Wildcard "matched by a wildcard"
    Part "moved in part"
    IntoLoop "moved into an iterator"
    AssignedAnew "assigned anew"
    AssignedPassed "moved and assigned back"
    AssignedMade "assigned from what it gives"
    OnSomeWays "moved on some ways only"
    Late "declared without a value"
    LateInArms "given its value in branches"
    Shadow "shadowed"
    SelfByValue "self by value"
    Operand "operand that may be moved"
    OperandCopied "operand that is copied"
    ByPattern "moved by a pattern, or not"
    ByMacro "given to a macro"
    ByClosure "used by a closure"
    Renewed "given a new value in place"
    GivenAgain "given a value again"
    SameName "another local of the name"
    PartOfWhole "part of something"
    ResultName "local of the name of the result"
    PatternParameter "pattern as a parameter"
    UnboundParameter "parameter without a name"
    LoopVariable "loop variable with a value"
    Temporary "temporary"
    ItemBehind "item behind what uses it"
    CfgMove "a move that is not compiled in"
    CfgLeave "a way out that is not compiled in"
    CfgQuestion "a question mark that is not compiled in"
    CfgArm "an arm that is not compiled in"
    LetElse "let else"
    BlockValue "value of a block"
    IfValue "value of an if"
    MatchValue "value of a match"
    LoopValue "value of a loop"
    Await "await"
    AwaitMoves "moved into what is awaited"
    AsyncBlock "async block"
    AsyncMove "moved into an async block"
    KeptFuture "async block in a local"
}

impl Feature {
    /// As a summary has it.
    pub fn text(self) -> &'static str {
        TEXTS[self as usize]
    }
}

/// How many functions have each feature.
#[derive(Clone, Debug)]
pub struct Hits(Vec<u64>);

impl Default for Hits {
    fn default() -> Self {
        Hits(vec![0; TEXTS.len()])
    }
}

impl Hits {
    /// Counts a function that has these.
    pub fn add(&mut self, mut features: Vec<Feature>) {
        features.sort_unstable();
        features.dedup();
        for feature in features {
            self.0[feature as usize] += 1;
        }
    }

    /// What no function has, but for what is not generated.
    pub fn missing(&self) -> Vec<&'static str> {
        let counted = TEXTS.iter().zip(&self.0);
        let missing = counted.filter(|(_, count)| **count == 0).map(|(text, _)| *text);
        missing
            .filter(|text| !KNOWN_DIFFERENCES.iter().any(|known| known.text() == *text))
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
