//! The ways out of the rest of a scope as data (rules 3.1 and 9.2), since a closure can't break a loop around it.

/// No such way out: never made.
pub enum Never {}

/// A way out of the rest of a scope. One that doesn't occur is [`Never`].
pub enum WayOut<N = (), B = Never, R = Never, J = Never> {
    /// At its end; from the body of a loop also by `continue`.
    Next(N),
    /// By `break` of the loop whose body is the scope.
    Break(B),
    /// By `return`, with the function's result.
    Return(R),
    /// In another way: `break` or `continue` with the label of something further out, or `return` with a value
    /// that is built there.
    Jump(J),
}

/// One of several jumps.
pub enum Jump<A, B = Never> {
    /// The first.
    This(A),
    /// One of the others.
    Other(B),
}
