"""The inputs of the benchmarks. The same arguments always give the same text, and no text contains a mistake."""

from __future__ import annotations

__all__ = ["CONFIG", "deep", "helm_charts", "large", "many_images", "typical"]

CONFIG = """\
app: storefront
registries:
  storefront-quay:
    endpoint: quay.io
  storefront-hub:
    endpoint: index.docker.io
rules:
  floating-tag: error
"""
"""The ``replreg.yaml`` of all samples."""

_SERVICES = (
    # name, source, image, tag, host in front of the image, port, environment that an administrator sets
    ("gateway", "storefront-quay", "storefront/gateway", "4.11.2", "quay.io/", 8443, ("hostname", "log_level")),
    ("catalog", "storefront-quay", "storefront/catalog", "4.11.2", "quay.io/", 9000, ("database_url", "log_level")),
    ("checkout", "storefront-quay", "storefront/checkout", "4.11.0", "quay.io/", 9010, ("database_url", "tax_region")),
    ("search", "storefront-hub", "storefront/search", "2.3.1", "index.docker.io/", 9200, ("search_heap", "log_level")),
    ("mailer", "storefront-hub", "storefront/mailer", "1.9.4", "index.docker.io/", 2525, ("smtp_host", "smtp_port")),
    ("cache", "public", "redis", "6.2-alpine", "", 6379, ("cache_size",)),
    ("database", "public", "postgres", "13.4", "", 5432, ("database_size", "database_password")),
)

_CONFIG_GROUPS = (
    ("network", "Network", (("hostname", "Host name"), ("tls_mode", "How certificates are made"))),
    (
        "database",
        "Database",
        (("database_url", "Address"), ("database_size", "Size of the volume"), ("database_password", "Password")),
    ),
    ("mail", "Outgoing mail", (("smtp_host", "Host"), ("smtp_port", "Port"), ("smtp_user", "User"))),
    ("search", "Search", (("search_heap", "Memory for the index"), ("search_shards", "Shards"))),
    ("shop", "Shop", (("tax_region", "Tax region"), ("currency", "Currency"), ("cache_size", "Cache"))),
    ("logs", "Logs", (("log_level", "Level"), ("log_days", "Days to keep them"))),
)

_SMALL_GROUP = (
    "network",
    "Network",
    (
        ("hostname", "Host name"),
        ("tls_mode", "How certificates are made"),
        ("smtp_host", "Host for mail"),
        ("log_level", "Level of the logs"),
    ),
)


def typical() -> str:
    """Return a typical release of about 17,000 bytes: seven services on Kubernetes, and settings."""
    parts = [_HEAD, "\nimages:\n"]
    for _, source, image, tag, *_ in _SERVICES:
        parts.append(f"- source: {source}\n  name: {image}\n  tag: {_quoted(tag)}\n")
    parts.append("\nconfig:\n")
    parts += [_config_group(*group) for group in _CONFIG_GROUPS]
    parts.append("\nadmin_commands:\n")
    parts += [_admin_command(name) for name, *_ in _SERVICES]
    for name, _, image, tag, host, port, settings in _SERVICES:
        parts.append(_deployment(name, f"{host}{image}:{tag}", port, settings, private=bool(host)))
        parts.append(_service(name, port))
    return "".join(parts)


def large(documents: int = 4_000) -> str:
    """Return one release of ``documents`` YAML documents, about 620 bytes each: a list of images and what uses them.

    There are ninety-nine images; three documents of four are Deployments, each fourth is a Service.
    """
    images = [(f"team-{number % 7}/service-{number}", f"1.{number}.0") for number in range(99)]
    parts = [_HEAD, "\nconfig:\n", _config_group(*_SMALL_GROUP), "\nimages:\n"]
    parts += [f"- source: storefront-quay\n  name: {name}\n  tag: {tag}\n" for name, tag in images]
    for number in range(documents - 1):
        name, tag = images[number % len(images)]
        if number % 4 == 3:
            parts.append(_service(f"app-{number}", 8000 + number % 1000))
        else:
            parts.append(_small_deployment(f"app-{number}", f"quay.io/{name}:{tag}", 8000 + number % 1000))
    return "".join(parts)


def many_images(count: int) -> str:
    """Return a release that lists ``count`` images and uses each of them once, about 130 bytes an image."""
    parts = [_HEAD, "\nconfig:\n", _config_group(*_SMALL_GROUP), "\nimages:\n"]
    parts += [f"- source: storefront-quay\n  name: team/image-{n}\n  tag: 1.{n}.0\n" for n in range(count)]
    parts.append('---\n# kind: scheduler-swarm\nversion: "3.3"\nservices:\n')
    parts += [f"  service-{n}:\n    image: quay.io/team/image-{n}:1.{n}.0\n" for n in range(count)]
    return "".join(parts)


def helm_charts(count: int) -> str:
    """Return a KOTS release in one file with so many charts, each with two images and the values for a pull secret."""
    return "".join(
        f"""\
---
apiVersion: kots.io/v1beta2
kind: HelmChart
metadata:
  name: web-{number}
spec:
  chart:
    name: web-{number}
    chartVersion: 1.0.0
  values:
    image:
      repository: proxy.replicated.com/proxy/storefront/quay.io/acme/web-{number}
      tag: 1.4.0
    worker:
      image: proxy.replicated.com/proxy/storefront/quay.io/acme/job-{number}:1.4.0
    imagePullSecrets:
      - name: '{{{{repl ImagePullSecretName }}}}'
"""
        for number in range(count)
    )


def deep(levels: int) -> str:
    """Return a release whose own extension field is nested ``levels`` deep, in flow style."""
    config = _config_group(*_SMALL_GROUP)
    return f"{_HEAD}config:\n{config}x-nested: {'[' * levels}{']' * levels}\n"


_HEAD = """\
---
# kind: replicated
# The release of the shop: what the platform has to know to install, to show and to update it.
replicated_api_version: 2.9.2
name: "Storefront"
version: "4.11.2"
release_notes: |
  * Orders can be split over several addresses.
  * The search index is rebuilt in the background.
properties:
  app_url: '{{repl ConfigOption "hostname" }}'
  logo_url: https://storefront.example.com/logo.png
  console_title: Storefront
kubernetes:
  requirements:
    server_version: ">=1.16.4"
"""


def _quoted(tag: str) -> str:
    return f'"{tag}"' if tag.count(".") == 1 else tag


def _config_group(name: str, title: str, items: tuple[tuple[str, str], ...]) -> str:
    lines = [f"- name: {name}\n  title: {title}\n  description: Settings of this part of the shop.\n  items:\n"]
    for item, label in items:
        other = "smtp_host" if item == "tls_mode" else "tls_mode"  # an option that reads itself is a mistake
        secret = item.endswith("password")
        lines.append(
            f"  - name: {item}\n"
            f"    title: {label}\n"
            f"    help_text: >-\n"
            f"      Changes take effect when the services that read this value have been started again;\n"
            f"      the page on {name} of the manual says which ones these are.\n"
            f"    type: {'password' if secret else 'text'}\n"
            f"    required: {'true' if secret else 'false'}\n"
            f'    when: \'{{{{repl ConfigOptionEquals "{other}" "own" }}}}\'\n'
        )
    return "".join(lines)


def _admin_command(name: str) -> str:
    return f"""\
- alias: {name}-status
  command: [/usr/local/bin/status, --verbose]
  run_type: exec
  timeout: 30
  selector:
    app: storefront
    tier: {name}
  container: {name}
"""


def _deployment(name: str, image: str, port: int, settings: tuple[str, ...], *, private: bool) -> str:
    environment = "".join(
        f"        - name: {setting.upper()}\n          value: '{{{{repl ConfigOption \"{setting}\" }}}}'\n"
        for setting in settings
    )
    secret = "      imagePullSecrets:\n      - name: replicatedregistrykey\n" if private else ""
    return f"""\
---
# kind: scheduler-kubernetes
# The service '{name}'; its image is listed under 'images' above.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
  labels:
    app: storefront
    tier: {name}
spec:
  replicas: 2
  strategy:
    type: RollingUpdate
  selector:
    matchLabels:
      app: storefront
      tier: {name}
  template:
    metadata:
      labels:
        app: storefront
        tier: {name}
    spec:
{secret}\
      containers:
      - name: {name}
        image: {image}
        imagePullPolicy: IfNotPresent
        ports:
        - containerPort: {port}
        env:
{environment}\
        resources:
          requests:
            cpu: 100m
            memory: 128Mi
          limits:
            memory: 512Mi
        readinessProbe:
          tcpSocket:
            port: {port}
          initialDelaySeconds: 5
          periodSeconds: 10
        volumeMounts:
        - name: scratch
          mountPath: /var/lib/{name}
      volumes:
      - name: scratch
        emptyDir: {{}}
"""


def _service(name: str, port: int) -> str:
    return f"""\
---
# kind: scheduler-kubernetes
apiVersion: v1
kind: Service
metadata:
  name: {name}
  labels:
    app: storefront
    tier: {name}
spec:
  type: ClusterIP
  ports:
  - name: main
    port: {port}
    targetPort: {port}
  selector:
    app: storefront
    tier: {name}
"""


def _small_deployment(name: str, image: str, port: int) -> str:
    return f"""\
---
# kind: scheduler-kubernetes
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
  labels:
    app: storefront
    tier: {name}
spec:
  replicas: 2
  selector:
    matchLabels:
      app: storefront
      tier: {name}
  template:
    metadata:
      labels:
        app: storefront
        tier: {name}
    spec:
      imagePullSecrets:
      - name: replicatedregistrykey
      containers:
      - name: {name}
        image: {image}
        imagePullPolicy: IfNotPresent
        ports:
        - containerPort: {port}
        env:
        - name: LOG_LEVEL
          value: '{{{{repl ConfigOption "log_level" }}}}'
        resources:
          limits:
            memory: 512Mi
"""
