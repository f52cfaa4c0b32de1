//! The programs of `docs/from-zig.md` in Zig, C and C++ do what stands in them, and the examples in Zig print what their ports print.
//! Without a `zig` or a compiler there is nothing to test in that language.

use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;

const PAGE: &str = include_str!("../../../docs/from-zig.md");

/// What the programs use. A page has no room for it.
const ZIG: &str = r#"
const std = @import("std");

var noted: std.ArrayList(u8) = .empty;

fn say(word: []const u8) void {
    if (noted.items.len > 0) noted.append(std.testing.allocator, ' ') catch unreachable;
    noted.appendSlice(std.testing.allocator, word) catch unreachable;
}

fn said(words: []const u8) !void {
    defer noted.clearAndFree(std.testing.allocator);
    try std.testing.expectEqualStrings(words, noted.items);
}
"#;

/// The same in C, and in C++.
const C: &str = r#"
#undef NDEBUG
#include <assert.h>
#include <string.h>

static char noted[256];

static void say(const char *word) {
    strcat(noted, *noted ? " " : "");
    strcat(noted, word);
}

static void said(const char *words) {
    assert(!strcmp(noted, words));
    *noted = 0;
}
"#;

/// The page's code blocks of a language, as its fence says.
fn programs(language: &str) -> Vec<&'static str> {
    let fence = format!("{language}\n");
    let blocks = PAGE.split("\n```").filter_map(|block| block.strip_prefix(&*fence));
    let programs: Vec<_> = blocks.collect();
    assert!(!programs.is_empty(), "the page has nothing in {language}");
    programs
}

/// Runs what is to succeed.
fn run(command: &mut Command) -> io::Result<()> {
    let run = command.output()?;
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.success(), "{command:?}: {said}");
    Ok(())
}

/// Whether `errdefer |err|` is still there, as it is up to Zig 0.16. There is no answer without a `zig`.
fn zig_captures() -> Option<bool> {
    let said = Command::new("zig").arg("version").output().ok()?;
    let said = String::from_utf8_lossy(&said.stdout);
    let minor = said.split('.').nth(1)?;
    Some(minor.parse::<u32>().ok()? <= 16)
}

#[test]
fn in_zig() -> io::Result<()> {
    let Some(captures) = zig_captures() else {
        return Ok(());
    };
    let mut programs_in_it = programs("zig");
    if captures {
        programs_in_it.extend(programs("zig,0.16"));
    }
    let mut code = String::from(ZIG);
    for (n, program) in programs_in_it.iter().enumerate() {
        // Each in a namespace, which has to be mentioned for its tests to run.
        code += &format!("const program{n} = struct {{\n{program}\n}};\ntest {{ _ = program{n}; }}\n");
    }
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("manual.zig");
    fs::write(&file, code)?;
    run(Command::new("zig").arg("test").arg(file).current_dir(&folder))
}

#[test]
fn the_examples_in_zig_print_their_traces() -> io::Result<()> {
    let Some(captures) = zig_captures() else {
        return Ok(());
    };
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    for (name, runs) in [("paged_log", true), ("archive", captures)] {
        if runs {
            let file = examples.join(name).with_extension("zig");
            let ran = Command::new("zig").arg("run").arg(&file).output()?;
            assert!(ran.status.success(), "{name}");
            let trace = fs::read_to_string(file.with_extension("trace"))?;
            assert_eq!(String::from_utf8_lossy(&ran.stderr), trace, "{name}");
        }
    }
    Ok(())
}

/// Compiles a file of all programs in the language, with a `main` that calls what begins with `test_`, and runs it.
fn compiled(language: &str, compiler: &str) -> io::Result<()> {
    if Command::new(compiler).arg("--version").output().is_err() {
        return Ok(());
    }
    let code = programs(language).join("\n");
    let tests = code.lines().filter_map(|line| line.strip_prefix("void test_"));
    let calls: String = tests
        .filter_map(|line| line.split_once('('))
        .map(|(name, _)| format!("test_{name}();\n"))
        .collect();
    assert!(!calls.is_empty(), "nothing is called in {language}");
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("manual").with_extension(language);
    fs::write(&file, format!("{C}\n{code}\nint main(void) {{\n{calls}return 0;\n}}\n"))?;
    let program = folder.path().join("manual");
    run(Command::new(compiler).arg(file).arg("-o").arg(&program))?;
    run(&mut Command::new(program))
}

#[test]
fn in_c() -> io::Result<()> {
    compiled("c", "cc")
}

#[test]
fn in_cpp() -> io::Result<()> {
    compiled("cpp", "c++")
}
