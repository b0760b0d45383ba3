"""Files in a bucket of S3, or of anything that speaks like it."""

import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from grantsapp.config import S3
from grantsapp.files.kinds import CHUNK
from grantsapp.files.storage import KEY, Denied, NoAnswer, NotThere

LINK_SECONDS = 300
PROBE = "probe"
MISSING = {"NoSuchKey", "404", "NotFound"}
# What waiting will not mend, with what to look at.
WRONG = {
    "SignatureDoesNotMatch": "the secret is wrong",
    "InvalidAccessKeyId": "it does not know the key",
    "AccessDenied": "the key may not do this",
    "403": "the key may not do this, or the secret is wrong",
    "NoSuchBucket": "it has no such bucket",
    "AuthorizationHeaderMalformed": "the region is wrong",
    "PermanentRedirect": "the bucket is in another region",
}


class Bucket:
    """A bucket; nothing in it is public, links are signed and soon run out."""

    def __init__(self, address: S3) -> None:
        import boto3.session  # heavy, and only houses with a bucket need it
        from botocore.config import Config

        self.address = address
        wishes = Config(
            signature_version="s3v4",
            s3={"addressing_style": address.style, "payload_signing_enabled": True},
            # The signature covers the bytes already; older servers know no more.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            connect_timeout=5,
            read_timeout=30,
            retries={"max_attempts": 2, "mode": "standard"},
        )
        self._client: Any = boto3.session.Session().client(
            "s3",
            endpoint_url=address.endpoint,
            region_name=address.region,
            aws_access_key_id=address.key,
            aws_secret_access_key=address.secret,
            config=wishes,
        )

    def put(self, key: str, source: Path, /) -> None:
        """Send a file of this machine; it is whole under its key, or not at all."""
        with self._asking(key), source.open("rb") as body:
            self._client.put_object(
                **self._at(key), Body=body, ContentDisposition="attachment"
            )

    def open(self, key: str) -> IO[bytes]:
        """Bring the bytes here, so that a fault shows before anything is answered."""
        copy = tempfile.TemporaryFile()  # noqa: SIM115 - whoever asked closes it
        try:
            with self._asking(key):
                body = self._client.get_object(**self._at(key))["Body"]
                with body:
                    for chunk in body.iter_chunks(CHUNK):
                        copy.write(chunk)
        except BaseException:
            copy.close()
            raise
        copy.seek(0)
        return copy

    def way(self, key: str, name: str, kind: str, /) -> Path | str:
        """Give a signed link that runs out, once we know that it leads somewhere."""
        with self._asking(key):
            self._client.head_object(**self._at(key))
            wishes = {
                "ResponseContentType": kind,
                "ResponseContentDisposition": as_attachment(name),
                "ResponseCacheControl": "no-store",
            }
            return self._client.generate_presigned_url(
                "get_object",
                Params={**self._at(key), **wishes},
                ExpiresIn=LINK_SECONDS,
            )

    def all(self) -> Iterator[tuple[str, datetime]]:
        """Go through every key, with the time since when it is there."""
        prefix = self.address.prefix
        with self._asking(prefix):
            pages = self._client.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self.address.bucket, Prefix=prefix):
                for one in page.get("Contents", []):
                    key = one["Key"].removeprefix(prefix)
                    if KEY.fullmatch(key):
                        yield key, one["LastModified"]

    def remove(self, key: str) -> None:
        """Forget it."""
        with self._asking(key):
            self._client.delete_object(**self._at(key))

    def check(self) -> None:
        """See that files can be put in and taken out."""
        with self._asking(PROBE):
            self._client.put_object(**self._at(PROBE), Body=b"")
            self._client.delete_object(**self._at(PROBE))

    def _at(self, key: str) -> dict[str, str]:
        return {"Bucket": self.address.bucket, "Key": self.address.prefix + key}

    @contextmanager
    def _asking(self, key: str) -> Iterator[None]:
        """Say in our words what went wrong; never with the secret in them."""
        from botocore.exceptions import BotoCoreError, ClientError

        where = f"{self.address.endpoint}/{self.address.bucket}"
        try:
            yield
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code", ""))
            if code in MISSING:
                raise NotThere(key) from error
            if code in WRONG:
                raise Denied(f"{where} refuses: {WRONG[code]} ({code})") from error
            raise NoAnswer(f"{where} fails ({code})") from error
        except BotoCoreError as error:
            raise NoAnswer(f"{where} cannot be reached: {error}") from error


def as_attachment(name: str) -> str:
    """Say that a file is to be saved under its name, in any script."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    safe = "".join(c for c in plain if c.isalnum() or c in "-_. ").strip() or "file"
    return f"attachment; filename=\"{safe}\"; filename*=UTF-8''{quote(name, safe='')}"
