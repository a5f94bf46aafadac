"""Connects an app to a person's 3D printer through an App Connection Portal.

The standard library is enough, from Python 3.8 on; only ``Relay.open_websocket`` takes the package
``websocket-client``.
What the portal promises to apps is in its contract (docs/app-contract.md of the portal).
"""

import base64
import dataclasses
import hashlib
import http.client
import json
import secrets
import ssl
from typing import Any, Dict, Iterable, List, Mapping, Optional, Tuple, Union
from urllib.parse import quote, unquote, urlsplit

__all__ = [
    "Completed",
    "Connection",
    "ConnectionFault",
    "Failed",
    "GivenCode",
    "Pkce",
    "Portal",
    "Relay",
    "Response",
    "challenge_of",
    "new_pkce",
    "new_state",
    "read_completion",
    "start_url",
]

_CODES = {
    400: "bad_request",
    600: "server_fault",
    601: "printer_offline",
    602: "printer_timeout",
    603: "no_connection",
    604: "revoked",
    605: "no_perks",
    606: "wrong_credentials",
    607: "download_too_large",
    608: "upload_too_large",
    609: "webcam_limit",
    610: "printer_program",
}
_FINAL = ("no_connection", "revoked", "wrong_credentials")


class ConnectionFault(Exception):
    """Something that was expected to go wrong at times. Its text is for a log, not for people.

    ``code`` is one of the statuses' names, or ``not_a_completion``, ``state_mismatch``, ``unreachable``,
    ``unexpected``. ``status`` is the HTTP status where there was an answer, ``retry_after`` the seconds to wait where
    the answer said so.
    """

    def __init__(
        self, code: str, message: str, status: Optional[int] = None, retry_after: Optional[int] = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.status = status
        self.retry_after = retry_after

    @property
    def is_final(self) -> bool:
        """The connection is of no use any more: forget it, and connect anew. Everything else passes."""
        return self.code in _FINAL


@dataclasses.dataclass(frozen=True)
class Connection:
    """An App Connection as an app keeps it. All but the names and addresses for people is secret."""

    id: str
    #: Stands in for the printer's own address: no path, no slash at the end.
    url: str
    app_api_token: str = dataclasses.field(repr=False)
    #: What the person calls the printer.
    printer_name: str
    #: A page for the person, not for the app.
    user_printer_access_url: str
    basic_user: str = dataclasses.field(repr=False)
    basic_password: str = dataclasses.field(repr=False)
    bearer_token: str = dataclasses.field(repr=False)
    #: LAN address, with ``:port`` when the port is not 80.
    printer_last_known_local_ip: Optional[str] = None
    octoprint_api_key: Optional[str] = dataclasses.field(default=None, repr=False)

    def to_dict(self) -> Dict[str, Optional[str]]:
        """For storage: ``Connection(**kept)`` makes it again."""
        return dataclasses.asdict(self)


_NAMES = {
    "id": "id",
    "url": "url",
    "app_api_token": "appapitoken",
    "printer_name": "printername",
    "user_printer_access_url": "userprinteraccessurl",
    "basic_user": "authbasichttpuser",
    "basic_password": "authbasichttppassword",
    "bearer_token": "authbearertoken",
    "printer_last_known_local_ip": "printerlastknownlocalip",
    "octoprint_api_key": "octoprintapikey",
}
_NEEDED = ("id", "url", "app_api_token", "basic_user", "basic_password", "bearer_token")


def _by_lower_case_name(pairs: Iterable[Tuple[str, Any]]) -> Dict[str, str]:
    """Values by their names in lower case, since the contract has some in two spellings. The first of two counts."""
    values: Dict[str, str] = {}
    for name, value in pairs:
        if value is not None:
            values.setdefault(name.lower(), value if isinstance(value, str) else json.dumps(value))
    return values


def _connection_of(values: Mapping[str, str]) -> Optional[Connection]:
    fields = {field: values.get(name, "") for field, name in _NAMES.items()}
    if not all(fields[field] for field in _NEEDED):
        return None
    fields["url"] = fields["url"].rstrip("/")
    optional = ("printer_last_known_local_ip", "octoprint_api_key")
    return Connection(**{field: value for field, value in fields.items() if value or field not in optional})


@dataclasses.dataclass(frozen=True)
class Pkce:
    """What binds a completion to your app (RFC 7636): the verifier stays, the challenge goes with the start URL."""

    verifier: str = dataclasses.field(repr=False)
    challenge: str


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a verifier (RFC 7636, 4.2)."""
    return _base64url(hashlib.sha256(verifier.encode("ascii")).digest())


def new_pkce() -> Pkce:
    """A verifier of 256 random bits, and its challenge. Make one for each start URL."""
    verifier = secrets.token_urlsafe(32)
    return Pkce(verifier, challenge_of(verifier))


def new_state() -> str:
    """A ``state`` of 128 random bits, to know a completion as the answer to your own start URL."""
    return secrets.token_urlsafe(16)


def start_url(
    portal: str,
    app_id: str,
    return_url: Optional[str] = None,
    printer_id: Optional[str] = None,
    app_logo_url: Optional[str] = None,
    octoprint_api_key_app_name: Optional[str] = None,
    state: Optional[str] = None,
    ui_locales: Iterable[str] = (),
    code_challenge: Optional[str] = None,
) -> str:
    """The address to open in a browser.

    Without ``return_url`` it ends at a page of the portal, whose address you read. ``code_challenge`` is the one of
    ``new_pkce()``: the completion then carries a code, and nothing secret.
    """
    said = {
        "appId": app_id,
        "returnUrl": return_url,
        "printerId": printer_id,
        "appLogoUrl": app_logo_url,
        "octoPrintApiKeyAppName": octoprint_api_key_app_name,
        "state": state,
        "ui_locales": " ".join(ui_locales),
        "code_challenge": code_challenge,
        "code_challenge_method": code_challenge and "S256",
    }
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in said.items() if value)
    return f"{portal.rstrip('/')}/appportal/v1?{query}"


@dataclasses.dataclass(frozen=True)
class Completed:
    """A completion with a connection."""

    connection: Connection
    state: Optional[str]


@dataclasses.dataclass(frozen=True)
class GivenCode:
    """A completion that is bound to your app: redeem the code."""

    code: str = dataclasses.field(repr=False)
    printer_name: str
    state: Optional[str]


@dataclasses.dataclass(frozen=True)
class Failed:
    """A completion without a connection, and why: ``cancelled``, ``access_denied``, ``supporter_required`` …"""

    error: str
    state: Optional[str]


def read_completion(
    address: str, state: Optional[str] = None, code_only: bool = False
) -> Union[Completed, GivenCode, Failed]:
    """Reads the address that your app was returned to, or its query, whatever the spelling of the keys.

    ``state`` is what your start URL said: another one is refused, since the completion answers somebody else's start
    URL. ``code_only``: your start URL had a code challenge, so whatever brings secrets in its place is not the answer to
    it. Raises ConnectionFault ``not_a_completion`` or ``state_mismatch``.
    """
    query = address.split("#", 1)[0].split("?", 1)[-1]
    # Values are percent-encoded only: a plus sign stands for itself.
    pairs = (pair.partition("=") for pair in query.split("&"))
    values = _by_lower_case_name((unquote(name), unquote(value)) for name, _, value in pairs)
    success = values.get("success")
    if success not in ("true", "false"):
        raise ConnectionFault("not_a_completion", "The address says neither success nor failure.")
    given = values.get("state")
    if state is not None and given != state:
        raise ConnectionFault("state_mismatch", "The completion answers another start URL.")
    if success == "false":
        return Failed(values.get("error") or "server_error", given)
    connection = None if code_only else _connection_of(values)
    if connection:
        return Completed(connection, given)
    if values.get("code"):
        return GivenCode(values["code"], values.get("printername", ""), given)
    raise ConnectionFault("not_a_completion", "The address holds neither a connection nor a code.")


class Response:
    """An answer whose body is read when it is asked for. Close it, or use it in a ``with``."""

    def __init__(self, client: http.client.HTTPConnection, answer: http.client.HTTPResponse) -> None:
        self._client = client
        self._answer = answer
        self.status = answer.status
        self.headers = answer.headers

    def read(self, size: Optional[int] = None) -> bytes:
        """All that is left of the body, or some bytes of it."""
        return self._answer.read() if size is None else self._answer.read(size)

    def json(self) -> Any:
        return json.loads(self.read())

    def close(self) -> None:
        self._client.close()

    def __enter__(self) -> "Response":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _send(
    origin: str,
    method: str,
    path: str,
    headers: Mapping[str, str],
    body: Optional[bytes],
    timeout: float,
    context: Optional[ssl.SSLContext],
) -> Response:
    """One request. Redirects are not followed: they would take credentials along."""
    place = urlsplit(origin)
    host, port = place.hostname or "", place.port
    # Names below localhost are this machine (RFC 6761, 6.3), which not every system knows.
    if host.endswith(".localhost"):
        host = "127.0.0.1"
    client: http.client.HTTPConnection
    if place.scheme == "https":
        client = http.client.HTTPSConnection(host, port, timeout=timeout, context=context)
    else:
        client = http.client.HTTPConnection(host, port, timeout=timeout)
    try:
        client.request(method, path, body=body, headers={"Host": place.netloc, **headers})
        return Response(client, client.getresponse())
    except (OSError, http.client.HTTPException) as reason:
        client.close()
        raise ConnectionFault("unreachable", "No answer came.") from reason


def _fault_of(response: Response, sentence: str) -> ConnectionFault:
    wait = response.headers.get("Retry-After", "")
    code = _CODES.get(response.status, "unexpected")
    seconds = int(wait) if wait.isdigit() else None
    return ConnectionFault(code, sentence or f"status {response.status}", response.status, seconds)


class Portal:
    """A portal: where people connect your app, and the App APIs. All methods raise ConnectionFault."""

    def __init__(self, origin: str, timeout: float = 30, context: Optional[ssl.SSLContext] = None) -> None:
        """``origin`` is such as ``https://portal.example``; ``timeout`` is in seconds."""
        self.origin = origin.rstrip("/")
        self.timeout = timeout
        self.context = context

    def start_url(self, app_id: str, **parameters: Any) -> str:
        """The address to open in a browser: ``start_url`` of this portal."""
        return start_url(self.origin, app_id, **parameters)

    def redeem_code(self, code: str, verifier: str, app_id: str) -> Connection:
        """Exchanges the code of a completion for the connection, within ten minutes.

        When no answer came, ask again within two minutes of the first time.
        """
        body = {"code": code, "code_verifier": verifier, "appId": app_id}
        return self._credentials(self._ask("POST", "appconnection/token", body=body))

    def info(self, connection: Connection) -> Dict[str, Any]:
        """The printer behind a connection; up to 30 times a minute."""
        return self._ask("GET", "appconnection/info", connection)

    def gadget_status(self, connection: Connection) -> Dict[str, Any]:
        """Failure detection, which is off; every 10 s at most."""
        return self._ask("POST", "gadget/GetStatusFromAppConnection", connection)

    def revoke(self, connection: Connection) -> None:
        """Gives a connection back: from then on it answers ``revoked``."""
        self._ask("POST", "appconnection/revoke", connection)

    def rotate(self, connection: Connection) -> Connection:
        """New credentials in place of these, which live for another 60 seconds.

        Keep the new ones before you use them. When no answer came, ask again with the old ones within these 60 seconds.
        """
        rotated = self._credentials(self._ask("POST", "appconnection/rotate", connection))
        return dataclasses.replace(rotated, octoprint_api_key=connection.octoprint_api_key)

    @staticmethod
    def _credentials(result: Mapping[str, Any]) -> Connection:
        connection = _connection_of(_by_lower_case_name(result.items()))
        if not connection:
            raise ConnectionFault("unexpected", "The answer holds no connection.")
        return connection

    def _ask(
        self, method: str, api: str, connection: Optional[Connection] = None, body: Optional[Mapping[str, str]] = None
    ) -> Dict[str, Any]:
        headers: Dict[str, str] = {}
        if connection:
            headers["AppToken"] = connection.app_api_token
        if body is not None:
            headers["Content-Type"] = "application/json"
        sent = None if body is None else json.dumps(body).encode("utf-8")
        with _send(self.origin, method, f"/api/{api}", headers, sent, self.timeout, self.context) as response:
            try:
                envelope = response.json()
                sentence, result = envelope.get("Error", ""), envelope.get("Result", {})
            except (ValueError, AttributeError) as reason:
                raise ConnectionFault("unexpected", "The answer is no JSON.", response.status) from reason
            except (OSError, http.client.HTTPException) as reason:
                raise ConnectionFault("unreachable", "The answer was cut off.") from reason
            if response.status != 200:
                raise _fault_of(response, sentence)
            return result


class Relay:
    """The printer's own web server, reached through a connection."""

    def __init__(
        self,
        connection: Connection,
        use: str = "bearer",
        printer_sign_in: bool = False,
        timeout: float = 30,
        context: Optional[ssl.SSLContext] = None,
    ) -> None:
        """``use`` says which credentials are sent, ``bearer`` or ``basic``.

        With ``printer_sign_in`` the header ``Authorization`` is the printer's own, and ours go in
        ``Relay-Authorization``.
        """
        self.connection = connection
        self.use = use
        self.printer_sign_in = printer_sign_in
        self.timeout = timeout
        self.context = context

    @property
    def credentials(self) -> Dict[str, str]:
        """The header that opens the connection."""
        name = "Relay-Authorization" if self.printer_sign_in else "Authorization"
        if self.use == "bearer":
            return {name: f"Bearer {self.connection.bearer_token}"}
        pair = f"{self.connection.basic_user}:{self.connection.basic_password}".encode("ascii")
        return {name: f"Basic {base64.b64encode(pair).decode('ascii')}"}

    def request(
        self, method: str, path: str, body: Optional[bytes] = None, headers: Optional[Mapping[str, str]] = None
    ) -> Response:
        """One request to the printer. Every status but the relay's own faults is the printer's, 401 and 500 too.

        Redirects are not followed. Raises ConnectionFault with the relay's status, or ``unreachable``.
        """
        sent = {**(headers or {}), **self.credentials}
        response = _send(self.connection.url, method, path, sent, body, self.timeout, self.context)
        if not 600 <= response.status <= 610:
            return response
        with response:
            try:
                sentence = response.json().get("Error", "")
            except (ValueError, AttributeError, OSError, http.client.HTTPException):
                sentence = ""
            raise _fault_of(response, sentence)

    def get(self, path: str, headers: Optional[Mapping[str, str]] = None) -> Response:
        """``request("GET", …)``."""
        return self.request("GET", path, headers=headers)

    def websocket_request(self, path: str) -> Tuple[str, Dict[str, str]]:
        """Address and headers of a WebSocket to the printer, for whichever package opens it."""
        return self.connection.url.replace("http", "ws", 1) + path, self.credentials

    def open_websocket(self, path: str, protocols: Optional[List[str]] = None) -> Any:
        """Opens a WebSocket with the package ``websocket-client``.

        Raises ConnectionFault with the relay's status, or ``handshake_failed`` when the printer refused.
        """
        import websocket  # type: ignore[import-not-found]

        url, headers = self.websocket_request(path)
        lines = [f"{name}: {value}" for name, value in headers.items()]
        try:
            return websocket.create_connection(url, header=lines, subprotocols=protocols, timeout=self.timeout)
        except (OSError, websocket.WebSocketException) as reason:
            # Not every package says the status of a handshake; a plain GET of the same path does.
            self.get(path).close()
            raise ConnectionFault("handshake_failed", "The printer took no WebSocket.") from reason
