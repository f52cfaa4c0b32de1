// 9.3: a method that is not there.
async fn close() {}

struct Job;

fn in_a_function(job: Job) {
    job.run();
}

fn in_a_loop(jobs: &[Job]) {
    for job in jobs {
        job.run();
    }
}

async fn in_an_async_function(job: Job) {
    close().await;
    job.run();
}

fn main() {}
