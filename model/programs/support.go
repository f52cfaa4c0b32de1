// What the generated Go programs call, as `support.rs` has it.
package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

var trace []string
var steps, panicAt int64

func sayText(line string) {
	steps++
	if steps > 100000 {
		os.Exit(3)
	}
	if steps == panicAt {
		panic("fault")
	}
	trace = append(trace, line)
}

func say(values ...int64) {
	texts := []string{}
	for _, n := range values {
		texts = append(texts, strconv.FormatInt(n, 10))
	}
	sayText(strings.Join(texts, " "))
}

func eval(n int64) int64 {
	sayText(fmt.Sprintf("eval %d", n))
	return n
}

// A call, so that it is evaluated in its turn.
func get(n int64) int64 { return n }

func bump(place *int64, by int64) {
	sayText(fmt.Sprintf("bump %d %d", *place, by))
	*place += by
}

func pick(n int64) func(int64) {
	name := "odd"
	if n%2 == 0 {
		name = "even"
	}
	return func(n int64) { sayText(fmt.Sprintf("%s %d", name, n)) }
}

func returned(a int64) func(int64) {
	sayText(fmt.Sprintf("returned %d", a))
	return func(b int64) { say(a, b) }
}

func once(program func() string) (outcome string) {
	trace, steps = nil, 0
	defer func() {
		if r := recover(); r != nil {
			outcome = fmt.Sprintf("%s\tpanicked %v", strings.Join(trace, ", "), r)
		}
	}()
	value := program()
	return fmt.Sprintf("%s\treturned %s", strings.Join(trace, ", "), value)
}

func run(index int, program func() string, limit int64) {
	panicAt = 0
	told := once(program)
	count := steps
	fmt.Printf("%d\tno fault\t%s\n", index, told)
	for panicAt = 1; panicAt <= count && panicAt <= limit; panicAt++ {
		at := panicAt
		fmt.Printf("%d\tpanic at step %d\t%s\n", index, at, once(program))
	}
}
