"""The inputs of the benchmarks that are folders: texts by their paths, the same each time, without a mistake."""

from __future__ import annotations

__all__ = ["charts", "repository"]

_APPLICATION = """\
apiVersion: kots.io/v1beta1
kind: Application
metadata:
  name: {name}
spec:
  title: The shop
  icon: https://storefront.example.com/icon.png
"""

_CONFIG_SCREEN = """\
apiVersion: kots.io/v1beta1
kind: Config
metadata:
  name: settings
spec:
  groups:
  - name: network
    title: Network
    items:
    - name: hostname
      title: Host name
      type: text
      default: shop.example.com
    - name: tls
      title: Certificates
      type: select_one
      default: own
      items:
      - name: own
        title: Own
      - name: made
        title: Made
"""

_DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
  labels:
    app: shop
    tier: {name}
spec:
  replicas: 2
  selector:
    matchLabels:
      app: shop
      tier: {name}
  template:
    metadata:
      labels:
        app: shop
        tier: {name}
    spec:
      containers:
      - name: {name}
        image: {image}
        ports:
        - containerPort: {port}
        env:
        - name: LOG_LEVEL
          value: info
        resources:
          limits:
            memory: 512Mi
        livenessProbe:
          httpGet:
            path: /healthz
            port: {port}
        volumeMounts:
        - name: scratch
          mountPath: /var/lib/{name}
      volumes:
      - name: scratch
        emptyDir: {{}}
"""

_SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: {name}
  labels:
    app: shop
spec:
  type: ClusterIP
  ports:
  - name: main
    port: {port}
  selector:
    app: shop
    tier: {name}
"""

_CONFIG_MAP = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: {name}
data:
  app.conf: |
    [server]
    port = {port}
  LEVEL: "info"
"""

_WORKFLOW = """\
name: {name}
on:
  push:
    branches: [main]
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
    - run: make test
"""

_VALUES = """\
replicaCount: 2
service:
  type: ClusterIP
  port: {port}
resources: {{}}
"""

_HELM_CHART = """\
apiVersion: kots.io/v1beta2
kind: HelmChart
metadata:
  name: {name}
spec:
  chart:
    name: {name}
    chartVersion: 1.0.0
  values:
    image:
      registry: proxy.replicated.com/proxy/storefront/quay.io
    global:
      imagePullSecrets:
      - name: '{{{{repl ImagePullSecretName }}}}'
"""

_COMPONENT = """\
component{number}:
  enabled: true
  name: part-{number}
{more}\
  resources:
    limits:
      memory: 512Mi
  port: {port}
  # The host of part {number}
  host: part-{number}.example.com
  args:
  - --level={number}
"""


def repository(files: int = 7_000) -> dict[str, str]:
    """Return a repository: of 50 files, 10 are a KOTS release, and 40 belong to other programs."""
    found: dict[str, str] = {}
    for group in range(files // 50):
        release, other = f"apps/shop-{group}/manifests", f"deploy/group-{group}"
        found[f"{release}/app.yaml"] = _APPLICATION.format(name=f"shop-{group}")
        found[f"{release}/config.yaml"] = _CONFIG_SCREEN
        for number in range(4):
            image = f"proxy.replicated.com/proxy/storefront/quay.io/team/part-{number}:1.{group}.0"
            found[f"{release}/deployment-{number}.yaml"] = _resource(_DEPLOYMENT, group, number, image)
        for number in range(3):
            found[f"{release}/service-{number}.yaml"] = _resource(_SERVICE, group, number)
        found[f"{release}/settings.yaml"] = _resource(_CONFIG_MAP, group, 0)
        for number in range(15):
            image = f"quay.io/other/part-{number}:2.{group}.0"
            found[f"{other}/deployment-{number}.yaml"] = _resource(_DEPLOYMENT, group, number, image)
        for name, text, count in (("service", _SERVICE, 10), ("settings", _CONFIG_MAP, 5), ("values", _VALUES, 6)):
            for number in range(count):
                found[f"{other}/{name}-{number}.yaml"] = _resource(text, group, number)
        for number in range(4):
            found[f"ci/group-{group}/workflow-{number}.yaml"] = _resource(_WORKFLOW, group, number)
    return found


def charts(lines: int = 2_000) -> dict[str, str]:
    """Return a release of 33 files: 27 manifests and three charts, each with so many lines of values."""
    found = {"manifests/app.yaml": _APPLICATION.format(name="shop"), "manifests/config.yaml": _CONFIG_SCREEN}
    for number in range(22):
        image = f"proxy.replicated.com/proxy/storefront/quay.io/team/part-{number}:1.{number}.0"
        found[f"manifests/deployment-{number}.yaml"] = _resource(_DEPLOYMENT, 0, number, image)
    for number in range(3):
        name = f"chart-{number}"
        found[f"manifests/{name}.yaml"] = _HELM_CHART.format(name=name)
        found[f"charts/{name}/Chart.yaml"] = f"apiVersion: v2\nname: {name}\nversion: 1.0.0\n"
        values = f'image:\n  registry: quay.io\n  repository: team/{name}\n  tag: "1.0"\n'
        parts = [_component(part) for part in range(lines // 13)]
        found[f"charts/{name}/values.yaml"] = values + "".join(parts)
    return found


def _resource(text: str, group: int, number: int, image: str = "") -> str:
    return text.format(name=f"part-{group}-{number}", port=8000 + number, image=image)


def _component(number: int) -> str:
    more = f"  settings:\n    level: {number}\n"
    if number % 8 == 0:
        more = f"  image:\n    repository: ghcr.io/other/extra-{number}\n    tag: 1.{number}.0\n"
    return _COMPONENT.format(number=number, more=more, port=8000 + number)
