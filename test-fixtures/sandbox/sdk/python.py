"""The vendor's Python SDK (PyPI `ovh` 1.2.0), unchanged, against a running sandbox.

    python python.py '<the JSON line of ovh-sandbox serve --read-only [--tls]>'

Prints one JSON object with what was checked; ends non-zero, naming the mismatch, when something is not as expected.
"""

import json
import os
import sys
import time

connection = json.loads(sys.argv[1])
# Both are read when the SDK's own dependencies are imported.
if "ca_file" in connection:
    os.environ["REQUESTS_CA_BUNDLE"] = connection["ca_file"]
else:
    os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"

import ovh  # noqa: E402
import ovh.client  # noqa: E402

ENDPOINT = "sandbox"
ovh.client.ENDPOINTS[ENDPOINT] = connection["api"]
ovh.client.OAUTH2_TOKEN_URLS[ENDPOINT] = connection["token_url"]
BASE = "/cloud/project/%s/ai" % connection["service_name"]
BODY = {
    "name": "from-python",
    "image": "ovhcom/ai-examples-hello:1.0",
    "region": "GRA",
    "resources": {"flavor": "ai1-1-cpu", "cpu": 1},
    "envVars": [{"name": "VILLE", "value": "Orléans"}],
    "labels": {"from": "python"},
}
checked = []


def check(what, condition, found=None):
    if not condition:
        sys.exit("%s: not as expected: %r" % (what, found))
    checked.append(what)


def refused(what, error, call, **conditions):
    try:
        found = call()
    except error as problem:
        check(what, problem.query_id, "no query id")
        for name, expected in conditions.items():
            check("%s: %s" % (what, name), expected in str(problem), str(problem))
        return
    sys.exit("%s: accepted with %r" % (what, found))


def client(credentials, **changes):
    names = ("application_key", "application_secret", "consumer_key")
    return ovh.Client(endpoint=ENDPOINT, **{**{name: credentials[name] for name in names}, **changes})


def wait_for(caller, app, state):
    deadline = time.monotonic() + 20
    while True:
        found = caller.get("%s/app/%s" % (BASE, app))["status"]["state"]
        if found == state:
            checked.append("state %s" % state)
            return
        if time.monotonic() > deadline:
            sys.exit("app stays %s instead of becoming %s" % (found, state))
        time.sleep(0.05)


def life(caller, kind):
    """Everything a program does with an app, from create to delete."""
    check("%s: list" % kind, len(caller.get(BASE + "/app")) >= 1)
    made = caller.post(BASE + "/app", **BODY)
    path = "%s/app/%s" % (BASE, made["id"])
    check("%s: create" % kind, made["spec"]["envVars"][0]["value"] == "Orléans", made["spec"])
    wait_for(caller, made["id"], "RUNNING")
    found = caller.get(BASE + "/app", labelSelector="from=python", statusState="RUNNING", size=10)
    check("%s: filter" % kind, [app["id"] for app in found] == [made["id"]], found)
    variables = [{"name": "VILLE", "value": None}, {"name": "PORT", "value": "1"}]
    changed = caller.put(path, cpu=2, envVars=variables)
    check("%s: update" % kind, changed["spec"]["envVars"] == [{"name": "PORT", "value": "1"}], changed["spec"])
    check("%s: count" % kind, changed["spec"]["resources"]["flavorCount"] == 2, changed["spec"]["resources"])
    check("%s: label answers nothing" % kind, caller.put(path + "/label", name="été", value="à la mer") is None)
    check("%s: label" % kind, caller.get(path)["spec"]["labels"]["été"] == "à la mer")
    caller.put(path + "/scalingstrategy", fixed={"replicas": 3})
    wait_for(caller, made["id"], "RUNNING")
    check("%s: replicas" % kind, caller.get(path)["status"]["availableReplicas"] == 3)
    refused("%s: delete while running" % kind, ovh.ResourceConflictError, lambda: caller.delete(path))
    caller.put(path + "/stop")
    wait_for(caller, made["id"], "STOPPED")
    caller.put(path + "/start")
    wait_for(caller, made["id"], "RUNNING")
    caller.delete(path, force=True)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            caller.get(path)
        except ovh.ResourceNotFoundError:
            checked.append("%s: gone" % kind)
            return
        time.sleep(0.05)
    sys.exit("%s: the app is still there" % kind)


signed = client(connection)
check("time", abs(signed.get("/auth/time", _need_auth=False) - time.time()) < 60)
check("details", signed.get("/auth/details")["method"] == "account")
check("projects", connection["service_name"] in signed.get("/cloud/project"))
check("v1 in place of 1.0", connection["service_name"] in signed.get("/v1/cloud/project"))
life(signed, "signed")

bearer = ovh.Client(
    endpoint=ENDPOINT, client_id=connection["client_id"], client_secret=connection["client_secret"]
)
check("service account", bearer.get("/auth/details")["user"] == connection["client_id"])
life(bearer, "bearer")

region = BASE + "/capabilities/region/GRA"
check("flavors", any(flavor["id"] == "h100-1-gpu" for flavor in signed.get(region + "/flavor")))
command = signed.post(BASE + "/app/command", **BODY)["command"]
check("command", command.startswith("ovhai app run ovhcom/ai-examples-hello:1.0 --name from-python"), command)

refused("missing app", ovh.ResourceNotFoundError, lambda: signed.get(BASE + "/app/nobody"), message="does not exist")
refused(
    "bad flavor",
    ovh.BadParametersError,
    lambda: signed.post(BASE + "/app", **{**BODY, "resources": {"flavor": "none"}}),
    message="[resources] flavor unknown",
)
refused("unknown key", ovh.InvalidKey, lambda: client(connection, application_key="nobody").get("/auth/details"))
refused(
    "unknown consumer", ovh.InvalidCredential, lambda: client(connection, consumer_key="nobody").get("/auth/details")
)
refused(
    "wrong secret",
    ovh.APIError,
    lambda: client(connection, application_secret="wrong").get("/auth/details"),
    message="Invalid signature",
)
reader = client(connection["read_only"])
check("reader reads", len(reader.get(BASE + "/app")) >= 1)
refused("reader writes", ovh.NotGrantedCall, lambda: reader.post(BASE + "/app", **BODY))
request = ovh.Client(
    endpoint=ENDPOINT,
    application_key=connection["application_key"],
    application_secret=connection["application_secret"],
).new_consumer_key_request()
request.add_recursive_rules(ovh.API_READ_ONLY, "/cloud")
check("consumer key", request.request()["state"] == "pendingValidation")

print(json.dumps({"sdk": "python-ovh", "api": connection["api"], "checked": len(checked)}))
