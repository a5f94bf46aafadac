"""For tests: does with the client what lines of JSON say, and answers in lines of JSON."""

import dataclasses
import http.client
import json
import socket
import sys
from urllib.parse import urlsplit

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])

import app_connection as client  # noqa: E402

# Names below localhost resolve in browsers, and not everywhere in Python.
_resolve = socket.getaddrinfo
socket.getaddrinfo = lambda host, *more, **options: _resolve("127.0.0.1", *more, **options)

kept = {}


def connection(name):
    return client.Connection(**kept[name])


def keep(name, value):
    kept[name] = value.to_dict()
    return kept[name]


def completion(address, state=None, code_only=False):
    read = client.read_completion(address, state, code_only)
    return {"kind": type(read).__name__, **dataclasses.asdict(read)}


def request(name, path, use="bearer", method="GET", body=None, headers=None, printer_sign_in=False):
    relay = client.Relay(connection(name), use, printer_sign_in)
    with relay.request(method, path, body.encode() if body else None, headers) as response:
        return {"status": response.status, "body": response.read().decode()}


def handshake(name, path):
    """A WebSocket's handshake by hand, with what the client says of it."""
    url, headers = client.Relay(connection(name)).websocket_request(path)
    place = urlsplit(url)
    asked = http.client.HTTPConnection(place.netloc, timeout=10)
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    asked.request("GET", place.path, headers={**upgrade, "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", **headers})
    status = asked.getresponse().status
    asked.close()
    return {"scheme": place.scheme, "status": status}


def run(portal, do, name=None, **said):
    at = client.Portal(portal)
    if do == "pkce":
        return dataclasses.asdict(client.new_pkce())
    if do == "challenge":
        return client.challenge_of(**said)
    if do == "start_url":
        return at.start_url(**said)
    if do == "completion":
        return completion(**said)
    if do == "keep":
        return keep(name, client.Connection(**said["connection"]))
    if do == "redeem":
        return keep(name, at.redeem_code(**said))
    if do == "rotate":
        return keep(said["to"], at.rotate(connection(name)))
    if do in ("info", "gadget_status", "revoke"):
        return getattr(at, do)(connection(name))
    if do == "shown":
        return repr(connection(name))
    return {"request": request, "handshake": handshake}[do](name, **said)


for line in sys.stdin:
    try:
        print(json.dumps({"value": run(**json.loads(line))}), flush=True)
    except client.ConnectionFault as fault:
        said = {"code": fault.code, "status": fault.status, "isFinal": fault.is_final}
        print(json.dumps({"fault": said}), flush=True)
