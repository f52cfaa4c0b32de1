package main

import "sync"

// What the cases work on, as in `src/work.rs`.

const stepBytes = 24

type failure struct{}

func (failure) Error() string { return "failed" }

type input struct {
	bytes       []byte
	limit, last int
}

type ledger struct {
	open, order uint64
}

type world struct {
	input   input
	ledger  ledger
	lock    sync.Mutex
	balance uint64
	path    string
}

func newWorld() *world {
	bytes := make([]byte, stepBytes*100)
	for at := range bytes {
		bytes[at] = byte(at * 31 % 251)
	}
	return &world{input: input{bytes, 100, 60}, path: "go.mod"}
}

func hash(bytes []byte) uint64 {
	hash := uint64(0xcbf29ce484222325)
	for _, b := range bytes {
		hash = mix(hash, uint64(b))
	}
	return hash
}

func mix(hash, value uint64) uint64 { return (hash ^ value) * 0x100000001b3 }

func (in *input) step(at int) uint64 { return hash(in.bytes[at*stepBytes:][:stepBytes]) }

func (in *input) tryStep(at int) (uint64, error) {
	if at >= in.limit {
		return 0, failure{}
	}
	return in.step(at), nil
}

func (in *input) tinyStep(at int) uint64 { return uint64(in.bytes[at]) }

func (in *input) isWanted() bool { return in.last > 0 }

func (in *input) isLast(at int) bool { return at == in.last }

func (l *ledger) opens(id uint64) {
	l.open++
	l.order = mix(l.order, id)
}

func (l *ledger) closes(id uint64) {
	l.open--
	l.order = mix(l.order, ^id)
}

func (l *ledger) sign(result uint64) uint64 { return mix(l.order, result) }
