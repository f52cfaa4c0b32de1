//! Parts of locals.

/// What tells that a part is moved.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PartMoved {
    /// It is an argument, a field, a returned or assigned value.
    ByValue,
    /// It is the receiver of a method with such a name: rustc may be asked, or not.
    ByName { is_asked: bool },
}
