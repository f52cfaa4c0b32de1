//! Unpacks an archive into files, in memory. Each step in turn fails, then the archive is broken; what is done is printed.
//! `zig run archive.zig 2> archive.trace`, with Zig 0.16, the last that has `errdefer |err|`.

const std = @import("std");
const print = std.debug.print;

const Error = error{ Fault, Unknown, Truncated };

const System = struct {
    /// The step that fails.
    fault: usize,
    steps: usize = 0,
    open: usize = 0,

    fn step(system: *System, what: []const u8, name: []const u8) Error!void {
        system.steps += 1;
        const fails = system.steps == system.fault;
        print("  {s}{s} {s}\n", .{ if (fails) "fails: " else "", what, name });
        if (fails) return error.Fault;
    }

    fn create(system: *System, name: []const u8) Error!File {
        try system.step("create", name);
        system.open += 1;
        return .{ .name = name };
    }
};

const File = struct {
    name: []const u8,
    size: usize = 0,

    fn write(file: *File, system: *System, text: []const u8) Error!void {
        try system.step("write", text);
        file.size += text.len;
    }

    fn remove(file: File, system: *System) void {
        print("  remove {s} of {d}\n", .{ file.name, file.size });
        system.open -= 1;
    }
};

const Files = struct {
    list: [4]File = undefined,
    len: usize = 0,
    skipped: usize = 0,
};

const Kind = enum { dir, end, file, skip };

const Archive = struct {
    words: std.mem.TokenIterator(u8, .scalar),
    depth: usize = 0,

    fn word(archive: *Archive) Error![]const u8 {
        return archive.words.next() orelse error.Truncated;
    }

    /// Up to the end of a directory, which may hold others.
    fn unpack(archive: *Archive, system: *System, files: *Files) Error!void {
        archive.depth += 1;
        defer archive.depth -= 1;
        while (true) {
            const kind = header: {
                print("  header at {d}\n", .{archive.depth});
                defer print("  end of header\n", .{});
                const first = try archive.word();
                const kind = std.meta.stringToEnum(Kind, first) orelse {
                    defer print("  unknown {s}\n", .{first});
                    return error.Unknown;
                };
                if (kind == .skip) {
                    errdefer print("  never\n", .{});
                    files.skipped += 1;
                    continue;
                }
                break :header kind;
            };
            switch (kind) {
                .end => break,
                .dir => {
                    const name = try archive.word();
                    try system.step("enter", name);
                    defer print("  leave {s}\n", .{name});
                    try archive.unpack(system, files);
                },
                else => {
                    var file = try system.create(try archive.word());
                    errdefer file.remove(system);
                    errdefer |err| print("  {s} has {s}\n", .{ file.name, @errorName(err) });
                    try file.write(system, try archive.word());
                    try system.step("sync", file.name);
                    files.list[files.len] = file;
                    files.len += 1;
                },
            }
        }
    }
};

fn unpacked(system: *System, text: []const u8) Error!Files {
    errdefer |err| print("  failed: {s}\n", .{@errorName(err)});
    var files: Files = .{};
    errdefer while (files.len > 0) {
        files.len -= 1;
        files.list[files.len].remove(system);
    };
    try system.step("map", "archive");
    defer print("  unmap archive\n", .{});
    var archive: Archive = .{ .words = std.mem.tokenizeScalar(u8, text, ' ') };
    defer std.debug.assert(archive.depth == 0);
    try archive.unpack(system, &files);
    return files;
}

fn run(system: *System, text: []const u8) bool {
    const files = unpacked(system, text) catch {
        std.debug.assert(system.open == 0);
        return false;
    };
    var size: usize = 0;
    for (files.list[0..files.len]) |file| {
        defer file.remove(system);
        size += file.size;
    }
    print("  {d} bytes, skipped {d}\n", .{ size, files.skipped });
    return true;
}

pub fn main() void {
    var fault: usize = 1;
    while (true) : (fault += 1) {
        print("fault at {d}\n", .{fault});
        var system: System = .{ .fault = fault };
        if (run(&system, "file a 1 dir d skip file b 22 end end")) break;
    }
    for ([_][]const u8{ "file a 1 dir d file b 22 what", "skip file a" }) |text| {
        print("broken: {s}\n", .{text});
        var system: System = .{ .fault = 0 };
        std.debug.assert(!run(&system, text));
    }
}
