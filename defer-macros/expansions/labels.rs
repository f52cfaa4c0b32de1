//! Labels: a jump further out than the loop at hand is carried on behind each closure that it leaves.

#[with_defer]
fn labels(rows: &[Vec<i32>]) -> bool {
    'rows: for row in rows {
        defer!(log("row"));
        for cell in row {
            defer!(log("cell"));
            match *cell {
                0 => continue 'rows,
                1 => break 'rows,
                _ => {}
            }
        }
    }
    true
}
