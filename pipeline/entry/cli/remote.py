"""``paraf remote``: paraf and signatures with keys that lie elsewhere.

``prepare`` writes three files a paper into a folder: the prepared PDF, the bytes that the key shall
sign, and the request (JSON). Somebody takes the bytes to the key and lays the answer beside them;
``finish`` puts it in. Nothing secret is ever in that folder. A request exists once its JSON does,
which is written last; it is finished once its JSON says so, which is written after the signed PDF.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from pipeline.adapters.disk import LocalDisk
from pipeline.adapters.signing import (
    KeyCredential,
    Paper,
    SigningRequest,
    bounded_memory,
    finish_remote,
    open_certificate,
    pack_request,
    prepare_remote,
    unpack_request,
)
from pipeline.entry.cli.desk import (
    Places,
    add,
    desk_of,
    each_once,
    in_first_empty,
    read_paper,
    register_of,
    replace,
    zone_of,
)
from pipeline.entry.cli.inputs import Unusable, read_file
from pipeline.entry.cli.options import NowOption, OfficeOption, office_at
from pipeline.entry.cli.tally import Tally
from pipeline.entry.cli.telling import telling
from pipeline.errors import Finding, NotYet, PipelineError, Refused
from pipeline.ports.signing import Stamp
from pipeline.wording.moments import moment_words

#: What answers are called: a raw signature or a CMS message, in whatever form.
ANSWERS = (".sig", ".p7s", ".p7m", ".cms", ".pem", ".der")
_REQUEST, _TO_SIGN = ".json", ".tbs"
_FINISHED = "P87"

app = typer.Typer(
    no_args_is_help=True,
    help="Sign with a key that lies elsewhere: an HSM, a service, another machine.",
)


@app.command()
def prepare(  # noqa: PLR0913, PLR0917 - a command's options are its arguments
    files: Annotated[list[Path], typer.Argument(help="PDFs to paraf or sign.")],
    post: Annotated[str, typer.Option(help="As which post, e.g. kepala-badan.")],
    certificate: Annotated[Path, typer.Option(help="The signer's certificate (PEM or DER).")],
    into: Annotated[Path, typer.Option(help="Folder for the requests; made if missing.")],
    chain: Annotated[
        Path | None, typer.Option(help="Its issuers' certificates (PEM), if in another file.")
    ] = None,
    office: OfficeOption = None,
    now: NowOption = None,
) -> None:
    """Prepare PDFs, and write out what the key shall sign."""
    with telling():
        root = office_at(office, now)
        desk = desk_of(root, post, now)
        issuers = read_file(chain) if chain else b""
        credential = open_certificate(read_file(certificate), issuers, at=desk.at)
        _make_folder(into)
        papers = each_once(files)
        tally = Tally(zone=desk.zone, done="prepared")
        with register_of(root, now) as register:
            holder = desk.holder(register, credential.certificate)
            places = partial(desk.places, register, holder=holder)
            for paper in papers:
                tally.add(paper, lambda file: _prepare(desk.post, places, credential, file, into))
        raise typer.Exit(tally.close(len(papers)))


@app.command()
def finish(
    folder: Annotated[Path, typer.Argument(help="Folder with requests and their answers.")],
    output: Annotated[
        Path | None, typer.Option(help="Where to write one paper; default: the post's outbox.")
    ] = None,
    office: OfficeOption = None,
    now: NowOption = None,
) -> None:
    """Put the answers in: beside each request, a raw signature or a CMS message of its name."""
    with telling():
        root = office_at(office, now)
        chosen = _unfinished(folder)
        if output is not None and len(chosen) > 1:
            raise typer.BadParameter("--output goes with one request", param_hint="--output")
        tally = Tally(zone=zone_of(root))
        for path in chosen:
            tally.add(path, lambda path: _finish(root, path, output, now))
        raise typer.Exit(tally.close(len(chosen)))


def _prepare(
    post: str,
    places_in: Callable[[bytes], Places],
    credential: KeyCredential,
    paper: Path,
    into: Path,
) -> Path:
    """Write a paper's request; gives where.

    Raises:
        PipelineError: it was not prepared, and no request was written.
    """
    data = read_paper(paper)
    places = places_in(data)

    def fill(field: str, stamp: Stamp) -> tuple[bytes, SigningRequest]:
        return prepare_remote(
            data,
            credential=credential,
            stamp=stamp,
            field=field,
            paper=Paper(file=paper.name, document=places.document, post=post),
        )

    with bounded_memory():
        pdf, request = in_first_empty(places, fill)
    try:
        prepared = add(into, paper.with_suffix(".pdf"), pdf)
        LocalDisk().write(str(prepared.with_suffix(_TO_SIGN)), request.signed_attributes)
        LocalDisk().write_new(str(prepared.with_suffix(_REQUEST)), pack_request(request))
    except OSError as error:
        raise Unusable(into, f"cannot be written to: {error.strerror}") from None
    return prepared.with_suffix(_REQUEST)


def _finish(root: Path, path: Path, output: Path | None, now: datetime | None) -> Path:
    """Put one answer in; gives where the signed paper lies.

    Raises:
        PipelineError: nothing was written.
    """
    request = unpack_request(read_file(path), path.name)
    desk = desk_of(root, request.post, now)
    if request.finished is not None:
        pada = moment_words(request.finished.at, desk.zone)
        raise Refused(Finding(_FINISHED, {"nama": request.file, "pada": pada}))
    answer = read_file(_answer_to(path))
    prepared = read_file(path.with_suffix(".pdf"))
    title = desk.config.posts[desk.post].sebutan
    with bounded_memory():
        signed = finish_remote(request, prepared, answer, label=title, at=desk.at)
    if output is not None:
        target = replace(output, signed)
    else:
        target = add(desk.outbox, Path(request.file), signed, again=True)
    try:
        LocalDisk().write(str(path), pack_request(request.done(desk.at, signed)))
    except OSError as error:
        what = f"{target} is signed, but this request cannot be marked so: {error.strerror}"
        raise Unusable(path, what) from None
    return target


def _unfinished(folder: Path) -> list[Path]:
    """The requests that wait for their answers; all of them where none does.

    Raises:
        Unusable: there is no request at all.
    """
    if not folder.is_dir():
        raise Unusable(folder, "there is no such folder")
    requests = sorted(folder.glob(f"*{_REQUEST}"), key=lambda path: path.stem)
    if not requests:
        raise Unusable(folder, "holds no requests; make some with: paraf remote prepare")
    waiting = [path for path in requests if not _is_finished(path)]
    return waiting or requests


def _is_finished(path: Path) -> bool:
    try:
        return unpack_request(read_file(path), path.name).finished is not None
    except PipelineError:
        return False  # it gets its sentence when its turn comes


def _answer_to(path: Path) -> Path:
    found = [path.with_suffix(each) for each in ANSWERS if path.with_suffix(each).is_file()]
    if not found:
        names = " or ".join(f"{path.stem}{each}" for each in ANSWERS[:2])
        raise NotYet(f"there is no answer yet; it is awaited beside the request as {names}")
    if len(found) > 1:
        names = ", ".join(each.name for each in found)
        raise Unusable(path, f"there are several answers, leave one: {names}")
    return found[0]


def _make_folder(folder: Path) -> None:
    try:
        if not folder.parent.is_dir():  # a mistyped path is no wish for a tree of folders
            raise Unusable(folder, "cannot be made: the folder above it is missing")
        if folder.exists() and not folder.is_dir():
            raise Unusable(folder, "cannot be made: a file has this name")
        LocalDisk().make_folder(str(folder), mode=0o700)
    except OSError as error:
        raise Unusable(folder, f"cannot be made: {error.strerror}") from None
