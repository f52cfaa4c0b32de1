// The times of Go's `defer` beside cleanup by hand. Prints a line per case: its title in the tables of the Rust cases,
// nanoseconds directly, nanoseconds with `defer`.
package main

import (
	"flag"
	"fmt"
	"math"
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
	{"the same with a tiny body", tinyDirect, tinyDefer},
	{"loop of 64 with `?`", succeeds(loopQuestionDirect), succeeds(loopQuestionDefer)},
	{"mutex: lock and unlock", lockDirect, lockDefer},
	{"file: open, read and close", succeeds(fileDirect), succeeds(fileDefer)},
	{"panic and recover, depth 1", nil, func(w *world) uint64 { return outermost(w, 0) }},
	{"panic and recover, depth 10", nil, func(w *world) uint64 { return outermost(w, 9) }},
}

func main() {
	testing.Init()
	if err := flag.Set("test.benchtime", "20ms"); err != nil {
		panic(err)
	}
	for _, b := range benchmarks {
		if b.direct != nil && b.direct(newWorld()) != b.defers(newWorld()) {
			panic(b.title)
		}
		direct, defers := math.Inf(1), math.Inf(1)
		// In turns, and of all runs the fastest, which other processes have disturbed least.
		for run := 0; run < 10; run++ {
			if b.direct != nil {
				direct = math.Min(direct, nanoseconds(b.direct))
			}
			defers = math.Min(defers, nanoseconds(b.defers))
		}
		if b.direct == nil {
			fmt.Printf("%s\t-\t%.2f\n", b.title, defers)
		} else {
			fmt.Printf("%s\t%.2f\t%.2f\n", b.title, direct, defers)
		}
	}
}

var sink uint64

func nanoseconds(c call) float64 {
	w := newWorld()
	result := testing.Benchmark(func(b *testing.B) {
		for n := 0; n < b.N; n++ {
			sink = c(w)
		}
	})
	return float64(result.T.Nanoseconds()) / float64(result.N)
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
