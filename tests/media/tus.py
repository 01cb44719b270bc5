"""A tus client for tests: the protocol, spoken by hand."""

import base64
import hashlib
from io import BytesIO

HEADERS = {"Tus-Resumable": "1.0.0"}
BODY = "application/offset+octet-stream"


def create(client, name, length, *, body=None, at="/uploads"):
    encoded = base64.b64encode(name.encode()).decode()
    headers = HEADERS | {"Upload-Length": str(length), "Upload-Metadata": f"filename {encoded}"}
    kind = BODY if body is not None else None
    return client.post(at, headers=headers, data=body or b"", content_type=kind)


def patch(client, address, offset, data, **headers):
    told = HEADERS | {"Upload-Offset": str(offset)} | headers
    return client.patch(address, headers=told, data=data, content_type=BODY)


def cut_patch(client, address, offset, data, *, announced):
    """Send less than was announced, as a line does that is cut."""
    return client.patch(
        address,
        headers=HEADERS | {"Upload-Offset": str(offset), "Content-Length": str(announced)},
        input_stream=BytesIO(data),
        content_type=BODY,
    )


def offset(client, address):
    return int(client.head(address, headers=HEADERS).headers["Upload-Offset"])


def upload(client, name, content):
    """Upload in one go and return the asset's id."""
    made = create(client, name, len(content))
    assert made.status_code == 201, made.text
    done = patch(client, made.location, 0, content)
    assert done.status_code == 204, done.text
    return int(done.headers["Location-Asset"].rsplit("/", 1)[1])


def checksum(data, algorithm="sha1"):
    digest = hashlib.new(algorithm, data).digest()
    return f"{algorithm} {base64.b64encode(digest).decode()}"
