"""Writes made-up releases to try `fleet.py` with, as FOLDER/VENDOR/RELEASE/. About a third of them have mistakes."""

from __future__ import annotations

import argparse
import random
from pathlib import Path

VENDORS = ("acme", "borealis", "cobalt", "dune", "ember")

CONFIG = """\
app: {vendor}-app
registries:
  {vendor}quay: {{endpoint: quay.io}}
"""

CLASSIC = """\
# kind: replicated
replicated_api_version: 2.9.2
name: {vendor}
version: 1.{number}.0
images:
- source: {source}
  name: {vendor}/web
  tag: "{tag}"
---
# kind: scheduler-swarm
version: "3.3"
services:
  web:
    image: {host}/{vendor}/web:{tag}
"""

HELM_CHART = """\
apiVersion: kots.io/v1beta2
kind: HelmChart
metadata:
  name: web
spec:
  chart:
    name: web
    chartVersion: 1.{number}.0
  values:
    image:
      registry: {registry}
      repository: {repository}
    imagePullSecrets:
      - name: 'repl{{{{ ImagePullSecretName }}}}'
"""

CHART = """\
apiVersion: v2
name: web
version: 1.{number}.0
"""

VALUES = """\
image:
  registry: proxy.replicated.com
  repository: proxy/{vendor}-app/quay.io/{vendor}/web
  tag: "{tag}"
"""


def write_classic(folder: Path, vendor: str, number: int, chance: random.Random) -> None:
    """Write a release of the classic platform; its mistakes are `endpoint-as-source` and `alias-as-host`."""
    source = "quay.io" if chance.random() < 0.15 else f"{vendor}quay"
    host = f"{vendor}quay" if chance.random() < 0.2 else "quay.io"
    text = CLASSIC.format(vendor=vendor, number=number, source=source, host=host, tag=f"{number % 5}.1")
    (folder / "release.yaml").write_text(text, encoding="utf-8")


def write_helm(folder: Path, vendor: str, number: int, chance: random.Random) -> None:
    """Write a release of a Helm chart; its mistake is `unproxied-image`."""
    registry, repository = "proxy.replicated.com", f"proxy/{vendor}-app/quay.io/{vendor}/web"
    if chance.random() < 0.3:
        registry, repository = "quay.io", f"{vendor}/web"
    chart = folder / "web"
    chart.mkdir()
    resource = HELM_CHART.format(number=number, registry=registry, repository=repository)
    (folder / "web.yaml").write_text(resource, encoding="utf-8")
    (chart / "Chart.yaml").write_text(CHART.format(number=number), encoding="utf-8")
    (chart / "values.yaml").write_text(VALUES.format(vendor=vendor, tag=f"{number % 5}.1"), encoding="utf-8")


def write_fleet(root: Path, count: int, seed: int = 1) -> None:
    """Write ``count`` releases below ``root``, the same ones for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - made-up data
    for number in range(count):
        vendor = VENDORS[number % len(VENDORS)]
        folder = root / vendor / f"release-{number:04}"
        folder.mkdir(parents=True)
        (folder / "replreg.yaml").write_text(CONFIG.format(vendor=vendor), encoding="utf-8")
        (write_classic if chance.random() < 0.5 else write_helm)(folder, vendor, number, chance)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=1000)
    arguments = parser.parse_args()
    write_fleet(arguments.folder, arguments.count)
