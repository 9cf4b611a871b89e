/* rapidsnark as a peer of the program `peers`: proves on demand from circuit.zkey and witness.wtns.
 * benches/src/bin/peers/protocol.rs tells what is said on standard input and output.
 *
 * Written against rapidsnark 0.0.8, as a library, so that loading the key is not part of a proof. The one argument is the
 * folder with the files. */
#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "prover.h"

enum { COORDINATES = 8, PROOF_BYTES = 1 << 16, MESSAGE_BYTES = 256 };

static char message[MESSAGE_BYTES];

static int fail(const char *reason) {
    printf("error %s\n", reason);
    return EXIT_FAILURE;
}

/* The whole file, or null. */
static void *read_file(const char *folder, const char *name, unsigned long long *size) {
    char path[4096];
    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path) return NULL;
    FILE *file = fopen(path, "rb");
    if (!file) return NULL;
    char *bytes = NULL;
    if (fseek(file, 0, SEEK_END) == 0) {
        long length = ftell(file);
        rewind(file);
        bytes = length > 0 ? malloc((size_t)length) : NULL;
        if (bytes && fread(bytes, 1, (size_t)length, file) != (size_t)length) {
            free(bytes);
            bytes = NULL;
        }
        *size = (unsigned long long)length;
    }
    fclose(file);
    return bytes;
}

static long long nanoseconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return now.tv_sec * 1000000000LL + now.tv_nsec;
}

/* Prints the coordinates of a proof in JSON. They stand in this order: pi_a with a third, 1; pi_b with a third pair, 1 and 0;
 * pi_c with a third, 1. All are strings of digits; the keys' own digits, none, do not disturb. */
static int print_proof(const char *json) {
    static const int wanted[COORDINATES] = {0, 1, 3, 4, 5, 6, 9, 10};
    int number = 0, printed = 0;
    while (printed < COORDINATES && *(json += strcspn(json, "0123456789"))) {
        size_t digits = strspn(json, "0123456789");
        if (number++ == wanted[printed]) {
            printf(" %.*s", (int)digits, json);
            printed++;
        }
        json += digits;
    }
    printf("\n");
    return printed == COORDINATES;
}

int main(int count, char **arguments) {
    static char line[64], proof[PROOF_BYTES], inputs[PROOF_BYTES];
    unsigned long long zkey_size = 0, wtns_size = 0;
    void *prover = NULL;
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (count != 2) return fail("the one argument is a folder");
    void *zkey = read_file(arguments[1], "circuit.zkey", &zkey_size);
    void *wtns = read_file(arguments[1], "witness.wtns", &wtns_size);
    if (!zkey || !wtns) return fail("circuit.zkey or witness.wtns cannot be read");
    if (groth16_prover_create(&prover, zkey, zkey_size, message, sizeof message) != PROVER_OK) return fail(message);

    printf("ready 0.0.8\n");
    while (fgets(line, sizeof line, stdin)) {
        if (strcmp(line, "prove\n") != 0) return fail("only `prove` is understood");
        unsigned long long proof_size = sizeof proof, inputs_size = sizeof inputs;
        long long wall = nanoseconds(CLOCK_MONOTONIC), cpu = nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
        int result = groth16_prover_prove(prover, wtns, wtns_size, proof, &proof_size, inputs, &inputs_size, message,
                                          sizeof message);
        cpu = nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
        wall = nanoseconds(CLOCK_MONOTONIC) - wall;
        if (result != PROVER_OK) return fail(message);
        printf("proved %lld %lld", wall, cpu);
        if (!print_proof(proof)) return fail("the proof cannot be read");
    }
    groth16_prover_destroy(prover);
    return EXIT_SUCCESS;
}
