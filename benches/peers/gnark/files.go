package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"

	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	"github.com/consensys/gnark/constraint"
	cs "github.com/consensys/gnark/constraint/bn254"
)

var errShort = errors.New("the file is too short")

// reader takes little-endian numbers off bytes. It remembers when they did not suffice.
type reader struct {
	bytes []byte
	short bool
}

func (r *reader) take(n int) []byte {
	if r.short || n > len(r.bytes) {
		r.short = true
		return make([]byte, 32)
	}
	taken := r.bytes[:n]
	r.bytes = r.bytes[n:]
	return taken
}

func (r *reader) number() int { return int(binary.LittleEndian.Uint32(r.take(4))) }

func (r *reader) element() (value fr.Element) {
	value, err := fr.LittleEndian.Element((*[fr.Bytes]byte)(r.take(fr.Bytes)))
	if err != nil {
		r.short = true
	}
	return value
}

// sections reads a file of circom's tools.
func sections(path, magic string) (map[int]*reader, error) {
	bytes, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	file := &reader{bytes: bytes}
	if string(file.take(4)) != magic {
		return nil, fmt.Errorf("%s is no %s file", path, magic)
	}
	_, count := file.number(), file.number()
	found := make(map[int]*reader)
	for range count {
		id := file.number()
		length := binary.LittleEndian.Uint64(file.take(8))
		if file.short || length > uint64(len(file.bytes)) {
			return nil, errShort
		}
		found[id] = &reader{bytes: file.take(int(length))}
	}
	return found, nil
}

func readWitness(path string) (fr.Vector, error) {
	parts, err := sections(path, "wtns")
	if err != nil {
		return nil, err
	}
	header, content := parts[1], parts[2]
	if header == nil || content == nil {
		return nil, errShort
	}
	header.take(4 + fr.Bytes)
	values := make(fr.Vector, header.number())
	for i := range values {
		values[i] = content.element()
	}
	if header.short || content.short {
		return nil, errShort
	}
	return values, nil
}

// readCircuit lays the circuit out with every column as an input: nothing is left for gnark's solver to compute.
func readCircuit(path string) (*cs.R1CS, error) {
	parts, err := sections(path, "r1cs")
	if err != nil {
		return nil, err
	}
	header, rows := parts[1], parts[2]
	if header == nil || rows == nil {
		return nil, errShort
	}
	header.take(4 + fr.Bytes)
	columns, outputs, inputs := header.number(), header.number(), header.number()
	header.take(4 + 8)
	constraints := header.number()
	if header.short {
		return nil, errShort
	}

	circuit := cs.NewR1CS(constraints)
	blueprint := circuit.AddBlueprint(&constraint.BlueprintGenericR1C{})
	for column := range columns {
		switch {
		case column == 0:
			circuit.AddPublicVariable("1")
		case column <= outputs+inputs:
			circuit.AddPublicVariable(fmt.Sprint(column))
		default:
			circuit.AddSecretVariable(fmt.Sprint(column))
		}
	}
	expression := func() constraint.LinearExpression {
		terms := make(constraint.LinearExpression, 0, 8)
		for range rows.number() {
			column := rows.number()
			value := rows.element()
			terms = append(terms, circuit.MakeTerm(constraint.U64{value[0], value[1], value[2], value[3]}, column))
			if rows.short {
				break
			}
		}
		return terms
	}
	for range constraints {
		a, b, c := expression(), expression(), expression()
		circuit.AddR1C(constraint.R1C{L: a, R: b, O: c}, blueprint)
	}
	if rows.short {
		return nil, errShort
	}
	return circuit, nil
}
