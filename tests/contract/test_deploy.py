"""What operators are handed against the code: files that name things rot."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from services.extractor.settings import ExtractorSettings
from services.fetcher.settings import FetcherSettings
from services.store.settings import StoreSettings
from shared.runtime.serving import DRAIN_S
from shared.streams import STREAMS
from tests.contract.test_readme import variables

ROOT = Path(__file__).parents[2]
KUBERNETES = ROOT / "deploy" / "kubernetes"
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
PORTS = {
    "fetcher": FetcherSettings.model_fields["port"].default,
    "extractor": ExtractorSettings.model_fields["port"].default,
    "store": StoreSettings.model_fields["port"].default,
    "page": StoreSettings.model_fields["port"].default,
}


def manifests() -> list[dict[str, Any]]:
    return [
        document
        for path in sorted(KUBERNETES.glob("*.yaml"))
        if path.name != "kustomization.yaml"
        for document in yaml.safe_load_all(path.read_text())
    ]


def of_kind(kind: str) -> dict[str, dict[str, Any]]:
    return {m["metadata"]["name"]: m for m in manifests() if m["kind"] == kind}


def seconds(said: str) -> int:
    return int(said.removesuffix("s"))


@pytest.mark.parametrize("name", PORTS)
def test_a_container_is_ready_when_its_service_says_so_and_is_given_the_time_to_drain(name: str) -> None:
    service = COMPOSE["services"][name]
    assert service["healthcheck"]["test"][-2:] == ["shared.runtime.ready", str(PORTS[name])]
    assert seconds(service["stop_grace_period"]) > DRAIN_S
    assert service["restart"] == "unless-stopped"


def test_only_fetcher_and_page_are_published_and_only_to_this_machine() -> None:
    published = {name: s["ports"] for name, s in COMPOSE["services"].items() if "ports" in s}
    assert set(published) == {"fetcher", "page"}
    assert all(port.startswith("127.0.0.1:") for ports in published.values() for port in ports)
    assert COMPOSE["networks"]["inside"] == {"internal": True}


@pytest.mark.parametrize("name", PORTS)
def test_compose_sets_only_settings_that_there_are(name: str) -> None:
    assert set(COMPOSE["services"][name]["environment"]) <= set(variables())


@pytest.mark.parametrize("name", PORTS)
def test_a_pod_is_probed_where_its_service_answers_and_told_only_settings_that_there_are(name: str) -> None:
    pod = of_kind("Deployment")[name]["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert container["ports"] == [{"name": "http", "containerPort": PORTS[name]}]
    assert {probe: container[f"{probe}Probe"]["httpGet"] for probe in ("startup", "liveness", "readiness")} == {
        "startup": {"path": "/healthz", "port": "http"},
        "liveness": {"path": "/healthz", "port": "http"},
        "readiness": {"path": "/readyz", "port": "http"},
    }
    assert {variable["name"] for variable in container["env"]} <= set(variables())
    assert pod["terminationGracePeriodSeconds"] > DRAIN_S
    assert pod["enableServiceLinks"] is False, "a Service named fetcher would set FETCHER_PORT"
    assert container["securityContext"]["readOnlyRootFilesystem"] is True
    assert pod["securityContext"]["runAsUser"] == 10001


def test_services_budgets_and_scalers_name_pods_that_there_are() -> None:
    pods = {name: d["spec"]["template"]["metadata"]["labels"] for name, d in of_kind("Deployment").items()}
    assert set(of_kind("Service")) == {"fetcher", "page"}
    assert set(of_kind("PodDisruptionBudget")) == set(pods)
    for name, service in of_kind("Service").items():
        assert service["spec"]["selector"] == pods[name]
    for name, budget in of_kind("PodDisruptionBudget").items():
        assert budget["spec"]["selector"]["matchLabels"] == pods[name]
    for name, scaler in of_kind("ScaledObject").items():
        assert scaler["spec"]["scaleTargetRef"]["name"] == name
        assert "replicas" not in of_kind("Deployment")[name]["spec"], "KEDA sets them"


def test_the_scalers_follow_groups_that_there_are() -> None:
    followed = {
        (trigger["metadata"]["stream"], trigger["metadata"]["consumerGroup"])
        for scaler in of_kind("ScaledObject").values()
        for trigger in scaler["spec"]["triggers"]
    }
    assert followed == {("articles.accepted", "extractor"), ("articles.extracted", "store")}
    assert followed <= {(stream.name, group) for stream in STREAMS for group in stream.groups}


def test_the_kustomization_names_every_file_and_every_image() -> None:
    said = yaml.safe_load((KUBERNETES / "kustomization.yaml").read_text())
    assert Counter(said["resources"]) == Counter(
        p.name for p in KUBERNETES.glob("*.yaml") if p.name != "kustomization.yaml"
    )
    images = {d["spec"]["template"]["spec"]["containers"][0]["image"] for d in of_kind("Deployment").values()}
    assert {image["name"] for image in said["images"]} == images
    built = {s["image"] for s in COMPOSE["services"].values() if "build" in s}
    assert images == built


def test_prometheus_asks_each_service_at_its_port() -> None:
    said = yaml.safe_load((ROOT / "deploy" / "prometheus" / "prometheus.yml").read_text())
    asked = {name: sd["port"] for job in said["scrape_configs"] for sd in job["dns_sd_configs"] for name in sd["names"]}
    assert asked == PORTS


def test_every_locked_dependency_of_a_service_goes_into_its_image_with_its_hash() -> None:
    for service in ("fetcher", "extractor", "store", "build"):
        lock = (ROOT / "locks" / f"{service}.txt").read_text()
        pins = re.findall(r"^([\w.-]+)==", lock, re.MULTILINE)
        assert pins
        assert len(re.findall(r"--hash=sha256:", lock)) >= len(pins)


@pytest.mark.parametrize("manifest", manifests(), ids=lambda m: f"{m['kind']} {m['metadata']['name']}")
def test_a_manifest_is_what_kubernetes_takes_and_no_field_is_misspelt(manifest: dict[str, Any]) -> None:
    if manifest["apiVersion"].startswith("keda.sh/"):
        return  # defined by KEDA's own resources, not by Kubernetes
    kubernetes_validate.validate(manifest, kubernetes_validate.latest_version(), strict=True)
