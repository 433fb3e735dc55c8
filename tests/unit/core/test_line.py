"""One call on one connection: whom TLS believes, and what is known when it fails."""

import datetime as dt
import ipaddress
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from requests import Request

from portal.core import line


class Echo(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(201)
        self.send_header("Retry-After", "7")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Of 127.0.0.1, signed by nobody else."""
    key, now = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path = tmp_path / "pair.pem"
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def tls(certificate: Path) -> Iterator[int]:
    """The port of a server with that certificate."""
    server = HTTPServer(("127.0.0.1", 0), Echo)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def own_trust(monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    context = ssl.create_default_context()
    monkeypatch.setattr(line, "trusted", lambda: context)
    return context


def asked(name: str, port: int) -> tuple[line.Call, line.Answered]:
    call = line.Call(5.0)
    told = Request("POST", f"https://{name}:{port}/x?y=1", data=b"ch\xe0o").prepare()
    return call, line.exchange(told, call, 2.0)


def test_the_trust_is_made_once_and_checks_names() -> None:
    assert line.trusted() is line.trusted()
    assert line.trusted().check_hostname
    assert line.trusted().verify_mode is ssl.CERT_REQUIRED
    assert line.trusted().cert_store_stats()["x509_ca"] > 50


def test_a_certificate_nobody_signed_is_refused_before_a_byte_of_ours(tls: int) -> None:
    call = line.Call(5.0)
    told = Request("POST", f"https://127.0.0.1:{tls}/", data=b"secret").prepare()
    with pytest.raises(ssl.SSLCertVerificationError):
        line.exchange(told, call, 2.0)
    assert not call.is_written


def test_what_is_trusted_is_spoken_to_and_read_whole(
    tls: int, certificate: Path, own_trust: ssl.SSLContext
) -> None:
    own_trust.load_verify_locations(certificate)
    call, answer = asked("127.0.0.1", tls)
    assert (answer.status, answer.raw) == (201, b"ch\xe0o")
    assert answer.headers.get("retry-after") == "7"
    assert call.is_written


def test_a_trusted_certificate_of_another_name_is_refused(
    tls: int, certificate: Path, own_trust: ssl.SSLContext
) -> None:
    own_trust.load_verify_locations(certificate)
    with pytest.raises(ssl.SSLCertVerificationError):
        asked("localhost", tls)
