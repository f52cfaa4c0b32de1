"""Asks rust-analyzer, as an editor does, about functions with a statement that is typed halfway: what it completes at the
cursor, and that it still knows the function and the locals around. `half-typed.py <rust-analyzer> <scratch folder>`"""

import json
import re
import subprocess
import sys
import time
from pathlib import Path

# At `§` is the cursor, behind the statement a name that is to be offered there.
STATEMENTS = [
    ("defer!(f.§sync_all());", "sync_all"),
    ("defer!(|| { t.§count += 1; });", "count"),
    ("defer!(§);", "close"),
    ("defer!(clo§);", "close"),
    ("defer!(f.§);", "sync_all"),
    ("defer!(f.§)", "sync_all"),
    ("defer!(File::§);", "open"),
    ("defer!(close(§));", "f"),
    ("defer!(close(&f, §));", "n"),
    ("defer!(close(&t.§));", "file"),
    ("defer! { f.§ }", "sync_all"),
    ("defer! { f.sync_all(); t.§ }", "count"),
    ("defer! { na§\n f.sync_all(); }", "name"),
    ("defer!(|| {\n t.§\n f.sync_all();\n });", "count"),
    ("defer!(|| { if t.§ { f.sync_all(); } });", "count"),
    ("defer!(|| { if let Some(panic) = recover!() { panic.§ } });", "message"),
    ('defer!(println!("{}", f.§));', "sync_all"),
    ("errdefer!(|| f.§);", "sync_all"),
    ("okdefer!(f.§);", "sync_all"),
    ("if n > 1 { defer!(t.§); }", "count"),
    ("for i in 0..3 { defer!(t.§); close(&f); }", "count"),
    ("defer!(f.sync_all()?); defer!(t.§);", "count"),
    ("defer!(f.sync_all()); t.§", "count"),
    ("defer!(f.sync_all()); let y = §", "name"),
    ("defer!(f.sync_all()); let y = t.§;", "count"),
]

HEAD = """use defer_runtime::{defer, errdefer, okdefer, recover, with_defer};
use std::{fs::File, io};
struct Table { count: u32, file: File }
fn close(_: &File) {}
fn main() { let got = half(1); }
"""
FUNCTION = """#[with_defer]
FN half(n: u64) -> io::Result<u64> {
    let name = String::new();
    let mut f = File::open("x")?;
    let mut t = Table { count: 1, file: File::open("y")? };AWAIT
    STATEMENT
    let after = name.len() as u64;
    Ok(after)
}
"""
PLAIN = FUNCTION.replace("FN", "fn").replace("AWAIT", "")
ASYNC = FUNCTION.replace("FN", "async fn").replace("AWAIT", "\n    std::future::ready(()).await;")


class Editor:
    def __init__(self, tool, folder):
        (folder / "src").mkdir(parents=True, exist_ok=True)
        runtime = Path(__file__).resolve().parent.parent / "defer-runtime"
        (folder / "Cargo.toml").write_text(
            '[package]\nname = "half-typed"\nedition = "2024"\n[workspace]\n'
            f'[dependencies]\ndefer-runtime = {{ path = "{runtime}" }}\n'
        )
        self.file = folder / "src/main.rs"
        self.file.write_text(HEAD)
        self.uri = self.file.as_uri()
        self.process = subprocess.Popen([tool], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.requests = self.version = 0
        capabilities = {"experimental": {"serverStatusNotification": True}, "textDocument": {"diagnostic": {}}}
        options = {"checkOnSave": False, "cachePriming": {"enable": False}}
        start = {"processId": None, "capabilities": capabilities, "initializationOptions": options}
        self.ask("initialize", {**start, "rootUri": folder.as_uri()})
        self.send({"method": "initialized", "params": {}})
        opened = {"uri": self.uri, "languageId": "rust", "version": 0, "text": HEAD}
        self.send({"method": "textDocument/didOpen", "params": {"textDocument": opened}})
        while True:
            message = self.receive()
            if message.get("method") == "experimental/serverStatus" and message["params"]["quiescent"]:
                assert message["params"]["health"] == "ok", message
                break

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def receive(self):
        length = 0
        while (line := self.process.stdout.readline().strip()) != b"":
            name, value = line.split(b":")
            length = int(value) if name.lower() == b"content-length" else length
        message = json.loads(self.process.stdout.read(length))
        if "method" in message and "id" in message:
            self.send({"id": message["id"], "result": None})
        return message

    def ask(self, method, params):
        while True:
            self.requests += 1
            self.send({"id": self.requests, "method": method, "params": params})
            answer = {}
            while answer.get("id") != self.requests or "method" in answer:
                answer = self.receive()
            if "error" not in answer:
                return answer["result"]
            # The file has changed meanwhile.
            assert answer["error"]["code"] in (-32801, -32802), answer
            time.sleep(0.1)

    def show(self, text):
        self.version += 1
        self.text = text
        change = {"textDocument": {"uri": self.uri, "version": self.version}, "contentChanges": [{"text": text}]}
        self.send({"method": "textDocument/didChange", "params": change})

    def ask_at(self, what, offset):
        lines = self.text[:offset].split("\n")
        position = {"line": len(lines) - 1, "character": len(lines[-1])}
        return self.ask("textDocument/" + what, {"textDocument": {"uri": self.uri}, "position": position})

    def offered(self, offset):
        return {re.match(r"\w+", item["label"])[0] for item in self.ask_at("completion", offset)["items"]}

    def hover(self, offset):
        found = self.ask_at("hover", offset)
        return found["contents"]["value"] if found else ""

    def errors(self):
        found = self.ask("textDocument/diagnostic", {"textDocument": {"uri": self.uri}})["items"]
        return [(error["range"]["start"]["line"], error["message"]) for error in found if error["severity"] == 1]


def mistakes(editor, function, statement, name):
    marked = HEAD + function.replace("STATEMENT", statement)
    cursor = marked.index("§")
    editor.show(marked.replace("§", ""))
    first = marked[: marked.index(statement)].count("\n")
    typed = range(first, first + statement.count("\n") + 1)
    offered = editor.offered(cursor)
    if name not in offered:
        yield f"`{name}` is not among the {len(offered)} names that are offered"
    locals_around = {"got": "Result<u64, Error>", "name": "String", "after": "u64"}
    if "async" in function:
        locals_around["got"] = "impl Future<Output = Result<u64, Error>>"
    for local, of_type in locals_around.items():
        at = editor.text.index(f"let {local}") + len("let ")
        if f"{local}: {of_type}" not in (hover := editor.hover(at)):
            yield f"`{local}` is not known: {hover!r}"
    macro = re.compile(r"\w*defer!").search(editor.text, editor.text.index("let mut t"))
    if "Registers a call" not in editor.hover(macro.start()):
        yield "`defer!` is not known"
    if receiver := re.search(r"\b([ft])\.$", marked[:cursor]):
        found = editor.ask_at("definition", receiver.start())
        declared = editor.text[: editor.text.index(f"let mut {receiver[1]}")].count("\n")
        places = [(to["uri"], to["range"]["start"]["line"]) for to in found]
        # The `await` around what stands behind a deferred call is shown by rustc at its first word.
        exact = len(places) == 1 or "async" in function
        if (editor.uri, declared) not in places or not exact:
            yield f"`{receiver[1]}` leads to {places}"
    # What is typed halfway is an error, in its line or in the next one.
    for line, message in editor.errors():
        if not typed.start <= line <= typed.stop:
            yield f"line {line}: {message}"


def main():
    tool, folder = sys.argv[1], Path(sys.argv[2]).resolve()
    editor = Editor(tool, folder)
    failed = 0
    for function in (PLAIN, ASYNC):
        for statement, name in STATEMENTS:
            for mistake in mistakes(editor, function, statement, name):
                failed += 1
                print(f"{statement!r} in `{function.split(chr(10))[1]}`: {mistake}")
    editor.process.kill()
    print(f"{2 * len(STATEMENTS)} functions with a cursor, {failed} mistakes")
    sys.exit(1 if failed else 0)


main()
