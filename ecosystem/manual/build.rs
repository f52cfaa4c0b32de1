//! Makes async functions of the pairs in `tests/scopeguard/rows.rs`.

use std::path::Path;
use std::{env, fs};

const ROWS: &str = "tests/scopeguard/rows.rs";

fn main() {
    println!("cargo::rerun-if-changed={ROWS}");
    let rows = fs::read_to_string(ROWS).expect("the rows can be read");
    let rows = rows
        .replace("pub fn ", "pub async fn ")
        .replace("step(log, run)?", "step(log, run).await?");
    let folder = env::var_os("OUT_DIR").expect("cargo says where");
    fs::write(Path::new(&folder).join("rows.rs"), rows).expect("it can be written");
}
