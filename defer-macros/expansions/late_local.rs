//! A local that gets its value later is declared in the closure that gives it one; from an inner block it is given back.

#[with_defer]
fn late_local(is_fast: bool) -> u32 {
    let (speed, label);
    defer!(log("done"));
    if is_fast {
        let gear = 5;
        defer!(|| log(gear));
        speed = gear * 10;
    } else {
        speed = 1;
    }
    defer!(log("shown"));
    label = speed.to_string();
    show(&label);
    speed
}
