// The times of Go's `defer` beside cleanup by hand. Prints a line per case: its title in the tables of the Rust cases,
// nanoseconds directly, nanoseconds with `defer`.
package main

import (
	"flag"
	"fmt"
	"testing"
)

type call func(*world) uint64

type benchmark struct {
	title          string
	direct, defers call
}

// By hand there is no way to stop a panic, and Go has no async functions.
var benchmarks = []benchmark{
	{"one call", oneDirect, oneDefer},
	{"three calls", threeDirect, threeDefer},
	{"named result", namedDirect, namedDefer},
	{"conditional call", conditionalDirect, conditionalDefer},
	{"`?` in a straight line", succeeds(questionDirect), succeeds(questionDefer)},
	{"`errdefer`", closing(onErrorDirect), closing(onErrorDefer)},
	{"loop of 64 with `break` and `continue`", loopDirect, loopDefer},
	{"the same with a body of a few instructions", tinyDirect, tinyDefer},
	{"loop of 64 with `?`", succeeds(loopQuestionDirect), succeeds(loopQuestionDefer)},
	{"mutex: lock and unlock", lockDirect, lockDefer},
	{"file: open, read and close", succeeds(fileDirect), succeeds(fileDefer)},
	{"panic and recover, depth 1", nil, func(w *world) uint64 { return outermost(w, 0) }},
	{"panic and recover, depth 10", nil, func(w *world) uint64 { return outermost(w, 9) }},
}

func main() {
	testing.Init()
	if err := flag.Set("test.benchtime", "100ms"); err != nil {
		panic(err)
	}
	for _, b := range benchmarks {
		direct := "-"
		if b.direct != nil {
			if b.direct(newWorld()) != b.defers(newWorld()) {
				panic(b.title)
			}
			direct = nanoseconds(b.direct)
		}
		fmt.Printf("%s\t%s\t%s\n", b.title, direct, nanoseconds(b.defers))
	}
}

var sink uint64

// Of three runs the fastest, which other processes have disturbed least.
func nanoseconds(c call) string {
	w := newWorld()
	fastest := 0.0
	for run := 0; run < 3; run++ {
		result := testing.Benchmark(func(b *testing.B) {
			for n := 0; n < b.N; n++ {
				sink = c(w)
			}
		})
		took := float64(result.T.Nanoseconds()) / float64(result.N)
		if run == 0 || took < fastest {
			fastest = took
		}
	}
	return fmt.Sprintf("%.2f", fastest)
}

func succeeds(c func(*world) (uint64, error)) call {
	return func(w *world) uint64 {
		result, err := c(w)
		if err != nil {
			panic(err)
		}
		return result
	}
}

// The cleanup that a failure would have made.
func closing(c func(*world) (uint64, error)) call {
	closed := succeeds(c)
	return func(w *world) uint64 {
		result := closed(w)
		w.ledger.closes(2)
		return result
	}
}
