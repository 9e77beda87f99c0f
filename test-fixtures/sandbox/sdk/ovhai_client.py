"""The vendor's Python client for AI (PyPI `ovhai` 0.1a4), unchanged, against the regional API of a running sandbox.

    python ovhai_client.py '<the JSON line of ovh-sandbox serve>'

AI tokens are made through the central API, as a person would. Prints one JSON object with what was checked; ends
non-zero, naming the mismatch, when something is not as expected.
"""

import json
import sys
import time

import httpx
from ovhai import AuthenticatedClient
from ovhai.api.app import (
    app_cli_command,
    app_edit,
    app_edit_label,
    app_log,
    app_start,
    app_stop,
    app_update,
    delete_v1_app_id,
    get_v1_app,
    get_v1_app_id,
    post_v1_app,
)
from ovhai.api.capabilities import (
    get_v1_capabilities_app_image,
    get_v1_capabilities_flavor,
    get_v1_capabilities_flavor_id,
    get_v1_capabilities_job_image,
    get_v1_capabilities_notebook_editor,
    get_v1_capabilities_notebook_framework,
    get_v1_capabilities_preset,
    get_v1_capabilities_quota,
)
from ovhai.api.job import (
    job_cli_command,
    job_delete,
    job_edit,
    job_edit_label,
    job_get,
    job_get_all,
    job_kill,
    job_log,
    job_new,
    job_start,
)
from ovhai.api.me import me
from ovhai.api.notebook import notebook_get, notebook_get_all, notebook_list_backup
from ovhai.api.registry import registry_delete, registry_get_all, registry_new
from ovhai.api.token import token_delete, token_get_all, token_new, token_renew
from ovhai.api.volume import get_v1_volume, get_v1_volume_id
from ovhai.models import (
    AppSpec,
    AppUpdate,
    AppUpdateRequest,
    FixedScalingStrategy,
    JobSpec,
    JobSpecUpdate,
    LabelUpdate,
    Registry,
    Resources,
    Role,
    ScalingStrategy,
    TokenSpec,
)

connection = json.loads(sys.argv[1])
CENTRAL = "%s/cloud/project/%s/ai" % (connection["api"], connection["service_name"])
OPERATOR, READER = Role.AI_TRAINING_OPERATOR, Role.AI_TRAINING_READ
IMAGE = "ovhcom/ai-examples-hello:1.0"
checked = []


def check(what, condition, found=None):
    if not condition:
        sys.exit("%s: not as expected: %r" % (what, found))
    checked.append(what)


def client(token):
    return AuthenticatedClient(base_url=connection["regional"], token=token)


def token(region, role, selector=None):
    """An AI token as the central API gives it out."""
    body = {"name": "from-python", "region": region, "role": role.value, "labelSelector": selector}
    bearer = {"Authorization": "Bearer " + connection["access_token"]}
    answer = httpx.post(CENTRAL + "/token", headers=bearer, json=body)
    check("token for %s" % role, answer.status_code == 200, answer.text)
    return client(answer.json()["status"]["value"])


def refused(what, status, response):
    check(what, response.status_code == status, response)
    check("%s: message" % what, isinstance(json.loads(response.content)["message"], str), response.content)


def done(what, response):
    check(what, response.status_code == 204 and response.content == b"", response)


def wait_for(what, read, caller, name, states):
    deadline = time.monotonic() + 20
    while True:
        found = read.sync(name, client=caller)
        if found is not None and found.status.state in states:
            checked.append("%s: %s" % (what, found.status.state))
            return found
        if time.monotonic() > deadline:
            sys.exit("%s stays %r instead of becoming one of %s" % (what, found and found.status.state, states))
        time.sleep(0.05)


def apps(caller):
    listed = get_v1_app.sync(client=caller)
    check("apps: envelope", listed.metadata.total == len(listed.items), listed.metadata)
    pages, number = [], 0
    while True:
        page = get_v1_app.sync(client=caller, page=number, size=4)
        pages += [item.id for item in page.items]
        if not page.metadata.links.next_:
            break
        number += 1
    check("apps: pages", pages == [item.id for item in listed.items], pages)
    made = post_v1_app.sync(
        client=caller, body=AppSpec(image=IMAGE, name="from-ovhai", resources=Resources(cpu=1), unsecure_http=True)
    )
    check("app: create", made.spec.name == "from-ovhai" and made.spec.unsecure_http, made)
    wait_for("app", get_v1_app_id, caller, made.id, ["RUNNING"])
    done("app: label", app_edit_label.sync_detailed(made.id, client=caller, body=LabelUpdate(name="a", value="été")))
    found = get_v1_app.sync(client=caller, label_selector="a=été", status_state=["RUNNING"])
    check("app: selector", [item.id for item in found.items] == [made.id], found.items)
    check("app: since", get_v1_app.sync(client=caller, updated_after=4000000000).metadata.total == 0)
    fixed = ScalingStrategy(fixed=FixedScalingStrategy(replicas=2))
    done("app: replicas", app_edit.sync_detailed(made.id, client=caller, body=fixed))
    update = AppUpdateRequest(id=made.id, app_update=AppUpdate(default_http_port=9000))
    changed = app_update.sync(made.id, client=caller, body=update)
    check("app: update", changed.spec.default_http_port == 9000, changed)
    wait_for("app", get_v1_app_id, caller, made.id, ["RUNNING"])
    log = app_log.sync_detailed(made.id, client=caller)
    check("app: log", log.status_code == 200 and b"INFO started" in log.content, log)
    refused("app: delete while running", 400, delete_v1_app_id.sync_detailed(made.id, client=caller))
    done("app: stop", app_stop.sync_detailed(made.id, client=caller))
    wait_for("app", get_v1_app_id, caller, made.id, ["STOPPED"])
    done("app: start", app_start.sync_detailed(made.id, client=caller))
    wait_for("app", get_v1_app_id, caller, made.id, ["RUNNING"])
    command = app_cli_command.sync(client=caller, body=AppSpec(image=IMAGE, resources=Resources(cpu=1)))
    check("app: command", command.command.startswith("ovhai app run " + IMAGE), command)
    done("app: delete", delete_v1_app_id.sync_detailed(made.id, client=caller, force=True))
    deadline = time.monotonic() + 20
    while get_v1_app_id.sync_detailed(made.id, client=caller).status_code != 404:
        if time.monotonic() > deadline:
            sys.exit("the app is still there")
        time.sleep(0.05)
    checked.append("app: gone")


def jobs(caller):
    listed = job_get_all.sync(client=caller)
    check("jobs: envelope", listed.metadata.total == len(listed.items) > 0, listed.metadata)
    spec = JobSpec(image="ubuntu", command=["sleep", "infinity"], name="from-ovhai", resources=Resources(cpu=1))
    made = job_new.sync(client=caller, body=spec)
    wait_for("job", job_get, caller, made.id, ["RUNNING"])
    done("job: label", job_edit_label.sync_detailed(made.id, client=caller, body=LabelUpdate(name="a", value="b")))
    done("job: limit", job_edit.sync_detailed(made.id, client=caller, body=JobSpecUpdate(timeout=7200)))
    check("job: limit is kept", job_get.sync(made.id, client=caller).spec.timeout == 7200)
    log = job_log.sync_detailed(made.id, client=caller, tail=1)
    check("job: tail of the log", len(json.loads(log.content)["logs"]) == 1, log)
    done("job: kill", job_kill.sync_detailed(made.id, client=caller))
    wait_for("job", job_get, caller, made.id, ["INTERRUPTED"])
    done("job: start", job_start.sync_detailed(made.id, client=caller))
    wait_for("job", job_get, caller, made.id, ["RUNNING"])
    command = job_cli_command.sync(client=caller, body=spec)
    check("job: command", command.command.startswith("ovhai job run ubuntu"), command)
    done("job: delete", job_delete.sync_detailed(made.id, client=caller, force=True))
    refused("job: gone", 404, job_get.sync_detailed(made.id, client=caller))


def roles(caller, reader):
    check("me", me.sync(client=reader).role == READER and me.sync(client=reader).token_kind == "app")
    made = post_v1_app.sync(client=caller, body=AppSpec(image=IMAGE, resources=Resources(cpu=1)))
    check("reader reads", get_v1_app_id.sync(made.id, client=reader).id == made.id)
    body = AppSpec(image=IMAGE, resources=Resources(cpu=1))
    check("reader asks for a command", app_cli_command.sync(client=reader, body=body) is not None)
    refused("reader creates", 403, post_v1_app.sync_detailed(client=reader, body=body))
    refused("reader stops", 403, app_stop.sync_detailed(made.id, client=reader))
    refused("reader deletes", 403, delete_v1_app_id.sync_detailed(made.id, client=reader, force=True))
    refused("reader makes tokens", 403, token_new.sync_detailed(client=reader, body=TokenSpec(name="x", role=OPERATOR)))

    some = token("GRA", OPERATOR, "group=A")
    inside = post_v1_app.sync(client=some, body=body)
    check("selector: label is added", inside.spec.labels["group"] == "A", inside.spec.labels)
    listed = get_v1_app.sync(client=some)
    check("selector: list", [item.id for item in listed.items] == [inside.id], listed)
    refused("selector: outside", 403, get_v1_app_id.sync_detailed(made.id, client=some))
    refused("selector: stop outside", 403, app_stop.sync_detailed(made.id, client=some))
    leave = LabelUpdate(name="group", value="B")
    refused("selector: leave", 403, app_edit_label.sync_detailed(inside.id, client=some, body=leave))
    elsewhere = token("BHS", OPERATOR)
    refused("other region", 404, get_v1_app_id.sync_detailed(made.id, client=elsewhere))
    refused("nobody", 401, get_v1_app.sync_detailed(client=client("nobody")))

    second = token_new.sync(client=caller, body=TokenSpec(name="second", role=READER))
    check("token: works", me.sync(client=client(second.status.value)).name == "second")
    renewed = token_renew.sync(second.id, client=caller)
    check("token: renewed", renewed.status.version == 2)
    refused("token: old value", 401, me.sync_detailed(client=client(second.status.value)))
    check("token: listed", second.id in [item.id for item in token_get_all.sync(client=caller).items])
    done("token: delete", token_delete.sync_detailed(second.id, client=caller))
    refused("token: gone", 401, me.sync_detailed(client=client(renewed.status.value)))


def reading(reader):
    notebooks = notebook_get_all.sync(client=reader)
    check("notebooks", notebooks.metadata.total == len(notebooks.items) > 0, notebooks.metadata)
    first = notebook_get.sync(notebooks.items[0].id, client=reader)
    check("notebook", first.spec.env is not None and first.status.workspace is not None, first)
    check("backups", notebook_list_backup.sync(first.id, client=reader).metadata is not None)
    volumes = get_v1_volume.sync(client=reader)
    check("volumes", volumes.metadata.total == len(volumes.items) > 0, volumes.metadata)
    check("volume", get_v1_volume_id.sync(volumes.items[0].id, client=reader).id == volumes.items[0].id)
    flavors = get_v1_capabilities_flavor.sync(client=reader)
    check("flavors", any(flavor.id == "h100-1-gpu" for flavor in flavors), flavors)
    check("flavor", get_v1_capabilities_flavor_id.sync("ai1-1-cpu", client=reader).id == "ai1-1-cpu")
    check("app images", len(get_v1_capabilities_app_image.sync(client=reader)) > 0)
    check("job images", len(get_v1_capabilities_job_image.sync(client=reader)) > 0)
    check("editors", len(get_v1_capabilities_notebook_editor.sync(client=reader)) > 0)
    check("frameworks", len(get_v1_capabilities_notebook_framework.sync(client=reader)) > 0)
    check("presets", len(get_v1_capabilities_preset.sync(client=reader)) > 0)
    check("quota", get_v1_capabilities_quota.sync(client=reader)[0].resources["CPU"] == 12)


def registries(caller):
    body = Registry(url="ghcr.io", username="robot", password="invented")
    made = registry_new.sync(client=caller, body=body)
    listed = registry_get_all.sync(client=caller)
    check("registry: listed", made.id in [item.id for item in listed.items], listed)
    check("registry: password", b"invented" not in registry_get_all.sync_detailed(client=caller).content)
    done("registry: delete", registry_delete.sync_detailed(made.id, client=caller))


operator, reader = token("GRA", OPERATOR), token("GRA", READER)
# The client is older than scaling by custom metrics and cannot read an app that has them; BHS has none.
try:
    get_v1_app.sync(client=operator)
    sys.exit("the client reads custom metrics: use GRA for every check below")
except KeyError as missing:
    check("custom metrics are newer than the client", missing.args == ("averageUsageTarget",), missing)
apps(token("BHS", OPERATOR))
jobs(operator)
roles(operator, reader)
reading(reader)
registries(operator)

print(json.dumps({"sdk": "ovhai", "api": connection["regional"], "checked": len(checked)}))
