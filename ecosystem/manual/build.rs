//! Makes async functions of the pairs in `tests/scopeguard`.

use std::path::Path;
use std::{env, fs};

const PAIRS: [&str; 3] = ["scopes.rs", "strategies.rs", "values.rs"];

fn main() {
    println!("cargo::rerun-if-changed=tests/scopeguard");
    let folder = env::var_os("OUT_DIR").expect("cargo says where");
    for file in PAIRS {
        let pairs = fs::read_to_string(Path::new("tests/scopeguard").join(file)).expect("the pairs can be read");
        let pairs = pairs
            .replace("pub fn ", "pub async fn ")
            .replace("step(log, run)?", "step(log, run).await?");
        fs::write(Path::new(&folder).join(file), pairs).expect("it can be written");
    }
}
