//! What is written: the attribute's options, the item, the deferred calls and macro calls in it, read one at a time. Nothing
//! here knows more of the function than it is given.

pub mod arguments;
pub mod borrowing;
pub mod calls;
pub mod conditions;
pub mod coverage;
pub mod declared;
pub mod dropless;
pub mod edition;
pub mod enclose;
pub mod evaluated;
pub mod foreign;
mod formats;
pub mod fragments;
pub mod free;
pub mod function;
pub mod glance;
pub mod moved_at_once;
pub mod named;
pub mod names;
pub mod operators;
pub mod options;
pub mod own_loops;
pub mod parameters;
pub mod patterns;
pub mod place;
pub mod returned;
pub mod returned_tail;
pub mod select;
pub mod sharing;
pub mod site;
pub mod success;
pub mod takes;
pub mod tokens;
pub mod used;
pub mod while_let;
