//! Texts in pages of a disk, in memory. Each step of the disk in turn fails; what is done then is printed.
//! `zig run paged_log.zig 2> paged_log.trace`, with Zig 0.17.

const std = @import("std");
const print = std.debug.print;

const Disk = struct {
    /// The step that fails.
    fault: usize,
    steps: usize = 0,
    taken: [8]bool = @splat(false),

    fn step(disk: *Disk, what: []const u8, page: usize) !void {
        disk.steps += 1;
        if (disk.steps == disk.fault) {
            print("  fails: {s} {d}\n", .{ what, page });
            return error.Fault;
        }
        print("  {s} {d}\n", .{ what, page });
    }

    fn take(disk: *Disk) !usize {
        const page = std.mem.findScalar(bool, &disk.taken, false) orelse return error.Full;
        try disk.step("take", page);
        disk.taken[page] = true;
        return page;
    }

    fn free(disk: *Disk, page: usize) void {
        print("  free {d}\n", .{page});
        disk.taken[page] = false;
    }

    fn unlock(_: *Disk, page: usize) void {
        print("  unlock {d}\n", .{page});
    }
};

const Segment = struct {
    head: usize,
    pages: [4]usize = undefined,
    texts: [4][]const u8 = undefined,
    len: usize = 0,

    fn begin(disk: *Disk) !Segment {
        const head = try disk.take();
        errdefer disk.free(head);
        {
            try disk.step("lock", head);
            defer disk.unlock(head);
            try disk.step("write", head);
        }
        try disk.step("sync", head);
        return .{ .head = head };
    }

    fn holds(segment: *const Segment, text: []const u8) bool {
        for (segment.texts[0..segment.len]) |held| {
            if (std.mem.eql(u8, held, text)) return true;
        }
        return false;
    }

    fn append(segment: *Segment, disk: *Disk, texts: []const []const u8) !usize {
        var skipped: usize = 0;
        for (texts) |text| {
            if (text.len == 0) break;
            {
                try disk.step("lock", segment.head);
                defer disk.unlock(segment.head);
                if (segment.holds(text)) {
                    errdefer print("  never\n", .{});
                    skipped += 1;
                    continue;
                }
            }
            const page = try disk.take();
            errdefer disk.free(page);
            try disk.step("write", page);
            try disk.step("link", page);
            segment.pages[segment.len] = page;
            segment.texts[segment.len] = text;
            segment.len += 1;
        }
        return skipped;
    }

    fn end(segment: *Segment, disk: *Disk) void {
        while (segment.len > 0) : (segment.len -= 1) {
            disk.free(segment.pages[segment.len - 1]);
        }
        disk.free(segment.head);
    }
};

const Copy = struct { segment: Segment, skipped: usize };

fn copied(disk: *Disk, texts: []const []const u8) !Copy {
    var segment = try Segment.begin(disk);
    errdefer segment.end(disk);
    const skipped = try segment.append(disk, texts);
    return .{ .segment = segment, .skipped = skipped };
}

fn run(disk: *Disk) !usize {
    defer print("  end\n", .{});
    var first = try copied(disk, &.{ "a", "b", "a", "", "c" });
    defer first.segment.end(disk);
    var second = second: {
        print("  compact\n", .{});
        defer print("  compacted\n", .{});
        break :second try copied(disk, first.segment.texts[0..first.segment.len]);
    };
    defer second.segment.end(disk);
    try disk.step("swap", second.segment.head);
    return first.skipped + second.skipped;
}

pub fn main() void {
    var fault: usize = 1;
    while (true) : (fault += 1) {
        print("fault at {d}\n", .{fault});
        var disk: Disk = .{ .fault = fault };
        const skipped = run(&disk);
        std.debug.assert(std.mem.findScalar(bool, &disk.taken, true) == null);
        if (skipped) |n| return print("skipped {d}\n", .{n}) else |_| {}
    }
}
