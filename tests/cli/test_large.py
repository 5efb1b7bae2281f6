"""Large input: it is read in memory that grows with it and no faster, and what is found in it is right."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from cli_tools import ALIAS, HEAD, LINK, RIGHT, USE, WRONG, command, environment, leftovers
from test_bad_inputs import BAD, NOTHING

from replreg.yaml.parser import parser_name

resource = pytest.importorskip("resource", reason="this system does not tell how much memory a process took")
pytestmark = pytest.mark.skipif(
    parser_name() != "libyaml", reason="without the C extension a file of this size takes minutes"
)

DOCUMENT = """\
---
# kind: scheduler-kubernetes
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  file: |
""" + "".join(f"    line {number} of a text that names no image at all\n" for number in range(2_000))

SIZES = pytest.mark.parametrize("size", [2_000_000, pytest.param(50_000_000, marks=pytest.mark.slow)])


def most_memory(path: Path) -> int:
    """Return how many bytes of memory a run may take for a file, with what Python takes for none."""
    return 40 * path.stat().st_size + 60_000_000


# Runs a command, and tells how it ended and what memory it took at most, in bytes.
MEASURE = """
import json, resource, subprocess, sys
done = subprocess.run(sys.argv[1:], capture_output=True)
unit = 1 if sys.platform == "darwin" else 1024
used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit
json.dump([done.returncode, done.stdout.decode(), done.stderr.decode(), used], sys.stdout)
"""


def measured(*arguments: str, cwd: Path) -> tuple[int, str, str, int]:
    """Run ``replreg``; return its status, its output, what it said, and the bytes of memory that it took."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, *command(*arguments)],
        cwd=cwd, env=environment(), capture_output=True, check=True, timeout=300,
    )  # fmt: skip
    status, out, err, used = json.loads(done.stdout)
    return status, out, err, used


@SIZES
def test_a_large_file_without_a_mistake(tmp_path: Path, size: int) -> None:
    path = tmp_path / "release.yaml"
    path.write_text(RIGHT + DOCUMENT * (size // len(DOCUMENT)))
    for arguments in (["lint"], ["fix", "--in-place"]):
        status, out, _, used = measured(*arguments, *LINK, "release.yaml", cwd=tmp_path)
        assert (status, out) == (0, "")
        assert used < most_memory(path)
        assert path.stat().st_size > size - len(DOCUMENT)


@SIZES
def test_a_large_file_with_a_few_mistakes(tmp_path: Path, size: int) -> None:
    path = tmp_path / "release.yaml"
    text = DOCUMENT.join([HEAD, *[USE.format(host=ALIAS)] * 3]) + DOCUMENT * (size // len(DOCUMENT))
    text += USE.format(host=ALIAS)
    path.write_text(text)
    status, out, _, used = measured("lint", "--format", "concise", *LINK, "release.yaml", cwd=tmp_path)
    assert status == 1
    found = [line.split(": ")[1] for line in out.splitlines()]
    assert len(found) == 4
    assert set(found) == {found[0]}
    assert f":{text.count(chr(10))}:12: error[alias-as-host] " in out
    assert used < most_memory(path)
    status, _, err, used = measured("fix", "--in-place", *LINK, "release.yaml", cwd=tmp_path)
    assert (status, err) == (0, "release.yaml: fixed\n1 file changed; nothing is left to report.\n")
    assert used < most_memory(path)
    assert path.read_text() == text.replace(f"image: {ALIAS}/", "image: quay.io/")


@SIZES
def test_a_large_file_in_one_scalar_one_line_and_one_comment(tmp_path: Path, size: int) -> None:
    path = tmp_path / "release.yaml"
    wrong = HEAD + USE.format(host=ALIAS)
    for text in (f"{wrong}x-a: '{'a' * size}'\n", wrong + f"# {'a' * 78}\n" * (size // 81)):
        path.write_text(text)
        status, out, _, used = measured("lint", "--select", "alias-as-host", *LINK, "release.yaml", cwd=tmp_path)
        assert status == 1
        assert "\n12 |     image: mythirdpartyprivateregistry/ns/img:2.0.0\n" in out
        assert len(out) < 2_000
        assert used < most_memory(path)


@pytest.mark.parametrize("number", [4_000, pytest.param(100_000, marks=pytest.mark.slow)])
def test_thousands_of_images_in_one_list(tmp_path: Path, number: int) -> None:
    path = tmp_path / "release.yaml"
    entries = "".join(f"- {{source: {ALIAS}, name: ns/i{n}, tag: '1'}}\n" for n in range(number))
    path.write_text(HEAD + entries + USE.format(host=ALIAS))
    only = ("--select", "alias-as-host,duplicate-image,schema")
    status, out, _, used = measured("lint", "--format", "concise", *only, *LINK, "release.yaml", cwd=tmp_path)
    assert status == 1
    assert [line.split(": ")[0] for line in out.splitlines()] == [f"release.yaml:{number + 12}:12"]
    assert used < 100 * path.stat().st_size + 60_000_000


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [pytest.param("1", marks=pytest.mark.slow), "2"])
def test_all_bad_input_at_once_keeps_no_good_file_from_being_done(tmp_path: Path, jobs: str) -> None:
    before = {}
    given = [BAD[name] for name in BAD if name not in NOTHING]
    for number, (content, _) in enumerate(given):
        before[f"{number:02}.yaml"] = content if isinstance(content, bytes) else content.encode()
    before["aa.yaml"] = before["zz.yaml"] = WRONG.encode()
    for name, data in before.items():
        (tmp_path / name).write_bytes(data)
    options = ("--jobs", jobs, *LINK, *sorted(before))
    status, out, err, used = measured("lint", "--format", "json", *options, cwd=tmp_path)
    assert (status, err) == (1, "")
    found = json.loads(out)
    assert found["summary"]["files"] == len(before)
    assert {item["path"] for item in found["findings"] if item["rule"] == "alias-as-host"} >= {"aa.yaml", "zz.yaml"}
    assert used < 500_000_000
    status, _, err, used = measured("fix", "--in-place", *options, cwd=tmp_path)
    assert status == 2, "files that are not text cannot be fixed"
    assert "Traceback" not in err
    assert used < 500_000_000
    assert (tmp_path / "aa.yaml").read_text() == (tmp_path / "zz.yaml").read_text() == RIGHT
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(before)
    assert leftovers(tmp_path) == []
    for (name, data), (_, rule) in zip(before.items(), given, strict=False):
        if rule == "yaml-syntax":
            assert (tmp_path / name).read_bytes() == data
