// gnark as a peer of the program `peers`: reads a circuit and its witness, makes keys of its own for them, and proves on
// demand. benches/src/bin/peers/protocol.rs tells what is said on standard input and output.
//
// Written against gnark 0.16. The program's one argument is a folder with circuit.r1cs and witness.wtns; keys are kept there.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/consensys/gnark"
	"github.com/consensys/gnark-crypto/ecc"
	"github.com/consensys/gnark-crypto/ecc/bn254/fr"
	groth16 "github.com/consensys/gnark/backend/groth16/bn254"
	"github.com/consensys/gnark/backend/witness"
	cs "github.com/consensys/gnark/constraint/bn254"
	"github.com/consensys/gnark/logger"
)

type peer struct {
	circuit *cs.R1CS
	pk      groth16.ProvingKey
	vk      groth16.VerifyingKey
	witness witness.Witness
	public  fr.Vector
}

func main() {
	logger.Disable()
	if err := serve(); err != nil {
		fmt.Println("error", strings.ReplaceAll(err.Error(), "\n", " "))
		os.Exit(1)
	}
}

func serve() error {
	if len(os.Args) != 2 {
		return errors.New("the one argument is a folder")
	}
	peer, err := prepare(os.Args[1])
	if err != nil {
		return err
	}
	// What reading left behind is not the prover's memory.
	debug.FreeOSMemory()
	fmt.Println("ready", gnark.Version)
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		if lines.Text() != "prove" {
			return errors.New("only `prove` is understood")
		}
		wall, cpu, err := peer.prove()
		if err != nil {
			return err
		}
		fmt.Println("proved", wall.Nanoseconds(), cpu.Nanoseconds(), "verified")
	}
	return lines.Err()
}

// prove proves once, and verifies the proof outside the time it reports.
func (p *peer) prove() (wall, cpu time.Duration, err error) {
	// Garbage of the proof before is not this one's.
	runtime.GC()
	started, before := time.Now(), processor()
	proof, err := groth16.Prove(p.circuit, &p.pk, p.witness)
	wall, cpu = time.Since(started), processor()-before
	if err != nil {
		return
	}
	return wall, cpu, groth16.Verify(proof, &p.vk, p.public)
}

// processor is the processor time of this process so far.
func processor() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func prepare(folder string) (*peer, error) {
	circuit, err := readCircuit(filepath.Join(folder, "circuit.r1cs"))
	if err != nil {
		return nil, err
	}
	values, err := readWitness(filepath.Join(folder, "witness.wtns"))
	if err != nil {
		return nil, err
	}
	if len(values) != circuit.GetNbPublicVariables()+circuit.GetNbSecretVariables() {
		return nil, errors.New("circuit and witness do not fit")
	}
	// The constant one is no part of gnark's witness.
	values = values[1:]
	p := &peer{circuit: circuit, public: values[:circuit.GetNbPublicVariables()-1]}
	if p.witness, err = witness.New(ecc.BN254.ScalarField()); err != nil {
		return nil, err
	}
	feed := make(chan any)
	go func() {
		defer close(feed)
		for _, value := range values {
			feed <- value
		}
	}()
	if err = p.witness.Fill(len(p.public), circuit.GetNbSecretVariables(), feed); err != nil {
		return nil, err
	}
	return p, p.keys(filepath.Join(folder, "gnark-"+gnark.Version.String()))
}

// keys reads the keys or, the first time, makes and writes them.
func (p *peer) keys(base string) error {
	if p.readKeys(base) == nil {
		return nil
	}
	if err := groth16.Setup(p.circuit, &p.pk, &p.vk); err != nil {
		return err
	}
	if err := write(base+".pk", func(out *bufio.Writer) error { return p.pk.WriteDump(out) }); err != nil {
		return err
	}
	return write(base+".vk", func(out *bufio.Writer) error { _, err := p.vk.WriteRawTo(out); return err })
}

func (p *peer) readKeys(base string) error {
	vk, err := os.Open(base + ".vk")
	if err != nil {
		return err
	}
	defer vk.Close()
	if _, err = p.vk.ReadFrom(bufio.NewReader(vk)); err != nil {
		return err
	}
	pk, err := os.Open(base + ".pk")
	if err != nil {
		return err
	}
	defer pk.Close()
	return p.pk.ReadDump(bufio.NewReaderSize(pk, 1<<20))
}

// write writes a file so that it is there whole or not at all.
func write(path string, content func(*bufio.Writer) error) error {
	file, err := os.Create(path + ".writing")
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(file, 1<<20)
	if err = errors.Join(content(out), out.Flush(), file.Close()); err != nil {
		return err
	}
	return os.Rename(path+".writing", path)
}
