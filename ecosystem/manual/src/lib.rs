//! The programs of the manual, as tests. `cargo test -p defer-manual` compiles and runs every Rust program of both pages,
//! and with a `go` installed the Go programs of the first, whose output has to be what stands in them.

#[cfg(doctest)]
#[doc = include_str!("../../../docs/from-go.md")]
pub struct FromGo;

#[cfg(doctest)]
#[doc = include_str!("../../../docs/compared.md")]
pub struct Compared;
