//! Named results (chapter 5).

use crate::trace::note;
use defer_runtime::{defer, with_defer};
use std::num::ParseIntError;

/// Deferred code changes the value.
#[with_defer(result)]
#[must_use]
pub fn doubled(n: usize) -> usize {
    defer! { result *= 2; }
    if n == 0 {
        return 1;
    }
    n + 1
}

/// A bare `return`, and an end without a value.
#[with_defer(result = Vec::with_capacity(n))]
#[must_use]
pub fn collected(n: usize) -> Vec<usize> {
    defer!(|| result.push(n));
    if n > 2 {
        return;
    }
    result.push(0);
}

/// The fields of a tuple, in a loop.
#[with_defer(sum = 0, odd = 0)]
#[must_use]
pub fn counted(numbers: &[usize]) -> (usize, usize) {
    defer! { sum += odd; }
    for n in numbers {
        defer! { sum += n; }
        if n % 2 == 0 {
            continue;
        }
        odd += 1;
        if *n > 100 {
            return;
        }
    }
}

/// `?` gives the name its error.
///
/// # Errors
///
/// If the text is no number.
#[with_defer(result)]
pub fn parsed(text: &str) -> Result<usize, ParseIntError> {
    defer!(|| {
        if let Ok(n) = &mut result {
            *n += 1;
        }
    });
    let n = text.parse::<usize>()?;
    for text in text.split('0') {
        defer!(note("part", text.len()));
        if text.is_empty() {
            return Ok(0);
        }
        text.parse::<usize>()?;
    }
    Ok(n)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::trace;
    use pretty_assertions::assert_eq;

    #[test]
    fn each_runs() {
        assert_eq!((doubled(0), doubled(1)), (2, 4));
        assert_eq!((collected(2), collected(3)), (vec![0, 2], vec![3]));
        assert_eq!(counted(&[1, 2, 101, 5]), (106, 2));
        let (value, said) = trace(|| parsed("102"));
        assert_eq!((value, &*said), (Ok(103), &["part 1", "part 1"].map(String::from)[..]));
        assert_eq!(parsed("10"), Ok(1));
        assert!(parsed("x").is_err());
    }
}
