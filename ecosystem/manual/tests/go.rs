//! The Go programs of `docs/from-go.md` print what stands in them. Without a `go` there is nothing to test.

use std::fs;
use std::io;
use std::process::Command;

const PAGE: &str = include_str!("../../../docs/from-go.md");

/// The packages that the programs may use. A page has no room for imports.
const PACKAGES: [&str; 8] = ["bytes", "context", "errors", "fmt", "os", "sync", "sync/atomic", "time"];

/// The code blocks of the page that are in Go.
fn programs() -> impl Iterator<Item = &'static str> {
    PAGE.split("\n```").filter_map(|block| block.strip_prefix("go\n"))
}

/// The programs as one file of Go tests.
fn package() -> String {
    let code: String = programs().flat_map(|program| [program, "\n\n"]).collect();
    let used = |package: &&&str| {
        let name = package.rsplit('/').next().unwrap_or(package);
        code.contains(&format!("{name}."))
    };
    let imports: String = PACKAGES
        .iter()
        .filter(used)
        .map(|package| format!("import \"{package}\"\n"))
        .collect();
    format!("package manual\n\n{imports}\n{code}")
}

#[test]
fn print_what_they_say() -> io::Result<()> {
    let missing = Command::new("go").arg("version").output().is_err();
    if missing {
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    fs::write(folder.path().join("go.mod"), "module manual\n\ngo 1.19\n")?;
    fs::write(folder.path().join("manual_test.go"), package())?;
    let run = Command::new("go")
        .args(["test", "-v", "."])
        .current_dir(&folder)
        .output()?;
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{said}\n{}", String::from_utf8_lossy(&run.stderr));
    // An example without `// Output` is compiled only.
    assert_eq!(
        said.matches("--- PASS: Example_").count(),
        PAGE.matches("func Example_").count()
    );
    Ok(())
}
