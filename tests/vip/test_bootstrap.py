"""bin/ makes a bare machine ready, or says in a sentence what is missing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bin"))  # the commands there import one another by name

import bootstrap  # noqa: E402
import browser  # noqa: E402
import networks  # noqa: E402

from vip.devservices import free_port  # noqa: E402


def program(path: Path, text: str) -> Path:
    """An executable shell script."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only directory on the PATH beside the machine's shell tools."""
    directory = tmp_path / "path"
    directory.mkdir()
    monkeypatch.setenv("PATH", f"{directory}{os.pathsep}/bin")
    return directory


def test_a_new_enough_uv_on_the_path_is_used(path: Path) -> None:
    uv = program(path / "uv", "echo uv 99.0.1")

    assert bootstrap.find_uv() == uv


def test_an_older_uv_on_the_path_is_left_alone(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(path / "uv", "echo uv 0.1.0")
    monkeypatch.setattr(bootstrap, "TOOLS", tmp_path / "tools")
    private = program(tmp_path / "tools" / f"uv-{bootstrap.UV_VERSION}" / "bin" / "uv", "true")

    assert bootstrap.find_uv() == private


def test_a_new_enough_node_on_the_path_is_used(path: Path) -> None:
    program(path / "node", "echo v22.3.0")
    npm = program(path / "npm", "true")

    assert bootstrap.find_node(Path("uv")) == bootstrap.Node(directory=path, npm=(str(npm),))


def test_an_older_node_is_replaced_by_the_wheel(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(path / "node", "echo v18.1.0")
    program(path / "npm", "true")
    monkeypatch.setattr(bootstrap, "TOOLS", tmp_path / "tools")
    uv = program(tmp_path / "uv", 'echo "$@" > "$(dirname "$0")/asked"')

    node = bootstrap.find_node(uv)

    assert bootstrap.NODE_WHEEL in (tmp_path / "asked").read_text()
    assert node.npm[1].endswith("npm-cli.js")


def test_without_venv_and_pip_it_says_what_to_install(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = program(tmp_path / "python3", "exit 1")
    monkeypatch.setattr(bootstrap, "TOOLS", tmp_path / "tools")
    monkeypatch.setattr(sys, "executable", str(bare))
    monkeypatch.setenv("PATH", str(path))  # no apt-get here

    with pytest.raises(bootstrap.Unready, match=r"neither venv nor pip.*apt-get install python3-venv"):
        bootstrap.find_uv()


def test_an_old_python_with_no_newer_one_beside_it_is_told(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "OLDEST_PYTHON", (99, 0))
    monkeypatch.setenv("PATH", str(path))

    with pytest.raises(bootstrap.Unready, match=r"VIP needs 3\.11 or newer"):
        bootstrap.use_new_enough_python()


def test_an_old_python_hands_over_to_a_newer_one(path: Path) -> None:
    program(path / "python3.12", 'echo "newer: $@"')
    old = "import sys, bootstrap; bootstrap.OLDEST_PYTHON = (99, 0); bootstrap.use_new_enough_python()"
    environment = {"PATH": str(path), "PYTHONPATH": str(ROOT / "bin")}

    done = subprocess.run(
        [sys.executable, "-c", old, "--reset"], env=environment, capture_output=True, text=True
    )

    assert done.stdout == "newer: -c --reset\n"


def test_a_command_that_fails_shows_its_last_lines_and_what_to_do(path: Path) -> None:
    failing = program(path / "fails", "echo it broke; exit 4")

    with pytest.raises(bootstrap.Unready, match=r"(?s)it broke.*Mend what it says\."):
        bootstrap.run([failing], hint="Mend what it says.")


def test_what_was_built_from_the_same_inputs_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    source, beside = tmp_path / "source.ts", tmp_path / ".inputs"
    source.write_text("one")
    bootstrap.Stamp(beside, [source]).write()

    same = bootstrap.Stamp(beside, [source]).matches()
    source.write_text("two")
    other = bootstrap.Stamp(beside, [source]).matches()

    assert (same, other) == (True, False)


def test_a_named_chromium_that_does_not_start_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")

    with pytest.raises(bootstrap.Unready, match="CHROMIUM is '/nowhere/chromium', which does not start"):
        browser.find_chromium()


def test_a_chromium_that_is_only_a_note_about_a_snap_is_passed_over(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    program(path / "chromium", "echo 'please install the snap'; exit 10")
    real = program(path / "google-chrome", "echo Google Chrome 150.0")

    assert browser.on_this_machine() == str(real)


def demo(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "vip.terminal"],
        env=os.environ | {"VIP_DATA_DIR": str(tmp_path)} | environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_relay_and_the_firefox_of_this_machine_are_used(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FIREFOX", raising=False)
    monkeypatch.delenv("TURNSERVER", raising=False)
    firefox, relay = program(path / "firefox-esr", "true"), program(path / "turnserver", "true")

    assert networks.environment() == {"FIREFOX": str(firefox), "TURNSERVER": str(relay)}


def test_without_a_relay_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TURNSERVER", "/no/such/turnserver")

    with pytest.raises(bootstrap.Unready, match="apt-get install coturn"):
        networks.find_coturn()


def test_a_port_that_is_no_number_is_refused_in_a_sentence(tmp_path: Path) -> None:
    done = demo(tmp_path, PORT="eighty")

    assert (done.returncode, done.stderr.strip()) == (
        1,
        "PORT is 'eighty'. Set it to a number from 1 to 65535.",
    )


def test_a_data_directory_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    done = demo(tmp_path / "file", PORT=str(free_port()))

    assert done.returncode == 1
    assert done.stderr.strip().startswith(f"{tmp_path / 'file'} cannot hold VIP's data")
