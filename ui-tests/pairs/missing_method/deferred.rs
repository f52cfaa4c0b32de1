// 9.3: a method that is not there.
use defer_runtime::{defer, with_defer};

async fn close() {}

struct Job;

#[with_defer]
fn in_a_function(job: Job) {
    defer!(println!("bye"));
    job.run();
}

#[with_defer]
fn in_a_loop(jobs: &[Job]) {
    for job in jobs {
        defer!(println!("bye"));
        job.run();
    }
}

#[with_defer]
async fn in_an_async_function(job: Job) {
    defer!(close().await);
    close().await;
    job.run();
}

fn main() {}
