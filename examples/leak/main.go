// What N iterations hold at once in Go: `main.go FILE N`. A row for each form: descriptors, bytes of the heap and objects on
// it at the last iteration, beside what there was before. The heap's profiles go into the working directory, for `go tool pprof`.
package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"strconv"
)

// All of them wait for the end of the function.
func piledUp(path string, count int, atLast func()) error {
	for i := 0; i < count; i++ {
		file, err := os.Open(path)
		if err != nil {
			return err
		}
		reader := bufio.NewReader(file)
		defer func() {
			reader.Reset(nil)
			file.Close()
		}()
		if _, err := reader.ReadString('\n'); err != nil {
			return err
		}
		if i == count-1 {
			atLast()
		}
	}
	return nil
}

// A function literal around the body, which is how Go cleans up once per iteration.
func eachTime(path string, count int, atLast func()) error {
	for i := 0; i < count; i++ {
		err := func() error {
			file, err := os.Open(path)
			if err != nil {
				return err
			}
			reader := bufio.NewReader(file)
			defer func() {
				reader.Reset(nil)
				file.Close()
			}()
			if _, err := reader.ReadString('\n'); err != nil {
				return err
			}
			if i == count-1 {
				atLast()
			}
			return nil
		}()
		if err != nil {
			return err
		}
	}
	return nil
}

func descriptors() int {
	listed, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return -1
	}
	return len(listed)
}

type heap struct{ bytes, objects int64 }

// What is reachable, without what waits to be collected.
func reachable() heap {
	runtime.GC()
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return heap{int64(stats.HeapAlloc), int64(stats.HeapObjects)}
}

func profile(name string) {
	file, err := os.Create(name)
	if err != nil {
		panic(err)
	}
	defer file.Close()
	if err := pprof.WriteHeapProfile(file); err != nil {
		panic(err)
	}
}

func measure(title, name, path string, count int, form func(string, int, func()) error) {
	opened := descriptors()
	before := reachable()
	var now heap
	err := form(path, count, func() {
		now = reachable()
		if opened >= 0 {
			opened = descriptors() - opened
		}
		profile(name)
	})
	if err != nil {
		panic(err)
	}
	fmt.Printf("%s\t%d\t%d\t%d\n", title, opened, now.bytes-before.bytes, now.objects-before.objects)
}

func main() {
	runtime.MemProfileRate = 1
	path := os.Args[1]
	count, err := strconv.Atoi(os.Args[2])
	if err != nil {
		panic(err)
	}
	// The first run pays for what the runtime sets up once.
	if err := eachTime(path, 1, func() { descriptors(); profile("first.pprof") }); err != nil {
		panic(err)
	}
	measure("Go: `defer` in the loop", "piled_up.pprof", path, count, piledUp)
	measure("Go: in a function literal", "each_time.pprof", path, count, eachTime)
}
