// 3.5: that a local is named again shows that nothing has moved it before, but not where control doesn't go from one to the other.
use defer_runtime::{defer, with_defer};

struct Named(String);

impl Named {
    fn spend(self) {}
    fn unwrap(&self) {}
}

struct Pair {
    first: Named,
    second: Named,
}

#[with_defer]
fn in_a_closure_with_a_deferred_call(pair: Pair, n: u32) {
    defer!(println!("bye"));
    let closure = move || {
        defer!(println!("bye"));
        if n > 1 {
            drop(pair.first);
        }
    };
    closure();
}

#[with_defer]
fn in_front_of_a_loop_that_is_returned(local: Named, n: u32) -> u32 {
    defer!(println!("bye"));
    for at in 0..n {
        if at > 1 {
            local.spend();
            return loop {
                if n > 2 {
                    break 1;
                }
                defer!(println!("iteration"));
            };
        }
    }
    2
}

#[with_defer]
fn by_a_method_of_a_name_that_moves(pair: Pair, n: u32) {
    defer!(println!("bye"));
    match n {
        0 => drop(pair.first),
        _ => pair.first.unwrap(),
    }
}

macro_rules! leave {
    () => {
        return
    };
}

#[with_defer]
fn in_front_of_a_macro_that_leaves(local: Named, n: u32) {
    defer!(println!("bye"));
    if n > 1 {
        local.spend();
        leave!();
    }
    local.unwrap();
}

#[with_defer]
fn in_one_arm(pair: (Pair, u32), n: u32) {
    defer!(println!("bye"));
    match pair.0 {
        Pair { first, second } if n > 1 => drop((first, second)),
        _ => println!("left"),
    }
}

impl Named {
    fn look(&self) {}
}

#[with_defer]
fn part_behind_two_calls(pair: Pair, n: u32) {
    defer!(println!("bye"));
    defer!(println!("then"));
    if n > 1 {
        let Pair { first: _first, .. } = pair;
        return;
    }
    pair.first.look();
}

macro_rules! stop {
    () => {
        break
    };
}

#[with_defer]
fn in_a_loop_that_a_macro_ends(local: Named, n: u32) {
    defer!(println!("bye"));
    if n > 1 {
        loop {
            local.spend();
            stop!();
        }
    }
}

macro_rules! statements {
    ($($code:tt)*) => {
        $($code)*
    };
}

#[with_defer]
fn given_again_by_a_macro_in_a_loop(mut local: Named, n: u32) {
    defer!(println!("bye"));
    drop(local);
    for _ in 0..n {
        statements! { local = Named(String::new()); }
    }
}

#[with_defer]
fn in_a_block_of_a_closure(local: Named, n: u32) {
    let closure = move || {
        'block: {
            defer!(println!("bye"));
            if n > 1 {
                break 'block;
            }
            local.spend();
        }
    };
    closure();
}

fn main() {}
