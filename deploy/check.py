"""Takes the steps of Dockerfile, compose.yaml and the systemd units on this machine, without containers."""

import glob
import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
PATIENCE = 300  # Seconds until something that is waited for is given up.


def say(text):
    print(text, flush=True)


def run(command, **options):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)
    if done.returncode != 0:
        raise SystemExit(f"{shlex.join(map(str, command))}: status {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def until(what, holds):
    end = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > end:
            raise SystemExit(f"{what}: not in {PATIENCE} s")
        time.sleep(0.2)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Image:
    """What the Dockerfile says."""

    def __init__(self, path):
        text = re.sub(r"\\\n", " ", path.read_text())
        lines = [line.split(None, 1) for line in text.splitlines() if line.strip() and not line.startswith("#")]
        self.stages = [rest for name, rest in lines if name == "FROM"]
        one = lambda name: [rest for word, rest in lines if word == name]
        [self.build] = [rest for rest in one("RUN") if rest.startswith("cargo ")]
        [copied] = [rest for rest in one("COPY") if rest.startswith("--from=build")]
        _, self.built, self.program = copied.split()
        self.environment = dict(rest.split("=", 1) for rest in one("ENV"))
        [entry] = one("ENTRYPOINT")
        self.entrypoint = json.loads(entry)
        [health] = one("HEALTHCHECK")
        self.health = json.loads(health[health.index("[") :])
        [user] = one("USER")
        self.user = user.split(":")[0]
        [self.stop] = one("STOPSIGNAL")
        # The last stage has the program, and nothing else of the sources.
        last = [i for i, (name, _) in enumerate(lines) if name == "FROM"][-1]
        assert [name for name, _ in lines[last:]].count("COPY") == 1
        assert self.user not in ("0", "root"), "the program must not run as root"
        assert self.entrypoint == [self.program]
        assert self.stop == "SIGTERM"
        minimum = re.search(r'rust-version = "([^"]+)"', (ROOT / "Cargo.toml").read_text()).group(1)
        version = re.match(r"rust:([\d.]+)-", self.stages[0]).group(1)
        number = lambda text: [int(part) for part in text.split(".")]
        assert number(version) >= number(minimum), f"{self.stages[0]} is older than Cargo.toml allows, {minimum}"


class Compose:
    """What compose.yaml says, with names of containers replaced by places on this machine."""

    def __init__(self, path, folder, variables):
        self.content = yaml.safe_load(path.read_text())
        self.services = self.content["services"]
        self.folder = folder
        self.variables = variables
        self.places = {}
        for name, service in self.services.items():
            for secret in service.get("secrets", []):
                assert secret in self.content["secrets"], f"{name}: no secret {secret}"
            for needed, how in service.get("depends_on", {}).items():
                healthy = how["condition"] == "service_healthy"
                checked = "healthcheck" in self.services[needed] or needed == "coordinator"
                assert healthy and checked, f"{name}: nothing says when {needed} is ready"
        for name in ("coordinator", "worker"):
            service = self.services[name]
            assert service["read_only"] and service["cap_drop"] == ["ALL"] and service["ulimits"]["core"] == 0
            assert "no-new-privileges:true" in service["security_opt"]
        assert self.content["networks"]["inside"]["internal"]
        assert self.services["worker"]["networks"] == self.services["database"]["networks"] == ["inside"]
        assert "witness_key" not in self.services["coordinator"]["secrets"], "the coordinator needs no secret key"

    def secret(self, name):
        return self.folder / self.content["secrets"][name]["file"]

    def mapped(self, text):
        text = str(text).lower() if isinstance(text, bool) else str(text)

        def variable(match):
            name, rest = match.group(1), match.group(2) or ""
            value = self.variables.get(name) or (rest[2:] if rest.startswith(":-") else None)
            assert value is not None, f"{name} is not set"
            return value

        text = re.sub(r"\$\{(\w+)(:[-?][^}]*)?\}", variable, text)
        text = re.sub(r"/run/secrets/(\w+)", lambda match: str(self.secret(match.group(1))), text)
        for name, place in self.places.items():
            text = text.replace(name, place)
        return text

    def environment(self, service):
        return {name: self.mapped(value) for name, value in self.services[service].get("environment", {}).items()}

    def command(self, service):
        return [self.mapped(word) for word in self.services[service]["command"]]


class Database:
    """PostgreSQL with a folder and a port of its own, made as the image makes it."""

    def __init__(self, compose, folder):
        found = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda path: int(path.split("/")[4]))
        programs = found[-1] if found else os.path.dirname(shutil.which("initdb") or "")
        if not programs:
            raise SystemExit("PostgreSQL is not installed: install postgresql")
        self.programs = Path(programs)
        self.as_user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        self.folder, self.port = folder / "database", free_port()
        self.folder.mkdir()
        environment = compose.environment("database")
        password = self.folder / "password"
        shutil.copy(environment["POSTGRES_PASSWORD_FILE"], password)
        if self.as_user:
            run(["chown", "-R", "postgres", self.folder])
            folder.chmod(0o711)
        user, name = environment["POSTGRES_USER"], environment["POSTGRES_DB"]
        arguments = shlex.split(environment["POSTGRES_INITDB_ARGS"])
        data = self.folder / "data"
        self.call("initdb", "--pgdata", data, "--username", user, "--pwfile", password, "--no-sync", *arguments)
        options = f"-k {self.folder} -p {self.port} -c listen_addresses=127.0.0.1 -c fsync=off"
        self.call("pg_ctl", "-D", data, "-w", "-l", self.folder / "log", "-o", options, "start")
        # The image's own local socket needs no password; the network does.
        self.call("createdb", "-h", self.folder, "-p", str(self.port), "-U", user, name)
        check = compose.services["database"]["healthcheck"]["test"][1:]
        run([self.programs / check[0], *check[1:], "--host=127.0.0.1", f"--port={self.port}"])

    def call(self, program, *arguments):
        command = [*self.as_user, self.programs / program, *arguments]
        done = subprocess.run(command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE if program != "pg_ctl" else subprocess.DEVNULL, text=True)
        if done.returncode != 0:
            raise SystemExit(f"{program}: status {done.returncode}\n{done.stderr}")

    def stop(self):
        self.call("pg_ctl", "-D", self.folder / "data", "-w", "-m", "fast", "stop")


class Process:
    """A container's process."""

    def __init__(self, name, command, environment, folder):
        self.name, self.log = name, folder / f"{name}.log"
        base = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
        with self.log.open("w") as log:
            self.process = subprocess.Popen(command, env={**base, **environment}, cwd=folder, stdout=log, stderr=log)

    def stop(self):
        """Ends it as the orchestrator does; it must end by itself and in good order."""
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout=45)
        if status != 0:
            raise SystemExit(f"{self.name} ended with status {status}\n{self.log.read_text()}")

    def must_live(self):
        if self.process.poll() is not None:
            raise SystemExit(f"{self.name} ended\n{self.log.read_text()}")
        return True


def units(program, folder):
    """`systemd-analyze verify` of the units, with the program where it is on this machine."""
    paths = sorted((DEPLOY / "systemd").glob("*.service"))
    for path in paths:
        text = path.read_text()
        for setting in ("NoNewPrivileges=yes", "ProtectSystem=strict", "LimitCORE=0", "MemoryMax="):
            assert setting in text, f"{path.name} lacks {setting}"
        assert "ExecStart=/usr/local/bin/plimsoll " in text
        (folder / path.name).write_text(text.replace("/usr/local/bin/plimsoll", str(program)))
    if not shutil.which("systemd-analyze"):
        say("units: systemd-analyze is not here, only their text was read")
        return
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *[folder / path.name for path in paths]],
                          capture_output=True, text=True)
    ours = [line for line in done.stderr.splitlines() if "plimsoll" in line and "Unknown user" not in line]
    if ours:
        raise SystemExit("\n".join(ours))
    say(f"units: {len(paths)} verified")


def certificates(program, compose, folder):
    """The secrets of deploy/README.md."""
    secrets = folder / "secrets"
    secrets.mkdir(mode=0o700)
    run([program, "certificates", "--out", secrets / "tls", "--host", "coordinator", "--host", "localhost",
         "--client", "worker", "--client", "bank-a"])
    password = os.urandom(16).hex()
    (secrets / "database-password").write_text(password)
    (secrets / "pgpass").write_text(f"*:*:plimsoll:plimsoll:{password}\n")
    (secrets / "pgpass").chmod(0o600)
    made = json.loads(run([program, "--json", "witness-key", "new", secrets / "witness.key"]))
    compose.variables["WITNESS_PUBLIC_KEYS"] = ",".join(key["public_key"] for key in made["keys"])
    for name in compose.content["secrets"]:
        assert compose.secret(name).exists(), f"README.md makes no {compose.secret(name)}"


def main():
    image = Image(DEPLOY / "Dockerfile")
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    program = target / Path(image.built).relative_to("/source/target")
    if given := os.environ.get("PLIMSOLL_BIN"):
        program = Path(given).resolve()
    else:
        say(f"build: {image.build}")
        subprocess.run(shlex.split(image.build), cwd=ROOT, check=True)

    folder = Path(tempfile.mkdtemp(prefix="plimsoll-deploy-"))
    processes, database = [], None
    try:
        units(program, folder)
        compose = Compose(DEPLOY / "compose.yaml", folder, {"PLIMSOLL_INSECURE_DEV_KEYS": "true"})
        certificates(program, compose, folder)
        database = Database(compose, folder)
        port = free_port()
        compose.places = {
            "database:5432": f"127.0.0.1:{database.port}",
            "0.0.0.0:8480": f"127.0.0.1:{port}",
            "coordinator:8480": f"localhost:{port}",
            "/var/lib/plimsoll": str(folder / "coordinator"),
        }
        cache = os.environ.get("PLIMSOLL_CACHE", str(folder / "keys"))
        assert "PLIMSOLL_CACHE" in image.environment
        shared = {**image.environment, "PLIMSOLL_CACHE": cache}

        def start(name, service):
            command = [str(program), *compose.command(service)]
            processes.append(Process(name, command, {**shared, **compose.environment(service)}, folder))
            return processes[-1]

        coordinator = start("coordinator", "coordinator")
        health = [word.replace("8480", str(port)) for word in image.health]
        healthy = lambda: subprocess.run(health, stderr=subprocess.DEVNULL).returncode == 0
        until("the coordinator is healthy", lambda: coordinator.must_live() and healthy())
        say("coordinator: healthy")
        assert not (folder / "coordinator" / "witness.key").exists(), "the coordinator made a secret of its own"

        store = compose.environment("coordinator")["PLIMSOLL_SERVICE__STORE"]
        password = {**os.environ, "PGPASSFILE": str(compose.secret("pgpass"))}
        grant = [program, "--json", "access", "grant", "--store", store]
        run([*grant, "--tenant", "operator", "--may", "work,read", "--certificate", compose.secret("worker_pem")], env=password)
        bank = folder / "secrets" / "tls" / "bank-a.pem"
        run([*grant, "--tenant", "bank-a", "--may", "submit,read", "--certificate", bank], env=password)
        workers = [start(f"worker-{n + 1}", "worker") for n in range(compose.services["worker"]["scale"])]
        for worker in workers:
            until(f"{worker.name} works", lambda: worker.must_live() and '"working"' in worker.log.read_text())
        say(f"workers: {len(workers)} at work")

        samples = sorted((ROOT / "samples/jobs").glob("*.json"))
        client = [program, "--insecure-dev-keys", "--quiet", "--prover", f"https://localhost:{port}",
                  "--prover-ca", compose.secret("ca_pem")]
        run([*client, "--prover-identity", bank, "jobs", "submit", *samples, "--wait", "--out", folder / "proofs"])
        proofs = sorted((folder / "proofs").glob("*.json"))
        assert len(proofs) == len(samples), f"{len(proofs)} proofs of {len(samples)} jobs"
        for proof in proofs:
            run([*client, "--prover-identity", bank, "jobs", "verify", proof])
        say(f"jobs: {len(proofs)} proven by workers over mutual TLS, and verified")
        stranger = subprocess.run([*client, "jobs", "list"], capture_output=True, text=True)
        assert stranger.returncode != 0 and "No valid credentials" in stranger.stderr, stranger.stderr

        # As compose stops them: dependents first.
        for process in [*reversed(workers), coordinator]:
            process.stop()
        processes.clear()
        say("stopped in order")
    finally:
        for process in processes:
            process.process.kill()
            sys.stderr.write(f"-- {process.name}\n{process.log.read_text()}\n")
        if database:
            database.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
