package main

import (
	"io"
	"os"
)

// The cases of `src/cases`, directly and with `defer`.

func oneDirect(w *world) uint64 {
	w.ledger.opens(1)
	sum := w.input.step(0) ^ w.input.step(1) ^ w.input.step(2)
	w.ledger.closes(1)
	return sum
}

func oneDefer(w *world) uint64 {
	w.ledger.opens(1)
	defer w.ledger.closes(1)
	return w.input.step(0) ^ w.input.step(1) ^ w.input.step(2)
}

func threeDirect(w *world) uint64 {
	w.ledger.opens(1)
	sum := w.input.step(0)
	w.ledger.opens(2)
	sum ^= w.input.step(1)
	w.ledger.opens(3)
	sum ^= w.input.step(2)
	w.ledger.closes(3)
	w.ledger.closes(2)
	w.ledger.closes(1)
	return sum
}

func threeDefer(w *world) uint64 {
	w.ledger.opens(1)
	defer w.ledger.closes(1)
	sum := w.input.step(0)
	w.ledger.opens(2)
	defer w.ledger.closes(2)
	sum ^= w.input.step(1)
	w.ledger.opens(3)
	defer w.ledger.closes(3)
	return sum ^ w.input.step(2)
}

func namedDirect(w *world) uint64 {
	w.ledger.opens(1)
	sum := w.input.step(0) ^ w.input.step(1)
	if !w.input.isWanted() {
		w.ledger.closes(1)
		return w.ledger.sign(sum)
	}
	sum ^= w.input.step(2)
	w.ledger.closes(1)
	return w.ledger.sign(sum)
}

func namedDefer(w *world) (result uint64) {
	w.ledger.opens(1)
	defer func() {
		w.ledger.closes(1)
		result = w.ledger.sign(result)
	}()
	sum := w.input.step(0) ^ w.input.step(1)
	if !w.input.isWanted() {
		return sum
	}
	return sum ^ w.input.step(2)
}

func conditionalDirect(w *world) uint64 {
	isWanted := w.input.isWanted()
	if isWanted {
		w.ledger.opens(1)
	}
	sum := w.input.step(0) ^ w.input.step(1) ^ w.input.step(2)
	if isWanted {
		w.ledger.closes(1)
	}
	return sum
}

func conditionalDefer(w *world) uint64 {
	if w.input.isWanted() {
		w.ledger.opens(1)
		defer w.ledger.closes(1)
	}
	return w.input.step(0) ^ w.input.step(1) ^ w.input.step(2)
}

func questionDirect(w *world) (uint64, error) {
	w.ledger.opens(1)
	first, err := w.input.tryStep(0)
	if err != nil {
		w.ledger.closes(1)
		return 0, err
	}
	second, err := w.input.tryStep(1)
	if err != nil {
		w.ledger.closes(1)
		return 0, err
	}
	third, err := w.input.tryStep(2)
	if err != nil {
		w.ledger.closes(1)
		return 0, err
	}
	w.ledger.closes(1)
	return first ^ second ^ third, nil
}

func questionDefer(w *world) (uint64, error) {
	w.ledger.opens(1)
	defer w.ledger.closes(1)
	first, err := w.input.tryStep(0)
	if err != nil {
		return 0, err
	}
	second, err := w.input.tryStep(1)
	if err != nil {
		return 0, err
	}
	third, err := w.input.tryStep(2)
	if err != nil {
		return 0, err
	}
	return first ^ second ^ third, nil
}

func onErrorDirect(w *world) (uint64, error) {
	w.ledger.opens(1)
	first, err := w.input.tryStep(0)
	if err != nil {
		w.ledger.closes(1)
		return 0, err
	}
	second := w.input.step(1)
	third, err := w.input.tryStep(2)
	if err != nil {
		w.ledger.closes(1)
		return 0, err
	}
	return first ^ second ^ third, nil
}

func onErrorDefer(w *world) (_ uint64, err error) {
	w.ledger.opens(1)
	defer func() {
		if err != nil {
			w.ledger.closes(1)
		}
	}()
	first, err := w.input.tryStep(0)
	if err != nil {
		return 0, err
	}
	second := w.input.step(1)
	third, err := w.input.tryStep(2)
	if err != nil {
		return 0, err
	}
	return first ^ second ^ third, nil
}

func loopDirect(w *world) uint64 {
	sum := uint64(0)
	for at := 0; at < 64; at++ {
		w.ledger.opens(1)
		hash := w.input.step(at)
		if w.input.isLast(at) {
			w.ledger.closes(1)
			break
		}
		if hash%4 == 0 {
			w.ledger.closes(1)
			continue
		}
		sum ^= hash
		w.ledger.closes(1)
	}
	return sum
}

// A deferred call of Go belongs to the function, so an iteration has to be one.
func loopDefer(w *world) uint64 {
	sum := uint64(0)
	for at := 0; at < 64; at++ {
		isLast := func() bool {
			w.ledger.opens(1)
			defer w.ledger.closes(1)
			hash := w.input.step(at)
			if w.input.isLast(at) {
				return true
			}
			if hash%4 == 0 {
				return false
			}
			sum ^= hash
			return false
		}()
		if isLast {
			break
		}
	}
	return sum
}

func tinyDirect(w *world) uint64 {
	sum := uint64(0)
	for at := 0; at < 64; at++ {
		w.ledger.opens(1)
		b := w.input.tinyStep(at)
		if w.input.isLast(at) {
			w.ledger.closes(1)
			break
		}
		if b%4 == 0 {
			w.ledger.closes(1)
			continue
		}
		sum += b
		w.ledger.closes(1)
	}
	return sum
}

func tinyDefer(w *world) uint64 {
	sum := uint64(0)
	for at := 0; at < 64; at++ {
		isLast := func() bool {
			w.ledger.opens(1)
			defer w.ledger.closes(1)
			b := w.input.tinyStep(at)
			if w.input.isLast(at) {
				return true
			}
			if b%4 == 0 {
				return false
			}
			sum += b
			return false
		}()
		if isLast {
			break
		}
	}
	return sum
}

func loopQuestionDirect(w *world) (uint64, error) {
	sum := uint64(0)
	for at := 0; at < 64; at++ {
		w.ledger.opens(1)
		hash, err := w.input.tryStep(at)
		if err != nil {
			w.ledger.closes(1)
			return 0, err
		}
		sum ^= hash
		w.ledger.closes(1)
	}
	return sum, nil
}

func loopQuestionDefer(w *world) (uint64, error) {
	sum := uint64(0)
	for at := 0; at < 64; at++ {
		err := func() error {
			w.ledger.opens(1)
			defer w.ledger.closes(1)
			hash, err := w.input.tryStep(at)
			if err != nil {
				return err
			}
			sum ^= hash
			return nil
		}()
		if err != nil {
			return 0, err
		}
	}
	return sum, nil
}

func lockDirect(w *world) uint64 {
	w.lock.Lock()
	w.balance ^= w.input.step(0) ^ w.input.step(1) ^ w.input.step(2)
	result := w.balance
	w.lock.Unlock()
	return result
}

func lockDefer(w *world) uint64 {
	w.lock.Lock()
	defer w.lock.Unlock()
	w.balance ^= w.input.step(0) ^ w.input.step(1) ^ w.input.step(2)
	return w.balance
}

func fileDirect(w *world) (uint64, error) {
	file, err := os.Open(w.path)
	if err != nil {
		return 0, err
	}
	w.ledger.opens(1)
	var buffer [64]byte
	read, err := io.Reader(file).Read(buffer[:])
	if err != nil {
		file.Close()
		w.ledger.closes(1)
		return 0, err
	}
	sum := w.input.step(read) ^ w.input.step(int(buffer[0]%64))
	file.Close()
	w.ledger.closes(1)
	return sum, nil
}

func fileDefer(w *world) (uint64, error) {
	file, err := os.Open(w.path)
	if err != nil {
		return 0, err
	}
	w.ledger.opens(1)
	defer func() {
		file.Close()
		w.ledger.closes(1)
	}()
	var buffer [64]byte
	read, err := io.Reader(file).Read(buffer[:])
	if err != nil {
		return 0, err
	}
	return w.input.step(read) ^ w.input.step(int(buffer[0]%64)), nil
}

//go:noinline
func fail(w *world) uint64 {
	if w.input.isWanted() {
		panic("failed")
	}
	return w.input.step(0)
}

func inner(w *world, depth uint64) uint64 {
	w.ledger.opens(depth)
	defer w.ledger.closes(depth)
	if depth == 0 {
		return fail(w)
	}
	return inner(w, depth-1) ^ w.input.step(0)
}

func outermost(w *world, depth uint64) (result uint64) {
	w.ledger.opens(depth)
	defer func() {
		w.ledger.closes(depth)
		if recover() != nil {
			result = 7
		}
	}()
	if depth == 0 {
		return fail(w)
	}
	return inner(w, depth-1)
}
