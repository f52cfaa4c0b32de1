pub struct Failed(pub &'static str);

pub struct Deep;

impl Deep {
    pub fn new(_: &str) -> Self {
        Deep
    }

    pub fn step(&self, name: &str) -> u32 {
        step(name)
    }

    pub async fn wait(_: &str) {}
}

pub enum Both {
    Of(String, String),
    None,
}

pub fn step(name: &str) -> u32 {
    name.len() as u32
}

pub fn next() -> u32 {
    3
}

pub fn test(name: &str) -> bool {
    name.is_empty()
}

pub fn tried(name: &'static str) -> Result<u32, Failed> {
    if test(name) { Err(Failed(name)) } else { Ok(1) }
}
