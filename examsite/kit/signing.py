"""Sealing a PDF and checking a seal: PAdES B-B, changes forbidden, chain embedded (pyHanko)."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding

from examsite.kit.keys import SealKey, SealPrivateKey, is_development
from examsite.kit.lazy import lazy

fields = lazy("pyhanko.sign.fields")
layout = lazy("pyhanko.stamp")
reading = lazy("pyhanko.pdf_utils.reader")
signers = lazy("pyhanko.sign.signers")
validation = lazy("pyhanko.sign.validation")
certvalidator = lazy("pyhanko_certvalidator")
registry = lazy("pyhanko_certvalidator.registry")
writing = lazy("pyhanko.pdf_utils.incremental_writer")
asn1_x509 = lazy("asn1crypto.x509")
asn1_algos = lazy("asn1crypto.algos")

FIELD = "Seal"
ROOM = 2048
"""Bytes kept for the signature besides the chain: a known size spares pyHanko a trial run."""


def seal(
    pdf: bytes, key: SealKey, *, box: tuple[int, int, int, int], reason: str, at: datetime
) -> bytes:
    """The document with a certifying signature whose widget covers `box` (points, page 1).

    The widget draws nothing: the printed seal beneath it is part of the page.
    """
    writer = writing.IncrementalPdfFileWriter(BytesIO(pdf))
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        reason=reason,
    )
    place = fields.SigFieldSpec(FIELD, box=box)
    blank = layout.StaticStampStyle(border_width=0)
    kept, dated = _classes()
    document = dated(meta, signer=kept(key), stamp_style=blank, new_field_spec=place)
    document.at = at
    return bytes(document.sign_pdf(writer, bytes_reserved=_room(key)).getvalue())


def _room(key: SealKey) -> int:
    """Hexadecimal digits kept for the signature."""
    chain = (each.public_bytes(serialization.Encoding.DER) for each in key.chain)
    return 2 * (ROOM + sum(len(each) for each in chain))


def _asn1(certificate: x509.Certificate) -> Any:
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def _raw_signature(key: SealPrivateKey, data: bytes) -> bytes:
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(data, ec.ECDSA(hashes.SHA256()))
    return key.sign(data, padding.PKCS1v15(), hashes.SHA256())


@lru_cache
def _classes() -> tuple[Any, Any]:
    """pyHanko's signer around a loaded key (its own loads and checks the key at each signature),
    and its document signer at an instant that is passed in."""

    signer: Any = signers.Signer
    document: Any = signers.PdfSigner

    class KeptKey(signer):
        def __init__(self, key: SealKey):
            curve = isinstance(key.key, ec.EllipticCurvePrivateKey)
            name = "sha256_ecdsa" if curve else "sha256_rsa"
            store = registry.SimpleCertificateStore()
            store.register_multiple([_asn1(each) for each in key.chain])
            super().__init__(
                signing_cert=_asn1(key.leaf),
                cert_registry=store,
                signature_mechanism=asn1_algos.SignedDigestAlgorithm({"algorithm": name}),
            )
            self._key = key.key

        async def async_sign_raw(
            self, data: bytes, digest_algorithm: str, dry_run: bool = False
        ) -> bytes:
            return _raw_signature(self._key, data)

    class Dated(document):
        at: datetime

        def init_signing_session(self, *args: Any, **options: Any) -> Any:
            session = super().init_signing_session(*args, **options)
            session.system_time = self.at
            return session

    return KeptKey, Dated


@dataclass(frozen=True)
class SealCheck:
    """What the seal of a file says by itself, without any record."""

    present: bool = False
    intact: bool = False
    """The sealed bytes are what was sealed, and nothing was added after."""
    trusted: bool = False
    """The signer's chain ends in a root of this installation."""
    development: bool = False
    signer: str = ""
    signed_at: datetime | None = None

    @property
    def good(self) -> bool:
        """Whole, unchanged and ours."""
        return self.present and self.intact and self.trusted


def check_seal(pdf: bytes, roots: list[x509.Certificate], *, at: datetime) -> SealCheck:
    """Look at the seal of a file that may be anything; never raises for what it contains."""
    try:
        return _check(pdf, roots, at)
    except Exception:  # a hostile file may break the reader anywhere: it is then not intact
        return SealCheck(present=b"/ByteRange" in pdf)


def _check(pdf: bytes, roots: list[x509.Certificate], at: datetime) -> SealCheck:
    found = reading.PdfFileReader(BytesIO(pdf)).embedded_signatures
    if not found:
        return SealCheck()
    context = certvalidator.ValidationContext(
        trust_roots=[_asn1(root) for root in roots], allow_fetching=False, moment=at
    )
    status = validation.validate_pdf_signature(found[-1], signer_validation_context=context)
    whole = status.coverage.name == "ENTIRE_FILE" and status.docmdp_ok is not False
    leaf = x509.load_der_x509_certificate(status.signing_cert.dump())
    return SealCheck(
        present=True,
        intact=bool(status.intact and status.valid and whole and len(found) == 1),
        trusted=bool(status.trusted),
        development=is_development(leaf),
        signer=str(leaf.subject.rfc4514_string()),
        signed_at=status.signer_reported_dt,
    )
