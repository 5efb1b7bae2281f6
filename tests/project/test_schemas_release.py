"""Good and bad documents of every kind, and what the schemas of releases say about them."""

from __future__ import annotations

import pytest
from schema_tools import parse, problems

GOOD = {
    "native": (
        "replicated",
        """
        replicated_api_version: 2.8
        name: 5
        properties: {app_url: [anything], console_title: Shop}
        monitors: {cpuacct: ["Shop,web"], custom: [{name: Jobs, targets: [a], display: {fill_color: "#fff", x: 1}}]}
        cmds: [{name: cert, cmd: cert, args: [2048, shop.example.com]}]
        config:
          - name: general
            items:
              - {name: host, type: text, required: yes, value_cmd: {name: cert, value_at: 0}, props: {rows: 8}}
              - name: mode
                type: select_one
                items: [{name: fast, title: Fast, when: a=b}]
                test_proc:
                  command: resolve_host
                  results: [{status: ok, message: plain}, {status: no, message: {default_message: m, args: {a: [1]}}}]
        admin_commands: [{alias: sh, command: [sh], component: Shop, image: {image_name: web}, some_future_key: {}}]
        components:
          - name: Shop
            cluster: "true"
            cluster_host_count: {min: 1, max: "4"}
            log_config: {type: journald, config: {tag: shop, level: null}}
            containers:
              - source: myquay
                image_name: ns/web
                version: 392
                when: false
                env_vars: []
                volumes:
                volumes_from: [data]
                ports: [{private_port: 80, public_port: "8080"}]
                shm_size: 1024
                restart: {policy: on-failure, max: 3}
              - image_name: without-a-source
          -
        """,
    ),
    "swarm with its images": (
        "replicated",
        """
        images:
          - {source: myquay, name: ns/img, tag: 2.0}
          - {source: null, name: redis, version: ignored}
        swarm: {minimum_node_count: 3, secrets: [{name: a, value: b, labels: {c: null, d: 1}}]}
        support: {files: [{filename: /x, source: {swarm: {service: web}}}], timeout: "30"}
        """,
    ),
    "nothing but null": ("replicated", "{components: , images: , config: , swarm: , properties: , kubernetes: }"),
    "compose": (
        "swarm",
        "{version: '3.3', x-a: [1], services: {a: {image: 'redis:7', ports: [80]}, b: , c: {build: .}}}",
    ),
    "compose without services": ("swarm", "{version: '3', services: }"),
    "pod": (
        "kubernetes",
        """
        {kind: Pod, spec: {containers: [{name: a, image: 'redis:7', env: []}], initContainers: ,
         imagePullSecrets: [{name: replicatedregistrykey}], restartPolicy: Never}}
        """,
    ),
    "deployment": ("kubernetes", "{kind: Deployment, spec: {template: {spec: {containers: [{image: a}]}}}}"),
    "cron job": ("kubernetes", "{kind: CronJob, spec: {jobTemplate: {spec: {template: {spec: {containers: []}}}}}}"),
    "ship": (
        "ship",
        """
        assets:
          v1:
            - docker: {image: "postgres:10.1", source: public, dest: ./a.tar, mode: 0644}
            - dockerlayer: {image: "quay.io/ns/img:1", source: , layer: abc, dest: ./b}
            - inline: {contents: "x", dest: ./x}
            - helm: {helm_fetch: {chart_ref: stable/mysql}, dest: ./c}
        config: {}
        lifecycle: {v1: [{render: {root: ./, assets: {v1: []}}}, {message: {contents: hi}}]}
        """,
    ),
}


@pytest.mark.parametrize("case", GOOD)
def test_good_documents_have_no_schema_error(case: str) -> None:
    name, text = GOOD[case]
    assert problems(name, parse(text)) == []


BAD = [
    ("replicated", "[]", "$"),
    ("replicated", "components: {}", "$.components"),
    ("replicated", "components: x", "$.components"),
    ("replicated", "components: [{containers: x}]", "$.components[0].containers"),
    ("replicated", "components: [{containers: [x]}]", "$.components[0].containers[0]"),
    ("replicated", "components: [{containers: [{source: a}]}]", "$.components[0].containers[0]"),
    ("replicated", "components: [{containers: [{image_name: a, source: 5}]}]", "$.components[0].containers[0].source"),
    ("replicated", "components: [{containers: [{image_name: 5}]}]", "$.components[0].containers[0].image_name"),
    ("replicated", "components: [{containers: [{image_name: }]}]", "$.components[0].containers[0].image_name"),
    (
        "replicated",
        "components: [{containers: [{image_name: a, version: [1]}]}]",
        "$.components[0].containers[0].version",
    ),
    (
        "replicated",
        "components: [{containers: [{image_name: a, env_vars: {A: b}}]}]",
        "$.components[0].containers[0].env_vars",
    ),
    (
        "replicated",
        "components: [{containers: [{image_name: a, volumes_from: b}]}]",
        "$.components[0].containers[0].volumes_from",
    ),
    (
        "replicated",
        "components: [{containers: [{image_name: a, ephemeral: {}}]}]",
        "$.components[0].containers[0].ephemeral",
    ),
    ("replicated", "components: [{log_config: {config: [a]}}]", "$.components[0].log_config.config"),
    ("replicated", "images: {}", "$.images"),
    ("replicated", "images: [redis]", "$.images[0]"),
    ("replicated", "images: [{name: [a]}]", "$.images[0].name"),
    ("replicated", "images: [{source: public}]", "$.images[0]"),
    ("replicated", "images: [{name: a, source: 5}]", "$.images[0].source"),
    ("replicated", "images: [{name: a, tag: {}}]", "$.images[0].tag"),
    ("replicated", "images: [ ]\nconfig: ...", "$.config"),
    ("replicated", "config: [{title: a}]", "$.config[0]"),
    ("replicated", "config: [{name: a, items: [{type: text}]}]", "$.config[0].items[0]"),
    ("replicated", "statsd: {port: http}", "$.statsd.port"),
    ("replicated", "custom_metrics: [{target: a, xfiles_factor: half}]", "$.custom_metrics[0].xfiles_factor"),
    ("swarm", "[]", "$"),
    ("swarm", "services: []", "$.services"),
    ("swarm", "services: {a: redis}", "$.services.a"),
    ("swarm", "services: {a: {image: [a]}}", "$.services.a.image"),
    ("swarm", "services: {a: {image: }}", "$.services.a.image"),
    ("kubernetes", "{kind: Pod, spec: []}", "$.spec"),
    ("kubernetes", "{kind: Pod, spec: {containers: x}}", "$.spec.containers"),
    ("kubernetes", "{kind: Pod, spec: {containers: }}", "$.spec.containers"),
    ("kubernetes", "{kind: Job, spec: {template: {spec: {containers: {}}}}}", "$.spec.template.spec.containers"),
    (
        "kubernetes",
        "{kind: Job, spec: {template: {spec: {initContainers: [a]}}}}",
        "$.spec.template.spec.initContainers[0]",
    ),
    ("kubernetes", "{kind: Pod, spec: {containers: [{image: {a: b}}]}}", "$.spec.containers[0].image"),
    ("kubernetes", "{kind: Pod, spec: {imagePullSecrets: [key]}}", "$.spec.imagePullSecrets[0]"),
    (
        "kubernetes",
        "{kind: CronJob, spec: {jobTemplate: {spec: {template: {spec: {containers: [{image: 1}]}}}}}}",
        "$.spec.jobTemplate.spec.template.spec.containers[0].image",
    ),
    ("ship", "assets: x", "$.assets"),
    ("ship", "assets: []", "$.assets"),
    ("ship", "assets: {v1: {docker: {image: a}}}", "$.assets.v1"),
    ("ship", "assets: {v1: [a]}", "$.assets.v1[0]"),
    ("ship", "assets: {v1: [{docker: {source: public, dest: a}}]}", "$.assets.v1[0].docker"),
    ("ship", "assets: {v1: [{docker: {image: a}}]}", "$.assets.v1[0].docker"),
    ("ship", "assets: {v1: [{docker: {image: [a], dest: a}}]}", "$.assets.v1[0].docker.image"),
    (
        "ship",
        "assets: {v1: [{dockerlayer: {image: a, source: [b], dest: a, layer: c}}]}",
        "$.assets.v1[0].dockerlayer.source",
    ),
    ("ship", "assets: {v1: [{dockerlayer: {image: a, dest: a}}]}", "$.assets.v1[0].dockerlayer"),
    ("ship", "assets: {v1: [{inline: {contents: {a: b}, dest: a}}]}", "$.assets.v1[0].inline.contents"),
    ("ship", "assets: {v1: [{inline: {dest: a}}]}", "$.assets.v1[0].inline"),
    ("ship", "assets: {v1: [{inline: {contents: a, dest: b, mode: x}}]}", "$.assets.v1[0].inline.mode"),
    ("ship", "assets: {v1: [{github: {repo: a, dest: b}}]}", "$.assets.v1[0].github"),
    ("ship", "assets: {v1: [{github: {repo: a, path: c, dest: b, proxy: 5}}]}", "$.assets.v1[0].github.proxy"),
    ("ship", "assets: {v1: [{web: {dest: b}}]}", "$.assets.v1[0].web"),
    ("ship", "assets: {v1: [{helm: {dest: b, helm_fetch: {version: 1}}}]}", "$.assets.v1[0].helm.helm_fetch"),
    ("ship", "assets: {v1: [{google_gke: {region: b}}]}", "$.assets.v1[0].google_gke"),
    ("ship", "config: {v1: [{name: a, items: [{type: text}]}]}", "$.config.v1[0].items[0]"),
    ("ship", "lifecycle: {v1: [{message: {level: info}}]}", "$.lifecycle.v1[0].message"),
    ("ship", "lifecycle: {v1: [{kustomize: {overlay: a}}]}", "$.lifecycle.v1[0].kustomize"),
    ("ship", "lifecycle: {v1: {}}", "$.lifecycle.v1"),
]


@pytest.mark.parametrize(("name", "text", "place"), BAD)
def test_bad_shapes_are_found_where_they_are(name: str, text: str, place: str) -> None:
    assert problems(name, parse(text)) == [place]
