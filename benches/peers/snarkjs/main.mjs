// snarkjs as a peer of the program `peers`: proves on demand from circuit.zkey and witness.wtns.
// benches/src/bin/peers/protocol.rs tells what is said on standard input and output.
//
// Arguments: a directory in which `npm install snarkjs` was run, and the folder with the files.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";

async function serve([installation, folder]) {
    const require = createRequire(join(installation, "package.json"));
    // It starts a worker for each processor of the machine; it shall do so for each that it may use.
    const os = require("node:os");
    const [all, threads] = [os.cpus(), Number(process.env.OMP_NUM_THREADS)];
    os.cpus = () => (threads ? all.slice(0, threads) : all);
    const { groth16 } = require("snarkjs");
    const { version } = JSON.parse(readFileSync(join(installation, "node_modules/snarkjs/package.json")));
    // In memory, so that no run waits for a disk.
    const [zkey, wtns] = ["circuit.zkey", "witness.wtns"].map((name) => new Uint8Array(readFileSync(join(folder, name))));
    console.log(`ready ${version}`);
    for await (const line of createInterface({ input: process.stdin })) {
        if (line !== "prove") throw new Error("only `prove` is understood");
        const before = process.cpuUsage();
        const started = process.hrtime.bigint();
        const { proof } = await groth16.prove({ type: "mem", data: zkey }, { type: "mem", data: wtns });
        const wall = process.hrtime.bigint() - started;
        const { user, system } = process.cpuUsage(before);
        const { pi_a: a, pi_b: b, pi_c: c } = proof;
        const coordinates = [a[0], a[1], b[0][0], b[0][1], b[1][0], b[1][1], c[0], c[1]];
        console.log("proved", `${wall}`, (user + system) * 1000, ...coordinates);
    }
}

serve(process.argv.slice(1).slice(-2)).then(
    () => process.exit(0),
    (error) => {
        console.log(`error ${error.message}`.replaceAll("\n", " "));
        process.exit(1);
    },
);
