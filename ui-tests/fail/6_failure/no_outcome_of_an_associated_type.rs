// 6.1: nor does `F::Output` tell.
use defer_runtime::{okdefer, with_defer};

trait Job {
    type Output;
    fn run(self) -> Self::Output;
}

#[with_defer]
fn work<J: Job>(job: J) -> J::Output {
    okdefer!(|| println!("done"));
    job.run()
}

fn main() {}
